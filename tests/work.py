"""Work counted in steps, not in seconds: the same on a busy machine as on a quiet one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python run while `work` does."""
    count = 0

    def trace(_frame: FrameType, event: str, _given: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def in_proportion(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Whether twice the size takes about twice the steps: what compares all with all takes four times as many.

    `work` prepares a size, and returns what is counted.
    """
    small, large = (steps(work(each)) for each in (size, 2 * size))
    return large <= 2.5 * small + 1_000
