"""What may be a picture: the kind its name says, a modest size, and no active parts."""

import re
import warnings
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from generator.problems import quoted

LARGEST = 500_000
WIDEST = 6_000
"""Pixels on a side: a small file can hold a picture too large to unpack."""

MOST_ELEMENTS = 5_000
RASTER = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath",
    "mask", "symbol", "style",
})  # fmt: skip
DROPPED = re.compile(r"metadata\Z|(?!svg:)[\w.-]+:")
"""What drawing programs write for themselves: it is let through here and left out of the site."""

ATTRIBUTE = re.compile(r"(on\w*|href|src|xlink:href|xml:base)\Z", re.IGNORECASE)
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|expression\(|&#", re.IGNORECASE)
ACTIVE = re.compile(r"[@\\]|/\*")
"""Rules, escapes and comments in styles can hide an address."""


def picture_problem(name: str, data: bytes) -> str | None:
    """Return what is wrong with a picture, or None when it may go into a site."""
    suffix = Path(name).suffix.lower()
    if suffix != ".svg" and suffix not in RASTER:
        return f"The picture's kind {quoted(suffix)} is not one of .svg, .png, .jpg, .webp."
    if len(data) > LARGEST:
        return f"The picture is {len(data):,} bytes large."
    return _svg_problem(data) if suffix == ".svg" else _raster_problem(suffix, data)


def _raster_problem(suffix: str, data: bytes) -> str | None:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - for profiles that need it

    false = f"The file is not the {suffix} picture its name says."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=[RASTER[suffix]])
        if max(picture.size) > WIDEST:
            return f"The picture is {picture.width} by {picture.height} pixels large."
        picture.load()
    except UnidentifiedImageError:
        return false
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"The {suffix} picture is damaged."
    return None


def _svg_problem(data: bytes) -> str | None:
    reader = _Svg()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError):
        return next(iter(reader.found), "The file is not a well-formed SVG picture.")
    return next(iter(reader.found), None)


class _Svg:
    """Collects what an SVG picture may not hold."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.count = 0
        self.inside: list[str] = []
        self.styles = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self.inside.append(name)
        if self.count == 1 and name.removeprefix("svg:") != "svg":
            self.found.append("The file is not an SVG picture.")
        if self.count > MOST_ELEMENTS:
            self.found.append("The picture holds too many elements.")
        if any(DROPPED.match(each) for each in self.inside):
            return
        if name.removeprefix("svg:") not in ELEMENTS:
            self.found.append(
                f"The picture holds the element {quoted(name)}, which is not allowed."
            )
        for key, value in attributes.items():
            if ATTRIBUTE.match(key) or (not _note(key) and OUTSIDE.search(value)):
                self.found.append(
                    f"The picture holds the attribute {quoted(key)}, which is not allowed."
                )
            elif key == "style":
                self.style(value)

    def end(self, _: str) -> None:
        self.inside.pop()
        self.style(self.styles)
        self.styles = ""

    def text(self, text: str) -> None:
        """Collect styles: the parser may cut a text anywhere."""
        if self.inside[-1].removeprefix("svg:") == "style":
            self.styles += text

    def style(self, text: str) -> None:
        if OUTSIDE.search(text) or ACTIVE.search(text):
            self.found.append("The picture's styles hold an address, a rule or an escape.")

    def refuse(self, *_: object) -> None:
        self.found.append("The picture holds a document type or an instruction.")


def _note(key: str) -> bool:
    """Say whether an attribute is a drawing program's own note."""
    return ":" in key and not key.startswith(("svg:", "xlink:"))
