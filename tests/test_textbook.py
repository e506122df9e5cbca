"""Textbook cases of budget, capacity, key figures, renewals and territories, each worked by hand in its text.

A case is a plan, files (`--- NAME`), what is run (`--- salesplan ...`), and what its JSON must hold: `kpis/nrr/value:
99/100`. A step of a path is a key, a place in a list, or the name, metric, month, account... of an element of it.
`says:` is a text of the message of a command that refuses. `#` begins the working.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.shell import salesplan

FOLDER = Path(__file__).parent / "textbook"
NAMES = ("name", "metric", "start", "rep", "account", "deal", "month", "of", "segment")
CLOSE = Fraction(1, 10**9)


def cases() -> list[Any]:
    """Every case of every file, which are parted by lines that begin with `== NAME`."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("\n== ")[1:]:
            name, _, text = part.partition("\n")
            found.append(pytest.param(text, id=f"{path.stem}: {name.strip()}"))
    return found


def told(answer: Any, path: str) -> Any:
    """What the JSON holds at a path."""
    for step in path.split("/"):
        if isinstance(answer, dict):
            answer = answer[step]
        elif step.isdigit() and not any(step == str(one.get("month")) for one in answer if isinstance(one, dict)):
            answer = answer[int(step)]
        else:
            answer = next(one for one in answer if any(str(one.get(name)) == step for name in NAMES))
    return answer


def agrees(found: object, wanted: str) -> bool:
    """Whether a figure is the one worked out, up to the digits that a binary number has; whether a text is the same."""
    if isinstance(found, bool) or found is None:
        return wanted == json.dumps(found)
    if isinstance(found, list):
        parts = [part.strip() for part in wanted.split(",")] if wanted else []
        return len(parts) == len(found) and all(map(agrees, found, parts))
    if not isinstance(found, int | Decimal):
        return found == wanted
    worked = Fraction(wanted)
    return abs(Fraction(found) - worked) <= CLOSE * max(Fraction(1), abs(worked))


@pytest.mark.parametrize("case", cases())
def test_textbook(case: str, tmp_path: Path) -> None:
    plan, *parts = re.split(r"^--- ", case, flags=re.MULTILINE)
    (tmp_path / "salesplan.yaml").write_text(f"salesplan: 1\ntitle: Case\n{plan}", encoding="utf-8")
    ran = 0
    for part in parts:
        head, _, text = part.partition("\n")
        if not head.startswith("salesplan "):
            (tmp_path / head.strip()).write_text(text, encoding="utf-8")
            continue
        ran += 1
        ended = salesplan(tmp_path, *head.split()[1:], "--format", "json")
        checked(ended, [line.split("  #")[0].rstrip() for line in text.splitlines()])
    assert ran


def checked(ended: Any, lines: list[str]) -> None:
    answer: Any = None
    for line in filter(None, lines):
        path, _, wanted = (one.strip() for one in line.partition(":"))
        if path == "says":
            assert wanted in ended.err, ended.err
            continue
        if answer is None:
            assert ended.code == 0, ended.err
            answer = json.loads(ended.out, parse_float=Decimal)
        found = told(answer, path)
        assert agrees(found, wanted), f"{line}, and it is {found}"
