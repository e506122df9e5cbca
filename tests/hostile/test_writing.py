"""Fault 46 in the middle of every write: each command that writes, killed or on a full disk, tears nothing.

A kill comes at a known point, not after some time: when what was written is synced, before it has a name, and once it
has its place. The disk is full from the first byte: the system refuses each write to a file.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from salesplan.console.help import COMMANDS
from salesplan.records.count.answers import SETTLED
from tests.shell import salesplan

EXAMPLES = Path(__file__).parents[2] / "examples"
PLAN = EXAMPLES / "worked-example.yaml"
KILLER = """\
import os, signal
at, left = os.environ["KILLED_AT"].split(":")
left, real = int(left), getattr(os, at)

def killed(*given, **named):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)

setattr(os, at, killed)
"""
PAY = "compensation:\n  - {name: Sales, per: quarter, rate: 10%}\n"
FORMS = ("html", "md", "xlsx", "docx", "pptx", "ics")
WRITES = {
    "init": (["init", "new.yaml", "--kind", "general"], "new.yaml"),
    "init over a file": (["init", "old.yaml", "--kind", "general", "--force"], "old.yaml"),
    "quota": (["quota", "-o", "quota.csv"], "quota.csv"),
    "capacity": (["capacity", "people.yaml", "-o", "capacity.json"], "capacity.json"),
    "compare": (["compare", "salesplan.yaml", "old.yaml", "-o", "changes.md"], "changes.md"),
    "measure": (["measure", "--deals", "deals.csv", "-o", "rates.csv"], "rates.csv"),
    "measure --write": (["measure", "--deals", "deals.csv", "--write", "--yes"], "salesplan.yaml"),
    "measure --rejects": (["measure", "--deals", "odd.csv", "--rejects", "set-aside.csv"], "set-aside.csv"),
    "import --write": (["import", "changed.xlsx", "--write", "--yes"], "salesplan.yaml"),
    "roll": (["roll", "--period", "2027-02", "-o", "next.yaml"], "next.yaml"),
    "commission --close": (
        ["commission", "pay.yaml", "--deals", "deals.csv", "--close", "2026-Q4"],
        "pay.closed-2026-Q4.json",
    ),
    "commission, pages": (["commission", "pay.yaml", "--deals", "deals.csv", "-o", "pay.html"], "pay.html"),
    "commission, a workbook": (["commission", "pay.yaml", "--deals", "deals.csv", "-o", "pay.xlsx"], "pay.xlsx"),
    "track, a digest": (["track", "--deals", "deals.csv", "--digest", "-o", "digest.html"], "digest.html"),
    "init --from": (["init", "drafted.yaml", "--from", "budget.csv"], "drafted.yaml"),
    "render --all-reps": (["render", "people.yaml", "--all-reps", "pages"], "pages/ada.html"),
    **{f"render {form}": (["render", "-o", f"plan.{form}"], f"plan.{form}") for form in FORMS},
}
"""Every command that writes: how it is called, and the file that must be the old one or the new one."""
READERS = {
    "doctor",
    "mcp",
    "schema",
    "validate",
    "budget",
    "forecast",
    "kpi",
    "pipeline",
    "renewals",
    "territory",
    "track",
}
"""Commands that write nothing, or `-o` alone and by the same door as `quota`."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the commands read, made once."""
    from openpyxl import load_workbook

    folder = tmp_path_factory.mktemp("prepared")
    text = PLAN.read_text(encoding="utf-8")
    for name in ("salesplan.yaml", "old.yaml"):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "pay.yaml").write_text(
        f"salesplan: 1\ntitle: Pay\ncurrency: EUR\nperiod: 2026-Q4\n{PAY}", encoding="utf-8"
    )
    people = "team: {sales: {members: [{name: Ada}]}, marketing: {headcount: 1}, prospecting: {headcount: 1}}\n"
    (folder / "people.yaml").write_text(text.partition("\nteam:")[0] + "\n" + people, encoding="utf-8")
    deals = (EXAMPLES / "deals.csv").read_text(encoding="utf-8")
    (folder / "deals.csv").write_text(deals, encoding="utf-8")
    (folder / "odd.csv").write_text(
        deals + "D-099,prospect,won,much,2026-09-01,2026-09-20,Ada Marin\n", encoding="utf-8"
    )
    assert salesplan(folder, "render", "-o", "changed.xlsx").code == 0
    book = load_workbook(folder / "changed.xlsx")
    sheet, cell = next(iter(book.defined_names["target"].destinations))
    book[sheet][cell.replace("$", "")].value = 120_000
    book.save(folder / "changed.xlsx")
    (folder / "budget.csv").write_bytes((EXAMPLES / "budget.csv").read_bytes())
    (folder / "pages").mkdir()
    shutil.rmtree(folder / "tmp", ignore_errors=True)
    (folder / "tmp").mkdir()
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "plans"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(folder: Path, arguments: list[str], before: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = ["bash", "-c", f'{before} exec "$@"', "bash", sys.executable, "-m", "salesplan", *arguments]
    kept = {**os.environ, "TMPDIR": str(folder / "tmp"), "SALESPLAN_CACHE": "off", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=folder, env={**kept, **environment}, capture_output=True, check=False, timeout=120
    )


def test_every_command_is_here() -> None:
    assert {arguments[0] for arguments, _ in WRITES.values()} | READERS == set(COMMANDS)


@pytest.mark.parametrize("at", ["fsync:1", "link:1", "fsync:2"], ids=["unsynced", "nameless", "in its place"])
@pytest.mark.parametrize("write", WRITES)
def test_46_a_kill_leaves_the_old_file_or_the_new_one(write: str, at: str, folder: Path, tmp_path: Path) -> None:
    arguments, name = WRITES[write]
    (tmp_path / "killer").mkdir()
    (tmp_path / "killer" / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    before = contents(folder)
    done = run(folder, arguments, PYTHONPATH=str(tmp_path / "killer"), KILLED_AT=at)
    assert done.returncode == -signal.SIGKILL, done.stderr
    after = {key: data for key, data in contents(folder).items() if not key.startswith("tmp/")}
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed == ({name} if at == "fsync:2" else set())
    if at == "fsync:2":
        again = Path(shutil.copytree(folder, tmp_path / "again"))
        for key in changed:
            assert len(after[key]) > 20, "a part of a file"
        assert run(again, ["validate", name] if name.endswith(".yaml") else ["validate"]).returncode == 0


@pytest.mark.parametrize("write", WRITES)
def test_46_a_full_disk_leaves_all_as_it_was(write: str, folder: Path) -> None:
    arguments, _ = WRITES[write]
    before = contents(folder)
    done = run(folder, arguments, before="trap '' XFSZ; ulimit -f 0;")
    assert done.returncode == 2, done.stdout
    assert b"Traceback" not in done.stderr
    assert b"defect" not in done.stderr
    assert done.stderr
    assert contents(folder) == before


def settle(folder: Path) -> None:
    """Wait until the exports are old enough to be remembered: what was written a moment ago never is."""
    latest = max(path.stat().st_ctime for path in folder.glob("*.csv"))
    time.sleep(max(0.0, latest + SETTLED + 0.1 - time.time()))


def test_46_a_full_disk_takes_the_memory_and_not_the_answer(folder: Path) -> None:
    """What is remembered is a convenience: without room for it, the command answers all the same."""
    cache = folder / "tmp" / "cache"
    cache.mkdir()
    settle(folder)
    arguments = ["measure", "--deals", "deals.csv", "--format", "json"]
    done = run(folder, arguments, before="trap '' XFSZ; ulimit -f 1;", SALESPLAN_CACHE="", XDG_CACHE_HOME=str(cache))
    alone = run(folder, arguments)
    assert (done.returncode, done.stdout) == (0, alone.stdout), done.stderr
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_46_a_kill_while_something_is_remembered_spoils_no_later_answer(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "killer").mkdir()
    (tmp_path / "killer" / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    cache = folder / "tmp" / "cache"
    cache.mkdir()
    settle(folder)
    remembering = {"SALESPLAN_CACHE": "", "XDG_CACHE_HOME": str(cache)}
    arguments = ["measure", "--deals", "deals.csv", "--format", "json"]
    killed = run(folder, arguments, PYTHONPATH=str(tmp_path / "killer"), KILLED_AT="replace:1", **remembering)
    assert killed.returncode == -signal.SIGKILL
    alone = run(folder, arguments)
    for _ in range(2):
        again = run(folder, arguments, **remembering)
        assert (again.returncode, again.stdout) == (0, alone.stdout), again.stderr
