"""Measuring and documents for programs: the same as the commands give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import salesplan
from salesplan.cli import app

FOLLOWING = Path(__file__).parent.parent / "examples" / "following"
PLAN = FOLLOWING / "salesplan.yaml"


def shell(*args: str | Path) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_measure_gives_what_the_command_gives() -> None:
    from salesplan.report.measure.figures import measure_json

    deals, activities, history = (FOLLOWING / f"{name}.csv" for name in ("deals", "activities", "history"))
    plan = salesplan.load_plan(PLAN)
    found = salesplan.measure(plan, deals=deals, activities=activities, history=history, by="rep")
    options = ("--deals", deals, "--activities", activities, "--history", history)
    told = json.loads(shell("measure", PLAN, *options, "--by", "rep", "--format", "json"))
    assert json.loads(json.dumps(measure_json(found), default=str)) == told
    assert not found.to_frame().empty


def test_measure_takes_columns_and_texts_that_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Nr,Schritt,Chef,Angelegt\n1,Kaputt,Ada,2026-01-05\n2,won,Ada,2026-01-06\n", encoding="utf-8")
    columns = {"deals": {"id": "Nr", "stage": "Schritt", "owner": "Chef", "created": "Angelegt"}}
    found = salesplan.measure(deals=path, columns=columns, stages={"Kaputt": "lost"})
    assert (found.overall.won, found.overall.lost) == (1, 1)


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_render_gives_what_the_command_gives(form: str) -> None:
    path = FOLLOWING.parent / "worked-example.yaml"
    written = salesplan.render(salesplan.load_plan(path), format=form, target=120_000, language="fr")
    told = shell("render", path, "--format", form, "--target", "120000", "--language", "fr")
    assert written == told


@pytest.mark.parametrize("suffix", [".xlsx", ".md", ".ics"])
def test_render_writes_the_file_it_is_given(tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"plan{suffix}"
    written = salesplan.render(salesplan.load_plan(PLAN), output=output)
    assert output.read_bytes() == (written.encode() if isinstance(written, str) else written)


def test_render_takes_in_what_was_measured() -> None:
    plan = salesplan.load_plan(PLAN)
    measurement = salesplan.measure(plan, deals=FOLLOWING / "deals.csv")
    assert "What the records say" in salesplan.render(plan, format="markdown", measurement=measurement)
    assert "What the records say" not in salesplan.render(plan, format="markdown")


@pytest.mark.parametrize(
    ("form", "output", "language"),
    [(None, None, None), ("doc", None, None), (None, "plan.doc", None), ("html", None, "tlh")],
)
def test_render_says_what_it_takes(form: str | None, output: str | None, language: str | None) -> None:
    with pytest.raises(ValueError, match="is one of"):
        salesplan.render(salesplan.load_plan(PLAN), format=form, output=output, language=language)
