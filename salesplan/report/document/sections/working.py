"""How the team works with others and keeps to the plan: alignment, tools, training, tracking, sources, scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from salesplan.model.plan import Plan
from salesplan.model.records import RecordFile, Records
from salesplan.model.strategy import Agreement, Tool, Training
from salesplan.model.tracking import Tracking
from salesplan.quotas.quota import Quota
from salesplan.quotas.scenarios import changes, outcomes
from salesplan.report.document.blocks import Block, Card, Facts, Prose
from salesplan.report.document.parts import cards, facts, listed, said
from salesplan.report.language.vocabulary import RHYTHMS, label, metric
from salesplan.report.language.voice import Voice
from salesplan.report.quota.scenarios import change_text, scenario_table
from salesplan.report.tables.table import Column, Kind, Table, slim


def alignment(voice: Voice, plan: Sequence[Agreement]) -> tuple[Block, ...]:
    """What sales and other departments owe one another."""
    return cards("", (_agreement(voice, agreement) for agreement in plan))


def _agreement(voice: Voice, agreement: Agreement) -> Card:
    pairs = said(
        (voice.say("Hand-over"), agreement.handover),
        (voice.say("We meet"), label(voice.words, RHYTHMS, agreement.rhythm) if agreement.rhythm else None),
        (voice.say("Owner"), agreement.owner),
    )
    lists = (
        *listed(voice.say("Gives to sales"), agreement.gives),
        *listed(voice.say("Needs from sales"), agreement.needs),
        *listed(
            voice.say("What we mean by"), (voice.labelled(term, text) for term, text in agreement.definitions.items())
        ),
    )
    return Card(voice.name(agreement.department), "", "", pairs, lists)


def tools(voice: Voice, plan: Sequence[Tool]) -> tuple[Block, ...]:
    """What the team works with."""
    columns = (
        Column("tool", voice.say("Tool")),
        Column("purpose", voice.say("Purpose")),
        Column("owner", voice.say("Owner")),
    )
    return slim(Table("tools", "", columns, tuple((tool.name, tool.purpose, tool.owner) for tool in plan)))


def training(voice: Voice, plan: Sequence[Training]) -> tuple[Block, ...]:
    """What people are to learn."""
    return cards("", (_lesson(voice, lesson) for lesson in plan))


def _lesson(voice: Voice, lesson: Training) -> Card:
    pairs = said(
        (voice.say("For"), voice.joined(voice.name(name) for name in lesson.for_)),
        (voice.say("Trainer"), lesson.trainer),
        (voice.say("Today"), lesson.current),
        (voice.say("Afterwards"), lesson.outcome),
        (voice.say("Shows in"), metric(voice.words, lesson.measure) if lesson.measure else None),
    )
    by = voice.say("by {day}", day=voice.numbers.day(lesson.by)) if lesson.by else ""
    return Card(lesson.topic, by, "", pairs)


def tracking(voice: Voice, plan: Tracking) -> tuple[Block, ...]:
    """What is looked at, how often, against which figure."""
    rhythm = tuple((voice.name(what), label(voice.words, RHYTHMS, often)) for what, often in plan.rhythm.items())
    columns = (
        Column("metric", voice.say("Figure")),
        Column("target", voice.say("Target"), Kind.NUMBER),
        Column("owner", voice.say("Owner")),
    )
    rows = tuple(
        (metric(voice.words, kpi.metric), voice.quantity(kpi.target, kpi.metric), kpi.owner) for kpi in plan.kpis
    )
    return (
        *((Facts(rhythm),) if rhythm else ()),
        *slim(Table("kpis", voice.say("Key figures"), columns, rows)),
        *([Prose(plan.adapt)] if plan.adapt else []),
    )


def records(voice: Voice, plan: Records) -> tuple[Block, ...]:
    """Where the actual figures come from. What is secret in an address is left out."""
    return facts(
        (voice.say("Deals"), _source(plan.deals)),
        (voice.say("Activities"), _source(plan.activities)),
        (voice.say("History of stages"), _source(plan.history)),
        (voice.say("Prospect list"), _source(plan.prospects)),
        (voice.say("Database"), _host(plan.engine) if plan.engine else None),
    )


def _source(file: RecordFile | None) -> str | None:
    return file.path if file else None


def _host(address: str) -> str:
    """An address without user, password and options."""
    try:
        parts = urlsplit(address)
        where = parts.hostname or ""
    except ValueError:
        return address.partition(":")[0]
    if parts.scheme and where:
        return f"{parts.scheme}://{where}{parts.path}"
    return address.rpartition("@")[2].partition("?")[0]


def scenarios(voice: Voice, plan: Plan, quota: Quota | None) -> tuple[Block, ...]:
    """Named changes, in words, and what each takes beside the plan; without a quota the changes alone."""
    if quota is not None:
        return scenario_table(outcomes(plan, quota), voice.words, voice.numbers, voice.currency)
    columns = (Column("scenario", voice.say("Scenario")), Column("changes", voice.say("What changes")))
    rows = tuple(
        (name, change_text(each, voice.words, voice.numbers, voice.currency))
        for name in plan.scenarios
        for each in changes(plan, name)
    )
    return slim(Table("scenarios", "", columns, rows, group="scenario"))


def written(voice: Voice, day: date | None) -> str:
    """The last line of the document."""
    if day is None:
        return voice.say("Made with salesplan.")
    return voice.say("Made with salesplan on {day}.", day=voice.numbers.day(day))
