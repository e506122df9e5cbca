"""Commission plans: their limits, and who is paid by which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salesplan.base.finding import Finding, Locate, error, warning
from salesplan.base.sentence import any_of, in_quotes, sentence
from salesplan.checks.rule import each, stages
from salesplan.checks.tiers import share_of
from salesplan.checks.wording import money, percent, quote
from salesplan.model.compensation import Compensation
from salesplan.model.conditions import END, OF_STATEMENT, BadConditionError, read_condition
from salesplan.model.goal import METRICS
from salesplan.model.plan import Plan

PERIODS = {"deal": 1, "month": 12, "quarter": 4, "half": 2, "year": 1}
"""How many periods a year has."""

EVERYBODY = ""
MONEY = ("revenue", "margin")
PAID_ON = (*MONEY, "deals")
"""What commission is paid on."""

CLOSE = Fraction(1, 100)


def cap_below_floor(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The most that is paid is not below the least."""
    for place, scheme in each(plan.compensation):
        cap = _cap(scheme)
        if cap is not None and scheme.floor is not None and cap < scheme.floor:
            yield error(
                "cap-below-floor",
                sentence(
                    "{scheme} pays at most {cap} and at least {floor}",
                    scheme=quote(scheme.name),
                    cap=money(cap),
                    floor=money(scheme.floor),
                ),
                locate("compensation", place, "cap"),
                "raise the cap, or lower the floor",
                (locate("compensation", place, "floor"), "the least that is paid"),
            )


def _cap(scheme: Compensation) -> Fraction | None:
    """The cap as an amount a period, if it can be told."""
    if isinstance(scheme.cap, Fraction):
        return None if scheme.variable is None else scheme.cap * Fraction(scheme.variable) / PERIODS[scheme.per]
    return None if scheme.cap is None else Fraction(scheme.cap)


