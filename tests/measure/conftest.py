"""A plan with the records of three hundred deals beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.records.world import ACTIVITY_COLUMNS, DEAL_COLUMNS, HISTORY_COLUMNS, made, write

PLAN = """\
salesplan: 1
title: January
currency: EUR
period: 2027-01
goals:
  - {name: New revenue, metric: revenue, target: 90000}
team:
  sales: {members: [{name: Ana}, {name: Bo}]}
  prospecting: {members: [{name: Cleo}, {name: Dan}]}
funnels:
  - name: new
    deal_value: 30000   # what Paul says
    stages:
      - name: prospect
        conversion: 1/20   # a guess
        actions:
          prospecting: {call: 3}
      - name: opportunity
        conversion: 1/4
        actions:
          sales: {meeting: 1}
      - {name: proposal, conversion: 50%}   # on one line
records: {deals: deals.csv, activities: activities.csv, history: history.csv}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    world = made(seed=11, deals=300)
    write(tmp_path / "deals.csv", DEAL_COLUMNS, world.deals)
    write(tmp_path / "activities.csv", ACTIVITY_COLUMNS, world.activities)
    write(tmp_path / "history.csv", HISTORY_COLUMNS, world.history)
    (tmp_path / "salesplan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path
