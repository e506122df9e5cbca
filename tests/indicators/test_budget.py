"""The budget beside what was spent, against sums made by hand."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.indicators.budget import BudgetReview, budget, contingency_used
from salesplan.model.budget import Budget
from salesplan.quotas.quota import quota
from salesplan.reading.plan import read_plan, read_plan_text
from tests.report.office import changed, converted, opened
from tests.shell import salesplan

PLAN = """salesplan: 1
title: Budget
currency: EUR
period: 2027-Q1
goals: [{name: R, metric: revenue, target: 90000}]
funnels:
  - name: acquisition
    deal_value: 30000
    stages:
      - {name: prospect, sourced_by: marketing, conversion: 1/20, actions: {prospecting: {call: 3}}}
      - {name: opportunity, conversion: 1/4, actions: {sales: {call: 8, meeting: 1, proposal: 2}}}
team: {sales: {members: [{name: Ada}]}, prospecting: {headcount: 1}, marketing: {headcount: 1}}
compensation: [{name: Sales, for: [sales], base: 40000, quota: 90000, per: quarter, rate: 5%}]
budget:
  contingency: 10%
  margin: 50%
  lines:
    - {item: Trade fair, amount: 1000, category: events, when: 2027-01, segment: sales}
    - {item: Dinner, amount: 500, category: events, when: 2027-03}
    - {item: Tools, amount: 400, when: 2027-02}
"""
SPENT = """item,amount,when,category,segment
trade  FAIR,1600,2027-01-14,,
Tools,100.5,2027-02,,sales
Flowers,50,2027-02-20,Fun,
,20,2026-12-31,events,
,30,2027-03-01,Events,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "salesplan.yaml").write_text(PLAN + "  actuals: spend.csv\n", encoding="utf-8")
    (tmp_path / "spend.csv").write_text(SPENT, encoding="utf-8")
    return tmp_path


def review(path: Path) -> BudgetReview:
    plan = read_plan(path / "salesplan.yaml").plan
    assert plan
    found = budget(plan, quota(plan))
    assert found
    return found


def test_spending_stands_beside_the_plan_by_month_category_and_segment(folder: Path) -> None:
    found = review(folder)
    assert [(row.name, row.planned, row.spent) for row in found.months] == [
        ("2027-01", 1000, 1600), ("2027-02", 400, Decimal("150.5")), ("2027-03", 500, 30),
    ]  # fmt: skip
    assert [(row.name, row.planned, row.spent) for row in found.categories] == [
        ("events", 1500, 1630), ("Fun", 0, 50), ("", 400, Decimal("100.5")),
    ]  # fmt: skip
    assert [(row.name, row.planned, row.spent) for row in found.segments] == [
        ("sales", 1000, Decimal("1700.5")), ("", 900, 80),
    ]  # fmt: skip
    assert found.spent == Decimal("1780.5"), "what was spent in another period is not in it"
    assert found.used == 130 + 50, "events are over by 130, flowers were not planned, tools were not used up"


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        (("2027-01", "2027-04"), ["2027-01", "2027-02", "2027-03", "2027-04"]),
        (("2026-11", "2027-02"), ["2026-11", "2026-12", "2027-01", "2027-02"]),
        (("2027-01",), ["2027-01"]),
        (("0001-01", "9998-12"), ["0001-01", "9998-12"]),
        ((), []),
    ],
)
def test_no_month_between_others_is_missing(named: tuple[str, ...], shown: list[str]) -> None:
    lines = "".join(f"    - {{item: Fair {month}, amount: 100, when: {month}}}\n" for month in named)
    made = read_plan_text(
        PLAN.partition("  lines:")[0] + "  lines:\n" + lines + "    - {item: Rent, amount: 30}\n"
    ).plan
    assert made is not None
    found = budget(made)
    assert found is not None
    assert [(row.name, row.planned) for row in found.months] == [
        *((name, 100 if name in named else 0) for name in shown), ("", 30)
    ]  # fmt: skip


def test_cost_return_and_payback_have_pay_in_them(folder: Path) -> None:
    found = review(folder)
    assert found.pay is not None
    assert (found.total, found.pay.variable, found.pay.base) == (2090, 4500, 10_000)
    assert (found.cost, found.gross_margin, found.result) == (16_590, 45_000, 28_410)
    assert found.returned == Fraction(28_410, 16_590)
    assert found.on_budget == Fraction(45_000 - 2090, 2090)
    assert found.payback == Fraction(16_590, 45_000) * 3
    assert {(one.of, one.name): (one.count, one.cost) for one in found.units} == {
        ("action", ""): (720 + 96 + 12 + 24, Fraction(16_590, 852)),
        ("stage", "prospect"): (240, Fraction(16_590, 240)),
        ("stage", "opportunity"): (12, Fraction(16_590, 12)),
        ("deal", ""): (3, Fraction(16_590, 3)),
    }


