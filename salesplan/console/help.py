"""Help texts without the names of Python, and wrong usage said the way everything else is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from salesplan.base.finding import Usage
from salesplan.base.sentence import Sentence, any_of, row, sentence
from salesplan.console.parameters import read_plainly

if TYPE_CHECKING:
    from typer._click.formatting import HelpFormatter
else:
    HelpFormatter = typer.Context.formatter_class

_TYPE = re.compile(r" <(?:str|path|file|int|float|list\[\w+\])>$")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_UNBROKEN = "\u2011"
_DEFAULT = re.compile(r"\[default: \((.*)\)\]$", re.DOTALL)


class _Formatter(HelpFormatter):
    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:  # noqa: ANN401
        """Write a list of options, without types that say nothing, brackets in brackets and broken words."""
        plain = [(_TYPE.sub("", name), _DEFAULT.sub(r"[default: \1]", text)) for name, text in rows]
        written = len(self.buffer)
        super().write_dl([(name, _HYPHEN.sub(_UNBROKEN, text)) for name, text in plain], *args, **options)
        self.buffer[written:] = [text.replace(_UNBROKEN, "-") for text in self.buffer[written:]]


class _Context(typer.Context):
    formatter_class = _Formatter


COMMANDS: Final = {
    "init": "Write a commented plan to start from.",
    "validate": "Check plans: everything wrong or doubtful in them, at once.",
    "schema": "Print the JSON Schema of the plan language, for editors.",
    "quota": "Work out what a revenue target takes, per team segment.",
    "measure": "Measure rates, times and effort from the records of a CRM.",
    "track": "Compare what was done with what is due by now.",
    "forecast": "Foresee what the period will bring, and how sure that is.",
    "compare": "Hold scenarios, or two plans, side by side.",
    "capacity": "Weigh the hours of the plan against its people.",
    "budget": "Hold the budget against what was spent and what it brings.",
    "pipeline": "Show the open deals, and what changed in them.",
    "renewals": "List the contracts that end, and the renewal rate.",
    "territory": "Share accounts out fairly among people.",
    "render": "Make a document of the plan, for the team and the board.",
    "roll": "Move a plan on to its next period.",
    "import": "Take over what was changed in a rendered workbook.",
    "commission": "Work out commission statements, deal by deal.",
    "kpi": "Show the key figures against target and the past.",
    "doctor": "Tell what is installed, and what a missing part would give.",
    "mcp": "Serve the plans of a folder to an assistant, read only.",
}
"""Every command with the first sentence of its help, in the order of the help: `commands/NAME.py` has the function
NAME."""


FILES: Final = frozenset({"--deals", "--activities", "--history", "--prospects"})
"""Options after which a shell may write several files for one pattern: `--deals exports/*.csv`."""


class Command(TyperCommand):
    """A command with plain help."""

    context_class = _Context

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        """All parameters, plain ones read here; also those that the library adds, such as --help."""
        return _plain(super().get_params(ctx))

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the arguments; files after one option for exports are all meant by it, but for plans."""
        return super().parse_args(ctx, _name_each(args))


def _plain(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        read_plainly(parameter)
    return parameters


def _name_each(args: Sequence[str]) -> list[str]:
    found: list[str] = []
    option = ""
    for place, argument in enumerate(args):
        before = args[place - 1] if place else ""
        if argument.startswith("-") or argument.lower().endswith((".yaml", ".yml")):
            option = argument if argument in FILES else ""
        elif option and before != option:
            found.append(option)
        found.append(argument)
    return found


class Commands(Mapping[str, TyperCommand]):
    """The commands by name, each imported and built when it is first asked for: a run needs one of them."""

    def __getitem__(self, name: str) -> TyperCommand:
        if name not in COMMANDS:
            raise KeyError(name)
        return _build(name)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


@cache
def _build(name: str) -> TyperCommand:
    word = f"{name}_" if iskeyword(name) else name
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(name, cls=Command)(getattr(import_module(f"salesplan.commands.{word}"), word))
    return cast("TyperCommand", get_command(alone))


class Group(TyperGroup):
    """The commands, with plain help."""

    context_class = _Context

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **settings)
        self.commands = Commands()  # type: ignore[assignment]

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]
        """All parameters, as a command has them."""
        return _plain(super().get_params(ctx))

    def format_commands(self, ctx: typer.Context, formatter: HelpFormatter) -> None:  # type: ignore[override]  # noqa: ARG002
        """Write the list of commands, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


_SAYINGS: Final[tuple[tuple[re.Pattern[str], Callable[[str], Sentence]], ...]] = (
    (re.compile(r"No such option: (\S+)"), lambda name: sentence("there is no option {name}", name=name)),
    (re.compile(r"Option '(\S+)' requires an argument"), lambda name: sentence("{name} needs a value", name=name)),
    (re.compile(r"Option '(\S+)' does not take a value"), lambda name: sentence("{name} takes no value", name=name)),
    (
        re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL),
        lambda text: sentence("'{text}' is one argument too many", text=text),
    ),
    (
        re.compile(r"No such command '(.*?)'", re.DOTALL),
        lambda name: sentence("there is no command '{name}'", name=name),
    ),
    (re.compile(r"(Missing command)"), lambda _: sentence("a command is missing")),
)


def explain_usage(wrong: Any) -> Usage | None:  # noqa: ANN401
    """What to say of wrong usage as the library of the command line found it; None if it is something else."""
    if not hasattr(wrong, "ctx"):
        return None
    found: Any = wrong
    parameter, choices = getattr(found, "param", None), _choices(found)
    if parameter is not None and choices:
        given = re.search(r"'(.*?)' is not one of", found.message, re.DOTALL)
        message = sentence("{option} does not take this", option=_name(parameter))
        if given:
            message = sentence("{option} does not take '{text}'", option=_name(parameter), text=given[1][:40])
        return Usage(message, choose(given[1] if given else "", choices))
    return Usage(_message(wrong), _hint(wrong))


def _choices(wrong: Any) -> tuple[str, ...]:  # noqa: ANN401
    described = getattr(getattr(wrong, "param", None), "type_descriptor", None)
    return tuple(str(getattr(choice, "value", choice)) for choice in getattr(described, "choices", None) or ())


def _name(parameter: Any) -> str:  # noqa: ANN401
    return str(parameter.opts[0]) if parameter.param_type_name == "option" else str(parameter.display_name_raw)


def choose(word: str, choices: Sequence[str]) -> str:
    """What to write instead of a word that is none of the choices."""
    from salesplan.base.spelling import nearest

    near = nearest(word, choices)
    words = ", ".join(choices)
    if near:
        return sentence("Did you mean {word}? Use one of {words}.", word=near, words=words)
    return sentence("Use one of {words}.", words=words)


def _message(wrong: Any) -> str:  # noqa: ANN401
    for pattern, saying in _SAYINGS:
        if found := pattern.match(wrong.message):
            return saying(found[1])
    text = wrong.format_message().replace("Value error, ", "").rstrip(".")
    return f"{text[:1].lower()}{text[1:]}"


def _hint(wrong: Any) -> str:  # noqa: ANN401
    near = getattr(wrong, "possibilities", None) or re.findall(r"Did you mean '(.*?)'", wrong.message)
    called = wrong.ctx.command_path if wrong.ctx is not None else "salesplan"
    help_ = sentence("`{command} --help` shows what it takes.", command=called)
    return row([sentence("Did you mean {word}?", word=any_of(near)), help_], " ") if near else help_
