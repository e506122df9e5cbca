"""The sheet of one person: what each statement rests on in marked cells, and every line as a formula."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from salesplan.base.money import decimals, round_money
from salesplan.pay.statement import Line, LineKind, Rule, Statement, Working
from salesplan.report.pay.answer import kinds
from salesplan.report.pay.rules import rule_text
from salesplan.report.xlsx.book import Book
from salesplan.report.xlsx.grid import Value, at
from salesplan.report.xlsx.tier_cells import TierCells

FIRST_TIER = 7
DEAL, DAY, KIND, AMOUNT, CREDITED, MEASURED, REACHED = range(FIRST_TIER)
APART = (Rule.CHANGED, Rule.ADVANCE, Rule.SET_OFF)
"""Rules whose lines are whole units already, and are not rounded together with the others."""


class StatementPage:
    """A person's sheet; statements are written one below the other."""

    def __init__(self, book: Book, rep: str, statements: Sequence[Statement]) -> None:
        self.book, self.voice = book, book.voice
        self.grid = book.sheet(rep)
        self.tiers = max((len(one.working.slices or ()) for one in statements), default=0)
        self.exact = FIRST_TIER + self.tiers
        self.rounded, self.paid, self.rule = self.exact + 1, self.exact + 2, self.exact + 3
        self.digits = decimals(book.voice.currency)
        self.row = 2
        self.grid.put(0, 0, rep, book.style("title"))
        self.grid.height(0, 28)
        widths = (18, 14, 13, 14, 14, 14, 16, *[14] * self.tiers, 15, 14, 14, 50)
        for column, width in enumerate(widths):
            self.grid.set_column(column, column, width)

    def put(self, column: int, value: Value, style: str, formula: str = "") -> None:
        """A cell of the row being written."""
        self.grid.put(self.row, column, value, self.book.style(style), formula)

    def finish(self) -> None:
        """Set what prints."""
        self.grid.set_landscape()
        self.grid.print_area(0, 0, self.row, self.rule)

    def write(self, one: Statement) -> tuple[str, str]:
        """One statement; the cells of its attainment (empty: it has none) and of its total."""
        span = self.voice.span(one.period.start, one.period.end)
        self.put(0, f"{one.plan}, {span}", "heading")
        self.row += 1
        lines = _Lines(self, one)
        self._heads(lines.cells.count)
        for number in range(len(lines.lines)):
            lines.write(number)
            self.row += 1
        return self._closing(one, lines)

    def _heads(self, tiers: int) -> None:
        say = self.voice.say
        heads = [say("Deal"), say("Date"), say("Kind"), say("Amount"), say("Credited"), say("Counts"), say("Reached")]
        heads += [say("In tier {n}", n=str(number + 1)) if number < tiers else "" for number in range(self.tiers)]
        heads += [say("Exact"), say("Rounded"), say("Commission"), say("Rule")]
        for column, head in enumerate(heads):
            self.put(
                column,
                head,
                "head_aside" if column == self.rule else "head" if column in {DEAL, DAY, KIND} else "head_right",
            )
        self.row += 1

    def round(self, formula: str) -> str:
        """To the currency's own decimals, half a unit away from zero; first to what a double can tell."""
        return f"ROUND(ROUND({formula},9),{self.digits})"

    def _closing(self, one: Statement, lines: _Lines) -> tuple[str, str]:
        say = self.voice.say
        for column in range(self.paid):
            self.put(column, say("Total") if column == 0 else "", "group")
        area = f"SUM({at(lines.first, self.paid)}:{at(self.row - 1, self.paid)})" if lines.lines else ""
        self.put(self.paid, one.earned, "cents_total", area)
        total = self.row
        self.row += 1
        attainment = ""
        if one.attainment is not None:
            self.put(0, say("Attainment"), "text")
            self.put(1, one.attainment, "percent", lines.attainment())
            attainment = at(self.row, 1)
            self.row += 1
        if one.owed:
            self.put(0, say("Still owed"), "text")
            self.put(1, one.owed, "cents", lines.owed(total))
            self.row += 1
        self.row += 2
        return attainment, at(total, self.paid)


