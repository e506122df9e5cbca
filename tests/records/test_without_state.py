"""Rows that say nothing of what became of a deal: set aside, told from blank ones, and warned about."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from salesplan.cli import app


def measured(path: Path, *options: str) -> dict[str, Any]:
    """What `measure` says of a file in JSON."""
    done = CliRunner().invoke(app, ["measure", "--deals", str(path), *options, "--format", "json"])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_options_of_the_warning_take_them_for_open(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,The outcome,Value\n1,W,10\n2,L,20\n,,\n3,,30\n4,,40\n", encoding="utf-8")
    mapped = ("--map", "status=The outcome")
    found = measured(path, *mapped)
    assert (found["deals"]["won"], found["deals"]["lost"], found["deals"]["open"]) == (1, 1, 0)
    aside = found["records"][0]["set_aside"]
    assert sorted((part["reason"], part["rows"]) for part in aside) == [("a blank row", 1), ("no stage or status", 2)]
    [warning] = [text for text in found["understood"]["warnings"] if "no stage or status" in text]
    assert warning.startswith("2 of 5 rows are set aside")
    proposed = warning.partition("means open, ")[2].partition(" keeps them")[0]
    options = shlex.split(proposed.replace("TEXT", "W", 1).replace("TEXT", "L", 1))
    kept = measured(path, *options)
    assert (kept["deals"]["won"], kept["deals"]["lost"], kept["deals"]["open"]) == (1, 1, 2)
    assert not any("no stage or status" in text for text in kept["understood"]["warnings"])


def test_a_few_among_many_are_only_counted(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    rows = "".join(f"{number},won\n" for number in range(1, 21))
    path.write_text(f"id,stage\n{rows}21,\n", encoding="utf-8")
    assert not any("no stage or status" in text for text in measured(path)["understood"]["warnings"])
    path.write_text(f"id,stage\n{rows}21,\n22,\n", encoding="utf-8")
    assert any(text.startswith("2 of 22 rows") for text in measured(path)["understood"]["warnings"])


def test_blank_rows_are_no_reason_to_doubt(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,stage,amount\n1,won,5\n,,\n,,\n2,lost,6\n", encoding="utf-8")
    found = measured(path)
    assert found["records"][0]["set_aside"] == [{"reason": "a blank row", "rows": 2}]
    assert not any("set aside" in text for text in found["understood"]["warnings"])
