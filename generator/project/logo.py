"""The client's logo as a site carries it: small, plain, without what was written into the file."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import resvg_py
from PIL import Image, ImageOps

from generator.load.pictures import ELEMENTS, SVG
from generator.model.profile import Client

LARGEST = 60_000
QUALITIES = (90, 75, 55, 35)
"""A logo is made this small at most, at the first of these qualities that does it."""

BOX = (480, 192)
"""The most pixels a logo is kept at: three for each that the header shows."""

WIDE = 1.6
"""From this many times as wide as high, a logo is shown wide and icons bear the initials."""


@dataclass(frozen=True)
class Logo:
    """A logo made fit: its kind (`svg` or `webp`), its bytes, and width over height."""

    kind: str
    data: bytes
    ratio: float

    @property
    def wide(self) -> bool:
        """Say whether it is too wide for a square."""
        return self.ratio >= WIDE


def logo(client: Client) -> Logo | None:
    """Return a client's logo made fit for the site, or None where there is none.

    The file has been looked at by `load.pictures`; what that let through but no reader needs
    (comments, notes of drawing programs, camera data) is gone afterwards.
    """
    name, data = client.profile.brand.logo, client.logo
    if name is None or data is None:
        return None
    return _drawn(data) if Path(name).suffix.lower() == ".svg" else _pixels(data)


def _pixels(data: bytes) -> Logo:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture = ImageOps.exif_transpose(Image.open(BytesIO(data))).convert("RGBA")
    picture.thumbnail(BOX, Image.Resampling.LANCZOS)
    tries = (_webp(picture, quality) for quality in QUALITIES)
    small = next((made for made in tries if len(made) <= LARGEST), None)
    return Logo("webp", small or _webp(picture, 0), picture.width / picture.height)


def _webp(picture: Image.Image, quality: int) -> bytes:
    made = BytesIO()
    options = {"quality": quality, "alpha_quality": quality, "method": 4}
    picture.save(made, "WEBP", exif=b"", icc_profile=b"", xmp=b"", **options)
    return made.getvalue()


def _drawn(data: bytes) -> Logo:
    found = ET.fromstring(data)  # noqa: S314 - load.pictures refuses document types
    root = _plain(found)
    ET.register_namespace("", SVG)
    text = f"{ET.tostring(root, encoding='unicode')}\n".encode()
    if len(text) <= LARGEST:
        return Logo("svg", text, _ratio(root))
    pixels = resvg_py.svg_to_bytes(svg_string=text.decode(), width=BOX[0], skip_system_fonts=True)
    return _pixels(bytes(pixels))


def _plain(element: ET.Element) -> ET.Element:
    """Return an element with allowed parts and attributes alone, all in the namespace of SVG."""
    own = {key: value for key, value in element.attrib.items() if not key.startswith("{")}
    made = ET.Element(f"{{{SVG}}}{_name(element)}", own)
    made.text, made.tail = element.text, element.tail
    for child in element:
        if _name(child) in ELEMENTS:
            made.append(_plain(child))
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + (child.tail or "")
        else:
            made.text = (made.text or "") + (child.tail or "")
    return made


def _name(element: ET.Element) -> str:
    """Return an element's name in the namespace of SVG, or in none; empty for another's."""
    namespace, _, name = str(element.tag).rpartition("}")
    return name if namespace in {"", f"{{{SVG}"} else ""


def _ratio(root: ET.Element) -> float:
    box = root.get("viewBox", "").replace(",", " ").split()
    sizes = box[2:] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]  # noqa: PLR2004
    try:
        width, height = (float(size.removesuffix("px")) for size in sizes)
        return width / height
    except (ValueError, ZeroDivisionError):
        return 1.0
