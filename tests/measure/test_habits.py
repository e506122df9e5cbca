"""What the best reps do differently, worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from salesplan.measuring.build import MANY, _strangers
from salesplan.measuring.effort import Team, team
from salesplan.measuring.habits import habits
from salesplan.measuring.measurement import Habit, Habits
from salesplan.records.question import ActionCount, OwnerCount, Tallies


def deals(owner: str, won: int, lost: int, still_open: int = 0) -> list[OwnerCount]:
    return [OwnerCount(owner, "won", won), OwnerCount(owner, "lost", lost), OwnerCount(owner, "open", still_open)]


def done(owner: str, action: str, result: str, actions: int) -> ActionCount:
    return ActionCount("", owner, None, None, "", action, result, actions, None)


def told(owners: list[OwnerCount], actions: list[ActionCount], enough: int = 10) -> Habits | None:
    blank = Tallies(date(2026, 11, 22), (), (), (), (), tuple(actions), (), tuple(owners), (), (), ())
    return habits(blank, enough)


FOUR = [*deals("Ada", 8, 2, 5), *deals("Bo", 5, 5), *deals("Cy", 4, 6), *deals("Di", 1, 9)]


def test_the_best_quarter_beside_the_rest() -> None:
    found = told(
        FOUR,
        [
            done("Ada", "Call", "answered", 30),
            done("Ada", "call ", "no answer", 10),
            done("Bo", "call", "answered", 20),
            done("Di", "call", "", 40),
            done("Ed", "call", "answered", 99),
        ],
    )
    assert found == Habits(
        ("Ada",),
        ("Bo", "Cy", "Di"),
        (
            Habit("call", "per deal", Fraction(40, 15), Fraction(60, 30)),
            Habit("call", "per won deal", Fraction(40, 8), Fraction(60, 10)),
            Habit("call", "answered", Fraction(3, 4), Fraction(1)),
        ),
    )


def test_actions_without_results_have_no_answers_to_compare() -> None:
    found = told(FOUR, [done("Ada", "letter", "", 3)])
    assert found is not None
    assert [line.unit for line in found.lines] == ["per deal", "per won deal"]
    assert found.lines[0].rest == 0


def test_who_won_nothing_has_no_effort_per_won_deal() -> None:
    owners = [*deals("Ada", 9, 1), *deals("Bo", 0, 10), *deals("Cy", 0, 10), *deals("Di", 0, 10)]
    found = told(owners, [done("Bo", "call", "", 3)])
    assert found is not None
    assert found.lines[1] == Habit("call", "per won deal", Fraction(0), None)


@pytest.mark.parametrize(("people", "best"), [(3, None), (4, 1), (7, 1), (8, 2), (12, 3)])
def test_a_quarter_is_best_and_of_three_nobody(people: int, best: int | None) -> None:
    owners = [line for number in range(people) for line in deals(f"rep {number:02}", 5, 5)]
    found = told(owners, [done("rep 00", "call", "", 1)])
    assert (len(found.best) if found else None) == best
    assert found is None or found.best[0] == "rep 00"  # alike, they come by name


def test_too_few_decided_deals_or_no_actions_tell_nothing() -> None:
    """Open deals are not decided; a deal without an owner is nobody's."""
    assert told([*FOUR[:9], *deals("Di", 1, 8, 50)], [done("Ada", "call", "", 1)]) is None
    assert told([*FOUR[:9], *deals("", 9, 9)], [done("Ada", "call", "", 1)]) is None
    assert told(FOUR, []) is None


@pytest.mark.parametrize("people", [0, 2, 3, 4, 30])
def test_people_who_are_not_in_the_team_are_counted_to_the_last_deal(people: int) -> None:
    owners = [line for number in range(people) for line in deals(f"P{number}", 1, number)]
    notes = list(_strangers([*owners, *deals("Ann", 5, 5)], team([("Ann", "sales")], [])))
    assert sum(note.n for note in notes) == sum(line.deals for line in owners)
    assert len(notes) == (people if people <= MANY else 1)
    assert [bool(note.parts) for note in notes] == [people > MANY] * len(notes)
    assert "Ann" not in repr(notes)
    assert not list(_strangers(owners, Team()))
