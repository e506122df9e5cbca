"""`salesplan roll`: what hangs on the period moves with it, and nothing else does."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from salesplan.base.finding import Usage
from salesplan.base.periods import Period, WorkCalendar, parse_period
from salesplan.loading import check_whole, read_plan
from salesplan.model.days import Day, DayRange, Days, Month
from salesplan.model.plan import Plan
from salesplan.reading.plan import Reading, read_plan_text
from salesplan.rolling.rolled import Next, Rolled, roll
from salesplan.rolling.shift import shift_between
from salesplan.starters import KINDS, LANGUAGES, starter
from tests.shell import salesplan

EXAMPLES = Path(__file__).parent.parent / "examples"
TODAY = date(2026, 11, 22)
PERIODS = {
    "2027-Q1": ("2027-Q2", "2027-Q4", "2028-Q1", "2027-H2", "FY2028-Q2"),
    "2027": ("2028", "2029"),
    "2027-H1": ("2027-H2", "2028-H1", "2028"),
    "2027-01": ("2027-02", "2028-02", "2027-12", "2027-Q2"),
}
LONGER = ("2027-H1", "2027-H2", "2028", "2029")
PLAN = """\
salesplan: 1
title: January
currency: EUR
period: 2027-01   # the month
goals:
  - {name: New, metric: revenue, target: 90000, baseline: 60000}   # every euro
  - {name: Early, metric: revenue, target: 40000, by: '2027-01-20'}
seasonality: {2027-01: 100%}
milestones:
  - {title: Start, on: 2027-01-15}
  - {title: Nearly, day: 30}
  - {title: End, on: 2027-01-31}
team:
  sales:
    members:
      - {name: Ada, starts: 2027-01-11, ramp: [50%, 100%], time_off: [2027-01-18 to 2027-01-22, 2027-05-01]}
      - {name: Bo, ends: 2027-01-20}
