"""What of a plan hangs on its period, and where each of it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from salesplan.base.periods import Period, WorkCalendar
from salesplan.model.days import Days
from salesplan.model.following import NextPeriod
from salesplan.model.plan import Plan
from salesplan.model.scalars import Setting
from salesplan.quotas.compare import value_text
from salesplan.reading.nodes import Path
from salesplan.rolling.shift import Shift, day_of

Kind = Literal[
    "title", "longer", "outside", "workday", "last day", "closed", "time off", "joined", "left", "table", "baseline",
    "sales", "open", "scenario", "next",
]  # fmt: skip


class Decision(Struct, frozen=True):
    """Something that a person has to decide in a rolled plan: of what kind, about whom or what, and the days told."""

    kind: Kind
    name: str = ""
    day: str = ""
    moved: str = ""


class Move(Struct, frozen=True):
    """A value, or with `key` a key, of the plan's text and what stands there afterwards."""

    path: Path
    value: str
    key: bool = False


Found = Iterator[Move | Decision]


def moves(plan: Plan, shift: Shift, calendar: WorkCalendar) -> Found:
    """Everything that moves and everything to decide, in the order of the plan language."""
    yield from _deadlines(plan, shift, calendar)
    yield from _milestones(plan, shift, calendar)
    yield from _close(plan, shift)
    yield from _people(plan, shift)
    for month in plan.seasonality:
        yield Move(("seasonality", month), shift.month(month), key=True)
    yield from _expenses(plan, shift)
    yield from _pay(plan, shift)
    yield from _scenarios(plan, shift)


def _deadlines(plan: Plan, shift: Shift, calendar: WorkCalendar) -> Found:
    named = [(("goals", place, "by"), goal.name, goal.by) for place, goal in enumerate(plan.goals)]
    named += [(("training", place, "by"), one.topic, one.by) for place, one in enumerate(plan.training)]
    for path, name, day in named:
        if day and day not in shift.old:
            yield Decision("outside", name, str(day))
        elif day:
            moved = shift.deadline(day, calendar)
            yield Move(path, str(moved))
            yield from _off_work(name, moved, shift.day(day))


def _off_work(name: str, moved: date, wished: date) -> Found:
    if moved != wished:
        yield Decision("workday", name, str(wished), str(moved))


def _milestones(plan: Plan, shift: Shift, calendar: WorkCalendar) -> Found:
    """Milestones stay in their order, and within the new period."""
    latest = shift.new.start
    for place, mark in enumerate(plan.milestones):
        if mark.on:
            latest = max(latest, shift.deadline(mark.on, calendar))
            yield Move(("milestones", place, "on"), str(latest))
            yield from _off_work(mark.title, latest, shift.day(mark.on))
        elif mark.day:
            wished = min(mark.day, len(shift.new))
            latest = max(latest, day_of(shift.new, wished))
            number = (latest - shift.new.start).days + 1
            if number != mark.day:
                yield Move(("milestones", place, "day"), str(number))
                yield Decision("last day", mark.title, str(mark.day), str(number))


def _close(plan: Plan, shift: Shift) -> Found:
    for place, days in enumerate(plan.calendar.closed):
        yield from _stretch(("calendar", "closed", place), "closed", "closed", days, shift)


def _stretch(path: Path, kind: Kind, name: str, days: Days, shift: Shift) -> Found:
    """Days off move if any of them lies in the period; the rest has no effect, and stays for a person to see."""
    if days.end < shift.old.start or days.start > shift.old.end:
        yield Decision("outside", name, written(days))
        return
    moved = written(shift.week(days) if kind == "time off" else shift.dates(days))
    yield Move(path, moved)
    yield Decision(kind, name, written(days), moved)


def written(days: Days) -> str:
    """A day, or a stretch of days, as a plan writes it."""
    return str(days.start) if days.start == days.end else f"{days.start} to {days.end}"


