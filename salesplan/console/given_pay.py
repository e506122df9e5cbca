"""Closed pay periods on the command line: read beside the plan, and written once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from salesplan.base.files import write_new
from salesplan.base.finding import Usage
from salesplan.base.periods import Period, parse_period
from salesplan.base.sentence import day, sentence
from salesplan.console.given_records import Given
from salesplan.console.output import say
from salesplan.model.plan import Plan
from salesplan.pay.closing import closed_files, closed_path, frozen, since, with_closed
from salesplan.pay.commission import Commission
from salesplan.pay.commission import commission as settle_all
from salesplan.pay.cost import expected_pay, pay_costs
from salesplan.records.count.ledger import Ledger
from salesplan.report.pay.cost import Costs


def require_schemes(given: Given) -> tuple[Plan, str]:
    """The plan, which must say how people are paid, and its file.

    Raises:
        Usage: there is no plan, or it has no compensation.
    """
    if given.reading is None or given.plan is None:
        raise Usage("commission needs a plan", "Start one with `salesplan init`, or name your plan's file.")
    if not given.plan.compensation:
        example = "compensation: [{name: Sales, rate: 5%}]"
        raise Usage("the plan does not say how people are paid", sentence("Add it, such as {example}", example=example))
    return given.plan, given.reading.name


def period_to_close(text: str | None, plan: Plan, on: date | None) -> Period | None:
    """The period that `--close` names.

    Raises:
        Usage: it is no period, or is not over on the day given with `--on`.
    """
    if text is None:
        return None
    try:
        period = parse_period(text, plan.calendar.fiscal_year_starts)
    except ValueError:
        raise Usage(
            sentence("--close does not take '{text}'", text=text[:40]),
            "Name a period: --close 2027-Q1, or --close 2027-01",
        ) from None
    if on is not None and on < period.end:
        raise Usage(
            sentence("{label} is not over on {day}", label=period.label, day=day(on)),
            sentence("Close it when it is: --on {end}, or without --on", end=period.end),
        )
    return period


def costs_of(plan: Plan, ledger: Ledger, *, expected: bool) -> Costs:
    """What the commission plans cost at shares of quota; with `expected` also over the forecast's futures.

    Raises:
        Unreadable: no deal is known to have been there by the day of the forecast.
    """
    levels = pay_costs(plan)
    if not expected or not levels:
        return Costs(levels)
    from salesplan.progress.forecast.prediction import forecast

    seen = forecast(plan, ledger)
    futures = [Fraction(max(0.0, one)) for one in seen.futures] if seen.in_money else []
    return Costs(levels, expected_pay(plan, futures))


def statements_of(plan: Plan, name: str, ledger: Ledger, close: Period | None) -> Commission:
    """All statements, closed periods as they were paid; with `close`, that period is closed first.

    Raises:
        Usage: there is nothing to close.
        Unreadable: a closed file does not match.
    """
    records = replace(ledger, on=max(ledger.on, close.end)) if close else ledger
    path = Path() / "salesplan.yaml" if name == "-" else Path(name)
    closed = closed_files(path)
    found = with_closed(settle_all(plan, records, since(closed, plan)), closed, plan.compensation)
    if close is None:
        return found
    target = closed_path(path, close.label)
    if (
        all(one.closed for one in found.statements if close.start <= one.period.start and one.period.end <= close.end)
        and target.exists()
    ):
        say(f"{close.label} is closed already, in {target.name}: nothing to write.")
        return found
    try:
        write_new(target, frozen(found, close, plan.compensation).encode())
    except FileExistsError:
        raise Usage(
            sentence("{name} is there already", name=target.name), "Move it away to close the period again."
        ) from None
    say(f"Closed {close.label}: wrote {target.name}.")
    closed = closed_files(path)
    return with_closed(settle_all(plan, records, since(closed, plan)), closed, plan.compensation)
