"""The client's colors, moved as little as needed until text can be read on them.

Contrast is that of WCAG 2.2; lightness moves in OKLCH, so hue and strength stay the client's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from coloraide import Color

from generator.model.profile import Brand

ENOUGH = 4.5
STEP = 0.005
LIGHT = {
    "ink": "#1d211f",
    "soft": "#56605b",
    "line": "#dfe4e0",
    "paper": "#fbfaf6",
    "card": "#ffffff",
}
DARK = {
    "ink": "#eceeea",
    "soft": "#a9b2ac",
    "line": "#2f3733",
    "paper": "#141816",
    "card": "#1c211f",
}
TINT = 0.1


@dataclass(frozen=True)
class Change:
    """A color that could not be read as it was given, its least contrast, and what it became."""

    given: str
    contrast: float
    made: str


@dataclass(frozen=True)
class Scheme:
    """The custom properties of one scheme, and what had to be changed, by property."""

    properties: dict[str, str]
    changed: dict[str, Change]


@lru_cache(maxsize=256)
def schemes(brand: Brand) -> tuple[Scheme, Scheme]:
    """Return the light and the dark scheme of a brand, worked out once."""
    accent = brand.accent or brand.color
    return _scheme(LIGHT, brand.color, accent, darker=True), _scheme(
        DARK, brand.color, accent, darker=False
    )


def css(brand: Brand) -> str:
    """Return the stylesheet that gives both schemes to a site."""
    light, dark = schemes(brand)
    return (
        f":root{{{_lines(light)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_lines(dark)}}}}}\n"
    )


def _lines(scheme: Scheme) -> str:
    return ";".join(f"--{name}:{value}" for name, value in scheme.properties.items())


def _scheme(base: dict[str, str], brand: str, accent: str, *, darker: bool) -> Scheme:
    tint = Color(base["paper"]).mix(brand, TINT, space="oklab").convert("srgb").to_string(hex=True)
    grounds = [base["paper"], base["card"], tint]
    given = {"brand": brand, "accent": accent}
    made = {name: readable(color, grounds, darker=darker) for name, color in given.items()}
    changed = {
        name: Change(color, _least(Color(color), grounds), made[name])
        for name, color in given.items()
        if color.lower() != made[name]
    }
    on_brand = max(("#ffffff", "#0d1210"), key=lambda c: Color(c).contrast(made["brand"]))
    return Scheme({**made, "on-brand": on_brand, "tint": tint, **base}, changed)


def readable(color: str, grounds: Sequence[str], *, darker: bool) -> str:
    """Return the color, moved towards dark or light until text in it reads on all grounds."""
    found = Color(color).convert("oklch")
    last = 0.0 if darker else 1.0
    while _least(found, grounds) < ENOUGH and found["lightness"] != last:
        step = -STEP if darker else STEP
        found["lightness"] = min(1.0, max(0.0, found["lightness"] + step))
    return _hex(found)


def _least(color: Color, grounds: Sequence[str]) -> float:
    shown = Color(_hex(color))
    return min(float(shown.contrast(ground)) for ground in grounds)


def _hex(color: Color) -> str:
    return color.clone().fit("srgb", method="oklch-chroma").convert("srgb").to_string(hex=True)
