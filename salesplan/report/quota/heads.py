"""What stands before the figures of a split quota."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from salesplan.base.periods import Period
from salesplan.quotas.quota import Quota
from salesplan.report.language.words import Words
from salesplan.report.tables.table import Cell, Column


class Heads:
    """What stands before the counts: the part of the period, the rep, or both."""

    def __init__(self, quota: Quota, spans: Sequence[Period], named: Callable[[Period], str], words: Words) -> None:
        self.by_time = quota.by != "period"
        self.by_rep = quota.per == "rep"
        self.spans = {span.start: span for span in spans}
        self.named = named
        self.words = words

    def columns(self) -> list[Column]:
        """The columns for the part of the period and the rep, as far as the quota is split by them."""
        when = [Column("when", self.words.text("When"))] if self.by_time else []
        return when + ([Column("rep", self.words.text("Rep"))] if self.by_rep else [])

    def cells(self, start: date, rep: str | None) -> list[Cell]:
        """What stands in `columns` for the part that begins on `start`, and for `rep`."""
        when: list[Cell] = [self.named(self.spans[start])] if self.by_time else []
        return when + ([rep or "–"] if self.by_rep else [])

    def name(self, part: Period) -> str:
        """How a part of the period is called."""
        return self.named(self.spans[part.start])
