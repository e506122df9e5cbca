"""The chance counts only what can close within the period."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import pytest

from salesplan.quotas.quota import quota
from tests.build import OPPORTUNITY, PROSPECT, plan


def quarter(days: tuple[int, int], waiting: int = 0, **changes: Any) -> Any:
    stages = [{**PROSPECT, "days": days[0]}, {**OPPORTUNITY, "days": days[1], **({"open": waiting} if waiting else {})}]
    funnels = [{"name": "acquisition", "deal_value": 30000, "stages": stages}]
    return plan(**{"period": "2027-Q1", "funnels": funnels, **changes})


def at_least(won: int, tries: int, rate: Fraction) -> float:
    return float(sum(comb(tries, k) * rate**k * (1 - rate) ** (tries - k) for k in range(won, tries + 1)))


@pytest.mark.parametrize("confidence", [None, Fraction(4, 5)])
def test_where_no_deal_can_close_in_time_the_chance_is_0(confidence: Fraction | None) -> None:
    result = quota(quarter((60, 60)), confidence=confidence)
    assert result.chance is not None
    assert result.chance.probability == 0
    assert result.surer is None
    assert result.reached is (confidence is None)
    assert [stage.count for stage in result.funnels[0].stages] == [240, 12]


def test_a_cycle_that_fits_leaves_the_chance_as_it_is() -> None:
    """The schedule begins the work early enough, so all of it counts."""
    short, none = quota(quarter((20, 20))).chance, quota(quarter((0, 0))).chance
    assert short == none
    assert none is not None
    assert round(none.probability, 3) == 0.578


def test_only_what_is_open_counts_where_new_records_come_too_late() -> None:
    """120 days from the top, 40 from an opportunity: the 14 open ones alone bring 3 deals. Binomial by hand."""
    result = quota(quarter((80, 40), waiting=14))
    assert result.chance is not None
    assert result.chance.probability == pytest.approx(at_least(3, 14, Fraction(1, 4)))


def test_what_is_open_does_not_count_where_it_closes_too_late_itself() -> None:
    result = quota(quarter((10, 100), waiting=14))
    assert result.chance is not None
    assert result.chance.probability == 0


def test_only_the_other_funnel_counts_where_one_comes_too_late() -> None:
    """Two funnels for 180,000: the fast one alone has to bring all six deals, out of 240 at 1/80. By hand."""
    stages = [[{**PROSPECT, "days": days}, OPPORTUNITY] for days in (0, 120)]
    funnels = [
        {"name": name, "deal_value": 30000, "share": "50%", "stages": each}
        for name, each in zip(("fast", "slow"), stages, strict=True)
    ]
    goals = [{"name": "New revenue", "metric": "revenue", "target": 180000}]
    found = quota(plan(period="2027-Q1", funnels=funnels, goals=goals)).chance
    assert found is not None
    assert found.probability == pytest.approx(at_least(6, 240, Fraction(1, 80)))
