"""The forecast of a period: what it will bring, how sure that is, and what it rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Unreadable
from salesplan.base.periods import Period
from salesplan.base.sentence import sentence
from salesplan.model.plan import Plan
from salesplan.progress.forecast.aim import Aim, aim
from salesplan.progress.forecast.breakdown import By, Divided, Group, breakdown
from salesplan.progress.forecast.figures import EXACT, Figures, Range, Request, figures
from salesplan.progress.forecast.losses import Loss, losses
from salesplan.progress.forecast.odds import Way
from salesplan.progress.forecast.outlook import Outlook, Parts, parts
from salesplan.progress.forecast.renewing import other_share, renewing
from salesplan.progress.forecast.replay import Basis
from salesplan.progress.forecast.timeline import is_backwards, is_undated, timeline
from salesplan.progress.forecast.view import View, later_than, view
from salesplan.progress.forecast.width import Width, width
from salesplan.records.count.ledger import Ledger, is_foreign

if TYPE_CHECKING:
    import pandas as pd

FUTURES = 10


class Forecast(Struct, frozen=True):
    """The forecast of a period, in money (`in_money`) or in deals.

    `futures` are ten results of equal probability, from worst to best. `periods` is how many past periods were
    replayed, `windows` how many windows of this length the odds rest on. `rewound` says that the records are of a later
    day, so that amounts of open deals were not known. `undated` are won and lost deals that
    are left out since nothing tells their day, `foreign` deals whose amount is in another currency.
    `backwards` are deals whose closing date lies before the day on which they were created.
    `width` says where the uncertainty comes from, `groups` are
    the parts of those by whom it was divided.
    """

    title: str
    currency: str
    on: date
    period: Period
    in_money: bool
    target: float | None
    by_value: bool
    probability: float | None
    result: Range
    deals: Range
    parts: Parts
    futures: tuple[float, ...]
    losses: tuple[Loss, ...]
    width: tuple[Width, ...]
    open_deals: int
    way: Way
    scores: dict[Way, float]
    periods: int
    windows: float
    shock: float
    rewound: bool
    trials: int
    seed: int
    undated: int = 0
    backwards: int = 0
    foreign: int = 0
    by: By | None = None
    groups: tuple[Group, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """The result and the number of deals: a row each, with mean, p10, p50 and p90."""
        import pandas as pd

        rows = [("revenue", self.result), ("deals", self.deals)] if self.in_money else [("deals", self.result)]
        columns = ["measure", "mean", "p10", "p50", "p90"]
        return pd.DataFrame([(name, one.mean, one.p10, one.p50, one.p90) for name, one in rows], columns=columns)


class Scene(Struct, frozen=True):
    """A forecast about to be made: what is asked, and the period as seen on the ledger's day."""

    asked: Aim
    seen: View


def scene(plan: Plan | None, records: Ledger, target: float | None = None) -> Scene:
    """The plan's period (without a plan, the present quarter) as seen on the ledger's day.

    Raises:
        Unreadable: no deal is known to have been there by then.
    """
    line = timeline(records.deals, (plan.currency if plan else None) or "")
    if line.first is None or line.first > records.on.toordinal():
        hint = sentence("tell which column holds the day a deal was created: --map created=HEADER")
        raise Unreadable("no deal says that it was there by the day of the forecast", hint)
    asked = aim(plan, line, records.on)
    if target is not None:
        asked = replace(asked, target=target, by_value=False)
    due = renewing(plan, records, line)
    if plan and due and asked.a_day is not None:
        asked = replace(asked, a_day=asked.a_day * other_share(plan))
    basis = Basis(line, asked.in_money, asked.rate, asked.a_day)
    seen = view(basis, asked.period, records.on, own=not later_than(line, records.on.toordinal()))
    return Scene(asked, replace(seen, renewing=due))


def forecast(plan: Plan | None, records: Ledger, request: Request = EXACT, by: By | None = None) -> Forecast:
    """What the plan's period (without a plan, the present quarter) will bring, as foreseen on the ledger's day.

    Raises:
        Unreadable: no deal is known to have been there by then.
    """
    return foresee(plan, records, scene(plan, records, request.target), request, by)


def foresee(plan: Plan | None, records: Ledger, made: Scene, request: Request, by: By | None = None) -> Forecast:
    """The forecast of a scene, after the change that `request` supposes."""
    asked, seen = made.asked, made.seen
    found = seen.outlook(request.pushes)
    told = figures(found, request, asked.target)
    return Forecast(
        title=plan.title if plan else "",
        currency=(plan.currency if plan else None) or "",
        on=records.on,
        period=asked.period,
        in_money=asked.in_money,
        target=asked.target,
        by_value=asked.by_value,
        probability=told.reaches(asked.target),
        result=told.range(),
        deals=_counted(made, found, request).range() if asked.in_money else told.range(),
        parts=parts(found),
        futures=tuple(told.quantile((place + 0.5) / FUTURES) for place in range(FUTURES)),
        losses=tuple(losses(found, asked.target, request)) if asked.in_money and seen.own else (),
        width=width(found),
        open_deals=sum(group.count for group in found.groups),
        way=seen.way,
        scores=seen.scores,
        periods=seen.periods,
        windows=seen.windows,
        shock=found.shock.variance**0.5,
        rewound=not seen.own,
        trials=request.trials,
        seed=request.seed,
        undated=sum(map(is_undated, records.deals)),
        backwards=sum(is_backwards(deal, records.on) for deal in records.deals),
        foreign=sum(is_foreign(deal, (plan.currency if plan else None) or "") for deal in records.deals),
        by=by,
        groups=breakdown(seen, found, Divided(by, records, plan), request) if by else (),
    )


def _counted(made: Scene, found: Outlook, request: Request) -> Figures:
    """The same outlook with every deal counted as one."""
    seen = replace(made.seen, basis=replace(made.seen.basis, in_money=False))
    pushes = [replace(push, value=1.0) for push in request.pushes]
    return figures(replace(seen.outlook(pushes), shock=found.shock), request)
