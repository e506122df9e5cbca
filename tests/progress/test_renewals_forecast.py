"""Contracts due as a part of the forecast: probabilities by hand, nothing twice, and what must be monotone."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

import json
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec.structs import replace
from scipy.special import beta as beta_function

from salesplan.base.periods import parse_period
from salesplan.loading import load_plan
from salesplan.progress.as_of import as_of
from salesplan.progress.exports import read_ledger
from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.backtest import Past
from salesplan.progress.forecast.distribution import distribution
from salesplan.progress.forecast.due import Due, Standing
from salesplan.progress.forecast.outlook import Open, Outlook, parts
from salesplan.progress.forecast.push import Push, pushed
from salesplan.progress.forecast.renewing import renewing
from salesplan.progress.forecast.replay import Basis
from salesplan.progress.forecast.sampling import sampled
from salesplan.progress.forecast.shock import SPREADS, Shock, shock
from salesplan.progress.forecast.timeline import timeline
from salesplan.progress.forecast.width import Cause, width
from salesplan.progress.renewals import renewals
from salesplan.records.count.ledger import Ledger
from tests.pay.test_commission import won
from tests.progress.test_renewals import DEALS, HEAD, PLAN, folder
from tests.shell import salesplan

__all__ = ["folder"]
NONE = Arrivals(0.0, 1.0)
CALM = Shock((1.0, *(0.0 for _ in SPREADS[1:])), 1e-6)


def due(*amounts: float, rate: float, weight: float | None = None, done: float = 0.0) -> Due:
    gone_on = (Standing(99, float(done), is_done=True),) if done else ()
    return Due(
        (*(Standing(place, float(amount)) for place, amount in enumerate(amounts)), *gone_on), rate, weight, stage=1000
    )


def outlook(found: Due | None, *, won_: float = 0.0, groups: tuple[Open, ...] = (), new: Arrivals = NONE) -> Outlook:
    return Outlook(float(won_), groups, new, CALM, due=found)


def test_three_contracts_at_the_rate_of_the_plan() -> None:
    told = distribution(outlook(due(1000, 2000, 4000, rate=0.8), won_=500))
    assert told.mean == pytest.approx(500 + 0.8 * 7000)
    assert told.reaches(7500) == pytest.approx(0.8**3)
    assert told.reaches(6500) == pytest.approx(0.8**2), "the two large ones: 4000 + 2000 + 500"
    assert told.reaches(4500) == pytest.approx(0.8), "the largest alone, whatever the others do"
    assert told.reaches(501) == pytest.approx(1 - 0.2**3)


def test_two_contracts_at_a_rate_measured_from_four() -> None:
    """Beta(3, 1): both renew with 3 x 4 / (4 x 5), neither with 1 x 2 / (4 x 5)."""
    told = distribution(outlook(due(5000, 7000, rate=0.75, weight=4, done=2000)))
    assert told.reaches(14_000) == pytest.approx(12 / 20)
    assert told.reaches(7000) == pytest.approx(1 - 2 / 20)
    assert told.reaches(9000) == pytest.approx(15 / 20), "the larger one, or both"
    assert told.reaches(2000) == 1.0
    assert told.mean == pytest.approx(2000 + 0.75 * 12_000)


@given(
    some.lists(some.integers(1, 9).map(float), min_size=1, max_size=7),
    some.integers(1, 5),
    some.integers(1, 5),
    some.integers(0, 60),
)
def test_any_contracts_against_every_way_they_may_end(amounts: list[float], kept: int, gone: int, target: int) -> None:
    told = distribution(outlook(due(*amounts, rate=kept / (kept + gone), weight=kept + gone)))
    chance = 0.0
    for ends in product((0, 1), repeat=len(amounts)):
        if np.dot(ends, amounts) >= target:
            wins = sum(ends)
            chance += float(beta_function(kept + wins, gone + len(ends) - wins) / beta_function(kept, gone))
    assert told.reaches(target) == pytest.approx(chance, abs=1e-9)


@settings(max_examples=20)
@given(some.lists(some.integers(1, 9).map(float), max_size=6), some.floats(0.1, 0.9), some.integers(2, 9))
def test_parts_add_up_and_a_contract_or_a_better_rate_never_hurts(
    amounts: list[float], rate: float, weight: int
) -> None:
    group, new = Open(2.0, 3.0, ((3.0, 2), (5.0, 1))), Arrivals(1.5, 0.4)
    shaken = replace(
        outlook(due(*amounts, rate=rate, weight=weight), won_=4.0, groups=(group,), new=new), shock=shock(())
    )
    told = parts(shaken)
    assert told.renewals == pytest.approx(rate * sum(amounts))
    assert told.total == pytest.approx(told.won + told.pipeline + told.new_business + (told.renewals or 0))
    seen = distribution(shaken)
    assert seen.mean == pytest.approx(told.total, rel=1e-4)
    more = distribution(replace(shaken, due=due(*amounts, 6.0, rate=rate, weight=weight)))
    better = distribution(replace(shaken, due=due(*amounts, rate=rate + 0.09)))
    surer = distribution(replace(shaken, due=due(*amounts, rate=rate)))
    for target in range(4, 30, 5):
        assert more.reaches(target) >= seen.reaches(target) - 1e-9
        assert better.reaches(target) >= surer.reaches(target) - 1e-9
    without = distribution(replace(shaken, due=None))
    assert seen.reaches(10) >= without.reaches(10) - 1e-9


def test_contracts_and_open_deals_meet_a_target_that_they_add_up_to() -> None:
    """Whatever odd amounts new business may have: 7,000 is the deal alone, 5,000 the contract or the deal."""
    mixed = outlook(due(5000, rate=0.5), groups=(Open(1, 1, ((7000.0, 1),)),), new=Arrivals(1e-9, 0.1))
    told = distribution(replace(mixed, sizes=((1_234_567.0, 0.5), (99_991.0, 0.5))))
    assert told.reaches(5000) == pytest.approx(0.75, abs=1e-6)
    assert told.reaches(7000) == pytest.approx(0.5, abs=1e-6)
    assert told.reaches(12_000) == pytest.approx(0.25, abs=1e-6)


def test_samples_agree_and_the_width_names_the_contracts() -> None:
    found = outlook(due(5000, 7000, 100, rate=0.75, weight=4, done=300), won_=50, groups=(Open(1, 1, ((400.0, 2),)),))
    drawn, told = sampled(found, 200_000, 3, 12_000), distribution(found)
    assert drawn.reaches(12_000) == pytest.approx(told.reaches(12_000), abs=0.005)
    assert drawn.reaches(4_000) == pytest.approx(told.reaches(4_000), abs=0.005), "a target that was not asked for"
    assert drawn.reaches(4_000) > drawn.reaches(12_000) + 0.2
    assert drawn.mean == pytest.approx(told.mean, rel=0.005)
    places = told.start + told.step * np.arange(len(told.chances))
    assert found.due is not None
    squares = float(told.chances @ (places - told.mean) ** 2)
    assert squares == pytest.approx(found.due.variance + 400**2 * (2 / 4 + 2 / 12), rel=1e-4)
    assert width(found)[0].cause is Cause.DUE
    assert sum(one.share for one in width(found)) == pytest.approx(1)


def test_a_lever_on_the_funnel_of_renewals_moves_contracts_and_one_elsewhere_does_not() -> None:
    found = outlook(due(1000, rate=0.5, weight=10, done=100))
    assert parts(pushed(found, Push(conversions=((1000, 1.2),)), {})).renewals == pytest.approx(100 + 600)
    assert parts(pushed(found, Push(conversions=((0, 1.2),)), {})).renewals == pytest.approx(600)
    assert parts(pushed(found, Push(value=2.0, path=1), {})).renewals == pytest.approx(100 + 1000)
    assert parts(pushed(found, Push(value=2.0, path=0), {})).renewals == pytest.approx(600)


def foreseen(folder_: Path, *more: str) -> dict[str, object]:
    ended = salesplan(folder_, "forecast", "--on", "2027-02-15", "--format", "json", *more)
    assert ended.code == 0, ended.err
    found: dict[str, object] = json.loads(ended.out)
    return found


def test_from_records_contracts_count_once_by_their_state(folder: Path) -> None:
    """B and C renewed by themselves (5,000), E and G are open (12,000) at 1 of 2; A's new deal is won, F is lost."""
    found = foreseen(folder)
    told = found["components"]
    assert isinstance(told, dict)
    assert (told["won"], told["pipeline"], told["renewals"]) == (1200, 0, 5000 + 12_000 / 2)
    assert isinstance(found["revenue"], dict)
    assert sum(told.values()) == pytest.approx(found["revenue"]["mean"], abs=1e-3)
    by = foreseen(folder, "--by", "rep")["groups"]
    assert isinstance(by, list)
    assert sum(one["components"].get("renewals", 0) for one in by) == told["renewals"]
    shown = salesplan(folder, "forecast", "--on", "2027-02-15").out
    assert "Renewals of contracts due" in shown


