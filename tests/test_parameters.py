"""Values of options: plain ones are read here, all others by the library of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest
import typer
from typer.main import get_command

from salesplan.console.help import COMMANDS, Commands
from salesplan.console.parameters import plain_value, read_plainly
from salesplan.report.answer import Format

HEAVY = "print(sorted({'pydantic', 'typer._adapters', 'typer.rich_utils'} & {*sys.modules}))"


@pytest.mark.parametrize(
    ("annotation", "given", "expected"),
    [
        (str, "a b", "a b"),
        (str, "", ""),
        (Path, "plan.yaml", Path("plan.yaml")),
        (list[str], ("a", "b"), ["a", "b"]),
        (Format, "json", Format.JSON),
        (Format, "jsn", None),
        (Format, "JSON", None),
        (Literal["en", "fr"], "fr", "fr"),
        (Literal["en", "fr"], "de", None),
        (list[str], "a", None),
        (list[str], ("a", 1), None),
        (int, "3", None),
        (str, 3, None),
        (None, "a", None),
    ],
)
def test_only_plain_values_are_read(annotation: object, given: object, expected: object) -> None:
    assert plain_value(annotation, given) == expected


def test_every_plain_option_of_every_command_has_the_value_the_library_would_give() -> None:
    compared = 0
    for name in COMMANDS:
        command = Commands()[name]
        for parameter in command.params:
            annotation = parameter.type_descriptor.annotation  # type: ignore[attr-defined]
            choices = parameter.type_descriptor.choices or ["a b"]  # type: ignore[attr-defined]
            for text in (str(getattr(choice, "value", choice)) for choice in choices):
                given = (text, "c") if annotation == list[str] else text
                context = typer.Context(command)
                library = (
                    type(parameter).process_value(parameter, context, given) if annotation not in {int, bool} else 0
                )
                plain = plain_value(annotation, given)
                if plain is None:
                    continue
                assert plain == library
                assert type(plain) is type(library)
                compared += 1
    assert compared > 200


def test_a_parameter_is_changed_once_and_its_callback_is_called() -> None:
    heard: list[str | None] = []
    app = typer.Typer(add_completion=False)

    def hear(word: str | None) -> str:
        heard.append(word)
        return "changed"

    @app.command()
    def run(word: str = typer.Option(None, callback=hear)) -> None:
        heard.append(word)

    command = get_command(app)
    for _ in range(2):
        for parameter in command.params:
            read_plainly(parameter)
    for arguments in (["--word", "x"], []):
        command.main(arguments, standalone_mode=False)
    assert heard == ["x", "changed", None, "changed"]


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("measure", "--deals", "deals.csv", "-f", "csv")])
def test_a_command_without_a_plan_does_without_pydantic(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("id,stage\n1,won\n2,lost\n", encoding="utf-8")
    script = (
        f"import sys; sys.argv = ['salesplan', *{arguments!r}]; from salesplan import cli\n"
        f"def leave(code):\n    {HEAVY}\n    sys.exit(code)\n"
        "cli._leave = leave\n"
        "cli.main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, env={**os.environ}, check=False
    )
    assert run.stdout.splitlines()[-1] == "[]", run.stderr
    assert run.returncode == 0
