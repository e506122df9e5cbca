"""What salesplan installs, and whether it holds with the oldest and the newest of what it needs.

    python -m tools.installs sizes            what each distribution takes on disk, and what each extra adds
    python -m tools.installs tests 3.11 3.12  the wheel in clean environments of these Pythons, and tests in them

needs `uv` (`pip install uv`), which finds or gets the Pythons, and keeps what it found in `docs/installs.json`;
`docs/generate_installing.py` makes a page of it. The tests run beside the installed package, not beside its source,
and without those that need Chromium, LibreOffice and the like.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
FOUND: Final = ROOT / "docs" / "installs.json"
TESTS: Final = ("tests/reading", "tests/checks", "tests/quotas", "tests/report", "tests/test_readme.py")
UNNEEDED: Final = shutil.ignore_patterns("__pycache__", ".*", "build")
EXTRAS: Final = ("pdf", "office", "territory", "warehouse", "spark", "mcp")
TURNS: Final = 3

_SIZES: Final = """\
import json, sys
from importlib import metadata
def size(one):
    return sum(path.stat().st_size for path in map(lambda f: f.locate(), one.files or ()) if path.exists())
print(json.dumps({one.name.lower().replace("_", "-"): [one.version, size(one)] for one in metadata.distributions()}))
"""


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """What a program of ours prints; a failure ends this one with its last words."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def wheel_in(folder: Path) -> Path:
    """The wheel of the source as it stands."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    return next(folder.glob("*.whl"))


def environment(folder: Path, python: str) -> Path:
    """A clean environment; the path of its Python."""
    run("uv", "venv", "-q", "--seed", "-p", python, folder)
    return folder / "bin" / "python"


def sizes_of(python: Path) -> dict[str, tuple[str, int]]:
    """Version and bytes of every distribution in an environment, by its name."""
    return {name: (version, size) for name, (version, size) in json.loads(run(python, "-c", _SIZES)).items()}


def installed(folder: Path, *what: str | Path) -> tuple[dict[str, tuple[str, int]], float]:
    """What pip installs into a clean environment, and the processor seconds that it takes, downloads apart."""
    python = environment(folder, sys.executable)
    seeded = sizes_of(python)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(python, "-m", "pip", "install", "-q", *what)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {name: one for name, one in sizes_of(python).items() if name not in seeded}, seconds


def sizes(folder: Path) -> dict[str, Any]:
    """What the core and each extra take on disk, and how long pip takes for the core."""
    wheel = wheel_in(folder)
    installed(folder / "first", wheel)  # fills pip's cache
    turns = [installed(folder / f"core{turn}", wheel) for turn in range(TURNS)]
    core, seconds = turns[0][0], round(median(seconds for _, seconds in turns), 1)
    extras = {}
    for extra in EXTRAS:
        whole, _ = installed(folder / extra, f"{wheel}[{extra}]")
        extras[extra] = sum(size for name, (_, size) in whole.items() if name not in core)
    return {"core": dict(sorted(core.items())), "extras": extras, "seconds": seconds}


def tested(folder: Path, version: str, resolution: str) -> dict[str, Any]:
    """The tests in a clean environment with the oldest (`lowest-direct`) or the newest (`highest`) of everything."""
    wheel, wanted = wheel_in(folder), folder / "wanted.txt"
    choice = ("--resolution", resolution, "--extra", "test", "--python-version", version)
    run("uv", "pip", "compile", "-q", "pyproject.toml", *choice, "-o", wanted)
    python = environment(folder / "environment", version)
    run("uv", "pip", "install", "-q", "-p", python, "-r", wanted, wheel)
    installed = next((folder / "environment").glob("lib/python*/site-packages")) / "salesplan"
    beside = folder / "beside"
    shutil.copytree(ROOT, beside, ignore=lambda at, names: {*UNNEEDED(at, names), "salesplan"} & set(names))
    (beside / "salesplan").symlink_to(installed)
    done = subprocess.run(  # noqa: S603  (the environment's own Python)
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not heavy", *TESTS],
        cwd=beside,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.rstrip().rpartition("\n")[2]
    sys.stderr.write(f"{version} {resolution}: {last}\n" + (done.stdout[-6000:] if done.returncode else ""))
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", last)}
    full = run(python, "-c", "import platform; print(platform.python_version())").strip()
    return {"python": full, "resolution": resolution, "counts": counts, "held": done.returncode == 0}


def keep(**news: Any) -> None:  # noqa: ANN401  (whatever JSON holds)
    """Put the news into what was found before."""
    before = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    FOUND.write_text(json.dumps(before | news, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


def runs_of(versions: Sequence[str]) -> list[dict[str, Any]]:
    """The tests in every Python named, with the oldest and the newest of everything."""
    found = []
    for resolution in ("lowest-direct", "highest"):
        for version in versions:
            with tempfile.TemporaryDirectory() as name:
                found.append(tested(Path(name), version, resolution))
            keep(tests=found)
    return found


def main() -> None:
    """Do what the command line asks, and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("sizes", "tests"))
    parser.add_argument("versions", nargs="*", metavar="PYTHON")
    given = parser.parse_args()
    if not shutil.which("uv"):
        sys.exit("it needs uv: python -m pip install uv")
    if given.what == "sizes":
        with tempfile.TemporaryDirectory() as name:
            keep(sizes=sizes(Path(name)))
        return
    lowest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    runs = runs_of(given.versions or [lowest.removeprefix(">=")])
    if not all(one["held"] for one in runs):
        sys.exit(1)


if __name__ == "__main__":
    main()
