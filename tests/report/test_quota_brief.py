"""What a screen says about a quota: a sentence where one thing lacks, a list where several do."""

from __future__ import annotations

from typing import Any

import pytest

from salesplan.quotas.quota import quota
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.brief import brief
from salesplan.report.quota.notes import notes
from tests.build import goal, plan
from tests.golden import golden

FIVE_TEAMS = {
    "period": "2027-Q1",
    "goals": [goal("revenue", 1_200_000)],
    "actions": {"call": {"minutes": 15}, "meeting": {"minutes": 60}, "proposal": {"minutes": 180}},
    "team": {
        "marketing": {"headcount": 1},
        "prospecting": {"headcount": 2},
        "sales": {"headcount": 2},
        "partners": {"members": [{"name": "Ada", "starts": "2027-03-01"}]},
        "account management": {"members": [{"name": "Ben", "starts": "2027-03-08"}]},
    },
    "funnels": [
        {"name": "acquisition", "share": "60%", "deal_value": 30000, "overassignment": "110%", "stages": [
            {"name": "prospect", "sourced_by": "marketing", "conversion": "1/20", "days": 14,
             "actions": {"prospecting": {"call": 4}}},
            {"name": "opportunity", "conversion": "1/4", "days": 20,
             "actions": {"sales": {"meeting": 3, "proposal": 1}}},
        ]},
        {"name": "referrals", "share": "25%", "deal_value": 20000, "overassignment": "105%", "stages": [
            {"name": "prospect", "sourced_by": "partners", "conversion": "1/5", "days": 20,
             "actions": {"partners": {"call": 4, "meeting": 2}}},
        ]},
        {"name": "expansion", "share": "15%", "deal_value": 8000, "stages": [
            {"name": "review", "sourced_by": "account management", "conversion": "1/4", "days": 30,
             "actions": {"account management": {"meeting": 2, "call": 6}}},
        ]},
    ],
}  # fmt: skip


def said(language: str = "en", **keys: Any) -> tuple[list[str], list[str]]:
    """The short notes and the full ones."""
    answer = quota(plan(**keys))
    speech = words_for(language), numbers_for(language)
    return [*brief(answer, *speech)], [*notes(answer, *speech)]


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_a_plan_of_five_teams_is_told_in_a_paragraph_a_subject(language: str) -> None:
    short, full = said(language, **FIVE_TEAMS)
    golden(f"report/brief.{language}.txt", "".join(f"{text}\n" for text in short))
    assert len(short) == 6
    assert sum(map(len, short)) < sum(map(len, full)) / 2


def test_what_lacks_once_is_told_in_full() -> None:
    stages = [{"name": "prospect", "conversion": "60%", "days": 9, "actions": {"sales": {"call": 40}}}]
    funnels = [{"name": "acquisition", "deal_value": 10000, "overassignment": "120%", "stages": stages}]
    short, full = said(funnels=funnels, actions={"call": {"minutes": 60}}, team={"sales": {"headcount": 1}})
    assert short == full
    assert len(full) == 4


def test_a_cycle_that_does_not_fit_stays_a_sentence_of_its_own() -> None:
    def funnel(name: str, days: int) -> dict[str, Any]:
        stages = [{"name": "prospect", "conversion": "50%", "days": days}]
        return {"name": name, "share": "1/3", "deal_value": 10000, "stages": stages}

    short, _ = said(funnels=[funnel("quick", 5), funnel("usual", 8), funnel("slow", 40)])
    assert short[1] == (
        "slow: a deal takes 40 days, longer than the period leaves: what enters in it closes after 31 Jan 2027."
    )
    assert short[2] == (
        "To close by 31 Jan 2027, the last must be in by: prospects (quick) 26 Jan 2027, prospects (usual) 23 Jan 2027."
    )
    assert short[3].startswith("Due before a deal of new work can close, and not expected from what is open: quick €")
    assert len(short) == 4


def test_teams_with_nobody_at_work_are_one_list() -> None:
    away = {"members": [{"name": "Ada", "starts": "2027-01-01", "ramp": ["0%", "100%"]}]}
    short, full = said(team={"prospecting": away, "sales": away})
    assert short[1:] == ["Nobody is at work when something is due; it is scheduled all the same: prospecting, sales."]
    assert len(full) == 3
