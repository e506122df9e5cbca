"""Which messages the catalogues have to translate, read from the code that says them.

    python -m tools.messages fr

adds what is missing to the catalogue of a language (and makes a new one), keeping every translation there is.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import get_args

from salesplan.drafting.taken import Why
from salesplan.model.part import Part
from salesplan.model.plan import Plan
from salesplan.reading.shape import apart, field_type
from salesplan.report.document.build import CHAPTERS
from salesplan.report.language import vocabulary
from salesplan.report.language.words import LOCALE, NAME, PLURALS
from salesplan.report.tables.drawing import Scale

_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""

Message = tuple[str | None, str, str | None]
"""Context, singular, plural."""

_PACKAGE = Path(__file__).parents[1] / "salesplan"
_DICTIONARIES = (
    vocabulary.KINDS,
    vocabulary.METRICS,
    vocabulary.RHYTHMS,
    vocabulary.JOURNEY,
    vocabulary.TOPICS,
    vocabulary.SETTLED,
    {why: why.value for why in Why},
)


def messages() -> tuple[Message, ...]:
    """Every message, in the order of the code, each once."""
    descriptions = ((None, text, None) for text in _descriptions(Plan, set()))
    return tuple(dict.fromkeys((*shown(), *_said(_SENTENCES, _MAKERS), *descriptions)))


def shown() -> tuple[Message, ...]:
    """The messages of documents, tables and closing lines: all but those of findings and errors."""
    return tuple(dict.fromkeys((*_said(_CALLS, {}), *_known(), *_names())))


def _said(calls: Mapping[str, tuple[int, ...]], makers: Mapping[str, int]) -> Iterator[Message]:
    """Literal arguments of `say`, `sentence`, `error` and the like in the package, and the `NEXT` steps of commands."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = _called(node, path)
            if isinstance(node, ast.Assign) and "commands" in path.parts and _names_next(node):
                yield None, ast.literal_eval(node.value), None
            if isinstance(node, ast.Call) and called in makers:
                yield from ((None, text, None) for argument in node.args[makers[called] :] for text in _texts(argument))
            elif isinstance(node, ast.Call) and called in calls:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(texts) in calls[called]:
                    yield None, texts[0], texts[1] if len(texts) > 1 else None


def _called(node: ast.AST, path: Path) -> str:
    """The method or function a call calls."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    spoken = {"report", "console", "commands"} & set(path.parts)
    return name if spoken or name in _MAKERS or name in _SENTENCES else ""


def _texts(node: ast.expr) -> Iterator[str]:
    """What a constructor of findings and errors is given: a text, one of two texts, or a place and its label."""
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))
        case ast.BoolOp(values=several):
            yield from (text for each in several for text in _texts(each))
        case ast.Tuple(elts=[_, label]):
            yield from _texts(label)


def _names_next(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Name) and node.targets[0].id.startswith("NEXT")


_SENTENCES = {"sentence": (1,), "counted": (2,)}
_CALLS = {"say": (1,), "text": (1,), "plural": (2,), "suggest": (1,), "translate": (1, 2)}
_MAKERS = {"error": 1, "warning": 1, "fault": 1, "Usage": 0, "Unreadable": 0, "Unwritable": 0}
"""Constructors of findings and errors, with the place of their first text: a code goes before it in some."""


def _known() -> Iterator[Message]:
    for dictionary in _DICTIONARIES:
        yield from ((None, text, None) for text in dictionary.values())
    yield from ((None, chapter.title, None) for chapter in CHAPTERS)
    yield from ((None, str(scale), None) for scale in Scale)


def _descriptions(kind: object, seen: set[object]) -> Iterator[str]:
    """What is said of every key of the plan language: a finding gives it as a hint."""
    for one in apart(kind):
        if isinstance(one, type) and issubclass(one, Part):
            if one in seen:
                continue
            seen.add(one)
            for info in one.model_fields.values():
                yield from filter(None, [info.description])
                yield from _descriptions(field_type(info), seen)
        else:
            yield from (text for below in get_args(one) for text in _descriptions(below, seen))


def _names() -> Iterator[Message]:
    yield from ((NAME, one, many) for one, many in PLURALS.items())
    yield from ((NAME, name, None) for name in vocabulary.NAMES if name not in PLURALS)


def update(language: str) -> Path:
    """Bring the catalogue of `language` up to date: new messages untranslated, old ones gone, the rest as they are."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    path = LOCALE / language / "LC_MESSAGES" / "salesplan.po"
    old, forms = Catalog(language), Catalog(language).plural_forms
    if path.is_file():
        with path.open("rb") as stream:
            old = read_po(stream, language)
        forms = old.plural_forms  # the file's own: a newer library may count another form, which nobody translated
    header = _HEADER.format(language=language, plurals=forms).encode()
    new = read_po(BytesIO(header), language, charset="utf-8")
    new.fuzzy = False
    for context, one, many in messages():
        kept = old.get(one, context)
        told = kept.string if kept and isinstance(kept.string, str) != bool(many) else ""
        new.add((one, many) if many else one, told, context=context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(header)
        write_po(stream, new, width=0, omit_header=True)
    return path


if __name__ == "__main__":
    for code in sys.argv[1:]:
        sys.stdout.write(f"{update(code)}\n")
