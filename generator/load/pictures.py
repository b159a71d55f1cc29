"""What may be a picture: the right first bytes, a modest size, and no active parts."""

import re
from pathlib import Path
from xml.parsers import expat

from generator.problems import quoted

LARGEST = 500_000
MOST_ELEMENTS = 5_000
STARTS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
}
ELEMENTS = frozenset({
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "title", "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath",
    "mask", "symbol",
})  # fmt: skip
ATTRIBUTE = re.compile(r"(on\w*|style|href|src|xlink:href|xml:base|class)\Z", re.IGNORECASE)
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|expression\(|@import|&#", re.IGNORECASE)


def picture_problem(name: str, data: bytes) -> str | None:
    """Return what is wrong with a picture, or None when it may go into a site."""
    suffix = Path(name).suffix.lower()
    if suffix != ".svg" and suffix not in STARTS:
        return f"The picture's kind {quoted(suffix)} is not one of .svg, .png, .jpg, .webp."
    if len(data) > LARGEST:
        return f"The picture is {len(data):,} bytes large."
    if suffix == ".svg":
        return _svg_problem(data)
    if not data.startswith(STARTS[suffix]):
        return f"The file is not the {suffix} picture its name says."
    return None


def _svg_problem(data: bytes) -> str | None:
    found: list[str] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count == 1 and name != "svg":
            found.append("The file is not an SVG picture.")
        if name not in ELEMENTS:
            found.append(f"The picture holds the element {quoted(name)}, which is not allowed.")
        for key, value in attributes.items():
            if ATTRIBUTE.match(key) or OUTSIDE.search(value):
                found.append(
                    f"The picture holds the attribute {quoted(key)}, which is not allowed."
                )
        if count > MOST_ELEMENTS:
            found.append("The picture holds too many elements.")

    def refuse(*_: object) -> None:
        found.append("The picture holds a document type or an instruction.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError):
        return found[0] if found else "The file is not a well-formed SVG picture."
    return found[0] if found else None
