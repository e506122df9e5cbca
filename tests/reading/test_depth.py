"""Brackets that are nested too deeply, whatever the parser's own limit is."""

from __future__ import annotations

import pytest

from salesplan.reading.builder import MAX_DEPTH
from salesplan.reading.depth import bracket_too_deep
from salesplan.reading.parse import parse
from salesplan.reading.source import Source


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("[[[", 2),
        ("[[]]", None),
        ("[[], [], []]", None),
        ("{a: {b: {", 8),
        ("['[[[', \"[[[\", [1]]", None),
        ("[ # [[[\n[1]]", None),
        ("[it's, [don't, [", 15),
        ("[1] [[[", None),  # the value has ended: what follows is another mistake
    ],
)
def test_the_first_bracket_that_is_too_deep(text: str, offset: int | None) -> None:
    assert bracket_too_deep(text, 0, 2) == offset


@pytest.mark.parametrize("count", [MAX_DEPTH, 100, 1_000, 10_000])
def test_the_place_is_the_same_whether_or_not_the_parser_gives_up_first(count: int) -> None:
    (finding,) = parse(Source("p.yaml", "a: " + "[" * count + "]" * count)).findings
    assert (finding.code, finding.span.column) == ("too-deep", 3 + MAX_DEPTH)
