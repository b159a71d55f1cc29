"""A picture of every kind of page, as shown in docs/screens.md: `make screens`. Not a test."""

import base64
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from generator.site.whole import START, reading_order
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PHONE
from tests.browser.host import hosted
from tests.built import SAMPLE, Workspace, workspace
from tests.conftest import WORKSPACE

OTHERS = ("prairie-line-plumbing", "brandt-okafor-cpas")
VERDICTS = {"now": "chosen", "later": "later", "skip": "not now"}
MISSING = "404"
FEW = ("start", "week", "decide")
NIGHT = (*FEW, "customers", "people", "year", "channel-now")
DENSITY, QUALITY = 1.5, 45
IN_A_ROW = 3
KB = 1024
FOLDER = WORKSPACE / "docs/screens"
GALLERY = WORKSPACE / "docs/screens.md"
INTRODUCTION = """# What it looks like

Every kind of page as it opens on a phone of 360 by 800 pixels: `make screens` built the sample
clients in `profiles/` and took these pictures.
"""
FONTS = """{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(':root { --sans: "Liberation Sans", system-ui, sans-serif; }');
  document.adoptedStyleSheets = [sheet];
}"""
SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode()));
  for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame);
}"""


@dataclass(frozen=True)
class Site:
    """A client's site: its name, its path on the host, and its pages' paths by short names."""

    client: str
    name: str
    path: str
    pages: Mapping[str, str]


@dataclass(frozen=True)
class Look:
    """A section of the gallery: its heading, the device, and how wide a picture stands there."""

    heading: str
    suffix: str = ""
    scheme: Literal["light", "dark"] = "light"
    screen: tuple[int, int] = PHONE
    phone: bool = True
    shown: int = 240


@dataclass(frozen=True)
class Picture:
    """A page as it looks: its file, what stands under it, and what it is in words."""

    file: str
    caption: str
    alt: str
    data: bytes


LIGHT = Look("Light")
DARK = Look("Dark", "-dark", scheme="dark")
ELSEWHERE = Look("Other clients")
WIDE = Look("Wide screen", "-wide", screen=(1280, 800), phone=False, shown=720)

Asked = Sequence[tuple[Site, Sequence[str]]]
Album = dict[Look, list[Picture]]


def channel_pages(made: Workspace, client: str) -> dict[str, str]:
    """Return the verdict on the first channel of each, by the path of its page."""
    text = (made.projects / client / "decision.json").read_text("utf-8")
    first = {row["verdict"]: row["channel"] for row in reversed(json.loads(text)["choices"])}
    return {f"channels/{channel}/": verdict for verdict, channel in first.items()}


def short(path: str, channels: Mapping[str, str]) -> str:
    """Return the name of a page's picture; nothing for a channel whose like is shown already."""
    if path in channels:
        return f"channel-{channels[path]}"
    name = path.strip("/") or "start"
    return "" if "/" in name else name


def build(made: Workspace, client: str) -> Site:
    """Build a client's site and return it with its pages in reading order."""
    report = made.build(client)
    if report.status != "built":
        sys.exit("\n".join((f"{client} is not built:", *map(str, report.problems), *report.log)))
    facts = yaml.safe_load((made.projects / client / "mkdocs.yml").read_text("utf-8"))
    channels = channel_pages(made, client)
    paths = [name.removesuffix(START) for name in reading_order(made.dist / client)]
    pages = {name: path for path in paths if (name := short(path, channels))}
    where = urlsplit(facts.get("site_url", "")).path.strip("/") or client
    return Site(client, facts["site_name"], where, {**pages, MISSING: "not-here/"})


@contextmanager
def opened(browser: Browser, look: Look) -> Iterator[Page]:
    """Yield a page on a device of that kind, where nothing moves and nothing is kept."""
    width, height = look.screen
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=DENSITY,
        is_mobile=look.phone,
        has_touch=look.phone,
        color_scheme=look.scheme,
        reduced_motion="reduce",
        service_workers="block",
    )
    context.add_init_script(FONTS)
    yield context.new_page()
    context.close()


