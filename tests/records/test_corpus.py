"""Exports in the shapes that systems give them: each folder of the corpus says how it is to be read.

`case.toml` has the options of `salesplan measure`, and what it finds: how many deals are won, lost and open, which
header is which column, which rows are set aside, which actions were done. A case with `refused` is refused at first,
with these words; `options` then holds the mapping that makes it right.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from salesplan.base.finding import SalesplanError
from salesplan.cli import app

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(path.parent.name for path in CORPUS.glob("*/case.toml"))
KNOWN = {"source", "options", "first", "refused", "deals", "columns", "unused", "aside", "actions", "average_deal"}
KNOWN |= {"order", "stages", "prospects", "recognised", "notes", "warnings", "cycle_days", "entered", "read"}


def measured(options: list[str]) -> dict[str, Any]:
    """What `measure` says in JSON; with the notes on reading as `said`."""
    done = CliRunner().invoke(app, ["measure", *options, "--format", "json"])
    if isinstance(done.exception, SalesplanError):
        raise done.exception
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer | {"said": done.stderr}


@pytest.mark.parametrize("name", CASES)
def test_each_export_is_read_as_its_case_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CORPUS / name
    monkeypatch.chdir(folder)
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    assert set(case) <= KNOWN
    if "refused" in case:
        with pytest.raises(SalesplanError) as caught:
            measured(case.get("first", case["options"]))
        assert case["refused"] in f"{caught.value.message} {caught.value.hint}"
        if "first" not in case:
            return
    found = measured(case["options"])
    for key, wanted in case.items():
        if key not in {"source", "options", "first", "refused"}:
            assert SHOWN[key](found, wanted) == wanted, key


def _columns(found: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    tables = found["understood"]["tables"]
    return {t: {key: tables[t]["columns"].get(key) for key in columns} for t, columns in wanted.items()}


def _actions(found: dict[str, Any], _: object) -> dict[str, int]:
    count: Counter[str] = Counter()
    for line in found["effort"]:
        count[line["action"]] += line["actions"]
    return dict(count)


def _aside(found: dict[str, Any]) -> dict[str, int]:
    count: Counter[str] = Counter()
    for part in (part for record in found["records"] for part in record["set_aside"]):
        count[part["reason"]] += part["rows"]
    return dict(count)


def _words(found: str | list[str], wanted: list[str]) -> list[str]:
    """Those of the words that are there."""
    return [words for words in wanted if words in (found if isinstance(found, str) else "\n".join(found))]


SHOWN: dict[str, Callable[[dict[str, Any], Any], object]] = {
    "deals": lambda found, wanted: {key: found["deals"][key] for key in wanted},
    "columns": _columns,
    "unused": lambda found, wanted: [header for header in found["understood"]["unused"] if header in wanted],
    "aside": lambda found, _: _aside(found),
    "read": lambda found, _: {r["table"]: r["read"] for r in found["records"]},
    "actions": _actions,
    "average_deal": lambda found, _: found["average_deal"],
    "cycle_days": lambda found, _: found["cycle_days"]["mean"],
    "order": lambda found, _: found["understood"]["order"]["stages"],
    "stages": lambda found, _: {one["text"]: one["as"] for one in found["understood"]["stages"]},
    "entered": lambda found, _: {one["name"]: one["entered"] for one in found["stages"]},
    "prospects": lambda found, _: {key: n for key, n in found["prospects"].items() if n is not None},
    "recognised": lambda found, _: [r["recognised"] or "" for r in found["records"]],
    "notes": lambda found, wanted: _words(found["said"], wanted),
    "warnings": lambda found, wanted: _words(found["understood"]["warnings"], wanted),
}
