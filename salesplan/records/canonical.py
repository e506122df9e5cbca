"""The canonical tables: which columns records have, whatever the system they come from.

From the adapters on, times are whole seconds since 1970-01-01 00:00 and amounts are whole ten-thousandths, so that
every engine adds, compares and groups them in the same exact way.
"""

from enum import StrEnum

from msgspec import Struct

SCALE = 10_000
"""An amount of 1 is stored as this many units: four decimals hold every currency."""

DAY = 86_400
"""Seconds in a day; times carry no zone, they are what the export's clock showed."""

FLAGS = ("is_won", "is_lost", "is_closed", "is_deleted", "won_time", "lost_time", "lost_stage", "won_amount")
"""Further columns of deals, which tell what became of them; they are read into the others."""

NULL_IDS = ("000000000000000AAA", "000000000000000")
"""What Salesforce writes where a record refers to none."""

LOST_AT = "\x1f"
"""Between a deal's status and the stage at which it was lost: the unit separator, which nobody types."""

ENTERED = "entered "
"""Prefix of the name of a column with the time of entry into a stage."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    AMOUNT = "amount"
    DURATION = "duration"
    COUNT = "count"
    TIME = "time"


class Column(Struct, frozen=True):
    """A canonical column."""

    name: str
    kind: Kind = Kind.TEXT
    needed: bool = False
    """Whether a row without a value is set aside."""
    as_is: bool = False
    """Whether blanks around a text are left to whoever groups by it, since stripping millions of texts takes long."""


class Shape(Struct, frozen=True):
    """A canonical table: its columns, and which of them a file must have.

    `required` lists groups; of each group the file needs at least one column. Of the columns in `telling`, a row needs
    at least one value: without any it says nothing that is counted.
    """

    name: str
    columns: tuple[Column, ...]
    required: tuple[tuple[str, ...], ...]
    telling: tuple[str, ...] = ()

    @property
    def untold(self) -> str:
        """Why a row that has none of the telling columns is set aside."""
        return f"no {' or '.join(self.telling)}"

    def has(self, column: str) -> bool:
        """Whether a file of this table may have this column; deals may have `entered STAGE` for every stage."""
        further = self.name == "deals" and (column in FLAGS or column.startswith(ENTERED))
        return column in self.names or further

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical column names, in order."""
        return tuple(column.name for column in self.columns)


DEALS = Shape(
    "deals",
    (
        Column("id"),
        Column("name"),
        Column("owner"),
        Column("account"),
        Column("funnel"),
        Column("stage"),
        Column("status"),
        Column("amount", Kind.AMOUNT),
        Column("currency"),
        Column("created", Kind.TIME),
        Column("closed", Kind.TIME),
        Column("expected_close", Kind.TIME),
        Column("source"),
        Column("last_activity", Kind.TIME),
        Column("credited"),
        Column("refunded", Kind.AMOUNT),
        Column("refunded_on", Kind.TIME),
        Column("paid_on", Kind.TIME),
        Column("contract_start", Kind.TIME),
        Column("contract_end", Kind.TIME),
        Column("notice_days", Kind.AMOUNT),
        Column("auto_renew"),
        Column("next_step"),
        Column("stage_order"),
        Column("probability"),
        Column("prospect"),
        Column("margin", Kind.AMOUNT),
        Column("lost_reason"),
    ),
    (("stage", "status"),),
    ("stage", "status"),
)

ACTIVITIES = Shape(
    "activities",
    (
        Column("id", as_is=True),
        Column("date", Kind.TIME, needed=True),
        Column("owner", as_is=True),
        Column("action", as_is=True),
        Column("result", as_is=True),
        Column("deal"),
        Column("prospect"),
        Column("minutes", Kind.DURATION),
        Column("count", Kind.COUNT),
    ),
    (("date",), ("action",)),
)

HISTORY = Shape(
    "history",
    (
        Column("deal", needed=True),
        Column("stage", needed=True),
        Column("entered", Kind.TIME, needed=True),
        Column("stage_order"),
        Column("probability"),
    ),
    (("deal",), ("stage",), ("entered",)),
)

PROSPECTS = Shape(
    "prospects",
    (Column("id", needed=True), Column("name"), Column("account"), Column("owner"), Column("source")),
    (("id",),),
)

SHAPES = {shape.name: shape for shape in (DEALS, ACTIVITIES, HISTORY, PROSPECTS)}
