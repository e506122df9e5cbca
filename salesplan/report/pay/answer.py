"""The commission command's answer: a statement a table, all lines as one long table, and JSON."""

from __future__ import annotations

from typing import Any

from salesplan.base.money import round_money
from salesplan.pay.commission import Commission
from salesplan.pay.credit import SetAside
from salesplan.pay.statement import Line, LineKind, Rule, Statement
from salesplan.report.answer import Answer
from salesplan.report.language.voice import Voice, voice_for
from salesplan.report.pay.cost import NO_COSTS, Costs, cost_json, cost_notes, cost_table, effective
from salesplan.report.pay.rules import considered_lines, problem_text, rule_text
from salesplan.report.tables.table import Cell, Column, Kind, Table


def commission_answer(found: Commission, language: str, *, explain: bool, cost: Costs = NO_COSTS) -> Answer:
    """Statements of commission; with `explain` also which rules did not fire, and why; `cost` of the scheme beside."""
    voice = voice_for(language, found.currency, found.period)
    tables = tuple(statement_table(voice, one, explain=explain) for one in found.statements)
    return Answer(
        data=commission_json(found, explain=explain) | {"cost": cost_json(cost)},
        tables=(*tables, *totals_table(voice, found), *cost_table(voice, cost)),
        title=_title(voice, found),
        notes=(
            *effective(voice, found),
            *(problem_text(voice, one, found.rows.get(one.deal)) for one in found.set_aside),
            *cost_notes(voice, cost),
        ),
        rows=long_table(found),
    )


def _title(voice: Voice, found: Commission) -> str:
    if found.period is None:
        return voice.say("Commission: no won deal, and no period")
    span = voice.span(found.period.start, found.period.end)
    return voice.say("Commission, {period}, up to {day}", period=span, day=voice.day(found.on))


def kinds(voice: Voice) -> dict[LineKind, str]:
    """What each kind of line is called."""
    return {
        LineKind.SALE: voice.say("Sale"),
        LineKind.REFUND: voice.say("Refund"),
        LineKind.SPLIT: voice.say("Split sale"),
        LineKind.OVERRIDE: voice.say("Override"),
        LineKind.BONUS: voice.say("Bonus"),
        LineKind.DRAW: voice.say("Draw"),
        LineKind.CLAWBACK: voice.say("Clawback"),
        LineKind.ADJUSTMENT: voice.say("Adjustment"),
    }


def statement_table(voice: Voice, one: Statement, *, explain: bool = False) -> Table:
    """One statement, deal by deal, with its total; a row that says so where nothing counts."""
    columns = (
        Column("deal", voice.say("Deal")),
        Column("day", voice.say("Date"), Kind.DATE),
        Column("kind", voice.say("Kind")),
        Column("amount", voice.say("Amount"), Kind.MONEY),
        Column("credited", voice.say("Credited"), Kind.MONEY),
        Column("rule", voice.say("Rule")),
        Column("commission", voice.say("Commission"), Kind.MONEY),
    )
    called = kinds(voice)
    nothing: tuple[Cell, ...] = (voice.say("No deal counts in this period"), *[None] * (len(columns) - 1))
    rows = tuple(_row(voice, line, called) for line in one.lines) or (nothing,)
    total: tuple[Cell, ...] = (voice.say("Total"), None, None, None, None, None, one.earned)
    return Table(
        "statement", _heading(voice, one), columns, rows, total, _note(voice, one, explain=explain), voice.currency
    )


def _row(voice: Voice, line: Line, called: dict[LineKind, str]) -> tuple[Cell, ...]:
    credited = None if line.credited is None else round_money(line.credited, voice.currency)
    return (line.deal, line.day, called[line.kind], line.amount, credited, rule_text(voice, line), line.commission)


def _heading(voice: Voice, one: Statement) -> str:
    heading = voice.say(
        "{rep}, {plan}, {period}", rep=one.rep, plan=one.plan, period=voice.span(one.period.start, one.period.end)
    )
    if one.attainment is None:
        return heading
    attained = voice.say("{share} of quota", share=voice.numbers.percent(one.attainment))
    return voice.labelled(heading, attained)


