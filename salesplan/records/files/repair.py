"""Text files that an engine would refuse although their meaning is clear: made plain in a copy, and said.

Rows end in one way in a file; the last lines of a report (`Copyright ...`) stand below its rows, not among them.
"""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import Remark, Sentence, counted, grouped, sentence
from salesplan.records.files.layout import CHUNK, Layout, chunks, ends_of, signs_of
from salesplan.records.files.second_table import is_second_table

TAIL = 1 << 16
"""Bytes at the end of a file that are looked at for lines below the last record."""

LONGEST = 1 << 21
"""Characters a cell may have: as many as the engine takes."""

_LINE_END = re.compile(r"\r\n|\r")

SHOWN = 2
"""Lines below the last record that are quoted."""


def sound(path: Path, layout: Layout, shown: str, scratch: Path) -> tuple[Path, tuple[Remark, ...]]:
    """The file itself, or a copy that ends with the last record and whose rows all end alike; and what was done.

    Args:
        path: a file of UTF-8 text.
        layout: how it is laid out.
        shown: its name in messages.
        scratch: a folder for the copy.

    Raises:
        Unreadable: it is text of another encoding, or quotes do not close.
    """
    signs = signs_of(path, shown)
    ends = signs.ends
    notes = [lines_above(layout.above, shown)] if layout.above else []
    if signs.nuls:
        path = _without_nuls(path, scratch)
        notes.append(
            counted(
                "{file}: {n} NUL character left out, the first in line {line}",
                "{file}: {n} NUL characters left out, the first in line {line}",
                signs.nuls,
                file=shown,
                n=grouped(signs.nuls),
                line=str(signs.first),
            )
        )
    end, lines = _footer(path, layout.delimiter, len(layout.header)) if len(layout.header) > 1 else (0, ())
    if lines:
        path = _cut(path, end, scratch)
        notes.append(lines_below(lines, shown))
    of_rows = _ends_of_rows(path) if len(ends) > 1 else ends
    # The engine takes the first end for that of all rows.
    if len(of_rows) > 1 or (len(ends) > 1 and _first_end(path) != of_rows):
        path = _rewritten(path, layout, shown, scratch)
    if len(of_rows) > 1:
        notes.append(sentence("{file} ends its rows in several ways; each was taken for an end", file=shown))
    return path, tuple(map(Remark.of, notes))


def _first_end(path: Path) -> set[str]:
    """How the first line ends, which may be within quotes: a header of two lines in one cell."""
    for chunk in chunks(path):
        if found := re.search(rb"\r\n|\r|\n", chunk):
            return ends_of(found[0])
    return set()


def _ends_of_rows(path: Path) -> set[str]:
    """The ways in which rows end; what stands within quotes ends no row."""
    quotes = 0
    found: set[str] = set()
    for chunk in chunks(path):
        parts = chunk.split(b'"')
        found |= ends_of(b'"'.join(parts[quotes % 2 :: 2]))
        quotes += len(parts) - 1
    return found


def _footer(path: Path, delimiter: str, width: int) -> tuple[int, tuple[str, ...]]:
    """Where the records end, and the lines below: of one cell or few, and set off by a blank line."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        lines = file.read().splitlines(keepends=True)
    # The first line is the header, or cut.
    first = next((place for place in range(len(lines) - 1, 0, -1) if not _alone(lines[place], delimiter, width)), 0) + 1
    blank = next((place for place in range(first, len(lines)) if not lines[place].strip()), len(lines))
    blank = min(blank, _second_table(lines, delimiter, width))
    nothing = _nothing(delimiter)
    below = [text for line in lines[blank:] if (text := line.strip(nothing).decode("utf-8", "replace"))]
    return size - sum(map(len, lines[blank:])), tuple(below)


def _second_table(lines: Sequence[bytes], delimiter: str, width: int) -> int:
    """Where a table with a header of its own begins below a blank line; the number of lines if there is none."""
    nothing = _nothing(delimiter)
    last = next((place for place in range(len(lines) - 1, 0, -1) if lines[place].strip(nothing)), 0)
    gap = next((place for place in range(last, 0, -1) if not lines[place].strip(nothing)), 0)
    text = b"".join(lines[gap + 1 : last + 1]).decode("utf-8", "replace") if gap else ""
    if text.count('"') % 2:
        return len(lines)  # a cell of several lines ends here
    rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    return gap if is_second_table(rows, width) else len(lines)


def _nothing(delimiter: str) -> bytes:
    """The characters of a line that holds nothing."""
    return f'{delimiter}" \t\r\n'.encode()


def _alone(line: bytes, delimiter: str, width: int) -> bool:
    """Whether a line is nothing, one cell or a sentence with commas, and no part of a cell of several lines."""
    text = line.strip()
    if text.startswith(b'"'):
        return re.fullmatch(rb'"(?:[^"]|"")*"', text) is not None
    return b'"' not in text and (text.count(delimiter.encode()) + 1) * 2 < max(width, 3)


def lines_above(lines: Sequence[str], shown: str) -> Sentence:
    """What is said of lines above the header."""
    return counted(
        "{file}: {n} line above the header, such as {some}",
        "{file}: {n} lines above the header, such as {some}",
        len(lines),
        **_some(lines, shown),
    )


def lines_below(lines: Sequence[str], shown: str) -> Sentence:
    """What is said of lines below the last record."""
    return counted(
        "{file}: {n} line below the last record, such as {some}",
        "{file}: {n} lines below the last record, such as {some}",
        len(lines),
        **_some(lines, shown),
    )


def _some(lines: Sequence[str], shown: str) -> dict[str, str]:
    """How many lines are no records, and a few of them."""
    return {"file": shown, "n": grouped(len(lines)), "some": ", ".join(f"'{line[:60]}'" for line in lines[:SHOWN])}


def _cut(path: Path, end: int, scratch: Path) -> Path:
    copy = place_for(path, scratch)
    with path.open("rb") as old, copy.open("wb") as new:
        while end > 0 and (chunk := old.read(min(CHUNK, end))):
            new.write(chunk)
            end -= len(chunk)
    return copy


def _without_nuls(path: Path, scratch: Path) -> Path:
    copy = place_for(path, scratch)
    with copy.open("wb") as new:
        new.writelines(chunk.replace(b"\0", b"") for chunk in chunks(path))
    return copy


def _rewritten(path: Path, layout: Layout, shown: str, scratch: Path) -> Path:
    copy = place_for(path, scratch)
    usual = csv.field_size_limit(LONGEST)
    with path.open(encoding="utf-8", newline="") as old, copy.open("w", encoding="utf-8", newline="") as new:
        rows = csv.reader(old, delimiter=layout.delimiter, strict=True)
        out = csv.writer(new, delimiter=layout.delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        try:
            out.writerow([_LINE_END.sub("\n", cell) for cell in next(rows, [])])
            out.writerows(rows)
        except UnicodeDecodeError as fault:
            raise Unreadable(
                sentence("{shown}: near line {line} is not UTF-8", shown=shown, line=rows.line_num)
            ) from fault
        except csv.Error as fault:
            raise Unreadable(
                sentence("{shown}: line {line}: {fault}", shown=shown, line=rows.line_num, fault=fault),
                "mend that line, or export again",
            ) from fault
        finally:
            csv.field_size_limit(usual)
    return copy


def place_for(path: Path, scratch: Path) -> Path:
    """Where a copy goes: its name is like the file's, and nobody's yet."""
    return scratch / f"{path.stem}-{len(list(scratch.iterdir()))}.csv"
