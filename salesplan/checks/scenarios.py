"""Scenarios: paths that lead somewhere, values that fit, and plans that are as sound as the plan itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Finding, Locate, Path, Span, error
from salesplan.base.sentence import sentence
from salesplan.base.spelling import nearest
from salesplan.checks import budget, dates, shares, team
from salesplan.checks.rule import MOST_CANDIDATES, MOST_SUGGESTIONS, Check
from salesplan.checks.wording import list_names, quote, suggest
from salesplan.model.changing import Act, Change, Place, crossing, with_changes
from salesplan.model.part import Unread
from salesplan.model.plan import Plan
from salesplan.model.scalars import Setting, cite
from salesplan.model.scenario import Changer, Fault, Misfit, Miss, Refusal
from salesplan.reading.shape import Shape

SUMS: Final[Collection[Check]] = (shares.shares_sum, dates.seasonality_sum, team.quota_shares, budget.over_limit)
"""Rules of which one value of the plan breaks another: the remedy is to change both."""

SECTIONS = ("funnels", "team", "actions", "goals", "compensation", "budget", "calendar", "segments", "process")
"""Where a path may lead whose first word is missing."""

MOST_SCENARIOS = 20
"""Rules are held against the first so many scenarios only, since each one looks at the whole plan again."""


def scenario_paths(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Every path of a scenario leads to something in the plan, and its value fits there."""
    changer, suggested = Changer(plan), 0
    for name, settings in plan.scenarios.items():
        made: list[tuple[str, Change]] = []
        for path, value in settings.items():
            found = changer.change(path, value)
            if isinstance(found, Change):
                made.append((path, found))
            elif isinstance(found, Miss):
                suggested += 1
                few = suggested <= MOST_SUGGESTIONS
                hint = _below_a_section(changer, path, value) or _instead(found, plan) if few else ""
                yield error("unknown-path", _nowhere(found), locate("scenarios", name, path, key=True), hint)
            else:
                for at, problem, remedy in _faults(found):
                    place = locate("scenarios", name, path, *at)
                    yield error("value-does-not-fit", _in_scenario(name, problem), place, remedy)
        for inner, outer in crossing(made):
            problem = sentence("{inner} lies in {outer}, which is set whole", inner=quote(inner), outer=quote(outer))
            place = locate("scenarios", name, inner, key=True)
            hint = sentence("say it there, in the value of the whole")
            yield error("value-does-not-fit", _in_scenario(name, problem), place, hint)


def _in_scenario(name: str, problem: str) -> str:
    return sentence("in the scenario {name}, {problem}", name=quote(name), problem=problem)


def _faults(found: Misfit | Refusal) -> Iterator[tuple[Path, str, str]]:
    if isinstance(found, Misfit):
        yield (), found.message, found.hint
        return
    shape = Shape([found.kind], found.description)
    for fault in found.faults:
        yield fault.at, *_wrong(fault, found, shape.at(fault.at))


def _wrong(fault: Fault, found: Refusal, shape: Shape) -> tuple[str, str]:
    """What is wrong with a value, and what to write."""
    if fault.hint:
        return fault.message, fault.hint
    holder = Shape([found.kind], found.description).at(fault.at[:-1])
    if fault.type == "extra_forbidden":
        known = tuple(holder.keys())
        hint = suggest(nearest(fault.word, known), sentence("there are {names}", names=list_names(known)))
        return sentence("there is no key {key} here", key=quote(fault.word)), hint
    if fault.type == "missing":
        return sentence("the key {key} is missing", key=quote(fault.word)), shape.keys().get(fault.word, "")
    value = _within(found.value, fault.at)
    key = next((step for step in reversed(fault.at) if isinstance(step, str)), found.key)
    text = _found_there(value)
    if shape.is_list and not isinstance(value, list):
        hint = sentence("write the whole list, or go on to one item: a dot and its name")
        return sentence("{key} is a list, not {text}", key=quote(key), text=text), hint
    if shape.keys() and not isinstance(value, dict):
        hint = sentence("write the whole block, or go on with a dot and a key")
        return sentence("{key} is a block of keys, not {text}", key=quote(key), text=text), hint
    return sentence("{text} does not fit {key}", text=text, key=quote(key)), shape.description or found.description


