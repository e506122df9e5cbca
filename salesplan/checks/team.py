"""The team: who is there, when, and for how much of the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from salesplan.base.finding import Finding, Locate, Path, error, warning
from salesplan.base.periods import ONE_DAY, Period, months_since
from salesplan.base.sentence import counted, day, sentence
from salesplan.checks.references import given_work
from salesplan.checks.rule import each, whole_first
from salesplan.checks.wording import list_names, percent, quote
from salesplan.model.plan import Plan
from salesplan.model.team import Member, Segment


def members(plan: Plan) -> Iterator[tuple[Path, Member]]:
    """All members of all segments, each with its place."""
    for name, segment in whole_first(plan.team.items()):
        for number, member in each(segment.members):
            yield ("team", name, "members", number), member


def segment_unstaffed(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A segment to which funnels give work has somebody to do it."""
    asked = given_work(plan)
    for name, segment in whole_first(plan.team.items()):
        if name in asked and not segment.members and not segment.headcount:
            message = sentence("the funnels give work to {name}, which has nobody in it", name=quote(name))
            if segment.headcount == 0:
                message = sentence("the funnels give work to {name}, which has a headcount of 0", name=quote(name))
            yield warning(
                "segment-unstaffed",
                message,
                locate("team", name, "headcount") if segment.headcount == 0 else locate("team", name),
                "list its members, or say how many people it has: headcount: 2",
                (locate(*asked[name]), "the work"),
            )


