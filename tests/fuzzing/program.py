"""The whole program run in this process, ending as it does for a user: thousands of runs take seconds, not hours."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from salesplan import cli

MOST_SECONDS = 30
"""Processor time after which an input counts as a hang; the slowest takes a hundredth of it."""


class Left(Exception):  # noqa: N818  (no error: the program leaves)
    """The program has left, with an exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Hung(BaseException):
    """An input took the processor for longer than any reader waits."""


@contextmanager
def bounded() -> Iterator[None]:
    """Work that must end: processor time is counted, so that a busy machine is no fault."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise Hung

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def program(folder: Path) -> Iterator[pytest.MonkeyPatch]:
    """Commands run in `folder`; a defect shows as the exception it is."""

    def leave(code: int) -> NoReturn:
        raise Left(code)

    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("SALESPLAN_DEBUG", "1")
        patched.setenv("SALESPLAN_CACHE", "off")
        patched.setattr(cli, "_leave", leave)
        patched.setattr(cli, "_end", leave)
        yield patched


def ended(patched: pytest.MonkeyPatch, arguments: Sequence[str]) -> tuple[int, str]:
    """How `salesplan ARGUMENTS` ends: its exit code and all it said."""
    said = io.StringIO()
    patched.setattr(sys, "argv", ["salesplan", *arguments])
    patched.setattr(sys, "stdin", io.StringIO())
    patched.setattr(sys, "stdout", said)
    patched.setattr(sys, "stderr", said)
    with bounded(), pytest.raises(Left) as left:
        cli.main()
    return left.value.code, said.getvalue()
