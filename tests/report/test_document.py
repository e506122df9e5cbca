from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from salesplan.model.plan import Plan
from salesplan.quotas.spending import growth, spending
from salesplan.report.document.blocks import Document
from salesplan.report.document.build import CHAPTERS, EMPHASIS, plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.document.writers import html
from salesplan.report.document.writers.html import document_html
from salesplan.report.document.writers.markdown import document_markdown
from salesplan.report.document.writers.terminal import document_lines
from salesplan.report.tables import markdown
from salesplan.report.tables.layout import cells_wide
from salesplan.report.tables.terminal import plain
from tests.build import plan
from tests.golden import golden
from tests.report.plans import FULL, full, huge, tiny

Make = Callable[[], tuple[Plan, Figures]]
LANGUAGES = ("en", "fr", "it")
MADE = date(2026, 12, 18)


def screen(document: Document, width: int | None = None) -> str:
    return "".join(plain(line) + "\n" for line in document_lines(document, width))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [tiny, full])
def test_documents_in_every_language(make: Make, language: str) -> None:
    document = plan_document(*make(), language, on=MADE)
    name = f"report/document.{make.__name__}.{language}"
    golden(f"{name}.md", document_markdown(document))
    golden(f"{name}.html", document_html(document).replace("><", ">\n<"))
    golden(f"{name}.txt", screen(document))


