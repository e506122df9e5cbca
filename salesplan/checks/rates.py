"""Conversion rates and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, warning
from salesplan.base.periods import DAYS_OF_YEAR
from salesplan.base.sentence import day, sentence
from salesplan.checks.rule import stages
from salesplan.checks.wording import number, percent, quote
from salesplan.model.evidence import Evidence
from salesplan.model.plan import Plan

HALF = Fraction(1, 2)
MOST_DECIMALS = 18
MONTH = 30
LONG_AGO = 12


def conversion_of_all(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A conversion of 1 is rare enough to ask whether 1% was meant, unless evidence says so."""
    for path, stage in stages(plan):
        if stage.conversion == 1 and stage.evidence is None:
            yield warning(
                "conversion-of-all",
                sentence("at {stage} every record moves on: a conversion of 1 means 100%", stage=quote(stage.name)),
                locate(*path, "conversion"),
                "if you mean one percent, write 1%; if all do move on, say what it rests on: evidence: 20 of 20",
            )


def evidence_differs(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A conversion is what its evidence gives, up to rounding."""
    for path, stage in stages(plan):
        rate, evidence = stage.conversion, stage.evidence
        if rate is not None and evidence is not None and not rounds_to(rate, evidence):
            measured = percent(Fraction(evidence.moved, evidence.decided))
            yield warning(
                "evidence-differs",
                sentence(
                    "{moved} of {decided} is {measured}, but the conversion of {stage} is {rate}",
                    moved=evidence.moved,
                    decided=evidence.decided,
                    measured=measured,
                    stage=quote(stage.name),
                    rate=percent(rate),
                ),
                locate(*path, "conversion"),
                sentence(
                    "write conversion: {moved}/{decided}, or evidence: assumed",
                    moved=evidence.moved,
                    decided=evidence.decided,
                )
                if evidence.moved
                else "write evidence: assumed, since none moved on",
                (locate(*path, "evidence"), sentence("this gives {rate}", rate=measured)),
            )


def evidence_old(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A rate is measured again before a plan rests on it for another year."""
    period = plan.dates
    for path, stage in stages(plan) if period else ():
        assert period is not None  # noqa: S101  (there are stages to look at only with a period)
        measured = stage.evidence.measured if stage.evidence else None
        if measured and (months := (period.start - measured).days // MONTH) >= LONG_AGO:
            yield warning(
                "evidence-old",
                sentence(
                    "the rate of {stage} was measured on {measured}, {months} months before the period",
                    stage=quote(stage.name),
                    measured=day(measured),
                    months=months,
                ),
                locate(*path, "evidence"),
                "measure it again: salesplan measure --write, or write the new count and day",
            )


def evidence_without_conversion(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Evidence belongs to a rate."""
    for path, stage in stages(plan):
        if stage.conversion is None and stage.evidence is not None:
            yield warning(
                "evidence-without-conversion",
                sentence(
                    "the stage {stage} has evidence but no conversion, so the evidence is not used",
                    stage=quote(stage.name),
                ),
                locate(*path, "evidence"),
                sentence(
                    "write conversion: {moved}/{decided}", moved=stage.evidence.moved, decided=stage.evidence.decided
                ),
            )


def rounds_to(rate: Fraction, evidence: Evidence) -> bool:
    """Whether `rate` is what the evidence gives, rounded to the decimals it is written with, or to one in n."""
    exact = Fraction(evidence.moved, evidence.decided)
    if rate.numerator == 1 and exact and abs(1 / exact - rate.denominator) <= HALF:
        return True
    unit = Fraction(1, 10 ** _decimals(rate * 100))
    return abs(rate - exact) * 100 <= HALF * unit


def _decimals(value: Fraction) -> int:
    """How many decimals it takes to write the value; 18 where no number of decimals does."""
    return next((digits for digits in range(MOST_DECIMALS) if 10**digits % value.denominator == 0), MOST_DECIMALS)


def cycle_over_a_year(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A deal takes no more than a year from the first stage to the last."""
    for place, funnel in enumerate(plan.funnels):
        days = sum((Fraction(stage.days or 0) for stage in funnel.stages), Fraction(0))
        if days > DAYS_OF_YEAR:
            yield warning(
                "cycle-over-a-year",
                sentence(
                    "a deal of {funnel} takes {days} days over all its stages, more than a year",
                    funnel=quote(funnel.name),
                    days=number(days),
                ),
                locate("funnels", place, "name"),
                "days are the mean time at each stage alone, not since the first contact",
            )
