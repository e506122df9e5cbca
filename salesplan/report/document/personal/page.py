"""The page of one person or one team segment, as a document that every format shows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.periods import Period
from salesplan.model.funnel import Funnel
from salesplan.model.plan import Plan
from salesplan.quotas.derivation import StepKind, derivation
from salesplan.quotas.quota import Quota
from salesplan.report.document.blocks import Block, Document, Headline, Prose, Section
from salesplan.report.document.parts import facts, listed, said
from salesplan.report.document.personal.pay import World, pay
from salesplan.report.document.personal.who import Who
from salesplan.report.document.personal.work import (
    hours_of_week,
    own_revenue,
    own_slots,
    presence,
    this_week,
    view_of,
    week_by_person,
    week_of,
    whole_period,
)
from salesplan.report.document.sections import team, working
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.quota.explain import sentences
from salesplan.report.tables.table import Column, Kind, Table, slim
from salesplan.scheduling.revenue import RevenueSlot
from salesplan.scheduling.schedule import Slot


class Split(Struct, frozen=True):
    """The schedule of everybody by day, worked out once for all pages: actions, and the revenue to win by part."""

    quota: Quota | None
    days: tuple[Slot, ...] = ()
    revenue: tuple[RevenueSlot, ...] = ()
    sold: tuple[RevenueSlot, ...] = ()


def split(quota: Quota | None) -> Split:
    """The quota of a plan by day and person; nothing where the plan has no funnels or no period."""
    assignment = quota.assignment if quota else None
    if quota is None or assignment is None:
        return Split(quota)
    owed = assignment.revenue
    return Split(
        quota,
        assignment.slots("day", per_rep=True),
        owed.slots(view_of(assignment), per_rep=True),
        owed.slots("day", per_rep=True),
    )


def personal_document(plan: Plan, who: Who, found: Split, on: date) -> Document:
    """What `who` has to do in the week of `on` and in the period, why, how, and what it pays."""
    voice = voice_for(plan.language, plan.currency, plan.dates)
    page = _Page(voice, plan, who, found, on)
    sections = (
        ("week", page.week_title(), page.week()),
        ("period", voice.say("This period"), page.period()),
        ("pay", voice.say("What it pays"), page.pay()),
        ("why", voice.say("Why"), page.why()),
        ("dates", voice.say("Dates to keep"), page.dates()),
        ("how", voice.say("How"), page.how()),
    )
    return Document(
        title=voice.name(who.name) if who.is_segment else who.name,
        subtitle=plan.title,
        language=voice.words.language,
        facts=page.facts(),
        headlines=page.headlines(),
        sections=tuple(Section(key, title, blocks) for key, title, blocks in sections if blocks),
        contents_title="",
        headlines_title=voice.say("At a glance"),
        footer=working.written(voice, on),
        colon=voice.labelled("", "").rstrip(" "),
        is_sheet=True,
    )


class _Page(Struct, frozen=True):
    """The parts of one page."""

    voice: Voice
    plan: Plan
    who: Who
    found: Split
    on: date

    @property
    def slots(self) -> list[Slot]:
        return own_slots(self.found.days, self.who)

    @property
    def days_of_week(self) -> Period | None:
        assignment = self.found.quota.assignment if self.found.quota else None
        return week_of(assignment, self.on) if assignment else None

    def facts(self) -> tuple[tuple[str, str], ...]:
        voice, who = self.voice, self.who
        roles = [segment.role or "" for name in who.segments if (segment := self.plan.team.get(name))]
        teams = "" if who.is_segment else voice.joined(voice.name(name) for name in who.segments)
        bosses = [segment.reports_to or "" for name in who.segments if (segment := self.plan.team.get(name))]
        return said(
            (voice.say("Team"), teams),
            (voice.say("Role"), capital(voice.joined(dict.fromkeys(role for role in roles if role)))),
            (voice.say("Reports to"), voice.joined(dict.fromkeys(boss for boss in bosses if boss))),
            (voice.say("Period"), voice.span(voice.period.start, voice.period.end) if voice.period else None),
        )

    def week_title(self) -> str:
        week = self.days_of_week
        if week is None:
            return self.voice.say("This week")
        return self.voice.say(
            "This week: {start} to {end}",
            start=self.voice.numbers.short_day(week.start),
            end=self.voice.numbers.short_day(week.end),
        )

    def headlines(self) -> tuple[Headline, ...]:
        voice, week = self.voice, self.days_of_week
        found = []
        if week is not None:
            mine = [slot for slot in self.slots if slot.start in week]
            counts: dict[str, int] = {}
            for slot in mine:
                counts[slot.action] = counts.get(slot.action, 0) + slot.count
            meaning = voice.joined(voice.counted(count, action) for action, count in counts.items() if count)
            total = voice.numbers.count(sum(counts.values()))
            found.append(Headline(voice.say("This week"), total, meaning or voice.say("Nothing is assigned.")))
        revenue = own_revenue(self.found.revenue, self.who)
        amount = sum((one.amount or Fraction(0) for one in revenue), Fraction(0))
        if amount:
            deals = sum(one.deals for one in revenue)
            meaning = voice.words.plural(
                "{n} deal to win in the period.", "{n} deals to win in the period.", deals, n=voice.numbers.count(deals)
            )
            found.append(Headline(voice.say("Revenue to win"), voice.money(amount), meaning))
        return tuple(found)

    def week(self) -> tuple[Block, ...]:
        assignment, week = self.found.quota.assignment if self.found.quota else None, self.days_of_week
        if assignment is None or week is None:
            return self.undated()
        mine = [slot for slot in self.slots if slot.start in week]
        hours = hours_of_week(self.voice, self.plan, assignment, mine, self.who) if mine else ""
        return (
            this_week(self.voice, assignment, mine, week),
            *((Prose(hours, muted=True),) if hours else ()),
            *(week_by_person(self.voice, mine, week) if self.who.is_segment else ()),
        )

    def undated(self) -> tuple[Block, ...]:
        """The quotas of the segments, of a plan without a period."""
        quota = self.found.quota
        segments = [each for each in quota.segments if each.name in self.who.segments] if quota else []
        columns = (
            Column("action", self.voice.say("Action")),
            Column("count", self.voice.say("Quota"), Kind.COUNT),
        )
        rows = tuple(
            (capital(self.voice.words.names(each.action, each.count)), each.count)
            for segment in segments
            for each in segment.quotas
        )
        remark = Prose(self.voice.say("The plan has no period: these are the team's quotas in all."), muted=True)
        table = slim(Table("quotas", "", columns, rows))
        return (*table, remark) if table else ()

    def period(self) -> tuple[Block, ...]:
        assignment = self.found.quota.assignment if self.found.quota else None
        if assignment is None:
            return ()
        revenue = own_revenue(self.found.revenue, self.who)
        return (
            *whole_period(self.voice, assignment, self.slots, revenue),
            *(() if self.who.is_segment else presence(self.voice, self.plan, self.who)),
        )

    def why(self) -> tuple[Block, ...]:
        """The way from the goal to the actions of these segments, and what part of them falls to the person."""
        quota = self.found.quota
        if quota is None:
            return ()
        pairs = [
            (demand, counted)
            for demand, counted in zip(quota.asked, quota.funnels, strict=True)
            if self._works_in(demand.funnel)
        ]
        steps = derivation(self.plan, tuple(one for one, _ in pairs), tuple(one for _, one in pairs))
        kept = tuple(
            step
            for step in steps
            if step.kind not in {StepKind.ACTION, StepKind.SOURCED} or step.segment in self.who.segments
        )
        chain = tuple(sentences(replace(quota, steps=kept), self.voice.words, self.voice.numbers))
        return listed("", (*map(capital, chain), *self.own_part(quota)), ordered=True) if pairs else ()

    def _works_in(self, funnel: Funnel) -> bool:
        return any(name in self.who.segments for stage in funnel.stages for name in (stage.sourced_by, *stage.actions))

    def own_part(self, quota: Quota) -> list[str]:
        """What of the team's counts falls to the person."""
        if self.who.is_segment or quota.assignment is None:
            return []
        mine: dict[str, int] = {}
        for slot in self.slots:
            mine[slot.action] = mine.get(slot.action, 0) + slot.count
        every: dict[str, int] = {}
        for segment in quota.segments:
            for one in segment.quotas if segment.name in self.who.segments else ():
                every[one.action] = every.get(one.action, 0) + one.count
        parts = [
            self.voice.say(
                "{own} of {all}",
                own=self.voice.numbers.count(mine.get(action, 0)),
                all=self.voice.counted(count, action),
            )
            for action, count in every.items()
            if mine.get(action, 0) != count
        ]
        said = self.voice.say(
            "{name} has a part of the team's work: {parts}.", name=self.who.name, parts=self.voice.joined(parts)
        )
        return [said] if parts else []

    def how(self) -> tuple[Block, ...]:
        """Scripts, objections, questions, and the steps that are theirs."""
        process = self.plan.process
        if process is None:
            return self.rhythm()
        names = {self.who.name, *self.who.segments}
        steps = tuple(step.model_copy(update={"owner": None}) for step in process.steps if step.owner in names)
        own = process.model_copy(update={"steps": steps, "stale_after": None})
        return (*self.rhythm(), *team.process(self.voice, own))

    def rhythm(self) -> tuple[Block, ...]:
        """What is done every day, week and month."""
        kept = [each.rhythm for name in self.who.segments if (each := self.plan.team.get(name)) and each.rhythm]
        say, joined = self.voice.say, self.voice.joined
        return facts(
            (say("Every day"), joined(text for each in kept for text in each.daily)),
            (say("Every week"), joined(text for each in kept for text in each.weekly)),
            (say("Every month"), joined(text for each in kept for text in each.monthly)),
        )

    def dates(self) -> tuple[Block, ...]:
        """Milestones they answer for, and trainings they attend, by day."""
        names = {self.who.name, *self.who.segments}
        rows: list[tuple[date | None, str, str]] = [
            (team.day_of(self.voice.period, one), one.title, self.voice.joined(one.objectives))
            for one in self.plan.milestones
            if one.owner in names
        ]
        rows += [
            (one.by, one.topic, one.outcome or "")
            for one in self.plan.training
            if names & set(one.for_) or one.trainer in names
        ]
        columns = (
            Column("day", self.voice.say("Day"), Kind.DATE),
            Column("what", self.voice.say("What")),
            Column("done", self.voice.say("Done by then")),
        )
        ordered = tuple(sorted(rows, key=lambda row: row[0] or date.max))
        return slim(Table("dates", "", columns, ordered))

    def pay(self) -> tuple[Block, ...]:
        return pay(World(self.voice, self.plan, self.on, self.target), self.who)

    def target(self, who: Who, period: Period) -> Fraction | None:
        """What `who` has to win within `period`, as far as the plan reaches."""
        mine = [one for one in own_revenue(self.found.sold, who) if one.start in period]
        return sum((one.amount for one in mine if one.amount is not None), Fraction(0)) or None
