"""Scenarios in words and with their results: as a table, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from salesplan.model.amounts import AmountRange
from salesplan.model.part import Part
from salesplan.quotas.compare import as_text, value_text
from salesplan.quotas.quota import Quota
from salesplan.quotas.scenarios import ITEM, Changed, How, Outcome
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.vocabulary import capital
from salesplan.report.language.words import Words
from salesplan.report.quota.notes import cases
from salesplan.report.tables.table import Cell, Column, Kind, Table

PLACES = 3

MOST_TOLD = 12
"""So many changes of a scenario are told in words; the plan itself has the others."""

OF_MEMBER = ("team", "*", "members", "*")
OF_STAGE = ("funnels", "*", "stages", "*")


def scenario_table(
    found: Sequence[Outcome], words: Words, numbers: Numbers, currency: str, title: str = ""
) -> tuple[Table, ...]:
    """A row for the plan and each scenario, without columns that are empty everywhere.

    Target and budget are left out, too, where no scenario changes them: they stand elsewhere, and take the room that
    the changes need.
    """
    if not found:
        return ()
    first = _first_stages(found)
    columns = (
        Column("scenario", words.text("Scenario")),
        Column("changes", words.text("What changes"), aside=True),
        Column("target", words.text("Target"), Kind.MONEY),
        Column("deals", words.text("Deals"), Kind.COUNT),
        *(Column(f"first-{name}", capital(words.names(name, 2)), Kind.COUNT) for name in first),
        Column("people", words.text("People")),
        Column("chance", words.text("Chance")),
        Column("budget", words.text("Budget"), Kind.MONEY),
    )
    rows = [_row(one, first, words, numbers, currency) for one in found]
    kept = [place for place, column in enumerate(columns) if _tells(column.key, [row[place] for row in rows])]
    made = tuple(tuple(row[place] for place in kept) for row in rows)
    return (Table("scenarios", title, tuple(columns[place] for place in kept), made, currency=currency),)


def _tells(key: str, cells: Sequence[Cell]) -> bool:
    """Whether a column has something to say."""
    if key in {"target", "budget"} and len(cells) > 1:
        return len(set(cells)) > 1
    return any(cell not in {None, ""} for cell in cells)


def _first_stages(found: Sequence[Outcome]) -> tuple[str, ...]:
    """The names of the stages at which funnels begin, in any of the scenarios."""
    quotas = (one.quota for one in found if one.quota)
    return tuple(dict.fromkeys(funnel.stages[0].name for quota in quotas for funnel in quota.funnels if funnel.stages))


def _count(quota: Quota, name: str) -> int | None:
    """The records of the funnels that begin with a stage of this name; None where no funnel does."""
    counts = [funnel.stages[0].count for funnel in quota.funnels if funnel.stages and funnel.stages[0].name == name]
    return sum(counts) if counts else None


def _row(one: Outcome, first: Sequence[str], words: Words, numbers: Numbers, currency: str) -> tuple[Cell, ...]:
    quota = one.quota
    told = words.text("; ").join(change_text(change, words, numbers, currency) for change in one.changes[:MOST_TOLD])
    if len(one.changes) > MOST_TOLD:
        rest = numbers.count(len(one.changes) - MOST_TOLD)
        told = words.text("{changes}; and {count} more", changes=told, count=rest)
    chance = quota.chance if quota else None
    return (
        one.name or words.text("The plan"),
        capital(told),
        quota.target if quota else None,
        sum(funnel.deals for funnel in quota.funnels) if quota else None,
        *(_count(quota, name) if quota else None for name in first),
        _people(one, words, numbers),
        cases(chance.probability, words, numbers) if chance else "" if quota else words.text("no quota"),
        one.budget,
    )


def _people(one: Outcome, words: Words, numbers: Numbers) -> str:
    if not one.people:
        return ""
    people = numbers.count(one.people)
    return (
        words.text("{people}, {more} more needed", people=people, more=numbers.count(one.more)) if one.more else people
    )


def change_text(change: Changed, words: Words, numbers: Numbers, currency: str = "") -> str:
    """A change as it is spoken of: conversion of opportunities 1/5 instead of 1/4."""
    if change.how is not How.SET:
        return _movement(change, words)
    values = {
        "what": _subject(change, words),
        "after": _value(change.after, change, words, numbers, currency),
        "before": _value(change.before, change, words, numbers, currency),
    }
    if change.before in {None, ""} or change.before == ():
        return words.text("{what} {after}", **values)
    if change.after is None:
        return words.text("{what} left out, was {before}", **values)
    return words.text("{what} {after} instead of {before}", **values)


def _movement(change: Changed, words: Words) -> str:
    """What comes, goes, or changes places."""
    if change.how is How.ORDERED:
        return words.text("{what}, in another order: {after}", what=_list(change.pattern, change.names, words),
                          after=", ".join(words.name(name) for name in change.after))  # fmt: skip
    is_item = change.pattern[-1] == ITEM
    name = words.name(change.names[-1]) if is_item and change.names[-1] else ""
    end = -1 if is_item else None
    what = _list(change.pattern[:end], change.names[:end], words)
    adds = change.how is How.ADDED
    if not name:
        return words.text("{what}: one more", what=what) if adds else words.text("{what}: one less", what=what)
    if adds:
        return words.text("{what}: {name} added", name=name, what=what)
    return words.text("{what}: {name} left out", name=name, what=what)


def _list(pattern: tuple[str, ...], names: tuple[str, ...], words: Words) -> str:
    """A list or block by its key, and what it belongs to: members of inside."""
    key = next((step for step in reversed(pattern) if step != ITEM), "").replace("_", " ")
    known = {"members": words.text("people"), "funnels": words.text("funnels"), "stages": words.text("stages"),
             "goals": words.text("goals"), "team": words.text("team"), "lines": words.text("budget"),
             "milestones": words.text("milestones"), "compensation": words.text("pay plans"),
             "tiers": words.text("tiers"), "actions": words.text("actions")}  # fmt: skip
    what = known.get(key, key)
    return words.text("{what} of {name}", what=what, name=words.name(names[-1])) if names else what


def _subject(change: Changed, words: Words) -> str:
    names = change.names
    known: dict[tuple[str, ...], Callable[[], str]] = {
        (*OF_STAGE, "conversion"): lambda: words.text("conversion of {name}", name=words.names(names[1], 2)),
        (*OF_STAGE, "days"): lambda: words.text("days of {name}", name=words.names(names[1], 2)),
        (*OF_STAGE, "open"): lambda: words.text("open {name}", name=words.names(names[1], 2)),
        (*OF_STAGE, "actions", "*", "*"): lambda: words.text(
            "{action} for each of the {name}", action=words.names(names[3], 2), name=words.names(names[1], 2)
        ),
        ("funnels", "*", "deal_value"): lambda: words.text("deal value of {name}", name=words.name(names[0])),
        ("funnels", "*", "share"): lambda: words.text("share of {name}", name=words.name(names[0])),
        ("funnels", "*", "overassignment"): lambda: words.text("over-assignment of {name}", name=words.name(names[0])),
        ("goals", "*", "target"): lambda: words.text("target of {name}", name=names[0]),
        ("team", "*", "headcount"): lambda: words.text("people in {name}", name=words.name(names[0])),
        (*OF_MEMBER, "starts"): lambda: words.text("first day of {name}", name=names[-1]),
        (*OF_MEMBER, "ends"): lambda: words.text("last day of {name}", name=names[-1]),
        (*OF_MEMBER, "hours_per_week"): lambda: words.text("hours a week of {name}", name=names[-1]),
        (*OF_MEMBER, "quota_share"): lambda: words.text("quota share of {name}", name=names[-1]),
        (*OF_MEMBER, "ramp"): lambda: words.text("ramp of {name}", name=names[-1]),
        ("compensation", "*", "tiers"): lambda: words.text("tiers of {name}", name=names[-1]),
        ("budget", "contingency"): lambda: words.text("contingency"),
        ("actions", "*", "minutes"): lambda: words.text("minutes for {name}", name=words.names(names[0], 2)),
        ("seasonality", "*"): lambda: words.text("share of {name}", name=names[0]),
        ("budget", "lines", "*", "amount"): lambda: words.text("amount of {name}", name=names[0]),
        ("budget", "margin"): lambda: words.text("gross margin"),
        ("next", "target"): lambda: words.text("target of the next period"),
    }
    told = known.get(change.pattern)
    if told is not None:
        return told()
    key = change.pattern[-1].replace("_", " ") if change.pattern[-1] != ITEM else change.path.rpartition(".")[2]
    if change.pattern[-2:-1] == (ITEM,) and names:
        names = names[-1:]
    return words.text("{key} of {name}", key=key, name=", ".join(names)) if names and key != names[-1] else key


def _value(value: Any, change: Changed, words: Words, numbers: Numbers, currency: str) -> str:  # noqa: ANN401
    """A value in the manner in which the scenario writes its own: 1/4 beside 1/5, 25% beside 20%; money as money."""
    if isinstance(value, AmountRange):
        ends = [value.low, value.high] if value.is_range else [value.low]
        shown = [_figure(Fraction(end), change, numbers, currency) for end in ends]
        return shown[0] if len(shown) == 1 else words.text("{low} to {high}", low=shown[0], high=shown[1])
    if isinstance(value, Fraction | Decimal | int) and not isinstance(value, bool):
        return _figure(Fraction(value), change, numbers, currency)
    if isinstance(value, date):
        return numbers.day(value)
    if isinstance(value, tuple | dict | Part):
        return (
            ", ".join(_value(each, change, words, numbers, currency) for each in value)
            if (isinstance(value, tuple) and not any(isinstance(each, Part) for each in value))
            else as_text(value)
        )
    return str(value).lower() if isinstance(value, bool) else "–" if value is None else value_text(value)


def _figure(value: Fraction, change: Changed, numbers: Numbers, currency: str) -> str:
    if _is_money(change, value) and currency:
        return numbers.money(value, currency)
    if "/" in change.text and all(_is_one_in(each) for each in (change.before, change.after) if each is not None):
        return f"{value.numerator}/{value.denominator}"
    is_share = isinstance(change.before if change.after is None else change.after, Fraction)
    return numbers.percent(value) if is_share else numbers.number(value)


def _is_one_in(value: Any) -> bool:  # noqa: ANN401
    """Whether a rate reads well as a fraction: 1/4, not 7/25."""
    return isinstance(value, Fraction) and value.numerator == 1 and value.denominator > 1


def _is_money(change: Changed, value: Fraction) -> bool:
    if change.pattern == ("goals", ITEM, "target"):
        return value > 1 and change.before is not None and not isinstance(change.before, Fraction)
    return change.pattern[-1] in {"deal_value", "amount", "limit"} or change.pattern == ("next", "target")


def scenarios_json(found: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The scenarios without the plan itself, for programs."""
    return [
        {
            "name": one.name,
            "changes": [
                {"path": each.path, "before": _plain(each.before), "after": None if each.after is None else each.text}
                for each in one.changes
            ],
            "target": one.quota.target if one.quota else None,
            "deals": sum(funnel.deals for funnel in one.quota.funnels) if one.quota else None,
            "funnels": [
                {"name": f.name, "stages": [{"name": stage.name, "count": stage.count} for stage in f.stages]}
                for f in (one.quota.funnels if one.quota else ())
            ],
            "people": one.people,
            "extra_people": one.more,
            "probability": round(one.quota.chance.probability, PLACES) if one.quota and one.quota.chance else None,
            "budget": one.budget,
        }
        for one in found
        if one.name
    ]


def _plain(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else as_text(value)
