"""What is odd about deals and their history: what contradicts itself, what nobody recorded, what is not understood."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from salesplan.records.canonical import DAY
from salesplan.records.count.contradictions import PAST_CLOSE, has_both_ends, odds_of
from salesplan.records.count.journeys import day_of
from salesplan.records.count.lost_reasons import reasons_of_open
from salesplan.records.count.strange_texts import numbered_stages, unknown_states
from salesplan.records.count.unrelated import unrelated
from salesplan.records.engines.expression import Expr, col, lit, row_count, when
from salesplan.records.engines.frame import Frame, group_by
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.question import ActionCount, Oddity, Question, Taken
from salesplan.records.recognise.classify import Classifier
from salesplan.records.recognise.crm_words import State
from salesplan.records.sources import Intake


def left_out(book: OpenRecords, frame: Frame, question: Question) -> tuple[Oddity, ...]:
    """Deals that are not counted since nobody knows whether they were created in the time asked for."""
    if not (question.since or question.until):
        return ()
    undated = frame.filter(col("created").is_null()).select(row_count().alias("n"))
    [(number,)] = book.engine.rows(undated, "deals")
    return (Oddity("deals left out without a date of creation", int(number)),) if number else ()


TORN = "deals whose stage and status disagree"

YEAR = 366 * DAY
MANY = 10
"""Deals among which it is strange that one alone is of the last year."""


class Seen(NamedTuple):
    """How texts were taken, the end of the day up to which deals were watched, and the history's texts of stages."""

    taken: Sequence[Taken]
    on: int
    stages: Sequence[tuple[str, int]] = ()


def oddities_of(
    book: OpenRecords, inside: Frame, sorter: Classifier, actions: Iterable[ActionCount], seen: Seen
) -> tuple[Oddity, ...]:
    """What contradicts itself or is not known, each kind with how many deals, rows or actions it is about."""
    taken = seen.taken
    state = col("state")
    decided = state.is_in([State.WON.value, State.LOST.value])
    tests = {
        "closed before they were created": day_of(col("closed")) < day_of(col("created")),
        "created after the day of the records": col("created") >= seen.on,
        "of the last year": (col("created") >= seen.on - YEAR)
        | (col("closed") >= seen.on - YEAR)
        | (col("last_activity") >= seen.on - YEAR),
        "won without a closing date": (state == State.WON.value) & col("closed").is_null(),
        "won without an amount": (state == State.WON.value) & col("amount").is_null(),
        "with a negative amount": col("amount") < 0,
        "decided without a date of creation": decided & col("created").is_null(),
        "cancelled, and in no rate": state == State.CANCELLED.value,
        PAST_CLOSE: (state == State.OPEN.value) & (col("expected_close") < seen.on - DAY),
    }
    if has_both_ends(book):
        tests[PAST_CLOSE] |= (state == State.OPEN.value) & ~col("ended").is_null()
    if sorter.paths:
        tests |= {
            "open at a stage that is not in the plan": (state == State.OPEN.value) & _nowhere(sorter),
            "lost at a stage nobody recorded": (state == State.LOST.value) & (col("reach") < 0),
        }
    tests["in all"] = lit(True)  # noqa: FBT003
    flags = [when(test).then(1).otherwise(0).whole().alias(f"t{number}") for number, test in enumerate(tests.values())]
    sums = inside.select(*flags).select(*(col(flag.name).sum() for flag in flags))
    [row] = book.engine.rows(sums, "deals")
    strange = ", ".join(f"{one.text} ({one.deals})" for one in taken if one.as_ == State.OPEN)
    names = {"open at a stage that is not in the plan": strange}
    many = {text: int(n or 0) for text, n in zip(tests, row, strict=True)}
    if not _too_few(many["of the last year"], many.pop("in all")):
        del many["of the last year"]
    found = [Oddity(f"deals {text}", n, names.get(text, "")) for text, n in many.items()]
    torn = [one for one in taken if one.torn]
    found.append(Oddity(TORN, sum(one.deals for one in torn), ", ".join(f"{one.text} ({one.deals})" for one in torn)))
    found += [*unknown_states(taken), *numbered_stages(taken)]
    found += [*reasons_of_open(book, inside), *odds_of(book, inside)]
    loose = sum(line.actions for line in actions if line.state == "")
    found += [Oddity("actions on no deal we know", loose), *unrelated(book, actions)]
    found += [*_unknown_stages(seen.stages, sorter), *_alike(book)]
    return tuple(one for one in found if one.n)


def _too_few(recent: int, total: int) -> bool:
    """Whether so few deals are of the year before the last day that this day may be a slip of the keyboard."""
    return total >= MANY and (recent == 1 or recent * 100 <= total)


def _alike(book: OpenRecords) -> list[Oddity]:
    """Deals that differ in nothing that tells them apart: a report may have a row for each product, or a deal twice."""
    intake = next((one for one in book.intakes if one.table == "deals"), None)
    if book.deals is None or intake is None:
        return []
    if not intake.without_ids:
        return _twice(book, book.deals, intake)
    keys = ("name", "owner", "account", "created", "closed", "expected_close")
    groups = group_by(book.deals.filter(col("name") != ""), *keys).agg(row_count().alias("n"))
    again = groups.select((col("n") - 1).sum().alias("n"))
    [(number,)] = book.engine.rows(again, "deals")
    return [Oddity("deals that look like rows of one", int(number or 0))]


FEW = 20_000
"""Rows up to which it is looked whether a deal stands there under two ids: among many it would take long."""


def _twice(book: OpenRecords, deals: Frame, intake: Intake) -> list[Oddity]:
    """Deals that have all in common with another one but the id; names and days are needed to tell."""
    given = {key for key, _ in intake.columns}
    if book.shelf is None or intake.read > FEW or not {"id", "name", "created"} <= given:
        return []
    keys = ("name", "owner", "account", "stage", "status", "amount", "created", "closed", "expected_close")
    named = deals.filter((col("name") != "") & ~col("created").is_null())
    groups = group_by(named, *keys).agg(row_count().alias("n"))
    [(number,)] = book.engine.rows(groups.select((col("n") - 1).sum().alias("n")), "deals")
    return [Oddity("deals under two ids", int(number or 0))]


def _nowhere(sorter: Classifier) -> Expr:
    """Whether nothing tells where a deal is; at the only stage of a funnel it must be said, not taken for granted."""
    lost = col("reach") < 0
    return lost | (col("at") < 0) if any(len(path.stages) == 1 for path in sorter.paths) else lost


def _unknown_stages(stages: Iterable[tuple[str, int]], sorter: Classifier) -> list[Oddity]:
    return [
        Oddity("history rows at a stage not in the plan", number, stage)
        for stage, number in stages
        if not sorter.known(stage)
    ]
