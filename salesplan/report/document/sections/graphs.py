"""Charts of the plan's figures, each of a table that stands beside or below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from salesplan.base.periods import Period, months
from salesplan.model.budget import Budget
from salesplan.model.market import MarketSegment
from salesplan.model.plan import Plan
from salesplan.model.team import Segment
from salesplan.quotas.goals import driving_goal
from salesplan.quotas.quota import Quota
from salesplan.report.document.blocks import Climb, Dots, Node, Range, Ranges, Step, Stretch, Tree
from salesplan.report.language.numbers import decimals_needed
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.quota.notes import cases
from salesplan.report.tables.table import Column, Kind, Table

if TYPE_CHECKING:
    from salesplan.measuring.measurement import Measures

FEW_MONTHS: Final = 3
"""Months from which the target is shown by month; shorter periods are shown by week."""

STRETCHES: Final = 5
"""Campaigns on a timeline: the most expensive ones."""

TEN: Final = 10
_UNITS: Final = ((10**7, 10**6), (10**5, 10**3))


def target_climb(voice: Voice, plan: Plan, quota: Quota) -> tuple[Climb, ...]:
    """The target adding up over months (or weeks), with today's figure as a line where the goal has one."""
    owed = quota.assignment.revenue if quota.assignment else None
    if owed is None or not owed.has_target or quota.period is None:
        return ()
    by = "month" if len(months(quota.period)) >= FEW_MONTHS else "week"
    parts: dict[date, Fraction] = {}
    ends: dict[date, date] = {}
    for slot in owed.slots(by, per_rep=False):
        parts[slot.start] = parts.get(slot.start, Fraction(0)) + (slot.amount or 0)
        ends[slot.start] = slot.end
    if len(parts) < 2:  # noqa: PLR2004  (one column says what the target says)
        return ()
    starts = sorted(parts)
    sums = [Fraction(0), *accumulate(parts[start] for start in starts)]
    before = _baseline(plan)
    most = max(sums[-1], before or Fraction(0))
    scale = next((unit for least, unit in _UNITS if most >= least), 1)
    digits = decimals_needed([total / scale for total in sums[1:]], 1) if most / scale < TEN * TEN else 0
    named = [_part_name(voice, start, by) for start in starts]
    steps = tuple(
        Step(name, voice.numbers.number(high / scale, digits), float(low / most), float(high / most))
        for name, (low, high) in zip(named, pairwise(sums), strict=True)
    )
    description = voice.say(
        "{first} by {start}, {whole} by {end}.",
        first=voice.about(sums[1]), start=voice.day(ends[starts[0]]),
        whole=voice.money(sums[-1]), end=voice.day(ends[starts[-1]]),
    )  # fmt: skip
    return (
        Climb(
            voice.say("Target, month by month") if by == "month" else voice.say("Target, week by week"),
            description,
            _unit(voice, scale),
            steps,
            _climb_table(voice, [*zip(named, (parts[start] for start in starts), sums[1:], strict=True)], by),
            None if before is None else float(before / most),
            "" if before is None else voice.say("today {amount}", amount=voice.about(before)),
            scale,
        ),
    )


def _baseline(plan: Plan) -> Fraction | None:
    place = driving_goal(plan.goals, ("revenue",))
    baseline = plan.goals[place].baseline if place is not None else None
    return Fraction(baseline) if baseline else None


def _part_name(voice: Voice, start: date, by: str) -> str:
    if by == "week":
        return voice.numbers.short_day(start)
    return capital(voice.numbers.short_month(start))


def _unit(voice: Voice, scale: int) -> str:
    currency = voice.currency or voice.say("units")
    if scale == 1:
        return currency
    if scale == 1000:  # noqa: PLR2004
        return voice.say("in thousands of {currency}", currency=currency)
    return voice.say("in millions of {currency}", currency=currency)


def _climb_table(voice: Voice, rows: Sequence[tuple[str, Fraction, Fraction]], by: str) -> Table:
    columns = (
        Column("part", voice.say("Month") if by == "month" else voice.say("Week from")),
        Column("amount", voice.say("Target"), Kind.MONEY),
        Column("sum", voice.say("In all until then"), Kind.MONEY),
    )
    return Table("climb", voice.say("Target, adding up"), columns, tuple(rows), currency=voice.currency)


def chance_dots(voice: Voice, probability: float | Fraction) -> Dots:
    """A probability as dots of ten, with the exact one in words."""
    filled = min(TEN, max(0, round(float(probability) * TEN)))
    share = cases(float(probability), voice.words, voice.numbers)
    text = (
        voice.say("In {filled} of 10 futures the target is reached ({share}).",
                  filled=voice.numbers.count(filled), share=share)
        if 0 < filled < TEN
        else capital(voice.say("The target is reached in {share} of futures.", share=share))
    )  # fmt: skip
    return Dots(voice.say("Chance of reaching it"), filled, text)


