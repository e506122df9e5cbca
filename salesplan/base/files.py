"""Files written whole or not at all: an anonymous or temporary file beside the target, then one rename."""

from __future__ import annotations

import atexit
import errno
import os
import secrets
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from salesplan.base.finding import Unreadable, Unwritable
from salesplan.base.sentence import sentence


def refuse_irregular(path: str | Path, shown: str) -> None:
    """Refuse a pipe or a device, which may never end; what is missing or a folder is for whoever opens it to say.

    Raises:
        Unreadable: for anything but a regular file, a folder, or nothing.
    """
    with suppress(OSError, ValueError):
        mode = Path(path).stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise Unreadable(
                sentence("{shown} is a pipe or a device, not a file", shown=shown), "save it as a file, and name that"
            )


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    A link is followed to the file it names; an existing file keeps its mode. Devices and pipes such as `/dev/stdout`
    are written straight. Nothing is left behind when writing fails or the process is asked to end.

    Raises:
        Unwritable: for a folder, a link that points at nothing, a missing folder, a full disk or no permission.
    """
    with whole_file(path) as stream:
        stream.write(data)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream to write to, which becomes the file at `path` when the block ends well; as `write_atomically` does.

    Raises:
        Unwritable: for a folder, a link that points at nothing, a missing folder, a full disk or no permission.
    """
    try:
        target = _target(path)
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
            return
        temporary = target.with_name(f".salesplan-{secrets.token_hex(8)}.tmp")
        with _no_litter(temporary):
            with _write_and_sync(temporary, _mode_of(target)) as stream:
                yield stream
            temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as trouble:
        raise Unwritable(sentence("cannot write {path}: {reason}", path=path, reason=_reason(trouble))) from trouble


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to a file that must not exist yet, whole or not at all; nothing is ever replaced, not even a link.

    Raises:
        FileExistsError: if there is anything at `path`, also when it appears while we write.
        Unwritable: for a missing folder, a full disk or no permission.
    """
    if not path.parent.is_dir():
        raise Unwritable(
            sentence("cannot write {path}: there is no folder {parent}", path=path, parent=path.parent),
            "Create the folder first.",
        )
    temporary = path.with_name(f".salesplan-{secrets.token_hex(8)}.tmp")
    try:
        with _no_litter(temporary):
            with _write_and_sync(temporary, None) as stream:
                stream.write(data)
            _link_new(temporary, path)
        _sync_folder(path.parent)
    except FileExistsError:
        raise
    except OSError as trouble:
        raise Unwritable(sentence("cannot write {path}: {reason}", path=path, reason=_reason(trouble))) from trouble


def same_file(one: Path, other: Path) -> bool:
    """Whether two names mean one file, by whatever link: by where they lead to, and by what is there."""
    with suppress(OSError, ValueError):
        if one.resolve() == other.resolve():
            return True
        return one.samefile(other)
    return False


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of our own among the temporary files, for as long as the block lasts.

    Nothing of it is left behind, however the block ends: by Ctrl-C at any moment, or by SIGTERM.

    Raises:
        Unreadable: there is no room left for temporary files; the message names the folder.
    """
    place = _temporary() / f"salesplan-{secrets.token_hex(8)}"
    atexit.register(_remove, place)
    with _ended_cleanly(lambda: _remove(place)):
        try:
            place.mkdir(mode=0o700)
            yield place
        except OSError as trouble:
            if trouble.errno not in FULL:
                raise
            raise no_room() from trouble


def _temporary() -> Path:
    """The folder for temporary files. It is tried with a file when it is first asked for: no signal comes between."""
    if not hasattr(signal, "pthread_sigmask"):
        return Path(tempfile.gettempdir())
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError as trouble:
        remedy = "make room on the disk, or set TMPDIR to a folder that has some"
        raise Unreadable("there is no room for temporary files", remedy) from trouble
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


def no_room() -> Unreadable:
    """The error for a folder of temporary files that is full."""
    where = tempfile.gettempdir()
    return Unreadable(
        sentence("the folder for temporary files, {where}, is full", where=where),
        "make room there, or set TMPDIR to another",
    )


def _remove(folder: Path) -> None:
    """Remove a folder, also if Ctrl-C comes meanwhile: it is heeded when the folder is gone."""
    interrupted: KeyboardInterrupt | None = None
    for _ in range(ATTEMPTS):
        try:
            shutil.rmtree(folder, ignore_errors=True)
            break
        except KeyboardInterrupt as again:
            interrupted = again
    if interrupted:
        raise interrupted


ATTEMPTS = 10


def _link_new(temporary: Path, path: Path) -> None:
    """Give a whole file its name, which must be free."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links, such as a memory stick's: reserve the name, then fill it.
        path.touch(exist_ok=False)
        temporary.replace(path)


def _target(path: Path) -> Path:
    if path.is_dir():
        raise Unwritable(sentence("cannot write {path}: it is a folder", path=path), "Name a file in it.")
    if path.is_symlink() and not path.exists():
        raise Unwritable(
            sentence("cannot write {path}: it is a link that points at nothing", path=path), "Remove the link first."
        )
    target = path.resolve() if path.is_symlink() and path.is_file() else path
    if not target.parent.is_dir():
        raise Unwritable(
            sentence("cannot write {path}: there is no folder {parent}", path=path, parent=target.parent),
            "Create the folder first.",
        )
    return target


@contextmanager
def _write_and_sync(temporary: Path, mode: int | None) -> Iterator[BinaryIO]:
    """Write and sync `temporary`; on Linux it has no name before it is whole: not even SIGKILL leaves a part."""
    descriptor, nameless = _open_unnamed(temporary)
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as stream:
            yield stream
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        os.fsync(descriptor)
        if nameless:
            os.link(f"/proc/self/fd/{descriptor}", temporary, src_dir_fd=descriptor, follow_symlinks=True)
    finally:
        os.close(descriptor)


def _open_unnamed(temporary: Path) -> tuple[int, bool]:
    if hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir():
        # Not every file system has nameless files: fall back to a named one.
        with suppress(OSError):
            return os.open(temporary.parent, os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o666), True
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.open(temporary, flags, 0o666), False


def _mode_of(target: Path) -> int | None:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return None


@contextmanager
def _no_litter(temporary: Path) -> Iterator[None]:
    """Remove `temporary` whatever happens, also when the process is asked to end by SIGTERM."""
    with _ended_cleanly(lambda: temporary.unlink(missing_ok=True)):
        yield


@contextmanager
def _ended_cleanly(clean: Callable[[], None]) -> Iterator[None]:
    """Do `clean` when the block ends, also when the process is asked to end by SIGTERM."""

    def end(number: int, _frame: FrameType | None) -> None:
        clean()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    guarded = (
        threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    )
    if guarded:
        signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        clean()
        if guarded:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _sync_folder(folder: Path) -> None:
    """Make the rename last; where folders cannot be synced (Windows, some network disks) there is nothing to do."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(trouble: OSError) -> str:
    return (trouble.strerror or str(trouble)).lower()
