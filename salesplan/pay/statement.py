"""A statement: what one person is paid by one commission plan for one period, line by line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from salesplan.base.periods import Period
from salesplan.pay.tiers import Part, Slice


class LineKind(StrEnum):
    """What a line is for."""

    SALE = "sale"
    REFUND = "refund"
    SPLIT = "split"
    OVERRIDE = "override"
    BONUS = "bonus"
    DRAW = "draw"
    CLAWBACK = "clawback"
    ADJUSTMENT = "adjustment"


class Rule(StrEnum):
    """Which rule made a line, or was looked at and did not fire."""

    TIERS = "tiers"
    INSTALMENT = "instalment"
    OF_PAID = "of what was paid"
    OVERRIDE = "override"
    BONUS = "bonus"
    BY_HAND = "bonus by hand"
    RERATED = "rerated"
    CAP = "cap"
    FLOOR = "floor"
    ADVANCE = "advance"
    SET_OFF = "set off"
    CHANGED = "changed after closing"


class Working(Struct, frozen=True):
    """What a statement was worked out from, for whoever works it out again.

    `slices` are the tiers of the one period that they count over here, from the day `home` (None: several periods, or
    each deal alone). `opening` is what was measured in it before this statement. `cap` and `floor` are amounts of that
    period, None also where a part of it was settled before. `advance` is the draw, `owed` what was owed before.
    """

    home: date | None = None
    slices: tuple[Slice, ...] | None = None
    quota: Fraction | None = None
    variable: Fraction | None = None
    opening: Fraction = Fraction(0)
    by_deals: bool = False
    cap: Fraction | None = None
    floor: Fraction | None = None
    advance: Decimal | None = None
    recoverable: bool = True
    owed: Decimal = Decimal(0)


class Line(Struct, frozen=True):
    """One line. `exact` is what it comes to before rounding, `commission` what is paid, in the plan's currency.

    `amount` is the deal's own and `credited` this person's share of it, both negative where money went back. `parts`
    say how much of it was paid at which rate; `about` names a bonus, a limit or the rule that a line without a deal is
    for. `home` is the first day of the period in whose tiers it counts. `due` is the share of its commission that is
    paid here, and of a deal whose commission goes back the share of what was paid.
    """

    kind: LineKind
    rule: Rule
    exact: Fraction
    commission: Decimal = Decimal(0)
    deal: str = ""
    day: date | None = None
    amount: Decimal | None = None
    credited: Fraction | None = None
    parts: tuple[Part, ...] = ()
    about: str = ""
    home: date | None = None
    due: Fraction = Fraction(1)

    @property
    def rate(self) -> Fraction | None:
        """The rate of the whole line; of a line over several tiers what they come to together."""
        return self.exact / self.credited if self.credited and self.kind is not LineKind.BONUS else None


class Considered(Struct, frozen=True):
    """A rule that was looked at and did not fire, and the figures that say why: what is, and what it takes."""

    rule: Rule
    about: str
    found: Fraction | str | None
    needed: Fraction | str | None


class Statement(Struct, frozen=True):
    """What `rep` is paid by `plan` for `period`. `lines` add up to `earned` exactly.

    `quota`, `measured` and their ratio `attainment` are of the period that tiers count over, up to the end of this
    statement. `owed` is what is left of recoverable draws. `closed` says that it stands in a closed file.
    """

    rep: str
    plan: str
    period: Period
    lines: tuple[Line, ...]
    quota: Fraction | None = None
    measured: Fraction = Fraction(0)
    owed: Decimal = Decimal(0)
    considered: tuple[Considered, ...] = ()
    closed: bool = False
    working: Working = Working()

    @property
    def key(self) -> tuple[str, str, date, date]:
        """Whose, by which plan, from when to when."""
        return self.rep, self.plan, self.period.start, self.period.end

    @property
    def earned(self) -> Decimal:
        """What the statement comes to, draws included."""
        return sum((line.commission for line in self.lines), Decimal(0))

    @property
    def before_draw(self) -> Decimal:
        """What was earned before advances and what was set off against them."""
        return sum((line.commission for line in self.lines if line.kind is not LineKind.DRAW), Decimal(0))

    @property
    def attainment(self) -> Fraction | None:
        """What was measured / quota; None without a quota."""
        return self.measured / self.quota if self.quota else None
