"""From text to a tree of nodes and the plain values beside it, by libyaml's event stream and without recursion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Protocol

import yaml
from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from salesplan.base.finding import Finding, Span, error
from salesplan.base.sentence import sentence
from salesplan.reading.depth import bracket_too_deep
from salesplan.reading.doubts import not_a_plan, swallowed
from salesplan.reading.nodes import Entries, Items, Leaf, Marked, Node, Place, span
from salesplan.reading.scalars import WORDS, BadNumber, Value, resolve
from salesplan.reading.source import CONTROL, Source, plain_text

if TYPE_CHECKING:
    from salesplan.reading.syntax import Slip

MAX_DEPTH: Final = 40
MAX_FINDINGS: Final = 1_000
_MAX_MENDS: Final = 20
_MAX_MENDED_TEXT: Final = 2_000_000
_MARK = re.compile(r"[^\s,\]}]+")
_OWN: Final = "x-"
_TOO_DEEP: Final = sentence("this is nested more than {most} levels deep", most=MAX_DEPTH)
_DEEP: Final = sentence("a plan needs about ten levels; look for a bracket or dash too many")


class Document(Struct, frozen=True):
    """What stands in a file: nodes with their places, the same as plain values, and what is wrong so far.

    `value` leaves out the author's own `x-` keys. `broken` holds nodes by their id, `broken_lines` lines
    (from 0), that a finding speaks about already: nothing more need be said there. `doubted` are keys, with the
    id of their block, whose values may not be the ones that were meant.
    """

    root: Entries | None
    value: dict[str, Any]
    findings: tuple[Finding, ...]
    broken: dict[int, Any] = field(default_factory=dict)
    doubted: frozenset[tuple[int, str]] = frozenset()
    broken_lines: frozenset[int] = frozenset()


def parse(source: Source) -> Document:
    """Read one YAML document into nodes; every mistake is a finding, and reading goes on behind it where it can."""
    text = plain_text(source.text)
    slips: list[Slip] = []
    while True:
        builder = _Builder(source)
        failure = builder.read(text)
        if failure is None or builder.is_too_deep(text):
            break
        from salesplan.reading.syntax import Slip, explain

        slip = explain(failure, source, builder.last_scalar, builder.open_bracket)
        lines = {known.line for known in slips}
        mend = builder.mend_of_line(slip.line) or slip.mend
        if slip.line not in lines:
            said = tuple(finding for finding in builder.findings if finding.span.line == slip.line + 1)
            slips.append(Slip(said, slip.line, None) if said else slip)
        budget = len(slips) < _MAX_MENDS and len(text) * len(slips) < _MAX_MENDED_TEXT
        if mend is None or slip.line in lines or not budget:
            builder.root = None
            break
        text = text[: mend[0]] + mend[1] + text[mend[0] + len(mend[1]) :]
    return _document(source, builder, slips)


def _document(source: Source, builder: _Builder, slips: list[Slip]) -> Document:
    broken_lines = frozenset(slip.line for slip in slips)
    said = tuple(finding for slip in slips for finding in slip.findings)
    spoken = {finding.span.line for finding in said}
    findings = said + tuple(finding for finding in builder.findings if finding.span.line not in spoken)
    root = builder.root
    if isinstance(root, Entries):
        findings += tuple(swallowed(source, root))
        return Document(root, builder.value, findings, builder.broken, frozenset(builder.doubted), broken_lines)
    if not slips and not builder.stopped:
        findings += (not_a_plan(source, root),)
    return Document(None, {}, findings, builder.broken, frozenset(), broken_lines)


class _Started(Marked, Protocol):
    """An event that begins a value, and may carry an anchor and a tag."""

    @property
    def anchor(self) -> str | None:
        """Its name for aliases."""
        ...

    @property
    def tag(self) -> str | None:
        """Its tag."""
        ...


class _Scalar(_Started, Leaf, Protocol):
    """A scalar event."""


class _Collection(_Started, Protocol):
    """The start of a list or mapping."""

    @property
    def flow_style(self) -> bool:
        """Whether it is written in brackets."""
        ...


class _Document(Marked, Protocol):
    """The start of a document."""

    @property
    def version(self) -> tuple[int, int] | None:
        """What %YAML says."""
        ...


class _Builder:
    """The state of one pass over the events: the open containers, and where the next value belongs."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self.value: Any = None
        self.findings: list[Finding] = []
        self.broken: dict[int, Any] = {}
        self.doubted: set[tuple[int, str]] = set()
        self.stopped = False
        self.last_scalar: Leaf | None = None
        self._stack: list[tuple[Any, Any, str | None]] = []
        self._node: Any = None
        self._values: Any = None
        self._key: str | None = None
        self._own_depth = 0
        self._documents = 0
        self._aliases: set[str] = set()
        self._known: dict[str, Value] = dict(WORDS)

    def read(self, text: str) -> yaml.MarkedYAMLError | None:
        """Take the events one by one until the end, a reason to stop, or the parser's error, which is returned."""
        parser = yaml.CSafeLoader(text)
        next_event = parser.get_event
        actions: dict[type[Event], Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._open_mapping,
            SequenceStartEvent: self._open_sequence,
            MappingEndEvent: self._close,
            SequenceEndEvent: self._close,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        find = actions.get
        try:
            while (event := next_event()) is not None:
                action = find(type(event))
                if action is not None:
                    action(event)
                    if self.stopped:
                        return None
        except yaml.MarkedYAMLError as failure:
            return failure
        finally:
            parser.dispose()
        return None

    @property
    def open_bracket(self) -> Place | None:
        """Where the innermost list or block in brackets begins that is still open."""
        return self._node.start_mark if self._node is not None and self._node.flow else None

    def is_too_deep(self, text: str) -> bool:
        """Whether the parser may have given up over brackets nested too deeply; if so, that is reported.

        It reads a bracket to its end before it gives the first event of it, and has limits of its own.
        """
        held = [each for each, *_ in self._stack if each is not None]
        opened = [*held, self._node] if self._node is not None else held
        brackets = [each for each in opened if each.flow]
        last = self.last_scalar
        start = brackets[0].start_mark.index if brackets else last.end_mark.index if last else 0
        offset = bracket_too_deep(text, start, MAX_DEPTH - (len(opened) - len(brackets)))
        if offset is not None:
            self._add(error("too-deep", _TOO_DEEP, self.source.span(offset), _DEEP))
            self.stopped, self.root = True, None
        return offset is not None

    def mend_of_line(self, line: int) -> tuple[int, str] | None:
        """Where to blot out the `*`, `&` or `!` of this line that a finding speaks of; None where there is none."""
        for finding in self.findings:
            if finding.span.line == line + 1 and finding.code in {"alias", "anchor", "tag"}:
                return self.source.starts[line] + finding.span.column - 1, "x"
        return None

    def _scalar(self, event: _Scalar) -> None:
        text = event.value
        self.last_scalar = event
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event, event)
        node = self._node
        if self._key is None and type(node) is Entries:
            self._open_key(node, event, text)
            return
        value: Value
        if event.style:
            value = text
            if event.style == '"' and CONTROL.search(text):
                self._control(event)
        else:
            try:
                value = self._known[text]
            except KeyError:
                value = self._resolve(event, text)
            if value is None and not (text and self._in_scenario()):
                self._empty(event)
        self._place(event, value)

    def _open_key(self, node: Entries, event: _Scalar, text: str) -> None:
        if not text or (text == "<<" and not event.style):
            self._bad_key(event, text)
        elif text in node.keys:
            self._duplicate(node, event, text)
        elif event.style == '"' and CONTROL.search(text):
            self._control(event)
        node.keys[text] = event
        self._key = text

    def _place(self, node: Any, value: Any) -> None:  # noqa: ANN401
        here = self._node
        if type(here) is Entries:
            key = self._key
            here.children[key] = node  # type: ignore[index]
            if key[:2] != _OWN:  # type: ignore[index]
                self._values[key] = value
            self._key = None
        elif here is not None:
            here.children.append(node)
            self._values.append(value)
        else:
            self.root = node
            self.value = value

    def _open_mapping(self, event: _Collection) -> None:
        self._open(event, Entries(event.start_mark, flow=event.flow_style), {})

    def _open_sequence(self, event: _Collection) -> None:
        self._open(event, Items(event.start_mark, flow=event.flow_style), [])

    def _open(self, event: _Started, node: Entries | Items, values: Any) -> None:  # noqa: ANN401
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event, node)
        stack = self._stack
        if len(stack) >= MAX_DEPTH:
            self._stop("too-deep", _TOO_DEEP, event, _DEEP)
            return
        here, key = self._node, self._key
        if type(here) is Entries and key is None:
            self._report(
                "bad-key",
                sentence("a list or a block cannot be a key"),
                event,
                sentence("a key is a word, such as title:"),
            )
            self.stopped = True
            self.root = None
            return
        if key is not None and key[:2] == _OWN and not self._own_depth:
            self._own_depth = len(stack) + 1
        self._place(node, values)
        stack.append((here, self._values, None))
        self._node, self._values, self._key = node, values, None

    def _close(self, event: Marked) -> None:
        self._node.end_mark = event.end_mark
        self._node, self._values, self._key = self._stack.pop()
        if len(self._stack) < self._own_depth:
            self._own_depth = 0

    def _document(self, event: _Document) -> None:
        self._documents += 1
        if self._documents > 1:
            root = self.root
            hint = sentence("keep one plan in a file: delete this line, or move what follows to a file of its own")
            self._stop("second-document", sentence("a second document begins here"), event, hint)
            self.root = root
        elif event.version not in {None, (1, 2)}:
            hint = sentence("delete the line that begins with %YAML")
            self._report("yaml-version", sentence("a plan is written in YAML 1.2"), event, hint)

    def _alias(self, event: Any) -> None:  # noqa: ANN401
        name = event.anchor
        if name not in self._aliases:
            self._aliases.add(name)
            hint = sentence('write the value out, or put it in quotes if it is text: "*{name}"', name=name)
            self._report(
                "alias", sentence("'*{name}' refers to another place, which a plan does not do", name=name), event, hint
            )
        self.broken[id(event)] = event
        if type(self._node) is Entries and self._key is None:
            self.stopped = True
            self.root = None
            return
        event.value, event.style = f"*{name}", None
        self._place(event, None)

    def _refuse_marks(self, event: _Started, node: Node) -> None:
        line = self.source.lines[event.start_mark.line]
        mark = _MARK.match(line, event.start_mark.column)
        shown = mark[0] if mark else "!"
        place = Span(self.source.name, event.start_mark.line + 1, event.start_mark.column + 1, len(shown))
        if event.tag is not None:
            hint = sentence('remove it, or put the text in quotes if it belongs to it: "{text} ..."', text=shown)
            self._add(error("tag", sentence("'{shown}': tags are not supported", shown=shown), place, hint))
        if event.anchor is not None:
            hint = sentence(
                'remove it, or put the text in quotes if it belongs to it: "{text} ..."', text=f"&{event.anchor}"
            )
            self._add(
                error("anchor", sentence("'&{anchor}' marks a place to refer to", anchor=event.anchor), place, hint)
            )
        self.broken[id(node)] = node

    def _resolve(self, event: _Scalar, text: str) -> Value:
        try:
            value = resolve(text)
        except BadNumber as bad:
            if not self._own_depth and not (self._key or "").startswith(_OWN):
                self._report(bad.code, bad.message, event, bad.hint)
            self.broken[id(event)] = event
            return text
        self._known[text] = value
        return value

    def _empty(self, event: _Scalar) -> None:
        key = self._key
        if self._own_depth or (key is not None and key[:2] == _OWN):
            return
        self.broken[id(event)] = event
        if self._node is None:
            return
        line = self.source.lines[event.start_mark.line] if event.start_mark.line < len(self.source.lines) else ""
        place = event if key is None else self._node.keys[key]
        if key is not None and (colon := re.fullmatch(r"([\w-]+):(\S+)", key)):
            hint = sentence("write {text}", text=f"{colon[1]}: {colon[2]}")
            self._report("missing-space", sentence("a space is missing after this colon"), place, hint)
            self._key = colon[1]
            self._node.keys[colon[1]] = self._node.keys.pop(key)
            return
        what = sentence("this item is empty") if key is None else sentence("'{key}' has no value", key=key)
        hint = sentence("write a value, or take the line out")
        if self._in_scenario():
            hint = sentence("write a value, or null to take it away")
        if key is not None and self._node.flow and (number := self._parted_number(key)):
            what = sentence("a comma parts two items between {{ and }}, so {number} is cut in two", number=number[0])
            hint = sentence("write {text}", text=number[1])
        elif key is not None and self._node.flow and (items := self._parted_list(key)):
            what, hint = sentence("a list of several needs [ and ]"), sentence("write {text}", text=items)
        elif key is not None and self._node.flow and (words := re.fullmatch(r"([a-z][\w-]*) +(\S.*)", key)):
            hint = sentence("write {text}, if a colon is missing", text=f"{words[1]}: {words[2]}")
        swallowed = re.search(r"[:\-,\[{]\s+(#\w\S*)", line) if not event.value else None
        if swallowed:
            hint = sentence('a # begins a comment; write it in quotes: "{text}"', text=swallowed[1])
        self._report("null-value", what, place, hint)

    def _in_scenario(self) -> bool:
        """Whether the value is one that a scenario sets: there alone null has a meaning, to take something away."""
        held = [each for each, *_ in self._stack]
        if len(held) != 3 or self._key is None or not isinstance(held[1], Entries):  # noqa: PLR2004  (the plan, scenarios, its name)
            return False
        return held[1].children.get("scenarios") is held[2]

    def _parted_number(self, key: str) -> tuple[str, str] | None:
        """What `90,000` between braces was meant to be: as written, and as a plain number."""
        values = [node for node in self._node.children.values() if not isinstance(node, Entries | Items) and node.value]
        if not values or not re.fullmatch(r"\d{3}", key) or not re.fullmatch(r"\d{1,3}", values[-1].value):
            return None
        return f"{values[-1].value},{key}", f"{values[-1].value}{key}"

    def _parted_list(self, key: str) -> str:
        """What `ramp: 25%, 50%` between braces was meant to be, with its brackets."""
        children: dict[str, Node] = self._node.children
        if not children:
            return ""
        name, before = list(children.items())[-1]
        if isinstance(before, Entries | Items) or not before.value:
            return ""
        alike = all(re.fullmatch(r"[\d.]+%|\d{4}-\d{2}-\d{2}", text) for text in (before.value, key))
        return f"{name}: [{before.value}, {key}]" if alike else ""

    def _bad_key(self, event: _Scalar, text: str) -> None:
        self.broken[id(event)] = event
        if text == "<<":
            hint = sentence("write the keys out in each place")
            self._report("merge-key", sentence("'<<' merges another block in, which a plan does not do"), event, hint)
        else:
            self._report(
                "empty-key",
                sentence("a key is missing before this colon"),
                event,
                sentence("write the key: title: ..."),
            )

    def _duplicate(self, node: Entries, event: _Scalar, text: str) -> None:
        self.doubted.add((id(node), text))
        first = span(node.keys[text], self.source.name)
        place = span(event, self.source.name)
        message = sentence("'{text}' stands twice in the same block: on line {line}", text=text, line=place.line)
        if first.line != place.line:
            message = sentence(
                "'{text}' stands twice in the same block: on line {first} and on line {line}",
                text=text,
                first=first.line,
                line=place.line,
            )
        hint = sentence("keep one of the two")
        self._add(error("duplicate-key", message, place, hint, (first, "first written here")))

    def _control(self, event: _Scalar) -> None:
        found = CONTROL.search(event.value)
        code = ord(found[0]) if found else 0
        self.broken[id(event)] = event
        message = sentence("this text holds an invisible control character (U+{code})", code=f"{code:04X}")
        self._report(
            "control-character", message, event, sentence("take the \\ sequence out, or write it in single quotes")
        )

    def _report(self, code: str, message: str, event: Marked, hint: str) -> None:
        self._add(error(code, message, span(event, self.source.name), hint))

    def _add(self, finding: Finding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)

    def _stop(self, code: str, message: str, event: Marked, hint: str) -> None:
        place = Span(self.source.name, event.start_mark.line + 1, event.start_mark.column + 1)
        self._add(error(code, message, place, hint))
        self.stopped = True
        self.root = None
