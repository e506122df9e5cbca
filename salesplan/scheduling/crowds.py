"""Whole actions given day by day to people of whom many are alike: those for whom the same is due are one crowd.

Nobody is ever more than one action ahead of the whole part of what is due, and of a crowd the first are ahead. So a
crowd's state is how many of it are ahead, whatever its size, and its members differ only by when that number passes
their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import TypeAlias

from msgspec import Struct

# What is due is in fixed-point integers.
DIGITS = 64
_MASK = (1 << DIGITS) - 1
Row: TypeAlias = tuple[int, ...]


class Crowd(Struct, frozen=True):
    """People, by their places among all, for whom the same is due by the end of each day."""

    due: Row
    places: list[int]


def follow(due: Sequence[Row], goals: Sequence[int]) -> list[Row]:
    """Whole numbers that keep each rep within one of what is due, and the day's sum at its goal where they can.

    Day by day each rep gets the whole part of what is due, and the largest parts left over of those at work are rounded
    up until the running total is at its goal; of equal parts the first rep's. On a rep's last day what is due is whole,
    so the rows come out exactly. Reps of one crowd who get the same have one row in common.
    """
    if len(due) == 1:
        return [_follow_alone(due[0], goals)]
    crowds = _crowds(due)
    whole = [[so_far >> DIGITS for so_far in crowd.due] for crowd in crowds]
    ahead = list(zip(*_ahead(crowds, whole, goals), strict=True))
    rows: list[Row] = [(0,) * len(goals)] * len(due)
    for crowd, given, first in zip(crowds, whole, ahead, strict=True):
        if given[-1] or any(first):
            _share_out(crowd, given, first, rows)
    return rows


def follow_summed(due: Sequence[Row], goals: Sequence[int]) -> Row:
    """What `follow` gives all reps together on each day, without a row for any of them."""
    if len(due) == 1:
        return _follow_alone(due[0], goals)
    crowds = _crowds(due)
    whole = [[so_far >> DIGITS for so_far in crowd.due] for crowd in crowds]
    sizes = [len(crowd.places) for crowd in crowds]
    days = zip(zip(*whole, strict=True), _ahead(crowds, whole, goals), strict=True)
    sums = [sum(map(int.__mul__, given, sizes)) + sum(ahead) for given, ahead in days]
    return (sums[0], *map(int.__sub__, sums[1:], sums)) if sums else ()


def _crowds(due: Sequence[Row]) -> list[Crowd]:
    """The reps whose row is one and the same, in the order of the first of each."""
    found: dict[int, Crowd] = {}
    for place, row in enumerate(due):
        if id(row) not in found:
            found[id(row)] = Crowd(row, [])
        found[id(row)].places.append(place)
    return list(found.values())


def _ahead(crowds: Sequence[Crowd], whole: Sequence[Sequence[int]], goals: Sequence[int]) -> Iterator[Sequence[int]]:
    """How many of each crowd have at the end of each day one more than the whole part of what is due."""
    sizes = [len(crowd.places) for crowd in crowds]
    alone = len(crowds) == sum(sizes)
    everybody = range(len(crowds))
    ahead = [0] * len(crowds)
    had = before = tuple(ahead)
    days = zip(goals, zip(*whole, strict=True), zip(*(crowd.due for crowd in crowds), strict=True), strict=True)
    for goal, given, dues in days:
        if dues != before:
            ahead = [many if now == then else 0 for many, now, then in zip(ahead, given, had, strict=True)]
            left = goal - sum(given if alone else map(int.__mul__, given, sizes)) - sum(ahead)
            if left > 0:
                parts = [
                    (-(dues[each] & _MASK), each)
                    for each in everybody
                    if ahead[each] < sizes[each] and dues[each] > before[each] and dues[each] & _MASK
                ]
                parts.sort()
                if alone:
                    for _, each in parts[:left]:
                        ahead[each] = 1
                else:
                    _round_up(parts, left, ahead, crowds)
            had, before = given, dues
        yield ahead


def _round_up(parts: Sequence[tuple[int, int]], left: int, ahead: list[int], crowds: Sequence[Crowd]) -> None:
    """Put so many people more ahead: those with the largest parts, and of equal parts in the order of places."""
    for _, group in groupby(parts, itemgetter(0)):
        tied = [each for _, each in group]
        room = [len(crowds[each].places) - ahead[each] for each in tied]
        chosen: Iterable[tuple[int, int]]
        if sum(room) <= left:
            chosen = zip(tied, room, strict=True)
        elif len(tied) == 1:
            chosen = [(tied[0], left)]
        else:
            waiting = (
                [(place, each) for place in crowds[each].places[ahead[each] : ahead[each] + left]] for each in tied
            )
            chosen = ((each, 1) for _, each in islice(merge(*waiting), left))
        for each, many in chosen:
            ahead[each] += many
            left -= many
        if not left:
            return


def _share_out(crowd: Crowd, whole: Sequence[int], ahead: Sequence[int], rows: list[Row]) -> None:
    """Each member's row: those between whose places the number of people ahead never lies have the same."""
    bounds = sorted({0, *ahead, len(crowd.places)})
    for first, last in pairwise(bounds):
        sums = [now + 1 if first < many else now for now, many in zip(whole, ahead, strict=True)]
        row = (sums[0], *map(int.__sub__, sums[1:], sums))
        for place in crowd.places[first:last]:
            rows[place] = row


def _follow_alone(due: Row, goals: Sequence[int]) -> Row:
    """What `follow` gives one person alone, without lists of one."""
    done = before = 0
    row = []
    for goal, so_far in zip(goals, due, strict=True):
        whole = so_far >> DIGITS
        today = max(0, whole - done)
        if goal > done + today and so_far & _MASK and so_far > before and whole >= done:
            today += 1
        done, before = done + today, so_far
        row.append(today)
    return tuple(row)
