"""Back-calculation against the worked example, by hand and by algebra."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.funnel import FunnelQuota, StageCount, back_calculate, deals_needed, segment_quotas, walk_back
from salesplan.model.funnel import Stage
from salesplan.quotas.quota import quota
from tests.build import OPPORTUNITY, PROSPECT, funnel, plan

rates = st.fractions(min_value=Fraction(1, 500), max_value=1, max_denominator=500)


def keys(conversion: Fraction) -> dict[str, str]:
    return {"name": "s", "conversion": f"{conversion.numerator}/{conversion.denominator}"}


def stage(conversion: Fraction) -> Stage:
    return Stage.model_validate(keys(conversion))


def test_more_confidence_lets_the_stages_below_follow_by_expectation() -> None:
    grown = back_calculate(funnel(), Fraction(90000)).grown_to(342)
    assert ([s.count for s in grown.stages], grown.deals, grown.planned_deals) == ([342, 18], 5, 3)


def test_the_worked_example_comes_out_exactly() -> None:
    result = quota(plan(), target=90000)
    assert result.funnels[0].deals == 3
    assert [(s.name, s.count) for s in result.funnels[0].stages] == [("prospect", 240), ("opportunity", 12)]
    assert {s.name: [(q.action, q.count) for q in s.quotas] for s in result.segments} == {
        "marketing": [("prospect", 240)],
        "prospecting": [("call", 720)],
        "sales": [("call", 96), ("meeting", 12), ("proposal", 24)],
    }


def test_whole_records_are_rounded_up_from_the_deals_on() -> None:
    result = quota(plan(), target=100000)
    assert (result.funnels[0].deals, [s.count for s in result.funnels[0].stages]) == (4, [320, 16])


def test_a_third_is_a_third_where_floats_would_ask_for_one_more() -> None:
    assert walk_back([stage(Fraction(7, 20))], 21)[0].count == 60


@pytest.mark.parametrize(
    ("revenue", "deals", "over", "expected"),
    [
        (Fraction(90000), None, Fraction(1), 3),
        (Fraction(90001), None, Fraction(1), 4),
        (Fraction(90000), None, Fraction(11, 10), 4),
        (None, 7, Fraction(1), 7),
        (Fraction(90000), 7, Fraction(1), 7),
        (None, 10, Fraction(5, 4), 13),
        (Fraction(0), None, Fraction(1), 0),
        (None, None, Fraction(1), 0),
    ],
)
def test_deals_needed(revenue: Fraction | None, deals: int | None, over: Fraction, expected: int) -> None:
    assert deals_needed(revenue, deals, Decimal(30000), over) == expected


def test_street_quota_is_the_over_assigned_target() -> None:
    counted = back_calculate(funnel(overassignment="125%"), Fraction(800000))
    assert (counted.target, counted.street) == (Fraction(800000), Fraction(1_000_000))


def test_a_revenue_target_without_a_deal_value_is_refused() -> None:
    with pytest.raises(ValueError, match="deal value"):
        deals_needed(Fraction(1), None, None, Fraction(1))


def test_a_stage_without_a_conversion_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="stage demo has no conversion"):
        walk_back([Stage.model_validate({"name": "demo"})], 3)


def test_what_is_won_of_those_who_enter_is_the_product_of_all_conversions() -> None:
    assert back_calculate(funnel(), Fraction(90000)).won_rate == Fraction(1, 80)


@given(st.integers(1, 10_000), st.lists(rates, min_size=1, max_size=5), st.integers(0, 4), rates)
def test_a_better_conversion_never_takes_more_records(
    deals: int, conversions: list[Fraction], place: int, other: Fraction
) -> None:
    better = list(conversions)
    better[place % len(better)] = max(better[place % len(better)], other)
    plain = walk_back([stage(c) for c in conversions], deals)
    improved = walk_back([stage(c) for c in better], deals)
    assert all(one.count <= two.count for one, two in zip(improved, plain, strict=True))


@given(st.integers(1, 10_000), st.lists(rates, min_size=1, max_size=5))
def test_every_stage_supports_the_one_above_and_no_more_than_needed(deals: int, conversions: list[Fraction]) -> None:
    counts = [s.count for s in walk_back([stage(c) for c in conversions], deals)]
    for count, conversion, above in zip(counts, conversions, [*counts[1:], deals], strict=True):
        assert count * conversion >= above > (count - 1) * conversion


@given(st.integers(1, 10_000), st.lists(rates, min_size=1, max_size=5))
def test_walking_forward_from_the_answer_wins_the_deals(deals: int, conversions: list[Fraction]) -> None:
    one = back_calculate(funnel(stages=[keys(c) for c in conversions]), None, deals)
    assert one.grown_to(one.planned[0].count).deals >= deals


def test_actions_of_several_funnels_and_stages_add_up_by_segment() -> None:
    one, two = funnel(), funnel(name="renewal", stages=[OPPORTUNITY])
    quotas = segment_quotas([(one, back_calculate(one, Fraction(90000))), (two, back_calculate(two, Fraction(30000)))])
    calls = {(s.name, q.action): q.count for s in quotas for q in s.quotas}
    assert calls["sales", "call"] == 96 + 4 * 8


def test_records_and_actions_of_the_same_name_are_not_added_together() -> None:
    stage_keys = {**PROSPECT, "actions": {"marketing": {"prospect": 2}}}
    one = funnel(stages=[stage_keys, OPPORTUNITY])
    marketing = segment_quotas([(one, back_calculate(one, Fraction(90000)))])[0]
    assert [(q.is_record, q.count) for q in marketing.quotas] == [(True, 240), (False, 480)]


def test_half_an_action_per_record_is_rounded_up_once_a_stage() -> None:
    one = funnel(stages=[{**OPPORTUNITY, "actions": {"sales": {"visit": Decimal("0.3")}}}])
    assert segment_quotas([(one, back_calculate(one, Fraction(90000)))])[0].quotas[0].count == 4


def test_a_range_of_deal_values_counts_by_its_lognormal_mean() -> None:
    value = funnel(deal_value="20000 to 45000").deal_value
    assert value is not None
    assert value.mean == Decimal("30925.46")


def test_a_funnel_grown_counts_what_is_open_at_its_first_stage_once() -> None:
    half = Fraction(1, 2)
    stages = (StageCount("prospect", 10, half, open=3), StageCount("opportunity", 5, half, open=2))
    grown = FunnelQuota("f", None, None, Fraction(1), None, 3, stages, 3, stages).grown_to(20)
    assert [(stage.count, stage.open) for stage in grown.stages] == [(20, 3), (12, 2)]
    assert grown.deals == 6
