"""What a goal or a watched figure counts that is no key figure by itself: records at a stage, actions of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.synonyms import plain


class Count(Struct, frozen=True):
    """So many of a metric in each of several periods, None before the records begin; `basis` says what is counted."""

    metric: str
    basis: str
    counts: tuple[Fraction | None, ...]


def actions_watched(plan: Plan, targets: Mapping[str, Fraction]) -> tuple[str, ...]:
    """The metrics with a target that are actions of the plan."""
    known = {
        *plan.actions,
        *(one for f in plan.funnels for s in f.stages for acts in s.actions.values() for one in acts),
    }
    return tuple(name for name in targets if name in known)


def of_stages(records: Ledger, targets: Mapping[str, Fraction], periods: Sequence[Period]) -> Iterator[Count]:
    """Deals that entered a stage which a goal or a watched figure names; of the first stage, those created."""
    days = [
        day for deal in records.deals for day in (deal.created, *(entry.at.date() for entry in deal.entries)) if day
    ]
    for number, path in enumerate(records.paths):
        here = [deal for deal in records.deals if deal.path == number]
        for place, stage in enumerate(path.stages):
            if stage in targets and (records.has_history or place == 0):

                def entered(period: Period, place: int = place, here: Sequence[Deal] = here) -> int:
                    return sum(1 for deal in here if _is_entered(deal, place, period))

                yield Count(
                    stage, "deals that entered the stage, by date", _each(entered, periods, min(days, default=None))
                )


def _is_entered(deal: Deal, place: int, period: Period) -> bool:
    if any(one.stage == place and one.at.date() in period for one in deal.entries):
        return True
    return place == 0 and not deal.entries and deal.created is not None and deal.created in period


def of_actions(
    plan: Plan, done: Sequence[DoneCount], targets: Mapping[str, Fraction], periods: Sequence[Period], on: date
) -> Iterator[Count]:
    """Actions done which a goal or a watched figure names, by whomever, with a result that the plan counts."""
    known = [line for line in done if line.day <= on]
    first = min((line.day for line in known), default=None)
    for name in actions_watched(plan, targets):
        catalogue = plan.actions.get(name)
        wanted = {plain(text) for text in catalogue.counts} if catalogue else set()
        lines = [
            line for line in known if plain(line.action) == plain(name) and (not wanted or plain(line.result) in wanted)
        ]

        def times(period: Period, lines: Sequence[DoneCount] = lines) -> int:
            return sum(line.times for line in lines if line.day in period)

        yield Count(name, "actions done, by date", _each(times, periods, first))


def _each(count: Callable[[Period], int], periods: Sequence[Period], first: date | None) -> tuple[Fraction | None, ...]:
    return tuple(None if first is None or one.end < first else Fraction(count(one)) for one in periods)
