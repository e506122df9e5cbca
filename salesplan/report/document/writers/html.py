"""The document as one HTML file: no request to any network, its style pinned by hash, light and dark, for print too."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from salesplan.base.cache import cache_folder
from salesplan.base.escaping import one_line, visible
from salesplan.report.document.blocks import Bars, Document, Ranges, Trend
from salesplan.report.document.writers import charts
from salesplan.report.document.writers.branding import PLAIN, Branding
from salesplan.report.language.numbers import Numbers, numbers_for
from salesplan.report.tables.cells import cell_texts
from salesplan.report.tables.drawing import shares
from salesplan.report.tables.table import Cell, Kind, Table

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

    from salesplan.report.document.what_if.page import WhatIf

TEMPLATES = Path(__file__).parents[3] / "templates" / "documents"
_LONG_TABLE = 18
_NARROW = 4
"""Columns that have room on a telephone."""
_MANY = 8
"""Columns that have room on a page in letters of the usual size."""
_SPARE = re.compile(
    r"(?s)(?P<kept><(?P<element>style|script)\b.*?</(?P=element)>)"
    r"|\n+(?=<(?!section|/main))"
    r'|(?<=[a-z]=)(?<! id=)"(?P<plain>[\w.%#-]+)"(?:(?=[ >])|(?P<end>/>))'
)
"""Breaks that stand in the templates for their readers, and quotation marks that HTML can do without."""
_NEEDLESS = re.compile(
    r"/\*.*?\*/"
    r"|(?<=[{};,>~/]) +| +(?=[{}>~/!])"
    r"|(?<=:) (?!where)"
    r"|;(?= *})"
    r"|(?<=[\w)]) (?=\+ [a-z])|(?<=[\w)] \+) (?=[a-z])"  # a sum needs its blanks, neighbours do not
)
_SHORT = {"shade": "d"}
_NAMES = re.compile(r"--(ground|text|muted|line|warn|accent|soft|shade)\b")
"""Colours that the style sheets name in full, and a page by one letter."""
_BESIDE = 6
"""Rows of a chart's table that have room on the one page beside it; longer ones stand with the goals."""
_MOVED = ("quotas", "stages-", "schedule-", "people-", "capacity")
"""How the names of tables begin that the controls change or mark."""
_KEYED = ("stages-", "capacity")
"""How the names of tables begin in which a script looks columns up by their keys."""
_HEAT_LIMITS = (0.5, 0.85, 1.0, 1.15)
_HEAT = (
    ".h1{background:#1d5fb80f}.h2{background:#1d5fb830}.h3{background:#1d5fb866}.h4{background:#d8411e40}"
    ".h5{background:#d8411e80}.h4,.h5{font-weight:700}.heat tr>:nth-child(n+2){padding:.5rem .35rem;font-size:.85rem}"
    "@media print,(max-width:40rem){.heat tr>:nth-child(n){padding:.4rem .15rem;font-size:.75rem;min-width:0}}"
    "@media print{.heat tr>:nth-child(n){font-size:7.5pt}}"
)
_STYLES = {"t": "text-align:left;white-space:normal;min-width:6rem", "d": "text-align:left"}
"""A column is one of figures unless its table says text or date for its place; the first heads its rows."""
_ACROSS = {4: 4, 5: 5, 6: 3, 7: 4, 8: 4}
"""How many headlines stand side by side where there is room, of so many."""
_ON_PAPER = 4
"""As many have room on a page."""


class HtmlCell(Struct, frozen=True):
    """A cell as the template writes it. `hidden` holds a group's name where the eye needs no second one.

    `mark` is where the bar shows 100%, which `said` says at the head of the column; `over` whether the figure is beyond
    it. `heat` is the class of its ground.
    """

    text: str
    tag: str
    bar: str = ""
    has_bar: bool = False
    hidden: str = ""
    mark: str = ""
    said: str = ""
    over: bool = False
    heat: str = ""


class HtmlTable(Struct, frozen=True):
    """A table as the template writes it. `keys` are those of its columns, where a script needs to know them.

    `is_wide` where it may have to be moved sideways on a small screen, and so be reached with the keyboard.
    """

    name: str
    keys: str
    title: str
    note: str
    heads: tuple[HtmlCell, ...]
    rows: tuple[tuple[HtmlCell, ...], ...]
    total: tuple[HtmlCell, ...]
    css: str
    has_bars: bool
    is_wide: bool = False


