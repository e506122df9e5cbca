"""The sheet of the budget: its lines in marked cells, sums and return as formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from salesplan.base.money import decimals, round_money
from salesplan.importing.marks import Mark, Role
from salesplan.indicators.budget import BudgetReview
from salesplan.model.budget import Budget, BudgetLine
from salesplan.quotas.spending import Spending, spending
from salesplan.report.language.vocabulary import capital
from salesplan.report.xlsx.book import Book, money_style
from salesplan.report.xlsx.grid import Grid, Value
from salesplan.report.xlsx.inputs import decimals_of
from salesplan.report.xlsx.rates import Place, Ratio, write_rate


class _Page:
    def __init__(self, book: Book, grid: Grid) -> None:
        self.book, self.grid, self.row = book, grid, 3
        self.money = "money"

    def put(self, column: int, value: Value, style: str, formula: str = "") -> None:
        self.grid.put(self.row, column, value, self.book.style(style), formula)

    def result(self, label: str, value: Value, style: str, formula: str) -> int:
        """A line with a label and its figure in the last column; its row, from 1."""
        look = "group" if style.endswith(("_total", "_group")) else "text"
        for column in range(4):
            self.put(column, label if column == 0 else "", look)
        self.put(4, value, style, formula)
        self.row += 1
        return self.row

    def ratio(self, label: str, rate: Fraction, name: str, path: str) -> Ratio:
        """A rate to type, and so many of so many beside."""
        self.put(0, label, "text")
        self.put(4, "", "text")
        names = write_rate(self.book, self.grid, Place(self.row, name, path), rate)
        self.row += 1
        return names

    def figure(self, row: int, name: str, path: str, value: Decimal) -> None:
        """Name and mark the input in the last column of a row."""
        self.book.mark(Mark(self.book.name(name, self.grid, row, 4), Role.INPUT, path, float(value)))


def write_budget(book: Book, budget: Budget, revenue: str, found: BudgetReview) -> None:
    """Write the sheet; `revenue` is the cell of the target, `found` what the plan earns."""
    page, voice = _Page(book, book.sheet(book.voice.say("Budget"))), book.voice
    _opening(page)
    page.money = money_style(budget.limit, *(line.amount for line in budget.lines))
    sums = spending(budget, voice.currency)
    total = _total(page, budget, sums, _lines(page, budget))
    page.row += 1
    if found.gross_margin is not None and budget.margin is not None and revenue:
        _return_on_budget(page, (budget.margin, revenue), found, total)
    page.grid.print_area(0, 0, page.row, 4)


def _opening(page: _Page) -> None:
    voice, grid, style = page.book.voice, page.grid, page.book.style
    for column, width in enumerate((34, 18, 18, 18, 16)):
        grid.set_column(column, column, width)
    grid.put(0, 0, voice.say("Budget"), style("title"))
    grid.height(0, 28)
    for column, head in enumerate(
        (voice.say("Item"), voice.say("Category"), voice.say("Team"), voice.say("When"), voice.say("Amount"))
    ):
        grid.put(2, column, head, style("head" if column < 4 else "head_right"))  # noqa: PLR2004
    grid.freeze_panes(3, 0)
    grid.repeat_rows(2)


def _lines(page: _Page, budget: Budget) -> str:
    """The lines; the range of their amounts."""
    first = page.row + 1
    for number, line in enumerate(budget.lines, 1):
        _line(page, line, number)
    return f"E{first}:E{page.row}" if budget.lines else "0"


def _line(page: _Page, line: BudgetLine, number: int) -> None:
    voice = page.book.voice
    when = capital(voice.month(line.when)) if line.when else ""
    texts = (line.item, voice.name(line.category), voice.name(line.segment), when)
    for column, text in enumerate(texts):
        page.put(column, text, "text")
    page.put(4, line.amount, f"{page.money}_input")
    page.figure(page.row, f"budget {line.item}", f"budget.lines.{number}.amount", line.amount)
    page.row += 1


def _total(page: _Page, budget: Budget, sums: Spending, lines: str) -> int:
    """The reserve and the total; the row of the total."""
    voice, places = page.book.voice, decimals(page.book.voice.currency)
    scale = 10 ** decimals_of([line.amount for line in budget.lines], places)
    subtotal = page.result(voice.say("Lines"), sums.lines, f"{page.money}_group", f"SUM({lines})")
    reserve = ""
    if budget.contingency:
        rate = page.ratio(voice.say("Contingency"), budget.contingency, "budget contingency", "budget.contingency")
        formula = _round(f"ROUND(E{subtotal}*{scale},0)*{rate.part}", f"{rate.whole}*{scale}", places)
        reserve = f"+E{page.result(voice.say('Reserve'), sums.contingency, page.money, formula)}"
    total = page.result(voice.say("Total"), sums.total, f"{page.money}_total", f"E{subtotal}{reserve}")
    if budget.limit is not None:
        limit = page.result(voice.say("Limit"), budget.limit, f"{page.money}_input", "")
        page.figure(limit - 1, "budget limit", "budget.limit", Decimal(budget.limit))
        page.result(voice.say("Left"), Decimal(budget.limit) - sums.total, page.money, f"E{limit}-E{total}")
    return total


def _round(dividend: str, divisor: str, places: int) -> str:
    """A quotient of whole numbers in whole minor units, half a unit up."""
    unit = 10**places
    return f"INT((2*({dividend})*{unit}+({divisor}))/(2*({divisor})))/{unit}"


def _return_on_budget(page: _Page, of: tuple[Fraction, str], found: BudgetReview, total: int) -> None:
    """The gross margin of the revenue that is expected, and the return on budget, without pay and with it.

    Tiers make pay follow the target in steps, which no formula of the sheet does: pay is that of the plan's target, and
    of any other target the sheet tells none, and no return with it.
    """
    (margin, revenue), voice, places = of, page.book.voice, decimals(page.book.voice.currency)
    rate = page.ratio(voice.say("Gross margin"), margin, "budget margin", "budget.margin")
    share = found.expected
    expected_part = "" if share == 1 else f"*{share.numerator}/{share.denominator}"
    margin_of = f"ROUND(({revenue}){expected_part}*{rate.part}/{rate.whole},{places})"
    expected = page.result(voice.say("Expected gross margin"), found.gross_margin, page.money, margin_of)
    page.result(voice.say("Return on budget"), found.on_budget, "percent_group", f"(E{expected}-E{total})/E{total}")
    if found.pay is None or found.returned is None:
        return
    planned = round_money(found.revenue / share, voice.currency) if found.revenue else Decimal(0)
    same = f"ROUND(({revenue})-{planned:f},{places})=0"
    pay = page.result(
        voice.say("Pay at the plan's target"), found.pay.total, page.money, f'IF({same},{found.pay.total:f},"")'
    )
    cost = f"(E{total}+E{pay})"
    formula = f'IF(E{pay}="","",(E{expected}-{cost})/{cost})'
    page.result(voice.say("Return with pay"), found.returned, "percent_group", formula)
