"""Key figures against the field's published examples, and against sums made by hand."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.indicators.indicator import Indicators
from salesplan.indicators.kpi import kpi, no_deals
from salesplan.indicators.window import before, shifted
from salesplan.model.plan import Plan
from salesplan.reading.plan import read_plan_text
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State
from salesplan.report.kpi.answer import kpi_answer, kpi_json, sparkline
from salesplan.report.kpi.bases import bases
from salesplan.report.language.voice import voice_for
from tests.pay.test_commission import won
from tests.shell import salesplan

HEAD = "salesplan: 1\ntitle: Figures\ncurrency: EUR\nperiod: 2027-Q1\n"


def plan(text: str) -> Plan:
    reading = read_plan_text(HEAD + text, "salesplan.yaml")
    assert reading.plan, reading.findings
    return reading.plan


def figures(text: str, *deals: Deal) -> dict[str, Fraction | None]:
    return {one.metric: one.value for one in found(text, *deals).known}


def found(text: str, *deals: Deal) -> Indicators:
    records = no_deals(date(2027, 3, 31))
    return kpi(plan(text), Ledger(records.on, (), deals, has_history=False, taken=(), intakes=()))


@pytest.mark.parametrize(
    ("given", "metric", "expected"),
    [
        ("retention: {start: 100000, expansion: 12000, contraction: 5000, churned: 8000}", "nrr", Fraction(99, 100)),
        ("retention: {start: 100000, expansion: 12000, contraction: 5000, churned: 8000}", "grr", Fraction(87, 100)),
        ("ltv: {revenue: 1200, margin: 70%, churn: 6%}", "ltv", Fraction(14000)),
        ("ltv: {revenue: 1200, margin: 70%, churn: 6%}, cac: {cost: 3000, customers: 1}", "ltv_cac", Fraction(14, 3)),
        ("ltv: {revenue: 1200, margin: 70%, churn: 6%}, cac: {cost: 3000, customers: 1}", "payback", Fraction(25, 7)),
        ("nps: {promoters: 60, detractors: 15, answers: 100}", "nps", Fraction(45)),
        ("churn: {lost: 6, start: 100}", "churn", Fraction(6, 100)),
        ("profit_margin: {revenue: 100000, cost: 40000}", "profit_margin", Fraction(6, 10)),
        ("forecast_accuracy: {forecast: 90000, actual: 100000}", "forecast_accuracy", Fraction(9, 10)),
    ],
)
def test_published_examples(given: str, metric: str, expected: Fraction) -> None:
    assert figures(f"kpis: {{{given}}}\n")[metric] == expected


def test_velocity_is_that_of_the_field_guide() -> None:
    created = date(2026, 10, 20)
    wins = [won(number, 25000, date(2027, 1, 18), created=created) for number in range(10)]
    losses = [won(100 + number, 1, date(2027, 1, 18), created=created, state=State.LOST) for number in range(30)]
    running = [won(200 + number, 1, date(2027, 4, 30), created=created, state=State.OPEN) for number in range(40)]
    assert round(float(figures("", *wins, *losses, *running)["sales_velocity"] or 0), 2) == 2777.78


def test_figures_stand_beside_target_and_past_with_what_they_rest_on() -> None:
    goals = "goals: [{name: R, metric: revenue, target: 200}]\ntracking: {kpis: [{metric: win_rate, target: 30%}]}\n"
    deals = (won(1, 100), won(2, 50, date(2026, 11, 2)), won(3, 40, date(2026, 2, 2)), won(4, 0, state=State.LOST))
    known = {one.metric: one for one in found(goals, *deals).known}
    revenue, rate = known["revenue"], known["win_rate"]
    assert (revenue.value, revenue.target, revenue.previous, revenue.year_before) == (100, 200, 50, 40)
    assert (rate.value, rate.target, rate.n) == (Fraction(1, 2), Fraction(3, 10), 2)
    assert rate.interval
    assert rate.interval[0] < 0.5 < rate.interval[1]
    assert (known["growth"].value, known["attainment"].value) == (1, Fraction(1, 2))
    assert revenue.trend == (None, 40, 0, 0, 50, 100)


def test_revenue_is_net_of_refunds_and_says_so() -> None:
    back = won(1, 100, refunded=Decimal(30), refunded_on=date(2027, 3, 1))
    known = {one.metric: one for one in found("", back, won(2, 50)).known}
    assert (known["revenue"].value, known["average_deal"].value, known["deals"].value) == (120, 60, 2)
    assert "less refunds" in known["revenue"].basis


TEAM = """team: {sales: {members: [{name: Ada, starts: 2026-11-01}, {name: Bo, starts: 2026-12-01}, {name: Cy}]}}
compensation: [{name: Pay, for: [sales], per: quarter, quota: 30000, rate: 5%}]
"""


def test_the_ramp_is_measured_from_first_days_and_deals() -> None:
    deals = (
        won(1, 1000, date(2026, 11, 10)),
        won(2, 5000, date(2026, 12, 10)),
        won(3, 12000, date(2027, 1, 10), refunded=Decimal(1000), refunded_on=date(2027, 2, 1)),
        won(4, 3000, date(2026, 12, 31), owner="Bo"),
        won(5, 4000, date(2027, 1, 5), credited="Bo 50%; Cy 50%"),
        won(6, 9999, date(2027, 4, 20), owner="Bo"),
    )
    ramp = found(TEAM, *(replace(one, created=date(2026, 1, 1)) for one in deals)).ramp
    assert [(one.month, one.share, one.n) for one in ramp] == [
        (1, Fraction(1000 + 3000, 20_000), 2),
        (2, Fraction(5000 + 2000, 20_000), 2),
        (3, Fraction(11_000, 20_000), 2),
        (4, 0, 2),
        (5, 0, 1),
    ]
    known = {one.metric: one for one in found(TEAM, *(replace(one, created=date(2026, 1, 1)) for one in deals)).known}
    assert known["ramp_up_days"].value == 61, "Ada's first month at 10,000 began on 1 January; Bo is not there yet"


def test_conversion_is_of_the_deals_created_and_coverage_of_what_is_left() -> None:
    goals = "goals: [{name: R, metric: revenue, target: 1000}, {name: New, metric: lead, target: 4}]\n"
    goals += "funnels: [{name: a, deal_value: 100, stages: [{name: lead, conversion: 50%}]}]\n"
    inside, earlier = date(2027, 1, 5), date(2026, 6, 1)
    deals = (
        won(1, 200, created=inside),
        won(2, 100, created=earlier),
        won(3, 9, created=inside, state=State.LOST),
        won(4, 9, created=inside, state=State.CANCELLED),
        won(5, 2100, created=inside, state=State.OPEN, closed=None, expected_close=date(2027, 3, 31)),
        won(6, 5000, created=inside, state=State.OPEN, closed=None, expected_close=date(2027, 5, 31)),
    )
    known = {one.metric: one for one in found(goals, *deals).known}
    assert (known["conversion"].value, known["conversion"].n) == (Fraction(1, 3), 3)
    assert known["coverage"].value == Fraction(2100, 700)


def test_without_a_deal_there_is_no_coverage_rather_than_none_of_it() -> None:
    told = found("goals: [{name: Revenue, metric: revenue, target: 100000}]\n")
    assert "coverage" not in {one.metric for one in told.known}
    assert "coverage" in dict(told.missing)


def test_a_stage_that_is_watched_gets_its_actual(tmp_path: Path) -> None:
    text = HEAD + "goals: [{name: R, metric: revenue, target: 1000}, {name: New, metric: lead, target: 4}]\n"
    stages = "[{name: lead, conversion: 50%}, {name: quote, conversion: 50%}]"
    text += f"funnels: [{{name: a, deal_value: 100, stages: {stages}}}]\n"
    text += "tracking: {kpis: [{metric: quote, target: 3}]}\n"
    (tmp_path / "salesplan.yaml").write_text(text, encoding="utf-8")
    rows = "id,owner,stage,status,amount,created\n1,Ada,lead,open,5,2027-01-02\n2,Ada,quote,open,5,2026-12-02\n"
    (tmp_path / "deals.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "history.csv").write_text(
        "deal,stage,entered\n2,lead,2026-12-02\n2,quote,2027-01-20\n", encoding="utf-8"
    )
    ended = salesplan(tmp_path, "kpi", "--deals", "deals.csv", "--history", "history.csv", "--format", "json")
    assert ended.code == 0, ended.err
    known = {one["metric"]: one for one in json.loads(ended.out)["kpis"]}
    assert (known["lead"]["value"], known["lead"]["target"]) == (1, 4)
    assert (known["quote"]["value"], known["quote"]["target"]) == (1, 3)


def test_growth_stands_beside_the_growth_before() -> None:
    deals = (won(1, 300), won(2, 200, date(2026, 11, 2)), won(3, 100, date(2026, 8, 2)), won(4, 50, date(2026, 2, 2)),
             won(5, 40, date(2025, 11, 2)))  # fmt: skip
    growth = {one.metric: one for one in found("", *deals).known}["growth"]
    assert (growth.value, growth.previous, growth.year_before) == (Fraction(1, 2), 1, Fraction(1, 4))


def test_every_basis_is_said_in_the_reader_s_language() -> None:
    goals = "goals: [{name: R, metric: revenue, target: 1000}]\n"
    given = "kpis: {nps: {promoters: 1, detractors: 0, answers: 2}, churn: {lost: 1, start: 2}, "
    given += "profit_margin: {revenue: 2, cost: 1}, forecast_accuracy: {forecast: 1, actual: 2}, "
    given += "cac: {cost: 1, customers: 1}, ltv: {revenue: 1, margin: 50%, churn: 5%}, "
    given += "retention: {start: 1, expansion: 1, contraction: 0, churned: 0}}\n"
    given += "budget: {margin: 50%, lines: [{item: a, amount: 1}]}\n"
    deals = (won(1, 100, created=date(2026, 12, 1)), won(2, 100, date(2026, 11, 1)))
    known = found(goals + given, *deals).known
    assert {one.basis for one in known} <= set(bases(voice_for("en", "EUR", None)))
    assert len(known) > 15
    french = bases(voice_for("fr", "EUR", None))
    assert not [text for text, said in french.items() if text == said]


def test_what_is_missing_is_named() -> None:
    missing = {one["metric"]: one["needs"] for one in kpi_json(found(""))["missing"]}
    assert missing["nps"] == ["kpis: nps"]
    assert "revenue" in missing


def test_periods_before_are_as_long() -> None:
    quarter = Period(date(2027, 1, 1), date(2027, 3, 31))
    assert (before(quarter).start, before(quarter).end) == (date(2026, 10, 1), date(2026, 12, 31))
    assert shifted(Period(date(2028, 2, 1), date(2028, 2, 29)), -12).end == date(2027, 2, 28)
    odd = Period(date(2027, 1, 4), date(2027, 1, 8))
    assert (before(odd).start, before(odd).end) == (date(2026, 12, 30), date(2027, 1, 3))


def test_a_period_that_is_not_over_does_not_stand_beside_whole_ones_unsaid() -> None:
    over = found("")
    running = replace(over, on=date(2027, 2, 26))
    assert not any("as of" in note for note in kpi_answer(over, "en").notes)
    assert kpi_answer(running, "en").notes[0] == (
        "The figures are as of 26 Feb 2027: the period runs until 31 Mar 2027, while those before it are whole."
    )


def test_a_trend_is_drawn_from_lowest_to_highest() -> None:
    assert sparkline([None, Fraction(0), Fraction(7)]) == " ▁█"
    assert sparkline([Fraction(1)]) == ""


def test_the_command_works_with_and_without_deals(tmp_path: Path) -> None:
    text = HEAD + "kpis: {churn: {lost: 6, start: 100}}\n"
    (tmp_path / "salesplan.yaml").write_text(text, encoding="utf-8")
    alone = salesplan(tmp_path, "kpi", "--format", "json")
    assert alone.code == 0, alone.err
    assert [one["metric"] for one in json.loads(alone.out)["kpis"]] == ["churn"]
    rows = "id,owner,status,amount,created,closed\n1,Ada,won,90.5,2027-01-02,2027-01-12\n"
    (tmp_path / "deals.csv").write_text(rows, encoding="utf-8")
    ended = salesplan(tmp_path, "kpi", "--deals", "deals.csv", "--format", "json")
    known = {one["metric"]: one for one in json.loads(ended.out, parse_float=Decimal)["kpis"]}
    assert (known["revenue"]["value"], known["cycle_days"]["value"]) == (Decimal("90.5"), 10)
