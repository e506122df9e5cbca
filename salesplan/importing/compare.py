"""Which inputs of a returned workbook differ from what was rendered, and the values they give the plan."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isclose, isfinite
from pathlib import Path

from msgspec import Struct

from salesplan.base.finding import PlanError, Usage
from salesplan.base.sentence import sentence
from salesplan.importing.marks import Role
from salesplan.importing.workbook import Cell, Returned, read_workbook
from salesplan.model.changing import Change as Setting
from salesplan.model.plan import Plan
from salesplan.model.rates import parse_ratio
from salesplan.model.scenario import Changer
from salesplan.reading.nodes import Entries, Items, Node, child
from salesplan.reading.plan import Reading
from salesplan.reading.rewrite import rewritten

_CONSTANT = re.compile(r"=?([0-9]{1,12})/([0-9]{1,12})")
_LARGEST_WHOLE = 1000
_SHORT = 6


class Reason(StrEnum):
    """Why a changed cell is not taken over."""

    FORMULA = "formula"
    UNCLEAR = "unclear"
    MISSING = "missing"
    WORKED_OUT = "worked-out"
    NOT_IN_PLAN = "not-in-plan"
    RANGE = "range"
    TABLE = "table"
    UNFIT = "unfit"


_UNREADABLE = frozenset({Reason.FORMULA, Reason.UNCLEAR, Reason.MISSING, Reason.UNFIT})


class Change(Struct, frozen=True):
    """A value that the workbook changes: its path, what the plan says (None: nothing yet) and what is to stand there.

    `place` is the path with places in lists as numbers, from 0.
    """

    path: str
    was: str | None
    value: str
    cell: str
    place: tuple[str | int, ...]


class Ignored(Struct, frozen=True):
    """A changed cell that is not taken over. `path` is empty for a cell that holds no value of the plan."""

    cell: str
    path: str
    reason: Reason
    detail: str = ""


class Import(Struct, frozen=True):
    """What a returned workbook changes in a plan, in the workbook's order."""

    changes: tuple[Change, ...]
    ignored: tuple[Ignored, ...]

    @property
    def is_unreadable(self) -> bool:
        """Whether a cell that held a figure holds none any more that fits."""
        return any(one.reason in _UNREADABLE for one in self.ignored)


def import_workbook(workbook: str | Path, reading: Reading) -> Import:
    """What a person changed in a rendered workbook, held against the plan.

    A cell counts as changed if it differs from what was rendered; where the plan has the same value by now, there is
    nothing to do.

    Raises:
        Unreadable: the workbook cannot be read, or salesplan did not render it.
        Usage: the workbook is of another plan.
        PlanError: the plan has errors.
    """
    returned = read_workbook(Path(workbook))
    if reading.plan is None:
        raise PlanError(reading.findings)
    if returned.title != reading.plan.title:
        raise Usage(
            sentence(
                "{workbook} is the workbook of another plan: '{title}', not '{other}'",
                workbook=workbook,
                title=returned.title[:80],
                other=reading.plan.title[:80],
            ),
            "name the plan it was rendered from; after a change of title, render it anew",
        )
    return compare(returned, reading, reading.plan)


def compare(returned: Returned, reading: Reading, plan: Plan) -> Import:
    """The changes of the workbook's cells against what was rendered, and against the plan as it is now."""
    changer = Changer(plan)
    found = [one for cell in returned.cells if (one := _compare(cell, reading, plan, changer)) is not None]
    return Import(
        tuple(one for one in found if isinstance(one, Change)),
        tuple(one for one in found if isinstance(one, Ignored)),
    )


def _compare(cell: Cell, reading: Reading, plan: Plan, changer: Changer) -> Change | Ignored | None:
    mark = cell.mark
    if mark.role is Role.FORMULA:
        return Ignored(cell.place, "", Reason.WORKED_OUT) if cell.place and not cell.formula else None
    content, unusable = cell.formula or cell.value, _unusable(cell)
    if unusable is not None:
        return unusable
    number = figure(content, is_rate=mark.is_rate)
    if number is None:
        return Ignored(cell.place, mark.path, Reason.UNCLEAR, str(cell.value)[:60])
    if isclose(float(number), mark.number, rel_tol=1e-12):
        return None
    if mark.role is Role.OTHER:
        return Ignored(cell.place, "", Reason.NOT_IN_PLAN)
    return _change(cell, written(content, number, is_rate=mark.is_rate), reading, plan, changer)


