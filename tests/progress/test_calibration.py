"""Ranges on made-up companies of many kinds: each is to hold about what it promises, whatever is odd about one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from salesplan.base.periods import parse_period
from salesplan.progress.forecast.distribution import distribution
from salesplan.progress.forecast.replay import Basis, Memory, result, window_of
from salesplan.progress.forecast.timeline import timeline
from salesplan.progress.forecast.view import view
from tests.progress.companies import COMPANIES, Company, ledger_of

CHOSEN = ("growing", "quarter-end", "heavy tails", "thin", "deals file only", "entered in bulk", "renamed stages")


def held(company: Company, *, in_money: bool) -> list[tuple[bool, bool]]:
    """Whether the 80% and the 50% range held, for days in two past quarters."""
    line = timeline(ledger_of(company, 1).deals)
    basis, memory, found = Basis(line, in_money), Memory(), []
    for period in (parse_period("2025-Q2"), parse_period("2025-Q3")):
        for share in (0.4, 0.8):
            on = period.start + timedelta(days=int(len(period) * share))
            outlook = view(basis, period, on, own=False, memory=memory).outlook()
            told, window = distribution(outlook, quick=True), window_of(period, on)
            came = outlook.won + result(basis, window.after, window.until)
            low, lower, upper, high = (told.quantile(each) for each in (0.1, 0.25, 0.75, 0.9))
            found.append((low <= came <= high, lower <= came <= upper))
    return found


@pytest.mark.parametrize("in_money", [True, False])
def test_ranges_hold_over_companies_of_many_kinds(*, in_money: bool) -> None:
    companies = [each for each in COMPANIES if each.name in CHOSEN]
    days = [day for company in companies for day in held(company, in_money=in_money)]
    wide, narrow = (sum(each[place] for each in days) / len(days) for place in (0, 1))
    assert wide >= 0.65, "ranges are too narrow"
    assert 0.35 <= narrow <= 0.85
