"""Every kind of page that a built site has, and the site served where it is published."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.browser.host import Host, hosted
from tests.built import Workspace

VERDICTS = ("now", "later", "skip")
NOWHERE = "404.html"


@dataclass(frozen=True)
class Site:
    """A site that is served: the address of its start, with a slash at its end, and its kinds."""

    host: Host
    address: str
    kinds: list[str]

    def pages(self) -> list[str]:
        """Return the whole address of a page of every kind."""
        return [self.address + kind for kind in self.kinds]


def kinds(built: Workspace, client: str) -> list[str]:
    """Return an address of every kind of page of a client's site, seen from its start."""
    site = built.dist / client
    found = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    names = [name for name in found if not name.startswith("channels/")]
    names += [f"channels/{channel}" for channel in one_of_each_verdict(built, client).values()]
    return [*("" if name == "." else f"{name}/" for name in names), NOWHERE]


def one_of_each_verdict(built: Workspace, client: str) -> dict[str, str]:
    """Return the first channel of each verdict that a client's plan has."""
    text = (built.projects / client / "decision.json").read_text("utf-8")
    first = {row["verdict"]: row["channel"] for row in reversed(json.loads(text)["choices"])}
    return {verdict: first[verdict] for verdict in VERDICTS if verdict in first}


def place(built: Workspace, client: str) -> str:
    """Return the path, without slashes around it, that a client's 404.html takes for its own."""
    text = (built.dist / client / NOWHERE).read_text("utf-8")
    found = re.search(r'"base": "([^"]*)"', text)
    assert found
    return found[1].strip("/")


@contextmanager
def served_in_place(built: Workspace, client: str) -> Iterator[Site]:
    """Serve a client's site on this machine at the path it is published at; yield it."""
    where = place(built, client)
    with hosted({where: built.dist / client}) as host:
        start = f"{host.address}{where}/" if where else host.address
        yield Site(host, start, kinds(built, client))
