"""The JSON Schema for editors: complete, in draft-07, and of one mind with the tool."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from salesplan.reading.plan import read_plan, read_plan_text
from salesplan.reading.schema import plan_schema, schema_text
from salesplan.report.findings import as_text
from tests.checks.cases import CASES, HEAD
from tests.shell import salesplan

ROOT = Path(__file__).parent.parent
SCHEMA = plan_schema()
VALIDATOR = Draft7Validator(SCHEMA)


class Core(yaml.CSafeLoader):
    """YAML 1.2's core schema, as editors read files: an oracle apart from the tool's own reader."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
Core.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))


def valid_for_editors(text: str) -> bool:
    return not any(VALIDATOR.iter_errors(yaml.load(text, Core)))  # noqa: S506  (a safe loader)


def valid_for_us(text: str) -> bool:
    return read_plan_text(text, "plan").plan is not None


FRAGMENTS = """
expected_attainment: 85%
expected_attainment: 85
team: {sales: {headcount: 2, attrition: 15%, time_to_fill: 90 days, ramp: [0%, 50%, 100%], expected_attainment: 80%}}
team: {sales: {headcount: 2, time_to_fill: soon}}
team: {sales: {headcount: 2, sells: true}, marketing: {sells: false}}
team: {sales: {headcount: 2, sells: maybe}}
team: {sales: {headcount: 2, sells: 1}}
territories: {accounts: a.csv, balance: [potential, accounts], tolerance: 5%, apart: [[A, B]], together: family}
territories: {accounts: a.csv, columns: {account: Kunde}, keep: [A], move_at_most: 20%, team: sales}
territories: {balance: [size]}
territories: {accounts: a.csv, apart: [[A]]}
territories: {accounts: a.csv, tolerance: 5}
company: Example
company: 5
company: ""
company: "  "
company:
company: [a]
owner: {name: a}
qouta: 3
x-own: {anything: [1, null]}
kind: general
kind: 30-60-90
kind: sales
goals: [{name: a, metric: revenue, target: 1/0}]
language: fr
language: de
currency: EUR
currency: eur
currency: XYZ
period: 2027
period: "2027"
period: 2027-01
period: 2027-13
period: 2027-Q1
period: 2027-Q5
period: FY2027-H1
period: FY2027-01
period: 1899
period: 2101-Q1
period: {start: 2027-01-04, end: 2027-03-26}
period: {start: 2027-01-04}
period: {start: 2027-01-04, end: 2027-03-26, x-why: b}
period: {start: 2027-01-04, end: 2027-03-26, length: 3}
period: true
calendar: {workdays: [mon, tue]}
calendar: {workdays: []}
calendar: {workdays: [monday]}
calendar: {workdays: mon}
calendar: {fiscal_year_starts: 13}
calendar: {fiscal_year_starts: 4.0}
calendar: {fiscal_year_starts: 4.5}
calendar: {closed: [2027-01-04, 2027-02-01 to 2027-02-12]}
calendar: {closed: [4 January]}
calendar: {country: NO}
calendar: {region: 57}
goals: []
goals: {}
goals: [{name: a, metric: revenue, target: 90000}]
goals: [{name: a, metric: revenue, target: 30%, baseline: 1/4, by: 2027-01-31, owner: b, funnel: c, x-d: e}]
goals: [{name: a, metric: revenue}]
goals: [{name: a, metric: revenue, target: -1}]
goals: [{name: a, metric: revenue, target: 150%}]
goals: [{name: a, metric: revenue, target: 90k}]
goals: [{name: a, metric: revenue, target: 1000000000000000}]
goals: [{name: a, metric: revenue, target: true}]
goals: [revenue]
situation: {summary: a, sales: {last_year: 5.5}, strengths: [a], obstacles: [b], resources: [c]}
situation: {sales: 5}
market: {segments: [a, {name: b, size: 500, needs: [c]}, {name: d, size: many}], personas: [e], regions: [{name: f, costs: 5}]}
market: {segments: [{size: 500}]}
market: {segments: [{name: b, size: 5.5}]}
market: {segments: [5]}
market: {competitors: [{name: a, answer: b, weakness: c}]}
swot: {strengths: [a], weaknesses: [], opportunities: [], threats: []}
swot: {strength: [a]}
strategies: [{name: a, techniques: [b], owner: c, summary: d}]
team: {sales: {}}
team: {sales: {members: [{name: a, starts: 2027-01-18, ramp: [0%, 0.5, 1], hours_per_week: 35, quota_share: 40%}]}}
team: {sales: {members: [a]}}
team: {sales: {members: {name: a}}}
team: {sales: {members: 5}}
team: {sales: {headcount: 3, rhythm: {daily: [a], weekly: [b], monthly: [c]}}}
team: {sales: {headcount: -3}}
team: {sales: {headcount: 2.5}}
team: {sales: 3}
team: {x-note: 3}
team: [sales]
team: {sales: {members: [{name: a, time_off: [2027-01-25, 2027-02-01 to 2027-02-12]}]}}
team: {sales: {members: [{name: a, hours_per_week: 100}]}}
team: {sales: {members: [{name: a, ramp: [101%]}]}}
team: {sales: {members: [{name: a, quota_share: 0%}]}}
actions: {call: {minutes: 6, results: [answered, no answer], color: "#3b82f6", icon: phone}}
actions: {call: {minutes: 0}}
actions: {call: {color: blue}}
actions: {call: 6}
opening: records
opening: deals
funnels: [{name: a, stages: [{name: b, open: 14}]}]
funnels: [{name: a, stages: [{name: b, open: -1}]}]
funnels: [{name: a, share: 70%, deal_value: 20000 to 45000, overassignment: 110%, stages: []}]
funnels: [{share: 70%}]
funnels: [{name: a, share: 0}]
funnels: [{name: a, share: 0%}]
funnels: [{name: a, share: 0.00%}]
funnels: [{name: a, share: 0/5}]
funnels: [{name: a, share: 1/0}]
funnels: [{name: a, share: 100%}]
funnels: [{name: a, share: 100.0%}]
funnels: [{name: a, share: 100.1%}]
funnels: [{name: a, share: 00050%}]
funnels: [{name: a, share: 1}]
funnels: [{name: a, share: 1.5}]
funnels: [{name: a, share: 25}]
funnels: [{name: a, share: 25 %}]
funnels: [{name: a, share: "0.5"}]
funnels: [{name: a, share: 5e-1}]
funnels: [{name: a, share: nan%}]
funnels: [{name: a, overassignment: 1000%}]
funnels: [{name: a, overassignment: 1001%}]
funnels: [{name: a, overassignment: 11}]
funnels: [{name: a, deal_value: 0}]
funnels: [{name: a, deal_value: "5000"}]
funnels: [{name: a, deal_value: "5,000"}]
funnels: [{name: a, deal_value: 5 to x}]
funnels: [{name: a, stages: [{name: b, conversion: 1/20, evidence: 12 of 240, days: 14, exit_when: c}]}]
funnels: [{name: a, stages: [{name: b, evidence: assumed}, {name: c, evidence: 12 of 240 on 2026-11-22}]}]
funnels: [{name: a, stages: [{name: b, evidence: 12/240}]}]
funnels: [{name: a, stages: [{name: b, evidence: 0 of 0}]}]
funnels: [{name: a, stages: [{name: b, buyer_journey: later}]}]
funnels: [{name: a, stages: [{name: b, actions: {sales: {call: 3, x-c: d}}}]}]
funnels: [{name: a, stages: [{name: b, actions: {sales: {call: 0}}}]}]
funnels: [{name: a, stages: [{name: b, actions: {sales: [call]}}]}]
funnels: [{name: a, stages: [{name: b, actions: {sales: {call: 3%}}}]}]
seasonality: {2027-01: 30%, 2027-02: 70%}
seasonality: {of: work, 2027-01: 30%, 2027-02: 70%}
seasonality: {of: revenue, 2027-01: 100%}
seasonality: {of: calls, 2027-01: 100%}
seasonality: {off: work}
next: same
next: {target: 400000}
next: {target: 0}
next: {goal: 5}
next: other
next: 400000
seasonality: {January: 30%}
seasonality: {2027-13: 30%}
seasonality: {2027-01: 0}
process: {steps: [a, {name: b, owner: c}], stale_after: 14 days, cadence: {follow_ups: 3, channels: 2, messages: 1}}
process: {stale_after: 14}
process: {stale_after: 0}
process: {stale_after: 2 fortnights}
process: {stale_after: 000 days}
process: {cadence: {follow_ups: -1}}
process: {qualification: {framework: BANT, questions: {budget: [a]}}, objections: [{about: b}], scripts: [{name: c}]}
process: {qualification: {questions: {budget: a}}}
milestones: [{day: 30, title: a, objectives: [b], measures: {call: 240, win_rate: 30%}, owner: c, phase: d}]
milestones: [{on: 2027-01-31, title: a}]
milestones: [{day: 0, title: a}]
milestones: [{day: 30}]
budget: {contingency: 10%, limit: 0, margin: 0, lines: [{item: a, amount: 4500, when: 2027-01, segment: b, category: c}]}
budget: {lines: [{item: a, amount: 1}], actuals: [{amount: 5, when: 2027-01-14, item: a, category: b, segment: c}]}
budget: {actuals: [{amount: 5, when: 2027-01}]}
budget: {actuals: [{when: 2027-01}]}
budget: {actuals: [{amount: 1, when: January}]}
funnels: [{name: a, kind: renewal}]
funnels: [{name: a, kind: renew}]
budget: {contingency: 110%}
budget: {lines: 5}
budget: {lines: [{item: a}]}
compensation: [{name: a, for: [b], base: 1, variable: 2, per: quarter, quota: 3, mode: cliff, tiers: [{to: 100%, rate: 8%}]}]
compensation: [{name: a, for_: [b]}]
compensation: [{name: a, tiers: [{to: 150000, rate: 4%}, {rate: 0%}], cap: 150%, draw: 500, clawback: 3 months}]
compensation: [{name: a, draw: {amount: 500, recoverable: false}, bonuses: [{name: b, amount: 5}], floor: 3}]
compensation: [{name: a, draw: {amount: 500, recoverable: no}}]
compensation: [{name: a, draw: yes}]
compensation: [{name: a, per: week}]
compensation: [{name: a, tiers: [{to: 0, rate: 4%}]}]
compensation: [{name: a, tiers: [{from: 0, to: 10, rate: 4%}, {from: 10, rate: 5%}]}]
compensation: [{name: a, tiers: [{from: -1, rate: 5%}]}]
alignment: [{department: a, needs: [b], gives: [c], rhythm: weekly, definitions: {lead: d}, handover: e}]
alignment: [{department: a, rhythm: often}]
alignment: [{department: a, definitions: {lead: 5}}]
tools: [{name: a, purpose: b}]
training: [{topic: a, for: [b], by: 2027-01-31, outcome: c, current: d, trainer: e, measure: f}]
training: [{topic: a, by: 31.01.2027}]
kpis: {nps: {promoters: 60, detractors: 15, answers: 120}, churn: {lost: 6, start: 100}}
kpis: {nps: {promoters: 60}}
kpis: {retention: {start: 0, expansion: 1, contraction: 1, churned: 1}}
compensation: [{name: a, rate: 5%, per: deal, draw: {amount: 1, per: week}, clawback: {within: 90 days, share: 50%}, prorate: true}]
compensation: [{name: a, quota: {Ada: 1000}, tiers: [{to: 100%, rate: 1%, per: point, mode: cliff}, {rate: 2%}]}]
compensation: [{name: a, quota: {Ada: 0}}]
compensation: [{name: a, override: {of: [sales]}}]
compensation: [{name: a, rate: 5%, per: year, paid: quarter, instalments: [{share: 50%}, {share: 50%, on: paid, after: 30 days}]}]
compensation: [{name: a, rate: 5%, paid: week}]
compensation: [{name: a, rate: 5%, instalments: [{share: 50%, on: delivery}]}]
tracking: {rhythm: {actions: weekly}, kpis: [{metric: win_rate, target: 30%}], adapt: a}
tracking: {rhythm: {actions: hourly}}
risks: [{risk: a, answer: b, owner: c}]
risks: [a]
records: {deals: data/deals.csv, activities: {path: a, columns: {id: Deal}, stages: {gagné: won}, delimiter: ";", decimal: ","}}
records: {deals: {columns: {id: Deal}}}
records: {deals: {path: a, decimal: "'"}}
records: {deals: {path: a, delimiter: ";;"}}
records: {deals: 5, history: b}
records: {engine: "postgresql://host/database"}
scenarios: {cautious: {a.b: 1/5, c.d: 0.25, e.f: 3}}
scenarios: {cautious: {a.b: [1]}}
scenarios: {cautious: {a: {b: 1}}}
scenarios: {cautious: 3}
""".strip().splitlines()  # noqa: E501  (a plan a line)

