"""The command line: which commands there are, and how a command ends."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from types import ModuleType
from typing import Annotated, NoReturn

import typer

from salesplan import __version__
from salesplan.base.finding import SalesplanError
from salesplan.commands import (
    capacity,
    commission,
    compare,
    forecast,
    import_,
    init,
    kpi,
    measure,
    pipeline,
    quota,
    render,
    schema,
    territory,
    track,
    validate,
)
from salesplan.console.help import Command, Group, said
from salesplan.console.output import complain, say

INTERRUPTED = 128 + signal.SIGINT
COLLECT_AFTER = 1_000_000
"""New objects between two looks for garbage: a short command ends before the first one."""

app = typer.Typer(
    name="salesplan",
    cls=Group,
    help="Work a revenue target back to the calls of the week, from a sales plan in a text file.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"salesplan {__version__}\n")
        raise typer.Exit


@app.callback()
def salesplan(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Work a revenue target back to the calls of the week, from a sales plan in a text file."""


for name, command in (
    ("init", init.init),
    ("validate", validate.validate),
    ("schema", schema.schema),
    ("quota", quota.quota),
    ("measure", measure.measure),
    ("track", track.track),
    ("forecast", forecast.forecast),
    ("compare", compare.compare),
    ("capacity", capacity.capacity),
    ("pipeline", pipeline.pipeline),
    ("territory", territory.territory),
    ("render", render.render),
    ("import", import_.import_),
    ("commission", commission.commission),
    ("kpi", kpi.kpi),
):
    app.command(name, cls=Command)(command)


def _end(code: int) -> NoReturn:
    """Leave at once: what is buffered for a reader who has gone must not be tried again."""
    os._exit(code)


def _leave(code: int) -> NoReturn:
    """End as `sys.exit` does, without taking a few hundred modules apart, which takes a fifth of a command's time."""
    atexit._run_exitfuncs()  # noqa: SLF001  (there is no public name; it is what the interpreter itself calls)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    os._exit(code)


def main() -> None:
    """Run the command line. Every failure a user can cause ends in one short message and an exit code."""
    gc.set_threshold(COLLECT_AFTER)
    _open_streams()
    _skip_plugins()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy is used for small transforms, not for large matrices
    try:
        _leave(_run())
    except BrokenPipeError:
        _end(0)
    except KeyboardInterrupt:
        _leave(INTERRUPTED)
    except SalesplanError as trouble:
        complain(trouble)
        _leave(trouble.exit_code)
    except OSError as trouble:
        say(f"salesplan: {trouble.strerror or trouble}")
        _end(2)
    except Exception as defect:  # noqa: BLE001  (whatever it is, a user gets a sentence)
        _defect(defect)


def _skip_plugins() -> None:
    """Have pydantic look for no plugins, unless its own variable asks for some: that reads every installed package.

    Even with plugins off it would import the module that looks for them, and with it `importlib.metadata`, `email` and
    `zipfile`, a twentieth of a short command. A module that knows of no plugins stands in for it; whatever else is
    asked of it, the real one answers.
    """
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") == "__all__":
        stand_in = ModuleType("pydantic.plugin._loader")
        stand_in.__dict__.update(get_plugins=tuple, __getattr__=_of_the_real_loader)
        sys.modules.setdefault(stand_in.__name__, stand_in)


def _of_the_real_loader(name: str) -> object:
    from importlib import import_module

    if name.startswith("__"):
        raise AttributeError(name)
    sys.modules.pop("pydantic.plugin._loader", None)
    return getattr(import_module("pydantic.plugin._loader"), name)


def _defect(defect: Exception) -> NoReturn:
    """An error of our own making: what to report, and the details only for who asks for them."""
    if os.environ.get("SALESPLAN_DEBUG"):
        raise defect
    trace = defect.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    say(f"salesplan: a defect in salesplan itself stopped this command ({type(defect).__name__} at {place}).")
    say("Please report it with the plan, or with SALESPLAN_DEBUG=1 for the details. Nothing was written.")
    _end(2)


def _open_streams() -> None:
    """Where nobody listens, as after `>&-`, words go nowhere, and no file that is opened takes their place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _refused(wrong: typer.TyperException) -> int:
    """Wrong usage: say it as everything else is said. Without any command, the help is what was asked for."""
    if not sys.argv[1:]:
        wrong.show()  # type: ignore[attr-defined]
        return 2
    trouble = said(wrong)
    if trouble is None:
        raise wrong
    complain(trouble)
    return trouble.exit_code


def _run() -> int:
    """Run the command; its exit code. A full disk shows when the last words are written."""
    code: object = 0
    try:
        code = app(prog_name="salesplan", standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    except typer.Abort:
        code = INTERRUPTED
    except typer.TyperException as wrong:
        code = _refused(wrong)
    sys.stdout.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    main()
