"""Where every line of a chart goes: across in percent, so that it fits any screen and its text keeps its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from msgspec import Struct

from salesplan.report.document.blocks import Bars, Climb, Dots, FunnelChart, Ranges, Stretch, Timeline, Trend

_LEVEL = 84
_LABEL = 20
_BAR_TOP = 30
_BAR_HEIGHT = 16
_BELOW = 66
_THINNEST = 0.6
_EDGE = 4.0
PAPER = 640.0
"""How wide a drawing is on paper, in pixels."""
_UPPER, _LOWER = 34, 52
_ROW, _ON_BAR = 34, 17
_HEAD, _CLIMB, _FREE, _FIGURES = 22, 130, 0.14, 7
"""The climb: pixels above and of the plot, the part of a column left free on each side, figures that fit a phone."""
_FIGURE_HEIGHT = 12
_TOP, _PLOT, _FOOT = 22, 190, 22
_ABOVE, _BELOW_LINE, _LINE_HEIGHT = 10, 20, 18
_GAP, _TIGHT = 1.2, 0.35
"""How far labels stand from their day, in percent, and the part of a chart in which one takes the other side."""


class Level(Struct, frozen=True):
    """One level of a drawn funnel: lengths across in percent of the drawing, down in pixels."""

    label: str
    figure: str
    below: str
    x: str
    width: str
    label_y: int
    bar_y: int
    slope_y: int
    below_y: int
    slope: str


class FunnelDrawing(Struct, frozen=True):
    """A funnel ready to be written as SVG."""

    title: str
    description: str
    note: str
    height: int
    bar_height: int
    slope_height: int
    levels: tuple[Level, ...]


class Point(Struct, frozen=True):
    """A mark on a line: where it stands and on which side its label hangs."""

    x: str
    anchor: str
    label: str
    label_y: int


class Bar(Struct, frozen=True):
    """A bar across, with its label: lengths across in percent, down in pixels."""

    label: str
    figure: str
    x: str
    width: str
    y: int
    anchor: str = "start"
    text_x: str = "0%"
    text_y: int = 0


class TimelineDrawing(Struct, frozen=True):
    """The marks of a timeline, what lasts longer, and how much height they take."""

    height: int
    points: tuple[Point, ...]
    bars: tuple[Bar, ...] = ()


class ClimbColumn(Struct, frozen=True):
    """A column: `under` is the height of what it stands on, `height` its own, `above` where its figure is written."""

    label: str
    figure: str
    x: str
    middle: str
    width: str
    top: int
    height: int
    foot: int
    under: int
    above: int
    below: int
    shown: bool


class ClimbDrawing(Struct, frozen=True):
    """Columns that add up, and the line to compare with."""

    height: int
    columns: tuple[ClimbColumn, ...]
    level_y: int | None
    level_text: int


class Dot(Struct, frozen=True):
    """One of ten dots."""

    x: int
    filled: bool


class RangeLine(Struct, frozen=True):
    """An interval with its value: lengths across in percent."""

    label: str
    figure: str
    x: str
    width: str
    at: str


def draw_funnel(chart: FunnelChart) -> FunnelDrawing:
    """Bars one below the other, centred, with slopes from each to the next."""
    widths = [max(_THINNEST, level.width * 100) for level in chart.levels]
    after = [*widths[1:], widths[-1] if widths else 0]
    levels = tuple(
        Level(
            level.label,
            level.figure,
            level.below,
            _percent(50 - width / 2),
            _percent(width),
            index * _LEVEL + _LABEL,
            index * _LEVEL + _BAR_TOP,
            index * _LEVEL + _BAR_TOP + _BAR_HEIGHT,
            index * _LEVEL + _BELOW,
            _slope(width, following) if index + 1 < len(widths) else "",
        )
        for index, (level, width, following) in enumerate(zip(chart.levels, widths, after, strict=True))
    )
    height = _LEVEL * len(levels) - (_LEVEL - _BAR_TOP - _BAR_HEIGHT)
    return FunnelDrawing(chart.title, chart.description, chart.note, height, _BAR_HEIGHT, _LEVEL - _BAR_HEIGHT, levels)


class BarDrawing(Struct, frozen=True):
    """A bar ready to be written: its place and length, and where its mark stands; empty without one."""

    label: str
    figure: str
    x: str
    width: str
    mark: str
    look: str


class Ending(Struct, frozen=True):
    """A line's label: where it stands, and on which side of that it hangs."""

    x: str
    anchor: str
    y: int
    text: str


