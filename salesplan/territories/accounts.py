"""The accounts file: one account a row, with what it may bring and who looks after it today."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import grouped, sentence
from salesplan.base.spelling import did_you_mean

NEEDED = "account"
FIGURES = ("potential", "workload")
HEADERS: Mapping[str, tuple[str, ...]] = {
    "account": ("account", "account name", "customer", "company", "name", "compte", "client", "cliente", "azienda"),
    "potential": ("potential", "revenue", "revenue potential", "potentiel", "potenziale", "arr"),
    "workload": ("workload", "visits", "calls", "hours", "charge", "charge de travail", "carico", "visite"),
    "rep": ("rep", "owner", "account owner", "sales rep", "salesperson", "commercial", "venditore", "responsabile"),
    "family": ("family", "group", "parent", "parent account", "groupe", "gruppo", "famille", "famiglia"),
    "region": ("region", "territory", "area", "région", "regione", "zone", "zona"),
}
MOST = 100_000
THOUSANDS = 3
"""Digits that follow a comma which groups thousands."""


class Account(Struct, frozen=True):
    """An account: `potential` in the plan's currency, `workload` in the user's own unit; `rep` empty for nobody."""

    name: str
    potential: Fraction = Fraction(0)
    workload: Fraction = Fraction(0)
    rep: str = ""
    family: str = ""
    region: tuple[str, ...] = ()

    def size(self, measure: str) -> Fraction:
        """How much it weighs: its potential, its workload, or 1 where accounts are counted."""
        return {"potential": self.potential, "workload": self.workload}.get(measure, Fraction(1))


def read_accounts(path: Path, columns: Mapping[str, str], measures: Sequence[str]) -> tuple[Account, ...]:
    """The accounts of a CSV file (UTF-8; comma, semicolon or tab), in its order.

    `columns` maps account, potential, workload, rep, family, region to headers; without it they are known by their
    usual names. `measures` are what is to be balanced, whose columns the file must have.

    Raises:
        Unreadable: the file, a column that is needed, or a row cannot be read; an account stands twice.
    """
    header, rows = _rows(path)
    places = _places(header, columns, (NEEDED, *(one for one in measures if one in FIGURES)), path)
    decimal = "," if rows and _comma_decimals(rows, places) else "."
    found = [_account(path, line, row, places, decimal) for line, row in rows]
    if not found:
        raise Unreadable(sentence("{path} has no accounts", path=path), "write one account a line below the header")
    first: dict[str, int] = {}
    for (line, _), account in zip(rows, found, strict=True):
        if account.name in first:
            hint = sentence("it is in line {first} already: keep one of the two", first=first[account.name])
            raise Unreadable(
                sentence("{path}:{line}: the account '{name}' stands twice", path=path, line=line, name=account.name),
                hint,
            )
        first[account.name] = line
    return tuple(found)


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    if not path.is_file():
        raise Unreadable(
            sentence("there is no file {path}", path=path), "territories: accounts: names a CSV file beside the plan"
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(sentence("{path} is not UTF-8", path=path), "save it as CSV UTF-8") from fault
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    if not lines:
        raise Unreadable(sentence("{path} is empty", path=path), "write a header, then one account a line")
    delimiter = max(",;\t", key=lines[0].count)
    reader = csv.reader(lines, delimiter=delimiter)
    header = [cell.strip() for cell in next(reader)]
    rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    if len(rows) > MOST:
        raise Unreadable(
            sentence("{path} has more than {most} accounts", path=path, most=grouped(MOST)),
            "share them out in several plans",
        )
    return header, rows


def _places(header: Sequence[str], columns: Mapping[str, str], needed: Iterable[str], path: Path) -> dict[str, int]:
    plain = [cell.casefold() for cell in header]
    found: dict[str, int] = {}
    for key, usual in HEADERS.items():
        wanted = columns.get(key)
        if wanted is not None:
            if wanted.casefold() not in plain:
                hint = did_you_mean(wanted, header) or sentence("its columns are {names}", names=", ".join(header))
                raise Unreadable(
                    sentence(
                        "{path} has no column '{wanted}', which is to be the {key}", path=path, wanted=wanted, key=key
                    ),
                    hint,
                )
            found[key] = plain.index(wanted.casefold())
        else:
            known = next((name for name in usual if name in plain), None)
            if known is not None:
                found[key] = plain.index(known)
    for key in needed:
        if key not in found:
            hint = sentence(
                "name it: territories: columns: {{{key}: HEADER}}, one of {names}", key=key, names=", ".join(header)
            )
            raise Unreadable(sentence("{path} has no column for the {key}", path=path, key=key), hint)
    return found


def _comma_decimals(rows: Sequence[tuple[int, Sequence[str]]], places: Mapping[str, int]) -> bool:
    """Whether a comma is the decimal sign: some figure has a comma that is not followed by three digits at its end."""
    cells = (row[places[key]].strip() for key in FIGURES if key in places for _, row in rows if len(row) > places[key])
    tails = (cell.rpartition(",")[2] for cell in cells if "," in cell)
    return any("." not in tail and len(tail) != THOUSANDS for tail in tails)


def _account(path: Path, line: int, row: Sequence[str], places: Mapping[str, int], decimal: str) -> Account:
    def cell(key: str) -> str:
        place = places.get(key)
        return row[place].strip() if place is not None and place < len(row) else ""

    name = cell(NEEDED)
    if not name:
        raise Unreadable(
            sentence("{path}:{line}: the account has no name", path=path, line=line), "every account needs one"
        )
    potential, workload = (_figure(path, line, key, cell(key), decimal) for key in FIGURES)
    return Account(name, potential, workload, cell("rep"), cell("family"), ancestry(cell("region")))


def ancestry(region: str) -> tuple[str, ...]:
    """A region with all it lies in, from the widest: `Europe / France / Paris`. Parted by `/` or `>`."""
    return tuple(part.strip() for part in region.replace(">", "/").split("/") if part.strip())


def _figure(path: Path, line: int, key: str, text: str, decimal: str) -> Fraction:
    clean = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    clean = clean.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    try:
        number = Decimal(clean or "0")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise Unreadable(
            sentence("{path}:{line}: '{text}' is no {key}", path=path, line=line, text=text[:40], key=key),
            "write a plain number of zero or more",
        )
    return Fraction(number)
