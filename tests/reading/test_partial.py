"""Plans with mistakes: what else is wrong in them is said in the same run, and nothing that is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesplan.checks import check
from salesplan.model.part import Unread
from salesplan.reading.nodes import Entries, Items, Leaf, Node
from salesplan.reading.plan import Reading, read_plan_text
from salesplan.report.findings import as_text

HEAD = "salesplan: 1\ntitle: A plan\nperiod: 2027-01\ncurrency: EUR\n"
EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def codes(plan: str) -> list[str]:
    reading = read_plan_text(HEAD + plan)
    assert reading.plan is None
    assert reading.partial is not None
    return sorted(finding.code for finding in (*reading.findings, *check(reading.partial, reading.locate)))


BOTH = {
    "a rate beside shares that do not add up": (
        "funnels: [{name: a, share: 50%, stages: [{name: b, conversion: 25}]}, {name: c, share: 40%}]",
        ["bad-rate", "shares-sum"],
    ),
    "a misspelt key beside a name that comes twice": (
        "tools: [{name: a}, {name: A, purpos: b}]",
        ["name-twice", "unknown-key"],
    ),
    "an item without its name beside others": (
        "milestones: [{day: 5}, {day: 90, title: late}]",
        ["milestone-outside", "missing-key"],
    ),
    "one bad stage, and another of which the evidence differs": (
        "funnels: [{name: a, stages: [{name: b, conversion: x}, {name: c, conversion: 50%, evidence: 1 of 10}]}]",
        ["bad-rate", "evidence-differs"],
    ),
    "a line that is no YAML beside another block": (
        "company Ada\nmilestones: [{day: 90, title: late}]",
        ["milestone-outside", "missing-colon"],
    ),
    "an alias beside a goal that comes twice": (
        """
owner: *ada
goals: [{name: a, metric: deals, target: 3}, {name: b, metric: deals, target: 4}]
funnels: [{name: c}]
""",
        ["alias", "goal-twice"],
    ),
    "a segment that is misspelt, in a plan with a bad person": (
        """
team: {sales: {members: [{name: Ann, ramp: [2]}]}}
funnels: [{name: a, stages: [{name: b, actions: {sale: {call: 1}}}]}]
""",
        ["bad-rate", "unknown-segment"],
    ),
}


@pytest.mark.parametrize("name", BOTH)
def test_one_run_tells_all(name: str) -> None:
    plan, expected = BOTH[name]
    assert codes(plan) == expected


SILENT = {
    "a share that cannot be read": (
        "funnels: [{name: a, share: 50}, {name: b, share: 40%}]",
        ["bad-rate"],
    ),
    "a share whose key is misspelt": (
        "funnels: [{name: a, shar: 50%}, {name: b, share: 50%}]",
        ["unknown-key"],
    ),
    "a funnel that cannot be read": (
        "funnels: [nothing, {name: b, share: 50%}]",
        ["wrong-type"],
    ),
    "a list under a name of another language": (
        "goals: [{name: a, metric: deals, target: 3}]\nentonnoirs: [{name: a}]",
        ["unknown-key"],
    ),
    "a block that stands twice": (
        "seasonality: {2027-01: 50%}\nseasonality: {2027-01: 40%}",
        ["duplicate-key"],
    ),
    "a month that is none": ("seasonality: {2027-01: 50%, January: 50%}", ["bad-date"]),
    "a headcount that is misspelt": (
        "team: {sales: {headcout: 3}}\nfunnels: [{name: a, stages: [{name: b, sourced_by: sales}]}]",
        ["unknown-key"],
    ),
    "people in a file that is not there": (
        "team: {sales: {members: absent.csv}}\nfunnels: [{name: a, stages: [{name: b, sourced_by: sales}]}]",
        ["missing-file"],
    ),
    "a period that cannot be read": (
        "period: soon\nmilestones: [{day: 90, title: late}]",
        ["bad-period", "duplicate-key"],
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_rests_on_a_mistake_is_not_said(name: str) -> None:
    plan, expected = SILENT[name]
    assert codes(plan) == expected


def test_what_could_not_be_read_is_not_there() -> None:
    plan = read_plan_text(HEAD + "funnels: [{name: a, share: 50, deal_value: 3}]").partial
    assert plan
    assert plan.funnels[0].name == "a"
    assert plan.owner is None
    with pytest.raises(Unread):
        _ = plan.funnels[0].share
    with pytest.raises(AttributeError):
        _ = plan.funnels[0].nothing  # type: ignore[attr-defined]


def leaves(node: Node) -> list[Leaf]:
    if isinstance(node, Entries):
        return [leaf for key, below in node.children.items() if not key.startswith("x-") for leaf in leaves(below)]
    if isinstance(node, Items):
        return [leaf for below in node.children for leaf in leaves(below)]
    return [node]


def rules(reading: Reading) -> set[str]:
    assert reading.partial
    return {finding.code for finding in check(reading.partial, reading.locate)}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_single_mistake_makes_a_good_plan_look_worse(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    good = read_plan_text(text, folder=EXAMPLES)
    assert good.plan
    assert good.root
    for number, leaf in enumerate(leaves(good.root)):
        start, end = leaf.start_mark.index, leaf.end_mark.index
        if (
            not text[start:end] or start > text.find("\nscenarios:") > 0
        ):  # any value may stand there, as far as reading goes
            continue
        spoiled = "!x " + text[start:end] if number % 2 else "{a: [b]}"
        worse = text[:start] + spoiled + text[end:]
        reading = read_plan_text(worse, folder=EXAMPLES)
        assert reading.plan is None, worse[start - 40 : end + 40]
        found = check(reading.partial, reading.locate) if reading.partial else ()
        assert not found, as_text(found, reading.sources)