def document_html(
    document: Document,
    branding: Branding = PLAIN,
    scripts: Sequence[str] = (),
    what_if: WhatIf | None = None,
    *,
    paper: bool = False,
) -> str:
    """The page of a document, with the controls of `what_if` if they are given.

    `scripts` are JavaScript texts that run in the page, each allowed by its hash; the page runs nothing else. `paper`
    draws charts in fixed lengths, for printers of PDF that know no percentages within drawings.
    """
    kinds = {type(block) for section in document.sections for block in section.blocks}
    styles = [
        "plan.css",
        *(["progress.css"] if kinds & {Bars, Trend} else []),
        *(["measured.css"] if Ranges in kinds else []),
        *(["whatif.css"] if what_if else []),
        *(["sheet.css"] if document.is_sheet else []),
        *(
            ["statement.css"]
            if any(section.key.startswith(("statement", "pay")) for section in document.sections)
            else []
        ),
    ]
    css = "".join(_tight((TEMPLATES / name).read_text(encoding="utf-8")) for name in styles)
    css += _kinds(document, paper=paper) + _heat(document) + _side_by_side(document, paper=paper) + branding.css()
    if not paper:
        css = _NAMES.sub(lambda name: f"--{_SHORT.get(name[1], name[1][0])}", css)
    scripts = ("\n".join((*scripts, whatif_script(what_if))),) if what_if else scripts
    values = {
        "document": document,
        "css": safe_element(css, "style"),
        "scripts": [safe_element(script, "script") for script in scripts],
        "csp": policy_element((css,), scripts),
        "branding": branding,
        "what_if": what_if,
        "what_if_data": json_element(what_if.data) if what_if else "",
        "table": lambda table: html_table(table, document.language, paper=paper),
        "draw_funnel": charts.draw_funnel,
        "draw_marks": charts.draw_marks,
        "draw_climb": charts.draw_climb,
        "draw_dots": charts.draw_dots,
        "draw_ranges": charts.draw_ranges,
        "draw_bars": charts.draw_bars,
        "draw_trend": charts.draw_trend,
        **charts.lengths(paper=paper),
        "kind": lambda block: type(block).__name__,
        "paragraphs": paragraphs,
        "stands_apart": lambda climb: len(climb.steps) > _BESIDE,
    }
    return _spared(environment().get_template("plan.html.j2").render(values))


def _spared(page: str) -> str:
    """Without what HTML can do without; sections keep their line breaks, for readers of the page.

    What people wrote has no quotation marks of its own here, since they are escaped. Styles and scripts stay as they
    are: the policy knows them by their hash.
    """
    return _SPARE.sub(_kept, page).strip() + "\n"


def _kept(spare: re.Match[str]) -> str:
    return spare["kept"] or f"{spare['plain'] or ''}{' />' if spare['end'] else ''}"


def _tight(css: str) -> str:
    """A style sheet without the blanks that are there for its readers."""
    joined = "".join(line.strip() for line in css.splitlines())
    return _NEEDLESS.sub("", joined)


