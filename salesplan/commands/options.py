"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from salesplan.finding import Usage

LARGEST_TARGET = Decimal(10) ** 15

PlanPath = Annotated[
    str | None, typer.Argument(metavar="[PLAN]", help="The plan; salesplan.yaml here if absent, - for standard input.")
]
Target = Annotated[str | None, typer.Option(metavar="AMOUNT", help="The revenue to reach, instead of the plan's goal.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")]


class Format(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


TableFormat = Annotated[Format, typer.Option("--format", "-f", help="How to write it.")]


def read_target(text: str | None) -> Decimal | None:
    """An amount above zero and below 10^15, written as a plain number.

    Raises:
        Usage: for anything else.
    """
    if text is None:
        return None
    number = Decimal(text) if re.fullmatch(r"\d{1,30}(\.\d{1,10})?", text) else None
    if number is None or not 0 < number < LARGEST_TARGET:
        raise Usage(
            f"--target does not take '{text[:40]}'",
            f"Give an amount above 0 and below {LARGEST_TARGET:,} as a plain number: --target 90000",
        )
    return number
