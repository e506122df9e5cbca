"""What the commission plans cost, and what has been paid by them so far: no person's pay, since plans are passed on."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from salesplan.model.plan import Plan
from salesplan.pay.cost import pay_costs
from salesplan.report.document.blocks import Block
from salesplan.report.document.parts import listed
from salesplan.report.language.voice import Voice
from salesplan.report.pay.cost import Costs, cost_notes, cost_table, effective
from salesplan.report.tables.table import Column, Kind, Table

if TYPE_CHECKING:
    from salesplan.pay.commission import Commission


def cost(voice: Voice, plan: Plan) -> tuple[Block, ...]:
    """The cost at 80, 100 and 120% of quota."""
    found = Costs(pay_costs(plan))
    return (*cost_table(voice, found), *listed("", cost_notes(voice, found)))


def earned(voice: Voice, found: Commission) -> tuple[Block, ...]:
    """What each commission plan came to by the day of the records, and the effective rate."""
    from salesplan.report.pay.rules import problem_text  # here, since a plan without records has no statements

    sums: dict[str, tuple[set[str], Decimal]] = {}
    for one in found.statements:
        people, paid = sums.get(one.plan, (set(), Decimal(0)))
        sums[one.plan] = (people | {one.rep}, paid + one.earned)
    if not sums:
        return ()
    columns = (
        Column("plan", voice.say("Commission plan")),
        Column("people", voice.say("People"), Kind.COUNT),
        Column("earned", voice.say("Commission"), Kind.MONEY),
    )
    rows = tuple((plan, len(people), paid) for plan, (people, paid) in sums.items())
    total = (voice.say("Total"), None, found.earned)
    title = voice.say("Commission up to {day}", day=voice.day(found.on))
    notes = (*effective(voice, found), *(problem_text(voice, one) for one in found.set_aside))
    table = Table("earned", title, columns, rows, total if len(rows) > 1 else None, currency=voice.currency)
    return (table, *listed("", notes))
