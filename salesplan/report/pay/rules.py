"""Which rule made a line, and which did not fire, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from salesplan.base.money import decimals, round_money
from salesplan.pay.credit import Problem, SetAside
from salesplan.pay.statement import Considered, Line, LineKind, Rule
from salesplan.pay.tiers import Part
from salesplan.report.language.condition import condition_text
from salesplan.report.language.numbers import exact_percent
from salesplan.report.language.voice import Voice


def rule_text(voice: Voice, line: Line) -> str:
    """The rule of a line: `5,000 at 4% + 15,000 at 6%`."""
    match line.rule:
        case Rule.TIERS:
            return _tiers(voice, line)
        case Rule.INSTALMENT:
            share = exact_percent(voice.numbers, line.due)
            return voice.say("instalment of {share}: {rule}", share=share, rule=_parts(voice, line))
        case Rule.OF_PAID:
            return _of_paid(voice, line)
        case Rule.OVERRIDE:
            return voice.say(
                "{rate} of what the team sold", rate=exact_percent(voice.numbers, line.rate or Fraction(0))
            )
    return _name(voice, line)


def _name(voice: Voice, line: Line) -> str:
    return {
        Rule.BONUS: voice.say("bonus: {name}", name=line.about),
        Rule.RERATED: voice.say(
            "a threshold was crossed: earlier sales of {period} at their new rate", period=line.about
        ),
        Rule.CAP: voice.say("no more than the cap is paid"),
        Rule.FLOOR: voice.say("topped up to the floor"),
        Rule.ADVANCE: voice.say("advance"),
        Rule.SET_OFF: voice.say("set off against earlier advances"),
        Rule.CHANGED: voice.say("the records changed after the period was closed"),
    }[line.rule]


def _tiers(voice: Voice, line: Line) -> str:
    if not line.parts:
        return voice.say("no rate is stated") if line.kind is not LineKind.DRAW else ""
    if line.due != 1:
        share = exact_percent(voice.numbers, line.due)
        return voice.say("{rule}; {share} of it now", rule=_parts(voice, line), share=share)
    return _parts(voice, line)


def _parts(voice: Voice, line: Line) -> str:
    return " + ".join(_part(voice, line, part) for part in line.parts)


def _of_paid(voice: Voice, line: Line) -> str:
    if line.amount is not None and line.amount > 0:
        return voice.say("the customer has paid: what was taken back is paid again")
    share = exact_percent(voice.numbers, line.due)
    return voice.say("{share} of what was paid for this deal", share=share)


def _part(voice: Voice, line: Line, part: Part) -> str:
    if part.slice.by_point:
        rate = exact_percent(voice.numbers, part.slice.stated)
        return voice.say("{amount} at {rate} of variable pay a point", amount=_worth(voice, line, part), rate=rate)
    rate = exact_percent(voice.numbers, part.slice.paid)
    return voice.say("{amount} at {rate}", amount=_worth(voice, line, part), rate=rate)


def _worth(voice: Voice, line: Line, part: Part) -> str:
    """The money of a part: of deals that are counted, the same share of the credited amount."""
    whole = sum((one.measured for one in line.parts), Fraction(0))
    credited = (line.credited or Fraction(0)) * part.measured / whole if whole else Fraction(0)
    amount = round_money(credited, voice.currency)
    return voice.numbers.number(amount, 0 if amount == int(amount) else decimals(voice.currency))


def considered_lines(voice: Voice, rules: tuple[Considered, ...]) -> Iterator[str]:
    """The rules that did not fire, and why not."""
    for one in dict.fromkeys(rules):
        yield _considerations(voice, one)


def _considerations(voice: Voice, one: Considered) -> str:
    found, needed = (
        voice.numbers.number(round_money(value, voice.currency)) if isinstance(value, Fraction) else str(value or "")
        for value in (one.found, one.needed)
    )
    match one.rule:
        case Rule.TIERS:
            rate = exact_percent(voice.numbers, Fraction(one.about))
            return voice.say(
                "the tier at {rate} begins above {needed}; {found} was reached", rate=rate, needed=needed, found=found
            )
        case Rule.INSTALMENT:
            share = exact_percent(voice.numbers, Fraction(one.found or 0))
            return voice.say("{share} of the commission on deal {deal} is still to come", share=share, deal=one.about)
        case Rule.CAP:
            return voice.say("the cap of {needed} was not met: {found}", needed=needed, found=found)
        case Rule.FLOOR:
            return voice.say("the floor of {needed} was not needed: {found}", needed=needed, found=found)
        case Rule.BONUS | Rule.BY_HAND:
            return _no_bonus(voice, one, needed)
    return voice.say("no advance was needed: {found} was earned, the advance is {needed}", found=found, needed=needed)


def _no_bonus(voice: Voice, one: Considered, condition: str) -> str:
    if one.rule is Rule.BY_HAND:
        return voice.say("the bonus {name} states no condition, so whoever earned it is paid by hand", name=one.about)
    if not condition:
        return voice.say("the bonus {name} was paid already in this period", name=one.about)
    return voice.say(
        "the bonus {name} was not earned: {condition}", name=one.about, condition=condition_text(voice, condition)
    )


def problem_text(voice: Voice, one: SetAside, row: tuple[str, int] | None = None) -> str:
    """A won deal that is not paid, and why; with the file and row it stands in, where they are known."""
    said = {
        Problem.NOBODY: voice.say("nobody is credited with it"),
        Problem.SPLIT: voice.say("its split does not add up to 100%"),
        Problem.UNREADABLE: voice.say("its split cannot be read"),
        Problem.CURRENCY: voice.say("it is in another currency than the plan"),
        Problem.NEGATIVE: voice.say("its amount is negative; a refund stands in the column refunded"),
        Problem.NO_AMOUNT: voice.say("it has no amount"),
        Problem.NO_DAY: voice.say("it has no closing date"),
        Problem.REFUND: voice.say("more was refunded than was sold"),
        Problem.NO_MARGIN: voice.say("it has no margin, on which this plan pays"),
        Problem.OUTSIDE: voice.say("no commission plan pays who is credited with it"),
    }[one.problem]
    text = f"{said} ({one.text})" if one.text else said
    if row is None:
        return voice.say("deal {deal} is not paid: {why}", deal=one.deal, why=text)
    file, number = row
    return voice.say(
        "{file}, row {row}: deal {deal} is not paid: {why}", file=file, row=str(number), deal=one.deal, why=text
    )
