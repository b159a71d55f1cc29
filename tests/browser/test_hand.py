"""A site in the hand: no scripts, keys alone, search, back and forward, copies, paper, calendar."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE, phone
from tests.browser.kinds import Site, served_in_place
from tests.built import SAMPLE, Workspace

OTHER = "brandt-okafor-cpas"
REAL = "http://harborlane.example/playbook/"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile"
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: one.id || one.innerText?.trim() || one.className,
    kind: one.closest(".md-skip, .home, .icon, .places, article, .foot, body").className,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    seen: Boolean(at) && (one.contains(at) || at.contains(one)),
  };
}"""
UNFOLD = "document.querySelectorAll('article details').forEach((one) => { one.open = true; })"
STATE = """() => ({
  title: document.title,
  heading: document.querySelector("h1").innerText,
  here: [...document.querySelectorAll(".places a[aria-current=page]")].map((one) => one.innerText),
  ticks: document.querySelectorAll("article input:checked").length,
  answers: [...document.querySelectorAll(".answer")].filter((one) => one.checkVisibility()).length,
  y: Math.round(scrollY),
})"""


@pytest.fixture(scope="module")
def site(built: Workspace) -> Iterator[Site]:
    """Serve one client's site where it is published."""
    with served_in_place(built, SAMPLE) as made:
        yield made


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Return a page of a wide screen with no copy kept, that may write to the clipboard."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        service_workers="block",
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield context.new_page()
    context.close()


def stops(page: Page, most: int) -> list[dict[str, Any]]:
    """Return where the focus is after each press of Tab, until it leaves the page."""
    found: list[dict[str, Any]] = []
    while len(found) < most:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        found.append(page.evaluate(FOCUSED))
    return found


def copied(page: Page) -> str:
    """Return what the clipboard holds."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_without_scripts_every_kind_of_page_can_be_read(browser: Browser, site: Site) -> None:
    context = phone(browser, PHONE, scripts=False)
    page = context.new_page()
    wrong = []
    for address in site.pages():
        page.goto(address)
        assert page.locator("h1:visible").count() == 1
        wrong += [address] * page.locator(".needs-script:visible, .answer:not(:visible)").count()
        for fold in page.locator("article details > summary").all():
            fold.click()
        wrong += [address] * page.locator("article details:not([open])").count()
    context.close()
    assert wrong == []


def test_without_scripts_every_link_of_the_menu_leads_to_a_page(
    browser: Browser, site: Site
) -> None:
    context = phone(browser, PHONE, scripts=False)
    page = context.new_page()
    page.goto(site.address)
    page.locator("details.menu > summary").click()
    links = page.locator("details.menu nav a:visible").evaluate_all("all => all.map((a) => a.href)")
    answers = {link: page.request.get(link).status for link in links}
    page.locator("details.menu nav a", has_text="On your phone").click()
    expect(page).to_have_url(f"{site.address}phone/")
    context.close()
    assert len(answers) > 50
    assert set(answers.values()) == {200}


@pytest.mark.parametrize("size", [PHONE, (1280, 800)], ids=["small", "wide"])
def test_tab_leads_through_the_frame_into_the_article(
    desk: Page, site: Site, size: tuple[int, int]
) -> None:
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    desk.goto(f"{site.address}week/")
    found = stops(desk, 25)
    kinds = [stop["kind"].split()[0] for stop in found]
    assert kinds[:8] == ["md-skip", "home", "icon", "icon", *["places"] * 4]
    assert set(kinds[8:]) == {"text"}
    assert [stop for stop in found if not stop["outlined"]] == []


@pytest.mark.parametrize("kind", ["week/", "customers/", "decide/", "people/"])
def test_the_focus_is_never_under_the_bar(desk: Page, site: Site, kind: str) -> None:
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto(site.address + kind)
    found = stops(desk, 120)
    assert len(found) > 25
    assert [stop["name"] for stop in found if not stop["seen"]] == []


def test_the_skip_link_leads_to_the_heading(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}week/")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    assert desk.evaluate(FOCUSED)["kind"].startswith("text")


def test_the_menu_opens_and_closes_by_keys(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}week/")
    desk.locator("details.menu summary").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("details.menu nav")).to_be_visible()
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.closest('nav').className") == "sheet"
    desk.keyboard.press("Escape")
    expect(desk.locator("details.menu nav")).to_be_hidden()
    expect(desk.locator("details.menu summary")).to_be_focused()


def test_search_opens_is_used_and_closes_by_keys(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}week/")
    button, result = desk.locator("[data-search-open]"), desk.locator("dialog .results a").first
    button.focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("refund")
    expect(result).to_be_visible()
    for _ in ("empties it", "closes it"):
        desk.keyboard.press("Escape")
    expect(button).to_be_focused()
    desk.keyboard.press("Enter")
    desk.keyboard.type("refund")
    expect(result).to_be_visible()
    while not desk.evaluate("document.activeElement.matches('.results a')"):
        desk.keyboard.press("Tab")
    target = desk.evaluate("document.activeElement.href")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(target)


@pytest.mark.parametrize("key", ["n", "p", ".", ",", "s", "f", "/"])
def test_a_letter_alone_does_nothing(desk: Page, site: Site, key: str) -> None:
    desk.goto(f"{site.address}week/")
    desk.keyboard.press(key)
    desk.wait_for_timeout(300)
    assert desk.url == f"{site.address}week/"
    assert desk.locator("dialog").is_hidden()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Tuesday", "tuesday"), ("refund", "refund"), ("Instagram", "instagram"),
     ("café", "cafe ortiz"), ("CAFE ortiz", "cafe ortiz")],
)  # fmt: skip
def test_search_finds(desk: Page, site: Site, typed: str, found: str) -> None:
    desk.goto(site.address)
    desk.locator("[data-search-open]").click()
    desk.locator("dialog input").fill(typed)
    desk.locator("dialog .results a").first.click()
    desk.wait_for_url(lambda url: url != site.address)
    expect(desk.locator("article")).to_contain_text(found, ignore_case=True)


def test_a_hit_that_is_folded_away_is_unfolded(desk: Page, site: Site) -> None:
    desk.goto(site.address)
    desk.locator("[data-search-open]").click()
    desk.locator("dialog input").fill("run dry by week three")
    desk.locator("dialog .results a").first.click()
    expect(desk.get_by_text("run dry by week three")).to_be_visible()


@pytest.mark.parametrize("instant", [True, False], ids=["instant", "loaded"])
def test_back_and_forward_lead_to_pages_as_they_were_left(
    browser: Browser, site: Site, *, instant: bool
) -> None:
    """The engine exchanges pages only at the published address, so the host plays its proxy."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800},
        proxy={"server": site.host.address} if instant else None,
    )
    page = context.new_page()
    start = REAL if instant else site.address
    page.goto(start, wait_until="networkidle")
    page.evaluate("window.same = true")
    page.locator("article input[data-tick]").first.check()
    first = left_for(page, start, "week/", 300)
    second = left_for(page, start, "decide/", 700)
    page.get_by_role("slider").fill("2")
    assert page.evaluate(STATE)["answers"] == 1
    page.wait_for_timeout(500)
    for move, state in ((page.go_back, second), (page.go_back, first), (page.go_forward, second)):
        move()
        page.wait_for_timeout(700)
        assert page.evaluate(STATE) == state
    page.go_forward()
    page.get_by_role("slider").fill("3")
    third = page.evaluate(STATE)
    same = page.evaluate("window.same")
    context.close()
    assert (first["ticks"], first["y"], second["here"], second["y"]) == (1, 300, ["This week"], 700)
    assert (third["here"], third["answers"], same) == (["Decide"], 1, instant or None)


