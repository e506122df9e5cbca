"""The plan as an Excel workbook that recomputes: inputs, quotas, schedule, capacity, budget, what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesplan.model.plan import Plan
from salesplan.quotas.quota import Quota

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from salesplan.measuring.measurement import Measurement
    from salesplan.quotas.ramping import RampMonth
    from salesplan.report.document.blocks import Block
    from salesplan.report.document.sections.capacity import Seen
    from salesplan.report.language.voice import Voice
    from salesplan.report.xlsx.book import Book
    from salesplan.report.xlsx.inputs import Inputs
    from salesplan.report.xlsx.quotas import QuotaSheet

MOST_CELLS = 400_000
"""More (rep, action, day) than this are not spread by formulas: the schedule is then written as plain figures."""


def workbook(
    plan: Plan,
    quota: Quota,
    measured: Measurement | None = None,
    followed: Mapping[str, tuple[Block, ...]] | None = None,
    ramps: Mapping[str, Sequence[RampMonth]] | None = None,
) -> bytes:
    """The plan and its quotas as an `.xlsx` file.

    Every figure that the quotas rest on is an input: a marked cell with a name. Quotas, schedule, capacity and budget
    are formulas that store the values of `quota`, so that viewers which do not recalculate show the same. What was
    measured has a sheet of its own, and so have the sections of `followed`; no input follows them. `ramps` are how
    people of each segment grew into their quota by the records.

    Raises:
        Usage: for a text that no spreadsheet can hold.
    """
    from salesplan.indicators.budget import budget
    from salesplan.report.language.voice import voice_for
    from salesplan.report.xlsx.book import Book
    from salesplan.report.xlsx.budget import write_budget
    from salesplan.report.xlsx.inputs import write_inputs
    from salesplan.report.xlsx.quotas import write_quotas

    voice = voice_for(plan.language, plan.currency, plan.dates)
    book = Book(voice)
    sheet = None
    if plan.funnels:
        inputs = write_inputs(book, plan, quota)
        sheet = write_quotas(book, plan, quota, inputs)
        _schedule(book, plan, quota, (inputs, sheet))
    if plan.budget is not None:
        found = budget(plan, quota)
        if found is not None:
            write_budget(book, plan.budget, sheet.revenue if sheet else "", found)
    if followed:
        from salesplan.report.xlsx.followed import write_followed

        write_followed(book, followed)
    if measured is not None:
        from salesplan.report.xlsx.measured import write_measured

        write_measured(book, measured)
    _parts(book, voice, plan, (quota, (followed or {}).get("compensation", ()), ramps or {}))
    return book.finish(plan.title)


def _schedule(book: Book, plan: Plan, quota: Quota, sheets: tuple[Inputs, QuotaSheet]) -> None:
    """The schedule with its workings, and the hours it takes."""
    assignment = quota.assignment
    if assignment is None or not assignment.schedule.grids:
        return
    from salesplan.report.xlsx.people import later_hours, write_capacity
    from salesplan.report.xlsx.schedule import write_schedule
    from salesplan.report.xlsx.task_blocks import blocks_of

    schedule, (inputs, sheet) = assignment.schedule, sheets
    blocks = blocks_of(schedule, sheet.lines, MOST_CELLS)
    by_week = write_schedule(book, schedule, assignment.period, blocks)
    if assignment.capacities:
        write_capacity(book, assignment.capacities, inputs, by_week, later_hours(plan, assignment.following))


def _parts(book: Book, voice: Voice, plan: Plan, figures: tuple[Quota, tuple[Block, ...], Seen]) -> None:
    """The parts of the plan that people look up beside the figures: of the quota, what has been earned, and ramps."""
    from salesplan.report.document.sections import capacity, goals, money, pay, revenue, team
    from salesplan.report.quota.following import following_tables
    from salesplan.report.xlsx.blocks import BlockPage

    quota, earned, ramps = figures
    chapters: tuple[tuple[str, Callable[[], Sequence[Block]]], ...] = (
        (voice.say("Goals"), lambda: goals.goals(voice, plan.goals)),
        (voice.say("Revenue"), lambda: revenue.revenue(voice, quota.assignment.revenue) if quota.assignment else ()),
        (voice.say("Next period"), lambda: following_tables(quota, voice.words, voice.numbers, team=voice.name)),
        (voice.say("Milestones"), lambda: team.milestones(voice, plan.milestones)),
        (
            voice.say("Team and roles"),
            lambda: (*team.team(voice, plan.team), *capacity.capacity(voice, plan, quota, ramps)),
        ),
        (
            voice.say("Compensation"),
            lambda: (*money.compensation(voice, plan.compensation), *pay.cost(voice, plan), *earned),
        ),
    )
    for title, fill in chapters:
        blocks = fill()
        if blocks:
            BlockPage(book, title, blocks).write(blocks)