def market_sizes(voice: Voice, segments: Sequence[MarketSegment]) -> tuple[Table, ...]:
    """The segments whose size is a number, the largest first; nothing where there are not two."""
    sized = sorted(((one.size, one.name) for one in segments if isinstance(one.size, int)), reverse=True)
    if len(sized) < 2:  # noqa: PLR2004
        return ()
    columns = (
        Column("segment", voice.say("Market segment")),
        Column("size", voice.say("Companies"), Kind.COUNT, bar=True),
    )
    return (Table("market-sizes", voice.say("Size of the segments"), columns, tuple((name, n) for n, name in sized)),)


def measured_ranges(voice: Voice, found: Measures) -> tuple[Ranges, ...]:
    """Measured conversions within their intervals, on a scale from 0 to the highest end."""
    from salesplan.report.measure.tables import interval

    rates = [
        (stage, ends)
        for stage in found.stages
        if stage.conversion.value is not None and (ends := stage.conversion.interval) is not None
    ]
    if not rates:
        return ()
    top = max(high for _, (_, high) in rates)
    ranges = tuple(
        Range(
            voice.name(stage.name),
            f"{voice.numbers.percent(stage.conversion.value or 0, 1)} ({interval(stage.conversion, voice.numbers)})",
            ends[0] / top,
            float(stage.conversion.value or 0) / top,
            ends[1] / top,
        )
        for stage, ends in rates
    )
    description = voice.say("The bar is the 95% interval, the dot what was measured.")
    title = voice.say("Measured conversions")
    return (Ranges(title, description, ranges, voice.numbers.percent(0), voice.numbers.percent(Fraction(str(top)), 0)),)


def organisation(voice: Voice, team: Mapping[str, Segment]) -> tuple[Tree, ...]:
    """Who reports to whom; nothing where nobody reports to anybody. A circle is cut where it closes."""
    if not any(segment.reports_to for segment in team.values()):
        return ()
    homes = {member.name: name for name, segment in team.items() for member in segment.members}
    above = {name: segment.reports_to or "" for name, segment in team.items()}
    bosses = list(dict.fromkeys(boss for boss in above.values() if boss and boss not in team and boss not in homes))

    def below(boss: str, seen: frozenset[str]) -> tuple[Node, ...]:
        own = [name for name, over in above.items() if over and (over == boss or homes.get(over) == boss)]
        return tuple(node(name, seen | {name}) for name in own if name not in seen)

    def node(name: str, seen: frozenset[str]) -> Node:
        return Node(voice.name(name), _size(voice, team[name]), below(name, seen))

    roots = [Node(boss, "", below(boss, frozenset())) for boss in bosses]
    roots += [node(name, frozenset({name})) for name, over in above.items() if not over]
    placed = _names(roots)
    roots += [node(name, frozenset({name})) for name in team if voice.name(name) not in placed]
    return (Tree(voice.say("Who reports to whom"), tuple(roots)),)


def _names(nodes: Sequence[Node]) -> frozenset[str]:
    return frozenset(node.title for node in nodes).union(*(_names(node.below) for node in nodes))


def _size(voice: Voice, segment: Segment) -> str:
    people = len(segment.members) or segment.headcount
    size = "" if not people else voice.words.plural("{n} person", "{n} people", people, n=voice.numbers.count(people))
    return " · ".join(text for text in (segment.role or "", size) if text)


def campaigns(budget: Budget | None, period: Period) -> tuple[Stretch, ...]:
    """What the budget pays for in which months, the most expensive first chosen, in order of time."""
    spent: dict[str, tuple[Decimal, list[str]]] = {}
    for line in budget.lines if budget else ():
        if line.when and f"{period.start:%Y-%m}" <= line.when <= f"{period.end:%Y-%m}":
            amount, when = spent.get(line.item, (Decimal(0), []))
            spent[line.item] = amount + line.amount, [*when, line.when]
    chosen = sorted(spent.items(), key=lambda pair: -pair[1][0])[:STRETCHES]
    length = max(1, (period.end - period.start).days)
    found = [(min(when), max(when), item) for item, (_, when) in chosen]
    return tuple(
        Stretch(
            item, max(0.0, _days(period, first, end=False) / length), min(1.0, _days(period, last, end=True) / length)
        )
        for first, last, item in sorted(found)
    )


def _days(period: Period, month: str, *, end: bool) -> int:
    year, number = map(int, month.split("-"))
    day = date(year + (number == 12 and end), number % 12 + 1 if end else number, 1)  # noqa: PLR2004
    return (day - period.start).days
