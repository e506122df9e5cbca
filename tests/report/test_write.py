from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from salesplan.base.files import write_atomically
from salesplan.base.finding import Unwritable


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_and_then_another_in_its_place(tmp_path: Path) -> None:
    target = tmp_path / "plan.html"
    write_atomically(target, b"one")
    target.chmod(0o640)
    write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert names(tmp_path) == ["plan.html"]


def test_a_new_file_follows_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_folder_a_missing_folder_and_a_dangling_link_are_refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nothing")
    for path, reason in (
        (tmp_path, "it is a folder"),
        (tmp_path / "no" / "x", "there is no folder"),
        (link, "a link that points at nothing"),
    ):
        with pytest.raises(Unwritable, match=reason):
            write_atomically(path, b"x")
    assert names(tmp_path) == ["link"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("nameless", [True, False])
def test_a_full_disk_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, nameless: bool
) -> None:
    target = tmp_path / "plan.md"
    target.write_bytes(b"old")
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="no space left on device"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["plan.md"]


def test_devices_are_written_straight() -> None:
    write_atomically(Path("/dev/null"), b"x")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(Unwritable, match="no space left"):
        write_atomically(Path("/dev/full"), b"x")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_process_that_is_ended_leaves_no_litter(tmp_path: Path, how: signal.Signals) -> None:
    """The process ends itself at the worst moment: when all is written and nothing is renamed."""
    code = (
        "import os, sys; from pathlib import Path; from salesplan.base import files;"
        f"files.os.fsync = lambda descriptor: os.kill(os.getpid(), {int(how)});"
        f"files.write_atomically(Path({str(tmp_path / 'plan.md')!r}), b'new')"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == -how
    assert names(tmp_path) == []
