"""Rules that look across the plan: one function a rule, in a visible tuple."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from salesplan.base.finding import Finding, Locate
from salesplan.checks import (
    actions,
    budget,
    calendar,
    compensation,
    dates,
    goals,
    journey,
    names,
    process,
    rates,
    records,
    references,
    scenarios,
    shares,
    team,
    tiers,
    tracking,
)
from salesplan.checks.rule import Check
from salesplan.model.part import Unread
from salesplan.model.plan import Plan

CHECKS: Final[tuple[Check, ...]] = (
    calendar.country,
    calendar.no_working_day,
    dates.fiscal_year,
    dates.closed_outside,
    goals.goal_twice,
    goals.goal_of_zero,
    goals.goal_without_funnel,
    goals.figure_fits,
    goals.currency_missing,
    goals.deal_value_missing,
    dates.goal_outside,
    references.unknown_funnel,
    references.unknown_metric,
    references.unknown_segment,
    references.unknown_owner,
    references.segment_unnamed,
    references.reports_to,
    references.reporting_circle,
    names.funnel_twice,
    names.stage_twice,
    names.segment_twice,
    names.member_twice,
    names.member_in_two_segments,
    names.action_twice,
    names.commission_plan_twice,
    names.name_twice,
    team.segment_unstaffed,
    team.members_and_headcount,
    team.quota_shares,
    team.employment,
    team.member_outside,
    team.ramp_falls,
    team.ramp_without_start,
    team.ramp_never_ends,
    team.ramp_too_long,
    team.time_off_outside,
    team.segment_away,
    actions.action_without_entry,
    actions.action_named_like_stage,
    actions.counts_known,
    shares.shares_sum,
    shares.shares_missing,
    shares.share_and_goal,
    shares.funnel_without_goal,
    rates.conversion_of_all,
    rates.evidence_differs,
    rates.evidence_old,
    rates.evidence_without_conversion,
    rates.cycle_over_a_year,
    journey.stage_journey,
    journey.step_journey,
    dates.seasonality_outside,
    dates.seasonality_sum,
    dates.next_alone,
    process.qualification_incomplete,
    process.unknown_topic,
    dates.milestone_day,
    dates.milestone_outside,
    dates.milestone_order,
    budget.over_limit,
    budget.expense_outside,
    budget.loses_money,
    budget.spent_on,
    compensation.unpaid_measure,
    tiers.tiers_join,
    tiers.tier_bounds,
    tiers.tiers_rise,
    tiers.tier_kinds,
    tiers.tier_ends,
    compensation.cap_below_floor,
    compensation.variable_differs,
    compensation.paid_twice,
    compensation.instalments_whole,
    compensation.bonus_conditions,
    compensation.bonus_metrics,
    dates.training_outside,
    records.password_in_plan,
    records.records_alone,
    records.opening_alone,
    records.odds_beside_history,
    tracking.thresholds_rise,
    scenarios.scenario_paths,
)
"""All rules, in the order of a plan's sections."""


def check(plan: Plan, locate: Locate) -> tuple[Finding, ...]:
    """Everything that one part of the plan makes wrong or doubtful in another, in the order of the file.

    In a plan of which not everything could be read, a rule says what it finds until it comes to such a place.
    """
    found = [finding for rule in CHECKS for finding in _kept(rule, plan, locate)]
    if "scenarios" in plan.__dict__ and plan.scenarios:
        found += _kept(partial(scenarios.consequences, rules=CHECKS, known=tuple(found)), plan, locate)
    return tuple(sorted(found, key=lambda finding: (finding.span.file, finding.span.line, finding.span.column)))


def _kept(rule: Check, plan: Plan, locate: Locate) -> Iterator[Finding]:
    try:
        yield from rule(plan, locate)
    except Unread:
        return
