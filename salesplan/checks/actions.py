"""Actions: the catalogue, and what funnels ask for."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.base.finding import Finding, Locate, Path, error, warning
from salesplan.base.sentence import sentence
from salesplan.base.spelling import fold
from salesplan.checks.rule import stages, unknown
from salesplan.checks.wording import list_names, quote, suggest
from salesplan.model.plan import Plan


def action_named_like_stage(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A team segment's quota for bringing in records and its quotas for actions have different names."""
    sourced: dict[tuple[str, str], Path] = {}
    for path, stage in stages(plan):
        if stage.sourced_by:
            sourced.setdefault((stage.sourced_by, stage.name), (*path, "name"))
    for path, stage in stages(plan):
        for segment, actions in stage.actions.items():
            for action in actions:
                if (segment, action) in sourced:
                    yield error(
                        "action-named-like-stage",
                        sentence(
                            "{segment} has an action {action} and brings in records of a stage of that name: their "
                            "quotas cannot be told apart",
                            segment=quote(segment),
                            action=quote(action),
                        ),
                        locate(*path, "actions", segment, action, key=True),
                        "give the action another name",
                        (locate(*sourced[segment, action]), "the stage"),
                    )


def action_without_entry(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Where there is a catalogue of actions, those that funnels ask for are in it. Each is named once."""
    if not plan.actions:
        return
    asked: dict[str, Path] = {}
    for path, stage in stages(plan):
        for segment, actions in stage.actions.items():
            for action in actions:
                asked.setdefault(action, (*path, "actions", segment, action))
    for action, place, near in unknown(asked.items(), plan.actions):
        yield warning(
            "unknown-action",
            sentence(
                "the catalogue of actions has no {action}, so its minutes of work are not known", action=quote(action)
            ),
            locate(*place, key=True),
            suggest(near, sentence("add it under actions, such as {action}: {{minutes: 10}}", action=action)),
        )


def counts_known(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Where an action lists its results, those that count are among them."""
    for name, action in plan.actions.items():
        if not action.results:
            continue
        known = {fold(result): result for result in action.results}
        asked = ((fold(text), ("actions", name, "counts", place)) for place, text in enumerate(action.counts))
        for result, place, near in unknown(asked, known):
            yield error(
                "unknown-result",
                sentence(
                    "{name} has no result {result}, so that would never count", name=quote(name), result=quote(result)
                ),
                locate(*place),
                suggest(
                    known[near] if near else "",
                    sentence("add it to results, or count one of {results}", results=list_names(action.results)),
                ),
            )
