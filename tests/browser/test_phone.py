"""A site on a phone: nothing moves sideways, nothing is fetched from elsewhere, ticks stay."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import PHONE, SMALLEST, Visit, phone, served
from tests.built import COMMAND, SAMPLE, Workspace, environment, rewrite, workspace
from tests.conftest import TODAY

SUB_PATH = "clients/harbor-lane"
LEAST_TARGET = 44
PAGES = (
    "", "week/", "decide/", "customers/", "channels/", "people/", "method/", "sources/", "year/",
    "ask/", "answers/", "scoreboard/", "why-yours-differs/",
)  # fmt: skip
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > wide + 0.5)
    .map((e) => `${e.tagName}.${e.className} ${e.getBoundingClientRect().right}`)
    .slice(-3);
}"""


@pytest.fixture(scope="module")
def address(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve one client's site under a path of its own and return its address."""
    root = tmp_path_factory.mktemp("web")
    (root / SUB_PATH).parent.mkdir(parents=True)
    (root / SUB_PATH).symlink_to(built.dist / SAMPLE)
    with served(root) as host:
        yield f"{host}{SUB_PATH}/"


def one_of_each_verdict(built: Workspace) -> list[str]:
    """Return the pages of a channel for now, one for later and one to skip, where there is one."""
    text = (built.projects / SAMPLE / "decision.json").read_text("utf-8")
    first = {row["verdict"]: row["channel"] for row in reversed(json.loads(text)["choices"])}
    return [f"channels/{channel}/" for channel in first.values()]


@pytest.mark.parametrize("size", [PHONE, SMALLEST], ids=["360", "320"])
def test_no_page_scrolls_sideways(
    browser: Browser, built: Workspace, address: str, size: tuple[int, int]
) -> None:
    context = phone(browser, size)
    page = context.new_page()
    wide = {}
    for name in (*PAGES, *one_of_each_verdict(built)):
        page.goto(address + name)
        wide[name] = page.evaluate(SIDEWAYS)
    context.close()
    assert {name: found for name, found in wide.items() if found} == {}


def test_no_page_asks_another_host_or_logs_an_error(
    visit: Visit, built: Workspace, address: str
) -> None:
    for name in (*PAGES, *one_of_each_verdict(built)):
        visit.page.goto(address + name, wait_until="networkidle")
    assert [url for url in visit.requests if not url.startswith(address)] == []
    assert visit.errors == []


def test_the_bar_has_four_places_a_thumb_can_hit(visit: Visit, address: str) -> None:
    visit.page.goto(address)
    places = visit.page.locator("nav.places a")
    boxes = [place.bounding_box() for place in places.all()]
    assert len(boxes) == 4
    assert all(box and min(box["width"], box["height"]) >= LEAST_TARGET for box in boxes)
    assert all(box and box["y"] + box["height"] <= PHONE[1] for box in boxes)


def test_buttons_and_ticks_are_large_enough(visit: Visit, address: str) -> None:
    visit.page.goto(address + "week/")
    targets = visit.page.locator("label.check:visible, .icon:visible, a.button:visible").all()
    boxes = [target.bounding_box() for target in targets]
    small = [box for box in boxes if box and box["height"] < LEAST_TARGET]
    assert boxes
    assert small == []


def test_every_place_of_the_bar_leads_to_its_page(visit: Visit, address: str) -> None:
    visit.page.goto(address)
    for name in ("week/", "channels/", "decide/", "people/"):
        visit.page.locator(f"nav.places a[href$='{name}']").click()
        visit.page.wait_for_url(f"{address}{name}")
        assert visit.page.locator("nav.places a[aria-current='page']").count() == 1
    assert visit.errors == []


def test_ticks_stay_after_a_reload(visit: Visit, address: str) -> None:
    visit.page.goto(address + "week/")
    visit.page.locator("input[data-tick]").first.check()
    visit.page.reload()
    boxes = visit.page.locator("input[data-tick]")
    assert boxes.first.is_checked()
    assert not boxes.nth(1).is_checked()


def test_a_tick_of_the_start_page_is_the_same_in_the_week(visit: Visit, address: str) -> None:
    visit.page.goto(address)
    box = visit.page.locator("input[data-tick]").first
    name = box.get_attribute("data-tick")
    box.check()
    visit.page.goto(address + "week/")
    same = visit.page.locator(f"input[data-tick='{name}']")
    assert same.count() > 0
    assert all(found.is_checked() for found in same.all())


def test_ticks_of_one_client_are_not_those_of_another(visit: Visit, address: str) -> None:
    visit.page.goto(address + "week/")
    visit.page.locator("input[data-tick]").first.check()
    keys = visit.page.evaluate("Object.keys(localStorage)")
    assert keys
    assert [key for key in keys if SUB_PATH not in key] == []


def test_search_finds_a_word_and_leads_there(visit: Visit, address: str) -> None:
    visit.page.goto(address + "week/")
    visit.page.locator("[data-search-open]").first.click()
    visit.page.locator("dialog input[type=search]").fill("review")
    result = visit.page.locator("dialog .results a").first
    result.wait_for()
    assert "review" in result.inner_text().lower()
    result.click()
    visit.page.wait_for_url(lambda url: url.startswith(address) and not url.endswith("/week/"))
    assert "review" in visit.page.locator("article").inner_text().lower()
    assert visit.errors == []


def test_the_week_can_be_read_without_scripts(browser: Browser, address: str) -> None:
    context = phone(browser, PHONE, scripts=False)
    page = context.new_page()
    page.goto(address + "week/")
    shown = page.locator("article").inner_text()
    reach = page.locator("nav.places a").count()
    hidden = page.locator(".needs-script:visible").count()
    context.close()
    assert "A normal week" in shown
    assert "Dana" in shown
    assert (reach, hidden) == (4, 0)


def test_the_menu_opens_without_scripts(browser: Browser, address: str) -> None:
    context = phone(browser, PHONE, scripts=False)
    page = context.new_page()
    page.goto(address)
    page.locator("details.menu summary").click()
    shown = page.locator("details.menu nav a:visible").count()
    context.close()
    assert shown > 20


@dataclass(frozen=True)
class Preview:
    """A running preview."""

    workspace: Workspace
    address: str
    process: subprocess.Popen[str]

    def sell(self, words: str) -> None:
        """Change what the client's profile says it sells."""

        def change(values: dict[str, Any]) -> None:
            values["business"]["sells"] = words

        rewrite(self.workspace.profile(SAMPLE), change)

    def page(self, name: str) -> str:
        """Return a page's source."""
        with urllib.request.urlopen(self.address + name, timeout=60) as answer:  # noqa: S310
            return str(answer.read().decode())


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """Run a preview of one client on a free port of this machine."""
    made = workspace(tmp_path / "work", SAMPLE)
    command = (*COMMAND, "serve", SAMPLE, "--local", "--port", "0", "--date", TODAY.isoformat())
    with subprocess.Popen(
        command, cwd=made.folder, env=environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            assert address.startswith("http://127.0.0.1:"), address
            yield Preview(made, address, process)
        finally:
            process.kill()


def test_a_change_of_the_profile_loads_an_open_page_again(visit: Visit, preview: Preview) -> None:
    visit.page.goto(f"{preview.address}answers/")
    visit.page.evaluate("window.before = true")
    preview.sell("rye bread from Tillamook")
    visit.page.get_by_text("rye bread from Tillamook").first.wait_for()
    assert visit.page.evaluate("window.before === undefined")
    assert visit.errors == []


def test_a_change_of_the_profile_is_an_event(preview: Preview) -> None:
    events_at = f"{preview.address}__events"
    with urllib.request.urlopen(events_at, timeout=60) as events:  # noqa: S310 - our own server
        assert events.headers["Content-Type"] == "text/event-stream"
        preview.sell("rye bread from Tillamook")
        told = next(line for line in events if line.startswith(b"data:"))
    assert told == b"data: new\n"
    assert "rye bread from Tillamook" in preview.page("answers/")


def test_a_broken_profile_is_told_and_leaves_the_preview_as_it_was(preview: Preview) -> None:
    before = preview.page("week/")
    preview.workspace.profile(SAMPLE).write_text("gaols: {}\n", "utf-8")
    assert preview.process.stderr is not None
    told = next(line for line in preview.process.stderr if "gaols" in line)
    assert f"profiles/{SAMPLE}.yml:1:" in told
    assert preview.page("week/") == before
