"""What the commission plans cost: at shares of quota, as expected, and the effective rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.pay.cost import PayCost
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table

if TYPE_CHECKING:
    from salesplan.pay.commission import Commission


class Costs(Struct, frozen=True):
    """The cost at each share of quota, and the mean over a forecast's futures where one was made."""

    levels: tuple[PayCost, ...] = ()
    expected: PayCost | None = None


NO_COSTS = Costs()


def cost_table(voice: Voice, found: Costs) -> tuple[Table, ...]:
    """A row a share of quota, and one for what is expected; no table where nothing can be told."""
    if not found.levels:
        return ()
    columns = (
        Column("level", voice.say("Quota reached")),
        Column("revenue", voice.say("Revenue"), Kind.MONEY, whole=True),
        Column("variable", voice.say("Variable pay"), Kind.MONEY, whole=True),
        Column("base", voice.say("Fixed pay"), Kind.MONEY, whole=True),
        Column("total", voice.say("Total"), Kind.MONEY, whole=True),
        Column("rate", voice.say("Effective rate"), Kind.PERCENT),
    )
    rows = [_row(voice.numbers.percent(one.attainment), one) for one in found.levels]
    if found.expected is not None:
        rows.append(_row(voice.say("as forecast"), found.expected))
    title = voice.say("What the commission plans cost in the whole period")
    return (Table("cost", title, columns, tuple(rows), currency=voice.currency),)


def _row(label: str, one: PayCost) -> tuple[Cell, ...]:
    return (label, one.revenue, one.variable, one.base, one.total, one.rate)


def effective(voice: Voice, found: Commission) -> Iterator[str]:
    """What was paid of what was sold."""
    if found.rate is not None:
        yield voice.say(
            "Effective rate: {rate} of the {sold} that was sold.",
            rate=voice.numbers.percent(found.rate),
            sold=voice.money(found.sold),
        )


def cost_notes(voice: Voice, found: Costs) -> Iterator[str]:
    """What the cost rests on, and what it leaves out."""
    if not found.levels:
        return
    yield voice.say("The cost has everybody at the same share of quota; bonuses that depend on a deal are not in it.")
    if found.expected is not None:
        yield voice.say(
            "The forecast row is the mean cost of ten equally likely futures, {share} of quota on average.",
            share=voice.numbers.percent(found.expected.attainment),
        )
    for name in found.levels[0].unknown:
        yield voice.say("The cost of {name} cannot be told: it needs a quota, or a goal and a deal value.", name=name)


def cost_json(found: Costs) -> dict[str, Any] | None:
    """The cost as JSON holds it."""
    if not found.levels:
        return None
    return {
        "levels": [_json(one) for one in found.levels],
        "expected": None if found.expected is None else _json(found.expected),
        "unknown": list(found.levels[0].unknown),
    }


def _json(one: PayCost) -> dict[str, Any]:
    return {
        "attainment": one.attainment,
        "revenue": one.revenue,
        "variable": one.variable,
        "base": one.base,
        "total": one.total,
        "rate": one.rate,
    }
