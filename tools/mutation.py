"""How well the tests guard the arithmetic: its code is changed in thousands of small ways, and something must notice.

    python -m tools.mutation funnel money

makes the changes of the areas named (all of them, if none is) by mutmut in a scratch copy, and tries each: mypy reads
it, lint reads it, then the tests nearest to it run in a copy that differs from the source by this change alone, and so
do the programs that they start. What became of them is kept in `docs/proof/AREA.json`: how many were tried, what
noticed them, and every change that nothing noticed. `docs/generate_proof.py` makes a page of it. What an error says is
left as it is. It needs mutmut (`pip install mutmut`).
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from random import Random

from msgspec import Struct

ROOT = Path(__file__).parents[1]
PROOF = ROOT / "docs" / "proof"
COPIED = ("salesplan", "tests", "examples", "docs", "tools", "integrations", "README.md", "pyproject.toml")
UNTOUCHED = (r"^\s*raise ", r"^\s*msg = ")
"""Lines that are not changed: what an error says is read by people, and golden files hold what users see of it."""
NOTICED = ("tests", "types", "lint", "time")
"""What may notice a change; any other word for what became of it means that nothing did."""
LINT = "B,F"
"""The rules of lint that are about what code does, such as a `zip` that does not say `strict`; none about its looks."""
USAGE, NO_TESTS, OUT_OF_TIME = 4, 5, -24
"""How pytest ends where it was asked wrongly or found no test, and how a program ends that has used up its time."""


class Area(Struct, frozen=True):
    """A part of the arithmetic, and the tests nearest to it."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()
    """Tests that are left out, by a word of their name: the slowest. What they alone notice counts as unnoticed."""


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
            "tests/test_crowds.py",
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
                "seats",
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
            "tests/progress/test_shock.py",
            "tests/progress/test_arrivals.py",
            "tests/progress/test_closing_curve.py",
            "tests/progress/test_backtest_scores.py",
            "tests/progress/test_rates.py",
            "tests/progress/test_levers.py",
            "tests/progress/test_renewals_forecast.py",
            "tests/progress/test_forecast_inputs.py",
            "tests/progress/test_forecast.py",
        ),
    ),
}


class Survivor(Struct, frozen=True, order=True):
    """A change that nothing noticed: the function, the line as it was, and as it became."""

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
    by_lint: int
    by_time: int
    survivors: tuple[Survivor, ...]


def _settings(area: Area) -> str:
    types = [sys.executable, "-m", "mypy", "--config-file", "types.ini", "--output", "json", "salesplan"]
    settings = {
        "source_paths": ["salesplan"],
        "only_mutate": list(area.code),
        "do_not_mutate_patterns": list(UNTOUCHED),
        "also_copy": [*(name for name in COPIED if name not in {"tests", "salesplan"}), "types.ini"],
        "type_check_command": types,
    }
    return "\n[tool.mutmut]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())


TYPES = """\
[mypy]
plugins = pydantic.mypy
check_untyped_defs = True
ignore_missing_imports = True
"""
"""What mypy has to say of a change; it says more of the program itself, but not of the names that mutmut makes."""


def copy_source(folder: Path) -> Path:
    """Copy what the tests need to `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    return folder


def prepare(area: Area, folder: Path) -> None:
    """Make all changes of the area in `folder`."""
    copy_source(folder)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_settings(area))
    (folder / "types.ini").write_text(TYPES, encoding="utf-8")
    _mutants(folder, "make")


def _mutants(folder: Path, *words: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / "mutants.py"), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  (ours)
    if done.returncode:
        sys.exit(f"mutants.py {words[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")


def environment(copy: Path) -> dict[str, str]:
    """What tests run with: they, and the programs that they start anywhere, import the package of the copy.

    Property tests try the same examples each time, so that the change alone decides.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(copy.resolve()), "SALESPLAN_HEAVY": "required"}


def imported(copy: Path) -> Path:
    """The file of the package that a program started elsewhere imports."""
    command = [sys.executable, "-c", "import salesplan; print(salesplan.__file__)"]
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(  # noqa: S603  (Python with words of ours)
            command, cwd=elsewhere, env=environment(copy), capture_output=True, text=True, check=True
        )
    return Path(done.stdout.strip())


def run_tests(area: Area, copy: Path, seconds: int) -> str:
    """What notices what was changed in the copy: `tests`, or `time` where they take more than so many seconds.

    Seconds are those of the processor. Empty where nothing does.
    """
    words = ["-k", " and ".join(f"not {word}" for word in area.without)] if area.without else []
    tests = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *words, *area.tests]
    done = subprocess.run(  # noqa: S603  (the tests, with one change at work)
        ["bash", "-c", 'ulimit -S -t "$0"; exec "$@"', str(seconds), *tests],  # noqa: S607
        cwd=copy,
        env=environment(copy),
        capture_output=True,
        check=False,
    )
    if done.returncode in {USAGE, NO_TESTS}:
        sys.exit(f"pytest cannot run the tests:\n{done.stdout.decode()[-3000:]}")
    return {0: "", OUT_OF_TIME: "time"}.get(done.returncode, "tests")


def _is_linted(path: Path) -> bool:
    """Whether lint has something to say of what a changed file does."""
    lint = [sys.executable, "-m", "ruff", "check", "-q", "--isolated", "--no-cache", "--target-version", "py311"]
    done = subprocess.run([*lint, "--select", LINT, str(path)], capture_output=True, check=False)  # noqa: S603  (lint)
    return done.returncode != 0


def _function(mutant: str) -> str:
    """`pay.tiers.Tier.rate` for the name that mutmut gives a mutant."""
    module, _, name = mutant.removeprefix("salesplan.").rpartition(".")
    return f"{module}.{re.sub('^x_|__mutmut_[0-9]+$', '', name).removeprefix('xǁ').replace('ǁ', '.')}"


