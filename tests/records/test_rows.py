from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from salesplan.records.book import opened
from salesplan.records.question import Path as Funnel
from salesplan.records.rows import deals_of, work_of
from salesplan.records.words import State
from tests.records.test_engines import TWINS, WORLD, from_files
from tests.records.world import STAGES


def test_every_deal_once_with_its_figures(tmp_path: Path) -> None:
    with opened(from_files(TWINS, tmp_path)) as book:
        found = {deal.id: deal for deal in deals_of(book, (Funnel("new", STAGES),))}
    assert len(found) == len(WORLD.deals)
    for ident, _, owner, _, stage, status, amount, *_ in WORLD.deals:
        deal = found[str(ident)]
        assert (deal.owner, deal.state) == (owner, State(str(status)))
        assert deal.stage == (stage if stage in STAGES else "")
        assert deal.amount == (None if amount is None else Decimal(str(amount)))
        assert (deal.closed is None) == (deal.state not in {State.WON, State.LOST})


def test_work_adds_up_to_the_activities_of_the_days(tmp_path: Path) -> None:
    since, until = date(2026, 3, 1), date(2026, 4, 30)
    with opened(from_files(TWINS, tmp_path)) as book:
        found = work_of(book, since, until)
    wanted: Counter[tuple[date, object, object, object]] = Counter()
    for _, when, owner, action, result, _, _, _, count in WORLD.activities:
        assert isinstance(when, datetime)
        assert isinstance(count, int)
        if since <= when.date() <= until:
            wanted[when.date(), owner, action, result] += count
    assert Counter({(one.day, one.owner, one.action, one.result): one.actions for one in found}) == wanted
