"""The lines of a budget, one a row or a month a column."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.drafting.tables import Found, is_empty, is_total
from salesplan.drafting.taken import Register, Why, shown
from salesplan.drafting.values import Notation, month, number
from salesplan.drafting.yaml import comment, money, text_of


def budget_lines(table: Found, register: Register, how: Notation, first: list[str]) -> list[str]:
    """The budget of a plan; `first` are lines that stand before its own."""
    found = list(_lines(table, register, how))
    if not found and not first:
        return []
    return ["budget:", *first, *(["  lines:", *found] if found else []), ""]


def _lines(table: Found, register: Register, how: Notation) -> Iterator[str]:
    for row in table.rows:
        cells = table.sheet.rows[row]
        if is_total(cells):
            register.refuse_row(table, row, Why.TOTAL)
        elif table.across:
            yield from _by_month(table, register, how, row)
        else:
            yield from _one(table, register, how, row)


def _names(table: Found, register: Register, row: int) -> list[str]:
    """What the money is for, and its category where both are told."""
    item, category = (register.take(table, row, field) for field in ("item", "category"))
    if is_empty(item):
        item, category = category, ""
    keys = [f"item: {text_of(item)}"]
    return keys if is_empty(category) else [*keys, f"category: {text_of(category)}"]


def _one(table: Found, register: Register, how: Notation, row: int) -> Iterator[str]:
    amount = number(table.cell(row, "amount"), how)
    if amount is None or all(is_empty(table.cell(row, field)) for field in ("item", "category")):
        register.refuse_row(table, row, Why.NUMBER)
        return
    keys = [*_names(table, register, row), f"amount: {money(amount)}"]
    register.take(table, row, "amount")
    when = month(table.cell(row, "when"), how) if "when" in table.columns else None
    if when:
        register.take(table, row, "when")
        keys.append(f"when: {when}")
    elif "when" in table.columns:
        register.refuse(table, row, table.columns["when"], Why.MONTH)
    yield _line(keys, f"{table.place(row, 'amount')}: {shown(table.cell(row, 'amount'))}")


def _by_month(table: Found, register: Register, how: Notation, row: int) -> Iterator[str]:
    named = _names(table, register, row)
    for column, name in table.across.items():
        value = table.sheet.rows[row][column] if column < len(table.sheet.rows[row]) else ""
        amount = number(value, how)
        if amount == 0:
            register.use(table.sheet, row, column)
            continue
        if amount is None:
            register.refuse(table, row, column, Why.NUMBER)
            continue
        register.use(table.sheet, row, column)
        yield _line(
            [*named, f"amount: {money(amount)}", f"when: {name}"], f"{table.sheet.place(row, column)}: {shown(value)}"
        )


def _line(keys: list[str], place: str) -> str:
    return f"    - {{{', '.join(keys)}}}  {comment(place)}"
