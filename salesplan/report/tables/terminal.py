"""Lines on a screen: plain and stable through a pipe, a little weight and colour on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TextIO

from salesplan.base.escaping import for_encoding
from salesplan.report.language.numbers import Numbers
from salesplan.report.tables.layout import Line, Role, table_lines
from salesplan.report.tables.table import Table

_WIDEST = 120
_STYLES = {
    Role.PLAIN: "",
    Role.TITLE: "bold",
    Role.HEADING: "dim",
    Role.RULE: "dim",
    Role.TOTAL: "bold",
    Role.BAR: "cyan",
    Role.NOTE: "dim",
}


def width_of(stream: TextIO) -> int | None:
    """How wide lines may be: what COLUMNS says, else the terminal's width; None (no limit) through a pipe."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    try:
        return min(_WIDEST, os.get_terminal_size(stream.fileno()).columns or 80) if stream.isatty() else None
    except (OSError, ValueError):
        return None


def show_table(table: Table, numbers: Numbers, stream: TextIO | None = None) -> None:
    """Print `table` to `stream`, standard output if None."""
    out = stream or sys.stdout
    show_lines(table_lines(table, numbers, width_of(out)), out)


def show_lines(lines: Iterable[Line], stream: TextIO | None = None) -> None:
    """Print lines to `stream` with its terminal's styles, or plain where it is no terminal or NO_COLOR is set."""
    out = stream or sys.stdout
    if out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        _show_styled(lines, out)
    else:
        text = "".join(plain(line) + "\n" for line in lines)
        out.write(for_encoding(text, out.encoding))


def plain(line: Line) -> str:
    """A line without its styles."""
    return "".join(piece.text for piece in line)


def _show_styled(lines: Iterable[Line], out: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, markup=False, emoji=False)
    for line in lines:
        text = Text.assemble(*((for_encoding(piece.text, out.encoding), _STYLES[piece.role]) for piece in line))
        console.print(text, soft_wrap=True)
