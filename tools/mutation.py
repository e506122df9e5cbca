"""How well the tests guard the arithmetic: its code is changed in thousands of small ways, and tests must notice.

    python -m tools.mutation funnel money

runs mutmut on the areas named (all of them, if none is) with the tests nearest to them, in a scratch copy, and keeps
the outcome in `docs/proof/AREA.json`: how many changes were tried, how many the tests or mypy noticed, and every change
that they did not. `docs/generate_proof.py` makes a page of it. What an error says is left as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

from msgspec import Struct

ROOT = Path(__file__).parents[1]
PROOF = ROOT / "docs" / "proof"
COPIED = ("salesplan", "tests", "examples", "docs", "tools", "integrations", "README.md", "pyproject.toml")
UNTOUCHED = (r"^\s*raise ", r"^\s*msg = ")
"""Lines that are not changed: what an error says is read by people, and golden files hold what users see of it."""


NOTICED = {"killed": "tests", "segfault": "tests", "caught by type check": "types", "timeout": "time"}
"""mutmut's words for a mutant that something noticed, and what did."""
UNDECIDED = ("not checked", "check was interrupted by user")
ATTEMPTS = 3
"""How often a mutant is run whose worker ended before its tests did."""


class Area(Struct, frozen=True):
    """A part of the arithmetic, and the tests nearest to it."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()
    """Tests that are left out, by a word of their name: those that count steps, since code that can be changed takes
    steps of its own, and the slowest. What they alone would notice counts as unnoticed."""


AREAS = {
    "funnel": Area(
        ("salesplan/funnel.py",),
        ("tests/test_funnel.py", "tests/test_opening.py", "tests/test_several_goals.py", "tests/test_values.py"),
    ),
    "money": Area(("salesplan/base/money.py",), ("tests/test_money.py",)),
    "schedule": Area(
        ("salesplan/scheduling/*.py",),
        (
            "tests/test_schedule.py",
            "tests/test_schedule_edges.py",
            "tests/test_assignment.py",
            "tests/test_seasons.py",
            "tests/test_revenue.py",
            "tests/test_leadtime.py",
            "tests/test_capacity.py",
            "tests/test_following.py",
            "tests/quotas",
        ),
    ),
    "probability": Area(
        ("salesplan/probability/*.py",),
        ("tests/probability",),
        ("quick", "quadrature", "numpy"),
    ),
    "commission": Area(
        tuple(
            f"salesplan/pay/{name}.py"
            for name in (
                "at_attainment",
                "commission",
                "cost",
                "credit",
                "draws",
                "quota_of",
                "rounding",
                "settle",
                "tiers",
            )
        ),
        tuple(
            f"tests/pay/test_{name}.py" for name in ("at_attainment", "commission", "conditions", "cost", "textbook")
        ),
        ("command",),
    ),
    "forecast": Area(
        ("salesplan/progress/forecast/*.py", "salesplan/progress/closing_curve.py"),
        (
            "tests/progress/test_forecast.py",
            "tests/progress/test_forecast_inputs.py",
            "tests/progress/test_forecast_records.py",
            "tests/progress/test_levers.py",
            "tests/progress/test_rates.py",
            "tests/progress/test_renewals_forecast.py",
        ),
    ),
}


class Survivor(Struct, frozen=True, order=True):
    """A change that no test noticed: the function, the line as it was, and as it became."""

    function: str
    was: str
    became: str


class Outcome(Struct, frozen=True):
    """What became of an area's changes; `tried` of `made` were run, drawn by `seed`."""

    made: int
    tried: int
    seed: int
    by_tests: int
    by_types: int
    by_time: int
    survivors: tuple[Survivor, ...]


def _left_out(area: Area) -> list[str]:
    return ["-k", " and ".join(f"not {word}" for word in area.without)] if area.without else []


