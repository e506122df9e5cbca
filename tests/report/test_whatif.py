"""The page's settings, in a real browser, against the program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from salesplan.base.money import apportion
from salesplan.model.plan import Plan
from salesplan.probability.binomial import binomial_tail
from salesplan.probability.confidence import Rate, Source, reach
from salesplan.quotas.quota import Quota
from tests.report import whatif_plans
from tests.report.browser import Tab, chromium, tab
from tests.report.whatif_plans import as_texts, controls, expected_page, moved_plan, page_of, random_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.heavy("chromium")

Make = Callable[[], Plan]
MADE: tuple[Make, ...] = (
    whatif_plans.worked_example,
    whatif_plans.with_people,
    whatif_plans.several,
    whatif_plans.with_open,
    whatif_plans.open_over_weeks,
    whatif_plans.two_goals,
    whatif_plans.deals_too,
    whatif_plans.in_french,
    whatif_plans.in_italian,
    whatif_plans.hostile,
    whatif_plans.full,
)
NAMES = [make.__name__ for make in MADE]

PROBE = """
cases => cases.map(texts => {
  const settings = {...whatif.START};
  for (const [key, text] of Object.entries(texts)) settings[key] = text === null ? null : whatif.exact(text);
  const found = whatif.answer(settings);
  return {
    told: found.told, reached: found.reached, chance: found.chance,
    deals: found.funnels.map(({deals}) => String(deals)),
    counts: found.funnels.map(({counts}) => counts.map(String)), lines: found.lines.map(lines => lines.map(String)),
    weeks: whatif.scheduled(found.funnels).map(weeks => weeks.map(counts => counts.map(String))),
  };
})
"""
READ = """
html => {
  const there = html ? new DOMParser().parseFromString(html, "text/html") : document;
  const text = one => one.textContent.replace(/\\s+/g, " ").trim();
  const boxes = [...there.querySelectorAll(
    "[data-headline], #quotas table, [data-table^=schedule] tr, figure.funnel, #funnel .facts, #funnel tr, "
    + "[data-table=capacity] tr")];
  return {
    texts: boxes.map(text),
    bars: [...there.querySelectorAll("#quotas rect, .funnel rect, [data-table=capacity] rect:not(.mark)")]
      .map(bar => parseFloat(bar.getAttribute("width"))),
    over: there.querySelectorAll("[data-table=capacity] .over").length,
  };
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_plan(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    opened: list[Any] = []

    def _open(made: Plan, **options: Any) -> Tab:
        manager = tab(browser, page_of(made), tmp_path, **options)
        opened.append(manager)
        found: Tab = manager.__enter__()
        return found

    yield _open
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


def probed(answer: Quota) -> dict[str, Any]:
    counts = {(slot.segment, slot.start, slot.action): slot.count for slot in answer.slots}
    segments = list(dict.fromkeys(slot.segment for slot in answer.slots))
    actions = {name: list(dict.fromkeys(s.action for s in answer.slots if s.segment == name)) for name in segments}
    starts = {name: sorted({s.start for s in answer.slots if s.segment == name}) for name in segments}
    return {
        "reached": answer.reached,
        "deals": [str(funnel.deals) for funnel in answer.funnels],
        "counts": [[str(stage.count) for stage in funnel.stages] for funnel in answer.funnels],
        "lines": [[str(each.count) for each in segment.quotas] for segment in answer.segments],
        "weeks": [
            [[str(counts.get((name, start, action), 0)) for action in actions[name]] for start in starts[name]]
            for name in segments
        ],
    }


@pytest.mark.parametrize("make", MADE, ids=NAMES)
def test_random_settings_give_what_the_program_gives(make: Make, open_plan: Callable[..., Tab]) -> None:
    made, random = make(), Random(make.__name__)  # noqa: S311
    page, given = open_plan(made), controls(made)
    cases = [{}, *(random_settings(given, random) for _ in range(60))]
    found = page.run(PROBE, [as_texts(case) for case in cases])
    beyond = 0
    for case, one in zip(cases, found, strict=True):
        answer = moved_plan(made, case)[1]
        chance, told = one.pop("chance"), one.pop("told")
        if answer.chance and answer.chance.standard_error:
            beyond += 1
            assert chance is None
            assert not told or not case.get("confidence")
            if not told:
                continue
        elif given.certain and answer.chance:
            assert chance == pytest.approx(answer.chance.probability, abs=1e-11), case
        one["weeks"] = [[week for week in weeks if set(week) != {"0"}] for weeks in one["weeks"]]
        assert one == probed(answer), case
    assert beyond < len(cases) / 2 or not given.certain
    page.assert_quiet()


@pytest.mark.parametrize("make", MADE, ids=NAMES)
def test_a_moved_page_reads_like_the_page_of_the_moved_plan(
    make: Make, open_plan: Callable[..., Tab], browser: Browser
) -> None:
    made, random = make(), Random(make.__name__)  # noqa: S311
    page, given, other = open_plan(made), controls(made), browser.new_page()
    before = page.run(READ)
    page.run("() => whatif.settle()")
    assert page.run(READ) == before
    for _ in range(12):
        case = {key: value for key, value in random_settings(given, random).items() if value is not None}
        if "target" in case and make in {whatif_plans.two_goals, whatif_plans.deals_too}:
            continue  # a funnel of won deals is then told a target of nothing, for which its page has no room
        answer = moved_plan(made, case)[1]
        if not case or (given.certain and answer.chance and answer.chance.standard_error):
            continue
        link = "&".join(f"{key}={value}" for key, value in case.items())
        page.run("link => { location.hash = link; whatif.follow(); whatif.settle(); }", link)
        assert_alike(page.run(READ), other.evaluate(READ, expected_page(made, case)), sampled=not given.certain)
    page.run("() => document.querySelector('.whatif-bar button').click()")
    page.run("() => whatif.settle()")
    assert page.run(READ) == before
    other.close()
    page.assert_quiet()


def assert_alike(found: dict[str, Any], wanted: dict[str, Any], *, sampled: bool) -> None:
    """Alike to the letter; an uncertain chance, which comes from a grid, to a point."""
    places = [
        place for place, text in enumerate(wanted["texts"]) if sampled and text.startswith("Chance of reaching it")
    ]
    for place in places:
        assert abs(_percent(found["texts"][place]) - _percent(wanted["texts"][place])) <= 1
    texts = [text for place, text in enumerate(wanted["texts"]) if place not in places]
    assert [text for place, text in enumerate(found["texts"]) if place not in places] == texts
    assert found["over"] == wanted["over"]


def _percent(text: str) -> int:
    return next(int(number) for number in re.findall(r"(\d+)%", text))


def test_arithmetic_is_exact(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example())
    split = page.run(
        "cases => cases.map(([n, sizes]) => whatif.apportion(BigInt(n), sizes.map(BigInt)).map(Number))", SPLITS
    )
    assert split == [list(apportion(total, sizes)) for total, sizes in SPLITS]
    texts = ["1/3", "21/100", "1e-7", "30000.5", "999999999999999999/7", "0.1", "123456789012345678901234567890"]
    floats = page.run("texts => texts.map(text => whatif.float(whatif.exact(text)))", texts)
    assert [float(one) for one in floats] == [float(Fraction(text)) for text in texts]
    assert (
        page.run("() => whatif.answer({...whatif.START, target: whatif.exact('21'), value0: whatif.exact('1')}).deals")
        is None
    )


SPLITS = [
    (30000, [1] * 7),
    (10, [1, 1, 1]),
    (1, [0, 1, 1]),
    (7, [3, 2, 2, 0]),
    (10**15 + 1, [10**12, 7, 10**12]),
    (0, [1, 2]),
]


def test_probabilities_are_those_of_the_program(open_plan: Callable[..., Tab]) -> None:
    page, random = open_plan(whatif_plans.worked_example()), Random(5)  # noqa: S311
    cases = [
        (240, "1/80", 3),
        (15, "1/2", 8),
        (10**9, "1/10", 10**8 + 5),
        (5, "1", 5),
        (5, "1/3", 6),
        (10**6, "999/1000", 999100),
    ]
    cases += [
        (n, f"{random.randint(1, 999)}/1000", random.randint(0, n)) for n in (1, 9, 40, 3000, 10**6) for _ in range(9)
    ]
    found = page.run("cases => cases.map(([n, p, k]) => whatif.tail(BigInt(n), whatif.exact(p), BigInt(k)))", cases)
    assert found == pytest.approx([binomial_tail(n, Fraction(p), k) for n, p, k in cases], abs=1e-12)


def test_a_confidence_that_is_met_exactly_counts_as_met(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example())
    ties = [("1/2", 2, 0.5), ("1/2", 50, 0.5), ("4/5", 1, 0.8), ("4/5", 1, 0.96), ("1/2", 3, 0.5), ("3/10", 1, 0.51)]
    found = page.run(
        "cases => cases.map(([p, k, sure]) => Number(whatif.reach([{top: 1n, win: whatif.exact(p), value: [1n, 1n]}],"
        " [BigInt(k), 1n], sure).tops[0]))",
        ties,
    )
    assert found == [
        reach([Source(1, (Rate(Fraction(p)),), Fraction(1))], Fraction(k), sure).tops[0] for p, k, sure in ties
    ]
    assert found == [3, 99, 1, 2, 5, 2]


def dial(page: Tab, key: str) -> Any:
    return page.page.locator(f'[data-dial="{key}"]')


def said(page: Tab) -> str:
    page.page.wait_for_timeout(600)
    return page.page.inner_text("#whatif-said")


def test_a_slider_is_moved_by_keyboard_and_says_what_it_is_at(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example())
    slider = page.page.get_by_role("slider", name="Prospects that move on")
    assert slider.get_attribute("aria-valuetext") == "5%, 1 in 20"
    slider.focus()
    page.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "5.1%, 1 in 19.6"
    assert "Prospects 236" in said(page)
    page.page.keyboard.press("ArrowLeft")
    page.page.wait_for_timeout(50)
    assert page.page.locator(".whatif-bar").is_hidden()
    for _ in range(20):
        page.page.keyboard.press("Tab")
        if page.page.evaluate("() => document.activeElement.tagName") == "BODY":
            break
    page.assert_quiet()


def test_a_confidence_and_back(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example())
    field = dial(page, "confidence").locator("input").first
    for sure, count in (("80%", 342), ("90", 425), ("95 %", 502)):
        field.fill(sure)
        field.press("Enter")
        assert f"Prospects {count}" in said(page)
    page.page.get_by_role("button", name="Back to the plan").click()
    page.page.wait_for_timeout(50)
    assert field.input_value() == "off"
    assert page.page.inner_text('[data-headline="records"] .figure') == "240"
    assert page.page.evaluate("() => document.activeElement.id") == "dial-target"


@pytest.mark.parametrize(
    ("make", "key", "typed", "value"),
    [
        ("worked_example", "target", "€120,000.50", "240001/2"),
        ("worked_example", "target", "120000,5", "240001/2"),
        ("worked_example", "target", "1,200", "1200/1"),
        ("worked_example", "target", "0", None),
        ("worked_example", "target", "500.000", None),
        ("worked_example", "target", "500k", None),
        ("worked_example", "rate0.0", "0.3", "3/10"),
        ("worked_example", "rate0.0", "0.3%", "3/1000"),
        ("in_italian", "target", "500.000", "500000/1"),
        ("in_italian", "target", "500,000", None),
        ("worked_example", "target", "1,2,3", None),
        ("worked_example", "target", "-5", None),
        ("worked_example", "target", "1e5", None),
        ("worked_example", "target", "9" * 16, None),
        ("worked_example", "rate0.0", "1/30", "1/30"),
        ("worked_example", "rate0.0", "7.25%", "29/400"),
        ("worked_example", "rate0.0", "101", None),
        ("worked_example", "rate0.0", "3/2", None),
        ("worked_example", "rate0.0", "1/0", None),
        ("worked_example", "confidence", "100", None),
        ("worked_example", "confidence", "99.5", "199/200"),
        ("in_french", "target", "1 234 567,5 €", "2469135/2"),
        ("in_french", "rate0.0", "7,5 %", "3/40"),
        ("in_italian", "target", "1.234.567", "1234567/1"),
        ("in_italian", "target", "12.5", "25/2"),
        ("in_italian", "rate0.0", "7,5", "3/40"),
    ],
)
def test_what_a_reader_types(make: str, key: str, typed: str, value: str | None, open_plan: Callable[..., Tab]) -> None:
    page = open_plan(getattr(whatif_plans, make)())
    field = dial(page, key).locator("input").first
    before = field.input_value()
    field.fill(typed)
    field.press("Enter")
    link = "() => document.querySelector('.whatif-bar a').hash.slice(1)"
    if value is None:
        assert field.get_attribute("aria-invalid") == "true"
        field.blur()
        assert field.input_value() == typed, "what was typed stays, with the reason beside it"
        remark = dial(page, key).locator("small").inner_text()
        assert typed[:20] in remark
        assert before in remark
        assert page.run(link) == ""
    else:
        page.page.wait_for_function(f"found => ({link})() === found", arg=f"{key}={value.removesuffix('/1')}")
    page.assert_quiet()


def test_a_link_carries_the_settings(open_plan: Callable[..., Tab]) -> None:
    made = whatif_plans.with_people()
    page = open_plan(made)
    dial(page, "target").locator("input").first.fill("333000")
    dial(page, "rate0.1").locator("input").first.fill("1/3")
    dial(page, "confidence").locator("input").first.fill("85")
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(100)
    page.page.get_by_role("link", name="Link to these settings").click()
    address, moved = page.page.url, page.run(READ)
    assert address.endswith("#target=333000&confidence=17/20&rate0.1=1/3")
    page.page.goto("about:blank")
    page.page.goto(address)
    page.page.wait_for_timeout(100)
    assert page.run(READ) == moved


@pytest.mark.parametrize(
    "link",
    [
        "target=0",
        "target=-1",
        "target=90000x",
        "target=1/0",
        "target=" + "9" * 41,
        "target=10000000000000000",
        "rate0.0=2",
        "rate9.0=1/2",
        "__proto__=1",
        "constructor=1",
        "target=5&target=6",
        "target=off",
        "confidence=1",
        "target=120000&",
        "target=120000&<img src=x onerror=alert(1)>=1",
        "=",
    ],
)
def test_a_bad_link_changes_nothing_and_is_told(link: str, open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example())
    before = page.run(READ)
    page.run("link => { location.hash = link; }", link)
    assert "do not fit" in said(page)
    assert page.run(READ) == before
    page.assert_quiet()


def test_an_anchor_is_no_link_with_settings(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example())
    dial(page, "target").locator("input").first.fill("333000")
    page.page.keyboard.press("Enter")
    page.run("() => { location.hash = 'quotas'; }")
    assert "€333,000" in said(page)


def test_hostile_names_stay_text(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.hostile())
    dial(page, "target").locator("input").first.fill("333000")
    page.page.keyboard.press("Enter")
    page.page.wait_for_timeout(100)
    assert page.run("() => document.querySelectorAll('img, iframe').length") == 0
    assert whatif_plans.HOSTILE in page.page.inner_text('[data-headline="records"]')
    page.assert_quiet()


def test_a_page_that_cannot_work_out_the_chance_says_so(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.open_and_uncertain())
    assert dial(page, "confidence").count() == 0
    assert "only the command line" in page.page.inner_text("#whatif")
    page.page.get_by_role("slider", name="Target").press("ArrowRight")
    page.page.wait_for_timeout(100)
    assert page.page.inner_text('[data-headline="chance"] .figure') == "–"


HALF_A_POINT = 0.005
CHANCE = """given => {
  const settings = Object.entries(given).map(([key, [n, d]]) => [key, [BigInt(n), BigInt(d)]]);
  return whatif.answer({...whatif.START, ...Object.fromEntries(settings)}).chance;
}"""

UNCERTAIN: tuple[Make, ...] = (
    whatif_plans.full, whatif_plans.half_year, whatif_plans.evidence_only, whatif_plans.range_only,
    whatif_plans.deals_on_evidence, whatif_plans.all_won_so_far,
)  # fmt: skip


@pytest.mark.parametrize("make", UNCERTAIN, ids=lambda make: make.__name__)
def test_the_chance_of_evidence_and_ranges_is_the_program_s_within_half_a_point(
    make: Make, open_plan: Callable[..., Tab]
) -> None:
    made, random = make(), Random(make.__name__)  # noqa: S311
    page, given = open_plan(made), controls(made)
    assert dial(page, "confidence").count() == 0
    cases: list[Any] = [{}, *(random_settings(given, random) for _ in range(8))]
    for case in cases:
        exact = {key: [str(value.numerator), str(value.denominator)] for key, value in case.items() if value}
        found, answer = page.run(CHANCE, exact), moved_plan(made, case)[1]
        assert answer.chance is not None
        assert found == pytest.approx(answer.chance.probability, abs=HALF_A_POINT + 2 * answer.chance.standard_error), (
            case
        )
    page.assert_quiet()


def test_a_moved_page_tells_the_uncertain_chance(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.half_year())
    before = page.page.inner_text('[data-headline="chance"] .figure')
    page.page.get_by_role("slider", name="Target").press("ArrowRight")
    page.page.wait_for_timeout(300)
    after = page.page.inner_text('[data-headline="chance"] .figure')
    assert after.endswith("%")
    assert abs(int(after.rstrip("%")) - int(before.rstrip("%"))) <= 5
    page.page.locator(".whatif-bar button").click()
    page.page.wait_for_timeout(300)
    assert page.page.inner_text('[data-headline="chance"] .figure') == before


def test_without_scripts_the_page_shows_the_plan_alone(open_plan: Callable[..., Tab]) -> None:
    page = open_plan(whatif_plans.worked_example(), java_script_enabled=False)
    assert page.page.locator("#whatif").is_hidden()
    assert page.page.locator(".whatif-bar").is_hidden()
    assert page.page.inner_text('[data-headline="records"] .figure') == "240"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("light", {"viewport": {"width": 1280, "height": 900}}),
        ("dark", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}),
        ("phone", {"viewport": {"width": 360, "height": 740}}),
        ("print", {"viewport": {"width": 800, "height": 1100}}),
    ],
)
@pytest.mark.parametrize(
    "make", [whatif_plans.worked_example, whatif_plans.full, whatif_plans.several], ids=lambda make: make.__name__
)
def test_nothing_sticks_out(name: str, options: Any, make: Make, open_plan: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_plan(make(), **options)
    if name == "print":
        page.page.emulate_media(media="print")
    page.run("() => { location.hash = 'target=123456'; }")
    page.page.wait_for_timeout(150)
    page.page.screenshot(path=tmp_path / f"{make.__name__}-{name}.png", full_page=True)
    assert page.run("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.page.locator(".whatif fieldset").first.is_visible() == (name != "print")
    page.assert_quiet()


def test_the_settings_stand_behind_the_plan_and_are_folded_on_a_phone(open_plan: Callable[..., Tab]) -> None:
    made = whatif_plans.with_people()
    last = "() => [...document.querySelectorAll('main > section')].at(-1).id"
    for width, unfolded in ((1200, True), (390, False)):
        page = open_plan(made, viewport={"width": width, "height": 800})
        assert page.run(last) == "whatif"
        assert page.run("() => document.querySelector('.whatif details').open") is unfolded
        assert dial(page, "target").locator("input").first.is_visible() is unfolded
        page.page.locator(".whatif summary").click()
        assert dial(page, "target").locator("input").first.is_visible() is not unfolded
        page.assert_quiet()
