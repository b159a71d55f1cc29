"""Logos and icons: whatever picture a client has becomes small, plain and silent, or is refused."""

import re
import time
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from generator.load.pictures import ELEMENTS
from generator.load.profile import profile, reading
from generator.model.library import Library
from generator.model.profile import Client
from generator.project.assets import Assets, assets
from tests.built import SAMPLE, Workspace, pages, rewrite, workspace
from tests.conftest import WORKSPACE

CASES = WORKSPACE / "tests" / "cases"
INKSCAPE = CASES / "logo-svg-from-a-drawing-program-is-fine" / "iron-mile.svg"
BOMB = CASES / "logo-svg-with-an-entity-bomb" / "iron-mile.svg"
SVG = "http://www.w3.org/2000/svg"
MARK = b"Marker-4417-Kept-Nowhere"
GREEN, WHITE = (11, 110, 79), (255, 255, 255)
KINDS = {"a.png": "PNG", "a.jpg": "JPEG", "a.webp": "WEBP"}
LARGEST = 60_000
MASK, SAFE = "icon-mask-512.png", 0.4
"""The icon that phones cut, and the radius of what none cuts off, as a share of the side."""

QUICK = 2
"""Seconds within which anything is refused, also where the machine is busy."""


def client(*, name: str | None = None, logo: bytes | None = None, **brand: str) -> Client:
    """Return the sample with another name, colors or SVG logo; without `logo` it has none."""
    kept, _ = profile(WORKSPACE / "profiles" / f"{SAMPLE}.yml")
    business = kept.profile.business.model_copy(update={"name": name} if name else {})
    look = {"logo": "own.svg" if logo else None, **brand}
    own = {"business": business, "brand": kept.profile.brand.model_copy(update=look)}
    return kept.model_copy(update={"profile": kept.profile.model_copy(update=own), "logo": logo})


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """Return a workspace of one client."""
    return workspace(tmp_path / "work", SAMPLE)


def given(place: Workspace, name: str, data: bytes) -> Path:
    """Give the client a logo and return its profile."""
    (place.folder / "profiles" / name).write_bytes(data)
    rewrite(place.profile(SAMPLE), lambda values: values["brand"].update(logo=name))
    return place.profile(SAMPLE)


def refused(place: Workspace, name: str, data: bytes) -> str:
    """Return the one message a logo is refused with, and see that it comes at once."""
    path, began = given(place, name, data), time.monotonic()
    found = reading(path).problems
    assert time.monotonic() - began < QUICK
    assert [problem.key for problem in found] == ["brand.logo"]
    return found[0].wrong


def logo_of(made: Assets) -> bytes:
    """Return the logo as the site carries it."""
    assert re.fullmatch(r"assets/logo\.[0-9a-f]{8}\.(svg|webp)", made.named["logo"])
    return made.files[f"docs/{made.named['logo']}"]


def carried(place: Workspace, library: Library, name: str, data: bytes) -> Assets:
    """Return what a site has of a client with this logo."""
    found = reading(given(place, name, data))
    assert found.client, found.problems
    return assets(found.client, library)


def drawing(inside: str) -> bytes:
    """Return an SVG picture."""
    return f'<svg xmlns="{SVG}" viewBox="0 0 64 64">{inside}</svg>'.encode()


def photo(kind: str, *, size: tuple[int, int] = (900, 700), **notes: object) -> bytes:
    """Return a picture with smooth shades, as a camera makes it: green at its top left corner."""
    picture, made = Image.radial_gradient("L").resize(size).convert("RGB"), BytesIO()
    picture.paste(GREEN, (0, 0, size[0] // 4, size[1] // 4))
    picture.save(made, kind, **notes)
    return made.getvalue()


def noted() -> dict[str, bytes]:
    """Return pictures with notes that nobody should see, by their file's name."""
    exif, text = Image.Exif(), PngInfo()
    exif[0x010E] = MARK.decode()  # the description
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 11.0, 20.0), 29: MARK.decode()})  # the place
    text.add_text("Author", MARK.decode())
    text.add_itxt("XML:com.adobe.xmp", MARK.decode())
    return {
        "a.jpg": photo("JPEG", exif=exif, comment=MARK),
        "a.png": photo("PNG", pnginfo=text, exif=exif),
        "a.webp": photo("WEBP", exif=exif, xmp=b"<x>" + MARK + b"</x>"),
        "a.svg": drawing(f"<!-- {MARK.decode()} --><metadata>{MARK.decode()}</metadata><path/>"),
    }


