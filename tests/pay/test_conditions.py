"""Conditions of a bonus: what they compare, and that they can do nothing else."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from salesplan.model.conditions import BadConditionError, Value, holds, read_condition

FIGURES: dict[str, Value] = {
    "attainment": Fraction(11, 10),
    "amount": Fraction(50000),
    "source": "Referral",
    "deal": Fraction(2),
    "account_deal": Fraction(1),
    "closed": date(2027, 1, 31),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("attainment >= 110%", True),
        ("attainment > 1.1", False),
        ("amount >= 50000 and source = referral", True),
        ("amount > 50000 or source is 'referral'", True),
        ("not (source = partner)", True),
        ("source != referral", False),
        ("first 3 deals", True),
        ("first deal", False),
        ("new account", True),
        ("closed <= 2027-01-31", True),
        ("cycle_days <= 30", False),
    ],
)
def test_a_condition_holds_or_does_not(text: str, *, expected: bool) -> None:
    assert holds(read_condition(text), FIGURES) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attainment",
        "attainment >=",
        "hope >= 1",
        "__import__('os')",
        "amount >= 1 amount",
        "((",
        "not " * 99,
        "closed > 2027-02-30",
    ],
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(BadConditionError):
        read_condition(text)
