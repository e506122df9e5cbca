from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from salesplan.base.escaping import for_encoding, one_line, spreadsheet_text, visible
from salesplan.report.language.numbers import numbers_for
from salesplan.report.tables.csv import table_csv
from salesplan.report.tables.json import dumps
from salesplan.report.tables.layout import cells_wide, table_lines, wrap
from salesplan.report.tables.markdown import escaped, paragraphs, table_markdown
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.report.tables.terminal import plain
from tests.golden import golden
from tests.report.samples import HOSTILE, QUOTAS, named
from tests.work import in_proportion

TEXT = st.text(st.characters(), max_size=40)


def screen(table: Table, width: int | None = None, language: str = "en") -> str:
    return "".join(plain(line) + "\n" for line in table_lines(table, numbers_for(language), width))


@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_a_table_in_every_format(language: str) -> None:
    golden(f"report/quotas.{language}.txt", screen(QUOTAS, None, language))
    golden(f"report/quotas.{language}.md", table_markdown(QUOTAS, numbers_for(language)))


@pytest.mark.parametrize("width", [10, 40, 64, 80])
def test_a_table_on_a_narrow_screen(width: int) -> None:
    text = screen(QUOTAS, width)
    assert max(map(cells_wide, text.splitlines())) <= width
    golden(f"report/quotas.{width}.txt", text)


def test_a_text_aside_stands_below_its_row_where_one_line_is_too_short() -> None:
    columns = (Column("name", "Name"), Column("why", "Why", aside=True), Column("count", "Count", Kind.COUNT))
    rows = (("one", "of some length, so that it wraps", 1), ("two", "", 20))
    aside = Table("asides", "", columns, rows, ("all", None, 21))
    assert screen(aside, 80).splitlines()[0].split() == ["Name", "Why", "Count"]
    assert screen(aside, 24) == (
        "Name  Count\n───────────\none       1\n  of some length, so\n  that it wraps\ntwo      20\n"
        "───────────\nall      21\n"
    )
    assert "Why: of some" in screen(aside, 9).replace("\n", " ")
    assert all(cells_wide(each) <= 24 for each in screen(aside, 24).splitlines())


def test_csv_and_json() -> None:
    golden("report/quotas.csv", table_csv(QUOTAS))
    golden("report/quotas.json", dumps(list(QUOTAS.records())))


@given(st.lists(TEXT, min_size=1, max_size=5), st.integers(1, 60))
def test_any_text_fits_any_screen_and_moves_no_cursor(texts: list[str], width: int) -> None:
    lines = screen(named(*texts), width).split("\n")
    wide = max(width, 2)  # a wide character cannot be cut in two
    assert all(cells_wide(line) <= wide for line in lines)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for line in lines for character in line)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_literal_on_the_terminal(text: str) -> None:
    assert one_line(text) in screen(named(text))
    assert all(character.isprintable() for character in one_line(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("a\r\nb", "a\nb"),
        ("لا\u200cیک", "لا\u200cیک"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_what_is_shown_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.lists(TEXT, min_size=1))
def test_csv_reads_back_and_runs_nothing(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(table_csv(named(*texts)), newline="")))
    assert rows[0] == ["name", "count"]
    assert [row[0] for row in rows[1:]] == [spreadsheet_text(text) for text in texts]
    assert not any(row[0].lstrip().startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows[1:])


def test_csv_leaves_figures_alone() -> None:
    columns = (Column("a", "A", Kind.MONEY), Column("b", "B"), Column("c", "C", Kind.PERCENT))
    table = Table("t", "T", columns, ((Decimal("-5.50"), "-5.50", Fraction(1, 4)),), total=(Decimal(1), "Total", 1))
    assert table_csv(table) == "a,b,c\n-5.50,'-5.50,0.25\n"


@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.startswith("http")])
def test_markdown_shows_what_was_written(text: str) -> None:
    """The renderer is the oracle: whatever it makes of the text is the text, as text."""
    expected = one_line(text)
    for source in (f"before {escaped(text)} after", escaped(text), f"| a |\n| - |\n| {escaped(text)} |"):
        tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(source)
        inline = [child for token in tokens if token.children for child in token.children]
        assert {child.type for child in inline} <= {"text", "text_special"}
        assert expected in "".join(child.content for child in inline)
        assert {token.type for token in tokens} <= {
            "paragraph_open", "paragraph_close", "inline", "table_open", "table_close", "thead_open", "thead_close",
            "tr_open", "tr_close", "th_open", "th_close", "tbody_open", "tbody_close", "td_open", "td_close",
        }  # fmt: skip


def test_paragraphs_keep_their_breaks() -> None:
    assert paragraphs("One\nline.\n\n- not a list\n\n\nLast <b>.") == "One line.\n\n\\- not a list\n\nLast &lt;b&gt;."


@pytest.mark.parametrize("text", HOSTILE)
def test_json_holds_what_was_written(text: str) -> None:
    assert json.loads(dumps([text]).encode()) == [text]


def test_json_numbers_are_exact() -> None:
    value = {
        "whole": Decimal("90000.00"),
        "cents": Decimal("0.10"),
        "big": 10**25,
        "third": Fraction(1, 4),
        "none": None,
    }
    assert dumps(value) == (
        '{\n  "whole": 90000,\n  "cents": 0.1,\n  "big": 10000000000000000000000000,\n'
        '  "third": 0.25,\n  "none": null\n}\n'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")])
def test_json_never_says_nan(value: object) -> None:
    with pytest.raises(ValueError, match="cannot be written as JSON"):
        dumps({"value": value})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_is_what_the_standard_library_reads(value: object) -> None:
    assert json.loads(dumps(value)) == value


def test_an_ascii_screen_shows_something_readable() -> None:
    assert for_encoding("90\u202f000 € → été ██▍", "ascii") == "90 000 EUR -> ete ###"
    assert for_encoding("字 ø", "ascii") == "\\u5b57 \\xf8"
    assert for_encoding("90 000 € été", "cp1252") == "90 000 € été"


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="does not have 1 cells"):
        Table("t", "T", (Column("a", "A"),), ((1, 2),))


def _sized(columns: int, rows: int, words: int) -> Table:
    named = tuple(Column(f"c{number}", f"Column {number}") for number in range(columns))
    return Table("sized", "Sized", named, tuple(("word " * words,) * columns for _ in range(rows)))


@pytest.mark.parametrize("width", [60, 400, None])
@pytest.mark.parametrize(
    "sized", [lambda n: _sized(n, 3, 8), lambda n: _sized(4, n, 8), lambda n: _sized(4, 3, n)],
    ids=["columns", "rows", "words"],
)  # fmt: skip
def test_the_work_of_a_layout_grows_with_the_table(sized: Callable[[int], Table], width: int | None) -> None:
    def work(size: int) -> Callable[[], object]:
        table = sized(size)
        return lambda: table_lines(table, numbers_for("en"), width)

    assert in_proportion(work, 40)


def test_a_path_that_is_too_long_is_cut_after_a_name() -> None:
    assert wrap("funnels.acquisition.stages.opportunity.conversion", 24) == [
        "funnels.acquisition.",
        "stages.opportunity.",
        "conversion",
    ]
    assert wrap("a.bcdefghijklmnop", 8) == ["a.bcdefg", "hijklmno", "p"]
    assert wrap("1.000.000.000.000", 8) == ["1.000.00", "0.000.00", "0"]
