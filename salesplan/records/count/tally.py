"""From canonical tables to the counts that answer a question."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from salesplan.base.finding import Unreadable
from salesplan.records.canonical import DAY
from salesplan.records.count.actions import count_actions, said_of
from salesplan.records.count.contradictions import has_both_ends, has_probability
from salesplan.records.count.deal_links import keyed
from salesplan.records.count.deal_places import deal_places
from salesplan.records.count.journeys import NO_DAYS, Entries, entries_of, journeys, passages, placed, whole_days
from salesplan.records.count.lost_reasons import header_of
from salesplan.records.count.oddities import Seen, left_out, oddities_of
from salesplan.records.count.period import seconds, within
from salesplan.records.count.prospects import worked
from salesplan.records.engines.engine import Row
from salesplan.records.engines.expression import col, lit, row_count, when
from salesplan.records.engines.frame import Frame, drop, group_by
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import Amounts, DealCount, OwnerCount, Path, Question, StageCount, Tallies
from salesplan.records.recognise.classify import classifier
from salesplan.records.recognise.crm_words import State


def tally(book: OpenRecords, question: Question) -> Tallies:
    """Count what the question asks for.

    Args:
        book: opened records; deals must be there.
        question: what to count.

    Raises:
        Unreadable: the engine cannot read the records, or no deals were given.
    """
    if book.deals is None:
        raise Unreadable("there are no deals to measure", "name them with --deals FILE, or records: in the plan")
    places, taken, paths, orders = deal_places(book, book.deals, question.paths)
    sorter = classifier(paths, book.stages, ())
    every = keyed(book.engine, book.deals) if book.activities is not None else book.deals
    placed_deals = placed(book.engine, book.engine.fence(every), places, question.by)
    deals = book.engine.fence(_chosen(placed_deals, question))
    present = {place.path for place in places.values()}
    entries = entries_of(book.engine, book.history)
    frame = _kept(book, journeys(book.engine, deals, entries, sorter, present), question, present, paths)
    on = _watched_until(book, frame, entries, question.on)
    inside = frame.filter("inside")
    counted = count_actions(book, frame, every, question)
    actions, book = counted.actions, counted.book
    return Tallies(
        on=datetime.fromtimestamp(on - DAY, UTC).date(),
        paths=paths,
        deals=_deal_counts(book, inside),
        amounts=_amounts(book, inside),
        stages=_stage_counts(book, inside, paths, on),
        actions=actions,
        prospects=worked(book, frame, counted.meant),
        owners=_owners(book, inside),
        taken=taken,
        oddities=(
            *left_out(book, frame, question),
            *oddities_of(book, inside, sorter, actions, Seen(taken, on, entries.texts if entries else ())),
            *said_of(counted),
        ),
        intakes=book.intakes,
        orders=orders,
    )


def _kept(
    book: OpenRecords, frame: Frame, question: Question, present: Collection[int], paths: Sequence[Path]
) -> Frame:
    """The journeys, written once for every deal: only what is counted, and nothing that all deals have in common."""
    same: dict[str, Any] = {} if question.by else {"grp": lit("")}
    if not (question.since or question.until):
        same["inside"] = lit(True)  # noqa: FBT003
    if len(present) == 1:
        same["path"] = lit(min(present)).whole()
    unused = UNCOUNTED if book.activities is not None else (*UNCOUNTED, *FOR_ACTIONS)
    if not any(len(path.stages) == 1 for path in paths):
        unused = (*unused, "at")
    if book.prospects is None and not book.has_prospects:
        unused = (*unused, "prospect")
    if not header_of(book):
        unused = (*unused, "lost_reason")
    if not has_probability(book):
        unused = (*unused, "probability")
    if not has_both_ends(book):
        unused = (*unused, "ended")
    kept = book.engine.keep(drop(frame, (*unused, *same)), "journeys")
    return book.engine.fence(kept.with_columns(*(value.alias(name) for name, value in same.items()))) if same else kept


UNCOUNTED = (
    *("name", "account", "funnel", "stage", "status", "source", "_problem", "_file"),
    *("credited", "refunded", "refunded_on", "paid_on", "contract_start", "contract_end", "notice_days"),
    *("auto_renew", "next_step", "stage_order", "margin"),
)
"""Columns of deals that no count looks at once their place is known."""

FOR_ACTIONS = ("id", "recorded", "s0")
"""Columns that only actions are matched with."""


def _chosen(deals: Frame, question: Question) -> Frame:
    """Deals with `inside`: whether they were created in the time asked for."""
    return deals.with_columns(within("created", question).alias("inside"))


def _watched_until(book: OpenRecords, deals: Frame, entries: Entries | None, on: date | None) -> int:
    """The end of the day up to which the records tell what happened."""
    if on:
        return seconds(on) + DAY
    found = book.engine.rows(
        deals.select(col("created").max(), col("closed").max(), col("last_activity").max()), "deals"
    )
    found.append((entries.last if entries else None,))
    latest = max((int(value) for row in found for value in row if value is not None), default=seconds(date.today()))  # noqa: DTZ011  (the user's own day)
    return latest // DAY * DAY + DAY


def _deal_counts(book: OpenRecords, inside: Frame) -> tuple[DealCount, ...]:
    days = whole_days(col("created"), col("closed"))
    grouped = group_by(inside.with_columns(days.alias("days")), "grp", "state", "days").agg(row_count().alias("n"))
    rows = book.engine.rows(grouped, "deals")
    return tuple(sorted((DealCount(g, s, _known(d), int(n)) for g, s, d, n in rows), key=repr))


def _known(days: Any) -> int | None:  # noqa: ANN401  (engines give int or Decimal)
    return None if days == NO_DAYS else int(days)


LARGEST_WHOLE = 10**18
"""Amounts up to here are fetched as whole numbers of 64 bits, in half the time of larger ones, which are rare."""


def _amounts(book: OpenRecords, inside: Frame) -> tuple[Amounts, ...]:
    amount = col("amount")
    usual = (amount >= -LARGEST_WHOLE) & (amount <= LARGEST_WHOLE)
    won = inside.filter(col("state") == State.WON.value).with_columns(
        when(usual).then(amount.whole()).otherwise(None).alias("units"),
        when(usual).then(None).otherwise(amount).alias("amount"),
    )
    rows = book.engine.rows(group_by(won, "grp", "currency", "units", "amount").agg(row_count().alias("n")), "deals")
    return tuple(_of_currency(*key, part) for key, part in sorted(_by_currency(rows).items()))


def _by_currency(rows: Sequence[Row]) -> dict[tuple[str, str], Sequence[Row]]:
    """The rows by their first two columns, which most often are the same in all of them."""
    keys = {row[:2] for row in rows}
    if len(keys) == 1:
        return {keys.pop(): rows}
    found: dict[tuple[str, str], list[Row]] = {key: [] for key in keys}
    for row in rows:
        found[row[:2]].append(row)
    return dict(found)


def _of_currency(group: str, currency: str, rows: Sequence[Row]) -> Amounts:
    usual = sorted([row for row in rows if row[2] is not None], key=itemgetter(2))
    large = sorted([(int(row[3]), row[4]) for row in rows if row[3] is not None])
    values, deals = [row[2] for row in usual], [row[4] for row in usual]
    unknown = sum(row[4] for row in rows if row[2] is None and row[3] is None)
    return Amounts(
        group, currency, (*values, *(value for value, _ in large)), (*deals, *(n for _, n in large)), unknown
    )


def _stage_counts(book: OpenRecords, inside: Frame, paths: Sequence[Path], on: int) -> tuple[StageCount, ...]:
    if not any(path.stages for path in paths):
        return ()
    rows = book.engine.rows(passages(book.engine, inside, paths, on), "deals")
    return tuple(sorted((StageCount(g, int(p), int(s), o, _known(d), int(n)) for g, p, s, o, d, n in rows), key=repr))


def _owners(book: OpenRecords, inside: Frame) -> tuple[OwnerCount, ...]:
    rows = book.engine.rows(group_by(inside, "owner", "state").agg(row_count().alias("n")), "deals")
    return tuple(sorted((OwnerCount(str(owner), str(state), int(n)) for owner, state, n in rows), key=repr))
