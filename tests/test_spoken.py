"""Messages are in the language of the plan; codes, JSON and CSV stay English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shell import salesplan

SPOKEN = {
    "en": ("salesplan.yaml is fine", "Wrote plan.md.", "shows how each number comes about"),
    "fr": ("salesplan.yaml est en ordre", "plan.md est écrit.", "montre d’où vient chaque nombre"),
    "it": ("salesplan.yaml è a posto", "Scritto plan.md.", "mostra da dove viene ogni numero"),
}


@pytest.mark.parametrize("language", SPOKEN)
def test_closing_lines_are_in_the_language_of_the_plan(language: str, tmp_path: Path) -> None:
    fine, wrote, step = SPOKEN[language]
    assert salesplan(tmp_path, "init", "--language", language).code == 0
    assert fine in salesplan(tmp_path, "validate").err
    assert wrote in salesplan(tmp_path, "render", "-o", "plan.md").err
    assert step in salesplan(tmp_path, "quota").err
    told = json.loads(salesplan(tmp_path, "quota", "--format", "json").out)
    assert told["kind"] == "quota"


def test_what_a_person_wrote_is_no_message(tmp_path: Path) -> None:
    assert salesplan(tmp_path, "init", "{count}.yaml", "--language", "fr").code == 0
    ended = salesplan(tmp_path, "render", "{count}.yaml", "-o", "{0}.md")
    assert (ended.code, ended.err.splitlines()[-1]) == (0, "{0}.md est écrit.")
