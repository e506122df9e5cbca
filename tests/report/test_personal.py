"""Pages for one person: what falls to them, in every format, and files that stay in their folder."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesplan.base.finding import Usage
from salesplan.console.personal import file_names, slug
from salesplan.model.plan import Plan
from salesplan.quotas.quota import quota
from salesplan.report.document.blocks import Cards, Document, Items, Prose
from salesplan.report.document.personal.page import personal_document, split
from salesplan.report.document.personal.who import everyone, who_is
from salesplan.report.document.writers.markdown import document_markdown
from salesplan.report.tables.table import Table
from tests.golden import golden
from tests.report.browser import chromium, tab
from tests.report.plans import full, huge, tiny
from tests.report.samples import HOSTILE
from tests.report.test_pdf import unpacked
from tests.shell import salesplan

EXAMPLES = Path(__file__).parents[2] / "examples"
HALF_YEAR = str(EXAMPLES / "half-year.yaml")
FEBRUARY = date(2027, 2, 10)


def page(plan: Plan, name: str, on: date = FEBRUARY) -> Document:
    return personal_document(plan, who_is(plan, name), split(quota(plan) if plan.funnels else None), on)


def tables(document: Document) -> dict[str, Table]:
    return {block.name: block for section in document.sections for block in section.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_a_page_of_a_person_and_of_a_segment(language: str) -> None:
    plan, _ = full(language=language)
    golden(f"report/person.{language}.md", document_markdown(page(plan, "inès  MOREAU")))
    golden(f"report/segment.{language}.md", document_markdown(page(plan, "sales")))


def test_the_pages_of_a_segments_people_add_up_to_its_quotas() -> None:
    plan, figures = huge()
    found = split(figures.quota)
    sums: dict[str, int] = {}
    for who in everyone(plan):
        made = tables(personal_document(plan, who, found, FEBRUARY))
        total = made["period"].total
        assert total is not None
        for column, value in zip(made["period"].columns, total, strict=True):
            if isinstance(value, int):
                sums[column.key] = sums.get(column.key, 0) + value
    assert figures.quota
    asked: dict[str, int] = {}
    for segment in figures.quota.segments:
        for one in segment.quotas:
            asked[one.action] = asked.get(one.action, 0) + one.count
    assert {action: sums[action] for action in asked} == asked


def test_the_weeks_of_a_page_add_up_to_its_period() -> None:
    plan, _ = full()
    found = split(quota(plan))
    assert plan.dates
    weeks: dict[str, int] = {}
    day = plan.dates.start
    while day <= plan.dates.end:
        for row in tables(personal_document(plan, who_is(plan, "Inès Moreau"), found, day)).get("week", _EMPTY).rows:
            weeks[str(row[0])] = weeks.get(str(row[0]), 0) + int(row[-1])  # type: ignore[arg-type]
        day += timedelta(days=7 - day.weekday())
    total = tables(personal_document(plan, who_is(plan, "Inès Moreau"), found, day))["period"].total
    assert total is not None
    assert [weeks["Calls"], weeks["Emails"]] == list(total[2:4])


_EMPTY = Table("week", "", (), ())


def test_before_the_period_its_first_week_is_shown_and_after_it_the_last() -> None:
    plan, _ = full()
    titles = [page(plan, "Inès Moreau", day).sections[0].title for day in (date(2026, 1, 1), date(2028, 1, 1))]
    assert titles == ["This week: 1 Jan to 3 Jan", "This week: 29 Mar to 31 Mar"]


def test_a_plan_without_a_period_shows_the_quotas_and_one_without_funnels_the_rest() -> None:
    plan, _ = full()
    undated = plan.model_copy(update={"period": None, "seasonality": {}, "milestones": ()})
    assert "these are the team's quotas in all" in document_markdown(page(undated, "Hugo Martin"))
    bare = page(plan.model_copy(update={"funnels": ()}), "Hugo Martin")
    assert [section.key for section in bare.sections] == ["how"]
    small, _ = tiny()
    assert everyone(small) == ()


def test_somebody_away_has_nothing_to_do() -> None:
    plan, _ = full()
    week = page(plan, "Hugo Martin", date(2027, 1, 5)).sections[0]
    assert week.blocks == (Prose("Nothing is assigned in this week."),)


def test_why_leads_from_the_goal_to_the_persons_own_part() -> None:
    plan, _ = full()
    (why,) = (section for section in page(plan, "Hugo Martin").sections if section.key == "why")
    (steps,) = why.blocks
    assert isinstance(steps, Items)
    assert steps.entries[0].startswith("The goal “New revenue” is")
    assert not any("Sales:" in entry or "Marketing" in entry for entry in steps.entries)
    assert steps.entries[-1].startswith("Hugo Martin has a part of the team's work: ")


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    plan, _ = full()
    with pytest.raises(Usage) as wrong:
        who_is(plan, "Hugo")
    assert wrong.value.hint == "Did you mean 'Hugo Martin'?"
    with pytest.raises(Usage, match="nobody called 'Zoltan'") as wrong:
        who_is(plan, "Zoltan")
    assert wrong.value.hint.startswith("There are: marketing, prospecting, sales, marketing 1, Hugo Martin")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Léa Petit", "léa-petit"), ("../../x", "x"), ("/etc/passwd", "etc-passwd"),
        ("CON", "con-page"), ("a\nb", "a-b"),
        ("com1", "com1-page"), ("...", "page"), ("李雷", "李雷"), ("x" * 300, "x" * 60), ("a\x00\u202eb", "a-b"),
    ],
)  # fmt: skip
def test_a_file_is_called_by_a_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(some.lists(some.one_of(some.text(max_size=80), some.sampled_from([*HOSTILE, "Ada", "ADA", "ada-2"]))))
def test_names_of_files_are_plain_and_no_two_alike(names: list[str]) -> None:
    found = list(file_names(names))
    assert len(set(found)) == len(names)
    assert all(re.fullmatch(r"[\w-]+", name) and "_" not in name and Path(name).name == name for name in found)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    names = ["../../out", "CON", "Ada", "ada", "=cmd", "<script>", "a/b"]
    text = (EXAMPLES / "worked-example.yaml").read_text(encoding="utf-8")
    members = "".join(f"      - {{name: {name!r}}}\n" for name in names)
    (tmp_path / "plan.yaml").write_text(f"{text}\nteam:\n  sales:\n    members:\n{members}", encoding="utf-8")
    return tmp_path


def test_everybodys_pages_stay_in_their_folder(hostile: Path) -> None:
    text = (hostile / "plan.yaml").read_text(encoding="utf-8")
    (hostile / "plan.yaml").write_text(text.replace("      - {name: 'ada'}\n", ""), encoding="utf-8")
    done = salesplan(hostile, "render", "plan.yaml", "--all-reps", "pages", "--on", "2027-01-11")
    assert (done.code, done.out) == (0, ""), done.err
    assert "Pages written into pages: 6." in done.err
    assert sorted(path.name for path in (hostile / "pages").iterdir()) == [
        "a-b.html", "ada.html", "cmd.html", "con-page.html", "out.html", "script.html",
    ]  # fmt: skip
    assert {path.name for path in hostile.iterdir()} == {"plan.yaml", "pages"}
    assert "<script>" not in (hostile / "pages" / "script.html").read_text(encoding="utf-8")


def test_a_link_in_the_folder_is_not_followed(hostile: Path) -> None:
    (hostile / "pages").mkdir()
    (hostile / "pages" / "out.html").symlink_to(hostile / "elsewhere.html")
    text = (hostile / "plan.yaml").read_text(encoding="utf-8")
    (hostile / "plan.yaml").write_text(text.replace("      - {name: 'ada'}\n", ""), encoding="utf-8")
    done = salesplan(hostile, "render", "plan.yaml", "--all-reps", "pages")
    assert done.code == 2
    assert "out.html' is a link, which may lead out of the folder" in done.err
    assert not (hostile / "elsewhere.html").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--for", "Nobody"), "the plan's team has nobody called 'Nobody'"),
        (("--for", "Paul Steiner", "-o", "x.xlsx"), "a page for one person is no such file"),
        (("--for", "Paul Steiner", "-o", "x.pptx"), "a page for one person is no such file"),
        (("--for", "Paul Steiner", "--all-reps", "x"), "--all-reps writes a page for everybody"),
        (("--all-reps", "x", "-o", "y.html"), "--all-reps writes a page for everybody"),
        (("--all-reps", "x", "--format", "ics"), "a page for one person is no such file"),
        (("--all-reps", "/dev/null"), "'/dev/null' is no folder"),
        (("--all-reps", "no/such/x"), "cannot make the folder no/such/x: no such file or directory"),
        (("--for", "Paul Steiner", "--on", "soon"), "--on does not take 'soon'"),
        (("--on", "2027-01-01"), "--on is for the page of a person"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    done = salesplan(tmp_path, "render", HALF_YEAR, *arguments)
    assert done.code == 2
    assert reason in done.err
    assert not list(tmp_path.iterdir())


def test_the_same_figures_in_every_format(tmp_path: Path) -> None:
    for name in ("a.html", "a.md", "a.docx"):
        done = salesplan(tmp_path, "render", HALF_YEAR, "--for", "Paul Steiner", "--on", "2027-02-10", "-o", name)
        assert done.code == 0, done.err
    page, text = ((tmp_path / name).read_text("utf-8") for name in ("a.html", "a.md"))
    figures = re.findall(r"€[\d,.]+\d|[\d.]+ of [\d.]+ hours", text)
    assert {"€3,600", "€4,500", "€5,780"} <= set(figures)
    assert [figure for figure in figures if figure not in page] == []


@pytest.mark.heavy("weasyprint")
def test_as_pdf(tmp_path: Path) -> None:
    done = salesplan(tmp_path, "render", HALF_YEAR, "--for", "Paul Steiner", "--on", "2027-02-10", "-o", "a.pdf")
    assert done.code == 0, done.err
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


SOMEBODY = (
    ("sales", "fr"),
    ("account management", "it"),
    ("Jonas Keller", "en"),
    ("Miriam Okafor", "fr"),
    ("Paul Steiner", "it"),
    ("Lena Brandt", "fr"),
)


def sheet(name: str, language: str, folder: Path, suffix: str) -> bytes:
    """The page of somebody of the half-year plan, as a file."""
    language_and_day = ("--language", language, "--on", "2027-02-08")
    done = salesplan(folder, "render", HALF_YEAR, "--for", name, *language_and_day, "-o", f"one.{suffix}")
    assert done.code == 0
    return (folder / f"one.{suffix}").read_bytes()


def pages_of(file: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page(?!s)", unpacked(file)))


@pytest.mark.heavy("weasyprint")
@pytest.mark.parametrize(("name", "language"), SOMEBODY)
def test_a_persons_pdf_is_one_page(name: str, language: str, tmp_path: Path) -> None:
    assert pages_of(sheet(name, language, tmp_path, "pdf")) == 1


@pytest.mark.heavy("weasyprint")
@pytest.mark.parametrize("more", [2, 3, 4])
def test_whatever_runs_on_to_a_second_page_is_written(more: int, tmp_path: Path) -> None:
    text = Path(HALF_YEAR).read_text(encoding="utf-8")
    told = "    - {about: doubt, objection: It costs more than measuring by hand and takes long., answer: It pays.}\n"
    plan = tmp_path / "plan.yaml"
    plan.write_text(text.replace("  objections:\n", "  objections:\n" + told * more, 1), encoding="utf-8")
    for name in ("team.csv", "budget.csv"):
        (tmp_path / name).write_bytes((Path(HALF_YEAR).parent / name).read_bytes())
    done = salesplan(tmp_path, "render", "plan.yaml", "--for", "sales", "--on", "2027-02-10", "-o", "one.pdf")
    assert done.code == 0, done.err
    assert pages_of((tmp_path / "one.pdf").read_bytes()) <= 2


@pytest.mark.heavy("chromium")
@pytest.mark.parametrize(("name", "language"), SOMEBODY)
def test_a_persons_page_is_printed_on_one(name: str, language: str, tmp_path: Path) -> None:
    html = sheet(name, language, tmp_path, "html").decode()
    with chromium() as browser, tab(browser, html, tmp_path) as opened:
        opened.page.pdf(path=tmp_path / "one.pdf", format="A4", prefer_css_page_size=True)
    assert pages_of((tmp_path / "one.pdf").read_bytes()) == 1


def test_steps_of_ones_own_do_not_say_whose_they_are() -> None:
    plan, _ = full()
    (how,) = (section for section in page(plan, "Hugo Martin").sections if section.key == "how")
    (steps,) = (block for block in how.blocks if isinstance(block, Cards) and block.title == "Steps")
    assert steps.cards
    assert not [label for card in steps.cards for label, _ in card.facts if label == "Done by"]
