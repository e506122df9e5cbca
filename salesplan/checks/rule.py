"""What a rule is, and the few things that most rules do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias, TypeVar

from salesplan.base.finding import Finding, Locate, Path
from salesplan.base.spelling import fold, nearest
from salesplan.model.funnel import Stage
from salesplan.model.part import Part, is_whole
from salesplan.model.plan import Plan

Check: TypeAlias = Callable[[Plan, Locate], Iterator[Finding]]

Item = TypeVar("Item", bound=Part)
Key = TypeVar("Key")

MOST_SUGGESTIONS = 10
MOST_CANDIDATES = 300


def each(items: Sequence[Item]) -> list[tuple[int, Item]]:
    """The items of a list, each with its place; those of which something could not be read come last.

    A rule that looks at one item at a time has then looked at all the others when it comes to what is not there.
    """
    return whole_first(enumerate(items))


def whole_first(parts: Iterable[tuple[Key, Item]]) -> list[tuple[Key, Item]]:
    """Parts with their keys; those of which something could not be read come last."""
    return sorted(parts, key=lambda part: not is_whole(part[1]))


def twice(names: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path, Path]]:
    """Names that come again: the name, its place, and the place of the first one."""
    first: dict[str, Path] = {}
    for name, path in names:
        earlier = first.setdefault(fold(name), path)
        if earlier is not path:
            yield name, path, earlier


def unknown(mentions: Iterable[tuple[str, Path]], known: Collection[str]) -> Iterator[tuple[str, Path, str]]:
    """Mentions of names that are not known: the name, its place, and the nearest known name or an empty text.

    Only the first of many unknown names get a near one: looking for it takes time, and they are likely to be alike.
    """
    missing = ((name, path) for name, path in mentions if name not in known)
    for number, (name, path) in enumerate(missing):
        yield name, path, nearest(name, islice(known, MOST_CANDIDATES)) if number < MOST_SUGGESTIONS else ""


def stages(plan: Plan) -> Iterator[tuple[Path, Stage]]:
    """All stages of all funnels, each with its place."""
    for place, funnel in each(plan.funnels):
        for number, stage in each(funnel.stages):
            yield ("funnels", place, "stages", number), stage