@cache
def environment() -> Environment:
    """The templates: everything escaped, every control character made visible, unknown names refused."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
        bytecode_cache=_compiled(),
    )


def _compiled() -> BytecodeCache | None:
    """Where compiled templates are kept between runs: compiling them takes as long as filling them in.

    Jinja keeps them under its own version and the template's checksum, and compiles anew whatever does not fit.
    """
    from jinja2 import FileSystemBytecodeCache

    above = cache_folder()
    if above is None:
        return None
    folder = above / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def finalize(value: object) -> object:
    """What every value goes through before it is escaped and written."""
    return visible(value) if type(value) is str else value


def policy(styles: Sequence[str], scripts: Sequence[str] = ()) -> str:
    """A Content-Security-Policy that allows these styles and scripts, pictures inside the file, and nothing else."""
    allowed: Mapping[str, Sequence[str]] = {"style-src": styles, "script-src": scripts}
    hashes = [f"{name} {' '.join(map(_hash, texts))}" for name, texts in allowed.items() if texts]
    return "; ".join(["default-src 'none'", *hashes, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def policy_element(styles: Sequence[str], scripts: Sequence[str] = ()) -> object:
    """The same for an attribute in double quotes, of which it has none itself."""
    from markupsafe import Markup

    return Markup(policy(styles, scripts))  # noqa: S704  (names and hashes only)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def safe_element(text: str, element: str) -> object:
    """Text that goes unescaped into a `style` or `script` element.

    Raises:
        ValueError: if it would end the element early.
    """
    from markupsafe import Markup

    if f"</{element}" in text.lower() or "<!--" in text:
        raise ValueError(f"text that would end its <{element}> element")
    return Markup(text)  # noqa: S704  (checked above; only our own texts come here)


def whatif_script(what_if: WhatIf) -> str:
    """The script of the controls, as `tools/what_if_pack.py` makes it small; its first line says from what."""
    name = "whatif.certain.min.js" if what_if.certain else "whatif.sampled.min.js"
    return _packed(name)


def fold_script() -> str:
    """The script that folds a page on a phone to its headings."""
    return _packed("fold.min.js")


def _packed(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").split("\n", 1)[1].strip()


def json_element(data: Mapping[str, Any]) -> object:
    """JSON that stands in a `script` element: no character in it can end the element or begin another."""
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704  (what could end the element is written as an escape)


def paragraphs(text: str) -> list[str]:
    """Prose parted at blank lines."""
    parts = (one_line(part) for part in visible(text).split("\n\n"))
    return [part for part in parts if part]


def html_table(table: Table, language: str, *, paper: bool = False) -> HtmlTable:
    """Every cell with its tag, its alignment and, where its column asks for one, the width of its bar."""
    numbers = numbers_for(language)
    rows = cell_texts(table, numbers)
    full = rows if not table.group else cell_texts(_ungrouped(table), numbers)
    bars = {
        at: shares([row[at] for row in table.rows], float(column.full))
        for at, column in enumerate(table.columns)
        if column.bar and column.kind.is_figure
    }
    made = [
        tuple(_cell(table, (index, at), text, full[index][at], bars.get(at, [])) for at, text in enumerate(row))
        for index, row in enumerate(rows)
    ]
    total = made.pop() if table.total is not None else ()
    heads = tuple(_head(table, at, bars.get(at), numbers) for at in range(len(table.columns)))
    keys = " ".join(column.key for column in table.columns) if table.name.startswith(_KEYED) else ""
    name = table.name if table.name.startswith(_MOVED) else ""
    return HtmlTable(
        name, keys, table.title, table.note, heads, tuple(made), total, _classes(table, len(made), paper=paper),
        bool(bars), len(heads) > _NARROW,
    )  # fmt: skip


def _head(table: Table, at: int, bars: list[float] | None, numbers: Numbers) -> HtmlCell:
    column = table.columns[at]
    made = HtmlCell(column.title, "th", has_bar=bars is not None)
    return replace(made, mark=_mark(table, at), said=numbers.percent(1)) if bars and column.full else made


def _mark(table: Table, at: int) -> str:
    """Where bars of this column, whose longest fills the room, show 100%."""
    return _percent(100 / max(1.0, *(_figure(row[at]) for row in table.rows)))


def _ungrouped(table: Table) -> Table:
    return replace(table, group="")


def _cell(table: Table, place: tuple[int, int], text: str, full: str, bars: list[float]) -> HtmlCell:
    index, at = place
    column = table.columns[at]
    made = HtmlCell(text, "td" if at else "th", "", column.bar and column.kind.is_figure, full if full != text else "")
    if column.heat and text:
        return replace(made, heat=heat_of(_figure(table.rows[index][at])) if index < len(table.rows) else "")
    if not bars[index : index + 1]:
        return made
    width = _percent(bars[index] * 100)
    if not column.full:
        return replace(made, bar=width)
    return replace(made, bar=width, mark=_mark(table, at), over=_figure(table.rows[index][at]) > 1)


def _percent(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0") + "%"


def heat_of(share: float) -> str:
    """The class of a cell's ground: h1 for an idle month up to h5 for one of far too much."""
    return f"h{1 + sum(share > limit for limit in _HEAT_LIMITS)}"


def _figure(cell: Cell) -> float:
    return 0.0 if cell is None or isinstance(cell, (str, date)) else float(cell)


def _classes(table: Table, rows: int, *, paper: bool) -> str:
    """What the style sheet has to know: is the table long, or too wide for paper, which kind of column stands where."""
    sizes = {"long": rows > _LONG_TABLE, "many": paper and len(table.columns) > _MANY}
    sizes["heat"] = any(column.heat for column in table.columns)
    return " ".join([*(size for size, holds in sizes.items() if holds), *_places(table)])


def _places(table: Table) -> list[str]:
    """The kind and the place of each column that is not as the style sheet takes it: of texts or dates."""
    places: list[str] = []
    place = 1
    for column in table.columns:
        if not column.kind.is_figure:
            places.append(f"{'d' if column.kind is Kind.DATE else 't'}{place}")
        place += 2 if column.bar and column.kind.is_figure else 1
    return [each for each in places if each != "t1"]


def _heat(document: Document) -> str:
    """The grounds of strips, where the document has one."""
    tables = (block for section in document.sections for block in section.blocks if isinstance(block, Table))
    return _HEAT if any(column.heat for table in tables for column in table.columns) else ""


def _side_by_side(document: Document, *, paper: bool) -> str:
    """How headlines stand where there is room, if their number asks for more than filling the lines."""
    across = _ACROSS.get(len(document.headlines))
    if across is None:
        return ""
    if paper:
        return ".headlines dl>div:nth-child(n){width:23%}" if across == _ON_PAPER else ""
    where = f"{'print,' if across == _ON_PAPER else ''}(min-width:66rem)"
    return f"@media {where}{{.headlines dl{{grid-template-columns:repeat({across},1fr)}}}}"


def _kinds(document: Document, *, paper: bool) -> str:
    """The style of the columns of this document's tables: figures, texts and dates in their places."""
    tables = (block for section in document.sections for block in section.blocks if isinstance(block, Table))
    places = sorted({place for table in tables for place in _places(table)} - {"d1"})
    styles = _STYLES | ({"d": f"{_STYLES['d']};white-space:nowrap!important"} if paper else {})
    return "".join(
        f"{','.join(f'.{place} tr>:nth-child({place[1:]})' for place in places if place[0] == kind)}{{{style}}}"
        for kind, style in styles.items()
        if any(place[0] == kind for place in places)
    )
