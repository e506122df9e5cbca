from __future__ import annotations

import os
import re
import shutil
import string
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from salesplan import starters
from salesplan.base.languages import CODES, LANGUAGES
from salesplan.quotas.quota import quota
from salesplan.reading.plan import read_plan_text
from salesplan.report.document.blocks import Document
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.document.what_if.words import spoken, weighed
from salesplan.report.document.writers.html import document_html
from salesplan.report.document.writers.markdown import document_markdown
from salesplan.report.language import words
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.voice import voice_for
from salesplan.report.language.words import LOCALE, NAME, PLURALS, compile_catalogue, words_for
from tests.report.plans import FULL, full, huge, tiny
from tests.report.test_document import Make
from tools import messages

TRANSLATED = [code for code in CODES if code != "en"]
FULL_TEXT = (Path(__file__).parents[2] / "examples" / "worked-example.yaml").read_text(encoding="utf-8")
SAME_IN = {
    "fr": {
        "Action", "Actions", "Budget", "Menaces", "Qualification", "Quota", "Quotas", "Total", "{n} min",
        "Techniques", "Net promoter score", "Obstacles", "Objections", "Conversion",
    },
    "it": {"Budget", "Database", "Funnel", "Quota", "{n} min", "Net promoter score", "{label}: {text}", "Scenario",
           "Team"},
}  # fmt: skip


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "salesplan.po").open("rb") as stream:
        return read_po(stream, language, abort_invalid=True)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation, or its singular and plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    known = catalogue(language)
    wanted = messages.messages()
    assert len(known) == len(wanted)
    for context, one, many in wanted:
        found = known.get(one, context)
        assert found is not None, f"{one!r} is missing: python -m tools.messages {language}"
        forms = forms_of(found)
        assert all(forms), f"{one!r} is not translated"
        assert len(forms) == (2 if many else 1)
        for form in forms:
            assert fields(form) == fields(one), f"{one!r} has other fields"


@cache
def english(language: str) -> re.Pattern[str]:
    """Every English message without fields that is written differently in `language`."""
    texts = {one for context, one, _ in messages.shown() if context != NAME and "{" not in one}
    longest_first = sorted(texts - SAME_IN[language], key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def english_in(document: Document, authored: str) -> set[str]:
    """The English that the document has and its author did not write."""
    page = re.sub(r"<style>.*?</style>|<[^>]*>", " ", document_html(document))
    found = english(document.language).findall(document_markdown(document) + page)
    return {text for text in found if text not in authored}


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("make", [tiny, full, huge])
def test_no_english_is_left_in_a_document(language: str, make: Make) -> None:
    plan, figures = make()
    document = plan_document(plan, figures, language, on=date(2026, 12, 18))
    assert english_in(document, str(FULL)) == set()


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("kind", starters.KINDS)
def test_no_english_is_left_in_a_starters_document(language: str, kind: str) -> None:
    text = starters.starter(kind, language, "EUR", date(2026, 12, 18))
    plan = read_plan_text(text).plan
    assert plan is not None
    figures = Figures(quota(plan) if plan.funnels else None)
    assert english_in(plan_document(plan, figures), text) == set()


def test_well_known_names_are_shown_in_the_documents_language() -> None:
    french, italian = words_for("fr"), words_for("it")
    assert [french.names("call", number) for number in (0, 1, 2)] == ["appel", "appel", "appels"]
    assert [italian.names("call", number) for number in (0, 1, 2)] == ["chiamate", "chiamata", "chiamate"]
    assert french.name("Qualification") == "Qualification"
    assert french.name("Handling objections") == "Traitement des objections"
    assert french.name("visite du chai") == french.names("visite du chai", 3) == "visite du chai"
    assert words_for("en").names("opportunity", 2) == "opportunities"
    assert words_for("en").names("site survey", 2) == "site survey"


@pytest.mark.parametrize("number", [0, 1, 2, 21, 100])
def test_plural_forms_follow_the_language(number: int) -> None:
    def days(language: str) -> str:
        return words_for(language).plural("{n} day", "{n} days", number, n=number)

    assert days("fr") == (f"{number} jour" if number < 2 else f"{number} jours")
    assert days("it") == (f"{number} giorno" if number == 1 else f"{number} giorni")
    assert days("en") == (f"{number} day" if number == 1 else f"{number} days")


def test_a_language_without_words_is_english_throughout() -> None:
    document = plan_document(*tiny(), "de")
    assert document.language == "en"
    assert document.headlines[0].figure == "€90,000"


def test_french_signs_stand_apart() -> None:
    """A blank that does not break goes before a colon, as French is set, but not in what is written into a plan."""
    for message in catalogue("fr"):
        english = message.id if isinstance(message.id, str) else " ".join(message.id)
        for form in forms_of(message) if message.id else ():
            for word in re.sub(r"[\u00a0\u202f][:;!?%](?!\w)", "", form).split(" "):
                plain = re.sub("%[dmY]", "", word.strip("«\u00a0».,"))  # how dates are written, as options take it
                assert plain in english or not re.search("[:;!?%]", plain), form
            as_typed = re.findall(r"'[^']+'", english)
            rest = re.sub("|".join(map(re.escape, as_typed)) or "^$", "", form)
            assert "'" not in rest or "between single quotes" in english or "between double quotes" in english


def folder_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> Path:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "salesplan.po").write_text(f'{header}msgid "Goal"\nmsgstr "{text}"\n', encoding="utf-8")
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    words_for.cache_clear()
    return folder


