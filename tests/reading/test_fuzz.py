"""No input makes the reader crash, hang or fall silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salesplan.base.finding import Unreadable
from salesplan.reading.parse import parse
from salesplan.reading.plan import Reading, read_plan_text
from salesplan.reading.source import Source, decode
from salesplan.report.findings import as_github, as_json, as_rich, as_text
from tests.work import in_proportion

BAD = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "bad").glob("*.yaml"))]
PLAN = """\
salesplan: 1
title: 'January acquisition'  # a comment
currency: EUR
period: {start: 2027-01-04, end: 2027-03-26}
goals:
  - {name: New revenue, metric: revenue, target: 90000}
funnels:
  - name: "acquisition"
    deal_value: 20000 to 45000
    stages:
      - name: prospect
        conversion: 1/20
        exit_when: |
          budget is known
      - name: opportunity
        conversion: 25%
        actions: {sales: {call: 8, meeting: 1}}
team:
  sales: {headcount: 3}
x-own: [1, {a: ~}]
"""
SIGNS = st.one_of(
    st.sampled_from("\t\n\r :-?,[]{}#&*!|>'\"%@`\\~.0aé日"),
    st.sampled_from("\u00a0\x85\u2028\ufeff\0\x1b"),
)
SNIPPETS = st.sampled_from(
    ["\n  ", "\n- ", ": ", "- ", "? ", "<<: ", "*a", "&a ", "!!x ", "---\n", "...\n", "%YAML 1.1\n", "\r\n", "\\u",
     "\\q", '"', "'", "{", "[", "# ", " #x", "1e999", "0x", ".nan", "-", "x-a: ",
     "goals", "stages", "\n    conversion:x"]
)  # fmt: skip


def whole(text: str) -> Reading:
    """Read a text and say all there is to say."""
    reading = read_plan_text(text, "p.yaml")
    shown = as_text(reading.findings, reading.sources)
    rows = json.loads(as_json(reading.findings))
    notes = as_github(reading.findings)
    coloured = as_rich(reading.findings, reading.sources).plain
    assert shown == coloured
    assert len(rows) == len(reading.findings) == len(notes.splitlines())
    assert reading.plan is not None or any(finding.is_error for finding in reading.findings)
    assert not set(shown) & set(map(chr, [*range(9), *range(11, 32), 0x7F, 0x202E]))
    lines = reading.sources[0].lines
    for finding in reading.findings:
        assert finding.message
        assert finding.hint
        assert 1 <= finding.span.line <= len(lines)
        assert 1 <= finding.span.column <= len(lines[finding.span.line - 1]) + 1, finding
    return reading


@given(st.text(SIGNS, max_size=40))
@example("\n\n a\n b: c\n")
def test_signs_in_any_order(text: str) -> None:
    whole(text)


@given(st.lists(st.one_of(SNIPPETS, st.text("ab1 ", max_size=3)), max_size=25).map("".join))
def test_pieces_of_yaml_in_any_order(text: str) -> None:
    whole(text)


@given(st.data())
def test_a_plan_with_slips_of_the_pen(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([PLAN, *BAD]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.one_of(SIGNS, SNIPPETS, st.just(""))) + text[at + cut :]
    whole(text)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=30).map(lambda text: text.encode("utf-16"))))
def test_bytes_of_any_kind(data: bytes) -> None:
    try:
        source, findings = decode("p.yaml", data)
    except Unreadable:
        return
    assert all(finding.hint for finding in (*findings, *parse(source).findings))


@given(st.sampled_from("[{-?:,'\"#&*!|>%@ \t\n0a\x00\u00a0"), st.sampled_from("[{-?: a\n,"), st.integers(1, 2_000))
def test_long_runs_are_read_in_proportion(first: str, second: str, length: int) -> None:
    assert in_proportion(lambda size: lambda: parse(Source("p.yaml", (first + second) * size)), length)
    assert in_proportion(lambda size: lambda: parse(Source("p.yaml", "a: " + first * size)), length)


@pytest.mark.parametrize("text", [PLAN, PLAN.replace("\n", "\r\n"), PLAN.replace("\n", "\r"), "\ufeff" + PLAN])
def test_the_plan_itself_is_sound(text: str) -> None:
    reading = whole(text)
    assert not reading.findings
    assert reading.plan is not None
