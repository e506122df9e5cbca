"""The sentences about a quota, each in the case that it is for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from salesplan.quotas.quota import quota
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.notes import notes
from tests.build import goal, plan

ACTIONS = {"call": {"minutes": 60}}


def funnel(first: str = "60%", second: str = "80%", **keys: Any) -> dict[str, Any]:
    stages = [
        {"name": "prospect", "conversion": first, "actions": {"prospecting": {"call": 10}}},
        {"name": "opportunity", "conversion": second, "actions": {"sales": {"call": 40}}},
    ]
    return {"name": "acquisition", "deal_value": 10000, "stages": stages, **keys}


def told(confidence: Fraction | None = None, language: str = "en", **keys: Any) -> list[str]:
    asked = plan(**{"funnels": [funnel()], "actions": ACTIONS, **keys})
    return [*notes(quota(asked, confidence=confidence), words_for(language), numbers_for(language))]


def about(start: str, said: list[str]) -> str:
    return next(text for text in said if text.startswith(start))


def test_no_conversion_is_asked_to_be_above_100_percent() -> None:
    short = told(team={"sales": {"headcount": 1}})
    assert about("sales is", short).endswith("3 more people would close the gap.")
    wide = told(team={"sales": {"headcount": 1}}, funnels=[funnel(second="25%")], goals=[goal("revenue", 20000)])
    assert about("sales is", wide).endswith(
        "2 more people would close the gap, or a conversion of opportunities of 67% instead of 25%."
    )


def test_hours_in_a_sentence_add_up() -> None:
    said = about("sales is", told(team={"sales": {"headcount": 1}}))
    assert said.startswith("sales is 333 hours short: the quota takes 480, there are 147.")


def test_nobody_there_is_no_hours_and_a_number_of_people() -> None:
    said = told(team={"sales": {"members": [{"name": "Ada", "starts": "2027-01-01", "ramp": ["0%", "100%"]}]}})
    assert about("sales is", said) == (
        "sales is 480 hours short: the quota takes 480, there are 0. 4 more people would close the gap."
    )
    assert about("sales: nobody", said) == (
        "sales: nobody is there, or all are still at 0% of their ramp, when calls are due; they are scheduled all the "
        "same."
    )


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({}, "acquisition: over-assigned, €108,000 on a target of €90,000 (120%)."),
        ({"currency": None}, "acquisition: over-assigned, 108,000 on a target of 90,000 (120%)."),
        ({"goals": [goal("deals", 5)]}, "acquisition: over-assigned, 120% of its target."),
        ({"language": "fr"}, "acquisition : surattribution, 108 000 € pour un objectif de 90 000 € (120 %)."),
        ({"language": "it"}, "acquisizione: assegnazione maggiorata, 108.000 € su un obiettivo di 90.000 € (120%)."),
    ],
)
def test_street_quota_against_target(keys: dict[str, Any], sentence: str) -> None:
    said = told(language=keys.pop("language", "en"), funnels=[funnel(overassignment="120%")], **keys)
    assert sentence in [text.replace("\u00a0", " ").replace("\u202f", " ") for text in said]


HOLIDAYS = (
    "Public holidays count as working days, since the plan names no country: write it under calendar, such as country: "
    "FR, and they are free."
)


@pytest.mark.parametrize(
    ("by", "keys", "warned"),
    [
        ("week", {}, True),
        ("day", {"calendar": {"workdays": ["mon"]}}, True),
        ("period", {}, False),
        ("week", {"calendar": {"country": "FR"}}, False),
        ("week", {"calendar": {"closed": ["2027-01-04"]}}, False),
    ],
)
def test_a_schedule_that_works_on_holidays_says_so(by: str, keys: dict[str, Any], *, warned: bool) -> None:
    asked = quota(plan(**{"funnels": [funnel()], **keys}), by=by)
    assert (HOLIDAYS in notes(asked, words_for("en"), numbers_for("en"))) is warned


@pytest.mark.parametrize(
    ("evidence", "why"),
    [(None, "check the target, the deal value, the rates."), ("1 of 1000000", "too little evidence")],
)
def test_a_confidence_out_of_reach_says_why(evidence: str | None, why: str) -> None:
    beyond = funnel(first="1/1000000", second="1/1000000")
    if evidence:
        beyond["stages"][0]["evidence"] = evidence
    assert why in told(Fraction(99, 100), funnels=[beyond])[0]


def test_a_cycle_longer_than_the_period_and_one_that_fits() -> None:
    """Of 28 days from Friday the 1st, Friday the 29th is left for what follows; of 30 days, Sunday the 31st."""
    slow, quick = funnel(), funnel()
    slow["stages"][0]["days"], quick["stages"][0]["days"] = 30, 28
    assert about("acquisition: a deal", told(funnels=[slow])) == (
        "acquisition: a deal takes 30 days, longer than the period leaves: what enters in it closes after 31 Jan 2027."
    )
    assert "the last must be in by: prospects 3 Jan 2027, opportunities 31 Jan 2027." in about(
        "acquisition: a deal", told(funnels=[quick])
    )
