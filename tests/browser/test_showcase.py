"""The front page of several sites in the hand: axe, narrow screens, targets, its policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from generator.load.profile import profile
from generator.model.library import Library
from generator.model.profile import Client
from generator.publish.showcase import decisions, showcase
from tests.browser.conftest import PHONE, SMALLEST, Visit
from tests.browser.host import hosted
from tests.browser.test_axe import CUT_OFF, SMALL_TARGETS, WIDE, axe, looked_at
from tests.built import Workspace
from tests.conftest import SAMPLES, WORKSPACE

SIZES = {"smallest": SMALLEST, "small": PHONE, "wide": WIDE}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenladen & Söhne Nachfolger"


@pytest.fixture(scope="module")
def address(
    built: Workspace, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the front page of all samples, one with the longest name and one in yellow."""
    folder = tmp_path_factory.mktemp("front")
    clients = [profile(WORKSPACE / "profiles" / f"{name}.yml")[0] for name in SAMPLES]
    decided = decisions(clients, built.projects)
    dressed = [_with(clients[0], LONG, "#ffff00"), _with(clients[1], "麵包店", "#ffffff")]
    for name, data in showcase([*dressed, *clients[2:]], library, decided).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    for name in SAMPLES:
        (folder / name).symlink_to(built.dist / name)
    with hosted({"front": folder}) as host:
        yield f"{host.address}front/"


def _with(client: Client, name: str, color: str) -> Client:
    """Return a client with another name and color."""
    own = client.profile
    business = own.business.model_copy(update={"name": name})
    brand = own.brand.model_copy(update={"color": color, "accent": None})
    return client.model_copy(
        update={"profile": own.model_copy(update={"business": business, "brand": brand})}
    )


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("page", ["", "404.html"], ids=["front", "lost"])
def test_axe_finds_nothing_on_the_front_page(
    browser: Browser, address: str, page: str, size: tuple[int, int]
) -> None:
    with looked_at(browser, size) as shown:
        shown.goto(address + page)
        assert axe(shown) == {}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_front_page_never_scrolls_sideways(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    with looked_at(browser, size) as shown:
        shown.goto(address)
        bands = [name for name in shown.evaluate(CUT_OFF) if not name.startswith("A.card")]
        assert bands == []
        assert shown.evaluate("document.documentElement.scrollWidth") == size[0]


def test_a_thumb_hits_every_card(browser: Browser, address: str) -> None:
    with looked_at(browser, PHONE) as shown:
        shown.goto(address)
        assert shown.locator("a.client").count() == len(SAMPLES)
        assert shown.evaluate(SMALL_TARGETS) == []


def test_a_card_opens_its_site(visit: Visit, address: str) -> None:
    visit.page.goto(address)
    visit.page.get_by_role("link", name="Harbor Lane Bakery").click()
    visit.page.wait_for_url(f"{address}harbor-lane-bakery/")
    assert visit.page.locator("h1:visible").count() == 1


def test_the_front_page_keeps_to_its_host_and_its_policy(visit: Visit, address: str) -> None:
    visit.page.goto(address, wait_until="networkidle")
    logos = [url for url in visit.requests if url.endswith("icon-180.png")]
    assert len(visit.requests) - len(logos) <= 3
    assert [url for url in visit.requests if not url.startswith(address)] == []
    assert visit.errors == []


def test_a_wrong_address_is_told_in_the_project_s_look(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}none/such/")
    assert visit.page.locator("h1").inner_text() == "This page is not here"
    font = visit.page.locator("h1").evaluate("(one) => getComputedStyle(one).fontWeight")
    assert font == "600"
    assert [error for error in visit.errors if "404" not in error] == []
