"""Settling: from credited deals to the statements of one person under one commission plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec.structs import replace

from salesplan.base.periods import ONE_DAY, Period
from salesplan.model.compensation import Compensation
from salesplan.pay.advances import advance_of, with_draw
from salesplan.pay.bonuses import bonus_lines
from salesplan.pay.credit import Event, in_time
from salesplan.pay.job import Bucket, Job, scale_of, units
from salesplan.pay.quota_of import quota_of
from salesplan.pay.rounding import paid_lines
from salesplan.pay.statement import Considered, Line, LineKind, Rule, Statement, Working
from salesplan.pay.tiers import Part, cap_of, parts, rated, slices


def settle(job: Job) -> tuple[Statement, ...]:
    """The statements of one person, one a settlement period, in order of time."""
    buckets = _buckets(job)
    found: list[Statement] = []
    owed = Decimal(0)
    for place, period in enumerate(job.settled):
        lines, considered = _lines(job, buckets, period, first=place == 0)
        statement = _statement(job, period, paid_lines(lines, job.currency))
        statement = replace(statement, considered=tuple(considered), working=_working(job, buckets, period))
        statement, owed = with_draw(statement, job.scheme, owed, job.currency)
        found.append(statement)
    return tuple(found)


def _buckets(job: Job) -> list[Bucket]:
    made = [Bucket(period, scale_of(job, period)) for period in job.counted]
    if job.scheme.per != "deal":
        for event in sorted(job.own, key=in_time):
            home = next((bucket for bucket in made if event.home in bucket.period), None)
            if home:
                home.events.append(event)
        return made
    alone: dict[str, Bucket] = {}
    for event in sorted(job.own, key=in_time):
        whole = next((bucket for bucket in made if event.home in bucket.period), None)
        if whole:
            alone.setdefault(event.deal, Bucket(whole.period, whole.scale)).events.append(event)
    return list(alone.values())


def _lines(job: Job, buckets: list[Bucket], period: Period, *, first: bool) -> tuple[list[Line], list[Considered]]:
    lines: list[Line] = []
    considered: list[Considered] = []
    for bucket in buckets:
        if first:  # what was closed before the first settlement counts for tiers, and was paid elsewhere
            eve = period.start - ONE_DAY
            before = [event for event in bucket.events if event.day <= eve]
            bucket.gross = sum(
                (line.exact * event.due(eve) for event, line in _paid(job.scheme, bucket, before)), Fraction(0)
            )
            bucket.paid, _ = _limited(job, bucket, bucket.gross, eve)
        lines += _bucket_lines(job, bucket, period, considered)
    lines += _override(job, period)
    lines += bonus_lines(job, buckets, period, considered)
    return lines, considered


def _paid(scheme: Compensation, bucket: Bucket, events: Sequence[Event]) -> list[tuple[Event, Line]]:
    """Each event with its line, at the rates that hold once all of them are counted, as if all of it were due."""
    scale = slices(scheme, bucket.scale)
    total = sum((units(event, scheme.measure) for event in events), Fraction(0))
    effective, at = rated(scale, total), Fraction(0)
    found: list[tuple[Event, Line]] = []
    for event in events:
        size = units(event, scheme.measure)
        pieces = tuple(parts(effective, at, at + size)) if scale else ()
        worth = event.credited / size if size else Fraction(0)  # money for each unit that is measured
        exact = sum((piece.measured * worth * piece.slice.paid for piece in pieces), Fraction(0))
        line = _line(event, exact, pieces, bucket.period.start)
        found.append((event, _of_paid(event, line, found) if event.of_paid else line))
        at += size
    return found


def _of_paid(event: Event, line: Line, earlier: Sequence[tuple[Event, Line]]) -> Line:
    """The line with its part of what the deal had been paid, never more than that, whatever tier its amount lies in."""
    assert event.of_paid is not None  # noqa: S101
    share, until = event.of_paid.share, event.of_paid.until
    paid = [one.exact * sale.due(until) for sale, one in earlier if sale.deal == event.deal and sale.of_paid is None]
    return replace(line, rule=Rule.OF_PAID, exact=share * sum(paid, Fraction(0)), due=abs(share))


def _line(event: Event, exact: Fraction, pieces: tuple[Part, ...], home: date) -> Line:
    return Line(
        event.kind,
        Rule.TIERS,
        exact,
        deal=event.deal,
        day=event.day,
        amount=event.amount,
        credited=event.credited,
        parts=pieces,
        home=home,
    )


def _bucket_lines(job: Job, bucket: Bucket, period: Period, considered: list[Considered]) -> list[Line]:
    every = _paid(job.scheme, bucket, bucket.until(period))
    lines = [line for pair in every if (line := _due_in(period, *pair))]
    gross = sum((line.exact * event.due(period.end) for event, line in every), Fraction(0))
    fresh = sum((line.exact for line in lines), Fraction(0))
    if gross - bucket.gross != fresh:
        lines.append(Line(LineKind.ADJUSTMENT, Rule.RERATED, gross - bucket.gross - fresh, about=bucket.period.label))
    limited, limit = _limited(job, bucket, gross, period.end)
    held_back = limited - bucket.paid - (gross - bucket.gross)
    if held_back:
        place = bucket.period.start
        rule = limit or (Rule.CAP if held_back > 0 else Rule.FLOOR)
        lines.append(Line(LineKind.ADJUSTMENT, rule, held_back, about=bucket.period.label, home=place))
    if bucket.period.cut(period):
        considered += _unreached(job, bucket, [event for event, _ in every], limit, limited)
        considered += _waiting([event for event, _ in every], period)
    bucket.gross, bucket.paid = gross, limited
    return lines


def _due_in(period: Period, event: Event, line: Line) -> Line | None:
    """What of an event's commission is paid in a period: with the deal, or an instalment of an earlier one."""
    is_new = event.day in period
    share = event.due(period.end) - (Fraction(0) if is_new else event.due(period.start - ONE_DAY))
    if is_new:
        return line if event.of_paid else replace(line, exact=line.exact * share, due=share)
    return replace(line, rule=Rule.INSTALMENT, exact=line.exact * share, due=share) if share else None


