"""libyaml's complaints in the words of people who write plans, and a harmless text to read on with."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import yaml
from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Finding, Span, error
from salesplan.base.sentence import sentence
from salesplan.reading.nodes import Leaf, Place
from salesplan.reading.source import Source

_KEY_VALUE = re.compile(r"\s*(?:- +)*([^\s'\"#:\[{][^:#]*):(?=[^\s:/])(\S.*)?")
_HAS_VALUE = re.compile(r"\s*(?:- +)*[^#:]+:\s+[^\s#]")
_TAB_INDENT = re.compile(r" *\t[ \t]*(?=\S)")
_KEY_WITH_HASH = re.compile(r"\s*(?:- +)*([^\s#:\"'][^#:]* )(#\w[^:#]*):\s*")
_ESCAPE = re.compile(r"\\(?:[uUx][0-9a-fA-F]{0,8}|.)?")
_MAX_TABS = 20
CURLY_QUOTES: Final = frozenset("“”„«»")
"""Quotation marks as word processors write them; YAML knows the straight ones."""


class Slip(Struct, frozen=True):
    """A mistake of writing: its findings, its line (from 0), and what to put where so that reading can go on."""

    findings: tuple[Finding, ...]
    line: int
    mend: tuple[int, str] | None


class _Trouble(Struct, frozen=True):
    """What libyaml said: its problem and context with both places, counted from 0."""

    problem: str
    context: str
    line: int
    column: int
    index: int
    from_line: int
    from_column: int
    from_index: int
    source: Source
    last: Leaf | None

    @property
    def text(self) -> str:
        return self.source.lines[self.line] if self.line < len(self.source.lines) else ""

    @property
    def character(self) -> str:
        return self.text[self.column : self.column + 1]

    @property
    def before(self) -> str:
        return self.text[: self.column]

    def line_above(self) -> int:
        """The nearest line above that holds more than a comment; -1 where there is none."""
        above = self.line - 1
        while above >= 0 and self.source.lines[above].strip()[:1] in {"", "#"}:
            above -= 1
        return above

    def slip(self, code: str, message: str, hint: str, mend: str = "") -> Slip:
        """A slip at libyaml's place."""
        place = Span(self.source.name, self.line + 1, self.column + 1)
        return Slip((error(code, message, place, hint),), self.line, (self.index, mend) if mend else None)

    def slip_at_start(self, code: str, message: str, hint: str, mend: str = "") -> Slip:
        """A slip where the thing began that libyaml was reading."""
        place = Span(self.source.name, self.from_line + 1, self.from_column + 1)
        return Slip((error(code, message, place, hint),), self.from_line, (self.from_index, mend) if mend else None)


def explain(failure: yaml.MarkedYAMLError, source: Source, last: Leaf | None, bracket: Place | None) -> Slip:
    """What is wrong and how to mend it, from libyaml's error, the last scalar it read and the bracket still open."""
    trouble = _trouble(failure, source, last)
    opened = replace(trouble, from_line=bracket.line, from_column=bracket.column) if bracket else None
    if opened and "node content" in trouble.problem and _at_end(trouble.index, source):
        return _unclosed_bracket(opened)
    for pattern, rule in _RULES:
        if pattern in trouble.problem or pattern in trouble.context:
            slip = rule(trouble)
            if slip is not None:
                return slip
    if opened:
        return _unclosed_bracket(opened)
    hint = sentence("check the indentation, quotes and brackets of this line and the one above")
    return trouble.slip("yaml-syntax", sentence("this line cannot be understood"), hint)


def _at_end(index: int, source: Source) -> bool:
    return not source.text[index:].strip()


def _trouble(failure: yaml.MarkedYAMLError, source: Source, last: Leaf | None) -> _Trouble:
    mark, start = failure.problem_mark, failure.context_mark or failure.problem_mark
    line, column, index = (mark.line, mark.column, mark.index) if mark else (0, 0, 0)
    from_line, from_column, from_index = (start.line, start.column, start.index) if start else (0, 0, 0)
    if line >= len(source.lines) or (line == len(source.lines) - 1 and line and not source.lines[line]):
        line, column, index = from_line, from_column, from_index
    if line >= len(source.lines):
        line, column, index = len(source.lines) - 1, len(source.lines[-1]), len(source.text)
    problem, context = str(failure.problem or ""), str(failure.context or "")
    return _Trouble(problem, context, line, column, index, from_line, from_column, from_index, source, last)


