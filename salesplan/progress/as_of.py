"""Deals as they stood on a day: what happened later is not known yet."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from salesplan.records.count.ledger import Deal, Ledger
from salesplan.records.recognise.crm_words import State

DECIDED = frozenset({State.WON, State.LOST, State.CANCELLED})
"""How a deal can end."""


def as_of(ledger: Ledger, on: date) -> Ledger:
    """The deals that were there on `on`, as they stood then.

    A deal created later is not there. One closed later was open, at the stage that its history tells; without a history
    nobody knows the stage of a deal that has been decided since, and its place is None. Amounts and expected closes are
    those of the export, which keeps no earlier ones. Deals decided on a day that the records do not tell count as
    decided all along. What was refunded later was not refunded yet.
    """
    seen = (_as_of(deal, on) for deal in ledger.deals)
    return replace(ledger, on=on, deals=tuple(deal for deal in seen if deal is not None))


def _as_of(deal: Deal, on: date) -> Deal | None:
    first = deal.created or (deal.entries[0].at.date() if deal.entries else None)
    if first is not None and first > on:
        return None
    if deal.refunded_on is not None and deal.refunded_on > on:
        deal = replace(deal, refunded=None, refunded_on=None)
    entries = tuple(entry for entry in deal.entries if entry.at.date() <= on)
    late = deal.state in DECIDED and deal.closed is not None and deal.closed > on
    if not late and len(entries) == len(deal.entries):
        return deal
    last = entries[-1] if entries else None
    known = replace(deal, entries=entries, last_activity=_earlier(deal.last_activity, on))
    if late:
        return replace(
            known,
            state=State.OPEN,
            stage=last.stage if last else None,
            stage_text=last.text if last else "",
            closed=None,
            expected_close=deal.expected_close or deal.closed,
        )
    if deal.state in DECIDED or last is None:
        return known
    return replace(known, stage=last.stage, stage_text=last.text)


def _earlier(day: date | None, on: date) -> date | None:
    return day if day is None or day <= on else None
