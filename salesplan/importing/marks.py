"""What a rendered workbook says about itself, so that it can come back: its version, its plan, where its inputs are."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

SHEET: Final = "salesplan"
"""The hidden sheet that holds the marks."""

FORMAT: Final = "salesplan workbook"
VERSION: Final = 1


class Role(StrEnum):
    """What a named cell is. INPUT: a value of the plan. OTHER: one that no plan holds. FORMULA: one that follows."""

    INPUT = "input"
    OTHER = "other"
    FORMULA = "formula"


class Mark(Struct, frozen=True):
    """A named cell: its role, the path of its value in the plan, and the number it was rendered with.

    The path is written as scenarios write it: `funnels.acquisition.stages.prospect.conversion`.
    """

    name: str
    role: Role
    path: str = ""
    number: float = 0.0
    is_rate: bool = False