def _settings(area: Area) -> str:
    types = [sys.executable, "-m", "mypy", "--config-file", "types.ini", "--output", "json", "salesplan"]
    settings = {
        "source_paths": ["salesplan"],
        "only_mutate": list(area.code),
        "do_not_mutate_patterns": list(UNTOUCHED),
        "pytest_add_cli_args_test_selection": list(area.tests),
        "pytest_add_cli_args": ["-p", "gathered", "-p", "no:cacheprovider", "-W", "default", *_left_out(area)],
        "also_copy": [*(name for name in COPIED if name != "tests"), "types.ini"],
        "type_check_command": types,
        "timeout_constant": 10.0,
        "timeout_multiplier": 1.0,
        "track_dependencies": False,
        "use_git_change_detection": False,
    }
    return "\n[tool.mutmut]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


TYPES = """\
[mypy]
plugins = pydantic.mypy
check_untyped_defs = True
ignore_missing_imports = True
"""
"""What mypy has to say of a change; it says more of the program itself, but not of the names that mutmut makes."""


def prepare(area: Area, folder: Path) -> None:
    """Copy what the tests need to `folder`, with mutmut's settings for the area."""
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_settings(area))
    (folder / "types.ini").write_text(TYPES, encoding="utf-8")
    write_watchers(folder)


def write_watchers(folder: Path) -> None:
    """Write what tells which functions are called by the programs that a test starts."""
    (folder / "started").mkdir()
    (folder / "started" / "sitecustomize.py").write_text(STARTED, encoding="utf-8")
    (folder / "started" / "gathered.py").write_text(GATHERED, encoding="utf-8")


STARTED = """\
import os

if os.environ.get("MUTANT_UNDER_TEST") == "stats":
    import mutmut.stats

    seen = set()

    def record(name, caller=None):
        if name not in seen:
            seen.add(name)
            with open(os.environ["MUTANT_CALLS"], "a", encoding="utf-8") as file:
                file.write(name + "\\n")

    mutmut.stats.record_trampoline_hit = record
"""
"""What a program that a test starts does first (as `sitecustomize`): it tells which functions it called."""
GATHERED = """\
import os
from pathlib import Path

import pytest
from mutmut.state import state


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    calls = Path(os.environ["MUTANT_CALLS"])
    if calls.exists():
        state()._stats.update(calls.read_text(encoding="utf-8").split())
        calls.unlink()
"""
"""A plugin of pytest that counts those functions as called by the test."""


def environment(folder: Path, mutant: str | None = None) -> dict[str, str]:
    """What the programs run with that a test starts: the changed code is the one they import, from any folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    paths = os.pathsep.join(str(folder.resolve() / name) for name in ("mutants", "started"))
    calls = str(folder.resolve() / "calls.txt")
    chosen = {} if mutant is None else {"MUTANT_UNDER_TEST": mutant}
    return {**kept, "PYTHONPATH": paths, "MUTANT_CALLS": calls, **chosen}


def imported(folder: Path) -> Path:
    """The file of the package that a program started elsewhere imports."""
    command = [sys.executable, "-c", "import salesplan; print(salesplan.__file__)"]
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(  # noqa: S603  (Python with words of ours)
            command, cwd=elsewhere, env=environment(folder, ""), capture_output=True, text=True, check=True
        )
    return Path(done.stdout.strip())


def _mutmut(folder: Path, *arguments: str, may_fail: bool = False) -> str:
    done = subprocess.run(  # noqa: S603  (a program of ours with words of ours)
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not may_fail:
        sys.exit(f"mutmut {' '.join(arguments[:1])} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def _states(folder: Path) -> dict[str, str]:
    lines = (line.strip().partition(": ") for line in _mutmut(folder, "results", "--all", "true").splitlines())
    return {name: state for name, _, state in lines if "__mutmut_" in name}


def _function(mutant: str) -> str:
    """`pay.tiers.Tier.rate` for the name that mutmut gives a mutant."""
    module, _, name = mutant.removeprefix("salesplan.").rpartition(".")
    return f"{module}.{re.sub('^x_|__mutmut_[0-9]+$', '', name).removeprefix('xǁ').replace('ǁ', '.')}"


def _survivor(folder: Path, mutant: str) -> Survivor:
    lines = _mutmut(folder, "show", mutant).splitlines()
    was, became = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign) and not line.startswith(sign * 3))
        for sign in "-+"
    )
    return Survivor(_function(mutant), was, became)


def _fails_now(area: Area, folder: Path, mutant: str) -> bool:
    """Whether a mutant fails a test as the tests are now."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-W", "default"]
    done = subprocess.run(  # noqa: S603  (the tests, with one change at work)
        [*command, *_left_out(area), *area.tests],
        cwd=folder / "mutants",
        env=environment(folder, mutant),
        capture_output=True,
        check=False,
    )
    return done.returncode != 0


