"""The quota command's answer: everything the funnels of a plan ask of its team."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple, replace

from salesplan.base.finding import Locate, PlanError, nowhere
from salesplan.base.periods import VIEWS, Period
from salesplan.checks.needs import for_quota
from salesplan.funnel import FunnelQuota, SegmentQuota, back_calculate, segment_quotas
from salesplan.model.amounts import LARGEST
from salesplan.model.funnel import Funnel
from salesplan.model.goal import DRIVING_METRICS
from salesplan.model.plan import Plan
from salesplan.probability.confidence import Chance
from salesplan.quotas.advice import Advice, Trial, advise
from salesplan.quotas.derivation import Step, derivation
from salesplan.quotas.goals import Demand, demands, ends
from salesplan.quotas.in_time import all_fit, late_growth
from salesplan.quotas.likelihood import Growth, grow, probability
from salesplan.quotas.marks import Mark, marks
from salesplan.scheduling.assignment import Assignment, assign
from salesplan.scheduling.following import Following
from salesplan.scheduling.leads import lead_times
from salesplan.scheduling.revenue import RevenueSlot
from salesplan.scheduling.schedule import Slot

if TYPE_CHECKING:
    import pandas as pd

USUAL_CONFIDENCE = Fraction(4, 5)
"""What the plain quota is compared with: 80%."""


class Quota(Struct, frozen=True):
    """What a target takes: records at each stage of each funnel, and actions of each team segment.

    `target` is revenue in `currency`; None where no goal is on revenue. `chance` is the probability that the quota as
    given reaches every target. `confidence` is what was asked for, None for the plain quota; `surer` is then the
    plan that reaches 80%. `steps` tell how each number came about, `asked` what each funnel has to bring, `marks` what
    is due on the way, `advice` what would make the hours suffice. `works_holidays`: the plan names neither a country
    nor a closed day, so that every holiday on a working day of the week counts as one.
    """

    title: str
    currency: str
    target: Fraction | None
    period: Period | None
    funnels: tuple[FunnelQuota, ...]
    segments: tuple[SegmentQuota, ...]
    confidence: Fraction | None = None
    chance: Chance | None = None
    reached: bool = True
    surer: Growth | None = None
    steps: tuple[Step, ...] = ()
    asked: tuple[Demand, ...] = ()
    assignment: Assignment | None = None
    by: str = "period"
    per: str = "segment"
    marks: tuple[Mark, ...] = ()
    advice: tuple[Advice, ...] = ()
    works_holidays: bool = False

    @property
    def closes_in_time(self) -> bool:
        """Whether every funnel's deals can close within the period; if not, what closes later is in no chance."""
        return self.assignment is None or all_fit(self.assignment.leads)

    @property
    def is_split(self) -> bool:
        """Whether the quota is asked for by part of the period, or by rep."""
        return self.by != "period" or self.per != "segment"

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The quotas by part of the period and by rep, as asked for; they add up to the quotas. Empty if not split."""
        if self.assignment is None or not self.is_split:
            return ()
        return self.assignment.slots(self.by, per_rep=self.per == "rep")

    @property
    def following(self) -> Following | None:
        """What is done in this period for the next one; None where the plan does not ask for it."""
        return self.assignment.following if self.assignment else None

    @property
    def revenue(self) -> tuple[RevenueSlot, ...]:
        """The target and the deals as `slots` has the actions; they add up to the target. Empty if not split."""
        if self.assignment is None or not self.is_split:
            return ()
        return self.assignment.revenue.slots(self.by, per_rep=self.per == "rep")

    def to_frame(self) -> pd.DataFrame:
        """The quotas as a data frame: one row for each segment and action, with its count; or one a slot."""
        import pandas as pd

        if self.is_split:
            return pd.DataFrame(map(astuple, self.slots), columns=["segment", "rep", "start", "end", "action", "count"])
        rows = [(segment.name, quota.action, quota.count) for segment in self.segments for quota in segment.quotas]
        return pd.DataFrame(rows, columns=["segment", "action", "count"])


def nothing_asked(plan: Plan) -> Quota:
    """The quota of a plan without funnels: nothing."""
    return Quota(plan.title, plan.currency or "", None, plan.dates, (), ())


def total_target(funnels: Sequence[FunnelQuota]) -> Fraction | None:
    """The revenue all funnels are to bring; None where none of them has a revenue target."""
    targets = [funnel.target for funnel in funnels if funnel.target is not None]
    return sum(targets, Fraction(0)) if targets else None


def quota(  # noqa: PLR0913  (all that a quota is asked for by)
    plan: Plan,
    *,
    target: Decimal | Fraction | float | None = None,
    confidence: Decimal | Fraction | float | None = None,
    by: str = "period",
    per: str = "segment",
    locate: Locate = nowhere,
) -> Quota:
    """Walk the plan's funnels back from its goals, or from `target` (revenue in the plan's currency).

    With `confidence` (a share between 0 and 1) the answer is the smallest plan that reaches the targets with that
    probability, instead of the one that reaches them on average. `by` (period, month, week, day) and `per` (segment,
    rep) split it into slots, which needs the plan's period. `locate`, such as a reading's, gives findings their place.

    Raises:
        PlanError: the plan lacks a figure that the walk needs, such as a stage's conversion; its findings tell all.
        ValueError: an argument is not one of those named, or out of its range.
    """
    request = Request(target, confidence, by, per)
    return walk_back(plan, asked_of(plan, request, locate), request)


class Request(Struct, frozen=True):
    """What a quota is asked for by: see `quota`; `surer`: whether to look for a surer plan and better rates."""

    target: Decimal | Fraction | float | None = None
    confidence: Decimal | Fraction | float | None = None
    by: str = "period"
    per: str = "segment"
    surer: bool = True

    @property
    def is_split(self) -> bool:
        """Whether it is asked for by part of the period, or by rep."""
        return (self.by, self.per) != ("period", "segment")


def asked_of(plan: Plan, request: Request, locate: Locate = nowhere) -> tuple[Demand, ...]:
    """What each funnel of a plan is asked for.

    Raises:
        PlanError: the plan lacks a figure that the walk needs; its findings tell all.
        ValueError: something asked for is not one of those named, or out of its range.
    """
    amount, _ = _target(request.target), _confidence(request.confidence)
    if request.by not in VIEWS or request.per not in {"segment", "rep"}:
        raise ValueError(f"by is one of {', '.join(VIEWS)}; per is segment or rep")
    missing = tuple(for_quota(plan, locate, target_given=amount is not None, split=request.is_split))
    if missing:
        raise PlanError(missing)
    return demands(plan.funnels, plan.goals, amount)


def walk_back(plan: Plan, asked: tuple[Demand, ...], request: Request) -> Quota:
    """The quota of a plan that has what it takes, for what each of its funnels is `asked` for."""
    sure = _confidence(request.confidence)
    planned = tuple(back_calculate(demand.funnel, demand.revenue, demand.deals) for demand in asked)
    until = ends(plan.funnels, plan.goals, plan.dates) if plan.dates else ()
    leads = lead_times(plan, plan.dates, planned, until) if plan.dates else ()
    late = late_growth(asked, planned, leads, plan.dates, sure) if plan.dates and not all_fit(leads) else None
    grown = late or (grow(asked, planned, sure) if sure else None)
    counted = grown.funnels if grown else planned
    later = asked_next(plan, _target(request.target))
    after = tuple(back_calculate(each.funnel, each.revenue, each.deals) for each in later)
    if counted != planned and plan.dates:
        leads = lead_times(plan, plan.dates, counted, until)
    assignment = assign(plan, plan.dates, counted, leads, after) if plan.dates else None
    people_only = bool(grown) or not request.surer
    return Quota(
        title=plan.title,
        currency=plan.currency or "",
        target=total_target(counted),
        period=plan.dates,
        funnels=counted,
        segments=segment_quotas(zip(plan.funnels, counted, strict=True)),
        confidence=sure,
        chance=grown.chance if grown else probability(asked, planned),
        reached=grown.reached if grown else True,
        surer=None if grown or not request.surer else grow(asked, planned, USUAL_CONFIDENCE),
        steps=derivation(plan, asked, counted),
        asked=asked,
        assignment=assignment,
        by=request.by,
        per=request.per,
        marks=marks(plan, counted, assignment) if assignment else (),
        advice=advise(Trial(assignment, asked, people_only)) if assignment else (),
        works_holidays=plan.calendar.country is None and not plan.calendar.closed,
    )


def asked_next(plan: Plan, target: Decimal | None = None) -> tuple[Demand, ...]:
    """What each funnel has to bring in the next period, from nothing; empty where the plan does not ask for it.

    The same again is what the plan's goals ask for, or `target` where it has none.
    """
    if plan.next is None or plan.dates is None:
        return ()
    own = any(goal.metric in DRIVING_METRICS for goal in plan.goals)
    amount = plan.next.target if plan.next != "same" else None if own else target
    asked = demands(plan.funnels, plan.goals, amount)
    return tuple(replace(each, funnel=_empty(each.funnel)) for each in asked)


def _empty(funnel: Funnel) -> Funnel:
    stages = tuple(stage.model_copy(update={"open": None}) for stage in funnel.stages)
    return funnel.model_copy(update={"stages": stages})


def _target(given: Decimal | Fraction | float | None) -> Decimal | None:
    if given is None:
        return None
    if not 0 < given < LARGEST:  # never true of a NaN
        raise ValueError(f"a target is an amount above 0 and below {LARGEST:,}, not {given}")
    return Decimal(given.numerator) / given.denominator if isinstance(given, Fraction) else Decimal(str(given))


def _confidence(given: Decimal | Fraction | float | None) -> Fraction | None:
    if given is None:
        return None
    if not 0 < given < 1:
        raise ValueError(f"a confidence is a share above 0 and below 1, such as 0.8, not {given}")
    return given if isinstance(given, Fraction) else Fraction(str(given))
