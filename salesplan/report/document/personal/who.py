"""Whom a page is for: somebody of the team by name, or a whole segment."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from salesplan.base.finding import Usage
from salesplan.base.sentence import in_quotes, sentence
from salesplan.base.spelling import fold, nearest
from salesplan.model.plan import Plan
from salesplan.model.team import Member

SHOWN = 8
"""How many names a message lists."""


class Who(Struct, frozen=True):
    """A person, with the segments it works in and its entry in the team if there is one; or a whole segment."""

    name: str
    segments: tuple[str, ...]
    member: Member | None = None
    is_segment: bool = False


def everyone(plan: Plan) -> tuple[Who, ...]:
    """Everybody in the team, in its order; those without a name as the schedule numbers them: "sales 1"."""
    found: dict[str, Who] = {}
    for segment, member, name in _entries(plan):
        before = found.get(fold(name))
        segments = (*before.segments, segment) if before else (segment,)
        found[fold(name)] = Who(name, tuple(dict.fromkeys(segments)), member if before is None else before.member)
    return tuple(found.values())


def _entries(plan: Plan) -> Iterator[tuple[str, Member | None, str]]:
    for name, segment in plan.team.items():
        yield from ((name, member, member.name) for member in segment.members)
        if not segment.members:
            yield from ((name, None, f"{name} {number}") for number in range(1, (segment.headcount or 0) + 1))


def segments_of(plan: Plan) -> tuple[str, ...]:
    """The segments that the team or the funnels name."""
    working = (
        name
        for funnel in plan.funnels
        for stage in funnel.stages
        for name in (stage.sourced_by, *stage.actions)
        if name
    )
    return tuple(dict.fromkeys([*plan.team, *working]))


def who_is(plan: Plan, name: str) -> Who:
    """The person or segment of that name, whatever its capitals.

    Raises:
        Usage: there is nobody of that name; the hint says who there is.
    """
    known = {fold(who.name): who for who in everyone(plan)}
    segments = {fold(each): Who(each, (each,), is_segment=True) for each in segments_of(plan)}
    found = known.get(fold(name)) or segments.get(fold(name))
    if found is not None:
        return found
    names = [*segments_of(plan), *(who.name for who in known.values())]
    part = fold(name)
    near = next((each for each in names if part and part in fold(each)), "") or nearest(name, names)
    more = ", ..." if len(names) > SHOWN else ""
    hint = sentence("Name the people in `team`.")
    if names:
        hint = sentence("There are: {names}", names=f"{', '.join(names[:SHOWN])}{more}")
    if near:
        hint = sentence("Did you mean {word}?", word=in_quotes(near))
    raise Usage(sentence("the plan's team has nobody called '{name}'", name=name[:60]), hint)