def workbook(folder: Path) -> bytes:
    done = salesplan(folder, "render", "-o", "plan.xlsx")
    assert done.code == 0, done.err
    return (folder / "plan.xlsx").read_bytes()


def sheet(made: bytes) -> dict[str, object]:
    """The figures in the last column of the sheet by their labels."""
    return {str(row[0].value): row[4].value for row in opened(made)["Budget"].iter_rows(max_col=5)}


def test_the_workbook_has_the_return_with_pay(folder: Path) -> None:
    found, cells = review(folder), sheet(workbook(folder))
    assert found.pay
    assert found.returned
    assert cells["Pay at the plan's target"] == float(found.pay.total)
    assert cells["Return with pay"] == pytest.approx(float(found.returned), abs=1e-12)


@pytest.mark.heavy("libreoffice")
def test_a_spreadsheet_works_out_the_return_with_pay(folder: Path, tmp_path: Path) -> None:
    """With another cost it follows; of another target nobody knows the pay, and nothing is told."""
    made, found = workbook(folder), review(folder)
    assert found.pay
    dearer = sheet(converted(changed(made, {"budget_tools": 1400}), "xlsx", tmp_path / "a"))
    cost = float(found.cost) + 1000 * 1.1
    assert dearer["Return with pay"] == pytest.approx((45_000 - cost) / cost)
    higher = sheet(converted(changed(made, {"target": 120_000}), "xlsx", tmp_path / "b"))
    assert not higher["Pay at the plan's target"]
    assert not higher["Return with pay"]
    assert higher["Return on budget"] == pytest.approx((60_000 - 2090) / 2090)


def test_the_command_says_what_stands_in_json(folder: Path) -> None:
    shown, data = salesplan(folder, "budget"), salesplan(folder, "budget", "--format", "json")
    assert (shown.code, data.code) == (0, 0), shown.err
    assert "€180 of the contingency of €190 is used: 94.7%." in shown.out
    assert "Return on budget: 2,053.1%. Return with pay: 171.2%." in " ".join(shown.out.split())
    found = json.loads(data.out, parse_float=Decimal)
    assert found["kind"] == "budget"
    assert (found["contingency_used"], found["cost"], found["result"]) == (180, 16_590, 28_410)
    assert [one["name"] for one in found["categories"]] == ["events", "Fun", None]
    document = salesplan(folder, "render", "--format", "markdown")
    assert "94.7%" in document.out


def test_a_plan_that_loses_money_says_so_first(folder: Path) -> None:
    path = folder / "salesplan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("margin: 50%", "margin: 10%"), encoding="utf-8")
    shown = salesplan(folder, "budget").out
    assert "The plan loses €7,590 at its own expected revenue" in shown
    assert "pays the cost back" not in shown
    assert "€7,590" in salesplan(folder, "render", "--format", "markdown").out


def test_without_a_budget_or_spending(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text("salesplan: 1\ntitle: x\n", encoding="utf-8")
    ended = salesplan(tmp_path, "budget")
    assert ended.code == 2
    assert "has no budget" in ended.err
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    found = review(tmp_path)
    assert (found.spent, found.used, {row.spent for row in found.months}) == (None, None, {None})


LINES = some.lists(
    some.tuples(some.sampled_from(["a", "b", ""]), some.integers(0, 900), some.sampled_from(["2027-01", "2027-02"])),
    max_size=6,
)


@given(LINES, LINES)
def test_every_view_adds_up_and_the_contingency_is_never_used_by_less(
    planned: list[tuple[str, int, str]], spent: list[tuple[str, int, str]]
) -> None:
    def rows(parts: list[tuple[str, int, str]]) -> str:
        return ", ".join(
            f"{{item: i{number}, amount: {amount}, when: {when}{f', category: {name}' if name else ''}}}"
            for number, (name, amount, when) in enumerate(parts)
        )

    head = "salesplan: 1\ntitle: B\nperiod: 2027-Q1\ncurrency: EUR\n"
    text = f"{head}budget: {{lines: [{rows(planned)}], actuals: [{rows(spent)}]}}\n"
    plan = read_plan_text(text, "salesplan.yaml").plan
    assert plan
    assert plan.budget
    found = budget(plan)
    assert found
    for part in (found.months, found.categories, found.segments):
        assert sum(row.planned for row in part) == sum(amount for _, amount, _ in planned)
        assert sum(row.spent or 0 for row in part) == sum(amount for _, amount, _ in spent)
    over = sum(amount for _, amount, _ in spent) - sum(amount for _, amount, _ in planned)
    assert contingency_used(plan.budget) >= max(0, over)
    more = Budget.model_validate(
        {"lines": plan.budget.lines, "actuals": (*plan.budget.actuals, {"amount": Decimal(5), "category": "a"})}
    )
    assert contingency_used(more) >= contingency_used(plan.budget)
