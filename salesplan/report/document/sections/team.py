"""Who does the work, when, and how: team, calendar, process, actions, milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from salesplan.base.periods import Period
from salesplan.model.action import Action
from salesplan.model.calendar import Calendar
from salesplan.model.milestone import Milestone
from salesplan.model.process import Cadence, Objection, Process, Qualification, Step
from salesplan.model.team import Member, Segment
from salesplan.report.document.blocks import ActionSign, ActionSigns, Block, Card, Items, Mark, Timeline
from salesplan.report.document.parts import cards, facts, listed, said
from salesplan.report.document.sections.graphs import organisation
from salesplan.report.language.vocabulary import JOURNEY, TOPICS, capital, label, metric
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table, slim


def team(voice: Voice, plan: Mapping[str, Segment]) -> tuple[Block, ...]:
    """Roles, and the people in them."""
    drawn = organisation(voice, plan)
    return (
        *drawn,
        *cards("", (_segment(voice, name, segment, drawn=bool(drawn)) for name, segment in plan.items())),
        *_people(voice, plan),
    )


def _segment(voice: Voice, name: str, segment: Segment, *, drawn: bool) -> Card:
    """What a segment answers for; how large it is and whom it reports to, where no drawing says so."""
    people = len(segment.members) or segment.headcount
    rhythm = segment.rhythm
    lists = (
        *listed(voice.say("Responsibilities"), segment.responsibilities),
        *(listed(voice.say("Every day"), rhythm.daily) if rhythm else ()),
        *(listed(voice.say("Every week"), rhythm.weekly) if rhythm else ()),
        *(listed(voice.say("Every month"), rhythm.monthly) if rhythm else ()),
    )
    size = (
        None
        if people is None
        else voice.words.plural("{n} person", "{n} people", people, n=voice.numbers.count(people))
    )
    pairs = () if drawn else said((voice.say("People"), size), (voice.say("Reports to"), segment.reports_to))
    return Card(voice.name(name), "" if drawn else segment.role or "", "", pairs, lists)


def _people(voice: Voice, plan: Mapping[str, Segment]) -> tuple[Block, ...]:
    columns = (
        Column("segment", voice.say("Team")),
        Column("name", voice.say("Name")),
        Column("starts", voice.say("Starts"), Kind.DATE),
        Column("ends", voice.say("Ends"), Kind.DATE),
        Column("ramp", voice.say("Productivity by month")),
        Column("hours", voice.say("Hours a week"), Kind.NUMBER),
        Column("share", voice.say("Share of quota"), Kind.PERCENT),
        Column("off", voice.say("Time off")),
    )
    rows = [
        (voice.name(name), *_member(voice, segment, member))
        for name, segment in plan.items()
        for member in segment.members
    ]
    return slim(Table("people", voice.say("People"), columns, tuple(rows), group="segment"))


def _member(voice: Voice, segment: Segment, member: Member) -> tuple[Cell, ...]:
    return (
        member.name,
        member.starts,
        member.ends,
        ", ".join(voice.numbers.percent(step) for step in segment.ramp_of(member)) or None,
        member.hours_per_week,
        member.quota_share,
        "; ".join(voice.span(off.start, off.end) for off in member.time_off) or None,
    )


def calendar(voice: Voice, plan: Calendar) -> tuple[Block, ...]:
    """Which days people work."""
    country = voice.numbers.country(plan.country) if plan.country else ""
    place = f"{country} ({plan.region})" if plan.region else country
    starts = plan.fiscal_year_starts
    return facts(
        (voice.say("Working days"), capital(voice.joined(voice.weekday(day) for day in plan.workdays))),
        (voice.say("Public holidays of"), place),
        (voice.say("Closed"), "; ".join(voice.span(days.start, days.end) for days in plan.closed)),
        (
            voice.say("Fiscal year starts in"),
            capital(voice.numbers.month(date(2000, starts, 1)).replace("2000", "").strip()) if starts > 1 else None,
        ),
    )


def process(voice: Voice, plan: Process) -> tuple[Block, ...]:
    """The repeatable steps of selling."""
    return (
        *_steps(voice, plan.steps),
        *(_qualification(voice, plan.qualification) if plan.qualification else ()),
        *_objections(voice, plan.objections),
        *(_cadence(voice, plan.cadence, plan.stale_after) if plan.cadence or plan.stale_after else ()),
        *cards(
            voice.say("Call scripts"),
            (
                Card(voice.name(script.name), lists=listed("", script.questions, ordered=True))
                for script in plan.scripts
            ),
        ),
    )


def _steps(voice: Voice, steps: Sequence[Step]) -> tuple[Block, ...]:
    """Cards; where the plan gives names only, a list that reads at a glance."""
    made = [_step(voice, step) for step in steps]
    if made and all(card == Card(card.title) for card in made):
        return (Items(voice.say("Steps"), tuple(card.title for card in made), ordered=True),)
    return cards(voice.say("Steps"), made, ordered=True)


def _step(voice: Voice, step: Step) -> Card:
    journey = label(voice.words, JOURNEY, step.buyer_journey) if step.buyer_journey else ""
    pairs = said((voice.say("Done by"), voice.name(step.owner)), (voice.say("Moves on when"), step.exit_when))
    return Card(voice.name(step.name), journey, step.description or "", pairs)


def _qualification(voice: Voice, plan: Qualification) -> tuple[Block, ...]:
    title = (
        voice.say("Qualification: {framework}", framework=plan.framework)
        if plan.framework
        else voice.say("Qualification")
    )
    return cards(
        title,
        (
            Card(capital(label(voice.words, TOPICS, topic)), lists=listed("", questions))
            for topic, questions in plan.questions.items()
        ),
    ) or facts((voice.say("Qualification"), plan.framework))


def _objections(voice: Voice, plan: Sequence[Objection]) -> tuple[Block, ...]:
    columns = (
        Column("about", voice.say("About")),
        Column("objection", voice.say("The buyer says")),
        Column("answer", voice.say("We answer")),
    )
    rows = tuple((voice.name(one.about), one.objection, one.answer) for one in plan)
    return slim(Table("objections", voice.say("Objections"), columns, rows))


def _cadence(voice: Voice, plan: Cadence | None, stale_after: int | None) -> tuple[Block, ...]:
    count = voice.numbers.count
    pairs = [
        (voice.say("Follow-ups before moving on"), plan.follow_ups),
        (voice.say("Different channels"), plan.channels),
        (voice.say("Personal messages"), plan.messages),
    ] if plan else []  # fmt: skip
    stale = (
        None
        if stale_after is None
        else voice.words.plural("{n} day", "{n} days", stale_after, n=voice.numbers.count(stale_after))
    )
    return facts(
        *((title, None if number is None else count(number)) for title, number in pairs),
        (voice.say("A deal is stale after"), stale),
    )


def actions(voice: Voice, plan: Mapping[str, Action]) -> tuple[Block, ...]:
    """The catalogue of actions, with colours and icons."""
    if not plan:
        return ()
    signs = tuple(
        ActionSign(voice.name(name), action.color or "", action.icon or "", _action(voice, action))
        for name, action in plan.items()
    )
    return (ActionSigns(voice.say("Actions"), signs),)


def _action(voice: Voice, action: Action) -> str:
    minutes = voice.say("{n} min", n=voice.numbers.number(action.minutes)) if action.minutes else ""
    results = voice.joined(voice.words.name(result) for result in action.results)
    return " · ".join(part for part in (minutes, results) if part)


def milestones(voice: Voice, plan: Sequence[Milestone]) -> tuple[Block, ...]:
    """The marks on the way: a timeline where days are known, and what is true by each."""
    dated = [(day_of(voice.period, one), one) for one in plan]
    known = [(day, one) for day, one in dated if day is not None]
    blocks: list[Block] = []
    if voice.period and known:
        blocks.append(_timeline(voice, voice.period, known))
    return (*blocks, *cards("", (_milestone(voice, day, one) for day, one in dated), ordered=True))


def day_of(period: Period | None, milestone: Milestone) -> date | None:
    """The day of a milestone; None where it counts days of a period that the plan does not name."""
    if milestone.on or milestone.day is None or period is None:
        return milestone.on
    return period.start + timedelta(days=milestone.day - 1)


def _timeline(voice: Voice, period: Period, known: list[tuple[date, Milestone]]) -> Timeline:
    last = max(period.end, *(day for day, _ in known))
    first = min(period.start, *(day for day, _ in known))
    length = max(1, (last - first).days)
    marks = tuple(
        Mark((day - first).days / length, _when(voice, day, one))
        for day, one in sorted(known, key=lambda pair: pair[0])
    )
    description = "; ".join(f"{_when(voice, day, one)}: {one.title}" for day, one in known)
    return Timeline(voice.say("Milestones over time"), description, voice.day(first), voice.day(last), marks)


def _when(voice: Voice, day: date, milestone: Milestone) -> str:
    return voice.say("Day {n}", n=milestone.day) if milestone.day else voice.numbers.short_day(day)


def _milestone(voice: Voice, day: date | None, milestone: Milestone) -> Card:
    dayed = voice.say("Day {n}", n=milestone.day) if milestone.day else ""
    when = ", ".join(part for part in (dayed, voice.day(day)) if part)
    label_ = " · ".join(part for part in (voice.name(milestone.phase), when) if part)
    pairs = (
        *((metric(voice.words, name), voice.quantity(value, name)) for name, value in milestone.measures.items()),
        *said((voice.say("Owner"), milestone.owner)),
    )
    return Card(milestone.title, label_, "", pairs, listed("", milestone.objectives))
