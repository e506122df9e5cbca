"""`salesplan doctor`: what is there, what is missing, and how to get it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

import salesplan
from salesplan.console import environment
from salesplan.console.environment import EXTRAS, LIBRARIES, Extra, read_environment
from salesplan.console.environment_answer import environment_answer
from salesplan.model.plan import Plan
from tests.shell import salesplan as shell

PROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_extra_of_the_package_is_looked_at() -> None:
    for_developers = {"test", "dev", "docs"}
    assert {name for name, *_ in EXTRAS} == set(PROJECT["optional-dependencies"]) - for_developers


def test_every_library_named_is_one_that_the_package_needs() -> None:
    needed = " ".join(PROJECT["dependencies"])
    assert all(name in needed for name in LIBRARIES)


def test_it_tells_programs_and_people(tmp_path: Path) -> None:
    told = json.loads(shell(tmp_path, "doctor", "--format", "json").out)
    assert (told["kind"], told["plan_format"], told["version"]) == ("doctor", 1, salesplan.__version__)
    assert all(version for version in told["libraries"].values())
    shown = shell(tmp_path, "doctor").out
    assert all(name in shown for name, *_ in EXTRAS)
    assert told["executable"] in shown


def test_a_missing_extra_is_said_with_the_command_that_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda _name: None)
    found = read_environment()
    assert not any(one.works for one in found.extras)
    notes = environment_answer(found).notes
    assert any(note.startswith("To get pdf: ") and "weasyprint>=" in note for note in notes)


def test_an_extra_that_lacks_something_itself_does_not_work() -> None:
    assert not Extra("spark", "pyspark", "", "4.3", "Java", "").works


def test_the_version_tells_the_format_of_plans(tmp_path: Path) -> None:
    version = shell(tmp_path, "--version").out
    assert version == f"salesplan {salesplan.__version__} (plan format {salesplan.PLAN_FORMAT})\n"
    assert Plan.model_json_schema()["properties"]["salesplan"]["const"] == salesplan.PLAN_FORMAT
