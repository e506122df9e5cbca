"""Deals and ledgers for tests, by what matters in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.question import Path
from salesplan.records.recognise.crm_words import State

PATHS = (Path("acquisition", ("prospect", "opportunity")),)
DAY = date(2027, 1, 15)


def deal(number: int | str = 1, **keys: Any) -> Deal:
    """An open deal of 100 at the first stage; `keys` change it."""
    amount = keys.pop("amount", 100)
    made: dict[str, Any] = {
        "id": str(number),
        "name": f"Deal {number}",
        "owner": "Ada",
        "account": "",
        "funnel": "",
        "stage_text": "prospect",
        "status": "open",
        "state": State.OPEN,
        "path": 0,
        "stage": 0,
        "amount": None if amount is None else Decimal(amount),
        "currency": "",
        "created": date(2027, 1, 4),
        "closed": None,
        "expected_close": None,
        "last_activity": None,
        **keys,
    }
    return Deal(**made)


def decided(number: int | str, state: State, **keys: Any) -> Deal:
    """A deal that was decided on the twelfth."""
    return deal(number, state=state, closed=keys.pop("closed", date(2027, 1, 12)), **keys)


def ledger_of(deals: Iterable[Deal], on: date = DAY) -> Ledger:
    """A ledger of one funnel."""
    return Ledger(on, PATHS, tuple(deals), has_history=False, taken=(), intakes=())
