"""Faults of files and processes, by number, through the program itself."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell import salesplan

EXAMPLE = Path(__file__).parents[2] / "examples" / "worked-example.yaml"
PROGRAM = f"{shlex.quote(sys.executable)} -m salesplan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(EXAMPLE, tmp_path / "salesplan.yaml")
    return tmp_path


def shell(folder: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell, in which $S is the program."""
    command = ["bash", "-c", f"set -o pipefail; S={shlex.quote(PROGRAM)}; {line}"]
    kept = {**os.environ, **environment}
    return subprocess.run(
        command, cwd=folder, env=kept, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=120
    )


@pytest.mark.parametrize("output", ["plan.html", "plan.xlsx", "plan.md"])
def test_46_a_kill_in_the_middle_of_a_write_tears_nothing(folder: Path, output: str) -> None:
    (folder / output).write_text("old", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "salesplan", "render", "-o", output], cwd=folder)
    try:
        process.wait(0.4)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    data = (folder / output).read_bytes()
    assert data == b"old" or len(data) > 2_000
    assert {path.name for path in folder.iterdir()} == {"salesplan.yaml", output}


def test_46_a_full_disk_leaves_the_old_file(folder: Path) -> None:
    (folder / "plan.md").write_text("old", encoding="utf-8")
    done = shell(folder, "ulimit -f 1; trap '' XFSZ; $S render -o plan.md")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert (folder / "plan.md").read_text(encoding="utf-8") == "old"
    assert {path.name for path in folder.iterdir()} == {"salesplan.yaml", "plan.md"}


def test_47_init_replaces_nothing_unasked(tmp_path: Path) -> None:
    (tmp_path / "taken.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to(tmp_path / "taken.yaml")
    for name in ("taken.yaml", "dangling.yaml", "link.yaml"):
        assert salesplan(tmp_path, "init", name).code == 2
    for name in ("dangling.yaml", "link.yaml"):
        assert salesplan(tmp_path, "init", name, "--force").code == 2
    assert (tmp_path / "taken.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert salesplan(tmp_path, "init", "taken.yaml", "--force").code == 0
    assert salesplan(tmp_path, "init", "folder.yaml", "--force").code == 0  # a plan in the folder, which stays one
    assert [path.name for path in (tmp_path / "folder.yaml").iterdir() if path.suffix == ".yaml"] == ["salesplan.yaml"]


def test_48_several_at_once_write_whole_files_and_remember_whole_counts(folder: Path) -> None:
    shutil.copy(EXAMPLE.parent / "deals.csv", folder)
    (folder / "memory").mkdir()
    environment = {"SALESPLAN_CACHE": "", "XDG_CACHE_HOME": str(folder / "memory")}
    line = "$S measure --deals deals.csv -o rates.json"
    alone = shell(folder, f"{line} && cat rates.json", SALESPLAN_CACHE="off")
    many = shell(folder, f"for n in 1 2 3 4 5 6; do {line} & done; wait; cat rates.json", **environment)
    assert alone.returncode == many.returncode == 0, many.stderr
    assert many.stdout == alone.stdout
    after = shell(folder, f"{line} && cat rates.json", **environment)
    assert after.stdout == alone.stdout
    assert {path.name for path in folder.iterdir()} == {"salesplan.yaml", "deals.csv", "memory", "rates.json"}


def test_48_a_torn_last_line_is_found(folder: Path) -> None:
    text = "id,owner,stage,status,amount,created,closed\n1,Ada,a,won,10,2026-01-05,2026-02-01\n2,Ada,a,w"
    (folder / "deals.csv").write_text(text, encoding="utf-8")
    ended = salesplan(folder, "measure", "--deals", "deals.csv")
    assert ended.code == 2
    assert "row 3" in ended.err


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "CON", "a\\nb", "..", "a/b"])
def test_49_a_file_named_after_a_person_stays_in_its_folder(folder: Path, name: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    member = f'members: [{{name: "{name}"}}]'
    (folder / "plans").mkdir()
    (folder / "plans" / "plan.yaml").write_text(text.partition("\nteam:")[0] + f"\nteam: {{sales: {{{member}}}}}\n")
    ended = salesplan(folder / "plans", "render", "plan.yaml", "--all-reps", "sheets")
    assert ended.code == 0, ended.err
    written = list((folder / "plans" / "sheets").iterdir())
    assert len(written) == 1
    assert written[0].stem.lower() not in {"con", "..", ""}
    assert {path.name for path in folder.iterdir()} == {"salesplan.yaml", "plans"}


def test_50_readers_that_leave_and_places_that_take_nothing(folder: Path) -> None:
    assert shell(folder, "$S quota --format csv --by day | head -1 > /dev/null; exit ${PIPESTATUS[0]}").returncode == 0
    for line, code, words in (
        ("$S quota > /dev/full", 2, "No space left"),
        ("$S quota >&-", 0, ""),
        ("$S render -o absent/plan.md", 2, "there is no folder absent"),
        ("$S render -o /proc/plan.md", 2, "cannot write /proc/plan.md"),
    ):
        done = shell(folder, line)
        assert "Traceback" not in done.stderr, line
        assert (done.returncode, words in done.stderr) == (code, True), line
        assert len(done.stderr.splitlines()) <= 2, line


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"COLUMNS": "10"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
    ],
    ids="-".join,
)
def test_51_screens_that_can_little(folder: Path, environment: dict[str, str]) -> None:
    done = shell(folder, "$S quota", **environment)
    assert done.returncode == 0, done.stderr
    assert "240" in done.stdout
    assert "\x1b" not in done.stdout
    rows = shell(folder, "$S quota --format csv", **environment).stdout.splitlines()
    assert rows == shell(folder, "$S quota --format csv").stdout.splitlines()
    assert json.loads(shell(folder, "$S quota --format json", **environment).stdout)["target"] == 90_000


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_52_a_command_that_is_stopped_leaves_nothing(folder: Path, how: signal.Signals, code: int) -> None:
    rows = "".join(f"{n},2026-01-{1 + n % 28:02},Ada,call,answered\n" for n in range(200_000))
    (folder / "calls.csv").write_text(f"id,date,owner,action,result\n{rows}", encoding="utf-8")
    head = "id,owner,stage,status,amount,created,closed\n1,Ada,a,won,10,2026-01-05,2026-02-01\n"
    (folder / "deals.csv").write_text(head, encoding="utf-8")
    (folder / "tmp").mkdir()
    command = [sys.executable, "-m", "salesplan", "measure", "--deals", "deals.csv", "--activities", "calls.csv"]
    environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "SALESPLAN_CACHE": "off"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process:
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            process.send_signal(how)
        _, said = process.communicate(timeout=60)
    assert process.returncode in {code, 0}
    assert b"Traceback" not in said
    assert b"defect" not in said
    assert list((folder / "tmp").iterdir()) == []
