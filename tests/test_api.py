"""salesplan for callers from Python."""

from __future__ import annotations

import doctest
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import salesplan
from tests.build import OPPORTUNITY, PROSPECT, plan

EXAMPLES = Path(__file__).parent.parent / "examples"
WORKED = (EXAMPLES / "worked-example.yaml").read_text(encoding="utf-8")


def test_what_the_package_says_of_itself_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "salesplan.yaml").write_text(WORKED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testmod(salesplan)
    assert (failed, tried) == (0, 3)


@pytest.mark.parametrize("name", salesplan.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(salesplan, name).__doc__
    assert name in dir(salesplan)


def test_a_name_that_is_not_there_is_missed_in_the_usual_way() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = salesplan.nothing


def test_quotas_are_a_frame_for_analysts() -> None:
    frame = salesplan.quota(salesplan.load_plan(EXAMPLES / "worked-example.yaml")).to_frame()
    assert list(frame.columns) == ["segment", "action", "count"]
    assert frame.groupby("segment")["count"].sum().to_dict() == {"marketing": 240, "prospecting": 720, "sales": 132}


def test_slots_are_a_frame_too_and_add_up() -> None:
    split = salesplan.quota(salesplan.load_plan(EXAMPLES / "worked-example.yaml"), by="week", per="rep").to_frame()
    assert list(split.columns) == ["segment", "rep", "start", "end", "action", "count"]
    assert split["count"].sum() == 240 + 720 + 132


@pytest.mark.parametrize("target", [120_000, Decimal(120_000), Fraction(120_000), 120_000.0])
def test_a_target_may_be_any_number(target: Decimal | float) -> None:
    assert salesplan.quota(plan(), target=target).funnels[0].deals == 4


@pytest.mark.parametrize("confidence", [0.8, Decimal("0.8"), Fraction(4, 5)])
def test_a_confidence_may_be_any_share(confidence: Decimal | float) -> None:
    assert salesplan.quota(plan(), confidence=confidence).funnels[0].stages[0].count == 342


@pytest.mark.parametrize("target", [0, -5, float("nan"), float("inf"), 10**15])
def test_a_target_out_of_range_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="above 0 and below"):
        salesplan.quota(plan(), target=target)


@pytest.mark.parametrize("confidence", [0, 1, 80, float("nan")])
def test_a_confidence_out_of_range_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="share above 0 and below 1"):
        salesplan.quota(plan(), confidence=confidence)


def test_a_split_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="period, month, week, day"):
        salesplan.quota(plan(), by="decade")


def test_what_a_plan_lacks_is_told_all_at_once() -> None:
    stages = [{**PROSPECT, "conversion": None}, OPPORTUNITY]
    gaps = plan(period=None, funnels=[{"name": "acquisition", "stages": stages}])
    with pytest.raises(
        salesplan.PlanError, match=r"^the funnel 'acquisition' needs a deal_value.* \(and 2 more\)$"
    ) as raised:
        salesplan.quota(gaps, by="week")
    assert [finding.code for finding in raised.value.findings] == ["needs-key"] * 3


def test_a_plan_that_validate_refuses_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(WORKED.replace("period: 2027-01", "period: 2027-01\nmilestones: [{title: late, day: 90}]"), "utf-8")
    with pytest.raises(salesplan.PlanError, match=rf"^{path}:\d+:\d+: the milestone 'late' is on day 90") as raised:
        salesplan.load_plan(path)
    assert [finding.code for finding in raised.value.findings] == ["milestone-outside"]


def test_a_plan_with_errors_can_be_read_for_its_findings(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(WORKED + "qouta: 3\n", encoding="utf-8")
    reading = salesplan.read_plan(path)
    assert reading.plan is None
    assert [finding.code for finding in reading.findings] == ["unknown-key"]


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(salesplan.Unreadable, match=r"absent\.yaml does not exist"):
        salesplan.load_plan(tmp_path / "absent.yaml")
