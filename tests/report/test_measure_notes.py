"""What is odd about records, said in the reader's language wherever figures are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesplan.measuring.measurement import Note
from salesplan.records.sources import AGAIN, Intake, SetAside
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.measure.notes import MOST, first_notes, note_lines, note_text
from salesplan.report.measure.rows import file_notes, reason, rows_taken
from salesplan.report.tables.terminal import plain
from tests.measure.conftest import PLAN, folder
from tests.shell import salesplan

__all__ = ["folder"]
KINDS = (
    "deals closed before they were created", "deals won without a closing date", "deals won without an amount",
    "deals with a negative amount", "deals decided without a date of creation",
    "deals open at a stage that is not in the plan", "deals lost at a stage nobody recorded",
    "deals cancelled, and in no rate", "actions on no deal we know", "history rows at a stage not in the plan",
    "not in the team", "lost somewhere", "biased", "other currencies", "several currencies",
)  # fmt: skip
LANGUAGES = ("en", "fr", "it")


def told(note: Note, language: str = "en") -> str:
    return note_text(note, words_for(language), numbers_for(language))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_said_in_every_language(kind: str) -> None:
    note = Note(kind, 1234, "Qzx", (0.25, 0.3), (("USD", 1200), ("GBP", 34)))
    texts = [told(note, language) for language in LANGUAGES]
    assert len(set(texts)) == 3
    counted = [numbers_for(language).count(1234) for language in LANGUAGES]
    if not kind.endswith("currencies"):
        assert all(number in text for number, text in zip(counted, texts, strict=True))
    assert all(told(Note(kind, 1, "Qzx"), language) for language in LANGUAGES)


def test_the_kinds_are_those_of_the_engine_and_the_measures() -> None:
    package = Path(__file__).parents[2] / "salesplan"
    counting = sorted((package / "records" / "count").glob("*.py"))
    source = "".join(path.read_text(encoding="utf-8") for path in (*counting, package / "measuring" / "build.py"))
    assert [
        kind for kind in KINDS if f'"{kind}"' not in source and f'"{kind.removeprefix("deals ")}"' not in source
    ] == []


@pytest.mark.parametrize(
    ("note", "text"),
    [
        (Note("deals won without an amount", 1), "1 deal won without an amount"),
        (Note("not in the team", 2), "2 deals of nobody"),
        (Note("not in the team", 1, "Eve"), "1 deal of Eve, who is not in the team"),
        (Note("biased", 50, "prospect", (0.2, 0.3123)),
         "prospect: 50 open deals bias the conversion of 20.0%; corrected for them it is 31.2% (Aalen-Johansen)"),
        (Note("other currencies", 3, parts=(("CHF", 1), ("USD", 2))),
         "won deals in other currencies are not in the deal size: 1 in CHF, 2 in USD"),
    ],
)  # fmt: skip
def test_in_english(note: Note, text: str) -> None:
    assert told(note) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            (
                "Deals: 1 of 5 rows used. Set aside: 3 (the same id again), 1 (no date of entry). "
                "b.csv has no ids: rows given twice count twice."
            ),
        ),
        (
            "fr",
            (
                "Affaires (lignes utilisées)\u00a0: 1 sur 5. Lignes écartées\u00a0: 3 (identifiant déjà présent), 1 "
                "(sans date d’entrée). Pas d’identifiants dans b.csv\u00a0: une ligne présente deux fois compte double."
            ),
        ),
        (
            "it",
            (
                "Trattative (righe usate): 1 su 5. Righe scartate: 3 (identificativo già presente), 1 (senza data di "
                "ingresso). In b.csv mancano gli identificativi: una riga presente due volte conta doppio."
            ),
        ),
    ],
)
def test_rows_and_why_they_were_set_aside(language: str, text: str) -> None:
    aside = (SetAside(AGAIN, 3), SetAside("no entered", 1))
    intake = Intake("deals", ("a.csv", "b.csv"), "", 5, 1, aside, (), ("b.csv",))
    assert rows_taken(intake, words_for(language), numbers_for(language)) == text


def test_reasons_that_nobody_foresaw_stay_as_they_are() -> None:
    french = words_for("fr")
    assert reason("amount cannot be read", french) == "montant illisible"
    assert reason("colour cannot be read", french) == "colour illisible"
    assert reason("eaten by the dog", french) == "eaten by the dog"


def test_a_file_given_twice_is_told() -> None:
    intake = Intake("deals", ("a.csv",), "", 5, 5, (), ("b.csv",))
    assert list(file_notes(intake, words_for("en"))) == [
        "b.csv has the same content as another file, and is counted once."
    ]


def test_a_document_for_others_shows_no_more_than_a_dozen() -> None:
    notes = [f"note {number}" for number in range(MOST + 3)]
    shown = list(first_notes(notes, words_for("en"), numbers_for("en")))
    assert shown == [*notes[:MOST], "3 more notes, which `salesplan measure` shows"]
    assert list(first_notes(notes[:MOST], words_for("en"), numbers_for("en"))) == notes[:MOST]


def test_notes_are_broken_where_the_screen_ends() -> None:
    lines = [plain(one) for one in note_lines(["one two\nthree", "\x1b[31mred"], 10)]
    assert lines == ["* one two", "  three", "* \\x1b[31m", "  red"]


@pytest.fixture
def french(folder: Path) -> Path:
    (folder / "salesplan.yaml").write_text(PLAN.replace("period:", "language: fr\nperiod:"), encoding="utf-8")
    return folder


@pytest.mark.parametrize("arguments", [(), ("--format", "markdown")])
def test_below_tables_notes_are_in_the_plans_language(arguments: tuple[str, ...], french: Path) -> None:
    done = salesplan(french, "measure", *arguments)
    assert "* 65 affaires suivies par Eve, qui ne fait pas partie de l’équipe" in done.out
    assert "deals" not in done.out
    assert "note:" not in done.err


@pytest.mark.parametrize("arguments", [("--format", "csv"), ("-o", "found.md"), ("--format", "json")])
def test_notes_are_messages_where_nobody_reads_them_below_tables(arguments: tuple[str, ...], french: Path) -> None:
    done = salesplan(french, "measure", *arguments)
    assert "remarque\u00a0: 65 affaires suivies par Eve, qui ne fait pas partie de l’équipe" in done.err


def test_json_is_the_same_in_every_language(french: Path) -> None:
    spoken = json.loads(salesplan(french, "measure", "--format", "json").out)
    (french / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    assert spoken == json.loads(salesplan(french, "measure", "--format", "json").out)
    assert "65 deals of Eve, who is not in the team" in spoken["notes"]


def test_groups_without_a_name_are_named_in_the_plans_language(french: Path) -> None:
    done = salesplan(french, "measure", "--by", "segment", "--format", "markdown")
    assert "| (personne)" in done.out
    assert "| prospection" in done.out


def test_markup_in_a_name_stays_a_name(french: Path) -> None:
    deals = french / "deals.csv"
    deals.write_text(deals.read_text(encoding="utf-8").replace(",Eve,", ",<b>*Eve*|,"), encoding="utf-8")
    assert "&lt;b&gt;\\*Eve\\*\\|" in salesplan(french, "measure", "--format", "markdown").out


def test_many_strangers_share_a_note_that_names_those_with_the_most_deals() -> None:
    people = tuple((f"P{number}", 100 - number) for number in range(12))
    note = Note("not in the team", sum(n for _, n in people), parts=(*people, ("", 5)))
    said = note_text(note, words_for("en"), numbers_for("en"))
    assert said.startswith("1,134 deals of 13 people who are not in the team: P0 (100), P1 (99), ")
    assert said.endswith("P9 (91), 3 more")
    assert note_text(note, words_for("fr"), numbers_for("fr")).endswith("P9 (91), 3 autres")
