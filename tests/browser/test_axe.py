"""What can be measured on every kind of page: axe-core, zoom, targets, paper, weight, policy.

All of axe's rules run, light and dark, small and wide, for three brands: also those of best
practice, of level AAA and still tried out. One does not: it wants a contrast of 7:1, and the
colors promise 4.5:1. The hostile brand meets only the rules about color, since a stylesheet of
other colors can break no other.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Request, Route

from generator.model.colors import css, schemes
from generator.model.profile import Brand
from tests.browser.conftest import PHONE, SMALLEST, Visit
from tests.browser.kinds import Site, served_in_place
from tests.built import SAMPLE, Workspace
from tests.conftest import WORKSPACE

OTHER = "brandt-okafor-cpas"
HOSTILE = Brand(color="#ffff00", accent="#ffffff")
DRESSES = {"own": (SAMPLE, None), "second": (OTHER, None), "hostile": (SAMPLE, HOSTILE)}
WIDE = (1280, 800)
SIZES = {"small": PHONE, "wide": WIDE}
STYLE_FILE = re.compile(r"/assets/playbook\.\w+\.css$")
STYLE = (WORKSPACE / "playbook" / "theme" / "assets" / "playbook.css").read_text("utf-8")
COLOR = ["color-contrast", "link-in-text-block"]
MOST_BYTES, MOST_REQUESTS = 80 * 1024, 8
ZOOMED = {"page": ((180, 400), ""), "text": (PHONE, "200%")}
UNFOLD = "document.querySelectorAll('article details').forEach((one) => { one.open = true; })"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
AXE = """async (only) => {
  const every = axe.getRules().map((rule) => rule.ruleId);
  const values = only || every.filter((name) => name !== "color-contrast-enhanced");
  const runOnly = { type: "rule", values };
  const found = await axe.run({ runOnly, preload: false, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(
    ({ target, failureSummary }) => [id, target.join(" "), failureSummary].join(": ")));
}"""
CUT_OFF = """() => {
  const wide = document.documentElement.clientWidth;
  const name = (one) => `${one.tagName}.${one.className}`;
  const shown = [...document.querySelectorAll("body, body *:not(svg *)")].filter((one) =>
    one.checkVisibility() && !one.closest(".unseen, .md-skip, .md-dialog, .md-top, thead"));
  const cut = (one) => getComputedStyle(one).overflowX !== "visible"
    && one.scrollWidth > one.clientWidth + 1;
  const out = (one) => one.getBoundingClientRect().right > wide + 0.5;
  return shown.filter((one) => cut(one) || out(one)).map(name).slice(0, 5);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "a[href], button, summary, textarea, label.check, input[type=range], input[type=search]")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true })
    && getComputedStyle(one).display !== "inline" && !one.closest(".md-skip"))
  .filter((one) => one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 90))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
  return /[1-9]/.test(transitionDuration) || animationName !== "none"
    || scrollBehavior === "smooth";
}).length"""
PALE = """() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => parts(color).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (one) => {
    const { backgroundColor } = getComputedStyle(one);
    const clear = parts(backgroundColor)[3] === 0;
    return clear && one.parentElement ? ground(one.parentElement) : backgroundColor;
  };
  const says = (part) => part.nodeType === Node.TEXT_NODE && part.data.trim();
  return [...document.querySelectorAll("body *")].filter((one) => {
    if (!one.checkVisibility() || ![...one.childNodes].some(says)) return false;
    const { color, fill } = getComputedStyle(one);
    const pair = [light(one.closest("svg") ? fill : color), light(ground(one))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05) < 4.5;
  }).map((one) => one.outerHTML.slice(0, 90));
}"""
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 1500);
})"""
POLICY = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"
WORN = "getComputedStyle(document.documentElement).getPropertyValue('--brand').trim()"
FRAME = ".top, .places, .foot, .margin, .md-top, button, .button, .kept, input[type=range]"
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(\ssrc=|application/json))")


@pytest.fixture(scope="module")
def site(built: Workspace) -> Iterator[Site]:
    """Serve one client's site where it is published."""
    with served_in_place(built, SAMPLE) as made:
        yield made


