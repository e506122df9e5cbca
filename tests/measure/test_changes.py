from __future__ import annotations

from datetime import date
from fractions import Fraction

from salesplan.measure.changes import Change, changes
from salesplan.measure.measurement import Effort, Measurement, Measures, Share, StageMeasure
from salesplan.measure.spread import Spread
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


def funnels() -> tuple[Funnel, ...]:
    plan = read_plan_text(PLAN).plan
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


def test_a_tiny_rate_keeps_digits_enough_to_be_one() -> None:
    found = changes(funnels(), measured(Spread(0), stage("opportunity", 1, 10**7, Spread(0))))
    assert found[0].value == "0.00001%"