def members_and_headcount(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A segment lists its people or counts them, not both."""
    for name, segment in whole_first(plan.team.items()):
        if segment.members and segment.headcount is not None:
            yield error(
                "members-and-headcount",
                counted(
                    "{name} has a headcount of {headcount} and a list of {count} person",
                    "{name} has a headcount of {headcount} and a list of {count} people",
                    len(segment.members),
                    name=quote(name),
                    headcount=segment.headcount,
                    count=len(segment.members),
                ),
                locate("team", name, "headcount"),
                "keep the list, or the headcount",
                (locate("team", name, "members"), "the list"),
            )


def quota_shares(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """The members' shares of a segment's quota add up to 100%, or leave something to those without one."""
    for name, segment in whole_first(plan.team.items()):
        stated = [(place, member.quota_share) for place, member in enumerate(segment.members) if member.quota_share]
        total = sum((share for _, share in stated), Fraction(0))
        silent = len(segment.members) - len(stated)
        if stated and (total >= 1 if silent else total != 1):
            message = sentence(
                "the quota shares in {name} add up to {total}, not 100%", name=quote(name), total=percent(total)
            )
            if silent:
                message = sentence(
                    "the quota shares in {name} add up to {total}, so nothing is left for {others}",
                    name=quote(name),
                    total=percent(total),
                    others=_without_share(segment),
                )
            yield error(
                "quota-shares",
                message,
                locate("team", name, "members", stated[0][0], "quota_share"),
                "lower them, or give everybody a share" if silent else "change them so that they add up to 100%",
            )


def _without_share(segment: Segment) -> str:
    return list_names(member.name for member in segment.members if member.quota_share is None)


def employment(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Nobody leaves before the first day."""
    for path, member in members(plan):
        if member.starts and member.ends and member.ends < member.starts:
            yield error(
                "ends-before-start",
                sentence(
                    "{member} leaves on {ends}, before starting on {starts}",
                    member=quote(member.name),
                    ends=day(member.ends),
                    starts=day(member.starts),
                ),
                locate(*path, "ends"),
                "swap the two dates, or mend one of them",
                (locate(*path, "starts"), "the first day"),
            )


def member_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Every member works on some day of the period."""
    period = plan.dates
    for path, member in members(plan) if period else ():
        assert period is not None  # noqa: S101  (there are members to look at only with a period)
        if member.starts and member.starts > period.end:
            key, message = (
                "starts",
                sentence(
                    "{member} starts on {starts}, after the period ends on {end}, and does none of its work",
                    member=quote(member.name),
                    starts=day(member.starts),
                    end=day(period.end),
                ),
            )
        elif member.ends and member.ends < period.start:
            key, message = (
                "ends",
                sentence(
                    "{member} leaves on {ends}, before the period starts on {start}, and does none of its work",
                    member=quote(member.name),
                    ends=day(member.ends),
                    start=day(period.start),
                ),
            )
        else:
            continue
        yield warning(
            "member-outside",
            message,
            locate(*path, key),
            "check the date, or leave the person out of this plan",
        )


def ramps(plan: Plan) -> Iterator[tuple[Path, str, tuple[Fraction, ...]]]:
    """All ramps, of members and of segments, each with its place and with whose it is."""
    for path, member in members(plan):
        yield (*path, "ramp"), member.name, tuple(member.ramp)
    for name, segment in whole_first(plan.team.items()):
        yield ("team", name, "ramp"), name, tuple(segment.ramp)


def ramp_falls(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A ramp rises from month to month."""
    for path, name, ramp in ramps(plan):
        for number, (before, after) in enumerate(pairwise(ramp), start=1):
            if after < before:
                yield warning(
                    "ramp-falls",
                    sentence(
                        "the ramp of {member} falls from {before} to {after} in month {number}",
                        member=quote(name),
                        before=percent(before),
                        after=percent(after),
                        number=number + 1,
                    ),
                    locate(*path, number),
                    "a ramp rises to full productivity, as in [0%, 50%, 100%]; write absences under time_off",
                )
                break


def ramp_without_start(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A ramp counts the months since a first day."""
    for path, member in members(plan):
        if member.ramp and member.starts is None:
            yield warning(
                "ramp-without-start",
                sentence(
                    "the ramp of {member} has no first day to count from, so it is not used", member=quote(member.name)
                ),
                locate(*path, "ramp"),
                "add the first working day, such as starts: 2027-01-04, or take the ramp out",
            )


def ramp_never_ends(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A ramp ends at full productivity: its last step lasts."""
    for path, name, ramp in ramps(plan):
        if ramp and ramp[-1] < 1:
            yield warning(
                "ramp-never-ends",
                sentence(
                    "the ramp of {member} ends at {ramp}, and stays there", member=quote(name), ramp=percent(ramp[-1])
                ),
                locate(*path, len(ramp) - 1),
                "end it with 100%; write fewer hours under hours_per_week",
            )


def ramp_too_long(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """A ramp is over before the person leaves."""
    for path, member in members(plan):
        if member.starts and member.ends and member.starts <= member.ends:
            worked = months_since(member.starts, member.ends + ONE_DAY)
            if len(member.ramp) > worked + 1:
                yield warning(
                    "ramp-too-long",
                    sentence(
                        "the ramp of {member} takes {ramp} months, and the person leaves after {worked}",
                        member=quote(member.name),
                        ramp=len(member.ramp),
                        worked=worked,
                    ),
                    locate(*path, "ramp"),
                    "shorten the ramp, or check the dates",
                    (locate(*path, "ends"), "the last day"),
                )


def time_off_outside(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Time off takes days of the period."""
    period = plan.dates
    for path, member in members(plan) if period else ():
        assert period is not None  # noqa: S101
        for number, days in enumerate(member.time_off):
            if days.end < period.start or days.start > period.end:
                yield warning(
                    "time-off-outside",
                    sentence(
                        "time off of {member} lies outside the period ({start} to {end})",
                        member=quote(member.name),
                        start=day(period.start),
                        end=day(period.end),
                    ),
                    locate(*path, "time_off", number),
                    "check the dates; the line has no effect",
                )


def segment_away(plan: Plan, locate: Locate) -> Iterator[Finding]:
    """Of a segment to which funnels give work, somebody is there on some day of the period."""
    period, asked = plan.dates, given_work(plan)
    for name, segment in plan.team.items() if period else ():
        assert period is not None  # noqa: S101
        if name in asked and segment.members and all(_away(member, period) for member in segment.members):
            yield warning(
                "segment-away",
                sentence(
                    "nobody of {name} is there on any day of the period ({start} to {end})",
                    name=quote(name),
                    start=day(period.start),
                    end=day(period.end),
                ),
                locate("team", name),
                "check the first and last days and the time off of its members",
                (locate(*asked[name]), "the work"),
            )


def _away(member: Member, period: Period) -> bool:
    first: date = max(period.start, member.starts or period.start)
    end = min(period.end, member.ends or period.end)
    for days in sorted(member.time_off, key=lambda days: days.start):
        if days.start > first:
            break
        first = max(first, days.end + ONE_DAY)
    return first > end
