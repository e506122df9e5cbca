"""Mistakes of keys and their values: a colon, a space or a line end that is missing or one too many."""

from __future__ import annotations

import re

from salesplan.base.finding import Span, error
from salesplan.base.sentence import sentence
from salesplan.reading.quotes import unclosed_quote
from salesplan.reading.source import Source
from salesplan.reading.trouble import CURLY_QUOTES, Slip, Trouble, cut_short, without_comment

_KEY_VALUE = re.compile(r"\s*(?:- +)*([^\s'\"#:\[{][^:#]*):(?=[^\s:/])(\S.*)?")
_HAS_VALUE = re.compile(r"\s*(?:- +)*[^#:]+:\s+[^\s#]")
_KEY_WITH_HASH = re.compile(r"\s*(?:- +)*([^\s#:\"'][^#:]* )(#\w[^:#]*):\s*")


def unexpected_colon(trouble: Trouble) -> Slip:
    """A colon with a space where no key can stand: in a text, behind a dash, or below a line that is no key."""
    if match := re.match(r"(\s*)-(?=[{\[])", trouble.text):
        place = Span(trouble.source.name, trouble.line + 1, match.end())
        hint = sentence("write {text}", text=f"- {cut_short(trouble.text[match.end() :].rstrip())}")
        finding = error("missing-space", "a space is missing after this dash", place, hint)
        start = trouble.source.starts[trouble.line]
        return Slip((finding,), trouble.line, (start + match.end() - 1, "- x #"))
    if match := re.match(r"\s*(?:- +)*(?:[^:]|:\S)+:\s+(?=\S)", trouble.before):
        value = trouble.text[match.end() :].rstrip()
        hint = sentence('put the whole text in quotes: "{text}"', text=cut_short(without_comment(value)))
        if without_comment(value)[:1] in CURLY_QUOTES:
            straight = without_comment(value).strip("".join(CURLY_QUOTES)).strip()
            hint = sentence(
                'a word processor wrote these quotation marks; use straight ones: "{text}"',
                text=cut_short(straight),
            )
        if re.fullmatch(r"[\w-]+: +[\d.]+", without_comment(value)):
            hint = sentence(
                "write {text} if it is a key with a value, or put the text in quotes",
                text=f"{{{without_comment(value)}}}",
            )
        return trouble.slip("colon-in-text", sentence("a text that holds a colon and a space needs quotes"), hint, ".")
    above = trouble.line_above()
    if above < 0:
        return trouble.slip(
            "empty-key", sentence("a key is missing before this colon"), sentence("write the key: title: ..."), "."
        )
    return _line_above(trouble, above) or _too_deep(trouble, above)


def _too_deep(trouble: Trouble, above: int) -> Slip:
    indent = len(trouble.text) - len(trouble.text.lstrip())
    place = Span(trouble.source.name, trouble.line + 1, indent + 1)
    message = sentence("this line is indented deeper than line {line}, which has its value already", line=above + 1)
    finding = error("bad-indentation", message, place, "give both lines the same indentation")
    return Slip((finding,), trouble.line, None)


def _line_above(trouble: Trouble, above: int) -> Slip | None:
    if match := _KEY_WITH_HASH.fullmatch(trouble.source.lines[above]):
        place = Span(trouble.source.name, above + 1, match.start(2) + 1, len(match[2]))
        hint = sentence("write the key in quotes: {text}", text=f'"{match[1]}{match[2]}":')
        finding = error("comment-in-text", "what follows is taken for a comment, because # begins one", place, hint)
        return Slip((finding,), above, (trouble.source.starts[above] + match.start(2) - 1, "_"))
    return None if _HAS_VALUE.match(trouble.source.lines[above]) else no_pair(trouble.source, above)


def no_pair(source: Source, number: int) -> Slip | None:
    """A line, by its number from 0, without a colon and a space behind its key; None where it has the colon."""
    line, start = source.lines[number], source.starts[number]
    indent = len(line) - len(line.lstrip())
    if match := _KEY_VALUE.match(line):
        colon = match.end(1)
        place = Span(source.name, number + 1, colon + 1)
        hint = sentence(
            "write {text}", text=f"{match[1].strip()}: {cut_short(without_comment(match[2] or ''))}".rstrip()
        )
        finding = error("missing-space", "a space is missing after this colon", place, hint)
        return Slip((finding,), number, (start + colon + 1, " "))
    if ":" in line:
        return None
    words = without_comment(line.strip())
    place = Span(source.name, number + 1, indent + 1, max(len(words), 1))
    key, _, rest = words.partition(" ")
    hint = sentence("put a colon and a space behind its key: {text}", text=cut_short(f"{key}: {rest.strip()}".rstrip()))
    finding = error("missing-colon", "this line has no key and colon", place, hint)
    return Slip((finding,), number, (start + indent, "#"))


def no_colon(trouble: Trouble) -> Slip | None:
    """A line that is neither a key with its value nor closed by its quote."""
    if trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1] in {'"', "'"}:
        return unclosed_quote(trouble)
    return no_pair(trouble.source, trouble.from_line)


def colon_in_bracket(trouble: Trouble) -> Slip:
    """A colon without a space between brackets."""
    hint = sentence("write a space after it, or put the text in quotes if the colon belongs to it")
    return trouble.slip("missing-space", sentence("a space is missing after this colon"), hint, ".")


def list_on_key_line(trouble: Trouble) -> Slip:
    """A dash that begins a list on the line of its key."""
    item = trouble.text[trouble.column :].strip()
    hint = sentence("put '{item}' on a line of its own below the key", item=cut_short(item))
    if ":" not in item:
        hint = sentence(
            "put '{item}' on a line of its own below the key, or write {text}",
            item=cut_short(item),
            text=f"[{cut_short(item[1:].strip())}]",
        )
    return trouble.slip("list-on-key-line", sentence("a list cannot begin on the line of its key"), hint, "x")


def hash_above(trouble: Trouble) -> Slip | None:
    """A key on the line above of which a # made a comment."""
    above = trouble.line_above()
    return _line_above(trouble, above) if above >= 0 and "#" in trouble.source.lines[above] else None
