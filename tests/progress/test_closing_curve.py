"""How far a period usually is by a day: the mean share of past periods, won by the same part of their days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.base.periods import Period
from salesplan.progress.closing_curve import Curve

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31), "2026-01")
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28), "2026-02")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), "2026-03")


def test_a_share_is_the_mean_of_past_ones_at_the_same_part_of_their_days() -> None:
    """After 7 of 28 days: a quarter of 31 days is 7, by when 30 of 60 were won in one and 10 of 40 in the other."""
    past = (
        (JANUARY, ((date(2026, 1, 7), Decimal(30)), (date(2026, 1, 8), Decimal(30)))),
        (MARCH, ((date(2026, 3, 1), Decimal(10)), (date(2026, 3, 31), Decimal(30)))),
    )
    curve = Curve(past)
    assert curve.share(FEBRUARY, date(2026, 2, 7)) == (Fraction(30, 60) + Fraction(10, 40)) / 2
    assert curve.share(FEBRUARY, date(2026, 2, 8)) == (Fraction(60, 60) + Fraction(10, 40)) / 2
    assert curve.share(FEBRUARY, date(2026, 1, 31)) == 0
    assert curve.share(FEBRUARY, date(2026, 2, 28)) == 1
    assert curve.share(FEBRUARY, date(2026, 6, 1)) == 1
