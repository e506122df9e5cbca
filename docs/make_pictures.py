"""Make the pictures of the README and of the first page of the documentation, in docs/pictures/.

Run it after what they show has changed, with Chromium at hand: python docs/make_pictures.py. `terminal.svg` is what the
README's first command draws on a terminal, `document.png` the beginning of the half-year's document; `document.txt`
says what is to be read on it, and tests hold both texts to what the program says today.
"""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = ROOT / "docs" / "pictures"
TERMINAL: Final = PICTURES / "terminal.svg"
DOCUMENT: Final = PICTURES / "document.png"
DOCUMENT_TEXT: Final = PICTURES / "document.txt"
PLAN: Final = ROOT / "examples" / "half-year.yaml"
COMMAND: Final = ("quota", "--target", "90000")
WIDTH: Final = 84
WINDOW: Final = "1000,830"
_LINE: Final = re.compile(r'<text class="[^"]*-r\d+"[^>]*? y="([\d.]+)"[^>]*>(.*?)</text>')


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "salesplan", *arguments]


def on_a_terminal(folder: Path) -> str:
    """What the command writes on a terminal of its own, colours included."""
    import pty  # absent on Windows

    mine, theirs = pty.openpty()
    settings = {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | settings
    with subprocess.Popen(  # noqa: S603  (ourselves)
        _program(*COMMAND), cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(mine, 65_536):
                written += piece
        except OSError:  # the terminal's other end is closed
            pass
    os.close(mine)
    return written.decode().replace("\r\n", "\n")


def terminal_picture(folder: Path) -> str:
    """The terminal as an SVG that asks the network for nothing."""
    from rich.console import Console
    from rich.text import Text

    with (folder / "nowhere").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(Text.from_ansi(f"$ salesplan {' '.join(COMMAND)}\n{on_a_terminal(folder)}"))
        svg = console.export_svg(title="salesplan", unique_id="terminal")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def terminal_text(svg: str) -> list[str]:
    """The lines to be read on a picture of a terminal."""
    lines: dict[float, str] = {}
    for height, text in _LINE.findall(svg):
        lines[float(height)] = lines.get(float(height), "") + html.unescape(text).replace("\xa0", " ")
    return [lines[height].rstrip() for height in sorted(lines)]


def document_text(folder: Path) -> str:
    """The title and the headline figures of the document, as its Markdown has them."""
    made = folder / "document.md"
    subprocess.run(_program("render", str(PLAN), "-o", str(made)), cwd=folder, check=True, capture_output=True)  # noqa: S603
    beginning = "\n## ".join(made.read_text(encoding="utf-8").split("\n## ")[:2])
    return "".join(f"{line.rstrip()}\n" for line in beginning.splitlines() if line.startswith(("# ", "- **")))


def photograph(folder: Path) -> None:
    """The beginning of the document in Chromium, as a picture of few colours."""
    made = folder / "document.html"
    subprocess.run(_program("render", str(PLAN), "-o", str(made)), cwd=folder, check=True, capture_output=True)  # noqa: S603
    chromium = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    shot = [*chromium, f"--window-size={WINDOW}", f"--screenshot={DOCUMENT}", made.as_uri()]
    subprocess.run(shot, check=True, capture_output=True)  # noqa: S603


def main() -> None:
    """Make them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        TERMINAL.write_text(terminal_picture(folder), encoding="utf-8", newline="\n")
        DOCUMENT_TEXT.write_text(document_text(folder), encoding="utf-8", newline="\n")
        photograph(folder)


if __name__ == "__main__":
    main()
