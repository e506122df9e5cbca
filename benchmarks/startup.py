"""How long commands take, as ratios to `python -c pass` measured in the same run.

    python benchmarks/startup.py

Whole processes, interleaved, medians. Each line states its limit; the program ends with 1 if one is passed.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15
FULL = Path(__file__).parent.parent / "examples" / "half-year.yaml"

CASES = (
    ("salesplan --help", ["--help"], 7.5),
    ("salesplan quota (built-in example)", ["quota", "--target", "90000"], 20.0),
    ("salesplan quota (full plan)", ["quota", str(FULL)], 20.0),
    ("salesplan validate (full plan)", ["validate", str(FULL)], 20.0),
    ("salesplan render (full plan, HTML)", ["render", str(FULL), "-o", "plan.html"], 25.0),
)


def seconds(command: list[str], folder: str) -> float:
    """Wall time of one run; a failing command stops the benchmark."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print a line a command, tell whether every limit holds."""
    program = shutil.which("salesplan", path=str(Path(sys.executable).parent)) or "salesplan"
    commands = [[sys.executable, "-c", "pass"]] + [[program, *arguments] for _, arguments, _ in CASES]
    with tempfile.TemporaryDirectory() as folder:
        times = [[seconds(command, folder) for command in commands] for _ in range(ROUNDS)]
    base, *medians = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"{'python -c pass':40} {base * 1000:7.1f} ms")
    slow = 0
    for (name, _, limit), median in zip(CASES, medians, strict=True):
        ratio = median / base
        slow += ratio > limit
        print(f"{name:40} {median * 1000:7.1f} ms {ratio:6.1f}x  limit {limit}x")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
