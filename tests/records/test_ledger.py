from datetime import date
from decimal import Decimal
from pathlib import Path as File

import pytest
from msgspec.structs import replace

from salesplan.base.finding import Unreadable
from salesplan.records.count.ledger import Ledger, ledger
from salesplan.records.engines.opening import opened
from salesplan.records.question import Path
from salesplan.records.recognise.crm_words import State
from salesplan.records.sources import RecordsSource, Sources

DEALS = """id,name,owner,stage,status,amount,created,closed,expected_close
1,Acme,Ada,demo,open,1000.50,2027-01-04,,2027-02-01
2,Bolt,Bo,demo,won,2000,2027-01-05,2027-01-20,2027-01-31
3,Corp,Ada,offer,lost,,2027-01-06,2027-01-21,
4,Dust,Bo,offer,open,30,2027-01-07,2027-03-01,
"""
HISTORY = """deal,stage,entered
2,offer,2027-01-12
2,demo,2027-01-06 10:00
2,signed,2027-01-20
"""
FUNNEL = (Path("new", ("demo", "offer")),)


def read(folder: File, history: str = "") -> Ledger:
    (folder / "deals.csv").write_text(DEALS, encoding="utf-8")
    (folder / "history.csv").write_text(history, encoding="utf-8")
    source = RecordsSource((str(folder / "history.csv"),)) if history else None
    with opened(Sources(deals=RecordsSource((str(folder / "deals.csv"),)), history=source)) as records:
        return ledger(records, FUNNEL)


def test_every_deal_is_there_with_its_state_place_and_days(tmp_path: File) -> None:
    found = read(tmp_path)
    first, second, third, fourth = found.deals
    assert [deal.state for deal in found.deals] == [State.OPEN, State.WON, State.LOST, State.OPEN]
    assert (first.amount, first.stage, first.created, first.is_open) == (Decimal("1000.5"), 0, date(2027, 1, 4), True)
    assert (second.closed, second.expected_close) == (date(2027, 1, 20), date(2027, 1, 31))
    assert third.amount is None
    assert (fourth.closed, fourth.expected_close) == (None, date(2027, 3, 1)), "of an open deal it is expected"
    assert found.on == date(2027, 1, 21)
    assert not found.has_history


def test_the_stages_a_deal_passed_are_in_order_of_time(tmp_path: File) -> None:
    found = read(tmp_path, HISTORY)
    assert [(entry.stage, entry.text) for entry in found.deals[1].entries] == [
        (0, "demo"),
        (1, "offer"),
        (None, "signed"),
    ]
    assert found.deals[0].entries == ()
    assert found.has_history


def test_without_deals_there_is_nothing_to_follow(tmp_path: File) -> None:
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    with (
        opened(Sources(history=RecordsSource((str(tmp_path / "history.csv"),)))) as records,
        pytest.raises(Unreadable),
    ):
        ledger(records, FUNNEL)


REASONS = "id,stage,Loss Reason\n1,won,\n2,Offer,Price\n3,lost,Price\n4,Offer,n/a\n5,won,-\n6,Offer,Budget\n"


def test_open_deals_with_a_reason_of_loss_are_told(tmp_path: File) -> None:
    (tmp_path / "deals.csv").write_text(REASONS, encoding="utf-8")
    deals = RecordsSource((str(tmp_path / "deals.csv"),))
    with opened(Sources(deals=deals)) as records:
        found = ledger(records, (Path("new", ("Offer",)),))
    assert [(one.kind, one.n, one.name) for one in found.oddities] == [
        ("deals open with a reason of loss", 2, "--lost-if 'Loss Reason=*'")
    ]
    told = replace(deals, lost_if=("Loss Reason=*",))
    with opened(Sources(deals=told)) as records:
        again = ledger(records, (Path("new", ("Offer",)),))
    assert (again.oddities, sorted(one.id for one in again.deals if one.state is State.LOST)) == ((), ["2", "3", "6"])
