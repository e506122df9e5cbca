"""Odds, weighted amounts, coverage, slip and stale deals, against published examples and by hand."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

import salesplan
from salesplan.base.periods import Period
from salesplan.progress.as_of import as_of
from salesplan.progress.coverage import Coverage, Slip, coverage, slip
from salesplan.progress.odds import Basis, Cohort, Odds, chosen, odds_of, stage_odds
from salesplan.progress.pipeline import money_in, pipeline
from salesplan.records.count.ledger import Entry
from salesplan.records.question import Path as StagePath
from salesplan.records.recognise.crm_words import State
from tests.build import plan
from tests.progress.deals import DAY, deal, decided, ledger_of
from tests.shell import salesplan as run

JANUARY = Period(date(2027, 1, 1), date(2027, 1, 31))
EUR = money_in("EUR")


def cover(due: int, remaining: int, won: int, n: int) -> Coverage:
    return coverage([deal(amount=due, expected_close=DAY)], JANUARY, Decimal(remaining), EUR, (Cohort(won, n), None))


def test_coverage_as_published() -> None:
    """7.5M on 2M at 28% is 3.75x; 500k on 100k at 25% is 5.0x against 4.0x required: more than enough."""
    assert cover(7_500_000, 2_000_000, 28, 100).ratio == Fraction(15, 4)
    second = cover(500_000, 100_000, 1, 4)
    assert [second.ratio, second.required] == [5, 4]
    assert second.is_enough
    assert cover(4_800_000, 1_600_000, 22, 100).is_enough is False


def test_weighted_as_published() -> None:
    """100k at 10%, 50% and 80% is 140k."""
    stages = [
        {"name": "a", "odds": "10%"},
        {"name": "b", "odds": "50%"},
        {"name": "c", "odds": "80%"},
    ]
    mine = plan(funnels=[{"name": "acquisition", "deal_value": 1, "stages": stages}])
    book = replace(
        ledger_of(deal(n, stage=n, amount=100_000, expected_close=DAY) for n in range(3)),
        paths=(StagePath("acquisition", ("a", "b", "c")),),
    )
    found = pipeline(book, mine)
    assert [line.weighted for line in found.lines] == [Decimal(n) for n in (10_000, 50_000, 80_000)]
    assert [found.amount, found.weighted] == [Decimal(300_000), Decimal(140_000)]
    assert [(line.month, line.weighted) for line in found.months] == [("2027-01", Decimal(140_000))]


def test_odds_are_measured_where_enough_deals_were_decided_and_else_planned() -> None:
    won = [decided(f"w{n}", State.WON) for n in range(12)]
    lost = [decided(f"l{n}", State.LOST, stage=n % 2) for n in range(28)]
    measured = stage_odds(ledger_of([*won, *lost]), plan().funnels)
    assert measured[0, 0] == Odds(Fraction(12, 40), Basis.MEASURED, 40)
    assert measured[0, 1] == Odds(Fraction(1, 4), Basis.PLANNED, 26), "26 are too few beside a plan"
    assert stage_odds(ledger_of([*won, *lost]))[0, 1] == Odds(Fraction(12, 26), Basis.MEASURED, 26)


def test_lost_deals_of_an_unknown_stage_leave_later_odds_to_the_plan() -> None:
    won = [decided(f"w{n}", State.WON) for n in range(40)]
    lost = [decided(f"l{n}", State.LOST, stage=None) for n in range(40)]
    found = stage_odds(ledger_of([*won, *lost]), plan().funnels)
    assert found[0, 0].value == Fraction(1, 2)
    assert found[0, 1] == Odds(Fraction(1, 4), Basis.PLANNED, 0)


def test_without_records_and_plan_nothing_is_known() -> None:
    assert chosen(None, None) == Odds()
    assert stage_odds(ledger_of([]), plan().funnels)[0, 0] == Odds(Fraction(1, 80), Basis.PLANNED, 0)


@pytest.mark.parametrize("state", [State.WON, State.LOST, State.CANCELLED, State.PARKED])
def test_only_open_deals_are_pipeline_and_have_odds(state: State) -> None:
    one = deal(1, state=state)
    assert odds_of(one, {(0, 0): Odds(Fraction(1, 2), Basis.PLANNED)}) == Odds()
    assert pipeline(ledger_of([one]), plan()).deals == 0


def test_slip_is_the_median_of_won_deals_that_tell_both_days() -> None:
    late = [decided(n, State.WON, closed=date(2027, 1, 10 + n), expected_close=date(2027, 1, 10)) for n in (1, 4, 9)]
    assert slip([*late, decided("x", State.WON), decided("y", State.LOST, expected_close=DAY)]) == Slip(4, 3)
    assert slip([decided(1, State.WON, expected_close=date(2027, 1, 12))]) is None, "overwritten by the real day"


def test_slip_takes_late_closes_out_of_the_period() -> None:
    due = [deal(1, expected_close=date(2027, 1, 20)), deal(2, expected_close=date(2027, 1, 30), amount=40)]
    found = coverage(due, JANUARY, Decimal(70), EUR, (Cohort(1, 2), Slip(4, 3)))
    assert [found.due, found.kept] == [Decimal(140), Decimal(100)]
    assert [found.ratio, found.ratio_kept] == [Fraction(2), Fraction(10, 7)]
    assert found.is_enough is False


def test_stale_counts_working_days_from_the_last_sign_of_life() -> None:
    stages = [{"name": "prospect", "stale_after": 3}, {"name": "opportunity"}]
    mine = plan(
        process={"stale_after": 5},
        calendar={"closed": ["2027-01-12"]},
        funnels=[{"name": "acquisition", "deal_value": 1, "stages": stages}],
    )
    deals = [
        deal("a", last_activity=date(2027, 1, 8)),  # 11, 13, 14, 15: 12 is closed
        deal("b", last_activity=date(2027, 1, 11)),
        deal("c", stage=1, last_activity=date(2027, 1, 8)),
        deal("d", stage=1, entries=(Entry(1, "opportunity", datetime.fromisoformat("2027-01-06")),)),
    ]
    found = pipeline(ledger_of(deals), mine)
    assert [(idle.deal.id, idle.days) for idle in found.stale] == [("d", 6), ("a", 4)]


def test_what_needs_somebody_is_listed_and_nothing_is_lost() -> None:
    deals = [
        deal("late", expected_close=date(2027, 1, 14)),
        deal("today", expected_close=DAY, next_step="send the offer"),
        deal("cold", state=State.PARKED),
        deal("lone", owner="", amount=None),
        deal("strange", stage=None, stage_text="odd", currency="USD"),
        deal("tomorrow", created=date(2027, 1, 16)),
    ]
    found = pipeline(ledger_of(deals), plan())
    assert [d.id for d in found.overdue] == ["late"]
    assert [d.id for d in found.parked] == ["cold"]
    assert [d.id for d in found.no_owner] == ["lone"]
    assert [d.id for d in found.no_next_step] == ["late", "lone", "strange"]
    assert (found.no_amount, found.other_currency, found.deals) == (1, 1, 4)
    assert [(line.name, line.deals, line.known) for line in found.lines][-1] == ("odd", 1, False)


def test_remaining_is_the_target_without_what_was_won_in_the_period() -> None:
    deals = [decided("in", State.WON, amount=20_000), decided("before", State.WON, closed=date(2026, 12, 31))]
    found = pipeline(ledger_of(deals), plan()).coverage
    assert found is not None
    assert found.remaining == 70_000


def test_a_day_in_the_past_shows_what_was_known_then() -> None:
    entries = (
        Entry(0, "prospect", datetime.fromisoformat("2027-01-04")),
        Entry(1, "opportunity", datetime.fromisoformat("2027-01-09")),
    )
    book = ledger_of([decided("won later", State.WON, entries=entries), deal("new", created=date(2027, 1, 11))])
    (then,) = as_of(book, date(2027, 1, 8)).deals
    assert (then.state, then.stage, then.closed, then.expected_close) == (State.OPEN, 0, None, date(2027, 1, 12))
    assert as_of(book, DAY).deals == book.deals


DEALS = """id,name,owner,stage,status,amount,created,closed,expected_close
1,=Acme,Ada,opportunity,open,20000,2027-01-04,,2027-01-28
2,Bolt,Bo,opportunity,won,30000,2027-01-05,2027-01-20,2027-01-15
3,Corp,Ada,prospect,lost,,2027-01-06,2027-01-21,2027-01-21
"""
OLD = DEALS.replace("won,30000,2027-01-05,2027-01-20", "open,25000,2027-01-05,")
PLAN = """salesplan: 1
title: January
currency: EUR
period: 2027-01
goals: [{name: New revenue, metric: revenue, target: 90000}]
funnels:
  - name: acquisition
    deal_value: 30000
    stages: [{name: prospect, conversion: 1/20}, {name: opportunity, conversion: 1/4}]
