"""Sheets that show parts of the plan as they stand: goals, milestones, team, compensation."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from salesplan.report.document.blocks import ActionSigns, Block, Card, Cards, Facts, Items, Prose
from salesplan.report.tables.layout import cells_wide
from salesplan.report.tables.table import Cell, Column, Kind, Table
from salesplan.report.xlsx.book import Book, page_breaks
from salesplan.report.xlsx.grid import Grid

_ACROSS = 4
"""The column up to which texts run."""
_LINE = 15.0  # points
_HEAD_LINE = 17.0
_ROWS, _ACROSS_PIXELS, _PIXELS = 27, 1026, 7
"""Rows and pixels of an A4 page on its side at full size, and pixels of a character."""
_FIRST, _FIGURE, _SHARE, _TEXT, _MOST = 30, 17, 9, 18, 46
"""Widths of columns, in characters: the first at least, figures and days, a strip's shares, texts from and to."""


class BlockPage:
    """A sheet that is filled block after block; `places` are the first and last row of each table's figures."""

    def __init__(self, book: Book, title: str, blocks: Sequence[Block] = ()) -> None:
        self.book = book
        self.grid: Grid = book.sheet(title)
        self.widths = column_widths([block for block in blocks if isinstance(block, Table)])
        self.columns = _ACROSS
        self.row = 2
        self.places: dict[str, tuple[int, int]] = {}
        self.tops: list[int] = []
        for column, width in enumerate(self.widths):
            self.grid.set_column(column, column, width)
        self.grid.put(0, 0, title, book.style("title"))
        self.grid.height(0, 28)
        self.grid.freeze_panes(1, 0)
        self.grid.repeat_rows(0)
        self.grid.set_landscape()

    def write(self, blocks: Sequence[Block]) -> None:
        """Write the blocks and frame what is printed. Drawings are left out: their figures are in tables."""
        for block in blocks:
            match block:
                case Table():
                    self._table(block)
                case Facts():
                    self._pairs(block.pairs)
                case Items():
                    self._items(block)
                case Cards():
                    self._cards(block)
                case Prose():
                    self._text(block.text, 0)
                case ActionSigns():
                    self._pairs([(sign.name, sign.text) for sign in block.signs])
                case _:
                    continue
            self.row += 1
        self.frame()

    def frame(self) -> None:
        """Set what is printed, and where its pages end: before a heading or a chart, not within."""
        self.grid.print_area(0, 0, max(self.row - 1, 1), self.columns)
        pixels = sum(_PIXELS * width + 5 for width in self.widths[: self.columns + 1])
        self.grid.set_h_pagebreaks(page_breaks([*self.tops, self.row], int(_ROWS * max(1.0, pixels / _ACROSS_PIXELS))))

    def heading(self, text: str) -> None:
        """A small heading; nothing for an empty text."""
        if text:
            self.tops.append(self.row)
            self.grid.put(self.row, 0, text, self.book.style("heading"))
            self.row += 1

    def _table(self, table: Table) -> None:
        self.heading(table.title)
        self.columns = max(self.columns, len(table.columns) - 1)
        beside = [at > 0 and table.columns[at - 1].kind.is_figure for at in range(len(table.columns))]
        for at, column in enumerate(table.columns):
            look = "head_right" if column.kind.is_figure else "head_aside" if beside[at] else "head"
            self.grid.put(self.row, at, column.title, self.book.style(look))
        heads = [lines_needed(column.title, self.widths[at]) for at, column in enumerate(table.columns)]
        if max(heads) > 1:
            self.grid.height(self.row, max(heads) * _HEAD_LINE)
        self.row += 1
        self.places[table.name] = self.row, self.row + len(table.rows) - 1
        self._heat(table)
        for row in table.all_rows():
            height = 1
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                text = column.kind is Kind.TEXT or isinstance(cell, str)
                figure = "wrapped_right" if column.kind.is_figure else "wrapped_aside" if beside[at] else "wrapped"
                style = (
                    figure if text else "date_aside" if column.kind is Kind.DATE and beside[at] else column.kind.value
                )
                self.grid.put(self.row, at, cell, self.book.style(style))
                if isinstance(cell, str):
                    height = max(height, lines_needed(cell, self.widths[at]))
            if height > 1:
                self.grid.height(self.row, height * _LINE)
            self.row += 1

    def _heat(self, table: Table) -> None:
        """Mark what is beyond 100% in the columns of a strip."""
        for at, column in enumerate(table.columns):
            if column.heat and table.rows:
                rule = {"type": "cell", "criteria": ">", "value": 1, "format": self.book.alarm()}
                self.grid.conditional_format(self.row, at, self.row + len(table.rows) - 1, at, rule)

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        for label, text in pairs:
            self.grid.put(self.row, 0, label, self.book.style("muted"))
            self._text(text, 1)

    def _items(self, items: Items) -> None:
        if items.title:
            self.grid.put(self.row, 0, items.title, self.book.style("muted"))
            self.row += 0 if items.entries else 1
        for number, entry in enumerate(items.entries, 1):
            self._text(f"{number}. {entry}" if items.ordered else f"•  {entry}", 1)

    def _cards(self, cards: Cards) -> None:
        self.heading(cards.title)
        for card in cards.cards:
            self._card(card)

    def _card(self, card: Card) -> None:
        self.grid.put(self.row, 0, card.title, self.book.style("group"))
        if card.label and lines_needed(card.title, self.widths[0]) > 1:
            self.row += 1
        self.grid.put(self.row, 1, card.label, self.book.style("subtitle"))
        self.row += 1
        if card.text:
            self._text(card.text, 1)
        self._pairs(card.facts)
        for items in card.lists:
            self._items(items)
        self.row += 1

    def _text(self, text: str, column: int) -> None:
        """A text across the page, on as many lines as it takes."""
        width = sum(self.widths[column : _ACROSS + 1])
        self.grid.put_across(self.row, column, _ACROSS, text, self.book.style("paragraph"))
        self.grid.height(self.row, max(1, lines_needed(text, width)) * _LINE)
        self.row += 1


def column_widths(tables: Sequence[Table]) -> list[int]:
    """The widths of a page's columns, in characters: what its tables need there, and room for texts across the page."""
    widths = [_FIRST, *[_TEXT] * _ACROSS]
    for table in tables:
        for at, column in enumerate(table.columns):
            if at >= len(widths):
                widths.append(_SHARE)
            widths[at] = max(widths[at], _width(column, [row[at] for row in table.all_rows()]))
    return widths


def _width(column: Column, cells: Sequence[Cell]) -> int:
    word = max((cells_wide(word) + 2 for word in column.title.split()), default=0)
    if column.kind is not Kind.TEXT:
        return max(_SHARE if column.heat else _FIGURE, word)
    longest = max((cells_wide(cell) for cell in cells if isinstance(cell, str)), default=0)
    return max(word, min(_MOST, ceil(longest * 1.15) + 2))


def lines_needed(text: str, width: int) -> int:
    """How many lines a text takes in a cell so many characters wide; no more than a row can show."""
    return min(27, sum(max(1, ceil(cells_wide(line) * 1.1 / width)) for line in text.split("\n")))
