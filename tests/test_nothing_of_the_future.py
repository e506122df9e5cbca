"""An export made later answers about a day as one made on that day: nothing of what came after it counts.

Every generated company has a history of what happened when. From it, files are written as the CRM would have exported
them on the day, and as it exports them later; each command's answer about the day must be the same from both.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from salesplan.indicators.kpi import kpi
from salesplan.measuring.ask import paths_of
from salesplan.model.plan import Plan
from salesplan.pay.commission import commission
from salesplan.progress.digest import digest
from salesplan.progress.exports import read_book
from salesplan.progress.forecast.backtest import backtest
from salesplan.progress.pipeline import pipeline
from salesplan.progress.renewals import renewals
from salesplan.progress.replan import replan
from salesplan.progress.track import Book, track
from salesplan.reading.plan import read_plan_text
from salesplan.records.engines.opening import opened
from salesplan.records.sources import RecordsSource, Sources
from salesplan.report.forecast.backtest import backtest_answer
from salesplan.report.kpi.answer import kpi_answer
from salesplan.report.pay.answer import commission_answer
from salesplan.report.pipeline.answer import pipeline_answer
from salesplan.report.quota.remaining import replan_answer
from salesplan.report.renewals import renewals_answer
from salesplan.report.tables.json import dumps
from salesplan.report.track.answer import track_answer
from salesplan.report.track.digest import digest_answer

START, END = date(2027, 1, 1), date(2027, 3, 31)
ON = date(2027, 2, 12)
DAYS = st.dates(START - timedelta(days=200), END + timedelta(days=60))
STAGES = ("prospect", "opportunity")
FATES = ("open", "won", "lost", "cancelled")

PLAN = """
salesplan: 1
title: A quarter
currency: EUR
period: 2027-Q1
goals: [{name: Revenue, metric: revenue, target: 90000}]
team:
  prospecting: {members: [{name: Ada}]}
  sales: {members: [{name: Bo, starts: 2027-01-01}, {name: Cleo}]}
actions: {call: {minutes: 6, counts: [answered]}, meeting: {minutes: 60}}
funnels:
  - name: acquisition
    deal_value: 3000
    stages:
      - {name: prospect, conversion: 1/4, actions: {prospecting: {call: 3}}}
      - {name: opportunity, conversion: 1/3, actions: {sales: {meeting: 2}}}
  - {name: renewal, kind: renewal, share: 10%, deal_value: 2000, stages: [{name: up for renewal, conversion: 1/2}]}
compensation:
  - {name: Sales, for: [sales], measure: revenue, per: quarter, quota: 6000, tiers: [{to: 100%, rate: 5%}, {rate: 8%}],
     clawback: 90 days}
tracking: {kpis: [{metric: opportunity, target: 12}, {metric: call, target: 200}, {metric: win_rate, target: 30%}]}
"""

DEAL: Final = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(("Ada", "Bo", "Cleo", "Stranger")),
        "account": st.sampled_from(("Aster", "Birch", "Cedar", "")),
        "amount": st.integers(100, 9000),
        "expected_close": DAYS,
        "created": DAYS,
        "qualified": st.none() | st.integers(0, 60),
        "fate": st.sampled_from(FATES),
        "decided": st.integers(0, 90),
        "refund": st.none() | st.tuples(st.integers(1, 100), st.integers(0, 90)),
        "term": st.none() | st.integers(20, 200),
    }
)
ACTIVITY: Final = st.fixed_dictionaries(
    {
        "date": DAYS,
        "owner": st.sampled_from(("Ada", "Bo", "Cleo", "Stranger")),
        "action": st.sampled_from(("call", "meeting", "lunch")),
        "result": st.sampled_from(("answered", "no answer")),
    }
)
PHASES: Final = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
HEADS: Final = {
    "deals": (
        "id", "name", "owner", "account", "stage", "status", "amount", "created", "closed", "expected_close",
        "refunded", "refunded_on", "contract_start", "contract_end",
    ),
    "history": ("deal", "stage", "entered"),
    "activities": ("id", "date", "owner", "action", "result"),
}  # fmt: skip

Rows = list[dict[str, Any]]


@cache
def plan() -> Plan:
    reading = read_plan_text(PLAN, "salesplan.yaml")
    assert reading.plan, reading.findings
    return reading.plan


def exported(company: tuple[Rows, Rows], seen: date) -> Mapping[str, Rows]:
    """The rows of the three files as a CRM has them on a day."""
    deals, acts = company
    tables: dict[str, Rows] = {"deals": [], "history": [], "activities": []}
    for number, deal in enumerate(deals):
        if deal["created"] <= seen:
            row, passed = as_exported(f"D{number}", deal, seen)
            tables["deals"].append(row)
            tables["history"] += passed
    tables["activities"] = [{"id": n, **act} for n, act in enumerate(acts) if act["date"] <= seen]
    return tables


def as_exported(name: str, deal: dict[str, Any], seen: date) -> tuple[dict[str, Any], Rows]:
    entered = [("prospect", deal["created"])]
    if deal["qualified"] is not None:
        entered.append(("opportunity", deal["created"] + timedelta(days=deal["qualified"])))
    closed = entered[-1][1] + timedelta(days=deal["decided"])
    passed = [{"deal": name, "stage": stage, "entered": day} for stage, day in entered if day <= seen]
    row = {key: deal[key] for key in ("owner", "account", "amount", "created", "expected_close")}
    row |= {"id": name, "name": name, "stage": passed[-1]["stage"], "status": "open"}
    if deal["fate"] != "open" and closed <= seen:
        row |= {"status": deal["fate"], "closed": closed}
        if deal["fate"] == "won":
            row |= sold(deal, closed, seen)
    return row, passed


def sold(deal: dict[str, Any], closed: date, seen: date) -> dict[str, Any]:
    """What a won deal's row has further: its contract, and what went back by then."""
    row: dict[str, Any] = {}
    if deal["term"] is not None:
        row |= {"contract_start": closed, "contract_end": closed + timedelta(days=deal["term"])}
    if deal["refund"] is not None:
        share, after = deal["refund"]
        if closed + timedelta(days=after) <= seen:
            row |= {"refunded": deal["amount"] * share // 100, "refunded_on": closed + timedelta(days=after)}
    return row


def book_of(tables: Mapping[str, Rows], folder: Path) -> Book:
    """What the program reads from the files, asked about the day."""
    sources = {}
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, HEADS[name])
            out.writeheader()
            out.writerows(rows)
        sources[name] = RecordsSource((str(folder / f"{name}.csv"),))
    with opened(Sources(**sources)) as records:
        book, _ = read_book(records, plan(), ON)
    assert book.ledger.paths == tuple(paths_of(plan().funnels))
    return book


