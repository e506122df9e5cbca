"""Whom pay is about: everybody with a name in the team, and those whom a commission plan pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from salesplan.base.spelling import fold
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.pay.quota_of import Person, person_of


def people(plan: Plan) -> dict[str, Person]:
    """Everybody with a name in the team, by folded name."""
    return {
        fold(member.name): person_of(plan, segment, member)
        for segment, team in plan.team.items()
        for member in team.members
    }


def paid_by(scheme: Compensation, plan: Plan, known: Mapping[str, Person], sellers: Iterable[str]) -> list[Person]:
    """Whom a scheme pays: the people it names, those of the segments it names; everybody where it names none.

    A segment without named members, where no other has any, stands for whoever sold.
    """
    unnamed = [Person(name) for name in sellers if fold(name) not in known]
    if not scheme.for_:
        return [*known.values(), *unnamed] if not known else list(known.values())
    found: dict[str, Person] = {}
    for name in scheme.for_:
        if name in plan.team:
            members = [person for person in known.values() if person.segment == name]
            chosen = members if plan.team[name].members else unnamed
        else:
            chosen = [known.get(fold(name), Person(name))] if plan.team or not _is_group(name, unnamed) else unnamed
        found |= {fold(person.name): person for person in chosen}
    return list(found.values())


def _is_group(name: str, sellers: Sequence[Person]) -> bool:
    """Whether a name, in a plan without a team, is a segment's: none of those who sold bears it."""
    return bool(sellers) and fold(name) not in {fold(person.name) for person in sellers}
