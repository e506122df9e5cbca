"""What the command line says about columns and texts is kept in the plan by `--write`, and read from there."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import pytest

from tests.shell import salesplan

PLAN = """\
salesplan: 1
title: Mapping  # stays
currency: EUR
period: 2026-Q1
funnels:
  - name: new
    deal_value: 1000
    stages:
      - {name: demo, conversion: 50%}
      - {name: offer, conversion: 50%}
"""
EXPORT = "Ref;Where;Bingo;Total\n1;demo;;1,5\n2;Dead end;;2,5\n3;x;yes;3,5\n"
SAID = (
    *("--map", "id=Ref", "--map", "stage=Where", "--map", "amount=Total", "--stage", "Dead end=lost"),
    *("--stage", "x=offer", "--won-if", "Bingo=yes", "--lost-if", "Bingo=no"),
)


@pytest.mark.parametrize(
    "records",
    [
        "",
        "records:\n  deals: deals.csv\n",
        "records: {deals: 'deals.csv'}\n",
        "records:\n  deals:\n    path: deals.csv\n",
        "records:\n  deals: {path: deals.csv, won_if: [Bingo=perhaps]}\n",
    ],
    ids=["none", "path", "flow", "block", "list"],
)  # fmt: skip
def test_the_mapping_stands_in_the_plan_and_works_from_there(records: str, tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN + records, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(EXPORT, encoding="utf-8")
    files = () if records else ("--deals", "deals.csv")
    done = salesplan(tmp_path, "measure", *files, *SAID, "--write", "--yes")
    assert done.code == 0, done.err
    text = (tmp_path / "salesplan.yaml").read_text(encoding="utf-8")
    assert text.startswith(PLAN)
    assert "won_if: [Bingo=yes]" in text
    again = json.loads(salesplan(tmp_path, "measure", "-f", "json").out)
    assert {key: again["deals"][key] for key in ("won", "lost", "open", "unknown")} == {
        "won": 1, "lost": 1, "open": 1, "unknown": 0,
    }  # fmt: skip
    assert again["average_deal"] == 3.5
    assert salesplan(tmp_path, "validate").code == 0


def test_a_mapping_for_several_files_needs_a_name_for_all(tmp_path: Path) -> None:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(EXPORT, encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "a.csv", "--deals", "b.csv", *SAID, "--write", "--yes")
    assert (done.code, "a folder or a pattern" in done.err) == (2, True)
    assert (tmp_path / "salesplan.yaml").read_text(encoding="utf-8") == PLAN


def test_an_unmapped_stage_of_a_funnel_of_one_is_named(tmp_path: Path) -> None:
    one = PLAN.replace("      - {name: offer, conversion: 50%}\n", "")
    (tmp_path / "salesplan.yaml").write_text(one, encoding="utf-8")
    (tmp_path / "deals.csv").write_text("id,stage\n1,demo\n2,Dead end street\n", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv")
    assert "1 deal open at a stage that is not in the plan: Dead end street" in " ".join(done.out.split())


def test_what_is_doubtful_stands_first_in_markdown(tmp_path: Path) -> None:
    rows = "".join(f"{n},won\n" for n in range(12))
    (tmp_path / "deals.csv").write_text(f"id,stage\n{rows}", encoding="utf-8")
    done = salesplan(tmp_path, "measure", "--deals", "deals.csv", "-f", "markdown")
    assert done.out.startswith("* 12 deals are won and none is lost")


def test_signs_in_texts_and_headers_do_not_cut_them(tmp_path: Path) -> None:
    rows = '1,it\'s closed = so,y=1\n2,"closed, $HOME",no\n3,Won,\n'
    (tmp_path / "d.csv").write_text(f"id,stage,a=b\n{rows}", encoding="utf-8")
    asked = ("measure", "--deals", "d.csv", "-f", "json")
    said = json.loads(salesplan(tmp_path, *asked).out)["understood"]["warnings"]
    options = [shlex.split(text[text.index("--stage") : text.index(" (or won")]) for text in said if "--stage" in text]
    found = json.loads(salesplan(tmp_path, *asked, *(part for option in options for part in option)).out)["deals"]
    assert (found["won"], found["lost"], found["unknown"]) == (1, 2, 0)
    found = json.loads(salesplan(tmp_path, *asked, "--lost-if", "a=b=no", "--won-if", "a=b=y=1").out)["deals"]
    assert (found["won"], found["lost"]) == (2, 1)


@pytest.mark.parametrize(
    "header", ["true", "null", "yes", "no", "on", "Off", "~", "x: y", "a # b", "Where\nis it", "'q'"]
)
def test_a_proposed_mapping_runs_whatever_the_header(header: str, tmp_path: Path) -> None:
    with (tmp_path / "d.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["key", header], [1, "Closed Won"], [2, "Demo"]])
    said = salesplan(tmp_path, "measure", "--deals", "d.csv").err
    (tmp_path / "salesplan.yaml").write_text(said[said.index("salesplan: 1") :], encoding="utf-8")
    assert json.loads(salesplan(tmp_path, "measure", "-f", "json").out)["deals"]["won"] == 1
