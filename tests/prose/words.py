"""Count the words: what stays in the library, and what one client receives. `make words`."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from generator.decide import decide
from generator.load.library import library, roots
from generator.load.profile import names, profile
from generator.model.library import Library
from generator.model.profile import Client
from generator.pages.explain import decision_json
from tests.conftest import TODAY, WORKSPACE
from tests.prose import rules
from tests.prose.library import passages
from tests.prose.pages import passages as pages
from tests.prose.passages import Passage

LIBRARY = {
    "/channels/": "channels, guides and facts",
    "/trades/": "trades",
    "/scripts/": "scripts in four voices",
}
FIRST = frozenset({"index.md", "week/index.md", "people/index.md"})
GROUNDS = frozenset({"method/index.md", "sources/index.md", "answers/index.md"})
SITE = (
    "start, this week, people",
    "guides of the chosen channels",
    "the other channels, later and not now",
    "the other pages",
    "answers, method, sources",
)


def counted(group: Iterable[Passage]) -> int:
    """Return how many words the passages hold."""
    return sum(len(passage.text.split()) for passage in group)


def received(client: Client, found: Library) -> tuple[Counter[str], Sequence[float]]:
    """Return a client's words by kind of page, and the reading grade of every page."""
    facts = json.loads(decision_json(client, found, decide(client.profile, found, TODAY)))
    verdicts = {choice["channel"]: choice["verdict"] for choice in facts["choices"]}
    words: Counter[str] = Counter()
    site: Mapping[str, Sequence[Passage]] = pages(client, found)
    for path, group in site.items():
        folder, _, name = path.removesuffix("/index.md").partition("/")
        if path in FIRST:
            kind = SITE[0]
        elif folder == "channels" and name in verdicts:
            kind = SITE[1] if verdicts[name] == "now" else SITE[2]
        else:
            kind = SITE[4] if path in GROUNDS else SITE[3]
        words[kind] += counted(group)
    return words, [grade for group in site.values() if (grade := rules.grade(group))]


def table() -> str:
    """Return the counts as a table in Markdown."""
    held, found = passages(), library(roots(WORKSPACE))
    rows = [
        ("Stays in the library", name, sum(counted(g) for p, g in held.items() if mark in f"{p}"))
        for mark, name in LIBRARY.items()
    ]
    sites = [received(profile(path)[0], found) for path in names(WORKSPACE / "profiles")]
    for name in SITE:
        middle = round(median(words[name] for words, _ in sites))
        rows.append(("One client receives", name, middle))
    grades = [rules.grade(group) for path, group in held.items() if path.name == "guide.md"]
    read = [grade for _, found_grades in sites for grade in found_grades]
    lines = ["| | | Words |", "| --- | --- | --- |"]
    lines += [f"| {who} | {name} | {count:,} |" for who, name, count in rows]
    ends = f"Reading grade, median and highest: guides {median(grades):.1f} and {max(grades):.1f}"
    return "\n".join([*lines, "", f"{ends}, pages {median(read):.1f} and {max(read):.1f}."])


if __name__ == "__main__":
    print(table())
