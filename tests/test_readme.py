"""What the README shows is what the program says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [match[2] for match in FENCE.finditer(README.read_text(encoding="utf-8")) if match[1] == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that gets the README's plan once its first command, which needs none, has run."""
    made = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", made / "examples")
    return made


def run(command: str, folder: Path) -> str:
    """What a command of the README prints, messages and data in the order a reader sees them."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S602  (the README's commands are ours, and are shell)
        command, shell=True, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120,
        env={**os.environ, "PATH": path, "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.stdout.decode()


def shown(block: str, folder: Path) -> str:
    """A console block as it should read: each command, then what it prints."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{run(line[2:], folder)}" for line in commands)


def test_every_console_block_shows_what_the_program_says(folder: Path) -> None:
    text = README.read_text(encoding="utf-8")
    real = text
    for number, block in enumerate(blocks("console")):
        if number == 1:
            (folder / "salesplan.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
        real = real.replace(f"```console\n{block}```", f"```console\n{shown(block, folder)}```")
    if os.environ.get("SALESPLAN_UPDATE_GOLDEN"):
        README.write_text(real, encoding="utf-8")
        return
    assert text == real, "the README shows something else: run pytest --update-golden and read the diff"


def test_the_python_block_runs(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    script = blocks("python")[0]
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "720" in done.stdout


def test_the_files_it_links_to_exist() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_its_two_lines_are_those_of_a_fresh_machine() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert lines[0].startswith("python3 -m venv .venv && .venv/bin/python -m pip install . && ")
    assert [line for line in lines if line.endswith("python -m pytest")]


def test_whoever_pastes_block_after_block_has_the_command_before_it_is_called_by_name() -> None:
    found = [match[2] for match in FENCE.finditer(README.read_text(encoding="utf-8"))]
    by_name = next(place for place, block in enumerate(found) if re.search(r"^(\$ )?salesplan ", block, re.MULTILINE))
    assert ". .venv/bin/activate\n" in found[:by_name]