BEYOND = """
period: {start: 2027-03-26, end: 2027-01-04}
period: {start: 2027-02-30, end: 2027-03-26}
calendar: {closed: [2027-02-12 to 2027-02-01]}
funnels: [{name: a, share: 5/4}]
funnels: [{name: a, overassignment: 21/2}]
funnels: [{name: a, deal_value: 45000 to 20000}]
funnels: [{name: a, deal_value: 0 to 20000}]
funnels: [{name: a, stages: [{name: b, evidence: 13 of 12}]}]
team: {sales: {members: absent.csv}}
team: {sales: {headcount: 0123}}
""".strip().splitlines()
"""What no schema can say: how two numbers or dates compare, which days there are, other files, spellings of numbers."""

NOT_OF_FORM = {
    "01-duplicate-key",
    "06-thousands",
    "08-impossible-date",
    "13-alias-bomb",
    "24-period",
    "73-yaml-version",
    "80-members-from-file",
    "81-budget-from-file",
    "82-quote-end-in-table",
    "82-quote-in-table",
}
"""Bad files of which a schema sees nothing: how YAML is written, the same kinds as above, and what other files say."""


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_editors_and_the_tool_agree(fragment: str) -> None:
    assert valid_for_editors(HEAD + fragment) == valid_for_us(HEAD + fragment)