# Every kind of picture


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.svg"])
def test_every_kind_of_logo_ends_up_small_in_the_site(
    place: Workspace, library: Library, name: str
) -> None:
    made = carried(place, library, name, noted()[name])
    assert 0 < len(logo_of(made)) < LARGEST
    assert made.client["logo"] == made.named["logo"]


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.svg"])
def test_what_was_written_into_a_picture_stays_at_home(
    place: Workspace, library: Library, name: str
) -> None:
    data = noted()[name]
    assert MARK in data
    files = carried(place, library, name, data).files
    assert [path for path, kept in files.items() if MARK in kept] == []


def test_a_site_shows_a_photo_and_not_where_it_was_taken(place: Workspace) -> None:
    given(place, "shop.jpeg", noted()["a.jpg"])
    report = place.build(SAMPLE)
    assert report.status == "built", report.log
    shown = re.compile(r'<img class="logo" src="[./]*assets/logo\.[0-9a-f]{8}\.webp" alt="">')
    found = pages(place.dist / SAMPLE)
    assert [page for page in found if page != "404.html" and not shown.search(found[page])] == []
    kept = [*place.dist.rglob("*"), *place.projects.rglob("*")]
    assert [path.name for path in kept if path.is_file() and MARK in path.read_bytes()] == []


def test_a_picture_taken_upright_stays_upright(place: Workspace, library: Library) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the top is where the right side is stored
    data = photo("JPEG", size=(600, 400), exif=exif, quality=95)
    seen = Image.open(BytesIO(logo_of(carried(place, library, "a.jpg", data)))).convert("RGB")
    assert seen.height > seen.width
    corner = seen.crop((seen.width - 9, 1, seen.width - 1, 9)).resize((1, 1))
    assert list(corner.tobytes()) == pytest.approx(GREEN, abs=8)


# Drawings


def test_a_drawing_programs_notes_are_left_out(place: Workspace, library: Library) -> None:
    data = logo_of(carried(place, library, "a.svg", INKSCAPE.read_bytes()))
    found = [element.tag for element in ET.fromstring(data).iter()]  # noqa: S314
    assert {tag.removeprefix(f"{{{SVG}}}") for tag in found} <= ELEMENTS
    words = (b"Inkscape", b"inkscape", b"sodipodi", b"rdf", b"metadata", b"Tasha", b"<!--")
    assert [word for word in words if word not in INKSCAPE.read_bytes() or word in data] == []


def test_a_drawing_program_loses_nothing_that_is_drawn(place: Workspace, library: Library) -> None:
    root = ET.fromstring(logo_of(carried(place, library, "a.svg", INKSCAPE.read_bytes())))  # noqa: S314
    (rect,), (path,) = root.iter(f"{{{SVG}}}rect"), root.iter(f"{{{SVG}}}path")
    assert rect.attrib["style"] == "fill:#c8321d;stroke:none"
    assert path.attrib["d"] == "M 12,32 H 52 M 18,20 V 44 M 46,20 V 44"


def test_a_drawing_with_classes_keeps_its_colors(place: Workspace, library: Library) -> None:
    data = drawing('<style>.st0{fill:#0b6e4f}</style><rect class="st0" width="64" height="64"/>')
    made = carried(place, library, "a.svg", data)
    assert b".st0{fill:#0b6e4f}" in logo_of(made)
    assert icon(made).getpixel((256, 256)) == GREEN


REFUSED = {
    "an escape in an attribute": drawing(r'<path cursor="u\72l(http://a.example/b),auto"/>'),
    "a style in two pieces": drawing("<style>path{fill:ur<g/>l(http://a.example/b)}</style>"),
    "an image set": drawing('<style>path{cursor:image-set("//a.example/b" 1x)}</style>'),
    "a script with a prefix": drawing(f'<x:script xmlns:x="{SVG}">alert(1)</x:script>'),
    "a handler below a prefix": drawing(f'<x:g xmlns:x="{SVG}" onclick="alert(1)"><path/></x:g>'),
    "an entity bomb": BOMB.read_bytes(),
    "too many elements": drawing("<path/>" * 5001),
    "too many and too deep": drawing("<g>" * 12_000 + "</g>" * 12_000),
    "another namespace": b'<svg xmlns="http://a.example/"><path/></svg>',
    "no markup": b"Hello",
}
"""What no author writes by mistake; the rest of what is refused is among the cases."""


@pytest.mark.parametrize("what", REFUSED)
def test_a_drawing_with_an_active_or_foreign_part_is_refused(place: Workspace, what: str) -> None:
    assert refused(place, "a.svg", REFUSED[what]).startswith(("The picture", "The file"))


