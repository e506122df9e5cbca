"""The days that are asked about, as the engines know them."""

from datetime import date

from salesplan.records.canonical import DAY
from salesplan.records.engines.expression import Expr, col, lit, when
from salesplan.records.question import Question


def within(column: str, question: Question) -> Expr:
    """Whether a time is in the days asked about; where there is none, it is not."""
    test = lit(True)  # noqa: FBT003
    if question.since:
        test = test & (col(column) >= seconds(question.since))
    if question.until:
        test = test & (col(column) < seconds(question.until) + DAY)
    return when(test).then(lit(True)).otherwise(lit(False))  # noqa: FBT003


def seconds(day: date) -> int:
    """The beginning of a day in seconds since 1970, without any zone."""
    return (day - date(1970, 1, 1)).days * DAY
