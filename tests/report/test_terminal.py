from __future__ import annotations

import io
import subprocess
import sys

import pytest

from salesplan.report.language.numbers import numbers_for
from salesplan.report.tables.drawing import Scale, funnel_bars, scaled
from salesplan.report.tables.terminal import show_table, width_of
from tests.report.samples import QUOTAS, named


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "TERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_a_terminal_has_weight_and_a_pipe_has_none() -> None:
    screen, pipe = Screen(), io.StringIO()
    show_table(QUOTAS, numbers_for("en"), screen)
    show_table(QUOTAS, numbers_for("en"), pipe)
    assert "\x1b[1m" in screen.getvalue()
    assert "\x1b" not in pipe.getvalue()


def test_no_color_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    show_table(QUOTAS, numbers_for("en"), screen)
    assert "\x1b" not in screen.getvalue()


@pytest.mark.parametrize("text", ["[red]x", ":smile:", "[/]", "\x1b]0;title\x07"])
def test_markup_is_literal_on_a_terminal(text: str) -> None:
    screen = Screen()
    show_table(named(text), numbers_for("en"), screen)
    assert text.replace("\x1b", "\\x1b").replace("\x07", "\\x07") in screen.getvalue()


@pytest.mark.parametrize(("columns", "width"), [("10", 10), ("0", None), ("wide", None), ("-3", None)])
def test_the_width_that_columns_says(monkeypatch: pytest.MonkeyPatch, columns: str, width: int | None) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert width_of(io.StringIO()) == width


def test_a_stream_that_cannot_write_the_euro() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", write_through=True)
    show_table(QUOTAS, numbers_for("en"), stream)
    assert b"EUR90,000.00" in raw.getvalue()


def test_a_piped_table_loads_neither_rich_nor_babel() -> None:
    code = (
        "import sys; from tests.report.samples import QUOTAS; from salesplan.report.tables.terminal import show_table;"
        "from salesplan.report.language.numbers import numbers_for; show_table(QUOTAS, numbers_for('en'));"
        "sys.exit(' '.join({'rich', 'babel', 'jinja2', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_bars_are_in_proportion_while_they_can_be() -> None:
    assert scaled([240, 12, 0], 40).widths == (40.0, 2.0, 0.0)
    assert scaled([240, 12], 40).scale is Scale.LINEAR
    assert scaled([240, 3], 40).scale is Scale.ROOT
    assert scaled([1_000_000, 1], 40).scale is Scale.LOG
    assert scaled([], 40).widths == ()


def test_a_funnel_in_characters() -> None:
    lines, scale = funnel_bars([240, 12, 3, 0], 40)
    assert scale is Scale.ROOT
    assert [line.count("█") for line in lines] == [40, 10, 4, 0]
    assert all(
        len(line) == 40 and abs(len(line) - len(line.lstrip()) - (40 - len(line.rstrip()))) <= 0 for line in lines[:3]
    )
