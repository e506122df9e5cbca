"""Contracts that end: what is due when, and how many renew."""

from __future__ import annotations

from salesplan.progress.renewals import Renewals
from salesplan.report.document.blocks import Block
from salesplan.report.document.parts import listed
from salesplan.report.language.voice import Voice
from salesplan.report.renewals import renewal_notes, renewal_tables


def renewals(voice: Voice, found: Renewals) -> tuple[Block, ...]:
    """The contracts, in the order in which somebody has to act, by month, and the renewal rate."""
    return (*renewal_tables(voice, found), *listed("", renewal_notes(voice, found)))
