"""The picture that stands for a site where somebody shares its address: the sign, the name, a line.

No page loads it; `og:image` in the head names it. https://ogp.me
"""

import base64
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from io import BytesIO

from PIL import Image, ImageFont

from generator.project.icons import FONT, KNOWN, SIGN, Mark, png
from generator.project.logo import Logo

SHARE = "assets/share.png"
WIDTH, HEIGHT = 1200, 630
EDGE, TILE, TILE_WIDE = 80, 156, 420
SIZES = (104, 92, 80, 70, 60, 52, 44, 36)
"""Heights of the name's letters, the largest that fits is taken."""

LEADING = 1.16
FOOT = 566
"""Where the line at the foot stands."""

TOP, ROOM = EDGE + TILE, 226
"""Where the name may begin, and how high it may be with some air around it."""

COLORS = 96
"""So many colors show no steps in letters and logos, and keep the file small."""

MARKS = (0x2010, 0x2027)
"""Dashes, quotation marks and the like: the icons' font has them beside its letters."""

HILL = "M0 {h}C150 372 420 214 {w} 150V{h}Z"
"""The flattening curve, across the ground."""


def share(mark: Mark, name: str, line: str, fonts: Sequence[str]) -> bytes:
    """Return the picture as PNG; a name the font has no letters for gives way to the sign."""
    drawn = png(_svg(mark, name, line, fonts), (WIDTH, HEIGHT), fonts)
    small, made = Image.open(BytesIO(drawn)).convert("RGB"), BytesIO()
    small = small.quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(made, "PNG", optimize=True)
    return made.getvalue()


def _known(name: str) -> bool:
    """Say whether the icons' font has every letter of a name."""
    return all(any(low <= ord(c) <= high for low, high in (*KNOWN, MARKS)) for c in name)


def _svg(mark: Mark, name: str, line: str, fonts: Sequence[str]) -> str:
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{mark.color}"/>',
        f'<path d="{HILL.format(w=WIDTH, h=HEIGHT)}" fill="{mark.on_color}" opacity=".07"/>',
        *(_named(mark, name, fonts) if _known(name) else _signed(mark)),
        f'<text x="{EDGE}" y="{FOOT}" font-size="34" fill="{mark.on_color}">{escape(line)}</text>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="{FONT}" font-weight="700">{"".join(parts)}</svg>'
    )


def _named(mark: Mark, name: str, fonts: Sequence[str]) -> Iterator[str]:
    """Yield the sign at the top and the name below it, as large as it fits."""
    yield _logo(mark.logo) if mark.logo else _initials(mark)
    lines, size = _set(name, fonts)
    middle = (TOP + FOOT - 34) / 2
    first = middle - (len(lines) - 1) * size * LEADING / 2 + size * 0.36
    for number, text in enumerate(lines):
        y = round(first + number * size * LEADING)
        yield (
            f'<text x="{EDGE}" y="{y}" font-size="{size}" fill="{mark.on_color}">'
            f"{escape(text)}</text>"
        )


def _signed(mark: Mark) -> Iterator[str]:
    """Yield the logo alone, or the flattening curve, large."""
    if mark.logo:
        yield _logo(mark.logo, 1.9)
        return
    yield (
        f'<path d="{SIGN}" fill="none" stroke="{mark.on_color}" stroke-width="26" '
        'stroke-linecap="round" stroke-linejoin="round" transform="translate(30 30) scale(.9)"/>'
    )


def _logo(logo: Logo, scale: float = 1) -> str:
    kind = "image/svg+xml" if logo.kind == "svg" else f"image/{logo.kind}"
    high, wide = TILE * scale, (TILE_WIDE if logo.wide else TILE) * scale
    edge, data = 20 * scale, base64.b64encode(logo.data).decode()
    return (
        f'<rect x="{EDGE}" y="{EDGE}" width="{wide:g}" height="{high:g}" rx="30" fill="#fff"/>'
        f'<image x="{EDGE + edge:g}" y="{EDGE + edge:g}" width="{wide - 2 * edge:g}" '
        f'height="{high - 2 * edge:g}" href="data:{kind};base64,{data}"/>'
    )


def _initials(mark: Mark) -> str:
    center = EDGE + TILE // 2
    return (
        f'<rect x="{EDGE}" y="{EDGE}" width="{TILE}" height="{TILE}" rx="34" '
        f'fill="{mark.on_color}"/><text x="{center}" y="{center}" font-size="68" '
        f'text-anchor="middle" dominant-baseline="central" fill="{mark.color}">'
        f"{escape(mark.initials)}</text>"
    )


def _set(name: str, fonts: Sequence[str]) -> tuple[list[str], int]:
    """Return the name in lines and their size: the largest that fits, or the smallest."""
    tries = ((_lines(name, size, fonts[0]), size) for size in SIZES)
    fits = ((lines, size) for lines, size in tries if len(lines) * size * LEADING <= ROOM)
    return next(fits, (_lines(name, SIZES[-1], fonts[0]), SIZES[-1]))


def _lines(name: str, size: int, font: str) -> list[str]:
    """Return a name broken between words, and inside one only where it is wider than a line."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if _wide(longer, size, font) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
            continue
        lines += [""] if lines[-1] else []
        for letter in word:
            if lines[-1] and _wide(lines[-1] + letter, size, font) > WIDTH - 2 * EDGE:
                lines.append("")
            lines[-1] += letter
    return lines


def _wide(text: str, size: int, font: str) -> float:
    return float(_face(font, size).getlength(text))


@lru_cache(maxsize=32)
def _face(font: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
