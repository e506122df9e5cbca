"""Names that stand twice where each must be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from msgspec.structs import replace

from salesplan.base.finding import Finding, Locate, Path, Severity, error, warning
from salesplan.base.sentence import Sentence, sentence
from salesplan.base.spelling import fold
from salesplan.checks.rule import each, twice, whole_first
from salesplan.checks.wording import quote
from salesplan.model.plan import Plan

MAP_DEPTH = 2
"""Names at this depth, such as team and then the segment, are keys; deeper ones are values."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def funnel_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Each funnel has a name of its own."""
    yield from _again("funnel-twice", _names(plan.funnels, ("funnels",)), locate)


def stage_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Each stage of a funnel has a name of its own."""
    for place, funnel in each(plan.funnels):
        names = _names(funnel.stages, ("funnels", place, "stages"))
        yield from _again("stage-twice", names, locate, funnel.name)


def segment_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Team segments differ by more than capitals and spaces."""
    yield from _again("segment-twice", ((name, ("team", name)) for name in plan.team), locate)


def action_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Actions of the catalogue differ by more than capitals and spaces."""
    yield from _again("action-twice", ((name, ("actions", name)) for name in plan.actions), locate)


def member_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Each member of a team segment is named once."""
    for name, segment in whole_first(plan.team.items()):
        names = _names(segment.members, ("team", name, "members"))
        yield from _again("member-twice", names, locate, name)


def member_in_two_segments(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Somebody who works in two segments counts whole in both, which is worth saying."""
    first: dict[str, tuple[str, Path]] = {}
    for segment, people in plan.team.items():
        for number, member in enumerate(people.members):
            path: Path = ("team", segment, "members", number, "name")
            other, place = first.setdefault(fold(member.name), (segment, path))
            if other != segment:
                yield warning(
                    "member-in-two-segments",
                    sentence(
                        "{member} is in {other} and in {segment}: the hours count in both",
                        member=quote(member.name),
                        other=quote(other),
                        segment=quote(segment),
                    ),
                    locate(*path),
                    "write hours_per_week for each, or keep one of the two",
                    (locate(*place), sentence("in {other}", other=quote(other))),
                )


def commission_plan_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Each commission plan has a name of its own."""
    yield from _again("commission-plan-twice", _names(plan.compensation, ("compensation",)), locate)


def name_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Names in the lists that only documents show stand once."""
    for names in _shown(plan):
        for finding in _again("name-twice", names, locate):
            yield replace(finding, severity=Severity.WARNING)


def _shown(plan: Plan) -> Iterator[Iterable[tuple[str, Path]]]:
    yield _names(plan.strategies, ("strategies",))
    yield _names(plan.tools, ("tools",))
    if plan.market:
        yield _names(plan.market.segments, ("market", "segments"))
        yield _names(plan.market.personas, ("market", "personas"))
        yield _names(plan.market.competitors, ("market", "competitors"))
        yield _names(plan.market.regions, ("market", "regions"))
    if plan.process:
        yield _names(plan.process.steps, ("process", "steps"))
        yield _names(plan.process.scripts, ("process", "scripts"))
    yield ((entry.department, ("alignment", place, "department")) for place, entry in enumerate(plan.alignment))


def _names(items: Sequence[_Named], above: Path) -> Iterator[tuple[str, Path]]:
    return ((item.name, (*above, place, "name")) for place, item in enumerate(items))


def _again(code: str, names: Iterable[tuple[str, Path]], locate: Locate, holder: str = "") -> Iterator[Finding]:
    for name, path, first in twice(names):
        yield error(
            code,
            _stands_twice(code, name, holder),
            locate(*path, key=len(path) == MAP_DEPTH),
            "give one of them another name, or remove it",
            (locate(*first, key=len(first) == MAP_DEPTH), "the first one"),
        )


def _stands_twice(code: str, name: str, holder: str) -> Sentence:
    if not holder:
        return sentence("{name} stands twice", name=quote(name))
    if code == "stage-twice":
        return sentence("{name} stands twice in the funnel {funnel}", name=quote(name), funnel=quote(holder))
    return sentence("{name} stands twice in {segment}", name=quote(name), segment=quote(holder))
