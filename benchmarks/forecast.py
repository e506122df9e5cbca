"""A million futures, sampled in chunks, against the one-shot way with numpy: time and peak memory, as ratios.

Run `python benchmarks/forecast.py`. Each way runs in a process of its own, on one thread, several times in turn.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from statistics import median

TRIALS, TURNS = 1_000_000, 3
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
GROUPS = ((4, 9, 12), (2, 20, 60), (9, 9, 8), (3, 3, 4))
"""Beta(a, b) and how many open deals have that rate; amounts are 1,000 times their number."""
NEW, SPREAD, MOOD, TARGET = 6.0, 0.3, 0.2, 400_000.0


def one_shot() -> float:
    """All trials as arrays: what one writes first."""
    import numpy as np

    random = np.random.default_rng(1)
    factor = np.exp(random.normal(-(MOOD**2) / 2, MOOD, TRIALS))
    total = np.zeros(TRIALS)
    for a, b, many in GROUPS:
        rate = random.beta(a, b, TRIALS)
        rate = rate * factor / (1 - rate + rate * factor)
        won = random.random((TRIALS, many)) < rate[:, None]
        total += won @ (1_000.0 * np.arange(1, many + 1))
    new = random.poisson(NEW * factor * random.gamma(1 / SPREAD, SPREAD, TRIALS))
    total += new * 20_000.0
    return float(np.mean(total >= TARGET))


def chunked() -> float:
    """The same outlook, as `forecast --trials` samples it."""
    from salesplan.progress.forecast.arrivals import Arrivals
    from salesplan.progress.forecast.outlook import Open, Outlook
    from salesplan.progress.forecast.sampling import sampled
    from salesplan.progress.forecast.shock import SPREADS, Shock

    groups = tuple(Open(a, b, tuple((1_000.0 * place, 1) for place in range(1, many + 1))) for a, b, many in GROUPS)
    shock = Shock(tuple(float(spread == MOOD) for spread in SPREADS))
    outlook = Outlook(0.0, groups, Arrivals(NEW, SPREAD), shock, ((20_000.0, 1.0),))
    return sampled(outlook, TRIALS, 1, TARGET).reaches(TARGET)


def run(way: str) -> tuple[float, float, float]:
    """Seconds, MiB at the peak beyond importing, and the answer of one way in its own process."""
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run([sys.executable, __file__, way], capture_output=True, text=True, check=True, env=environment)
    seconds, memory, chance = json.loads(done.stdout)
    return seconds, memory, chance


def main() -> None:
    """Print both ways and their ratios."""
    found = {way: [run(way) for _ in range(TURNS)] for way in ("one_shot", "chunked")}
    for way, runs in found.items():
        seconds, memory, chance = (median(each) for each in zip(*runs, strict=True))
        print(f"{way:9s} {seconds:6.2f} s {memory:7.0f} MiB  P(target) {chance:.4f}")
    time_ratio, memory_ratio = (
        median(one[place] for one in found["chunked"]) / median(one[place] for one in found["one_shot"])
        for place in (0, 1)
    )
    print(f"ratio     {time_ratio:6.2f}   {memory_ratio:7.2f}      (at most 0.65 and 0.20)")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        begun = time.process_time()
        answer = globals()[sys.argv[1]]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([time.process_time() - begun, peak, answer]))
    else:
        main()
