"""What following a plan promises, from generated files to the answer: sums, the waterfall, and what is due later."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import salesplan
from salesplan.model.plan import Plan
from salesplan.progress.waterfall import ADDS, TAKES, Step
from tests.build import plan

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
START, END = date(2027, 1, 1), date(2027, 3, 31)
PEOPLE = ("Ada", "Bo", "Cleo", "Dan", "Stranger", "")
STAGES = ("prospect", "opportunity")
ACTIONS = ("call", "meeting", "proposal", "lunch")
DAYS = st.dates(START - timedelta(days=40), END + timedelta(days=40))
MAYBE = st.none() | DAYS
DEAL = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(PEOPLE),
        "stage": st.sampled_from((*STAGES, "elsewhere")),
        "status": st.sampled_from(("open", "open", "won", "lost", "cancelled", "parked", "")),
        "amount": st.none() | st.decimals(-100, 10**6, places=2),
        "created": MAYBE,
        "closed": MAYBE,
        "expected_close": MAYBE,
    }
)
ACTIVITY = st.fixed_dictionaries(
    {
        "date": DAYS,
        "owner": st.sampled_from(PEOPLE),
        "action": st.sampled_from(ACTIONS),
        "result": st.sampled_from(("answered", "no answer", "")),
        "count": st.integers(0, 4),
    }
)
ID = st.integers(1, 12)
RESULT = {"call": {"counts": ["answered"]}}


def company(*, counts: bool) -> Plan:
    """Two segments over a quarter: people by name, one of whom starts late, ramps up and is away."""
    late = {"name": "Bo", "starts": "2027-02-01", "ramp": ["50%", "100%"], "time_off": ["2027-03-01 to 2027-03-05"]}
    return plan(
        period="2027-Q1",
        team={
            "prospecting": {"members": [{"name": "Ada"}, late]},
            "sales": {"members": [{"name": "Cleo"}, {"name": "Dan"}]},
        },
        actions=RESULT if counts else {},
    )


def write(path: Path, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, columns)
        out.writeheader()
        out.writerows([{key: "" if cell is None else cell for key, cell in row.items()} for row in rows])
    return path


def deals_file(path: Path, deals: dict[int, dict[str, Any]]) -> Path:
    columns = ("id", "owner", "stage", "status", "amount", "created", "closed", "expected_close")
    return write(path, [{"id": ident, **row} for ident, row in deals.items()], columns)


def activities_file(path: Path, rows: list[dict[str, Any]]) -> Path:
    numbered = [{"id": number, **row} for number, row in enumerate(rows)]
    return write(path, numbered, ("id", "date", "owner", "action", "result", "count"))


@FEW
@given(
    deals=st.dictionaries(ID, DEAL, max_size=8),
    acts=st.lists(ACTIVITY, min_size=1, max_size=25),
    on=DAYS,
    counts=st.booleans(),
)
def test_rows_add_up_and_nothing_is_lost(
    *, deals: dict[int, dict[str, Any]], acts: list[dict[str, Any]], on: date, counts: bool
) -> None:
    mine = company(counts=counts)
    with TemporaryDirectory() as folder:
        files = {
            "deals": deals_file(Path(folder) / "d.csv", deals),
            "activities": activities_file(Path(folder) / "a.csv", acts),
        }
        whole, *others = (salesplan.track(mine, **files, by=by, on=on) for by in ("segment", "rep", "week", "month"))
    for other in others:
        for name in ("assigned", "due", "done"):
            assert sums(other, name) == sums(whole, name)
        assert other.unassigned == whole.unassigned
    done = sum(line.done for line in whole.lines if not line.is_record)
    strangers, uncounted = (sum(row[-1] for row in rows) for rows in (whole.unassigned, whole.uncounted))
    inside = [act for act in acts if START <= act["date"] <= min(on, END)]
    assert done + strangers + uncounted == sum(act["count"] for act in inside)
    refused = [act for act in inside if counts and act["action"] == "call" and act["result"] != "answered"]
    assert uncounted == sum(act["count"] for act in refused)
    assert whole.revenue is not None
    assert sum((part.target for part in whole.revenue.months), Decimal(0)) == whole.revenue.target


def sums(found: Any, name: str) -> dict[tuple[str, str], int]:
    """What the lines of each action come to."""
    made: dict[tuple[str, str], int] = {}
    for line in found.lines:
        key = line.segment, line.action
        made[key] = made.get(key, 0) + getattr(line, name)
    return made


@FEW
@given(st.lists(ACTIVITY, min_size=1, max_size=3), st.lists(DAYS, min_size=2, max_size=4))
def test_a_later_day_never_asks_for_less(acts: list[dict[str, Any]], days: list[date]) -> None:
    mine = company(counts=False)
    with TemporaryDirectory() as folder:
        file = activities_file(Path(folder) / "a.csv", acts)
        found = [salesplan.track(mine, activities=file, by="rep", on=day) for day in sorted(days)]
    for early, late in pairwise(found):
        dues = [{(one.segment, one.rep, one.action): one.due for one in track.lines} for track in (early, late)]
        assert all(due <= dues[1].get(key, due) for key, due in dues[0].items())  # a row for (others) may go
        assert sum(dues[0].values()) <= sum(dues[1].values())
        assert all(a.due <= b.due for a, b in zip(early.stages, late.stages, strict=True))
        assert early.revenue is not None
        assert late.revenue is not None
        assert early.revenue.due <= late.revenue.due


@FEW
@given(
    old=st.dictionaries(ID, DEAL, min_size=1, max_size=10),
    new=st.dictionaries(ID, DEAL, min_size=1, max_size=10),
    shared=ID,
    deal=DEAL,
    planned=st.booleans(),
)
def test_the_waterfall_closes_for_any_two_exports(
    *, old: dict[int, dict[str, Any]], new: dict[int, dict[str, Any]], shared: int, deal: dict[str, Any], planned: bool
) -> None:
    old, new = {**old, shared: deal}, {shared: deal, **new}  # exports of one system have a deal in common
    on = END + timedelta(days=41)
    with TemporaryDirectory() as folder:
        files = [deals_file(Path(folder) / name, deals) for name, deals in (("old.csv", old), ("new.csv", new))]
        found = salesplan.pipeline(company(counts=False) if planned else None, deals=files[1], since=[files[0]], on=on)
    assert found.changes is not None
    amounts = {bar.step: Fraction(bar.amount) for bar in found.changes.bars}
    numbers = {bar.step: bar.deals for bar in found.changes.bars}
    for values in (amounts, {**numbers, Step.GROWN: 0, Step.SHRUNK: 0}):
        opening = values[Step.OPENING] + sum(values[step] for step in ADDS) - sum(values[step] for step in TAKES)
        assert opening == values[Step.CLOSING]
    assert all(bar.deals >= 0 for bar in found.changes.bars)
    if not planned:
        assert (numbers[Step.CLOSING], amounts[Step.CLOSING]) == (found.deals, Fraction(found.amount))
