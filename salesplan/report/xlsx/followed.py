"""The sheets on where the plan stands and what it will bring: their tables, and charts of Excel's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from salesplan.base.money import rounded
from salesplan.report.document.blocks import Bars, Block, Facts, Items, Prose, Trend
from salesplan.report.tables.table import Cell, Column, Kind, Table
from salesplan.report.xlsx.blocks import BlockPage
from salesplan.report.xlsx.book import SERIES, Book
from salesplan.report.xlsx.grid import held
from salesplan.report.xlsx.quotas import bars_height, funnel_bars

_ROWS = 16
"""Rows that the chart of revenue takes."""


def write_followed(book: Book, sections: Mapping[str, tuple[Block, ...]]) -> None:
    """A sheet for each section that has something to say."""
    titles = {
        "progress": book.voice.say("Where we are"),
        "outlook": book.voice.say("Outlook"),
        "kpis": book.voice.say("Key figures"),
        "renewals": book.voice.say("Renewals"),
    }
    for key, title in titles.items():
        if sections.get(key):
            _write(BlockPage(book, title, sections[key]), sections[key])


def _write(page: BlockPage, blocks: tuple[Block, ...]) -> None:
    for place, block in enumerate(blocks):
        if isinstance(block, Bars):
            page.heading(held(block.title))
            if not _begins_with_table(blocks[place + 1 :]):
                page.write([Facts(tuple((held(bar.label), held(bar.figure)) for bar in block.bars))])
            continue
        page.write([_fitting(block)])
        if isinstance(block, Trend):
            page.write([Prose(held(block.note))])
        if isinstance(block, Table) and block.name in page.places:
            _chart(page, block)
    page.frame()


def _begins_with_table(blocks: Sequence[Block]) -> bool:
    """Whether a table without a title comes first, which then has the figures of the bars above it."""
    return bool(blocks) and isinstance(blocks[0], Table) and not blocks[0].title


def _fitting(block: Block) -> Block:
    """The block with texts that a cell can hold: those of records are nobody's promise."""
    match block:
        case Table():
            rows = tuple(tuple(map(_cell, block.columns, row)) for row in block.rows)
            total = tuple(map(_cell, block.columns, block.total)) if block.total else None
            return replace(block, rows=rows, total=total)
        case Prose():
            return replace(block, text=held(block.text))
        case Items():
            return replace(block, entries=tuple(map(held, block.entries)))
    return block


def _cell(column: Column, cell: Cell) -> Cell:
    if isinstance(cell, str):
        return held(cell)
    if column.kind is Kind.NUMBER and isinstance(cell, Decimal | Fraction):
        return rounded(cell, 2)
    return cell


def _chart(page: BlockPage, table: Table) -> None:
    top, bottom = page.places[table.name]
    if bottom < top:
        return
    page.tops.append(page.row)
    if table.name == "curve":
        page.grid.insert_chart(page.row, 0, _lines(page, table, (top, bottom)), {"description": table.title})
        page.row += _ROWS
    elif table.name == "futures":
        funnel_bars(page.book, page.grid, (table.title, table.title), (top, bottom, 1), (page.row, 0))
        page.row += bars_height(bottom - top + 1) // 22 + 1


def _lines(page: BlockPage, table: Table, rows: tuple[int, int]) -> Any:  # noqa: ANN401  (XlsxWriter's own chart)
    """Due and won by day, as lines."""
    (top, bottom), sheet = rows, page.grid.name
    chart = page.book.chart("line")
    for at, color in ((1, "#7A7A7A"), (2, SERIES[0])):
        chart.add_series(
            {
                "name": table.columns[at].title,
                "categories": [sheet, top, 0, bottom, 0],
                "values": [sheet, top, at, bottom, at],
                "line": {"color": color, "width": 2.25, **({"dash_type": "dash"} if at == 1 else {})},
            }
        )
    chart.set_title({"name": table.title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    first, last = (table.rows[at][0] for at in (0, -1))
    days = (last - first).days if isinstance(first, date) and isinstance(last, date) else 0
    weeks = {"major_unit": 7 * max(1, days // 70), "major_unit_type": "days"}
    chart.set_x_axis({"date_axis": True, "num_format": page.book.number_format("day"), **weeks})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D5DAE1"}}})
    chart.set_size({"width": 720, "height": 320})
    chart.set_chartarea({"border": {"none": True}})
    return chart
