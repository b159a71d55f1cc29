"""The published branch, checked out and served as GitHub Pages does, in the reader's hand."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from operator import methodcaller
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.site import build_client
from tests.browser.conftest import PHONE, SMALLEST, Visit, phone
from tests.browser.host import Host, hosted
from tests.browser.kinds import kinds
from tests.browser.test_locked import PHRASE, entered
from tests.browser.test_offline import READY
from tests.built import SAMPLE, Workspace, playbook, rewrite, workspace
from tests.conftest import TODAY
from tests.publishing import BRANCH, bare

OTHER = "prairie-line-plumbing"
PLACE = "clients"
CLIENTS = {SAMPLE: "bakery", OTHER: "plumber"}
WIDER = "document.documentElement.scrollWidth > innerWidth"
LOOKS = "getComputedStyle(document.querySelector('.top')).display"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Workspace]:
    """Return a branch with two clients in folders, checked out, and the workspace it came from."""
    folder = tmp_path_factory.mktemp("published")
    made = workspace(folder / "work", *CLIENTS)
    remote = bare(folder / "remote.git")
    address = f"https://example.github.io/{PLACE}"
    for name, place in CLIENTS.items():
        said = {"url": f"{address}/{place}/", "repository": str(remote), "folder": place}
        rewrite(made.profile(name), methodcaller("update", {"publish": said}))
        assert made.build(name).status == "built"
    return sent(made, remote, folder / "checked out"), made


def sent(made: Workspace, remote: Path, folder: Path) -> Path:
    """Publish all clients of a workspace and return their branch, checked out."""
    done = playbook("publish", "--yes", "--date", TODAY.isoformat(), cwd=made.folder)
    assert done.returncode == 0, done.stderr
    packed = subprocess.run(
        ["git", "-C", str(remote), "archive", BRANCH], capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


@pytest.fixture
def host(published: tuple[Path, Workspace]) -> Iterator[Host]:
    """Serve the branch at the path of its repository."""
    with hosted({PLACE: published[0]}) as made:
        yield made


@pytest.mark.parametrize("size", [PHONE, SMALLEST])
def test_every_kind_of_page_of_the_branch_reads_on_a_phone(
    browser: Browser, host: Host, published: tuple[Path, Workspace], size: tuple[int, int]
) -> None:
    context = phone(browser, size)
    visit = Visit(context.new_page())
    wide = []
    for name, place in CLIENTS.items():
        for kind in kinds(published[1], name):
            visit.page.goto(f"{host.address}{PLACE}/{place}/{kind}")
            assert visit.page.evaluate(LOOKS) == "flex"
            wide += [kind] if visit.page.evaluate(WIDER) else []
    context.close()
    assert wide == []
    assert visit.errors == []
    assert {url for url in visit.requests if not url.startswith((host.address, "data:"))} == set()


def test_the_branch_opens_with_no_signal_each_client_for_itself(
    browser: Browser, host: Host, published: tuple[Path, Workspace]
) -> None:
    context = phone(browser, PHONE)
    page = context.new_page()
    for place in CLIENTS.values():
        page.goto(f"{host.address}{PLACE}/{place}/")
        page.evaluate(READY)
    host.down = True
    shown = {}
    for name, place in CLIENTS.items():
        for kind in kinds(published[1], name)[:-1]:
            page.goto(f"{host.address}{PLACE}/{place}/{kind}")
            shown[place] = page.title().rsplit(" - ", maxsplit=1)[-1]
            assert page.locator("h1").inner_text()
    context.close()
    assert shown == {"bakery": "Harbor Lane Bakery", "plumber": "Prairie Line Plumbing"}


def test_a_wrong_address_of_the_branch_shows_no_client(
    browser: Browser, host: Host, published: tuple[Path, Workspace]
) -> None:
    context = phone(browser, PHONE)
    page = context.new_page()
    answer = page.goto(f"{host.address}{PLACE}/bakery/no-such-page/")
    assert answer
    assert answer.status == 404
    assert (published[0] / "404.html").is_file()
    assert page.locator("h1").inner_text() == "This page is not here"
    assert "Harbor" not in page.content()
    assert page.evaluate(WIDER) is False
    context.close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Workspace]:
    """Return the branch of a locked client, checked out, and the workspace it came from."""
    folder = tmp_path_factory.mktemp("secret")
    made, remote = workspace(folder / "work", SAMPLE), bare(folder / "remote.git")
    said = {"url": "https://example.github.io/one/", "repository": str(remote), "lock": True}
    rewrite(made.profile(SAMPLE), methodcaller("update", {"publish": said}))
    report = build_client(replace(made.job(SAMPLE), passphrase=PHRASE))
    assert report.status == "built", report
    return sent(made, remote, folder / "checked out"), made


@pytest.fixture
def locked_host(secret: tuple[Path, Workspace]) -> Iterator[Host]:
    """Serve the locked branch at the path of its repository."""
    with hosted({"one": secret[0]}) as made:
        yield made


def test_the_locked_branch_opens_with_its_passphrase_and_reads_on_a_phone(
    browser: Browser, locked_host: Host, secret: tuple[Path, Workspace]
) -> None:
    context = phone(browser, PHONE)
    visit = Visit(context.new_page())
    entered(visit.page, f"{locked_host.address}one/week/")
    assert visit.page.locator("input[data-tick]").count() > 0
    visit.errors.clear()  # the first answer was a 404: a host knows no page of a locked site
    wide = []
    locked_host.down = True
    for kind in plain_kinds(secret[1]):
        visit.page.goto(f"{locked_host.address}one/{kind}")
        assert visit.page.evaluate(LOOKS) == "flex"
        wide += [kind] if visit.page.evaluate(WIDER) else []
    context.close()
    assert wide == []
    assert {
        url for url in visit.requests if not url.startswith((locked_host.address, "data:"))
    } == (set())


def plain_kinds(made: Workspace) -> list[str]:
    """Return the address of every page of a client, read off its project."""
    names = (path.relative_to(made.projects / SAMPLE / "docs") for path in sorted(
        (made.projects / SAMPLE / "docs").rglob("*.md")))  # fmt: skip
    stems = [name.with_suffix("").as_posix() for name in names]
    return [f"{stem.removesuffix('index')}/".replace("//", "/").lstrip("/") for stem in stems]


def test_no_commit_of_the_locked_branch_holds_a_word_of_the_site(
    secret: tuple[Path, Workspace],
) -> None:
    remote = secret[0].parent / "remote.git"
    objects = subprocess.run(
        ["git", "-C", str(remote), "cat-file", "--batch-all-objects", "--batch"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    docs = sorted((secret[1].projects / SAMPLE / "docs").rglob("*.md"))
    lines = {line.strip() for path in docs for line in path.read_text("utf-8").splitlines()}
    words = sorted({line for line in lines if len(line) > 40 and line.isascii()})[:400]
    names = [path.stem for path in docs if path.stem != "index" and len(path.stem) > 5]
    assert len(words) > 200
    assert [word for word in [*words, *names, "Harbor Lane"] if word.encode() in objects] == []