def _people(plan: Plan, shift: Shift) -> Found:
    for name, segment in plan.team.items():
        for place, member in enumerate(segment.members):
            if member.starts and member.starts in shift.old:
                yield Decision("joined", member.name, str(member.starts))
            if member.ends and member.ends < shift.new.start:
                yield Decision("left", member.name, str(member.ends))
                continue
            for number, days in enumerate(member.time_off):
                path = ("team", name, "members", place, "time_off", number)
                yield from _stretch(path, "time off", member.name, days, shift)


def _expenses(plan: Plan, shift: Shift) -> Found:
    lines = plan.budget.lines if plan.budget else ()
    for place, line in enumerate(lines):
        if line.when and not _within(line.when, shift.old):
            yield Decision("outside", line.item, line.when)
        elif line.when:
            yield Move(("budget", "lines", place, "when"), shift.month(line.when))


def _pay(plan: Plan, shift: Shift) -> Found:
    for place, one in enumerate(plan.compensation):
        for key, day in (("starts", one.starts), ("ends", one.ends)):
            if day and day in shift.old:
                yield Move(("compensation", place, key), str(shift.day(day)))
            elif day:
                yield Decision("outside", one.name, str(day))


def _within(month: str, period: Period) -> bool:
    return f"{period.start:%Y-%m}" <= month <= f"{period.end:%Y-%m}"


_MONTH: Final = re.compile(r"(?<=^seasonality\.)\d{4}-\d{2}$")
_MONTHLY: Final = r"\d{4}-(0[1-9]|1[0-2])"
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d{2}")


def _scenarios(plan: Plan, shift: Shift) -> Found:
    for name, changes in plan.scenarios.items():
        for path, value in changes.items():
            at: Path = ("scenarios", name, path)
            if path.split(".")[0] in {"period", "team"} and path.split(".")[-1] in {"period", "starts", "ends"}:
                yield Decision("scenario", name, value_text(value))
            elif month := _MONTH.search(path):
                yield Move(at, path.replace(month[0], shift.month(month[0])), key=True)
            else:
                yield from _setting(at, value, shift)


def _setting(at: Path, value: Setting, shift: Shift) -> Found:
    """Days and months in a value; in a block or a list those of its values, but not when people come and go."""
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in {"starts", "ends"}:
                yield from _setting((*at, key), below, shift)
            if re.fullmatch(_MONTHLY, str(key)) and _within(str(key), shift.old):
                yield Move((*at, key), shift.month(str(key)), key=True)
    elif isinstance(value, str) and _DAY.fullmatch(value) and (day := date.fromisoformat(value)) in shift.old:
        yield Move(at, str(shift.day(day)))
    elif isinstance(value, str) and re.fullmatch(_MONTHLY, value) and _within(value, shift.old):
        yield Move(at, shift.month(value))


def questions(plan: Plan, shift: Shift, *, has_records: bool) -> Iterator[Decision]:
    """What no distance answers: the title, a longer period, what the old plan says of the time before."""
    yield Decision("title", plan.title)
    if shift.is_longer:
        yield Decision("longer")
    for goal in plan.goals:
        if goal.baseline is not None:
            yield Decision("baseline", goal.name)
    if plan.situation and plan.situation.sales:
        yield Decision("sales")
    if isinstance(plan.next, NextPeriod):
        yield Decision("next", name=str(plan.next.target))
    if not has_records:
        for stage in (stage for funnel in plan.funnels for stage in funnel.stages):
            if stage.open:
                yield Decision("open", stage.name, str(stage.open))


def split(found: Iterable[Move | Decision]) -> tuple[tuple[Move, ...], tuple[Decision, ...]]:
    """Moves, and decisions, each in their order."""
    parts = tuple(found)
    return (
        tuple(one for one in parts if isinstance(one, Move)),
        tuple(one for one in parts if isinstance(one, Decision)),
    )
