"""A client's finished pages, read as its owner reads them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import markdown
import yaml

from generator.model.library import Library
from generator.model.profile import Client
from generator.pages.compose import compose
from tests.conftest import TODAY
from tests.prose import rules
from tests.prose.library import known
from tests.prose.passages import CONTENT, ROOT, Passage, of_page

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
SHINGLE = 4
NOT_OURS = frozenset({"sources/index.md", "answers/index.md"})
"""Pages of others' words: what publishers wrote of their figures, and what the client told us."""

DICTIONARIES = {"GB": "en_GB", "IE": "en_GB", "AU": "en_GB", "NZ": "en_GB", "CA": "en_CA"}


@lru_cache
def _markdown() -> markdown.Markdown:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    named = [next(iter(e)) if isinstance(e, dict) else e for e in config["markdown_extensions"]]
    return markdown.Markdown(extensions=named)


def html_of(text: str) -> str:
    """Return a page's Markdown as HTML, made as the sites make it."""
    return str(_markdown().reset().convert(FRONT.sub("", text)))


def passages(client: Client, library: Library) -> Mapping[str, Sequence[Passage]]:
    """Return the passages of every page of a client's site by the page's path."""
    texts = compose(client, library, TODAY)
    return {
        path: of_page(html_of(text), f"{client.id}/{path}")
        for path, text in texts.items()
        if path.endswith(".md")
    }


def faults(client: Client, library: Library) -> list[rules.Fault]:
    """Return what is to be mended on a client's pages, each with the content file it comes from."""
    found: list[rules.Fault] = []
    for path, group in passages(client, library).items():
        if path in NOT_OURS:
            continue
        found += [fault for passage in group for fault in rules.single(passage)]
        found += rules.tangled(group)
    return [_traced(fault) for fault in found]


def misspelt(client: Client, library: Library) -> list[rules.Fault]:
    """Return words on a client's pages that its country's dictionary does not hold."""
    profile = client.profile
    own = rules.WORD.findall(str(profile.model_dump()))
    country = profile.business.place.country
    dictionary = DICTIONARIES.get(country, "en_US")
    shown = passages(client, library).items()
    flat = [p for path, group in shown for p in group if path not in NOT_OURS]
    return [_traced(f) for f in rules.misspelt(flat, dictionary, {*known(), *own})]


def _traced(fault: rules.Fault) -> rules.Fault:
    """Return a fault of a page at the content file and line that most of its words stand in."""
    place = _origin(fault.sentence) if fault.sentence else None
    where = f"{fault.path} ({place[0]}:{place[1]})" if place else fault.path
    return rules.Fault(where, fault.line, fault.wrong, fault.sentence)


def _origin(sentence: str) -> tuple[str, int] | None:
    words = rules.WORD.findall(sentence.lower())
    runs = {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    best = max(_lines(), key=lambda line: len(runs & line[2]), default=None)
    return (best[0], best[1]) if best and runs & best[2] else None


@lru_cache
def _lines() -> Sequence[tuple[str, int, frozenset[tuple[str, ...]]]]:
    """Return the runs of words of every line of the templates, channels and rules."""
    found = []
    for path in _files():
        name = path.relative_to(ROOT).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            words = rules.WORD.findall(line.lower())
            runs = {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
            if runs:
                found.append((name, number, frozenset(runs)))
    return found


def _files() -> list[Path]:
    patterns = ("pages/**/*.md", "channels/*/*", "scripts/*.yml", "trades/*.yml", "*.yml")
    return [path for pattern in patterns for path in sorted(CONTENT.glob(pattern))]
