"""What a document is made of: a tree of finished parts that every format shows in its own way.

All text is in the reader's language already and every figure is final; text that people wrote is still raw, and each
format escapes it for itself.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from salesplan.report.tables.table import Table


class Prose(Struct, frozen=True):
    """Paragraphs somebody wrote; `muted` for a remark in small print."""

    text: str
    muted: bool = False


class Items(Struct, frozen=True):
    """A list under a small heading (which may be empty); `ordered` where the order matters."""

    title: str
    entries: tuple[str, ...]
    ordered: bool = False


class Facts(Struct, frozen=True):
    """Pairs of a label and a text, under a small heading (which may be empty)."""

    pairs: tuple[tuple[str, str], ...]
    title: str = ""


class Card(Struct, frozen=True):
    """A named thing with what is said about it: a persona, a competitor, a milestone."""

    title: str
    label: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lists: tuple[Items, ...] = ()


class Cards(Struct, frozen=True):
    """Cards side by side; `ordered` where they follow one another."""

    title: str
    cards: tuple[Card, ...]
    ordered: bool = False


class Quadrants(Struct, frozen=True):
    """Four lists as a square of two by two."""

    cells: tuple[Items, ...]


class FunnelLevel(Struct, frozen=True):
    """A level of a drawn funnel: its label, its width from 0 to 1, and what stands between it and the next one."""

    label: str
    figure: str
    width: float
    below: str = ""


class FunnelChart(Struct, frozen=True):
    """A funnel drawn to scale, `name` as the plan has it. `note` says the scale where it is not in proportion."""

    title: str
    description: str
    levels: tuple[FunnelLevel, ...]
    note: str = ""
    name: str = ""


class Mark(Struct, frozen=True):
    """A mark on a timeline: where it stands, from 0 to 1, and its short label."""

    at: float
    label: str


class Stretch(Struct, frozen=True):
    """Something that lasts, from `start` to `end` of a timeline, both from 0 to 1."""

    label: str
    start: float
    end: float


class Timeline(Struct, frozen=True):
    """A stretch of time with marks on it, and below them what lasts longer."""

    title: str
    description: str
    start: str
    end: str
    marks: tuple[Mark, ...]
    stretches: tuple[Stretch, ...] = ()


class Step(Struct, frozen=True):
    """A column that stands on those before it: from `low` to `high` of the scale, both from 0 to 1."""

    label: str
    figure: str
    low: float
    high: float


class Climb(Struct, frozen=True):
    """What adds up over time, a column a part; `level` is a line to compare with, and `table` says the same in figures.

    `unit` says what the figures on the columns are, which is the amounts in units of `scale`.
    """

    title: str
    description: str
    unit: str
    steps: tuple[Step, ...]
    table: Table
    level: float | None = None
    level_label: str = ""
    scale: int = 1


class Dots(Struct, frozen=True):
    """Ten dots, of which some are filled, and the sentence that says the same."""

    title: str
    filled: int
    text: str


class Range(Struct, frozen=True):
    """A measured value within its interval, all from 0 to 1."""

    label: str
    figure: str
    low: float
    at: float
    high: float


class Ranges(Struct, frozen=True):
    """Measured values one below the other on one scale, whose ends are named."""

    title: str
    description: str
    ranges: tuple[Range, ...]
    start: str
    end: str


class Node(Struct, frozen=True):
    """Somebody or some team, and whoever reports to it."""

    title: str
    text: str = ""
    below: tuple[Node, ...] = ()


class Tree(Struct, frozen=True):
    """Who reports to whom."""

    title: str
    roots: tuple[Node, ...]


class Bar(Struct, frozen=True):
    """A bar from `start` to `end` of a scale from 0 to 1, with a `mark` on it where there is one.

    `look` is `total` or `less` where the bar is a sum, or takes away; the figure says it in words all the same.
    """

    label: str
    figure: str
    start: float
    end: float
    mark: float | None = None
    look: str = ""


class Bars(Struct, frozen=True):
    """Bars one below the other on one scale. `note` says what the marks are."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    note: str = ""


class Trend(Struct, frozen=True):
    """What was to be reached by each day, and what was, as two lines below a target; all places are from 0 to 1.

    `now` is the place of the day, `day` its name. `labels` name the target, the expected line and the actual one.
    """

    title: str
    description: str
    start: str
    end: str
    day: str
    now: float
    target: float
    expected: tuple[tuple[float, float], ...]
    actual: tuple[tuple[float, float], ...]
    labels: tuple[str, str, str]
    note: str = ""


class ActionSign(Struct, frozen=True):
    """An action of the catalogue with its colour (`#rrggbb` or empty) and icon."""

    name: str
    color: str
    icon: str
    text: str


class ActionSigns(Struct, frozen=True):
    """The catalogue of actions."""

    title: str
    signs: tuple[ActionSign, ...]


Block: TypeAlias = (
    Prose
    | Items
    | Facts
    | Cards
    | Quadrants
    | FunnelChart
    | Timeline
    | Bars
    | Trend
    | Climb
    | Dots
    | Ranges
    | Tree
    | ActionSigns
    | Table
)


class Section(Struct, frozen=True):
    """A chapter. `key` is stable and names its anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]


class Headline(Struct, frozen=True):
    """A figure that opens the document, and what it means in one sentence.

    `key` names one that a page works out again when its reader moves a setting.
    """

    label: str
    figure: str
    meaning: str
    key: str = ""


class Document(Struct, frozen=True):
    """A whole document: who, what, when, the headline figures, the sections; and the few words a format adds.

    A short one has no contents: its `contents_title` is empty.
    `colon` is what stands between a label and its text in plain writing: French puts a blank before it.
    `is_sheet` is for what is to be printed on one page.
    """

    title: str
    subtitle: str
    language: str
    facts: tuple[tuple[str, str], ...]
    headlines: tuple[Headline, ...]
    sections: tuple[Section, ...]
    contents_title: str
    headlines_title: str
    footer: str
    colon: str = ":"
    is_sheet: bool = False
