"""A forecast by funnel, team segment or person: each one's part of the same outlook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from salesplan.model.plan import Plan
from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.due import Due, Standing
from salesplan.progress.forecast.figures import Range, Request, figures
from salesplan.progress.forecast.outlook import Open, Outlook, Parts, parts
from salesplan.progress.forecast.replay import amounts_of, window_of
from salesplan.progress.forecast.timeline import STAGES_OF_A_PATH, Ints
from salesplan.progress.forecast.view import View
from salesplan.records.count.ledger import Deal, Ledger

PULL = 3.0
"""How many deals the even division weighs against those that a group brought so far."""


class By(StrEnum):
    """What a forecast is divided by."""

    FUNNEL = "funnel"
    SEGMENT = "segment"
    REP = "rep"


class Group(Struct, frozen=True):
    """A funnel's, segment's or person's part: its range, the parts of its mean, and how many deals are open.

    `name` is empty for deals of which no record tells it.
    """

    name: str
    result: Range
    parts: Parts
    open_deals: int


class Divided(Struct, frozen=True):
    """By what a forecast is divided, and who tells of each deal to which group it belongs."""

    by: By
    ledger: Ledger
    plan: Plan | None = None


def breakdown(seen: View, whole: Outlook, divided: Divided, request: Request) -> tuple[Group, ...]:
    """Every group's part of the outlook `whole`; means add up to its mean, part by part.

    Odds are those of all deals alike. New business is divided as deals that came so far were.
    """
    line = seen.basis.line
    name_of = _namer(divided)
    names = [name_of(divided.ledger.deals[place]) for place in line.origin.tolist()]
    due = _due(whole, divided, name_of)
    came = np.flatnonzero(line.created <= seen.on.toordinal())
    known = sorted({names[place] for place in came} | {*due}, key=lambda name: (not name, name))
    codes = np.array([known.index(name) if name in known else -1 for name in names], dtype=np.int64)
    counts = np.bincount(codes[came], minlength=len(known))
    portions = (counts + PULL / len(known)) / (counts.sum() + PULL)
    return tuple(
        _group(seen, replace(whole, due=due.get(name)), name, (codes == place, float(portions[place])), request)
        for place, name in enumerate(known)
    )


def _due(whole: Outlook, divided: Divided, name_of: Callable[[Deal], str]) -> dict[str, Due]:
    """The contracts due of each group: of who won them, or of the funnel that renews them."""
    if whole.due is None:
        return {}
    path, paths = whole.due.stage // STAGES_OF_A_PATH, divided.ledger.paths
    funnel = paths[path].name if path < len(paths) else ""
    parted: dict[str, list[Standing]] = {}
    for one in whole.due.contracts:
        name = funnel if divided.by is By.FUNNEL else name_of(divided.ledger.deals[one.deal])
        parted.setdefault(name, []).append(one)
    return {name: replace(whole.due, contracts=tuple(mine)) for name, mine in parted.items()}


def _namer(divided: Divided) -> Callable[[Deal], str]:
    paths = divided.ledger.paths
    if divided.by is By.FUNNEL:
        return lambda deal: paths[deal.path].name if deal.path is not None else ""
    if divided.by is By.REP:
        return lambda deal: deal.owner
    team = divided.plan.team if divided.plan else {}
    of = {member.name.casefold().strip(): name for name, segment in team.items() for member in segment.members}
    return lambda deal: of.get(deal.owner.casefold().strip(), "")


def _group(seen: View, whole: Outlook, name: str, chosen: tuple[Ints, float], request: Request) -> Group:
    mine, portion = chosen
    groups = tuple(_members(seen, whole, mine))
    new = Arrivals(whole.new.mean * portion, whole.new.spread)
    own = replace(whole, won=_won(seen, mine), groups=groups, new=new)
    told = figures(own, request, quick=True)
    return Group(name, told.range(), parts(own), sum(group.count for group in groups))


def _members(seen: View, whole: Outlook, mine: Ints) -> Iterator[Open]:
    for group in whole.groups:
        deals = [place for place in group.deals if mine[place]]
        if deals:
            yield replace(group, amounts=_amounts(seen, group, deals), deals=tuple(deals))


def _amounts(seen: View, group: Open, deals: Sequence[int]) -> tuple[tuple[float | None, int], ...]:
    if not seen.basis.in_money:
        return ((1.0, len(deals)),)
    if not seen.own:
        return ((None, len(deals)),)
    line = seen.basis.line
    whole, now = amounts_of(line, np.array(group.deals, dtype=np.int64))[0][0], group.amounts[0][0]
    factor = now / whole if now and whole else 1.0  # amounts may be supposed to change
    mine = amounts_of(line, np.array(deals, dtype=np.int64))
    return tuple((None if amount is None else amount * factor, many) for amount, many in mine)


def _won(seen: View, mine: Ints) -> float:
    window = window_of(seen.period, seen.on)
    until = min(window.on, seen.period.end.toordinal())
    wins = seen.basis.line.wins(seen.period.start.toordinal() - 1, until) & mine
    amounts = seen.basis.line.amounts[wins]
    return float(np.nansum(amounts)) if seen.basis.in_money else float(np.count_nonzero(wins))
