"""Whether the open pipeline is enough for what is left of the target, and how far its close dates can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.progress.odds import Cohort
from salesplan.progress.waterfall import Money, is_due
from salesplan.records.count.ledger import Deal
from salesplan.records.recognise.crm_words import State


class Slip(Struct, frozen=True):
    """How many days won deals closed after the day expected: the median of `n`; negative where they closed earlier."""

    days: int
    n: int


class Coverage(Struct, frozen=True):
    """The open pipeline due in a period against what is left of its target. Money is in the plan's currency.

    `ratio` is due / remaining, `required` 1 / win rate. `kept` is the part of `due` that is still due in the period
    when every close slips as measured, `ratio_kept` its ratio. They are None where nothing is left or was measured.
    """

    remaining: Decimal
    due: Decimal
    win_rate: Cohort
    slip: Slip | None
    kept: Decimal | None

    @property
    def ratio(self) -> Fraction | None:
        """Due / remaining. Example: 7.5M open on 2M remaining is 3.75."""
        return _ratio(self.due, self.remaining)

    @property
    def ratio_kept(self) -> Fraction | None:
        """The same, of what is left in the period after the measured slip."""
        return None if self.kept is None else _ratio(self.kept, self.remaining)

    @property
    def required(self) -> Fraction | None:
        """1 / win rate: a quarter won takes 4.0 times what is left. None without a win rate above zero."""
        share = self.win_rate.share
        return 1 / share if share else None

    @property
    def is_enough(self) -> bool | None:
        """Whether the pipeline that can be counted on covers what its win rate requires; None where nobody can tell."""
        ratio = self.ratio if self.ratio_kept is None else self.ratio_kept
        if self.remaining <= 0:
            return True
        return None if ratio is None or self.required is None else ratio >= self.required


def _ratio(part: Decimal, whole: Decimal) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole > 0 else None


def slip(deals: Iterable[Deal]) -> Slip | None:
    """The median of closed - expected close over won deals that tell both.

    None where no won deal does. Most systems overwrite the expected close with the real one: then there is nothing to
    measure, and an export where all are equal to the day is taken as such.
    """
    late = [
        (deal.closed - deal.expected_close).days
        for deal in deals
        if deal.state is State.WON and deal.closed is not None and deal.expected_close is not None
    ]
    return Slip(int(median(late)), len(late)) if any(late) else None


def coverage(
    deals: Iterable[Deal], period: Period, remaining: Decimal, money: Money, found: tuple[Cohort, Slip | None]
) -> Coverage:
    """The coverage of `remaining` by the open deals due in `period`; `found` are the win rate and slip measured."""
    win_rate, slipped = found
    due = [deal for deal in deals if deal.is_open and is_due(deal, period)]
    kept = None
    if slipped is not None:
        delay = timedelta(days=max(0, slipped.days))
        kept = sum((money(deal) for deal in due if _day(deal) + delay <= period.end), Decimal(0))
    return Coverage(remaining, sum(map(money, due), Decimal(0)), win_rate, slipped, kept)


def _day(deal: Deal) -> date:
    return deal.expected_close or date.min
