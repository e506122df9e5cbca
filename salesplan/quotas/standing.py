"""What a funnel already has of what it was asked for, in the middle of a period; and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from msgspec import Struct
from msgspec.structs import replace


class OpenAtStage(Struct, frozen=True):
    """Open deals of a stage that can close in the period, and the share of them that is expected to be won.

    `expected` is amount x odds, rounded to the currency's smallest unit. Money is in the plan's currency.
    """

    stage: str
    deals: int
    amount: Fraction
    odds: Fraction
    expected: Fraction

    @property
    def expected_deals(self) -> Fraction:
        """Deals x odds."""
        return self.deals * self.odds


class Standing(Struct, frozen=True):
    """Of a funnel's `revenue` or `deals`: what was won, and what its open deals are expected to bring.

    `relief` is what other funnels of the same goal have more than they were asked for, in the measure of this one.
    """

    revenue: Fraction | None
    deals: int | None
    won: Fraction = Fraction(0)
    won_deals: int = 0
    open: tuple[OpenAtStage, ...] = ()
    relief: Fraction = Fraction(0)
    relief_deals: Fraction = Fraction(0)

    @property
    def expected(self) -> Fraction:
        """What the open deals are expected to bring."""
        return sum((line.expected for line in self.open), Fraction(0))

    @property
    def expected_deals(self) -> Fraction:
        """How many of the open deals are expected to be won."""
        return sum((line.expected_deals for line in self.open), Fraction(0))

    @property
    def balance(self) -> Fraction:
        """Asked - won - expected, in money: below zero where the funnel has more than it was asked for."""
        return (self.revenue or Fraction(0)) - self.won - self.expected

    @property
    def balance_deals(self) -> Fraction:
        """The same in deals."""
        return (self.deals or 0) - self.won_deals - self.expected_deals

    @property
    def remaining(self) -> Fraction | None:
        """The revenue that is still needed, never below 0: 90,000 - 30,000 won - 15,000 expected is 45,000."""
        return None if self.revenue is None else max(Fraction(0), self.balance - self.relief)

    @property
    def remaining_deals(self) -> int | None:
        """The won deals that are still needed: whole, rounded up, never below 0."""
        return None if self.deals is None else max(0, ceil(self.balance_deals - self.relief_deals))


def relieve(found: Sequence[Standing], pools: Sequence[int | None]) -> tuple[Standing, ...]:
    """The standings with the surplus of each goal's funnels taken off its others, in proportion to what these lack.

    `pools` names the goal of each funnel; None for a target that all share. Without that, a funnel past its part would
    leave the others asked for more than the goal.
    """
    made = list(found)
    for pool in dict.fromkeys(pools):
        places = [place for place, goal in enumerate(pools) if goal == pool]
        money = _reliefs([made[place].balance if made[place].revenue is not None else None for place in places])
        deals = _reliefs([made[place].balance_deals if made[place].deals is not None else None for place in places])
        for place, amount, count in zip(places, money, deals, strict=True):
            made[place] = replace(made[place], relief=amount, relief_deals=count)
    return tuple(made)


def _reliefs(balances: Sequence[Fraction | None]) -> list[Fraction]:
    known = [balance for balance in balances if balance is not None]
    surplus = sum((-balance for balance in known if balance < 0), Fraction(0))
    lack = sum((balance for balance in known if balance > 0), Fraction(0))
    share = min(Fraction(1), surplus / lack) if lack else Fraction(0)
    return [balance * share if balance and balance > 0 else Fraction(0) for balance in balances]