def test_deals_count_contracts_too(folder: Path) -> None:
    """A's deal, B and C, and half of E and G: 4, and what little new business there is."""
    deals = foreseen(folder)["deals"]
    assert isinstance(deals, dict)
    assert 4 <= deals["mean"] < 4.1


def test_an_open_deal_that_no_contract_due_stands_for_stays_in_the_pipeline(folder: Path) -> None:
    extra = "20,K 1,Kappa,Ada,renewal,talk,open,900,2027-01-02,,,,,\n"
    (folder / "deals.csv").write_text(HEAD + DEALS + extra, encoding="utf-8")
    told = foreseen(folder)["components"]
    assert isinstance(told, dict)
    assert 0 < told["pipeline"] < 900
    assert told["renewals"] == 11_000


def test_what_is_renewed_after_the_day_is_not_known_on_it(folder: Path) -> None:
    later = "14,G 2,Eta,Ada,renewal,talk,won,7000,2027-02-20,2027-03-10,2027-03-16,,,\n"
    (folder / "deals.csv").write_text(HEAD + DEALS + later, encoding="utf-8")
    told = foreseen(folder)["components"]
    assert isinstance(told, dict)
    assert (told["won"], told["renewals"]) == (1200, 11_000)


def test_without_contracts_due_there_is_no_such_part(folder: Path) -> None:
    (folder / "salesplan.yaml").write_text(PLAN.replace("    kind: renewal\n", ""), encoding="utf-8")
    told = foreseen(folder)
    assert set(told["components"]) == {"won", "pipeline", "new_business"}  # type: ignore[call-overload]
    assert "renewals" not in told


