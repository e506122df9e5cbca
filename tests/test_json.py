"""The JSON of every command is that of its schema, and the pages about it are up to date."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from salesplan.console.help import COMMANDS

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from generate_json import CASES, FOLDER, LLMS, PAGE, answers, examples, llms, page, schema  # noqa: E402

WITHOUT = {"init", "schema", "render", "roll", "mcp"}
"""Commands whose answer is a file, or none."""


def stored(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("json")
    examples(made)
    return made


@pytest.mark.parametrize("name", CASES)
def test_answers_are_what_their_schema_says(name: str, folder: Path) -> None:
    known = stored(name)
    found = list(answers(folder, name))
    for answer in found:
        jsonschema.validate(answer, known)
    if name != "doctor":
        assert schema(name, found) == known, "run python docs/generate_json.py"


def test_every_command_that_answers_has_a_schema() -> None:
    assert {path.name.partition(".")[0] for path in FOLDER.glob("*.json")} == set(CASES)
    assert set(COMMANDS) - WITHOUT == set(CASES) - {"backtest"}


@pytest.mark.parametrize("name", sorted(set(CASES) - {"validate"}))
def test_every_answer_says_what_it_is(name: str) -> None:
    kind: Mapping[str, Any] = stored(name)["properties"]["kind"]
    assert kind["const"] == name


def test_the_pages_are_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page({name: stored(name) for name in CASES})
    assert LLMS.read_text(encoding="utf-8") == llms(), "run python docs/generate_json.py"