def test_a_new_language_is_one_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_with(tmp_path, monkeypatch, "Ziel")
    try:
        assert words_for("de").text("Goal") == "Ziel"
        assert words_for("de").text("Market") == "Market"
    finally:
        words_for.cache_clear()


def test_the_compiled_catalogue_is_used_unless_it_is_older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path, monkeypatch, "Ziel")
    source, compiled = folder / "salesplan.po", folder / "salesplan.mo"
    compiled.write_bytes(compile_catalogue(source))
    source.write_text(source.read_text(encoding="utf-8").replace("Ziel", "Vorsatz"), encoding="utf-8")
    try:
        os.utime(source, (1, 1))
        assert words_for("de").text("Goal") == "Ziel"
        words_for.cache_clear()
        os.utime(compiled, (0, 0))
        assert words_for("de").text("Goal") == "Vorsatz"
    finally:
        words_for.cache_clear()


def test_bringing_a_catalogue_up_to_date_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    path = messages.update("fr")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Goal"\nmsgstr ""', 'msgid "Goal"\nmsgstr "But"'), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    messages.update("fr")
    updated = path.read_text(encoding="utf-8")
    assert 'msgid "Goal"\nmsgstr "But"' in updated
    assert updated.count("msgid ") == len(messages.messages()) + 1


def test_plurals_are_words_of_their_own() -> None:
    assert all(one != many for one, many in PLURALS.items())


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2027, 3, 7), date(2027, 3, 9), "dal 7 mar 2027 al 9 mar 2027"),
        (date(2027, 3, 8), date(2027, 3, 11), "dall’8 mar 2027 all’11 mar 2027"),
        (date(2027, 3, 1), date(2027, 3, 18), "dal 1º mar 2027 al 18 mar 2027"),
    ],
)
def test_italian_articles_bow_to_eight_and_eleven(start: date, end: date, said: str) -> None:
    words, numbers = words_for("it"), numbers_for("it")
    assert words.text("{start} to {end}", start=numbers.day(start), end=numbers.day(end)) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [("79%", "oltre il 79%"), ("80%", "oltre l’80%"), ("11%", "oltre l’11%"), ("110%", "oltre il 110%")],
)
def test_italian_articles_bow_to_shares_too(share: str, said: str) -> None:
    assert words_for("it").text("over {share}", share=share) == said
    assert words_for("en").text("over {share}", share=share) == f"over {share}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_page_s_own_sentences_are_translated(language: str) -> None:
    def said(spoken_in: str) -> list[object]:
        voice = voice_for(spoken_in, "EUR", None)
        return [*spoken(voice).values(), *weighed(voice, confidence=True).values()]

    assert not [text for text, english in zip(said(language), said("en"), strict=True) if text == english]


def test_a_message_whose_plural_is_new_is_translated_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path, monkeypatch, "Ziel")
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "messages", lambda: ((None, "Goal", "Goals"),))
    messages.update("de")
    assert 'msgid_plural "Goals"\nmsgstr[0] ""' in (folder / "salesplan.po").read_text(encoding="utf-8")
    words_for.cache_clear()


def test_every_language_has_its_facts() -> None:
    assert tuple(LANGUAGES) == CODES


def test_a_language_is_added_in_one_place(tmp_path: Path) -> None:
    """As docs/documents.md says, in a copy of the package: a catalogue, a code, a line of facts."""
    shutil.copytree(Path(words.__file__).parents[2], tmp_path / "salesplan", ignore=shutil.ignore_patterns("*.pyc"))
    table = tmp_path / "salesplan" / "base" / "languages.py"
    text = table.read_text(encoding="utf-8").replace('"it"]', '"it", "de"]')
    table.write_text(
        text.replace('    "en": Facts', '    "de": Facts(lcid="407", country="DE"),\n    "en": Facts'), "utf-8"
    )
    folder = tmp_path / "salesplan" / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=n != 1;\\n"\n'
    )
    (folder / "salesplan.po").write_text(f'{head}\nmsgid "Schedule"\nmsgstr "Zeitplan"\n', encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(FULL_TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "salesplan", "render", "plan.yaml", "-o", "plan.md", "--language", "de"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "Wrote plan.md.\n")
    assert "Zeitplan" in (tmp_path / "plan.md").read_text(encoding="utf-8")
    plan = (tmp_path / "plan.yaml").read_text(encoding="utf-8") + "language: de\n"
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    validate = [sys.executable, "-m", "salesplan", "validate", "plan.yaml"]
    assert subprocess.run(validate, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    first = [sys.executable, "-m", "salesplan", "init", "first.yaml", "--language", "de", "--kind", "general"]
    assert subprocess.run(first, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert "language: de" in (tmp_path / "first.yaml").read_text(encoding="utf-8"), "its texts are English until then"


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("renewal prospect", 2, "renewal prospects"), ("renewal prospect", 1, "renewal prospect"),
        ("first opportunity", 0, "first opportunities"), ("demo made", 2, "demo made"), ("call ", 2, "call "),
    ],
)  # fmt: skip
def test_names_of_several_words_have_their_plural_at_the_last(name: str, number: int, shown: str) -> None:
    assert words_for("en").names(name, number) == shown
    assert words_for("fr").names("renewal prospect", 2) == "renewal prospect"


def test_a_name_that_is_in_the_plural_already_is_translated() -> None:
    french = words_for("fr")
    assert (french.name("opportunities"), french.name("calls"), french.name("demos done")) == (
        "opportunités", "appels", "demos done",
    )  # fmt: skip
    assert words_for("it").name("opportunities") == "opportunità"
    assert words_for("en").name("opportunities") == "opportunities"
