"""The starter plans: valid, complete in every language, each with the weight of its kind."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2.ext import babel_extract

from salesplan.base.finding import Finding
from salesplan.base.money import CURRENCIES
from salesplan.base.public_holidays import public_holidays
from salesplan.checks import check
from salesplan.model.plan import Plan
from salesplan.quotas.due import due_by
from salesplan.quotas.quota import quota
from salesplan.reading.parse import parse
from salesplan.reading.plan import read_plan_text
from salesplan.reading.source import Source
from salesplan.report.language.words import LOCALE
from salesplan.starters import KINDS, LANGUAGES, SCALES, country_of, scalar, starter
from tests.golden import golden

TODAY = date(2026, 11, 22)
TEMPLATES = Path(__file__).parent.parent / "salesplan" / "templates" / "starters"
ALL = [(kind, language) for kind in KINDS for language in LANGUAGES]
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def findings(text: str) -> tuple[Finding, ...]:
    reading = read_plan_text(text)
    return (*reading.findings, *(check(reading.plan, reading.locate) if reading.plan else ()))


@cache
def plan_of(kind: str, language: str, currency: str = "EUR") -> Plan:
    plan = read_plan_text(starter(kind, language, currency, TODAY)).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_first_target_that_a_newcomer_tries_gives_everybody_something_to_do(kind: str, language: str) -> None:
    found = quota(plan_of(kind, language), target=90_000)
    counts = {(each.name, one.action): one.count for each in found.segments for one in each.quotas}
    assert counts
    assert all(counts.values()), counts
    assert all(stage.new for funnel in found.funnels for stage in funnel.stages)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_there_is_nothing_to_say_about_a_starter(kind: str, language: str) -> None:
    text = starter(kind, language, "EUR", TODAY)
    assert findings(text) == ()
    plan = plan_of(kind, language)
    assert (plan.kind, plan.language, plan.currency) == (kind, language, "EUR")
    assert text.startswith("# yaml-language-server: $schema=salesplan.schema.json\n#\n# ")
    assert text.endswith("\n")
    assert max(map(len, text.splitlines())) <= 120
    assert not re.search(r"[ \t]\n|\n\n\n|[{}]{2}|\{%", text)


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_see_in_english(kind: str) -> None:
    golden(f"starters/{kind}.en.yaml", starter(kind, "en", "EUR", TODAY))


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_people_see_in_other_languages(language: str) -> None:
    golden(f"starters/general.{language}.yaml", starter("general", language, "EUR", TODAY))


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1999, 1, 1), date(2098, 12, 31)), st.sampled_from(KINDS))
def test_the_period_lies_ahead_whatever_the_day(today: date, kind: str) -> None:
    text = starter(kind, "en", "EUR", today)
    assert findings(text) == ()
    plan = read_plan_text(text).plan
    assert plan is not None
    assert plan.dates is not None
    assert 0 < (plan.dates.start - today).days <= 366


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_every_currency(currency: str) -> None:
    text = starter("general", "en", currency, TODAY)
    plan = read_plan_text(text).plan
    assert plan is not None
    assert findings(text) == ()
    assert plan.funnels[0].deal_value is not None
    assert plan.funnels[0].deal_value.mean == 30_000 * SCALES.get(currency, 1)


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_the_public_holidays_of_the_currency_s_country_are_known(currency: str) -> None:
    country = country_of(currency, "en")
    # A year without any is possible, in a country at war or whose calendar is not yet fixed; an unknown country raises.
    assert country is None or isinstance(public_holidays(country, None, 2027), frozenset)


@pytest.mark.parametrize(
    ("currency", "language", "country"),
    [("EUR", "fr", "FR"), ("EUR", "it", "IT"), ("CHF", "it", "CH"), ("USD", "en", "US"), ("XOF", "fr", None)],
)
def test_the_country_follows_the_currency_then_the_language(currency: str, language: str, country: str | None) -> None:
    plan = plan_of("general", language, currency)
    assert plan.calendar.country == country


def test_amounts_look_believable_in_every_currency() -> None:
    assert "deal_value: 30000\n" in starter("general", "en", "USD", TODAY)
    assert "deal_value: 3000000\n" in starter("general", "en", "JPY", TODAY)
    assert set(SCALES) <= CURRENCIES


@pytest.mark.parametrize(
    ("kind", "period"),
    [
        ("general", "2027-Q1"),
        ("marketing-alignment", "2027-Q1"),
        ("30-60-90", "{start: 2026-12-07, end: 2027-03-06}"),
        ("new-product", "{start: 2026-12-01, end: 2027-05-31}"),
        ("training", "2027-Q1"),
        ("market-expansion", "{start: 2026-12-01, end: 2027-05-31}"),
        ("budget", "2027"),
    ],
)
def test_the_period_suits_the_kind(kind: str, period: str) -> None:
    assert f"\nperiod: {period}\n" in starter(kind, "en", "EUR", TODAY)


def test_thirty_sixty_ninety_are_ninety_days() -> None:
    dates = plan_of("30-60-90", "en").dates
    assert dates is not None
    assert len(dates) == 90


@pytest.mark.parametrize(
    ("kind", "language", "currency"), [("generel", "en", "EUR"), ("general", "xx", "EUR"), ("general", "en", "EURO")]
)
def test_unknown_choices_are_refused(kind: str, language: str, currency: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        starter(kind, language, currency, TODAY)


# What the field guide of sales plans says each kind puts its weight on.
EMPHASIS: dict[str, tuple[str, ...]] = {
    "general": (
        *("goals", "situation", "swot", "market", "strategies", "team", "process", "alignment", "tools", "training"),
        *("tracking", "budget", "milestones"),
    ),
    "marketing-alignment": ("alignment", "milestones", "market", "process"),
    "30-60-90": ("milestones", "training", "tracking"),
    "new-product": ("situation", "market", "budget", "strategies", "risks"),
    "training": ("training", "situation", "goals", "tracking"),
    "market-expansion": ("market", "budget", "swot", "risks"),
    "budget": ("budget", "seasonality", "compensation", "risks"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_the_sections_of_its_weight(kind: str) -> None:
    plan = plan_of(kind, "en")
    for section in EMPHASIS[kind]:
        assert getattr(plan, section), section


def test_marketing_alignment_says_what_marketing_supplies_and_by_when() -> None:
    plan = plan_of("marketing-alignment", "en")
    marketing = plan.alignment[0]
    assert marketing.gives
    assert marketing.handover
    assert set(marketing.definitions) == {"lead", "qualified lead", "opportunity"}
    assert [milestone.measures["lead"] for milestone in plan.milestones][-1] == 800


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_milestones_ask_for_what_the_schedule_has_by_their_day(kind: str, language: str) -> None:
    """Counted here from the slots of the schedule; records that nobody brings in as `track` counts them."""
    plan = plan_of(kind, language)
    found = quota(plan, by="day")
    assert plan.dates is not None
    sourced = {stage.name for funnel in plan.funnels for stage in funnel.stages if stage.sourced_by}
    actions = {slot.action for slot in found.slots}
    for milestone in plan.milestones:
        day = plan.dates.start + timedelta(days=(milestone.day or 0) - 1)
        for measure, value in milestone.measures.items():
            if measure == "revenue":
                due = sum((slot.amount or Fraction(0) for slot in found.revenue if slot.start <= day), Fraction(0))
                assert abs(due - Fraction(value)) <= Fraction(1, 2)
            elif measure in actions | sourced:
                assert sum(slot.count for slot in found.slots if slot.action == measure and slot.start <= day) == value
            elif measure == "win_rate":
                assert value == plan.funnels[0].stages[-1].conversion
            else:
                assert due_by(plan, found, measure, day) == value


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_win_rate_is_that_of_a_funnel(kind: str, language: str) -> None:
    plan = plan_of(kind, language)
    rates = {funnel.stages[-1].conversion for funnel in plan.funnels}
    kpis = plan.tracking.kpis if plan.tracking else ()
    stated = {goal.target for goal in plan.goals if goal.metric == "win_rate"}
    stated |= {kpi.target for kpi in kpis if kpi.metric == "win_rate" and kpi.target is not None}
    assert stated <= rates


def test_the_general_starter_hangs_on_its_period_alone() -> None:
    text = starter("general", "en", "EUR", TODAY)
    for period in ("2027-Q2", "2028-Q1", "2027-H1", "2027"):
        assert findings(text.replace("period: 2027-Q1", f"period: {period}")) == ()


def test_what_is_due_of_a_first_target_before_the_first_deal_is_open_already() -> None:
    assignment = quota(plan_of("general", "en"), target=90_000).assignment
    assert assignment is not None
    assert assignment.leads[0].early
    assert not assignment.leads[0].uncovered


def test_thirty_sixty_ninety_learns_implements_optimises() -> None:
    marks = plan_of("30-60-90", "en").milestones
    assert [(mark.day, mark.phase) for mark in marks] == [(30, "learn"), (60, "implement"), (90, "optimise")]


def test_a_new_product_has_its_own_return_and_competitors() -> None:
    plan = plan_of("new-product", "en")
    assert "roi" in [goal.metric for goal in plan.goals]
    assert plan.market is not None
    assert all(competitor.answer for competitor in plan.market.competitors)
    assert plan.budget is not None
    assert plan.budget.margin


def test_training_goes_from_what_is_known_to_what_is_shown() -> None:
    for topic in plan_of("training", "en").training:
        assert topic.current
        assert topic.outcome
        assert topic.measure


def test_market_expansion_analyses_the_new_region() -> None:
    market = plan_of("market-expansion", "en").market
    assert market is not None
    (region,) = market.regions
    assert region.why
    assert region.audience
    assert region.costs
    assert region.way_of_working


def test_a_budget_is_planned_by_month_with_a_reserve() -> None:
    plan = plan_of("budget", "en")
    assert plan.budget is not None
    assert plan.budget.contingency
    assert plan.budget.limit
    assert len({line.when for line in plan.budget.lines}) >= 4
    assert sum(plan.seasonality.values()) == 1


def shape(value: Any) -> Any:
    """What stays the same in every language: how many of everything, in which order, and all figures."""
    if isinstance(value, dict):
        return [shape(item) for item in value.values()]
    if isinstance(value, list):
        return [shape(item) for item in value]
    return "text" if isinstance(value, str) and not re.fullmatch(r"[\d/%.-]+", value) else value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_change_the_words_and_nothing_else(kind: str, language: str) -> None:
    def written(language: str) -> Any:
        # Amounts in Swiss francs, so that the country is the same in all languages.
        return parse(Source("starter", starter(kind, language, "CHF", TODAY))).value

    assert shape(written(language)) == shape(written("en"))


@cache
def messages() -> frozenset[str]:
    """Every text of the templates."""
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.jinja"):
        with path.open("rb") as stream:
            found |= {str(message) for _, _, message, _ in babel_extract(stream, ["_", "note"], [], {})}
    return frozenset(found)


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "starters.po").open("rb") as stream:
        return read_po(stream, abort_invalid=True)


# Words that are the same in both languages; a text that is missing here and not translated was forgotten.
SAME = {
    "fr": {"marketing", "CRM", "prospect", "acquisition", "Qualification", "lead"},
    "it": {
        "marketing",
        "CRM",
        "prospect",
        "lead",
        "prospecting",
        "Prospecting",
        "Sales development representative",
    },
}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    entries = {str(entry.id): entry for entry in catalogue(language) if entry.id}
    assert set(entries) == messages()
    assert not catalogue(language).obsolete
    assert [key for key, entry in entries.items() if not entry.string or entry.fuzzy] == []
    assert {key for key, entry in entries.items() if entry.string == key} == SAME[language]


def test_the_templates_hold_no_text_of_their_own() -> None:
    """A comment is either a message or commands, keys and figures."""
    bare = re.compile(
        r"(?:yaml-language-server: \$schema=salesplan\.schema\.json|salesplan (?:validate|quota|render -o plan\.html"
        r"|compare --scenario)|country: FR|closed: \[, \]|-01, -Q1, -H1, , \{start: -01-04, end: -03-26\}|to|records:"
        r"|deals: deals\.csv|activities: activities\.csv"
        r"|seasonality: \{ : 30%, : 30%, : 40%\}|seasonality: \{: 30%, : 30%, : 40%\}|time_off: \[\]"
        r"|starts: , ramp: \[25%, 50%, 75%, 100%\])?"
    )
    lines = [(path.name, line) for path in TEMPLATES.rglob("*.jinja") for line in path.read_text("utf-8").splitlines()]
    comments = [(name, line) for name, line in lines if line.strip().startswith("#")]
    assert comments
    for name, line in comments:
        rest = re.sub(r"\{\{.*?\}\}", "", line).strip("# ")
        assert bare.fullmatch(rest), f"{name}: {line}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_typography_is_that_of_the_language(language: str) -> None:
    texts = [str(entry.string) for entry in catalogue(language) if entry.id]
    assert [text for text in texts if re.search(r"\w'\w", text)] == []
    if language == "fr":
        assert [text for text in texts if re.search(r"[^\u00a0\u202f/][;?!]|[\w)] :", text)] == []


@pytest.mark.parametrize(
    "text", ["true", "No", "12", "1/20", "2027-01-04", "- a", "a: b", "a #b", "a: ", "'a'", "{a}", '"']
)
def test_a_text_that_yaml_would_misread_is_quoted(text: str) -> None:
    assert scalar(text).startswith('"')


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    reading = read_plan_text(f"salesplan: 1\ntitle: {scalar(text)}\n")
    if text.strip():
        assert reading.plan is not None
        assert reading.plan.title == text
