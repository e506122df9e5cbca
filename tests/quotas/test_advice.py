"""Advice is obeyed here: with the people or the rate that it names, every week of the segment fits."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.quotas.advice import Advice
from salesplan.quotas.quota import Quota, quota
from tests.build import plan
from tests.work import steps

ACTIONS = {"call": {"minutes": 30}, "meeting": {"minutes": 90}}


def keys(first: int, second: int, days: tuple[int, int], target: int, *, funnels: int = 1) -> dict[str, Any]:
    made = [
        {
            "name": f"funnel {number}",
            "deal_value": 10000,
            "stages": [
                {"name": f"prospect {number}", "conversion": f"{first}%", "days": days[0],
                 "actions": {"sales": {"call": 4}}},
                {"name": f"opportunity {number}", "conversion": f"{second}%", "days": days[1],
                 "actions": {"sales": {"meeting": 2}}},
            ],
        }
        for number in range(1, funnels + 1)
    ]  # fmt: skip
    goals = [{"name": "r", "metric": "revenue", "target": target}]
    return {
        "period": "2027-Q1",
        "funnels": made,
        "goals": goals,
        "actions": ACTIONS,
        "team": {"sales": {"headcount": 1}},
    }


def fits(result: Quota) -> bool:
    assert result.assignment is not None
    return all(each.fits for each in result.assignment.capacities)


def with_people(given_keys: dict[str, Any], more: int) -> Quota:
    return quota(plan(**{**given_keys, "team": {"sales": {"headcount": 1 + more}}}))


@settings(max_examples=40, deadline=None)
@given(
    first=st.integers(5, 100),
    second=st.integers(5, 100),
    days=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    target=st.integers(10_000, 900_000),
    funnels=st.integers(1, 2),
)
def test_whoever_obeys_has_enough_hours(
    first: int, second: int, days: tuple[int, int], target: int, funnels: int
) -> None:
    asked = keys(first, second, days, target, funnels=funnels)
    result = quota(plan(**asked))
    if fits(result):
        assert result.advice == ()
        return
    (advice,) = result.advice
    assert advice.segment == "sales"
    if advice.people is not None:
        assert advice.people >= 1
        assert fits(with_people(asked, advice.people))
        assert advice.people == 1 or not fits(with_people(asked, advice.people - 1))
    if advice.conversion is not None:
        assert advice.was is not None
        assert advice.was < advice.conversion <= min(Fraction(1), advice.was * 5)
        for funnel in asked["funnels"]:
            for stage in funnel["stages"]:
                if stage["name"] == advice.stage:
                    stage["conversion"] = f"{advice.conversion.numerator}/{advice.conversion.denominator}"
        assert fits(quota(plan(**asked)))


def test_what_closes_the_sum_and_leaves_weeks_short_is_not_advised() -> None:
    """150 hours of calls in two weeks, of a month's 140: one more person closes the sum; every week takes four more."""
    stages = [
        {"name": "prospect", "conversion": "100%", "days": 17, "actions": {"sales": {"call": 300}}},
        {"name": "opportunity", "conversion": "100%", "days": 0},
    ]
    asked: dict[str, Any] = {
        "period": "2027-02",
        "funnels": [{"name": "a", "deal_value": 10000, "stages": stages}],
        "goals": [{"name": "r", "metric": "revenue", "target": 10000}],
        "actions": {"call": {"minutes": 30}},
        "team": {"sales": {"headcount": 1}},
    }
    result = quota(plan(**asked))
    assert result.assignment is not None
    assert result.assignment.capacities[0].total.extra_people == 1
    (advice,) = result.advice
    assert advice.people is not None
    assert advice.people > 1
    assert fits(with_people(asked, advice.people))
    assert not fits(with_people(asked, advice.people - 1))


def test_of_stages_with_one_name_the_funnel_says_which() -> None:
    asked = keys(40, 50, (0, 0), 300_000, funnels=2)
    assert quota(plan(**asked)).advice[0].stage.startswith("opportunity ")
    assert quota(plan(**asked)).advice[0].funnel == ""
    for funnel, calls in zip(asked["funnels"], (6, 2), strict=True):
        prospect, opportunity = funnel["stages"]
        prospect.update(name="prospect", actions={"sales": {"call": calls}})
        opportunity.update(name="opportunity")
    (advice,) = quota(plan(**asked)).advice
    assert (advice.stage, advice.funnel) == ("opportunity", "funnel 1")
    obeyed = []
    for place in range(2):
        tried = deepcopy(asked)
        tried["funnels"][place]["stages"][1]["conversion"] = str(advice.conversion)
        obeyed.append(fits(quota(plan(**tried))))
    assert obeyed == [True, False]


def test_hundreds_of_missing_people_are_told_to_one_in_a_hundred() -> None:
    asked = keys(20, 50, (25, 25), 60_000_000)
    (advice,) = quota(plan(**asked)).advice
    assert advice.people is not None
    assert advice.people > 500
    assert fits(with_people(asked, advice.people))
    assert not fits(with_people(asked, advice.people * 98 // 100))


def test_a_hundred_thousand_people_are_no_advice() -> None:
    (advice,) = quota(plan(**keys(20, 50, (25, 25), 9_000_000_000))).advice
    assert advice.people is None


def test_trials_with_thousands_of_people_take_few_steps() -> None:
    """Each trial once made a row for each person, and there were a dozen trials."""
    asked = plan(**keys(20, 50, (25, 25), 300_000_000))
    assert steps(lambda: quota(asked)) < 4_000_000


def test_no_rate_where_it_would_have_to_be_above_100_percent() -> None:
    result = quota(plan(**keys(100, 100, (0, 0), 9_000_000)))
    assert result.advice[0].conversion is None
    assert result.advice[0].people


@pytest.mark.parametrize("confidence", [Fraction(4, 5)])
def test_a_quota_for_a_confidence_names_people_only(confidence: Fraction) -> None:
    (advice,) = quota(plan(**keys(10, 10, (0, 0), 400_000)), confidence=confidence).advice
    assert advice.people
    assert advice.conversion is None


def test_advice_is_nothing_by_default() -> None:
    assert (Advice("sales").people, Advice("sales").conversion) == (None, None)
