"""What a shell is told where somebody presses the tabulator key: commands, options, and the values of an option."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from salesplan.console.help import COMMANDS
from tests.shell import salesplan


def offered(folder: Path, line: str) -> list[str]:
    """What bash offers at the end of a line, by the program's own word."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_SALESPLAN_COMPLETE": "complete_bash"}
    ended = salesplan(folder, **asked)
    assert (ended.code, ended.err) == (0, "")
    return ended.out.split()


def test_every_command_is_offered(tmp_path: Path) -> None:
    assert set(offered(tmp_path, "salesplan ")) == set(COMMANDS)
    assert offered(tmp_path, "salesplan qu") == ["quota"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("salesplan quota --by ", ["period", "month", "week", "day"]),
        ("salesplan render --language ", ["en", "fr", "it"]),
        ("salesplan quota --format m", ["markdown"]),
        ("salesplan init --kind b", ["budget"]),
        ("salesplan quota --conf", ["--confidence"]),
        ("salesplan quota ", []),  # nothing of ours: the shell offers files
        ("salesplan render -o pl", []),
    ],
)
def test_values_are_offered_and_files_are_left_to_the_shell(tmp_path: Path, line: str, expected: list[str]) -> None:
    assert offered(tmp_path, line) == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_script_that_is_installed_works_in_bash(tmp_path: Path) -> None:
    program = tmp_path / "salesplan"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m salesplan "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = salesplan(tmp_path, _SALESPLAN_COMPLETE="source_bash").out
    assert "complete -o default -F _salesplan_completion" in script
    asked = f"{script}\nCOMP_WORDS=(salesplan quota --by w)\nCOMP_CWORD=3\n_salesplan_completion {program}\n"
    command = ["bash", "--norc", "-c", f'{asked}echo "${{COMPREPLY[*]}}"']
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "week\n"
