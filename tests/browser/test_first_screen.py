"""What an owner sees before scrolling: on every chosen channel, the first thing to do."""

import json

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.conftest import served
from tests.built import Workspace
from tests.conftest import SAMPLES

PHONE: ViewportSize = {"width": 360, "height": 800}
BOTTOMS = """() => {
  const bar = document.querySelector(".places").getBoundingClientRect().top;
  return [...document.querySelectorAll(".lead, .first")].map(
    (e) => [e.className, Math.round(e.getBoundingClientRect().bottom - bar)]);
}"""


@pytest.mark.parametrize("client", SAMPLES)
def test_the_first_thing_to_do_is_on_the_first_screen(
    client: str, built: Workspace, browser: Browser
) -> None:
    facts = json.loads((built.projects / client / "decision.json").read_text("utf-8"))
    chosen = [c["channel"] for c in facts["choices"] if c["verdict"] == "now"]
    assert chosen
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    with served(built.dist / client) as host:
        for channel in chosen:
            page.goto(f"{host}channels/{channel}/")
            page.wait_for_load_state()
            below = [row for row in page.evaluate(BOTTOMS) if row[1] > 0]
            assert not below, f"{client}/{channel}: {below}"
            assert "Do this first" in page.locator(".lead").inner_text()
    context.close()
