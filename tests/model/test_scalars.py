"""How messages quote values, and which of them are numbers."""

from __future__ import annotations

from decimal import Decimal

from salesplan.model.scalars import cite, exact_number


def test_a_quoted_value_has_40_characters_at_most() -> None:
    assert cite("x" * 40) == "x" * 40
    assert cite("x" * 41) == "x" * 37 + "..."
    assert cite(value=True) == "true"


def test_true_is_no_number() -> None:
    assert exact_number(3) == Decimal(3)
    assert exact_number(Decimal("0.1")) == Decimal("0.1")
    assert exact_number(value=True) is None
    assert exact_number("3") is None
