"""Where things are kept that can always be made again."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def cache_folder() -> Path | None:
    """This program's cache folder by the custom of the system, which need not exist; None where there is no home.

    XDG_CACHE_HOME decides where it is set.
    """
    above = _folder_of_all()
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
