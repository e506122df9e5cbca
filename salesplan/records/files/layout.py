"""How a CSV file is laid out: encoding, `sep=` line, delimiter and header, from a bounded look at its beginning.

What is decided here holds for the whole file; rows that break it are found by the scan that reads them all.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import grouped, sentence

LOOK = 1 << 18
"""Bytes looked at."""

DELIMITERS = (",", ";", "\t", "|")

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

CHUNK = 1 << 20

MANY_NULS = 100
"""NUL characters a file may hold, and bytes for each of more: beyond, it is no text in this encoding."""

MOST_ABOVE = 20
"""Lines above the header at most, in text files and workbooks."""


class Layout(Struct, frozen=True):
    """How to read a CSV file. `skipped` lines stand before the header, among them `above`, which are not blank."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skipped: int = 0
    above: tuple[str, ...] = ()


def look(path: Path, shown: str, *, delimiter: str | None, encoding: str | None) -> Layout:
    """The layout of a CSV file.

    Args:
        path: the file.
        shown: its name in messages.
        delimiter: the column separator, where the user says it.
        encoding: the text encoding, where the user says it; otherwise a byte order mark decides, or UTF-8.

    Raises:
        Unreadable: the file is missing, empty, not text in that encoding, or its header cannot be told.
    """
    head = _head(path, shown)
    named = encoding or next((name for mark, name in BOMS if head.startswith(mark)), "utf-8")
    text = _decode(head, named, shown)
    if len(head) == LOOK and not re.search(r"[\r\n]", text):
        raise Unreadable(
            sentence("{shown} has no line end in its first {size} bytes", shown=shown, size=grouped(LOOK)),
            "it is no table; export it as CSV",
        )
    top = _lines_above(text, re.escape(delimiter) if delimiter else f"[{''.join(DELIMITERS)}]")
    skipped, said, rest = _sep_line(text[len(top) :])
    sign = delimiter or said or _delimiter(rest)
    rows = _first_rows(rest, sign)
    header = rows[0] if rows else []
    if len(rows) > 1 and is_rule(rows[1]):
        skipped += 1
    elif len(rows) > 2 and (both := two_rows(*rows)):  # noqa: PLR2004
        skipped, header = skipped + 1, both
    if not any(cell.strip() for cell in header):
        raise Unreadable(
            sentence("{shown}: the first row is empty", shown=shown), "the first row must name the columns"
        )
    titles = tuple(line.strip(' "') for line in top.splitlines() if line.strip())
    return Layout(named, sign, tuple(cell.strip() for cell in header), len(top.splitlines()) + skipped, titles)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The header and two rows below, as far as they can be told apart here; the scan says what is wrong with them."""
    found: list[list[str]] = []
    with suppress(csv.Error):
        found.extend(islice(_records(text, delimiter), 3))
    return found


def is_rule(row: Sequence[str]) -> bool:
    """Whether a row is a line drawn below the header, as in Markdown and in what databases print: `---|:--:`."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(re.fullmatch(r":?[-=+]{2,}:?", cell) for cell in filled)


def two_rows(above: Sequence[str], below: Sequence[str], first: Sequence[str]) -> list[str] | None:
    """The header where it stands in two rows, the upper one with cells that span several columns; None where it is one.

    The lower row names what the upper one leaves empty, and nothing but that and the column left of it, which spans it;
    the first record, which holds more, follows.
    """
    if not len(above) == len(below) == len(first):
        return None
    if _names_all(above, below, first):
        return list(below)
    filled = [place for place, cell in enumerate(below) if cell.strip()]
    gaps = [place for place, cell in enumerate(above) if not cell.strip() and first[place].strip()]
    spans = {place for gap in gaps for place in (gap - 1, gap)}
    if not gaps or not {*gaps} <= {*filled} <= {*spans} or any(re.search(r"[\d@]", below[place]) for place in filled):
        return None
    if sum(map(bool, first)) <= len(filled):
        return None
    return [cell if cell.strip() else above[place] for place, cell in enumerate(below)]


def _names_all(above: Sequence[str], below: Sequence[str], first: Sequence[str]) -> bool:
    """Whether the upper row names groups of columns, and the lower one each column: all differ, and none is a value."""
    names = [cell.strip() for cell in below]
    told = all(names) and len({*names}) == len(names) and not any(re.search(r"[\d@]", cell) for cell in names)
    groups = [cell for cell in above if cell.strip()]
    return told and 0 < len(groups) < len(above) and any(re.search(r"\d", cell) for cell in first)


class Signs(Struct, frozen=True):
    """How the lines of a file end, and how many NUL characters it holds: none in a text, but some systems write them.

    `first` is the line of the first NUL, 0 where there is none.
    """

    ends: frozenset[str]
    nuls: int = 0
    first: int = 0


