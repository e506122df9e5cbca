"""Where the company stands and where it wants to go: goals, situation, market, SWOT, strategies, risks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from salesplan.model.goal import Goal
from salesplan.model.market import Competitor, Market, MarketSegment, Persona, Region
from salesplan.model.situation import Risk, Situation, Swot
from salesplan.model.strategy import Strategy
from salesplan.quotas.spending import growth
from salesplan.report.document.blocks import Block, Card, Items, Prose, Quadrants
from salesplan.report.document.parts import cards, facts, listed, said
from salesplan.report.document.sections.graphs import market_sizes
from salesplan.report.language.vocabulary import metric
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table, slim


def goals(voice: Voice, plan: Sequence[Goal]) -> tuple[Block, ...]:
    """The goals as a table, with the growth each asks for."""
    columns = (
        Column("goal", voice.say("Goal")),
        Column("metric", voice.say("Metric")),
        Column("baseline", voice.say("Today"), Kind.NUMBER),
        Column("target", voice.say("Target"), Kind.NUMBER),
        Column("growth", voice.say("Change from today"), Kind.PERCENT),
        Column("by", voice.say("By"), Kind.DATE),
        Column("funnel", voice.say("Funnel")),
        Column("owner", voice.say("Owner")),
    )
    return slim(Table("goals", "", columns, tuple(_goal(voice, goal) for goal in plan)))


def _goal(voice: Voice, goal: Goal) -> tuple[Cell, ...]:
    name = metric(voice.words, goal.metric)
    return (
        goal.name,
        name if name != goal.name else None,
        voice.quantity(goal.baseline, goal.metric),
        voice.quantity(goal.target, goal.metric),
        _growth(goal),
        goal.by,
        voice.name(goal.funnel),
        goal.owner,
    )


def _growth(goal: Goal) -> Fraction | None:
    """How much more is asked for than there is today; nothing for rates, whose growth would be read as points."""
    if goal.baseline is None or isinstance(goal.target, Fraction):
        return None
    return growth(Fraction(goal.target), Fraction(goal.baseline))


def situation(voice: Voice, plan: Situation) -> tuple[Block, ...]:
    """The current situation."""
    blocks: list[Block] = [Prose(plan.summary)] if plan.summary else []
    if plan.sales:
        blocks += facts(
            (voice.say("Last year"), voice.money(plan.sales.last_year)),
            (voice.say("Last half-year"), voice.money(plan.sales.last_half)),
            (voice.say("Last quarter"), voice.money(plan.sales.last_quarter)),
            (voice.say("Last month"), voice.money(plan.sales.last_month)),
        )
    lists = (
        (voice.say("Strengths"), plan.strengths),
        (voice.say("Obstacles"), plan.obstacles),
        (voice.say("Resources"), plan.resources),
    )
    return (*blocks, *cards("", (Card(title, lists=listed("", items)) for title, items in lists if items)))


def market(voice: Voice, plan: Market) -> tuple[Block, ...]:
    """Buyers, competitors and regions."""
    sizes = market_sizes(voice, plan.segments)
    told = (_segment(voice, segment, sized=bool(sizes)) for segment in plan.segments)
    return (
        *([Prose(plan.summary)] if plan.summary else []),
        *sizes,
        *cards(voice.say("Market segments"), (card for card in told if not sizes or card.lists or card.facts)),
        *cards(voice.say("Buyers"), (_persona(voice, persona) for persona in plan.personas)),
        *cards(voice.say("Competitors"), (_competitor(voice, competitor) for competitor in plan.competitors)),
        *cards(voice.say("Regions"), (_region(voice, region) for region in plan.regions)),
    )


def _segment(voice: Voice, segment: MarketSegment, *, sized: bool) -> Card:
    """What a market segment needs; its number of companies where no chart of sizes says so."""
    size = segment.size
    if isinstance(size, int):
        companies = {"n": voice.numbers.count(size)}
        size = "" if sized else voice.words.plural("{n} company", "{n} companies", size, **companies)
    return Card(segment.name, "", "", said((voice.say("Size"), size)), listed(voice.say("Needs"), segment.needs))


def _persona(voice: Voice, persona: Persona) -> Card:
    lists = (
        *listed(voice.say("Wants"), persona.goals),
        *listed(voice.say("Is troubled by"), persona.pains),
        *listed(voice.say("Can be met"), persona.channels),
    )
    return Card(persona.name, persona.role or "", "", (), lists)


def _competitor(voice: Voice, competitor: Competitor) -> Card:
    lists = (
        *listed(voice.say("Does well"), competitor.strengths),
        *listed(voice.say("Does badly"), competitor.weaknesses),
    )
    return Card(competitor.name, "", "", said((voice.say("Our answer"), competitor.answer)), lists)


def _region(voice: Voice, region: Region) -> Card:
    pairs = said(
        (voice.say("Why"), region.why),
        (voice.say("Audience"), region.audience),
        (voice.say("Costs"), voice.money(region.costs)),
        (voice.say("Way of working"), region.way_of_working),
    )
    return Card(region.name, "", "", pairs)


def swot(voice: Voice, plan: Swot) -> tuple[Block, ...]:
    """Strengths, weaknesses, opportunities, threats as a square."""
    cells = (
        Items(voice.say("Strengths"), plan.strengths),
        Items(voice.say("Weaknesses"), plan.weaknesses),
        Items(voice.say("Opportunities"), plan.opportunities),
        Items(voice.say("Threats"), plan.threats),
    )
    return (Quadrants(cells),) if any(cell.entries for cell in cells) else ()


def strategies(voice: Voice, plan: Sequence[Strategy]) -> tuple[Block, ...]:
    """How the team means to win."""
    return cards(
        "",
        (
            Card(
                strategy.name,
                "",
                strategy.summary or "",
                said((voice.say("Owner"), strategy.owner)),
                listed(voice.say("Techniques"), strategy.techniques),
            )
            for strategy in plan
        ),
    )


def risks(voice: Voice, plan: Sequence[Risk]) -> tuple[Block, ...]:
    """What may go wrong and what is done then."""
    columns = (
        Column("risk", voice.say("Risk")),
        Column("answer", voice.say("Answer")),
        Column("owner", voice.say("Owner")),
    )
    return slim(Table("risks", "", columns, tuple((risk.risk, risk.answer, risk.owner) for risk in plan)))
