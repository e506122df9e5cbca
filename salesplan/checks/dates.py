"""Dates: milestones, goals, closed days and training against the period, and the calendar itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.periods import Period
from salesplan.checks.rule import each
from salesplan.checks.wording import percent, quoted
from salesplan.model.milestone import Milestone
from salesplan.model.plan import Plan


def _lies(period: Period) -> str:
    return f"outside the period ({period.start} to {period.end})"


def milestone_day(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A milestone has a day or a date, one of them."""
    for place, milestone in each(plan.milestones):
        title = quoted(milestone.title)
        if milestone.day is None and milestone.on is None:
            yield error(
                "milestone-without-day",
                f"the milestone {title} has neither a day nor a date",
                locate("milestones", place, "title"),
                "write day: 30 (counted from the start of the period) or on: 2027-01-31",
            )
        elif milestone.day is not None and milestone.on is not None:
            yield error(
                "milestone-day-and-date",
                f"the milestone {title} has both a day and a date",
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
        day = _on(milestone, period)
        if day is None or day in period:
            continue
        if milestone.on:
            what, key = f"is on {day}, {_lies(period)}", "on"
        else:
            what, key = f"is on day {milestone.day}, and the period has {len(period)} days", "day"
        yield error(
            "milestone-outside",
            f"the milestone {quoted(milestone.title)} {what}",
            locate("milestones", place, key),
            "move the milestone into the period, or make the period longer",
            (locate("period"), "the period"),
        )


def milestone_order(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Milestones stand in the order of their days."""
    period, latest = plan.dates, None
    for place, milestone in enumerate(plan.milestones):
        day = _on(milestone, period) or (date.min + timedelta(days=milestone.day) if milestone.day else None)
        comparable = day and (period or milestone.on is None)
        if not day or not comparable:
            continue
        if latest and day < latest[0]:
            yield error(
                "milestone-order",
                f"the milestone {quoted(milestone.title)} is due before {quoted(latest[1].title)}, which comes first",
                locate("milestones", place, "on" if milestone.on else "day"),
                "put the milestones in the order of their days",
                (locate("milestones", latest[2], "on" if latest[1].on else "day"), "the later day"),
            )
        else:
            latest = (day, milestone, place)


def goal_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Goals are due within the period."""
    period = plan.dates
    for place, goal in each(plan.goals if period else ()):
        if period and goal.by and goal.by not in period:
            yield error(
                "goal-outside",
                f"the goal {quoted(goal.name)} is due on {goal.by}, {_lies(period)}",
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
                f"the training {quoted(training.topic)} is due on {training.by}, {_lies(period)}",
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
                f"the closed days from {days.start} lie {_lies(period)}"
                if days.start != days.end
                else f"the closed day {days.start} lies {_lies(period)}",
                locate("calendar", "closed", place),
                "check the date; the line has no effect",
            )


def seasonality_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The months with a share of the target are months of the period."""
    period = plan.dates
    for month in plan.seasonality if period else ():
        if period and not f"{period.start:%Y-%m}" <= month <= f"{period.end:%Y-%m}":
            yield error(
                "seasonality-outside",
                f"the month {month} has a share of the target and lies {_lies(period)}",
                locate("seasonality", month, key=True),
                "remove the line, or make the period longer",
                (locate("period"), "the period"),
            )


def seasonality_sum(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The months' shares add up to 100%."""
    total = sum(plan.seasonality.values(), Fraction(0))
    if plan.seasonality and total != 1:
        yield error(
            "seasonality-sum",
            f"the shares of the months add up to {percent(total)}, not 100%",
            locate("seasonality"),
            "change them so that they add up to 100%; a third can be written 1/3",
        )


def fiscal_year(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A fiscal year is said where the period means one, and the other way round."""
    name, starts = plan.period.name if plan.period else "", plan.calendar.fiscal_year_starts
    if name.startswith("FY") and "fiscal_year_starts" not in plan.calendar.model_fields_set:
        yield warning(
            "fiscal-year-not-stated",
            f"the period {name} is a fiscal one, and the plan does not say when its fiscal year starts: "
            "January is assumed",
            locate("period"),
            "write the month under calendar, such as fiscal_year_starts: 4",
        )
    elif starts > 1 and (len(name) == len("2027") or name[4:6] in {"-Q", "-H"}):
        yield warning(
            "fiscal-year-not-used",
            f"the period {name} follows the calendar year, from {plan.dates.start if plan.dates else ''}, "
            f"and not the fiscal year, which starts in month {starts}",
            locate("period"),
            f"if you mean the fiscal one, write FY{name}",
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
