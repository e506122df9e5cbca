"""Divisions against every division there is, for few accounts, and what must hold for any."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.territories.accounts import Account
from salesplan.territories.division import conflicts, divide, holds, moved, spread
from salesplan.territories.wishes import Person, Wish, Wishes, pairs_of, units_of

PEOPLE = (Person("Ada", Fraction(1, 2)), Person("Bo", Fraction(1, 2)))


def wishes(accounts: list[Account], tolerance: str = "1/4", **asked: object) -> Wishes:
    people = asked.get("people", PEOPLE)
    assert isinstance(people, tuple)
    keep, together = asked.get("keep", ()), asked.get("together")
    units = units_of(accounts, together, keep, [one.name for one in people])  # type: ignore[arg-type]
    apart = pairs_of(units, asked.get("apart", ()))  # type: ignore[arg-type]
    return Wishes(people, units, ("potential",), Fraction(tolerance), apart, asked.get("moves"))  # type: ignore[arg-type]


def account(name: str, potential: int, rep: str = "", family: str = "") -> Account:
    return Account(name, Fraction(potential), rep=rep, family=family)


def fewest_moves(asked: Wishes) -> int | None:
    """By looking at every division."""
    from salesplan.territories.division import Division

    names = [person.name for person in asked.people]
    counts = [
        moved(asked, reps) for reps in product(names, repeat=len(asked.units)) if holds(asked, Division(tuple(reps)))
    ]
    return min(counts, default=None)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["Ada", "Bo", ""])), min_size=1, max_size=7),
    st.sampled_from(["1/10", "1/4", "1/2"]),
)
def test_no_division_moves_fewer_accounts(rows: list[tuple[int, str]], tolerance: str) -> None:
    asked = wishes([account(f"A{n}", size, rep) for n, (size, rep) in enumerate(rows)], tolerance)
    found = divide(asked)
    assert (None if found is None else moved(asked, found.reps)) == fewest_moves(asked)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [account(f"A{n}", n + 1, "Ada") for n in range(8)]
    one, other = wishes(rows), wishes(rows[::-1])
    assert one == other


def test_families_stay_together_and_pairs_apart() -> None:
    rows = [account("A", 5, "Ada", "F"), account("B", 5, "Bo", "F"), account("C", 4, "Ada"), account("D", 6, "Ada")]
    asked = wishes(rows, together="family", apart=[("C", "D")], tolerance="1/2")
    found = divide(asked)
    assert found is not None
    assert len(asked.units) == 3
    homes = {one.name: rep for unit, rep in zip(asked.units, found.reps, strict=True) for one in unit.accounts}
    assert homes["A"] == homes["B"]
    assert homes["C"] != homes["D"]


def test_wishes_that_stand_in_one_anothers_way_are_named() -> None:
    rows = [account(f"A{n}", 10, "Ada") for n in range(4)]
    asked = wishes(rows, moves=1)
    assert divide(asked) is None
    assert conflicts(asked) == (Wish.MOVES, Wish.BALANCE)
    pinned = wishes(rows, keep=("Ada",))
    assert divide(pinned) is None
    assert conflicts(pinned) == (Wish.KEEP, Wish.BALANCE)


def test_shares_decide_what_is_fair() -> None:
    people = (Person("Ada", Fraction(2, 3)), Person("Bo", Fraction(1, 3)))
    asked = wishes([account(f"A{n}", 10) for n in range(6)], "0", people=people)
    found = divide(asked)
    assert found is not None
    assert found.reps.count("Ada") == 4
    assert spread(asked, found.reps) == 0


@pytest.mark.parametrize("count", [60])
def test_many_accounts_and_people_are_balanced(count: int) -> None:
    people = tuple(Person(f"R{n}", Fraction(1, 6)) for n in range(6))
    rows = [account(f"A{n:02}", 1 + n * 7 % 23, f"R{n % 3}") for n in range(count)]
    asked = wishes(rows, "1/10", people=people)
    found = divide(asked)
    assert found is not None
    assert spread(asked, found.reps) <= Fraction(1, 10)


def test_a_solver_out_of_time_is_no_proof_that_nothing_is_possible() -> None:
    from salesplan.base.finding import Usage
    from salesplan.territories import division

    with pytest.raises(Usage, match="no division was found"):
        division._refuse_late(division.OUT_OF_TIME)
    division._refuse_late(2)
