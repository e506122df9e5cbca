"""What must hold of a forecast from files to figures: more won never lowers it, a lost deal never raises it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import salesplan
from salesplan.progress.forecast.prediction import Forecast
from salesplan.progress.forecast.replay import ENOUGH_SIZES

FIRST, QUARTER, ON = date(2026, 1, 5), date(2026, 10, 1), date(2026, 11, 10)
HEAD = "id,owner,stage,status,amount,created,closed"
Row = tuple[str, date, date | None, int]
"""Status, first and last day, amount."""

companies = st.builds(
    lambda seed, many, days, odds, even: rows_of(seed, many, (days, odds), even=even),
    st.integers(0, 10_000), st.integers(12, 150), st.integers(10, 120), st.floats(0.1, 0.7), st.booleans(),
)  # fmt: skip


def rows_of(seed: int, many: int, pace: tuple[int, float], *, even: bool) -> list[Row]:
    random, found = Random(seed), list[Row]()  # noqa: S311  (a made-up company)
    for _ in range(many):
        born = FIRST + timedelta(days=random.randrange((ON - FIRST).days))
        closed = born + timedelta(days=random.randrange(1, 2 * pace[0]))
        amount = 1_000 if even else random.choice((500, 1_000, 4_000, 20_000))
        over = closed <= ON
        status = ("won" if random.random() < pace[1] else "lost") if over else "open"
        found.append((status, born, closed if over else None, amount))
    return [*found, ("open", ON - timedelta(days=20), None, 1_000)]


def foresee(rows: Sequence[Row], target: float, *, in_money: bool = False) -> Forecast:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deals.csv"
        lines = [f"{number},Ada,offer,{status},{amount if in_money else ''},{born},{closed or ''}"
                 for number, (status, born, closed, amount) in enumerate(rows)]  # fmt: skip
        path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        return salesplan.forecast(deals=path, on=ON, target=target)


@settings(max_examples=12)
@given(companies, st.integers(1, 40), st.sampled_from([None, 1, 1_000, 50_000]))
def test_a_deal_won_never_lowers_the_chance_and_one_lost_never_raises_it(
    rows: list[Row], target: int, worth: int | None
) -> None:
    """In deals, and in money whatever the deal is worth; in money where enough was won before the period."""
    place = next(place for place, row in enumerate(rows) if row[0] == "open")
    _, born, _, _ = rows[place]
    before = sum(closed is not None and closed < QUARTER and status == "won" for status, _, closed, _ in rows)
    assume(worth is None or before >= ENOUGH_SIZES)
    asked = target * 10_000 if worth else target
    chances = []
    for status in ("lost", "open", "won"):
        closed = None if status == "open" else ON
        changed = [*rows[:place], (status, born, closed, worth or 1), *rows[place + 1 :]]
        found = foresee(changed, asked, in_money=worth is not None)
        assert found.probability is not None
        chances.append(found.probability)
    exact = 5e-4 if worth else 1e-6  # amounts are put on a grid
    assert chances[0] <= chances[1] + exact
    assert chances[1] <= chances[2] + exact


@pytest.mark.parametrize("target", [9_000, 10_000, 12_000])
def test_a_tiny_deal_does_not_move_the_others_off_the_grid(target: int) -> None:
    """Amounts of 500 add up to the target exactly; one deal worth 1 once cost up to 2 points of the chance."""
    rows = rows_of(0, 30, (10, 0.5), even=False)
    place = next(place for place, row in enumerate(rows) if row[0] == "open")
    _, born, _, _ = rows[place]
    lost, still_open = (
        foresee([*rows[:place], (status, born, closed, 1), *rows[place + 1 :]], target, in_money=True).probability
        for status, closed in (("lost", ON), ("open", None))
    )
    assert still_open == pytest.approx(lost, abs=1e-5)


@settings(max_examples=10)
@given(companies, st.lists(st.floats(0, 200_000), min_size=2, max_size=3), st.booleans())
def test_parts_add_up_and_the_chance_falls_with_the_target(
    rows: list[Row],
    targets: list[float],
    in_money: bool,  # noqa: FBT001
) -> None:
    scale = 1 if in_money else 1_000
    found = [foresee(rows, round(target / scale, 2), in_money=in_money) for target in sorted(targets)]
    chances = [one.probability or 0.0 for one in found]
    assert chances == sorted(chances, reverse=True)
    for one in found:
        assert one.parts.total == pytest.approx(one.parts.won + one.parts.pipeline + one.parts.new_business)
        assert one.result.mean == pytest.approx(one.parts.total, rel=1e-6, abs=1e-6)
        assert one.result.p10 <= one.result.p50 <= one.result.p90
        assert sum(each.share for each in one.width) == pytest.approx(1) or not one.width
