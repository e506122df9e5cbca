"""What was open when the period started, counted in a plan's records for the command that works on it."""

from __future__ import annotations

from pathlib import Path

from salesplan.console.output import say
from salesplan.measuring.opening import counted_opening, with_opening
from salesplan.model.plan import Plan


def with_counted_opening(plan: Plan, name: str) -> Plan:
    """The plan of the file `name` with what its records say was open, which is told.

    Raises:
        Unreadable: the records cannot be read.
    """
    found = counted_opening(plan, Path() if name == "-" else Path(name).parent)
    if found is None:
        return plan
    counted = with_opening(plan, found)
    stages = [stage for funnel in counted.funnels for stage in funnel.stages if stage.open]
    listed = ", ".join(f"{stage.name} {stage.open:,}" for stage in stages) or "0"
    say("open in the records at the start of {day}: {listed}", day=found.day, listed=listed)
    if found.elsewhere:
        say("{count} more were open at a stage that the plan does not have; they count nowhere", count=found.elsewhere)
    return counted
