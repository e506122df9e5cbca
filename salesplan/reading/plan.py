"""From a plan file, and the tables it names, to a plan and everything that is to be said about it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Finding, Span, Unreadable, error
from salesplan.base.languages import CODES
from salesplan.base.sentence import sentence
from salesplan.model.plan import Plan
from salesplan.reading.collector import collector_paused
from salesplan.reading.document import Document
from salesplan.reading.doubts import grouped_by_points
from salesplan.reading.nodes import Entries, Node, child, key_span, locate
from salesplan.reading.parse import parse
from salesplan.reading.shape import Shape
from salesplan.reading.source import STDIN, Source, read_source, wrong_characters

if TYPE_CHECKING:
    from salesplan.reading.table import Table

_ANY: Final = "*"
_LANGUAGE: Final = re.compile(rf"(?m)^[^\w\n#]*language[^\w\n#]+({'|'.join(CODES)})\b")
_FROM_FILES: Final = (("team", _ANY, "members"), ("budget", "lines"), ("budget", "actuals"))
"""Where the name of a CSV file may stand for a list."""


class Reading(Struct, frozen=True):
    """A plan as read: the plan if it has no errors, all findings, and where everything stands.

    `partial` is the plan that rules can be tried on: the plan, or where there are errors what could be read of it.
    `sources` holds the plan file first, then the tables it names.
    """

    sources: tuple[Source, ...]
    plan: Plan | None
    findings: tuple[Finding, ...]
    root: Entries | None = None
    partial: Plan | None = None

    @property
    def name(self) -> str:
        """The plan file's name, as the user wrote it."""
        return self.sources[0].name

    @property
    def language(self) -> str:
        """The language that the plan says it is in, even where errors keep it from being a plan; else empty."""
        if self.plan is not None:
            return self.plan.language
        named = _LANGUAGE.search(self.sources[0].text)
        return named[1] if named else ""

    def locate(self, *path: str | int, key: bool = False) -> Span:
        """The place of a value: `locate("funnels", 0, "stages", 1, "conversion")`, or with `key` of its key.

        Where nothing stands there, the place of the nearest thing above it.
        """
        return self.locate_key(*path) if key else locate(self.root, path, self.name)

    def locate_key(self, *path: str | int) -> Span:
        """The place of a key itself; the same as `locate` for an item of a list."""
        holder: Node | None = self.root
        for step in path[:-1]:
            holder = child(holder, step) if holder is not None else None
        if isinstance(holder, Entries) and path and path[-1] in holder.keys:
            return key_span(holder, str(path[-1]), self.name)
        return self.locate(*path)


def read_plan(path: str | Path) -> Reading:
    """Read a plan file, or standard input for `-`.

    Raises:
        Unreadable: the file is missing, a folder, forbidden, too large, or not text.
    """
    source, findings = read_source(path)
    folder = Path() if str(path) == STDIN else Path(path).parent
    return _read(source, findings, folder)


def read_plan_text(text: str, name: str = "plan", folder: str | Path = ".") -> Reading:
    """Read a plan from text that is at hand; tables it names are looked for in `folder`."""
    source = Source(name, text.removeprefix("\ufeff"))
    return _read(source, wrong_characters(source), Path(folder))


def _read(source: Source, findings: tuple[Finding, ...], folder: Path) -> Reading:
    with collector_paused():
        document = parse(source)
        document, tables = _with_tables(document, source.name, folder)
        plan, wrong = _validate(document, source.name)
        doubtful = grouped_by_points((source, *(table.source for table in tables)), document.root)
        found = in_order((*findings, *document.findings, *wrong, *doubtful), source.name)
        if newer := _of_newer_version(wrong):
            return Reading((source,), None, newer, document.root, None)
        whole = None if any(finding.is_error for finding in found) else plan
        partial = whole or _partial(document, source)
    return Reading((source, *(table.source for table in tables)), whole, found, document.root, partial)


def _partial(document: Document, source: Source) -> Plan | None:
    if document.root is None:
        return None
    from salesplan.reading.partial import partial_plan

    return partial_plan(document, document.root, source.lines)


def _validate(document: Document, name: str) -> tuple[Plan | None, list[Finding]]:
    """The plan in a document, or what keeps it from being one."""
    if document.root is None:
        return None, []
    try:
        return Plan.model_validate(document.value), []
    except ValidationError as failure:
        from salesplan.reading.validate import findings_of

        return None, findings_of(failure, document, document.root, name)