def _found_there(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, list):
        return sentence("a list")
    return sentence("a block of keys") if isinstance(value, dict) else quote(cite(value))


def _within(value: Any, at: Place) -> Any:  # noqa: ANN401
    for step in at:
        value = value[step]
    return value


def _nowhere(miss: Miss) -> str:
    word, reached = quote(miss.word), ".".join(miss.reached)
    if not reached:
        return sentence("the path leads nowhere: there is no {word} in the plan", word=word)
    return sentence("the path leads nowhere: there is no {word} in {reached}", word=word, reached=quote(reached))


def _below_a_section(changer: Changer, path: str, value: Setting) -> str:
    """The path with the section before it that it needs: funnels.acquisition.deal_value."""
    longer = (f"{section}.{path}" for section in SECTIONS)
    found = next((each for each in longer if isinstance(changer.change(each, value), Change)), "")
    return sentence("write {text}", text=found) if found else ""


def _instead(miss: Miss, plan: Plan) -> str:
    known = tuple(islice(miss.known, MOST_CANDIDATES))
    if known:
        otherwise = sentence(
            "there are {names}; to add one, write +{word}", names=list_names(known), word=cite(miss.word)
        )
        return suggest(nearest(miss.word, known), otherwise)
    keys = Shape([type(plan)]).at(miss.reached).keys()
    if len(miss.reached) == 1 and miss.word in keys:
        whole = f"{miss.reached[0]}: {{{miss.word}: ...}}"
        return sentence("the plan has no {block}: set it whole, as {text}", block=miss.reached[0], text=whole)
    if Shape([type(plan)]).at((*miss.reached, 0)).keys():
        return sentence("to add one, write +{word}", word=cite(miss.word))
    return sentence("the path ends before it")


def consequences(plan: Plan, locate: Locate, rules: Sequence[Check], known: Sequence[Finding]) -> Iterator[Finding]:
    """What the rules find in the plan as a scenario has it, and not in the plan itself (`known`)."""
    changer, bare = Changer(plan), plan.model_copy(update={"scenarios": {}})
    sums = [rule for rule in SUMS if plan.scenarios and not any(rule(plan, locate))]
    others = [rule for rule in rules if rule not in SUMS]
    said = {(finding.code, finding.message) for finding in known}
    for name, settings in islice(plan.scenarios.items(), MOST_SCENARIOS):
        found = {path: changer.change(path, value) for path, value in settings.items()}
        made = {path: change for path, change in found.items() if isinstance(change, Change)}
        changed = with_changes(bare, made.values())
        yield from _sums(sums, changed, name, locate)
        for finding in _found(others, changed, _Causes(name, made, locate)):
            if (finding.code, finding.message) not in said:
                yield replace(finding, message=_in_scenario(name, finding.message))


def _sums(rules: Sequence[Check], changed: Plan, name: str, locate: Locate) -> Iterator[Finding]:
    """What adds up in the plan adds up in its scenarios."""
    for finding in _found(rules, changed, locate):
        yield error(
            "scenario-sum",
            _in_scenario(name, finding.message),
            locate("scenarios", name),
            "change the other values of the sum in the scenario too",
            (finding.span, "the values of the plan"),
        )


def _found(rules: Sequence[Check], plan: Plan, locate: Locate) -> Iterator[Finding]:
    for rule in rules:
        try:
            yield from rule(plan, locate)
        except Unread:
            continue


class _Causes(Struct, frozen=True):
    """Where a scenario says what stands at a place of the changed plan: at its value, else at the scenario's name."""

    scenario: str
    made: Mapping[str, Change]
    plain: Locate

    def __call__(self, *path: str | int, key: bool = False) -> Span:
        """The place of the value at `path`, or of its key."""
        for written, change in self.made.items():
            if change.act is Act.SET and path[: len(change.place)] == change.place:
                below = path[len(change.place) :]
                return self.plain("scenarios", self.scenario, written, *below, key=key or not below)
        for written, change in self.made.items():
            place = change.place if change.act is Act.SET else change.place[:-1]
            if path[: len(place)] == place or place[: len(path)] == path:
                return self.plain("scenarios", self.scenario, written, key=True)
        return self.plain("scenarios", self.scenario)
