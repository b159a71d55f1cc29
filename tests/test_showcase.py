"""The front page of several sites: true to the decisions, inert, whole without anything else."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile
from generator.model.library import Library
from generator.model.profile import Client
from generator.problems import ProblemsError
from generator.publish.showcase import Facts, decisions, showcase
from tests.built import Workspace, samples
from tests.conftest import SAMPLES, WORKSPACE
from tests.prose import rules
from tests.prose.passages import of_page

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "{% raw %}",
    "Acme & Co", "O'Reilly \"Best\"", "&lt;b&gt;", "مخبز", "Bread 🍞", "</style><b>",
)  # fmt: skip
LARGEST = 80 * 1024


class _Page(HTMLParser):
    """What a page shows and leads to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.text: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag, and where it leads."""
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes.update(values)
        if tag == "a":
            self.links.append(values["href"])
        elif tag == "link":
            self.loaded.append(values["href"])

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text.append(data)


def read(files: Mapping[str, bytes], name: str = "index.html") -> _Page:
    """Return what a page of the front page's files shows."""
    page = _Page()
    page.feed(files[name].decode())
    return page


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built; nobody changes it."""
    return samples(tmp_path_factory)


@pytest.fixture(scope="module")
def clients() -> list[Client]:
    """Return every sample client."""
    return [profile(WORKSPACE / "profiles" / f"{name}.yml")[0] for name in SAMPLES]


@pytest.fixture(scope="module")
def decided(built: Workspace, clients: list[Client]) -> dict[str, Facts]:
    """Return what was decided for each sample."""
    return decisions(clients, built.projects)


@pytest.fixture(scope="module")
def files(library: Library, clients: list[Client], decided: dict[str, Facts]) -> dict[str, bytes]:
    """Return the front page of all samples."""
    return showcase(clients, library, decided)


def named(client: Client, name: str) -> Client:
    """Return a client with another name, trade and town."""
    place = client.profile.business.place.model_copy(update={"city": name, "region": name})
    business = client.profile.business.model_copy(update={"name": name, "place": place})
    return client.model_copy(
        update={"profile": client.profile.model_copy(update={"business": business})}
    )


def test_the_front_page_is_whole(files: dict[str, bytes]) -> None:
    page = read(files)
    assert {"index.html", "404.html", "robots.txt", ".nojekyll"} < files.keys()
    assert len(page.loaded) == 2
    assert set(page.loaded) < files.keys()
    assert len(files) == 6


def test_each_card_leads_to_its_site(files: dict[str, bytes], built: Workspace) -> None:
    links = read(files).links
    assert links == [f"{name}/" for name in sorted(SAMPLES)]
    assert [link for link in links if not (built.dist / link / "index.html").is_file()] == []


def test_a_card_says_what_was_decided(
    files: dict[str, bytes], built: Workspace, clients: list[Client]
) -> None:
    cards = files["index.html"].decode().split('<li><a class="card')[1:]
    for client, card in zip(clients, cards, strict=True):
        facts = json.loads((built.projects / client.id / "decision.json").read_text("utf-8"))
        now = sum(choice["verdict"] == "now" for choice in facts["choices"])
        assert f"{now} of {len(facts['choices'])} channels" in card
        assert (card.count('class="on"'), card.count("<rect")) == (now, len(facts["choices"]))
        hours, people = client.profile.resources.hours_per_week, client.profile.resources.people
        assert re.search(rf"{len(people)} (person|people), {hours:g} hours a week", card)


def test_a_card_tells_trade_and_town(files: dict[str, bytes]) -> None:
    text = "".join(read(files).text)
    assert "Bakery · Astoria, OR" in text
    assert "Wedding photographer · Toronto, ON" in text


@pytest.mark.parametrize(
    ("people", "hours", "says"),
    [(1, 1.0, "1 person, 1 hour a week"), (0, 2.5, "2.5 hours a week")],
)
def test_one_is_said_as_one(  # noqa: PLR0913, PLR0917 - two fixtures and a row
    library: Library, clients: list[Client], decided: dict[str, Facts],
    people: int, hours: float, says: str,
) -> None:  # fmt: skip
    one = clients[0]
    means = one.profile.resources.model_copy(
        update={"people": one.profile.resources.people[:people]}
    )
    alone = one.model_copy(update={"profile": one.profile.model_copy(update={"resources": means})})
    facts = {**decided[one.id], "hours": {"available": hours}}
    assert (
        f"<small>{says}</small>"
        in showcase([alone], library, {one.id: facts})["index.html"].decode()
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_stays_a_text(
    library: Library, clients: list[Client], decided: dict[str, Facts], name: str
) -> None:
    plain, hostile = (
        read(showcase([named(clients[0], each)], library, decided)) for each in ("Plain", name)
    )
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes
    assert name in hostile.text
    assert f"{name}, {name}" in "".join(hostile.text)


def test_each_card_has_its_client_s_color_by_day_and_by_night(
    files: dict[str, bytes], clients: list[Client]
) -> None:
    style = next(data for name, data in files.items() if name.endswith(".css")).decode()
    day, night = style.rsplit("@media", 1)
    assert "prefers-color-scheme:dark" in night
    for client in clients:
        assert f".own-{client.id}{{--band:" in day
        assert f".own-{client.id}{{--own:" in night
    assert ".own-harbor-lane-bakery{--band:#0b6e4f;--on-band:#ffffff;--own:#0b6e4f}" in day


def test_the_page_asks_for_nothing_but_its_own_style(files: dict[str, bytes]) -> None:
    page, text = read(files), files["index.html"].decode()
    assert "script" not in page.tags
    assert [lead for lead in (*page.links, *page.loaded) if re.match(r"\w+:|/", lead)] == []
    assert "default-src 'none'; style-src 'self'; img-src 'self'" in text
    assert not {"style", "onclick", "onload"} & page.attributes
    assert "style" not in page.tags


def test_the_page_for_wrong_addresses_needs_no_other_file(files: dict[str, bytes]) -> None:
    page, text = read(files, "404.html"), files["404.html"].decode()
    style = text.split("<style>")[1].split("</style>")[0]
    own = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{own}'" in text
    assert (page.links, page.loaded) == ([], [])


def test_search_engines_are_asked_in_only_when_every_client_wants_them(
    library: Library, clients: list[Client], decided: dict[str, Facts]
) -> None:
    def wanting(client: Client, wants: bool) -> Client:  # noqa: FBT001 - one word, one meaning
        own = client.profile.publish.model_copy(update={"search_engines": wants})
        profile = client.profile.model_copy(update={"publish": own})
        return client.model_copy(update={"profile": profile})

    for wishes, word in (((True, True), "Allow"), ((True, False), "Disallow")):
        pair = [wanting(one, wish) for one, wish in zip(clients[:2], wishes, strict=True)]
        made = showcase(pair, library, decided)
        assert made["robots.txt"].decode() == f"User-agent: *\n{word}: /\n"
        assert ('name="robots"' in made["index.html"].decode()) is (word == "Disallow")


def test_the_order_of_the_clients_changes_no_byte(
    library: Library, clients: list[Client], decided: dict[str, Facts], files: dict[str, bytes]
) -> None:
    assert showcase(clients[::-1], library, decided) == files


def test_nothing_private_is_told(files: dict[str, bytes]) -> None:
    everything = b"".join(files.values()).decode()
    assert [word for word in ("Pemberton", "62 percent", "Dana") if word in everything] == []


def test_the_front_page_is_light(files: dict[str, bytes]) -> None:
    assert sum(map(len, files.values())) < LARGEST


def test_without_clients_the_page_says_so(library: Library) -> None:
    made = showcase([], library, {})
    assert "No site is here yet." in made["index.html"].decode()


@pytest.mark.parametrize("name", ["index.html", "404.html"])
def test_the_words_have_nothing_to_mend(files: dict[str, bytes], name: str) -> None:
    body = files[name].decode().split("<body>")[1].split('<ul class="clients">')[0]
    body = re.sub(r"<header.*?</header>", "", body, flags=re.DOTALL)
    found = [fault for passage in of_page(body, name) for fault in rules.single(passage)]
    assert found == []


def test_a_workspace_lays_its_own_front_page_over_ours(
    tmp_path: Path, clients: list[Client], decided: dict[str, Facts]
) -> None:
    own = tmp_path / "overrides" / "showcase" / "index.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ clients|length }} sites, {{ nobody }}", "utf-8")
    with pytest.raises(ProblemsError, match="nobody"):
        showcase(clients, read_library(roots(tmp_path)), decided)
    own.write_text("{{ clients|length }} sites", "utf-8")
    made = showcase(clients, read_library(roots(tmp_path)), decided)
    assert made["index.html"] == b"8 sites"