def words(page: Page) -> tuple[str, str]:
    """Return a page's title and what it is about; one without a title says both in its text."""
    title = page.title().rpartition(" - ")[0]
    if title:
        return title, page.locator("meta[name=description]").get_attribute("content") or ""
    return page.locator("h1").inner_text(), page.locator(".lead").inner_text()


def taken(page: Page) -> bytes:
    """Return what is on the screen once everything has come and stands still."""
    page.evaluate(SETTLED)
    clip = {"x": 0, "y": 0, "scale": DENSITY, **(page.viewport_size or {})}
    session = page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY, "clip": clip}
    shot = session.send("Page.captureScreenshot", asked)
    session.detach()
    return base64.b64decode(shot["data"])


def picture(page: Page, host: str, site: Site, name: str, look: Look) -> Picture:
    """Return the picture of one page."""
    page.goto(f"{host}{site.path}/{site.pages[name]}")
    title, about = words(page)
    verdict = VERDICTS.get(name.removeprefix("channel-"))
    caption = f"{title} ({verdict})" if verdict else title
    if site.client != SAMPLE:
        caption = f"{site.name}: {caption}"
    return Picture(
        f"{site.client}-{name}{look.suffix}.webp", caption, f"{caption} - {about}", taken(page)
    )


def section(browser: Browser, host: str, look: Look, asked: Asked) -> list[Picture]:
    """Return the pictures of one section."""
    with opened(browser, look) as page:
        return [picture(page, host, site, name, look) for site, names in asked for name in names]


def album(folder: Path) -> Album:
    """Build the sites, look at their pages, and return the pictures of every section."""
    made = workspace(folder, SAMPLE, *OTHERS)
    main, *others = (build(made, client) for client in (SAMPLE, *OTHERS))
    sections: tuple[tuple[Look, Asked], ...] = (
        (LIGHT, [(main, tuple(main.pages))]),
        (DARK, [(main, NIGHT)]),
        (ELSEWHERE, [(site, FEW) for site in others]),
        (WIDE, [(main, FEW[:1])]),
    )
    sites = {site.path: made.dist / site.client for site in (main, *others)}
    with hosted(sites) as host, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = {look: section(browser, host.address, look, asked) for look, asked in sections}
        browser.close()
    return found


def rows(look: Look, shown: Sequence[Picture]) -> Iterator[str]:
    """Yield a section's heading and its table, line by line."""
    across = min(IN_A_ROW, len(shown))
    yield from ("", f"## {look.heading}", "", "|   " * across + "|", "|---" * across + "|")
    cells = [
        f'<img src="{FOLDER.name}/{one.file}" width="{look.shown}" alt="{told(one.alt)}">'
        f"<br>{told(one.caption)}"
        for one in shown
    ]
    for start in range(0, len(cells), across):
        row = cells[start : start + across]
        yield f"| {' | '.join([*row, *[''] * (across - len(row))])} |"


def told(text: str) -> str:
    """Return a text as it may stand in a cell of a table."""
    return escape(text, quote=False).replace('"', "&quot;").replace("|", "&#124;")


def put(file: Path, data: bytes) -> None:
    """Write a file unless it is so already."""
    if not file.is_file() or file.read_bytes() != data:
        file.write_bytes(data)


def keep(found: Album) -> int:
    """Write pictures and gallery, remove the pictures of before, and return the bytes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = {one.file: one.data for shown in found.values() for one in shown}
    for old in FOLDER.glob("*.webp"):
        if old.name not in made:
            old.unlink()
    for name, data in made.items():
        put(FOLDER / name, data)
    lines = [line for look, shown in found.items() for line in rows(look, shown)]
    put(GALLERY, (INTRODUCTION + "\n".join(lines) + "\n").encode())
    return sum(map(len, made.values()))


def main() -> None:
    """Take the pictures, write the gallery, and say in one line what was made."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = album(Path(folder))
    size = keep(found) / KB
    count = sum(map(len, found.values()))
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{count} pictures, {size:.0f} KB, in {seconds:.0f} s\n")


if __name__ == "__main__":
    main()
