"""Targets by month: the goal, the period, and the share that falls in each month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from salesplan.drafting.tables import Found, is_total
from salesplan.drafting.taken import Register, Why
from salesplan.drafting.values import Notation, month, number
from salesplan.drafting.vocabulary import field_of
from salesplan.drafting.yaml import comment, money, ratio, text_of
from salesplan.report.language.words import Words


class Month(Struct, frozen=True, order=True):
    """A month's target and the cell it stands in."""

    month: str
    amount: Decimal
    place: str


class Targets(Struct, frozen=True):
    """The targets of the plan's period, in order; `place` is where they stand, `before` the sum of last year's."""

    months: tuple[Month, ...] = ()
    before: tuple[Month, ...] = ()

    @property
    def place(self) -> str:
        """The first and last cell."""
        return f"{self.months[0].place} ... {self.months[-1].place}" if self.months else ""

    @property
    def period(self) -> str | None:
        """The period as a plan writes it; None without months."""
        if not self.months:
            return None
        first, last = self.months[0].month, self.months[-1].month
        if first == last:
            return first
        year, known = first[:4], {("01", "12"): "", ("01", "06"): "-H1", ("07", "12"): "-H2"}
        known |= {(f"{3 * quarter - 2:02}", f"{3 * quarter:02}"): f"-Q{quarter}" for quarter in range(1, 5)}
        named = known.get((first[5:], last[5:])) if last[:4] == year else None
        return f"{year}{named}" if named is not None else f"{{start: {first}-01, end: {_last_day(last)}}}"


def _last_day(text: str) -> str:
    from datetime import date

    from salesplan.base.periods import ONE_DAY, add_months

    return str(add_months(date(int(text[:4]), int(text[5:]), 1), 1) - ONE_DAY)


def read_targets(table: Found | None, register: Register, how: Notation) -> Targets:
    """The targets of a table, by row or across."""
    if table is None:
        return Targets()
    pairs = list(_across(table, register, how) if table.across else _down(table, register, how))
    months: dict[str, Month] = {}
    for one in (one for field, one in pairs if field == "target"):
        months.setdefault(one.month, one)
    before = tuple(sorted(one for field, one in pairs if field == "last_year"))
    return Targets(tuple(sorted(months.values())), before)


def _down(table: Found, register: Register, how: Notation) -> Iterator[tuple[str, Month]]:
    seen: set[str] = set()
    for row in table.rows:
        if is_total(table.sheet.rows[row]):
            register.refuse_row(table, row, Why.TOTAL)
            continue
        name = month(table.cell(row, "month"), how)
        if name is None or name in seen:
            register.refuse_row(table, row, Why.MONTH)
            continue
        seen.add(name)
        register.take(table, row, "month")
        yield from _amounts(
            table,
            register,
            how,
            [(row, field, table.columns[field], name) for field in ("target", "last_year") if field in table.columns],
        )


def _across(table: Found, register: Register, how: Notation) -> Iterator[tuple[str, Month]]:
    for row in table.rows:
        label = next(
            (cell for cell in table.sheet.rows[row][: min(table.across)] if isinstance(cell, str) and cell.strip()), ""
        )
        register.use(table.sheet, row, table.sheet.rows[row].index(label) if label else 0)
        field = field_of(table.kind, label)
        yield from _amounts(table, register, how, [(row, field, column, name) for column, name in table.across.items()])


def _amounts(
    table: Found, register: Register, how: Notation, cells: Iterable[tuple[int, str, int, str]]
) -> Iterator[tuple[str, Month]]:
    for row, field, column, name in cells:
        value = table.sheet.rows[row][column] if column < len(table.sheet.rows[row]) else ""
        amount = number(value, how)
        if not amount:
            register.refuse(table, row, column, Why.NO_AMOUNT if amount == 0 else Why.NUMBER)
            continue
        register.use(table.sheet, row, column)
        yield field, Month(name, amount, table.sheet.place(row, column))


def target_lines(targets: Targets, words: Words) -> list[str]:
    """Goal, last year's sales where they stand beside it, and the share of each month."""
    total = sum((one.amount for one in targets.months), Decimal(0))
    name = text_of(words.text("Revenue"))
    before = sum((one.amount for one in targets.before), Decimal(0))
    baseline = f", baseline: {money(before)}" if before else ""
    where = f"{targets.place}" + (
        f"; baseline: {targets.before[0].place} ... {targets.before[-1].place}" if before else ""
    )
    lines = ["goals:", f"  - {{name: {name}, metric: revenue, target: {money(total)}{baseline}}}  {comment(where)}", ""]
    if len(targets.months) > 1:
        lines += ["seasonality:"]
        lines += [
            f"  {one.month}: {ratio(Fraction(one.amount) / Fraction(total))}  {comment(_sight(one))}"
            for one in targets.months
        ]
        lines.append("")
    return lines


def _sight(one: Month) -> str:
    return f"{one.place}: {money(one.amount)}"
