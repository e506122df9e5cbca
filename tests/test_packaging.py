"""What is published: the same source gives the same files, byte for byte, and they hold what is used alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKED = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


def built(folder: Path, source: Path) -> dict[str, bytes]:
    """The wheel and the sdist of a copy of the source, by name."""
    source.mkdir()
    unneeded = shutil.ignore_patterns("__pycache__", "*.mo", ".hypothesis")
    for name in (*PACKED, "pyproject.toml"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=unneeded, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(ROOT / name, source / name)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": "random"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("packages")
    first, second = (built(folder / f"out{number}", folder / f"source-{number}") for number in (1, 2))
    return first, second


def test_the_same_source_gives_the_same_files(twice: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    first, second = twice
    version = PROJECT["project"]["version"]
    assert set(first) == {f"salesplan-{version}.tar.gz", f"salesplan-{version}-py3-none-any.whl"}
    assert first == second


def test_the_wheel_holds_the_program_and_its_texts(
    twice: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    wheel = next(name for name in twice[0] if name.endswith(".whl"))
    (tmp_path / wheel).write_bytes(twice[0][wheel])
    with ZipFile(tmp_path / wheel) as archive:
        names = set(archive.namelist())
        catalogues = [archive.read(name) for name in sorted(names) if name.endswith(".mo")]
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"salesplan", f"salesplan-{PROJECT['project']['version']}.dist-info"}
    dates = {date for data in catalogues for date in re.findall(rb"Date: (\S+ \S+)", data)}
    assert dates == {b"1970-01-01 00:00+0000"}, "a catalogue says when it was compiled, and no two builds are alike"
    here = {str(path.relative_to(ROOT)) for path in (ROOT / "salesplan").rglob("*") if path.is_file()}
    kept = {name for name in here if not re.search(r"__pycache__|\.mo$", name)}
    assert kept <= names
    assert {name[:-2] + "mo" for name in kept if name.endswith(".po")} <= names
