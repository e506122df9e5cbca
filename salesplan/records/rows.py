"""Deals and days of work as plain values, for computations that look at each deal: pipeline, track, commission."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from salesplan.finding import Unreadable
from salesplan.records.book import Book
from salesplan.records.canonical import DAY, SCALE
from salesplan.records.classify import classifier
from salesplan.records.journeys import placed
from salesplan.records.question import Path
from salesplan.records.tally import seconds
from salesplan.records.words import State

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

EPOCH = date(1970, 1, 1)


class Deal(Struct, frozen=True):
    """A deal as it stands. `path` and `stage` are the plan's names, empty where the record does not tell.

    `closed` is there for won, lost and cancelled deals only; for the others, a closing date is an expected one.
    """

    id: str
    name: str
    owner: str
    account: str
    path: str
    stage: str
    state: State
    amount: Decimal | None
    currency: str
    created: date | None
    closed: date | None
    expected_close: date | None
    source: str
    last_activity: date | None


class Work(Struct, frozen=True):
    """Actions of one kind and result by one person on one day."""

    day: date
    owner: str
    action: str
    result: str
    actions: int


_TEXTS = ("id", "name", "owner", "account")
_TIMES = ("created", "closed", "expected_close", "last_activity")


def deals_of(book: Book, paths: Sequence[Path]) -> tuple[Deal, ...]:
    """Every deal that was read, by id.

    Raises:
        Unreadable: the book holds no deals.
    """
    if book.deals is None:
        raise Unreadable("there are no deals to look at", "name them with --deals FILE, or records: in the plan")
    import narwhals as nw

    grouped = book.deals.group_by("funnel", "stage", "status").agg(nw.len().alias("n"))
    texts = [(str(f), str(s), str(t)) for f, s, t, _ in book.engine.rows(grouped, "deals")]
    sorter = classifier(paths, book.stages, {funnel for funnel, _, _ in texts})
    frame = placed(book.engine, book.deals, {each: sorter.place(*each) for each in texts}, None)
    wanted = frame.select(*_TEXTS, "path", "at", "state", "amount", "currency", "source", *_TIMES)
    found = (_deal(row, paths) for row in book.engine.rows(wanted, "deals"))
    return tuple(sorted(found, key=lambda deal: (deal.id, deal.name, deal.owner, str(deal.created))))


def _deal(row: tuple[Any, ...], paths: Sequence[Path]) -> Deal:
    ident, name, owner, account, place, at, state, amount, currency, source, *times = row
    path = paths[int(place)] if place >= 0 else None
    created, closed, expected, latest = map(_day, times)
    return Deal(
        id=ident,
        name=name,
        owner=owner,
        account=account,
        path=path.name if path else "",
        stage=path.stages[int(at)] if path and at >= 0 else "",
        state=State(state),
        amount=None if amount is None else Decimal(int(amount)) / SCALE,
        currency=currency,
        created=created,
        closed=closed,
        expected_close=expected,
        source=source,
        last_activity=latest,
    )


def _day(time: Any) -> date | None:  # noqa: ANN401  (engines give int or Decimal)
    return None if time is None else EPOCH + timedelta(days=int(time) // DAY)


def work_of(book: Book, since: date, until: date) -> tuple[Work, ...]:
    """Actions done from `since` to `until`, both included, by day, person, action and result; each id once."""
    activities = book.activities
    if activities is None:
        return ()
    import narwhals as nw

    _, differ = book.engine.unique(activities, ("_problem",), "activities")
    if not differ:
        _, activities = book.without_twins(activities)
    inside = (nw.col("date") >= seconds(since)) & (nw.col("date") < seconds(until) + DAY)
    chosen = activities.filter((nw.col("_problem") == "") & inside)
    dated = book.engine.fence(chosen.with_columns((nw.col("date") // DAY).cast(nw.Int64).alias("day")))
    sums = dated.group_by("day", "owner", "action", "result").agg(nw.col("count").sum())
    rows = book.engine.rows(sums, "activities")
    found: Counter[tuple[int, str, str, str]] = Counter()
    for day, who, what, how, n in rows:
        found[int(day), who.strip(), what.strip(), how.strip()] += int(n)
    lines = sorted(found.items())
    return tuple(Work(EPOCH + timedelta(days=day), who, what, how, n) for (day, who, what, how), n in lines)
