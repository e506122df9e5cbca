"""From a file to a plan that may be used: read, and held against every rule."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from salesplan.base.finding import PlanError
from salesplan.checks import check
from salesplan.model.plan import Plan
from salesplan.reading import plan as reading_plan
from salesplan.reading.plan import Reading, in_order


def read_plan(path: str | Path) -> Reading:
    """Read a plan file, or standard input for `-`, with everything that is to be said about it.

    Raises:
        Unreadable: the file is missing, a folder, forbidden, too large, or not text.
    """
    return check_whole(reading_plan.read_plan(path))


def load_plan(path: str | Path) -> Plan:
    """Read a plan that is to be used.

    Raises:
        Unreadable: the file is missing, a folder, forbidden, too large, or not text.
        PlanError: the plan has errors; the exception holds all findings.
    """
    reading = read_plan(path)
    if reading.plan is None:
        raise PlanError(reading.findings)
    return reading.plan


def check_whole(reading: Reading) -> Reading:
    """The reading with the findings of the rules that look across the plan, as far as it could be read."""
    if reading.partial is None:
        return reading
    findings = in_order((*reading.findings, *check(reading.partial, reading.locate)), reading.name)
    plan = None if any(finding.is_error for finding in findings) else reading.plan
    return replace(reading, plan=plan, findings=findings)
