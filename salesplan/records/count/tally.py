"""From canonical tables to the counts that answer a question."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from msgspec.structs import replace

from salesplan.base.finding import Unreadable
from salesplan.records.canonical import DAY, LOST_AT
from salesplan.records.count.deal_links import Related, keyed, related
from salesplan.records.count.found_orders import found_orders
from salesplan.records.count.journeys import NO_DAYS, day_of, group, journeys, passages, placed, whole_days
from salesplan.records.count.prospects import worked
from salesplan.records.engines.engine import Engine, Row
from salesplan.records.engines.expression import Expr, coalesce, col, lit, row_count, when
from salesplan.records.engines.frame import Frame, drop, group_by, rename, stacked
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import (
    ActionCount,
    AmountCount,
    DealCount,
    Oddity,
    Order,
    OwnerCount,
    Path,
    Question,
    StageCount,
    Taken,
    Tallies,
)
from salesplan.records.recognise.classify import Classifier, Place, classifier, state_named
from salesplan.records.recognise.crm_words import State

ACTION_KEYS = ("grp", "owner", "path", "stage", "state", "action", "result", "_problem")


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
    frame = _kept(book, journeys(book.engine, deals, book.history, sorter, present), question, present, paths)
    on = _watched_until(book, frame, question.on)
    inside = frame.filter("inside")
    actions, book, meant = _actions(book, frame, every, question)
    return Tallies(
        on=datetime.fromtimestamp(on - DAY, UTC).date(),
        paths=paths,
        deals=_deal_counts(book, inside),
        amounts=_amount_counts(book, inside),
        stages=_stage_counts(book, inside, paths, on),
        actions=actions,
        prospects=worked(book, frame, meant),
        owners=_owners(book, inside),
        taken=taken,
        oddities=(
            *_left_out(book, frame, question),
            *_oddities(book, inside, sorter, actions, _Seen(taken, on)),
            *_said(meant),
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
    kept = book.engine.keep(drop(frame, (*unused, *same)), "journeys")
    return book.engine.fence(kept.with_columns(*(value.alias(name) for name, value in same.items()))) if same else kept


UNCOUNTED = (
    *("name", "account", "funnel", "stage", "status", "source", "_problem", "_file"),
    *("credited", "refunded", "refunded_on", "paid_on", "contract_start", "contract_end", "notice_days"),
    *("auto_renew", "next_step", "stage_order", "probability", "margin"),
)
"""Columns of deals that no count looks at once their place is known."""

FOR_ACTIONS = ("id", "recorded", "s0")
"""Columns that only actions are matched with."""


class Placed(NamedTuple):
    """Where each combination of funnel, stage and status texts stands, how it was taken, the funnels, their order."""

    places: dict[tuple[str, str, str], Place]
    taken: tuple[Taken, ...]
    paths: tuple[Path, ...]
    orders: tuple[Order, ...]


def deal_places(book: OpenRecords, deals: Frame, paths: tuple[Path, ...]) -> Placed:
    """Sort the texts of the deals into the funnels; into those found in the records where `paths` is empty."""
    grouped = group_by(deals, "funnel", "stage", "status").agg(row_count().alias("n"))
    combinations = sorted((str(f), str(s), str(t), int(n)) for f, s, t, n in book.engine.rows(grouped, "deals"))
    by_status = _statuses_tell(book.stages, combinations)
    orders = tuple(Order(path.stages, "plan") for path in paths)
    if not paths:
        found = found_orders(book, deals, [row[:3] for row in combinations])
        paths, orders = tuple(Path(name, order.stages) for name, order in found), tuple(order for _, order in found)
    sorter = classifier(paths, book.stages, {row[0] for row in combinations}, by_status=by_status)
    places = {(f, s, t): sorter.place(f, s, t) for f, s, t, _ in combinations}
    taken = tuple(
        Taken(_text(f, s, t), _as(places[f, s, t], paths), n, _key(sorter, s, t)) for f, s, t, n in combinations
    )
    return Placed(places, taken, paths, orders)


def _statuses_tell(mapping: Mapping[str, str], combinations: Sequence[tuple[str, str, str, int]]) -> bool:
    """Whether any status is a word we know; where none is and stages are there, the column is something else."""
    sorter = Classifier((), mapping, frozenset())
    statuses = {row[2].partition(LOST_AT)[0] for row in combinations} - {""}
    known = any(state_named(sorter.through(status)) for status in statuses)
    return known or not any(stage for _, stage, _, _ in combinations)


def _key(sorter: Classifier, stage: str, status: str) -> str:
    """The text whose meaning decides: a status that is not known, else the stage."""
    told = status.partition(LOST_AT)[0]
    return told if told and not state_named(sorter.through(told)) and (sorter.by_status or not stage) else stage or told


def _text(funnel: str, stage: str, status: str) -> str:
    told, _, lost_at = status.partition(LOST_AT)
    return " / ".join(part for part in (funnel, stage, told, lost_at) if part) or "(nothing)"


def _as(place: Place, paths: Sequence[Path]) -> str:
    if place.state is not State.OPEN or place.stage < 0:
        return place.state.value
    return f"{place.state.value}, {paths[place.path].stages[place.stage]}"


def _chosen(deals: Frame, question: Question) -> Frame:
    """Deals with `inside`: whether they were created in the time asked for."""
    return deals.with_columns(_within("created", question).alias("inside"))


def _within(column: str, question: Question) -> Expr:
    test = lit(True)  # noqa: FBT003
    if question.since:
        test = test & (col(column) >= seconds(question.since))
    if question.until:
        test = test & (col(column) < seconds(question.until) + DAY)
    return when(test).then(lit(True)).otherwise(lit(False))  # noqa: FBT003  (null is not inside)


def seconds(day: date) -> int:
    """The beginning of a day in seconds since 1970, without any zone."""
    return (day - date(1970, 1, 1)).days * DAY


def _watched_until(book: OpenRecords, deals: Frame, on: date | None) -> int:
    """The end of the day up to which the records tell what happened."""
    if on:
        return seconds(on) + DAY
    found = book.engine.rows(
        deals.select(col("created").max(), col("closed").max(), col("last_activity").max()), "deals"
    )
    if book.history is not None:
        found += book.engine.rows(book.history.select(col("entered").max()), "history")
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


def _amount_counts(book: OpenRecords, inside: Frame) -> tuple[AmountCount, ...]:
    amount = col("amount")
    usual = (amount >= -LARGEST_WHOLE) & (amount <= LARGEST_WHOLE)
    won = inside.filter(col("state") == State.WON.value).with_columns(
        when(usual).then(amount.whole()).otherwise(None).alias("units"),
        when(usual).then(None).otherwise(amount).alias("amount"),
    )
    rows = book.engine.rows(group_by(won, "grp", "currency", "units", "amount").agg(row_count().alias("n")), "deals")
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    unknown = []
    for grp, currency, units, large, n in rows:
        if units is None and large is None:
            unknown.append(AmountCount(grp, currency, None, n))
        else:
            found.setdefault((grp, currency), []).append((large if units is None else units, n))
    known = [
        AmountCount(*key, int(amount), n) for key, amounts in sorted(found.items()) for amount, n in sorted(amounts)
    ]
    return (*known, *sorted(unknown))


def _stage_counts(book: OpenRecords, inside: Frame, paths: Sequence[Path], on: int) -> tuple[StageCount, ...]:
    if not any(path.stages for path in paths):
        return ()
    rows = book.engine.rows(passages(book.engine, inside, paths, on), "deals")
    return tuple(sorted((StageCount(g, int(p), int(s), o, _known(d), int(n)) for g, p, s, o, d, n in rows), key=repr))


def _owners(book: OpenRecords, inside: Frame) -> tuple[OwnerCount, ...]:
    rows = book.engine.rows(group_by(inside, "owner", "state").agg(row_count().alias("n")), "deals")
    return tuple(sorted((OwnerCount(str(owner), str(state), int(n)) for owner, state, n in rows), key=repr))


def _left_out(book: OpenRecords, frame: Frame, question: Question) -> tuple[Oddity, ...]:
    """Deals that are not counted since nobody knows whether they were created in the time asked for."""
    if not (question.since or question.until):
        return ()
    undated = frame.filter(col("created").is_null()).select(row_count().alias("n"))
    [(number,)] = book.engine.rows(undated, "deals")
    return (Oddity("deals left out without a date of creation", int(number)),) if number else ()


class _Seen(NamedTuple):
    """How texts were taken, and the end of the day up to which deals were watched."""

    taken: Sequence[Taken]
    on: int


def _oddities(
    book: OpenRecords, inside: Frame, sorter: Classifier, actions: Iterable[ActionCount], seen: "_Seen"
) -> tuple[Oddity, ...]:
    taken = seen.taken

    state = col("state")
    decided = state.is_in([State.WON.value, State.LOST.value])
    tests = {
        "closed before they were created": day_of(col("closed")) < day_of(col("created")),
        "won without a closing date": (state == State.WON.value) & col("closed").is_null(),
        "won without an amount": (state == State.WON.value) & col("amount").is_null(),
        "with a negative amount": col("amount") < 0,
        "decided without a date of creation": decided & col("created").is_null(),
        "cancelled, and in no rate": state == State.CANCELLED.value,
        "open with a closing date in the past": (state == State.OPEN.value) & (col("expected_close") < seen.on - DAY),
    }
    if sorter.paths:
        tests |= {
            "open at a stage that is not in the plan": (state == State.OPEN.value) & _nowhere(sorter),
            "lost at a stage nobody recorded": (state == State.LOST.value) & (col("reach") < 0),
        }
    flags = [when(test).then(1).otherwise(0).whole().alias(f"t{number}") for number, test in enumerate(tests.values())]
    sums = inside.select(*flags).select(*(col(flag.name).sum() for flag in flags))
    [row] = book.engine.rows(sums, "deals")
    strange = ", ".join(f"{one.text} ({one.deals})" for one in taken if one.as_ == State.OPEN)
    names = {"open at a stage that is not in the plan": strange}
    found = [Oddity(f"deals {text}", int(n or 0), names.get(text, "")) for text, n in zip(tests, row, strict=True)]
    found += [Oddity("deals of an unknown state", n, key) for key, n in _unknown_states(taken)]
    loose = sum(line.actions for line in actions if line.state == "")
    found.append(Oddity("actions on no deal we know", loose))
    found += [*_unknown_stages(book, sorter), *_alike(book)]
    return tuple(one for one in found if one.n)


def _alike(book: OpenRecords) -> list[Oddity]:
    """Deals without ids that differ in nothing that tells deals apart: a report may have a row for each product."""
    if book.deals is None or not any(one.table == "deals" and one.without_ids for one in book.intakes):
        return []
    keys = ("name", "owner", "account", "created", "closed", "expected_close")
    groups = group_by(book.deals.filter(col("name") != ""), *keys).agg(row_count().alias("n"))
    again = groups.select((col("n") - 1).sum().alias("n"))
    [(number,)] = book.engine.rows(again, "deals")
    return [Oddity("deals that look like rows of one", int(number or 0))]


def _unknown_states(taken: Iterable[Taken]) -> list[tuple[str, int]]:
    """The texts that are not understood, each once, whatever the stage beside it."""
    count: Counter[str] = Counter()
    for one in taken:
        if one.as_ == State.UNKNOWN:
            count[one.key] += one.deals
    return sorted(count.items())


def _nowhere(sorter: Classifier) -> Expr:
    """Whether nothing tells where a deal is; at the only stage of a funnel it must be said, not taken for granted."""
    lost = col("reach") < 0
    return lost | (col("at") < 0) if any(len(path.stages) == 1 for path in sorter.paths) else lost


def _unknown_stages(book: OpenRecords, sorter: Classifier) -> list[Oddity]:
    if book.history is None:
        return []
    rows = book.engine.rows(group_by(book.history, "stage").agg(row_count().alias("n")), "history")
    return [
        Oddity("history rows at a stage not in the plan", int(n), str(stage))
        for stage, n in sorted(rows)
        if not sorter.known(stage)
    ]


def _actions(
    book: OpenRecords, frame: Frame, deals: Frame, question: Question
) -> tuple[tuple[ActionCount, ...], OpenRecords, Related | None]:
    """Actions by stage and result; with the book, what was read of them, and what their deals are called."""
    activities = book.activities
    if activities is None:
        return (), book, None
    light = _light(book.engine, frame)
    rows, differ = _scanned(book.engine, activities, light, question)
    if not differ:
        book, activities = book.without_twins(activities)
        rows, _ = _scanned(book.engine, activities, light, question)
    meant = None
    if any(row[3] == STRANGER for row in rows):
        meant = related(book.engine, activities, deals)
        rows, _ = _scanned(book.engine, activities, _with_meanings(light, meant), question)
    problems: dict[str, int] = {}
    for row in rows:
        problems[row[7]] = problems.get(row[7], 0) + int(row[8])
    used = [row for row in rows if not row[7] and row[2] != OUTSIDE]
    return _merged(map(_action, used)), book.counted("activities", problems), meant


def _scanned(engine: Engine, activities: Frame, light: Frame, question: Question) -> tuple[list[Row], bool]:
    return engine.unique(_at_stages(engine, activities, light, question), ACTION_KEYS, "activities", activities)


def _with_meanings(light: Frame, meant: Related) -> Frame:
    """The deals, and again under what actions call them."""
    columns = light.columns
    again = light.join(meant.keys.select("deal", "to"), "id", "to", "inner")
    called = rename(drop(again, ["id"]), {"deal": "id"}).select(*columns)
    return stacked([light, called])


def _said(meant: Related | None) -> tuple[Oddity, ...]:
    return tuple(note for note in meant.notes if note.n) if meant else ()


STRANGER = -2
"""The stage of actions that name a deal which no id is."""

OUTSIDE = -2
"""The path of actions on deals that were not created in the time asked for."""


def _merged(lines: Iterable[ActionCount]) -> tuple[ActionCount, ...]:
    """Lines that differ only in blanks around a text as one."""
    found: dict[ActionCount, tuple[int, int | None]] = {}
    for line in lines:
        key = replace(line, actions=0, minutes=None)
        actions, minutes = found.get(key, (0, None))
        known = [one for one in (minutes, line.minutes) if one is not None]
        found[key] = actions + line.actions, sum(known) if known else None
    made = (replace(key, actions=actions, minutes=minutes) for key, (actions, minutes) in found.items())
    return tuple(sorted(made, key=repr))


def _action(row: tuple[Any, ...]) -> ActionCount:
    grp, owner, path, stage, state, action, result, _, _, times, minutes = row
    return ActionCount(
        group=grp.strip(),
        owner=owner.strip(),
        path=int(path) if path >= 0 else None,
        stage=int(stage) if stage >= 0 else None,
        state=state,
        action=action.strip(),
        result=result.strip(),
        actions=int(times),
        minutes=None if minutes is None else int(minutes),
    )


def _light(engine: Engine, frame: Frame) -> Frame:
    """Of each deal only what actions are matched with: path, state, group, and where its stages begin, if traced."""
    steps = [column for column in frame.columns if _is_step(column)]
    traced = ((col("recorded") >= 0) | (col("reach") == 0)) & (col("path") >= 0)
    none = lit(None).whole()
    named = engine.fence(frame.filter(col("id") != ""))
    return named.select(
        "id",
        "state",
        when(col("inside")).then(col("path")).otherwise(lit(OUTSIDE)).whole().alias("path"),
        when(traced).then(lit(0)).otherwise(lit(-1)).whole().alias("stage"),
        col("grp").alias("deal_grp"),
        *(when(traced).then(col(step)).otherwise(none).alias(step) for step in steps),
    )


def _at_stages(engine: Engine, activities: Frame, deals: Frame, question: Question) -> Frame:
    """Actions with the deal's path, state and group, and the stage it was at: the last one entered by then.

    What is dated by day alone was done at the stage entered that day, whatever the hour of it.
    """
    steps = sorted((c for c in deals.columns if _is_step(c)), key=lambda c: int(c[1:]))
    own = group(engine, activities, question.by, "date") if question.by in OWN_GROUP else _no_group(activities)
    rest = when(col("date") % DAY == 0).then(lit(DAY - 1)).otherwise(lit(0))
    own = engine.fence(own.with_columns((col("date") + rest).alias("by_then")))
    joined = engine.fence(own.join(deals, "deal", "id", "left"))
    nowhere = when(col("deal") == "").then(lit(-1)).otherwise(lit(STRANGER)).whole()
    stage: Any = coalesce(col("stage"), nowhere)
    for place, step in list(enumerate(steps))[1:]:
        stage = when(col("by_then") >= col(step)).then(lit(place)).otherwise(stage)
    path: Any = coalesce("path", lit(-1))
    if question.since or question.until:
        loose = when(_within("date", question)).then(lit(-1)).otherwise(lit(OUTSIDE))
        path = when(col("path").is_null()).then(loose).otherwise(col("path"))
    grouped = col("grp") if question.by in {None, "rep", "segment"} else coalesce("deal_grp", "grp")
    return joined.with_columns(
        path.whole().alias("path"),
        stage.whole().alias("stage"),
        coalesce("state", lit("")).alias("state"),
        grouped.alias("grp"),
    )


OWN_GROUP = ("rep", "segment", "month")
"""What an action can be grouped by without a deal; by rep and segment it always is."""


def _no_group(activities: Frame) -> Frame:
    return activities.with_columns(lit("").alias("grp"))


def _is_step(column: str) -> bool:
    return column[0] == "s" and column[1:].isdigit()
