"""Markdown that means on GitHub and GitLab what was written, whatever a name holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from salesplan.base.escaping import one_line, visible
from salesplan.report.language.numbers import Numbers
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.table import Table

# Signs that can start a span anywhere; `_` only where it is not inside a word, `$` only before what could be a formula.
_INLINE = re.compile(r"([\\`*\[\]|~])|(?<![^\W_])(_)|(_)(?![^\W_])|(\$)(?!\d)")
# Signs that make a block of a line they begin.
_BLOCK = re.compile(r"^(\s*)([#+=:-]|>|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def escaped(text: str) -> str:
    """`text` on one line, shown literally by every Markdown renderer: no span, no HTML, no table cell of its own."""
    return _escape_part(one_line(text))


def paragraphs(text: str) -> str:
    """Prose of several lines: blank lines part paragraphs, all else is shown literally."""
    parts = [one_line(part) for part in re.split(r"\n[ \t]*\n", visible(text).strip())]
    return "\n\n".join(_escape_part(part) for part in parts)


def fenced(lines: Sequence[str]) -> str:
    """Lines as they are, in a block of code whose fence is longer than any within."""
    cleaned = [one_line_kept(line) for line in lines]
    longest = max((len(run) for line in cleaned for run in re.findall(r"`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *cleaned, fence])


def one_line_kept(text: str) -> str:
    """`text` on one line with its runs of blanks as they are."""
    return visible(text).replace("\n", " ").replace("\t", " ").rstrip(" ")


def table_markdown(table: Table, numbers: Numbers, level: int = 2) -> str:
    """A table with its title as a heading of `level` (0 for none), figures aligned to the right, the total in bold."""
    parts = []
    if table.title and level:
        parts.append(f"{'#' * level} {escaped(table.title)}")
    parts.append(grid(table, numbers))
    if table.note:
        parts.append(f"*{escaped(table.note)}*")
    return "\n\n".join(parts) + "\n"


def notes_markdown(notes: Sequence[str]) -> str:
    """Notes below tables, a point each; nothing where there are none."""
    return "".join(f"* {escaped(note)}\n" for note in notes)


def grid(table: Table, numbers: Numbers) -> str:
    """The rows alone, as a pipe table padded to read well as it stands."""
    rows = [[_inline(cell) for cell in row] for row in cell_texts(table, numbers)]
    if table.total is not None:
        rows[-1] = [f"**{cell}**" if cell else "" for cell in rows[-1]]
    heads = [_inline(one_line(column.title)) for column in table.columns]
    widths = [max(3, *(len(row[at]) for row in [heads, *rows])) for at in range(len(heads))]
    right = [column.kind.is_figure for column in table.columns]
    rule = [("-" * (wide - 1) + ":") if figure else "-" * wide for wide, figure in zip(widths, right, strict=True)]
    body = [
        [
            cell.rjust(wide) if figure else cell.ljust(wide)
            for cell, wide, figure in zip(row, widths, right, strict=True)
        ]
        for row in [heads, *rows]
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in [body[0], rule, *body[1:]])


def _escape_part(text: str) -> str:
    return _BLOCK.sub(_escape_block, _inline(text))


def _inline(text: str) -> str:
    spans = _INLINE.sub(lambda match: "\\" + match[0], _ENTITY.sub("&amp;", text))
    return spans.replace("<", "&lt;").replace(">", "&gt;")


def _escape_block(match: re.Match[str]) -> str:
    sign = match[2]
    return f"{match[1]}{sign}\\" if sign.isdigit() else f"{match[1]}\\{sign}"
