"""What to read, and what reading it gave: `RecordsSource` goes in, `Intake` comes out."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from salesplan.base.sentence import Remark

PART = "#"
"""Between a file and the sheet or the file within it that is meant."""

NOTHING: Mapping[str, str] = MappingProxyType({})

AGAIN = "the same id again"
"""Why a second record of one id is set aside."""

NOT_DONE = "not done yet"
"""Why an action that is only planned is set aside."""

BLANK = "a blank row"
"""Why a row in which no column holds anything is set aside."""

NOT_SAID = "(not said)"
"""The status of deals that only what is won, or only what is lost, is said of."""

EXAMPLES = 3
"""How many rows a report quotes for each reason; `--rejects` writes them all."""


def parted(path: str) -> tuple[str, str]:
    """The file of a name, and the part of it that is meant; an empty part where the whole file is."""
    file, sign, part = path.rpartition(PART)
    return (file, part) if sign and file and part and not Path(path).exists() else (path, "")


class RecordsSource(Struct, frozen=True):
    """One canonical table's files, or its table in an engine, and how to read what their headers do not tell.

    `columns` maps canonical names to headers; a key `entered STAGE` names a column with the time a deal entered that
    stage. `stages` maps stage and status texts of the file to a stage of the plan, or to won, lost, open, cancelled,
    parked. `won_if` and `lost_if` are `HEADER=VALUE`: a deal with that value in a cell is won, or lost.
    """

    paths: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    stages: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    delimiter: str | None = None
    decimal: str | None = None
    date_format: str | None = None
    encoding: str | None = None
    won_if: tuple[str, ...] = ()
    lost_if: tuple[str, ...] = ()

    @property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """What the user says makes a deal won or lost: `HEADER=VALUE` by state."""
        return {"won": self.won_if, "lost": self.lost_if}


class Sources(Struct, frozen=True):
    """Where each canonical table is; None where there is none."""

    deals: RecordsSource | None = None
    activities: RecordsSource | None = None
    history: RecordsSource | None = None
    prospects: RecordsSource | None = None

    @property
    def given(self) -> tuple[RecordsSource, ...]:
        """Those there are."""
        return tuple(one for one in (self.deals, self.activities, self.history, self.prospects) if one is not None)

    @property
    def stages(self) -> dict[str, str]:
        """What the texts of all tables mean, as their sources map them."""
        return {text: stage for source in self.given for text, stage in source.stages.items()}


class SetAside(Struct, frozen=True):
    """Rows that were read and not used, with the reason and a few of them quoted."""

    reason: str
    rows: int
    examples: tuple[Remark, ...] = ()


class Intake(Struct, frozen=True):
    """What was read of one canonical table: `read` is `used` plus the rows set aside.

    `same` are files with the content of another one, counted once; `without_ids` files whose rows count twice if they
    are there twice; `notes` say, for whoever runs the command, what had to be done to read a file. `columns` pairs our
    columns with the headers that stand for them, `unused` are the headers that nothing is read from. `varied` records
    have several rows in one file, which differ in stage, status or amount; the last row counts. `left` pairs what deals
    should have and no column tells with unused headers whose cells would fit it. `weighted` is the header of amounts
    that may be weighted by probability already, and that of the whole amounts where the rows tell it;
    `thousands` an amount whose decimal sign may stand between thousands; `marked` are headers of flags that mark rows
    as archived, or as tests, and that nothing reads; `against` how many of the first rows have a flag of winning or
    losing that contradicts their stage or status.
    """

    table: str
    files: tuple[str, ...]
    recognised: str
    read: int
    used: int
    set_aside: tuple[SetAside, ...] = ()
    same: tuple[str, ...] = ()
    without_ids: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    varied: int = 0
    left: tuple[tuple[str, tuple[str, ...]], ...] = ()
    weighted: tuple[str, ...] = ()
    thousands: str = ""
    marked: tuple[str, ...] = ()
    against: int = 0

    def line(self) -> str:
        """The report in one line, for messages."""
        aside = "; ".join(f"{part.rows:,} set aside: {part.reason}" for part in self.set_aside)
        return f"{self.table}: {self.read:,} rows read, {self.used:,} used{'; ' + aside if aside else ''}"
