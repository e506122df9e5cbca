"""Changing single values: everything else stays byte for byte."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from salesplan.base.finding import PlanError
from salesplan.reading.edit import set_values, spell
from salesplan.reading.parse import parse
from salesplan.reading.scalars import resolve
from salesplan.reading.source import CONTROL, LINE_BREAK, Source

PLAN = """\
# the plan
salesplan: 1   # version
title: 'January'
funnels:
  - name: "acquisition"     # keep me
    stages:
      - name: prospect
        conversion: 1/20    # measured?
        # a comment at the end

      - {name: opportunity, conversion: 0.25}   # flow
      - name: closing
        note: |
          several
          lines

# the end
x-own: {}
"""


def change(text: str, *path: str | int, to: str) -> list[str]:
    """The lines that are new, after checking that all others are as before."""
    new = set_values(text, {path: to})
    old_lines, new_lines = text.split("\n"), new.split("\n")
    for line in old_lines:
        if line in new_lines:
            new_lines.remove(line)
    return new_lines


@pytest.mark.parametrize(
    ("path", "to", "line"),
    [
        (("title",), "It's February", "title: 'It''s February'"),
        (("funnels", 0, "name"), 'a "b"', '  - name: "a \\"b\\""     # keep me'),
        (("funnels", 0, "stages", 0, "conversion"), "12%", "        conversion: 12%    # measured?"),
        (("funnels", 0, "stages", 0, "evidence"), "12 of 240", "        evidence: 12 of 240"),
        (
            ("funnels", 0, "stages", 1, "evidence"),
            "12 of 240",
            "      - {name: opportunity, conversion: 0.25, evidence: 12 of 240}   # flow",
        ),
        (
            ("funnels", 0, "stages", 1, "name"),
            "a, b",
            '      - {name: "a, b", conversion: 0.25}   # flow',
        ),
        (("funnels", 0, "stages", 2, "days"), "14", "        days: 14"),
        (("x-own", "a", "b"), "1", "x-own: {a: {b: 1}}"),
    ],
)
def test_only_the_line_of_the_value_changes(path: tuple[str | int, ...], to: str, line: str) -> None:
    assert change(PLAN, *path, to=to) == [line]


def test_several_values_at_once_and_blocks_made_on_the_way() -> None:
    new = set_values(PLAN, {("actions", "call", "minutes"): "6", ("actions", "call", "icon"): "phone", ("title",): "A"})
    assert new == PLAN.replace("'January'", "'A'") + "actions:\n  call:\n    minutes: 6\n    icon: phone\n"


def test_a_block_text_is_replaced_whole() -> None:
    new = set_values(PLAN, {("funnels", 0, "stages", 2, "note"): "short"})
    assert new == PLAN.replace("|\n          several\n          lines", "short")


def test_line_endings_and_byte_order_mark_stay() -> None:
    assert set_values("\ufeffa: 1\r\nb: 2", {("c",): "3"}) == "\ufeffa: 1\r\nb: 2\r\nc: 3"


def test_a_key_without_value_gets_one() -> None:
    assert set_values("a:\nb: # c\n", {("a",): "1", ("b", "c"): "2"}) == "a: 1\nb: {c: 2} # c\n"


@pytest.mark.parametrize("path", [("funnels",), ("funnels", 5, "name"), ("title", "a"), ("funnels", 0, "stages", 9)])
def test_a_path_without_a_place_is_refused(path: tuple[str | int, ...]) -> None:
    with pytest.raises(LookupError):
        set_values(PLAN, {path: "1"})


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="one line"):
        set_values(PLAN, {("title",): "a\nb"})
    with pytest.raises(PlanError):
        set_values("a: [", {("a",): "1"})


WORDS = st.sampled_from(
    ["a", "b", "call", "x y", "it's", "1", "0.5", "50%", "# no", "a: b", "[x]", "true", "-", "é", "~"]
)
SCALARS = st.one_of(WORDS, st.integers(-9, 9), st.text("abc:#'\"{}[],& -\\é日", max_size=6))
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, min_size=1, max_size=4)),
    max_leaves=12,
)
PLANS = st.dictionaries(WORDS, TREES, min_size=1, max_size=5)


def written(tree: Any, draw: Any) -> str:
    text = yaml.safe_dump(
        tree,
        default_flow_style=draw(st.sampled_from([None, True, False])),
        allow_unicode=True,
        width=10**6,
        indent=draw(st.sampled_from([2, 4])),
        sort_keys=False,
        default_style=draw(st.sampled_from([None, None, '"', "'"])),
    )
    lines = [line + draw(st.sampled_from(["", "", "   # note", "\n# note", "\n"])) for line in text.splitlines()]
    newline: str = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join("\n".join(lines).split("\n")) + str(draw(st.sampled_from(["", "\n"])))


def leaves(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(tree, dict):
        return [leaf for key, value in tree.items() for leaf in leaves(value, (*path, key))]
    if isinstance(tree, list):
        return [leaf for index, value in enumerate(tree) for leaf in leaves(value, (*path, index))]
    return [path]


def blocks(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    below = [found for key, value in items for found in blocks(value, (*path, key))]
    return [path, *below] if isinstance(tree, dict) else below


def with_value(tree: Any, path: tuple[str | int, ...], value: Any) -> Any:
    tree = copy.deepcopy(tree)
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return tree


def same_ends(old: str, new: str) -> int:
    """How many characters of `old` are not kept at either end of `new`."""
    front = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest_old, rest_new = old[front:], new[front:]
    pairs = zip(reversed(rest_old), reversed(rest_new), strict=False)
    back = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(rest_old), len(rest_new)))
    return len(old) - front - back


@given(st.data())
def test_a_changed_value_leaves_every_other_byte(data: st.DataObject) -> None:
    text = written(data.draw(PLANS), data.draw)
    document = parse(Source("plan", text))
    assume(not document.findings or {finding.code for finding in document.findings} <= {"null-value"})
    assert document.root is not None
    places = leaves(document.value)
    assume(places)
    path = data.draw(st.sampled_from(places))
    value = data.draw(st.text("ab:#'\"{}[],&1.% -\\é", min_size=1, max_size=6))
    new = set_values(text, {path: value})
    leaf: Any = document.root
    for step in path:
        leaf = leaf.children[step]
    assert same_ends(text, new) <= leaf.end_mark.index - leaf.start_mark.index
    after = parse(Source("plan", new)).value
    held = value_at(after, path)
    assert held in ({value, resolve(value)} if not value.lstrip("+-").startswith("0") else {value, held})
    assert with_value(after, path, None) == with_value(document.value, path, None)


@given(st.data())
def test_an_inserted_value_takes_nothing_away(data: st.DataObject) -> None:
    tree = data.draw(PLANS)
    text = written(tree, data.draw)
    document = parse(Source("plan", text))
    assume(not document.findings or {finding.code for finding in document.findings} <= {"null-value"})
    path = (*data.draw(st.sampled_from(blocks(document.value))), "brand new")
    new = set_values(text, {path: "14 days"})
    assert same_ends(text, new) == 0
    assert parse(Source("plan", new)).value == with_value(document.value, path, "14 days")


def value_at(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


@given(st.text(max_size=12), st.booleans())
def test_what_is_spelled_is_read_back(value: str, flow: bool) -> None:  # noqa: FBT001
    assume(not LINE_BREAK.search(value) and not CONTROL.search(value) and "\u00a0" not in value)
    text = f"{{k: {spell(value, flow=flow)}}}" if flow else f"k: {spell(value)}\n"
    document = parse(Source("plan", text))
    assert document.root is not None
    leaf: Any = document.root.children["k"]
    assert leaf.value == value
