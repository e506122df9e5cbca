"""Findings in the language of the plan: every sentence translated, every word of the user kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.base.finding import Finding
from salesplan.base.languages import CODES
from salesplan.base.sentence import Sentence, Value, all_of, any_of, counted, day, in_quotes, month, row, sentence
from salesplan.loading import check_whole, read_plan
from salesplan.reading.plan import Reading, read_plan_text
from salesplan.report.findings import as_github, as_json, as_text
from salesplan.report.language.sentences import render
from salesplan.report.language.words import words_for
from tests.checks.cases import CASES, HEAD
from tests.golden import golden
from tests.shell import salesplan

BAD = Path(__file__).parent / "bad"
OTHERS = [code for code in CODES if code != "en"]
SAME = {"it": {"budget"}, "fr": set[str]()}
"""What is written alike in another language."""

WRONG = """\
salesplan: 1
title: Plan
language: {language}
langage: x
currency: EUR
period: 2027-01
goals:
  - {{name: First, metric: revenue, target: 30,000}}
  - {{name: Second, metric: deals, target: 30 000}}
funnels:
  - name: acquisition
    stages:
      - {{name: prospect, conversion: 25}}
  - {{name: other, deal_value: 45 to}}
team:
  sales: {{members: [{{name: Ada, starts: 2027-13-01, hours_per_week: 37,5}}]}}
"""
LOOSE = """\
salesplan: 1
title: Plan
language: {language}
currency: EUR
period: 2027-01
goals:
  - {{name: First, metric: revenue, target: 30000}}
  - {{name: Second, metric: deals, target: 30, funnel: aquisition}}
funnels:
  - {{name: acquisition, share: 50%, deal_value: 20000}}
  - {{name: other, share: 40%, deal_value: 45000}}
milestones:
  - {{title: First, on: 2027-05-08}}
  - {{title: Second, day: 50}}
compensation:
  - {{name: Reps, tiers: [{{to: 100%, rate: 5%}}, {{from: 110%, rate: 7%}}]}}
team:
  sales: {{members: [{{name: Ada, starts: 2027-02-08, ramp: [50%, 25%]}}]}}
