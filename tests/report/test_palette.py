"""Colours that stand side by side, as people with each kind of colour blindness see them, and on their grounds."""

from __future__ import annotations

import re
from itertools import combinations
from math import dist

import pytest

from salesplan.report.document.writers import slide_parts
from salesplan.report.document.writers.branding import contrast
from salesplan.report.document.writers.html import _HEAT, TEMPLATES
from salesplan.report.document.writers.pdf import _USUAL
from salesplan.report.xlsx.book import SERIES
from tests.report.test_html import rgb

Rgb = tuple[int, int, int]

# Machado, Oliveira and Fernandes 2009, "A physiologically-based model for simulation of color vision deficiency",
# at severity 1, for linear RGB.
SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.072175), (0.0193339, 0.119192, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
APART = 15
"""Distance in CIELAB from which two colours are told apart at a glance, even when they do not touch."""
MARK = 3
"""Contrast of a mark with its ground (WCAG 2.2, 1.4.11)."""


def times(matrix: tuple[tuple[float, ...], ...], vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix)


def lab(color: str, sight: str) -> tuple[float, float, float]:
    shares = (channel / 255 for channel in rgb(color))
    linear = tuple(one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    seen = tuple(min(1.0, max(0.0, one)) for one in times(SIGHT[sight], linear))
    x, y, z = (
        one ** (1 / 3) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116
        for one in (value / white for value, white in zip(times(XYZ, seen), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def apart(one: str, other: str) -> float:
    """The least distance of two colours under any sight."""
    return min(dist(lab(one, sight), lab(other, sight)) for sight in SIGHT)


def themes() -> list[dict[str, str]]:
    css = (TEMPLATES / "plan.css").read_text(encoding="utf-8")
    return [dict(re.findall(r"--(\w+): (#\w+);", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)]


def mixed(color: str, ground: str, share: float) -> Rgb:
    red, green, blue = (
        round(one * share + other * (1 - share)) for one, other in zip(rgb(color), rgb(ground), strict=True)
    )
    return red, green, blue


def test_distances_as_published() -> None:
    assert apart("#000000", "#ffffff") == pytest.approx(100, abs=0.1)
    lightness, a, b = lab("#ff0000", "usual")
    assert (lightness, a, b) == pytest.approx((53.24, 80.09, 67.20), abs=0.05)
    assert dist(lab("#ff0000", "deuteranopia"), lab("#8f7d00", "deuteranopia")) < dist(
        lab("#ff0000", "usual"), lab("#8f7d00", "usual")
    )


def test_marks_of_a_page_are_told_apart_and_stand_out() -> None:
    for theme in themes():
        for one, other in combinations(("accent", "warn", "muted", "soft", "text"), 2):
            assert apart(theme[one], theme[other]) >= APART, (one, other)
        for mark in ("accent", "warn", "muted", "text"):
            assert contrast(rgb(theme[mark]), rgb(theme["ground"])) >= MARK
            assert contrast(rgb(theme[mark]), rgb(theme["soft"])) >= MARK


def test_spans_of_time_and_of_doubt_stand_out() -> None:
    css = (TEMPLATES / "plan.css").read_text(encoding="utf-8")
    (share,) = re.findall(r"\.span \{ opacity: ([\d.]+);", css)
    for theme in themes():
        shown = mixed(theme["accent"], theme["ground"], float(share))
        assert contrast(shown, rgb(theme["ground"])) >= MARK


def test_figures_on_a_strip_are_readable_and_full_ones_bold() -> None:
    grounds = re.findall(r"\.h\d\{background:(#\w{6})(\w\w)\}", _HEAT)
    assert len(grounds) == 5
    assert ".h4,.h5{font-weight:700}" in _HEAT
    for theme in themes():
        for color, share in grounds:
            assert contrast(mixed(color, theme["ground"], int(share, 16) / 255), rgb(theme["text"])) >= 4.5


def test_paper_has_the_colours_of_the_page() -> None:
    light, _ = themes()
    assert {name: light[name] for name in _USUAL} == _USUAL


def test_charts_of_a_workbook_are_told_apart_and_stand_out() -> None:
    assert len(set(SERIES)) == 8
    for one, other in combinations(SERIES, 2):
        assert apart(one, other) >= APART, (one, other)
    for color in SERIES:
        assert contrast(rgb(color), (255, 255, 255)) >= MARK, color


def test_slides_are_told_apart_and_readable() -> None:
    assert apart(f"#{slide_parts.ACCENT}", f"#{slide_parts.SOFT}") >= APART
    assert contrast(rgb(f"#{slide_parts.SOFT}"), (255, 255, 255)) >= MARK
    for ink in (slide_parts.TEXT, slide_parts.MUTED, slide_parts.ACCENT):
        assert contrast(rgb(f"#{ink}"), (255, 255, 255)) >= 4.5
    for ground, _ in slide_parts.HEAT:
        assert contrast(rgb(f"#{slide_parts.TEXT}"), rgb(f"#{ground}")) >= 4.5
