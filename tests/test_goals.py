"""Which goal drives which funnel."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salesplan.quotas.goals import demands, driving_goal
from tests.build import funnel, goal

NEW, OLD = funnel(share="70%"), funnel(name="renewal", share="30%")


def test_revenue_is_shared_out_by_the_funnels_shares() -> None:
    asked = demands([NEW, OLD], [goal("revenue", 100000)])
    assert [d.revenue for d in asked] == [70000, 30000]


def test_deals_are_shared_out_whole_and_add_up() -> None:
    asked = demands([NEW, OLD], [goal("deals", 11)])
    assert [d.deals for d in asked] == [8, 3]


def test_a_funnel_with_a_goal_of_its_own_follows_that_alone() -> None:
    asked = demands([funnel(), funnel(name="renewal")], [goal("revenue", 90000), goal("deals", 5, funnel="renewal")])
    assert [(d.revenue, d.deals) for d in asked] == [(90000, None), (None, 5)]


def test_an_asked_target_replaces_the_goals_and_keeps_proportions() -> None:
    goals = [goal("revenue", 90000), goal("revenue", 30000, funnel="renewal")]
    asked = demands([funnel(), funnel(name="renewal")], goals, Decimal(240000))
    assert [d.revenue for d in asked] == [180000, 60000]


def test_an_asked_target_needs_no_goal() -> None:
    assert [d.revenue for d in demands([NEW, OLD], [], Decimal(1000))] == [700, 300]


def test_the_goal_due_last_drives() -> None:
    goals = [goal("revenue", 300000), goal("revenue", 90000, by="2027-01-31")]
    assert driving_goal(goals, ("revenue",)) == 0


@given(st.lists(st.integers(1, 99), min_size=1, max_size=6), st.integers(1, 10**9))
def test_shares_that_add_up_share_out_the_whole_target(weights: list[int], target: int) -> None:
    whole = sum(weights)
    funnels = [funnel(name=str(i), share=f"{weight}/{whole}") for i, weight in enumerate(weights)]
    asked = demands(funnels, [], Decimal(target))
    assert sum((d.revenue or Fraction(0) for d in asked), Fraction(0)) == target


def test_an_asked_target_keeps_the_part_of_a_funnel_that_wins_deals() -> None:
    goals = [goal("revenue", 90000), goal("deals", 10, funnel="renewal")]
    asked = demands([funnel(), funnel(name="renewal", deal_value=1000)], goals, Decimal(200000))
    assert [d.revenue for d in asked] == [180000, 20000]


def test_an_asked_target_weighs_a_shared_number_of_deals_by_their_value() -> None:
    goals = [goal("deals", 3), goal("revenue", 10000, funnel="renewal")]
    asked = demands([funnel(), funnel(name="renewal")], goals, Decimal(200000))
    assert [d.revenue for d in asked] == [180000, 20000]


def test_a_funnel_asked_for_nothing_stays_so() -> None:
    asked = demands([funnel(), funnel(name="renewal")], [goal("revenue", 9, funnel="renewal")], Decimal(70))
    assert [d.revenue for d in asked] == [0, 70]


def test_each_goal_is_known_by_its_place() -> None:
    asked = demands([NEW], [goal("revenue", 90000), goal("deals", 9)])
    assert [(d.revenue, d.deals, d.goal, d.deals_goal) for d in asked] == [(90000 * Fraction(7, 10), 9, 0, 1)]
