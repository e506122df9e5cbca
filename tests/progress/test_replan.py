"""What is still needed in the middle of a period: against figures worked out by hand, and the other commands."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import salesplan
from salesplan.base.finding import PlanError, Usage
from salesplan.model.plan import Plan
from salesplan.progress.replan import Replan, replan
from salesplan.quotas.derivation import StepKind
from salesplan.quotas.quota import Request, quota
from salesplan.quotas.standing import OpenAtStage, Standing, relieve
from salesplan.records.count.ledger import Deal
from salesplan.records.question import Path as StagePath
from salesplan.records.recognise.crm_words import State
from salesplan.report.quota.remaining import replan_answer
from tests.build import OPPORTUNITY, PROSPECT, plan
from tests.progress.deals import DAY, deal, decided, ledger_of
from tests.shell import salesplan as run

EXAMPLE = Path(__file__).parents[2] / "examples" / "following"
SOON = date(2027, 1, 25)


def won(number: str, amount: int, **keys: Any) -> Deal:
    return decided(number, State.WON, amount=amount, path=keys.pop("path", 0), stage=1, **keys)


def opened(number: str, amount: int, **keys: Any) -> Deal:
    return deal(number, amount=amount, stage=keys.pop("stage", 1), expected_close=keys.pop("close", SOON), **keys)


def counts(found: Replan) -> dict[str, dict[str, int]]:
    return {segment.name: {q.action: q.count for q in segment.quotas} for segment in found.quota.segments}


def test_the_worked_example_by_hand() -> None:
    """90,000 - 30,000 won - 60,000 open x 1/4 = 45,000: 2 deals of 30,000, 8 opportunities, 160 prospects."""
    found = replan(plan(), ledger_of([won("a", 30_000), opened("b", 60_000)]))
    assert [found.target, found.won, found.expected, found.remaining] == [90_000, 30_000, 15_000, 45_000]
    assert counts(found) == {
        "marketing": {"prospect": 160},
        "prospecting": {"call": 480},
        "sales": {"call": 64, "meeting": 8, "proposal": 16},
    }
    assert found.quota.target == 45_000
    assert found.quota.period is not None
    assert (found.quota.period.start, found.quota.period.end) == (date(2027, 1, 16), date(2027, 1, 31))
    assert (found.days, found.all_days) == (10, 21)


def test_prospects_are_expected_through_all_stages() -> None:
    """An open prospect is won with 1/20 x 1/4."""
    found = replan(plan(), ledger_of([opened("a", 8_000, stage=0)]))
    assert found.expected == 100


def test_the_walk_is_told_step_by_step() -> None:
    steps = replan(plan(), ledger_of([won("a", 30_000), opened("b", 60_000)])).quota.steps
    walk = {step.kind: step.result for step in steps[:5]}
    assert walk == {
        StepKind.GOAL: 90_000,
        StepKind.WON: 30_000,
        StepKind.OPEN_DEALS: 15_000,
        StepKind.LEFT: 45_000,
        StepKind.DEALS: 2,
    }


@pytest.mark.parametrize(
    "extra",
    [
        decided("x", State.LOST, amount=50_000),
        decided("x", State.CANCELLED, amount=50_000),
        deal("x", state=State.PARKED, amount=50_000, stage=1, expected_close=SOON),
        won("x", 50_000, closed=date(2026, 12, 30), created=date(2026, 12, 1)),
        opened("x", 50_000, close=date(2027, 2, 1)),
        opened("x", 50_000, stage=None),
        opened("x", 50_000, created=date(2027, 1, 20)),
    ],
    ids=["lost", "cancelled", "parked", "won before", "closes later", "at no stage", "created later"],
)
def test_what_brings_nothing_to_the_period(extra: Deal) -> None:
    found = replan(plan(), ledger_of([won("a", 30_000), extra]))
    assert [found.won, found.expected] == [30_000, 0]


def test_what_is_left_out_is_counted() -> None:
    found = replan(plan(), ledger_of([opened("a", 1, close=date(2027, 3, 1)), opened("b", 1, stage=None)]))
    assert [found.outside, found.unweighted] == [1, 1]


def test_a_deal_without_a_day_counts_where_the_days_of_its_stages_leave_room() -> None:
    slow = plan(
        funnels=[{"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, {**OPPORTUNITY, "days": 17}]}]
    )
    undated = opened("a", 40_000, close=None)
    assert replan(plan(), ledger_of([undated])).expected == 10_000
    assert replan(slow, ledger_of([undated])).expected == 0
    assert replan(slow, ledger_of([undated], date(2027, 1, 14))).expected == 10_000


def test_overdue_deals_may_still_close() -> None:
    assert replan(plan(), ledger_of([opened("a", 40_000, close=date(2027, 1, 8))])).expected == 10_000


def test_stock_at_the_start_is_not_counted_twice() -> None:
    stocked = plan(
        funnels=[{"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, {**OPPORTUNITY, "open": 4}]}]
    )
    book = ledger_of([won("a", 30_000), opened("b", 60_000)])
    assert counts(replan(stocked, book)) == counts(replan(plan(), book))


def test_a_goal_on_deals_is_left_in_deals() -> None:
    """7 - 2 won - 4 open x 1/4 = 4."""
    mine = plan(goals=[{"name": "Deals", "metric": "deals", "target": 7}])
    found = replan(mine, ledger_of([won("a", 1), won("b", 1), *(opened(f"o{n}", 1) for n in range(4))]))
    assert found.standings[0].remaining_deals == 4
    assert found.quota.funnels[0].deals == 4
    assert found.target is None
    assert {StepKind.WON_DEALS, StepKind.OPEN_WINS, StepKind.LEFT_DEALS} <= {step.kind for step in found.quota.steps}


def two_funnels() -> Plan:
    stages = [{"name": "offer", "conversion": "1/2", "actions": {"sales": {"call": 1}}}]
    names = [{"name": name, "share": "50%", "deal_value": 1000, "stages": stages} for name in ("new", "old")]
    return plan(funnels=names, goals=[{"name": "R", "metric": "revenue", "target": 100_000}])


def test_what_one_funnel_has_too_much_is_not_asked_of_the_other() -> None:
    """80,000 of 100,000 are won, all in one funnel: 20,000 are left, not 50,000."""
    paths = (StagePath("new", ("offer",)), StagePath("old", ("offer",)))
    book = replace(ledger_of([won("a", 80_000)]), paths=paths)
    found = replan(two_funnels(), book)
    assert [standing.remaining for standing in found.standings] == [0, 20_000]
    assert any(step.kind is StepKind.RELIEF for step in found.quota.steps)


def test_a_win_of_no_known_funnel_counts_for_all() -> None:
    paths = (StagePath("new", ("offer",)), StagePath("old", ("offer",)))
    book = replace(ledger_of([won("a", 30_000, path=None)]), paths=paths)
    assert [standing.remaining for standing in replan(two_funnels(), book).standings] == [35_000, 35_000]


def test_nothing_is_left_of_a_target_that_is_reached() -> None:
    found = replan(plan(), ledger_of([won("a", 95_000)]))
    assert found.remaining == 0
    assert {count for actions in counts(found).values() for count in actions.values()} == {0}


def test_without_records_of_the_period_it_is_the_plain_quota_over_what_is_left() -> None:
    found = replan(plan(), ledger_of([]), Request(by="week", per="rep"))
    plain = quota(plan())
    assert found.quota.segments == plain.segments
    assert sum(slot.count for slot in found.quota.slots) == sum(q.count for s in plain.segments for q in s.quotas)
    assert min(slot.start for slot in found.quota.slots) > DAY


def test_months_keep_the_part_of_their_share_that_is_left() -> None:
    """Of January, 10 of 20 working days are left; February keeps its share whole: 1/4 against 1/2."""
    mine = plan(
        period={"start": "2027-01-01", "end": "2027-02-28"},
        calendar={"country": "FR"},
        seasonality={"2027-01": "50%", "2027-02": "50%"},
    )
    found = replan(mine, ledger_of([]), Request(by="month"))
    shares = {slot.start.month: slot.amount for slot in found.quota.revenue if slot.amount}
    assert shares == {1: 30_000, 2: 60_000}


def test_who_has_left_has_no_quota() -> None:
    people = [{"name": "Ada", "ends": "2027-01-12"}, {"name": "Bo"}]
    found = replan(plan(team={"prospecting": {"members": people}}), ledger_of([]), Request(per="rep"))
    assert {slot.rep for slot in found.quota.slots if slot.segment == "prospecting"} == {"Bo"}


@pytest.mark.parametrize("day", [date(2027, 1, 29), date(2027, 1, 31), date(2027, 5, 1)])
def test_a_period_without_a_day_left_is_refused(day: date) -> None:
    with pytest.raises(Usage, match="nothing is left"):
        replan(plan(), ledger_of([], day))


def test_before_the_period_all_of_it_is_left() -> None:
    found = replan(plan(), ledger_of([], date(2026, 12, 10)))
    assert found.days == found.all_days


def test_a_plan_without_a_period_is_refused() -> None:
    with pytest.raises(PlanError):
        replan(plan(period=None), ledger_of([]))


amounts = st.integers(0, 10**7)


@given(st.lists(st.tuples(amounts, amounts, amounts, st.sampled_from([None, 0, 1])), min_size=1, max_size=6))
def test_a_goal_shared_by_funnels_is_left_exactly(rows: list[tuple[int, int, int, int | None]]) -> None:
    """What is left of each goal is max(0, asked - won - expected), however it lies in its funnels."""
    found = [
        Standing(
            Fraction(asked),
            None,
            Fraction(gained),
            open=(OpenAtStage("s", 1, Fraction(1), Fraction(1), Fraction(open_)),),
        )
        for asked, gained, open_, _ in rows
    ]
    pools = [pool for *_, pool in rows]
    made = relieve(found, pools)
    for pool in set(pools):
        mine = [place for place, each in enumerate(pools) if each == pool]
        balance = sum((found[place].balance for place in mine), Fraction(0))
        assert sum((made[place].remaining or 0 for place in mine), Fraction(0)) == max(0, balance)


def test_the_command_agrees_with_pipeline_and_track_in_every_form() -> None:
    given = run(EXAMPLE, "quota", "--on", "2027-02-12", "--format", "json")
    assert given.code == 0
    found = json.loads(given.out)
    left = found["remaining"]
    tracked = json.loads(run(EXAMPLE, "track", "--on", "2027-02-12", "--format", "json").out)
    assert left["won"] == tracked["revenue"]["won"]
    assert left["working_days"]["left"] == tracked["working_days"]["all"] - tracked["working_days"]["gone"]
    stages = json.loads(run(EXAMPLE, "pipeline", "--on", "2027-02-12", "--format", "json").out)["funnels"][0]["stages"]
    assert [line["odds"] for line in left["funnels"][0]["open"]] == [stage["odds"] for stage in stages]
    assert left["remaining"] == found["target"]
    assert Decimal(str(left["target"])) == sum(Decimal(str(left[key])) for key in ("won", "expected", "remaining"))
    shown = run(EXAMPLE, "quota", "--on", "2027-02-12", "--explain")
    assert f"€{Decimal(str(left['remaining'])):,}" in shown.out
    split = json.loads(run(EXAMPLE, "quota", "--on", "2027-02-12", "--by", "week", "--per", "rep", "-f", "json").out)
    assert sum(Decimal(str(row["amount"])) for row in split["revenue"]) == Decimal(str(left["remaining"]))
    assert {row["rep"] for row in split["slots"]} <= {"Ada Martin", "Bo Lindqvist", "Chiara Conti", "David Roux"}


def test_the_function_for_programs_says_the_same() -> None:
    mine = salesplan.load_plan(EXAMPLE / "salesplan.yaml")
    found = salesplan.replan(
        mine, deals=EXAMPLE / "deals.csv", history=EXAMPLE / "history.csv", on=date(2027, 2, 12), confidence=0.8
    )
    given = run(EXAMPLE, "quota", "--on", "2027-02-12", "--confidence", "80%", "--format", "json")
    assert found.quota.funnels[0].stages[0].count == json.loads(given.out)["funnels"][0]["stages"][0]["count"]
    assert list(found.to_frame()["segment"]) == [s.name for s in found.quota.segments for _ in s.quotas]


def test_a_replan_needs_a_plan_and_records(tmp_path: Path) -> None:
    alone = run(tmp_path, "quota", "--deals", str(EXAMPLE / "deals.csv"))
    assert alone.code == 2
    assert "plan" in alone.err
    (tmp_path / "salesplan.yaml").write_text("salesplan: 1\ntitle: P\n", encoding="utf-8")
    bare = run(tmp_path, "quota", "--on", "2027-01-15")
    assert bare.code == 2
    assert "--deals" in bare.err
    over = run(EXAMPLE, "quota", "--on", "2027-04-30")
    assert over.code == 2
    assert "nothing is left" in over.err


@pytest.mark.parametrize(("language", "said"), [("fr", "jours ouvrés"), ("it", "giorni lavorativi")])
def test_it_speaks_the_plans_language(tmp_path: Path, language: str, said: str) -> None:
    text = (EXAMPLE / "salesplan.yaml").read_text(encoding="utf-8")
    text = text.replace("currency: EUR", f"currency: EUR\nlanguage: {language}").split("records:")[0]
    (tmp_path / "salesplan.yaml").write_text(text, encoding="utf-8")
    shown = run(tmp_path, "quota", "--on", "2027-02-12", "--deals", str(EXAMPLE / "deals.csv"), "-f", "markdown")
    assert shown.code == 0
    assert said in shown.out


def test_work_for_the_next_period_is_left_out_and_that_is_said() -> None:
    """How much of it is done nobody tells; the quotas are those of a plan that does not ask for it."""
    book = ledger_of([], date(2027, 1, 14))
    asked, plain = replan(plan(next="same"), book), replan(plan(), book)
    assert asked.quota.segments == plain.quota.segments
    assert [one.without_next for one in (asked, plain)] == [True, False]
    told = [[note for note in replan_answer(one, "en").notes if "next period" in note] for one in (asked, plain)]
    assert [len(notes) for notes in told] == [1, 0]
