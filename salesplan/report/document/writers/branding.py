"""A company's own logo and colour, made safe and readable."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from msgspec import Struct

from salesplan.base.files import refuse_irregular
from salesplan.base.finding import Unreadable, Usage
from salesplan.base.sentence import sentence

_COLOR = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LARGEST_LOGO = 300_000
_LIGHT, _DARK = (255, 255, 255), (20, 23, 28)
_READABLE = 4.5
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)

Rgb = tuple[int, int, int]


class Branding(Struct, frozen=True):
    """The accent colour on light and on dark ground (`#rrggbb`, empty for the usual one), and a logo as a data URI."""

    light: str = ""
    dark: str = ""
    logo: str = ""

    def css(self) -> str:
        """The rules that put the colour in place of the usual one, and those of a logo."""
        logo = _LOGO if self.logo else ""
        if not self.light:
            return logo
        soft_light, soft_dark = _mixed(self.light, _LIGHT), _mixed(self.dark, _DARK)
        return logo + (
            f":root{{--accent:{self.light};--soft:{soft_light}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{self.dark};--soft:{soft_dark}}}}}\n"
        )


_LOGO = ".logo{display:block;max-height:3.5rem;max-width:14rem;margin-bottom:1.5rem}\n"
PLAIN = Branding()


def branding(color: str | None = None, logo: Path | None = None) -> Branding:
    """The look that a colour (`#0a5` or `#00aa55`) and a logo file make.

    The colour is darkened or lightened until text in it has a contrast of 4.5 to 1 (WCAG AA) on its ground.

    Raises:
        Usage: if `color` is not a colour in hexadecimal form.
        Unreadable: if the logo cannot be read, is too large, or is not a PNG, JPEG, GIF, WebP or SVG picture.
    """
    picture = data_uri(logo) if logo else ""
    if color is None:
        return Branding(logo=picture)
    chosen = _rgb(color)
    return Branding(
        _hex(_readable(chosen, _LIGHT, (0, 0, 0))), _hex(_readable(chosen, _DARK, (255, 255, 255))), picture
    )


def data_uri(path: Path) -> str:
    """A picture file as a `data:` address. A picture shown that way runs no script, not even SVG.

    Raises:
        Unreadable: if it cannot be read, is over 300 kB, or is not a picture that browsers show.
    """
    refuse_irregular(path, f"the logo {path}")
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_LOGO + 1)
    except OSError as trouble:
        raise Unreadable(
            sentence(
                "cannot read the logo {path}: {reason}", path=path, reason=(trouble.strerror or str(trouble)).lower()
            )
        ) from trouble
    if len(data) > _LARGEST_LOGO:
        raise Unreadable(
            sentence("the logo {path} is larger than 300 kB", path=path),
            "Make it smaller; it becomes part of every document.",
        )
    return f"data:{_type(path, data)};base64,{b64encode(data).decode()}"


def _type(path: Path, data: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in data[:2000].lower():
        return "image/svg+xml"
    raise Unreadable(
        sentence("the logo {path} is not a picture", path=path), "Give a PNG, JPEG, GIF, WebP or SVG file."
    )


def _rgb(color: str) -> Rgb:
    if not _COLOR.fullmatch(color):
        raise Usage(
            sentence("--color does not take '{color}'", color=color[:40]), "Give a colour such as '#0a5' or '#00aa55'."
        )
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])  # noqa: PLR2004
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _hex(color: Rgb) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in color)


def luminance(color: Rgb) -> float:
    """Relative luminance, from 0 to 1 (WCAG 2.2)."""
    channels = [channel / 255 for channel in color]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _readable(color: Rgb, ground: Rgb, towards: Rgb) -> Rgb:
    """`color` moved towards black or white just as far as it has to be."""
    for step in range(101):
        moved = _blend(color, towards, step / 100)
        if contrast(moved, ground) >= _READABLE:
            return moved
    return towards


def _blend(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _mixed(color: str, ground: Rgb) -> str:
    return _hex(_blend(_rgb(color), ground, 0.82))
