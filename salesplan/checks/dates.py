"""Dates: milestones, goals, closed days and training against the period, and the calendar itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.periods import Period
from salesplan.base.sentence import Sentence, day, month, sentence
from salesplan.checks.rule import each
from salesplan.checks.wording import percent, quote
from salesplan.model.milestone import Milestone
from salesplan.model.plan import Plan


def _lies(period: Period) -> Sentence:
    return sentence("outside the period ({start} to {end})", start=day(period.start), end=day(period.end))


def milestone_day(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A milestone has a day or a date, one of them."""
    for place, milestone in each(plan.milestones):
        title = quote(milestone.title)
        if milestone.day is None and milestone.on is None:
            yield error(
                "milestone-without-day",
                sentence("the milestone {title} has neither a day nor a date", title=title),
                locate("milestones", place, "title"),
                "write day: 30 (counted from the start of the period) or on: 2027-01-31",
            )
        elif milestone.day is not None and milestone.on is not None:
            yield error(
                "milestone-day-and-date",
                sentence("the milestone {title} has both a day and a date", title=title),
                locate("milestones", place, "on"),
                "keep one of the two",
                (locate("milestones", place, "day"), "the day"),
            )


def _on(milestone: Milestone, period: Period | None) -> date | None:
    if milestone.on or not period or not milestone.day:
        return milestone.on
    return period.start + timedelta(days=milestone.day - 1)


def milestone_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Milestones lie within the period."""
    period = plan.dates
    for place, milestone in each(plan.milestones if period else ()):
        assert period is not None  # noqa: S101
        on, title = _on(milestone, period), quote(milestone.title)
        if on is None or on in period:
            continue
        if milestone.on:
            key, message = (
                "on",
                sentence(
                    "the milestone {milestone} is on {day}, {lies}", milestone=title, day=day(on), lies=_lies(period)
                ),
            )
        else:
            key, message = (
                "day",
                sentence(
                    "the milestone {milestone} is on day {number}, and the period has {days} days",
                    milestone=title,
                    number=milestone.day,
                    days=len(period),
                ),
            )
        yield error(
            "milestone-outside",
            message,
            locate("milestones", place, key),
            "move the milestone into the period, or make the period longer",
            (locate("period"), "the period"),
        )


def milestone_order(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Milestones stand in the order of their days."""
    period, latest = plan.dates, None
    for place, milestone in enumerate(plan.milestones):
        on = _on(milestone, period) or (date.min + timedelta(days=milestone.day) if milestone.day else None)
        comparable = on and (period or milestone.on is None)
        if not on or not comparable:
            continue
        if latest and on < latest[0]:
            yield error(
                "milestone-order",
                sentence(
                    "the milestone {milestone} is due before {other}, which comes first",
                    milestone=quote(milestone.title),
                    other=quote(latest[1].title),
                ),
                locate("milestones", place, "on" if milestone.on else "day"),
                "put the milestones in the order of their days",
                (locate("milestones", latest[2], "on" if latest[1].on else "day"), "the later day"),
            )
        else:
            latest = (on, milestone, place)


def goal_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Goals are due within the period."""
    period = plan.dates
    for place, goal in each(plan.goals if period else ()):
        if period and goal.by and goal.by not in period:
            yield error(
                "goal-outside",
                sentence(
                    "the goal {goal} is due on {by}, {lies}",
                    goal=quote(goal.name),
                    by=day(goal.by),
                    lies=_lies(period),
                ),
                locate("goals", place, "by"),
                "change the day, or leave it out: a goal is due at the end of the period",
                (locate("period"), "the period"),
            )


def training_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Training is done within the period."""
    period = plan.dates
    for place, training in each(plan.training if period else ()):
        if period and training.by and training.by not in period:
            yield warning(
                "training-outside",
                sentence(
                    "the training {training} is due on {by}, {lies}",
                    training=quote(training.topic),
                    by=day(training.by),
                    lies=_lies(period),
                ),
                locate("training", place, "by"),
                "check the day",
            )


def closed_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Closed days take days of the period."""
    period = plan.dates
    for place, days in enumerate(plan.calendar.closed if period else ()):
        if period and (days.end < period.start or days.start > period.end):
            yield warning(
                "closed-outside",
                sentence("the closed days from {start} lie {lies}", start=day(days.start), lies=_lies(period))
                if days.start != days.end
                else sentence("the closed day {start} lies {lies}", start=day(days.start), lies=_lies(period)),
                locate("calendar", "closed", place),
                "check the date; the line has no effect",
            )


def seasonality_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The months with a share of the target are months of the period."""
    period = plan.dates
    for name in plan.seasonality if period else ():
        if period and not f"{period.start:%Y-%m}" <= name <= f"{period.end:%Y-%m}":
            yield error(
                "seasonality-outside",
                sentence(
                    "the month {month} has a share of the target and lies {lies}", month=month(name), lies=_lies(period)
                ),
                locate("seasonality", name, key=True),
                "remove the line, or make the period longer",
                (locate("period"), "the period"),
            )


def seasonality_sum(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The months' shares add up to 100%."""
    total = sum(plan.seasonality.values(), Fraction(0))
    if plan.seasonality and total != 1:
        yield error(
            "seasonality-sum",
            sentence("the shares of the months add up to {total}, not 100%", total=percent(total)),
            locate("seasonality"),
            "change them so that they add up to 100%; a third can be written 1/3",
        )


def fiscal_year(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A fiscal year is said where the period means one, and the other way round."""
    name, starts = plan.period.name if plan.period else "", plan.calendar.fiscal_year_starts
    if name.startswith("FY") and "fiscal_year_starts" not in plan.calendar.model_fields_set:
        yield warning(
            "fiscal-year-not-stated",
            sentence(
                "the period {name} is a fiscal one, and the plan does not say when its fiscal year starts: "
                "January is assumed",
                name=name,
            ),
            locate("period"),
            "write the month under calendar, such as fiscal_year_starts: 4",
        )
    elif starts > 1 and (len(name) == len("2027") or name[4:6] in {"-Q", "-H"}):
        yield warning(
            "fiscal-year-not-used",
            sentence(
                "the period {name} follows the calendar year, from {start}, and not the fiscal year, which "
                "starts in month {starts}",
                name=name,
                start=day(plan.dates.start) if plan.dates else "",
                starts=starts,
            ),
            locate("period"),
            sentence("if you mean the fiscal one, write FY{name}", name=name),
            (locate("calendar", "fiscal_year_starts"), "the fiscal year"),
        )


def next_alone(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Work for the next period begins in a period, as early as deals take days."""
    if plan.next is None:
        return
    if plan.period is None:
        yield error(
            "next-without-period",
            "there is no next period: the plan has none itself",
            locate("next"),
            "add period: 2027-01 (or 2027-Q1, 2027-H1, 2027)",
        )
    elif not any(stage.days for funnel in plan.funnels for stage in funnel.stages):
        yield warning(
            "next-without-days",
            "no work for the next period begins in this one: no stage says how many days a record stays there",
            locate("next"),
            "add the mean days to the stages, such as days: 14",
        )
