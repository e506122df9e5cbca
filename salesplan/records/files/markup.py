"""Tables of web pages and of XML spreadsheets: what some systems call `.xls`, so that Excel opens it."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import Remark, grouped, sentence
from salesplan.records.files.layout import BOMS, not_text
from salesplan.records.files.workbook import Text, others_named, rows_as_text, sheet_called

LARGEST = 1 << 26
"""Bytes a page may have; more is refused before it is read."""

MOST_ROWS, MOST_CELLS = 1 << 20, 1 << 14
"""Rows of a table and cells of a row at most, as in a sheet."""

_CHARSET = re.compile(
    rb"""(?:charset\s*=\s*|<\?xml[^>]*\bencoding\s*=\s*)["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE
)

_TAG = re.compile(r"""<(/?)([A-Za-z][\w:.-]{0,60})((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""")
"""A tag. Nothing in it reaches beyond the next `<`, so that no text, however it is written, is looked at twice."""
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_UNREAD = {"script": "</script", "style": "</style"}
_ROWS, _CELLS = frozenset({"tr", "row"}), frozenset({"td", "th", "cell"})
_FINE = re.compile(r"-?\d+\.\d{3}")


class Grid(Struct, frozen=True):
    """A table as it stands: the name of its sheet, and its rows of texts."""

    name: str = ""
    rows: list[list[str]] = field(default_factory=list)


def page_as_text(path: Path, part: str, shown: str, scratch: Path, encoding: str | None) -> Text:
    """Write a table of a page as CSV: the sheet that is named, else the first sheet, or the largest table of a page.

    Args:
        path: the page.
        part: the name of a sheet; empty for none.
        shown: the page in messages.
        scratch: a folder for the CSV file.
        encoding: as for `grids`.

    Returns:
        The CSV file, and notes on what is not read.

    Raises:
        Unreadable: as `grids`; or there is no table, or no sheet of that name.
    """
    found = [grid for grid in grids(path, shown, encoding) if max(map(len, grid.rows)) > 1]
    if not found:
        raise Unreadable(sentence("{shown} is a page without a table", shown=shown), "export it as CSV")
    chosen = _chosen(found, part, shown)
    copy, notes = rows_as_text(iter(chosen.rows), path, shown, scratch)
    others = [f"'{shown}#{grid.name}'" for grid in found if grid is not chosen and grid.name]
    if others and not part:
        notes = (*notes, Remark.of(others_named(shown, chosen.name, others)))
    elif len(found) > 1 and not chosen.name:
        notes = (*notes, Remark.of(sentence("{file}: of {n} tables the largest is read", file=shown, n=len(found))))
    return copy, notes


def _chosen(found: Sequence[Grid], part: str, shown: str) -> Grid:
    if part:
        name = sheet_called(part, [grid.name for grid in found if grid.name], shown)
        return next(grid for grid in found if grid.name == name)
    if found[0].name:
        return found[0]
    return max(found, key=lambda grid: sum(map(len, grid.rows)))


