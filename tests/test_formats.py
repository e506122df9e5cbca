"""Plans that were right stay right, and mean what they meant: tests/formats holds them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import salesplan
from salesplan.reading.plan import read_plan, read_plan_text

FORMATS = Path(__file__).parent / "formats"
PLANS = sorted(path for path in FORMATS.glob("*/*.yaml"))
EXPECTED = FORMATS / "1" / "expected.json"


def meaning(path: Path) -> dict[str, Any]:
    """What a plan asks for: records at each stage, actions of each segment."""
    found = salesplan.quota(salesplan.load_plan(path))
    return {
        "stages": {f"{funnel.name}/{stage.name}": stage.count for funnel in found.funnels for stage in funnel.stages},
        "quotas": {f"{one.name}/{quota.action}": quota.count for one in found.segments for quota in one.quotas},
    }


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_plan_that_was_right_stays_right(path: Path) -> None:
    assert [finding for finding in read_plan(path).findings if finding.is_error] == []


def test_plans_mean_what_they_meant() -> None:
    found = {path.name: meaning(path) for path in PLANS if read_plan(path).plan and salesplan.load_plan(path).funnels}
    if os.environ.get("SALESPLAN_UPDATE_GOLDEN") and not EXPECTED.exists():
        EXPECTED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(EXPECTED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("version", ["2", "3", "17"])
def test_a_newer_format_is_refused_politely_and_alone(version: str) -> None:
    findings = read_plan_text(f"salesplan: {version}\ntitle: x\nunheard_of: 5\ngoals: {{new: shape}}\n").findings
    (finding,) = findings
    assert finding.is_error
    assert version in finding.message
    assert "newer" in f"{finding.message} {finding.hint}"
    assert finding.span.line == 1
