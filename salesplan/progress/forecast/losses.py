"""What is left if the biggest deals are lost."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from salesplan.progress.forecast.figures import Request, figures
from salesplan.progress.forecast.outlook import Outlook

TOPS = (1, 3)


class Loss(Struct, frozen=True):
    """What is left if the `deals` largest open deals, worth `amount`, are lost."""

    deals: int
    amount: float
    mean: float
    probability: float | None


def losses(found: Outlook, target: float | None, request: Request) -> Iterator[Loss]:
    """What if the biggest deal is lost, or the top three."""
    ranked = sorted(
        ((amount, place) for place, group in enumerate(found.groups) for amount, many in group.amounts
         if amount is not None for _ in range(many)),
        reverse=True,
    )  # fmt: skip
    for count in TOPS:
        if len(ranked) < count:
            return
        left = found
        for amount, place in ranked[:count]:
            left = without(left, place, amount)
        told = figures(left, request, target)
        yield Loss(count, sum(amount for amount, _ in ranked[:count]), told.mean(), told.reaches(target))


def without(outlook: Outlook, place: int, amount: float) -> Outlook:
    """The outlook after a deal of this amount in the group at `place` is lost."""
    groups = list(outlook.groups)
    amounts = [(each, many - (each == amount)) for each, many in groups[place].amounts]
    groups[place] = replace(groups[place], amounts=tuple((each, many) for each, many in amounts if many))
    return replace(outlook, groups=tuple(groups))
