"""The copy on the phone: whole without a signal, never of two versions, gone with the site.

The two versions are two clients' sites at one address, so that every page tells which it is of.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PHONE, phone
from tests.browser.host import Host, hosted
from tests.built import SAMPLE, Workspace, copied_with, pages

OTHER = "prairie-line-plumbing"
PLACE, BESIDE = "clients/one", "clients/two"
NAMES = {SAMPLE: "Harbor Lane Bakery", OTHER: "Prairie Line Plumbing"}
READY = """async () => {
  const ready = await navigator.serviceWorker.ready;
  while (ready.active.state !== "activated") await new Promise((done) => setTimeout(done, 20));
}"""
WAITS = """async () => {
  const all = await navigator.serviceWorker.getRegistration();
  for (let turn = 0; turn < 500 && !all.waiting; turn += 1) {
    await new Promise((done) => setTimeout(done, 20));
  }
  return Boolean(all.waiting);
}"""
UPDATED = """async () => {
  const found = await navigator.serviceWorker.getRegistration();
  await found.update().catch(() => null);
  while (found.installing) await new Promise((done) => setTimeout(done, 20));
}"""
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    found[name] = (await cache.keys()).length;
  }
  return found;
}"""


@pytest.fixture
def host(built: Workspace) -> Iterator[Host]:
    """Serve one client's site."""
    with hosted({PLACE: built.dist / SAMPLE}) as made:
        yield made


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone with nothing stored on it."""
    context = phone(browser, PHONE)
    yield context
    context.close()


def visited(reader: BrowserContext, host: Host, place: str = PLACE) -> Page:
    """Return a page of a site that the phone has kept whole."""
    page = reader.new_page()
    page.goto(f"{host.address}{place}/")
    page.evaluate(READY)
    return page


def whose(page: Page) -> set[str]:
    """Return the clients a page speaks of, in its frame and in its text."""
    shown = page.title() + page.locator("body").inner_text()
    return {name for name, said in NAMES.items() if said in shown}


def paths(site: Path) -> list[str]:
    """Return the address of every page of a site."""
    return [name.removesuffix("index.html") for name in pages(site) if name != "404.html"]


def test_after_one_visit_every_page_opens_with_no_signal(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    host.down = True
    found = {}
    for path in paths(built.dist / SAMPLE):
        page.goto(f"{host.address}{PLACE}/{path}")
        styled = page.evaluate("getComputedStyle(document.querySelector('.top')).display")
        found[path] = (bool(page.locator("h1").inner_text()), styled)
    assert len(found) > 50
    assert set(found.values()) == {(True, "flex")}


def test_taps_and_search_work_with_no_signal(reader: BrowserContext, host: Host) -> None:
    page = visited(reader, host)
    host.down = True
    page.reload()
    page.locator("nav.places a[href$='decide/']").click()
    page.wait_for_url(f"{host.address}{PLACE}/decide/")
    page.locator("[data-search-open]").first.click()
    page.locator("dialog input[type=search]").fill("refund")
    page.locator("dialog .results a").first.click()
    page.wait_for_url(lambda url: not url.endswith("/decide/"))
    expect(page.locator("article")).to_contain_text("refund", ignore_case=True, timeout=20_000)


def test_an_address_without_its_slash_opens_with_no_signal(
    reader: BrowserContext, host: Host
) -> None:
    page = visited(reader, host)
    host.down = True
    page.goto(f"{host.address}{PLACE}/week")
    assert page.url == f"{host.address}{PLACE}/week/"
    assert page.locator("input[data-tick]").count() > 0


def test_a_site_made_anew_shows_old_pages_then_only_new_ones(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    page.goto(f"{host.address}{PLACE}/week/")
    host.sites[PLACE] = built.dist / OTHER
    page.reload()
    first = whose(page)
    assert page.evaluate(WAITS)
    page.reload()
    expect(page).to_have_title(re.compile(NAMES[OTHER]))
    second = whose(page)
    host.down = True
    for path in ("", "decide/", "channels/facebook/"):
        page.goto(f"{host.address}{PLACE}/{path}")
        assert whose(page) == {OTHER}
    assert (first, second) == ({SAMPLE}, {OTHER})
    assert len(page.evaluate(KEPT)) == 1


def test_an_open_page_turns_new_at_the_next_tap(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    host.sites[PLACE] = built.dist / OTHER
    page.evaluate(UPDATED)
    assert whose(page) == {SAMPLE}
    page.locator("nav.places a[href$='decide/']").click()
    expect(page).to_have_title(re.compile(NAMES[OTHER]))
    assert whose(page) == {OTHER}
    assert page.url.endswith("/decide/")


def test_a_second_open_page_turns_new_with_the_first(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    other = reader.new_page()
    other.goto(f"{host.address}{PLACE}/people/")
    host.sites[PLACE] = built.dist / OTHER
    page.evaluate(UPDATED)
    page.reload()
    for each in (page, other):
        expect(each).to_have_title(re.compile(NAMES[OTHER]))
        assert whose(each) == {OTHER}


def test_a_download_that_breaks_off_leaves_the_old_copy_whole(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    host.sites[PLACE] = built.dist / OTHER
    host.lost = {f"/{PLACE}/money/"}
    page.evaluate(UPDATED)
    page.reload()
    host.down = True
    for path in ("", "money/", "method/"):
        page.goto(f"{host.address}{PLACE}/{path}")
        assert whose(page) == {SAMPLE}
    host.down, host.lost = False, set()
    page.reload()
    assert page.evaluate(WAITS)
    page.reload()
    expect(page).to_have_title(re.compile(NAMES[OTHER]))


def test_what_has_not_changed_is_not_fetched_again(
    reader: BrowserContext, host: Host, built: Workspace, tmp_path: Path
) -> None:
    page = visited(reader, host)
    host.sites[PLACE] = copied_with(
        built.dist / SAMPLE, tmp_path / "new", {"money/index.html": b"<title>New</title>new"}
    )
    host.asked.clear()
    page.evaluate(UPDATED)
    page.reload()
    asked = {path for path in host.asked if not path.endswith("sw.js")}
    assert asked == {f"/{PLACE}/money/"}


def test_two_clients_of_one_host_keep_their_own(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    host.sites[BESIDE] = built.dist / OTHER
    page, other = visited(reader, host), visited(reader, host, BESIDE)
    host.sites[PLACE] = built.dist / "hazel-yard-gym"
    page.evaluate(UPDATED)
    page.reload()
    host.down = True
    other.goto(f"{host.address}{BESIDE}/money/")
    page.goto(f"{host.address}{PLACE}/money/")
    assert whose(other) == {OTHER}
    assert "Hazel Yard" in page.title()
    assert [name.split()[1] for name in page.evaluate(KEPT)] == [f"/{BESIDE}/", f"/{PLACE}/"]


def test_a_site_that_is_gone_takes_its_copy_along(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    host.sites = {BESIDE: built.dist / OTHER}
    page.reload()
    page.wait_for_function("async () => !(await caches.keys()).length")
    answer = page.goto(f"{host.address}{PLACE}/never-there/")
    left = page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length")
    assert answer
    assert (answer.status, left, page.evaluate(KEPT)) == (404, 0, {})


def test_no_signal_is_not_taken_for_a_site_that_is_gone(reader: BrowserContext, host: Host) -> None:
    page = visited(reader, host)
    host.down = True
    page.reload()
    page.wait_for_timeout(300)
    assert len(page.evaluate(KEPT)) == 1
    assert whose(page) == {SAMPLE}


def test_a_copy_the_phone_dropped_is_made_anew(reader: BrowserContext, host: Host) -> None:
    page = visited(reader, host)
    whole = page.evaluate(KEPT)
    page.evaluate("async () => { for (const n of await caches.keys()) await caches.delete(n); }")
    page.reload()
    page.wait_for_function(
        "async (count) => (await (await caches.open((await caches.keys())[0])).keys()).length"
        " === count",
        arg=next(iter(whole.values())),
    )
    assert whose(page) == {SAMPLE}


def test_the_site_can_be_installed(reader: BrowserContext, host: Host) -> None:
    page = visited(reader, host)
    session = reader.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


def test_an_address_with_a_part_opens_while_a_new_version_waits(
    reader: BrowserContext, host: Host, built: Workspace
) -> None:
    page = visited(reader, host)
    host.sites[PLACE] = built.dist / OTHER
    page.evaluate(UPDATED)
    page.goto(f"{host.address}{PLACE}/week/#a-bad-week")
    expect(page).to_have_title(re.compile(NAMES[OTHER]))
    assert whose(page) == {OTHER}
    assert page.locator("#bad").is_visible()


def at_its_address(site: Path, folder: Path, host: Host) -> Path:
    """Return a copy of a site whose map of pages names the address it is served at.

    Only then does the engine exchange pages without loading them anew.
    """
    text = (site / "sitemap.xml").read_text("utf-8")
    first = re.search(r"<loc>([^<]*)</loc>", text)
    assert first
    moved = text.replace(first[1], f"{host.address}{PLACE}/")
    return copied_with(site, folder, {"sitemap.xml": moved.encode()})


def test_a_tap_exchanges_the_page_and_moves_the_focus_to_it(
    reader: BrowserContext, host: Host, built: Workspace, tmp_path: Path
) -> None:
    host.sites[PLACE] = at_its_address(built.dist / SAMPLE, tmp_path / "one", host)
    page = visited(reader, host)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.before = true")
    page.locator("nav.places a[href$='decide/']").click()
    page.wait_for_url(f"{host.address}{PLACE}/decide/")
    page.get_by_role("slider").wait_for()
    assert page.evaluate("window.before")
    page.wait_for_function("document.activeElement.id === '__skip'")


def test_a_tap_without_loading_anew_still_finds_the_new_version(
    reader: BrowserContext, host: Host, built: Workspace, tmp_path: Path
) -> None:
    host.sites[PLACE] = at_its_address(built.dist / SAMPLE, tmp_path / "one", host)
    page = visited(reader, host)
    page.wait_for_load_state("networkidle")
    host.sites[PLACE] = built.dist / OTHER
    page.evaluate(UPDATED)
    page.locator("nav.places a[href$='decide/']").click()
    expect(page).to_have_title(re.compile(NAMES[OTHER]))
    assert whose(page) == {OTHER}
    assert page.url.split("#")[0].endswith("/decide/")


def test_what_was_taken_off_the_phone_stays_off(reader: BrowserContext, host: Host) -> None:
    page = visited(reader, host)
    page.goto(f"{host.address}{PLACE}/phone/")
    for _ in range(2):
        page.locator("[data-forget]").click()
    page.get_by_text("Nothing of it is left").first.wait_for()
    page.locator("nav.places a[href$='decide/']").click()
    page.wait_for_url(f"{host.address}{PLACE}/decide/")
    assert (
        page.evaluate("Object.keys(localStorage).filter((n) => /ticks|kept|notes/.test(n))") == []
    )