def test_track_shows_renewed_against_due(folder: Path) -> None:
    told = json.loads(salesplan(folder, "track", "--on", "2027-02-15", "--format", "json").out)["renewals"]
    assert [told[key] for key in ("due", "renewed", "gone", "open")] == [
        {"contracts": 7, "amount": 28_000},
        {"contracts": 3, "amount": 6000},
        {"contracts": 2, "amount": 10_000},
        {"contracts": 2, "amount": 12_000},
    ]
    shown = salesplan(folder, "track", "--on", "2027-02-15").out
    assert "Renewals: 60% of decided contracts renewed" in shown


def test_renewals_of_a_scenario(folder: Path) -> None:
    wished = PLAN + "scenarios: {better: {'goals.Renewed.target': 30000}}\n"
    (folder / "salesplan.yaml").write_text(wished, encoding="utf-8")
    for more, target in (((), 20_000), (("--scenario", "better"), 30_000)):
        ended = salesplan(folder, "renewals", "--on", "2027-02-15", "--format", "json", *more)
        assert ended.code == 0, ended.err
        assert json.loads(ended.out)["target"] == target


def test_a_year_in_which_all_renewed_is_no_certainty() -> None:
    ended = [
        won(number, 100, date(2025, 1, 5), account=str(number), contract_end=date(2026, 3, 31), auto_renew="yes")
        for number in range(3)
    ]
    open_ = won(9, 800, date(2026, 1, 5), account="open", contract_end=date(2027, 12, 31))
    found = renewals(None, Ledger(date(2027, 6, 30), (), (*ended, open_), has_history=False, taken=(), intakes=()))
    assert found.before.value == 1
    assert (found.odds, found.weight) == (3.5 / 4, 4)
    assert found.expected == 700


