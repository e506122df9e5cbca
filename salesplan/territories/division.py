"""Accounts divided among people: as few as possible change hands, everybody within the tolerance of a fair share.

A mixed-integer programme, solved by HiGHS through `scipy.optimize.milp`: a binary variable for each unit and person,
one row for each unit (it goes to one person), two for each person and measure (within the tolerance), one for each pair
that is kept apart and person, and one for the accounts that may move. Accounts that move cost 1 each; how far people
are from their fair share costs less than one account altogether, so that it only decides between plans with as many
moves.

A large division is solved in two steps. The relaxed programme, whose variables may be fractions, leaves at most about
as many units divided as there are rows besides the units' own; all others are settled by it, and only these few are
left to the whole programme. Where these do not fit, the relaxed programme keeps to a part of the tolerance, and small
units are left free too. What that gives is a few moves from the fewest, of 270 a dozen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import sentence
from salesplan.territories.wishes import Wish, Wishes

if TYPE_CHECKING:
    import numpy as np

SECONDS = 30.0
"""How long the solver may look for a better division before the best one found is taken."""

LARGE = 5_000
"""With more variables than this, a relaxed programme settles most units first."""

SETTLED = 1 - 1e-6
"""A variable of the relaxed programme above this is a unit that goes to one person as a whole."""

WITHIN = (
    (Fraction(1), Fraction(0)),
    (Fraction(4, 5), Fraction(1, 8)),
    (Fraction(1, 2), Fraction(1, 4)),
    (Fraction(1, 2), Fraction(1, 2)),
)
"""What is tried until the rest comes out: the share of the tolerance that the relaxed programme keeps to, and the share
of the smallest units that it does not settle.

People whom it leaves at the very end of their tolerance have no room for the units that it leaves divided.
"""

OUT_OF_TIME = 1
"""What scipy calls a solver that found nothing in its time."""

GAP = 0.005
"""How far from the best a division may be for the solver to stop, as a share of its cost."""


class Division(Struct, frozen=True):
    """Who gets each unit, in the units' order; `spread` is the largest deviation from a fair share, as a part of it."""

    reps: tuple[str, ...]
    spread: Fraction = Fraction(0)


def divide(wishes: Wishes) -> Division | None:
    """The division with the fewest moves that all wishes allow; None where they cannot all hold.

    Raises:
        Usage: scipy is not installed, or no division was found in time, so that nobody knows whether there is one.
    """
    return _solve(wishes, frozenset())


def conflicts(wishes: Wishes) -> tuple[Wish, ...]:
    """The wishes each of which, given up alone, would let all others hold; empty where no single one would."""
    asked = [wish for wish in Wish if _is_asked(wishes, wish)]
    return tuple(wish for wish in asked if _would_do(wishes, wish))


def _would_do(wishes: Wishes, wish: Wish) -> bool:
    try:
        return _solve(wishes, frozenset({wish})) is not None
    except Usage:  # out of time: not known to do
        return False


def _is_asked(wishes: Wishes, wish: Wish) -> bool:
    return {
        Wish.KEEP: any(unit.stays for unit in wishes.units),
        Wish.APART: bool(wishes.apart),
        Wish.MOVES: wishes.moves is not None,
        Wish.BALANCE: bool(wishes.measures),
    }[wish]


class _Rows:
    """The constraints as they are gathered: sparse rows with a lower and an upper bound."""

    def __init__(self) -> None:
        self.places: tuple[list[int], list[int]] = ([], [])
        self.values: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(self, cells: Sequence[tuple[int, float]], low: float, high: float) -> None:
        """One more row."""
        for column, value in cells:
            self.places[0].append(len(self.low))
            self.places[1].append(column)
            self.values.append(value)
        self.low.append(low)
        self.high.append(high)


def _solve(wishes: Wishes, without: Collection[Wish]) -> Division | None:
    try:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array
    except ImportError as missing:
        raise Usage("dividing accounts needs scipy", "install it: pip install scipy") from missing
    count = len(wishes.units) * len(wishes.people)
    spare = len(wishes.people) * len(wishes.measures)
    upper = np.concatenate([_allowed_pairs(wishes, without), np.full(spare, np.inf)])
    whole, costs = np.concatenate([np.ones(count), np.zeros(spare)]), np.array(_costs(wishes))

    def solve(lower: Any, share: Fraction | None = None) -> Any:  # noqa: ANN401  (arrays, and what scipy returns)
        rows = _constraints(wishes, without, share or Fraction(1))
        matrix = csr_array((rows.values, rows.places), shape=(len(rows.low), count + spare))
        return milp(
            c=costs,
            integrality=whole * (share is None),
            bounds=Bounds(lower, upper),
            constraints=LinearConstraint(matrix, rows.low, rows.high),
            options={"time_limit": SECONDS, "mip_rel_gap": GAP},
        )

    found = None
    if count > LARGE:
        for share, free in WITHIN:
            relaxed = solve(0.0, share)
            if relaxed.x is None:
                if share == 1:
                    return None
                break
            settled = (relaxed.x[:count] > SETTLED).reshape(len(wishes.units), len(wishes.people))
            kept = settled & ~_smallest(wishes, free)[:, None]
            found = solve(np.concatenate([kept.ravel(), np.zeros(spare)]).astype(float))
            if found.x is not None:
                break
    if found is None or found.x is None:
        found = solve(0.0)
    if found.x is None:
        _refuse_late(found.status)
        return None
    chosen = found.x[:count].reshape(len(wishes.units), len(wishes.people)).argmax(axis=1)
    reps = tuple(wishes.people[int(place)].name for place in chosen)
    division = Division(reps, spread(wishes, reps))
    return division if holds(wishes, division, without) else None


