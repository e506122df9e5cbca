"""What the best reps do differently from the rest."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from salesplan.measuring.measurement import Habit, Habits
from salesplan.records.question import ActionCount, OwnerCount, Tallies
from salesplan.records.recognise.crm_words import reached
from salesplan.records.recognise.synonyms import plain

FEWEST = 4
"""Reps with enough decided deals below which nobody is called best."""


def habits(tallies: Tallies, enough: int) -> Habits | None:
    """The best quarter of reps by win rate beside the rest; None where fewer than four have enough decided deals."""
    rates = _rates(tallies.owners, enough)
    if len(rates) < FEWEST or not tallies.actions:
        return None
    ranked = sorted(rates, key=lambda owner: (-rates[owner], owner))
    best = tuple(ranked[: max(1, len(ranked) // FEWEST)])
    rest = tuple(owner for owner in ranked if owner not in best)
    return Habits(best, rest, tuple(_lines(tallies, best, rest)))


def _rates(owners: Iterable[OwnerCount], enough: int) -> dict[str, Fraction]:
    won: dict[str, int] = {}
    decided: dict[str, int] = {}
    for line in owners:
        if line.owner and line.state in {"won", "lost"}:
            decided[line.owner] = decided.get(line.owner, 0) + line.deals
            won[line.owner] = won.get(line.owner, 0) + (line.deals if line.state == "won" else 0)
    return {owner: Fraction(won[owner], n) for owner, n in decided.items() if n >= enough}


def _lines(tallies: Tallies, best: Sequence[str], rest: Sequence[str]) -> Iterable[Habit]:
    for action in sorted({plain(line.action) for line in tallies.actions}):
        of = [line for line in tallies.actions if plain(line.action) == action]
        yield Habit(action, "per deal", _per_deal(of, tallies.owners, best), _per_deal(of, tallies.owners, rest))
        yield Habit(action, "per won deal", _per_won(of, tallies.owners, best), _per_won(of, tallies.owners, rest))
        answers = _answer_share(of, best), _answer_share(of, rest)
        if any(share is not None for share in answers):
            yield Habit(action, "answered", *answers)


def _per_deal(lines: Iterable[ActionCount], owners: Iterable[OwnerCount], who: Sequence[str]) -> Fraction | None:
    return _ratio(_actions(lines, who), sum(line.deals for line in owners if line.owner in who))


def _per_won(lines: Iterable[ActionCount], owners: Iterable[OwnerCount], who: Sequence[str]) -> Fraction | None:
    won = sum(line.deals for line in owners if line.owner in who and line.state == "won")
    return _ratio(_actions(lines, who), won)


def _actions(lines: Iterable[ActionCount], who: Sequence[str]) -> int:
    return sum(line.actions for line in lines if line.owner in who)


def _answer_share(lines: Iterable[ActionCount], who: Sequence[str]) -> Fraction | None:
    known = [line for line in lines if line.owner in who and reached(line.result) is not None]
    return _ratio(sum(line.actions for line in known if reached(line.result)), sum(line.actions for line in known))


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
