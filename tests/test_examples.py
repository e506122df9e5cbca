"""Every example and every starter goes through every command; what is sensible in them stays sensible."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from salesplan.cli import app
from salesplan.commands.validate import FindingFormat
from salesplan.model.plan import Plan
from salesplan.quotas.quota import quota
from salesplan.reading.plan import read_plan, read_plan_text
from salesplan.rendering.formats import DocumentFormat
from salesplan.report.answer import Format
from salesplan.report.language.words import words_for
from salesplan.scheduling.assignment import assign
from salesplan.starters import KINDS, LANGUAGES, starter
from tests.huge_plan import of_lines, year_of

EXAMPLES = Path(__file__).parent.parent / "examples"
TEMPLATE = Path(__file__).parent.parent / "salesplan" / "templates" / "starters" / "worked-example.yaml"
TODAY = date(2026, 11, 22)

PLANS = [str(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
STARTERS = [(kind, language) for kind in KINDS for language in LANGUAGES]

QUOTAS = [
    *(["--format", form.value] for form in Format),
    ["--explain"],
    ["--confidence", "80%"],
    ["--target", "500000"],
    *(["--by", by, "--per", per] for by in ("month", "week", "day") for per in ("segment", "rep")),
]


# A PDF is the HTML document once more, and takes an extra and a second each: its own tests make some.
DOCUMENTS = [form for form in DocumentFormat if form.value != "pdf"]


def run(*arguments: str) -> Result:
    """A command in this process; a traceback fails the test."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(params=STARTERS, ids="-".join)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A starter in a file."""
    kind, language = request.param
    path = tmp_path / "salesplan.yaml"
    path.write_text(starter(kind, language, "EUR", TODAY), encoding="utf-8")
    return path


@pytest.mark.parametrize("plan", PLANS)
def test_examples_are_fine(plan: str) -> None:
    assert json.loads(done("validate", plan, "--format", "json")) == []
    for form in FindingFormat:
        done("validate", plan, "--format", form.value)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("options", QUOTAS, ids=" ".join)
def test_quotas_of_the_examples(plan: str, options: list[str]) -> None:
    assert done("quota", plan, *options)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("form", DOCUMENTS)
def test_documents_of_the_examples(plan: str, form: DocumentFormat, tmp_path: Path) -> None:
    document = tmp_path / f"plan.{form.value}"
    done("render", plan, "--format", form.value, "-o", str(document))
    assert document.stat().st_size > 100


def test_starters_go_through_every_command(written: Path, tmp_path: Path) -> None:
    plan = str(written)
    assert json.loads(done("validate", plan, "--format", "json")) == []
    for form in Format:
        assert done("quota", plan, "--format", form.value)
    assert done("quota", plan, "--by", "week", "--per", "rep", "--explain")
    for document_form in DOCUMENTS:
        document = tmp_path / f"plan.{document_form.value}"
        done("render", plan, "--format", document_form.value, "-o", str(document))
        assert document.stat().st_size > 1000


def plans() -> Iterator[Plan]:
    """All examples and starters."""
    for path in PLANS:
        plan = read_plan(path).plan
        assert plan is not None
        yield plan
    for today in (TODAY, date(2027, 3, 31), date(2027, 7, 15), date(2028, 2, 29)):
        for kind, language in STARTERS:
            plan = read_plan_text(starter(kind, language, "EUR", today)).plan
            assert plan is not None
            yield plan


def test_the_people_of_every_plan_have_the_hours_for_it() -> None:
    """In every single week, whatever the day on which the starter was written."""
    for plan in plans():
        if not plan.team:
            continue
        assert plan.dates is not None
        assignment = assign(plan, plan.dates, quota(plan).funnels)
        assert assignment is not None
        assert assignment.unstaffed == ()
        assert all(lead.time.fits for lead in assignment.leads)
        for found in assignment.capacities:
            assert found.fits, f"{plan.title}, {found.segment}: {found.tightest}"


def test_every_name_of_a_starter_has_a_plural_in_its_language() -> None:
    """So that a document says 48 opportunités, not 48 opportunité."""
    invariable = {"it": {"prospect", "lead", "e-mail", "opportunità"}, "fr": {"rendez-vous"}, "en": set()}
    for kind, language in STARTERS:
        plan = read_plan_text(starter(kind, language, "EUR", TODAY)).plan
        assert plan is not None
        names = {*plan.actions, *(stage.name for funnel in plan.funnels for stage in funnel.stages)}
        assert {name for name in names if words_for(language).names(name, 2) == name} <= invariable[language]


def test_the_worked_example_comes_out_exactly() -> None:
    result = json.loads(done("quota", str(EXAMPLES / "worked-example.yaml"), "--format", "json"))
    assert [stage["count"] for stage in result["funnels"][0]["stages"]] == [240, 12]
    assert result["funnels"][0]["deals"] == 3
    assert {one["name"]: [each["count"] for each in one["quotas"]] for one in result["segments"]} == {
        "marketing": [240],
        "prospecting": [720],
        "sales": [96, 12, 24],
    }


def test_the_built_in_example_is_the_same_with_a_team() -> None:
    ours, built_in = read_plan(EXAMPLES / "worked-example.yaml").plan, read_plan(TEMPLATE).plan
    assert built_in is not None
    assert ours == built_in.model_copy(update={"team": {}})


def test_the_complete_example_uses_the_whole_plan_language() -> None:
    plan = read_plan(EXAMPLES / "half-year.yaml").plan
    assert plan is not None
    unused = {name for name in type(plan).model_fields if name not in plan.model_fields_set}
    needing_more = {"records", "opening", "territories", "kpis"}  # files, or figures counted by hand
    assert unused == {*needing_more, "expected_attainment"}


def test_huge_plans_are_plans() -> None:
    year = read_plan_text(year_of(40))
    assert year.plan is not None
    assert sum(len(segment.members) for segment in year.plan.team.values()) == 40
    long = of_lines(2_000)
    assert 2_000 <= long.count("\n") < 2_010
    assert read_plan_text(long).plan is not None
