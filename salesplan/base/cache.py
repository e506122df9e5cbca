"""Where things are kept that can always be made again."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

OFF = ("off", "0", "no", "false")


def cache_folder() -> Path | None:
    """This program's cache folder by the custom of the system, which need not exist; None where there is no home.

    XDG_CACHE_HOME decides where it is set. With SALESPLAN_CACHE=off nothing is kept, nor taken from what was kept.
    """
    above = None if os.environ.get("SALESPLAN_CACHE", "").lower() in OFF else _folder_of_all()
    return above / "salesplan" if above else None


def _folder_of_all() -> Path | None:
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen) if Path(chosen).is_absolute() else None
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else None
    with suppress(RuntimeError):
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return None


def keep(path: Path, data: bytes) -> None:
    """Write a file of the cache: whole or not at all, for its owner's eyes alone.

    Raises:
        OSError: it cannot be written.
    """
    from tempfile import NamedTemporaryFile

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = NamedTemporaryFile("wb", dir=path.parent, delete=False)  # noqa: SIM115  (closed before it is renamed)
    try:
        with draft:
            draft.write(data)
        os.replace(draft.name, path)  # noqa: PTH105
    except OSError:
        os.unlink(draft.name)  # noqa: PTH108
        raise
