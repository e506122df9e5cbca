"""The forecast: exact and sampled agree, nothing leaks from the future, and what must be monotone is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from math import prod
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.stats import binom

from salesplan.base.finding import Unreadable
from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.backtest import backtest
from salesplan.progress.forecast.distribution import Distribution, distribution
from salesplan.progress.forecast.figures import Request
from salesplan.progress.forecast.losses import without
from salesplan.progress.forecast.outlook import Open, Outlook, parts
from salesplan.progress.forecast.prediction import forecast
from salesplan.progress.forecast.quadrature import rate_nodes
from salesplan.progress.forecast.sampling import sampled
from salesplan.progress.forecast.shock import SPREADS, Shock, nodes, shock
from salesplan.records.count.ledger import Deal, Entry, Ledger
from salesplan.records.question import Path
from salesplan.records.recognise.crm_words import State
from salesplan.report.forecast import backtest_json, forecast_answer, forecast_json
from salesplan.report.tables.json import dumps

NO_NEW = Arrivals(0.0, 1.0)
CALM = Shock((1.0, *(0.0 for _ in SPREADS[1:])), 1e-6)
FIRST = date(2025, 1, 1)


def deal(number: int, born: int, lasts: int, *, won: bool, on: date) -> Deal:
    """A deal that came on a day of the calendar and is decided so many days later, unless that is after `on`."""
    created, closed = FIRST + timedelta(days=born), FIRST + timedelta(days=born + lasts)
    decided = closed <= on
    moments = [(0, created), (1, created + timedelta(days=lasts // 2))]
    entries = tuple(
        Entry(stage, ("demo", "offer")[stage], datetime.combine(day, time())) for stage, day in moments if day <= on
    )
    return Deal(
        id=str(number), name="", owner="", account="", funnel="", stage_text="", status="",
        state=(State.WON if won else State.LOST) if decided else State.OPEN, path=0, stage=0, amount=None, currency="",
        created=created, closed=closed if decided else None, expected_close=None, last_activity=None, entries=entries,
    )  # fmt: skip


def company(on: date, export: date, poison: int = 0) -> Ledger:
    """A company of two years as an export of a day has it; what comes after `on` differs with `poison`."""
    life, future = Random(7), Random(poison)  # noqa: S311  (a made-up company)
    deals = []
    for number in range(900):
        born, lasts, luck = life.randrange(700), life.randrange(5, 90), life.random()
        if poison and FIRST + timedelta(days=born) > on:
            born, lasts, luck = born + future.randrange(3), future.randrange(1, 20), 0.0
        made = deal(number, born, lasts, won=luck < 0.3, on=export)
        if poison and made.closed and made.closed > on:
            made = replace(made, state=future.choice([State.WON, State.LOST]), closed=on + timedelta(days=1), owner="X",
                           stage=1, entries=tuple(each for each in made.entries if each.at.date() <= on))  # fmt: skip
        if (made.created or on) <= export:
            deals.append(made)
    return Ledger(on, (Path("", ("demo", "offer")),), tuple(deals), has_history=True, taken=(), intakes=())


def test_beta_nodes_integrate_polynomials_exactly() -> None:
    for a, b in ((1.0, 1.0), (0.5, 0.5), (3.2, 40.0), (200.0, 2.0)):
        values, weights = rate_nodes(a, b)
        for power in range(1, 9):
            assert weights @ values**power == pytest.approx(prod((a + i) / (a + b + i) for i in range(power)), rel=1e-9)


def test_independent_deals_are_binomial() -> None:
    sure = Open(3e8, 7e8, ((1.0, 20),))
    found = distribution(Outlook(4.0, (sure,), NO_NEW, CALM))
    for target in range(4, 25):
        assert found.reaches(target) == pytest.approx(binom.sf(target - 5, 20, 0.3), abs=1e-4)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.integers(-5, 20),
    st.sampled_from([0.5, 1.0, 250.0]),
)
def test_the_score_of_a_range_is_the_mean_miss_less_half_the_mean_difference(
    weights: list[int], place: int, step: float
) -> None:
    chances = np.array(weights) / sum(weights)
    at, came = 3.0 + step * np.arange(len(weights)), 3.0 + step * place
    apart = np.abs(at[:, None] - at[None, :])
    identity = chances @ np.abs(at - came) - chances @ apart @ chances / 2  # Gneiting and Raftery, 2007, (21)
    assert Distribution(3.0, step, chances).crps(came) == pytest.approx(identity, abs=1e-9 * step)


def test_the_exact_probability_is_that_of_a_million_samples() -> None:
    groups = (Open(4, 9, ((12_000.0, 3), (250_000.0, 1), (None, 4))), Open(2, 20, ((40_500.5, 6), (1_000.0, 9))))
    outlook = Outlook(90_000.0, groups, Arrivals(3.0, 0.4), shock(()), ((8_000.0, 0.5), (30_000.0, 0.5)))
    exact = distribution(outlook)
    assert exact.mean == pytest.approx(parts(outlook).total, rel=1e-3)
    for share in (0.1, 0.5, 0.9):
        target = exact.quantile(share) + 137.0
        samples = sampled(outlook, 1_000_000, 5, target)
        assert samples.mean == pytest.approx(exact.mean, rel=1e-2)
        assert samples.reached == pytest.approx(1_000_000 * exact.reaches(target), abs=1_500)
        assert samples.quantile(share) == pytest.approx(exact.quantile(share), rel=5e-3)


def test_the_same_seed_gives_the_same_samples_on_any_number_of_threads() -> None:
    outlook = Outlook(0.0, (Open(2, 3, ((1.0, 5),)),), Arrivals(2.0, 0.2), shock(()))
    first = sampled(outlook, 50_000, 3, 4.0)
    for threads in (2, 3):
        other = sampled(outlook, 50_000, 3, 4.0, threads)
        assert (first.counts == other.counts).all()
        assert (first.mean, first.reached) == (other.mean, other.reached)
    assert (first.counts != sampled(outlook, 50_000, 4).counts).any()
    assert first.reached == first.counts[4:].sum(), "deals have a bin each"
    assert first.reaches(4.0) == replace(first, target=None).reaches(4.0)


def test_few_past_periods_widen_the_shock() -> None:
    assert np.ptp(nodes(shock((), 0.5))) > np.ptp(nodes(shock((), 8.0)))


amounts = st.lists(st.tuples(st.sampled_from([500.0, 2_000.0, 9_999.0]), st.integers(1, 4)), min_size=1, max_size=3)
outlooks = st.builds(
    lambda won, groups, new: Outlook(won, tuple(groups), Arrivals(new, 0.3), shock(()), ((1_500.0, 1.0),)),
    st.floats(0, 50_000),
    st.lists(st.builds(lambda a, b, few: Open(a, b, tuple(few)), st.floats(0.5, 9), st.floats(0.5, 9), amounts),
             min_size=1, max_size=3),
    st.floats(0, 6),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(outlooks, st.floats(0, 90_000), st.floats(1, 20_000))
def test_what_must_be_monotone_is(outlook: Outlook, target: float, more: float) -> None:
    found = distribution(outlook)
    slack = 2e-3  # the grid of the second distribution is another one
    assert found.reaches(target + more) <= found.reaches(target) + 1e-12
    assert distribution(replace(outlook, won=outlook.won + more)).reaches(target) >= found.reaches(target) - slack
    amount = outlook.groups[0].amounts[0][0]
    assert amount is not None
    assert distribution(without(outlook, 0, amount)).reaches(target) <= found.reaches(target) + slack
    assert found.mean == pytest.approx(parts(outlook).total, rel=5e-3)


def test_nothing_of_the_future_leaks() -> None:
    on, export = date(2026, 5, 20), date(2026, 11, 1)
    plain, poisoned = (company(on, export, poison) for poison in (0, 9))
    assert plain.deals != poisoned.deals
    said = [dumps(forecast_json(forecast(None, each, Request(target=40.0)))) for each in (plain, poisoned)]
    assert said[0] == said[1]
    assert dumps(backtest_json(backtest(None, plain))) == dumps(backtest_json(backtest(None, poisoned)))


def test_a_back_test_holds_on_a_steady_company_and_beats_the_naive_forecast() -> None:
    found = backtest(None, company(date(2026, 11, 1), date(2026, 11, 1)))
    assert len(found.days) >= 20
    assert found.score.coverage80 is not None
    assert found.score.coverage80 >= 0.75
    assert found.score.crps is not None
    assert found.naive.crps is not None
    assert found.score.crps < found.naive.crps


def test_a_period_that_is_over_is_certain() -> None:
    ledger = replace(company(date(2026, 6, 30), date(2026, 6, 30)), on=date(2026, 6, 30))
    found = forecast(None, ledger)
    assert found.result.p10 == found.result.p90 == found.parts.won
    assert any("over" in note for note in forecast_answer(found, "en").notes)


def test_a_deal_in_the_fridge_is_neither_won_nor_open() -> None:
    on = date(2026, 5, 20)
    ledger = company(on, on)
    parked = replace(ledger.deals[-1], state=State.PARKED, closed=None, entries=())
    without_it = replace(ledger, deals=ledger.deals[:-1])
    found, plain = (
        forecast(None, replace(book, on=on))
        for book in (replace(ledger, deals=(*without_it.deals, parked)), without_it)
    )
    assert found.parts.won == plain.parts.won
    assert found.open_deals == plain.open_deals


def test_from_one_deal_comes_no_confident_number() -> None:
    ledger = company(date(2025, 2, 1), date(2025, 2, 1))
    found = forecast(None, replace(ledger, deals=ledger.deals[:1]), Request(target=1.0))
    assert any("assumed" in note for note in forecast_answer(found, "en").notes)
    assert found.probability is not None
    assert found.probability < 0.6


def test_from_no_deal_at_all_comes_no_number() -> None:
    ledger = company(date(2025, 2, 1), date(2025, 2, 1))
    with pytest.raises(Unreadable, match="no deal says that it was there"):
        forecast(None, replace(ledger, deals=()), Request(target=1.0))
