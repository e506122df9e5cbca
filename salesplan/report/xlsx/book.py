"""A workbook under construction: its sheets, the look of its cells, the names of its inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from typing import Any, Final
from unicodedata import normalize

from xlsxwriter import Workbook

from salesplan.base.languages import LANGUAGES
from salesplan.base.money import decimals
from salesplan.importing.marks import FORMAT, SHEET, VERSION, Mark
from salesplan.report.language.numbers import English
from salesplan.report.language.voice import Voice
from salesplan.report.xlsx.grid import Grid, at, held

ACCENT, INK, MUTED, LINE = "#1F4E79", "#1B1F24", "#5F6B7A", "#D5DAE1"
INPUT_INK, INPUT_FILL, HEAD_FILL = "#1D4ED8", "#FFF8E1", "#EEF2F7"
SERIES: Final = ("#1F4E79", "#D07A20", "#5B8C5A", "#8A4FBF", "#A8481A", "#2F93AC", "#7A7A7A", "#481848")
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")

_BASE: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "vcenter"}
_INPUT: dict[str, Any] = {"font_color": INPUT_INK, "bg_color": INPUT_FILL, "border": 1, "border_color": "#E2C873"}
_TOTAL: dict[str, Any] = {"bold": True, "top": 1, "top_color": MUTED}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "font_color": ACCENT},
    "subtitle": {"font_color": MUTED},
    "subtitle_aside": {"font_color": MUTED, "indent": 1},
    "heading": {"font_size": 13, "bold": True, "font_color": ACCENT},
    "group": {"bold": True},
    "head": {"bold": True, "bg_color": HEAD_FILL, "bottom": 1, "bottom_color": MUTED, "text_wrap": True},
    "head_right": {
        "bold": True, "bg_color": HEAD_FILL, "bottom": 1, "bottom_color": MUTED, "text_wrap": True, "align": "right",
    },
    "text": {"bottom": 4, "bottom_color": LINE},
    "wrapped": {"bottom": 4, "bottom_color": LINE, "text_wrap": True},
    "label": {"bottom": 4, "bottom_color": LINE},
    "wrapped_aside": {"bottom": 4, "bottom_color": LINE, "text_wrap": True, "align": "left", "indent": 1},
    "note": {"font_color": MUTED, "text_wrap": True, "valign": "top"},
    "label_bold": {"bottom": 4, "bottom_color": LINE, "bold": True},
    "paragraph": {"text_wrap": True, "valign": "top"},
    "wrapped_right": {"bottom": 4, "bottom_color": LINE, "text_wrap": True, "align": "right"},
    "muted": {"font_color": MUTED, "bottom": 4, "bottom_color": LINE, "indent": 1, "valign": "top", "align": "left"},
    "remark": {"font_color": MUTED, "bottom": 4, "bottom_color": LINE, "indent": 1},
    "aside": {"bottom": 4, "bottom_color": LINE, "indent": 1},
    "head_aside": {"bold": True, "bg_color": HEAD_FILL, "bottom": 1, "bottom_color": MUTED, "indent": 1},
    "plain": {},
    "faint": {"font_color": MUTED, "font_size": 9},
}  # fmt: skip

_FIGURE_LOOKS: dict[str, dict[str, Any]] = {
    "": _LOOKS["text"],
    "group": {**_LOOKS["text"], "bold": True},
    "head": _LOOKS["head_right"],
    "input": _INPUT,
    "total": _TOTAL,
    "aside": {**_LOOKS["text"], "indent": 1},
    "faint": _LOOKS["faint"],
}


def money_style(*amounts: float | Decimal | Fraction | None) -> str:
    """The style of amounts in a column: `cents` where one of them has any, else `money`."""
    return "cents" if any(amount is not None and amount % 1 for amount in amounts) else "money"


class Book:
    """A workbook in one language and currency. Cell styles are numbers, got by name: `count`, `money_input`."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self._stream = BytesIO()
        self._book = Workbook(
            self._stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._formats = number_formats(voice.words.language, voice.currency)
        self._styles: dict[str, int] = {}
        self._names: set[str] = set()
        self._last: list[Grid] = []
        self._marks: list[Mark] = []

    def sheet(self, name: str, *, last: bool = False) -> Grid:
        """A new sheet that prints on A4, one page wide, without lines between cells; `last` puts it behind others."""
        grid: Grid = self._book.add_worksheet(self._free_sheet_name(name), worksheet_class=Grid)
        grid.hide_gridlines(2)
        grid.set_paper(9)
        grid.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        grid.fit_to_pages(1, 0)
        if last:
            self._last.append(grid)
        grid.set_footer("&L&9&A&R&9&P / &N")
        grid.set_default_row(17)
        return grid

    def style(self, name: str) -> int:
        """The number of a style: a look (`head`), or a kind of figure, plain or `_input`, `_total`, `_faint`."""
        if name not in self._styles:
            self._styles[name] = self._book.add_format({**_BASE, **self._properties(name)})._get_xf_index()  # noqa: SLF001
        return self._styles[name]

    def _properties(self, name: str) -> Mapping[str, Any]:
        if name in _LOOKS:
            return _LOOKS[name]
        kind, _, look = name.partition("_")
        figure: dict[str, Any] = {"align": "left" if kind == "date" else "right", "num_format": self._formats[kind]}
        return {**figure, **_FIGURE_LOOKS[look]}

    def number_format(self, kind: str) -> str:
        """Excel's format for a kind of figure."""
        return self._formats[kind]

    def alarm(self) -> Any:  # noqa: ANN401  (XlsxWriter's own format)
        """The look of a figure that should not be."""
        return self._book.add_format({"font_color": "#B00020", "bold": True})

    def name(self, words: str, grid: Grid, row: int, column: int) -> str:
        """Give a cell a name made of `words`, one of its kind; formulas may use it.

        The first word is ours and longer than a column's letters, so that no name can look like a cell.
        """
        plain = normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
        name = next(one for one in _number(stem[:200]) if one not in self._names)
        self._names.add(name)
        self._book.define_name(name, f"={quoted(grid.name)}!{at(row, column, fixed=True)}")
        return name

    def mark(self, mark: Mark) -> None:
        """Remember what a named cell is, so that `salesplan import` finds it again."""
        self._marks.append(mark)

    def _write_marks(self, title: str) -> None:
        grid: Grid = self._book.add_worksheet(SHEET, worksheet_class=Grid)
        grid.very_hidden()
        style = self.style("plain")
        rows = [
            (FORMAT, VERSION, held(title)),
            *((m.name, m.role.value, m.path, m.number, int(m.is_rate)) for m in self._marks),
        ]
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                grid.put(row, column, value, style)
        self._last.append(grid)

    def chart(self, kind: str, subtype: str = "") -> Any:  # noqa: ANN401  (XlsxWriter's charts are untyped)
        """A new chart."""
        return self._book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})

    def finish(self, title: str) -> bytes:
        """The finished file. It bears no date, so that the same plan gives the same file."""
        from datetime import UTC, datetime

        self._write_marks(title)
        sheets = self._book.worksheets_objs
        sheets.sort(key=lambda grid: grid in self._last)
        for number, grid in enumerate(sheets):
            grid.index = number
        self._book.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
        self._book.close()
        return self._stream.getvalue()

    def _free_sheet_name(self, name: str) -> str:
        stem = _NOT_IN_SHEET_NAME.sub(" ", name).strip()[: _LONGEST_SHEET_NAME - 3] or "-"
        taken = {SHEET, *(grid.name.lower() for grid in self._book.worksheets())}
        return next(one for one in (stem, *(f"{stem} {n}" for n in range(2, 99))) if one.lower() not in taken)


