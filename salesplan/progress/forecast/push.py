"""A change to how deals come and go, as factors: what a lever does to an outlook."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from salesplan.progress.forecast.due import Due, Standing
from salesplan.progress.forecast.outlook import Open, Outlook
from salesplan.progress.forecast.timeline import STAGES_OF_A_PATH, UNKNOWN

SUREST = 0.999
"""No deal is surer than that, whatever is done."""


class Push(Struct, frozen=True):
    """Factors on new business, amounts, the length of a cycle, and conversions; 1 changes nothing.

    `conversions` are pairs of a stage, as the timeline numbers it, and a factor. `records` and `value` are for the
    funnel at `path` in the ledger, None for all.
    """

    records: float = 1.0
    value: float = 1.0
    cycle: float = 1.0
    conversions: tuple[tuple[int, float], ...] = ()
    path: int | None = None


Shares = Mapping[int, float]
"""What each funnel brings of new business, adding up to 1."""


def pushed(outlook: Outlook, push: Push, shares: Shares) -> Outlook:
    """The outlook after a change; the length of a cycle is no matter of factors, and is not changed here.

    An open deal has every conversion before it from where it stands, new business has all of them. A deal of which no
    record tells its stage is taken to stand at the first.
    """
    value = 1 + (push.value - 1) * _part(push, shares)
    return replace(
        outlook,
        groups=tuple(_pushed(group, push) for group in outlook.groups),
        new=replace(outlook.new, mean=outlook.new.mean * _flow(push, shares)),
        sizes=tuple((amount * value, chance) for amount, chance in outlook.sizes),
        due=None if outlook.due is None else _renewed(outlook.due, push),
    )


def _part(push: Push, shares: Shares) -> float:
    return 1.0 if push.path is None else shares.get(push.path, 0.0)


def _flow(push: Push, shares: Shares) -> float:
    """The factor on the number of new deals that are won."""
    known = shares or {0: 1.0}
    return sum(
        share
        * (push.records if push.path in {None, path} else 1.0)
        * prod(factor for stage, factor in push.conversions if stage // STAGES_OF_A_PATH == path)
        for path, share in known.items()
    )


def _renewed(due: Due, push: Push) -> Due:
    """The contracts due after a change: a better conversion of their funnel, or another value of its deals."""
    factor = prod(each for stage, each in push.conversions if _passes(due.stage, stage))
    value = push.value if push.path in {None, due.stage // STAGES_OF_A_PATH} else 1.0
    contracts = tuple(one if one.is_done else Standing(one.deal, one.amount * value) for one in due.contracts)
    return replace(due, contracts=contracts, rate=min(max(SUREST, due.rate), due.rate * factor))


def _pushed(group: Open, push: Push) -> Open:
    path = None if group.stage == UNKNOWN else group.stage // STAGES_OF_A_PATH
    factor = prod(each for stage, each in push.conversions if _passes(group.stage, stage))
    rate = min(max(SUREST, group.mean), group.mean * factor)
    value = push.value if push.path is None or path in {None, push.path} else 1.0
    weight = group.a + group.b
    amounts = tuple((None if amount is None else amount * value, many) for amount, many in group.amounts)
    return replace(group, a=weight * rate, b=weight * (1 - rate), amounts=amounts)


def _passes(stands: int, stage: int) -> bool:
    """Whether a deal that stands at one stage has the conversion of another before it."""
    if stands == UNKNOWN:
        return True
    return stands // STAGES_OF_A_PATH == stage // STAGES_OF_A_PATH and stands <= stage
