"""The division of a plan's accounts: who gets what, why, and how the balance changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import sentence
from salesplan.base.spelling import did_you_mean
from salesplan.model.plan import Plan
from salesplan.model.territories import Territories
from salesplan.scheduling.people import teams
from salesplan.scheduling.staffing import Rep, with_shares
from salesplan.territories.accounts import Account, read_accounts
from salesplan.territories.division import Division, conflicts, divide, moved
from salesplan.territories.wishes import Contradiction, Person, Unit, Wish, Wishes, contradictions, pairs_of, units_of

if TYPE_CHECKING:
    import pandas as pd


class Reason(StrEnum):
    """Why an account landed where it did."""

    KEPT = "kept"
    PINNED = "must stay"
    TOGETHER = "stays with its group"
    NEW = "had nobody"
    LEFT = "its rep is not in the team"
    BALANCE = "moved for balance"


class Holding(Struct, frozen=True):
    """What one person has, and had (`was_...`); `share` of the first measure, `deviation` from a fair share."""

    rep: str
    accounts: int
    potential: Fraction
    workload: Fraction
    share: Fraction
    deviation: Fraction
    was_accounts: int
    was_deviation: Fraction | None


class Placement(Struct, frozen=True):
    """An account with who gets it, who had it, and why."""

    account: Account
    rep: str
    reason: Reason


class RegionLoad(Struct, frozen=True):
    """All accounts of a region and of the regions within it."""

    region: tuple[str, ...]
    accounts: int
    potential: Fraction
    reps: int


class Territory(Struct, frozen=True):
    """The division: people, accounts, regions. `moved` accounts changed hands, `kept` did not; the rest had nobody."""

    measures: tuple[str, ...]
    tolerance: Fraction
    spread: Fraction
    reps: tuple[Holding, ...]
    placements: tuple[Placement, ...]
    regions: tuple[RegionLoad, ...]
    moved: int
    kept: int

    def to_frame(self) -> pd.DataFrame:
        """One row an account: account, rep, was, why."""
        import pandas as pd

        rows = [(one.account.name, one.rep, one.account.rep, one.reason.value) for one in self.placements]
        return pd.DataFrame(rows, columns=["account", "rep", "was", "why"])


class Impossible(Struct, frozen=True):
    """Wishes that cannot all hold. `givable` are those each of which, given up alone, would do.

    `contradictions` are single wishes that no division could keep.
    """

    givable: tuple[Wish, ...]
    largest: Account
    fair: Fraction
    contradictions: tuple[Contradiction, ...] = ()


def territory(plan: Plan, folder: Path | str = ".") -> Territory | Impossible:
    """Divide the accounts of a plan with `territories:` among its people; `folder` is what its paths are relative to.

    Raises:
        Unreadable: the accounts cannot be read, the plan names none, or a wish names an account that is not there.
        Usage: scipy is not installed.
    """
    asked = plan.territories
    if asked is None:
        raise Unreadable("the plan shares out no accounts", "add territories: {accounts: accounts.csv}")
    columns = {key: value for key, value in asked.columns.model_dump().items() if value}
    accounts = read_accounts(Path(folder) / asked.accounts, columns, asked.balance)
    wishes = wishes_of(asked, accounts, people_of(plan, asked, accounts))
    wrong = contradictions(wishes, asked.apart, asked.keep)
    found = None if wrong else divide(wishes)
    if found is None:
        measure = wishes.measures[0]
        largest = max(accounts, key=lambda one: one.size(measure))
        fair = wishes.fair(wishes.people[0], measure)
        return Impossible(() if wrong else conflicts(wishes), largest, fair, wrong)
    return _describe(wishes, found)


def people_of(plan: Plan, asked: Territories, accounts: Sequence[Account]) -> tuple[Person, ...]:
    """Who shares the accounts: a segment's people by their quota shares; without any, those who have accounts today."""
    name = asked.team or _selling(plan)
    crew: Sequence[Rep] = ()
    if plan.dates is not None and name:
        crew = teams(plan.team, plan.dates).get(name, ())
    elif name and name in plan.team:
        crew = tuple(Rep(member.name, quota_share=member.quota_share) for member in plan.team[name].members)
    if not crew:
        crew = [Rep(rep) for rep in sorted({one.rep for one in accounts if one.rep})]
    if not crew:
        raise Unreadable("nobody shares the accounts", "list the people in team:, or a column of reps in the file")
    return tuple(Person(str(rep.name), rep.quota_share or Fraction(0)) for rep in with_shares(crew) if rep.quota_share)


