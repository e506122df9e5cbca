"""Closed periods: statements frozen into a file beside the plan, and what changed since as adjustments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.finding import Unreadable, Usage
from salesplan.base.periods import Period
from salesplan.base.sentence import sentence
from salesplan.model.compensation import Compensation
from salesplan.model.plan import Plan
from salesplan.pay.advances import with_draw
from salesplan.pay.commission import Commission
from salesplan.pay.statement import Line, LineKind, Rule, Statement
from salesplan.pay.tiers import Part, Slice

_Key = tuple[str, str]


class Closed(Struct, frozen=True):
    """A closed period: where it is kept, its statements as they were paid, and the terms of each plan by its name."""

    path: Path
    period: Period
    currency: str
    statements: tuple[Statement, ...]
    terms: Mapping[str, str] = MappingProxyType({})


def closed_path(plan: Path, period: str) -> Path:
    """Where the statements of a closed period are kept: `salesplan.closed-2027-Q1.json` beside `salesplan.yaml`."""
    return plan.with_name(f"{plan.stem}.closed-{period}.json")


def closed_files(plan: Path) -> tuple[Closed, ...]:
    """All closed periods beside a plan, in order of time.

    Raises:
        Unreadable: a file is not one of ours, or was changed since it was written.
    """
    stem = f"{plan.stem}.closed-"
    names = sorted(path for path in plan.parent.iterdir() if path.name.startswith(stem) and path.suffix == ".json")
    return tuple(sorted((_read(path) for path in names), key=lambda one: one.period))


def _read(path: Path) -> Closed:
    try:
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        content = data["content"]
        matches = data["fingerprint"] == _fingerprint(content)
        statements = tuple(map(_statement, content["statements"]))
        found = Closed(
            path, _period(content["period"]), content["currency"], statements, dict(content.get("terms", {}))
        )
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as fault:
        hint = sentence("bring back the file as it was written, or move it away to open the period again")
        raise Unreadable(sentence("{name} does not hold a closed period", name=path.name), hint) from fault
    if not matches:
        hint = sentence("bring back the file as it was written; what changes later belongs into the records")
        raise Unreadable(sentence("{name} was changed after the period was closed", name=path.name), hint)
    return found


def _fingerprint(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True, default=str).encode()).hexdigest()


def _period(content: Any) -> Period:  # noqa: ANN401
    return Period(date.fromisoformat(content["start"]), date.fromisoformat(content["end"]), content["label"])


def terms_of(scheme: Compensation) -> str:
    """A mark of what a commission plan says; another one once anything in it is changed."""
    return _fingerprint(repr(scheme))


def since(closed: Iterable[Closed], plan: Plan) -> date | None:
    """The first day of the closed statements that are worked out again: those before the plan's period, by its terms.

    What was closed by other terms than the plan's stays as it is: nothing tells what its changes would be worth.
    """
    closed = tuple(closed)
    if not closed:
        return None
    terms = {scheme.name: terms_of(scheme) for scheme in plan.compensation if scheme.per != "deal" or scheme.paid}
    days = [
        one.period.start
        for file in closed
        for one in file.statements
        if one.plan in terms and file.terms.get(one.plan) == terms[one.plan]
    ]
    return min(days, default=None)


def frozen(found: Commission, period: Period, schemes: Iterable[Compensation] = ()) -> str:
    """The text of the closed file: every open or closed statement that lies within `period`.

    Raises:
        Usage: no statement lies within it.
    """
    statements = [one for one in found.statements if period.start <= one.period.start and one.period.end <= period.end]
    if not statements:
        labels = ", ".join(dict.fromkeys(one.period.label for one in found.statements))
        hint = sentence("There are no statements.")
        if labels:
            hint = sentence(
                "The statements are of {labels}. A commission plan is paid out more often with `paid`, such as "
                "paid: quarter.",
                labels=labels,
            )
        raise Usage(sentence("no statement lies within {label}", label=period.label), hint)
    content = {
        "period": _dated(period),
        "currency": found.currency,
        "terms": {scheme.name: terms_of(scheme) for scheme in schemes},
        "statements": [_content(one) for one in statements],
    }
    return (
        json.dumps({"salesplan": "closed period", "fingerprint": _fingerprint(content), "content": content}, indent=1)
        + "\n"
    )


def _dated(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat(), "label": period.label}


def _content(one: Statement) -> dict[str, Any]:
    return {
        "rep": one.rep,
        "plan": one.plan,
        "period": _dated(one.period),
        "quota": None if one.quota is None else str(one.quota),
        "measured": str(one.measured),
        "owed": str(one.owed),
        "earned": str(one.earned),
        "lines": [
            {
                "kind": line.kind.value,
                "rule": line.rule.value,
                "deal": line.deal,
                "about": line.about,
                "day": line.day.isoformat() if line.day else None,
                "amount": None if line.amount is None else str(line.amount),
                "credited": None if line.credited is None else str(line.credited),
                "commission": str(line.commission),
                "exact": str(line.exact),
                "due": str(line.due),
                "parts": [_part(part) for part in line.parts],
            }
            for line in one.lines
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "measured": str(part.measured),
        "rate": str(part.slice.paid),
        "stated": str(part.slice.stated),
        "per": "point" if part.slice.by_point else "amount",
    }


def _part_of(content: Any) -> Part:  # noqa: ANN401
    rate, stated = Fraction(content["rate"]), Fraction(content["stated"])
    return Part(
        Fraction(content["measured"]), Slice(Fraction(0), None, rate, stated, by_point=content["per"] == "point")
    )


def _statement(content: Any) -> Statement:  # noqa: ANN401
    lines = tuple(
        Line(
            LineKind(line["kind"]),
            Rule(line["rule"]),
            Fraction(line["exact"]),
            Decimal(line["commission"]),
            line["deal"],
            date.fromisoformat(line["day"]) if line["day"] else None,
            None if line["amount"] is None else Decimal(line["amount"]),
            None if line["credited"] is None else Fraction(line["credited"]),
            parts=tuple(map(_part_of, line.get("parts", ()))),
            about=line["about"],
            due=Fraction(line.get("due", 1)),
        )
        for line in content["lines"]
    )
    return Statement(
        content["rep"],
        content["plan"],
        _period(content["period"]),
        lines,
        None if content["quota"] is None else Fraction(content["quota"]),
        Fraction(content["measured"]),
        Decimal(content["owed"]),
        closed=True,
    )


def with_closed(found: Commission, closed: Sequence[Closed], schemes: Iterable[Compensation]) -> Commission:
    """The statements with closed periods as they were paid, and what changed since in the next open one.

    Raises:
        Unreadable: a closed file is in another currency, or for a commission plan or person the plan no longer has and
            no open statement could carry the difference.
    """
    if not closed:
        return found
    for one in closed:
        if one.currency != found.currency:
            raise Unreadable(
                sentence(
                    "{name} is in {currency}, the plan in {currency_2}",
                    name=one.path.name,
                    currency=one.currency,
                    currency_2=found.currency,
                ),
                "keep the currency of the plan",
            )
    terms = {scheme.name: scheme for scheme in schemes}
    kept = [statement for one in closed for statement in one.statements]
    order = dict.fromkeys([(one.plan, one.rep) for one in (*found.statements, *kept)])
    statements = [each for key in order for each in _merged(key, found, kept, terms)]
    first = found.period.start if found.period else date.min
    return replace(found, statements=tuple(one for one in statements if one.period.end >= first))


def _merged(key: _Key, found: Commission, kept: Sequence[Statement], terms: dict[str, Compensation]) -> list[Statement]:
    fresh = [one for one in found.statements if (one.plan, one.rep) == key]
    frozen_ = sorted((one for one in kept if (one.plan, one.rep) == key), key=lambda one: one.period)
    if not frozen_:
        return fresh
    periods = {(one.period.start, one.period.end) for one in frozen_}
    redone = [one for one in fresh if (one.period.start, one.period.end) in periods]
    last = frozen_[-1].period
    still_open = [one for one in fresh if (one.period.start, one.period.end) not in periods]
    again = {(one.period.start, one.period.end) for one in redone}
    in_plan = found.period.start if found.period else date.min
    paid_ = [one for one in frozen_ if one.period.start >= in_plan or (one.period.start, one.period.end) in again]
    changes = changed(redone, paid_)
    place = next((at for at, one in enumerate(still_open) if one.period > last), None)
    if changes and place is None:
        still_open.append(Statement(key[1], key[0], Period(max(found.on, last.end), max(found.on, last.end)), ()))
        place = len(still_open) - 1
    if place is not None:
        one = still_open[place]
        still_open[place] = replace(
            one, lines=(*(line for line in one.lines if line.kind is not LineKind.DRAW), *changes)
        )
    return [*frozen_, *_redrawn(still_open, frozen_[-1].owed, terms.get(key[0]), found.currency)]


def changed(redone: Iterable[Statement], frozen_: Iterable[Statement]) -> tuple[Line, ...]:
    """What closed statements would pay today, less what they paid: a line a deal, bonus or limit that differs."""
    due, paid = _sums(redone), _sums(frozen_)
    keys = sorted({*due, *paid})
    return tuple(
        Line(LineKind.ADJUSTMENT, Rule.CHANGED, Fraction(difference), difference, deal=key[0], about=key[1])
        for key in keys
        if (difference := due.get(key, Decimal(0)) - paid.get(key, Decimal(0)))
    )


def _sums(statements: Iterable[Statement]) -> dict[_Key, Decimal]:
    """What each deal, bonus or limit came to, without draws."""
    sums: dict[_Key, Decimal] = {}
    for one in statements:
        for line in one.lines:
            if line.kind is not LineKind.DRAW:
                key = (line.deal, line.about)
                sums[key] = sums.get(key, Decimal(0)) + line.commission
    return sums


def _redrawn(
    statements: Sequence[Statement], owed: Decimal, scheme: Compensation | None, currency: str
) -> list[Statement]:
    """The open statements with their draws worked out again from what the last closed one left owing."""
    if scheme is None or scheme.draw is None:
        return [replace(one, owed=owed) for one in statements]
    found = []
    for one in statements:
        lines = tuple(line for line in one.lines if line.kind is not LineKind.DRAW)
        again, owed = with_draw(replace(one, lines=lines), scheme, owed, currency)
        found.append(again)
    return found