def _note(voice: Voice, one: Statement, *, explain: bool) -> str:
    parts = []
    if one.closed:
        parts.append(voice.say("This period is closed."))
    if one.owed:
        parts.append(voice.say("{amount} of advances is still owed.", amount=voice.money(one.owed)))
    told = one.considered if explain else tuple(each for each in one.considered if each.rule is Rule.BY_HAND)
    parts += [f"{text}." for text in considered_lines(voice, told)]
    return " ".join(part[:1].upper() + part[1:] for part in parts)


def totals_table(voice: Voice, found: Commission) -> tuple[Table, ...]:
    """A row a statement and their total; no table for one alone."""
    if len(found.statements) < 2:  # noqa: PLR2004  (one statement is its own total)
        return ()
    columns = (
        Column("rep", voice.say("Paid to")),
        Column("plan", voice.say("Commission plan")),
        Column("period", voice.say("Period")),
        Column("attainment", voice.say("Attainment"), Kind.PERCENT),
        Column("earned", voice.say("Commission"), Kind.MONEY),
    )
    rows = tuple(
        (one.rep, one.plan, voice.span(one.period.start, one.period.end), one.attainment, one.earned)
        for one in found.statements
    )
    earned = sum(one.earned for one in found.statements)
    total = (voice.say("Total"), None, None, None, earned)
    return (Table("totals", voice.say("All statements"), columns, rows, total, currency=voice.currency),)


LONG = ("rep", "plan", "start", "end", "deal", "kind", "amount", "credited", "rate", "commission", "rule")


def long_table(found: Commission) -> Table:
    """All lines, for programs; in English, as all machine formats are."""
    kind = {"amount": Kind.MONEY, "credited": Kind.MONEY, "commission": Kind.MONEY, "rate": Kind.PERCENT}
    kind |= {"start": Kind.DATE, "end": Kind.DATE}
    voice = voice_for("en", found.currency, found.period)
    rows = tuple(
        (*one.key, *(_line_json(voice, line)[key] for key in LONG[4:]))
        for one in found.statements
        for line in one.lines
    )
    columns = tuple(Column(key, key, kind.get(key, Kind.TEXT)) for key in LONG)
    return Table("commission", "", columns, rows, currency=found.currency)


def _credit(line: Line, currency: str) -> Cell:
    return None if line.credited is None else round_money(line.credited, currency)


def commission_json(found: Commission, *, explain: bool = False) -> dict[str, Any]:
    """The statements as JSON holds them; a line's `rate` is what all its tiers come to together."""
    voice = voice_for("en", found.currency, found.period)
    period = found.period and {"start": found.period.start, "end": found.period.end}
    return {
        "kind": "commission",
        "on": found.on,
        "currency": found.currency or None,
        "period": period,
        "earned": sum((one.earned for one in found.statements), round_money(0, found.currency)),
        "sold": found.sold,
        "effective_rate": found.rate,
        "statements": [_statement_json(voice, one, explain=explain) for one in found.statements],
        "set_aside": [_aside_json(found, one) for one in found.set_aside],
    }


def _aside_json(found: Commission, one: SetAside) -> dict[str, Any]:
    file, row = found.rows.get(one.deal, (None, None))
    return {"deal": one.deal, "reason": one.problem.value, "text": one.text, "file": file, "row": row}


def _statement_json(voice: Voice, one: Statement, *, explain: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "rep": one.rep,
        "plan": one.plan,
        "period": {"name": one.period.label, "start": one.period.start, "end": one.period.end},
        "quota": one.quota,
        "measured": one.measured,
        "attainment": one.attainment,
        "before_draw": one.before_draw,
        "earned": one.earned,
        "owed": one.owed,
        "closed": one.closed,
        "lines": [_line_json(voice, line) for line in one.lines],
    }
    if explain:
        said["not_fired"] = list(considered_lines(voice, one.considered))
    return said


def _line_json(voice: Voice, line: Line) -> dict[str, Any]:
    return {
        "deal": line.deal or None,
        "day": line.day,
        "kind": line.kind.value,
        "amount": line.amount,
        "credited": _credit(line, voice.currency),
        "rate": line.rate,
        "commission": line.commission,
        "rule": rule_text(voice, line),
    }
