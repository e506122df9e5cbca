"""Runs the program as a user does: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PLAIN = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str


def salesplan(folder: Path, *arguments: str, stdin: str = "", **environment: str) -> Ended:
    """Run `salesplan ARGUMENTS` in `folder`; standard input is `stdin`, never a terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"}}
    done = subprocess.run(
        [sys.executable, "-m", "salesplan", *arguments],
        cwd=folder,
        input=stdin.encode(),
        capture_output=True,
        env={**kept, **PLAIN, **environment},
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
