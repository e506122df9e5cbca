"""`salesplan render --watch`, and what the program leaves behind when it is told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.huge_plan import year_of

PLAN = (Path(__file__).parents[2] / "examples" / "worked-example.yaml").read_text(encoding="utf-8")
PATIENCE = 300.0
"""How long to wait before giving up, in seconds: far longer than the busiest machine takes."""


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; fail if it never is."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def watching(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`render --watch` of `plan.yaml` to `plan.md`, its messages in `said`."""
    command = [sys.executable, "-m", "salesplan", "render", "plan.yaml", "-o", "plan.md", "--watch"]
    with (folder / "said").open("wb") as said, subprocess.Popen(command, cwd=folder, stderr=said) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_document_follows_the_plan_until_ctrl_c(tmp_path: Path) -> None:
    plan, document, said = tmp_path / "plan.yaml", tmp_path / "plan.md", tmp_path / "said"
    plan.write_text(PLAN, encoding="utf-8")
    with watching(tmp_path) as process:
        until(lambda: said.exists() and said.read_text().count("Watching") == 1)
        assert "€90,000" in document.read_text(encoding="utf-8")
        plan.write_text(PLAN.replace("90000", "120000"), encoding="utf-8")
        until(lambda: said.read_text().count("Watching") == 2)
        good = document.read_text(encoding="utf-8")
        assert "€120,000" in good
        plan.write_text(PLAN + "qouta: 3\n", encoding="utf-8")
        until(lambda: said.read_text().count("Watching") == 3)
        assert "the plan has no key 'qouta'" in said.read_text()
        plan.unlink()
        until(lambda: said.read_text().count("Watching") == 4)
        assert "plan.yaml does not exist" in said.read_text()
        assert document.read_text(encoding="utf-8") == good
        plan.write_text(PLAN, encoding="utf-8")
        until(lambda: said.read_text().count("Watching") == 5)
        assert "€90,000" in document.read_text(encoding="utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    assert "Traceback" not in said.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.md", "plan.yaml", "said"]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc to see how far the program is")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
@pytest.mark.parametrize("moment", [0.0, 0.3])
def test_a_render_that_is_stopped_leaves_no_litter(
    tmp_path: Path, how: signal.Signals, code: int, moment: float
) -> None:
    (tmp_path / "plan.yaml").write_text(year_of(100), encoding="utf-8")
    command = [sys.executable, "-m", "salesplan", "render", "plan.yaml", "-o", "plan.xlsx"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as process:
        until(lambda: "pydantic_core" in Path(f"/proc/{process.pid}/maps").read_text())
        time.sleep(moment)
        process.send_signal(how)
        said = process.communicate(timeout=PATIENCE)[1]
    assert process.returncode in {code, 0}
    assert b"Traceback" not in said
    assert {path.name for path in tmp_path.iterdir()} <= {"plan.yaml", "plan.xlsx"}
    if process.returncode:
        assert not (tmp_path / "plan.xlsx").exists()
