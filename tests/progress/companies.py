"""Made-up companies of many kinds, to see whether ranges hold what they promise where nothing was tuned to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp, log
from random import Random

from msgspec import Struct

from salesplan.records.count.ledger import Deal, Entry, Ledger
from salesplan.records.question import Path
from salesplan.records.recognise.crm_words import State

FIRST = date(2023, 1, 2)
STAGES = ("demo", "offer", "talks")


class Company(Struct, frozen=True):
    """How a company sells: new deals a month, growth a year, mean days to a decision, and what is odd about it.

    `rush` is the share of decisions that are put off to the last two weeks of a quarter, `tail` the spread of the
    logarithm of amounts, `moods` that of the odds from quarter to quarter; `bulk` is the share of deals entered in
    batches, and `renamed` says that the stages got other names half-way.
    """

    name: str
    monthly: float = 25.0
    growth: float = 0.0
    days: float = 60.0
    win_rate: float = 0.3
    years: float = 3.0
    rush: float = 0.0
    tail: float = 0.6
    moods: float = 0.15
    bulk: float = 0.0
    history: bool = True
    renamed: bool = False


COMPANIES = (
    Company("steady"),
    Company("growing", growth=0.6),
    Company("shrinking", growth=-0.35),
    Company("quarter-end", rush=0.6),
    Company("heavy tails", tail=1.5),
    Company("moody", moods=0.5),
    Company("thin", monthly=4),
    Company("short history", years=1.0),
    Company("deals file only", history=False, rush=0.3),
    Company("entered in bulk", bulk=0.7),
    Company("renamed stages", renamed=True),
    Company("long cycle", days=200, monthly=12),
)


def ledger_of(company: Company, seed: int) -> Ledger:
    """All that ever happened to the company's deals, as an export of its last day has it."""
    random = Random(f"{company.name}{seed}")  # noqa: S311  (a made-up company)
    last = FIRST + timedelta(days=int(365 * company.years))
    moods: dict[tuple[int, int], float] = {}
    births = enumerate(_births(company, random, last))
    deals = [_deal(company, random, moods, one, last) for one in births]
    paths = (Path("", STAGES),)
    return Ledger(last, paths, tuple(deals), has_history=company.history, taken=(), intakes=())


def _births(company: Company, random: Random, last: date) -> list[date]:
    found: list[date] = []
    day = 0.0
    while True:
        rate = company.monthly / 30 * (1 + company.growth) ** (day / 365)
        day += random.expovariate(rate)
        born = FIRST + timedelta(days=int(day))
        if born > last:
            return sorted(found)
        if random.random() < company.bulk:
            born = min(last, born + timedelta(days=30 - born.day % 30))
        found.append(born)


def _deal(
    company: Company, random: Random, moods: dict[tuple[int, int], float], birth: tuple[int, date], last: date
) -> Deal:
    number, born = birth
    lasts = max(1, int(random.lognormvariate(log(company.days) - 0.32, 0.8)))
    closed = _rushed(company, random, born + timedelta(days=lasts))
    mood = moods.setdefault((closed.year, (closed.month - 1) // 3), random.gauss(0, company.moods))
    odds = company.win_rate / (1 - company.win_rate) * exp(mood)
    won = random.random() < odds / (1 + odds)
    depth = len(STAGES) if won else random.randrange(1, len(STAGES) + 1)
    lasts = (closed - born).days
    days = [born + timedelta(days=int(lasts * place / depth)) for place in range(depth)]
    decided = closed <= last
    entries = tuple(
        Entry(place, STAGES[place], datetime.combine(day, time())) for place, day in enumerate(days) if day <= last
    )
    if company.renamed and born < FIRST + timedelta(days=int(365 * company.years / 2)):
        entries = tuple(Entry(None, f"old {each.text}", each.at) for each in entries)
    if not company.history:
        entries = ()
    state = (State.WON if won else State.LOST) if decided else State.OPEN
    return Deal(
        id=str(number), name="", owner=f"Rep {number % 4}", account="", funnel="", stage_text="", status="",
        state=state, path=0, stage=min(depth, len(STAGES)) - 1, currency="",
        amount=Decimal(max(100, round(random.lognormvariate(9, company.tail)))),
        created=born, closed=closed if decided else None, expected_close=None, last_activity=None, entries=entries,
    )  # fmt: skip


def _rushed(company: Company, random: Random, day: date) -> date:
    """Some decisions wait for the last two weeks of the quarter."""
    if random.random() >= company.rush:
        return day
    end = date(day.year + (day.month > 9), (day.month - 1) // 3 * 3 + 4 if day.month <= 9 else 1, 1)
    return max(day, end - timedelta(days=1 + random.randrange(14)))
