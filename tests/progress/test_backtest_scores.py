"""The scores of a back-test, worked out again from its days; and the chance of each day, held to its range."""

from __future__ import annotations

from datetime import date
from statistics import fmean, median

import pytest

from salesplan.progress.forecast.backtest import Backtest, backtest
from tests.progress.test_forecast import company


@pytest.fixture(scope="module")
def found() -> Backtest:
    ledger = company(date(2026, 11, 1), date(2026, 11, 1))
    target = median(each.actual for each in backtest(None, ledger).days)
    return backtest(None, ledger, target)


def test_the_chance_of_a_day_agrees_with_its_range(found: Backtest) -> None:
    """Nine in ten futures lie above p10: a target below it has a chance of nine in ten or more, and so on."""
    for day in found.days:
        assert day.target is not None
        assert day.probability is not None
        for quantile, share in ((day.p10, 0.9), (day.p25, 0.75), (day.p50, 0.5), (day.p75, 0.25), (day.p90, 0.1)):
            if day.target <= quantile:
                assert day.probability >= share - 1e-9
            else:
                assert day.probability <= share + 1e-9
    assert len({day.probability for day in found.days}) > len(found.days) / 2


def test_scores_are_those_of_the_days(found: Backtest) -> None:
    days = found.days
    assert found.score.coverage80 == pytest.approx(fmean(day.p10 <= day.actual <= day.p90 for day in days))
    assert found.score.coverage50 == pytest.approx(fmean(day.p25 <= day.actual <= day.p75 for day in days))
    assert found.score.crps == pytest.approx(fmean(day.crps for day in days))
    came = [(day.probability or 0.0, day.naive_probability or 0.0, day.actual >= (day.target or 0)) for day in days]
    assert found.score.brier == pytest.approx(fmean((chance - hit) ** 2 for chance, _, hit in came))
    assert found.naive.brier == pytest.approx(fmean((chance - hit) ** 2 for _, chance, hit in came))
    assert found.naive.crps == pytest.approx(fmean(abs(day.naive - day.actual) for day in days))
    assert {hit for *_, hit in came} == {True, False}
    whole = sum(day.actual for day in days)
    for score, values in ((found.score, [d.mean for d in days]), (found.naive, [d.naive for d in days])):
        missed = sum(abs(value - day.actual) for value, day in zip(values, days, strict=True))
        assert score.accuracy == pytest.approx(1 - missed / whole)
