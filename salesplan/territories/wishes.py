"""What is asked of a division of accounts, with accounts that stay together as one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from salesplan.territories.accounts import Account


class Wish(StrEnum):
    """The kinds of wishes that can stand in one another's way."""

    KEEP = "keep"
    APART = "apart"
    MOVES = "move_at_most"
    BALANCE = "tolerance"


class Person(Struct, frozen=True):
    """Who shares the accounts; `share` is the part of the whole that would be fair."""

    name: str
    share: Fraction


class Unit(Struct, frozen=True):
    """Accounts that go to one person; `stays` where a wish pins them to who has them."""

    accounts: tuple[Account, ...]
    stays: str = ""

    def size(self, measure: str) -> Fraction:
        """How much all its accounts weigh."""
        return sum((account.size(measure) for account in self.accounts), Fraction(0))

    def kept_by(self, rep: str) -> int:
        """How many of its accounts are with this person already."""
        return sum(account.rep == rep for account in self.accounts)


class Wishes(Struct, frozen=True):
    """A division that is asked for. `apart` are pairs of units by place; `moves` is how many accounts may move."""

    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    measures: tuple[str, ...]
    tolerance: Fraction
    apart: tuple[tuple[int, int], ...] = ()
    moves: int | None = None

    def fair(self, person: Person, measure: str) -> Fraction:
        """What would be this person's part of everything."""
        return person.share * sum((unit.size(measure) for unit in self.units), Fraction(0))

    def owned(self) -> int:
        """How many accounts are with somebody who shares them."""
        names = {person.name for person in self.people}
        return sum(account.rep in names for unit in self.units for account in unit.accounts)


def units_of(
    accounts: Sequence[Account], together: str | None, keep: Iterable[str], people: Iterable[str]
) -> tuple[Unit, ...]:
    """The accounts as units, in the order of their names, so that the order of the file's rows does not matter.

    A name in `keep` is an account, or a person with all accounts of theirs. A unit with such an account stays with that
    account's person, if that person shares the accounts at all.
    """
    kept, present = set(keep), set(people)
    groups: dict[tuple[str, ...], list[Account]] = {}
    for account in sorted(accounts, key=lambda one: one.name):
        groups.setdefault(_key(account, together), []).append(account)
    return tuple(Unit(tuple(group), _pin_key(group, kept, present)) for group in groups.values())


def _key(account: Account, together: str | None) -> tuple[str, ...]:
    group: tuple[str, ...] = (account.family,) if together == "family" and account.family else ()
    group = account.region if together == "region" else group
    return ("group", *group) if group else ("account", account.name)


def _pin_key(group: Sequence[Account], kept: set[str], present: set[str]) -> str:
    pinned = [one.rep for one in group if one.rep in present and (one.name in kept or one.rep in kept)]
    return pinned[0] if pinned else ""


def pairs_of(units: Sequence[Unit], apart: Iterable[Sequence[str]]) -> tuple[tuple[int, int], ...]:
    """Pairs of accounts, by name, as pairs of units by place; pairs of unknown accounts are left out."""
    homes = {account.name: place for place, unit in enumerate(units) for account in unit.accounts}
    found = ((homes[one], homes[other]) for one, other in apart if one in homes and other in homes)
    return tuple(sorted({(min(pair), max(pair)) for pair in found}))


class Clash(StrEnum):
    """Why a single wish cannot hold, whatever the division."""

    ONE_FAMILY = "one family"
    ONE_PERSON = "one person"
    TWO_PEOPLE = "two people"
    TOO_LARGE = "too large"


class Contradiction(Struct, frozen=True):
    """A wish that cannot hold: `names` are the accounts it is about, `people` who they would have to be with."""

    clash: Clash
    names: tuple[str, ...]
    people: tuple[str, ...] = ()


def contradictions(wishes: Wishes, apart: Iterable[Sequence[str]], keep: Iterable[str]) -> tuple[Contradiction, ...]:
    """The wishes that cannot hold by themselves, one by one: pairs, kept accounts, and accounts beyond any share."""
    homes = {account.name: unit for unit in wishes.units for account in unit.accounts}
    kept = set(keep)
    found: list[Contradiction] = []
    for one, other in apart:
        if one in homes and other in homes:
            pair = homes[one], homes[other]
            if pair[0] is pair[1]:
                found.append(Contradiction(Clash.ONE_FAMILY, (one, other)))
            elif pair[0].stays and pair[0].stays == pair[1].stays:
                found.append(Contradiction(Clash.ONE_PERSON, (one, other), (pair[0].stays,)))
    for unit in wishes.units:
        wanted = [each for each in unit.accounts if unit.stays and (each.name in kept or each.rep in kept)]
        reps = tuple(
            dict.fromkeys(each.rep for each in wanted if each.rep in {person.name for person in wishes.people})
        )
        if len(reps) > 1:
            found.append(Contradiction(Clash.TWO_PEOPLE, tuple(each.name for each in wanted), reps))
    return (*found, *_too_large(wishes))


def _too_large(wishes: Wishes) -> Iterable[Contradiction]:
    """Units of which one alone is more than anybody may have."""
    for measure in wishes.measures:
        most = max((wishes.fair(person, measure) for person in wishes.people), default=Fraction(0))
        for unit in wishes.units:
            if unit.size(measure) > most * (1 + wishes.tolerance):
                yield Contradiction(Clash.TOO_LARGE, tuple(one.name for one in unit.accounts), (measure,))
