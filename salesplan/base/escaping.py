"""Hostile text made harmless: what each medium shows escaped, so that nobody's name can move a cursor or a cell."""

from __future__ import annotations

import re

# Control characters (but line feed and tab), bidirectional controls, invisible characters, lone surrogates and tags.
# The zero-width joiners U+200C and U+200D stay: Persian and emoji are written with them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_ASCII = 0x7F
_WHITESPACE = re.compile(r"[ \t\n]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_FALLBACK = str.maketrans(
    {
        "\u202f": " ",
        "\u00a0": " ",
        "\u2019": "'",
        "\u2018": "'",
        "\u201c": '"',
        "\u201d": '"',
        "«": '"',
        "»": '"',
        "\u2013": "-",
        "—": "-",
        "\u2212": "-",
        "→": "->",
        "…": "...",
        "·": "-",
        "\u00d7": "x",
        "≥": ">=",
        "≤": "<=",
        "€": "EUR",
        "£": "GBP",
        "¥": "JPY",
        "█": "#",
        "▉": "#",
        "▊": "#",
        "▋": "#",
        "▌": "#",
        "▍": "#",
        "▎": "|",
        "▏": "|",
        "─": "-",
        "•": "*",
        "✓": "x",
    }
)


def _escape_sign(match: re.Match[str]) -> str:
    return match[0].encode("ascii", "backslashreplace").decode("ascii") if ord(match[0]) > _ASCII else _hex(match[0])


def _hex(character: str) -> str:
    return f"\\x{ord(character):02x}"


def visible(text: str) -> str:
    r"""`text` with every control, bidi and invisible character shown escaped (`\x1b`); line feeds and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_escape_sign, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """`visible` text on one line: every run of blanks is one space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _WHITESPACE.sub(" ", visible(text)).strip(" ")


def inert(text: str) -> str:
    """The same text, with `'` before it where a spreadsheet would run it as a formula."""
    dangerous = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if dangerous else text


def spreadsheet_text(text: str) -> str:
    """Text that no spreadsheet runs as a formula: `'` goes before `=`, `+`, `-`, `@`, a tab and their wide forms."""
    return f"'{visible(text)}" if inert(text) != text else visible(text)


def for_encoding(text: str, encoding: str | None) -> str:
    """`text` that `encoding` can write: look-alikes for signs it lacks, backslash escapes for the rest."""
    name = encoding or "utf-8"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        return "".join(_write_sign(character, name) for character in text)
    return text


def _without_accents(character: str) -> str:
    """A letter without its accents; anything else as it is, so that two names never become one by more than accents."""
    from unicodedata import combining, normalize

    parts = normalize("NFD", character)
    return parts[0] if all(combining(part) for part in parts[1:]) else character


def _write_sign(character: str, encoding: str) -> str:
    for candidate in (character, character.translate(_FALLBACK), _without_accents(character)):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return character.encode(encoding, "backslashreplace").decode(encoding)
