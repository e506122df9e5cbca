"""A ramp of a segment is that of its members who have a first day and none of their own, wherever a ramp counts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from salesplan.model.plan import Plan
from salesplan.pay.people import people
from salesplan.pay.quota_of import quota_of
from salesplan.quotas.headcount import capacity
from salesplan.quotas.quota import quota
from salesplan.reading.plan import read_plan_text
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from tests.build import plan

RAMP = ["0%", "50%", "100%"]
STARTS = {"name": "Ada", "starts": "2027-01-11"}
SCHEME = {"name": "Sales", "for": ["sales"], "per": "quarter", "measure": "revenue", "quota": 300000, "rate": "4%"}


def of(ramp: list[str], *members: dict[str, Any]) -> Plan:
    """A quarter of which a segment has this ramp and these members."""
    return plan(
        period="2027-Q1",
        actions={"call": {"minutes": 30}, "meeting": {"minutes": 60}},
        team={"sales": {"members": [*members, {"name": "Bo"}], **({"ramp": ramp} if ramp else {})}},
        compensation=[SCHEME],
    )


def work_of(made: Plan, name: str) -> list[tuple[str, int]]:
    slots = quota(made, by="week", per="rep").slots
    return [(slot.start.isoformat(), slot.count) for slot in slots if slot.rep == name and slot.action == "call"]


OWN, INHERITED, NONE = of([], {**STARTS, "ramp": RAMP}), of(RAMP, STARTS), of([], STARTS)


def test_the_schedule_is_that_of_an_own_ramp() -> None:
    assert work_of(INHERITED, "Ada") == work_of(OWN, "Ada") != work_of(NONE, "Ada")
    assert work_of(INHERITED, "Bo") == work_of(OWN, "Bo")


def test_hours_are_those_of_an_own_ramp() -> None:
    hours = [
        [month.available for segment in capacity(made, quota(made)).segments for month in segment.months]
        for made in (INHERITED, OWN, NONE)
    ]
    assert hours[0] == hours[1]
    assert hours[0][0] < hours[2][0]


def test_a_quota_of_pay_follows_it() -> None:
    (scheme,), dates = INHERITED.compensation, INHERITED.dates
    assert dates is not None
    found = [quota_of(scheme, people(made)["ada"], dates) for made in (INHERITED, OWN, NONE)]
    assert found == [Fraction(150000), Fraction(150000), Fraction(300000)]


def test_documents_show_it() -> None:
    shown = [
        next(section.blocks for section in plan_document(made, Figures(quota(made))).sections if section.key == "team")
        for made in (INHERITED, OWN)
    ]
    assert shown[0] == shown[1]
    assert "0%, 50%, 100%" in str(shown[0])


@pytest.mark.parametrize(
    ("member", "same"),
    [
        ({**STARTS, "ramp": ["100%"]}, NONE),
        ({"name": "Ada"}, of([], {"name": "Ada"})),
        ({**STARTS, "ramp": ["25%", "100%"]}, of([], {**STARTS, "ramp": ["25%", "100%"]})),
    ],
)
def test_an_own_ramp_goes_first_and_who_has_no_first_day_is_past_it(member: dict[str, Any], same: Plan) -> None:
    assert work_of(of(RAMP, member), "Ada") == work_of(same, "Ada")


def test_a_scenario_changes_the_ramp_of_a_segment_for_its_members() -> None:
    made = INHERITED.model_copy(
        update={"team": {"sales": INHERITED.team["sales"].model_copy(update={"ramp": (Fraction(1),)})}}
    )
    assert work_of(made, "Ada") == work_of(NONE, "Ada")


@pytest.mark.parametrize(("ramp", "code"), [("[50%, 25%, 100%]", "ramp-falls"), ("[0%, 50%]", "ramp-never-ends")])
def test_a_doubtful_ramp_of_a_segment_is_told_where_it_stands(ramp: str, code: str) -> None:
    from salesplan.loading import check_whole

    text = f"salesplan: 1\ntitle: T\nperiod: 2027-Q1\nteam:\n  sales:\n    headcount: 2\n    ramp: {ramp}\n"
    found = {finding.code: finding for finding in check_whole(read_plan_text(text)).findings}
    assert found[code].span.line == 7
    assert "'sales'" in found[code].message
