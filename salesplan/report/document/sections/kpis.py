"""Key figures against target and the past, with their trend."""

from __future__ import annotations

from salesplan.indicators.kpi import Indicators
from salesplan.report.document.blocks import Block
from salesplan.report.kpi.answer import kpi_table
from salesplan.report.language.voice import Voice


def kpis(voice: Voice, found: Indicators) -> tuple[Block, ...]:
    """A line a figure; nothing where none can be told."""
    return (kpi_table(voice, found),) if found.known else ()
