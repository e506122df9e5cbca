"""Key figures against target and the past, with their trend."""

from __future__ import annotations

from salesplan.indicators.indicator import Indicators
from salesplan.report.document.blocks import Block
from salesplan.report.document.parts import listed
from salesplan.report.kpi.answer import basis_table, kpi_table, ramp_table, running
from salesplan.report.language.voice import Voice


def kpis(voice: Voice, found: Indicators) -> tuple[Block, ...]:
    """A line a figure; nothing where none can be told."""
    if not found.known:
        return ()
    return (
        kpi_table(voice, found),
        *listed("", running(voice, found)),
        *basis_table(voice, found),
        *ramp_table(voice, found),
    )
