"""Records opened: canonical tables in an engine, and what was read of them."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.sentence import Remark
from salesplan.records.canonical import ACTIVITIES, DEALS, HISTORY, PROSPECTS, Shape
from salesplan.records.engines.engine import Engine
from salesplan.records.engines.frame import Frame
from salesplan.records.engines.set_aside import Shelf
from salesplan.records.engines.twins import once
from salesplan.records.sources import Intake, RecordsSource, SetAside, Sources

NO_EXAMPLES: Mapping[str, tuple[Remark, ...]] = MappingProxyType({})


class OpenRecords(Struct, frozen=True):
    """Opened records. Tables have the canonical columns; `stages` is the user's mapping."""

    engine: Engine
    deals: Frame | None
    activities: Frame | None
    history: Frame | None
    prospects: Frame | None
    stages: Mapping[str, str]
    intakes: tuple[Intake, ...]
    has_prospects: bool = False
    shelf: Shelf | None = None

    def without_twins(self, activities: Frame) -> tuple["OpenRecords", Frame]:
        """The same records, its activities once an id."""
        found = self.shelf.once() if self.shelf else once(activities, ACTIVITIES)
        return replace(self, activities=found), found

    def counted(self, table: str, problems: Mapping[str, int]) -> "OpenRecords":
        """The same records with what the scan found of a table: rows by problem, the empty text for rows used."""
        examples = self.shelf.examples(table, problems) if self.shelf else {}
        intakes = tuple(count_problems(i, problems, examples) if i.table == table else i for i in self.intakes)
        return replace(self, intakes=intakes)


def count_problems(
    intake: Intake, problems: Mapping[str, int], examples: Mapping[str, tuple[Remark, ...]] = NO_EXAMPLES
) -> Intake:
    """The intake with the rows counted by problem; the empty text stands for rows used."""
    aside = tuple(SetAside(text, n, examples.get(text, ())) for text, n in sorted(problems.items()) if text)
    return replace(intake, read=sum(problems.values()), used=problems.get("", 0), set_aside=aside)


def wanted(sources: Sources) -> Iterator[tuple[Shape, RecordsSource]]:
    """The canonical tables asked for, with their sources."""
    tables = (
        (DEALS, sources.deals),
        (ACTIVITIES, sources.activities),
        (HISTORY, sources.history),
        (PROSPECTS, sources.prospects),
    )
    return ((shape, source) for shape, source in tables if source is not None)
