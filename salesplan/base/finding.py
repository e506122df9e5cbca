"""What the tool has to say about a file: findings with a place, and the few errors that stop a command."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import Struct, field

from salesplan.base.sentence import row, sentence


class Severity(StrEnum):
    """How much a finding matters: an error stops the plan from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Span(Struct, frozen=True):
    """A place in a file. Line and column count from 1; `length` is in characters on that line.

    Line 0 says that no place is known, as of a plan that no file holds.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1


class Finding(Struct, frozen=True):
    """One mistake or doubt in what a user wrote, with where it is and how to mend it.

    `code` is stable and made of words (`unknown-key`). `related` names further places with a label each,
    such as the first of two equal keys.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    related: tuple[tuple[Span, str], ...] = field(default=())

    @property
    def is_error(self) -> bool:
        """Whether the plan cannot be used before this is mended."""
        return self.severity is Severity.ERROR


def error(code: str, message: str, span: Span, hint: str = "", *related: tuple[Span, str]) -> Finding:
    """A finding that stops the plan from being used."""
    return Finding(code, Severity.ERROR, message, span, hint, related)


def warning(code: str, message: str, span: Span, hint: str = "", *related: tuple[Span, str]) -> Finding:
    """A finding that the reader should know about; the plan can be used all the same."""
    return Finding(code, Severity.WARNING, message, span, hint, related)


class SalesplanError(Exception):
    """Base of the errors a caller may want to catch. `message` and `hint` are for people."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Unreadable(SalesplanError):  # noqa: N818  (named as a user would say it)
    """A file that is missing, is a folder, may not be read, is too large or is not text."""


class Unwritable(SalesplanError):  # noqa: N818
    """A file that cannot be written: a folder, a missing folder, a full disk, no permission."""


class Usage(SalesplanError):  # noqa: N818
    """A command called with a value it cannot use; the message says which values it takes."""


class PlanError(SalesplanError):
    """A plan with errors, for callers of the Python API; `findings` holds them all."""

    exit_code = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.is_error]
        first = errors[0]
        place = f"{first.span.file}:{first.span.line}:{first.span.column}: " if first.span.line else ""
        message: str = row([place, first.message])
        if len(errors) > 1:
            message = sentence("{problem} (and {count} more)", problem=message, count=len(errors) - 1)
        super().__init__(message, first.hint)
        self.findings = findings


Path: TypeAlias = tuple[str | int, ...]
"""Where something stands in a plan: keys as the file writes them, and places in lists from 0."""


class Locate(Protocol):
    """From a path to the place in the file: of the value there (or its key), or of the nearest thing above it."""

    def __call__(self, *path: str | int, key: bool = False) -> Span:
        """The place of the value at `path`, or of its key."""
        ...


def nowhere(*_path: str | int, key: bool = False) -> Span:  # noqa: ARG001
    """The place of everything in a plan that no file holds."""
    return Span("", 0, 0)
