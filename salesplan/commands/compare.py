"""`salesplan compare`: plans and scenarios side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from salesplan.base.finding import PlanError, Usage
from salesplan.console.options import Output, PlanPath, TableFormat, table_format
from salesplan.report.answer import Format

Other = Annotated[str | None, typer.Argument(metavar="OTHER", help="A second plan, to hold against the first.")]
Scenarios = Annotated[
    list[str] | None, typer.Option("--scenario", metavar="NAME", help="Only this scenario; may be given again.")
]
Require = Annotated[
    list[str] | None,
    typer.Option(metavar="BOUND", help='End with 1 where it does not hold: "probability >= 60%"; may be given again.'),
]


def compare(
    plan: PlanPath = None,
    other: Other = None,
    scenario: Scenarios = None,
    require: Require = None,
    format_: TableFormat = None,
    output: Output = None,
) -> None:
    """Hold scenarios, or two plans, side by side.

    What was changed comes first, then what it does to the target, the chance to reach it, quotas, people and cost. As
    Markdown it says nothing where nothing differs.
    """
    form = table_format(format_, output)
    from salesplan.console.answer import deliver
    from salesplan.console.given_plan import in_scenario, read_usable, refuse
    from salesplan.console.output import say
    from salesplan.console.requirement import read_requirement
    from salesplan.quotas.compare import hold_side_by_side
    from salesplan.report.compare import compare_answer
    from salesplan.report.language.voice import voice_for

    bounds = [read_requirement(text) for text in require or ()]
    if other is not None and scenario:
        raise Usage("--scenario is for one plan", "Name one plan, or leave the scenarios out.")
    first = read_usable(plan)
    if other is None:
        names = scenario or list(first.plan.scenarios)
        plans = {"plan": first.plan, **{name: in_scenario(first.plan, name) for name in names}}
    else:
        titles = [one if one != "-" else "standard input" for one in (plan or "", other)]
        titles[1] += " (2)" if titles[0] == titles[1] else ""
        plans = dict(zip(titles, (first.plan, read_usable(other).plan), strict=True))
    try:
        found = hold_side_by_side(plans)
    except PlanError as gaps:
        refuse(first.sources, gaps.findings)
    if found.differs or form is not Format.MARKDOWN or output is not None:
        language = first.plan.language
        voice = voice_for(language, first.plan.currency, first.plan.dates)
        deliver(compare_answer(found, voice), form, output, language)
    places = range(1 if other is not None else 0, len(found.columns))
    failed = {bound.text: names for bound in bounds if (names := bound.failures(found, places))}
    for text, names in failed.items():
        say("{bound} does not hold: {names}", bound=text, names=", ".join(names))
    if failed:
        raise typer.Exit(1)