def _selling(plan: Plan) -> str | None:
    """The segment that acts at the last stage, where deals are won."""
    for funnel in plan.funnels:
        if funnel.stages and funnel.stages[-1].actions:
            return next(iter(funnel.stages[-1].actions))
    return next(iter(plan.team), None)


def wishes_of(asked: Territories, accounts: Sequence[Account], people: tuple[Person, ...]) -> Wishes:
    """What the plan asks of the division.

    Raises:
        Unreadable: a wish names an account or person that is not there.
    """
    names = {account.name for account in accounts}
    reps = {person.name for person in people} | {account.rep for account in accounts}
    for key, wanted in (("keep", asked.keep), ("apart", tuple(name for pair in asked.apart for name in pair))):
        known = names | reps if key == "keep" else names
        for name in wanted:
            if name not in known:
                hint = did_you_mean(name, sorted(known)) or sentence("name an account as the file does")
                raise Unreadable(sentence("territories: {key}: there is no account '{name}'", key=key, name=name), hint)
    units = units_of(accounts, asked.together, asked.keep, (person.name for person in people))
    wishes = Wishes(people, units, asked.balance, asked.tolerance, pairs_of(units, asked.apart))
    most = None if asked.move_at_most is None else int(asked.move_at_most * wishes.owned())
    return Wishes(people, units, asked.balance, asked.tolerance, wishes.apart, most)


def _describe(wishes: Wishes, found: Division) -> Territory:
    placements = [
        Placement(account, rep, _reason(account, rep, unit, wishes))
        for unit, rep in zip(wishes.units, found.reps, strict=True)
        for account in unit.accounts
    ]
    placements.sort(key=lambda one: one.account.name)
    changed = moved(wishes, found.reps)
    return Territory(
        measures=wishes.measures,
        tolerance=wishes.tolerance,
        spread=found.spread,
        reps=tuple(_holding(person, wishes, placements) for person in wishes.people),
        placements=tuple(placements),
        regions=regions(placements),
        moved=changed,
        kept=wishes.owned() - changed,
    )


def _reason(account: Account, rep: str, unit: Unit, wishes: Wishes) -> Reason:
    if account.rep == rep:
        return Reason.PINNED if unit.stays == rep else Reason.KEPT
    if not account.rep:
        return Reason.NEW if len(unit.accounts) == 1 else Reason.TOGETHER
    if account.rep not in {person.name for person in wishes.people}:
        return Reason.LEFT
    return Reason.TOGETHER if any(other.rep == rep for other in unit.accounts) else Reason.BALANCE


def _holding(person: Person, wishes: Wishes, placements: Sequence[Placement]) -> Holding:
    measure = wishes.measures[0]
    mine = [one.account for one in placements if one.rep == person.name]
    had = [one.account for one in placements if one.account.rep == person.name]
    fair, all_of_it = wishes.fair(person, measure), sum((u.size(measure) for u in wishes.units), Fraction(0))
    load = _sum(mine, measure)
    return Holding(
        rep=person.name,
        accounts=len(mine),
        potential=_sum(mine, "potential"),
        workload=_sum(mine, "workload"),
        share=load / all_of_it if all_of_it else Fraction(0),
        deviation=load / fair - 1 if fair else Fraction(0),
        was_accounts=len(had),
        was_deviation=_sum(had, measure) / fair - 1 if fair else None,
    )


def _sum(accounts: Sequence[Account], measure: str) -> Fraction:
    return sum((account.size(measure) for account in accounts), Fraction(0))


def regions(placements: Sequence[Placement]) -> tuple[RegionLoad, ...]:
    """Every region with all that lies in it, by ancestry: `Food` never counts what is in `FoodCourt`."""
    found: dict[tuple[str, ...], list[Placement]] = {}
    for one in placements:
        for depth in range(1, len(one.account.region) + 1):
            found.setdefault(one.account.region[:depth], []).append(one)
    return tuple(
        RegionLoad(
            region, len(inside), _sum([one.account for one in inside], "potential"), len({one.rep for one in inside})
        )
        for region, inside in sorted(found.items())
    )


def placement_of(found: Territory, name: str) -> Placement:
    """Where an account landed.

    Raises:
        Unreadable: there is no such account.
    """
    known: Mapping[str, Placement] = {one.account.name: one for one in found.placements}
    if name not in known:
        raise Unreadable(
            sentence("there is no account '{name}'", name=name),
            did_you_mean(name, list(known)) or "name it as the file does",
        )
    return known[name]
