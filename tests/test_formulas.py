"""The worked examples of the documentation come out as they say."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted(page for page in (ROOT / "docs").glob("*.md") if "```pycon\n" in page.read_text(encoding="utf-8"))
BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_worked_examples_come_out(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "salesplan.yaml").write_bytes((ROOT / "examples" / "worked-example.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    text = "\n".join(blocks)
    example = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert outcome.failed == 0, "".join(said)
    assert outcome.attempted >= len(blocks) > 0


def test_every_formula_has_an_example_and_a_source() -> None:
    text = (ROOT / "docs" / "formulas.md").read_text(encoding="utf-8")
    chapters = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    assert list(chapters) == ["Rounding", "Confidence", "Cohorts", "The forecast", "Commission"]
    for name, chapter in chapters.items():
        assert "\n> " in chapter, f"{name}: no formula"
        assert "```pycon" in chapter, f"{name}: no example"
        assert re.search(r"\b1[789]\d\d\b|\b20\d\d\b|handbooks", chapter), f"{name}: no source"
