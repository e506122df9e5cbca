"""What is open when the period starts: the funnel needs less anew, and the chance counts it too."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, comb
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.finding import PlanError
from salesplan.funnel import back_calculate
from salesplan.measuring.opening import count_opening, opening
from salesplan.model.plan import Plan
from salesplan.probability.confidence import Rate, Source, chance, reach
from salesplan.quotas.quota import quota
from salesplan.records.count.ledger import Deal, Entry, Ledger
from salesplan.records.question import Path as Way
from salesplan.records.recognise.crm_words import State
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.notes import notes
from salesplan.report.quota.text import quota_lines
from tests.build import OPPORTUNITY, PROSPECT, funnel, plan


def with_open(prospects: int, opportunities: int, target: int = 360_000) -> Plan:
    stages = [{**PROSPECT, "open": prospects}, {**OPPORTUNITY, "open": opportunities}]
    return plan(
        goals=[{"name": "New revenue", "metric": "revenue", "target": target}],
        funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}],
    )


def test_twelve_deals_with_fourteen_open_opportunities() -> None:
    found = quota(with_open(0, 14))
    prospect, opportunity = found.funnels[0].stages
    assert (opportunity.count, opportunity.open, opportunity.new) == (48, 14, 34)
    assert (prospect.count, prospect.new) == (680, 680)
    counts = {(s.name, q.action): q.count for s in found.segments for q in s.quotas}
    assert counts == {
        ("marketing", "prospect"): 680, ("prospecting", "call"): 2040,
        ("sales", "call"): 384, ("sales", "meeting"): 48, ("sales", "proposal"): 96,
    }  # fmt: skip


def test_sourcing_asks_for_new_records_and_actions_for_all() -> None:
    found = quota(with_open(80, 14))
    counts = {(s.name, q.action): q.count for s in found.segments for q in s.quotas}
    assert counts["marketing", "prospect"] == 600
    assert counts["prospecting", "call"] == 2040
    assert found.assignment is not None
    slots = found.assignment.slots("week", per_rep=False)
    assert sum(slot.count for slot in slots if slot.action == "prospect") == 600


def test_more_open_than_needed_asks_for_nothing_new() -> None:
    prospect, opportunity = quota(with_open(0, 500)).funnels[0].stages
    assert (opportunity.count, opportunity.new, prospect.count) == (48, 0, 0)


def test_without_open_nothing_changes() -> None:
    assert quota(with_open(0, 0, 90_000)).funnels == quota(plan()).funnels
    assert quota(with_open(0, 0, 90_000)).chance == quota(plan()).chance


@given(
    st.lists(
        st.tuples(st.fractions(Fraction(1, 50), 1, max_denominator=60), st.integers(0, 300)), min_size=1, max_size=4
    ),
    st.integers(1, 60),
    st.integers(0, 3),
    st.integers(1, 50),
)
def test_more_open_never_needs_more_new(stages: list[tuple[Fraction, int]], deals: int, where: int, more: int) -> None:
    def new(opened: list[int]) -> list[int]:
        rows = [
            {"name": f"s{n}", "conversion": f"{rate.numerator}/{rate.denominator}", "open": opened[n]}
            for n, (rate, _) in enumerate(stages)
        ]
        return [stage.new for stage in back_calculate(funnel(stages=rows), None, deals).stages]

    before = [count for _, count in stages]
    after = [count + (more if place == where % len(stages) else 0) for place, count in enumerate(before)]
    assert all(b <= a for a, b in zip(new(before), new(after), strict=True))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 10))
def test_a_stage_is_what_the_next_needs_anew(prospects: int, opportunities: int, deals: int) -> None:
    found = quota(with_open(prospects, opportunities, deals * 30_000)).funnels[0]
    needed = deals
    for stage in reversed(found.stages):
        assert stage.count == ceil(Fraction(needed) / stage.conversion)
        needed = max(0, stage.count - stage.open)


def binomial(n: int, p: Fraction) -> list[Fraction]:
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


@pytest.mark.parametrize(("top", "waiting", "deals"), [(12, 3, 2), (0, 5, 2), (30, 7, 4), (9, 0, 1)])
def test_the_chance_adds_two_binomials(top: int, waiting: int, deals: int) -> None:
    first, second = Fraction(1, 5), Fraction(1, 3)
    exact = sum(
        a * b
        for (n, a), (k, b) in product(enumerate(binomial(top, first * second)), enumerate(binomial(waiting, second)))
        if n + k >= deals
    )
    source = Source(top, (Rate(first), Rate(second)), Fraction(1), None, (0, waiting))
    assert chance([source], Fraction(deals)).probability == pytest.approx(float(exact), abs=1e-12)


def test_lots_that_share_an_uncertain_rate_are_sampled_together() -> None:
    """Against the mean over a grid of the Beta density, by brute force."""
    rates = (Rate(Fraction(1, 4)), Rate(Fraction(1, 2), 4, 8))
    source = Source(12, rates, Fraction(1), None, (0, 6))
    steps = [(n + 0.5) / 2000 for n in range(2000)]
    weights = [p**3.5 * (1 - p) ** 3.5 for p in steps]

    def short(p: float) -> float:
        new = [comb(12, k) * (p / 4) ** k * (1 - p / 4) ** (12 - k) for k in range(13)]
        old = [comb(6, k) * p**k * (1 - p) ** (6 - k) for k in range(7)]
        return sum(a * b for n, a in enumerate(new) for k, b in enumerate(old) if n + k >= 6)

    exact = sum(w * short(p) for p, w in zip(steps, weights, strict=True)) / sum(weights)
    found = chance([source], Fraction(6))
    assert found.standard_error > 0
    assert found.probability == pytest.approx(exact, abs=4 * found.standard_error)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 60), st.integers(0, 20), st.integers(1, 6), st.sampled_from([0.5, 0.8, 0.95]))
def test_a_confidence_is_met_by_the_smallest_top(top: int, waiting: int, deals: int, sure: float) -> None:
    rates = (Rate(Fraction(1, 5)), Rate(Fraction(1, 3)))
    source = Source(top, rates, Fraction(1), None, (0, waiting))
    if not source.lots:
        return
    found = reach([source], Fraction(deals), sure)
    size = found.tops[0]
    assert found.chance.probability >= sure - 1e-9
    assert size == 0 or chance([source.grown(size - 1)], Fraction(deals)).probability < sure


def test_a_surer_plan_adds_to_what_is_open() -> None:
    found = quota(with_open(20, 14), confidence=Fraction(4, 5))
    prospect, opportunity = found.funnels[0].stages
    assert opportunity.count == ceil(prospect.count * Fraction(1, 20)) + 14
    assert found.chance is not None
    assert found.chance.probability >= 0.8


START = date(2027, 1, 1)
ENTRIES = (
    Entry(0, "a", datetime.fromisoformat("2026-11-01")),
    Entry(1, "b", datetime.fromisoformat("2027-01-01T08:00")),
)


def deal(state: State, stage: int | None, created: str, closed: str = "", entries: tuple[Entry, ...] = ()) -> Deal:
    day = date.fromisoformat
    return Deal(
        "1", "", "", "", "", "", "", state, 0, stage, Decimal(1), "", day(created),
        day(closed) if closed else None, None, None, "", entries,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "counts", "elsewhere"),
    [
        (deal(State.OPEN, 1, "2026-12-31"), {(0, 1): 1}, 0),
        (deal(State.OPEN, 1, "2027-01-01"), {}, 0),
        (deal(State.WON, 1, "2026-11-01", "2026-12-31"), {}, 0),
        (deal(State.WON, 1, "2026-11-01", "2027-01-01"), {(0, 1): 1}, 0),
        (deal(State.PARKED, 1, "2026-11-01"), {}, 0),
        (deal(State.OPEN, None, "2026-11-01"), {}, 1),
        (
            deal(
                State.LOST, 1, "2026-11-01", "2027-02-01",
                ENTRIES,
            ),
            {(0, 0): 1}, 0,
        ),
    ],
)  # fmt: skip
def test_what_was_open_on_the_first_day(one: Deal, counts: dict[tuple[int, int], int], elsewhere: int) -> None:
    book = Ledger(START, (Way("f", ("a", "b")),), (one,), has_history=True, taken=(), intakes=())
    found = opening(book, START)
    assert (found.counts, found.elsewhere) == (counts, elsewhere)


def test_open_records_are_counted_from_the_plan_s_own(tmp_path: Path) -> None:
    rows = "id,stage,status,amount,created,closed\n1,opportunity,open,1,2026-12-01,\n2,prospect,open,1,2026-12-05,\n"
    (tmp_path / "deals.csv").write_text(rows, encoding="utf-8")
    made = plan(opening="records", records={"deals": "deals.csv"})
    with pytest.raises(PlanError):
        quota(made)
    found = quota(count_opening(made, tmp_path))
    assert [stage.open for stage in found.funnels[0].stages] == [1, 1]


def test_more_open_than_the_target_takes_is_told() -> None:
    stages = [PROSPECT, {**OPPORTUNITY, "open": 5000}]
    result = quota(plan(funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}]))
    told = [*notes(result, words_for("en"), numbers_for("en"))]
    assert "acquisition: 5,000 opportunities are open already, and the target takes 12: nothing new is needed." in told


@pytest.mark.parametrize("waiting", [12, 40])
def test_the_first_line_says_that_what_is_open_covers_the_target(waiting: int) -> None:
    """Else a table of zeros is all that a newcomer sees."""
    stages = [PROSPECT, {**OPPORTUNITY, "open": waiting}]
    result = quota(plan(funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}]))
    assert result.funnels[0].stages[0].new == 0
    lines = quota_lines(result, words_for("en"), numbers_for("en"), None)
    drawn = [text for text in ("".join(piece.text for piece in each) for each in lines) if text]
    assert drawn[1].startswith(f"acquisition: {waiting} opportunities are open already, and the target takes 12")
    assert sum("nothing new is needed" in text for text in drawn) == 1
