"""What one part of a plan says of another: segments, people, funnels, metrics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from salesplan.base.finding import Finding, Locate, Path, error, warning
from salesplan.base.sentence import sentence
from salesplan.base.spelling import nearest, slip_of
from salesplan.checks.rule import MOST_CANDIDATES, MOST_SUGGESTIONS, stages, unknown, whole_first
from salesplan.checks.wording import list_names, quote, suggest
from salesplan.model.goal import METRICS
from salesplan.model.plan import Plan

PAID_FOR = ("margin",)
"""What commission may be paid on besides the metrics."""


def given_work(plan: Plan) -> dict[str, Path]:
    """The segments to which funnels give work, each with the first place that does."""
    asked: dict[str, Path] = {}
    for path, stage in stages(plan):
        if stage.sourced_by:
            asked.setdefault(stage.sourced_by, (*path, "sourced_by"))
        for segment in stage.actions:
            asked.setdefault(segment, (*path, "actions", segment))
    return asked


def people(plan: Plan) -> Iterator[str]:
    """The names of all members of the team."""
    return (member.name for segment in plan.team.values() for member in segment.members)


def unknown_segment(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Funnels give work to segments that the team lists, each with somebody to do it.

    A name that is almost one of theirs is a slip. Any other is a warning only: marketing is often somebody else's.
    """
    if not plan.team:
        return
    known = dict.fromkeys((*plan.team, *(entry.department for entry in plan.alignment)))
    for segment, path, near in unknown(given_work(plan).items(), known):
        if near:
            yield error(
                "unknown-segment",
                sentence("the team has no segment {segment}", segment=quote(segment)),
                locate(*path),
                sentence("did you mean {word}?", word=quote(near)),
            )
        else:
            yield warning(
                "segment-unstaffed",
                sentence("the funnels give work to {segment}, and the team does not list it", segment=quote(segment)),
                locate(*path),
                sentence(
                    "add it under team, such as {segment}: {{headcount: 2}}, or give the work to another segment",
                    segment=segment,
                ),
            )


