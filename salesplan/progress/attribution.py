"""Whose quota an activity counts for: by who did it, or, in a plan that names nobody, by what it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from salesplan.model.action import Action
from salesplan.model.plan import Plan
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.synonyms import plain

Key = tuple[str, str, str | None, date]
"""Segment, action, rep (None: nobody of the segment), day."""


class Attributed(Struct, frozen=True):
    """Activities by segment, action, rep and day; `strangers` by owner and action; `uncounted` by action.

    Strangers are in nobody's quota: people who are not in the team, and actions that nobody asked of them. Uncounted
    are those whose result the plan does not count.
    """

    counts: Mapping[Key, int]
    strangers: Mapping[tuple[str, str], int]
    uncounted: Mapping[str, int]


class Team(Struct, frozen=True):
    """Who is where, and which segments have which action; names as they are compared."""

    people: Mapping[str, tuple[tuple[str, str], ...]]
    tasks: Mapping[str, tuple[tuple[str, str], ...]]
    duties: Mapping[tuple[str, str, str], str]

    @property
    def is_ambiguous(self) -> bool:
        """Whether nobody is named and several segments have the same action: then the deal's stage tells."""
        return not self.people and any(len(segments) > 1 for segments in self.tasks.values())


def team_for(plan: Plan, quotas: Iterable[tuple[str, str]]) -> Team:
    """The plan's people, and the (segment, action) pairs that have quotas."""
    people: dict[str, list[tuple[str, str]]] = {}
    for segment, part in plan.team.items():
        for member in part.members:
            people.setdefault(plain(member.name), []).append((segment, member.name))
    tasks: dict[str, list[tuple[str, str]]] = {}
    for segment, action in quotas:
        tasks.setdefault(plain(action), []).append((segment, action))
    duties = {
        (plain(funnel.name), plain(stage.name), plain(action)): segment
        for funnel in plan.funnels
        for stage in funnel.stages
        for segment, actions in stage.actions.items()
        for action in actions
    }
    return Team({k: tuple(v) for k, v in people.items()}, {k: tuple(v) for k, v in tasks.items()}, duties)


def attribute(lines: Iterable[DoneCount], team: Team, catalogue: Mapping[str, Action], ledger: Ledger) -> Attributed:
    """Each activity to the quota it counts for; none is dropped."""
    counts: dict[Key, int] = {}
    strangers: dict[tuple[str, str], int] = {}
    uncounted: dict[str, int] = {}
    results = {plain(name): {plain(text) for text in action.counts} for name, action in catalogue.items()}
    deals = {deal.id: deal for deal in ledger.deals} if team.is_ambiguous else {}
    places: dict[tuple[str, str], tuple[str, str, str | None] | None] = {}
    for line in lines:
        wanted = results.get(plain(line.action)) if results else None
        if wanted and plain(line.result) not in wanted:
            uncounted[line.action] = uncounted.get(line.action, 0) + line.times
            continue
        who = line.owner, line.action
        if team.is_ambiguous:
            place = _place(line, team, deals.get(line.deal), ledger)
        else:
            place = places[who] if who in places else places.setdefault(who, _place(line, team, None, ledger))
        if place is None:
            key = line.owner, line.action
            strangers[key] = strangers.get(key, 0) + line.times
        else:
            counts[*place, line.day] = counts.get((*place, line.day), 0) + line.times
    return Attributed(counts, strangers, uncounted)


def _place(line: DoneCount, team: Team, deal: Deal | None, ledger: Ledger) -> tuple[str, str, str | None] | None:
    tasks = team.tasks.get(plain(line.action), ())
    for segment, name in team.people.get(plain(line.owner), ()):
        for having, action in tasks:
            if having == segment:
                return segment, action, name
    if team.people or not tasks:
        return None
    if len(tasks) == 1:
        return (*tasks[0], None)
    segment = _duty(line, team, deal, ledger)
    return next(((having, action, None) for having, action in tasks if having == segment), None)


def _duty(line: DoneCount, team: Team, deal: Deal | None, ledger: Ledger) -> str:
    """Whose work an action was, by the stage its deal was at on that day."""
    if deal is None or deal.path is None:
        return ""
    path = ledger.paths[deal.path]
    stage = stage_on(deal, line.day)
    if stage is None:
        return ""
    return team.duties.get((plain(path.name), plain(path.stages[stage]), plain(line.action)), "")


def stage_on(deal: Deal, day: date) -> int | None:
    """The stage a deal was at on a day: the last it had entered, or where it stands if no history tells."""
    passed: Sequence[int] = [e.stage for e in deal.entries if e.stage is not None and e.at.date() <= day]
    return passed[-1] if passed else deal.stage


def entered_on(deal: Deal, stage: int) -> date | None:
    """The day a deal came to a stage, skipped ones included; None where it never did.

    The first stage is entered with creation. Of a later one without a history, only that it was reached is known: a won
    deal reached all of them by its close, an open one its stage by its creation at the earliest.
    """
    if stage == 0:
        first = deal.entries[0].at.date() if deal.entries else None
        return deal.created or first
    days = [entry.at.date() for entry in deal.entries if entry.stage is not None and entry.stage >= stage]
    if days:
        return min(days)
    if deal.state == "won":
        return deal.closed
    return deal.created if not deal.entries and deal.stage is not None and deal.stage >= stage else None
