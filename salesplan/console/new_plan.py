"""The file that a new plan is written to: where it is, what may not be replaced, and what to do with it next."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from salesplan.base.finding import Unwritable, Usage
from salesplan.base.sentence import sentence
from salesplan.console.options import USUAL

if TYPE_CHECKING:
    from salesplan.report.language.words import Words

SCHEMA = "salesplan.schema.json"

OBSTACLES: tuple[tuple[str, Callable[[Path], bool]], ...] = (
    (sentence("a link"), Path.is_symlink),
    (sentence("a folder"), Path.is_dir),
    (sentence("not a regular file"), lambda path: path.exists() and not path.is_file()),
)
"""What is never written over, not even by force."""


def target_of(path: str | None) -> Path:
    """The file to write: `salesplan.yaml` here, or in the folder that is named.

    Raises:
        Usage: there is no such folder.
    """
    target = Path(path or USUAL)
    if target.is_dir() and target.name != USUAL:
        return target / USUAL
    if not target.suffix and not os.path.lexists(target):
        raise Usage(
            sentence("there is no folder {name}: nothing was written", name=name_of(target)),
            "Create it, or name a file: plan.yaml",
        )
    return target


def check_free(target: Path, *, force: bool) -> None:
    """Refuse to write where something is; only a regular file may be replaced, and only by force.

    Raises:
        Usage: something is there.
    """
    what = next((name for name, is_it in OBSTACLES if is_it(target)), None)
    if what:
        raise Usage(
            sentence("{name} is {what}: nothing was written", name=name_of(target), what=what),
            "Remove it, or name another file.",
        )
    if target.exists() and not force:
        raise taken(target)


def taken(target: Path) -> Usage:
    """What to say where a file is already."""
    hint = sentence("Name another file, or replace it with --force.")
    return Usage(sentence("{name} exists already: nothing was written", name=name_of(target)), hint)


def name_of(target: Path) -> str:
    """A path as it is shown: on one line."""
    from salesplan.base.escaping import one_line

    return one_line(str(target))


def write_plan(target: Path, text: str, *, force: bool) -> None:
    """Write the plan whole or not at all; what appeared there in the meantime is left alone.

    Raises:
        Usage: something appeared at the target.
        Unwritable: no folder, no permission, a full disk.
    """
    from salesplan.base.files import write_atomically, write_new

    if force and target.exists():
        write_atomically(target, text.encode())
        return
    try:
        write_new(target, text.encode())
    except FileExistsError:
        raise taken(target) from None


def schema_beside(target: Path) -> Path | None:
    """Write the schema that the plan's first line names, if there is none yet; the plan does without it, too."""
    from contextlib import suppress

    from salesplan.base.files import write_new
    from salesplan.reading.schema import schema_text

    path = target.with_name(SCHEMA)
    with suppress(FileExistsError, Unwritable):
        write_new(path, schema_text().encode())
        return path
    return None


def what_next(target: Path, schema: Path | None, advice: str = "", words: Words | None = None) -> tuple[str, ...]:
    """What was written, and two commands to try."""
    import shlex

    from salesplan.report.language.words import words_for

    spoken = words or words_for("en")
    named = "" if target == Path(USUAL) else f" {shlex.quote(name_of(target))}"
    return (
        spoken.text("Wrote {file}, and {schema} for editors that complete and check it.",
                    file=name_of(target), schema=name_of(schema))
        if schema else spoken.text("Wrote {file}.", file=name_of(target)),
        advice or spoken.text("Replace the examples by your own figures, then try:"),
        f"  salesplan quota{named}",
        f"  salesplan render{named} -o plan.html",
    )  # fmt: skip
