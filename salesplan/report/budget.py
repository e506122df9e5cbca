"""What a budget looks like: by month, category and segment, beside what was spent, and what it brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from salesplan.base.money import round_money
from salesplan.indicators.budget import BudgetReview, Row, UnitCost
from salesplan.report.answer import Answer
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.voice import Voice
from salesplan.report.tables.table import Cell, Column, Kind, Table


def budget_answer(found: BudgetReview, voice: Voice) -> Answer:
    """The budget in the reader's language."""
    return Answer(
        data=budget_json(found),
        tables=(*part_tables(found, voice), *earnings(found, voice), *unit_costs(found, voice)),
        title=_title(found, voice),
        notes=tuple(budget_notes(found, voice)),
        rows=_long(found),
    )


def _title(found: BudgetReview, voice: Voice) -> str:
    total = voice.money(found.total)
    if found.period is None:
        return voice.say("Budget of {total}", total=total)
    span = voice.span(found.period.start, found.period.end)
    return voice.say("Budget of {total}, {period}", total=total, period=span)


def part_tables(found: BudgetReview, voice: Voice) -> tuple[Table, ...]:
    """By month, category and segment, each where there is more than one or something was spent."""
    unnamed = voice.say("not stated")
    parts = (
        ("months", voice.say("By month"), voice.say("Month"), [(_month(voice, row.name), row) for row in found.months]),
        ("categories", voice.say("By category"), voice.say("Category"), _name_rows(voice, found.categories)),
        ("segments", voice.say("By team"), voice.say("Team"), _name_rows(voice, found.segments)),
    )
    return tuple(
        _part(found, voice, (key, title, head), [(name or unnamed, row) for name, row in rows])
        for key, title, head, rows in parts
        if len(rows) > 1 or (rows and rows[0][1].name)
    )


def _month(voice: Voice, month: str) -> str:
    return capital(voice.month(month)) if month else ""


def _name_rows(voice: Voice, rows: Sequence[Row]) -> list[tuple[str, Row]]:
    return [(voice.name(row.name), row) for row in rows]


def _part(found: BudgetReview, voice: Voice, words: tuple[str, str, str], rows: Sequence[tuple[str, Row]]) -> Table:
    key, title, head = words
    columns = [Column("name", head), Column("planned", voice.say("Planned"), Kind.MONEY)]
    cells: list[tuple[Cell, ...]] = [(name, row.planned) for name, row in rows]
    total: tuple[Cell, ...] = (voice.say("Total"), found.lines)
    if found.spent is not None:
        columns += [Column("spent", voice.say("Spent"), Kind.MONEY), Column("left", voice.say("Left"), Kind.MONEY)]
        cells = [(*cell, row.spent, row.left) for cell, (_, row) in zip(cells, rows, strict=True)]
        total = (*total, found.spent, found.lines - found.spent)
    return Table(f"budget-{key}", title, tuple(columns), tuple(cells), total, currency=voice.currency)


def earnings(found: BudgetReview, voice: Voice) -> tuple[Table, ...]:
    """From revenue to result; nothing where no margin is stated."""
    if found.result is None or found.revenue is None:
        return ()
    rows: list[tuple[Cell, ...]] = [
        (voice.say("Revenue expected"), found.revenue),
        (voice.say("Gross margin on it"), found.gross_margin),
        (voice.say("Budget, contingency included"), -found.total),
    ]
    if found.pay is not None:
        rows += [(voice.say("Variable pay"), -found.pay.variable), (voice.say("Fixed pay"), -found.pay.base)]
    columns = (Column("line", ""), Column("amount", voice.say("Amount"), Kind.MONEY, whole=True))
    total = (voice.say("Result"), found.result)
    title = voice.say("What the plan earns")
    return (Table("budget-result", title, columns, tuple(rows), total, currency=voice.currency),)


