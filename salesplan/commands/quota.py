"""`salesplan quota`: the back-calculator."""

from __future__ import annotations

from salesplan.commands.options import Format, Output, PlanPath, TableFormat, Target, read_target


def quota(
    plan: PlanPath = None, target: Target = None, format_: TableFormat = Format.TABLE, output: Output = None
) -> None:
    """Work out how many records and actions a revenue target takes, for each team segment."""
    asked = read_target(target)
    from salesplan.commands.output import put
    from salesplan.commands.plan import given_plan
    from salesplan.quotas import quota as back_calculate

    result = back_calculate(given_plan(plan), target=asked)
    put(_written(result, format_), output)


def _written(result: object, format_: Format) -> str:
    return f"{result}{format_}"