"""


def test_the_command_tells_json_and_people_the_same(tmp_path: Path) -> None:
    for name, text in (("salesplan.yaml", PLAN), ("deals.csv", DEALS), ("old.csv", OLD)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run(tmp_path, "pipeline", "--deals", "deals.csv", "--since", "old.csv", "--format", "json")
    told = json.loads(done.out)
    assert (told["kind"], told["on"]) == ("pipeline", "2027-01-21")
    assert told["open"] == {"deals": 1, "amount": 20000, "weighted": 5000}
    assert told["coverage"]["remaining"] == 60000
    assert told["changes"]["opening"] == 45000
    assert told["changes"]["won"] == 25000
    assert told["changes"]["closing"] == 20000
    assert told["changes"]["deals"]["opening"] == 2
    shown = run(tmp_path, "pipeline", "--deals", "deals.csv", "--since", "old.csv").out
    assert "20,000" in shown
    assert "Open then" in shown


def test_the_function_for_programs_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "old.csv").write_text(OLD, encoding="utf-8")
    found = salesplan.pipeline(plan(), deals=tmp_path / "deals.csv", since=[tmp_path / "old.csv"])
    assert [found.deals, found.amount, found.weighted] == [1, Decimal(20_000), Decimal(5_000)]
    assert found.changes is not None
    assert list(found.to_frame()["deals"]) == [0, 1]