def _of_newer_version(wrong: Sequence[Finding]) -> tuple[Finding, ...]:
    """The finding that the plan is in a later version of the language, if it is: then nothing else can be judged."""
    return tuple(finding for finding in wrong if finding.code == "newer-version")


def in_order(findings: Iterable[Finding], first: str) -> tuple[Finding, ...]:
    """Findings in the order of the plan file, which is `first`, then of the tables it names."""
    return tuple(
        sorted(findings, key=lambda one: (one.span.file != first, one.span.file, one.span.line, one.span.column))
    )


def _with_tables(document: Document, name: str, folder: Path) -> tuple[Document, list[Table]]:
    """The document with the rows of each CSV file in the place of its name."""
    tables: list[Table] = []
    if document.root is None:
        return document, tables
    findings: list[Finding] = []
    broken: dict[int, Any] = {}
    doubted = set(document.doubted)
    for path in (*_FROM_FILES, ("scenarios", _ANY, _ANY)):
        for holder, values, key, shape in _holders(document.root, document.value, path, Shape([Plan])):
            leaf, written = holder.children[key], values[key]
            row = _row_shape(key) if path[0] == "scenarios" else shape
            if row is not None and isinstance(written, str) and id(leaf) not in document.broken:
                place = locate(holder, (key,), name)
                table = _table(written, folder, place, row, findings)
                if table is None or any(finding.is_error for finding in table.findings):
                    doubted.add((id(holder), key))
                if table is None:
                    broken[id(leaf)] = leaf
                    continue
                tables.append(table)
                holder.children[key], values[key] = table.node, table.values
    for table in tables:
        findings.extend(table.findings)
        broken |= table.broken
    return replace(
        document,
        findings=(*document.findings, *findings),
        broken=document.broken | broken,
        doubted=frozenset(doubted),
    ), tables


def _holders(node: Node, values: Any, path: tuple[str, ...], shape: Shape) -> list[tuple[Entries, Any, str, Shape]]:  # noqa: ANN401
    """The blocks in which the last key of `path` stands, with their values and the shape of one row."""
    if not isinstance(node, Entries) or not isinstance(values, dict):
        return []
    key, *rest = path
    steps = list(values) if key == _ANY else [key]
    if not rest:
        return [(node, values, step, shape.at([step, 0])) for step in steps if step in values]
    return [
        found
        for step in steps
        if step in values
        for found in _holders(node.children[step], values[step], tuple(rest), shape.at([step]))
    ]


def _row_shape(path: str) -> Shape | None:
    """The shape of one row of a list that a scenario sets whole, which may be the name of a file; None for others."""
    words = path.split(".")
    for first, *_, last in _FROM_FILES:
        if (words[0], words[-1]) == (first, last):
            keys = (first, last, 0) if len(words) == len(("budget", "lines")) else (first, _ANY, last, 0)
            return Shape([Plan]).at(keys)
    return None


def _table(written: str, folder: Path, place: Span, shape: Shape, findings: list[Finding]) -> Table | None:
    from salesplan.reading.table import read_table

    path = Path(written)
    outside = _is_outside(folder, path)
    if outside and not path.is_absolute():
        hint = sentence("keep it in the plan's folder, or give its full path")
        findings.append(
            error("file-outside", sentence("'{written}' lies outside the plan's folder", written=written), place, hint)
        )
        return None
    try:
        refuse_irregular(folder / path, str(folder / path))
        table = read_table(folder / path, str(folder / path), shape)
    except Unreadable as unreadable:
        remedy = unreadable.hint
        if "salesplan init" in remedy:
            remedy = sentence("check the name of the CSV file")
        findings.append(error("missing-file", unreadable.message, place, remedy))
        return None
    if not outside:
        return table
    if table.findings:
        message = sentence(
            "'{written}' has mistakes; since it lies outside the plan's folder, nothing of it is shown", written=written
        )
        findings.append(error("file-outside", message, place, "move it into the plan's folder to see them"))
        return None
    return replace(table, source=Source(table.source.name, ""))


def _is_outside(folder: Path, path: Path) -> bool:
    """Whether a path leads out of the plan's folder, by its name or by a link."""
    if not path.is_absolute() and os.path.normpath(path).startswith(".."):
        return True
    try:
        return not (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, or links in a circle
        return path.is_absolute()
