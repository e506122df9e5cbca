"""What counts deals as a whole, by group and one by one says the same of every export of the corpus."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from typer.testing import CliRunner

from salesplan.base.finding import SalesplanError
from salesplan.cli import app
from tests.records.test_corpus import CASES, CORPUS

SEVERAL_CURRENCIES = {"currency-codes-alone", "currency-named-after-amount"}
"""Cases whose deals do not add up to one amount, which the pipeline refuses."""

STATES = ("won", "lost", "open")


def answer(*arguments: str) -> dict[str, Any]:
    """What a command says in JSON; what stops it is raised."""
    done = CliRunner().invoke(app, [*arguments, "--format", "json"])
    if isinstance(done.exception, SalesplanError):
        raise done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def options_of(name: str) -> list[str]:
    """The options with which a case of the corpus is read; none if it is refused for good."""
    case = tomllib.loads((CORPUS / name / "case.toml").read_text(encoding="utf-8"))
    return case["options"] if "refused" not in case or "first" in case else []


READ = [name for name in CASES if options_of(name)]


@pytest.mark.parametrize("name", READ)
def test_groups_add_up_to_the_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS / name)
    whole = answer("measure", *options_of(name))["deals"]
    for by in ("rep", "month"):
        groups = answer("measure", *options_of(name), "--by", by)["groups"]
        assert {state: sum(group["deals"][state] for group in groups) for state in STATES} == {
            state: whole[state] for state in STATES
        }


@pytest.mark.parametrize("name", READ)
def test_the_pipeline_has_the_open_deals_that_are_measured(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CORPUS / name)
    if name in SEVERAL_CURRENCIES:
        with pytest.raises(SalesplanError):
            answer("pipeline", *options_of(name))
        return
    measured, found = (answer(command, *options_of(name)) for command in ("measure", "pipeline"))
    stages = [stage for funnel in found["funnels"] for stage in funnel["stages"]]
    assert found["open"]["deals"] == measured["deals"]["open"]
    assert sum(stage["deals"] for stage in stages) == measured["deals"]["open"]
    assert sum(month["deals"] for month in found["months"]) == measured["deals"]["open"]
