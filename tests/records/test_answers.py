"""Answers remembered: the same as counted ones, and never those of other files, questions or code."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from salesplan.base.finding import Unreadable
from salesplan.records.count import answers
from salesplan.records.count.answers import MOST, answer
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import Path as Funnel
from salesplan.records.question import Question, Tallies
from salesplan.records.sources import RecordsSource, Sources

QUESTION = Question((Funnel("new", ("prospect", "opportunity")),))
DEALS = """\
id,Owner,Stage,Amount,Created,Closed
1,Ada,won,100.50,2026-01-01,2026-01-11
2,Bea,lost,200,2026-01-02,2026-01-05
2,Bea,lost,200,2026-01-02,2026-01-06
3,Ada,opportunity,,2026-01-03,
4,,prospect,many,2026-01-04,
"""
AN_HOUR = 3600


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SALESPLAN_CACHE", raising=False)
    monkeypatch.setattr(answers, "SETTLED", -AN_HOUR)  # files that a test has just written count as settled
    return tmp_path / "cache" / "salesplan" / "records"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """The questions that were counted, not remembered."""
    from salesplan.records.count import tally

    counted: list[Question] = []
    real = tally.tally

    def noted(book: OpenRecords, question: Question) -> Tallies:
        counted.append(question)
        return real(book, question)

    monkeypatch.setattr(tally, "tally", noted)
    return counted


def sources(tmp_path: Path, text: str = DEALS) -> Sources:
    path = tmp_path / "deals.csv"
    path.write_text(text, encoding="utf-8")
    return Sources(deals=RecordsSource((str(path),)))


def test_what_is_remembered_equals_what_was_counted(tmp_path: Path, counting: list[Question]) -> None:
    where = sources(tmp_path)
    first = answer(where, QUESTION)
    again = answer(where, QUESTION)
    assert len(counting) == 1
    assert again == first
    assert repr(again) == repr(first)  # types too, which equality of tuples does not tell
    assert {part.reason for part in first.intakes[0].set_aside} == {"amount cannot be read", "the same id again"}


def test_another_question_is_counted(tmp_path: Path, counting: list[Question]) -> None:
    where = sources(tmp_path)
    answer(where, QUESTION)
    by_rep = Question(QUESTION.paths, "rep")
    assert answer(where, by_rep) != answer(where, QUESTION)
    assert counting == [QUESTION, by_rep]


def test_the_way_a_file_is_read_is_part_of_the_question(tmp_path: Path, counting: list[Question]) -> None:
    where = sources(tmp_path)
    answer(where, QUESTION)
    stages = RecordsSource(where.deals.paths if where.deals else (), stages={"lost": "parked"})
    found = answer(Sources(deals=stages), QUESTION)
    assert len(counting) == 2
    assert {line.state for line in found.deals} == {"won", "parked", "open"}


def test_a_file_that_changes_is_counted_again_even_with_its_old_size_and_time(
    tmp_path: Path, counting: list[Question]
) -> None:
    where = sources(tmp_path)
    path = tmp_path / "deals.csv"
    before = path.stat()
    first = answer(where, QUESTION)
    time.sleep(0.05)
    path.write_text(DEALS.replace("won,100.50", "won,999.50"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert answer(where, QUESTION).amounts != first.amounts
    assert len(counting) == 2


def test_what_was_written_just_now_is_not_remembered(
    tmp_path: Path, counting: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SETTLED", 2.0)
    where = sources(tmp_path)
    answer(where, QUESTION)
    answer(where, QUESTION)
    assert len(counting) == 2


def test_a_file_that_changes_while_it_is_counted_is_not_remembered(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from salesplan.records.count import tally

    where, real = sources(tmp_path), tally.tally

    def slow(book: OpenRecords, question: Question) -> Tallies:
        found = real(book, question)
        (tmp_path / "deals.csv").write_text(DEALS + "5,Ada,won,1,2026-01-01,2026-01-02\n", encoding="utf-8")
        return found

    monkeypatch.setattr(tally, "tally", slow)
    answer(where, QUESTION)
    assert not list(own_cache.glob("*.json"))


def test_a_broken_memory_is_counted_anew(tmp_path: Path, own_cache: Path, counting: list[Question]) -> None:
    where = sources(tmp_path)
    first = answer(where, QUESTION)
    [kept] = own_cache.glob("*.json")
    for text in ("", "{", '{"on": "2026-13-01"}', "[]"):
        kept.write_text(text, encoding="utf-8")
        assert answer(where, QUESTION) == first
    assert len(counting) == 5


@pytest.mark.parametrize("said", ["off", "0", "OFF"])
def test_the_memory_can_be_switched_off(
    said: str, tmp_path: Path, own_cache: Path, counting: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESPLAN_CACHE", said)
    where = sources(tmp_path)
    assert answer(where, QUESTION) == answer(where, QUESTION)
    assert len(counting) == 2
    assert not own_cache.exists()


def test_only_its_owner_reads_what_is_kept(tmp_path: Path, own_cache: Path) -> None:
    answer(sources(tmp_path), QUESTION)
    [kept] = own_cache.glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(own_cache.stat().st_mode) & 0o077 == 0


def test_a_limited_number_of_answers_is_kept_and_the_oldest_go(tmp_path: Path, own_cache: Path) -> None:
    own_cache.mkdir(parents=True)
    for number in range(MOST + 5):
        old = own_cache / f"{number:03}.json"
        old.write_text("{}", encoding="utf-8")
        os.utime(old, (number, number))
    answer(sources(tmp_path), QUESTION)
    names = sorted(file.name for file in own_cache.glob("*.json"))
    assert len(names) == MOST
    assert "005.json" not in names
    assert f"{MOST + 4:03}.json" in names


def test_a_missing_file_is_said_though_it_was_counted_before(tmp_path: Path) -> None:
    where = sources(tmp_path)
    answer(where, QUESTION)
    (tmp_path / "deals.csv").unlink()
    with pytest.raises(Unreadable, match="no such file"):
        answer(where, QUESTION)


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path: Path, counting: list[Question]) -> None:
    (tmp_path / "cache").write_text("a file where the folder would be", encoding="utf-8")
    where = sources(tmp_path)
    assert answer(where, QUESTION) == answer(where, QUESTION)
    assert len(counting) == 2