def segment_unnamed(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A segment that nothing names, while work goes to a department without people, is the same under a new name."""
    asked = given_work(plan)
    absent = [name for name in asked if name not in plan.team]
    named = {*asked, *(name for name, _ in _for_whom(plan)), *(entry.department for entry in plan.alignment)}
    departments = {entry.department for entry in plan.alignment}
    missing = next((name for name in absent if name in departments), None)
    strangers = [segment for segment in plan.team if segment not in named][:MOST_SUGGESTIONS] if missing else []
    strangers = [segment for segment in strangers if not nearest(segment, absent[:MOST_CANDIDATES])]
    if strangers and missing:
        yield warning(
            "segment-unnamed",
            sentence(
                "nothing in the plan names the segment {segment}, and {missing}, which has work, has no people",
                segment=quote(strangers[0]),
                missing=quote(missing),
            ),
            locate("team", strangers[0], key=True),
            "if the two are the same, give them the same name",
            (locate(*asked[missing]), "the work"),
        )


def reports_to(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Whom a segment reports to is written as elsewhere; a name that nothing else bears may be anybody's."""
    known = dict.fromkeys((*people(plan), *plan.team))
    near_ones = dict.fromkeys(islice((*people(plan), *plan.team), MOST_CANDIDATES))
    bosses = [(name, segment.reports_to) for name, segment in whole_first(plan.team.items()) if segment.reports_to]
    for name, boss in bosses[:MOST_CANDIDATES]:
        near = "" if boss in known else slip_of(boss, (one for one in near_ones if one != name))
        if near:
            yield warning(
                "reports-to-differs",
                sentence("{name} reports to {boss}, whom nothing else names", name=quote(name), boss=quote(boss)),
                locate("team", name, "reports_to"),
                sentence("did you mean {word}?", word=quote(near)),
            )
        else:
            known[boss] = near_ones[boss] = None


def reporting_circle(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Nobody reports to somebody who, by way of others, reports to them; a lead within the own segment is none."""
    homes = {member.name: name for name, segment in plan.team.items() for member in segment.members}
    above: dict[str, str] = {}
    for name, segment in whole_first(plan.team.items()):
        boss = segment.reports_to
        home = boss if boss in plan.team else homes.get(boss or "")
        if home is not None and (home != name or boss == name):
            above[name] = home
    closed: set[str] = set()
    for name in above:
        seen = [name]
        while (upper := above.get(seen[-1])) is not None and upper not in seen:
            seen.append(upper)
        if upper == name and name not in closed:
            closed.update(seen)
            others = [(locate("team", one, "reports_to"), sentence("and back")) for one in seen[1:]]
            message = sentence("{name} reports to itself", name=quote(name))
            if seen[1:]:
                message = sentence(
                    "{name} reports to itself by way of {others}", name=quote(name), others=list_names(seen[1:])
                )
            yield error(
                "reporting-circle",
                message,
                locate("team", name, "reports_to"),
                "let one of them report to somebody outside, or leave it out",
                *others,
            )


def unknown_owner(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Training, commission and expenses are for segments or people whom the plan names."""
    if not plan.team:
        return
    departments = (entry.department for entry in plan.alignment)
    known = dict.fromkeys((*plan.team, *given_work(plan), *people(plan), *departments))
    for segment, path, near in unknown(_for_whom(plan), known):
        yield error(
            "unknown-segment",
            sentence("the plan names no team segment or person {segment}", segment=quote(segment)),
            locate(*path),
            suggest(near, sentence("the segments are {names}", names=list_names(plan.team))),
        )


def _for_whom(plan: Plan) -> Iterator[tuple[str, Path]]:
    for place, training in enumerate(plan.training):
        for number, name in enumerate(training.for_):
            yield name, ("training", place, "for", number)
    for place, scheme in enumerate(plan.compensation):
        for number, name in enumerate(scheme.for_):
            yield name, ("compensation", place, "for", number)
    for place, line in enumerate(plan.budget.lines if plan.budget else ()):
        if line.segment:
            yield line.segment, ("budget", "lines", place, "segment")


def unknown_funnel(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A goal's funnel is one of the plan's."""
    known = {funnel.name: None for funnel in plan.funnels}
    mentions = ((goal.funnel, ("goals", place, "funnel")) for place, goal in enumerate(plan.goals) if goal.funnel)
    for funnel, path, near in unknown(mentions, known):
        yield error(
            "unknown-funnel",
            sentence("the plan has no funnel {funnel}", funnel=quote(funnel)),
            locate(*path),
            suggest(
                near,
                sentence("the funnels are {names}", names=list_names(known))
                if known
                else sentence("describe it under funnels"),
            ),
        )


def unknown_metric(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """What is measured is a known metric, or a stage or an action of the plan."""
    own = dict.fromkeys((*(stage.name for _, stage in stages(plan)), *plan.actions, *_asked_actions(plan)))
    known = dict.fromkeys((*METRICS, *own))
    paid = known | dict.fromkeys(PAID_FOR)
    every = ", ".join(METRICS)
    metrics = sentence("the metrics are {metrics}", metrics=every)
    if own:
        metrics = sentence("the plan's own are {own}; the metrics are {metrics}", own=list_names(own), metrics=every)
    for mentions, names in ((_measured_names(plan), known), (_payees(plan), paid)):
        for metric, path, near in unknown(mentions, names):
            yield error(
                "unknown-metric",
                sentence("{metric} is no metric, and no stage or action of the plan", metric=quote(metric)),
                locate(*path, key="measures" in path),
                suggest(near, metrics),
            )


def _asked_actions(plan: Plan) -> Iterator[str]:
    return (action for _, stage in stages(plan) for actions in stage.actions.values() for action in actions)


def _measured_names(plan: Plan) -> Iterator[tuple[str, Path]]:
    for place, goal in enumerate(plan.goals):
        yield goal.metric, ("goals", place, "metric")
    for place, kpi in enumerate(plan.tracking.kpis if plan.tracking else ()):
        yield kpi.metric, ("tracking", "kpis", place, "metric")
    for place, milestone in enumerate(plan.milestones):
        for metric in milestone.measures:
            yield metric, ("milestones", place, "measures", metric)
    for place, training in enumerate(plan.training):
        if training.measure:
            yield training.measure, ("training", place, "measure")


def _payees(plan: Plan) -> Iterator[tuple[str, Path]]:
    for place, scheme in enumerate(plan.compensation):
        yield scheme.measure, ("compensation", place, "measure")
        for number, bonus in enumerate(scheme.bonuses):
            if bonus.metric:
                yield bonus.metric, ("compensation", place, "bonuses", number, "metric")
