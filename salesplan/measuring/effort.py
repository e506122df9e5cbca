"""Effort: how many actions a record takes at each stage, by which segment, with which results."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct, field

from salesplan.measuring.measurement import Effort, Share, StageMeasure
from salesplan.records.canonical import SCALE
from salesplan.records.question import ActionCount, Path
from salesplan.records.recognise.crm_words import reached
from salesplan.records.recognise.synonyms import plain

Duty = tuple[str, str, str]
"""Funnel, stage and action, in plain writing."""


class Team(Struct, frozen=True):
    """Who is in which segment, and which segment the plan gives an action at a stage to, if it is one only."""

    members: Mapping[str, str] = field(default_factory=dict)
    duties: Mapping[Duty, str] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether the plan names people at all."""
        return bool(self.members)

    def segment_of(self, owner: str) -> str:
        """The segment of a person, or the empty text."""
        return self.members.get(plain(owner), "")


def team(members: Iterable[tuple[str, str]], duties: Iterable[tuple[str, str, str, str]]) -> Team:
    """A team from (person, segment) and (funnel, stage, action, segment)."""
    owners: dict[Duty, set[str]] = {}
    for funnel, stage, action, segment in duties:
        owners.setdefault((plain(funnel), plain(stage), plain(action)), set()).add(segment)
    single = {duty: next(iter(segments)) for duty, segments in owners.items() if len(segments) == 1}
    return Team({plain(person): segment for person, segment in members}, single)


class _Sum(Struct):
    actions: int = 0
    answered: int = 0
    with_result: int = 0
    minutes: int = 0
    timed: int = 0

    def add(self, line: ActionCount) -> None:
        said = reached(line.result)
        self.actions += line.actions
        self.with_result += line.actions if said is not None else 0
        self.answered += line.actions if said else 0
        if line.minutes is not None:
            self.minutes += line.minutes
            self.timed += line.actions


def effort(
    lines: Iterable[ActionCount], paths: Sequence[Path], stages: Sequence[StageMeasure], won: int, team: Team
) -> tuple[Effort, ...]:
    """Actions by segment, stage and action, per record that entered the stage and per won deal."""
    sums: dict[tuple[int, int, str, str], _Sum] = {}
    for line in lines:
        path, stage = _at(line)
        action = plain(line.action)
        sums.setdefault((path, stage, _segment(line, paths, team), action), _Sum()).add(line)
    entered = {(stage.path, stage.name): stage.entered for stage in stages}
    return tuple(_effort(key, total, paths, entered, won) for key, total in sorted(sums.items()))


def _at(line: ActionCount) -> tuple[int, int]:
    known = line.path is not None and line.stage is not None
    return (line.path or 0, line.stage or 0) if known else (-1, -1)


def _segment(line: ActionCount, paths: Sequence[Path], team: Team) -> str:
    said = team.segment_of(line.owner)
    # Where the plan names people, a stranger is a stranger; where it names none, the plan says whose work it is.
    if said or team.named or line.path is None or line.stage is None:
        return said
    path = paths[line.path]
    return team.duties.get((plain(path.name), plain(path.stages[line.stage]), plain(line.action)), "")


def _effort(
    key: tuple[int, int, str, str],
    total: _Sum,
    paths: Sequence[Path],
    entered: Mapping[tuple[str, str], int],
    won: int,
) -> Effort:
    place, at, segment, action = key
    path, stage = (paths[place].name, paths[place].stages[at]) if place >= 0 else ("", "")
    records = entered.get((path, stage), 0)
    return Effort(
        segment=segment,
        path=path,
        stage=stage,
        action=action,
        actions=total.actions,
        per_record=Fraction(total.actions, records) if records else None,
        per_won=Fraction(total.actions, won) if won else None,
        reached=Share(total.answered, total.with_result),
        minutes=Fraction(total.minutes, total.timed * SCALE) if total.timed else None,
    )
