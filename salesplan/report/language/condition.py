"""Conditions of bonuses in the reader's words: `amount >= 50000 and source = referral`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from salesplan.base.money import round_money
from salesplan.model.conditions import BadConditionError, Both, Comparison, Condition, Opposite, Value, read_condition
from salesplan.report.language.numbers import exact_percent
from salesplan.report.language.voice import Voice

MONEY: Final = frozenset({"amount", "credited", "revenue", "average_deal"})
SHARES: Final = frozenset({"attainment"})
SIGNS: Final = {">=": "≥", "<=": "≤", "!=": "≠", "==": "=", "is": "="}


def condition_text(voice: Voice, text: str) -> str:
    """A condition as people read it; as it was written where it cannot be read."""
    try:
        return _text(voice, read_condition(text))
    except BadConditionError:
        return text


def _text(voice: Voice, condition: Condition) -> str:
    match condition:
        case Comparison():
            return _comparison(voice, condition)
        case Opposite():
            return voice.say("not ({condition})", condition=_text(voice, condition.inner))
        case Both():
            left, right = (_part(voice, part, condition) for part in (condition.left, condition.right))
            if condition.either:
                return voice.say("{one} or {other}", one=left, other=right)
            return voice.say("{one} and {other}", one=left, other=right)


def _part(voice: Voice, part: Condition, whole: Both) -> str:
    text = _text(voice, part)
    return f"({text})" if isinstance(part, Both) and part.either != whole.either else text


def _comparison(voice: Voice, one: Comparison) -> str:
    say = voice.say
    names = {
        "attainment": say("attainment"),
        "revenue": say("revenue"),
        "deals": say("won deals"),
        "average_deal": say("average deal"),
        "amount": say("amount of the deal"),
        "credited": say("credited amount"),
        "source": say("source"),
        "account": say("account"),
        "funnel": say("funnel"),
        "name": say("name of the deal"),
        "cycle_days": say("days from creation to close"),
        "deal": say("number of the deal in the period"),
        "account_deal": say("number of the deal with the account"),
        "closed": say("closing date"),
    }
    return f"{names[one.name]} {SIGNS.get(one.sign, one.sign)} {_value(voice, one.name, one.value)}"


def _value(voice: Voice, name: str, value: Value) -> str:
    if isinstance(value, date):
        return voice.day(value)
    if not isinstance(value, Fraction):
        return str(value or "")
    if name in SHARES:
        return exact_percent(voice.numbers, value)
    if name in MONEY:
        return voice.money(round_money(value, voice.currency)) or ""
    return voice.numbers.number(Decimal(value.numerator) / Decimal(value.denominator))
