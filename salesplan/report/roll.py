"""What a person has to decide in a rolled plan, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from salesplan.report.language.words import Words
from salesplan.rolling.moves import Decision


def decision_lines(decisions: Iterable[Decision], words: Words) -> list[str]:
    """A line for each decision, in the order given."""
    return [_line(one, words) for one in decisions]


def _line(one: Decision, words: Words) -> str:
    match one.kind:
        case "title":
            text = words.text("title: “{name}” stays as it is", name=one.name)
        case "longer":
            text = words.text(
                "the new period is longer: targets, shares of months and budget cover what they did before"
            )
        case "baseline":
            text = words.text("goal “{name}”: its baseline is still the one of the period before", name=one.name)
        case "sales":
            text = words.text("situation: past sales are still those from before the old period")
        case "open":
            text = words.text("stage “{name}”: {day} open is the old count, and there are no records to count anew",
                              name=one.name, day=one.day)  # fmt: skip
        case "next":
            text = words.text(
                "next: {target} was to be reached in the period that is now the plan's own: goal, and what comes after",
                target=one.name,
            )
        case "table":
            text = words.text("a table holds {name} in a list, which was not moved", name=one.name)
        case "joined" | "left" | "time off":
            text = _about_people(one, words)
        case _:
            text = _with_day(one, words)
    return text


def _about_people(one: Decision, words: Words) -> str:
    match one.kind:
        case "joined":
            text = words.text("{name}: the first day, {day}, stays; the ramp goes on from there", name=one.name,
                              day=one.day)  # fmt: skip
        case "left":
            text = words.text("{name}: the last day was {day}; take the line out, or name who follows", name=one.name,
                              day=one.day)  # fmt: skip
        case _:
            text = words.text("{name}: time off {day} became {moved}; is it so?", name=one.name, day=one.day,
                              moved=one.moved)  # fmt: skip
    return text


def _with_day(one: Decision, words: Words) -> str:
    values = {"name": one.name, "day": one.day, "moved": one.moved}
    match one.kind:
        case "outside":
            text = words.text("“{name}”: {day} lies outside the old period and was not moved", **values)
        case "workday":
            text = words.text(
                "“{name}”: moved to {moved} instead of {day}, to fall on a working day in order", **values
            )
        case "last day":
            text = words.text("milestone “{name}”: day {day} became day {moved}", **values)
        case "closed":
            text = words.text("closed: {day} became {moved}; is it so?", **values)
        case _:
            text = words.text("scenario “{name}”: {day} was not moved", **values)
    return text
