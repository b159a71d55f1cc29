"""The hours what-if in a browser: one answer at a time, by key and by touch, and all without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from generator.decide import decide
from generator.load.profile import profile
from generator.model.library import Library
from tests.browser.conftest import PHONE, Visit, phone, served
from tests.browser.test_phone import SIDEWAYS
from tests.built import SAMPLE, Workspace
from tests.conftest import SAMPLES, TODAY, WORKSPACE


@pytest.fixture(scope="module")
def address(built: Workspace) -> Iterator[str]:
    """Serve all sites and return their address."""
    with served(built.dist) as host:
        yield host


def wanted(name: str, library: Library) -> list[list[str]]:
    """Return the channels chosen at each place of the slider, none where it cannot be done."""
    client, _ = profile(WORKSPACE / "profiles" / f"{name}.yml")
    rows = decide(client.profile, library, TODAY).what_if
    return [sorted(pick.channel for pick in row.picks or ()) for row in rows]


def shown(page: Page) -> list[str]:
    """Return the channels of the one answer that can be seen."""
    links = page.locator(".answer:visible .picks a").all()
    return sorted((link.get_attribute("href") or "").split("/")[-2] for link in links)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_slider_shows_the_computed_answer_at_every_place(
    visit: Visit, library: Library, address: str, name: str
) -> None:
    answers = wanted(name, library)
    visit.page.goto(f"{address}{name}/decide/")
    slider = visit.page.get_by_role("slider")
    found = []
    for place in range(1, len(answers) + 1):
        slider.fill(str(place))
        assert visit.page.locator(".answer:visible").count() == 1
        found.append(shown(visit.page))
    assert found == answers
    assert visit.errors == []


def test_it_opens_at_the_clients_own_hours(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}{SAMPLE}/decide/")
    assert visit.page.locator(".answer:visible h3").inner_text().endswith("your plan")


def test_keys_move_it_and_tell_the_hours(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}{SAMPLE}/decide/")
    slider = visit.page.get_by_label("If you had this many hours a week")
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    after = slider.get_attribute("aria-valuetext")
    assert (before, after) == ("5 h", "6 h")
    assert visit.page.locator(".what-if output").inner_text() == "6 h"
    visit.page.keyboard.press("Home")
    assert visit.page.locator(".what-if output").inner_text() == "1 h"


def test_it_works_on_a_page_reached_without_loading_anew(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}{SAMPLE}/week/")
    visit.page.locator("nav.places a[href$='decide/']").click()
    visit.page.get_by_role("slider").fill("2")
    assert visit.page.locator(".answer:visible").count() == 1
    assert visit.page.locator(".what-if output").inner_text() == "2 h"
    assert visit.errors == []


def test_a_thumb_can_hit_it(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}{SAMPLE}/decide/")
    targets = visit.page.locator(".what-if input, .answer:visible a").all()
    boxes = [target.bounding_box() for target in targets]
    assert len(boxes) > 1
    assert [box for box in boxes if box and box["height"] < 44] == []


def test_without_scripts_every_answer_is_on_the_page_and_no_slider(
    browser: Browser, library: Library, address: str
) -> None:
    context = phone(browser, PHONE, scripts=False)
    page = context.new_page()
    page.goto(f"{address}{SAMPLE}/decide/")
    places = [
        range(
            int(one.get_attribute("data-first") or 0), int(one.get_attribute("data-last") or 0) + 1
        )
        for one in page.locator(".answer:visible").all()
    ]
    sliders, wide = page.locator("input[type=range]:visible").count(), page.evaluate(SIDEWAYS)
    context.close()
    told = [place for one in places for place in one]
    assert told == list(range(1, len(wanted(SAMPLE, library)) + 1))
    assert (sliders, wide) == (0, [])


def test_on_paper_every_answer_is_printed(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}{SAMPLE}/decide/")
    visit.page.emulate_media(media="print")
    seen, all_ = (visit.page.locator(f".answer{mark}").count() for mark in (":visible", ""))
    assert seen == all_ > 1
    assert visit.page.locator("input[type=range]:visible").count() == 0
