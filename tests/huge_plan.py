"""Large plans for the tests of speed and size, made by code."""

from __future__ import annotations

from collections.abc import Iterator

HEAD = """\
salesplan: 1
title: A year of {reps} reps
currency: EUR
period: 2027
calendar: {{country: FR}}
goals:
  - {{name: Revenue, metric: revenue, target: {target}}}
actions:
  call: {{minutes: 6}}
  meeting: {{minutes: 60}}
  proposal: {{minutes: 90}}
team:
  marketing: {{headcount: 4}}
  prospecting:
    members:
{prospecting}
  sales:
    members:
{sales}
funnels:
  - name: acquisition
    share: 70%
    deal_value: 20000 to 45000
    overassignment: 110%
    stages:
      - name: prospect
        sourced_by: marketing
        conversion: 1/20
        days: 14
        actions: {{prospecting: {{call: 3}}}}
      - name: opportunity
        conversion: 1/4
        days: 45
        actions: {{sales: {{call: 8, meeting: 1, proposal: 2}}}}
  - name: renewal
    share: 30%
    deal_value: 12000
    stages:
      - name: review
        sourced_by: sales
        conversion: 60%
        days: 30
        actions: {{sales: {{call: 2, meeting: 1}}}}
"""


def _members(segment: str, count: int) -> str:
    """One line a person; every fourth joins during the year and ramps up, every third takes a fortnight off."""
    return "\n".join(
        f"      - {{name: {segment} {number:03}"
        + (f", starts: 2027-{number % 12 + 1:02}-01, ramp: [0%, 25%, 50%, 75%, 100%]" if number % 4 == 0 else "")
        + (f", time_off: [2027-{number % 12 + 1:02}-08 to 2027-{number % 12 + 1:02}-19]" if number % 3 == 0 else "")
        + "}"
        for number in range(1, count + 1)
    )


def year_of(reps: int = 40) -> str:
    """A plan of twelve months with this many people in two segments, two funnels and a public-holiday calendar."""
    half = reps // 2
    return HEAD.format(
        reps=reps,
        target=reps * 300_000,
        prospecting=_members("Prospector", half),
        sales=_members("Seller", reps - half),
    )


def _sections() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"  - name: Strategy {number}\n    summary: What the team does in week {number}.\n"
        yield f"    techniques: [call {number}, write {number}]\n    owner: Owner {number % 7}\n"


def of_lines(lines: int) -> str:
    """A valid plan of at least this many lines: the worked funnel, then one strategy after the other."""
    text = [year_of(4), "strategies:\n"]
    count = sum(part.count("\n") for part in text)
    for section in _sections():
        if count >= lines:
            break
        text.append(section)
        count += 2
    return "".join(text)
