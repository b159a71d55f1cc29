"""Lighthouse's scores and the weight of every kind of page: `make lighthouse`. Not a test."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

from tests.browser.host import hosted
from tests.built import Workspace, rewrite, workspace

CLIENTS = ("harbor-lane-bakery", "brandt-okafor-cpas")
VERDICTS = ("now", "later", "skip")
CATEGORIES = ("performance", "accessibility", "best practices", "SEO")
NODE = Path(__file__).parent / "browser/node"
LEAST_NODE = (18, 20)
INSTALL = ("ci", "--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts")
CHROME = os.environ.get("CHROME_PATH") or "/usr/bin/chromium"
TRIES = 3
PATIENCE = 30
NAMED = 3
FULL, KB = 100, 1024
MOST_KB, MOST_REQUESTS, SLOWEST = 80, 8, 1.0

Failed = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Visit:
    """What Lighthouse found on a page; scores and failed audits stand as CATEGORIES do."""

    scores: Sequence[int] = (0, 0, 0, 0)
    failed: Sequence[Failed] = ((), (), (), ())
    first_paint: float = 0.0
    largest_paint: float = 0.0
    blocked: float = 0.0
    shift: float = 0.0
    moved: Sequence[str] = ()
    files: Sequence[tuple[str, int]] = ()
    error: str = ""

    @property
    def bytes(self) -> int:
        """Return what came over the network, headers included."""
        return sum(size for _, size in self.files)

    @property
    def requests(self) -> int:
        """Return how many files came over the network."""
        return len(self.files)

    @property
    def quick(self) -> bool:
        """Return whether what a busy machine can spoil is as it should be."""
        return not self.error and self.scores[0] == FULL and self.first_paint < SLOWEST


@dataclass(frozen=True)
class Page:
    """A page of a client's site, and what counts of its visits."""

    client: str
    name: str
    visit: Visit
    tries: int

    def __str__(self) -> str:
        """Return where it stands."""
        return f"{self.client} {self.name or '/'}"


Measure = Callable[[str], Visit]
BUDGETS: dict[str, Callable[[Visit], bool]] = {
    f"{MOST_KB} KB": lambda visit: visit.bytes <= MOST_KB * KB,
    f"{MOST_REQUESTS} requests": lambda visit: visit.requests <= MOST_REQUESTS,
    f"first paint under {SLOWEST} s": lambda visit: visit.first_paint < SLOWEST,
    "layout shift 0": lambda visit: round(visit.shift, 3) == 0,
    f"all scores {FULL}": lambda visit: min(visit.scores) == FULL,
}


def prepare() -> None:
    """Install the Node packages where they are missing or old; say what else to install."""
    missing = "Lighthouse needs Node.js {}.{} or later, npm and Chromium: please install {}."
    for name in ("node", "npm"):
        if which(name) is None:
            sys.exit(missing.format(*LEAST_NODE, name))
    found = subprocess.run(("node", "--version"), capture_output=True, text=True, check=True).stdout
    if tuple(map(int, re.findall(r"\d+", found)[:2])) < LEAST_NODE:
        sys.exit(missing.format(*LEAST_NODE, f"a newer Node.js than {found.strip()}"))
    if which(CHROME) is None:
        sys.exit(missing.format(*LEAST_NODE, "Chromium, or name another in CHROME_PATH"))
    lock, mark = NODE / "package-lock.json", NODE / "node_modules/.package-lock.json"
    if not mark.exists() or mark.stat().st_mtime < lock.stat().st_mtime:
        done = subprocess.run(("npm", *INSTALL), cwd=NODE, check=False)
        if done.returncode:
            sys.exit("npm could not install Lighthouse; what it says stands above.")


def build(made: Workspace, client: str) -> None:
    """Build a site open to search engines: one that keeps them out cannot have 100 for SEO."""

    def change(values: dict[str, Any]) -> None:
        values["publish"] = {**(values.get("publish") or {}), "search_engines": True}

    rewrite(made.profile(client), change)
    report = made.build(client)
    if report.status != "built":
        sys.exit("\n".join((f"{client} is not built:", *map(str, report.problems), *report.log)))


def kinds(made: Workspace, client: str) -> list[str]:
    """Return a page of every kind: each but the channels', and the longest for each verdict."""
    site = made.dist / client
    found = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    names = [name for name in found if not name.startswith("channels/")]
    choices = json.loads((made.projects / client / "decision.json").read_text("utf-8"))["choices"]
    for verdict in VERDICTS:
        channels = [f"channels/{c['channel']}" for c in choices if c["verdict"] == verdict]
        sizes = {name: (site / name / "index.html").stat().st_size for name in channels}
        names += sorted(sizes, key=lambda name: -sizes[name])[:1]
    return ["" if name == "." else f"{name}/" for name in names]


def read(line: str) -> Visit:
    """Return a visit as the script tells it."""
    told: dict[str, Any] = json.loads(line)
    return Visit(**told)


