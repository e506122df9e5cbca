from __future__ import annotations

import base64
import hashlib
import re
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes
from msgspec.structs import replace

from salesplan.base.finding import Unreadable, Usage
from salesplan.report.document.build import plan_document
from salesplan.report.document.writers.branding import Branding, branding, contrast, luminance
from salesplan.report.document.writers.html import (
    TEMPLATES,
    document_html,
    environment,
    html_table,
    policy,
    safe_element,
)
from salesplan.report.document.writers.markdown import document_markdown
from salesplan.report.document.writers.own_template import BadTemplate, document_from_template
from salesplan.report.document.writers.terminal import document_lines
from salesplan.report.tables.table import Column, Kind, Table
from salesplan.report.tables.terminal import plain
from tests.report.plans import full, huge, tiny
from tests.report.samples import HOSTILE
from tests.report.test_document import Make

LONE_SURROGATE = "\ud800"  # no plan can hold one
OPTIONAL_END = {"td", "th", "tr", "thead", "tbody", "tfoot", "li", "dt", "dd"}
VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(HTMLParser):
    """A page as a browser would build it: every element with its attributes, in order, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID | OPTIONAL_END:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("make", [tiny, full, huge])
@pytest.mark.parametrize("language", ["en", "fr", "it"])
def test_a_page_is_small_and_well_formed(make: Make, language: str) -> None:
    text = document_html(plan_document(*make(), language))
    assert len(text.encode()) <= 60_000
    assert Page(text).elements[0] == ("html", {"lang": language})


def test_the_policy_comes_first_and_pins_the_style() -> None:
    text = document_html(plan_document(*full()), scripts=("let a = 1 < 2 && 3;",))
    page = Page(text)
    head = page.elements.index(("head", {}))
    tag, attributes = page.elements[head + 1]
    assert (tag, attributes["http-equiv"]) == ("meta", "Content-Security-Policy")
    directives = dict(part.split(" ", 1) for part in str(attributes["content"]).split("; "))
    assert directives["default-src"] == "'none'"
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        bodies = re.findall(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in bodies]
        assert directives[directive].split() == hashes
    assert len(directives) == 6
    assert "unsafe" not in str(attributes["content"])


def test_a_page_without_scripts_allows_none() -> None:
    assert "script-src" not in policy(("css",))


@pytest.mark.parametrize("make", [tiny, full, huge])
def test_a_page_asks_the_network_for_nothing(make: Make) -> None:
    page = Page(document_html(plan_document(*make())))
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name != "style", "the policy would refuse it"
            if name in {"src", "href", "action", "data", "poster", "srcset", "xlink:href"}:
                assert str(value).startswith(("#", "data:image/")), (tag, name, value)
    css = (TEMPLATES / "plan.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import|https?:", css)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != LONE_SURROGATE])
def test_hostile_text_stays_text_in_every_format(text: str) -> None:
    """The same name in every place that takes one: the page has no other element than with a harmless name."""

    def made(name: str) -> tuple[str, str, str]:
        plan, figures = full(
            title=name,
            company=name,
            swot={"strengths": [name], "threats": [name]},
            strategies=[{"name": name, "summary": name, "techniques": [name]}],
            risks=[{"risk": name, "answer": name}],
            actions={"call": {"icon": name, "results": [name]}},
            alignment=[{"department": name, "definitions": {name: name}}],
        )
        document = plan_document(plan, figures)
        lines = "\n".join(plain(line) for line in document_lines(document, 80))
        return document_html(document), document_markdown(document), lines

    page, markdown, lines = made(text)
    harmless = Page(made("harmless")[0])
    hostile = Page(page)
    ignored = {"path", "circle"}  # the icon of an action is chosen by its name
    assert [tag for tag, _ in hostile.elements if tag not in ignored] == [
        tag for tag, _ in harmless.elements if tag not in ignored
    ]
    assert not any(name.startswith("on") for _, attributes in hostile.elements for name in attributes)
    shown = "".join(hostile.words) + markdown + lines
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ud800-\udfff]", shown)
    page.encode()


def test_templates_hold_no_arithmetic_and_escape_everything() -> None:
    forbidden = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.MarkSafe)
    filters = {"length", "map", "join"}
    paths = sorted(TEMPLATES.glob("*.j2"))
    assert paths
    for path in paths:
        source = path.read_text(encoding="utf-8")
        tree = environment().parse(source)
        assert not list(tree.find_all(forbidden)), path
        assert {found.name for found in tree.find_all(nodes.Filter)} <= filters
        assert "autoescape" not in source
    assert environment().autoescape is True


def test_headings_and_tables_tell_a_screen_reader_what_they_are() -> None:
    page = Page(document_html(plan_document(*full())))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 2 for before, after in pairwise(levels))
    assert {head.get("scope") for head in page.all("th")} == {"col", None}
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    drawn = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    assert drawn
    for svg in drawn:
        assert svg.get("aria-label") or set(str(svg["aria-labelledby"]).split()) <= set(identifiers)
    anchors = {str(link["href"])[1:] for link in page.all("a")}
    assert anchors <= set(identifiers)


def rgb(color: str) -> tuple[int, int, int]:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def test_the_page_has_enough_contrast_in_light_and_dark() -> None:
    css = (TEMPLATES / "plan.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w+);", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    for theme in (light, dark):
        for ink in ("text", "muted", "accent"):
            for ground in ("ground", "tint"):
                assert contrast(rgb(theme[ink]), rgb(theme[ground])) >= 4.5, (ink, ground)
        for ink in ("text", "muted"):
            assert contrast(rgb(theme[ink]), rgb(theme["soft"])) >= 4.5, ink


def test_contrast_as_the_standard_gives_it() -> None:
    assert round(contrast((255, 255, 255), (0, 0, 0)), 2) == 21
    assert round(contrast((119, 119, 119), (255, 255, 255)), 2) == 4.48
    assert luminance((255, 255, 255)) == pytest.approx(1)


@pytest.mark.parametrize("color", ["#0a5", "#ffff00", "#000", "#ffffff", "#e91e63"])
def test_any_colour_is_made_readable(color: str) -> None:
    look = branding(color)
    assert contrast(rgb(look.light), (255, 255, 255)) >= 4.5
    assert contrast(rgb(look.dark), (20, 23, 28)) >= 4.5
    assert look.light in document_html(plan_document(*tiny()), look)


def test_a_readable_colour_is_left_alone() -> None:
    assert branding("#0a5a3c").light == "#0a5a3c"


@pytest.mark.parametrize("color", ["red", "#12", "#12345g", "0a5", "#0a5;}body{", "#0a5 "])
def test_what_is_no_colour_is_refused(color: str) -> None:
    with pytest.raises(Usage, match="--color does not take"):
        branding(color)


def test_what_may_scroll_has_a_name_and_is_reached_with_the_keyboard() -> None:
    """Wide tables only: every other one would stop the tabulator key for nothing."""
    text = document_html(plan_document(*full()))
    wide = [(table, of) for of, table in re.findall(r"<div([^>]*)>\s*(<table.*?</table>)", text, re.DOTALL)]
    assert len(wide) > 10
    for table, attributes in wide:
        columns = len(re.findall("<th", table.split("<tbody")[0].replace("<thead", "")))
        assert ("tabindex=0 role=region aria-label=" in attributes) == (columns > 4)
        assert "aria-label=>" not in attributes
        assert 'aria-label=""' not in attributes


def test_a_logo_goes_into_the_page(tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    text = document_html(plan_document(*tiny()), branding(logo=logo))
    (image,) = Page(text).all("img")
    kind, data = str(image["src"]).split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data) == logo.read_bytes()
    assert "alert" not in text


def test_a_logo_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "big.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(400_000))
    for name, reason in (("notes.txt", "not a picture"), ("big.png", "larger"), ("none.png", "no such file")):
        with pytest.raises(Unreadable, match=reason):
            branding(logo=tmp_path / name)


@pytest.mark.parametrize("text", ["</style><script>", "</STYLE >", "<!-- "])
def test_a_style_cannot_end_early(text: str) -> None:
    with pytest.raises(ValueError, match="would end"):
        safe_element(text, "style")


def own(folder: Path, template: str) -> str:
    (folder / "plan.html.j2").write_text(template, encoding="utf-8")
    return document_from_template(plan_document(*full()), folder, Branding("#123456", "#abcdef"))


def test_an_own_template(tmp_path: Path) -> None:
    (tmp_path / "part.j2").write_text("{% for row in table.rows %}{{ row | join(' ') }};{% endfor %}")
    text = own(
        tmp_path,
        "<h1>{{ document.title }}</h1>{{ branding.light }}"
        "{% for section in document.sections if section.key == 'quotas' %}{% for table in section.blocks "
        "if table.kind == 'Table' and table.name == 'quotas' %}{% include 'part.j2' %}{% endfor %}{% endfor %}",
    )
    assert text.startswith("<h1>Win the Rhône valley</h1>#123456Marketing Prospects 1,440;Prospecting Calls 4,320;")


def test_the_template_of_the_documentation(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "documents.md").read_text(encoding="utf-8")
    page = own(tmp_path, text.split("```jinja\n")[1].split("```")[0])
    assert "<h2>Goals</h2>" in page
    assert "<td>€480,000" in page


def test_an_own_template_escapes(tmp_path: Path) -> None:
    (tmp_path / "plan.html.j2").write_text("{{ document.title }}")
    plan, figures = full(title="<b>\x1b")
    assert document_from_template(plan_document(plan, figures), tmp_path) == "&lt;b&gt;\\x1b"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("line\n{% if %}", "line 2"),
        ("{% include '../secret.j2' %}", "secret.j2"),
        ("{% include '/etc/passwd' %}", "/etc/passwd"),
        ("{% include 'link.j2' %}", "link.j2"),
        ("{{ document.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{{ document.title.format.__globals__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__ }}", "unsafe"),
        ("{{ document.sections.append(1) }}", "unsafe"),
        ("{% for i in range(1000000) %}{% endfor %}", "(?i)range"),
        ("{{ 'x' * 10**9 }}", "it failed"),
    ],
)
def test_an_own_template_can_do_no_harm(tmp_path: Path, template: str, reason: str) -> None:
    (tmp_path / "secret.j2").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "link.j2").symlink_to(tmp_path / "secret.j2")
    with pytest.raises(BadTemplate, match=reason) as caught:
        own(folder, template)
    assert "Traceback" not in caught.value.message


def test_an_own_template_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salesplan.report.document.writers.own_template._SECONDS", 1)
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(BadTemplate, match="longer than 1 seconds"):
        own(tmp_path, loop)


def test_a_folder_without_a_template(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there is no template"):
        document_from_template(plan_document(*tiny()), tmp_path)


def test_templates_use_nothing_that_jinja_does_not_check() -> None:
    assert issubclass(environment().undefined, jinja2.StrictUndefined)


@pytest.mark.parametrize(("language", "whole"), [("en", "100%"), ("fr", "100 %")])
def test_the_mark_of_bars_of_load_is_named_where_it_stands(language: str, whole: str) -> None:
    columns = (Column("team", "Team"), Column("load", "Load", Kind.PERCENT, bar=True, full=True))
    loads = html_table(
        Table("busiest", "", columns, (("Sales", Fraction(5, 4)), ("Support", Fraction(1, 2)))), language
    )
    team, load = loads.heads
    assert (team.mark, team.said) == ("", "")
    assert (load.mark, re.sub(r"\s", " ", load.said)) == ("80%", whole)
    assert {row[1].mark for row in loads.rows} == {load.mark}
    shares = Table("share", "", (columns[0], replace(columns[1], full=False)), (("Sales", Fraction(1, 2)),))
    assert html_table(shares, language).heads[1].said == ""
