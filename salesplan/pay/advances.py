"""Advances on pay: the draw of a settlement period, and the statement with it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from salesplan.base.money import round_money
from salesplan.base.periods import DAYS_OF_WEEK, Period
from salesplan.model.compensation import Compensation
from salesplan.pay.draws import draw
from salesplan.pay.rounding import paid_lines
from salesplan.pay.statement import Considered, Line, LineKind, Rule, Statement


def advance_of(scheme: Compensation, period: Period, currency: str) -> Decimal:
    """The draw of a settlement period; of a week that the plan's period cuts, in proportion to its days."""
    if scheme.draw is None:
        return Decimal(0)
    part = Fraction(len(period), DAYS_OF_WEEK) if scheme.draw.per == "week" else Fraction(1)
    return round_money(Fraction(scheme.draw.amount) * part, currency) if part != 1 else scheme.draw.amount


def with_draw(statement: Statement, scheme: Compensation, owed: Decimal, currency: str) -> tuple[Statement, Decimal]:
    """The statement with its advance, or what is set off, as a last line; and what is owed after it."""
    terms = scheme.draw
    if terms is None:
        return replace(statement, owed=owed), owed
    amount = advance_of(scheme, statement.period, currency)
    drawn = draw(statement.before_draw, amount, owed, recoverable=terms.recoverable)
    considered = statement.considered
    lines = statement.lines
    if drawn.advance:
        rule = Rule.ADVANCE if drawn.advance > 0 else Rule.SET_OFF
        (advance,) = paid_lines([Line(LineKind.DRAW, rule, Fraction(drawn.advance), about="draw")], currency)
        lines = (*lines, advance)
    else:
        considered = (
            *considered,
            Considered(Rule.ADVANCE, "", Fraction(statement.before_draw), Fraction(amount)),
        )
    working = replace(statement.working, owed=owed)
    return replace(statement, lines=lines, considered=considered, owed=drawn.owed, working=working), drawn.owed
