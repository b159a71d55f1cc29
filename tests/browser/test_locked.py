"""A locked site on a phone: opened by its passphrase alone, with a signal or without.

Every site is served as GitHub Pages serves it, and what the browser keeps is looked at too.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from generator.load.profile import profile
from generator.model.library import Library
from generator.model.profile import Client
from generator.project.shell import shell
from generator.site import build_client
from generator.site.engine import Engine, run
from generator.site.finish import finish
from generator.site.lock import Lock, lock_site
from generator.site.lock import made as keys_of
from tests.browser.conftest import PHONE, SMALLEST, phone
from tests.browser.host import Host, hosted
from tests.browser.test_axe import CUT_OFF, SIZES, SMALL_TARGETS, axe, looked_at
from tests.browser.test_offline import READY, UPDATED, WAITS, at_its_address
from tests.built import SAMPLE, Workspace, rewrite, workspace

OTHER = "prairie-line-plumbing"
PHRASE, NEW = (
    "orbit velvet kayak thimble walnut prairie",
    "saddle mango pebble copper lantern quilt",
)
PLACE, BESIDE = "clients/one", "clients/two"
NAME, RENAMED = "Harbor Lane Bakery", "Harbor Street Bakery"
TITLE = "A locked playbook"
STORED = """async () => {
  const out = { caches: [], local: JSON.stringify({ ...localStorage }),
    session: JSON.stringify({ ...sessionStorage }) };
  out.databases = (await indexedDB.databases()).map((one) => one.name);
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys()) {
      const answer = await cache.match(asked);
      out.caches.push(asked.url + " " + (await answer.text()));
    }
  }
  return out;
}"""
SOON = """(async (holds) => {
  for (let turn = 0; turn < 200 && !await holds(); turn += 1) {
    await new Promise((go) => setTimeout(go, 50));
  }
})"""
RAW = """async (path) => {
  const place = await new Promise((done) => {
    const asked = indexedDB.open("playbook " + path);
    asked.onsuccess = () => done(asked.result);
  });
  const keys = await new Promise((done) => {
    const asked = place.transaction("keys").objectStore("keys").get("keys");
    asked.onsuccess = () => done(asked.result);
  });
  place.close();
  return [keys.content, keys.names].map((key) => key.extractable);
}"""


@dataclass(frozen=True)
class Sites:
    """Locked sites: of one client by both engines, made anew, under a new phrase, and another."""

    mkdocs: Path
    zensical: Path
    renamed: Path
    rephrased: Path
    other: Path
    readable: Path
    plain: Path
    client: Client
    shell: Mapping[str, bytes]


def locked(made: Workspace, phrase: str, *, engine: Engine = "mkdocs", name: str = SAMPLE) -> Path:
    """Return a client's locked site, built anew in a workspace."""
    rewrite(made.profile(name), lambda values: values.setdefault("publish", {}).update(lock=True))
    report = build_client(replace(made.job(name), passphrase=phrase, engine=engine))
    assert report.status == "built", report
    kept = made.folder / f"site-{len(list(made.folder.iterdir()))}"
    shutil.copytree(made.dist / name, kept)
    return kept


