"""What all tests share: the golden-file flag, and heavy parts that skip where they are absent."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings


def _has_weasyprint() -> bool:
    try:
        import weasyprint  # noqa: F401  (it may be there without the libraries it rests on)
    except (ImportError, OSError):
        return False
    return True


def _has_postgresql() -> bool:
    return bool(shutil.which("pg_ctl")) or any(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))


HEAVY: dict[str, tuple[Callable[[], bool], str]] = {
    "chromium": (
        lambda: find_spec("playwright") is not None and bool(shutil.which("chromium")),
        "pip install playwright, and apt-get install chromium",
    ),
    "libreoffice": (
        lambda: bool(shutil.which("soffice")),
        "apt-get install libreoffice-calc libreoffice-writer libreoffice-impress",
    ),
    "weasyprint": (
        _has_weasyprint,
        "pip install '.[pdf]', and Pango (apt-get install libpango-1.0-0 libpangoft2-1.0-0)",
    ),
    "postgresql": (_has_postgresql, "apt-get install postgresql"),
    "spark": (
        lambda: find_spec("pyspark") is not None and bool(shutil.which("java")),
        "pip install '.[spark]', and Java 17",
    ),
}


# A busy machine is no fault of the code: no test measures seconds, work is counted in steps (tests/work.py).
# Continuous integration (SALESPLAN_HEAVY=required) tries the same examples each time, so that a change alone decides
# what it says; everywhere else they are other ones in every run.
settings.register_profile(
    "salesplan",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("SALESPLAN_HEAVY") == "required",
)
settings.load_profile("salesplan")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ["SALESPLAN_UPDATE_GOLDEN"] = "1"
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # Started in the background of a script: programs that tests interrupt would inherit deaf ears.
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Public holidays are remembered in a folder of the tests' own."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("heavy"):
        present, remedy = HEAVY[mark.args[0]]
        if not present():
            if os.environ.get("SALESPLAN_HEAVY") == "required":
                pytest.fail(f"{mark.args[0]} is missing, and SALESPLAN_HEAVY=required wants it: {remedy}")
            pytest.skip(f"needs {mark.args[0]}; get it with: {remedy}")
