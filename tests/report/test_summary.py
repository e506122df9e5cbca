"""The first page and its charts: the same figures as the tables, whole on one page, and small."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from fractions import Fraction
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.base.periods import Period
from salesplan.measuring.interval import wilson
from salesplan.model.budget import Budget
from salesplan.model.plan import Plan
from salesplan.model.team import Segment
from salesplan.quotas.quota import quota
from salesplan.report.document.blocks import Climb, Dots, Node, Range, Ranges, Section, Step, Timeline, Tree
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.document.sections import graphs
from salesplan.report.document.writers.charts import draw_climb, draw_marks, draw_ranges
from salesplan.report.document.writers.html import document_html
from salesplan.report.document.writers.markdown import document_markdown
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.voice import voice_for
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.table import Table
from tests.report.plans import full, huge, tiny
from tests.shell import salesplan

EXAMPLES = Path(__file__).parents[2] / "examples"
VOICE = voice_for("en", "EUR", Period(date(2027, 1, 1), date(2027, 6, 30)))


def summary(plan: Plan, figures: Figures) -> Section:
    return next(one for one in plan_document(plan, figures).sections if one.key == "summary")


@pytest.mark.parametrize("made", [tiny, full, huge])
def test_the_summary_opens_the_document_and_adds_up(made: Any) -> None:
    plan, figures = made()
    document = plan_document(plan, figures)
    assert document.sections[0].key == "summary"
    (climb,) = (block for block in document.sections[0].blocks if isinstance(block, Climb))
    amounts = [row[1] for row in climb.table.rows]
    assert sum(map(Fraction, amounts)) == figures.quota.target  # type: ignore[arg-type]
    assert climb.table.rows[-1][2] == figures.quota.target
    assert climb.steps[0].low == 0
    assert all(one.high == after.low for one, after in zip(climb.steps, climb.steps[1:], strict=False))


@pytest.mark.parametrize("made", [tiny, full, huge])
def test_the_columns_stand_in_a_table_too_beside_them_or_with_the_goals(made: Any) -> None:
    document = plan_document(*made())
    (climb,) = (block for block in document.sections[0].blocks if isinstance(block, Climb))
    beside = len(climb.steps) <= 6
    for paper in (False, True):
        page = document_html(document, paper=paper)
        figure = re.search(r"(?s)<figure class=climb>.*?</figure>", page)
        goals = re.search(r"(?s)<section id=\"?goals\"?>.*?</section>", page)
        assert figure is not None
        assert goals is not None
        assert ("<table" in figure[0]) == beside
        assert ("<details" in figure[0]) == (beside and not paper)
        shown = figure[0] if beside else goals[0]
        for row in cell_texts(climb.table, numbers_for(document.language)):
            assert all(text in shown for text in row), row
    assert beside == (made is not huge)


def test_the_line_to_compare_with_is_todays_figure() -> None:
    goal = {"name": "New revenue", "metric": "revenue", "target": 480000, "baseline": 320000}
    plan, figures = full(goals=[goal])
    (climb,) = (block for block in summary(plan, figures).blocks if isinstance(block, Climb))
    assert climb.level == pytest.approx(320 / 480)
    assert climb.level_label == "today €320,000"
    small, of_small = tiny()
    (climb,) = (block for block in summary(small, of_small).blocks if isinstance(block, Climb))
    assert (climb.level, climb.level_label) == (None, "")


def test_risks_milestones_and_the_busiest_teams_stand_on_it() -> None:
    plan, figures = full()
    page = document_markdown(plan_document(plan, figures))
    first = page[: page.index("## Goals")]
    for text in (
        "## The plan on one page",
        "Hugo starts later. Answer: Inès takes 80% of the calls",
        "31 Mar: The quarter is won",
        "### The busiest teams",
        "### The path to the target",
        "futures the target is reached",
    ):
        assert text in first


@pytest.mark.parametrize(("odds", "filled"), [(0, 0), (0.04, 0), (0.578, 6), (0.95, 10), (1, 10)])
def test_dots_are_the_probability_in_tenths(odds: float, filled: int) -> None:
    dots = graphs.chance_dots(VOICE, odds)
    assert isinstance(dots, Dots)
    assert dots.filled == filled
    if 0 < filled < 10:
        assert f"In {filled} of 10 futures" in dots.text


@pytest.mark.parametrize(
    ("odds", "text"),
    [(0.002, "The target is reached in less than 1% of futures."), (0.04, "The target is reached in 4% of futures."),
     (0.999, "The target is reached in over 99% of futures.")],
)  # fmt: skip
def test_none_or_all_of_ten_futures_are_never_promised(odds: float, text: str) -> None:
    dots = graphs.chance_dots(VOICE, odds)
    assert isinstance(dots, Dots)
    assert dots.text == text


def test_a_market_is_sorted_by_size() -> None:
    plan, _ = full(
        market={"segments": [{"name": "x", "size": 10}, {"name": "y", "size": 30}, {"name": "z", "size": "many"}]}
    )
    assert plan.market
    (table,) = graphs.market_sizes(VOICE, plan.market.segments)
    assert table.rows == (("y", 30), ("x", 10))


def titles(nodes: tuple[Node, ...]) -> list[str]:
    return [title for node in nodes for title in (node.title, *titles(node.below))]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ({"a": "Boss", "b": "Boss"}, ["Boss", "A", "B"]),
        ({"a": "Boss", "b": "a"}, ["Boss", "A", "B"]),
        ({"a": "Boss", "b": "Person a"}, ["Boss", "A", "B"]),
        ({"a": "b", "b": "a"}, ["A", "B"]),
        ({"a": "a"}, ["A"]),
        ({"a": "", "b": "a"}, ["A", "B"]),
    ],
)
def test_everybody_stands_once_in_the_organisation(above: dict[str, str], expected: list[str]) -> None:
    team = {
        name: Segment.model_validate(
            {"members": [{"name": f"Person {name}"}], **({"reports_to": over} if over else {})}
        )
        for name, over in above.items()
    }
    (tree,) = graphs.organisation(VOICE, team)
    assert isinstance(tree, Tree)
    assert sorted(set(titles(tree.roots))) == sorted(set(expected))


@given(
    some.dictionaries(some.sampled_from("abcdef"), some.sampled_from(["", "Boss", *"abcdef", "Person a"]), min_size=1)
)
def test_an_organisation_of_any_shape_ends_and_names_every_team(above: dict[str, str]) -> None:
    team = {
        name: Segment.model_validate(
            {"members": [{"name": f"Person {name}"}], **({"reports_to": over} if over else {})}
        )
        for name, over in above.items()
    }
    trees = graphs.organisation(VOICE, team)
    if trees:
        assert {name.upper() for name in team} <= set(titles(trees[0].roots))


def test_campaigns_lie_within_the_period_in_order() -> None:
    lines = [
        {"item": "Fair", "amount": 9, "when": "2027-03"},
        {"item": "Ads", "amount": 5, "when": "2027-01"},
        {"item": "Ads", "amount": 5, "when": "2027-02"},
        {"item": "Later", "amount": 5, "when": "2027-09"},
        {"item": "Any time", "amount": 5},
    ]
    found = graphs.campaigns(Budget.model_validate({"lines": lines}), Period(date(2027, 1, 1), date(2027, 6, 30)))
    assert [one.label for one in found] == ["Ads", "Fair"]
    assert found[0].start == 0
    assert found[1].end == pytest.approx(90 / 180)
    drawing = draw_marks(Timeline("", "", "", "", (), found))
    assert [bar.anchor for bar in drawing.bars] == ["start", "start"]
    assert drawing.height > draw_marks(Timeline("", "", "", "", ())).height


def test_measured_rates_lie_within_their_intervals() -> None:
    low, high = wilson(12, 48) or (0, 1)
    (line,) = draw_ranges(Ranges("", "", (Range("x", "25%", low, 0.25, high),), "0%", "100%"))
    at, start, width = (float(text.rstrip("%")) for text in (line.at, line.x, line.width))
    assert start < at < start + width


@pytest.mark.parametrize("number", [2, 7, 8, 14, 15, 53])
def test_of_many_columns_the_last_is_always_named(number: int) -> None:
    steps = tuple(Step(str(n), str(n), n / number, (n + 1) / number) for n in range(number))
    drawing = draw_climb(Climb("", "", "", steps, Table("t", "", (), ())))
    assert drawing.columns[-1].shown
    assert sum(one.shown for one in drawing.columns) <= 8


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_a_page_of_half_a_year_takes_at_most_90_kb(language: str, tmp_path: Path) -> None:
    done = salesplan(tmp_path, "render", str(EXAMPLES / "half-year.yaml"), "--language", language, "-o", "p.html")
    assert done.code == 0
    assert (tmp_path / "p.html").stat().st_size <= 90 * 1024


def test_no_attribute_swallows_the_end_of_its_element() -> None:
    for paper in (False, True):
        page = document_html(plan_document(*full()), paper=paper)
        assert re.findall(r"<[^<>]*=[^\s\"'<>]+/>", page) == []


@pytest.mark.heavy("weasyprint")
@pytest.mark.skipif(which("pdftotext") is None, reason="needs pdftotext, of poppler-utils")
@pytest.mark.parametrize("name", ["half-year", "worked-example"])
def test_the_summary_is_the_first_page_of_the_pdf_alone(name: str, tmp_path: Path) -> None:
    done = salesplan(tmp_path, "render", str(EXAMPLES / f"{name}.yaml"), "-o", "p.pdf")
    assert done.code == 0, done.err
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "p.pdf", "-"], capture_output=True, text=True, check=True)
    pages = told.stdout.split("\f")
    assert "Who does what" in pages[0]
    assert "In all until then" in pages[0]
    assert "Contents" not in pages[0]
    assert "Contents" in pages[1]
    assert "Goals" in pages[1]


def test_a_plan_without_funnels_has_no_summary() -> None:
    plan, _ = full(funnels=[])
    assert all(one.key != "summary" for one in plan_document(plan, Figures()).sections)
    with_funnels, _ = full()
    assert quota(with_funnels).target == 480000
