"""The order of stages: by precedence within deals, against every order weighed by brute force."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from salesplan.records.count.stage_order import EXACT, ordered

NAMES = "abcdefghijklmnopqrst"


def agreed(order: tuple[str, ...], before: dict[tuple[str, str], int]) -> int:
    return sum(before.get((a, b), 0) for place, a in enumerate(order) for b in order[place + 1 :])


def test_calendar_time_has_no_say_where_deals_tell() -> None:
    found = ordered(("signature", "negotiation"), {("negotiation", "signature"): 135, ("signature", "negotiation"): 22})
    assert found.stages == ("negotiation", "signature")
    assert (found.agree, found.pairs, found.against) == (135, 157, ())


def test_a_cycle_is_shown() -> None:
    before = {("a", "b"): 5, ("b", "c"): 5, ("c", "a"): 3}
    found = ordered(("c", "b", "a"), before)
    assert found.stages == ("a", "b", "c")
    assert found.against == (("c", "a"),)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.data())
def test_no_order_agrees_with_more(count: int, data: st.DataObject) -> None:
    stages = tuple(NAMES[:count])
    pairs = [(a, b) for a in stages for b in stages if a != b]
    before = {pair: data.draw(st.integers(0, 9)) for pair in pairs}
    found = ordered(stages, before)
    assert agreed(found.stages, before) == found.agree == max(agreed(order, before) for order in permutations(stages))
    assert found.pairs == sum(before.values())


def test_many_stages_are_put_in_order_too() -> None:
    stages = tuple(NAMES[: EXACT + 4])
    before = {(a, b): 3 for place, a in enumerate(stages) for b in stages[place + 1 :]}
    assert ordered(tuple(reversed(stages)), before).stages == stages


def test_neighbours_of_which_nothing_tells_who_is_first_are_shown() -> None:
    found = ordered(("c", "b", "a"), {("a", "b"): 4, ("a", "c"): 4, ("b", "c"): 2, ("c", "b"): 2})
    assert found.stages[0] == "a"
    assert found.untold == (("c", "b"),)
