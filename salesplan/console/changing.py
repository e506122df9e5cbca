"""Changes to a plan file: shown as a difference, asked about, written with every comment kept."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence
from salesplan.console.output import say, translate

if TYPE_CHECKING:
    from salesplan.reading.edit import Piece

Pieces = Sequence["Piece"]


def write_changes(
    name: str, values: Mapping[tuple[str | int, ...], str], *, sure: bool, nodes: tuple[Pieces, Pieces] = ((), ())
) -> None:
    """Show how the plan file `name` would change, ask unless `sure`, and write it.

    `nodes` are lists and blocks to set, before and after the values.

    Raises:
        Usage: there is nobody to ask.
        Unreadable: the file cannot be read again.
        PlanError: the plan would have errors.
    """
    from difflib import unified_diff

    from salesplan.base.files import write_atomically
    from salesplan.reading.edit import set_nodes, set_values

    old = plan_text(name)
    new = set_nodes(set_values(set_nodes(old, nodes[0]), values), nodes[1])
    if new == old:
        say("The plan says so already: nothing to write.")
        return
    lines = unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name)
    say("".join(lines).rstrip("\n"))
    must_be_sound(new, name)
    if not sure:
        if not sys.stdin.isatty():
            raise Usage("--write asks before it writes, and there is no terminal to ask on", "add --yes")
        if not typer.confirm(translate("Write this into the plan?"), err=True):
            raise typer.Exit(1)
    write_atomically(Path(name), new.encode())
    say("Wrote {file}.", file=name)


def plan_text(path: str) -> str:
    """The plan's text with its own line endings.

    Raises:
        Unreadable: the file is missing, or is not UTF-8.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreadable(
            sentence("{path} cannot be rewritten: it is not UTF-8, or not a file", path=path), "save it as UTF-8"
        ) from fault


def must_be_sound(text: str, name: str) -> None:
    """Refuse to write a plan that would have errors.

    Raises:
        PlanError: it would.
    """
    from salesplan.base.finding import PlanError
    from salesplan.loading import check_whole
    from salesplan.reading.plan import read_plan_text

    after = check_whole(read_plan_text(text, name, Path(name).parent))
    if after.plan is None:
        raise PlanError(after.findings)
