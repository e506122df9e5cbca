"""The people of a list, by team."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from salesplan.drafting.tables import Found, is_empty, is_total
from salesplan.drafting.taken import Register, Why, shown
from salesplan.drafting.values import Notation, day, number
from salesplan.drafting.yaml import comment, money, ratio, text_of

SALES: Final = "sales"
"""The segment of people whose list names no team."""

MOST_HOURS: Final = 80
_READ = {"hours": Why.NUMBER, "quota": Why.NUMBER, "starts": Why.DAY, "ends": Why.DAY}


def team_lines(table: Found, register: Register, how: Notation) -> list[str]:
    """A segment for each team (or role, where no team is named), with its people."""
    segments: dict[str, list[int]] = {}
    names: set[str] = set()
    for row in table.rows:
        name = table.cell(row, "name")
        known = " ".join(str(name).split())
        if is_total(table.sheet.rows[row]) or not isinstance(name, str) or not known or known.casefold() in names:
            register.refuse_row(table, row, Why.TOTAL if is_total(table.sheet.rows[row]) else Why.UNKNOWN)
            continue
        names.add(known.casefold())
        segments.setdefault(_segment(table, register, row), []).append(row)
    if not segments:
        return []
    lines = ["team:"]
    for name, rows in segments.items():
        lines += [f"  {text_of(name)}:", *_role(table, register, rows), "    members:"]
        shares = _shares(table, register, how, rows)
        lines += [_member(table, register, how, row, share) for row, share in zip(rows, shares, strict=True)]
    return [*lines, ""]


def _role(table: Found, register: Register, rows: list[int]) -> list[str]:
    """The role of a team whose people all have the same; where roles differ the plan has no place for them."""
    if not {"segment", "role"} <= set(table.columns):
        return []
    roles = {" ".join(str(table.cell(row, "role")).split()) for row in rows}
    if len(roles) == 1 and any(letter.isalpha() for letter in next(iter(roles))):
        for row in rows:
            register.take(table, row, "role")
        return [f"    role: {text_of(roles.pop())}  {comment(table.place(rows[0], 'role'))}"]
    for row in rows:
        register.refuse(table, row, table.columns["role"], Why.LONE)
    return []


def _segment(table: Found, register: Register, row: int) -> str:
    for field in ("segment", "role"):
        if field in table.columns:
            value = register.take(table, row, field)
            text = " ".join(str(value).split())
            if not is_empty(value) and any(letter.isalpha() for letter in text):
                return text.casefold() if text.isascii() else text
    return SALES


def _shares(table: Found, register: Register, how: Notation, rows: list[int]) -> list[Fraction | None]:
    """Each person's part of what all of the segment are to bring; only where everybody has a figure."""
    amounts = [number(table.cell(row, "quota"), how) or Decimal(0) for row in rows]
    if "quota" not in table.columns or len(rows) < 2 or not all(amounts):  # noqa: PLR2004
        for row in rows if "quota" in table.columns else ():
            register.refuse(table, row, table.columns["quota"], Why.LONE)
        return [None] * len(rows)
    for row in rows:
        register.take(table, row, "quota")
    total = Fraction(sum(amounts, Decimal(0)))
    return [Fraction(amount) / total for amount in amounts]


def _member(table: Found, register: Register, how: Notation, row: int, share: Fraction | None) -> str:
    keys = [f"name: {text_of(register.take(table, row, 'name'))}"]
    places = [table.place(row, "name")]
    starts, ends = (day(table.cell(row, field), how) for field in ("starts", "ends"))
    hours = number(table.cell(row, "hours"), how)
    if ends and starts and ends < starts:
        ends = None
    hours = hours if hours and 1 <= hours <= MOST_HOURS else None
    for field, key, value in (
        ("starts", "starts", str(starts) if starts else None),
        ("ends", "ends", str(ends) if ends else None),
        ("hours", "hours_per_week", money(hours) if hours else None),
    ):
        if field not in table.columns:
            continue
        if value is None:
            register.refuse(table, row, table.columns[field], _READ[field])
            continue
        register.take(table, row, field)
        keys.append(f"{key}: {value}")
        places.append(table.place(row, field))
    if share is not None:
        keys.append(f"quota_share: {ratio(share)}")
        places.append(f"{table.place(row, 'quota')}: {shown(table.cell(row, 'quota'))}")
    return f"      - {{{', '.join(keys)}}}  {comment(', '.join(places))}"