def _tab(trouble: _Trouble) -> Slip | None:
    if "tab character" not in trouble.problem and trouble.character != "\t":
        return None
    hint = sentence("use spaces: two for each level")
    lines = trouble.source.lines
    tabs = [number for number, line in enumerate(lines) if _TAB_INDENT.match(line)]
    if trouble.line not in tabs:
        return trouble.slip("tab", sentence("a tab stands here, where YAML wants spaces"), hint)
    findings = [
        error(
            "tab",
            "this line is indented with a tab",
            Span(trouble.source.name, number + 1, lines[number].index("\t") + 1),
            hint,
        )
        for number in tabs[:_MAX_TABS]
    ]
    return Slip(tuple(findings), trouble.line, None)


def _reserved_sign(trouble: _Trouble) -> Slip:
    word = trouble.text[trouble.column :].rstrip()
    if re.search(r"[\[{]", trouble.before):
        word = re.split(r"[,\]}]", word, maxsplit=1)[0]
    what = trouble.character
    return trouble.slip(
        "reserved-character",
        sentence("a text cannot begin with {sign}", sign=what),
        sentence('put it in quotes: "{text}"', text=_short(word)),
        "x",
    )


def _reserved_start(trouble: _Trouble) -> Slip:
    character = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1] or "%"
    word = trouble.source.lines[trouble.from_line][trouble.from_column :].rstrip()
    if re.search(r"[\[{]", trouble.source.lines[trouble.from_line][: trouble.from_column]):
        word = re.split(r"[,\]}]", word, maxsplit=1)[0]
    hint = sentence('put it in quotes: "{text}"', text=_short(word))
    return trouble.slip_at_start(
        "reserved-character", sentence("a text cannot begin with {sign}", sign=character), hint, "x"
    )


def _unexpected_colon(trouble: _Trouble) -> Slip:
    if match := re.match(r"(\s*)-(?=[{\[])", trouble.text):
        place = Span(trouble.source.name, trouble.line + 1, match.end())
        hint = sentence("write {text}", text=f"- {_short(trouble.text[match.end() :].rstrip())}")
        finding = error("missing-space", "a space is missing after this dash", place, hint)
        start = trouble.source.starts[trouble.line]
        return Slip((finding,), trouble.line, (start + match.end() - 1, "- x #"))
    if match := re.match(r"\s*(?:- +)*(?:[^:]|:\S)+:\s+(?=\S)", trouble.before):
        value = trouble.text[match.end() :].rstrip()
        hint = sentence('put the whole text in quotes: "{text}"', text=_short(_bare(value)))
        if _bare(value)[:1] in CURLY_QUOTES:
            straight = _bare(value).strip("".join(CURLY_QUOTES)).strip()
            hint = sentence(
                'a word processor wrote these quotation marks; use straight ones: "{text}"',
                text=_short(straight),
            )
        if re.fullmatch(r"[\w-]+: +[\d.]+", _bare(value)):
            hint = sentence(
                "write {text} if it is a key with a value, or put the text in quotes", text=f"{{{_bare(value)}}}"
            )
        return trouble.slip("colon-in-text", sentence("a text that holds a colon and a space needs quotes"), hint, ".")
    above = trouble.line_above()
    if above < 0:
        return trouble.slip(
            "empty-key", sentence("a key is missing before this colon"), sentence("write the key: title: ..."), "."
        )
    return _line_above(trouble, above) or _too_deep(trouble, above)


def _too_deep(trouble: _Trouble, above: int) -> Slip:
    indent = len(trouble.text) - len(trouble.text.lstrip())
    place = Span(trouble.source.name, trouble.line + 1, indent + 1)
    message = sentence("this line is indented deeper than line {line}, which has its value already", line=above + 1)
    finding = error("bad-indentation", message, place, "give both lines the same indentation")
    return Slip((finding,), trouble.line, None)


def _line_above(trouble: _Trouble, above: int) -> Slip | None:
    if match := _KEY_WITH_HASH.fullmatch(trouble.source.lines[above]):
        place = Span(trouble.source.name, above + 1, match.start(2) + 1, len(match[2]))
        hint = sentence("write the key in quotes: {text}", text=f'"{match[1]}{match[2]}":')
        finding = error("comment-in-text", "what follows is taken for a comment, because # begins one", place, hint)
        return Slip((finding,), above, (trouble.source.starts[above] + match.start(2) - 1, "_"))
    return None if _HAS_VALUE.match(trouble.source.lines[above]) else _no_pair(trouble.source, above)


