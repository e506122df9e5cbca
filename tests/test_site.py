"""The documentation as a site: it builds with strict links, its tutorial is what the program says, its Python runs."""

from __future__ import annotations

import os
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tests.test_architecture import STAIR
from tests.test_readme import FENCE, shown

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial.md"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [match[2] for match in FENCE.finditer(text) if match[1] == language]


@pytest.mark.skipif(find_spec("material") is None, reason="needs mkdocs-material; get it with: pip install '.[docs]'")
def test_the_site_builds_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "fonts.googleapis" not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_every_page_is_in_the_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(contents)["nav"]
    assert set(re.findall(r": ([\w-]+\.md)$", contents, re.MULTILINE)) == {path.name for path in DOCS.glob("*.md")}


def test_the_tutorial_shows_what_the_program_says(tmp_path: Path) -> None:
    text = real = TUTORIAL.read_text(encoding="utf-8")
    for number, block in enumerate(blocks("tutorial.md", "console")):
        if number == 1:
            (tmp_path / "salesplan.yaml").write_text(blocks("tutorial.md", "yaml")[0], encoding="utf-8")
        real = real.replace(f"```console\n{block}```", f"```console\n{shown(block, tmp_path)}```", 1)
    if os.environ.get("SALESPLAN_UPDATE_GOLDEN"):
        TUTORIAL.write_text(real, encoding="utf-8")
        return
    assert text == real, "the tutorial shows something else: run pytest --update-golden and read the diff"


def test_the_python_of_the_documentation_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples" / "following", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("from-python.md", "python"):
        exec(compile(block, "from-python.md", "exec"), names)  # noqa: S102  (our own documentation)
    assert (tmp_path / "plan.html").exists()
    assert "Chiara Conti" in str(names["page"])


def test_the_page_on_architecture_names_every_floor() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    for floor in {name.partition(".")[0] for name in STAIR} - {"__main__"}:
        assert re.search(rf"`{floor}/?`|`{floor}\W", page), f"{floor} is missing"
