"""`salesplan render --watch`: the document follows the plan."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from salesplan.base.finding import SalesplanError
from salesplan.console.documents import render_once
from salesplan.console.options import USUAL
from salesplan.console.output import complain, say
from salesplan.console.render_job import Job
from salesplan.reading.plan import read_plan

PAUSE = 0.3
"""Seconds between two looks at the files: soon enough for the eye, too seldom for the fan."""

Stamps = tuple[tuple[int, int] | None, ...]


def stamps(paths: Iterable[Path]) -> Stamps:
    """When each file was last written, and its size; None for one that is not there."""
    found: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            state = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((state.st_mtime_ns, state.st_size))
    return tuple(found)


def watched_files(plan: Path) -> tuple[Path, ...]:
    """The plan, and the tables it names."""
    try:
        return (plan, *(Path(source.name) for source in read_plan(plan).sources[1:]))
    except SalesplanError:
        return (plan,)


def wait_for_change(paths: Sequence[Path], before: Stamps) -> None:
    """Return once a file differs from before and two looks in a row agree: an editor may write in several steps."""
    seen = before
    while True:
        time.sleep(PAUSE)
        now = stamps(paths)
        if now == seen != before:
            return
        seen = now


def try_render(job: Job) -> bool:
    """Render once; what is wrong is said, and does not end the watch."""
    try:
        render_once(job)
    except SalesplanError as trouble:
        complain(trouble)
        return False
    except typer.Exit as ended:
        return ended.exit_code == 0
    return True


def render_on_save(job: Job, *, open_: bool) -> None:
    """Render now and each time the plan, or a table it names, is saved, until Ctrl-C."""
    plan = Path(job.plan or USUAL)
    opened = not open_
    while True:
        paths = watched_files(plan)
        before = stamps(paths)
        done = try_render(job)
        if done and not opened and job.output is not None:
            typer.launch(str(job.output.resolve()))
            opened = True
        say("Watching {file}; Ctrl-C ends it.", file=plan)
        wait_for_change(paths, before)
