"""Textbook cases of pay, each worked by hand in its text and run through the command line.

A case is a plan, a line of dashes, the deals as CSV, a line of dashes, and what must come out: `Ada: 2050` is what all
of her statements come to, `Ada 2027-Q1: 10` what one of them comes to, `Ada 2027-Q1 owed: 5` what she owes after it,
`Ada 2027-Q1 quota: 7`, and `Ada lines: 1, 2` what each line pays, in order. `#` begins the working.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from salesplan.cli import app

FOLDER = Path(__file__).parent / "textbook"
FIGURES = {"owed", "quota", "lines", "attainment"}
CASES = sorted(FOLDER.glob("*.txt"))


def cases() -> list[Any]:
    """Every case of every file, which are parted by lines that begin with `== NAME`."""
    found = []
    for path in CASES:
        for part in path.read_text(encoding="utf-8").split("\n== ")[1:]:
            name, _, text = part.partition("\n")
            found.append(pytest.param(text, id=f"{path.stem}: {name.strip()}"))
    return found


def settled(folder: Path, plan: str, deals: str, *more: str) -> dict[str, Any]:
    """The JSON of `salesplan commission` for a plan and deals in a folder."""
    (folder / "salesplan.yaml").write_text(f"salesplan: 1\ntitle: Case\n{plan}", encoding="utf-8")
    (folder / "deals.csv").write_text(won(deals), encoding="utf-8")
    arguments = ["commission", str(folder / "salesplan.yaml"), "--deals", str(folder / "deals.csv"), "-f", "json"]
    ended = CliRunner().invoke(app, [*arguments, *more], catch_exceptions=False)
    assert ended.exit_code == 0, ended.stderr
    return dict(json.loads(ended.stdout, parse_float=Decimal))


def won(deals: str) -> str:
    """The CSV with an id and the status won in each row that does not state its own."""
    header, *rows = (line.split("#")[0].strip() for line in deals.strip().splitlines())
    lacking = "" if "status" in header.split(",") else "status,"
    given = "won," if lacking else ""
    return (
        "\n".join([f"id,{lacking}{header}", *(f"{number},{given}{row}" for number, row in enumerate(rows, 1))]) + "\n"
    )


def said(found: dict[str, Any], key: str) -> list[Decimal]:
    """What the answer says for one key of a case."""
    *whose, what = (
        key.split() if key.rsplit(maxsplit=1)[-1] in {"owed", "quota", "lines", "attainment"} else [*key.split(), ""]
    )
    rep, period = (whose[0], whose[1] if len(whose) > 1 else "")
    statements = [one for one in found["statements"] if one["rep"] == rep]
    here = [one for one in statements if not period or period in (one["period"]["name"], one["plan"])]
    assert here, f"no statement of {rep} for {period}: {[(one['period'], one['plan']) for one in statements]}"
    if what == "lines":
        return [line["commission"] for one in here for line in one["lines"]]
    if what:
        return [here[-1][what]]
    return [sum((one["earned"] for one in here), Decimal(0))]


@pytest.mark.parametrize("case", cases())
def test_textbook(case: str, tmp_path: Path) -> None:
    plan, deals, expected = case.split("\n---\n")
    deals, _, options = deals.partition("\noptions:")
    found = settled(tmp_path, plan, deals, *options.split())
    for line in expected.strip().splitlines():
        text = line.split("#")[0].strip()
        if text:
            key, _, value = text.rpartition(":")
            wanted = [Fraction(part.strip()) for part in value.split(",")]
            assert [Fraction(one) for one in said(found, key)] == wanted, line
    for one in found["statements"]:
        assert one["earned"] == sum(line["commission"] for line in one["lines"])
    assert found["earned"] == sum(one["earned"] for one in found["statements"])