def _no_pair(source: Source, number: int) -> Slip | None:
    line, start = source.lines[number], source.starts[number]
    indent = len(line) - len(line.lstrip())
    if match := _KEY_VALUE.match(line):
        colon = match.end(1)
        place = Span(source.name, number + 1, colon + 1)
        hint = sentence("write {text}", text=f"{match[1].strip()}: {_short(_bare(match[2] or ''))}".rstrip())
        finding = error("missing-space", "a space is missing after this colon", place, hint)
        return Slip((finding,), number, (start + colon + 1, " "))
    if ":" in line:
        return None
    words = _bare(line.strip())
    place = Span(source.name, number + 1, indent + 1, max(len(words), 1))
    key, _, rest = words.partition(" ")
    hint = sentence("put a colon and a space behind its key: {text}", text=_short(f"{key}: {rest.strip()}".rstrip()))
    finding = error("missing-colon", "this line has no key and colon", place, hint)
    return Slip((finding,), number, (start + indent, "#"))


def _no_colon(trouble: _Trouble) -> Slip | None:
    if trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1] in {'"', "'"}:
        return _unclosed_quote(trouble)
    return _no_pair(trouble.source, trouble.from_line)


def _colon_in_bracket(trouble: _Trouble) -> Slip:
    hint = sentence("write a space after it, or put the text in quotes if the colon belongs to it")
    return trouble.slip("missing-space", sentence("a space is missing after this colon"), hint, ".")


def _list_on_key_line(trouble: _Trouble) -> Slip:
    item = trouble.text[trouble.column :].strip()
    hint = sentence("put '{item}' on a line of its own below the key", item=_short(item))
    if ":" not in item:
        hint = sentence(
            "put '{item}' on a line of its own below the key, or write {text}",
            item=_short(item),
            text=f"[{_short(item[1:].strip())}]",
        )
    return trouble.slip("list-on-key-line", sentence("a list cannot begin on the line of its key"), hint, "x")


def _unclosed_quote(trouble: _Trouble) -> Slip:
    quote = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1]
    hint = sentence("close it with {quote} at the end of the text", quote=quote)
    return trouble.slip_at_start(
        "unclosed-quote", sentence("the quote {quote} that opens here is never closed", quote=quote), hint, "x"
    )


def _bad_escape(trouble: _Trouble) -> Slip | None:
    backslash = trouble.text.rfind("\\", 0, trouble.column + 1)
    if backslash < 0:
        return None
    found = _ESCAPE.match(trouble.text, backslash)
    shown = found[0] if found else "\\"
    place = Span(trouble.source.name, trouble.line + 1, backslash + 1, len(shown))
    hint = sentence("use single quotes, or write \\\\ for a backslash: {text}", text=f"\\{shown}")
    finding = error("bad-escape", sentence("'{shown}' has no meaning between double quotes", shown=shown), place, hint)
    return Slip((finding,), trouble.line, (trouble.index - trouble.column + backslash, "//"))


def _bad_block(trouble: _Trouble) -> Slip:
    sign = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1]
    return trouble.slip_at_start(
        "bad-block",
        sentence("after {sign} the text begins on the next line", sign=sign),
        sentence("break the line after {sign}, or use quotes", sign=sign),
        "x",
    )


def _unclosed_bracket(trouble: _Trouble) -> Slip:
    opening = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1]
    closing = {"[": "]", "{": "}"}.get(opening, "]")
    place = Span(trouble.source.name, trouble.from_line + 1, trouble.from_column + 1)
    stop = Span(trouble.source.name, trouble.line + 1, trouble.column + 1)
    hint = sentence(
        "put a comma between two items, and {closing} at the end; a text with commas or brackets needs quotes",
        closing=closing,
    )
    message = sentence("the {opening} that opens here lacks a comma or its {closing}", opening=opening, closing=closing)
    related = ((stop, sentence("this does not fit any more")),) if stop != place else ()
    return Slip((error("unclosed-bracket", message, place, hint, *related),), trouble.from_line, None)


def _no_key(trouble: _Trouble) -> Slip:
    before = trouble.before.rstrip()
    last = trouble.last
    if before and last is not None and last.style in {"'", '"'} and last.end_mark.line > last.start_mark.line:
        place = Span(trouble.source.name, last.start_mark.line + 1, last.start_mark.column + 1)
        message = sentence("the quote {quote} that opens here is closed on a later line only", quote=last.style)
        finding = error(
            "unclosed-quote", message, place, sentence("close it with {quote} at the end of the text", quote=last.style)
        )
        return Slip((finding,), last.start_mark.line, None)
    if before[-1:] in {"'", '"', "]", "}"}:
        return _after_quote(trouble, before[-1])
    if trouble.character == ":":
        return trouble.slip(
            "empty-key", sentence("a key is missing before this colon"), sentence("write the key: title: ..."), "x"
        )
    return _hash_above(trouble) or _wrong_indent(trouble)


