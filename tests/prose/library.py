"""The library's own files, checked: all rules over all passages."""

import re
from collections.abc import Collection
from pathlib import Path

import yaml

from tests.prose import rules
from tests.prose.passages import CONTENT, ROOT, Passage, of_file

FILES = (
    "channels/*/guide.md",
    "channels/*/channel.yml",
    "trades/*.yml",
    "scripts/*.yml",
    "means.yml",
)
GRADED = ("guide.md", "trades/", "scripts/")
DICTIONARY = "en_US"
COMMON = frozenset({"customers_ask", "bring"})
"""Parts of a trade that may well be the same elsewhere: customers ask alike, and biscuits are."""

SOURCES = sorted((CONTENT / "evidence").glob("*.yml"))
CHANNELS = sorted((CONTENT / "channels").glob("*/channel.yml"))


def passages() -> dict[Path, list[Passage]]:
    """Return the passages of every content file that holds words for a reader."""
    found = [path for pattern in FILES for path in sorted(CONTENT.glob(pattern))]
    return {path: of_file(path) for path in found}


def known() -> set[str]:
    """Return words no dictionary holds: our own list, and the names of publishers and channels."""
    named = [str(yaml.safe_load(path.read_text("utf-8"))["publisher"]) for path in SOURCES]
    named += re.findall(r"(?m)^name: (.+)$", "\n".join(p.read_text("utf-8") for p in CHANNELS))
    named += re.findall(r"(?m)^    by: (.+)$", "\n".join(p.read_text("utf-8") for p in CHANNELS))
    words = {word for name in named for word in rules.WORD.findall(name)}
    return words | set(" ".join(rules.listed("known.txt")).split())


def faults(wanted: Collection[Path] = ()) -> list[rules.Fault]:
    """Return what is to be mended in the named files; in all where none is named."""
    every = passages()
    flat = [p for group in every.values() for p in group]
    found = [f for p in flat for f in (*rules.single(p), *rules.figures(p), *rules.links(p))]
    for path, group in every.items():
        if any(mark in path.as_posix() for mark in GRADED):
            found += rules.tangled(group)
    for kind in ("/channels/", "/trades/", "/scripts/"):
        found += rules.repeated(p for p in flat if kind in p.path and p.part not in COMMON)
    found += rules.alike(p for p in flat if "/trades/" in p.path)
    found += rules.scripts(flat)
    found += rules.misspelt(flat, DICTIONARY, known())
    names = {path.relative_to(ROOT).as_posix() for path in wanted}
    return sorted({f for f in found if not names or f.path in names})
