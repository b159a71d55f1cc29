"""What a phone keeps: ticks for a week, ticks and notes for good, taken along and cleared."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Visit, phone
from tests.browser.host import Host, hosted
from tests.browser.test_offline import KEPT, READY, UPDATED
from tests.built import SAMPLE, Workspace

ONE, TWO = "clients/one", "clients/two"
SUNDAY, MONDAY = datetime(2026, 11, 29, 23, 59), datetime(2026, 11, 30, 0, 1)  # noqa: DTZ001
HOURS_FIRST = (3, 1, 2, 4, 5, 6)
TICKS = "article input[data-tick]"
NO_STORE = {
    "forbidden": """for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { get() { throw new DOMException("", "Security"); } });
    }""",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceeded'); };",
}
SCOPES = "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope)"
Reader = Callable[[], AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def host(built: Workspace) -> Iterator[Host]:
    """Serve one client's site twice, as if two clients had pages that are the same."""
    with hosted(dict.fromkeys((ONE, TWO), built.dist / SAMPLE)) as made:
        yield made


@pytest.fixture(scope="module")
def address(host: Host) -> str:
    """Return the address of the first site."""
    return f"{host.address}{ONE}/"


@pytest.fixture
def new_phone(browser: Browser) -> Reader:
    """Return what makes a page on a phone that knows nothing and may copy."""

    @contextmanager
    def made() -> Iterator[Page]:
        context = phone(browser, PHONE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context.new_page()
        context.close()

    return made


def ticked(page: Page) -> list[str]:
    """Return the names of the boxes of a page that are ticked."""
    boxes = page.locator(f"{TICKS}:checked").all()
    return [box.get_attribute("data-tick") or "" for box in boxes]


@pytest.mark.parametrize(
    ("kind", "stays"),
    [("week/", False), ("", False), ("first-90-days/", True), ("keys/", True), ("crisis/", True),
     ("new-thing/", True)],
)  # fmt: skip
def test_ticks_are_gone_in_the_next_week_but_for_those_that_stay(
    visit: Visit, address: str, kind: str, *, stays: bool
) -> None:
    visit.page.clock.set_fixed_time(SUNDAY)
    visit.page.goto(address + kind)
    visit.page.locator(TICKS).nth(1).check()
    before = ticked(visit.page)
    visit.page.reload()
    assert ticked(visit.page) == before
    assert before
    visit.page.clock.set_fixed_time(MONDAY)
    visit.page.reload()
    assert ticked(visit.page) == (before if stays else [])
    assert visit.errors == []


def test_a_page_left_open_over_sunday_loses_its_ticks_when_looked_at_again(
    visit: Visit, address: str
) -> None:
    visit.page.clock.set_fixed_time(SUNDAY)
    visit.page.goto(f"{address}week/")
    visit.page.locator(TICKS).first.check()
    visit.page.clock.set_fixed_time(MONDAY)
    visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert ticked(visit.page) == []


def test_ticks_of_the_week_stay_from_monday_to_sunday(visit: Visit, address: str) -> None:
    visit.page.clock.set_fixed_time(datetime(2026, 11, 23, 0, 1))  # noqa: DTZ001
    visit.page.goto(f"{address}week/")
    visit.page.locator(TICKS).first.check()
    visit.page.clock.set_fixed_time(SUNDAY)
    visit.page.reload()
    assert len(ticked(visit.page)) >= 1


def test_a_tick_is_the_same_on_start_and_week(visit: Visit, address: str) -> None:
    visit.page.goto(address)
    visit.page.locator(TICKS).first.check()
    name = ticked(visit.page)[0]
    visit.page.locator("nav.places a[href$='week/']").click()
    visit.page.wait_for_url(f"{address}week/")
    expect(visit.page.locator(f"{TICKS}[data-tick='{name}']").first).to_be_checked()
    assert set(ticked(visit.page)) == {name}
    visit.page.locator(f"{TICKS}[data-tick='{name}']").first.uncheck()
    visit.page.locator(".home").click()
    visit.page.wait_for_url(address)
    expect(visit.page.locator(f"{TICKS}[data-tick='{name}']").first).not_to_be_checked()


@pytest.mark.parametrize("kind", ["week/", "new-thing/"])
def test_untick_all_clears_and_a_second_tap_puts_back(
    visit: Visit, address: str, kind: str
) -> None:
    visit.page.goto(address + kind)
    button = visit.page.locator("[data-clear]")
    expect(button).to_be_disabled()
    for number in (0, 2):
        visit.page.locator(TICKS).nth(number).check()
    before = ticked(visit.page)
    expect(button).to_have_text("Untick all")
    button.click()
    assert ticked(visit.page) == []
    expect(button).to_have_text("Put the ticks back")
    button.click()
    assert ticked(visit.page) == before
    expect(button).to_have_text("Untick all")
    visit.page.reload()
    assert ticked(visit.page) == before


def test_after_a_new_tick_nothing_can_be_put_back(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}new-thing/")
    button = visit.page.locator("[data-clear]")
    visit.page.locator(TICKS).nth(0).check()
    button.click()
    visit.page.locator(TICKS).nth(1).check()
    expect(button).to_have_text("Untick all")
    assert ticked(visit.page) == ["new-2"]
    button.click()
    button.click()
    assert ticked(visit.page) == ["new-2"]
    visit.page.locator(TICKS).nth(1).uncheck()
    expect(button).to_be_disabled()


def test_nothing_can_be_put_back_on_another_page(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}week/")
    visit.page.locator(TICKS).first.check()
    visit.page.locator("[data-clear]").click()
    visit.page.locator("nav.places a[href$='decide/']").click()
    visit.page.wait_for_url(f"{address}decide/")
    visit.page.go_back()
    expect(visit.page.locator("[data-clear]")).to_be_disabled()
    assert ticked(visit.page) == []


def test_two_clients_on_one_host_do_not_share(visit: Visit, host: Host) -> None:
    visit.page.goto(f"{host.address}{ONE}/week/")
    visit.page.locator(TICKS).first.check()
    visit.page.goto(f"{host.address}{ONE}/new-thing/")
    visit.page.locator("[data-note]").first.fill("a fair")
    visit.page.locator(TICKS).first.check()
    for kind in ("week/", "new-thing/"):
        visit.page.goto(f"{host.address}{TWO}/{kind}")
        assert ticked(visit.page) == []
    assert visit.page.locator("[data-note]").first.input_value() == ""


@pytest.mark.parametrize("how", NO_STORE.values(), ids=NO_STORE)
def test_a_phone_that_keeps_nothing_does_everything_else(
    visit: Visit, address: str, how: str
) -> None:
    visit.page.add_init_script(how)
    for kind in ("", "week/", "phone/", "decide/"):
        visit.page.goto(address + kind)
    visit.page.get_by_role("slider").fill("2")
    assert visit.page.locator(".answer:visible").count() == 1
    visit.page.locator("[data-search-open]").click()
    visit.page.locator("dialog input").fill("refund")
    visit.page.locator("dialog .results a").first.click()
    visit.page.wait_for_url(lambda url: not url.endswith("/decide/"))
    visit.page.goto(f"{address}new-thing/")
    visit.page.locator("[data-note]").first.fill("a fair")
    visit.page.locator(TICKS).first.check()
    assert ticked(visit.page) == ["new-1"]
    assert visit.page.locator("[data-note]").first.input_value() == "a fair"
    assert visit.errors == []


def test_notes_stay(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}new-thing/")
    notes = visit.page.locator("[data-note]")
    words = ["Reels, if a customer asks twice", "Lee's cousin <b>& co</b>", ""]
    for note, said in zip(notes.all(), words, strict=False):
        note.fill(said)
    visit.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visit.page.reload()
    assert [note.input_value() for note in notes.all()][:3] == words


@pytest.mark.parametrize(("count", "row"), [(3, "Three"), (4, "Four"), (5, "Four"), (6, "Six")])
def test_the_test_of_a_new_thing_shows_the_row_that_fits(
    visit: Visit, address: str, count: int, row: str
) -> None:
    visit.page.goto(f"{address}new-thing/")
    said, lit = visit.page.locator("output.verdict"), visit.page.locator("tr.on")
    assert (said.inner_text(), lit.count()) == ("", 0)
    for number in HOURS_FIRST[:count]:
        visit.page.locator(f"[data-test] input[data-tick=new-{number}]").check()
    assert lit.count() == 1
    assert lit.locator("th").inner_text().startswith(row)
    assert said.inner_text() == f"{count}: {lit.locator('td').inner_text()}"
    visit.page.locator("[data-clear]").click()
    assert (said.inner_text(), lit.count()) == ("", 0)


def test_without_hours_a_new_thing_is_refused(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}new-thing/")
    for number in HOURS_FIRST[1:]:
        visit.page.locator(f"[data-test] input[data-tick=new-{number}]").check()
    assert "No hours" in visit.page.locator("output.verdict").inner_text()
    assert visit.page.locator("tr.on").count() == 0


def taken_along(page: Page, address: str) -> str:
    """Tick and write on some pages, and return the copy of it that the phone makes."""
    page.goto(f"{address}week/")
    page.locator(TICKS).first.check()
    page.goto(f"{address}new-thing/")
    page.locator(TICKS).nth(1).check()
    page.locator("[data-note]").first.fill('"A fair", in May')
    page.goto(f"{address}phone/")
    page.locator("[data-backup]").click()
    expect(page.locator("[data-backup]")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_what_is_kept_can_be_taken_to_another_phone(new_phone: Reader, address: str) -> None:
    with new_phone() as page:
        copy = taken_along(page, address)
    with new_phone() as page:
        page.goto(f"{address}phone/")
        page.locator("#backup").fill(copy)
        page.locator("[data-restore]").click()
        expect(page.locator("[data-restore]")).to_have_text("Put back")
        page.goto(f"{address}week/")
        assert len(ticked(page)) >= 1
        page.goto(f"{address}new-thing/")
        assert ticked(page) == ["new-2"]
        assert page.locator("[data-note]").first.input_value() == '"A fair", in May'


@pytest.mark.parametrize("paste", ["", "hello", '[{"week": 1', "null", "5035550142", "[]"])
def test_a_wrong_paste_says_so_and_takes_nothing_away(
    visit: Visit, address: str, paste: str
) -> None:
    visit.page.goto(f"{address}week/")
    visit.page.locator(TICKS).first.check()
    before = ticked(visit.page)
    visit.page.goto(f"{address}phone/")
    visit.page.locator("#backup").fill(paste)
    visit.page.locator("[data-restore]").click()
    expect(visit.page.locator("[data-restore]")).to_have_text("That is not a copy from here")
    visit.page.goto(f"{address}week/")
    assert ticked(visit.page) == before
    assert visit.errors == []


def test_clearing_this_phone_takes_one_site_and_leaves_another(
    new_phone: Reader, host: Host
) -> None:
    with new_phone() as page:
        for site in (TWO, ONE):
            taken_along(page, f"{host.address}{site}/")
            page.evaluate(READY)
        page.evaluate(UPDATED)
        for _ in ("asks", "does it"):
            page.locator("[data-forget]").click()
        expect(page.locator("[data-forget]")).to_have_text("Nothing of it is left")
        page.wait_for_timeout(700)
        stored, kept = page.evaluate("Object.keys(localStorage)"), page.evaluate(KEPT)
        workers = page.evaluate(SCOPES)
        page.goto(f"{host.address}{TWO}/new-thing/")
        assert ticked(page) == ["new-2"]
    assert {key.split(".")[0] for key in stored} == {f"/{TWO}/"}
    assert [name.split()[1] for name in kept] == [f"/{TWO}/"]
    assert workers == [f"{host.address}{TWO}/"]


@pytest.mark.parametrize("again", [0, 1])
def test_what_was_cleared_stays_cleared(new_phone: Reader, address: str, again: int) -> None:
    with new_phone() as page:
        taken_along(page, address)
        page.evaluate(READY)
        for _ in range(again):
            page.reload()
        for _ in ("asks", "does it"):
            page.locator("[data-forget]").click()
        expect(page.locator("[data-forget]")).to_have_text("Nothing of it is left")
        page.wait_for_timeout(1000)
        assert page.evaluate("Object.keys(localStorage)") == []
        assert page.evaluate(KEPT) == {}


def test_clearing_the_test_of_a_new_thing_leaves_the_reminder(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}new-thing/")
    for name in ("new-1", "quarter-1"):
        visit.page.locator(f"input[data-tick='{name}']").check()
    visit.page.locator("[data-clear]").click()
    assert ticked(visit.page) == ["quarter-1"]
