"""Scenarios: paths that lead somewhere, values that fit, sums that still add up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from salesplan.base.finding import Finding, Locate, error
from salesplan.base.sentence import sentence
from salesplan.base.spelling import nearest
from salesplan.checks import budget, dates, shares, team
from salesplan.checks.rule import MOST_CANDIDATES, MOST_SUGGESTIONS, Check
from salesplan.checks.wording import listed, meant, quoted
from salesplan.model.plan import Plan
from salesplan.model.scalars import Setting
from salesplan.model.scenario import Change, Changer, Misfit, Miss, with_changes

SUMS: tuple[Check, ...] = (shares.shares_sum, dates.seasonality_sum, team.quota_shares, budget.over_limit)
"""Rules that a changed value may break although the plan itself keeps them."""

SECTIONS = ("funnels", "team", "actions", "goals", "compensation", "budget", "calendar", "segments", "process")
"""Where a path may lead whose first word is missing."""

MOST_SCENARIOS = 20
"""Sums are checked in the first so many scenarios only, since each one looks at the whole plan again."""


def scenario_paths(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Every path of a scenario leads to something in the plan, and its value fits there."""
    changer, suggested = Changer(plan), 0
    for name, settings in plan.scenarios.items():
        for path, value in settings.items():
            found = changer.change(path, value)
            if isinstance(found, Miss):
                suggested += 1
                few = suggested <= MOST_SUGGESTIONS
                hint = _below_a_section(changer, path, value) or _instead(found) if few else ""
                yield error("unknown-path", _nowhere(found), locate("scenarios", name, path, key=True), hint)
            elif isinstance(found, Misfit):
                message = sentence("in the scenario {name}, {problem}", name=quoted(name), problem=found.message)
                yield error("value-does-not-fit", message, locate("scenarios", name, path), found.hint)


def _nowhere(miss: Miss) -> str:
    word, reached = quoted(miss.word), ".".join(miss.reached)
    if not reached:
        return sentence("the path leads nowhere: there is no {word} in the plan", word=word)
    return sentence("the path leads nowhere: there is no {word} in {reached}", word=word, reached=quoted(reached))


def _below_a_section(changer: Changer, path: str, value: Setting) -> str:
    """The path with the section before it that it needs: funnels.acquisition.deal_value."""
    longer = (f"{section}.{path}" for section in SECTIONS)
    found = next((each for each in longer if isinstance(changer.change(each, value), Change)), "")
    return sentence("write {text}", text=found) if found else ""


def _instead(miss: Miss) -> str:
    known = tuple(islice(miss.known, MOST_CANDIDATES))
    otherwise = sentence("the path ends before it")
    if known:
        otherwise = sentence("there are {names}", names=listed(known))
    return meant(nearest(miss.word, known), otherwise)


def scenario_sums(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """What adds up in the plan adds up in its scenarios."""
    kept = [rule for rule in SUMS if plan.scenarios and not any(rule(plan, locate))]
    changer = Changer(plan)
    for name, settings in islice(plan.scenarios.items(), MOST_SCENARIOS):
        found = [changer.change(path, value) for path, value in settings.items()]
        changed = with_changes(plan, [change for change in found if isinstance(change, Change)])
        for rule in kept:
            for finding in rule(changed, locate):
                yield error(
                    "scenario-sum",
                    sentence("in the scenario {name}, {problem}", name=quoted(name), problem=finding.message),
                    locate("scenarios", name),
                    "change the other values of the sum in the scenario too",
                    (finding.span, "the values of the plan"),
                )
