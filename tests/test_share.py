"""The picture that stands for a site where its address is shared: small, true, and never loaded."""

import re
from dataclasses import replace
from functools import lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from generator.load.profile import profile
from generator.model.colors import schemes
from generator.model.library import Library
from generator.model.profile import Brand, Client
from generator.project.assets import assets
from generator.project.share import SHARE
from generator.site import build_client
from generator.site.engine import Engine
from tests.built import SAMPLE, Workspace, pages, rewrite, samples, workspace
from tests.conftest import SAMPLES, WORKSPACE
from tests.test_logos import client, colors, drawing

LARGEST = 60_000
META = re.compile(r'<meta (?:property|name)="((?:og:image|twitter)[:\w]*)" content="([^"]*)">')
CORNER = (5, 5)
WIDEST = "W" * 80
HEAD = {
    "og:image": "https://harborlane.example/playbook/assets/share.png",
    "og:image:type": "image/png",
    "og:image:width": "1200",
    "og:image:height": "630",
    "og:image:alt": "The marketing playbook of Harbor Lane Bakery",
    "twitter:card": "summary_large_image",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built; nobody changes it."""
    return samples(tmp_path_factory)


def share_of(one: Client, library: Library) -> bytes:
    """Return a client's picture."""
    return assets(one, library).files[f"docs/{SHARE}"]


def seen(data: bytes) -> Image.Image:
    """Return a picture's colors."""
    return Image.open(BytesIO(data)).convert("RGB")


def rgb(color: str) -> tuple[int, ...]:
    """Return the three parts of a color."""
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


@lru_cache
def noise() -> bytes:
    """Return the logo that can be packed least."""
    made = "".join(
        f'<rect x="{x}" y="{y}" width="1" height="1" fill="#{(x * 7919 + y * 104729) % 4096:03x}"/>'
        for x in range(64)
        for y in range(64)
    )
    return drawing(made)


def test_a_picture_has_the_size_that_networks_show(sample: Client, library: Library) -> None:
    found = Image.open(BytesIO(share_of(sample, library)))
    assert (found.format, found.size) == ("PNG", (1200, 630))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_s_picture_is_small(name: str, library: Library) -> None:
    one, _ = profile(WORKSPACE / "profiles" / f"{name}.yml")
    assert len(share_of(one, library)) < LARGEST


def test_a_busy_logo_does_not_make_the_picture_large(library: Library) -> None:
    assert len(share_of(client(logo=noise()), library)) < LARGEST


@pytest.mark.parametrize("color", ["#0b6e4f", "#ffff00", "#ffffff", "#000000", "#39ff14"])
def test_the_ground_is_the_color_that_text_reads_on(library: Library, color: str) -> None:
    light, _ = schemes(Brand(color=color))
    found = seen(share_of(client(color=color, accent=color), library))
    assert found.getpixel(CORNER) == rgb(light.properties["brand"])
    assert rgb(light.properties["on-brand"]) in colors(found)


def test_another_name_is_another_picture(library: Library) -> None:
    names = ("Harbor Lane", "Harbor Lame", "Érable", "Erable", "Хлеб", "“Ψωμί” – bread")
    assert len({share_of(client(name=name), library) for name in names}) == len(names)


def test_a_logo_takes_the_initials_place(library: Library) -> None:
    logo = drawing("<path d='M0 0h64v64H0z' fill='#123456'/>")
    one, two = (share_of(client(logo=each), library) for each in (logo, None))
    assert rgb("#123456") in colors(seen(one))
    assert rgb("#123456") not in colors(seen(two))


@pytest.mark.parametrize("name", ["麵包店", "مخبز", "Bread 🍞", "ขนมปัง", "לחם"])
def test_a_name_in_other_letters_gives_way_to_the_sign(library: Library, name: str) -> None:
    assert share_of(client(name=name), library) == share_of(client(name="好"), library)


@pytest.mark.parametrize("name", [WIDEST, "W " * 40, "Il " * 26, f"The {'W' * 70} Inn", "A"])
def test_every_name_stays_inside_the_picture(library: Library, name: str) -> None:
    found = seen(share_of(client(name=name.strip(), color="#0b6e4f"), library))
    ground = rgb("#0b6e4f")
    sides = [found.getpixel((x, y)) for x in (30, 60) for y in range(0, 500, 2)]
    right = {found.getpixel((x, 300)) for x in range(1150, 1200)}
    assert set(sides) == {ground}
    assert len(right) <= 2


@pytest.mark.parametrize("name", ["</text><rect width='9'/>", "&amp; Sons", "<b>Bold</b>", '"q"'])
def test_a_name_is_drawn_as_it_was_typed(library: Library, name: str) -> None:
    other = name.replace("<", "«").replace("&", "+").replace('"', "'")
    drawn = {share_of(client(name=each), library) for each in (name, other, "")}
    assert len(drawn) == 3


def test_a_preview_has_no_picture(library: Library) -> None:
    made = assets(client(), library, live=True)
    assert (f"docs/{SHARE}" in made.files, made.share) == (False, {})


def test_a_site_carries_its_picture_and_no_page_loads_it(built: Workspace) -> None:
    site = built.dist / SAMPLE
    assert (site / SHARE).is_file()
    loads = re.compile(r'(?:href|src|srcset)="[^"]*share\.png')
    assert [name for name, text in pages(site).items() if loads.search(text)] == []


def test_a_phone_does_not_keep_the_picture(built: Workspace) -> None:
    assert "share.png" not in (built.dist / SAMPLE / "sw.js").read_text("utf-8")


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_every_page_names_the_picture_by_its_whole_address(tmp_path: Path, engine: Engine) -> None:
    place = workspace(tmp_path / "work", SAMPLE)
    report = build_client(replace(place.job(SAMPLE), engine=engine))
    assert report.status == "built", report.log
    site = pages(place.dist / SAMPLE)
    found = {name: dict(META.findall(unescape(text))) for name, text in site.items()}
    assert len(found) > 50
    assert {name: head for name, head in found.items() if head != HEAD} == {}


def test_a_site_without_an_address_names_no_picture(tmp_path: Path) -> None:
    place = workspace(tmp_path / "work", SAMPLE)
    rewrite(place.profile(SAMPLE), lambda values: values.pop("publish"))
    assert place.build(SAMPLE).status == "built"
    assert [n for n, t in pages(place.dist / SAMPLE).items() if META.search(t)] == []
    assert (place.dist / SAMPLE / SHARE).is_file()
