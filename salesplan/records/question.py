"""What is asked of records, and the counts that answer it: the same small tables from every engine."""

from datetime import date
from typing import Literal, NamedTuple

from msgspec import Struct

from salesplan.records.sources import Intake

By = Literal["rep", "source", "month", "segment", "funnel"]


class Path(Struct, frozen=True):
    """A funnel's name and its stages in the order buyers travel; a won deal has passed them all."""

    name: str
    stages: tuple[str, ...]


class Question(Struct, frozen=True):
    """What to count.

    Deals are chosen by the day they were created, from `since` to `until`, both included; their stages and actions go
    with them. `on` is the day up to which open deals have been watched; the last day in the records if None.
    """

    paths: tuple[Path, ...] = ()
    by: By | None = None
    since: date | None = None
    until: date | None = None
    on: date | None = None


class DealCount(Struct, frozen=True):
    """Deals of a group in a state; `days` from created to closed, None where they are not known or negative."""

    group: str
    state: str
    days: int | None
    deals: int


class Amounts(Struct, frozen=True):
    """Amounts of a group's won deals in one currency: the different ones in ten-thousandths, and how many have each.

    Two columns instead of a value for each, since there may be tens of thousands. `unknown` deals have no amount.
    """

    group: str
    currency: str
    values: tuple[int, ...] = ()
    deals: tuple[int, ...] = ()
    unknown: int = 0

    @property
    def known(self) -> int:
        """How many deals have an amount."""
        return sum(self.deals)


class StageCount(Struct, frozen=True):
    """Deals that entered a stage, by what became of them there.

    `outcome` is moved_on, won, lost, active, parked, or unknown (lost, the records do not say where); `days` is the
    time at the stage, None where the records do not tell.
    """

    group: str
    path: int
    stage: int
    outcome: str
    days: int | None
    deals: int


class ActionCount(Struct, frozen=True):
    """Actions of one kind and result. `stage` is None for actions on no deal we know, or at a stage nobody recorded."""

    group: str
    owner: str
    path: int | None
    stage: int | None
    state: str
    action: str
    result: str
    actions: int
    minutes: int | None


class ProspectCount(Struct, frozen=True):
    """Prospects by whether somebody acted on them, reached them (None: no result says), and a deal came of it."""

    worked: bool
    reached: bool | None
    turned: bool
    prospects: int


class OwnerCount(Struct, frozen=True):
    """Deals of a person in a state."""

    owner: str
    state: str
    deals: int


class Taken(Struct, frozen=True):
    """How a stage and status text was taken, and in how many deals it stands; `key` is what to map if it is wrong.

    It is `torn` where the stage says that the deal is won or lost, and the status that it is not.
    """

    text: str
    as_: str
    deals: int
    key: str = ""
    torn: bool = False


class Order(Struct, frozen=True):
    """The order of a funnel's stages, and where it comes from.

    That is `plan`, `column`, `names`, `precedence` or `usual`; None: nowhere.

    For an order by precedence, `agree` of `pairs` entries of deals into two stages stand in this order; `against` are
    pairs of stages that more deals passed the other way round, `untold` neighbours of which nothing tells who is first.
    """

    stages: tuple[str, ...] = ()
    source: str | None = None
    agree: int = 0
    pairs: int = 0
    against: tuple[tuple[str, str], ...] = ()
    untold: tuple[tuple[str, str], ...] = ()


class Oddity(NamedTuple):
    """What is odd about some records: which kind, how many, and the name it is about, if any."""

    kind: str
    n: int
    name: str = ""


class Tallies(Struct, frozen=True):
    """Every count that measuring needs; sums over all groups are the totals."""

    on: date
    paths: tuple[Path, ...]
    deals: tuple[DealCount, ...]
    amounts: tuple[Amounts, ...]
    stages: tuple[StageCount, ...]
    actions: tuple[ActionCount, ...]
    prospects: tuple[ProspectCount, ...]
    owners: tuple[OwnerCount, ...]
    taken: tuple[Taken, ...]
    oddities: tuple[Oddity, ...]
    intakes: tuple[Intake, ...]
    orders: tuple[Order, ...] = ()