"""
SLIPS = "salesplan: 1\ntitle: Plan\nlanguage: {language}\nperiod:2027-01\ngoals:\n\t- name: x\nteam sales\n"


def findings() -> Iterator[Finding]:
    """What all the bad files and broken rules of the tests are told."""
    for path in sorted(BAD.glob("*.yaml")):
        yield from read_plan(path).findings
    for text in CASES.values():
        yield from check_whole(read_plan_text(HEAD + text.lstrip("\n"), "salesplan.yaml")).findings


def texts() -> list[str]:
    """Every message, hint and label among them, each once."""
    found = (text for one in findings() for text in (one.message, one.hint, *(label for _, label in one.related)))
    return list(dict.fromkeys(filter(None, found)))


def written(text: object) -> Iterator[str]:
    """What somebody wrote that a sentence repeats."""
    if isinstance(text, Sentence):
        for value in text.values.values():
            yield from written(value)
    elif isinstance(text, Value):
        parts = text.content[0] if text.kind == "row" else text.content
        if isinstance(parts, tuple):
            for part in parts:
                yield from written(part)
        elif isinstance(parts, str):
            yield parts
    elif isinstance(text, str):
        yield text


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated_and_keeps_what_was_written(language: str) -> None:
    every = texts()
    assert len(every) > 500
    for text in every:
        shown = render(text, language)
        assert shown != text or text in SAME[language], f"{text!r} stays English: python -m tools.messages {language}"
        for word in written(text) if isinstance(text, Sentence | Value) else ():
            assert word in shown, (word, shown)
        assert shown.count("{") == text.count("{"), shown


@pytest.mark.parametrize("language", CODES)
def test_the_most_frequent_mistakes_as_people_read_them(language: str) -> None:
    shown = []
    for text in (WRONG, LOOSE, SLIPS):
        reading = check_whole(read_plan_text(text.format(language=language), "plan.yaml"))
        assert reading.language == language
        shown.append(as_text(reading.findings, reading.sources, language))
    golden(f"spoken/mistakes.{language}.txt", "\n".join(shown))


@pytest.mark.parametrize("language", OTHERS)
def test_marks_stand_where_they_stand_in_english(language: str) -> None:
    reading = check_whole(read_plan_text(LOOSE.format(language=language), "plan.yaml"))

    def excerpts(text: str) -> list[str]:
        return [re.sub(r"(?<=[\^-]) \S.*", "", line) for line in text.splitlines() if re.match(r" *\d* \|", line)]

    there = as_text(reading.findings, reading.sources, language)
    assert excerpts(there) == excerpts(as_text(reading.findings, reading.sources))


def test_programs_read_english(tmp_path: Path) -> None:
    text = WRONG.format(language="fr")
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    rows = json.loads(salesplan(tmp_path, "validate", "plan.yaml", "--format", "json").out)
    reading = check_whole(read_plan_text(text, "plan.yaml"))
    assert [row["message"] for row in rows] == [row["message"] for row in json.loads(as_json(reading.findings))]
    assert "the plan has no key 'langage'" in {row["message"] for row in rows}
    assert "le plan n’a pas de clé" in as_github(reading.findings, "fr")


def test_each_plan_is_told_in_its_own_language(tmp_path: Path) -> None:
    for language in CODES:
        (tmp_path / f"{language}.yaml").write_text(SLIPS.format(language=language), encoding="utf-8")
    ended = salesplan(tmp_path, "validate", "it.yaml", "en.yaml", "fr.yaml")
    places = [ended.out.index(word) for word in ("error: ", "erreur\u00a0: ", "errore: ")]
    assert places == sorted(places)
    assert ended.err.splitlines() == ["2 errori in it.yaml", "2 errors in en.yaml", "2 erreurs dans fr.yaml"]


def test_before_there_is_a_plan_the_environment_says_the_language(tmp_path: Path) -> None:
    told = salesplan(tmp_path, "validate", "no.yaml", LC_ALL="fr_FR.UTF-8").err
    assert told.startswith("salesplan: no.yaml n’existe pas\n")
    (tmp_path / "list.yaml").write_text("- a\n", encoding="utf-8")
    assert "errore: " in salesplan(tmp_path, "validate", "list.yaml", LC_ALL="it_IT.UTF-8").out
    assert "error: " in salesplan(tmp_path, "validate", "list.yaml", LC_ALL="de_DE.UTF-8").out


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("language: fr\n", "fr"),
        ("title: x\nlanguage: 'it' # italian\n", "it"),
        ('{"salesplan": 1,\n "language": "fr",\n', "fr"),
        ("title: [\nlanguage: fr\n", "fr"),
        ("# language: fr\n- a", ""),
        ("language: french\n", ""),
        ("summary: the language is fr\n- a", ""),
    ],
)
def test_the_language_is_known_of_what_cannot_be_read(text: str, language: str) -> None:
    reading: Reading = read_plan_text(text)
    assert reading.plan is None
    assert reading.language == language


@given(st.text(), st.text(), st.integers(0, 9))
def test_what_somebody_wrote_is_never_a_template(one: str, other: str, number: int) -> None:
    made = sentence("'{text}' stands twice in the same block: on line {line}", text=one, line=number)
    assert made == f"'{one}' stands twice in the same block: on line {number}"
    assert render(made, "fr").startswith(f"«\u00a0{one}\u00a0» figure deux fois")
    both = all_of([in_quotes(one), in_quotes(other)])
    assert both == f"'{one}' and '{other}'"
    assert render(both, "it") == f"«{one}» e «{other}»"


def test_values_are_written_as_each_language_writes_them() -> None:
    assert render(day(date(2027, 5, 1)), "fr") == "1er mai 2027"
    assert render(month("2027-05"), "it") == "maggio 2027"
    assert (any_of(["a", "b", "c"]), render(any_of(["a", "b", "c"]), "fr")) == ("a, b or c", "a, b ou c")
    assert render(all_of([in_quotes("a")], 2), "it") == "«a» e 2 altri"
    people = [counted("{count} error", "{count} errors", number, count=number) for number in (0, 1, 2)]
    assert people == ["0 errors", "1 error", "2 errors"]
    assert [render(one, "fr") for one in people] == ["0 erreur", "1 erreur", "2 erreurs"]
    assert render(row([people[0], people[1]], "; "), "it") == "0 errori; 1 errore"
    assert render(day(date(2027, 5, 8)), "en") == "2027-05-08"


def test_a_language_without_words_is_english() -> None:
    assert words_for("xx").language == "en"
    assert render(sentence("the plan has no funnel {funnel}", funnel=in_quotes("x")), "xx") == (
        "the plan has no funnel 'x'"
    )