BACK = """1,A,Alpha,Ada,sales,,won,1000,2025-01-02,2025-01-20,2025-02-01,2026-01-31,30,no
2,A2,Alpha,Ada,renewal,talk,won,1200,2025-12-01,2026-01-10,2026-02-01,2027-01-31,30,no
3,B,Beta,Ada,sales,,won,2000,2025-01-02,2025-02-20,2025-03-01,2026-02-28,60,yes
4,C,Gamma,Ada,sales,,won,3000,2025-01-02,2025-03-20,2025-04-01,2026-03-31,,no
5,D,Delta,Ada,sales,,won,4000,2025-01-02,2025-01-20,2025-02-01,2026-12-31,,
6,E,Epsilon,Ada,sales,,won,500,2025-01-02,2025-04-20,2025-05-01,2027-01-15,,
7,F,Phi,Ada,sales,,won,600,2025-01-02,2025-04-20,2025-05-01,2027-03-31,90,yes
8,E2,Epsilon,Ada,renewal,talk,won,700,2027-01-02,2027-01-20,2027-01-16,2028-01-15,,
"""


def test_past_days_know_the_contracts_due_on_them(folder: Path) -> None:
    """On 15 January 2027 Alpha (1,200) and Epsilon (500) are due, and Phi (600) went on by itself on 1 January."""
    (folder / "deals.csv").write_text(HEAD + BACK, encoding="utf-8")
    plan = load_plan(folder / "salesplan.yaml")
    records = read_ledger(plan, folder / "deals.csv", on=date(2027, 4, 10))
    line = timeline(records.deals, "EUR")
    past = Past(plan, records, Basis(line, in_money=True))
    quarter, on = parse_period("2027-Q1"), date(2027, 1, 15)
    due = past.seen(quarter, on).renewing
    assert due is not None
    assert sorted((one.amount, one.is_done) for one in due.due.contracts) == [(500, False), (600, True), (1200, False)]
    assert (due.due.rate, due.due.weight) == (0.5, 4), "of 2026: Alpha and Beta kept, Gamma and Delta gone"
    assert past.seen(quarter, on).outlook().sure == 600
    assert past.won(quarter, on) == 700
    assert past.automatic(quarter).whole == 600
    assert past.came(quarter, date(2026, 12, 31)) == 700 + 600
    assert past.came(quarter, on) == 700, "Phi was certain before"


def test_a_backtest_counts_contracts_that_renewed_by_themselves(folder: Path) -> None:
    (folder / "deals.csv").write_text(HEAD + BACK, encoding="utf-8")
    words = ("forecast", "--backtest", "--on", "2027-04-10", "--format", "json")
    ended = salesplan(folder, *words)
    assert ended.code == 0, ended.err
    days = {one["on"]: one for one in json.loads(ended.out)["days"]}
    late = [one for on, one in days.items() if on.startswith("2027")]
    assert late
    assert {one["actual"] for one in late} == {1300}
    (folder / "salesplan.yaml").write_text(PLAN.replace("    kind: renewal\n", ""), encoding="utf-8")
    plain = {one["on"]: one for one in json.loads(salesplan(folder, *words).out)["days"]}
    assert {one["actual"] for on, one in plain.items() if on.startswith("2027")} == {700}


def test_what_is_known_of_a_past_day_is_what_an_export_of_that_day_tells(folder: Path) -> None:
    """Contracts, rate and deals in talks of a day, from the export of it and from one made long after."""
    (folder / "deals.csv").write_text(HEAD + DEALS, encoding="utf-8")
    plan, quarter = load_plan(folder / "salesplan.yaml"), parse_period("2027-Q1")
    late = read_ledger(plan, folder / "deals.csv", on=date(2027, 6, 30))
    for on in (date(2027, 1, 5), date(2027, 1, 31), date(2027, 2, 15), date(2027, 3, 20)):
        then = as_of(late, on)
        seen = [renewing(plan, replace(each, on=on), timeline(each.deals, "EUR"), quarter) for each in (late, then)]
        assert seen[0] is not None
        assert seen[1] is not None
        assert [sorted(one.amount for one in each.due.contracts) for each in seen if each] == [
            sorted(one.amount for one in seen[0].due.contracts)
        ] * 2
        assert (seen[0].due.rate, seen[0].due.weight) == (seen[1].due.rate, seen[1].due.weight)
        assert len(seen[0].talks) == len(seen[1].talks)
