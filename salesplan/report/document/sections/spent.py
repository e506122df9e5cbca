"""The budget beside what was spent, what one of each thing costs, and whether the plan earns what it costs."""

from __future__ import annotations

from msgspec.structs import replace

from salesplan.indicators.budget import BudgetReview
from salesplan.report.budget import budget_notes, earnings, part_tables, unit_costs
from salesplan.report.document.blocks import Block
from salesplan.report.document.parts import listed
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Table


def spent(voice: Voice, found: BudgetReview | None) -> tuple[Block, ...]:
    """By month, category and team; from revenue to result; the cost of an action, an opportunity, a deal; notes."""
    if found is None:
        return ()
    return (
        *(_drawn(table) for table in part_tables(found, voice)),
        *earnings(found, voice),
        *unit_costs(found, voice),
        *listed("", budget_notes(found, voice)),
    )


def _drawn(table: Table) -> Table:
    """The table by category with its planned amounts drawn as well."""
    if "categor" not in table.name:
        return table
    return replace(table, columns=tuple(replace(one, bar=one.key == "planned") for one in table.columns))
