from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from salesplan.base.periods import WEEKDAYS, Period, WorkCalendar
from salesplan.quotas.quota import quota
from salesplan.report.document.reviews import reviews
from salesplan.report.document.writers.calendar import calendar
from salesplan.report.language.numbers import numbers_for
from salesplan.report.language.words import words_for
from salesplan.report.quota.notes import Deadline, deadlines
from tests.build import plan
from tests.report.samples import HOSTILE

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
WORK = WorkCalendar()
MILESTONES = [
    {"day": 10, "title": "First meetings", "objectives": ["call", "listen"], "measures": {"call": 240}, "owner": "Ada"},
    {"on": "2027-01-31", "title": "Review"},
    {"on": "2027-01-20", "title": "Review"},
]


def written(now: datetime = NOW, deadlines: list[tuple[str, date]] | None = None, **keys: object) -> bytes:
    return calendar(plan(**keys), [Deadline(title, title, day) for title, day in deadlines or []], now)


def events(text: bytes) -> list[Any]:
    return [part for part in Calendar.from_ical(text).walk() if isinstance(part, Event)]


def uids(text: bytes) -> list[str]:
    return [str(event["uid"]) for event in events(text) if "recurrence-id" not in event]


def test_a_milestone_is_an_all_day_event_with_what_is_reached() -> None:
    event = events(written(milestones=MILESTONES))[0]
    assert event["summary"] == "First meetings"
    assert event["dtstart"].dt == date(2027, 1, 10)
    assert event["dtend"].dt == date(2027, 1, 11)
    assert str(event["description"]) == "- call\n- listen\nCalls: 240\nOwner: Ada"


def test_a_training_is_an_event_on_the_day_it_is_due() -> None:
    training = [
        {"topic": "Script", "by": "2027-01-29", "for": ["sales"], "trainer": "Ada", "outcome": "Opens well"},
        {"topic": "Some day", "for": ["sales"]},
    ]
    (event,) = events(written(training=training))
    assert (event["summary"], event["dtstart"].dt) == ("Training: Script", date(2027, 1, 29))
    assert str(event["description"]) == "For: Sales\nTrainer: Ada\nAfterwards: Opens well"


def test_a_milestone_without_a_day_is_no_event() -> None:
    assert not events(written(milestones=[{"title": "One day"}]))


def test_a_second_import_updates() -> None:
    first, second = written(milestones=MILESTONES), written(NOW + timedelta(minutes=5), milestones=MILESTONES)
    assert uids(first) == uids(second)
    assert all(
        int(old["sequence"]) < int(new["sequence"]) for old, new in zip(events(first), events(second), strict=True)
    )
    assert written(milestones=MILESTONES) == first


def test_lines_end_as_the_standard_says_and_are_folded_by_octets() -> None:
    text = written(milestones=[{"day": 1, "title": "é" * 200}])
    assert text.count(b"\n") == text.count(b"\r\n")
    assert max(map(len, text.split(b"\r\n"))) <= 75
    assert events(text)[0]["summary"] == "é" * 200


@pytest.mark.parametrize("title", [text for text in HOSTILE if text.isprintable() or text.strip().isascii()])
def test_hostile_text_stays_within_its_line(title: str) -> None:
    text = written(
        title=title,
        milestones=[{"day": 1, "title": title, "objectives": [title, "BEGIN:VALARM\r\nACTION:AUDIO"]}],
        deadlines=[(title, date(2027, 1, 5))],
        tracking={"rhythm": {title: "weekly"}},
    )
    names = [part.name for part in Calendar.from_ical(text).walk()]
    assert names == ["VCALENDAR", "VEVENT", "VEVENT", "VEVENT"]
    assert not [byte for byte in text.replace(b"\r\n", b"") if byte < 32 and byte != 9]


def test_semicolons_commas_and_backslashes_come_back_as_written() -> None:
    title = r"a; b, c \n d"
    assert events(written(deadlines=[(title, date(2027, 1, 5))]))[0]["summary"] == title


def test_the_calendar_speaks_the_language_of_the_plan() -> None:
    text = written(language="fr", milestones=[{"day": 1, "title": "x", "measures": {"revenue": 1500}}])
    assert "1\u202f500" in str(events(text)[0]["description"])


def moments(text: bytes) -> list[date]:
    """The days of a recurring event as a calendar shows them: by dateutil, without EXDATE, moved instances moved."""
    master, *moved = events(text)
    if "rrule" not in master:
        return [master["dtstart"].dt]
    start = datetime.combine(master["dtstart"].dt, datetime.min.time())
    days = {moment.date() for moment in rrulestr(master["rrule"].to_ical().decode(), dtstart=start)}
    assert start.date() in days
    without = master.get("exdate", [])
    for dropped in without if isinstance(without, list) else [without]:
        days -= {one.dt for one in dropped.dts}
    for instance in moved:
        assert instance["uid"] == master["uid"]
        days.remove(instance["recurrence-id"].dt)
        days.add(instance["dtstart"].dt)
    return sorted(days)


