"""Done against due: the published paces, sums from rep to total and week to period, and what is in nobody's quota."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import salesplan
from salesplan.base.finding import PlanError
from salesplan.base.periods import Period
from salesplan.model.plan import Plan
from salesplan.model.tracking import Thresholds
from salesplan.progress.closing_curve import Basis, closing_curve, expected_by
from salesplan.progress.digest import digest
from salesplan.progress.followed import Followed
from salesplan.progress.pace import Status, needed, pace, status
from salesplan.progress.pipeline import money_in
from salesplan.progress.track import VIEWS, Book, Track, track
from salesplan.records.count.done import DoneCount
from salesplan.records.recognise.crm_words import State
from salesplan.report.document.blocks import Prose
from salesplan.report.document.sections.progress import progress
from salesplan.report.language.voice import voice_for
from salesplan.report.track.answer import track_answer
from salesplan.report.track.digest import digest_answer
from tests.build import PROSPECT, goal, plan
from tests.progress.deals import deal, decided, ledger_of
from tests.shell import salesplan as run

EUR = money_in("EUR")
JANUARY = [date(2027, 1, day) for day in range(1, 32)]
ROOT = Path(__file__).parents[2]


def test_pace_as_published() -> None:
    """240k of 300k after 75 of 90 days is 80% attained, at a pace of 96%; 96,000 of 260,000 by day 12 of 30, 92.3%."""
    assert pace(240, 300) == Fraction(80, 100)
    assert pace(240, Fraction(300 * 75, 90)) == Fraction(96, 100)
    run_rate = pace(96_000, Fraction(260_000 * 12, 30))
    assert run_rate is not None
    assert round(float(run_rate), 3) == 0.923


@pytest.mark.parametrize(
    ("done", "due", "expected"),
    [
        (110, 100, Status.AHEAD),
        (109, 100, Status.ON_TRACK),
        (95, 100, Status.ON_TRACK),
        (94, 100, Status.BEHIND),
        (80, 100, Status.BEHIND),
        (79, 100, Status.FAR_BEHIND),
        (0, 0, Status.ON_TRACK),
        (1, 0, Status.AHEAD),
    ],
)
def test_the_status_is_by_stated_bounds(done: int, due: int, expected: Status) -> None:
    assert status(done, due) is expected


def test_the_bounds_can_be_the_plans() -> None:
    strict = Thresholds.model_validate({"ahead": "120%", "on_track": "100%", "behind": "90%"})
    assert [status(n, 100, strict) for n in (120, 119, 99, 89)] == list(Status)


def test_what_is_needed_a_day() -> None:
    assert needed(100, 40, 8) == Fraction(15, 2)
    assert needed(100, 120, 8) == 0
    assert needed(100, 40, 0) is None


def team_plan(**changes: Any) -> Plan:
    team = {
        "marketing": {"headcount": 1},
        "prospecting": {"members": [{"name": "Ada"}, {"name": "Bo", "starts": "2027-01-15"}]},
        "sales": {"members": [{"name": "Cy"}]},
    }
    return plan(team=team, **changes)


def call(day: int, owner: str = "Ada", action: str = "call", result: str = "", times: int = 1) -> DoneCount:
    return DoneCount(owner, action, result, date(2027, 1, day), times)


def followed(calls: list[DoneCount], *, by: str = "segment", on: int = 15, mine: Plan | None = None) -> Track:
    return track(mine or team_plan(), Book(ledger_of([]), tuple(calls)), by=by, on=date(2027, 1, on))


def test_a_call_counts_for_the_segment_of_who_made_it() -> None:
    found = followed([call(4, "ada", "Call", times=5), call(5, "Cy"), call(6, "Cy", "demo"), call(7, "Zoe", times=3)])
    done = {(line.segment, line.action): line.done for line in found.lines}
    assert done["prospecting", "call"] == 5
    assert done["sales", "call"] == 1
    assert found.unassigned == (("Cy", "demo", 1), ("Zoe", "call", 3))


def test_only_results_that_count_are_done() -> None:
    mine = team_plan(actions={"call": {"counts": ["answered"]}, "meeting": {}, "proposal": {}})
    found = followed([call(4, result="Answered", times=2), call(4, result="busy", times=7)], mine=mine)
    assert [line.done for line in found.lines if line.segment == "prospecting"] == [2]
    assert found.uncounted == (("call", 7),)


def test_without_names_the_deal_tells_whose_work_a_call_was() -> None:
    book = ledger_of([deal(1, stage=0), deal(2, stage=1)])
    lines = (DoneCount("x", "call", "", date(2027, 1, 5), 4, "1"), DoneCount("x", "call", "", date(2027, 1, 5), 6, "2"))
    found = track(plan(), Book(book, lines), on=date(2027, 1, 15))
    assert {line.segment: line.done for line in found.lines if line.action == "call"} == {"prospecting": 4, "sales": 6}


def test_who_starts_late_is_not_behind() -> None:
    found = followed([], by="rep", on=14)
    bo = next(line for line in found.lines if line.rep == "Bo")
    assert (bo.due, bo.status, bo.pace) == (0, Status.ON_TRACK, None)
    assert bo.assigned > 0


def test_records_brought_in_are_done_by_their_segment() -> None:
    book = ledger_of([deal(n, created=date(2027, 1, n + 3)) for n in range(1, 6)])
    found = track(team_plan(), Book(book, None), on=date(2027, 1, 6))
    assert [(line.segment, line.action, line.done) for line in found.lines] == [("marketing", "prospect", 3)]
    assert [(s.stage, s.created) for s in found.stages] == [("prospect", 3), ("opportunity", 0)]
    assert found.stages[0].due == found.lines[0].due


counts = st.lists(
    st.builds(
        call,
        st.integers(1, 31),
        st.sampled_from(["Ada", "Bo", "Cy", "Zoe", ""]),
        st.sampled_from(["call", "meeting", "nap"]),
        times=st.integers(1, 9),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(counts, st.integers(1, 31))
def test_every_view_adds_up_and_nothing_is_lost(calls: list[DoneCount], on: int) -> None:
    views = [followed(calls, by=by, on=on) for by in VIEWS]

    def sums(found: Track) -> dict[tuple[str, str], tuple[int, int, int]]:
        made: dict[tuple[str, str], tuple[int, int, int]] = {}
        for line in found.lines:
            a, b, c = made.get((line.segment, line.action), (0, 0, 0))
            made[line.segment, line.action] = a + line.assigned, b + line.due, c + line.done
        return made

    assert all(sums(view) == sums(views[0]) for view in views)
    kept = sum(line.done for line in views[0].lines if not line.is_record) + sum(n for *_, n in views[0].unassigned)
    assert kept == sum(c.times for c in calls if c.day.day <= on)


def test_a_later_day_never_lowers_what_is_due() -> None:
    dues = [[line.due for line in followed([], on=day).lines] for day in range(1, 32)]
    assert all(a <= b for before, after in pairwise(dues) for a, b in zip(before, after, strict=True))
    last = followed([], on=31)
    assert [line.due for line in last.lines] == [line.assigned for line in last.lines]


def wins(*days: tuple[int, int, int, int]) -> list[Any]:
    made = (decided(n, State.WON, closed=date(y, m, d), created=date(2026, 7, 1), amount=amount)
            for n, (y, m, d, amount) in enumerate(days))  # fmt: skip
    return list(made)


QUARTER = Period(date(2027, 1, 1), date(2027, 3, 31), "2027-Q1")
PAST = wins(
    (2026, 7, 10, 20), (2026, 8, 10, 20), (2026, 9, 20, 60), (2026, 10, 5, 40), (2026, 11, 10, 20), (2026, 12, 30, 40)
)


def test_revenue_follows_how_past_periods_closed() -> None:
    curve = closing_curve(ledger_of(PAST), QUARTER, EUR)
    assert curve is not None
    assert curve.share(QUARTER, date(2027, 1, 31)) == Fraction(30, 100), "20% of one quarter, 40% of the other"
    assert curve.share(QUARTER, date(2027, 2, 28)) == Fraction(50, 100)
    assert curve.share(QUARTER, date(2026, 12, 31)) == 0
    assert curve.share(QUARTER, QUARTER.end) == 1
    shares = [curve.share(QUARTER, QUARTER.start + timedelta(n)) for n in range(90)]
    assert shares == sorted(shares)
    found = expected_by(date(2027, 2, 28), QUARTER, JANUARY, {}, curve)
    assert (found.basis, found.periods) == (Basis.CURVE, 2)


def test_where_the_records_do_not_reach_back_the_plan_or_the_calendar_tells() -> None:
    assert closing_curve(ledger_of(PAST[:3]), QUARTER, EUR) is None
    assert closing_curve(ledger_of([]), QUARTER, EUR) is None
    days = [date(2027, 1, 4), date(2027, 1, 5), date(2027, 2, 1), date(2027, 2, 2)]
    seasons = {"2027-01": Fraction(1, 4), "2027-02": Fraction(3, 4)}
    by_season = expected_by(date(2027, 2, 1), QUARTER, days, seasons, None)
    assert (by_season.share, by_season.basis) == (Fraction(5, 8), Basis.SEASONALITY)
    by_day = expected_by(date(2027, 1, 4), QUARTER, days, {}, None)
    assert (by_day.share, by_day.basis) == (Fraction(1, 4), Basis.DAYS)


def test_revenue_and_people() -> None:
    deals = [
        decided("a", State.WON, amount=20_000),
        decided("b", State.LOST, owner="Zoe"),
        decided("late", State.WON, closed=date(2027, 1, 20), amount=9),
    ]
    found = track(team_plan(), Book(ledger_of(deals)), on=date(2027, 1, 15))
    assert found.revenue is not None
    assert found.revenue.won == Decimal(20_000)
    people = {rep.rep: (rep.created, rep.won, rep.lost, rep.in_team) for rep in found.reps}
    assert people == {"Ada": (2, 1, 0, True), "Bo": (0, 0, 0, True), "Cy": (0, 0, 0, True), "Zoe": (1, 0, 1, False)}


def test_a_plan_without_a_period_is_refused() -> None:
    with pytest.raises(PlanError):
        track(plan(period=None), Book(ledger_of([])))


def test_the_example_as_a_user_sees_it(tmp_path: Path) -> None:
    example = ROOT / "examples" / "following"
    done = run(example, "track", "--format", "json")
    assert done.code == 0
    told = json.loads(done.out)
    assert (told["kind"], told["on"]) == ("track", "2027-02-26")
    assert told["working_days"] == {"gone": 40, "all": 62}
    assert told["revenue"]["basis"] == "closing curve"
    shown = run(example, "track")
    assert "in nobody's quota" in shown.out
    named = [example / name for name in ("deals.csv", "activities.csv", "history.csv")]
    twin = salesplan.track(
        salesplan.load_plan(example / "salesplan.yaml"), deals=named[0], activities=named[1], history=named[2]
    )
    assert [row["done"] for row in told["rows"]] == [line.done for line in twin.lines]
    assert list(twin.to_frame()["done"]) == [line.done for line in twin.lines]
    assert run(tmp_path, "track", "--deals", str(named[0])).code == 2, "there is no plan"


@pytest.mark.parametrize(("on", "sentence"), [("2026-12-31", "nothing is due yet"), ("2027-05-01", "how it came out")])
def test_days_outside_the_period_are_said(on: str, sentence: str) -> None:
    assert sentence in run(ROOT / "examples" / "following", "track", "--on", on).out


def test_parts_of_the_revenue_add_up_to_the_target() -> None:
    """Half a year: months to quarters to the target, and the people's parts to it as well."""
    mine = plan(
        period="2027-H1",
        team={"sales": {"members": [{"name": "Ada"}, {"name": "Bo", "starts": "2027-04-01"}]}},
        goals=[{"name": "R", "metric": "revenue", "target": 100_001}],
    )
    won = [decided(n, State.WON, amount=1_000 * n, closed=date(2027, n, 9), owner="Ada") for n in (1, 2, 5)]
    found = track(mine, Book(ledger_of(won)), on=date(2027, 6, 30))
    assert found.revenue is not None
    assert [part.name for part in found.revenue.quarters] == ["2027-Q1", "2027-Q2"]
    assert [part.won for part in found.revenue.quarters] == [3_000, 5_000]
    for parts in (found.revenue.months, found.revenue.quarters):
        assert sum(part.target for part in parts) == 100_001
        assert sum(part.won for part in parts) == found.revenue.won == 8_000
    targets = {line.rep: line.target for line in found.reps}
    assert sum(target or 0 for target in targets.values()) == 100_001
    assert (targets["Ada"] or 0) > (targets["Bo"] or 0) > 0


