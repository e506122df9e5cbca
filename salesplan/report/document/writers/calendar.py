"""A plan's dates as an iCalendar file (RFC 5545): milestones, trainings, reviews, days by which work must be done."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from salesplan.base.escaping import one_line, visible
from salesplan.base.periods import ONE_DAY
from salesplan.model.milestone import Milestone
from salesplan.model.plan import Plan
from salesplan.model.strategy import Training
from salesplan.report.document.parts import said
from salesplan.report.document.reviews import Review, reviews
from salesplan.report.language.vocabulary import metric
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.quota.notes import Deadline
from salesplan.scheduling.people import work_calendar

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//salesplan//salesplan//EN"
_FIRST_REVISION = datetime(2020, 1, 1, tzinfo=UTC)


def calendar(plan: Plan, deadlines: Sequence[Deadline], now: datetime) -> bytes:
    """Milestones, trainings, the reviews of `tracking.rhythm` and `deadlines` as all-day events.

    An event is known by the plan's title and its own, or a deadline's `key`, never by its day or its numbers: importing
    the calendar of a changed plan moves the events of the one before. `now` stamps them; a later one replaces an
    earlier one. Reviews fall on the plan's working days.
    """
    voice = voice_for(plan.language, plan.currency, plan.dates)
    stamp = now.astimezone(UTC) if now.tzinfo else now.replace(tzinfo=UTC)
    names = _Names(plan.title)
    made = _calendar(plan)
    for event in (
        *_milestones(voice, plan.milestones, names),
        *_trainings(voice, plan.training, names),
        *_deadlines(deadlines, names),
        *_reviews(voice, plan, names),
    ):
        _stamp(event, stamp)
        made.add_component(event)
    return bytes(made.to_ical())


class _Names:
    """The identities of events: the plan's title, the kind, the title, and which of several alike."""

    def __init__(self, plan: str) -> None:
        self._plan = plan
        self._seen: Counter[tuple[str, str]] = Counter()

    def uid(self, kind: str, title: str) -> str:
        self._seen[kind, title] += 1
        identity = json.dumps([self._plan, kind, title, self._seen[kind, title]])
        return f"{uuid5(NAMESPACE_URL, f'salesplan:{identity}')}@salesplan"


def _calendar(plan: Plan) -> Calendar:
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    title = one_line(plan.title)
    made.add("name", title)
    made.add("x-wr-calname", title)
    return made


def _stamp(event: Event, stamp: datetime) -> None:
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", max(0, int((stamp - _FIRST_REVISION) / timedelta(minutes=1))))


def _all_day(uid: str, title: str, day: date, description: str = "") -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("summary", one_line(title))
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("transp", "TRANSPARENT")
    if description:
        event.add("description", visible(description))
    return event


def _milestones(voice: Voice, plan: Iterable[Milestone], names: _Names) -> Iterator[Event]:
    for milestone in plan:
        uid = names.uid("milestone", milestone.title)
        day = _day(voice, milestone)
        if day is not None:
            yield _all_day(uid, milestone.title, day, _described(voice, milestone))


def _day(voice: Voice, milestone: Milestone) -> date | None:
    if milestone.on or milestone.day is None or voice.period is None:
        return milestone.on
    return voice.period.start + timedelta(days=milestone.day - 1)


def _described(voice: Voice, milestone: Milestone) -> str:
    figures = [
        f"{metric(voice.words, name)}: {voice.quantity(value, name)}" for name, value in milestone.measures.items()
    ]
    owner = [f"{voice.say('Owner')}: {milestone.owner}"] if milestone.owner else []
    return "\n".join([*(f"- {line}" for line in milestone.objectives), *figures, *owner])


def _trainings(voice: Voice, plan: Iterable[Training], names: _Names) -> Iterator[Event]:
    """The day by which each training is done; its description says for whom, by whom, and what comes of it."""
    for training in plan:
        uid = names.uid("training", training.topic)
        if training.by is None:
            continue
        parts = said(
            (voice.say("For"), voice.joined(voice.name(name) for name in training.for_)),
            (voice.say("Trainer"), training.trainer),
            (voice.say("Afterwards"), training.outcome),
        )
        title = voice.say("Training: {topic}", topic=training.topic)
        yield _all_day(uid, title, training.by, "\n".join(voice.labelled(label, text) for label, text in parts))


def _deadlines(deadlines: Iterable[Deadline], names: _Names) -> Iterator[Event]:
    for each in deadlines:
        yield _all_day(names.uid("deadline", each.key), each.title, each.day)


def _reviews(voice: Voice, plan: Plan, names: _Names) -> Iterator[Event]:
    if plan.tracking is None or voice.period is None:
        return
    work = work_calendar(plan.calendar)
    for what, rhythm in plan.tracking.rhythm.items():
        uid = names.uid("review", what)
        found = reviews(rhythm, voice.period, work, plan.calendar.fiscal_year_starts)
        if found.days:
            yield from _review(uid, voice.say("Review: {name}", name=voice.words.name(what)), found)


def _review(uid: str, title: str, review: Review) -> Iterator[Event]:
    """The recurring event, without the days that have none, then every instance that had to move."""
    first = _all_day(uid, title, review.nominal[0])
    if len(review.nominal) > 1:
        first.add("rrule", dict(review.rule))
        cancelled = [day for day in review.nominal if review.days.get(day) is None]
        if cancelled:
            first.add("exdate", cancelled, parameters={"VALUE": "DATE"})
        yield first
        for nominal, day in review.days.items():
            if day != nominal:
                moved = _all_day(uid, title, day)
                moved.add("recurrence-id", nominal)
                yield moved
    else:
        yield _all_day(uid, title, review.days[review.nominal[0]])
