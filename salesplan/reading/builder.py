"""The tree of nodes and the plain values beside it, made from libyaml's event stream without recursion."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import yaml
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
from salesplan.reading.nodes import Entries, Items, Leaf, Marked, Node, Place, span
from salesplan.reading.scalars import WORDS, BadNumber, Value, resolve
from salesplan.reading.source import CONTROL, Source

if TYPE_CHECKING:
    from salesplan.reading.events import Collection, DocumentStart, Scalar, Started

MAX_DEPTH: Final = 40
MAX_FINDINGS: Final = 1_000
_GLUED = re.compile(r"([\w-]+):(\S+)")
_OWN: Final = "x-"
_TOO_DEEP: Final = sentence("this is nested more than {most} levels deep", most=MAX_DEPTH)
_DEEP: Final = sentence("a plan needs about ten levels; look for a bracket or dash too many")


class Builder:
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

    def _scalar(self, event: Scalar) -> None:
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

    def _open_key(self, node: Entries, event: Scalar, text: str) -> None:
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

    def _open_mapping(self, event: Collection) -> None:
        self._open(event, Entries(event.start_mark, flow=event.flow_style), {})

    def _open_sequence(self, event: Collection) -> None:
        self._open(event, Items(event.start_mark, flow=event.flow_style), [])

    def _open(self, event: Started, node: Entries | Items, values: Any) -> None:  # noqa: ANN401
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

    def _document(self, event: DocumentStart) -> None:
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

    def _refuse_marks(self, event: Started, node: Node) -> None:
        from salesplan.reading.refused import refused_marks

        for finding in refused_marks(event, self.source):
            self._add(finding)
        self.broken[id(node)] = node

    def _resolve(self, event: Scalar, text: str) -> Value:
        try:
            value = resolve(text)
        except BadNumber as bad:
            if not self._own_depth and not (self._key or "").startswith(_OWN):
                self._report(bad.code, bad.message, event, bad.hint)
            self.broken[id(event)] = event
            return text
        self._known[text] = value
        return value

    def _empty(self, event: Scalar) -> None:
        key = self._key
        if self._own_depth or (key is not None and key[:2] == _OWN):
            return
        self.broken[id(event)] = event
        if self._node is None:
            return
        place = event if key is None else self._node.keys[key]
        if key is not None and (colon := _GLUED.fullmatch(key)):
            hint = sentence("write {text}", text=f"{colon[1]}: {colon[2]}")
            self._report("missing-space", sentence("a space is missing after this colon"), place, hint)
            self._key = colon[1]
            self._node.keys[colon[1]] = self._node.keys.pop(key)
            return
        number = event.start_mark.line
        line = self.source.lines[number] if not event.value and number < len(self.source.lines) else ""
        from salesplan.reading.no_value import explain_no_value

        message, remedy = explain_no_value(self._node, key, line, in_scenario=self._in_scenario())
        self._report("null-value", message, place, remedy)

    def _in_scenario(self) -> bool:
        """Whether the value is one that a scenario sets: there alone null has a meaning, to take something away."""
        held = [each for each, *_ in self._stack]
        if len(held) != 3 or self._key is None or not isinstance(held[1], Entries):  # noqa: PLR2004  (the plan, scenarios, its name)
            return False
        return held[1].children.get("scenarios") is held[2]

    def _bad_key(self, event: Scalar, text: str) -> None:
        self.broken[id(event)] = event
        from salesplan.reading.refused import bad_key

        self._add(bad_key(text, span(event, self.source.name)))

    def _duplicate(self, node: Entries, event: Scalar, text: str) -> None:
        self.doubted.add((id(node), text))
        from salesplan.reading.refused import duplicate_key

        self._add(duplicate_key(text, span(node.keys[text], self.source.name), span(event, self.source.name)))

    def _control(self, event: Scalar) -> None:
        self.broken[id(event)] = event
        from salesplan.reading.refused import control_character

        self._add(control_character(event.value, span(event, self.source.name)))

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