@contextmanager
def looked_at(browser: Browser, size: tuple[int, int]) -> Iterator[Page]:
    """Yield a page on which nothing moves and no copy is kept."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        service_workers="block",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def dress(page: Page, brand: Brand) -> None:
    """Serve the style sheet in the colors of another brand."""
    text = css(brand) + STYLE

    def give(route: Route) -> None:
        route.fulfill(body=text, content_type="text/css")

    page.route(STYLE_FILE, give)


def axe(page: Page, only: list[str] | None = None) -> dict[str, Any]:
    """Return what axe finds on a page in each scheme, where it finds anything."""
    page.evaluate(AXE_SCRIPT)
    told = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        told[scheme] = page.evaluate(AXE, only)
    return {scheme: lines for scheme, lines in told.items() if lines}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize(("client", "brand"), DRESSES.values(), ids=DRESSES)
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, built: Workspace, client: str, brand: Brand | None, size: tuple[int, int]
) -> None:
    told = {}
    with served_in_place(built, client) as site, looked_at(browser, size) as page:
        if brand:
            dress(page, brand)
            page.goto(site.address)
            assert page.evaluate(WORN) == schemes(brand)[0].properties["brand"]
        for address in site.pages():
            page.goto(address)
            page.evaluate(UNFOLD)
            told[address] = axe(page, COLOR if brand else None)
    assert {address: lines for address, lines in told.items() if lines} == {}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_axe_finds_nothing_in_the_open_menu_and_search(
    browser: Browser, site: Site, size: tuple[int, int]
) -> None:
    with looked_at(browser, size) as page:
        page.goto(f"{site.address}week/")
        page.locator("details.menu > summary").click()
        menu = axe(page)
        page.keyboard.press("Escape")
        page.locator("[data-search-open]").click()
        page.locator("dialog input").fill("review")
        page.locator("dialog .results a").first.wait_for()
        search = axe(page)
    assert (menu, search) == ({}, {})


def test_text_can_be_read_in_colors_of_the_system(browser: Browser, site: Site) -> None:
    pale = {}
    with looked_at(browser, PHONE) as page:
        page.emulate_media(forced_colors="active")
        for address in site.pages():
            page.goto(address)
            assert page.evaluate("matchMedia('(forced-colors: active)').matches")
            page.evaluate(UNFOLD)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                pale[address, scheme] = page.evaluate(PALE)
    assert {where: names for where, names in pale.items() if names} == {}


@pytest.mark.parametrize("client", [SAMPLE, OTHER])
def test_nothing_is_cut_off_on_the_smallest_phone(
    browser: Browser, built: Workspace, client: str
) -> None:
    with served_in_place(built, client) as site, looked_at(browser, SMALLEST) as page:
        cut = cut_off(page, site.pages())
    assert cut == {}


@pytest.mark.parametrize(("size", "text"), ZOOMED.values(), ids=ZOOMED)
def test_nothing_is_cut_off_at_double_size(
    browser: Browser, site: Site, size: tuple[int, int], text: str
) -> None:
    with looked_at(browser, size) as page:
        cut = cut_off(page, [site.address + kind for kind in site.kinds], text)
    assert cut == {}


def cut_off(page: Page, addresses: list[str], text: str = "") -> dict[str, Any]:
    """Return what does not fit on each page, unfolded and with text of that size."""
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate(OPEN_ALL)
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text)
        found[address] = page.evaluate(CUT_OFF)
    return {address: names for address, names in found.items() if names}


def test_what_can_be_tapped_is_large_enough(browser: Browser, site: Site) -> None:
    small = {}
    with looked_at(browser, PHONE) as page:
        for address in site.pages():
            page.goto(address)
            page.evaluate(OPEN_ALL)
            small[address] = page.evaluate(SMALL_TARGETS)
    assert {address: names for address, names in small.items() if names} == {}


def test_nothing_moves_for_those_who_asked_for_less_motion(browser: Browser, site: Site) -> None:
    with looked_at(browser, PHONE) as page:
        for address in site.pages():
            page.goto(address)
            assert page.evaluate(MOVING) == 0


def test_paper_bears_no_frame_and_no_buttons(browser: Browser, site: Site) -> None:
    shown = {}
    with looked_at(browser, PHONE) as page:
        page.emulate_media(media="print")
        for address in site.pages():
            page.goto(address)
            assert page.locator("h1:visible").count() == 1
            shown[address] = page.locator(FRAME).locator("visible=true").count()
    assert {address: count for address, count in shown.items() if count} == {}


def test_a_first_visit_of_any_kind_of_page_is_light(browser: Browser, site: Site) -> None:
    weights = {}
    with looked_at(browser, PHONE) as page:
        for number, kind in enumerate(site.kinds):
            asked: list[Request] = []
            page.on("requestfinished", partial(list.append, asked))
            new = site.address.replace("127.0.0.1", f"never-seen-{number}.localhost")
            page.goto(new + kind, wait_until="networkidle")
            sizes = [request.sizes() for request in asked if request.url.startswith(new)]
            whole = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
            weights[kind] = (whole, len(sizes))
    heaviest = max(weights, key=lambda kind: weights[kind])
    logging.getLogger(__name__).info("heaviest: %s, %s", heaviest, weights[heaviest])
    assert min(count for _, count in weights.values()) > 4
    assert max(count for _, count in weights.values()) <= MOST_REQUESTS
    assert weights[heaviest][0] <= MOST_BYTES, heaviest


def test_every_kind_of_page_keeps_to_its_host_and_its_policy(visit: Visit, site: Site) -> None:
    for address in site.pages():
        visit.page.goto(address, wait_until="networkidle")
        rules = [rule.split() for rule in visit.page.evaluate(POLICY).split(";")]
        policy = {name: values for name, *values in rules}
        assert policy["default-src"] == ["'none'"]
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert not INLINE.search(visit.page.request.get(address).text()), address
    assert [url for url in visit.requests if not url.startswith(site.address)] == []
    assert visit.errors == []


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_nothing_shifts_while_a_page_loads(
    browser: Browser, site: Site, size: tuple[int, int]
) -> None:
    moved = {}
    width, height = size
    for kind in ("", "week/", "decide/", "new-thing/", "phone/", *site.kinds[-4:-1]):
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto(site.address + kind)
        moved[kind] = page.evaluate(SHIFTS)
        context.close()
    assert {kind: value for kind, value in moved.items() if value} == {}