def _waiting(events: Sequence[Event], period: Period) -> list[Considered]:
    """The deals of which a part of the commission is still to come."""
    back = {event.deal for event in events if event.of_paid}
    return [
        Considered(Rule.INSTALMENT, event.deal, 1 - due, None)
        for event in events
        if event.rank == 0 and event.deal not in back and (due := event.due(period.end)) < 1
    ]


def _limited(job: Job, bucket: Bucket, total: Fraction, day: date) -> tuple[Fraction, Rule | None]:
    """What is paid of a total by a day: no more than the cap, and no less than the floor once the period is over."""
    cap, floor = cap_of(job.scheme, bucket.scale), job.scheme.floor
    if cap is not None and total > cap:
        return cap, Rule.CAP
    if floor is not None and total < floor and (job.scheme.per == "deal" or bucket.period.end <= day):
        return Fraction(floor), Rule.FLOOR
    return total, None


def _unreached(
    job: Job, bucket: Bucket, known: Sequence[Event], limit: Rule | None, total: Fraction
) -> list[Considered]:
    """The tiers that were not reached and the limits that were not met."""
    measured = sum((units(event, job.scheme.measure) for event in known), Fraction(0))
    found = [
        Considered(Rule.TIERS, str(float(one.stated)), measured, one.low)
        for one in slices(job.scheme, bucket.scale)
        if measured <= one.low and one.low > 0
    ]
    cap = cap_of(job.scheme, bucket.scale)
    if cap is not None and limit is not Rule.CAP:
        found.append(Considered(Rule.CAP, "", total, cap))
    if job.scheme.floor is not None and limit is not Rule.FLOOR:
        found.append(Considered(Rule.FLOOR, "", total, Fraction(job.scheme.floor)))
    return found


def _override(job: Job, period: Period) -> list[Line]:
    """The manager's part of what the others sold: each deal once, however it was split."""
    if job.scheme.override is None:
        return []
    sums: dict[tuple[date, str, int, Decimal], Fraction] = {}
    for event in sorted(job.others, key=in_time):
        if event.day in period:
            key = (event.day, event.deal, event.rank, event.amount)
            sums[key] = sums.get(key, Fraction(0)) + event.credited
    return [_override_line(key, credited, job.scheme.override.rate) for key, credited in sums.items()]


def _override_line(key: tuple[date, str, int, Decimal], credited: Fraction, rate: Fraction) -> Line:
    day, deal, _, amount = key
    exact = credited * rate
    return Line(LineKind.OVERRIDE, Rule.OVERRIDE, exact, deal=deal, day=day, amount=amount, credited=credited)


def _statement(job: Job, period: Period, lines: tuple[Line, ...]) -> Statement:
    counted = [one for one in job.counted if one.cut(period)]
    quotas = [quota for one in counted if (quota := quota_of(job.scheme, job.person, one)) is not None]
    source = job.others if job.scheme.override and not slices(job.scheme, scale_of(job, counted[0])) else job.own
    events = [event for event in source if event.day <= period.end and any(event.home in one for one in counted)]
    measured = sum((units(event, job.scheme.measure) for event in events), Fraction(0))
    return Statement(
        job.person.name, job.scheme.name, period, lines, sum(quotas, Fraction(0)) if quotas else None, measured
    )


def _working(job: Job, buckets: Sequence[Bucket], period: Period) -> Working:
    """What the statement of a period is worked out from, where its tiers count over one period."""
    terms = job.scheme.draw
    here = [bucket for bucket in buckets if bucket.period.cut(period)]
    known = Working(
        by_deals=job.scheme.measure == "deals",
        advance=advance_of(job.scheme, period, job.currency) if terms else None,
        recoverable=terms.recoverable if terms else True,
    )
    if len(here) != 1 or job.scheme.per == "deal":
        return known
    bucket = here[0]
    before = [event for event in bucket.events if event.day < period.start]
    alone = not before and bucket.period == period
    return replace(
        known,
        home=bucket.period.start,
        slices=slices(job.scheme, bucket.scale),
        quota=bucket.scale.quota,
        variable=bucket.scale.variable,
        opening=sum((units(event, job.scheme.measure) for event in before), Fraction(0)),
        cap=cap_of(job.scheme, bucket.scale) if alone else None,
        floor=Fraction(job.scheme.floor) if alone and job.scheme.floor is not None else None,
    )