@contextmanager
def lighthouse() -> Iterator[Measure]:
    """Yield what visits an address with nothing stored, in one browser that ends with this."""
    command = ("node", str(NODE / "lighthouse.mjs"))
    variables = {**os.environ, "CHROME_PATH": CHROME}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=variables
    ) as script:
        asks, tells = script.stdin, script.stdout
        assert asks is not None
        assert tells is not None

        def measure(address: str) -> Visit:
            with suppress(BrokenPipeError):
                asks.write(json.dumps(address) + "\n")
                asks.flush()
            line = tells.readline()
            if not line:
                sys.exit("Lighthouse ended before its time; what it says stands above.")
            return read(line)

        try:
            yield measure
        finally:
            with suppress(BrokenPipeError):
                asks.close()
            try:
                script.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                script.terminate()


def kept(visits: Sequence[Visit]) -> Visit:
    """Return the quickest visit, with what no busy machine excuses as it was at first."""
    whole = [visit for visit in visits if not visit.error] or visits
    first, best = whole[0], max(whole, key=lambda visit: (visit.scores[0], -visit.first_paint))
    shaken = max(whole, key=lambda visit: visit.shift)
    return replace(
        best,
        scores=(best.scores[0], *first.scores[1:]),
        failed=(best.failed[0], *first.failed[1:]),
        shift=shaken.shift,
        moved=shaken.moved,
    )


def visited(measure: Measure, address: str, client: str, name: str) -> Page:
    """Visit a page, and again while it is slower than it should be."""
    visits: list[Visit] = []
    while len(visits) < TRIES and not (visits and visits[-1].quick):
        visits.append(measure(address))
    return Page(client, name, kept(visits), len(visits))


def row(page: Page) -> None:
    """Print a page in one line, and a line for each thing that failed."""
    visit = page.visit
    scores = "".join(f"{score:>5}" for score in visit.scores)
    times = f"{visit.first_paint:>8.2f}{visit.largest_paint:>9.2f}{visit.blocked:>9.0f}"
    weight = f"{visit.shift:>7.3f}{visit.bytes / KB:>7.1f}{visit.requests:>10}"
    where = f"{page.client:<20}{page.name or '/':<34}"
    print(f"{where}{scores}{times}{weight}{page.tries:>7}", flush=True)
    if visit.error:
        print(f"    not measured: {visit.error}")
    for what in visit.moved:
        print(f"    moved: {what}")
    for category, score, failed in zip(CATEGORIES, visit.scores, visit.failed, strict=True):
        if score < FULL:
            for audit, told in failed:
                print(f"    {category}: {audit}{f' ({told})' if told else ''}")


def summary(pages: Sequence[Page]) -> bool:
    """Print the worst of everything, and the budgets; return whether all of them hold."""
    lowest = [min(page.visit.scores[n] for page in pages) for n in range(len(CATEGORIES))]
    told = ", ".join(f"{name} {score}" for name, score in zip(CATEGORIES, lowest, strict=True))
    slowest = max(pages, key=lambda page: page.visit.first_paint)
    most = max(pages, key=lambda page: page.visit.requests)
    heaviest = max(pages, key=lambda page: page.visit.bytes)
    print(f"\nlowest scores: {told}")
    print(f"heaviest page: {heaviest.visit.bytes / KB:.1f} KB, {heaviest}")
    print(f"most requests: {most.visit.requests}, {most}")
    for address, size in most.visit.files:
        print(f"{size / KB:>10.1f} KB {urlsplit(address).path}")
    print(f"slowest first paint: {slowest.visit.first_paint:.2f} s, {slowest}")
    print(f"tried more than once: {sum(page.tries > 1 for page in pages)} of {len(pages)} pages")
    held = [budget(name, holds, pages) for name, holds in BUDGETS.items()]
    return all(held)


def budget(name: str, holds: Callable[[Visit], bool], pages: Sequence[Page]) -> bool:
    """Print whether a budget holds, or where it does not; return whether it does."""
    broken = [str(page) for page in pages if page.visit.error or not holds(page.visit)]
    more = [f"and {len(broken) - NAMED} more"] if len(broken) > NAMED else []
    print(f"{name}: {', '.join([*broken[:NAMED], *more]) if broken else 'holds'}")
    return not broken


def main() -> None:
    """Build, visit and print; end with 1 where a budget is broken."""
    began = time.perf_counter()
    prepare()
    heads = "perf a11y best  seo   first  largest  blocked  shift     KB  requests  tries"
    with tempfile.TemporaryDirectory() as folder:
        made = workspace(Path(folder), *CLIENTS)
        for client in CLIENTS:
            build(made, client)
        sites = {f"clients/{client}": made.dist / client for client in CLIENTS}
        print(f"{'client':<20}{'page':<35}{heads}")
        pages = []
        with hosted(sites) as host, lighthouse() as measure:
            for client in CLIENTS:
                for name in kinds(made, client):
                    address = f"{host.address}clients/{client}/{name}"
                    pages.append(visited(measure, address, client, name))
                    row(pages[-1])
    good = summary(pages)
    print(f"{len(pages)} pages in {time.perf_counter() - began:.0f} s")
    sys.exit(not good)


if __name__ == "__main__":
    main()