ANSWERS: Final[Mapping[str, Callable[[Plan, Book], Any]]] = {
    "kpi": lambda plan, book: kpi_answer(kpi(plan, book.ledger, book.done), "en"),
    "track": lambda plan, book: track_answer(track(plan, book, by="rep", on=ON), "en"),
    "digest": lambda plan, book: digest_answer(digest(plan, book, ON), "en"),
    "pipeline": lambda plan, book: pipeline_answer(pipeline(book.ledger, plan), "en"),
    "replan": lambda plan, book: replan_answer(replan(plan, book.ledger), "en"),
    "commission": lambda plan, book: commission_answer(commission(plan, book.ledger), "en", explain=True),
    "renewals": lambda plan, book: renewals_answer(renewals(plan, book.ledger), "en"),
    "backtest": lambda plan, book: backtest_answer(backtest(plan, book.ledger), "en"),
}


def answers(company: tuple[Rows, Rows], seen: date) -> dict[str, str]:
    """All that a person and a program are told about the day, from files as they were exported on `seen`."""
    with TemporaryDirectory() as folder:
        book = book_of(exported(company, seen), Path(folder))
    made = {name: how(plan(), book) for name, how in ANSWERS.items()}
    return {name: dumps([one.title, one.notes, one.data]) for name, one in made.items()}


def then(*deals: Mapping[str, Any]) -> Rows:
    """Deals beside which any other one is a further one: a contract that ran before the day, and an open deal."""
    usual = {"owner": "Bo", "account": "Aster", "amount": 1000, "expected_close": END, "qualified": 10}
    first = {"created": START, "fate": "won", "decided": 3, "refund": None, "term": 60}
    second = {"created": START, "fate": "open", "decided": 0, "refund": None, "term": None}
    return [{**usual, **first}, {**usual, **second}, *({**usual, **first, **deal} for deal in deals)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=PHASES)
@given(st.lists(DEAL, max_size=12), st.lists(ACTIVITY, max_size=12))
@example([], [{"date": ON + timedelta(days=20), "owner": "Ada", "action": "call", "result": "answered"}])
def test_a_later_export_tells_the_same_of_a_day(deals: Rows, acts: Rows) -> None:
    company = (then(*deals), acts)
    on_the_day, later = answers(company, ON), answers(company, END + timedelta(days=400))
    for name in ANSWERS:
        assert later[name] == on_the_day[name], name


LATE: Final = ON + timedelta(days=10)
AFTER: Final[Mapping[str, Mapping[str, Any]]] = {
    "won": {"created": ON - timedelta(days=20), "decided": 20},
    "created": {"created": LATE},
    "lost": {"created": ON - timedelta(days=20), "decided": 20, "fate": "lost"},
    "stage": {"created": ON - timedelta(days=5), "qualified": 10, "fate": "open"},
    "refunded": {"created": ON - timedelta(days=40), "refund": (50, 30)},
}


@pytest.mark.parametrize("what", AFTER)
def test_what_happened_after_the_day_was_seen_by_the_test(what: str) -> None:
    """Each kind of later event is in the later files, and changes them: the property above is about something."""
    company: tuple[Rows, Rows] = (then(AFTER[what]), [])
    look: Callable[[date], Any] = partial(exported, company)
    assert look(ON) != look(END + timedelta(days=400))
    assert answers(company, ON) == answers(company, END + timedelta(days=400))