def variable_differs(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Variable pay at 100% of quota is what the tiers pay at 100% of quota, to within 1%."""
    for place, scheme in each(plan.compensation):
        paid = paid_at_quota(scheme)
        if paid is None or not scheme.variable:
            continue
        stated = Fraction(scheme.variable)
        if abs(paid - stated) > stated * CLOSE:
            assert isinstance(scheme.quota, Decimal)  # noqa: S101  (without one quota nothing is known to be paid)
            rate = stated / (Fraction(scheme.quota) * PERIODS[scheme.per])
            yield warning(
                "variable-differs",
                sentence(
                    "{scheme} pays {paid} a year at 100% of quota, and its variable pay is {stated}",
                    scheme=quote(scheme.name),
                    paid=money(paid),
                    stated=money(stated),
                ),
                locate("compensation", place, "variable"),
                sentence(
                    "change the rates, the quota or variable: {stated} takes {rate} of the quota",
                    stated=money(stated),
                    rate=percent(rate),
                ),
                (locate("compensation", place, "tiers"), sentence("these pay {paid}", paid=money(paid))),
            )


def paid_at_quota(scheme: Compensation) -> Fraction | None:
    """What the tiers pay a year at exactly 100% of quota; None where there is no quota, or no money it is a share of.

    Marginal: each slice times its rate. Cliff: the quota times the rate of the tier that ends at or above it.
    """
    quota = scheme.quota
    if not isinstance(quota, Decimal) or not scheme.tiers or scheme.measure not in MONEY or not _is_plain(scheme):
        return None
    total, reached = Fraction(0), Fraction(0)
    for tier in scheme.tiers:
        end = Fraction(1) if tier.to is None else min(Fraction(1), Fraction(share_of(tier.to, quota)))
        total += max(Fraction(0), end - reached) * tier.rate
        reached = max(reached, end)
        if reached == 1:
            share = tier.rate if scheme.mode == "cliff" else total
            return share * Fraction(quota) * PERIODS[scheme.per]
    return None


def _is_plain(scheme: Compensation) -> bool:
    """Whether one mode holds for all tiers, rates are shares of the amount, and they count over a period."""
    one_mode = all(tier.mode in {None, scheme.mode} and tier.per == "amount" for tier in scheme.tiers)
    return one_mode and scheme.per != "deal"


def paid_twice(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Nobody is paid for the same thing by two commission plans."""
    homes: dict[str, list[str]] = {}
    for segment, team in plan.team.items():
        for member in team.members:
            homes.setdefault(member.name, []).append(segment)
    claims: dict[tuple[str, str, str], list[int]] = {}
    every = (EVERYBODY, *dict.fromkeys(name for scheme in plan.compensation for name in scheme.funnels))
    for place, scheme in enumerate(plan.compensation):
        if scheme.override and not scheme.tiers and scheme.rate is None:
            continue
        claimed = [_claim(plan.compensation, place, homes, claims, funnel) for funnel in scheme.funnels or every]
        found = next((one for one in claimed if one), None)
        if found:
            earlier, whom = found
            yield error(
                "paid-twice",
                sentence(
                    "{name} and {scheme} both pay {whom} for {measure}",
                    name=quote(plan.compensation[earlier].name),
                    scheme=quote(scheme.name),
                    whom=whom,
                    measure=quote(scheme.measure),
                ),
                locate("compensation", place, "for") if scheme.for_ else locate("compensation", place, "name"),
                "keep one of the two for each person and measure",
                (locate("compensation", earlier, "name"), "the other plan"),
            )


def _claim(
    schemes: Sequence[Compensation],
    place: int,
    homes: dict[str, list[str]],
    claims: dict[tuple[str, str, str], list[int]],
    funnel: str,
) -> tuple[int, str] | None:
    """Enter whom a plan pays; say which earlier plan pays somebody of them for the same, on the same days.

    `claims` holds, for each measure, segments and people paid as named, `*` with a segment of which somebody is paid,
    and `*` alone once anybody is.
    """
    scheme, found = schemes[place], None
    for name in dict.fromkeys(scheme.for_ or (EVERYBODY,)):
        reach = (name, f"*{name}", *homes.get(name, ()), EVERYBODY) if name else (EVERYBODY, "*")
        earlier = (other for key in reach for other in claims.get((scheme.measure, funnel, key), ()))
        same = next((other for other in earlier if other != place and _overlap(schemes[other], scheme)), None)
        if found is None and same is not None:
            found = (same, quote(name) if name else sentence("everybody"))
    for name in scheme.for_ or (EVERYBODY,):
        for key in (name, "*", *(f"*{home}" for home in homes.get(name, ()))):
            claims.setdefault((scheme.measure, funnel, key), []).append(place)
    return found


def _overlap(one: Compensation, other: Compensation) -> bool:
    """Whether there is a day on which both plans run."""
    starts, ends = (one.starts or date.min, other.starts or date.min), (one.ends or date.max, other.ends or date.max)
    return max(starts) <= min(ends)


def instalments_whole(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The instalments of a commission are all of it."""
    for place, scheme in each(plan.compensation):
        whole = sum((one.share for one in scheme.instalments), Fraction(0))
        if scheme.instalments and whole != 1:
            yield error(
                "instalments-sum",
                sentence(
                    "the instalments of {scheme} are {whole} of the commission",
                    scheme=quote(scheme.name),
                    whole=percent(whole),
                ),
                locate("compensation", place, "instalments"),
                "let their shares add up to 100%",
            )


def bonus_conditions(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """What earns a bonus can be read."""
    for place, scheme in each(plan.compensation):
        for number, bonus in each(scheme.bonuses):
            try:
                if bonus.when:
                    read_condition(bonus.when)
            except BadConditionError as fault:
                yield error(
                    "bad-condition",
                    sentence(
                        "what earns the bonus {bonus} cannot be read at {fault}",
                        bonus=quote(bonus.name),
                        fault=in_quotes(sentence("the end")) if str(fault) == END else quote(str(fault)),
                    ),
                    locate("compensation", place, "bonuses", number, "when"),
                    "write it as attainment >= 110%, amount >= 50000 and source = referral, or first 3 deals",
                )


def unpaid_measure(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Commission is paid on won deals: on their revenue, their margin, or their number."""
    own = {*plan.actions, *(stage.name for _, stage in stages(plan)), *METRICS} - {*PAID_ON}
    for place, scheme in each(plan.compensation):
        if scheme.measure in own:
            yield error(
                "unpaid-measure",
                sentence(
                    "{scheme} pays for {measure}, and commission is paid on won deals only",
                    scheme=quote(scheme.name),
                    measure=quote(scheme.measure),
                ),
                locate("compensation", place, "measure"),
                sentence(
                    "pay on {measures}; pay for {measure} by hand, outside the plan",
                    measures=any_of(PAID_ON),
                    measure=quote(scheme.measure),
                ),
            )


def bonus_metrics(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A bonus that depends on a metric depends on one that a statement knows."""
    own = {*plan.actions, *(stage.name for _, stage in stages(plan)), *METRICS} - {*OF_STATEMENT}
    for place, scheme in each(plan.compensation):
        for number, bonus in each(scheme.bonuses):
            if not bonus.when and bonus.metric in own and bonus.target is not None:
                yield warning(
                    "bonus-by-hand",
                    sentence(
                        "no statement knows {metric}, so the bonus {bonus} is never paid by it",
                        metric=quote(bonus.metric),
                        bonus=quote(bonus.name),
                    ),
                    locate("compensation", place, "bonuses", number, "metric"),
                    sentence("use {figures}, or pay it by hand", figures=any_of(OF_STATEMENT)),
                )
