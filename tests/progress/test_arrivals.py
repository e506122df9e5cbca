"""New business to come, against the same counted by hand from few windows."""

from __future__ import annotations

import numpy as np
import pytest

from salesplan.progress.forecast.arrivals import Arrivals, arrivals, count_new, growth
from salesplan.progress.forecast.odds import HALF_LIFE, Window
from salesplan.progress.forecast.timeline import NEVER, UNKNOWN, Timeline

NONE = np.zeros(0, dtype=np.int64)


def line_of(*days: tuple[int, int | None]) -> Timeline:
    """Deals by the day on which they came and that on which they were won."""
    many = len(days)
    return Timeline(
        created=np.array([born for born, _ in days], dtype=np.int64),
        won=np.array([NEVER if won is None else won for _, won in days], dtype=np.int64),
        ended=np.full(many, NEVER),
        amounts=np.full(many, np.nan),
        entered=(NONE, NONE, NONE),
        stands=np.full(many, UNKNOWN),
        origin=np.arange(many),
    )


NOW = Window(1_000, 1_000, 1_030, 939)
OLD, NEW = Window(500, 500, 530, 439), Window(900, 900, 930, 839)
STEADY = line_of(
    (400, None), (501, 510), (502, 530), (503, 531), (499, 505),
    (901, 902), (902, 903), (903, 904), (904, 905), (905, 906), (906, 960), (990, None),
)  # fmt: skip
"""Two deals came and were won in the old window, five in the new one."""


def test_what_came_and_was_won_within_a_window_is_counted() -> None:
    assert [count_new(STEADY, window) for window in (OLD, NEW, NOW)] == [2, 5, 0]


def test_growth_is_believed_for_seven_tenths_and_less_where_little_is_recorded() -> None:
    """40 deals in the 90 days up to today against 10 before the window: ((40 + 20) / (10 + 20)) ^ 0.7."""
    many = line_of((1, None), *[(200, None)] * 10, *[(580, None)] * 40)
    assert growth(many, 280, 600) == pytest.approx(2**0.7)
    assert growth(many, 280, 280) == 1
    half = line_of(*[(236, None)] * 10, *[(580, None)] * 40)  # of 90 days 45 are recorded: they stand for 20 deals
    assert growth(half, 280, 600) == pytest.approx((60 / 40) ** (0.7 * 0.5))


def test_the_mean_and_the_spread_of_new_business_are_those_of_weighted_windows() -> None:
    """A window weighs half for each year that it is old; windows that overlap weigh a week each."""
    slid = [OLD, NEW]
    counts = [count_new(STEADY, window) * growth(STEADY, window.on, NOW.on) for window in slid]
    weights = [0.5 ** ((NOW.on - window.until) / HALF_LIFE) * 7 / 30 for window in slid]
    whole = sum(weights)
    mean = sum(c * w for c, w in zip(counts, weights, strict=True)) / whole
    variance = sum(w * (c - mean) ** 2 for c, w in zip(counts, weights, strict=True)) / whole
    ratio = max(0.0, (variance - mean) / mean**2)
    spread = (2 * 0.15 + whole * ratio) / (2 + whole)
    expected = Arrivals(mean, spread + (spread + 1 / max(mean, 1)) / (whole + 0.25))
    found = arrivals(STEADY, NOW, slid, (), None)
    assert (found.mean, found.spread) == pytest.approx((expected.mean, expected.spread))
    planned = arrivals(STEADY, NOW, slid, (), 12.0)
    assert planned.mean == pytest.approx((mean * whole + 12 * 0.25) / (whole + 0.25))


def test_uneven_windows_spread_more_than_chance() -> None:
    """None came in one window and 20 in the next: by chance alone, counts of that mean would not differ so."""
    calm = line_of((1, None), *[(901, 902)] * 20, *[(700, None)] * 20, *[(950, None)] * 20)
    first, second = Window(898, 898, 900, 800), Window(900, 900, 902, 800)
    found = arrivals(calm, Window(902, 902, 904, 800), [first, second], (), None)
    counts = [count_new(calm, one) * growth(calm, one.on, 902) for one in (first, second)]
    assert counts[0] == 0
    weights = [0.5 ** (2 / HALF_LIFE), 1.0]
    mean = counts[1] * weights[1] / sum(weights)
    variance = (weights[0] * mean**2 + weights[1] * (counts[1] - mean) ** 2) / sum(weights)
    ratio = (variance - mean) / mean**2
    spread = (0.3 + sum(weights) * ratio) / (2 + sum(weights))
    assert found.spread == pytest.approx(spread + (spread + 1 / mean) / (sum(weights) + 0.25))


def test_a_cycle_twice_as_long_makes_a_window_half_as_long() -> None:
    window = Window(100, 110, 130, 90)
    assert window.stretched(2.0) == Window(100, 105, 115, 90)
    assert window.stretched(0.5) == Window(100, 120, 160, 90)
    assert window.stretched(1.0) is window
    assert (window.moved(200), window.length) == (Window(200, 210, 230, 190), 30)
