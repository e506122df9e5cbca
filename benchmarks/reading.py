"""How long a plan of 20,000 lines takes to read and to validate, as a ratio of plain `yaml.load(CSafeLoader)`.

Run it with: python benchmarks/reading.py [--check]. The measurements are interleaved; each ratio is the median of the
ratios of one round each. With --check it ends with exit code 1 where a limit is passed.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

import yaml

from salesplan.reading.collector import collector_paused
from salesplan.reading.parse import parse
from salesplan.reading.plan import read_plan_text
from salesplan.reading.source import Source

ROUNDS = 15
LIMITS = {"nodes": 1.1, "plan": 1.3}
HEAD = "salesplan: 1\ntitle: A long plan\ncurrency: EUR\nperiod: 2027-01\nfunnels:\n"
FUNNEL = """\
  - name: acquisition {number}
    share: 70%
    deal_value: 30000
    overassignment: 110%
    stages:
      - name: prospect
        sourced_by: marketing
        conversion: 1/20
        evidence: 12 of 240
        days: 14   # mean
        actions:
          prospecting: {{call: 3}}
      - name: opportunity
        conversion: 0.{number:04}1
        actions:
          sales: {{call: 8, meeting: 1, proposal: 2}}
"""


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes, with nothing left over from before."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def nodes(text: str) -> object:
    """Read into nodes and plain values, as the reader does it."""
    with collector_paused():
        return parse(Source("plan", text))


def main() -> int:
    """Measure, print, compare with the limits."""
    text = HEAD + "".join(FUNNEL.format(number=number) for number in range(1, 1251))
    assert read_plan_text(text).plan is not None  # noqa: S101  (a benchmark of failures would tell nothing)
    works: dict[str, Callable[[], object]] = {
        "load": lambda: yaml.load(text, Loader=yaml.CSafeLoader),
        "nodes": lambda: nodes(text),
        "plan": lambda: read_plan_text(text),
    }
    rounds = [{name: seconds(work) for name, work in works.items()} for _ in range(ROUNDS)]
    print(f"{text.count(chr(10))} lines, yaml.load: {statistics.median(one['load'] for one in rounds) * 1000:.0f} ms")
    slow = False
    for name, limit in LIMITS.items():
        ratio = statistics.median(one[name] / one["load"] for one in rounds)
        slow = slow or ratio > limit
        print(f"{name}: {ratio:.2f} of yaml.load (limit {limit})")
    return int(slow and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