def prose(
    value: object, skip: frozenset[str] = frozenset({"kind", "currency", "metric", "when", "color"})
) -> Iterator[str]:
    """Every text of a plan that its author wrote in words."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in skip:
                yield from prose(item)
    elif isinstance(value, list):
        for item in value:
            yield from prose(item)
    elif isinstance(value, str) and re.search(r"[A-Za-zÀ-ÿ]{4}", value) and not re.fullmatch(r"[\w.-]+", value):
        yield value


def test_every_prose_of_a_plan_is_in_its_document() -> None:
    """Nothing is accepted and then ignored."""
    made, figures = full()
    document = plan_document(made, figures)
    ours = {"20000 to 45000", "14 days", "90 days", "12 of 240 on 2026-11-22", FULL["records"]["engine"]}
    ours |= {text for text in prose(FULL) if re.fullmatch(r"[\d-]+ to [\d-]+", text)}
    expected = {part for text in prose(FULL) if text not in ours for part in text.split("\n\n")}
    assert len(expected) > 80
    for shown in (document_markdown(document), document_html(document)):
        text = shown.replace("\\", "").lower()
        assert [one for one in expected if one.lower() not in text] == []


def keys_of(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        yield f"{path}{name}", value
        for item in value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else [value]:
            if hasattr(type(item), "model_fields"):
                yield from keys_of(item, f"{path}{name}.")


FOR_COMMANDS = {
    "actions.counts", "tracking.thresholds", "funnels.stages.odds", "funnels.stages.stale_after",
    "compensation.bonuses.when", "compensation.draw.per", "compensation.starts", "compensation.ends",
    "compensation.funnels", "compensation.override", "compensation.rate", "compensation.tiers.mode",
    "compensation.tiers.from_", "budget.actuals", "funnels.kind",
    "expected_attainment", "team.expected_attainment", "team.members.expected_attainment", "team.attrition",
    "team.ramp", "team.time_to_fill", "team.sells", "kpis", "opening", "funnels.stages.open", "territories",
}  # fmt: skip
"""Keys that say how a command computes: documents show what comes of them, not the keys."""


def test_the_full_plan_uses_every_key() -> None:
    """So that the test above cannot miss one."""
    used: dict[str, bool] = {}
    for path, value in keys_of(full()[0]):
        used[path] = used.get(path, False) or value not in (None, (), {})
    unused = {path for path, is_used in used.items() if not is_used}
    assert unused <= {
        *(f"records.{name}.{key}" for name in ("deals", "activities", "history", "prospects")
          for key in ("columns", "stages", "won_if", "lost_if", "delimiter", "decimal", "date_format", "encoding")),
        "funnels.share", "process.steps.actions", *FOR_COMMANDS,
    }  # fmt: skip


def test_a_password_in_an_address_is_not_shown() -> None:
    document = plan_document(*full())
    for shown in (document_markdown(document), document_html(document), screen(document)):
        assert "secret" not in shown
        assert "reader" not in shown
        assert "postgresql://db.example/sales" in shown.replace("\\", "")


def test_a_section_that_has_nothing_to_say_is_absent() -> None:
    assert [section.key for section in plan_document(*tiny()).sections] == [
        "summary", "goals", "funnel", "quotas", "schedule", "steps",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", EMPHASIS)
def test_a_kind_puts_its_emphasis_first(kind: str) -> None:
    keys = [section.key for section in plan_document(*full(kind=kind)).sections]
    assert keys[: len(EMPHASIS[kind]) + 2] == ["summary", "goals", *EMPHASIS[kind]]
    of_records = ["measured", "progress", "outlook", "renewals", "kpis", "territories"]
    assert sorted([*keys, *of_records]) == sorted(chapter.key for chapter in CHAPTERS)


def test_headlines_of_the_worked_example() -> None:
    headlines = [(one.label, one.figure, one.meaning) for one in plan_document(*tiny()).headlines]
    assert headlines == [
        ("Target", "€90,000", "Revenue to win, January 2027."),
        ("Chance of reaching it", "58%", "240 prospects reach the target in 58% of cases."),
        ("Won deals", "3", "At €30,000 a deal, rounded up to whole deals."),
        ("Prospects", "240", "It takes about 80 prospects to win one deal."),
        ("Actions", "852", "Calls, meetings and the rest: prospecting 720, sales 132."),
    ]


def test_a_plan_that_says_next_to_nothing_has_a_document() -> None:
    made = Plan.model_validate({"salesplan": 1, "title": "Only a title"})
    document = plan_document(made, Figures())
    assert (len(document.sections), len(document.headlines), len(document.facts)) == (0, 0, 0)
    assert "Only a title" in document_html(document)
    assert document_markdown(document).startswith("# Only a title\n")


@pytest.mark.parametrize("width", [10, 40, 72])
def test_a_document_on_a_narrow_screen(width: int) -> None:
    for make in (tiny, full):
        assert max(map(cells_wide, screen(plan_document(*make()), width).splitlines())) <= width


def test_every_number_of_the_huge_plan_is_there() -> None:
    made, figures = huge()
    shown = document_markdown(plan_document(made, figures))
    assert figures.quota is not None
    for segment in figures.quota.segments:
        for quota in segment.quotas:
            assert f"{quota.count:,}" in shown
    assert "Person 40" in shown


def test_lists_in_markdown_do_not_run_into_each_other() -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(document_markdown(plan_document(*full())))
    ends = [(one, next_) for one, next_ in pairwise(tokens) if one.type == "bullet_list_close"]
    neighbours = [(one.markup, next_.markup) for one, next_ in ends if next_.type == "bullet_list_open"]
    assert neighbours  # lists with the same marker would be one list, and no neighbours
    assert all(one != next_ for one, next_ in neighbours)


def test_spending() -> None:
    made = plan(
        budget={
            "contingency": "10%", "margin": "60%",
            "lines": [
                {"item": "a", "amount": 15000, "when": "2027-02"}, {"item": "b", "amount": 3000, "when": "2027-01"},
                {"item": "c", "amount": 2000, "when": "2027-02"}, {"item": "d", "amount": 0},
            ],
        }
    )  # fmt: skip
    assert made.budget
    sums = spending(made.budget, "EUR", Fraction(90000))
    assert [sums.lines, sums.contingency, sums.total, sums.gross_margin] == [20000, 2000, 22000, 54000]
    assert sums.returned == Fraction(54000 - 22000, 22000)
    assert spending(made.budget, "EUR").returned is None
    assert growth(Fraction(90), Fraction(60)) == Fraction(1, 2)
    assert growth(Fraction(90), Fraction(0)) is None


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_blank_that_does_not_break_stays_one(blank: str) -> None:
    text = f"Et si{blank}?  Deux\nlignes."
    assert markdown.paragraphs(text) == html.paragraphs(text)[0] == f"Et si{blank}? Deux lignes."