def survivor(mutant: str, before: str, after: str) -> Survivor:
    """A change by the lines of its file that differ."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    was, became = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Survivor(_function(mutant), was, became)


def draw(mutants: Iterable[str], most: int | None, seed: int) -> frozenset[str]:
    """At most so many of the mutants, by chance; more of them with the same seed hold the fewer."""
    names = sorted(mutants)
    Random(seed).shuffle(names)  # noqa: S311  (no secret)
    return frozenset(names[:most])


def unnoticed(states: Mapping[str, str]) -> list[str]:
    """The mutants that nothing noticed; one that was never run to its end is among them."""
    return [name for name, state in states.items() if state not in NOTICED]


def count(states: Mapping[str, str], made: int, seed: int, survivors: tuple[Survivor, ...]) -> Outcome:
    """What the states of the mutants that were drawn come to."""
    counted = Counter(states.values())
    found = {f"by_{what}": counted[what] for what in NOTICED}
    return Outcome(made=made, tried=len(states), seed=seed, survivors=survivors, **found)


class Trial:
    """An area's changes in a scratch folder, with what became of those that were tried so far."""

    def __init__(self, area: Area, folder: Path) -> None:
        self.area, self.folder, self.kept = area, folder, folder / "states.json"
        if not (folder / "made.json").exists():
            prepare(area, folder)
        made = json.loads((folder / "made.json").read_text(encoding="utf-8"))
        self.files: dict[str, str] = made["files"]
        self.typed = frozenset(made["typed"])
        if any((folder / file).read_bytes() != (ROOT / file).read_bytes() for file in set(self.files.values())):
            sys.exit(f"the source has changed since its changes were made in {folder}: begin in another folder")
        self.states: dict[str, str] = json.loads(self.kept.read_text()) if self.kept.exists() else {}

    def run(self, drawn: frozenset[str], jobs: int, *, again: bool) -> None:
        """Try the mutants drawn that were not tried yet; and, where asked for, again those that nothing noticed."""
        left = [name for name in sorted(drawn) if name not in self.states or (again and not self.states[name])]
        for name in left:
            if name in self.typed:
                self.note(name, "types")
        left = [name for name in left if name not in self.typed]
        _mutants(self.folder, "write", *left)
        copies: Queue[Path] = Queue()
        with tempfile.TemporaryDirectory() as copied:
            for number in range(jobs):
                copies.put(copy_source(Path(copied) / str(number)))
            seconds = self.usual(copies.queue[0])
            with ThreadPoolExecutor(jobs) as pool:
                for name, found in pool.map(lambda name: (name, self.try_one(name, copies, seconds)), left):
                    self.note(name, found)

    def usual(self, copy: Path) -> int:
        """How many seconds tests may take: several times as many as without any change."""
        if copy.resolve() not in imported(copy).resolve().parents:
            sys.exit(f"the programs that tests start would run {imported(copy)}, which is not the changed code")
        before = os.times()
        if run_tests(self.area, copy, 3_600):
            sys.exit("a test fails without any change")
        after = os.times()
        taken = after.children_user + after.children_system - before.children_user - before.children_system
        return int(4 * taken) + 30

    def try_one(self, name: str, copies: Queue[Path], seconds: int) -> str:
        """What notices a mutant; empty where nothing does."""
        changed = self.folder / "changed" / f"{name}.py"
        if _is_linted(changed):
            return "lint"
        copy = copies.get()
        try:
            shutil.copy(changed, copy / self.files[name])
            return run_tests(self.area, copy, seconds)
        finally:
            shutil.copy(ROOT / self.files[name], copy / self.files[name])
            copies.put(copy)

    def note(self, name: str, found: str) -> None:
        """Keep what became of a mutant."""
        self.states[name] = found
        self.kept.write_text(json.dumps(self.states), encoding="utf-8")

    def outcome(self, drawn: frozenset[str], seed: int) -> Outcome:
        """What became of the mutants that were drawn."""
        states = {name: self.states.get(name, "") for name in sorted(drawn)}
        survivors = tuple(sorted(self.survivor(name) for name in unnoticed(states)))
        return count(states, len(self.files), seed, survivors)

    def survivor(self, name: str) -> Survivor:
        """What a mutant changes."""
        before = (self.folder / self.files[name]).read_text(encoding="utf-8")
        return survivor(name, before, (self.folder / "changed" / f"{name}.py").read_text(encoding="utf-8"))


def main() -> None:
    """Try the areas named on the command line, and keep what became of them."""
    import msgspec

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    parser.add_argument("--most", type=int, help="try no more than this many changes of an area, drawn by chance")
    parser.add_argument("--folder", type=Path, help="work in this folder, and go on with what was run there before")
    parser.add_argument("--again", action="store_true", help="try those again that nothing noticed, after new tests")
    parser.add_argument("--jobs", type=int, default=1, help="try so many at a time")
    parser.add_argument("--seed", type=int, default=17)
    given = parser.parse_args()
    PROOF.mkdir(exist_ok=True)
    for name in given.areas or AREAS:
        with tempfile.TemporaryDirectory() as made:
            trial = Trial(AREAS[name], (given.folder or Path(made)) / name)
            drawn = draw(trial.files, given.most, given.seed)
            trial.run(drawn, given.jobs, again=given.again)
            outcome = trial.outcome(drawn, given.seed)
        text = msgspec.json.format(msgspec.json.encode(outcome), indent=1)
        (PROOF / f"{name}.json").write_bytes(text + b"\n")
        noticed = outcome.tried - len(outcome.survivors)
        print(f"{name}: {noticed} of {outcome.tried} noticed ({noticed / outcome.tried:.1%})", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
