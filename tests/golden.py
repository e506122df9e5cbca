"""Golden files: what people see is kept in a file and compared to the letter."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> None:
    """Compare `text` with `tests/golden/NAME`; with `pytest --update-golden` write it instead."""
    path = GOLDEN / name
    if os.environ.get("SALESPLAN_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    assert path.exists(), f"{path} is missing: run pytest --update-golden and read the new file"
    assert text == path.read_text(encoding="utf-8"), (
        f"differs from {path}: run pytest --update-golden and read the diff"
    )
