"""The page that says which way is taken when: no module without its row there, and none without its tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import salesplan.probability

HOME = Path(salesplan.probability.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "likelihood.md"
MODULES = sorted(path.stem for path in HOME.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_its_tests_and_its_place_on_the_page(module: str) -> None:
    assert Path(__file__).with_name(f"test_{module}.py").exists()
    assert f"`{module}`" in PAGE.read_text(encoding="utf-8")
    assert f"`{module}`" in (salesplan.probability.__doc__ or "") or module == "confidence"


def test_the_page_and_the_package_state_the_same_accuracy() -> None:
    def accuracies(text: str) -> list[tuple[str, str]]:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
        return [(row[2], row[3]) for row in rows if len(row) == 4 and re.match(r"`", row[2])]

    stated = accuracies(salesplan.probability.__doc__ or "")
    assert len(stated) > 5
    assert accuracies(PAGE.read_text(encoding="utf-8")) == stated
