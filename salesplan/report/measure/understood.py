"""How records were understood: which column is what, how each text was taken, in which order the stages stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from salesplan.measuring.build import MANY_WON
from salesplan.measuring.measurement import Note
from salesplan.records.count.ledger import Ledger
from salesplan.records.count.strange_texts import numbered_stages, unknown_states
from salesplan.records.question import Order, Taken
from salesplan.records.recognise.crm_words import State
from salesplan.records.sources import Intake
from salesplan.report.answer import Answer
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.language.words import Words, words_for
from salesplan.report.measure.notes import note_text
from salesplan.report.measure.rows import reading_notes, reason
from salesplan.report.tables.table import Column, Kind, Table

OPEN = "open, "
"""What stands before the stage of an open deal."""


class Understood(Struct, frozen=True):
    """What reading records gave, before anything is counted; of a measurement as of a ledger of deals."""

    intakes: tuple[Intake, ...]
    taken: tuple[Taken, ...]
    orders: tuple[Order, ...]
    warnings: tuple[str, ...] = ()


def understood_json(found: Understood) -> dict[str, Any]:
    """How the records were understood, as every command on records says it in JSON; columns are those of the deals."""
    deals = next((one for one in found.intakes if one.table == "deals"), None)
    order = found.orders[0] if found.orders else Order()
    return {
        "columns": dict(deals.columns) if deals else {},
        "unused": list(deals.unused) if deals else [],
        "stages": [
            {"text": one.text, "as": one.as_.removeprefix(OPEN), "rows": one.deals} for one in _by_number(found.taken)
        ],
        "order": {
            "stages": [stage for each in found.orders for stage in each.stages],
            "from": order.source,
            "agree": order.agree,
            "pairs": order.pairs,
            "against": [list(pair) for pair in order.against],
            "untold": [list(pair) for pair in order.untold],
        },
        "set_aside": [
            {"reason": part.reason, "rows": part.rows} for intake in found.intakes for part in intake.set_aside
        ],
        "warnings": list(found.warnings),
        "tables": {one.table: {"columns": dict(one.columns), "unused": list(one.unused)} for one in found.intakes},
    }


def understood_ledger(found: Ledger) -> Understood:
    """How the deals of a ledger were understood, with the texts and orders that put what is made of them in doubt."""
    return Understood(found.intakes, found.taken, found.orders, doubts(found, "en"))


def doubts(found: Ledger, language: str) -> tuple[str, ...]:
    """What puts in doubt what is made of the deals of a ledger, in a language."""
    states = Counter(deal.state for deal in found.deals)
    notes = [Note(*oddity) for oddity in (*unknown_states(found.taken), *numbered_stages(found.taken))]
    notes += [
        Note("stages against their order", len(order.against), order.against[0][0], parts=((order.against[0][1], 0),))
        for order in found.orders
        if order.against
    ]
    notes += [
        Note("stages in no order", len(order.untold), order.untold[0][0], parts=((order.untold[0][1], 0),))
        for order in found.orders
        if order.untold
    ]
    if states[State.WON] >= MANY_WON and not states[State.LOST]:
        notes.append(Note("nothing lost", states[State.WON]))
    notes += [Note(*oddity) for oddity in found.oddities]
    words, numbers = words_for(language), numbers_for(language)
    return tuple(note_text(note, words, numbers) for note in notes)


def _by_number(taken: Iterable[Taken]) -> list[Taken]:
    return sorted(taken, key=lambda one: (-one.deals, one.text))


def preview_answer(found: Understood, words: Words, numbers: Numbers) -> Answer:
    """The answer that shows only how the records were understood."""
    tables = [_columns(one, words) for one in found.intakes]
    tables.append(_texts(found.taken, words))
    notes = [*found.warnings, *order_lines(found.orders, words, numbers), *_asides(found.intakes, words, numbers)]
    data = {"kind": "preview", "understood": understood_json(found)}
    return Answer(data, tuple(tables), notes=tuple(notes), rows=_texts(found.taken, words))


def _columns(intake: Intake, words: Words) -> Table:
    """Which header is which column; headers that are not used stand at the end."""
    rows = [(header, key) for key, header in intake.columns]
    rows += [(header, words.text("(not used)")) for header in intake.unused]
    title = ", ".join(intake.files)
    known = words.text("{system} export", system=intake.recognised) if intake.recognised else ""
    heads = (Column("header", words.text("Header")), Column("column", words.text("Taken as")))
    return Table(intake.table, f"{title} ({known})" if known else title, heads, tuple(rows))


def _texts(taken: Iterable[Taken], words: Words) -> Table:
    heads = (
        Column("text", words.text("Stage and status")),
        Column("as", words.text("Taken as")),
        Column("rows", words.text("Deals"), Kind.COUNT, bar=True),
    )
    return Table("texts", words.text("How texts were taken"), heads, tuple((t.text, t.as_, t.deals)
                                                                       for t in _by_number(taken)))  # fmt: skip


def order_lines(orders: Sequence[Order], words: Words, numbers: Numbers) -> Iterable[str]:
    """The order of the stages, where it comes from, and how sure it is."""
    for order in orders:
        listed = " > ".join(order.stages)
        if order.source == "plan":
            yield words.text("Order of the stages, from the plan: {stages}.", stages=listed)
        elif order.source == "column":
            yield words.text("Order of the stages, as a column of the records numbers them: {stages}.", stages=listed)
        elif order.source == "names":
            yield words.text("Order of the stages, as their names number them: {stages}.", stages=listed)
        elif order.source == "usual":
            yield words.text(
                "Order of the stages, as the system comes with them: {stages}. A plan with these stages settles it.",
                stages=listed,
            )
        elif order.source == "precedence" and order.pairs:
            yield words.text(
                "Order of the stages, inferred from the history: {stages}; {agree} of {pairs} moves agree. A plan with "
                "these stages settles it.",
                stages=listed, agree=numbers.count(order.agree), pairs=numbers.count(order.pairs),
            )  # fmt: skip


def _asides(intakes: Sequence[Intake], words: Words, numbers: Numbers) -> Iterable[str]:
    for intake in intakes:
        for part in intake.set_aside:
            yield words.text(
                "Set aside: {n} ({reason}).", n=numbers.count(part.rows), reason=reason(part.reason, words)
            )
        yield from reading_notes(intake, words)
