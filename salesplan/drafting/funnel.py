"""The stages of a funnel, with the share that moves on from each."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from salesplan.drafting.tables import Found, is_total
from salesplan.drafting.taken import Register, Why, shown
from salesplan.drafting.values import Notation, in_percent, number, share
from salesplan.drafting.vocabulary import WON, plain
from salesplan.drafting.yaml import comment, money, ratio, text_of
from salesplan.report.language.words import Words


def funnel_lines(
    table: Found, register: Register, how: Notation, value: tuple[Decimal, str], words: Words
) -> list[str]:
    """One funnel. A last row of won deals ends it; its rate is that of the stage above where rates stand one lower."""
    rows = _rows(table, register)
    ends_won = len(rows) > 1 and plain(table.cell(rows[-1], "stage")) in WON
    stages = rows[:-1] if ends_won else rows
    if not stages:
        return []
    rates, how_read = _rates(table, register, how, (rows, stages), words)
    amount, place = value
    lines = ["funnels:", f"  - name: {text_of(words.name('acquisition'))}"]
    if amount:
        lines.append(f"    deal_value: {money(amount)}  {comment(place)}")
    else:
        lines.append(f"    {comment(words.text('deal_value: the file does not say what a won deal is worth'))}")
    lines += [f"    {comment(how_read)}"] if how_read else []
    lines.append("    stages:")
    for row in stages:
        lines += _stage(table, register, how, row, rates.get(row))
    if ends_won:
        register.refuse_row(table, rows[-1], Why.WON)
    return [*lines, ""]


def _rows(table: Found, register: Register) -> list[int]:
    found: list[int] = []
    names: set[str] = set()
    for row in table.rows:
        name = table.cell(row, "stage")
        text = " ".join(str(name).split()).casefold()
        if is_total(table.sheet.rows[row]):
            register.refuse_row(table, row, Why.TOTAL)
        elif not isinstance(name, str) or not text or text in names:
            register.refuse_row(table, row, Why.UNKNOWN)
        else:
            names.add(text)
            found.append(row)
    return found


def _rates(
    table: Found, register: Register, how: Notation, rows: tuple[list[int], list[int]], words: Words
) -> tuple[dict[int, tuple[Fraction, str]], str]:
    """The rate of each stage with its cell, and in what sense the column was read."""
    every, stages = rows
    if "conversion" not in table.columns:
        return _counts(table, register, how, every), words.text(
            "conversion: the count of the next row / that of this one"
        )
    cells = [table.cell(row, "conversion") for row in every]
    percent = in_percent(cells, how)
    read = {row: share(cell, how, percent=percent) for row, cell in zip(every, cells, strict=True)}
    lower = (
        read.get(every[-1]) is not None and len(every) > len(stages) and (read[every[0]] is None or read[every[0]] == 1)
    )
    found: dict[int, tuple[Fraction, str]] = {}
    for place, row in enumerate(stages):
        source = every[place + 1] if lower else row
        rate = read.get(source)
        if rate is not None:
            found[row] = rate, f"{table.place(source, 'conversion')}: {shown(table.cell(source, 'conversion'))}"
    for row in every:
        if read[row] is not None:
            register.take(table, row, "conversion")
        else:
            register.refuse(table, row, table.columns["conversion"], Why.SHARE)
    sense = (
        words.text("each rate stands one row lower in the file: it is the share that reached that row")
        if lower
        else words.text("the rates were read as the share that moves on to the next row")
    )
    return found, sense


def _counts(table: Found, register: Register, how: Notation, rows: list[int]) -> dict[int, tuple[Fraction, str]]:
    found = {}
    for row, below in pairwise(rows):
        here, there = (number(table.cell(one, "count"), how) for one in (row, below))
        if here and there and there <= here:
            register.take(table, row, "count")
            register.take(table, below, "count")
            place = f"{table.place(below, 'count')} / {table.place(row, 'count')}: {money(there)} / {money(here)}"
            found[row] = Fraction(there) / Fraction(here), place
    return found


def _stage(table: Found, register: Register, how: Notation, row: int, rate: tuple[Fraction, str] | None) -> list[str]:
    name: Any = register.take(table, row, "stage")
    lines = [f"      - name: {text_of(name)}  {comment(table.place(row, 'stage'))}"]
    if rate:
        lines.append(f"        conversion: {ratio(rate[0])}  {comment(rate[1])}")
    if "count" in table.columns and "conversion" in table.columns:
        register.refuse(table, row, table.columns["count"], Why.LONE)
    if "days" in table.columns:
        days = number(table.cell(row, "days"), how)
        if days is None:
            register.refuse(table, row, table.columns["days"], Why.NUMBER)
        else:
            register.take(table, row, "days")
            lines.append(f"        days: {money(days)}  {comment(table.place(row, 'days'))}")
    return lines
