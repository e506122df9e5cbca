"""Tables that the tests of every format share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.report.tables.table import Column, Kind, Table

HOSTILE = (
    "[red]", "[/]", "[emea]", ":smile:", "\x1b[31mred", "\x1b]8;;http://evil.example\x07", "abc\u202edcb", "nul\x00",
    "\ud800", "zero\u200bwidth", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "</script>", "a|b", "two\nlines", "`code`", "# head", "- item", "1. item", "[x](javascript:alert(1))",
    "![i](http://evil.example/i.png)",
    "http://evil.example/", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{{ 7*7 }}", "{% raw %}", "&lt;b&gt;",
    "$x$", "---", "~~~",
)  # fmt: skip

QUOTAS = Table(
    name="quotas",
    title="Quotas",
    columns=(
        Column("segment", "Segment"),
        Column("action", "Action"),
        Column("count", "Count", Kind.COUNT, bar=True),
        Column("amount", "Amount", Kind.MONEY),
        Column("share", "Share", Kind.PERCENT),
        Column("pace", "Pace", Kind.NUMBER),
        Column("by", "By", Kind.DATE),
    ),
    rows=(
        ("marketing", "prospect", 1240, Decimal(90000), Fraction(1, 3), Decimal("2777.78"), date(2027, 1, 4)),
        ("sales", "call", 96, Decimal("12.5"), 0.25, Fraction(1, 2), None),
        ("sales", "meeting", 12, None, 1, 3, None),
    ),
    total=("Total", None, 1348, Decimal("90012.50"), None, None, None),
    note="Every figure is made up.",
    currency="EUR",
    group="segment",
)


def named(*texts: str) -> Table:
    """A table with one row a text."""
    columns = (Column("name", "Name"), Column("count", "Count", Kind.COUNT))
    return Table("names", "Names", columns, tuple((text, 1) for text in texts))