def unit_costs(found: BudgetReview, voice: Voice) -> tuple[Table, ...]:
    """What one action, one record at each stage and one deal costs."""
    if not found.units:
        return ()
    columns = (
        Column("of", voice.say("One")),
        Column("count", voice.say("Planned"), Kind.COUNT),
        Column("cost", voice.say("Costs"), Kind.MONEY),
    )
    rows = tuple((_unit(voice, one), one.count, round_money(one.cost, voice.currency)) for one in found.units)
    title = voice.say("What one of each costs")
    return (Table("budget-units", title, columns, rows, currency=voice.currency),)


def _unit(voice: Voice, one: UnitCost) -> str:
    if one.of == "stage":
        return capital(voice.name(one.name))
    return voice.say("Deal") if one.of == "deal" else voice.say("Action of any kind")


def budget_notes(found: BudgetReview, voice: Voice) -> Iterator[str]:
    """What the figures mean: contingency, return, payback, and a loss first of all."""
    if found.result is not None and found.result < 0:
        yield voice.say(
            "The plan loses {loss} at its own expected revenue: gross margin of {margin} against a cost of {cost}.",
            loss=voice.money(-found.result),
            margin=voice.money(found.gross_margin),
            cost=voice.money(found.cost),
        )
    if found.used is not None:
        yield _contingency(found, voice, found.used)
    if found.on_budget is not None:
        yield voice.say("Return on budget: {share}.", share=voice.numbers.percent(found.on_budget))
    if found.pay is not None and found.returned is not None:
        yield voice.say("Return with pay: {share}.", share=voice.numbers.percent(found.returned))
    if found.payback is not None and found.result is not None and found.result >= 0:
        months = voice.numbers.number(found.payback, 1)
        yield voice.say("The gross margin pays the cost back in {months} months.", months=months)
    if found.pay is not None:
        yield voice.say(
            "Pay is that of the commission plans at {share} of quota; what stands in the budget's lines too counts "
            "twice.",
            share=voice.numbers.percent(found.pay.attainment),
        )


def _contingency(found: BudgetReview, voice: Voice, used: Decimal) -> str:
    if used > found.contingency:
        return voice.say(
            "{used} was spent beyond the plan, {over} more than the contingency of {reserve}.",
            used=voice.money(used),
            over=voice.money(used - found.contingency),
            reserve=voice.money(found.contingency),
        )
    share = Fraction(used) / Fraction(found.contingency) if found.contingency else Fraction(0)
    return voice.say(
        "{used} of the contingency of {reserve} is used: {share}.",
        used=voice.money(used),
        reserve=voice.money(found.contingency),
        share=voice.numbers.percent(share),
    )


def _long(found: BudgetReview) -> Table:
    money = [Column(key, key, Kind.MONEY) for key in ("planned", "spent", "left")]
    columns = (Column("by", "by"), Column("name", "name"), *money)
    parts = (("month", found.months), ("category", found.categories), ("segment", found.segments))
    rows = tuple((by, row.name, row.planned, row.spent, row.left) for by, part in parts for row in part)
    return Table("budget", "", columns, rows, currency=found.currency)


def budget_json(found: BudgetReview) -> dict[str, Any]:
    """The budget as JSON holds it."""
    pay = found.pay
    return {
        "kind": "budget",
        "currency": found.currency or None,
        "period": found.period and {"start": found.period.start, "end": found.period.end},
        "months": _json(found.months),
        "categories": _json(found.categories),
        "segments": _json(found.segments),
        "lines": found.lines,
        "contingency": found.contingency,
        "total": found.total,
        "limit": found.limit,
        "spent": found.spent,
        "contingency_used": found.used,
        "pay": pay and {"attainment": pay.attainment, "variable": pay.variable, "base": pay.base, "total": pay.total},
        "cost": found.cost,
        "revenue": found.revenue,
        "gross_margin": found.gross_margin,
        "result": found.result,
        "return": found.returned,
        "return_on_budget": found.on_budget,
        "payback_months": found.payback,
        "unit_costs": [
            {"of": one.of, "name": one.name or None, "count": one.count, "cost": round_money(one.cost, found.currency)}
            for one in found.units
        ],
    }


def _json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{"name": row.name or None, "planned": row.planned, "spent": row.spent, "left": row.left} for row in rows]