# Pictures that are not what they seem


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "JPEG"), ("a.jpg", "WEBP"), ("a.webp", "PNG"), ("a.jpeg", "GIF")]
)
def test_a_picture_of_another_kind_than_its_name_is_refused(
    place: Workspace, name: str, kind: str
) -> None:
    said = refused(place, name, photo(kind, size=(60, 40)))
    assert said == f"The file is not the {Path(name).suffix} picture its name says."


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_picture_cut_short_is_refused(place: Workspace, name: str, kind: str) -> None:
    whole = photo(kind)
    assert refused(place, name, whole[: len(whole) // 2]).endswith("picture is damaged.")


@pytest.mark.parametrize("side", [6_001, 20_000])
def test_a_small_file_with_a_huge_picture_is_refused(place: Workspace, side: int) -> None:
    made = BytesIO()
    Image.new("1", (side, side)).save(made, "PNG", compress_level=9)
    assert refused(place, "a.png", made.getvalue())


ODD = {
    "a.png": photo("PNG", exif=b"MM\x00\x00\x00\x00\x00\x08"),  # no such kind of notes
    "a.svg": drawing("<g>" * 900 + "<path/>" + "</g>" * 900),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_refused_can_be_used(place: Workspace, library: Library, name: str) -> None:
    found = reading(given(place, name, ODD[name]))
    assert not found.client or logo_of(assets(found.client, library))


# Icons


def icon(made: Assets, name: str = "icon-512.png") -> Image.Image:
    """Return one icon's picture."""
    return Image.open(BytesIO(made.files[f"docs/assets/{name}"])).convert("RGB")


def colors(picture: Image.Image) -> list[object]:
    """Return a picture's colors, the most frequent first."""
    found = picture.getcolors(picture.width * picture.height)
    return [color for _, color in sorted(found or [], key=lambda pair: pair[0], reverse=True)]


def outside(picture: Image.Image) -> list[object]:
    """Return the colors outside the circle that no mask cuts into."""
    ground = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    circle, near = Image.new("L", picture.size), picture.width * (0.5 - SAFE)
    ImageDraw.Draw(circle).ellipse((near, near, *(side - near for side in picture.size)), fill=255)
    return colors(Image.composite(ground, picture, circle))


@pytest.mark.parametrize(
    ("name", "side"),
    [("icon-180.png", 180), ("icon-192.png", 192), ("icon-512.png", 512), (MASK, 512)],
)
def test_an_icon_is_a_png_of_its_size(library: Library, name: str, side: int) -> None:
    picture = Image.open(BytesIO(assets(client(), library).files[f"docs/assets/{name}"]))
    assert (picture.format, picture.size) == ("PNG", (side, side))


@pytest.mark.parametrize(
    ("name", "alike"),
    [("Érable", "Erable"), ("Øst Åland", "Ost Aland"), ("Ψωμί", "Ω"), ("Хлеб", "Л"), ("Ž", "Z")],
)
def test_an_icon_shows_the_very_letters_of_a_name(library: Library, name: str, alike: str) -> None:
    drawn = [icon(assets(client(name=each), library)).tobytes() for each in (name, alike, "麵包")]
    assert len(set(drawn)) == 3


@pytest.mark.parametrize("name", ["麵包店", "مخبز", "🍞", "ขนมปัง", "לחם"])
def test_a_name_in_other_letters_gets_a_drawn_sign(library: Library, name: str) -> None:
    found = colors(icon(assets(client(name=name, color="#0b6e4f"), library)))
    assert found[:2] == [GREEN, WHITE]
    assert len(found) > 2


def test_a_wide_logo_leaves_the_icons_to_the_initials(library: Library) -> None:
    wide = drawing("<path d='M0 0h64v64'/>").replace(b"0 0 64 64", b"0 0 64 20")
    one, two = (icon(assets(client(logo=logo), library)) for logo in (wide, None))
    assert one.tobytes() == two.tobytes()


def test_a_mask_cuts_nothing_off_a_logo(library: Library) -> None:
    logo = drawing("<path d='M0 0h64v64H0z'/>")
    picture = icon(assets(client(logo=logo), library), MASK)
    assert (len(colors(picture)) > 1, outside(picture)) == (True, [WHITE])


@pytest.mark.parametrize("name", ["Harbor Lane", "Ill Inn", "Wild Mountain", "Щука Жар"])
def test_a_mask_cuts_nothing_off_the_initials(library: Library, name: str) -> None:
    picture = icon(assets(client(name=name, color="#0b6e4f"), library), MASK)
    assert (len(colors(picture)) > 2, outside(picture)) == (True, [GREEN])