def left_for(page: Page, start: str, name: str, down: int) -> dict[str, Any]:
    """Scroll, go to a place of the bar, and return the state the page was left in."""
    page.evaluate(f"scrollTo(0, {down})")
    page.wait_for_timeout(500)
    state: dict[str, Any] = page.evaluate(STATE)
    page.locator(f".places a[href$='{name}']").click()
    page.wait_for_url(start + name)
    expect(page.locator(f".places a[aria-current=page][href$='{name}']")).to_be_visible()
    return state


def test_every_script_can_be_copied_without_its_quotes(desk: Page, site: Site) -> None:
    for kind in ("people/", "crisis/", "new-thing/"):
        desk.goto(site.address + kind)
        desk.evaluate(UNFOLD)
        scripts = desk.locator("article .script")
        assert scripts.count() > 0
        for script in scripts.all():
            words = "\n\n".join(script.locator("p:not(.who)").all_inner_texts())
            button = script.locator("button.copy")
            button.click()
            expect(button).to_have_text("Copied")
            assert f'"{copied(desk)}"' == words


def test_share_copies_the_address_where_nothing_else_can(desk: Page, site: Site) -> None:
    desk.goto(f"{site.address}week/")
    desk.locator(".foot [data-share]").click()
    expect(desk.locator(".foot [data-share]")).to_have_text("Copied")
    assert copied(desk) == f"{site.address}week/"


@pytest.mark.parametrize("size", ["Letter", "A4"])
@pytest.mark.parametrize("client", [SAMPLE, OTHER, "cannon-mill-museum"])
def test_the_week_and_the_decision_fit_one_sheet_each(
    desk: Page, built: Workspace, client: str, size: str
) -> None:
    found = {}
    with served_in_place(built, client) as site:
        for kind in ("week/", "decide/"):
            desk.goto(site.address + kind)
            desk.evaluate("window.print = () => null")
            desk.locator("[data-print]").click()
            printed = desk.pdf(format=size, prefer_css_page_size=True)
            found[kind] = len(PdfReader(BytesIO(printed)).pages)
    assert found == {"week/": 1, "decide/": 1}


def test_a_hit_that_was_folded_away_is_in_view(desk: Page, site: Site) -> None:
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.goto(site.address)
    desk.locator("[data-search-open]").click()
    desk.locator("dialog input").fill("envelope")
    desk.locator("dialog .results a", has_text="Have the words ready").click()
    expect(desk.locator("article p", has_text="envelope")).to_be_in_viewport()


@pytest.mark.parametrize(("agent", "apple"), [(IPHONE, True), (ANDROID, False)])
def test_a_phone_gets_the_calendar_in_its_own_way(
    browser: Browser, site: Site, agent: str, *, apple: bool
) -> None:
    context = browser.new_context(user_agent=agent, service_workers="block")
    page = context.new_page()
    page.goto(f"{site.address}phone/")
    feed = f"{site.address}calendar.ics"
    cloud = feed.replace("http:", "webcal:")
    own, google = page.locator("[data-calendar=apple]"), page.locator("[data-calendar=google]")
    assert own.is_visible() == apple
    assert own.evaluate("(link) => link.href") == cloud
    where, asked = google.evaluate(
        "(link) => [link.href, new URL(link.href).searchParams.get('cid')]"
    )
    assert where.startswith("https://calendar.google.com/calendar/r?")
    assert asked == cloud
    file = page.locator("a[href$='calendar.ics']:not([data-calendar])")
    assert file.evaluate("(link) => link.href") == feed
    assert page.request.get(feed).text().startswith("BEGIN:VCALENDAR")
    context.close()
