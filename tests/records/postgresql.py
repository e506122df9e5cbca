"""A PostgreSQL of our own on loopback, for as long as a test session lasts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served() -> Iterator[str]:
    """Start a server; yields the address of an empty database. No server runs as root, so root borrows a user."""
    home = Path(tempfile.mkdtemp(prefix="salesplan-pg-", dir="/tmp"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user)
    data, port = home / "data", _free_port()
    try:
        _run(user, "initdb", "-D", str(data), "-U", "tester", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        _run(user, "pg_ctl", "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            _run(user, "pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(user: str | None, tool: str, *arguments: str) -> None:
    found = shutil.which(tool) or max(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{tool}")))
    borrowed = ["runuser", "-u", user, "--"] if user else []
    command = [*borrowed, found, *arguments]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd="/")
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
