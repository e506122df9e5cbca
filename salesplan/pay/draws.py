"""Draws: advances on commission, and what is owed of them."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Drawn(Struct, frozen=True):
    """What a draw does to one period: `advance` is added to what was earned (negative: set off), `owed` is left."""

    advance: Decimal
    owed: Decimal


def draw(earned: Decimal, amount: Decimal, owed: Decimal, *, recoverable: bool) -> Drawn:
    """Top what was earned up to `amount`; where more was earned, set off as much as is still owed.

    Example: 1,000 a week, earned 400, 600, 1,200, 1,500, 1,400: paid 1,000 four times, then 1,100; owed 600, 1,000,
    800, 300, 0. A draw that is not recoverable is kept, and nothing is ever owed.
    """
    if earned < amount:
        return Drawn(amount - earned, owed + amount - earned if recoverable else owed)
    back = min(owed, earned - amount) if recoverable else Decimal(0)
    return Drawn(-back, owed - back)
