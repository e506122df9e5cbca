"""What holds for every plan: rules never fail, they take time in proportion, figures are told truly."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from salesplan.base.finding import Span
from salesplan.checks import CHECKS, check
from salesplan.checks.needs import for_quota
from salesplan.checks.rates import rounds_to
from salesplan.checks.references import unknown_funnel
from salesplan.checks.wording import list_names, money, number, percent
from salesplan.model.evidence import Evidence
from salesplan.model.plan import Plan
from salesplan.reading.parse import parse
from salesplan.reading.plan import read_plan_text
from salesplan.reading.source import Source
from tests.checks.cases import CASES, HEAD
from tests.work import in_proportion, steps


def without_files(value: Any) -> Any:
    """The same values with an empty list for each list that stands in a CSV file."""
    if isinstance(value, dict):
        return {
            key: [] if key in {"members", "lines"} and isinstance(below, str) else without_files(below)
            for key, below in value.items()
        }
    return [without_files(below) for below in value] if isinstance(value, list) else value


ROOT = Path(__file__).parent.parent.parent
FURTHER = """
expected_attainment: 85%
territories: {accounts: a.csv, balance: [potential], tolerance: 5%}
kpis: {nps: {promoters: 60, detractors: 15, answers: 120}}
compensation:
  - {name: a, quota: {Ada: 10}, rate: 5%, bonuses: [{name: b, amount: 1, when: deals > 1}]}
