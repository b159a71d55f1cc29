"""The site's icons for a phone's home screen, made from the logo, or from the initials."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import resvg_py

from generator.project.logo import Logo

SIDE = 512
WHITE = "#ffffff"
SPARE = 0.14
"""The share of the side left empty around a logo."""

MASKED = 0.22
"""The same where a phone cuts the icon to a shape of its own: the middle four fifths are safe.
https://www.w3.org/TR/appmanifest/#icon-masks"""

FONT = "Noto Serif"
LETTERS = 0.44
"""The height of the initials as a share of the side."""

KNOWN = ((0x20, 0x24F), (0x370, 0x3E1), (0x3F0, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1EFF))
"""The letters the icons' font has: Latin, Greek, Cyrillic."""

SIGN = "M70 400c70 -210 170 -285 372 -300M70 400h372M256 190v210"
"""The flattening curve, for names in other letters and for sites that tell no name."""


@dataclass(frozen=True)
class Icon:
    """One icon: its file's name, its side in pixels, and how much of the side stays empty."""

    name: str
    pixels: int
    spare: float
    purpose: str = ""


ICONS = (
    Icon("icon-180.png", 180, SPARE),
    Icon("icon-192.png", 192, SPARE, "any"),
    Icon("icon-512.png", SIDE, SPARE, "any"),
    Icon("icon-mask-512.png", SIDE, MASKED, "maskable"),
)


@dataclass(frozen=True)
class Mark:
    """What stands for a client: its logo where that is nearly square, else its initials."""

    logo: Logo | None
    initials: str
    color: str
    on_color: str


def icons(mark: Mark, fonts: Sequence[str]) -> dict[str, bytes]:
    """Return every icon as PNG by its file's name; `fonts` are paths of font files."""
    return {
        icon.name: png(_svg(mark, icon.spare), (icon.pixels, icon.pixels), fonts) for icon in ICONS
    }


def _svg(mark: Mark, spare: float) -> str:
    square = mark.logo if mark.logo and not mark.logo.wide else None
    ground = WHITE if square else mark.color
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{ground}"/>'
        f"{_picture(square, spare) if square else _letters(mark, spare)}</svg>"
    )


def _picture(logo: Logo, spare: float) -> str:
    kind = "image/svg+xml" if logo.kind == "svg" else f"image/{logo.kind}"
    data, edge = base64.b64encode(logo.data).decode(), round(SIDE * spare)
    return (
        f'<image x="{edge}" y="{edge}" width="{SIDE - 2 * edge}" height="{SIDE - 2 * edge}" '
        f'href="data:{kind};base64,{data}"/>'
    )


def _letters(mark: Mark, spare: float) -> str:
    if not mark.initials or not all(
        any(low <= ord(c) <= high for low, high in KNOWN) for c in mark.initials
    ):
        return (
            f'<path d="{SIGN}" fill="none" stroke="{mark.on_color}" stroke-width="34" '
            'stroke-linecap="round" stroke-linejoin="round" '
            'transform="translate(77 77) scale(.7)"/>'
        )
    size = round(SIDE * LETTERS * (1 - 2 * spare) if spare == MASKED else SIDE * LETTERS * 0.9)
    return (
        f'<text x="{SIDE // 2}" y="{SIDE // 2}" font-family="{FONT}" font-weight="700" '
        f'font-size="{size}" text-anchor="middle" dominant-baseline="central" '
        f'fill="{mark.on_color}">{escape(mark.initials)}</text>'
    )


def png(svg: str, size: tuple[int, int], fonts: Sequence[str]) -> bytes:
    """Return a drawing as PNG of that width and height, with the project's own font alone."""
    made = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=size[0],
        height=size[1],
        skip_system_fonts=True,
        font_files=list(fonts),
        font_family=FONT,
        serif_family=FONT,
        sans_serif_family=FONT,
    )
    return bytes(made)
