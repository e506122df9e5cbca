"""The command line when it is asked for help, or called in a way it does not know."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from salesplan.console.help import COMMANDS
from tests.golden import golden
from tests.shell import salesplan

PYTHON = re.compile(r"<(str|path|file|int|float|list)\b|\[default: \(|None|\bEnum\b|Value error")


def test_the_program_introduces_itself(tmp_path: Path) -> None:
    asked = salesplan(tmp_path, "--help")
    assert asked.code == 0
    assert "..." not in asked.out.replace("[ARGS]...", ""), "the first sentence of a command's help is too long"
    assert all(f"\n  {name} " in asked.out for name in COMMANDS)
    silent = salesplan(tmp_path)
    assert (silent.code, silent.out, silent.err) == (2, "", asked.out)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_for_people(command: str, tmp_path: Path) -> None:
    ended = salesplan(tmp_path, command, "--help")
    assert ended.code == 0
    assert not PYTHON.search(ended.out)
    assert max(map(len, ended.out.splitlines())) <= 80
    assert ended.out == salesplan(tmp_path, command, "-h").out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_list_of_commands_says_what_their_help_says(command: str, tmp_path: Path) -> None:
    helped = salesplan(tmp_path, command, "--help").out
    assert COMMANDS[command] in " ".join(helped.split())


def test_every_command_has_a_file_and_every_file_is_a_command() -> None:
    files = (Path(__file__).parent.parent / "salesplan" / "commands").glob("[a-z]*.py")
    assert {path.stem.rstrip("_") for path in files} == set(COMMANDS)


def test_words_with_hyphens_stay_whole(tmp_path: Path) -> None:
    helped = salesplan(tmp_path, "init", "--help").out
    assert all(kind in helped for kind in ("marketing-alignment", "30-60-90", "new-product", "market-expansion"))


WRONG = (
    ("quota", "--by", "yeer"),
    ("quota", "--format", "xml"),
    ("quota", "--targt", "5"),
    ("quota", "--target"),
    ("quota", "a", "b"),
    ("quota", "--explain=3"),
    ("quota", "--target", "nan"),
    ("quota", "--target", "90,000"),
    ("quota", "--target", "1e308"),
    ("quota", "--target", "-5"),
    ("quota", "--target", "0"),
    ("quota", "--confidence", "100"),
    ("quota", "--confidence", "80"),
    ("quota", "absent.yaml"),
    ("quota", "."),
    ("qota",),
    ("-x",),
    ("init", "--kind", "budgt"),
    ("init", "--language", "xx"),
    ("init", "--currency", "EURX"),
    ("render", "-o", "plan.docx"),
    ("render", "--format", "pdf"),
    ("validate",),
)


def test_wrong_usage_is_said_in_two_lines(tmp_path: Path) -> None:
    told = []
    for arguments in WRONG:
        ended = salesplan(tmp_path, *arguments)
        assert (ended.code, ended.out) == (2, ""), arguments
        assert len(ended.err.splitlines()) == 2, ended.err
        assert ended.err.startswith("salesplan: ")
        assert not PYTHON.search(ended.err)
        told.append(f"$ salesplan {' '.join(arguments)}\n{ended.err}")
    golden("usage.txt", "\n".join(told))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "start"), [("a.json", "{"), ("a.csv", "segment,"), ("a.md", "# "), ("a.txt", "January")]
)
def test_the_files_suffix_says_the_format(name: str, start: str, tmp_path: Path) -> None:
    assert salesplan(tmp_path, "quota", "-o", name).code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").lstrip("﻿").startswith(start)
    if name == "a.csv":  # a table stands there, and nothing tells that it is ours
        assert salesplan(tmp_path, "quota", "-o", name, "--format", "json").code == 2
        (tmp_path / name).unlink()
    assert salesplan(tmp_path, "quota", "-o", name, "--format", "json").code == 0
    assert json.loads((tmp_path / name).read_text(encoding="utf-8"))["kind"] == "quota"


def test_the_built_in_example_has_no_lines_to_look_up(tmp_path: Path) -> None:
    assert "[line" not in salesplan(tmp_path, "quota", "--explain").out


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str, tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m salesplan quota -o quota.json {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "defect" not in done.stderr
    assert json.loads((tmp_path / "quota.json").read_text(encoding="utf-8"))["target"] == 90000
    silent = subprocess.run(
        ["sh", "-c", f"{shlex.quote(sys.executable)} -m salesplan quota >&-"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (silent.returncode, "defect" in silent.stderr) == (0, False)
