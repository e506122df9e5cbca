"""What stands in a file: its tree of nodes, the plain values beside it, and what is wrong with how it is written."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from salesplan.base.finding import Finding
from salesplan.reading.nodes import Entries


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
