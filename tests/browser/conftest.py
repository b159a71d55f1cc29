"""A browser, phones that know nothing yet, and the sites of all samples."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.browser.host import hosted
from tests.built import Workspace, samples

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


PHONE, SMALLEST = (360, 800), (320, 640)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address."""
    with hosted({"": folder}) as host:
        yield host.address


def phone(browser: Browser, size: tuple[int, int], *, scripts: bool = True) -> BrowserContext:
    """Return a phone of that size with nothing stored on it."""
    width, height = size
    made = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        is_mobile=True,
        java_script_enabled=scripts,
    )
    made.set_default_timeout(20_000)
    return made


@dataclass
class Visit:
    """A page, and what went wrong while it was looked at."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the page."""
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built."""
    return samples(tmp_path_factory)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Return an empty page on a new phone."""
    context = phone(browser, PHONE)
    yield Visit(context.new_page())
    context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a browser."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()
