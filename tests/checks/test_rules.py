"""Every rule across the plan: a plan that breaks it and what is said, and plans that break none."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from salesplan import checks
from salesplan.base.finding import Finding
from salesplan.checks import CHECKS, check
from salesplan.reading.plan import Reading, read_plan, read_plan_text
from salesplan.report.findings import as_text
from tests.checks.cases import CASES, HEAD
from tests.golden import golden

ROOT = Path(__file__).parent.parent.parent
MAKERS = {"error", "warning", "_again"}
CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def read(text: str) -> Reading:
    reading = read_plan_text(HEAD + text.lstrip("\n"), "salesplan.yaml")
    assert reading.plan, as_text(reading.findings, reading.sources)
    return reading


def findings(text: str) -> tuple[Finding, ...]:
    reading = read(text)
    assert reading.plan
    return check(reading.plan, reading.locate)


@pytest.mark.parametrize("code", CASES)
def test_a_broken_rule_is_explained(code: str) -> None:
    reading = read(CASES[code])
    assert reading.plan
    found = check(reading.plan, reading.locate)
    assert {finding.code for finding in found} == {code}
    for finding in found:
        assert finding.hint, finding
        assert finding.span.line > 2, finding
        assert all(span.line > 2 for span, _ in finding.related), finding
    golden(f"findings/{code}.txt", as_text(found, reading.sources))


def test_every_code_has_its_case() -> None:
    made = set()
    for path in Path(checks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                values = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
                made |= {value for value in values if isinstance(value, str) and CODE.fullmatch(value)}
    assert made - {"needs-key"} == set(CASES)


def test_every_rule_is_in_the_tuple() -> None:
    rules = set()
    for path in set(Path(checks.__file__).parent.glob("[a-z]*.py")) - {Path(checks.__file__).parent / "needs.py"}:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and [arg.arg for arg in node.args.args] == ["plan", "locate"]:
                rules.add((path.stem, node.name))
    listed = [(rule.__module__.rpartition(".")[2], rule.__name__) for rule in CHECKS]
    assert sorted(listed) == sorted(rules)


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_good_plan_gives_no_finding(path: Path) -> None:
    reading = read_plan(path)
    assert reading.plan
    assert as_text(check(reading.plan, reading.locate), reading.sources) == ""


GOOD = {
    "segments that only funnels name, without a team": """
funnels:
  - {name: a, stages: [{name: prospect, sourced_by: marketing, actions: {sales: {call: 1}}}]}
""",
    "the same stage in two funnels": """
funnels:
  - {name: a, stages: [{name: prospect}]}
  - {name: b, stages: [{name: prospect}]}
""",
    "thirds": """
funnels:
  - {name: a, share: 1/3}
  - {name: b, share: 1/3}
  - {name: c, share: 1/3}
""",
    "a funnel with a goal of its own takes no share": """
goals:
  - {name: all, metric: deals, target: 12}
  - {name: own, metric: deals, target: 12, funnel: b}
funnels:
  - {name: a, share: 100%}
  - {name: b}
""",
    "an earlier goal is a mark on the way": """
period: 2027-01
goals:
  - {name: half, metric: deals, target: 6, by: 2027-01-15}
  - {name: all, metric: deals, target: 12}
funnels:
  - {name: a}
""",
    "conversions as their evidence rounds": """
funnels:
  - name: a
    stages:
      - {name: b, conversion: 5%, evidence: 12 of 240}
      - {name: c, conversion: 5.1%, evidence: 12 of 235}
      - {name: d, conversion: 1/20, evidence: 12 of 241}
      - {name: e, conversion: 0.333, evidence: 1 of 3}
      - {name: f, conversion: 7/90, evidence: 14 of 180}
""",
    "everybody paid once for each thing": """
currency: EUR
team: {sales: {members: [{name: Ada}, {name: Bo}]}, prospecting: {headcount: 2}}
compensation:
  - {name: x, for: [Ada], tiers: [{to: 100%, rate: 8%}, {to: 120%, rate: 10%}, {rate: 12%}]}
  - {name: y, for: [Bo, prospecting], quota: 100, tiers: [{to: 50, rate: 8%}, {to: 100%, rate: 9%}, {rate: 10%}]}
  - {name: z, for: [sales], measure: margin, cap: 1000, floor: 10}
""",
    "people, departments and segments may be named": """
currency: EUR
team: {sales: {members: [{name: Ada}]}}
alignment: [{department: marketing}]
funnels: [{name: a, stages: [{name: prospect, sourced_by: marketing, actions: {sales: {call: 1}}}]}]
training: [{topic: t, for: [sales, Ada, marketing], measure: call}]
budget: {limit: 110, contingency: 10%, lines: [{item: i, amount: 100, segment: marketing}]}
""",
    "milestones on days and dates in order": """
period: 2027-Q1
milestones:
  - {title: a, day: 30}
  - {title: b, on: 2027-01-30}
  - {title: c, day: 90}
""",
    "a fiscal year said and meant": """
period: FY2027-Q1
calendar: {fiscal_year_starts: 4}
goals: [{name: a, metric: win_rate, target: 30%, by: 2026-06-30}]
""",
    "scenarios by names with dots, by places and into maps": """
currency: EUR
funnels:
  - name: S.r.l. clients
    stages: [{name: prospect, conversion: 1/4, actions: {sales: {call: 3}}}]
team: {sales: {headcount: 2}}
compensation: [{name: x, tiers: [{to: 100%, rate: 8%}, {rate: 9%}]}]
scenarios:
  one: {funnels.S.r.l. clients.stages.prospect.conversion: 0.2, team.sales.headcount: 3}
  two: {funnels.1.stages.1.actions.sales.call: 4, compensation.x.tiers.2.rate: 12%, funnels.1.deal_value: 20 to 30}
""",
    "an engine without a password": """
records: {deals: deals, engine: "postgresql://ada@db.example.com:5432/crm"}
""",
    "a prospect list with what it needs": """
records: {deals: d.csv, activities: a.csv, history: h.csv, prospects: p.csv}
""",
    "a framework of the team's own": """
process: {qualification: {framework: ours, questions: {fit: []}}}
""",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_gives_no_finding(name: str) -> None:
    assert [(finding.code, finding.message) for finding in findings(GOOD[name])] == []


def test_findings_stand_in_the_order_of_the_file() -> None:
    lines = [finding.span.line for finding in findings(CASES["unknown-segment"])]
    assert lines == sorted(lines)
    assert len(lines) > 2
