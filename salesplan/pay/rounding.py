"""Rounding of a statement: every line to whole minor units, and lines that add up to the exact total, rounded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from salesplan.base.money import decimals, round_money
from salesplan.pay.statement import Line


def round_lines(exact: Sequence[Fraction], currency: str) -> tuple[Decimal, ...]:
    """Each amount rounded half up (away from zero), so that they add up to their exact sum, rounded likewise.

    What is missing or too much goes, one minor unit each, to the lines that rounding changed most; of equal ones to the
    earlier. Three times 0.335 are 1.005, so 1.01: 0.33, 0.34 and 0.34.
    """
    lines = [round_money(amount, currency) for amount in exact]
    unit = Decimal(1).scaleb(-decimals(currency))
    short = int((round_money(sum(exact, Fraction(0)), currency) - sum(lines, Decimal(0))) / unit)
    step = unit if short > 0 else -unit
    errors = [(amount - Fraction(line)) * (1 if short > 0 else -1) for amount, line in zip(exact, lines, strict=True)]
    for place in sorted(range(len(lines)), key=lambda place: -errors[place])[: abs(short)]:
        lines[place] += step
    return tuple(lines)


def paid_lines(lines: Sequence[Line], currency: str) -> tuple[Line, ...]:
    """Lines with what each of them pays."""
    rounded = round_lines([line.exact for line in lines], currency)
    return tuple(replace(line, commission=paid) for line, paid in zip(lines, rounded, strict=True))