class _Lines:
    """The lines of a statement, and the formulas that tie them together."""

    def __init__(self, page: StatementPage, one: Statement) -> None:
        working = one.working
        self.page, self.one, self.live = page, one, not one.closed
        self.lines = with_limits(one.lines, working) if self.live else one.lines
        self.own = [place for place, line in enumerate(self.lines) if self.live and _is_own(line, working)]
        self.together = sum(1 for line in self.lines if line.rule not in APART)
        self.reached: dict[int, Fraction] = {}
        at_ = working.opening
        for place in self.own:
            at_ += sum((part.measured for part in self.lines[place].parts), Fraction(0))
            self.reached[place] = at_
        self.cells = TierCells(page.book, page.grid, page.row, FIRST_TIER)
        if self.live:
            page.row = self.cells.write(working, at_, (self.own[0], self.own[-1]) if self.own else None)
        self.first = page.row + 1

    def write(self, number: int) -> None:
        """One line, in the page's row."""
        page, line, own = self.page, self.lines[number], number in self.reached
        page.put(DEAL, line.deal or ("" if line.kind is LineKind.DRAW else line.about), "text")
        page.put(DAY, line.day, "date")
        page.put(KIND, kinds(page.voice)[line.kind], "text")
        page.put(AMOUNT, line.amount, "cents")
        page.put(CREDITED, line.credited, "cents_input" if own else "cents")
        if own:
            self._counted(number)
        for column in range(FIRST_TIER + self.cells.count if own else MEASURED, page.exact):
            page.put(column, None, "text")
        page.put(page.exact, line.exact, "number", self._exact(number) if self.live else "")
        paid = at(page.row, page.exact) if self.live else ""
        if self.live and number < self.together:
            rounded = page.round(at(page.row, page.exact))
            page.put(page.rounded, round_money(line.exact, page.voice.currency), "cents", rounded)
            paid = self._corrected()
        else:
            page.put(page.rounded, None, "text")
        page.put(page.paid, line.commission, "cents", paid)
        page.put(page.rule, rule_text(page.voice, line), "aside")

    def _corrected(self) -> str:
        """The rounded line, with the unit that makes lines add up to their exact sum where rounding was coarsest."""
        page, columns = self.page, (self.page.exact, self.page.rounded)
        first, last, unit = self.first, self.first + self.together - 1, 10**self.page.digits
        exact, rounded = (f"{at(first, one, fixed=True)}:{at(last, one, fixed=True)}" for one in columns)
        above = "-".join(f"{at(first, one, fixed=True)}:{at(page.row, one)}" for one in columns)
        own = at(page.row, page.rounded)
        short = f"ROUND(({page.round(f'SUM({exact})')}-SUM({rounded}))*{unit},0)"
        error = f"ROUND(({at(page.row, page.exact)}-{own})*SIGN({short}),9)"
        larger = f"SUMPRODUCT(--(ROUND(({exact}-{rounded})*SIGN({short}),9)>{error}))"
        earlier = f"SUMPRODUCT(--(ROUND(({above})*SIGN({short}),9)={error}))"
        return f"IF({short}=0,{own},{own}+IF({larger}+{earlier}<=ABS({short}),SIGN({short})/{unit},0))"

    def _counted(self, number: int) -> None:
        """What a line counts, where it takes the total, and its part in each tier."""
        page, line, row = self.page, self.lines[number], self.page.row
        measured = sum((part.measured for part in line.parts), Fraction(0))
        page.put(MEASURED, measured, self.cells.figure, "" if self.one.working.by_deals else at(row, CREDITED))
        before = self.cells.opening if number == self.own[0] else at(row - 1, REACHED)
        page.put(REACHED, self.reached[number], self.cells.figure, f"{before}+{at(row, MEASURED)}")
        for tier in range(self.cells.count):
            formula = self.cells.formula(tier, before, at(row, REACHED))
            page.put(FIRST_TIER + tier, self.cells.part(line, tier), self.cells.figure, formula)

    def _exact(self, number: int) -> str:
        """The formula of what a line comes to before rounding; empty where it is a figure of its own."""
        row, page, line = self.page.row, self.page, self.lines[number]
        if number in self.reached or line.rule in {Rule.TIERS, Rule.INSTALMENT, Rule.OF_PAID}:
            return self._sale(number)
        match line.rule:
            case Rule.OVERRIDE if line.rate is not None:
                return f"{at(row, CREDITED)}*{float(line.rate)!r}"
            case Rule.CAP | Rule.FLOOR if line.home == self.one.working.home:
                return self._limit(line.rule)
            case Rule.ADVANCE | Rule.SET_OFF:
                above = f"SUM({at(self.first, page.paid)}:{at(row - 1, page.paid)})" if number else "0"
                return self.cells.draw(above, recoverable=self.one.working.recoverable)
        return ""

    def _sale(self, number: int) -> str:
        """What a sale pays, or takes back: through the tiers above, or through others in figures."""
        line = self.lines[number]
        if line.rule is Rule.OF_PAID:
            return self._of_paid(number)
        return self._shared(self._tiers() if number in self.reached else _spelt(line), line)

    @staticmethod
    def _shared(formula: str, line: Line) -> str:
        """What is paid now of a line that is paid in instalments."""
        return f"({formula})*{float(line.due)!r}" if formula and line.due != 1 else formula

    def _of_paid(self, number: int) -> str:
        """A part of what the deal's lines above pay; of what an earlier statement paid, a figure of its own."""
        line = self.lines[number]
        above = [
            place
            for place, one in enumerate(self.lines[:number])
            if one.deal == line.deal and one.rule in {Rule.TIERS, Rule.INSTALMENT}
        ]
        rows = "+".join(at(self.first + place, self.page.exact) for place in above)
        paid = sum((self.lines[place].exact for place in above), Fraction(0))
        if not paid or abs(line.exact) != paid * line.due:
            return ""
        return f"{'-' if line.exact < 0 else ''}{float(line.due)!r}*({rows})"

    def _tiers(self) -> str:
        if not self.cells.count:
            return ""
        row = self.page.row
        parts = f"{at(row, FIRST_TIER)}:{at(row, FIRST_TIER + self.cells.count - 1)}"
        paid = f"SUMPRODUCT({parts},{self.cells.rates})"
        if not self.one.working.by_deals:
            return paid
        return f"IF({at(row, MEASURED)}=0,0,{paid}*{at(row, CREDITED)}/{at(row, MEASURED)})"

    def _limit(self, rule: Rule) -> str:
        limit = self.cells.cap if rule is Rule.CAP else self.cells.floor
        if not limit:
            return ""
        rows = [at(self.first + place, self.page.exact) for place in self.own]
        earned = f"SUM({rows[0]}:{rows[-1]})" if rows else "0"
        return f"{'MIN' if rule is Rule.CAP else 'MAX'}(0,{limit}-{earned})"

    def attainment(self) -> str:
        """Attainment as a formula, where it is of the one period that tiers count over."""
        one, cells = self.one, self.cells
        if not cells.quota or not cells.total or one.quota != one.working.quota:
            return ""
        total = self.reached[self.own[-1]] if self.own else one.working.opening
        return f"{cells.total}/{cells.quota}" if total == one.measured else ""

    def owed(self, total_row: int) -> str:
        """What is still owed after this statement: what was before, and the draw above the total."""
        working = self.one.working
        if not self.cells.owed or not working.recoverable:
            return ""
        return f"{self.cells.owed}+{at(total_row - 1, self.page.paid)}"


