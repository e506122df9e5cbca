"""The page on what is installed says what was found, and every dependency has a purpose on it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))

from generate_installing import (  # noqa: E402
    BROUGHT,
    EXTRAS,
    PAGE,
    PURPOSES,
    core_table,
    dependencies,
    found,
    installing_page,
    runs_table,
)


def test_the_page_is_made_from_what_was_found() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == installing_page(text), "run python docs/generate_installing.py"


def test_every_dependency_has_a_purpose_and_was_weighed() -> None:
    assert dependencies() == set(PURPOSES) - {"salesplan"}
    core = found()["sizes"]["core"]
    assert set(PURPOSES) <= set(core) <= {*PURPOSES, *BROUGHT}


def test_every_extra_of_users_was_weighed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(found()["sizes"]["extras"]) == set(extras) - {"test", "dev", "docs"}


def test_what_comes_along_counts_for_who_brings_it() -> None:
    table = core_table({"rich": ("1", 2_000_000), "pygments": ("1", 3_000_000), "jinja2": ("1", 12_400_000)})
    assert "| rich, with pygments | 5.0 |" in table
    assert "| jinja2 | 12 |" in table
    assert "| **all** | **17** |" in table
    with pytest.raises(KeyError):
        core_table({"nobody-knows": ("1", 1)})


def test_every_run_held() -> None:
    runs = found()["tests"]
    assert runs
    assert all(one["held"] and one["counts"]["passed"] for one in runs)
    assert "| 3.12.1 | the newest | 1,234 | 0 | 0 |" in runs_table(
        [{"python": "3.12.1", "resolution": "highest", "counts": {"passed": 1234}, "held": True}]
    )
