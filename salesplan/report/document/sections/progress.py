"""Where a plan stands: pace of every team as bars, revenue against what is due, the pipeline and its changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from salesplan.base.money import rounded
from salesplan.base.periods import Period
from salesplan.progress.action_lines import Line
from salesplan.progress.followed import Followed
from salesplan.progress.pace import Status
from salesplan.progress.pipeline import Pipeline
from salesplan.progress.revenue_due import Point, Revenue
from salesplan.progress.track import Track
from salesplan.progress.waterfall import Step, Waterfall
from salesplan.report.document.blocks import Bar, Bars, Block, Headline, Prose, Trend
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.pipeline import notes as pipeline_notes
from salesplan.report.pipeline.figures import SIGNS
from salesplan.report.pipeline.tables import stage_table, step_name, waterfall_table
from salesplan.report.tables.table import Cell, Column, Kind, Table
from salesplan.report.track.notes import deals_note, place_notes, revenue_notes, status_rule, won_notes
from salesplan.report.track.tables import line_table, status_text

LATE = frozenset({Status.BEHIND, Status.FAR_BEHIND})


def progress(voice: Voice, found: Followed) -> tuple[Block, ...]:
    """The section; nothing where the records say nothing of the period."""
    pace = tuple(_pace(voice, found.track)) if found.track else ()
    deals = tuple(_pipeline(voice, found.pipeline)) if found.pipeline else ()
    return (*pace, *deals)


def won_so_far(voice: Voice, found: Track) -> tuple[Headline, ...]:
    """What is won, beside what is due by the day."""
    if found.revenue is None:
        return _deals_so_far(voice, found)
    due, stands = voice.about(found.revenue.due), status_text(found.revenue.status, voice.words).replace(" ", "\u00a0")
    meaning = voice.say("{due} are due by {day}: {status}.", due=due, day=voice.day(found.on), status=stands)
    return (Headline(voice.say("Won so far"), voice.about(found.revenue.won), meaning),)


def _deals_so_far(voice: Voice, found: Track) -> tuple[Headline, ...]:
    if found.deals is None:
        return ()
    meaning = deals_note(found.deals, voice.words, voice.numbers)
    return (Headline(voice.say("Deals won so far"), voice.numbers.count(found.deals.won), meaning),)


def _pace(voice: Voice, found: Track) -> Iterator[Block]:
    words, numbers = voice.words, voice.numbers
    yield Prose(
        voice.say(
            "On {day}, working day {gone} of {days}.",
            day=voice.day(found.on), gone=numbers.count(found.days_gone), days=numbers.count(found.days),
        )
    )  # fmt: skip
    for note in place_notes(found, words, numbers):
        yield Prose(note)
    if found.revenue:
        yield from _revenue(voice, found, found.revenue)
        if found.deals:
            yield Prose(deals_note(found.deals, words, numbers))
    elif found.deals:
        yield Prose(" ".join(won_notes(found, words, numbers)))
    shown = [line for line in found.lines if line.assigned or line.done]
    if shown:
        yield _bullets(voice, shown)
        yield _named(line_table(found, words))
        yield Prose(status_rule(found, words, numbers), muted=True)


def _named(table: Table) -> Table:
    """A table of the screen with names that begin with a capital, as everywhere in a document."""
    places = [at for at, column in enumerate(table.columns) if column.key in {"segment", "action", "funnel", "stage"}]

    def row(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(capital(each) if at in places and isinstance(each, str) else each for at, each in enumerate(cells))

    return replace(table, rows=tuple(row(cells) for cells in table.rows))


def _bullets(voice: Voice, lines: list[Line]) -> Bars:
    bars = tuple(
        Bar(
            f"{voice.name(line.segment)} · {voice.words.names(line.action, 2)}",
            _bullet_figure(voice, line),
            0.0,
            float(min(Fraction(1), _of(line.done, line))),
            float(min(Fraction(1), _of(line.due, line))),
            "less" if line.status in LATE else "",
        )
        for line in lines
    )
    note = voice.say("A full bar is all that is assigned, the mark what is due by the day.")
    return Bars("pace", voice.say("Done and due"), bars, note)


def _of(count: int, line: Line) -> Fraction:
    """A count as a share of what is assigned; done without being asked for is all there is."""
    return Fraction(count, line.assigned) if line.assigned else Fraction(count > 0)


def _bullet_figure(voice: Voice, line: Line) -> str:
    count = voice.numbers.count
    said = voice.say(
        "{done} of {assigned}, {due} due",
        done=count(line.done), assigned=count(line.assigned), due=count(line.due),
    )  # fmt: skip
    return f"{said} · {status_text(line.status, voice.words)}"


def _revenue(voice: Voice, found: Track, revenue: Revenue) -> Iterator[Block]:
    said = list(revenue_notes(found, revenue, voice.words, voice.numbers))
    if len(revenue.curve) > 1 and revenue.target > 0:
        yield _trend(voice, found, revenue, said)
        yield _curve_table(voice, found, revenue)
    else:
        yield Prose(" ".join(said))


def _trend(voice: Voice, found: Track, revenue: Revenue, said: list[str]) -> Trend:
    most = max(revenue.target, revenue.won, *(point.due for point in revenue.curve))
    start = (0.0, 0.0)
    due = [(_place(found.period, point), float(point.due / most)) for point in revenue.curve]
    won = [(_place(found.period, point), float(point.won / most)) for point in revenue.curve if point.won is not None]
    return Trend(
        title=voice.say("Revenue against what is due"),
        description=said[0],
        start=voice.day(found.period.start),
        end=voice.day(found.period.end),
        day="" if found.on > found.period.end else voice.numbers.short_day(found.on),
        now=min(1.0, ((found.on - found.period.start).days + 1) / len(found.period)),
        target=float(revenue.target / most),
        expected=(start, *due),
        actual=(start, *won),
        labels=(
            voice.say("Target {amount}", amount=voice.about(revenue.target)),
            voice.say("due {amount}", amount=voice.about(revenue.due)),
            voice.say("won {amount}", amount=voice.about(revenue.won)),
        ),
        note=" ".join(said),
    )


def _place(period: Period, point: Point) -> float:
    return ((point.day - period.start).days + 1) / len(period)


def _curve_table(voice: Voice, found: Track, revenue: Revenue) -> Table:
    """The points of the drawing: of a long period only the ends of its months."""
    shown = revenue.curve
    if len(found.period) > 100:  # noqa: PLR2004  (days; more weeks than a table can be read with)
        last = {(point.day.year, point.day.month): point.day for point in shown}
        shown = tuple(point for point in shown if point.day in last.values() or point.day == found.on)
    columns = (
        Column("day", voice.say("By"), Kind.DATE),
        Column("due", voice.say("Due by then"), Kind.MONEY, whole=True),
        Column("won", voice.say("Won by then"), Kind.MONEY, whole=True),
    )
    rows = tuple((point.day, rounded(point.due, 0), point.won) for point in shown)
    return Table("curve", voice.say("Revenue, due and won"), columns, rows, currency=found.currency)


def _pipeline(voice: Voice, found: Pipeline) -> Iterator[Block]:
    words, numbers = voice.words, voice.numbers
    table = _named(stage_table(found, words, numbers))
    columns = tuple(replace(column, bar=False, whole=True) for column in table.columns)
    bars = tuple(_stages(voice, found))
    if bars:
        note = voice.say("A bar is what is open at a stage, the mark what is expected of it.")
        yield Bars("pipeline", voice.say("Pipeline by stage"), bars, note)
    yield replace(table, name="pipeline", title="" if bars else voice.say("Pipeline by stage"), columns=columns)
    said = list(pipeline_notes.notes(found, words, numbers))
    if said:
        yield Prose(" ".join(said))
    if found.changes:
        yield from _changes(voice, found, found.changes)


def _stages(voice: Voice, found: Pipeline) -> Iterator[Bar]:
    """What is open at each stage, with what is expected of it as a mark; nothing where no deal has an amount."""
    most = max((line.amount for line in found.lines), default=Decimal(0))
    for line in found.lines if most > 0 else ():
        name = (voice.name(line.name) if line.known else line.name) or voice.say("(no stage)")
        deals = voice.words.plural("{n} deal", "{n} deals", line.deals, n=voice.numbers.count(line.deals))
        figure = " · ".join([deals, voice.about(line.amount)])
        mark = None if line.weighted is None or not line.deals else float(line.weighted / most)
        yield Bar(name, figure, 0.0, float(line.amount / most), mark)


def _changes(voice: Voice, found: Pipeline, changes: Waterfall) -> Iterator[Block]:
    title = voice.say("What changed since {day}", day=voice.day(changes.since))
    bars = tuple(_steps(voice, changes))
    if bars:
        yield Bars("changes", title, bars)
    yield waterfall_table(found, changes, voice.words)


def _steps(voice: Voice, changes: Waterfall) -> Iterator[Bar]:
    """The waterfall drawn: each step from where the one before ended; nothing where no deal has an amount."""
    levels: list[tuple[Step, int, Decimal, Decimal, Decimal]] = []
    level = Decimal(0)
    for bar in changes.bars:
        sign = SIGNS.get(bar.step, -1)
        whole = bar.step in {Step.OPENING, Step.CLOSING}
        before = Decimal(0) if whole else level
        after = bar.amount if whole else level + sign * bar.amount
        level = after
        if whole or bar.amount:
            levels.append((bar.step, sign, bar.amount, before, after))
    most = max((max(before, after) for *_, before, after in levels), default=Decimal(0))
    if most <= 0:
        return
    for step, sign, amount, before, after in levels:
        look = "total" if step in {Step.OPENING, Step.CLOSING} else "less" if sign < 0 else ""
        shown = voice.money(sign * amount)
        yield Bar(capital(step_name(step, voice.words)), shown, float(before / most), float(after / most), None, look)