"""
TEXTS = [HEAD + text for text in (*CASES.values(), FURTHER)]
TEXTS += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.yaml"))]
VALUES: list[Any] = [without_files(parse(Source("plan", text)).value) for text in TEXTS]
MERGED: dict[str, Any] = {key: value for values in VALUES for key, value in values.items()}
WORDS = """call|sales|Sales |prospect|revenue|FR|XX||0%|100%|1/3|2027-01|2027-Q1|FY2027|2027-01-31|2100-12-31|1900-01-01
1900-01-01 to 2100-12-31|12 of 240|0 of 5|BANT|a.b|*"""
SCALARS = st.sampled_from([*re.split(r"[|\n]", WORDS), 0, 1, 2, 30, 3660, Decimal("0.5"), True])


def here(*_path: str | int, key: bool = False) -> Span:
    return Span("plan", 1 + key)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, below in items for place in [(*above, key), *places(below, (*above, key))]]


def holder(values: Any, place: tuple[Any, ...]) -> Any:
    for key in place[:-1]:
        values = values[key]
    return values


@st.composite
def plans(draw: st.DrawFn) -> Plan | None:
    """A plan with a few values changed, repeated, taken out, or moved in from another plan."""
    values = copy.deepcopy(draw(st.sampled_from([MERGED, *VALUES])))
    for other in draw(st.lists(st.sampled_from(VALUES), max_size=3)):
        values |= copy.deepcopy(other)
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.sampled_from(places(values)))
        inside, key = holder(values, place), place[-1]
        change = draw(st.sampled_from(["set", "drop", "again"]))
        if change == "set":
            inside[key] = draw(SCALARS)
        elif change == "drop" and len(place) > 1:
            del inside[key]
        elif isinstance(inside, list):
            inside.append(copy.deepcopy(inside[key]))
    try:
        return Plan.model_validate(values)
    except ValidationError:
        return None


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(plans())
def test_no_rule_fails_on_a_valid_plan(plan: Plan | None) -> None:
    assume(plan is not None)
    assert plan
    found = (*check(plan, here), *for_quota(plan, here, target_given=True), *for_quota(plan, here, target_given=False))
    assert all(finding.message and finding.code and finding.hint for finding in found)


def test_the_fuzzed_plans_use_the_whole_language() -> None:
    plan = Plan.model_validate(MERGED)
    assert set(Plan.model_fields) - plan.model_fields_set <= {"company", "owner", "language"}
    assert any(check(plan, here))


@cache
def crowded(size: int) -> Plan:
    """A plan in which everything is many and nothing fits."""
    people = [{"name": f"person {n}", "ramp": ["100%", "0%"], "time_off": ["2027-01-01"] * 3} for n in range(size)]
    stages = [
        {"name": f"stage {n}", "actions": {f"team {n}": {f"action {n}": 1}}, "conversion": 1, "buyer_journey": phase}
        for n, phase in zip(range(size), ["decision", "awareness"] * size, strict=False)
    ]
    values: dict[str, Any] = {
        "salesplan": 1,
        "title": "Crowd",
        "period": {"start": "1900-01-01", "end": "2100-12-31"},
        "calendar": {"workdays": ["sun"], "closed": ["1900-01-01 to 2100-12-31"] * size},
        "team": {"sales": {"members": people}, **{f"segment {n}": {"headcount": 0} for n in range(size)}},
        "funnels": [{"name": "f", "share": "1/7", "stages": stages}] * 2 + [{"name": f"g{n}"} for n in range(size)],
        "goals": [{"name": "a", "metric": f"metric {n}", "target": 1, "funnel": f"funnel {n}"} for n in range(size)],
        "compensation": [
            {"name": "c", "for": ["sales", f"person {n}"], "measure": f"m{n}", "tiers": [{"rate": 0}] * 2}
            for n in range(size)
        ],
        "milestones": [{"title": "m", "day": 1 + n % 2, "measures": {f"x{n}": 1}} for n in range(size)],
        "scenarios": {
            f"s{n}": {f"funnels.f.stages.stage {n}.conversion": "1/5", f"nowhere.{n}": 1} for n in range(size)
        },
        "actions": {f"deed {n}": {} for n in range(size)},
    }
    return Plan.model_validate(values)


@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.__name__)
def test_the_work_of_a_rule_grows_with_the_plan(rule: Any) -> None:
    def work(size: int) -> Callable[[], object]:
        plan = crowded(size)
        return lambda: list(rule(plan, here))

    if rule is unknown_funnel:  # each misspelt name is compared with all that are known, to suggest the nearest
        assert steps(work(400)) < 6 * 400 * 400
    else:
        assert in_proportion(work, 200)


def test_figures_are_told_truly() -> None:
    assert [percent(Fraction(*pair)) for pair in ((9, 10), (1, 3), (1, 1), (1, 8))] == [
        "90%",
        "33.33%",
        "100%",
        "12.5%",
    ]
    assert percent(Fraction(99999, 100000)) == "99999/100000"
    assert percent(Fraction(11)) == "1,100%"
    assert (number(9900), number(Fraction(1, 3)), number(100)) == ("9,900", "0.33", "100")
    assert (money(Decimal("9500.5")), money(Decimal(10000))) == ("9,500.50", "10,000")
    assert list_names(["a"]) == "'a'"
    assert list_names("abcdefg") == "'a', 'b', 'c', 'd', 'e' and '2 more'".replace("'2 more'", "2 more")


@given(moved=st.integers(1, 500), lost=st.integers(0, 500), digits=st.integers(0, 6))
def test_a_rounded_share_is_what_its_evidence_gives(moved: int, lost: int, digits: int) -> None:
    evidence = Evidence(moved, moved + lost)
    exact = Fraction(moved, moved + lost)
    assert rounds_to(exact, evidence)
    rounded = round(exact * 100, digits) / 100
    assert rounded == 0 or rounds_to(rounded, evidence)
    beyond = exact + Fraction(3, 100)
    if beyond.numerator != 1:
        assert not rounds_to(beyond, evidence)


def test_what_quotas_need_is_named_key_by_key() -> None:
    reading = read_plan_text(
        HEAD
        + """goals:
  - {name: Revenue, metric: revenue, target: 5}
  - {name: Renewals, metric: deals, target: 5, funnel: renewal}
funnels:
  - name: acquisition
    stages: [{name: prospect}, {name: opportunity, conversion: 1/4}]
  - {name: renewal}
""",
        "plan",
    )
    assert reading.plan
    found = for_quota(reading.plan, reading.locate, target_given=False)
    assert [(finding.code, finding.span.line, finding.message) for finding in found] == [
        ("needs-key", 7, "the funnel 'acquisition' needs a deal_value: what one won deal brings"),
        ("needs-key", 8, "the stage 'prospect' needs a conversion: the share of records that move on"),
        ("needs-key", 9, "the funnel 'renewal' needs stages"),
    ]
    with_target = for_quota(reading.plan, reading.locate, target_given=True)
    assert [finding.span.line for finding in with_target] == [7, 8, 9, 9]


def test_a_plan_without_goal_and_funnel_needs_both_for_quotas() -> None:
    plan = Plan.model_validate({"salesplan": 1, "title": "x"})
    assert len([*for_quota(plan, here, target_given=False)]) == 2
    (finding,) = for_quota(plan, here, target_given=True)
    assert "funnel" in finding.message


def test_a_complete_plan_lacks_nothing_for_quotas() -> None:
    plan = Plan.model_validate(VALUES[-1])
    assert [*for_quota(plan, here, target_given=False, split=True)] == []
