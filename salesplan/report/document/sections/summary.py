"""The plan on one page: what a board reads, everything after it is reference."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Final

from msgspec.structs import replace

from salesplan.model.plan import Plan
from salesplan.quotas.quota import Quota
from salesplan.report.document.blocks import Block, Items, Mark, Timeline
from salesplan.report.document.figures import Figures
from salesplan.report.document.parts import listed
from salesplan.report.document.sections import graphs, team
from salesplan.report.document.sections.schedule import load_share
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Column, Kind, Table, slim
from salesplan.scheduling.assignment import Assignment

MOST_STAGES: Final = 12
MOST_TEAMS: Final = 6
BUSIEST: Final = 3
RISKS: Final = 3


def summary(voice: Voice, plan: Plan, figures: Figures) -> tuple[Block, ...]:
    """Chance, path, target over time, work a week, load, milestones, risks: what there is of it.

    Nothing for a plan without funnels, whose chapters are short enough.
    """
    quota = figures.quota
    if quota is None or not quota.funnels:
        return ()
    planned = quota.chance.probability if quota.chance else None
    chance = figures.expected if figures.expected is not None else planned
    return (
        *(() if chance is None or figures.is_over else (graphs.chance_dots(voice, chance),)),
        *graphs.target_climb(voice, plan, quota),
        *_path(voice, quota),
        *_weekly(voice, quota),
        *_load(voice, quota.assignment),
        *_milestones(voice, plan),
        *_risks(voice, plan),
    )


def _path(voice: Voice, quota: Quota) -> tuple[Table, ...]:
    """Records at each stage and won deals; of many stages those of the largest funnels."""
    several = len(quota.funnels) > 1
    rows: list[tuple[str, str, int]] = []
    for funnel in quota.funnels:
        stages = [(capital(voice.words.names(stage.name, stage.count)), stage.count) for stage in funnel.stages]
        won = (voice.words.plural("Won deal", "Won deals", funnel.deals), funnel.deals)
        rows += [(voice.name(funnel.name), name, count) for name, count in (*stages, won)]
    columns = (
        Column("funnel", voice.say("Funnel")),
        Column("stage", voice.say("Stage")),
        Column("count", voice.say("Number"), Kind.COUNT, bar=True),
    )
    table = Table("path", voice.say("The path to the target"), columns, tuple(rows[:MOST_STAGES]), group="funnel")
    if several:
        return slim(table)
    alone = tuple((name, count) for _, name, count in rows[:MOST_STAGES])
    return slim(Table(table.name, table.title, columns[1:], alone))


def _weekly(voice: Voice, quota: Quota) -> tuple[Table, ...]:
    """What each team does in a mean week of those in which it works."""
    assignment = quota.assignment
    if assignment is None:
        return ()
    counts: dict[str, dict[str, int]] = {}
    active: dict[str, set[object]] = {}
    for slot in assignment.slots("week", per_rep=False):
        if slot.count:
            of_segment = counts.setdefault(slot.segment, {})
            of_segment[slot.action] = of_segment.get(slot.action, 0) + slot.count
            active.setdefault(slot.segment, set()).add(slot.start)
    columns = (Column("segment", voice.say("Team")), Column("work", voice.say("In a week with work, about")))
    rows = []
    for segment, actions in list(counts.items())[:MOST_TEAMS]:
        means = {
            action: floor(Fraction(count, len(active[segment])) + Fraction(1, 2)) for action, count in actions.items()
        }
        rows.append((voice.name(segment), voice.joined(voice.counted(max(1, n), name) for name, n in means.items())))
    return slim(Table("weekly", voice.say("Who does what"), columns, tuple(rows)))


def _load(voice: Voice, assignment: Assignment | None) -> tuple[Table, ...]:
    """The teams with the largest share of their hours taken."""
    loads = [(load_share(one), one.segment) for one in assignment.capacities] if assignment else []
    known = sorted(((share, name) for share, name in loads if share is not None), key=lambda pair: -pair[0])
    columns = (
        Column("segment", voice.say("Team")),
        Column("load", voice.say("Load"), Kind.PERCENT, bar=True, full=True),
    )
    rows = tuple((voice.name(name), share) for share, name in known[:BUSIEST])
    return slim(Table("busiest", voice.say("The busiest teams"), columns, rows))


def _milestones(voice: Voice, plan: Plan) -> tuple[Block, ...]:
    """The line of time, and below it what each mark stands for."""
    blocks = team.milestones(voice, plan.milestones)
    dated = [(day, one.title) for one in plan.milestones if (day := team.day_of(voice.period, one)) is not None]
    days = [voice.numbers.short_day(day) for day, _ in sorted(dated)]
    line = tuple(
        replace(block, description="", marks=tuple(map(_relabelled, block.marks, days)))
        for block in blocks
        if isinstance(block, Timeline)
    )
    entries = [voice.labelled(voice.numbers.short_day(day), title) for day, title in dated]
    return (*line, *listed(voice.say("Milestones"), entries[:MOST_TEAMS])) if line else ()


def _relabelled(mark: Mark, label: str) -> Mark:
    """A mark by its day, as the list below it has it, instead of by its number."""
    return replace(mark, label=label)


def _risks(voice: Voice, plan: Plan) -> tuple[Items, ...]:
    """The first three risks, as the plan orders them."""
    entries = tuple(
        voice.say("{risk} Answer: {answer}", risk=_sentence(risk.risk), answer=risk.answer)
        if risk.answer
        else risk.risk
        for risk in plan.risks[:RISKS]
    )
    return (Items(voice.say("The largest risks"), entries),) if entries else ()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
