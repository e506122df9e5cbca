"""What has to be said about a quota, short enough for a screen: one line for all that lack the same thing.

A single shortage, lead time or the like is told in full; several become a list of the figures that matter most. The
full sentences on each are those of `quota_notes`, which `--explain` and the documents show.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from salesplan.quotas.quota import Quota
from salesplan.report.language.numbers import Numbers
from salesplan.report.language.words import Words
from salesplan.report.quota import notes as full
from salesplan.scheduling.leads import Lead
from salesplan.scheduling.workload import Capacity


def brief(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    """A paragraph a subject, in the order of what matters most; what is open already stands above the figures."""
    yield from full.paragraph(full.likelihood(quota, words, numbers))
    yield from full.beyond(quota, words)
    yield from _street(quota, words, numbers)
    if quota.assignment is not None:
        yield from _shortages(quota, quota.assignment.capacities, words, numbers)
        yield from _lead_times(quota, quota.assignment.leads, words, numbers)
        yield from full.on_the_way(quota, words, numbers)
        yield from _unstaffed_work(quota, words)


def _street(quota: Quota, words: Words, numbers: Numbers) -> Iterator[str]:
    over = [funnel for funnel in quota.funnels if funnel.overassignment != 1]
    if len(over) > 1:
        shares = ", ".join(f"{funnel.name} {numbers.percent(funnel.overassignment)}" for funnel in over)
        yield words.text("Over-assigned: {list}.", list=shares)
    else:
        yield from full.street(quota, words, numbers)


def _shortages(quota: Quota, capacities: tuple[Capacity, ...], words: Words, numbers: Numbers) -> Iterator[str]:
    """Hours that lack over the period, or in the worst of its weeks, and the people who would bring them."""
    short = [capacity for capacity in capacities if capacity.total.free < 0 or not capacity.fits]
    if len(short) > 1:
        lacks = ", ".join(_shortage(capacity, quota, words, numbers) for capacity in short)
        yield words.text("Short of hours: {list}.", list=lacks)
        return
    for capacity in short:
        yield from full.shortage(capacity, full.advice_for(quota, capacity.segment), words, numbers)


def _shortage(capacity: Capacity, quota: Quota, words: Words, numbers: Numbers) -> str:
    segment = words.name(capacity.segment)
    if capacity.total.free < 0:
        what = f"{segment} {numbers.count(full.missing_hours(capacity.total))}"
    else:
        load = capacity.tightest
        hours = numbers.count(ceil(-load.free))
        what = words.text("{segment} {hours} in {week}", segment=segment, hours=hours, week=load.period.label)
    people = full.advice_for(quota, capacity.segment).people
    if people is None:
        return what
    return words.plural(
        "{what} ({people} more person)",
        "{what} ({people} more people)",
        people,
        what=what,
        people=numbers.count(people),
    )


def _lead_times(quota: Quota, leads: tuple[Lead, ...], words: Words, numbers: Numbers) -> Iterator[str]:
    """The last day for what enters the top of each funnel."""
    timed = [lead for lead in leads if lead.time.cycle and lead.time.fits]
    alone = [lead for lead in leads if lead not in timed] if len(timed) > 1 else leads
    for lead in alone:
        yield from full.paragraph(full.lead_time(lead, quota, words, numbers))
    if len(timed) > 1:
        for end in dict.fromkeys(lead.end for lead in timed):
            tops = ", ".join(_top(lead, words, numbers) for lead in timed if lead.end == end)
            yield words.text("To close by {end}, the last must be in by: {list}.", end=numbers.day(end), list=tops)
        early = [text for lead in timed for text in _early(lead, quota, numbers)]
        if early:
            yield words.text(
                "Due before a deal of new work can close, and not expected from what is open: {list}.",
                list=", ".join(early),
            )


def _early(lead: Lead, quota: Quota, numbers: Numbers) -> Iterator[str]:
    if lead.uncovered:
        amount = full.rounded_money(lead.uncovered, quota, numbers)
        yield f"{lead.funnel} {amount} ({numbers.day(lead.first_close)})"


def _top(lead: Lead, words: Words, numbers: Numbers) -> str:
    return f"{words.names(lead.stages[0], 2)} ({lead.funnel}) {numbers.day(lead.time.stages[0].latest)}"


def _unstaffed_work(quota: Quota, words: Words) -> Iterator[str]:
    tasks = quota.assignment.unstaffed if quota.assignment else ()
    segments = list(dict.fromkeys(task.segment for task in tasks))
    if len(segments) > 1:
        names = ", ".join(map(words.name, segments))
        yield words.text("Nobody is at work when something is due; it is scheduled all the same: {list}.", list=names)
    else:
        yield from full.unstaffed_work(quota, words)