def draw(mutants: Iterable[str], most: int | None, seed: int) -> frozenset[str]:
    """At most so many of the mutants, by chance; more of them with the same seed hold the fewer."""
    names = sorted(mutants)
    Random(seed).shuffle(names)  # noqa: S311  (no secret)
    return frozenset(names[:most])


def unnoticed(states: Mapping[str, str]) -> list[str]:
    """The mutants that nothing noticed; one that was never run, or only half, is among them."""
    return [name for name, state in states.items() if state not in NOTICED]


def count(states: Mapping[str, str], made: int, seed: int, survivors: tuple[Survivor, ...]) -> Outcome:
    """What the states of the mutants that were drawn come to."""
    counted = Counter(NOTICED.get(state) for state in states.values())
    return Outcome(
        made=made,
        tried=len(states),
        seed=seed,
        by_tests=counted["tests"],
        by_types=counted["types"],
        by_time=counted["time"],
        survivors=survivors,
    )


def try_area(area: Area, folder: Path, most: int | None, seed: int, *, again: bool = False) -> Outcome:
    """Run the area's mutants in `folder`, at most `most` of them; what was run there before is not run again.

    Except, where it is asked for, what nothing noticed: by the tests as they are now.
    """
    if not (folder / "types.ini").exists():
        prepare(area, folder)
    if not (folder / "mutants").exists():
        _mutmut(folder, "run", "--max-children", "1", "none", may_fail=True)  # makes them all, and runs none
    if folder.resolve() / "mutants" not in imported(folder).parents:
        sys.exit(f"the programs that tests start would run {imported(folder)}, which is not the changed code")
    before = _states(folder)
    drawn = draw(before, most, seed)
    for _ in range(ATTEMPTS):
        if left := sorted(name for name, state in _states(folder).items() if name in drawn and state in UNDECIDED):
            _mutmut(folder, "run", "--max-children", "1", *left)
    states = {name: state for name, state in _states(folder).items() if name in drawn}
    if again:
        shutil.copytree(ROOT / "tests", folder / "mutants" / "tests", dirs_exist_ok=True)
        if _fails_now(area, folder, ""):
            sys.exit("a test fails without any change: begin again in another folder")
        states |= {name: "killed" for name in unnoticed(states) if _fails_now(area, folder, name)}
    survivors = tuple(sorted(_survivor(folder, name) for name in unnoticed(states)))
    return count(states, len(before), seed, survivors)


def main() -> None:
    """Try the areas named on the command line, and keep what became of them."""
    import msgspec

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--most", type=int, help="try no more than this many changes of an area, drawn by chance")
    parser.add_argument("--folder", type=Path, help="work in this folder, and go on with what was run there before")
    parser.add_argument("--again", action="store_true", help="try those again that nothing noticed, after new tests")
    parser.add_argument("--seed", type=int, default=17)
    given = parser.parse_args()
    PROOF.mkdir(exist_ok=True)
    for name in given.areas or AREAS:
        with tempfile.TemporaryDirectory() as made:
            folder = (given.folder or Path(made)) / name
            folder.mkdir(exist_ok=True)
            outcome = try_area(AREAS[name], folder, given.most, given.seed, again=given.again)
        text = msgspec.json.format(msgspec.json.encode(outcome), indent=1)
        (PROOF / f"{name}.json").write_bytes(text + b"\n")
        noticed = outcome.tried - len(outcome.survivors)
        print(f"{name}: {noticed} of {outcome.tried} noticed ({noticed / outcome.tried:.1%})", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