"""


def move(reading: Reading, text: str, period: str) -> Rolled:
    assert reading.plan is not None
    return roll(reading, reading.plan, text, Next(parse_period(period), period))


def errors(text: str, folder: Path = EXAMPLES) -> list[str]:
    reading = check_whole(read_plan_text(text, "plan", folder))
    return [finding.message for finding in reading.findings if finding.is_error]


@cache
def starter_text(kind: str, language: str) -> str:
    return starter(kind, language, "EUR", TODAY)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_starter_rolls_on_to_a_valid_plan(kind: str, language: str) -> None:
    text = starter_text(kind, language)
    reading = read_plan_text(text)
    assert reading.plan is not None
    assert reading.plan.period is not None
    for period in PERIODS.get(reading.plan.period.name, LONGER):
        rolled = move(reading, text, period)
        assert errors(rolled.text) == []
        after = read_plan_text(rolled.text).plan
        assert after is not None
        assert after.dates == parse_period(period)
        assert rolled.text.count("#") == text.count("#")
        assert len(rolled.text.splitlines()) == len(text.splitlines())


@pytest.mark.parametrize("name", ["half-year.yaml", "worked-example.yaml"])
def test_every_example_rolls_on_to_a_valid_plan(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    reading = read_plan(EXAMPLES / name)
    assert reading.plan is not None
    assert reading.plan.period is not None
    for period in PERIODS[reading.plan.period.name]:
        assert errors(move(reading, text, period).alone) == []


def test_rolling_there_and_back_is_the_same_text_where_no_day_is_an_end() -> None:
    text = starter_text("general", "fr")
    there = move(read_plan_text(text), text, "2028-Q1").text
    again = move(read_plan_text(there), there, "2027-Q1").text
    # Days off keep their weekday, so only they may differ, and by whole weeks at most.
    differing = [(old, new) for old, new in zip(text.splitlines(), again.splitlines(), strict=True) if old != new]
    assert all("time_off" in old for old, _ in differing)


def test_dates_months_and_days_move_and_the_rest_stays() -> None:
    rolled = move(read_plan_text(PLAN), PLAN, "2027-02")
    assert rolled.text == (
        PLAN.replace("period: 2027-01 ", "period: 2027-02 ")
        .replace("'2027-01-20'", "'2027-02-19'")  # 20 February is a Saturday, 20 January a working day
        .replace("{2027-01: 100%}", "{2027-02: 100%}")
        .replace("on: 2027-01-15", "on: 2027-02-15")
        .replace("day: 30", "day: 28")
        .replace("on: 2027-01-31", "on: 2027-02-28")
        .replace("2027-01-18 to 2027-01-22", "2027-02-15 to 2027-02-19")
    )
    assert [(one.kind, one.name, one.day, one.moved) for one in rolled.decisions] == [
        ("title", "January", "", ""),
        ("baseline", "New", "", ""),
        ("workday", "Early", "2027-02-20", "2027-02-19"),
        ("last day", "Nearly", "30", "28"),
        ("joined", "Ada", "2027-01-11", ""),
        ("time off", "Ada", "2027-01-18 to 2027-01-22", "2027-02-15 to 2027-02-19"),
        ("outside", "Ada", "2027-05-01", ""),
        ("left", "Bo", "2027-01-20", ""),
    ]


def test_a_pay_plan_of_the_period_moves_and_an_older_first_day_stays() -> None:
    text = (
        "salesplan: 1\ntitle: T\ncurrency: EUR\nperiod: 2027-Q1\ncompensation:\n"
        "  - {name: A, starts: 2027-01-01, ends: 2027-03-31}\n  - {name: B, starts: 2025-01-01}\n"
    )
    rolled = move(read_plan_text(text), text, "2027-Q2")
    assert "{name: A, starts: 2027-04-01, ends: 2027-06-30}" in rolled.text
    assert "{name: B, starts: 2025-01-01}" in rolled.text
    assert ("outside", "B") in [(one.kind, one.name) for one in rolled.decisions]


def test_line_endings_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + PLAN.replace("\n", "\r\n")
    rolled = move(read_plan_text(text), text, "2027-03")
    assert rolled.text.startswith("\ufeffsalesplan: 1\r\n")
    assert rolled.text.count("\r\n") == rolled.text.count("\n")


@pytest.mark.parametrize(
    "written", ["{start: 2027-01-01, end: 2027-03-31}", "\n  start: 2027-01-01\n  end: 2027-03-31"]
)
def test_a_period_of_two_days_becomes_a_name(written: str) -> None:
    text = f"salesplan: 1\ntitle: T\nperiod: {written}\nowner: me\n"
    assert move(read_plan_text(text), text, "2027-Q2").text == "salesplan: 1\ntitle: T\nperiod: 2027-Q2\nowner: me\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("2027-Q1", "2027-04", "shorter"), ("2027-H1", "2027-Q3", "shorter"), ("2027-Q1", "2027-Q1", "already")],
)
def test_a_period_that_cannot_follow_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(Usage, match=message):
        shift_between(parse_period(old), parse_period(new))


months = st.dates(date(2000, 1, 1), date(2050, 1, 1)).map(lambda day: day.replace(day=1))


@given(months, months, st.integers(1, 12), st.data())
def test_days_keep_their_order_and_stay_within(old: date, new: date, length: int, data: st.DataObject) -> None:
    def period(start: date) -> Period:
        number = start.year * 12 + start.month - 1 + length
        return Period(start, date(number // 12, number % 12 + 1, 1) - timedelta(days=1))

    if old == new:
        return
    shift = shift_between(period(old), period(new))
    days = st.dates(shift.old.start, shift.old.end)
    first, second = sorted([data.draw(days), data.draw(days)])
    assert shift.day(first) <= shift.day(second)
    assert shift.new.start <= shift.day(first) <= shift.new.end
    calendar = WorkCalendar()
    assert shift.deadline(first, calendar) in shift.new
    assert shift.month(f"{first:%Y-%m}") == f"{shift.day(first):%Y-%m}"
    off = Days(first, first + timedelta(days=4))
    assert shift.week(off).start.weekday() == first.weekday()
    assert shift.week(off).start in shift.new
    assert abs((shift.week(off).start - shift.day(first)).days) <= 6


@settings(deadline=None)
@given(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.integers(30, 200), st.integers(-400, 400))
def test_by_days_everything_keeps_its_day_of_the_period(start: date, length: int, distance: int) -> None:
    old = Period(start, start + timedelta(days=length))
    new = Period(start + timedelta(days=distance), start + timedelta(days=distance + length + 31))
    shift = shift_between(old, new)
    if not shift.by_months:
        assert shift.day(old.end) - new.start == old.end - old.start


def dated(model: type[BaseModel], path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every field of the plan language that holds days or months, by the keys that lead to it."""
    found: set[tuple[str, ...]] = set()
    for name, field in model.model_fields.items():
        parts = _parts(field.annotation) | {type(one) for one in field.metadata}
        hints = str(field.annotation)
        if any(kind in parts for kind in (date, Days)) or any(str(k) in hints for k in (Day, DayRange, Month)):
            found.add((*path, name))
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= dated(part, (*path, name))
    return found