def signs_of(path: Path, shown: str) -> Signs:
    """The line ends of a file, also those within quotes, and its NUL characters.

    Raises:
        Unreadable: NUL stands so often that the file is text of another encoding, or no text.
    """
    passed = nuls = first = 0
    found: set[str] = set()
    for chunk in chunks(path):
        if b"\0" in chunk:  # which is a quarter of the work of counting them
            first = first or _line_at(path, passed + chunk.find(b"\0"))
            nuls += chunk.count(b"\0")
        found |= ends_of(chunk)
        passed += len(chunk)
    if nuls > max(MANY_NULS, passed // MANY_NULS):
        raise Unreadable(
            sentence(
                "{shown}: line {first} holds a NUL character, and {nuls} follow",
                shown=shown,
                first=first,
                nuls=grouped(nuls),
            ),
            "it may be utf-16; say so with --encoding utf-16-le, or export the file again as text",
        )
    return Signs(frozenset(found), nuls, first)


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file in pieces that never cut CR LF in two."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk + file.read(1) if chunk.endswith(b"\r") else chunk


def ends_of(text: bytes) -> set[str]:
    """The ways in which lines end in a piece of text."""
    if b"\r" not in text:
        return {"LF"} if b"\n" in text else set()
    pairs = text.count(b"\r\n")
    counts = {"CR LF": pairs, "CR": text.count(b"\r") - pairs, "LF": text.count(b"\n") - pairs}
    return {name for name, n in counts.items() if n}


def _line_at(path: Path, place: int) -> int:
    """The line of a byte. Lines are counted only for a file that is refused: in a sound one it takes too long."""
    line = 1
    with path.open("rb") as file:
        while place > 0 and (chunk := file.read(min(CHUNK, place))):
            line += chunk.count(b"\n")
            place -= len(chunk)
    return line


def _head(path: Path, shown: str) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(LOOK)
    except IsADirectoryError:
        raise Unreadable(sentence("{shown} is a folder", shown=shown), "name a file") from None
    except OSError as fault:
        reason = (fault.strerror or "").lower() or sentence("no reason given")
        raise Unreadable(sentence("{shown} cannot be read: {reason}", shown=shown, reason=reason)) from fault
    if not head.strip():
        raise Unreadable(sentence("{shown} is empty", shown=shown), "the first row must name the columns")
    return head


def _decode(head: bytes, encoding: str, shown: str) -> str:
    try:
        "".encode(encoding)  # base64 and its like are codecs too, but of bytes
        decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    except LookupError:
        raise Unreadable(
            sentence("'{encoding}' is not an encoding", encoding=encoding), "use utf-8, cp1252, latin-1, utf-16, ..."
        ) from None
    try:
        text = decoder.decode(head, final=len(head) < LOOK)
    except UnicodeDecodeError as fault:
        raise not_text(shown, encoding, head.count(b"\n", 0, fault.start) + 1) from None
    return text.removeprefix("\ufeff")


def not_text(shown: str, encoding: str, line: int) -> Unreadable:
    """The error for bytes that are not text in `encoding`; another encoding is suggested, never assumed."""
    name = encoding.removesuffix("-sig").upper()
    name = encoding.removesuffix("-sig").upper()
    guess, known_as = ("cp1252", " (Windows)") if encoding.startswith("utf-8") else ("utf-8", "")
    return Unreadable(
        sentence(
            "{shown}: line {line} is not {encoding}",
            shown=shown,
            line=line,
            encoding=name,
        ),
        sentence(
            "it may be {guess}{known_as}; say so with --encoding {guess}, or encoding: in the plan",
            guess=guess,
            known_as=known_as,
        ),
    )


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")


def _lines_above(text: str, delimiters: str) -> str:
    """The lines above the header: blank ones, and titles, which have one cell where the next lines have several.

    Spreadsheets save a title with as many delimiters as the table has.
    """
    end = place = 0
    titled = False
    for line in islice(_lines_of(text), MOST_ABOVE):
        cells = [cell for cell in re.split(delimiters, line) if cell.strip(' "\t\r\n')]
        plain = '"' not in line and not line.lower().startswith("sep=")
        if len(cells) > 1 or (not plain and re.search(delimiters, line)):
            return text[:place]
        place += len(line)
        titled = titled or bool(cells)
        end = end if titled else place
    return text[:end]


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends.

    A match begins where the last one ended: a search would look at a line without an end again from each character.
    """
    place = 0
    while line := _LINE.match(text, place):
        yield line.group()
        place = line.end()


def _sep_line(text: str) -> tuple[int, str | None, str]:
    first, newline, rest = text.partition("\n" if "\n" in text else "\r")
    line = first.rstrip("\r").strip('"')
    if line.lower().startswith("sep=") and len(line) == len("sep=") + 1:
        return 1, line[-1], rest
    return 0, None, first + newline + rest


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The sign that gives the header most columns, among those that cut the next rows alike."""
    scored = [(_score(text, sign), -place, sign) for place, sign in enumerate(DELIMITERS)]
    return max(scored)[2]


def _score(text: str, delimiter: str) -> tuple[float, int]:
    try:
        rows = [row for row, _ in zip(_records(text, delimiter), range(50), strict=False) if row]
    except csv.Error:
        return (0.0, 0)
    width = len(rows[0]) if rows else 0
    return (_alike(rows, width) if width > 1 else 0.0, width)


def _alike(rows: Sequence[Sequence[str]], width: int) -> float:
    body = rows[1:-1] or rows[1:] or rows[:1]
    return round(sum(len(row) == width for row in body) / len(body), 1)