def test_the_corpus_has_good_and_bad_of_everything() -> None:
    judged = {fragment: valid_for_us(HEAD + fragment) for fragment in FRAGMENTS}
    for key in set(SCHEMA["properties"]) - {"salesplan", "title", "owner", "strategies", "tools"}:
        assert {good for fragment, good in judged.items() if fragment.startswith(f"{key}:")} == {True, False}, key


@pytest.mark.parametrize("fragment", BEYOND)
def test_what_only_the_tool_can_say(fragment: str) -> None:
    assert valid_for_editors(HEAD + fragment)
    assert not valid_for_us(HEAD + fragment)


@pytest.mark.parametrize("path", sorted((ROOT / "tests/reading/bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_editors_see_what_is_wrong_with_a_bad_file(path: Path) -> None:
    assert read_plan(path).plan is None or path.stem.startswith("21-")
    try:
        seen = not valid_for_editors(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError):
        seen = True
    assert seen != (path.stem in NOT_OF_FORM)


@pytest.mark.parametrize("code", CASES)
def test_what_the_rules_find_is_no_matter_of_form(code: str) -> None:
    assert valid_for_editors(HEAD + CASES[code])


@pytest.mark.parametrize(
    "text", ["title: a\n", "salesplan: 2\ntitle: a\n", 'salesplan: "1"\ntitle: a\n', "salesplan: 1\n"]
)
def test_a_plan_says_its_version_and_title(text: str) -> None:
    assert not valid_for_editors(text)
    assert not valid_for_us(text)


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_examples_are_valid_for_editors(path: Path) -> None:
    reading = read_plan(path)
    assert reading.plan, as_text(reading.findings, reading.sources)
    assert valid_for_editors(path.read_text(encoding="utf-8"))


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["share", "overassignment", "deal_value"]),
    st.from_regex(r"\A[0-9]{1,4}(\.[0-9]{1,3})?(%|/[0-9]{1,3}| to [0-9]{1,4})?\Z", fullmatch=True),
)
def test_numbers_and_rates_agree_but_for_fractions_and_ranges(key: str, written: str) -> None:
    text = f"{HEAD}funnels: [{{name: a, {key}: {written}}}]\n"
    if valid_for_us(text):
        assert valid_for_editors(text)
    elif not re.search(r"/| to |^0[0-9]|^[1-9][0-9]{0,2}\.[0-9]{3}$", written):
        assert not valid_for_editors(text)


def blocks(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield path, schema
        for key, below in schema.items():
            if key != "enum":
                yield from blocks(below, f"{path}/{key}")
    elif isinstance(schema, list):
        for number, below in enumerate(schema):
            yield from blocks(below, f"{path}/{number}")


def test_it_is_a_schema_of_draft_07() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$id" not in SCHEMA
    text = schema_text()
    for later in ("$defs", "prefixItems", "unevaluated", "dependentRequired", '"null"', r"\d"):
        assert later not in text, later


def test_references_lead_somewhere_and_stand_alone() -> None:
    references = [(path, each) for path, each in blocks(SCHEMA) if "$ref" in each and not path.endswith("/properties")]
    assert references
    for path, block in references:
        assert len(block) == 1, path
        assert block["$ref"].removeprefix("#/definitions/") in SCHEMA["definitions"], path


def test_every_key_is_described() -> None:
    for path, block in blocks(SCHEMA):
        if path.endswith("/properties"):
            for key, below in block.items():
                assert below.get("description", "").endswith((".", "}}", "}")), f"{path}/{key}"


def test_own_keys_may_stand_in_every_block() -> None:
    for path, block in blocks(SCHEMA):
        if block.get("type") == "object":
            assert block["patternProperties"] == {"^x-": {}}, path
            assert "additionalProperties" in block, path


def test_it_is_the_same_every_time(tmp_path: Path) -> None:
    first = salesplan(tmp_path, "schema", PYTHONHASHSEED="1")
    second = salesplan(tmp_path, "schema", "--output", "salesplan.schema.json", PYTHONHASHSEED="2")
    assert (first.code, first.err, second.code, second.out) == (0, "", 0, "")
    assert first.out == (tmp_path / "salesplan.schema.json").read_text(encoding="utf-8") == schema_text()
    assert json.loads(first.out) == SCHEMA