class TrendDrawing(Struct, frozen=True):
    """Lines as corners in a square of 100 by 100, stretched over `height`; down in pixels elsewhere."""

    height: int
    plot: int
    top: int
    bottom: int
    target_y: int
    now: str
    day: Ending
    expected: str
    actual: str
    target: Ending
    ends: tuple[tuple[str, Ending], ...]
    dot_y: int


def draw_bars(chart: Bars) -> tuple[BarDrawing, ...]:
    """Bars on one scale; one that is not nothing can be seen."""
    return tuple(
        BarDrawing(
            bar.label,
            bar.figure,
            _percent(min(bar.start, bar.end) * 100),
            _percent(max(_THINNEST if bar.end != bar.start else 0.0, abs(bar.end - bar.start) * 100)),
            "" if bar.mark is None else _percent(min(1.0, bar.mark) * 100),
            bar.look,
        )
        for bar in chart.bars
    )


def draw_trend(chart: Trend) -> TrendDrawing:
    """The lines, with their labels at the day: the higher line's above it on the left, the lower one's below."""
    due, done = _level(chart.expected, chart.now), _level(chart.actual, chart.now)
    lines = (("expected", due, chart.labels[1]), ("actual", done, chart.labels[2]))
    upper, lower = sorted(lines, key=lambda line: -line[1])
    floor = min(_down(lower[1]) + _BELOW_LINE, _TOP + _PLOT - 4)
    roof = min(_down(upper[1]) - _ABOVE, floor - _LINE_HEIGHT)
    ends = (
        (upper[0], _beside(chart.now, upper[2], roof, left=chart.now > _TIGHT)),
        (lower[0], _beside(chart.now, lower[2], floor, left=chart.now > 1 - _TIGHT)),
    )
    now, anchor = chart.now * 100, "end" if chart.now > _TIGHT else "start"
    return TrendDrawing(
        height=_TOP + _PLOT + _FOOT,
        plot=_PLOT,
        top=_TOP,
        bottom=_TOP + _PLOT,
        target_y=_down(chart.target),
        now=_percent(now),
        day=Ending(_percent(now), anchor, _TOP + _PLOT + _FOOT - 4, chart.day),
        expected=_corners(chart.expected),
        actual=_corners(chart.actual),
        target=Ending("0%", "start", _down(chart.target) - 6, chart.labels[0]),
        ends=ends,
        dot_y=_down(done),
    )


def _beside(now: float, text: str, y: int, *, left: bool) -> Ending:
    """A label beside the day: lines rise, so that there is room above on its left and below on its right."""
    return Ending(_percent(now * 100 + (-_GAP if left else _GAP)), "end" if left else "start", y, text)


def _corners(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_short(x * 100)},{_short(100 - y * 100)}" for x, y in points)


def _down(level: float) -> int:
    return _TOP + round((1 - level) * _PLOT)


def _level(points: Sequence[tuple[float, float]], at: float) -> float:
    """How high a line is at a place, between its corners in proportion."""
    before = [point for point in points if point[0] <= at] or [(0.0, 0.0)]
    after = [point for point in points if point[0] > at] or before[-1:]
    (x, y), (later, higher) = before[-1], after[0]
    return y if later == x else y + (higher - y) * (at - x) / (later - x)


def draw_marks(timeline: Timeline) -> TimelineDrawing:
    """The marks along a line, their labels in two rows where neighbours would touch."""
    points: list[Point] = []
    last = -100.0
    low = False
    for mark in timeline.marks:
        at = mark.at * 100
        low = at - last < 100 * _touching(mark.label) and not low
        anchor = "start" if at < _EDGE else "end" if at > 100 - _EDGE else "middle"
        points.append(Point(_percent(at), anchor, mark.label, _LOWER if low else _UPPER))
        last = at
    below = max((point.label_y for point in points), default=_UPPER) + 8
    bars = tuple(_stretch(one, below + 8 + place * _ROW) for place, one in enumerate(timeline.stretches))
    return TimelineDrawing(below + len(bars) * _ROW + (8 if bars else 0), tuple(points), bars)


