"""What all tests share: the golden-file flag, and heavy parts that skip where they are absent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from importlib.util import find_spec

import pytest
from hypothesis import settings

HEAVY: dict[str, tuple[Callable[[], bool], str]] = {
    "chromium": (lambda: bool(shutil.which("chromium")), "apt-get install chromium"),
    "libreoffice": (lambda: bool(shutil.which("soffice")), "apt-get install libreoffice-calc"),
    "weasyprint": (lambda: find_spec("weasyprint") is not None, "pip install 'salesplan[pdf]'"),
    "postgresql": (lambda: bool(shutil.which("pg_ctl") or shutil.which("postgres")), "apt-get install postgresql"),
    "spark": (
        lambda: find_spec("pyspark") is not None and bool(shutil.which("java")),
        "pip install 'salesplan[spark]', and Java 17",
    ),
}


# A busy machine is no fault of the code: time is tested where it matters, as time of the processor.
settings.register_profile("salesplan", deadline=None)
settings.load_profile("salesplan")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ["SALESPLAN_UPDATE_GOLDEN"] = "1"


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Public holidays are remembered in a folder of the tests' own."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("heavy"):
        present, remedy = HEAVY[mark.args[0]]
        if not present():
            pytest.skip(f"needs {mark.args[0]}; get it with: {remedy}")
