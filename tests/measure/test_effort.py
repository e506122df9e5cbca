"""Whose work an action is, and how much of it a record takes, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from salesplan.measuring.effort import Team, effort, team
from salesplan.measuring.measurement import Effort, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.records.canonical import SCALE
from salesplan.records.question import ActionCount, Path

NEW = Path("new", ("prospect", "opportunity"))
MEMBERS = [("Ada", "sales"), ("Bo", "prospecting")]


def entered(name: str, deals: int) -> StageMeasure:
    return StageMeasure("new", name, deals, 0, 0, 0, 0, 0, 0, Share(0, 0), None, Spread(0))


def done(
    owner: str, action: str, actions: int, at: tuple[int | None, int | None] = (0, 0), **keys: int | str | None
) -> ActionCount:
    path, stage = at
    minutes = keys.get("minutes")
    assert minutes is None or isinstance(minutes, int)
    return ActionCount("", owner, path, stage, "", action, str(keys.get("result", "")), actions, minutes)


def worked(*lines: ActionCount, of: Team | None = None, won: int = 5) -> tuple[Effort, ...]:
    stages = [entered("prospect", 40), entered("opportunity", 0)]
    return effort(lines, (NEW,), stages, won, of or team(MEMBERS, []))


def test_actions_of_a_kind_are_summed_per_record_and_per_won_deal() -> None:
    assert worked(
        done("ada ", "Call", 30, result="answered", minutes=90 * SCALE),
        done("Ada", "call", 60, result="no answer", minutes=30 * SCALE),
        done("Ada", "call", 30),
    ) == (Effort("sales", "new", "prospect", "call", 120, Fraction(3), Fraction(24), Share(30, 90), Fraction(4, 3)),)


def test_where_nothing_entered_or_was_won_there_is_no_rate() -> None:
    (line,) = worked(done("Bo", "call", 7, (0, 1)), won=0)
    assert (line.segment, line.stage, line.per_record, line.per_won, line.minutes) == (
        "prospecting", "opportunity", None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize("at", [(None, None), (0, None), (None, 1)])
def test_actions_at_no_known_stage_stand_apart(at: tuple[int | None, int | None]) -> None:
    (line,) = worked(done("Ada", "call", 7, at))
    assert (line.path, line.stage, line.per_record, line.per_won) == ("", "", None, Fraction(7, 5))


def test_where_people_are_named_a_stranger_belongs_to_nobody() -> None:
    duties = [("new", "prospect", "call", "prospecting")]
    (line,) = worked(done("Zed", "call", 1), of=team(MEMBERS, duties))
    assert line.segment == ""


@pytest.mark.parametrize(
    ("action", "at", "segment"),
    [("Call", (0, 0), "prospecting"), ("call", (0, 1), ""), ("mail", (0, 0), ""), ("call", (None, None), "")],
)
def test_where_nobody_is_named_the_plan_says_whose_work_it_is(
    action: str, at: tuple[int | None, int | None], segment: str
) -> None:
    """Of a mail, the plan asks two segments: whose it was cannot be told."""
    duties = [
        ("New", "Prospect", "call", "prospecting"),
        ("new", "prospect", "mail", "sales"),
        ("new", "prospect", "mail", "prospecting"),
    ]
    (line,) = worked(done("Zed", action, 1, at), of=team([], duties))
    assert line.segment == segment
