"""Plans with goals on revenue and on deals: what they take, how likely they are, how it is told."""

from __future__ import annotations

from fractions import Fraction

import pytest
from scipy.stats import binom

from salesplan.model.plan import Plan
from salesplan.quotas.quota import quota
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.explain import explain
from tests.build import OPPORTUNITY, PROSPECT, goal, plan

EIGHTIETH = 1 / 80


def both(revenue: int, deals: int, **funnel: object) -> Plan:
    """The worked example with a goal on revenue and one on deals."""
    keys = {"name": "acquisition", "deal_value": 30000, "stages": [PROSPECT, OPPORTUNITY], **funnel}
    return plan(goals=[goal("revenue", revenue), goal("deals", deals)], funnels=[keys])


def steps(asked: Plan) -> list[str]:
    told = explain(quota(asked), words_for("en"), numbers_for("en"))
    return [line[5:] for line in told]


@pytest.mark.parametrize(("revenue", "deals", "needed"), [(90000, 5, 5), (90000, 2, 3), (90000, 3, 3)])
def test_the_larger_demand_is_what_has_to_come_true(revenue: int, deals: int, needed: int) -> None:
    found = quota(both(revenue, deals))
    assert [f.deals for f in found.funnels] == [needed]
    assert found.chance is not None
    assert found.chance.probability == pytest.approx(binom.sf(needed - 1, needed * 80, EIGHTIETH))


@pytest.mark.parametrize("deals", [2, 5])
def test_a_surer_plan_never_takes_less(deals: int) -> None:
    asked = both(90000, deals)
    mean, surer = quota(asked), quota(asked, confidence=Fraction(4, 5))
    assert surer.funnels[0].stages[0].count > mean.funnels[0].stages[0].count
    wanted = max(3, deals)
    top = surer.funnels[0].stages[0].count
    assert binom.sf(wanted - 1, top, EIGHTIETH) >= 0.8 > binom.sf(wanted - 1, top - 1, EIGHTIETH)


def test_every_step_of_the_derivation_is_true() -> None:
    assert steps(both(90000, 7, overassignment="150%"))[:5] == [
        "The goal “revenue” is €90,000.",
        "Over-assigned at 150%: €90,000 × 150% = €135,000.",
        "A deal is worth €30,000: €135,000 / €30,000 = 5 won deals, rounded up.",
        "Acquisition has to win 7 deals.",
        "Over-assigned at 150%: 7 × 150% = 11 won deals, rounded up.",
    ]
    assert steps(both(90000, 7, overassignment="150%"))[5] == "The larger of the two holds: 11 won deals."


def test_one_deal_is_told_in_the_singular() -> None:
    assert steps(both(30000, 1))[1:4] == [
        "A deal is worth €30,000: €30,000 / €30,000 = 1 won deal, rounded up.",
        "Acquisition has to win 1 deal.",
        "The larger of the two holds: 1 won deal.",
    ]
