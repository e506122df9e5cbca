"""Contracts that end: what became of each, by when somebody has to act, and the renewal rate."""

# mypy: disable-error-code="comparison-overlap"
from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.progress.contracts import Status, contracts
from salesplan.progress.renewals import renewals
from salesplan.records.count.ledger import Deal, Ledger
from tests.pay.test_commission import won
from tests.shell import salesplan

PLAN = """salesplan: 1
title: Renewals
currency: EUR
period: 2027-Q1
goals: [{name: Renewed, metric: revenue, target: 20000}]
team: {care: {members: [{name: Ada}]}}
funnels:
  - name: renewal
    kind: renewal
    deal_value: 1000
    stages: [{name: talk, sourced_by: care, conversion: 80%, actions: {care: {call: 1}}}]
records: {deals: deals.csv}
"""
HEAD = "id,name,account,owner,funnel,stage,status,amount,created,closed,"
HEAD += "contract_start,contract_end,notice_days,auto_renew\n"
DEALS = """1,A 1,Alpha,Ada,sales,,won,1000,2026-01-02,2026-01-20,2026-02-01,2027-01-31,30,no
2,A 2,Alpha,Ada,renewal,talk,won,1200,2026-12-01,2027-01-10,2027-02-01,2028-01-31,30,no
3,B 1,Beta,Ada,sales,,won,2000,2026-01-02,2026-02-20,2026-03-01,2027-02-28,60,yes
4,C 1,Gamma,Ada,sales,,won,3000,2026-01-02,2026-03-20,2026-04-01,2027-03-31,90,yes
5,D 1,Delta,Ada,sales,,won,4000,2026-01-02,2026-01-20,2026-02-01,2027-01-31,,
6,E 1,Epsilon,Ada,sales,,won,5000,2026-01-02,2026-03-20,2026-04-01,2027-03-31,,no
7,E 2,Epsilon,Ada,renewal,talk,open,5000,2027-01-02,,,,,
8,F 1,Phi,Ada,sales,,won,6000,2026-01-02,2026-03-20,2026-04-01,2027-03-31,,no
9,F 2,Phi,Ada,renewal,talk,lost,6000,2027-01-02,2027-02-01,,,,
10,G 1,Eta,Ada,sales,,won,7000,2026-01-02,2026-03-20,2026-04-01,2027-03-15,20,no
11,H 1,Theta,Ada,sales,,won,100,2025-01-02,2025-03-20,2025-04-01,2026-06-30,20,no
12,H 2,Theta,Ada,sales,,won,150,2026-01-02,2026-06-20,2026-07-01,2027-06-30,100,no
13,I 1,Iota,Ada,sales,,won,100,2025-01-02,2025-03-20,2025-04-01,2026-06-30,20,no
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(HEAD + DEALS, encoding="utf-8")
    return tmp_path


def test_what_became_of_each_contract_and_what_is_expected(folder: Path) -> None:
    ended = salesplan(folder, "renewals", "--on", "2027-02-15", "--format", "json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out, parse_float=Decimal)
    assert {one["deal"]: one["status"] for one in found["contracts"]} == {
        "1": "renewed",
        "3": "renewed automatically",  # notice was due on 30 December
        "4": "renewed automatically",
        "5": "lapsed",
        "6": "in talks",
        "8": "lost",
        "10": "due",
        "12": "due",  # ends after the period, notice is due in it
    }
    acts = {one["deal"]: (one["notice_by"] or one["ends"]) for one in found["contracts"]}
    assert (acts["3"], acts["10"], acts["12"]) == ("2026-12-30", "2027-02-23", "2027-03-22")
    assert [one["deal"] for one in found["contracts"]] == sorted(acts, key=lambda deal: (acts[deal], deal))
    assert found["due"] == {"contracts": 7, "amount": 28_000}
    rate = found["rate"]
    assert (rate["value"], rate["n"], rate["by_amount"]) == (Decimal("0.6"), 5, Decimal(6200) / 16_000)
    assert rate["low"] < Decimal("0.6") < rate["high"]
    assert (found["rate_before"]["value"], found["odds_basis"]) == (Decimal("0.5"), "records")
    assert found["expected"] == 1200 + 2000 + 3000 + (5000 + 7000) / 2
    assert found["target"] == 20_000
    assert [(one["contracts"], one["kept"], one["gone"]) for one in found["months"]] == [
        (2, 1, 1),
        (1, 1, 0),
        (4, 1, 1),
    ]


def test_renewals_have_their_place_in_forecast_and_track(folder: Path) -> None:
    for command in ("forecast", "track"):
        ended = salesplan(folder, command, "--on", "2027-02-15", "--format", "json")
        assert ended.code == 0, ended.err
        found = json.loads(ended.out, parse_float=Decimal)["renewals"]
        assert (found["due"]["contracts"], found["kept"], found["undecided"]) == (7, 6200, 12_000)
        shown = salesplan(folder, command, "--on", "2027-02-15")
        assert "Renewals: 7 contracts of €28,000 end in the period" in shown.out


def test_days_of_notice_are_in_the_calendar_and_contracts_in_the_document(folder: Path) -> None:
    made = salesplan(folder, "render", "--format", "ics")
    assert made.code == 0, made.err
    text = made.out.replace("\r\n ", "").replace("\n ", "")
    assert "Last day of notice: Eta" in text
    assert "20270223" in text
    assert "Alpha" not in text, "it is renewed"
    document = salesplan(folder, "render", "--format", "markdown")
    assert "## Renewals" in document.out
    assert "Epsilon" in document.out


def test_without_contracts_it_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text("id,status,amount,closed\n1,won,5,2027-01-02\n", encoding="utf-8")
    ended = salesplan(tmp_path, "renewals", "--deals", "deals.csv")
    assert ended.code == 2
    assert "contract_end" in ended.err


def ledger(*deals: Deal) -> Ledger:
    return Ledger(date(2027, 6, 30), (), deals, has_history=False, taken=(), intakes=())


DAYS = some.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(some.lists(some.tuples(DAYS, some.booleans(), some.integers(0, 400), some.sampled_from("abc")), max_size=6))
def test_every_contract_is_counted_once_and_months_add_up(drawn: list[tuple[date, bool, int, str]]) -> None:
    deals = [
        won(number, 100, date(2026, 1, 1), account=account, contract_end=end, notice_days=Decimal(days),
            auto_renew="yes" if automatic else "")
        for number, (end, automatic, days, account) in enumerate(drawn)
    ]  # fmt: skip
    found = contracts(None, ledger(*deals))
    assert sorted(one.deal for one in found) == sorted(deal.id for deal in deals)
    if deals:
        whole = renewals(None, ledger(*deals))
        assert sum(month.contracts for month in whole.months) == len(whole.ending)
        assert sum(month.kept for month in whole.months) == whole.rate.kept
        assert sum(month.kept + month.gone for month in whole.months) == whole.rate.decided
        assert contracts(None, ledger(*reversed(deals))) == found, "the order of rows does not matter"


def test_a_contract_goes_on_where_the_next_one_starts_around_its_end() -> None:
    first = won(1, 100, date(2026, 1, 5), account="A", contract_start=date(2026, 2, 1), contract_end=date(2027, 1, 31))
    late = won(2, 90, date(2027, 4, 1), account="a", contract_start=date(2027, 5, 15), contract_end=date(2028, 1, 31))
    assert contracts(None, ledger(first, late))[0].status is Status.LAPSED
    near = won(2, 90, date(2027, 4, 1), account="a", contract_start=date(2027, 3, 1), contract_end=date(2028, 1, 31))
    kept = contracts(None, ledger(first, near))[0]
    assert (kept.status, kept.renewed_by, kept.renewed_amount) == (Status.RENEWED, "2", 90)
    assert renewals(None, ledger(first, near)).rate.by_amount == Fraction(9, 10)
