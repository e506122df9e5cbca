"""Odd records one by one: a clear line, and a wide honest range, never a confident number from nothing."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from salesplan.base.finding import Unreadable
from salesplan.progress.forecast.backtest import backtest
from salesplan.progress.forecast.figures import Request
from salesplan.progress.forecast.levers import advise
from salesplan.progress.forecast.prediction import Forecast, forecast, scene
from salesplan.progress.forecast.timeline import timeline
from salesplan.progress.forecast.view import past_periods
from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.engines.opened import OpenRecords
from salesplan.records.recognise.crm_words import State
from salesplan.records.sources import Sources
from salesplan.report.forecast import forecast_answer, forecast_json
from salesplan.report.tables.json import dumps
from tests.build import plan
from tests.progress.deals import deal, decided, ledger_of
from tests.progress.test_forecast import company

ON = date(2026, 5, 20)


def book(deals: list[Deal], on: date = ON) -> Ledger:
    return replace(ledger_of(deals), on=on)


def wide(found: Forecast) -> bool:
    """Whether the range reaches from little to much more than the mean."""
    return found.result.p10 <= 0.5 * found.result.mean and found.result.p90 >= 1.4 * found.result.mean


def says(found: Forecast, word: str) -> bool:
    dumps(forecast_json(found))
    return any(word in note for note in forecast_answer(found, "en").notes)


def test_only_open_deals_and_no_past() -> None:
    deals = [deal(each, created=ON - timedelta(days=each), amount=1000 * each) for each in range(1, 20)]
    found = forecast(None, book(deals))
    assert says(found, "assumed")
    assert wide(found)


def test_amounts_all_alike() -> None:
    deals = [decided(each, State.WON if each % 3 else State.LOST, created=ON - timedelta(days=300 - each * 4),
                     closed=ON - timedelta(days=280 - each * 4), amount=500) for each in range(60)]  # fmt: skip
    deals += [deal(100 + each, created=ON - timedelta(days=3 * each), amount=500) for each in range(6)]
    found = forecast(None, book(deals), Request(target=4000.0))
    assert found.result.p10 < found.result.p90
    assert found.result.p50 % 500 == 0
    assert 0 < (found.probability or 0) < 1


def test_every_deal_lost_so_far() -> None:
    deals = [decided(each, State.LOST, created=ON - timedelta(days=200 - each), closed=ON - timedelta(days=150 - each),
                     amount=100) for each in range(100)]  # fmt: skip
    deals += [deal(200 + each, created=ON - timedelta(days=each), amount=100) for each in range(20)]
    found = forecast(None, book(deals))
    assert found.result.mean > 0.01, "nothing won so far is no proof that nothing ever will be"


def test_one_deal_alone() -> None:
    found = forecast(None, book([deal(1, created=ON - timedelta(days=9), amount=50_000)]), Request(target=50_000.0))
    assert says(found, "assumed")
    assert (found.probability or 0) < 0.5


def test_a_period_that_has_not_begun() -> None:
    ledger = company(ON, ON)
    later = plan(period="2026-Q3", goals=[{"name": "D", "metric": "deals", "target": 40}])
    now = plan(period="2026-Q2", goals=[{"name": "D", "metric": "deals", "target": 40}])
    found, near = forecast(later, ledger), forecast(now, ledger)
    assert found.parts.won == 0
    assert found.result.p90 - found.result.p10 > near.result.p90 - near.result.p10
    assert says(found, "has not begun")
    assert not says(near, "has not begun")
    assert says(found, "assumed") != says(found, "foresaw past periods best"), "what is assumed was not chosen"


def test_a_period_that_is_over_needs_no_lever_and_has_no_width() -> None:
    over = plan(period="2026-Q1", goals=[{"name": "D", "metric": "deals", "target": 40}])
    ledger = company(ON, ON)
    found = forecast(over, ledger)
    assert found.result.p10 == found.result.p90 == found.parts.won
    assert found.width == ()
    assert says(found, "over")
    assert advise(over, ledger, scene(over, ledger), 0.8, {}) is None


def test_deals_without_amounts_are_counted() -> None:
    ledger = company(ON, ON)
    priced = plan(period="2026-Q2")
    found = forecast(priced, ledger)
    assert not found.in_money
    assert says(found, "deal value")
    assert found.target == 3  # 90,000 at 30,000 a deal


def test_deals_without_any_day_are_refused_with_a_remedy() -> None:
    with pytest.raises(Unreadable, match="no deal says") as refused:
        forecast(None, book([deal(1, created=None), deal(2, created=None)]))
    assert "--map created=" in refused.value.hint


def test_close_dates_far_in_the_future_are_no_wins_of_this_period() -> None:
    ledger = company(ON, ON)
    far = [decided(9000 + each, State.WON, created=ON - timedelta(days=40), closed=date(2215, 1, 1), amount=None)
           for each in range(5)]  # fmt: skip
    plain, found = forecast(None, ledger), forecast(None, replace(ledger, deals=(*ledger.deals, *far)))
    assert found.parts.won == plain.parts.won
    expected = [deal(9500, created=ON - timedelta(days=40), expected_close=date(2215, 1, 1), amount=None)]
    assert forecast(None, replace(ledger, deals=(*ledger.deals, *expected))).open_deals == plain.open_deals + 1


def test_deals_closed_before_they_came_are_in_no_pipeline_and_break_nothing() -> None:
    ledger = company(ON, ON)
    odd = [decided(9000 + each, State.WON, created=ON - timedelta(days=5), closed=ON - timedelta(days=300), amount=None)
           for each in range(5)]  # fmt: skip
    plain, found = forecast(None, ledger), forecast(None, replace(ledger, deals=(*ledger.deals, *odd)))
    assert (found.open_deals, found.backwards, plain.backwards) == (plain.open_deals, 5, 0)
    assert says(found, "5 deals closed before they were created")
    assert found.result.p10 < found.result.p50 < found.result.p90


@pytest.mark.parametrize("state", [State.WON, State.LOST, State.CANCELLED])
def test_decided_deals_without_a_closing_date_are_not_open_and_are_told(state: State) -> None:
    ledger = company(ON, ON)
    lost = [decided(9000 + each, state, created=ON - timedelta(days=40), closed=None, amount=None) for each in range(7)]
    plain, found = forecast(None, ledger), forecast(None, replace(ledger, deals=(*ledger.deals, *lost)))
    assert (found.open_deals, found.undated) == (plain.open_deals, 7)
    assert found.result == plain.result
    assert says(found, "7 won or lost deals without a closing date")


def test_a_period_of_which_little_is_recorded_is_no_past_period() -> None:
    line = timeline(company(ON, ON).deals)
    starts = [one.start for one in past_periods(line, scene(None, company(ON, ON)).asked.period, ON)]
    assert date(2025, 1, 1) in starts
    late = replace(line, created=line.created + 45)
    assert date(2025, 1, 1) not in [
        one.start for one in past_periods(late, scene(None, company(ON, ON)).asked.period, ON)
    ]


def test_a_backtest_in_money_begins_with_the_first_amount_won() -> None:
    start = date(2025, 1, 1)
    deals = [decided(each, State.WON, created=start + timedelta(days=each), amount=900 + each,
                     closed=start + timedelta(days=200 + each)) for each in range(300)]  # fmt: skip
    found = backtest(None, book(deals, date(2026, 6, 30)))
    assert found.in_money
    assert min(day.on for day in found.days) >= start + timedelta(days=200)


def test_the_naive_forecast_has_ranges_of_its_own() -> None:
    found = backtest(None, company(date(2026, 11, 1), date(2026, 11, 1)))
    told = [day for day in found.days if day.naive_ranges]
    assert told
    held = [day.naive_ranges[0][0] <= day.actual <= day.naive_ranges[0][1] for day in told]
    assert found.naive.coverage80 == pytest.approx(sum(held) / len(held))
    assert (found.naive.coverage80 or 0) > 0


def test_records_are_opened_once_whatever_is_asked_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from salesplan.console.given_forecast import read_given_forecast
    from salesplan.console.options import NO_OPTIONS
    from salesplan.records.engines import opening

    asked, plan = [], str(Path(__file__).parents[2] / "examples" / "following" / "salesplan.yaml")
    opened = opening.opened

    def counted(sources: Sources, *args: Any, **options: Any) -> AbstractContextManager[OpenRecords]:
        asked.append(sources)
        return opened(sources, *args, **options)

    monkeypatch.setattr(opening, "opened", counted)
    plain, full = (read_given_forecast(plan, NO_OPTIONS, None, answered=answered) for answered in (False, True))
    assert len(asked) == 2
    assert plain.deals == full.deals
    assert plain.answered == {}
    counts, of = full.answered["call"]
    assert 0 < counts < of
