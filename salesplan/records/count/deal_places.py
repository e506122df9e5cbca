"""Where deals stand: their texts sorted into the funnels, and how each text was taken."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from salesplan.records.canonical import LOST_AT
from salesplan.records.count.found_orders import found_orders
from salesplan.records.engines.expression import row_count
from salesplan.records.engines.frame import Frame, group_by
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import Order, Path, Taken
from salesplan.records.recognise.classify import Classifier, Place, classifier, state_named
from salesplan.records.recognise.crm_words import State, is_closed


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
        Taken(_text(f, s, t), _as(places[f, s, t], paths), n, _key(sorter, s, t), sorter.torn(s, t))
        for f, s, t, n in combinations
    )
    return Placed(places, taken, paths, orders)


def _statuses_tell(mapping: Mapping[str, str], combinations: Sequence[tuple[str, str, str, int]]) -> bool:
    """Whether any status is a word we know; where none is and stages are there, the column is something else."""
    sorter = Classifier((), mapping, frozenset())
    statuses = {row[2].partition(LOST_AT)[0] for row in combinations} - {""}
    known = any(state_named(sorter.through(status)) or is_closed(status) for status in statuses)
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