def _unusable(cell: Cell) -> Ignored | None:
    """A cell that is gone, or that holds a formula other than a plain fraction."""
    if not cell.place:
        return Ignored(cell.mark.name, cell.mark.path, Reason.MISSING)
    if cell.formula and not (cell.mark.is_rate and _CONSTANT.fullmatch(cell.formula)):
        return Ignored(cell.place, cell.mark.path, Reason.FORMULA, cell.formula[:60])
    return None


def _change(cell: Cell, text: str, reading: Reading, plan: Plan, changer: Changer) -> Change | Ignored | None:
    path = cell.mark.path
    found = changer.change(path, _number(text))
    if not isinstance(found, Setting):
        hint = found.hint if hasattr(found, "hint") else ""
        return Ignored(cell.place, path, Reason.UNFIT, hint)
    if _is_range(plan, found.place):
        return Ignored(cell.place, path, Reason.RANGE)
    was, is_elsewhere = _stands(reading, found.place)
    if is_elsewhere:
        return Ignored(cell.place, path, Reason.TABLE)
    before, after = (parse_ratio(_number(one)) if one else None for one in (was, text))
    return None if before == after else Change(path, was, text, cell.place, found.place)


def _is_range(plan: Plan, place: tuple[str | int, ...]) -> bool:
    if place[0] != "funnels" or place[-1] != "deal_value":
        return False
    value = plan.funnels[int(place[1])].deal_value
    return value is not None and value.is_range


def _stands(reading: Reading, place: tuple[str | int, ...]) -> tuple[str | None, bool]:
    """The text of a value in the plan file, None where it says nothing yet; and whether a table file holds it."""
    node: Node | None = reading.root
    for step in place:
        below = child(node, step) if node is not None else None
        if below is None:
            return None, False
        node = below
    if node is None or isinstance(node, Entries | Items):
        return None, False
    return node.value, reading.locate(*place).file != reading.name


def figure(value: object, *, is_rate: bool) -> Fraction | None:
    """The number in a cell: as such, or as text (`30%`, `1/4`, `0,3`); None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _exact(value) if isfinite(value) else None
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip().removeprefix("=")
    found = parse_ratio(_number(text))
    if found is not None:
        return found
    return parse_ratio(_number(rewritten("bad-rate" if is_rate else "bad-amount", text)))


def _number(text: str) -> Decimal | str:
    return Decimal(text) if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18})?", text) else text


def _exact(number: float) -> Fraction:
    """A double as people mean it: 0.3 is 3/10, 0.3333333333333333 is 1/3."""
    near = Fraction(number).limit_denominator(_LARGEST_WHOLE)
    decimal = Decimal(repr(number))
    places = -int(decimal.normalize().as_tuple().exponent)
    return near if places > _SHORT and isclose(float(near), number, rel_tol=1e-14) else Fraction(decimal)


def written(value: object, number: Fraction, *, is_rate: bool) -> str:
    """A number as the plan language writes it: a rate as it was typed (1/4), else in percent; an amount plainly."""
    if is_rate and isinstance(value, str) and (typed := _CONSTANT.fullmatch(value.strip())):
        return f"{typed[1]}/{typed[2]}"
    scaled = number * 100 if is_rate else number
    if _is_finite(scaled.denominator):
        text = f"{Decimal(scaled.numerator) / Decimal(scaled.denominator):f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) + ("%" if is_rate else "")
    return f"{number.numerator}/{number.denominator}" if is_rate else f"{float(number)!r}"


def _is_finite(denominator: int) -> bool:
    """Whether a fraction with this denominator has finitely many decimals."""
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator //= factor
    return denominator == 1
