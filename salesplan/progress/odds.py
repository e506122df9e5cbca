"""How likely an open deal is to be won: measured on the deals that passed its stage, else as the plan has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import prod

from msgspec import Struct

from salesplan.model.funnel import Funnel
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State

ENOUGH = 30
"""Decided deals from which a stage's history is trusted where the plan has odds as well; `measure` asks for as many."""

TRACED = Fraction(95, 100)
"""The share of lost deals whose last stage must be known before stages after the first are measured."""


class Basis(StrEnum):
    """Where odds come from."""

    MEASURED = "measured"
    PLANNED = "planned"


class Odds(Struct, frozen=True):
    """The share of deals at a stage that are won. `n` is how many decided deals it was measured on (0: none).

    `value` and `basis` are None where neither the records nor a plan tell.
    """

    value: Fraction | None = None
    basis: Basis | None = None
    n: int = 0


NO_ODDS = Odds()


class Cohort(Struct, frozen=True):
    """The decided deals that reached a stage: so many were `won` of `n`."""

    won: int = 0
    n: int = 0

    @property
    def share(self) -> Fraction | None:
        """Won / n; None of nothing."""
        return Fraction(self.won, self.n) if self.n else None


def win_rate(deals: Iterable[Deal]) -> Cohort:
    """Won / (won + lost) over all decided deals; cancelled ones are in no rate."""
    states = [deal.state for deal in deals]
    won = states.count(State.WON)
    return Cohort(won, won + states.count(State.LOST))


def reach(deal: Deal, stages: int) -> int | None:
    """The furthest stage a deal is known to have entered, from 0; None where the records do not tell.

    A won deal has passed them all. The history tells of stages that a deal has left again.
    """
    if deal.state is State.WON:
        return stages - 1
    known = [entry.stage for entry in deal.entries if entry.stage is not None]
    known += [deal.stage] if deal.stage is not None else []
    return max(known, default=None)


def cohorts(ledger: Ledger, path: int) -> tuple[Cohort | None, ...]:
    """For each stage of a path the decided deals that reached it.

    Every decided deal entered the funnel, so the first stage counts them all. Later ones are None where the last stage
    of more than 5% of the lost deals is not known: the won are all known to have passed, and would count for too much.
    """
    stages = len(ledger.paths[path].stages)
    decided = [deal for deal in ledger.deals if deal.path == path and deal.state in {State.WON, State.LOST}]
    reached = [(deal.state is State.WON, reach(deal, stages)) for deal in decided]
    lost = sum(not won for won, _ in reached)
    traced = sum(not won and far is not None for won, far in reached)
    found: list[Cohort | None] = []
    for place in range(stages):
        inside = [won for won, far in reached if place == 0 or (far is not None and far >= place)]
        trusted = place == 0 or traced >= TRACED * lost
        found.append(Cohort(sum(inside), len(inside)) if trusted else None)
    return tuple(found)


def planned(funnel: Funnel) -> tuple[Fraction | None, ...]:
    """The plan's odds of each stage: its `odds:`, else the product of its conversion and all later ones."""
    rates = [stage.conversion for stage in funnel.stages]
    found: list[Fraction | None] = []
    for place, stage in enumerate(funnel.stages):
        later = [rate for rate in rates[place:] if rate is not None]
        product = prod(later, start=Fraction(1)) if len(later) == len(rates) - place else None
        found.append(stage.odds if stage.odds is not None else product)
    return tuple(found)


def stage_odds(ledger: Ledger, funnels: Sequence[Funnel] = ()) -> Mapping[tuple[int, int], Odds]:
    """The odds of each (path, stage): measured on enough decided deals, else as planned, else on the few there are."""
    by_name = {funnel.name: planned(funnel) for funnel in funnels}
    found: dict[tuple[int, int], Odds] = {}
    for path, known in enumerate(ledger.paths):
        plans = by_name.get(known.name, (None,) * len(known.stages))
        for stage, (cohort, plan) in enumerate(zip(cohorts(ledger, path), plans, strict=True)):
            found[path, stage] = chosen(cohort, plan)
    return found


def chosen(cohort: Cohort | None, plan: Fraction | None) -> Odds:
    """Measured where that rests on enough, or on something and the plan has none; else planned."""
    n = cohort.n if cohort else 0
    if cohort and n and (n >= ENOUGH or plan is None):
        return Odds(cohort.share, Basis.MEASURED, n)
    return Odds(plan, Basis.PLANNED, n) if plan is not None else Odds(n=n)


def odds_of(deal: Deal, odds: Mapping[tuple[int, int], Odds]) -> Odds:
    """The odds of one deal: of its stage if it is open, none otherwise. Lost deals never have any."""
    if not deal.is_open or deal.path is None or deal.stage is None:
        return NO_ODDS
    return odds.get((deal.path, deal.stage), NO_ODDS)
