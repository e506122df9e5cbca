"""What a funnel is to chance: lots, rates, what makes no sense."""

from __future__ import annotations

from fractions import Fraction

import pytest

from salesplan.probability.funnel_odds import Rate, Source
from tests.probability.plans import WIN


@pytest.mark.parametrize(
    ("value", "hits", "trials"), [(Fraction(-1), 0, 0), (Fraction(3, 2), 0, 0), (WIN, 3, 2), (WIN, -1, 2)]
)
def test_a_rate_is_a_share(value: Fraction, hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match=r"from 0 to 1|not a share"):
        Rate(value, hits, trials)


@pytest.mark.parametrize(("top", "value", "high"), [(-1, 1, None), (1, 0, None), (1, 2, 1)])
def test_a_source_makes_sense(top: int, value: int, high: int | None) -> None:
    with pytest.raises(ValueError, match="a source needs"):
        Source(top, (), Fraction(value), None if high is None else Fraction(high))


def test_those_who_wait_pass_the_later_rates_only() -> None:
    first, second, third = Rate(Fraction(1, 2)), Rate(Fraction(1, 3), 5, 15), Rate(Fraction(1, 5))
    source = Source(60, (first, second, third), Fraction(7), waiting=(0, 4, 10))
    assert [(lot.top, lot.rates) for lot in source.lots] == [
        (60, (first, second, third)),
        (4, (second, third)),
        (10, (third,)),
    ]
    assert [lot.win for lot in source.lots] == [Fraction(1, 30), Fraction(1, 15), Fraction(1, 5)]
    assert [lot.certain for lot in source.lots] == [False, False, True]
    assert (source.sure, source.evidence) == (Fraction(1, 10), ((5, 15),))


@pytest.mark.parametrize(("top", "grown"), [(0, 3), (3, 3), (9, 9)])
def test_a_source_never_shrinks_below_what_is_there(top: int, grown: int) -> None:
    assert Source(60, (), Fraction(7), least=3).grown(top).top == grown


@pytest.mark.parametrize(("high", "single"), [(None, True), (Fraction(7), True), (Fraction(8), False)])
def test_a_range_without_width_is_one_value(high: Fraction | None, single: bool) -> None:  # noqa: FBT001
    assert Source(60, (), Fraction(7), high).single is single
