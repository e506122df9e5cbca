"""The funnel drawn in characters: one centred bar a stage, as wide as its count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import log, sqrt

from msgspec import Struct

from salesplan.report.tables.table import Cell

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_LINEAR_UP_TO = 25
_ROOT_UP_TO = 2500


class Scale(StrEnum):
    """How the width of a bar follows its count; anything but LINEAR has to be said beside the drawing."""

    LINEAR = "linear"
    ROOT = "square root"
    LOG = "logarithm"


class Drawing(Struct, frozen=True):
    """Widths in proportion, one a count, and the scale they were drawn to."""

    widths: tuple[float, ...]
    scale: Scale


def scaled(counts: Sequence[int], width: float) -> Drawing:
    """Widths of bars for `counts`, the greatest `width` wide.

    In proportion while the smallest bar can still be seen (up to 25 to 1); by square root up to 2,500 to 1, by
    logarithm beyond. A count of zero has no width.
    """
    present = [count for count in counts if count > 0]
    if not present:
        return Drawing((0.0,) * len(counts), Scale.LINEAR)
    scale = _scale(max(present) / min(present))
    size = _SIZES[scale]
    most = size(max(present))
    return Drawing(tuple(width * size(count) / most if count > 0 else 0.0 for count in counts), scale)


def shares(cells: Sequence[Cell], least: float = 0.0) -> list[float]:
    """Each figure of a column as a share, from 0 to 1, of the greatest, or of `least` where all are smaller.

    What is no figure or below zero is 0.
    """
    values = [max(0.0, float(cell)) if isinstance(cell, (int, float, Decimal, Fraction)) else 0.0 for cell in cells]
    most = max([least, *values])
    return [value / most if most else 0.0 for value in values]


def bar(size: float) -> str:
    """A bar `size` characters long, to the eighth of a character."""
    eighths = round(size * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def drawn_bar(start: float, end: float, mark: float | None = None, width: int = 24) -> str:
    """A bar from `start` to `end` of a line of `width` characters, places from 0 to 1, with its mark as an upright."""
    low, high = sorted((start, end))
    first = min(width - 1, round(low * width))
    last = max(round(high * width), first + (high > low))
    cells = ["█" if first <= place < last else "·" for place in range(width)]
    if mark is not None:
        cells[min(width - 1, round(mark * width))] = "│"
    return "".join(cells)


def funnel_bars(counts: Sequence[int], width: int) -> tuple[tuple[str, ...], Scale]:
    """One centred bar of full blocks a stage, each line `width` characters; a count above zero has at least one."""
    drawing = scaled(counts, width)
    bars = ["█" * _even(round(size), width) if size else "" for size in drawing.widths]
    return tuple(bar.center(width) for bar in bars), drawing.scale


def _even(size: int, width: int) -> int:
    """The nearest size of the same parity as `width`, so that every bar can stand in the middle."""
    return min(width, max(size + (size - width) % 2, 2 - width % 2))


def _scale(ratio: float) -> Scale:
    if ratio <= _LINEAR_UP_TO:
        return Scale.LINEAR
    return Scale.ROOT if ratio <= _ROOT_UP_TO else Scale.LOG


_SIZES: dict[Scale, Callable[[int], float]] = {
    Scale.LINEAR: float,
    Scale.ROOT: sqrt,
    Scale.LOG: lambda count: log(1 + count),
}
