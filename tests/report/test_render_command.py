from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.shell import salesplan

EXAMPLES = Path(__file__).parents[2] / "examples"
PLANS = sorted(EXAMPLES.glob("*.yaml"))


@pytest.fixture
def plan(tmp_path: Path) -> str:
    (tmp_path / "plan.yaml").write_bytes((EXAMPLES / "worked-example.yaml").read_bytes())
    return "plan.yaml"


def page_of(path: Path, language: str, folder: Path) -> str:
    done = salesplan(folder, "render", str(path), "--language", language, "-o", "plan.html")
    assert (done.code, done.out) == (0, "")
    return (folder / "plan.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_a_short_plan_is_a_page_of_at_most_60_kb(language: str, tmp_path: Path) -> None:
    page = page_of(EXAMPLES / "worked-example.yaml", language, tmp_path)
    assert len(page.encode()) <= 60_000


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_frame_style_and_script_take_at_most_60_kb(path: Path, language: str, tmp_path: Path) -> None:
    page = page_of(path, language, tmp_path)
    assert len(frame_of(page).encode()) <= 60_000


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_half_a_year_with_everything_is_a_page_of_at_most_90_kb(language: str, tmp_path: Path) -> None:
    page = page_of(EXAMPLES / "half-year.yaml", language, tmp_path)
    assert len(page.encode()) <= 90_000


def frame_of(page: str) -> str:
    """The page without what its sections hold."""
    return re.sub(r"(?s)(<section id=.*?>).*?(</section>)", r"\1\2", page)


def test_a_page_with_a_colour_a_logo_and_then_a_template(plan: str, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert salesplan(tmp_path, "render", plan, "--color", "#0a5a3c", "--logo", "logo.svg", "-o", "a.html").code == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "--a:#0a5a3c" in page
    assert 'src="data:image/svg+xml;base64,' in page
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "plan.html.j2").write_text("<p>{{ document.headlines[0].figure }}</p>")
    assert salesplan(tmp_path, "render", plan, "--template", "own", "-o", "b.html").code == 0
    assert (tmp_path / "b.html").read_text(encoding="utf-8") == "<p>€90,000</p>"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--color", "red", "-o", "x.html"), "--color does not take 'red'"),
        (("--logo", "none.png", "-o", "x.html"), "cannot read the logo none.png: no such file"),
        (("--template", "none", "-o", "x.html"), "there is no template none/plan.html.j2"),
        (("-o", "."), "'.' is a folder"),
        (("--format", "html", "-o", "."), "'.' is a folder"),
        (("--template", "none", "-o", "x.pdf"), "--template has no effect on this format"),
        (("--color", "#0a5", "-o", "x.md"), "--color has no effect on this format"),
        (("--logo", "none.png", "-o", "x.xlsx"), "--logo has no effect on this format"),
        (("--format", "html", "-o", "/dev/full"), "cannot write /dev/full: no space left on device"),
        (("--format", "xlsx", "-o", "/dev/full"), "cannot write /dev/full: no space left on device"),
        (("-o", "none/x.html"), "there is no folder none"),
        (("-o", "x.odt"), "'x.odt' does not say its format"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_or_two(
    plan: str, tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    done = salesplan(tmp_path, "render", plan, *arguments)
    assert done.code == 2
    assert reason in done.err
    assert len(done.err.splitlines()) <= 2
    assert not list(tmp_path.glob("x.*"))


def test_without_a_file_the_document_goes_through_the_pipe_as_markdown(plan: str, tmp_path: Path) -> None:
    done = salesplan(tmp_path, "render", plan)
    assert done.out.startswith("# January acquisition\n")
    assert "\x1b" not in done.out


def test_an_ascii_screen_and_a_narrow_one(plan: str, tmp_path: Path) -> None:
    done = salesplan(
        tmp_path, "render", plan, "--language", "fr", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C", LANG="C"
    )
    assert done.code == 0
    assert done.out.isascii()
    assert "90 000 EUR" in done.out


def test_who_names_no_file_is_told_how_to_get_one(plan: str, tmp_path: Path) -> None:
    advice = "`salesplan render -o plan.html` makes it a page that you can send."
    assert advice in salesplan(tmp_path, "render", plan).err
    for chosen in (("--format", "markdown"), ("-o", "plan.md")):
        assert advice not in salesplan(tmp_path, "render", plan, *chosen).err


def test_a_calendar_without_a_date_says_so(plan: str, tmp_path: Path) -> None:
    done = salesplan(tmp_path, "render", plan, "-o", "plan.ics")
    assert done.code == 0
    assert "There is no date in it yet" in done.err
    (tmp_path / "plan.yaml").write_text(
        (tmp_path / "plan.yaml").read_text(encoding="utf-8") + "\nmilestones: [{title: Half, day: 15}]\n",
        encoding="utf-8",
    )
    assert "no date" not in salesplan(tmp_path, "render", plan, "-o", "plan.ics").err


def test_a_document_does_not_replace_what_gives_it_its_look(plan: str, tmp_path: Path) -> None:
    for option, name in (("--logo", "logo.html"), ("--template", "deck.pptx")):
        (tmp_path / name).write_bytes(b"what it was")
        done = salesplan(tmp_path, "render", plan, option, name, "-o", name)
        assert (done.code, (tmp_path / name).read_bytes()) == (2, b"what it was")


def test_a_workbook_of_others_is_not_written_over(plan: str, tmp_path: Path) -> None:
    import xlsxwriter

    for name in ("ours.xlsx", "ours.xlsx"):
        assert salesplan(tmp_path, "render", plan, "-o", name).code == 0
    with xlsxwriter.Workbook(tmp_path / "theirs.xlsx") as book:
        book.add_worksheet().write(0, 0, "Deal")
    before = (tmp_path / "theirs.xlsx").read_bytes()
    done = salesplan(tmp_path, "render", plan, "-o", "theirs.xlsx")
    assert (done.code, "did not write" in done.err, (tmp_path / "theirs.xlsx").read_bytes()) == (2, True, before)
