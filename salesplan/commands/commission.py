"""`salesplan commission`: what everybody earned, deal by deal, with the rule that paid it."""

from __future__ import annotations

from typing import Annotated

import typer

from salesplan.console.options import (
    NO_OPTIONS,
    Output,
    PlanPath,
    RecordOptions,
    Scenario,
    reads_records,
)
from salesplan.console.statement_formats import StatementFormat, statement_format

Rep = Annotated[str | None, typer.Option("--rep", metavar="NAME", help="Only this person's statements.")]
Explain = Annotated[bool, typer.Option("--explain", help="Also say which rules did not fire, and why.")]
Expected = Annotated[
    bool, typer.Option("--expected", help="Also what the commission plans cost if the period goes as forecast.")
]
Close = Annotated[
    str | None, typer.Option("--close", metavar="PERIOD", help="Freeze the statements of a period: 2027-Q1.")
]

Chosen = Annotated[
    StatementFormat | None,
    typer.Option("--format", "-f", help="How to write it; else as the suffix of FILE says.", show_default="table"),
]

UNPAID = {"SPLIT", "UNREADABLE", "CURRENCY", "NEGATIVE", "REFUND", "NO_MARGIN"}
"""Problems that are mistakes in a record, not news about it: the command ends with 1."""


@reads_records
def commission(
    plan: PlanPath = None,
    records: RecordOptions = NO_OPTIONS,
    rep: Rep = None,
    explain: Explain = False,
    close: Close = None,
    expected: Expected = False,
    scenario: Scenario = None,
    format_: Chosen = None,
    output: Output = None,
) -> None:
    """Work out commission statements, deal by deal.

    By the plan's `compensation`, on won deals. A closed period stays as it was paid; what changes later is an
    adjustment in the next one. -o statements.html, .pdf or .xlsx makes pages to hand out, or a workbook.
    """
    form = statement_format(format_, output)
    from msgspec.structs import replace

    from salesplan.base.finding import Usage
    from salesplan.base.sentence import sentence
    from salesplan.console.answer import deliver
    from salesplan.console.given_pay import costs_of, period_to_close, require_schemes, statements_of
    from salesplan.console.given_records import gather_ledger, gather_records
    from salesplan.console.output import say
    from salesplan.console.statement_files import write_statements
    from salesplan.console.understood import with_understood
    from salesplan.pay.commission import known_until
    from salesplan.report.document.statements import Extras
    from salesplan.report.language.voice import voice_for
    from salesplan.report.pay.answer import commission_answer
    from salesplan.report.pay.cost import NO_COSTS
    from salesplan.report.pay.rules import problem_text

    if close and scenario:
        raise Usage("--close pays by the plan, not by a scenario", "leave out --scenario, or --close")
    given = gather_records(plan, records, scenario)
    known, name = require_schemes(given)
    period = period_to_close(close, known, given.on)
    ledger = gather_ledger(given, numbered=True)
    found = statements_of(known, name, ledger if given.on else known_until(ledger), period)
    if rep is not None:
        chosen = tuple(one for one in found.statements if one.rep.casefold() == rep.casefold())
        if not chosen:
            names = ", ".join(dict.fromkeys(one.rep for one in found.statements))
            raise Usage(
                sentence("nobody called '{rep}' has a statement", rep=rep[:40]),
                sentence("There are statements of {names}.", names=names) if names else "",
            )
        found = replace(found, statements=chosen)
    cost = NO_COSTS if rep is not None else costs_of(known, ledger, expected=expected)
    if isinstance(form, StatementFormat):
        write_statements(found, known, form, output, Extras(explain=explain, cost=cost))
    else:
        answer = commission_answer(found, known.language, explain=explain, cost=cost)
        deliver(with_understood(answer, ledger), form, output, known.language)
    wrong = [one for one in found.set_aside if one.problem.name in UNPAID]
    english = voice_for("en", found.currency, None)
    for one in wrong:
        say(f"error: {problem_text(english, one, found.rows.get(one.deal))}")
    if wrong:
        raise typer.Exit(1)
