"""From a CSV file to nodes like those of the plan, so that the same validation speaks of its rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from salesplan.base.finding import Finding, Span, error
from salesplan.base.sentence import in_quotes, sentence
from salesplan.base.spelling import did_you_mean, nearest
from salesplan.reading.nodes import Cell, Entries, Items, Point
from salesplan.reading.scalars import BadNumber, Value, resolve
from salesplan.reading.shape import Shape
from salesplan.reading.source import Source, read_source

MAX_ROWS: Final = 10_000
_DELIMITERS: Final = (";", ",", "\t")
_COMMA_NUMBER = re.compile(r"(-?\d+),(\d+)(%?)")
_LIST_SIGNS = re.compile(r"\s*(?:[|;]|,(?=\s))\s*")


class Table(Struct, frozen=True):
    """The rows of a CSV file: nodes with their places, the same as plain values, and what is wrong."""

    source: Source
    node: Items
    values: list[dict[str, Any]]
    findings: tuple[Finding, ...]
    broken: dict[int, Any]


def read_table(path: Path, name: str, shape: Shape) -> Table:
    """Read a CSV file whose columns are the keys of `shape`, one block of keys a row.

    Columns are split by semicolon, comma or tab, whichever the header has most of, or by what `sep=` says. Empty
    cells are left out; `|`, `;` or a comma and a blank stand between the items of a list. Decimal commas are read where
    commas do not split columns. Columns are known whatever their capitals: `Hours per week` is `hours_per_week`.

    Raises:
        Unreadable: the file is missing, a folder, forbidden, too large, or not text.
    """
    source, findings = read_source(path)
    source = Source(name, source.text)
    moved = tuple(_at_cell(finding, name) for finding in findings)
    return _Reader(source, shape, list(moved)).read()


def _at_cell(finding: Finding, name: str) -> Finding:
    place = finding.span
    return Finding(
        finding.code,
        finding.severity,
        finding.message,
        Span(name, place.line, place.column, place.length),
        finding.hint,
    )


class _Reader:
    """One pass over the rows."""

    def __init__(self, source: Source, shape: Shape, findings: list[Finding]) -> None:
        self.source = source
        self.shape = shape
        self.findings = findings
        self.broken: dict[int, Any] = {}
        self.delimiter = ","
        self.columns: list[tuple[str, Cell]] = []
        self.known = shape.keys()
        self.meant: set[str] = set()
        self.lacks_a_column = False

    def read(self) -> Table:
        start = Point(self.source.name, 0, 0)
        node, values = Items(start, flow=False), list[dict[str, Any]]()
        try:
            for line, cells in self._rows():
                if not self.columns:
                    self._header(line, cells)
                elif len(values) == MAX_ROWS:
                    self._report(
                        "too-many-rows",
                        sentence("more than {most} rows", most=MAX_ROWS),
                        line,
                        sentence("a team or budget is shorter"),
                    )
                    break
                else:
                    entries, value = self._row(line, cells)
                    node.children.append(entries)
                    values.append(value)
        except csv.Error as failure:
            self._broken_csv(failure)
        if not values and not self.findings:
            message = sentence("the file has no rows")
            if self.columns:
                message = sentence("the file has no rows below its header")
            self._report(
                "empty-table",
                message,
                0,
                sentence("write a header, then one line for each item"),
            )
        return Table(self.source, node, values, tuple(self.findings), self.broken)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank, with its first line (from 0)."""
        lines = self.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
        said = re.fullmatch(r"sep=(.)\s*", lines[first], re.IGNORECASE)
        if said:
            self.delimiter = said[1]
            first += 1
        elif lines:
            self.delimiter = max(_DELIMITERS, key=lambda sign: (lines[first].count(sign), sign == ","))
        reader = csv.reader((f"{line}\n" for line in lines[first:]), delimiter=self.delimiter, strict=True)
        before = 0
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield first + before, cells
            before = reader.line_num

    def _header(self, line: int, cells: list[str]) -> None:
        seen: dict[str, Cell] = {}
        for cell, leaf in zip(cells, self._leaves(line, cells), strict=True):
            name = self._column(cell.strip(), leaf)
            if name in seen and name:
                first = self._place(seen[name])
                message = sentence("the column '{name}' stands twice", name=name)
                finding = error(
                    "duplicate-key", message, self._place(leaf), "keep one of the two", (first, "first here")
                )
                self.findings.append(finding)
            seen[name] = leaf
            self.columns.append((name, leaf))
        for name in self.shape.required() - {name for name, _ in self.columns}:
            self.lacks_a_column = True
            if name not in self.meant:
                self._report(
                    "missing-key",
                    sentence("the table has no column '{name}'", name=name),
                    line,
                    sentence("add it: {description}", description=sentence(self.known[name])),
                )

    def _column(self, written: str, leaf: Cell) -> str:
        """The key a column is for; what is none is said once, not in every row."""
        name = written.lower().replace(" ", "_").replace("-", "_")
        if not written or not self.known or name in self.known or written.startswith("x-"):
            return name if name in self.known else written
        self.meant.add(nearest(written, self.known))
        hint = did_you_mean(written, self.known) or sentence(
            "use {keys}; a column of your own begins with x-", keys=", ".join(self.known)
        )
        self.findings.append(
            error(
                "unknown-key",
                sentence("the table has a column '{written}', which is no key", written=written),
                self._place(leaf),
                hint,
            )
        )
        return f"x-{written}"

    def _row(self, line: int, cells: list[str]) -> tuple[Entries, dict[str, Any]]:
        leaves = self._leaves(line, cells)
        entries = Entries(Point(self.source.name, line, 0), flow=True)
        entries.end_mark = Point(self.source.name, line, len(self._line(line)))
        value: dict[str, Any] = {}
        if self.lacks_a_column:
            self.broken[id(entries)] = entries
        if len(cells) != len(self.columns):
            self.broken[id(entries)] = entries
            self._report(
                "uneven-row",
                sentence(
                    "this row has {cells} cells, the header has {columns}", cells=len(cells), columns=len(self.columns)
                ),
                line,
                sentence("a cell that holds {sign} needs double quotes round it", sign=self._sign()),
            )
        for (name, _), text, leaf in zip(self.columns, cells, leaves, strict=False):
            self._cell(entries, value, name, text.strip(), leaf)
        return entries, value

    def _cell(self, entries: Entries, value: dict[str, Any], name: str, text: str, leaf: Cell) -> None:
        if not text:
            return
        if not name:
            self.findings.append(
                error("empty-key", "this column has no name in the header", self._place(leaf), "name it, or empty it")
            )
            return
        entries.keys[name] = leaf
        if name.startswith("x-"):
            return
        shape = self.shape.at([name])
        if shape.is_list:
            parts = [part for part in _LIST_SIGNS.split(text) if part]
            items = Items(leaf.start_mark, flow=True)
            items.end_mark = leaf.end_mark
            items.children = [leaf] * len(parts)
            entries.children[name] = items
            value[name] = [self._value(part, shape.at([0]), leaf) for part in parts]
        else:
            entries.children[name] = leaf
            value[name] = self._value(text, shape, leaf)

    def _value(self, text: str, shape: Shape, leaf: Cell) -> Value:
        if shape.is_text:
            return text
        if self.delimiter != "," and (comma := _COMMA_NUMBER.fullmatch(text)):
            text = f"{comma[1]}.{comma[2]}{comma[3]}"
        try:
            return resolve(text)
        except BadNumber as bad:
            self.broken[id(leaf)] = leaf
            self.findings.append(error(bad.code, bad.message, self._place(leaf), bad.hint))
            return text

    def _leaves(self, line: int, cells: list[str]) -> list[Cell]:
        """A leaf for each cell, at the column where its text is found on the row's first line."""
        row, at = self._line(line), 0
        leaves = []
        for cell in cells:
            text = cell.strip()
            found = row.find(text, at) if text else at
            start = found if found >= 0 else min(at, len(row))
            end = start + len(text) if found >= 0 else start + 1
            leaves.append(Cell(text, Point(self.source.name, line, start), Point(self.source.name, line, end)))
            behind = row.find(self.delimiter, end)
            at = behind + 1 if behind >= 0 else len(row)
        return leaves

    def _line(self, line: int) -> str:
        return self.source.lines[line] if line < len(self.source.lines) else ""

    def _place(self, leaf: Cell) -> Span:
        start = leaf.start_mark
        return Span(start.name, start.line + 1, start.column + 1, max(leaf.end_mark.column - start.column, 1))

    def _sign(self) -> str:
        signs = {"\t": sentence("a tab"), ";": sentence("a semicolon"), ",": sentence("a comma")}
        return signs.get(self.delimiter) or in_quotes(self.delimiter)

    def _report(self, code: str, message: str, line: int, hint: str) -> None:
        length = max(len(self._line(line)), 1)
        self.findings.append(error(code, message, Span(self.source.name, line + 1, 1, length), hint))

    def _broken_csv(self, failure: csv.Error) -> None:
        """Say which quote was left open, or that something follows a closing one."""
        unclosed = "unexpected end" in str(failure)
        number, column = _open_quote(self.source.lines, self.delimiter)
        place = Span(self.source.name, number + 1, column + 1)
        message = (
            sentence("the double quote that opens here is never closed")
            if unclosed
            else (sentence("this quoted cell does not end with its closing quote"))
        )
        hint = sentence('close it with ", and write "" for a double quote within a cell')
        self.findings.append(error("unclosed-quote", message, place, hint))


def _open_quote(lines: list[str], delimiter: str) -> tuple[int, int]:
    """The line and column (from 0) of the opening quote that csv stumbled over."""
    opened: tuple[int, int] | None = None
    last = (0, 0)
    for number, line in enumerate(lines):
        for column, sign in enumerate(line):
            if sign != '"':
                continue
            if opened is None:
                if column == 0 or line[column - 1] == delimiter:
                    opened = last = (number, column)
            elif line[column + 1 : column + 2] in {"", delimiter}:
                opened = None
            elif line[column + 1] != '"' and line[column - 1] != '"':
                return opened
    return opened or last
