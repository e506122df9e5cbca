"""From a path to text: the bytes, their encoding, and what stops a file from being read at all."""

from __future__ import annotations

import codecs
import errno
import re
import sys
from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from salesplan.base.finding import Finding, Span, Unreadable, error
from salesplan.base.sentence import sentence

MAX_BYTES = 10_000_000
STDIN = "-"

LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_STRANGE_SPACE = re.compile("(?m)^ *(?:- +)*(?:[\\w.-]+:)?(\u00a0+)")
_MAX_CHARACTERS = 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", sentence("it looks like an Excel workbook or another zip archive")),
    (b"\xd0\xcf\x11\xe0", sentence("it looks like an old Excel workbook")),
    (b"%PDF", sentence("it looks like a PDF")),
)


class Source(Struct, frozen=True, dict=True):
    """A file that was read: its name as the user wrote it, and its text without a byte order mark."""

    name: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their breaks, split where YAML splits them."""
        return LINE_BREAK.split(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """For each line, the offset of its first character."""
        return [0, *(found.end() for found in LINE_BREAK.finditer(self.text))]

    def span(self, offset: int, length: int = 1) -> Span:
        """The place of the character at `offset` of the text."""
        line = bisect_right(self.starts, offset)
        return Span(self.name, line, offset - self.starts[line - 1] + 1, length)


def read_source(path: str | Path) -> tuple[Source, tuple[Finding, ...]]:
    """Read a file, or standard input for `-`, and say what is wrong with its characters.

    Raises:
        Unreadable: the file is missing, a folder, forbidden, too large, or not text.
    """
    name = "<stdin>" if str(path) == STDIN else str(path)
    return decode(name, _bytes(path, name))


def decode(name: str, data: bytes) -> tuple[Source, tuple[Finding, ...]]:
    """Turn bytes into text: UTF-8, or UTF-16 and UTF-32 by their byte order mark or their zeros (YAML 1.2, 5.2).

    Raises:
        Unreadable: the bytes are no text in any of these encodings.
    """
    for magic, looks in _NOT_TEXT:
        if data.startswith(magic):
            raise Unreadable(
                sentence("{name} is not a text file: {looks}", name=name, looks=looks),
                "give a plain text file, saved as UTF-8",
            )
    encoding = _encoding(data)
    try:
        source = Source(name, data.decode(encoding))
    except UnicodeDecodeError as failure:
        return _wrong_encoding(name, data, failure)
    return source, wrong_characters(source)


def wrong_characters(source: Source) -> tuple[Finding, ...]:
    """Control characters anywhere, and no-break spaces where YAML wants a space."""
    controls = [match.start() for match in CONTROL.finditer(source.text)][:_MAX_CHARACTERS]
    spaces = [match.span(1) for match in _STRANGE_SPACE.finditer(source.text)][:_MAX_CHARACTERS]
    return tuple(_control_character(source, offset) for offset in controls) + tuple(
        error(
            "no-break-space",
            "a no-break space stands here, where YAML wants an ordinary space",
            source.span(start, end - start),
            "type a space in its place; it was probably pasted from a web page",
        )
        for start, end in spaces
    )


def plain_text(text: str) -> str:
    """The same text with control characters and misplaced no-break spaces replaced; positions stay."""
    if not text.isascii():
        text = _STRANGE_SPACE.sub(lambda found: found[0].replace("\u00a0", " "), text)
    return CONTROL.sub("\ufffd", text)


def _bytes(path: str | Path, name: str) -> bytes:
    try:
        if name == "<stdin>":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as failure:
        raise _unreadable(name, failure) from None
    if len(data) > MAX_BYTES:
        raise Unreadable(
            sentence("{name} is larger than {size} MB", name=name, size=MAX_BYTES // 1_000_000),
            "split it; a plan is a few kilobytes",
        )
    return data


def _unreadable(name: str, failure: OSError | ValueError) -> Unreadable:
    number = failure.errno if isinstance(failure, OSError) else None
    if number == errno.ENOENT:
        return Unreadable(
            sentence("{name} does not exist", name=name), "check the name, or write a first plan with: salesplan init"
        )
    if number == errno.EISDIR:
        return Unreadable(sentence("{name} is a folder", name=name), "give the plan file in it, such as salesplan.yaml")
    if number in {errno.EACCES, errno.EPERM}:
        return Unreadable(sentence("{name} may not be read", name=name), "ask its owner for permission to read it")
    reason = failure.strerror if isinstance(failure, OSError) else None
    if reason is None:
        reason = sentence("the name holds a character no file name can hold")
    return Unreadable(sentence("{name} cannot be read: {reason}", name=name, reason=reason))


def _encoding(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    if data[1:2] == b"\0" != data[:1]:
        return "utf-16-le"
    if data[:1] == b"\0" != data[1:2]:
        return "utf-16-be"
    return "utf-8"


def _wrong_encoding(name: str, data: bytes, failure: UnicodeDecodeError) -> tuple[Source, tuple[Finding, ...]]:
    if b"\0" in data or failure.encoding.startswith(("utf-16", "utf-32")):
        raise Unreadable(sentence("{name} is not a text file", name=name), "give a plain text file, saved as UTF-8")
    source = Source(name, data.decode("cp1252", errors="replace"))
    place = source.span(failure.start)
    character = source.text[failure.start]
    message = sentence(
        "the file is not UTF-8: the byte {code} (hexadecimal) stands here; as Windows-1252 it would be '{character}'",
        code=f"{data[failure.start]:02X}",
        character=character,
    )
    if character == "\ufffd":
        message = sentence(
            "the file is not UTF-8: the byte {code} (hexadecimal) stands here; it is no Windows-1252 either",
            code=f"{data[failure.start]:02X}",
        )
    return source, (
        error(
            "not-utf8",
            message,
            place,
            "open the file in your editor and save it with the encoding UTF-8",
        ),
    )


def _control_character(source: Source, offset: int) -> Finding:
    return error(
        "control-character",
        sentence("an invisible control character (U+{code}) stands here", code=f"{ord(source.text[offset]):04X}"),
        source.span(offset),
        "delete it; it was probably pasted from another program",
    )