@pytest.fixture(scope="module")
def sites(built: Workspace, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Build every site that these tests serve."""
    made = workspace(tmp_path_factory.mktemp("locked") / "work", SAMPLE, OTHER)
    first = locked(made, PHRASE)
    client, plain = profile(made.profile(SAMPLE))[0], made.folder / "plain"
    run("mkdocs", made.projects / SAMPLE, plain)
    finish(plain, client.profile)
    zensical = locked(made, PHRASE, engine="zensical")
    rephrased = locked(made, NEW)
    rewrite(made.profile(SAMPLE), lambda values: values["business"].update(name=RENAMED))
    renamed = locked(made, PHRASE)
    other = locked(made, NEW, name=OTHER)
    readable = built.dist / SAMPLE
    return Sites(
        first, zensical, renamed, rephrased, other, readable, plain, client, shell(library)
    )


@pytest.fixture
def host(sites: Sites) -> Iterator[Host]:
    """Serve one locked site."""
    with hosted({PLACE: sites.mkdocs}) as made:
        yield made


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone with nothing stored on it."""
    context = phone(browser, PHONE)
    yield context
    context.close()


def type_in(page: Page, phrase: str, *, keep: bool = True) -> None:
    """Type a passphrase and tap the button."""
    page.locator("#phrase").fill(phrase)
    page.locator("#keep").set_checked(keep)
    page.get_by_role("button", name="Open").click()


def entered(page: Page, address: str, phrase: str = PHRASE, *, keep: bool = True) -> Page:
    """Return a page at an address that its passphrase has opened."""
    page.goto(address)
    type_in(page, phrase, keep=keep)
    page.locator(".top").wait_for()
    return page


def is_locked(page: Page) -> bool:
    """Say whether a page asks for the passphrase, and shows nothing else."""
    page.locator("#form").wait_for()
    return page.title() == TITLE and NAME not in page.content()


def names(site: Path) -> list[str]:
    """Return the address of every page of a readable site, seen from its start."""
    found = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    return ["" if name == "." else f"{name}/" for name in found]


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_the_right_passphrase_opens_the_page_that_was_asked_for(
    reader: BrowserContext, host: Host, sites: Sites, engine: str
) -> None:
    host.sites[PLACE] = getattr(sites, engine)
    page = reader.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    answer = page.goto(f"{host.address}{PLACE}/channels/facebook/#set-up")
    assert answer
    assert answer.status == 404
    assert is_locked(page)
    type_in(page, f"  {PHRASE.replace(' ', '  ')} ")
    page.locator(".top").wait_for()
    assert page.url == f"{host.address}{PLACE}/channels/facebook/#set-up"
    assert NAME in page.title()
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    assert page.locator(".logo").evaluate("(one) => one.naturalWidth") > 0
    assert faults == []


def test_a_wrong_passphrase_says_so_and_opens_nothing(reader: BrowserContext, host: Host) -> None:
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/")
    type_in(page, PHRASE.replace("orbit", "Orbit"))
    page.get_by_text("That is not the passphrase").wait_for()
    assert page.evaluate("document.activeElement.id") == "phrase"
    assert page.locator("#phrase").get_attribute("aria-invalid") == "true"
    assert is_locked(page)
    stored = page.evaluate(STORED)
    assert (stored["caches"], stored["databases"], stored["session"]) == ([], [], "{}")


def test_nothing_typed_is_not_tried(reader: BrowserContext, host: Host) -> None:
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/")
    type_in(page, "   ")
    assert page.locator("#said").inner_text() == "Type the passphrase first."


def test_the_passphrase_can_be_looked_at_while_it_is_typed(
    reader: BrowserContext, host: Host
) -> None:
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/")
    page.get_by_role("button", name="Show").click()
    assert page.locator("#phrase").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide").click()
    assert page.locator("#phrase").get_attribute("type") == "password"


def test_a_phone_that_may_keep_it_open_does(reader: BrowserContext, host: Host) -> None:
    entered(reader.new_page(), f"{host.address}{PLACE}/").close()
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/money/")
    assert NAME in page.title()
    assert page.evaluate(RAW, f"/{PLACE}/") == [False, False]


def test_a_tab_that_may_not_keep_it_takes_it_along(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/", keep=False)
    page.goto(f"{host.address}{PLACE}/week/")
    page.reload()
    expect(page).to_have_title(re.compile(NAME))
    beside = reader.new_page()
    beside.goto(f"{host.address}{PLACE}/money/")
    expect(beside).to_have_title(re.compile(NAME))
    assert beside.evaluate(STORED)["databases"] == []
    beside.close()
    page.close()
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/week/")
    assert is_locked(page)


def test_a_tab_hands_its_key_to_a_worker_that_was_stopped(
    reader: BrowserContext, host: Host
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/", keep=False)
    session = reader.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    page.locator("nav.places a[href$='decide/']").click()
    page.wait_for_url(f"{host.address}{PLACE}/decide/")
    page.get_by_role("slider").wait_for()
    assert NAME in page.title()


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_every_page_opens_with_no_signal(
    reader: BrowserContext, host: Host, sites: Sites, engine: str
) -> None:
    host.sites[PLACE] = getattr(sites, engine)
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    host.down = True
    found = {}
    for name in names(sites.readable):
        page.goto(f"{host.address}{PLACE}/{name}")
        styled = page.evaluate("getComputedStyle(document.querySelector('.top')).display")
        found[name] = (NAME in page.title(), bool(page.locator("h1").inner_text()), styled)
    assert len(found) > 50
    assert set(found.values()) == {(True, True, "flex")}


def test_a_locked_copy_opens_with_no_signal(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/phone/", keep=False)
    page.close()
    host.down = True
    page = entered(reader.new_page(), f"{host.address}{PLACE}/week/")
    assert NAME in page.title()


def test_an_address_without_its_slash_and_a_wrong_one_are_answered(
    reader: BrowserContext, host: Host
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    page.goto(f"{host.address}{PLACE}/week?from=mail")
    assert page.url == f"{host.address}{PLACE}/week/?from=mail"
    for host.down in (False, True):
        answer = page.goto(f"{host.address}{PLACE}/never-there/")
        assert answer
        assert answer.status == 404
        assert page.locator("h1").inner_text() == "This page is not here"


@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_search_works(reader: BrowserContext, host: Host, sites: Sites, engine: str) -> None:
    host.sites[PLACE] = getattr(sites, engine)
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    host.down = True
    page.locator("[data-search-open]").first.click()
    page.locator("dialog input[type=search]").fill("refund")
    page.locator("dialog .results a").first.click()
    page.wait_for_url(lambda url: url != f"{host.address}{PLACE}/")
    expect(page.locator("article")).to_contain_text(re.compile("refund", re.IGNORECASE))


def test_the_dates_can_be_saved_and_not_subscribed_to(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/phone/")
    assert page.locator("[data-calendar]").count() == 0
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the dates as a file").click()
    assert saved.value.path().read_text("utf-8").startswith("BEGIN:VCALENDAR")
    assert saved.value.suggested_filename == "calendar.ics"


def test_papers_open_with_a_signal_and_are_not_kept(
    reader: BrowserContext, host: Host, sites: Sites, tmp_path: Path
) -> None:
    plain = shutil.copytree(sites.plain, tmp_path / "plain")
    (plain / "print").mkdir()
    (plain / "print" / "week.pdf").write_bytes(b"%PDF-1.7 the week")
    lock = Lock(keys_of(PHRASE, sites.client), sites.shell)
    lock_site(plain, tmp_path / "locked", lock)
    host.sites[PLACE] = tmp_path / "locked"
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    asked = "async () => { const got = await fetch('print/week.pdf').catch(() => null);"
    told = f"{asked} return got && [got.headers.get('content-type'), await got.text()]; }}"
    assert page.evaluate(told) == ["application/pdf", "%PDF-1.7 the week"]
    kept = [one.partition(" ")[0] for one in page.evaluate(STORED)["caches"]]
    assert len(kept) > 60
    assert not [name for name in kept if name.endswith(lock.keys.hidden("print/week.pdf"))]


def test_it_can_be_locked_again_in_every_tab(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/phone/")
    other = reader.new_page()
    other.goto(f"{host.address}{PLACE}/money/")
    page.get_by_role("button", name="Lock it again on this phone").click()
    assert is_locked(page)
    assert is_locked(other)
    assert page.evaluate(STORED)["databases"] == []
    other.go_back()
    host.down = True
    other.goto(f"{host.address}{PLACE}/week/")
    assert is_locked(other)


def test_a_tab_without_keeping_locks_again_too(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/phone/", keep=False)
    page.get_by_role("button", name="Lock it again on this phone").click()
    assert is_locked(page)
    page.reload()
    assert is_locked(page)
    assert ".key" not in page.evaluate(STORED)["session"]


def test_what_is_taken_off_the_phone_takes_the_keys_along(
    reader: BrowserContext, host: Host
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/phone/")
    for _ in range(2):
        page.locator("[data-forget]").click()
    page.get_by_text("Nothing of it is left").first.wait_for()
    stored = page.evaluate(STORED)
    assert (stored["caches"], stored["databases"], stored["local"]) == ([], [], "{}")
    page.goto(f"{host.address}{PLACE}/week/")
    assert is_locked(page)


def test_a_new_passphrase_is_asked_for_and_the_old_one_opens_nothing(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    host.sites[PLACE] = sites.rephrased
    page.evaluate(UPDATED)
    page.goto(f"{host.address}{PLACE}/week/")
    page.get_by_text("The passphrase has changed").wait_for()
    assert is_locked(page)
    type_in(page, PHRASE)
    page.get_by_text("That is not the passphrase").wait_for()
    type_in(page, NEW)
    page.locator(".top").wait_for()
    assert page.url == f"{host.address}{PLACE}/week/"
    assert NAME in page.title()


def test_a_new_passphrase_opens_a_page_that_was_waiting_since_before(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/phone/")
    page.get_by_role("button", name="Lock it again on this phone").click()
    assert is_locked(page)
    host.sites[PLACE] = sites.rephrased
    type_in(page, NEW)
    page.locator(".top").wait_for()
    assert NAME in page.title()


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "in-a-tab"])
def test_a_site_made_anew_opens_by_itself_and_never_mixed(
    reader: BrowserContext, host: Host, sites: Sites, *, keep: bool
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/", keep=keep)
    host.sites[PLACE] = sites.renamed
    page.goto(f"{host.address}{PLACE}/week/")
    first = page.content()
    assert page.evaluate(WAITS)
    page.reload()
    expect(page).to_have_title(re.compile(RENAMED))
    host.down = True
    for name in ("", "decide/", "channels/facebook/"):
        page.goto(f"{host.address}{PLACE}/{name}")
        expect(page).to_have_title(re.compile(RENAMED))
        assert NAME not in page.content()
    assert NAME in first
    assert RENAMED not in first


def test_what_has_not_changed_is_not_fetched_again(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    host.sites[PLACE] = sites.renamed
    host.asked.clear()
    page.evaluate(UPDATED)
    fetched = {path.removeprefix(f"/{PLACE}/") for path in host.asked if "/data/" in path}
    same = {
        path.relative_to(sites.mkdocs).as_posix()
        for path in (sites.mkdocs / "data").iterdir()
        if path.read_bytes() == (sites.renamed / "data" / path.name).read_bytes()
    }
    assert same
    assert not fetched & same


def test_an_open_site_that_is_locked_later_leaves_nothing_on_the_phone(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    host.sites[PLACE] = sites.readable
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/")
    page.evaluate(READY)
    assert NAME in "".join(page.evaluate(STORED)["caches"])
    host.sites[PLACE] = sites.mkdocs
    page.evaluate(UPDATED)
    page.goto(f"{host.address}{PLACE}/week/")
    assert is_locked(page)
    assert NAME not in "".join(page.evaluate(STORED)["caches"])
    type_in(page, PHRASE)
    page.locator(".top").wait_for()
    host.sites[PLACE] = sites.readable
    page.evaluate(UPDATED)
    page.goto(f"{host.address}{PLACE}/money/")
    expect(page).to_have_title(re.compile(NAME))
    expect(page.locator("meta[name=locked]")).to_have_count(0)


def test_a_site_that_is_gone_takes_copy_and_keys_along(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    host.sites = {BESIDE: sites.other}
    page.goto(f"{host.address}{PLACE}/week/")
    page.evaluate(f"{SOON}(async () => !(await indexedDB.databases()).length)")
    page.evaluate(f"{SOON}(async () => !(await caches.keys()).length)")
    stored = page.evaluate(STORED)
    assert (stored["caches"], stored["databases"]) == ([], [])


def test_a_copy_the_phone_dropped_is_fetched_anew(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    whole = len(page.evaluate(STORED)["caches"])
    page.evaluate("async () => { for (const n of await caches.keys()) await caches.delete(n); }")
    page.goto(f"{host.address}{PLACE}/week/")
    assert NAME in page.title()
    counted = "async () => (await (await caches.open((await caches.keys())[0])).keys()).length"
    page.evaluate(f"{SOON}(async () => await ({counted})() === {whole})")
    assert len(page.evaluate(STORED)["caches"]) == whole


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "in-a-tab"])
def test_a_tap_exchanges_the_page_without_loading_anew(
    reader: BrowserContext, host: Host, sites: Sites, tmp_path: Path, *, keep: bool
) -> None:
    plain = at_its_address(sites.plain, tmp_path / "plain", host)
    lock = Lock(keys_of(PHRASE, sites.client), sites.shell)
    lock_site(plain, tmp_path / "locked", lock)
    host.sites[PLACE] = tmp_path / "locked"
    page = entered(reader.new_page(), f"{host.address}{PLACE}/", keep=keep)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.before = true")
    page.locator("nav.places a[href$='decide/']").click()
    page.wait_for_url(f"{host.address}{PLACE}/decide/")
    page.get_by_role("slider").wait_for()
    assert page.evaluate("window.before")


def test_two_locked_sites_of_one_host_keep_apart(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    host.sites[BESIDE] = sites.other
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    other = reader.new_page()
    other.goto(f"{host.address}{BESIDE}/week/")
    assert is_locked(other)
    entered(other, f"{host.address}{BESIDE}/week/", NEW)
    assert "Prairie Line Plumbing" in other.title()
    page.goto(f"{host.address}{PLACE}/phone/")
    page.get_by_role("button", name="Lock it again on this phone").click()
    assert is_locked(page)
    host.down = True
    other.goto(f"{host.address}{BESIDE}/money/")
    assert "Prairie Line Plumbing" in other.title()


def test_a_locked_site_at_the_root_leaves_its_neighbors_alone(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    host.sites = {"": sites.other, "blog": sites.readable}
    page = entered(reader.new_page(), host.address, NEW)
    for path, status in (("blog/week/", 200), ("blog/never-there/", 404), ("never-there/", 404)):
        answer = page.goto(f"{host.address}{path}")
        assert answer
        assert answer.status == status
        assert (NAME in page.content()) == path.startswith("blog/")
    assert page.locator("h1").inner_text() == "This page is not here"


def test_a_locked_site_without_its_keys_leaves_its_neighbors_alone_too(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    host.sites = {"": sites.other, "blog": sites.readable}
    page = entered(reader.new_page(), host.address, NEW)
    page.goto(f"{host.address}phone/")
    page.get_by_role("button", name="Lock it again on this phone").click()
    assert is_locked(page)
    page.goto(f"{host.address}blog/week/")
    assert NAME in page.title()
    assert page.evaluate("fetch('/blog/sw.js').then((answer) => answer.status)") == 200
    page.goto(f"{host.address}week/")
    assert is_locked(page)


@pytest.mark.parametrize("odd", ["week%", "%E0%A4%A", "constructor", "toString", "__proto__"])
def test_an_odd_address_shows_the_page_for_wrong_ones(
    reader: BrowserContext, host: Host, odd: str
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    page.goto(f"{host.address}{PLACE}/{odd}")
    assert page.locator("h1").inner_text() == "This page is not here"


def test_axe_finds_nothing_on_the_pages_of_a_locked_site(
    reader: BrowserContext, host: Host
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    told = {}
    for name in ("phone/", "week/", "channels/facebook/"):
        page.goto(f"{host.address}{PLACE}/{name}")
        told[name] = axe(page)
    assert {name: lines for name, lines in told.items() if lines} == {}


def test_a_phone_keeps_no_readable_byte(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    for name in ("week/", "decide/", "money/"):
        page.goto(f"{host.address}{PLACE}/{name}")
    stored = page.evaluate(STORED)
    assert len(stored["caches"]) > 60
    told = "\n".join(stored["caches"])
    assert [word for word in (NAME, "Harbor", "week/", "Facebook", "BEGIN:") if word in told] == []
    assert [
        word for word in ("Harbor", PHRASE) if word in stored["local"] + stored["session"]
    ] == []


def test_no_address_that_is_asked_for_tells_a_page(reader: BrowserContext, host: Host) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    host.asked.clear()
    page.goto(f"{host.address}{PLACE}/decide/")
    page.reload()
    assert [path for path in host.asked if "decide" in path] == []


def test_a_download_that_breaks_off_says_so(
    reader: BrowserContext, host: Host, sites: Sites
) -> None:
    lost = next((sites.mkdocs / "data").iterdir()).name
    host.lost = {f"/{PLACE}/data/{lost}"}
    page = reader.new_page()
    page.goto(f"{host.address}{PLACE}/")
    type_in(page, PHRASE)
    page.get_by_text("The pages could not be fetched").wait_for()
    host.lost = set()
    type_in(page, PHRASE)
    page.locator(".top").wait_for()


def test_without_a_worker_or_a_script_the_page_says_why(browser: Browser, host: Host) -> None:
    with looked_at(browser, PHONE) as page:
        page.add_init_script("delete Navigator.prototype.serviceWorker")
        page.goto(f"{host.address}{PLACE}/")
        page.get_by_text("This browser cannot open it").wait_for()
        assert not page.locator("#phrase").is_visible()
    bare = phone(browser, PHONE, scripts=False)
    page = bare.new_page()
    page.goto(f"{host.address}{PLACE}/")
    assert "Allow JavaScript" in page.locator("body").inner_text()
    bare.close()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_axe_finds_nothing_where_the_passphrase_is_asked_for(
    browser: Browser, host: Host, size: tuple[int, int]
) -> None:
    with looked_at(browser, size) as page:
        page.goto(f"{host.address}{PLACE}/never/there/")
        page.locator("#form").wait_for()
        quiet = axe(page)
        type_in(page, "wrong")
        page.get_by_text("That is not the passphrase").wait_for()
        assert (quiet, axe(page)) == ({}, {})


def test_the_page_that_asks_fits_the_smallest_phone(browser: Browser, host: Host) -> None:
    with looked_at(browser, SMALLEST) as page:
        page.goto(f"{host.address}{PLACE}/")
        page.locator("#form").wait_for()
        assert page.evaluate(CUT_OFF) == []
        assert page.evaluate(SMALL_TARGETS) == []


def test_a_locked_site_can_be_installed_and_does_not_say_whose_it_is(
    reader: BrowserContext, host: Host
) -> None:
    page = entered(reader.new_page(), f"{host.address}{PLACE}/")
    found = reader.new_cdp_session(page).send("Page.getAppManifest")
    assert found["errors"] == []
    assert '"name": "Playbook"' in found["data"]
    errors = reader.new_cdp_session(page).send("Page.getInstallabilityErrors")
    told = [error["errorId"] for error in errors["installabilityErrors"]]
    assert [name for name in told if name != "in-incognito"] == []
