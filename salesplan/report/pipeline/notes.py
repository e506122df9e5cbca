"""The pipeline in sentences: coverage, slip, and what its figures leave out."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.progress.coverage import Coverage
from salesplan.progress.pipeline import Pipeline
from salesplan.progress.waterfall import Waterfall
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words


def notes(found: Pipeline, words: Words, numbers: Numbers) -> Iterator[str]:
    """A sentence each."""
    if found.coverage:
        yield from _coverage(found, found.coverage, words, numbers)
    if found.changes:
        yield from _changes(found.changes, words, numbers)
    yield from _left_out(found, words, numbers)


def _coverage(found: Pipeline, cover: Coverage, words: Words, numbers: Numbers) -> Iterator[str]:
    left = numbers.money(cover.remaining, found.currency)
    if cover.remaining <= 0:
        yield words.text("The target of the period is reached: nothing remains.")
        return
    due = numbers.money(cover.due, found.currency)
    if cover.ratio is not None and found.no_amount < found.deals:
        ratio = numbers.number(cover.ratio, 1)
        yield words.text(
            "{due} are due in the period, {ratio} times the {left} that remain of the target.",
            due=due,
            ratio=ratio,
            left=left,
        )
    if cover.required is not None and cover.win_rate.share is not None:
        yield words.text(
            "A win rate of {rate}, measured on {n} decided deals, requires {required} times.",
            rate=numbers.percent(cover.win_rate.share),
            n=numbers.count(cover.win_rate.n),
            required=numbers.number(cover.required, 1),
        )
    if cover.slip and cover.slip.days > 0 and cover.kept is not None:
        yield words.text(
            "Won deals closed {days} days later than expected (median of {n}); so delayed, {kept} stay in the period.",
            days=numbers.count(cover.slip.days),
            n=numbers.count(cover.slip.n),
            kept=numbers.money(cover.kept, found.currency),
        )


def _changes(changes: Waterfall, words: Words, numbers: Numbers) -> Iterator[str]:
    if changes.since > changes.on:
        yield words.text(
            "The export given as the earlier one tells of {day}, which is after {on}: what changed reads backwards.",
            day=numbers.day(changes.since),
            on=numbers.day(changes.on),
        )
    else:
        yield words.text("The earlier export is of {day}.", day=numbers.day(changes.since))
    if changes.unpriced:
        yield words.plural(
            "{n} open deal of the earlier export has no amount there: what it is worth now counts as grown.",
            "{n} open deals of the earlier export have no amount there: what they are worth now counts as grown.",
            changes.unpriced,
            n=numbers.count(changes.unpriced),
        )


def _left_out(found: Pipeline, words: Words, numbers: Numbers) -> Iterator[str]:
    strange = sum(line.deals for line in found.lines if line.odds.value is None)
    if strange:
        yield words.plural(
            "{n} open deal has no odds and is not in the weighted amount.",
            "{n} open deals have no odds and are not in the weighted amount.",
            strange,
            n=numbers.count(strange),
        )
    if found.no_amount:
        yield words.plural(
            "{n} open deal has no amount and counts for 0.",
            "{n} open deals have no amount and count for 0.",
            found.no_amount,
            n=numbers.count(found.no_amount),
        )
    if found.other_currency:
        yield words.plural(
            "{n} open deal is in another currency and counts for 0.",
            "{n} open deals are in another currency and count for 0.",
            found.other_currency,
            n=numbers.count(found.other_currency),
        )
