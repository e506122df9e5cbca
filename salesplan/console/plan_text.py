"""The text of a plan file that is to be rewritten, and whether the new one is sound."""

from __future__ import annotations

from pathlib import Path

from salesplan.base.finding import Unreadable


def plan_text(path: str) -> str:
    """The plan's text with its own line endings.

    Raises:
        Unreadable: the file is missing, or is not UTF-8.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreadable(f"{path} cannot be rewritten: it is not UTF-8, or not a file", "save it as UTF-8") from fault


def must_be_sound(text: str, name: str) -> None:
    """Refuse to write a plan that would have errors.

    Raises:
        PlanError: it would.
    """
    from salesplan.base.finding import PlanError
    from salesplan.loading import checked
    from salesplan.reading.plan import read_plan_text

    after = checked(read_plan_text(text, name, Path(name).parent))
    if after.plan is None:
        raise PlanError(after.findings)
