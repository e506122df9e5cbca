"""Statements as a document to hand out: a page for each person, and what all of them come to on the first."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from salesplan.pay.commission import Commission
from salesplan.pay.statement import Statement
from salesplan.report.document.blocks import Block, Document, Headline, Items, Section
from salesplan.report.document.parts import said
from salesplan.report.document.sections.working import written
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.pay.answer import statement_table, totals_table
from salesplan.report.pay.cost import NO_COSTS, Costs, cost_notes, cost_table, effective
from salesplan.report.pay.rules import problem_text


class Letterhead(Struct, frozen=True):
    """What stands above: the plan's company and its title."""

    company: str
    title: str
    language: str


class Extras(Struct, frozen=True):
    """What stands in statements on demand: rules that did not fire, and what the commission plans cost."""

    explain: bool = False
    cost: Costs = NO_COSTS


def statements_document(found: Commission, head: Letterhead, extras: Extras) -> Document:
    """The statements by person; of one person alone nothing about the others, of several a summary first."""
    voice = voice_for(head.language, found.currency, found.period)
    people = list(dict.fromkeys(one.rep for one in found.statements))
    summary = _summary(voice, found, extras.cost) if len(people) != 1 else ()
    sections = tuple(
        Section(f"statement-{number}" if summary else "pay", rep, _pages(voice, found, rep, extras))
        for number, rep in enumerate(people, 1)
    )
    return Document(
        title=voice.say("Commission statement") if len(people) == 1 else voice.say("Commission statements"),
        subtitle=head.title,
        language=voice.words.language,
        facts=_facts(voice, found, head, people),
        headlines=_headlines(voice, found, people),
        sections=(*summary, *sections),
        contents_title=voice.say("Contents"),
        headlines_title=voice.say("At a glance"),
        footer=written(voice, None),
        colon=voice.labelled("", "").rstrip(" "),
    )


def _facts(voice: Voice, found: Commission, head: Letterhead, people: Sequence[str]) -> tuple[tuple[str, str], ...]:
    span = voice.span(found.period.start, found.period.end) if found.period else ""
    return said(
        (voice.say("Company"), head.company),
        (voice.say("Paid to"), people[0] if len(people) == 1 else ""),
        (voice.say("Period"), span),
        (voice.say("As of"), voice.day(found.on)),
    )


def _headlines(voice: Voice, found: Commission, people: Sequence[str]) -> tuple[Headline, ...]:
    many = len(people)
    paid = voice.words.plural("{n} person", "{n} people", many, n=voice.numbers.count(many))
    whose = voice.say("all lines below, advances included") if many == 1 else paid
    lines = [Headline(voice.say("Commission"), voice.money(found.earned), whose)]
    reached = [one for one in found.statements if one.attainment is not None]
    if many == 1 and len(reached) == 1 and reached[0].quota is not None:
        lines.append(
            Headline(
                voice.say("Attainment"),
                voice.numbers.percent(reached[0].attainment or 0),
                voice.say("of a quota of {quota}", quota=voice.numbers.number(reached[0].quota)),
            )
        )
    owed = sum(one.owed for one in _last_of_each(found.statements))
    if owed:
        lines.append(
            Headline(voice.say("Still owed"), voice.money(owed), voice.say("of advances, set off against later pay"))
        )
    if many != 1 and found.rate is not None:
        sold = voice.say("of the {sold} that was sold", sold=voice.money(found.sold))
        lines.append(Headline(voice.say("Effective rate"), voice.numbers.percent(found.rate), sold))
    return tuple(lines)


def _last_of_each(statements: Sequence[Statement]) -> list[Statement]:
    """The last statement of each person and plan, where what is owed stands."""
    return list({(one.rep, one.plan): one for one in statements}.values())


def _summary(voice: Voice, found: Commission, cost: Costs) -> tuple[Section, ...]:
    notes = (
        *effective(voice, found),
        *(problem_text(voice, one, found.rows.get(one.deal)) for one in found.set_aside),
        *cost_notes(voice, cost),
    )
    blocks: tuple[Block, ...] = (
        *(replace(table, title="") for table in totals_table(voice, found)),
        *cost_table(voice, cost),
    )
    listed = (Items("", notes),) if notes else ()
    return (Section("overview", voice.say("All statements"), (*blocks, *listed)),) if blocks or listed else ()


def _pages(voice: Voice, found: Commission, rep: str, extras: Extras) -> tuple[Block, ...]:
    own = (one for one in found.statements if one.rep == rep)
    return tuple(statement_table(voice, one, explain=extras.explain) for one in own)
