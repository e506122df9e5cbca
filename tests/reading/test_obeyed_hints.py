"""Whoever writes what a hint says to write is never told off at the same place again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.base.finding import Finding, Severity
from salesplan.checks import check
from salesplan.reading.plan import read_plan_text

PLACES = {
    "deal_value": "funnels:\n  - name: a\n    deal_value: {}\n",
    "conversion": "funnels:\n  - name: a\n    stages:\n      - name: b\n        conversion: {}\n",
    "days": "funnels:\n  - name: a\n    stages:\n      - name: b\n        days: {}\n",
    "evidence": "funnels:\n  - name: a\n    stages:\n      - {{name: b, conversion: 5%, evidence: {}}}\n",
    "target": "goals:\n  - name: a\n    metric: revenue\n    target: {}\n",
    "by": "goals:\n  - name: a\n    metric: revenue\n    target: 5\n    by: {}\n",
    "period": "period: {}\n",
    "currency": "currency: {}\n",
    "minutes": "actions:\n  call:\n    minutes: {}\n",
    "hours": "team:\n  sales:\n    members:\n      - name: A\n        hours_per_week: {}\n",
    "ramp": "team:\n  sales:\n    members:\n      - name: A\n        starts: 2027-01-04\n        ramp: {}\n",
    "starts": "team:\n  sales:\n    members:\n      - name: A\n        starts: {}\n",
    "time_off": "team:\n  sales:\n    members:\n      - name: A\n        time_off:\n          - {}\n",
    "headcount": "team:\n  sales:\n    headcount: {}\n",
    "workdays": "calendar:\n  workdays: {}\n",
    "closed": "calendar:\n  closed: [{}]\n",
    "day": "milestones:\n  - title: a\n    day: {}\n",
    "tier": "compensation:\n  - name: a\n    tiers:\n      - rate: {}\n",
    "strengths": "situation:\n  strengths:\n    {}\n",
    "stale_after": "process:\n  stale_after: {}\n",
    "contingency": "budget:\n  contingency: {}\n",
    "seasonality": "seasonality: {}\n",
}
AMOUNTS = {"deal_value", "target", "minutes"}
WRITTEN = (
    *(
        "10 days",
        "6 min",
        "35h",
        "2,5 heures",
        "€30.000",
        "30.000",
        "30 000 €",
        "30k",
        "1.5M",
        "25,5",
        "0,5",
        "1.234,56",
    ),
    *("Monday to Friday", "lun-ven", "mon - wed", "25%, 50%", "2027-02-08 - 2027-02-12", "8-12 Feb", "2027-01-30"),
    *(
        "1 Feb 2027",
        "Feb 1, 2027",
        "1er février 2027",
        "31 Feb 2027",
        "31/01/2027",
        "03/04/2027",
        "2027-1-5",
        "2027/1/5",
    ),
    *(
        "4",
        "25",
        "100",
        "101",
        "1/0",
        "5/4",
        "1 in 4",
        "12 of 240",
        "25 %",
        "25,5 %",
        "1,25",
        "-3",
        "0x10",
        "0123",
        "1:30",
    ),
    *(
        "-Fast delivery",
        "• Fast",
        "\u2013 Fast",
        "yes",
        "Q1 2027",
        "01/2027",
        "janvier 2027",
        "2027-Q5",
        "euro",
        "€",
        "Eur",
    ),
    *(
        "20000-45000",
        "45000-20000",
        "20 000 à 45 000",
        "20.000 to 45.000",
        ".nan",
        "1e400",
        "'30'",
        '"2027-01-04"',
        "[4]",
    ),
)
NUMBER = st.from_regex(r"[€$]?[0-9]{1,4}([., ]?[0-9]{1,4}){0,2}( ?(%|k|€|h|min|days))?", fullmatch=True)
DATE = st.from_regex(r"[0-3]?[0-9][./ -]([01]?[0-9]|Feb|mai|dic)[./ -]20[0-9]{2}", fullmatch=True)


def errors(text: str) -> list[Finding]:
    return [finding for finding in read_plan_text(text).findings if finding.severity is Severity.ERROR]


def to_write(hint: str) -> str:
    """The text that a hint says to write in place of what stands there; nothing where it says something else."""
    match = re.fullmatch(r"(?:if you mean percent, )?write ([^\s{(].*?)(?:, (?:or|without|if) .*)?", hint)
    prose = r"(?:a|an|the|it|its|on|one|no|zero|how|true or|ho|each|first|- )\b.*|.* (?:first|the|such as) .*|.*:.*"
    return "" if not match or re.fullmatch(prose, match[1]) else match[1]


def obey(place: str, written: str) -> None:
    before = "salesplan: 1\ntitle: T\n"
    plan = before + PLACES[place].format(written)
    line = plan[: plan.index(written, len(before))].count("\n") + 1
    for finding in errors(plan):
        better = to_write(finding.hint)
        number_elsewhere = finding.code == "ambiguous-number" and (place not in AMOUNTS or " to " in better)
        if not better or number_elsewhere or finding.span.line != line:
            continue
        again = errors(before + PLACES[place].format(better))
        same = [
            each for each in again if (each.span.line, each.span.column) == (finding.span.line, finding.span.column)
        ]
        assert not same, (place, written, better, same)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("written", WRITTEN)
def test_what_a_hint_says_to_write_can_be_written(place: str, written: str) -> None:
    obey(place, written)


@given(st.sampled_from(sorted(PLACES)), NUMBER | DATE)
@settings(max_examples=400, deadline=None)
def test_whatever_is_written(place: str, written: str) -> None:
    obey(place, written)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("situation:\n  strengths:\n    -Fast\n    -Good\n", "write a dash and a space before each item: - Fast"),
        ("situation:\n  strengths:\n    • Fast\n    • Good\n", "write a dash and a space before each item: - Fast"),
        ("goals:\n  -{name: A, metric: revenue, target: 5}\n", "write - {name: A, metric: revenue, target: 5}"),
        (
            "risks:\n  - risk: “Monday: agree”\n",
            'a word processor wrote these quotation marks; use straight ones: "Monday: agree"',
        ),
        *(
            (text, 'a word processor wrote these quotation marks; use straight ones: "Monday: agree"')
            for text in ("swot: {strengths: [“Monday: agree”]}\n", "swot:\n  strengths:\n    - “Monday: agree”\n")
        ),
        ("actions: {call: {minutes: 6 min}}\n", "write 6"),
        ("funnels: [{name: a, deal_value: €30.000}]\n", "write 30000, or 30 if you mean that"),
        ("calendar: {workdays: Monday to Friday}\n", "write [mon, tue, wed, thu, fri]"),
        ("team: {sales: {members: [{name: A, ramp: 25%, 50%}]}}\n", "write ramp: [25%, 50%]"),
        (
            "team: {sales: {members: [{name: A, time_off: [2027-02-08 - 2027-02-12]}]}}\n",
            "write 2027-02-08 to 2027-02-12",
        ),
        (
            "milestones: [{title: a, day: 2027-01-30}]\n",
            "write on: 2027-01-30 in place of day, which counts the days from the start",
        ),
        ("team: {sales: {members: [{name: A, starts: 1 Feb 2027}]}}\n", "write 2027-02-01"),
        ("compensation: [{name: x, tiers: [{rate: 4}]}]\n", "if you mean percent, write 4%"),
    ],
)
def test_slips_that_people_make_are_told_what_to_write(text: str, hint: str) -> None:
    assert hint in [finding.hint for finding in errors("salesplan: 1\ntitle: T\n" + text)]


def test_a_path_without_its_section_is_told_the_whole_path() -> None:
    plan = "salesplan: 1\ntitle: T\ncurrency: EUR\nfunnels: [{name: acquisition, deal_value: 3000}]\n"
    reading = read_plan_text(plan + "scenarios: {one: {acquisition.deal_value: 4000}}\n")
    assert reading.plan
    (found,) = check(reading.plan, reading.locate)
    assert found.hint == "write funnels.acquisition.deal_value"
