"""Where a plan stands, in sentences: revenue and what its pace rests on, and what the tables cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from salesplan.progress.closing_curve import Basis, Expected
from salesplan.progress.deals_goal import DealsGoal
from salesplan.progress.revenue_due import Revenue
from salesplan.progress.track import Track
from salesplan.report.language.numbers import CENTS_MATTER_BELOW, Numbers
from salesplan.report.language.other_currencies import foreign
from salesplan.report.language.words import Words
from salesplan.report.track.tables import status_text


def notes(found: Track, words: Words, numbers: Numbers) -> Iterator[str]:
    """A sentence each."""
    yield from won_notes(found, words, numbers)
    yield from foreign(words, numbers, found.foreign)
    yield from place_notes(found, words, numbers)
    yield status_rule(found, words, numbers)
    if not found.has_activities:
        yield words.text(
            "No activities were given, so nobody can tell what was done: name them with --activities FILE."
        )
    for action, n in found.uncounted:
        yield words.text(
            "{action}: {n} had results that the plan does not count.", action=words.name(action), n=numbers.count(n)
        )
    for stage, n in found.unknown_stages:
        if not stage:
            yield words.plural(
                "The records do not tell at which stage {n} open deal was.",
                "The records do not tell at which stage {n} open deals were.",
                n,
                n=numbers.count(n),
            )
            continue
        yield words.plural(
            "{n} open deal is at a stage that the plan does not know: {stage}",
            "{n} open deals are at a stage that the plan does not know: {stage}",
            n,
            n=numbers.count(n),
            stage=stage,
        )


def status_rule(found: Track, words: Words, numbers: Numbers) -> str:
    """From which pace on somebody is ahead, on track or behind."""
    limits = found.thresholds
    return words.text(
        "Ahead is from {ahead} of what is due, on track from {on_track}, behind from {behind}, far behind below.",
        ahead=numbers.percent(limits.ahead),
        on_track=numbers.percent(limits.on_track),
        behind=numbers.percent(limits.behind),
    )


def revenue_notes(found: Track, revenue: Revenue, words: Words, numbers: Numbers) -> Iterator[str]:
    """The revenue won of what is due, and what that rests on."""
    target = numbers.money(revenue.target, found.currency)
    won, due = (
        numbers.money(amount, found.currency, 0 if amount >= CENTS_MATTER_BELOW else None)
        for amount in (revenue.won, revenue.due)
    )
    yield words.text(
        "{won} won of {target}, where {due} are due by now: {status}.",
        won=won,
        target=target,
        due=due,
        status=status_text(revenue.status, words),
    )
    yield _rests_on(revenue.expected, words, numbers)


def deals_note(found: DealsGoal, words: Words, numbers: Numbers) -> str:
    """How many deals are won of those asked for and due."""
    return words.plural(
        "{won} won of {target} deal, where {due} are due by now: {status}.",
        "{won} won of {target} deals, where {due} are due by now: {status}.",
        found.target,
        won=numbers.count(found.won),
        target=numbers.count(found.target),
        due=numbers.count(found.due),
        status=status_text(found.status, words),
    )


def won_notes(found: Track, words: Words, numbers: Numbers) -> Iterator[str]:
    """What is won of what is due, in money and in deals, and what that rests on."""
    if found.revenue:
        yield from revenue_notes(found, found.revenue, words, numbers)
    if found.deals:
        yield deals_note(found.deals, words, numbers)
        if not found.revenue:
            yield _rests_on(found.deals.expected, words, numbers)


def _rests_on(expected: Expected, words: Words, numbers: Numbers) -> str:
    match expected.basis:
        case Basis.CURVE:
            return words.plural(
                "What is due follows how the wins of {n} past period came in.",
                "What is due follows how the wins of {n} past periods came in.",
                expected.periods,
                n=numbers.count(expected.periods),
            )
        case Basis.SEASONALITY:
            return words.text("What is due follows the plan's seasonality: the records do not reach back far enough.")
        case Basis.DAYS:
            return words.text("What is due follows the working days: the records do not reach back far enough.")


def place_notes(found: Track, words: Words, numbers: Numbers) -> Iterator[str]:
    """Where the day lies outside the period, or the records do."""
    start, end = numbers.day(found.period.start), numbers.day(found.period.end)
    if found.on < found.period.start:
        yield words.text("The period starts on {start}: nothing is due yet.", start=start)
    elif found.on > found.period.end:
        yield words.text("The period ended on {end}: this is how it came out.", end=end)
    if found.outside:
        yield words.text("No record is of the period from {start} to {end}.", start=start, end=end)
        return
    if day := found.silent_since.get("deals"):
        yield words.text("The deals tell of nothing after {day}.", day=numbers.day(day))
    if day := found.silent_since.get("activities"):
        yield words.text("The activities tell of nothing after {day}.", day=numbers.day(day))