def _hash_above(trouble: _Trouble) -> Slip | None:
    above = trouble.line_above()
    return _line_above(trouble, above) if above >= 0 and "#" in trouble.source.lines[above] else None


def _after_quote(trouble: _Trouble, closing: str) -> Slip:
    hint = sentence("put the whole text in quotes")
    if closing == '"':
        hint = sentence(
            'a double quote between double quotes is written \\"; or put the text in single quotes: \'say "hi"\''
        )
    if closing == "'":
        hint = sentence("an apostrophe between single quotes is written twice: 'it''s'; or use double quotes: \"it's\"")
    rest = " " * len(trouble.text[trouble.column :])
    return trouble.slip(
        "text-after-quote", sentence("nothing may follow the closing {closing}", closing=closing), hint, rest
    )


def _wrong_indent(trouble: _Trouble) -> Slip:
    if trouble.text[trouble.column : trouble.column + 2] in {"- ", "-"}:
        message = sentence("a list item stands where a key is expected")
        return trouble.slip(
            "bad-indentation", message, sentence("put the item below its key, at the level of the other items")
        )
    message = sentence("the indentation of this line fits no line above")
    return trouble.slip(
        "bad-indentation", message, sentence("give the keys of one block the same indentation, in spaces")
    )


def _no_item(trouble: _Trouble) -> Slip:
    message = sentence("a list goes on here, but this line is no item")
    return trouble.slip(
        "bad-indentation", message, sentence("begin it with '- ', or give it the indentation of its key")
    )


def _stray(trouble: _Trouble) -> Slip:
    what = trouble.character or trouble.text.rstrip()[-1:]
    hint = sentence("take it out, or put the text in quotes if it belongs to it")
    return trouble.slip("stray-character", sentence("nothing stands before this {sign}", sign=what), hint)


def _behind_the_end(trouble: _Trouble) -> Slip:
    if trouble.source.text.startswith("%"):
        return _version(replace(trouble, line=0, column=0, index=0))
    above = trouble.line_above()
    if above >= 0 and trouble.source.lines[above].startswith("..."):
        hint = sentence("delete the line with the three dots")
        return trouble.slip("second-document", sentence("the plan ended at '...', but here it goes on"), hint)
    message = sentence("this line is indented less than the first line of the plan")
    return trouble.slip(
        "bad-indentation", message, sentence("give the keys of one block the same indentation, in spaces")
    )


def _tag(trouble: _Trouble) -> Slip:
    hint = sentence("remove it, or put the text in quotes if it belongs to it")
    return trouble.slip_at_start("tag", sentence("'!' begins a tag; tags are not supported"), hint, "x")


def _version(trouble: _Trouble) -> Slip:
    return trouble.slip(
        "yaml-version", sentence("a plan is written in YAML 1.2"), sentence("delete the line that begins with %")
    )


def _bare(text: str) -> str:
    """A line's end without its comment."""
    return re.split(r"(?:^|\s+)#", text, maxsplit=1)[0].rstrip()


def _short(text: str) -> str:
    limit = 40
    return text if len(text) <= limit else f"{text[:limit]}..."


_Rule = Callable[[_Trouble], Slip | None]

_RULES: tuple[tuple[str, _Rule], ...] = (
    ("tab character", _tab),
    ("cannot start any token", _tab),
    ("cannot start any token", _reserved_sign),
    ("mapping values are not allowed", _unexpected_colon),
    ("could not find expected ':'", _no_colon),
    ("found unexpected ':'", _colon_in_bracket),
    ("block sequence entries are not allowed", _list_on_key_line),
    ("mapping keys are not allowed", _reserved_sign),
    ("found unexpected end of stream", _unclosed_quote),
    ("found unexpected document indicator", _unclosed_quote),
    ("escape", _bad_escape),
    ("hexdecimal", _bad_escape),
    ("block scalar", _bad_block),
    ("expected ',' or", _unclosed_bracket),
    ("tag", _tag),
    ("while scanning an anchor", _reserved_start),
    ("while scanning an alias", _reserved_start),
    ("incompatible YAML document", _version),
    ("duplicate %", _version),
    ("directive", _reserved_start),
    ("did not find expected key", _no_key),
    ("did not find expected '-' indicator", _no_item),
    ("did not find expected node content", _stray),
    ("<document start>", _behind_the_end),
)