def deals_plan(**changes: Any) -> Plan:
    """150 deals in January, and no goal on money."""
    return team_plan(goals=[goal("deals", 150)], **changes)


def test_a_goal_on_deals_is_followed_in_deals() -> None:
    """On 15 January 2027, 11 of 21 working days are gone: 150 x 11 / 21 = 78.57, so 79 deals are due."""
    inside = [decided(number, State.WON) for number in range(222)]
    outside = [decided("lost", State.LOST), decided("old", State.WON, closed=date(2026, 12, 1)), deal("open")]
    found = track(deals_plan(), Book(ledger_of([*inside, *outside])), on=date(2027, 1, 15)).deals
    assert found is not None
    assert (found.target, found.won, found.due, found.status) == (150, 222, 79, Status.AHEAD)
    assert found.expected.basis is Basis.DAYS
    assert found.pace == Fraction(222, 79)


def test_a_goal_on_one_funnels_deals_counts_those_of_that_funnel() -> None:
    other = {"name": "renewals", "deal_value": 1000, "stages": [{"name": "due", "conversion": "1/2"}]}
    mine = team_plan(
        funnels=[{"name": "acquisition", "deal_value": 3000, "stages": [PROSPECT]}, other],
        goals=[goal("deals", 10, funnel="acquisition"), goal("revenue", 5000, funnel="renewals")],
    )
    records = ledger_of([decided(1, State.WON), decided(2, State.WON, path=None)])
    found = track(mine, Book(records), on=date(2027, 1, 15)).deals
    assert found is not None
    assert (found.target, found.won) == (10, 1)
    assert track(team_plan(), Book(records), on=date(2027, 1, 15)).deals is None


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "222 won of 150 deals, where 79 are due by now: ▲ ahead."),
        ("fr", "222 affaires gagnées sur 150, 79 attendues à ce jour : ▲ en avance."),
        ("it", "222 trattative vinte su 150; attese a oggi 79: ▲ in anticipo."),
    ],
)
def test_won_deals_are_told_everywhere(language: str, expected: str) -> None:
    mine = deals_plan(language=language)
    book = Book(ledger_of([decided(number, State.WON) for number in range(222)]))
    found = track(mine, book, on=date(2027, 1, 15))
    screen = track_answer(found, language)
    assert expected in [note.replace("\u202f", " ").replace("\xa0", " ") for note in screen.notes]
    assert screen.data["deals"]["won"] == 222
    assert screen.data["deals"]["due"] == 79
    message = digest_answer(digest(mine, book, date(2027, 1, 15)), language)
    assert any(expected == note.replace("\u202f", " ").replace("\xa0", " ") for note in message.notes)
    blocks = progress(voice_for(language, "EUR", mine.dates), Followed(found))
    said = [block.text for block in blocks if isinstance(block, Prose)]
    assert any(expected in text.replace("\u202f", " ").replace("\xa0", " ") for text in said)


def test_what_was_open_at_the_start_is_counted_in_the_same_records(tmp_path: Path) -> None:
    """`opening: records` and the same figures stated at the stages are one plan."""
    shutil.copytree(ROOT / "examples" / "following", tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "salesplan.yaml").read_text(encoding="utf-8")
    (tmp_path / "counted.yaml").write_text(text + "opening: records\n", encoding="utf-8")
    for stage, count in (("lead", 11), ("demo made", 7), ("proposal sent", 3)):
        text = text.replace(f"- name: {stage}\n", f"- name: {stage}\n        open: {count}\n")
    (tmp_path / "stated.yaml").write_text(text, encoding="utf-8")
    counted, stated = (run(tmp_path, "track", f"{name}.yaml", "-f", "json") for name in ("counted", "stated"))
    assert (counted.code, counted.out) == (0, stated.out)
    assert json.loads(counted.out)["stages"][0]["due"] == 106