def shown(rhythm: str, period: object, closed: tuple[date, ...] = ()) -> list[date]:
    free = {"closed": [f"{day}" for day in closed]}
    return moments(calendar(plan(period=period, calendar=free, tracking={"rhythm": {"actions": rhythm}}), [], NOW))


def test_weekly_reviews_close_each_week_and_the_period() -> None:
    assert shown("weekly", {"start": "2027-01-04", "end": "2027-01-27"}) == [
        date(2027, 1, 8), date(2027, 1, 15), date(2027, 1, 22), date(2027, 1, 27),
    ]  # fmt: skip


def test_a_review_on_a_free_day_moves_to_the_working_day_before() -> None:
    assert shown("weekly", "2027-01", (date(2027, 1, 8),))[:2] == [date(2027, 1, 1), date(2027, 1, 7)]


def test_a_week_without_a_working_day_has_no_review() -> None:
    free = tuple(date(2027, 1, day) for day in range(4, 11))
    assert shown("weekly", "2027-01", free) == [
        date(2027, 1, 1),
        date(2027, 1, 15),
        date(2027, 1, 22),
        date(2027, 1, 29),
    ]


@pytest.mark.parametrize(
    ("rhythm", "first", "number"),
    [
        ("daily", date(2027, 1, 1), 261),
        ("weekly", date(2027, 1, 1), 53),
        ("fortnightly", date(2027, 1, 8), 27),
        ("monthly", date(2027, 1, 29), 12),
        ("quarterly", date(2027, 3, 31), 4),
        ("yearly", date(2027, 12, 31), 1),
    ],
)
def test_every_rhythm_over_a_year(rhythm: str, first: date, number: int) -> None:
    days = shown(rhythm, 2027)
    assert (days[0], len(days)) == (first, number)


def test_quarters_follow_the_fiscal_year() -> None:
    days = reviews("quarterly", Period(date(2027, 1, 1), date(2027, 12, 31)), WORK, fiscal_year_starts=2).days
    assert [day.month for day in days] == [1, 4, 7, 10, 1]


@given(
    rhythm=st.sampled_from(["daily", "weekly", "fortnightly", "monthly", "quarterly", "yearly"]),
    start=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    length=st.integers(1, 200),
    free=st.sets(st.integers(0, 200), max_size=60),
    workdays=st.sets(st.integers(0, 6), min_size=1),
)
def test_calendars_show_the_days_that_we_mean(
    rhythm: str, start: date, length: int, free: set[int], workdays: set[int]
) -> None:
    end = start + timedelta(days=length - 1)
    work = WorkCalendar(frozenset(workdays), closed=frozenset(start + timedelta(days=number) for number in free))
    made = plan(
        period={"start": f"{start}", "end": f"{end}"},
        tracking={"rhythm": {"actions": rhythm}},
        calendar={"workdays": [WEEKDAYS[day] for day in workdays], "closed": [f"{day}" for day in sorted(work.closed)]},
    )
    text = calendar(made, [], NOW)
    meant = sorted(reviews(rhythm, Period(start, end), work).days.values())
    assert set(meant) <= set(work.working_days(Period(start, end)))
    assert (moments(text) if events(text) else []) == meant


NAMES = st.sampled_from(["a", "b", "Review"])


@given(
    marks=st.lists(st.tuples(NAMES, st.integers(1, 31), st.integers(1, 31)), max_size=6),
    dues=st.lists(st.tuples(NAMES, st.dates(), st.dates()), max_size=6),
)
def test_every_event_has_its_own_identity_whatever_its_day(
    marks: list[tuple[str, int, int]], dues: list[tuple[str, date, date]]
) -> None:
    tracking = {"rhythm": {"a": "weekly", "Review": "monthly"}}
    before = written(milestones=[{"title": t, "day": d} for t, d, _ in marks], deadlines=[(t, d) for t, d, _ in dues],
                     tracking=tracking)  # fmt: skip
    after = written(milestones=[{"title": t, "day": d} for t, _, d in marks], deadlines=[(t, d) for t, _, d in dues],
                    tracking=tracking, period="2027-02")  # fmt: skip
    assert len(set(uids(before))) == len(uids(before)) == len(marks) + len(dues) + 2
    assert uids(before) == uids(after)


def test_a_deadline_is_the_same_when_its_numbers_and_its_language_change() -> None:
    stages = [{"name": "prospect", "conversion": "1/20", "days": 5}, {"name": "offer", "conversion": "1/4", "days": 9}]
    asked = plan(funnels=[{"name": "acquisition", "deal_value": 30000, "stages": stages}])

    def known(target: int, language: str) -> dict[str, str]:
        dues = [*deadlines(quota(asked, target=target), words_for(language), numbers_for(language))]
        return {event["uid"]: event["summary"] for event in events(calendar(asked, dues, NOW))}

    before, after = known(90000, "en"), known(300000, "fr")
    assert len(before) == 2
    assert before.keys() == after.keys()
    assert set(before.values()).isdisjoint(after.values())