def _parts(annotation: object) -> set[object]:
    inner = get_args(annotation)
    return {annotation, *(part for one in inner for part in _parts(one))} if inner else {annotation}


HANGING = frozenset({
    ("goals", "by"), ("training", "by"), ("milestones", "on"), ("milestones", "day"), ("calendar", "closed"),
    ("team", "members", "time_off"), ("seasonality",), ("compensation", "starts"), ("compensation", "ends"),
    ("budget", "lines", "when"),
})  # fmt: skip
"""What moves with the period."""

STAYING = frozenset({("team", "members", "starts"), ("team", "members", "ends"), ("budget", "actuals", "when")})
"""What is a fact: whoever joined in February has done so for good, and what was spent then is spent."""


def test_every_date_of_the_language_is_known_to_move_or_to_stay() -> None:
    found = dated(Plan)
    assert ("goals", "by") in found
    assert ("team", "members", "time_off") in found
    known = HANGING | STAYING
    assert found - known == set()


def test_as_a_user_rolls(tmp_path: Path) -> None:
    for name in ("half-year.yaml", "team.csv", "budget.csv", "deals.csv"):
        shutil.copy(EXAMPLES / name, tmp_path)
    ended = salesplan(tmp_path, "roll", "half-year.yaml", "--period", "2027-H2", "-o", "next.yaml")
    assert (ended.code, ended.out) == (0, "")
    assert "To decide:" in ended.err
    assert "Paul Steiner: the first day, 2027-01-07, stays" in ended.err
    assert (tmp_path / "budget-2027-H2.csv").read_text(encoding="utf-8").count("2027-07") == 3
    assert (tmp_path / "budget.csv").read_bytes() == (EXAMPLES / "budget.csv").read_bytes()
    assert salesplan(tmp_path, "validate", "next.yaml").code == 0
    again = salesplan(tmp_path, "roll", "half-year.yaml", "--period", "2027-H2", "-o", "next.yaml")
    assert (again.code, again.err.splitlines()[0]) == (
        2,
        "salesplan: 'next.yaml' exists already: nothing was written",
    )


def test_records_give_measured_rates_and_what_is_open(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "deals.csv", tmp_path)
    shutil.copy(EXAMPLES / "worked-example.yaml", tmp_path / "salesplan.yaml")
    ended = salesplan(tmp_path, "roll", "--period", "2027-02", "--deals", "deals.csv", "-o", "next.yaml")
    assert ended.code == 0
    plan = read_plan(tmp_path / "next.yaml").plan
    assert plan is not None
    rows = [line.split(",") for line in (EXAMPLES / "deals.csv").read_text(encoding="utf-8").splitlines()[1:]]
    stages = {stage.name: stage for stage in plan.funnels[0].stages}
    for name, stage in stages.items():
        assert stage.open == sum(row[1] == name and row[2] == "open" and row[4] < "2027-02-01" for row in rows)
    assert stages["prospect"].evidence is not None
    assert stages["prospect"].evidence.decided == sum(1 for row in rows if row[2] != "open" or row[1] == "opportunity")


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("salesplan: 1\ntitle: T\n", ("--period", "2027-Q2"), "the plan has no period to roll on from"),
        (PLAN, ("--period", "soon"), "--period does not take 'soon'"),
        (PLAN, ("--period", "2027-01"), "is for 2027-01-01 to 2027-01-31 already"),
    ],
)
def test_what_cannot_be_rolled_is_said_in_a_line(
    tmp_path: Path, text: str, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "salesplan.yaml").write_text(text, encoding="utf-8")
    ended = salesplan(tmp_path, "roll", *arguments, "-o", "next.yaml")
    assert ended.code == 2
    assert message in ended.err.splitlines()[0]
    assert not (tmp_path / "next.yaml").exists()


def test_what_the_next_period_was_to_bring_is_to_decide_when_it_has_come(tmp_path: Path) -> None:
    text = (EXAMPLES / "worked-example.yaml").read_text(encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(f"{text}next: {{target: 120000}}\n", encoding="utf-8")
    ended = salesplan(tmp_path, "roll", "plan.yaml", "--period", "2027-02", "-o", "next.yaml")
    assert ended.code == 0, ended.err
    assert "next: 120000 was to be reached in the period that is now the plan's own" in ended.err
    assert "next: {target: 120000}" in (tmp_path / "next.yaml").read_text(encoding="utf-8")
