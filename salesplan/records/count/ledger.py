"""Every deal as a value, with the stages it passed: what pace, pipeline, forecast and pay are computed from.

Counting (`tally`) stays in the engine, since activities come by the million. Deals come by the hundred thousand at
most, and what is asked of them one by one needs them at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from salesplan.base.finding import Unreadable
from salesplan.base.sentence import sentence
from salesplan.records.canonical import DAY, LOST_AT, SCALE
from salesplan.records.question import Oddity, Order, Path, Taken
from salesplan.records.recognise.crm_words import State
from salesplan.records.sources import Intake

if TYPE_CHECKING:
    from salesplan.records.engines.opened import OpenRecords
    from salesplan.records.recognise.classify import Classifier, Place

T = TypeVar("T")

_TEXTS = ("id", "name", "owner", "account", "funnel", "stage", "status", "currency", "source")
_FURTHER = ("credited", "auto_renew", "next_step")
_TIMES = ("created", "closed", "expected_close", "last_activity")
_LATER = ("refunded_on", "paid_on", "contract_start", "contract_end")
_AMOUNTS = ("amount", "refunded", "notice_days", "margin")


class Entry(Struct, frozen=True):
    """A deal entering a stage: `stage` is its place in the funnel from 0, None for a text that names none of them."""

    stage: int | None
    text: str
    at: datetime


class Deal(Struct, frozen=True):
    """One deal. Days are the calendar's, as the export's clock showed them; None where the record does not say.

    `path` is the funnel's place in the ledger's paths and `stage` the place of its stage there, None where the texts do
    not tell. `amount` is in `currency` (empty: the plan's). `closed` is kept for closed deals only; for all others a
    closing date is an expected one. `entries` are in order of time.

    `credited` says who is credited with which share, as written (`Ada 60%; Bo 40%`; empty: the owner). `refunded` is in
    the deal's currency, and so is `margin`. `notice_days` may be a fraction where the record says one.
    """

    id: str
    name: str
    owner: str
    account: str
    funnel: str
    stage_text: str
    status: str
    state: State
    path: int | None
    stage: int | None
    amount: Decimal | None
    currency: str
    created: date | None
    closed: date | None
    expected_close: date | None
    last_activity: date | None
    source: str = ""
    entries: tuple[Entry, ...] = ()
    credited: str = ""
    refunded: Decimal | None = None
    refunded_on: date | None = None
    paid_on: date | None = None
    contract_start: date | None = None
    contract_end: date | None = None
    notice_days: Decimal | None = None
    auto_renew: str = ""
    next_step: str = ""
    margin: Decimal | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is in the pipeline: neither decided nor in the fridge."""
        return self.state is State.OPEN


class Ledger(Struct, frozen=True):
    """All deals as they stood on `on`, the funnels they are sorted into, and what reading them gave.

    `has_history` tells whether a stage history was read. `taken` says how each text was understood. `rows` are file and
    row of the deals by id, where they were asked for and stand in files. `oddities` put the records in doubt.
    """

    on: date
    paths: tuple[Path, ...]
    deals: tuple[Deal, ...]
    has_history: bool
    taken: tuple[Taken, ...]
    intakes: tuple[Intake, ...]
    orders: tuple[Order, ...] = ()
    rows: Mapping[str, tuple[str, int]] = MappingProxyType({})
    oddities: tuple[Oddity, ...] = ()


def ledger(
    records: OpenRecords,
    paths: Sequence[Path],
    on: date | None = None,
    *,
    currency: str | None = None,
    numbered: bool = False,
) -> Ledger:
    """The deals of opened records, sorted into `paths` (the plan's funnels; found in the records where empty).

    `on` is the day the records are of; the last day in them if None. Nothing is left out: deals created after `on` are
    for who asks to judge. `currency` is the plan's; amounts in others do not count in sums. With `numbered` the ledger
    also knows in which row of which file each deal stands.

    Raises:
        Unreadable: no deals were given, the engine cannot read them, or amounts are in several currencies, and none of
            them is the plan's.
    """
    if records.deals is None:
        raise Unreadable("there are no deals to follow", "name them with --deals FILE, or records: in the plan")
    from salesplan.records.count.contradictions import (
        against_states,
        closed_though_open,
        has_both_ends,
        has_probability,
    )
    from salesplan.records.count.deal_places import deal_places  # here, since who only holds deals reads none
    from salesplan.records.count.lost_reasons import among, header_of
    from salesplan.records.count.unrelated import unrelated
    from salesplan.records.recognise.classify import classifier

    places, taken, known, orders = deal_places(records, records.deals, tuple(paths))
    sorter = classifier(known, records.stages, {texts[0] for texts in places})
    entries = _entries(records, sorter)
    reason = header_of(records)
    told = [*(["lost_reason"] if reason else []), *(["probability"] if has_probability(records) else [])]
    names = [*_TEXTS, *_FURTHER, *_AMOUNTS, *_TIMES, *_LATER, *told]
    rows = records.engine.rows(records.deals.select(*names), "deals")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    deals = _deals(columns, places, entries, sorter)
    ends = columns["closed"], columns["expected_close"]
    if not currency:
        _refuse_several_currencies(deals)
    return Ledger(
        on=on or _last_day(deals),
        paths=known,
        deals=deals,
        has_history=records.history is not None,
        taken=taken,
        intakes=records.intakes,
        orders=orders,
        rows=records.shelf.rows_of("deals") if numbered and records.shelf else MappingProxyType({}),
        oddities=(
            *unrelated(records),
            *among(reason, _by_state(deals, columns.get("lost_reason", ()))),
            *against_states(_by_state(deals, columns.get("probability", ()))),
            *(closed_though_open([deal.state for deal in deals], *ends) if has_both_ends(records) else ()),
        ),
    )


def _by_state(deals: Iterable[Deal], texts: Sequence[Any]) -> list[tuple[str, str, int]]:
    """How many deals of each state have which text of a column; `texts` are empty where there is none."""
    counted = Counter(zip((deal.state.value for deal in deals), map(_text, texts), strict=False))
    return [(state, text, n) for (state, text), n in counted.items()]


def is_in(deal: Deal, currency: str) -> bool:
    """Whether a deal's amount is in a currency; where one of the two says none, it is taken for the same."""
    return not deal.currency or not currency or deal.currency.upper() == currency.upper()


def is_foreign(deal: Deal, currency: str) -> bool:
    """Whether a deal has an amount, and in another currency than the one that counts."""
    return deal.amount is not None and not is_in(deal, currency)


def _refuse_several_currencies(deals: Iterable[Deal]) -> None:
    found = Counter(deal.currency.upper() for deal in deals if deal.currency and deal.amount is not None)
    if len(found) > 1:
        listed = ", ".join(f"{code} ({n})" for code, n in found.most_common())
        most = found.most_common(1)[0][0]
        hint = sentence(
            "say which one counts in a plan (`currency: {most}`): deals in others then count for 0, and are listed",
            most=most,
        )
        raise Unreadable(
            sentence("the amounts are in several currencies, which do not add up: {listed}", listed=listed), hint
        )


Rows = Mapping[str, Sequence[tuple[str, datetime]]]


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries by time; of those at one moment, which a history dated by day has, the further stage comes later."""
    return tuple(sorted(entries, key=lambda one: (one.at, -1 if one.stage is None else one.stage)))


def _entries(records: OpenRecords, sorter: Classifier) -> Rows:
    """The history by deal, in order of time; of several entries of one text at one moment, one."""
    if records.history is None:
        return {}
    found: dict[str, set[tuple[datetime, str]]] = {}
    for deal, stage, entered in records.engine.rows(records.history.select("deal", "stage", "entered"), "history"):
        if entered is not None:
            found.setdefault(str(deal), set()).add((_moment(entered), sorter.through(str(stage))))
    return {deal: [(text, at) for at, text in sorted(rows)] for deal, rows in found.items()}


Cells = Mapping[str, Sequence[Any]]
"""The columns of the deals, by their names."""


def _deals(
    cells: Cells, places: Mapping[tuple[str, str, str], Place], entries: Rows, sorter: Classifier
) -> tuple[Deal, ...]:
    """The deals of whole columns, which is a third of the work of reading each deal by itself."""
    texts = {name: _each(cells[name], _text) for name in (*_TEXTS, *_FURTHER)}
    days = {name: _each(cells[name], _day) for name in (*_TIMES, *_LATER)}
    amounts = {name: _each(cells[name], _amount) for name in _AMOUNTS}
    found = _each(
        tuple(zip(cells["funnel"], cells["stage"], cells["status"], strict=True)),
        lambda key: places[str(key[0]), str(key[1]), str(key[2])],
    )
    decided = [place.state in _DECIDED for place in found]
    columns: dict[str, Iterable[Any]] = {
        **texts,
        **days,
        **amounts,
        "stage_text": texts["stage"],
        "status": _each(texts["status"], lambda text: text.partition(LOST_AT)[0]),
        "state": [place.state for place in found],
        "path": [place.path if place.path >= 0 else None for place in found],
        "stage": [place.stage if place.stage >= 0 else None for place in found],
        "closed": [day if ended else None for day, ended in zip(days["closed"], decided, strict=True)],
        "expected_close": [
            expected if ended else expected or closed
            for expected, closed, ended in zip(days["expected_close"], days["closed"], decided, strict=True)
        ],
        "entries": [
            _in_order(Entry(sorter.stage_of(place.path, text), text, at) for text, at in entries.get(str(key), ()))
            for key, place in zip(cells["id"], found, strict=True)
        ],
    }
    return tuple(map(Deal, *(columns[field] for field in Deal.__struct_fields__)))


_DECIDED = frozenset({State.WON, State.LOST, State.CANCELLED})


def _each(column: Sequence[Any], read: Callable[[Any], T]) -> list[T]:
    """A column read, each different value once."""
    known = {value: read(value) for value in set(column)}
    return [known[value] for value in column]


def _text(value: Any) -> str:  # noqa: ANN401  (engines give what they have)
    return str(value or "").strip()


def _amount(units: int | None) -> Decimal | None:
    return None if units is None else Decimal(int(units)) / SCALE


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)


def _day(seconds: int | None) -> date | None:
    return None if seconds is None else date(1970, 1, 1).fromordinal(719_163 + int(seconds) // DAY)


def _last_day(deals: Iterable[Deal]) -> date:
    """The last day on which the records tell that something happened; today where they tell of nothing."""
    times = ((deal.created, deal.closed, deal.last_activity, deal.refunded_on) for deal in deals)
    days = [day for each in times for day in each if day is not None]
    days += [deal.entries[-1].at.date() for deal in deals if deal.entries]
    return max(days, default=date.today())  # noqa: DTZ011  (the user's own day)
