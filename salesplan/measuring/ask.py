"""What a plan says about measuring: its funnels, its team, and where its records are."""

from collections.abc import Iterator, Sequence
from pathlib import Path as File
from typing import TYPE_CHECKING

from salesplan.measuring.effort import Team, team
from salesplan.records.question import Path
from salesplan.records.sources import RecordsSource

if TYPE_CHECKING:
    from salesplan.model.funnel import Funnel
    from salesplan.model.plan import Plan
    from salesplan.model.records import RecordFile


def paths_of(funnels: Sequence["Funnel"]) -> tuple[Path, ...]:
    """The funnels that have stages, as paths."""
    return tuple(Path(funnel.name, tuple(stage.name for stage in funnel.stages)) for funnel in funnels if funnel.stages)


def team_of(plan: "Plan") -> Team:
    """Who is in which segment, and which segment does which action at a stage."""
    members = ((member.name, name) for name, segment in plan.team.items() for member in segment.members)
    return team(members, _duties(plan.funnels))


def _duties(funnels: Sequence["Funnel"]) -> Iterator[tuple[str, str, str, str]]:
    for funnel in funnels:
        for stage in funnel.stages:
            for segment, actions in stage.actions.items():
                yield from ((funnel.name, stage.name, action, segment) for action in actions)


def source_of(file: "RecordFile | None", folder: File, *, in_engine: bool) -> RecordsSource | None:
    """A plan's export as a source; paths are relative to the plan's folder, names of tables are not paths."""
    if file is None:
        return None
    path = file.path if in_engine or File(file.path).is_absolute() else str(folder / file.path)
    return RecordsSource(
        (path,),
        columns=file.columns,
        stages=file.stages,
        delimiter=file.delimiter,
        decimal=file.decimal,
        date_format=file.date_format,
        encoding=file.encoding,
        won_if=tuple(file.won_if),
        lost_if=tuple(file.lost_if),
    )
