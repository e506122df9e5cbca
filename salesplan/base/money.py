"""Money and exact splits: how many decimals a currency has, how to round, how to share a whole number out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeAlias

Figure: TypeAlias = int | Decimal | Fraction | float
"""Whatever stands for a number. A float counts as it is written: 0.1 is a tenth."""

_USUAL_DECIMALS = 2

# ISO 4217, list one: the currencies whose minor unit is not a hundredth.
UNUSUAL_DECIMALS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),  # noqa: SIM905
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),  # noqa: SIM905
    **dict.fromkeys("CLF UYW".split(), 4),  # noqa: SIM905
}

# ISO 4217, list one as of 2026, without metals, test codes and units of account (XAU, XTS, XDR): no price is in them.
CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905  (a list of 170 quoted codes would be unreadable)
)


def decimals(currency: str) -> int:
    """How many decimals an amount in `currency` (ISO 4217) has: 2 for EUR, 0 for JPY, 3 for KWD.

    2 also where a plan names no currency, or a record one that is not in use: its amounts are shown all the same.
    """
    return UNUSUAL_DECIMALS.get(currency, _USUAL_DECIMALS)


def rounded(value: Figure, digits: int) -> Decimal:
    """`value` to `digits` decimals, half a unit away from zero, as spreadsheets and payslips round.

    The arithmetic is exact whatever the size, on a float as it is written: 0.125 is 0.13, -0.125 is -0.13.

    Raises:
        ValueError: if `value` is not finite.
    """
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    numerator, denominator = value.as_integer_ratio()
    scaled = numerator * 10**digits
    whole = (abs(scaled) * 2 + denominator) // (2 * denominator)
    return Decimal((int(scaled < 0 < whole), tuple(map(int, str(whole))), -digits))


def round_money(amount: Decimal | Fraction | int, currency: str) -> Decimal:
    """`amount` in whole minor units of `currency`, half a unit away from zero: 0.125 EUR is 0.13, 0.5 JPY is 1.

    Raises:
        ValueError: if the amount is not a finite number.
    """
    return rounded(amount, decimals(currency))


def common(weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Whole numbers in the same proportion as `weights`, over their least common denominator."""
    denominator = lcm(*(weight.denominator for weight in weights))
    return tuple(weight.numerator * (denominator // weight.denominator) for weight in weights)


def apportion(total: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Share `total` out in proportion to `weights`, in whole numbers that add up to it exactly.

    Largest remainder (Hamilton's method): everyone gets the whole part of the exact share, and what is left goes one by
    one to the largest remainders; of two equal remainders the earlier comes first. A weight of 0 gets 0.

    Raises:
        ValueError: if `total` or a weight is negative, or no weight is above 0.
    """
    if total < 0:
        raise ValueError(f"cannot share out {total}, a negative number")
    sizes = common(weights)
    if min(sizes, default=0) < 0:
        raise ValueError("a weight cannot be negative")
    whole = sum(sizes)
    if not whole:
        raise ValueError("nobody to share with: every weight is 0")
    shares = [total * size // whole for size in sizes]
    left = total - sum(shares)
    remainders = [total * size % whole for size in sizes]
    for place in sorted(range(len(sizes)), key=lambda place: -remainders[place])[:left]:
        shares[place] += 1
    return tuple(shares)


CURRENCY_NAMES = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP"}
"""Signs and names, in capitals, that mean one currency only; `$` means many."""