def _number(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}_{number}"
        number += 1


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return f"'{sheet}'"


def page_breaks(tops: Sequence[int], rows: int) -> list[int]:
    """The first rows of pages of so many `rows`, so that what begins at each of the `tops` stays on one.

    The last of `tops` is where everything ends. What is longer than a page begins on one of its own.
    """
    breaks: list[int] = []
    for top, end in pairwise(tops):
        if top and end - (breaks[-1] if breaks else 0) > rows:
            breaks.append(top)
    return breaks


def number_formats(language: str, currency: str) -> dict[str, str]:
    """Excel's number formats for each kind of figure, money with its sign where the language puts it.

    Excel stores formats in English and shows them in its reader's own separators; the code in brackets names the
    language of the sign and of the months.
    """
    lcid = LANGUAGES.get(language, LANGUAGES["en"]).lcid
    digits = decimals(currency)
    cents = "#,##0" + ("." + "0" * digits if digits else "")
    return {
        "count": "#,##0",
        "money": _money_format("#,##0", language, currency, lcid),
        "cents": _money_format(cents, language, currency, lcid),
        "percent": "0.0%",
        "rate": "0.0##%",
        "of": '"/ "#,##0',
        "number": "General",
        "general": "General",
        "hours": "#,##0.0",
        "date": f"[$-{lcid}]d mmm yyyy",
        "day": f"[$-{lcid}]d mmm",
        "month": f"[$-{lcid}]mmm yyyy",
    }


def _money_format(amount: str, language: str, currency: str, lcid: str) -> str:
    if not currency:
        return amount
    sign = English().money(0, currency).rstrip("0").rstrip(".").rstrip("\u00a0") or currency
    bracketed = f"[${sign}-{lcid}]"
    if language == "en":
        gap = " " if sign[-1:].isalpha() else ""
        return f"{bracketed}{gap}{amount};-{bracketed}{gap}{amount}"
    return f"{amount} {bracketed}"
