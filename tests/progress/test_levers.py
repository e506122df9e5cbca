"""Levers: what a single change would do, told by the forecast with that change."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import salesplan as api
from salesplan.progress.answering import answering
from salesplan.progress.forecast.arrivals import Arrivals
from salesplan.progress.forecast.figures import Request
from salesplan.progress.forecast.handles import Handle, Kind, handles
from salesplan.progress.forecast.levers import Advice, advise
from salesplan.progress.forecast.outlook import Open, Outlook
from salesplan.progress.forecast.prediction import foresee, scene
from salesplan.progress.forecast.push import Push, pushed
from salesplan.progress.forecast.shock import shock
from salesplan.records.count.done import DoneCount
from salesplan.records.count.ledger import Ledger
from salesplan.records.question import Path as Way
from tests.build import plan
from tests.progress.test_forecast import company
from tests.shell import salesplan

ON = date(2026, 5, 20)
PLAN = plan(
    period="2026-Q2",
    goals=[{"name": "Deals", "metric": "deals", "target": 42}],
    team={"sales": {"headcount": 3}, "prospecting": {"headcount": 4, "ramp": ["50%", "100%"]}},
    actions={"call": {"minutes": 6, "results": ["answered", "no answer"], "counts": ["answered"]}},
    budget={"lines": [{"item": "Fair", "amount": 12000, "segment": "marketing"}]},
    compensation=[{"name": "P", "for": ["prospecting"], "base": 36500, "variable": 5000, "rate": "2%"}],
    funnels=[{"name": "acquisition", "deal_value": 30000, "stages": [
        {"name": "demo", "conversion": "1/2", "sourced_by": "marketing", "actions": {"prospecting": {"call": 3}}},
        {"name": "offer", "conversion": "1/2", "actions": {"sales": {"call": 8}}},
    ]}],
)  # fmt: skip
ANSWERED = {"call": (300, 1000)}


def records() -> Ledger:
    return company(ON, ON)


def advice(confidence: float = 0.8, target: float = 42.0) -> Advice:
    ledger = records()
    found = advise(PLAN, ledger, scene(PLAN, ledger, target), confidence, ANSWERED)
    assert found is not None
    return found


def test_every_lever_holds_what_it_promises_when_the_forecast_runs_with_it() -> None:
    ledger, found = records(), advice()
    made = scene(PLAN, ledger)
    assert {each.handle.kind for each in found.levers} == set(Kind) - {Kind.VALUE}
    assert sum(each.is_enough for each in found.levers) >= 3
    for lever in found.levers:
        with_it = foresee(PLAN, ledger, made, Request(pushes=(lever.handle.push(lever.change),)))
        assert with_it.probability == pytest.approx(lever.probability, abs=1e-12)
        assert with_it.result.mean == pytest.approx(lever.mean)
        assert (lever.probability >= 0.8) == lever.is_enough
        changes = lever.handle.changes
        before = changes.index(lever.change) - 2
        if lever.is_enough and before >= 0:
            less = foresee(PLAN, ledger, made, Request(pushes=(lever.handle.push(changes[before]),)))
            assert less.probability is not None
            assert less.probability < 0.8, f"{lever.handle.name}: a smaller change is enough"
        if not lever.is_enough:
            assert lever.change == changes[-1]


def test_levers_that_are_enough_come_first_by_effort() -> None:
    enough = [each.is_enough for each in advice().levers]
    assert enough == sorted(enough, reverse=True)
    efforts = [each.effort for each in advice().levers if each.is_enough]
    assert efforts == sorted(efforts)


def test_no_lever_has_to_move_where_the_chance_is_as_wished_and_none_where_there_is_nothing_left() -> None:
    assert advice(target=1.0).levers == ()
    over = company(date(2026, 6, 30), date(2026, 6, 30))
    made = scene(PLAN, Ledger(date(2026, 6, 30), over.paths, over.deals, has_history=True, taken=(), intakes=()))
    assert advise(PLAN, over, made, 0.8, {}) is None


def test_what_cannot_be_done_by_one_lever_alone_is_said() -> None:
    found = advice(0.8, 5000.0)
    assert found.levers
    assert not any(each.is_enough for each in found.levers)


def test_costs_are_those_of_the_plan() -> None:
    by_name = {each.handle.name: each for each in advice().levers}
    records, people, cycle = by_name["records"], by_name["people prospecting"], by_name["cycle"]
    # 42 deals take 168 demos; 29 of the 65 weekdays of the quarter are left after 20 May; 18 + 24 minutes each
    assert records.cost.hours == pytest.approx(168 * 29 / 65 * records.change * (3 + 8 / 2) * 6 / 60)
    assert records.cost.money == pytest.approx(12_000 * 29 / 65 * records.change)
    # 41 days from 21 May to 30 June at 36,500 a year; 29 days of 7 hours
    assert people.cost.money == pytest.approx(people.change * 100 * 41)
    assert people.cost.hours == pytest.approx(people.change * 7 * 29)
    assert (cycle.cost.hours, cycle.cost.money) == (None, None)


def test_a_push_changes_what_it_names_alone() -> None:
    early, late = Open(3.0, 7.0, ((100.0, 2),), stage=0), Open(2.0, 2.0, ((None, 1),), stage=1)
    outlook = Outlook(0.0, (early, late), Arrivals(4.0, 0.2), shock(()), ((50.0, 1.0),))
    better = pushed(outlook, Push(conversions=((0, 1.5),)), {0: 1.0})
    assert [group.mean for group in better.groups] == pytest.approx([0.45, 0.5])
    assert better.new.mean == pytest.approx(6.0)
    dear = pushed(outlook, Push(value=1.2), {0: 1.0})
    assert (dear.groups[0].amounts, dear.sizes) == (((120.0, 2),), ((60.0, 1.0),))
    half = pushed(outlook, Push(records=2.0, path=1), {0: 0.75, 1: 0.25})
    assert half.new.mean == pytest.approx(5.0)


def test_a_shorter_cycle_and_more_of_anything_never_lower_the_chance() -> None:
    ledger = records()
    made = scene(PLAN, ledger)
    now = foresee(PLAN, ledger, made, Request()).probability
    assert now is not None
    for handle in handles(PLAN, ledger, made, ANSWERED):
        for change in (handle.changes[0], handle.changes[-1]):
            then = foresee(PLAN, ledger, made, Request(pushes=(handle.push(change),))).probability
            assert then is not None
            assert then >= now - 0.01, handle.name  # another window, other past weeks


def test_the_answering_rate_is_that_of_the_results_that_count() -> None:
    def line(result: str, times: int) -> DoneCount:
        return DoneCount("Ada", "Call", result, ON, times)

    found = answering(PLAN, [line("answered", 3), line("no answer", 5), line("", 9), line("voicemail", 2)])
    assert found == {"call": (3, 10)}


def test_a_person_in_training_adds_less() -> None:
    ledger = records()
    [people] = [each for each in handles(PLAN, ledger, scene(PLAN, ledger), {}) if each.kind is Kind.PEOPLE]
    assert 0 < people.unit < 0.25


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["id,owner,created,closed,status,amount"]
    rows += [f"{each.id},{'Ada' if int(each.id) % 3 else 'Bo'},{each.created},{each.closed or ''},{each.state.value},"
             f"{1000 + int(each.id) % 7 * 500}" for each in records().deals]  # fmt: skip
    (tmp_path / "deals.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def forecast(folder: Path, *arguments: str) -> dict[str, Any]:
    done = salesplan(folder, "forecast", "--deals", "deals.csv", "--on", str(ON), "--target", "100000", "-f", "json",
                     *arguments)  # fmt: skip
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_the_command_takes_its_own_advice(folder: Path) -> None:
    told = forecast(folder, "--levers", "--confidence", "70%")
    [value] = [each for each in told["levers"] if each["lever"] == "deal value"]
    assert value["enough"]
    then = forecast(folder, "--what-if", value["what_if"])
    assert then["probability"] == pytest.approx(value["probability"], abs=1e-9)
    assert then["probability"] >= 0.7
    assert then["revenue"]["mean"] == pytest.approx(value["revenue"])
    twin = api.forecast(deals=folder / "deals.csv", on=ON, target=100000, what_if=[value["what_if"]])
    assert twin.probability == then["probability"]
    advised = api.levers(deals=folder / "deals.csv", on=ON, target=100000, confidence=0.7)
    assert advised is not None
    assert len(advised.to_frame()) == len(told["levers"])


@pytest.mark.parametrize("text", ["records", "records=12", "nonsense=+1%", "records=-100%", "records=+1000%"])
def test_a_change_that_makes_no_sense_is_refused(folder: Path, text: str) -> None:
    done = salesplan(folder, "forecast", "--deals", "deals.csv", "--on", str(ON), "--what-if", text)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_levers_need_a_target(folder: Path) -> None:
    done = salesplan(folder, "forecast", "--deals", "deals.csv", "--on", str(ON), "--levers")
    assert done.code == 2
    assert "--target" in done.err


@pytest.mark.parametrize("change", [0.015, -0.2, 0.333333, 2.0])
def test_a_change_is_read_as_it_is_written(change: float) -> None:
    from salesplan.progress.forecast.handles import read_change

    handle = Handle(Kind.RECORDS, "", None, (change,))
    assert read_change(handle.written(change), [handle]).records == pytest.approx(1 + change, abs=1e-8)


@pytest.mark.parametrize("by", ["rep", "funnel", "segment"])
def test_parts_of_groups_add_up_to_the_whole(folder: Path, by: str) -> None:
    told = forecast(folder, "--by", by)
    for part in ("won", "pipeline", "new_business"):
        assert sum(each["components"][part] for each in told["groups"]) == pytest.approx(told["components"][part])
    assert sum(each["mean"] for each in told["groups"]) == pytest.approx(told["revenue"]["mean"])
    assert sum(each["open_deals"] for each in told["groups"]) == told["method"]["open_deals"]


def test_the_width_is_explained_by_the_deals_that_make_it() -> None:
    from salesplan.progress.forecast.width import Cause, width

    small, big = Open(300.0, 700.0, ((100.0, 50),)), Open(500.0, 500.0, ((200_000.0, 3), (250_000.0, 1)))
    found = width(Outlook(0.0, (small, big), Arrivals(1.0, 0.1), shock(()), ((100.0, 1.0),)))
    assert sum(each.share for each in found) == pytest.approx(1)
    assert (found[0].cause, found[0].deals, found[0].least) == (Cause.BIG, 4, 200_000.0)
    even = width(Outlook(0.0, (Open(300.0, 700.0, ((100.0, 500),)),), Arrivals(0.0, 0.1), shock(())))
    assert Cause.BIG not in {each.cause for each in even}
    assert width(Outlook(5.0, (), Arrivals(0.0, 1.0), shock(()))) == ()


def test_a_lever_of_one_funnel_moves_that_funnel_alone() -> None:
    book = records()
    deals = tuple(replace(each, path=place % 2, amount=Decimal(1_000)) for place, each in enumerate(book.deals))
    ways = tuple(Way(name, ("demo", "offer")) for name in ("new business", "upsell"))
    ledger = replace(book, deals=deals, paths=ways)
    found = handles(None, ledger, scene(None, ledger, 42_000.0), {})
    for kind in (Kind.VALUE, Kind.RECORDS):
        assert [(each.of, each.path) for each in found if each.kind is kind] == [("new business", 0), ("upsell", 1)]
