"""What may be a picture: the kind its name says, a modest size, and no active parts."""

import re
import struct
import warnings
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from generator.problems import quoted

LARGEST = 500_000
WIDEST = 6_000
"""Pixels on a side: a small file can hold a picture too large to unpack."""

MOST_ELEMENTS = 5_000
DAMAGED = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error,
    RuntimeError,
)  # fmt: skip
"""What a decoder may stumble over in a broken file."""

RASTER = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath",
    "mask", "symbol", "style",
})  # fmt: skip
SVG = "http://www.w3.org/2000/svg"
BETWEEN = "}"
MASKS = frozenset({"mask", "clipPath"})
NESTED = frozenset({"mask", "clip-path", "style", "class"})
"""What could make a part of a mask be masked again: ten times the work at each level."""

DEEPEST = 60
ATTRIBUTE = re.compile(r"(on\w*|href|src|base)\Z", re.IGNORECASE)
OUTSIDE = re.compile(
    r"url\(\s*['\"]?(?!#)|javascript:|expression\(|&#|image|//|\bsrc\b", re.IGNORECASE
)
HIDDEN = re.compile(r"\\|/\*")
"""Escapes and comments can hide an address."""

MASKED = re.compile(r"mask|clip-path", re.IGNORECASE)


def picture_problem(name: str, data: bytes) -> str | None:
    """Return what is wrong with a picture, or None when it may go into a site."""
    suffix = Path(name).suffix.lower()
    if suffix != ".svg" and suffix not in RASTER:
        return f"The picture's kind {quoted(suffix)} is not one of .svg, .png, .jpg, .webp."
    if len(data) > LARGEST:
        return f"The picture is {len(data):,} bytes large."
    return _svg_problem(data) if suffix == ".svg" else _raster_problem(suffix, data)


def _raster_problem(suffix: str, data: bytes) -> str | None:
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - for profiles that need it

    false = f"The file is not the {suffix} picture its name says."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(data), formats=[RASTER[suffix]])
            if max(picture.size) > WIDEST:
                return f"The picture is {picture.width} by {picture.height} pixels large."
            picture.load()
            ImageOps.exif_transpose(picture)
    except UnidentifiedImageError:
        return false
    except Image.DecompressionBombError:
        return f"The {suffix} picture has too many pixels."
    except DAMAGED:
        return f"The {suffix} picture is damaged."
    return None


def _svg_problem(data: bytes) -> str | None:
    reader = _Svg()
    parser = expat.ParserCreate(namespace_separator=BETWEEN)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.instruction
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except _RefusedError as error:
        return str(error)
    except (expat.ExpatError, LookupError, ValueError):
        return "The file is not a well-formed SVG picture."
    return None


class _RefusedError(Exception):
    """Says what a picture may not hold."""


def refuse(wrong: str) -> NoReturn:
    """Stop reading a picture."""
    raise _RefusedError(wrong)


class _Svg:
    """Stops at what an SVG picture may not hold.

    Names come with their namespace; what belongs to another one is let through unread, and is
    left out of the site.
    """

    def __init__(self) -> None:
        self.count = self.depth = self.foreign = self.masked = 0
        self.styles: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self.depth += 1
        space, _, local = name.rpartition(BETWEEN)
        if self.count == 1 and (space not in {"", SVG} or local != "svg"):
            refuse("The file is not an SVG picture.")
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            refuse("The picture holds too many elements.")
        if self.foreign or space not in {"", SVG} or local == "metadata":
            self.foreign += 1
            return
        if local not in ELEMENTS or self.styles is not None:
            refuse(f"The picture holds the element {quoted(local)}, which is not allowed.")
        if self.masked or local in MASKS:
            self.masked += 1
        if self.masked > 1 and (local in MASKS or not NESTED.isdisjoint(attributes)):
            refuse("The picture holds a mask inside another.")
        self.styles = [] if local == "style" else None
        for key, value in attributes.items():
            self.attribute(key.rpartition(BETWEEN), value)

    def attribute(self, name: tuple[str, str, str], value: str) -> None:
        space, _, local = name
        wrong = OUTSIDE.search(value) or HIDDEN.search(value)
        if ATTRIBUTE.match(local) or (not space and wrong):
            refuse(f"The picture holds the attribute {quoted(local)}, which is not allowed.")
        if local == "style":
            self.style(value)

    def end(self, _: str) -> None:
        self.depth -= 1
        if self.foreign:
            self.foreign -= 1
            return
        self.masked -= bool(self.masked)
        if self.styles is not None:
            self.style("".join(self.styles))
            self.styles = None

    def text(self, text: str) -> None:
        """Collect styles: the parser may cut a text anywhere."""
        if self.styles is not None and not self.foreign:
            self.styles.append(text)

    def style(self, text: str) -> None:
        if OUTSIDE.search(text) or HIDDEN.search(text) or "@" in text or MASKED.search(text):
            refuse("The picture's styles hold an address, a rule or an escape.")

    def instruction(self, *_: object) -> None:
        refuse("The picture holds a document type or an instruction.")
