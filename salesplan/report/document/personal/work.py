"""What a person or a segment has to do: this week by day, and over the whole period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from salesplan.base.periods import Period, weeks
from salesplan.model.plan import Plan
from salesplan.report.document.blocks import Block, Prose
from salesplan.report.document.figures import LONGEST_IN_WEEKS
from salesplan.report.document.parts import facts
from salesplan.report.document.personal.who import Who
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table
from salesplan.scheduling.assignment import Assignment
from salesplan.scheduling.people import reps_of
from salesplan.scheduling.revenue import RevenueSlot
from salesplan.scheduling.schedule import Slot
from salesplan.scheduling.staffing import productivity

_MINUTES = 60


def week_of(assignment: Assignment, on: date) -> Period:
    """The week of the period in which `on` lies, Monday to Sunday; before the period its first, after it its last."""
    found = weeks(assignment.period)
    return next((week for week in found if on <= week.end), found[-1])


def own_slots(slots: Iterable[Slot], who: Who) -> list[Slot]:
    """The slots of a person, or of all people of a segment."""
    return [slot for slot in slots if slot.segment in who.segments and (who.is_segment or slot.rep == who.name)]


def own_revenue(slots: Iterable[RevenueSlot], who: Who) -> list[RevenueSlot]:
    """The revenue slots of a person, or of all people of a segment."""
    return [slot for slot in slots if slot.segment in who.segments and (who.is_segment or slot.rep == who.name)]


def this_week(voice: Voice, assignment: Assignment, days: Sequence[Slot], week: Period) -> Table | Prose:
    """A row an action, a column a working day."""
    mine = [slot for slot in days if slot.start in week and slot.count]
    if not mine:
        return Prose(voice.say("Nothing is assigned in this week."))
    shown = [day for day in assignment.schedule.days if day in week]
    columns = (
        Column("action", voice.say("Action")),
        *(Column(day.isoformat(), _weekday(voice, day), Kind.COUNT) for day in shown),
        Column("total", voice.say("Total"), Kind.COUNT),
    )
    return Table("week", "", columns, tuple(_rows(voice, mine, lambda slot: slot.start, shown)))


def _weekday(voice: Voice, day: date) -> str:
    return f"{capital(voice.numbers.weekday(day))} {day.day}"


def _rows(
    voice: Voice, slots: Sequence[Slot], key: Callable[[Slot], date], columns: Sequence[date]
) -> Iterable[tuple[Cell, ...]]:
    counts: dict[str, dict[date, int]] = {}
    for slot in slots:
        row = counts.setdefault(slot.action, {})
        row[key(slot)] = row.get(key(slot), 0) + slot.count
    for action, row in counts.items():
        total = sum(row.values())
        yield capital(voice.words.names(action, 2)), *(row.get(each, 0) for each in columns), total


def week_by_person(voice: Voice, days: Sequence[Slot], week: Period) -> tuple[Table, ...]:
    """What falls to each person of a segment in the week."""
    mine = [slot for slot in days if slot.start in week and slot.rep]
    names = list(dict.fromkeys(slot.rep for slot in mine))
    actions = list(dict.fromkeys(slot.action for slot in mine))
    if len(names) < 2:  # noqa: PLR2004  (one person does what the segment does)
        return ()
    counts: dict[tuple[str | None, str], int] = {}
    for slot in mine:
        counts[slot.rep, slot.action] = counts.get((slot.rep, slot.action), 0) + slot.count
    columns = (
        Column("rep", voice.say("Name")),
        *(Column(action, capital(voice.words.names(action, 2)), Kind.COUNT) for action in actions),
    )
    rows = tuple((name, *(counts.get((name, action), 0) for action in actions)) for name in names)
    return (Table("week-people", voice.say("This week, by person"), columns, rows),)


def hours_of_week(voice: Voice, plan: Plan, assignment: Assignment, days: Sequence[Slot], who: Who) -> str:
    """How many of the hours there are the work of `days` takes; empty where it cannot be told."""
    minutes = {name: Fraction(action.minutes) for name, action in plan.actions.items() if action.minutes}
    needed = sum((slot.count * minutes.get(slot.action, Fraction(0)) for slot in days), Fraction(0)) / _MINUTES
    if not needed:
        return ""
    there = [slot.start for slot in days]
    dates = [day for day in assignment.schedule.days if min(there) <= day <= max(there)]
    workdays = len(plan.calendar.workdays)
    reps = [
        rep
        for name in who.segments
        if name in plan.team
        for rep in reps_of(name, plan.team[name], assignment.period)
        if who.is_segment or rep.name == who.name
    ]
    if not reps:
        return ""
    free = sum((sum(productivity(rep, dates)) * rep.hours_per_week / workdays for rep in reps), Fraction(0))
    return voice.say(
        "The work takes about {needed} of {available} hours.",
        needed=voice.numbers.number(needed, 1),
        available=voice.numbers.number(free, 1),
    )


def whole_period(
    voice: Voice, assignment: Assignment, days: Sequence[Slot], revenue: Sequence[RevenueSlot]
) -> tuple[Block, ...]:
    """A row a week, or a month where the period is long: actions, and the revenue to win."""
    slots = [slot for slot in days if slot.count]
    if not slots and not revenue:
        return (Prose(voice.say("Nothing is assigned in this period.")),)
    actions = list(dict.fromkeys(slot.action for slot in slots))
    parts = sorted({(one.start, one.end) for one in revenue}) or _parts(assignment)
    has_money = any(one.amount for one in revenue)
    columns = (
        Column("from", voice.say("From"), Kind.DATE),
        Column("to", voice.say("To"), Kind.DATE),
        *(Column(action, capital(voice.words.names(action, 2)), Kind.COUNT) for action in actions),
        *((Column("revenue", voice.say("Revenue to win"), Kind.MONEY),) if has_money else ()),
    )
    rows = [_part(Period(*part), slots, revenue if has_money else (), actions) for part in parts]
    sums = [_sum([row[at] for row in rows]) for at in range(2, len(columns))]
    table = Table("period", "", columns, tuple(rows), (voice.say("Total"), None, *sums), currency=voice.currency)
    return (table,)


def view_of(assignment: Assignment) -> str:
    """Whether a table of the period has a row a week or a month."""
    return "month" if len(assignment.period) > LONGEST_IN_WEEKS else "week"


def _parts(assignment: Assignment) -> list[tuple[date, date]]:
    from salesplan.base.periods import parts

    return [(part.start, part.end) for part in parts(assignment.period, view_of(assignment))]


def _part(
    part: Period, slots: Sequence[Slot], revenue: Sequence[RevenueSlot], actions: Sequence[str]
) -> tuple[Cell, ...]:
    counts = [sum(slot.count for slot in slots if slot.action == action and slot.start in part) for action in actions]
    money = [sum((one.amount or Fraction(0) for one in revenue if one.start == part.start), Fraction(0))]
    return part.start, part.end, *counts, *(money if revenue else [])


def _sum(cells: Sequence[Cell]) -> Cell:
    """Counts stay whole; money is exact."""
    figures = [cell for cell in cells if isinstance(cell, (int, Fraction))]
    return sum(figures) if figures else 0


def presence(voice: Voice, plan: Plan, who: Who) -> tuple[Block, ...]:
    """When a person starts, is away, and what share of the work is theirs."""
    member = who.member
    if member is None:
        return ()
    ramp = plan.team[who.segments[0]].ramp_of(member)
    return facts(
        (voice.say("Starts"), voice.day(member.starts)),
        (voice.say("Ends"), voice.day(member.ends)),
        (voice.say("Productivity by month"), ", ".join(voice.numbers.percent(step) for step in ramp)),
        (voice.say("Share of quota"), voice.quantity(member.quota_share)),
        (voice.say("Time off"), "; ".join(voice.span(off.start, off.end) for off in member.time_off)),
    )
