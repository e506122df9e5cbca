"""The page of errors is made from the tool itself, so it cannot drift."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"
sys.path.insert(0, str(DOCS))

import generate_errors  # noqa: E402  (it stands beside the page it writes)

NEVER_SEEN = {"bad-value", "yaml-syntax"}
"""Said where nothing better is known; no bad file is known that leads there."""


def test_the_page_is_current() -> None:
    current = (DOCS / "errors.md").read_text(encoding="utf-8")
    assert current == generate_errors.page(), "run: python docs/generate_errors.py"


@pytest.mark.parametrize("code", sorted(generate_errors.codes()))
def test_every_code_is_explained(code: str) -> None:
    explained = {"means": generate_errors.codes()[code]} | generate_errors.explanations().get(code, {})
    assert explained["means"].endswith("."), f"explain {code} in docs/errors.toml"


def test_no_explanation_is_left_over() -> None:
    assert set(generate_errors.explanations()) <= set(generate_errors.codes())


@pytest.mark.parametrize("code", sorted(set(generate_errors.codes("reading", "model")) - NEVER_SEEN))
def test_every_mistake_of_writing_has_its_bad_file_and_remedy(code: str) -> None:
    assert code in generate_errors.examples(), f"add a bad file for {code} to tests/reading/bad"
    assert generate_errors.explanations()[code]["mend"]
