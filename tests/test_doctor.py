"""`salesplan doctor`: what is there, what is missing, and how to get it."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib import metadata
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


def test_every_library_that_the_package_needs_is_named() -> None:
    assert set(LIBRARIES) == {re.split(r"[^\w-]", needed)[0] for needed in PROJECT["dependencies"]}


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


def test_half_an_extra_does_not_work_and_is_said_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = environment._version
    monkeypatch.setattr(environment, "_version", lambda name: "" if name == "python-pptx" else versions(name))
    needed = ['python-docx<2,>=1.2; extra == "office"', 'python-pptx<2,>=1.0.2; extra == "office"']
    monkeypatch.setattr(metadata, "requires", lambda _name: needed)
    monkeypatch.setattr(sys, "executable", "/Library/My Python/python3")
    monkeypatch.setattr(environment, "find_spec", lambda module: module == "docx" or None)
    found = read_environment()
    office = next(one for one in found.extras if one.name == "office")
    assert (office.lacks, office.works) == ("python-pptx", False)
    answer = environment_answer(found)
    assert "office lacks python-pptx." in answer.notes
    command = '"/Library/My Python/python3" -m pip install "python-docx<2,>=1.2" "python-pptx<2,>=1.0.2"'
    assert f"To get office: {command}" in answer.notes
    assert ("office", "lacks python-pptx") in {row[:2] for row in answer.tables[1].rows}


def test_an_extra_that_lacks_something_itself_does_not_work() -> None:
    assert not Extra("spark", "pyspark", "", "4.3", "Java", "").works


def test_the_version_tells_the_format_of_plans(tmp_path: Path) -> None:
    version = shell(tmp_path, "--version").out
    assert version == f"salesplan {salesplan.__version__} (plan format {salesplan.PLAN_FORMAT})\n"
    assert Plan.model_json_schema()["properties"]["salesplan"]["const"] == salesplan.PLAN_FORMAT