def _stretch(one: Stretch, y: int) -> Bar:
    """The label stands on the bar, and runs to the side on which there is more room: it may be longer than the bar."""
    late = one.end > 1 - one.start
    return Bar(
        one.label,
        "",
        _percent(one.start * 100),
        _percent(max(_THINNEST, (one.end - one.start) * 100)),
        y + _ON_BAR,
        "end" if late else "start",
        _percent(100 * (one.end if late else one.start)),
        y + _ON_BAR - 5,
    )


def draw_climb(chart: Climb) -> ClimbDrawing:
    """Columns side by side, each on the sum of those before; of many figures every second or third is shown."""
    number, base = len(chart.steps), _HEAD + _CLIMB
    level = None if chart.level is None else _climbed(chart.level)
    every = ceil(number / _FIGURES) if number > _FIGURES else 1
    columns = tuple(
        ClimbColumn(
            step.label,
            step.figure,
            _percent(100 * (place + _FREE) / number),
            _percent(100 * (place + 0.5) / number),
            _percent(100 * (1 - 2 * _FREE) / number),
            _climbed(step.high),
            _climbed(step.low) - _climbed(step.high),
            _climbed(step.low),
            base - _climbed(step.low),
            _clear_of(level, _climbed(step.high) - 5),
            base + 16,
            (number - 1 - place) % every == 0,
        )
        for place, step in enumerate(chart.steps)
    )
    return ClimbDrawing(base + 22, columns, level, (level or 0) - 4)


def _clear_of(level: int | None, baseline: int) -> int:
    """Where a figure is written that the line of comparison would strike out: above the line."""
    return baseline if level is None or not baseline - _FIGURE_HEIGHT < level <= baseline + 2 else level - 4


def draw_dots(chart: Dots) -> tuple[Dot, ...]:
    """Ten dots in a row."""
    return tuple(Dot(10 + 22 * place, place < chart.filled) for place in range(10))


def _climbed(share: float) -> int:
    return _HEAD + round((1 - share) * _CLIMB)


def draw_ranges(chart: Ranges) -> tuple[RangeLine, ...]:
    """Each interval as a bar, its value as a mark on it."""
    return tuple(
        RangeLine(
            one.label,
            one.figure,
            _percent(one.low * 100),
            _percent(max(_THINNEST, (one.high - one.low) * 100)),
            _percent(one.at * 100),
        )
        for one in chart.ranges
    )


def _touching(label: str) -> float:
    """How near, as a share of the line on a phone, two labels of this length may stand."""
    return 0.03 * len(label)


def _slope(width: float, following: float) -> str:
    """A four-sided figure in a square of 100 by 100, stretched to fit between two bars."""
    corners = ((50 - width / 2, 0), (50 + width / 2, 0), (50 + following / 2, 100), (50 - following / 2, 100))
    return " ".join(f"{_short(x)},{y}" for x, y in corners)


def _percent(value: float) -> str:
    return f"{_short(value)}%"


def _short(value: float) -> str:
    """To two decimals, without zeros at the end."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def lengths(*, paper: bool) -> Mapping[str, Any]:
    """How a template writes lengths across: in percent for a screen, in pixels for paper."""
    if not paper:
        return {
            "paper": False,
            "across": lambda text: text,
            "frame": _screen_frame,
            "on_paper": _on_paper,
            "placed": _placed,
        }
    return {"paper": True, "across": _across, "frame": _paper_frame, "on_paper": _on_paper, "placed": _placed}


def _across(percent: str) -> str:
    return _short(float(percent.removesuffix("%")) / 100 * PAPER)


def _screen_frame(height: int) -> object:
    from markupsafe import Markup

    return Markup('width=100% height="{}"').format(height)


def _paper_frame(height: int) -> object:
    from markupsafe import Markup

    return Markup('width="{0}" height="{1}" viewBox="0 0 {0} {1}"').format(int(PAPER), height)


def _placed(points: str, top: int, height: int, across: float = 100) -> str:
    """The corners of a slope, from a square of 100 by 100 to where it stands in a drawing so wide."""
    corners = (point.split(",") for point in points.split(" "))
    return " ".join(f"{_short(float(x) / 100 * across)},{_short(top + float(y) / 100 * height)}" for x, y in corners)


def _on_paper(points: str, top: int, height: int) -> str:
    return _placed(points, top, height, PAPER)
