"""Which plan a command works on, and what it says about the plan's mistakes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import typer
from msgspec import Struct

from salesplan.base.finding import Finding, Locate, Unreadable, Usage, nowhere
from salesplan.base.sentence import in_quotes, sentence
from salesplan.console.options import USUAL
from salesplan.console.output import keep_whole, say, show_findings, speak, translate
from salesplan.loading import read_plan
from salesplan.model.plan import Plan
from salesplan.reading.plan import Reading
from salesplan.reading.source import Source

_PLAN_LIKE = re.compile(r"(?i)^[^.].*\.ya?ml(\.txt)?$")
_HEAD = 4096
"""Bytes in which a plan has said that it is one."""
EXAMPLE = "templates/starters/worked-example.yaml"


class Usable(Struct, frozen=True):
    """A plan without errors, with where its values stand."""

    plan: Plan
    locate: Locate
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


def read_named(path: str | None) -> Reading:
    """Read the named plan, or the one in this folder, with the findings of all rules.

    Raises:
        Unreadable: if there is none, or it cannot be read.
    """
    if path is None and not Path(USUAL).exists():
        hint = like_one() or "Start one with `salesplan init`, or name your plan's file."
        raise Unreadable(sentence("there is no {name} in this folder", name=USUAL), hint)
    keep_whole([path or USUAL])
    reading = read_plan(path or USUAL)
    keep_whole(source.name for source in reading.sources)
    if reading.language:
        speak(reading.language)
    return reading


def read_usable(path: str | None, *, example: bool = False, scenario: str | None = None) -> Usable:
    """The plan a command works on; with errors in it they are shown and the command ends with exit code 1.

    With `example`, the built-in example stands in where this folder has no plan, and that is said. `scenario` names the
    one that the plan is taken in.

    Raises:
        Usage: the plan has no such scenario.
    """
    built_in = example and path is None and not Path(USUAL).exists()
    if built_in:
        say("No plan found in this folder: these are the figures of the built-in example funnel.")
        say(like_one() or "`salesplan init` starts a plan of your own.")
        path = str(files("salesplan").joinpath(EXAMPLE))
    reading = read_named(path)
    if reading.plan is None:
        refuse(reading.sources, reading.findings)
    if reading.findings:
        count = len(reading.findings)
        say(
            translate(
                "{count} warning about this plan: `salesplan validate` shows them.",
                "{count} warnings about this plan: `salesplan validate` shows them.",
                count,
                count=count,
            )
        )
    plan = in_scenario(reading.plan, scenario)
    if plan.opening is not None:
        from salesplan.console.given_opening import with_counted_opening

        plan = with_counted_opening(plan, reading.name)
        return Usable(plan, reading.locate, reading.sources, reading.findings)
    return Usable(plan, nowhere if built_in else reading.locate, reading.sources, reading.findings)


def in_scenario(plan: Plan, name: str | None) -> Plan:
    """The plan as one of its scenarios has it; as it stands for None.

    Raises:
        Usage: the plan has no such scenario.
    """
    if name is None:
        return plan
    if name not in plan.scenarios:
        from salesplan.base.spelling import nearest

        near = nearest(name, tuple(plan.scenarios))
        known = ", ".join(plan.scenarios)
        hint = sentence("It has none: add scenarios:")
        if known:
            hint = sentence("There are: {names}", names=known)
        if near:
            hint = sentence("Did you mean {word}?", word=in_quotes(near))
        raise Usage(sentence("the plan has no scenario '{name}'", name=name[:60]), hint)
    from salesplan.model.scenario import scenario

    return scenario(plan, name)


def like_one() -> str:
    """What to do with a file of this folder that may be the plan under another name; empty where there is none.

    Some editors make salesplan.yaml.txt of it.
    """
    names = plans_in(Path())
    other = next((name for name in names if name.lower().startswith("salesplan.")), names[0] if names else "")
    return sentence("There is {file}: name it, or call it {name}.", file=other, name=USUAL) if other else ""


def plans_in(folder: Path) -> list[str]:
    """The names of the files in a folder that may be plans, in order; none where the folder cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir() if _PLAN_LIKE.search(path.name) and _may_be_one(path))
    except OSError:
        return []


def _may_be_one(path: Path) -> bool:
    """Whether a file is called a plan, or begins like one: other tools keep YAML in the same folder."""
    if not path.is_file():
        return False
    if "plan" in path.name.lower():
        return True
    with path.open("rb") as file:
        return b"\nsalesplan:" in b"\n" + file.read(_HEAD).replace(b"\r", b"\n")


def refuse(sources: Sequence[Source], findings: Sequence[Finding]) -> NoReturn:
    """Show findings and end with exit code 1."""
    show_findings(findings, sources)
    raise typer.Exit(1)
