"""libyaml's complaints in the words of people who write plans, and a harmless text to read on with."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml
from msgspec.structs import replace

from salesplan.base.finding import Span, error
from salesplan.base.sentence import sentence
from salesplan.reading.nodes import Leaf, Place
from salesplan.reading.pairs import colon_in_bracket, hash_above, list_on_key_line, no_colon, unexpected_colon
from salesplan.reading.quotes import after_quote, bad_escape, unclosed_quote
from salesplan.reading.source import Source
from salesplan.reading.trouble import Slip, Trouble, cut_short, trouble_of

_TAB_INDENT = re.compile(r" *\t[ \t]*(?=\S)")
_MAX_TABS = 20


def explain(failure: yaml.MarkedYAMLError, source: Source, last: Leaf | None, bracket: Place | None) -> Slip:
    """What is wrong and how to mend it, from libyaml's error, the last scalar it read and the bracket still open."""
    trouble = trouble_of(failure, source, last)
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


def _tab(trouble: Trouble) -> Slip | None:
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


def _reserved_sign(trouble: Trouble) -> Slip:
    word = trouble.text[trouble.column :].rstrip()
    if re.search(r"[\[{]", trouble.before):
        word = re.split(r"[,\]}]", word, maxsplit=1)[0]
    what = trouble.character
    return trouble.slip(
        "reserved-character",
        sentence("a text cannot begin with {sign}", sign=what),
        sentence('put it in quotes: "{text}"', text=cut_short(word)),
        "x",
    )


def _reserved_start(trouble: Trouble) -> Slip:
    character = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1] or "%"
    word = trouble.source.lines[trouble.from_line][trouble.from_column :].rstrip()
    if re.search(r"[\[{]", trouble.source.lines[trouble.from_line][: trouble.from_column]):
        word = re.split(r"[,\]}]", word, maxsplit=1)[0]
    hint = sentence('put it in quotes: "{text}"', text=cut_short(word))
    return trouble.slip_at_start(
        "reserved-character", sentence("a text cannot begin with {sign}", sign=character), hint, "x"
    )


def _bad_block(trouble: Trouble) -> Slip:
    sign = trouble.source.lines[trouble.from_line][trouble.from_column : trouble.from_column + 1]
    return trouble.slip_at_start(
        "bad-block",
        sentence("after {sign} the text begins on the next line", sign=sign),
        sentence("break the line after {sign}, or use quotes", sign=sign),
        "x",
    )


def _unclosed_bracket(trouble: Trouble) -> Slip:
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


def _no_key(trouble: Trouble) -> Slip:
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
        return after_quote(trouble, before[-1])
    if trouble.character == ":":
        return trouble.slip(
            "empty-key", sentence("a key is missing before this colon"), sentence("write the key: title: ..."), "x"
        )
    return hash_above(trouble) or _wrong_indent(trouble)


def _wrong_indent(trouble: Trouble) -> Slip:
    if trouble.text[trouble.column : trouble.column + 2] in {"- ", "-"}:
        message = sentence("a list item stands where a key is expected")
        return trouble.slip(
            "bad-indentation", message, sentence("put the item below its key, at the level of the other items")
        )
    message = sentence("the indentation of this line fits no line above")
    return trouble.slip(
        "bad-indentation", message, sentence("give the keys of one block the same indentation, in spaces")
    )


def _no_item(trouble: Trouble) -> Slip:
    message = sentence("a list goes on here, but this line is no item")
    return trouble.slip(
        "bad-indentation", message, sentence("begin it with '- ', or give it the indentation of its key")
    )


def _stray(trouble: Trouble) -> Slip:
    what = trouble.character or trouble.text.rstrip()[-1:]
    hint = sentence("take it out, or put the text in quotes if it belongs to it")
    return trouble.slip("stray-character", sentence("nothing stands before this {sign}", sign=what), hint)


def _behind_the_end(trouble: Trouble) -> Slip:
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


def _tag(trouble: Trouble) -> Slip:
    hint = sentence("remove it, or put the text in quotes if it belongs to it")
    return trouble.slip_at_start("tag", sentence("'!' begins a tag; tags are not supported"), hint, "x")


def _version(trouble: Trouble) -> Slip:
    return trouble.slip(
        "yaml-version", sentence("a plan is written in YAML 1.2"), sentence("delete the line that begins with %")
    )


_Rule = Callable[[Trouble], Slip | None]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("tab character", _tab),
    ("cannot start any token", _tab),
    ("cannot start any token", _reserved_sign),
    ("mapping values are not allowed", unexpected_colon),
    ("could not find expected ':'", no_colon),
    ("found unexpected ':'", colon_in_bracket),
    ("block sequence entries are not allowed", list_on_key_line),
    ("mapping keys are not allowed", _reserved_sign),
    ("found unexpected end of stream", unclosed_quote),
    ("found unexpected document indicator", unclosed_quote),
    ("escape", bad_escape),
    ("hexdecimal", bad_escape),
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