def grids(path: Path, shown: str, encoding: str | None) -> list[Grid]:
    """All tables of a page or sheets of a workbook in XML, in their order, with a text for each cell.

    A cell that spans several columns or rows is in the first of its columns, and in each of its rows.

    Args:
        path: the file.
        shown: its name in messages.
        encoding: of its text, where the user says it; else what the page says of itself, or UTF-8.

    Raises:
        Unreadable: it is too large, or not text in that encoding.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(
            sentence("{shown} is a page of {size} MB; pages may have {most} MB", shown=shown,
                     size=grouped(size >> 20), most=grouped(LARGEST >> 20)),
            "export it as CSV",
        )  # fmt: skip
    raw = path.read_bytes()
    said = _CHARSET.search(raw[: 1 << 12])
    named = encoding or _byte_order(raw) or (said.group(1).decode() if said else "utf-8")
    try:
        text = raw.decode(named)
    except (UnicodeDecodeError, LookupError) as fault:
        line = raw.count(b"\n", 0, fault.start) + 1 if isinstance(fault, UnicodeDecodeError) else 1
        raise not_text(shown, named, line) from None
    return grids_of(text)


def grids_of(text: str) -> list[Grid]:
    """All tables of a text that is HTML or XML, however broken it is; those without a row are left out."""
    return _Builder().build(text)


def _byte_order(raw: bytes) -> str | None:
    return next((name for mark, name in BOMS if raw.startswith(mark)), None)


class _Builder:
    """Tables from tags; one within a cell of another stands for itself."""

    def __init__(self) -> None:
        self.done: list[Grid] = []
        self.open: list[_Open] = []
        self.sheet = ""
        self.quiet = False

    def build(self, text: str) -> list[Grid]:
        for piece in _pieces(text):
            if isinstance(piece, str):
                if self.open and not self.quiet:
                    self.open[-1].write(piece)
            elif piece.ends:
                self._end(piece.name)
            else:
                self._start(piece)
        for table in self.open:  # of a page that is cut off
            table.end_row()
        return [grid for grid in self.done if grid.rows]

    def _start(self, tag: "_Tag") -> None:
        if tag.name == "comment":  # of a cell, which the sheet shows beside it
            self.quiet = not tag.closed
        elif tag.name == "worksheet":
            self.sheet = tag.values.get("name", "")
        elif tag.name == "table":
            grid = Grid(self.sheet)
            self.done.append(grid)
            self.open.append(_Open(grid))
        elif not self.open:
            return
        elif tag.name in _ROWS:
            self.open[-1].start_row(_number(tag.values.get("index")))
        elif tag.name in _CELLS:
            self.open[-1].start_cell(tag.values)
        elif tag.name == "data" and not self.quiet:
            self.open[-1].kind = tag.values.get("type", "")
        elif tag.name in {"br", "p", "div", "li"}:
            self.open[-1].write(" ")
        if tag.closed:
            self._end(tag.name)

    def _end(self, name: str) -> None:
        if name == "comment":
            self.quiet = False
        elif not self.open:
            return
        elif name == "table":
            self.open.pop().end_row()
        elif name in _ROWS:
            self.open[-1].end_row()
        elif name in _CELLS:
            self.open[-1].end_cell()


class _Open:
    """A table that is being read: its row and cell, and what cells above reach down to."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.kind = ""
        self.across = self.down = 0
        self.below: dict[int, tuple[int, str]] = {}

    def write(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)

    def start_row(self, index: int) -> None:
        self.end_row()
        missing = min(index, MOST_ROWS) - 1 - len(self.grid.rows)
        self.grid.rows.extend([] for _ in range(missing))
        self.row = []

    def start_cell(self, values: Mapping[str, str]) -> None:
        self.end_cell()
        if self.row is None:
            self.start_row(0)
        row = self.row if self.row is not None else []
        row.extend([""] * (min(_number(values.get("index")), MOST_CELLS) - 1 - len(row)))
        self._reach_down(row)
        self.across = _number(values.get("colspan")) - 1 if "colspan" in values else _number(values.get("mergeacross"))
        self.down = _number(values.get("rowspan")) - 1 if "rowspan" in values else _number(values.get("mergedown"))
        self.cell, self.kind = [], ""

    def end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        text = " ".join(html.unescape("".join(self.cell)).split())
        if self.kind.casefold() == "number" and _FINE.fullmatch(text):
            text = f"{text}0"  # three decimals alone could be taken for thousands
        if self.down > 0:
            self.below[len(self.row)] = (self.down, text)
        if len(self.row) < MOST_CELLS:
            self.row.append(text)
        self.row.extend([""] * min(max(self.across, 0), MOST_CELLS - len(self.row)))
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if self.row is None:
            return
        self._reach_down(self.row)
        if len(self.grid.rows) < MOST_ROWS:
            self.grid.rows.append(self.row)
        self.row = None

    def _reach_down(self, row: list[str]) -> None:
        while len(row) in self.below:
            left, text = self.below.pop(len(row))
            if left > 1:
                self.below[len(row)] = (left - 1, text)
            row.append(text)


class _Tag(Struct, frozen=True):
    name: str
    ends: bool
    values: Mapping[str, str]
    closed: bool


def _pieces(text: str) -> "Iterator[str | _Tag]":
    """Texts and tags, without comments, scripts and styles."""
    place = 0
    while (start := text.find("<", place)) >= 0:
        if start > place:
            yield text[place:start]
        place, piece = _piece(text, start)
        if piece is not None:
            yield piece
    yield text[place:]


def _piece(text: str, start: int) -> "tuple[int, str | _Tag | None]":
    """What begins at a `<`, and where the next piece begins."""
    if text.startswith("<!--", start):
        return _at(text, "-->", start) + 3, None
    if text.startswith("<![CDATA[", start):
        end = _at(text, "]]>", start)
        return end + 3, html.escape(text[start + 9 : end])
    found = _TAG.match(text, start)
    if found is None:
        return start + 1, "<" if text[start + 1 : start + 2] not in {"!", "?", "/"} else None
    slash, name, rest = found.groups()
    local = name.rpartition(":")[2].lower()
    if not slash and local in _UNREAD:
        return _at(text, _UNREAD[local], found.end()), None
    return found.end(), _Tag(local, bool(slash), _values(rest), rest.endswith("/"))


def _at(text: str, sign: str, start: int) -> int:
    """Where a sign stands next; at the end if it does not."""
    found = text.find(sign, start)
    return found if found >= 0 else len(text)


def _values(text: str) -> dict[str, str]:
    return {
        name.rpartition(":")[2].lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,5}", text) else 0
