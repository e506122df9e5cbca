"""What a page is given to work with, without a browser."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from salesplan.model.plan import Plan
from salesplan.quotas.quota import quota
from salesplan.report.document.build import plan_document
from salesplan.report.document.figures import Figures
from salesplan.report.document.what_if.page import KEPT, what_if
from salesplan.report.document.what_if.words import forms, plural_rule, style
from salesplan.report.document.writers.html import json_element
from salesplan.report.language.voice import voice_for
from salesplan.report.language.words import words_for
from tests.build import plan
from tests.report import whatif_plans
from tests.report.whatif_plans import controls, page_of
from tests.shell import salesplan
from tools.what_if_pack import PACKED, origin

LIMIT = 66 * 1024


def test_every_slider_stands_within_its_ends() -> None:
    for make in (whatif_plans.worked_example, whatif_plans.full, whatif_plans.several, whatif_plans.hostile):
        for group in controls(make()).groups:
            for dial in group.dials:
                assert 0 < dial.low < dial.high <= 1000
                assert dial.value is None or dial.low * dial.unit <= dial.value <= dial.high * dial.unit


def test_the_packed_script_is_that_of_its_sources() -> None:
    for path in PACKED.values():
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first == origin(), "the sources changed: run python -m tools.what_if_pack"


def test_a_plan_without_quotas_or_stages_has_no_controls() -> None:
    made = plan()
    voice = voice_for("en", "EUR", made.dates)
    assert what_if(voice, made, Figures()) is None


def sections(made: Plan) -> dict[str, object]:
    return {section.key: section.blocks for section in plan_document(made, Figures(quota(made))).sections}


def with_rate(made: Plan, rate: str) -> Plan:
    """The plan with another rate at the first stage of its first funnel."""
    first, *others = made.funnels
    stage = first.stages[0].model_copy(update={"conversion": Fraction(rate)})
    moved = first.model_copy(update={"stages": (stage, *first.stages[1:])})
    return made.model_copy(update={"funnels": (moved, *others)})


def with_target(made: Plan, times: int) -> Plan:
    """The plan with a target so many times as high."""
    goals = tuple(
        each.model_copy(update={"target": each.target * times}) if each.metric == "revenue" else each
        for each in made.goals
    )
    return made.model_copy(update={"goals": goals})


MOVED = {"funnel", "quotas", "schedule"}
"""The sections that the script works out again."""


@pytest.mark.parametrize("make", [whatif_plans.half_year, whatif_plans.full, whatif_plans.with_people])
def test_every_section_that_rests_on_a_setting_follows_it_or_says_that_it_is_the_plan_s(make: type) -> None:
    made = make()
    before = sections(made)
    for moved in (with_target(made, 3), with_rate(made, "1/50")):
        after = sections(moved)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert {"summary", "capacity"} <= changed
        assert changed <= MOVED | set(KEPT)


def test_data_cannot_end_its_element() -> None:
    text = str(json_element({"name": whatif_plans.HOSTILE}))
    assert "<" not in text
    assert ">" not in text
    assert json.loads(text) == {"name": whatif_plans.HOSTILE}


@pytest.mark.parametrize("make", [whatif_plans.worked_example, whatif_plans.full, whatif_plans.with_people])
def test_a_page_with_its_controls_is_small(make: type) -> None:
    assert len(page_of(make()).encode()) <= LIMIT


@pytest.mark.parametrize(("language", "group", "decimal"), [("en", ",", "."), ("fr", "\u202f", ","), ("it", ".", ",")])
def test_figures_are_written_as_in_the_language(language: str, group: str, decimal: str) -> None:
    found = style(voice_for(language, "EUR", None))
    assert (found["group"], found["decimal"]) == (group, decimal)
    assert found["plural"] == ({0: 0, 1: 0} if language == "fr" else {1: 0})


def test_plural_forms_follow_the_language() -> None:
    english, french = words_for("en"), words_for("fr")
    assert plural_rule(english)[:3] == "101"
    assert plural_rule(french)[:3] == "001"
    assert forms(english, lambda number: "one" if number == 1 else "many") == ["one", "many"]
    assert forms(english, lambda _: "sheep") == ["sheep"]


def test_a_target_needs_deal_values_everywhere() -> None:
    made = whatif_plans.two_goals()
    assert controls(made).groups[0].dials[0].key == "target"
    assert controls(made).groups[0].dials[0].value == Fraction(90000)


def test_the_command_writes_pages_with_controls_for_its_own_target(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "worked-example.yaml"
    done = salesplan(tmp_path, "render", str(example), "--target", "120000", "--confidence", "80%", "-o", "plan.html")
    assert done.code == 0
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert '"target":["money","5000","120000"]' in page
    assert '"confidence":["confidence","1/100","4/5"]' in page


def test_a_page_offers_a_confidence_only_where_it_can_work_it_out() -> None:
    for make in (whatif_plans.worked_example, whatif_plans.several):
        assert "confidence" in controls(make()).data["dials"]
    many = plan(goals=[{"name": "Revenue", "metric": "revenue", "target": 48000000}], funnels=[
        {"name": name, "deal_value": value, "stages": [{"name": "lead", "conversion": "1/9"}]}
        for name, value in (("a", 30000), ("b", 12000), ("c", 8000))
    ])  # fmt: skip
    assert "confidence" not in controls(many).data["dials"]
    assert "so many deals" in controls(many).note
    assert "evidence" in controls(whatif_plans.open_and_uncertain()).note
    uncertain = controls(whatif_plans.full())
    assert (uncertain.note, "confidence" in uncertain.data["dials"]) == ("", False)
    assert uncertain.data["odds"] == [{"rates": [[12, 240], None], "range": [20000.0, 45000.0]}]
