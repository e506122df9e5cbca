"""Which messages the catalogues have to translate, read from the code that says them.

    python -m tools.messages fr

adds what is missing to the catalogue of a language (and makes a new one), keeping every translation there is.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from salesplan.drafting.taken import Why
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
    found: dict[Message, None] = {}
    for message in (*_said(), *_known(), *_names()):
        found.setdefault(message)
    return tuple(found)


def _said() -> Iterator[Message]:
    """Literal arguments of `say`, `text`, `plural` and the like in the package, and the `NEXT` steps of commands."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = _called(node, path)
            if isinstance(node, ast.Assign) and "commands" in path.parts and _names_next(node):
                yield None, ast.literal_eval(node.value), None
            if isinstance(node, ast.Call) and called in _CALLS:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(texts) in _CALLS[called]:
                    yield None, texts[0], texts[1] if len(texts) > 1 else None


def _called(node: ast.AST, path: Path) -> str:
    """The method or function a call calls."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    spoken = isinstance(node.func, ast.Name) and {"report", "console", "commands"} & set(path.parts)
    return node.func.id if spoken and isinstance(node.func, ast.Name) else ""


def _names_next(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Name) and node.targets[0].id.startswith("NEXT")


_CALLS = {"say": (1,), "text": (1,), "plural": (2,), "suggest": (1,), "spoken": (1, 2)}


def _known() -> Iterator[Message]:
    for dictionary in _DICTIONARIES:
        yield from ((None, text, None) for text in dictionary.values())
    yield from ((None, chapter.title, None) for chapter in CHAPTERS)
    yield from ((None, str(scale), None) for scale in Scale)


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
