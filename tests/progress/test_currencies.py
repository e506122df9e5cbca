"""Amounts in several currencies never stand in one sum, whichever command looks at them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from salesplan.base.finding import Unreadable
from salesplan.cli import app

PLAN = """\
salesplan: 1
title: Two currencies
{currency}
period: 2026
goals: [{{name: Revenue, metric: revenue, target: 1000}}]
funnels:
  - name: sales
    deal_value: 100
    stages: [{{name: offer, conversion: 1/2, actions: {{sales: {{call: 1}}}}}}]
team: {{sales: {{headcount: 1}}}}
"""
DEALS = """\
Deal ID,Account,Status,Amount,Currency,Created,Closed
1,Acme,Won,100,EUR,2026-01-05,2026-02-05
2,Beta,Won,5000,usd,2026-01-06,2026-02-06
3,Gamma,Won,300,eur,2026-01-07,2026-02-07
4,Delta,Lost,400,EUR,2026-01-08,2026-02-08
5,Acme,Open,700,EUR,2026-03-01,
6,Beta,Open,9000,USD,2026-03-02,
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    Path("deals.csv").write_text(DEALS, encoding="utf-8")

    def answer(command: str, currency: str = "currency: EUR", *options: str) -> dict[str, Any]:
        Path("plan.yaml").write_text(PLAN.format(currency=currency), encoding="utf-8")
        arguments = [command, "plan.yaml", "--deals", "deals.csv", "--format", "json", *options]
        found: dict[str, Any] = json.loads(CliRunner().invoke(app, arguments, catch_exceptions=False).stdout)
        return found

    return answer


def test_the_mean_deal_is_of_the_deals_whose_amount_counts(run: Any) -> None:
    found = {one["metric"]: one for one in run("kpi")["kpis"]}
    assert found["revenue"]["value"] == 400
    assert found["average_deal"]["value"] == 200  # (100 + 300) / 2, though three deals are won
    assert found["revenue_per_account"]["value"] == 200
    assert found["deals"]["value"] == 3
    assert run("kpi")["other_currency"] == 1


def test_a_forecast_leaves_deals_in_other_currencies_out(run: Any) -> None:
    found = run("forecast")
    assert found["components"]["won"] == 400
    assert found["method"]["other_currency"] == 2
    assert found["method"]["open_deals"] == 1


def test_pace_and_pipeline_say_what_counts_for_nothing(run: Any) -> None:
    assert run("track")["revenue"]["won"] == 400
    assert run("track")["other_currency"] == 1
    assert run("pipeline")["open"]["amount"] == 700


@pytest.mark.parametrize("command", ["pipeline", "forecast", "kpi", "track"])
def test_where_no_plan_says_which_currency_counts_nothing_is_added(run: Any, command: str) -> None:
    with pytest.raises(Unreadable, match=r"several currencies, which do not add up: EUR \(4\), USD \(2\)"):
        run(command, "")