def _refuse_late(status: int) -> None:
    """A solver that ran out of time does not know whether there is a division."""
    if status == OUT_OF_TIME:
        raise Usage(
            sentence("no division was found within {seconds} seconds", seconds=f"{SECONDS:.0f}"),
            "whether there is one is not known: a wider tolerance, or fewer wishes, make it easier",
        )


def _smallest(wishes: Wishes, share: Fraction) -> np.ndarray[Any, Any]:
    """Which units are among the share of them that weigh least: they fill what the larger ones leave uneven."""
    import numpy as np

    whole = {measure: sum(unit.size(measure) for unit in wishes.units) or 1 for measure in wishes.measures}
    sizes = [max((float(unit.size(name) / whole[name]) for name in whole), default=0.0) for unit in wishes.units]
    freed = np.zeros(len(sizes), dtype=bool)
    freed[np.argsort(sizes, kind="stable")[: int(share * len(sizes))]] = True
    return freed


def holds(wishes: Wishes, division: Division, without: Collection[Wish] = ()) -> bool:
    """Whether a division keeps every wish, in exact arithmetic; the solver's own is floating point."""
    broken = {
        Wish.KEEP: any(unit.stays and unit.stays != rep for unit, rep in zip(wishes.units, division.reps, strict=True)),
        Wish.APART: any(division.reps[one] == division.reps[other] for one, other in wishes.apart),
        Wish.MOVES: wishes.moves is not None and moved(wishes, division.reps) > wishes.moves,
        Wish.BALANCE: spread(wishes, division.reps) > wishes.tolerance,
    }
    return not any(is_broken for wish, is_broken in broken.items() if wish not in without)


def moved(wishes: Wishes, reps: Sequence[str]) -> int:
    """How many accounts change hands; those that nobody of the people had are given, not moved."""
    names = {person.name for person in wishes.people}
    return sum(
        account.rep in names and account.rep != rep
        for unit, rep in zip(wishes.units, reps, strict=True)
        for account in unit.accounts
    )


def spread(wishes: Wishes, reps: Sequence[str]) -> Fraction:
    """The largest deviation of anybody from their fair share, as a part of it; 0 where there is nothing to share."""
    worst = Fraction(0)
    for measure in wishes.measures:
        loads = dict.fromkeys((person.name for person in wishes.people), Fraction(0))
        for unit, rep in zip(wishes.units, reps, strict=True):
            loads[rep] += unit.size(measure)
        for person in wishes.people:
            fair = wishes.fair(person, measure)
            if fair:
                worst = max(worst, abs(loads[person.name] - fair) / fair)
    return worst


def _costs(wishes: Wishes) -> list[float]:
    names = {person.name for person in wishes.people}
    costs = [
        float(sum(account.rep in names for account in unit.accounts) - unit.kept_by(person.name))
        for unit in wishes.units
        for person in wishes.people
    ]
    return costs + [0.5 / max(1, len(wishes.people) * len(wishes.measures))] * (
        len(wishes.people) * len(wishes.measures)
    )


def _allowed_pairs(wishes: Wishes, without: Collection[Wish]) -> np.ndarray[Any, Any]:
    import numpy as np

    pinned = Wish.KEEP not in without
    return np.array(
        [
            0.0 if pinned and unit.stays and unit.stays != person.name else 1.0
            for unit in wishes.units
            for person in wishes.people
        ]
    )


def _constraints(wishes: Wishes, without: Collection[Wish], share: Fraction = Fraction(1)) -> _Rows:
    """What holds of a division, with so much of the tolerance."""
    rows, width = _Rows(), len(wishes.people)
    for place in range(len(wishes.units)):
        rows.add([(place * width + at, 1.0) for at in range(width)], 1, 1)
    if Wish.APART not in without:
        for one, other in wishes.apart:
            for at in range(width):
                rows.add([(one * width + at, 1.0), (other * width + at, 1.0)], 0, 1)
    if wishes.moves is not None and Wish.MOVES not in without:
        costs = _costs(wishes)[: len(wishes.units) * width]
        rows.add([(column, cost) for column, cost in enumerate(costs) if cost], 0, wishes.moves)
    _balance(rows, wishes, None if Wish.BALANCE in without else wishes.tolerance * share)
    return rows


def _balance(rows: _Rows, wishes: Wishes, tolerance: Fraction | None) -> None:
    """A person's load lies within the tolerance, if any; a spare variable holds how far it is from the fair share."""
    width, start = len(wishes.people), len(wishes.units) * len(wishes.people)
    inner = tolerance - Fraction(1, 10**9) if tolerance else tolerance
    for number, measure in enumerate(wishes.measures):
        sizes = [unit.size(measure) for unit in wishes.units]
        for at, person in enumerate(wishes.people):
            fair = wishes.fair(person, measure)
            if not fair:
                continue
            load = [(place * width + at, float(size / fair)) for place, size in enumerate(sizes) if size]
            spare = start + number * width + at
            rows.add([*load, (spare, -1.0)], -float("inf"), 1)
            rows.add([*load, (spare, 1.0)], 1, float("inf"))
            if inner is not None:
                rows.add(load, float(1 - inner), float(1 + inner))
