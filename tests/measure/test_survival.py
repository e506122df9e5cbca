from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesplan.measuring.survival import ACTIVE, LOST, MOVED, Watched, settled_share

OUTCOMES = st.sampled_from((MOVED, LOST, ACTIVE))
RECORDS = st.lists(st.tuples(st.integers(0, 12), OUTCOMES, st.integers(1, 4)), max_size=25)


def redistributed(records: Sequence[Watched]) -> Fraction | None:
    """The same estimate the slow way: every open record hands its weight to those watched longer (Efron, 1967)."""
    order = {MOVED: 0, LOST: 0, ACTIVE: 1}
    people = sorted((days, order[outcome], outcome) for days, outcome, n in records for _ in range(n))
    weights = [Fraction(1)] * len(people)
    for place, (_, is_open, _) in enumerate(people):
        later = len(people) - place - 1
        if is_open and later:
            share = weights[place] / later
            weights[place + 1 :] = [weight + share for weight in weights[place + 1 :]]
            weights[place] = Fraction(0)
    moved = sum(w for w, (_, _, outcome) in zip(weights, people, strict=True) if outcome == MOVED)
    lost = sum(w for w, (_, _, outcome) in zip(weights, people, strict=True) if outcome == LOST)
    return Fraction(moved, moved + lost) if moved + lost else None


@given(RECORDS)
def test_equals_redistribution_to_the_right(records: list[Watched]) -> None:
    found, expected = settled_share(records), redistributed(records)
    assert found == (None if expected is None else pytest.approx(float(expected)))


@given(RECORDS)
def test_without_open_records_it_is_the_plain_share(records: list[Watched]) -> None:
    closed = [(days, outcome, n) for days, outcome, n in records if outcome != ACTIVE]
    moved = sum(n for _, outcome, n in closed if outcome == MOVED)
    everything = sum(n for _, _, n in closed)
    assert settled_share(closed) == (pytest.approx(moved / everything) if everything else None)


def test_corrects_the_bias_of_young_cohorts() -> None:
    """Half win after ten days, half lose after a hundred: of those who entered lately, only winners are decided."""
    chance = random.Random(1)  # noqa: S311  (test data)
    records: list[Watched] = []
    for _ in range(4000):
        age, wins = chance.randrange(200), chance.random() < 0.5
        takes = 10 if wins else 100
        records.append((min(age, takes), (MOVED if wins else LOST) if takes <= age else ACTIVE, 1))
    moved = sum(outcome == MOVED for _, outcome, _ in records)
    lost = sum(outcome == LOST for _, outcome, _ in records)
    assert moved / (moved + lost) > 0.6
    assert settled_share(records) == pytest.approx(0.5, abs=0.03)
