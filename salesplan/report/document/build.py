"""The document of a plan: a pure function from the plan and what was computed to finished parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.indicators.budget import budget
from salesplan.model.plan import Plan
from salesplan.quotas.spending import spending
from salesplan.report.document.blocks import Block, Document, Section, Timeline
from salesplan.report.document.figures import Figures
from salesplan.report.document.headlines import headlines
from salesplan.report.document.parts import said
from salesplan.report.document.sections import (
    capacity,
    funnel,
    goals,
    graphs,
    money,
    pay,
    revenue,
    schedule,
    spent,
    summary,
    team,
    territories,
    working,
)
from salesplan.report.language.vocabulary import KINDS, label
from salesplan.report.language.voice import Voice, voice_for


class Chapter(Struct, frozen=True):
    """A section that a document may have: its key, its title, and what fills it; nothing means it is absent."""

    key: str
    title: str
    fill: Callable[[Voice, Plan, Figures], tuple[Block, ...]]


def _funnels(voice: Voice, plan: Plan, figures: Figures) -> tuple[Block, ...]:
    return funnel.funnels(voice, plan.funnels, figures.quota.funnels if figures.quota else ())


def _quotas(voice: Voice, plan: Plan, figures: Figures) -> tuple[Block, ...]:
    effort = funnel.effort(voice, plan.funnels)
    if figures.quota is None or not figures.quota.segments:
        return effort
    return (*funnel.quotas(voice, figures.quota.segments), *funnel.notes(voice, figures.quota), *effort)


def _schedule(voice: Voice, plan: Plan, figures: Figures) -> tuple[Block, ...]:
    assignment = figures.quota.assignment if figures.quota else None
    weeks = schedule.schedule(voice, assignment, figures.slots, figures.view) if assignment else ()
    later = schedule.following(voice, figures.quota) if figures.quota else ()
    worked = schedule.holidays(voice, figures.quota) if figures.quota and weeks else ()
    return (*weeks, *worked, *later, *schedule.seasonality(voice, plan))


def _revenue(voice: Voice, _plan: Plan, figures: Figures) -> tuple[Block, ...]:
    assignment = figures.quota.assignment if figures.quota else None
    return revenue.revenue(voice, assignment.revenue) if assignment else ()


def _steps(voice: Voice, _plan: Plan, figures: Figures) -> tuple[Block, ...]:
    return funnel.steps(voice, figures.quota) if figures.quota else ()


def _budget(voice: Voice, plan: Plan, figures: Figures) -> tuple[Block, ...]:
    if plan.budget is None:
        return ()
    sums = spending(plan.budget, voice.currency, revenue_of(figures))
    return (*money.budget(voice, plan.budget, sums), *spent.spent(voice, figures.review))


def _compensation(voice: Voice, plan: Plan, _figures: Figures) -> tuple[Block, ...]:
    return (*money.compensation(voice, plan.compensation), *pay.cost(voice, plan))


def _milestones(voice: Voice, plan: Plan, _figures: Figures) -> tuple[Block, ...]:
    paid = graphs.campaigns(plan.budget, voice.period) if voice.period else ()
    blocks = team.milestones(voice, plan.milestones)
    return tuple(replace(one, stretches=paid) if isinstance(one, Timeline) else one for one in blocks)


def _elsewhere(_voice: Voice, _plan: Plan, _figures: Figures) -> tuple[Block, ...]:
    """Nothing of the plan: what there is to show comes with the figures."""
    return ()


def revenue_of(figures: Figures) -> Fraction | None:
    """The revenue the quotas are for."""
    return figures.quota.target if figures.quota else None


CHAPTERS: tuple[Chapter, ...] = (
    Chapter("summary", "The plan on one page", summary.summary),
    Chapter("goals", "Goals", lambda voice, plan, _: goals.goals(voice, plan.goals)),
    Chapter("progress", "Where we are", _elsewhere),
    Chapter("outlook", "Outlook", _elsewhere),
    Chapter("situation", "Where we stand", lambda v, p, _: goals.situation(v, p.situation) if p.situation else ()),
    Chapter("market", "Market", lambda voice, plan, _: goals.market(voice, plan.market) if plan.market else ()),
    Chapter("swot", "SWOT analysis", lambda v, p, _: goals.swot(v, p.swot) if p.swot else ()),
    Chapter("strategies", "Strategies", lambda voice, plan, _: goals.strategies(voice, plan.strategies)),
    Chapter("funnel", "From prospects to won deals", _funnels),
    Chapter("measured", "What the records say", _elsewhere),
    Chapter("quotas", "Quotas", _quotas),
    Chapter("revenue", "Revenue by month and person", _revenue),
    Chapter("schedule", "Schedule", _schedule),
    Chapter("renewals", "Renewals", _elsewhere),
    Chapter("milestones", "Milestones", _milestones),
    Chapter("team", "Team and roles", lambda voice, plan, _: team.team(voice, plan.team)),
    Chapter("capacity", "Capacity", lambda v, p, figures: capacity.capacity(v, p, figures.quota, figures.ramps)),
    Chapter(
        "territories",
        "Territories",
        lambda v, p, _: territories.territories(v, p.territories) if p.territories else (),
    ),
    Chapter("kpis", "Key figures", _elsewhere),
    Chapter(
        "calendar", "Working days", lambda v, p, _: team.calendar(v, p.calendar) if p.calendar.model_fields_set else ()
    ),
    Chapter("process", "How we sell", lambda voice, plan, _: team.process(voice, plan.process) if plan.process else ()),
    Chapter("actions", "Actions", lambda voice, plan, _: team.actions(voice, plan.actions)),
    Chapter("budget", "Budget", _budget),
    Chapter("compensation", "Compensation", _compensation),
    Chapter("alignment", "Working with other departments", lambda v, p, _: working.alignment(v, p.alignment)),
    Chapter("tools", "Tools", lambda voice, plan, _: working.tools(voice, plan.tools)),
    Chapter("training", "Training", lambda voice, plan, _: working.training(voice, plan.training)),
    Chapter(
        "tracking", "Tracking", lambda voice, plan, _: working.tracking(voice, plan.tracking) if plan.tracking else ()
    ),
    Chapter("risks", "Risks", lambda voice, plan, _: goals.risks(voice, plan.risks)),
    Chapter("scenarios", "Scenarios", lambda v, p, f: working.scenarios(v, p, f.quota) if p.scenarios else ()),
    Chapter("steps", "How the quotas come about", _steps),
    Chapter(
        "records", "Where the figures come from", lambda v, p, _: working.records(v, p.records) if p.records else ()
    ),
)
"""Every section, in the order of a general plan."""

EMPHASIS: dict[str, tuple[str, ...]] = {
    "marketing-alignment": ("alignment", "funnel", "quotas"),
    "30-60-90": ("milestones", "training"),
    "new-product": ("market", "swot", "budget"),
    "training": ("training", "milestones"),
    "market-expansion": ("market", "strategies", "budget"),
    "budget": ("budget", "compensation"),
}
"""What each kind of plan puts right after its goals."""


def plan_document(plan: Plan, figures: Figures, language: str | None = None, on: date | None = None) -> Document:
    """The document of `plan` in its own language, or in `language`; `on` is the day it says it was made."""
    voice = voice_for(language or plan.language, plan.currency, plan.dates)
    figures = replace(figures, review=figures.review or budget(plan, figures.quota))
    return Document(
        title=plan.title,
        subtitle=label(voice.words, KINDS, plan.kind),
        language=voice.words.language,
        facts=_who(voice, plan),
        headlines=headlines(voice, plan, figures),
        sections=_sections(voice, plan, figures),
        contents_title=voice.say("Contents"),
        headlines_title=voice.say("At a glance"),
        footer=working.written(voice, on),
        colon=voice.labelled("", "").rstrip(" "),
    )


def _who(voice: Voice, plan: Plan) -> tuple[tuple[str, str], ...]:
    days = plan.dates
    period = voice.span(days.start, days.end) if days else None
    return said((voice.say("Company"), plan.company), (voice.say("Owner"), plan.owner), (voice.say("Period"), period))


def _sections(voice: Voice, plan: Plan, figures: Figures) -> tuple[Section, ...]:
    first = ("summary", "goals", *EMPHASIS.get(plan.kind, ()))
    rank = {key: place for place, key in enumerate(first)}
    ordered = sorted(CHAPTERS, key=lambda chapter: rank.get(chapter.key, len(rank)))
    filled = ((chapter, _blocks(chapter, voice, plan, figures)) for chapter in ordered)
    return tuple(Section(chapter.key, voice.say(chapter.title), blocks) for chapter, blocks in filled if blocks)


def _blocks(chapter: Chapter, voice: Voice, plan: Plan, figures: Figures) -> tuple[Block, ...]:
    return (*chapter.fill(voice, plan, figures), *figures.blocks.get(chapter.key, ()))
