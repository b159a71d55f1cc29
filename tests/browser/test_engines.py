"""The second engine gives the owner the same: pages, bar, ticks, search, the copy for no signal."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from generator.site import build_client
from generator.site.whole import document
from tests.browser.conftest import PHONE, Visit, phone
from tests.browser.host import Host, hosted
from tests.browser.test_offline import READY
from tests.built import SAMPLE, Workspace, pages, workspace

PLACE = "clients/zensical"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one client's site as Zensical builds it."""
    made = workspace(tmp_path_factory.mktemp("zensical"), SAMPLE)
    report = build_client(replace(made.job(SAMPLE), engine="zensical"))
    assert report.status == "built", report.log
    return made.dist / SAMPLE


@pytest.fixture
def host(other: Path) -> Iterator[Host]:
    """Serve it."""
    with hosted({PLACE: other}) as made:
        yield made


def shown(site: Path, name: str, browser: Browser) -> tuple[str, str]:
    """Return the words of a page's article and of its frame, as a reader sees them."""
    context = phone(browser, PHONE, scripts=False)
    page = context.new_page()
    page.set_content(document(site, (name,), "one", None))
    words = page.locator("article").inner_text()
    page.set_content((site / name).read_text("utf-8"))
    frame = page.locator("header, nav.places, footer").all_inner_texts()
    context.close()
    return words, "\n".join(frame)


def test_both_engines_make_the_same_pages(other: Path, built: Workspace) -> None:
    assert pages(other).keys() == pages(built.dist / SAMPLE).keys()


@pytest.mark.parametrize("name", ["week", "channels/reviews"])
def test_a_page_and_its_frame_say_the_same(
    name: str, other: Path, built: Workspace, browser: Browser
) -> None:
    path = f"{name}/index.html"
    assert shown(other, path, browser) == shown(built.dist / SAMPLE, path, browser)


def test_the_calendar_and_the_icons_are_the_same_bytes(other: Path, built: Workspace) -> None:
    same = ("calendar.ics", "manifest.webmanifest", "assets/icon-512.png", "robots.txt")
    for name in same:
        assert (other / name).read_bytes() == (built.dist / SAMPLE / name).read_bytes(), name


def test_bar_ticks_and_search_work(visit: Visit, host: Host) -> None:
    page = visit.page
    page.goto(f"{host.address}{PLACE}/")
    page.locator("nav.places a[href$='week/']").click()
    page.wait_for_url(f"{host.address}{PLACE}/week/")
    page.locator("input[data-tick]").first.check()
    page.reload()
    assert page.locator("input[data-tick]").first.is_checked()
    assert page.locator("nav.places a[aria-current='page']").inner_text() == "This week"
    page.locator("[data-search-open]").first.click()
    page.locator("dialog input[type=search]").fill("refund")
    page.locator("dialog .results a").first.click()
    page.wait_for_url(lambda url: not url.endswith("/week/"))
    expect(page.locator("article")).to_contain_text("refund", ignore_case=True, timeout=20_000)
    assert visit.errors == []


def test_every_page_opens_with_no_signal(visit: Visit, host: Host, other: Path) -> None:
    page = visit.page
    page.goto(f"{host.address}{PLACE}/")
    page.evaluate(READY)
    host.down = True
    names = [name.removesuffix("index.html") for name in pages(other) if name != "404.html"]
    for name in names[::4]:
        page.goto(f"{host.address}{PLACE}/{name}")
        assert page.locator("h1").inner_text()
    assert len(names) > 50
