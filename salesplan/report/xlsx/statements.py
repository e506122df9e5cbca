"""Statements of pay as a workbook: a sheet a person that works every line out again, and their sum on the first."""

from __future__ import annotations

from msgspec import Struct

from salesplan.model.plan import Plan
from salesplan.pay.commission import Commission
from salesplan.pay.statement import Statement
from salesplan.report.language.voice import voice_for
from salesplan.report.xlsx.book import Book, quoted
from salesplan.report.xlsx.grid import Grid, at
from salesplan.report.xlsx.statement_page import StatementPage

HEADS_ROW = 3


class Figure(Struct, frozen=True):
    """Where a statement's attainment (empty: it has none) and total stand."""

    statement: Statement
    attainment: str
    earned: str


def statements_workbook(found: Commission, plan: Plan) -> bytes:
    """The statements as an `.xlsx` file whose tiers, quotas and amounts may be changed.

    Lines are formulas that store the values they were paid with. What was closed stands as plain figures: paid is paid.

    Raises:
        Usage: for a text that no spreadsheet can hold.
    """
    book = Book(voice_for(plan.language, found.currency, found.period))
    summary = book.sheet(book.voice.say("All statements"))
    figures: list[Figure] = []
    for rep in dict.fromkeys(one.rep for one in found.statements):
        own = [one for one in found.statements if one.rep == rep]
        page = StatementPage(book, rep, own)
        name = quoted(page.grid.name)
        for one in own:
            attainment, earned = page.write(one)
            figures.append(Figure(one, attainment and f"{name}!{attainment}", f"{name}!{earned}"))
        page.finish()
    _summary(book, summary, found, figures)
    return book.finish(plan.title)


def _summary(book: Book, grid: Grid, found: Commission, figures: list[Figure]) -> None:
    voice, style = book.voice, book.style
    for column, width in enumerate((24, 26, 14, 14, 13, 16)):
        grid.set_column(column, column, width)
    grid.put(0, 0, voice.say("Commission statements"), style("title"))
    grid.height(0, 28)
    told = voice.say(
        "As of {day}. Marked cells may be changed: every line is worked out again.", day=voice.day(found.on)
    )
    grid.put(1, 0, told, style("subtitle"))
    heads = (voice.say("Paid to"), voice.say("Commission plan"), voice.say("From"), voice.say("To"),
             voice.say("Attainment"), voice.say("Commission"))  # fmt: skip
    for column, head in enumerate(heads):
        grid.put(HEADS_ROW, column, head, style("head_right" if column in {4, 5} else "head"))
    grid.freeze_panes(HEADS_ROW + 1, 0)
    row = HEADS_ROW + 1
    for figure in figures:
        _row(book, grid, row, figure)
        row += 1
    for column in range(5):
        grid.put(row, column, voice.say("Total") if column == 0 else "", style("group"))
    area = f"SUM({at(HEADS_ROW + 1, 5)}:{at(row - 1, 5)})" if figures else ""
    grid.put(row, 5, found.earned, style("cents_total"), area)
    grid.print_area(0, 0, row, 5)


def _row(book: Book, grid: Grid, row: int, figure: Figure) -> None:
    one, style = figure.statement, book.style
    for column, text in enumerate((one.rep, one.plan)):
        grid.put(row, column, text, style("text"))
    grid.put(row, 2, one.period.start, style("date"))
    grid.put(row, 3, one.period.end, style("date"))
    grid.put(row, 4, one.attainment, style("percent"), figure.attainment)
    grid.put(row, 5, one.earned, style("cents"), figure.earned)