def _is_own(line: Line, working: Working) -> bool:
    counted = line.rule in {Rule.TIERS, Rule.OF_PAID}
    return counted and bool(working.slices) and line.home == working.home


def _spelt(line: Line) -> str:
    """A line of other tiers than those above: each part at its rate, in figures."""
    whole = sum((part.measured for part in line.parts), Fraction(0))
    if not whole or line.credited is None:
        return ""
    worth = line.credited / whole
    return "+".join(f"{float(part.measured * worth)!r}*{float(part.slice.paid)!r}" for part in line.parts)


def with_limits(lines: Sequence[Line], working: Working) -> tuple[Line, ...]:
    """The lines, and one of nothing for each limit or draw that did not fire, so that it may when inputs change."""
    found = list(lines)
    rules = {line.rule for line in lines if line.home == working.home or line.rule in APART}
    after = max((place for place, line in enumerate(found) if _is_own(line, working)), default=-1) + 1
    nothing = Line(LineKind.ADJUSTMENT, Rule.CAP, Fraction(0), home=working.home)
    for rule, limit in ((Rule.FLOOR, working.floor), (Rule.CAP, working.cap)):
        if limit is not None and rule not in rules:
            found.insert(after, replace(nothing, rule=rule))
    if working.advance is not None and not rules & {Rule.ADVANCE, Rule.SET_OFF}:
        found.append(replace(nothing, kind=LineKind.DRAW, rule=Rule.ADVANCE))
    return tuple(found)
