"""Count the words: what the library holds, and what one client receives. `make words`."""

from collections.abc import Iterable
from statistics import median

from generator.load.library import library, roots
from generator.load.profile import names, profile
from tests.conftest import WORKSPACE
from tests.prose import rules
from tests.prose.library import passages
from tests.prose.pages import passages as pages
from tests.prose.passages import Passage

KINDS = (
    ("Channels: guides and facts", "/channels/"),
    ("Trades", "/trades/"),
    ("Scripts in four voices", "/scripts/"),
)


def counted(group: Iterable[Passage]) -> int:
    """Return how many words the passages hold."""
    return sum(len(passage.text.split()) for passage in group)


def table() -> str:
    """Return the counts as a table in Markdown."""
    held = passages()
    rows = [
        (name, sum(counted(g) for path, g in held.items() if mark in path.as_posix()))
        for name, mark in KINDS
    ]
    found = library(roots(WORKSPACE))
    sites = [pages(profile(path)[0], found) for path in names(WORKSPACE / "profiles")]
    words = [sum(counted(group) for group in site.values()) for site in sites]
    acted = [
        sum(counted(g) for path, g in site.items() if not path.startswith(("method", "sources")))
        for site in sites
    ]
    grades = [rules.grade(g) for p, g in held.items() if p.name == "guide.md"]
    read = [grade for site in sites for g in site.values() if (grade := rules.grade(g))]
    rows += [
        ("One client's site, median of eight", round(median(words))),
        ("of these to act on, without method and sources", round(median(acted))),
    ]
    lines = ["| Words | |", "| --- | --- |", *(f"| {name} | {count:,} |" for name, count in rows)]
    ends = f"Reading grade, median and highest: guides {median(grades):.1f} and {max(grades):.1f}"
    return "\n".join([*lines, "", f"{ends}, pages {median(read):.1f} and {max(read):.1f}."])


if __name__ == "__main__":
    print(table())
