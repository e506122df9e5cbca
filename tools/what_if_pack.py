"""Make the page's script small: `python -m tools.what_if_pack`, after a change to its sources.

A page is to stay within 60 KB, so comments and long names cannot go along. The packed scripts are kept beside their
sources: only who changes these needs Node, whose `npx` fetches the packer.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "salesplan" / "templates" / "documents"
SOURCES = ("arithmetic.js", "odds.js", "whatif.js")
FOLD = "fold.js"
"""What folds the page on a phone."""
PACKED = {"true": FOLDER / "whatif.certain.min.js", "false": FOLDER / "whatif.sampled.min.js"}
"""For certain rates and values, whose chances are exact sums; and for evidence and ranges, which take a transform."""
TERSER = "terser@5.51.2"


def origin(sources: tuple[str, ...] = SOURCES) -> str:
    """The first line of the packed script: what it was made from."""
    whole = hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in sources))
    return f"// packed from {', '.join(sources)}, sha256 {whole.hexdigest()}"


def pack(sources: tuple[str, ...], *defined: str) -> str:
    """The sources as one script in a scope of its own; `defined` are names and what they stand for."""
    options = [
        "--enclose",
        "--ecma",
        "2022",
        "-c",
        "passes=6,unsafe=true,unsafe_arrows=true,unsafe_methods=true,pure_getters=true,keep_fargs=false",
        "-m",
        "--toplevel",
        *(part for each in defined for part in ("-d", each)),
    ]
    command = ["npx", "--yes", TERSER, *sources, *options]
    return subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    for certain, path in PACKED.items():
        path.write_text(f"{origin()}\n{pack(SOURCES, f'CERTAIN={certain}').strip()}\n", encoding="utf-8", newline="\n")
    small = f"{origin((FOLD,))}\n{pack((FOLD,)).strip()}\n"
    (FOLDER / FOLD).with_suffix(".min.js").write_text(small, encoding="utf-8", newline="\n")
