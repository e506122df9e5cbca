"""The digest: one message in four forms, safe whatever people are called."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from salesplan.progress.digest import digest
from salesplan.progress.track import Book
from salesplan.records.count.done import DoneCount
from salesplan.report.track.digest import digest_answer, digest_message
from tests.build import plan
from tests.progress.deals import ledger_of
from tests.shell import salesplan as run

EXAMPLE = Path(__file__).parents[2] / "examples" / "following"


def test_day_week_and_period_stand_side_by_side() -> None:
    mine = plan(team={"prospecting": {"members": [{"name": "<b>*Ada*</b>"}]}})
    days = [date(2027, 1, 5), date(2027, 1, 11), date(2027, 1, 12)]
    book = Book(ledger_of([]), tuple(DoneCount("<b>*Ada*</b>", "call", "", day, 2) for day in days))
    found = digest(mine, book, date(2027, 1, 12))
    place = next(n for n, line in enumerate(found.period.lines) if line.rep)
    assert [part[place].done for part in (found.of_day, found.of_week, found.period.lines)] == [2, 4, 6]
    assert "<b>" not in digest_message(found, "html", "en")
    assert "<b>" not in digest_message(found, "slack", "fr")
    assert "script" not in digest_message(found, "html", "it")
    assert digest_answer(found, "en").data["kind"] == "digest"


@pytest.mark.parametrize("form", ["html", "slack", "teams", "markdown"])
def test_each_form_is_written_and_small(form: str) -> None:
    done = run(EXAMPLE, "track", "--digest", "--format", form)
    assert done.code == 0
    assert "Ada Martin" in done.out
    assert len(done.out.encode()) < 100_000
    if form == "slack":
        assert set(json.loads(done.out)) == {"text"}
    if form == "teams":
        card = json.loads(done.out)["attachments"][0]
        assert card["contentType"] == "application/vnd.microsoft.card.adaptive"


def test_messages_are_for_digests() -> None:
    done = run(EXAMPLE, "track", "--format", "slack")
    assert done.code == 2
    assert "--digest" in done.err


@pytest.mark.parametrize(("name", "start"), [("mail.html", "<div"), ("mail.md", "# "), ("mail.json", "{")])
def test_a_file_says_its_form(tmp_path: Path, name: str, start: str) -> None:
    done = run(EXAMPLE, "track", "--digest", "-o", str(tmp_path / name))
    assert done.code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_message_goes_into_any_file(tmp_path: Path) -> None:
    done = run(EXAMPLE, "track", "--digest", "--format", "slack", "-o", str(tmp_path / "slack.json"))
    assert done.code == 0
    assert set(json.loads((tmp_path / "slack.json").read_text(encoding="utf-8"))) == {"text"}
    mail = run(EXAMPLE, "track", "--digest", "--format", "html", "-o", str(tmp_path / "mail.html"))
    assert mail.code == 0
