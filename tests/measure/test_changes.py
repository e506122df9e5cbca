from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from salesplan.measuring.changes import Change, changes
from salesplan.measuring.measurement import Effort, Measurement, Measures, Share, StageMeasure
from salesplan.measuring.spread import Spread
from salesplan.model.funnel import Funnel
from salesplan.reading.plan import read_plan_text
from salesplan.records.question import Path

PLAN = """\
salesplan: 1
title: T
funnels:
  - name: new
    deal_value: 20000 to 45000
    stages:
      - {name: prospect, conversion: 1/20, actions: {sales: {call: 3, letter: 1}}}
      - {name: opportunity, conversion: 1/4}
"""


def funnels(text: str = PLAN) -> tuple[Funnel, ...]:
    plan = read_plan_text(text).plan
    assert plan is not None
    return tuple(plan.funnels)


def stage(name: str, hits: int, n: int, days: Spread) -> StageMeasure:
    return StageMeasure("new", name, n, hits, 0, n - hits, 0, 0, 0, Share(hits, n), None, days)


def measured(size: Spread, *stages: StageMeasure, effort: tuple[Effort, ...] = ()) -> Measurement:
    overall = Measures("", 0, 0, 0, 0, 0, 0, Share(0, 0), size, Spread(0), stages, effort)
    path = Path("new", ("prospect", "opportunity"))
    return Measurement(date(2026, 11, 22), None, None, None, None, (path,), overall, (), None, None, (), (), ())


def test_what_rests_on_enough_is_written_with_its_evidence() -> None:
    size = Spread(100, Fraction(30_000), Fraction(29_000), Fraction(18_250), Fraction(52_000))
    days = Spread(90, Fraction(29, 2))
    call = Effort("sales", "new", "prospect", "Call", 800, Fraction(16, 5), None, Share(0, 0), None)
    found = changes(funnels(), measured(size, stage("prospect", 214, 4100, days), effort=(call,)))
    where = ("funnels", 0, "stages", 0)
    assert found == (
        Change(("funnels", 0, "deal_value"), "18250 to 52000"),
        Change((*where, "conversion"), "5.22%"),
        Change((*where, "evidence"), "214 of 4100 on 2026-11-22"),
        Change((*where, "days"), "14.5"),
        Change((*where, "actions", "sales", "call"), "3.2"),
    )


def test_too_little_history_changes_nothing() -> None:
    assert changes(funnels(), measured(Spread(0), stage("prospect", 3, 29, Spread(29, Fraction(5))))) == ()


def test_a_rate_of_none_is_not_written() -> None:
    assert changes(funnels(), measured(Spread(0), stage("opportunity", 0, 100, Spread(0)))) == ()


@pytest.mark.parametrize(
    ("hits", "n", "written"),
    [(215, 4100, "5.24%"), (1, 10**7, "0.00001%"), (1, 10**10, "0.00000001%"), (1, 10**11, "1/100000000000")],
)
def test_a_rate_has_two_decimals_or_as_many_as_a_tiny_one_takes(hits: int, n: int, written: str) -> None:
    found = changes(funnels(), measured(Spread(0), stage("opportunity", hits, n, Spread(0))))
    assert found[0].value == written


SIZE = Spread(100, Fraction(30_000), Fraction(29_000), Fraction(18_250), Fraction(52_000))
PLAIN_VALUE = PLAN.replace("20000 to 45000", "20000")


def deal_value(size: Spread, plan: str = PLAN) -> str | None:
    found = {change.path[-1]: change.value for change in changes(funnels(plan), measured(size))}
    return found.get("deal_value")


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (SIZE, "18250 to 52000"),
        (replace(SIZE, n=30), "18250 to 52000"),
        (replace(SIZE, n=29), None),
        (replace(SIZE, high=SIZE.low, mean=SIZE.low), "18250"),
        (replace(SIZE, low=Fraction(0)), None),
        (replace(SIZE, low=Fraction(1, 2)), "0.5 to 52000"),
    ],
)
def test_a_range_stays_a_range_where_amounts_differ(size: Spread, written: str | None) -> None:
    assert deal_value(size) == written


@pytest.mark.parametrize(
    ("mean", "written"),
    [("30000.49", "30000"), ("1000.5", "1001"), ("1000", "1000"), ("999.994", "999.99"), ("1.005", "1.01")],
)
def test_one_amount_stays_one_and_loses_cents_from_a_thousand_on(mean: str, written: str) -> None:
    assert deal_value(replace(SIZE, mean=Fraction(mean)), PLAIN_VALUE) == written


def test_sizes_of_two_funnels_together_are_the_size_of_neither() -> None:
    one = measured(SIZE)
    assert changes(funnels(), replace(one, paths=(*one.paths, Path("renewal", ("review",))))) == ()


def test_enough_is_thirty_for_rates_days_and_actions_alike() -> None:
    def keys(n: int) -> list[object]:
        call = Effort("sales", "new", "prospect", "call", n, Fraction(1), None, Share(0, 0), None)
        found = stage("prospect", 10, n, Spread(n, Fraction(5)))
        return [change.path[4] for change in changes(funnels(), measured(Spread(0), found, effort=(call,)))]

    assert keys(30) == ["conversion", "evidence", "days", "actions"]
    assert keys(29) == []


@pytest.mark.parametrize(
    ("action", "segment", "per_record", "written"),
    [
        ("meeting", "sales", "1/10", "0.1"),
        ("meeting", "sales", "0.099", None),
        ("letter", "sales", "0.099", "0.1"),
        ("letter", "sales", "0.004", None),
        ("Letter ", "sales", "1.005", "1.01"),
        ("call", "", "2", None),
        ("call", "sales", None, None),
    ],
)
def test_actions_that_are_a_routine_or_planned(
    action: str, segment: str, per_record: str | None, written: str | None
) -> None:
    each = None if per_record is None else Fraction(per_record)
    line = Effort(segment, "new", "prospect", action, 1, each, None, Share(0, 0), None)
    found = changes(funnels(), measured(Spread(0), stage("prospect", 0, 100, Spread(0)), effort=(line,)))
    assert [change.value for change in found] == ([] if written is None else [written])
    assert all(change.path[4:] == ("actions", "sales", action.strip().lower()) for change in found)


def test_days_keep_one_decimal_halves_rounded_up() -> None:
    found = changes(funnels(), measured(Spread(0), stage("prospect", 0, 100, Spread(50, Fraction("14.25")))))
    assert [change.value for change in found] == ["14.3"]
