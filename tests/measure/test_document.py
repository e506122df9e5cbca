"""What a rendered document says of the records that its plan names."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden import golden
from tests.measure.conftest import PLAN
from tests.shell import salesplan

TITLES = {"en": "What the records say", "fr": "Ce que disent les données", "it": "Che cosa dicono i dati"}


def chapter(folder: Path, language: str) -> str:
    done = salesplan(folder, "render", "--format", "markdown", "--language", language)
    assert done.code == 0, done.err
    return "##" + done.out[done.out.index(f"## {TITLES[language]}") + 2 :].partition("\n## ")[0] + "\n"


@pytest.mark.parametrize("language", list(TITLES))
def test_the_section_in_markdown(language: str, folder: Path) -> None:
    golden(f"measured.{language}.md", chapter(folder, language))


def test_the_page_draws_what_was_measured(folder: Path) -> None:
    assert salesplan(folder, "render", "-o", "plan.html").code == 0
    page = (folder / "plan.html").read_text(encoding="utf-8")
    assert "Measured funnel: New" in page
    assert "153 moved on, 40 lost, 31 still there" in page


def test_measured_rates_say_so_instead_of_assumed(folder: Path) -> None:
    before = salesplan(folder, "render", "--format", "markdown").out
    assert "Assumed" in before
    assert salesplan(folder, "measure", "--write", "--yes").code == 0
    after = salesplan(folder, "render", "--format", "markdown").out
    assert "153 of 193, measured on 13 Oct 2026" in after
    assert "Assumed" not in after


def test_a_plan_elsewhere_finds_its_records_beside_it(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = salesplan(tmp_path_factory.mktemp("away"), "render", str(folder / "salesplan.yaml"), "--format", "markdown")
    assert TITLES["en"] in done.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("deals.csv", None, "deals.csv cannot be read"),
        ("deals.csv", "a,b\n1,2\n", "deals.csv"),
        ("history.csv", "deal,stage,entered\n'\"\x00", "history.csv"),
        ("activities.csv", "", "activities.csv is empty"),
    ],
)
def test_unreadable_records_are_one_message_and_no_section(
    name: str, content: str | None, said: str, folder: Path
) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content, encoding="utf-8")
    done = salesplan(folder, "render", "--format", "markdown")
    assert done.code == 0
    assert TITLES["en"] not in done.out
    assert "## Quotas" in done.out
    assert done.err.count("the document does without the records: ") == 1
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_records_without_rows_make_no_section(folder: Path) -> None:
    for name in ("deals", "activities", "history"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    done = salesplan(folder, "render", "--format", "markdown")
    assert done.code == 0
    assert TITLES["en"] not in done.out


def test_a_plan_without_records_loads_no_engine(folder: Path) -> None:
    (folder / "salesplan.yaml").write_text(PLAN.partition("records:")[0], encoding="utf-8")
    program = (
        "import sys; from salesplan.cli import app; app(['render', '--format', 'markdown'], standalone_mode=False); "
        "print({'duckdb', 'narwhals'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "set()"
