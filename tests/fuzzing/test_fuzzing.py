"""Slips and malice by the thousand: every input ends with 0, 1 or 2 and a word for the reader, and none hangs."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesplan.loading import read_plan
from salesplan.quotas.quota import quota
from salesplan.report.document.writers import own_template
from salesplan.report.xlsx import workbook
from tests.fuzzing.inputs import INPUTS, ROOT, exports, plans, templates, workbooks
from tests.fuzzing.program import bounded, ended, program

EXAMPLE = ROOT / "examples" / "worked-example.yaml"
NOT_SHOWN = "a line of a file that is nobody's business"


@pytest.fixture
def run(tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    with program(tmp_path) as patched:
        yield patched


def test_plans_with_slips(tmp_path: Path, run: pytest.MonkeyPatch) -> None:
    codes = []
    for data in plans():
        (tmp_path / "plan.yaml").write_bytes(data)
        code, said = ended(run, ["validate", "plan.yaml"])
        assert said
        assert (code == 0) == (
            "plan.yaml is fine" in said or ("warning" in said.splitlines()[-1] and "error" not in said)
        )
        codes.append(code)
    assert len(codes) >= INPUTS["plans"]
    assert set(codes) == {0, 1, 2}
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_exports_with_slips(tmp_path: Path, run: pytest.MonkeyPatch) -> None:
    shutil.copy(EXAMPLE, tmp_path / "salesplan.yaml")
    shutil.copy(ROOT / "examples" / "deals.csv", tmp_path / "deals.csv")
    codes = []
    for option, data in exports():
        (tmp_path / "export.csv").write_bytes(data)
        deals = [] if option == "--deals" else ["--deals", "deals.csv"]
        code, said = ended(run, ["measure", option, "export.csv", *deals])
        assert said
        codes.append(code)
    assert len(codes) == INPUTS["exports"]
    assert {0, 2} <= set(codes) <= {0, 1, 2}
    assert len(list(tmp_path.iterdir())) == 3


def test_workbooks_with_slips(tmp_path: Path, run: pytest.MonkeyPatch) -> None:
    shutil.copy(EXAMPLE, tmp_path / "salesplan.yaml")
    plan = read_plan(EXAMPLE).plan
    assert plan is not None
    codes = []
    for data in workbooks(workbook(plan, quota(plan))):
        (tmp_path / "plan.xlsx").write_bytes(data)
        code, said = ended(run, ["import", "plan.xlsx", "--write", "--yes"])
        assert said
        assert ended(run, ["validate"])[0] == 0, "what was imported broke the plan"
        shutil.copy(EXAMPLE, tmp_path / "salesplan.yaml")
        codes.append(code)
    assert len(codes) == INPUTS["workbooks"]
    assert {0, 2} <= set(codes) <= {0, 1, 2}


def test_templates_of_any_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the process that renders one does it, short of its limits on time and memory, which are tested by number."""
    monkeypatch.setattr(own_template, "_limit", lambda: None)
    (tmp_path / "secret.txt").write_text(NOT_SHOWN, encoding="utf-8")
    folder = tmp_path / "own"
    folder.mkdir()
    sent = json.dumps({"folder": str(folder), "values": {"document": document(), "branding": {"logo": ""}}})
    codes = []
    for text in templates():
        (folder / own_template.PAGE).write_text(text, encoding="utf-8")
        out, said = io.TextIOWrapper(io.BytesIO()), io.StringIO()
        with monkeypatch.context() as patched, bounded():
            patched.setattr(sys, "stdin", io.StringIO(sent))
            patched.setattr(sys, "stdout", out)
            patched.setattr(sys, "stderr", said)
            codes.append(own_template._main())
        out.seek(0)
        page = out.read()
        assert codes[-1] == 0 or said.getvalue()
        assert NOT_SHOWN not in page + said.getvalue()
    assert len(codes) == INPUTS["templates"]
    assert {0, own_template._FAILED} == set(codes)


def document() -> dict[str, object]:
    part = {"kind": "Text", "text": "<b>"}
    return {"kind": "Document", "title": "A plan", "language": "en", "sections": [{"title": "One", "parts": [part]}]}
