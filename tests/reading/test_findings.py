"""Every bad file and what is said about it, to the letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salesplan.reading.plan import read_plan
from salesplan.report.findings import as_text
from tests.golden import golden

BAD = Path(__file__).parent / "bad"
FILES = sorted(path.name for path in BAD.glob("*.yaml"))
PLAN = b"salesplan: 1\ntitle: January acquisition\n"

WRITTEN = {
    "16-nested.yaml": PLAN + b"goals: " + b"[" * 1_000 + b"\n",
    "16-nested-deep.yaml": PLAN + b"goals: " + b"[" * 100_000 + b"\n",
    "16-nested-blocks.yaml": PLAN + b"goals:\n  " + b"- " * 100_000 + b"\n",
    "16-nested-braces.yaml": PLAN + b"goals: " + b"{a: " * 100_000 + b"\n",
    "18-control-character.yaml": PLAN + b"company: Ex\x00am\x1b[31mple\nowner: \x7f\n",
    "19-windows-1252.yaml": PLAN + "company: Société Générale\nqouta: 3\n".encode("cp1252"),
    "80-too-many-rows.yaml": PLAN + b"budget: {lines: long.csv}\n",
    "19-latin-no-character.yaml": PLAN + b"company: \x81\n",
}
"""Bad files that an editor or git might repair."""

JARGON = re.compile(r"pydantic|Decimal|Fraction|dict|tuple|NoneType|\bstr\b|\bint\b|\bbool\b|Traceback|Error\b|<class")


def report(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    reading = read_plan(name)
    assert reading.findings
    assert (reading.plan is None) == any(finding.is_error for finding in reading.findings)
    for finding in reading.findings:
        assert finding.hint, finding
        assert not JARGON.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", finding.message + finding.hint)), finding
    return as_text(reading.findings, reading.sources)


@pytest.mark.parametrize("name", FILES)
def test_a_bad_file_is_explained(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    golden(f"findings/{Path(name).stem}.txt", report(BAD, name, monkeypatch))


@pytest.mark.parametrize("name", WRITTEN)
def test_bad_bytes_are_explained(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_bytes(WRITTEN[name])
    (tmp_path / "long.csv").write_text("item,amount\n" + "Events,1\n" * 10_001, encoding="utf-8")
    golden(f"findings/{Path(name).stem}.txt", report(tmp_path, name, monkeypatch))
