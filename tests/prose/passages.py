"""Where the words stand: every passage of a content file with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent.parent
CONTENT = ROOT / "playbook"
LEAST_WORDS = 3
NOT_PROSE = frozenset({
    "url", "by", "publisher", "source", "title", "name", "checked", "review_by", "on",
    "places", "forms", "slots", "currencies", "sources", "where", "sample", "base", "license",
})  # fmt: skip
QUOTED_PARTS = ("good", "answer", "seller", "reach.", "tiers.")
"""Parts that hold made-up examples and scripts, or judgements that pages mark as such."""

MARKER = re.compile(r"<!-- ([a-z]+) -->\s*\Z")
CASE = re.compile(r"()<!-- (?:if (?:not )?[a-z]+|end if) -->\s*\Z")
"""A mark for a case: it holds no words, and its group is no part of a guide."""

LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
ITEM = re.compile(r"\s*(?:[-*]|\d+\.)\s+|\s*>\s?")
MINUTES = re.compile(r"\s*\(\d+ minutes?\)")
ABBREVIATIONS = re.compile(
    r"\b(?:[A-Z]\.(?:[A-Z]\.)+|Mrs?\.|Ms\.|Dr\.|St\.|Inc\.|No\.|a\.m\.|p\.m\.|vs\.|ft\.)"
)
END = re.compile(r"(?<=[.?!])[\"'”’)]*\s+(?=[\"'“(\[]?[A-Z0-9\[])")


@dataclass(frozen=True)
class Passage:
    """A heading, paragraph, list item or value: where it stands and what it says."""

    path: str
    line: int
    text: str
    kind: str
    part: str = ""
    raw: str = ""

    def sentences(self) -> list[str]:
        """Return its sentences."""
        return sentences(self.text)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; abbreviations end none."""
    held = ABBREVIATIONS.sub(lambda m: m[0].replace(".", "\0"), text)
    return [part.replace("\0", ".").strip() for part in END.split(held) if part.strip()]


def plain(text: str) -> str:
    """Return Markdown without its marks."""
    text = LINK.sub(r"\1", text)
    return " ".join(re.sub(r"[*`]|</?\w+[^>]*>", "", text).split())


def of_file(path: Path) -> list[Passage]:
    """Return the passages of a content file."""
    name = path.resolve().relative_to(ROOT).as_posix()
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return list(_markdown(text, name))
    return list(_yaml(yaml.compose(text), name, ()))


def _markdown(text: str, name: str) -> Iterator[Passage]:
    part, start, block = "", 0, ""
    for number, line in enumerate([*text.splitlines(), ""], 1):
        marker = MARKER.match(line) or CASE.match(line)
        listed = ITEM.match(line) and (not block or ITEM.match(block))
        opens = listed or line.startswith("#")
        if block and (opens or marker or not line.strip()):
            yield _passage(name, start, block, part)
            block = ""
        if marker:
            part = marker[1] or part
        elif line.strip():
            start, block = (
                (number, line.strip()) if not block else (start, f"{block} {line.strip()}")
            )
            if line.startswith("#"):
                yield _passage(name, start, block, part)
                block = ""


def _passage(name: str, line: int, block: str, part: str) -> Passage:
    if block.startswith("#"):
        text = block.lstrip("#").strip()
        kind = "heading" if block.startswith("## ") else "title"
        return Passage(name, line, plain(text), kind, part, text)
    kind = "item" if ITEM.match(block) else "paragraph"
    item = ITEM.match(block)
    raw = MINUTES.sub("", block[item.end() :] if item else block)
    return Passage(name, line, plain(raw), kind, part, raw)


def _yaml(node: yaml.Node | None, name: str, keys: tuple[str, ...]) -> Iterator[Passage]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _yaml(value, name, (*keys, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _yaml(child, name, keys)
    elif (
        isinstance(node, yaml.ScalarNode)
        and keys
        and keys != ("words",)
        and not NOT_PROSE & {*keys}
    ):
        text = MINUTES.sub("", " ".join(str(node.value).split()))
        if len(text.split()) >= LEAST_WORDS:
            line = node.start_mark.line + 1 + (node.style in {">", "|"})
            yield Passage(name, line, plain(text), "value", ".".join(keys), text)


class _Blocks(HTMLParser):
    """Collect the text of a page by its blocks; a bold word that opens a block is its label."""

    BLOCKS = frozenset({
        "p", "li", "h1", "h2", "h3", "td", "th", "dt", "dd", "figcaption", "div", "summary",
        "blockquote", "label", "small", "caption", "em", "section", "table", "ul", "ol", "input",
    })  # fmt: skip
    APART = frozenset({"a", "b", "span", "strong"})
    SILENT = frozenset({"svg", "style", "script", "thead", "em"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.stack: list[tuple[str, str]] = []
        self.text, self.silent, self.label = "", 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        mark = dict(attrs).get("class") or ""
        if tag in self.SILENT:
            self.silent += 1
        if tag in self.BLOCKS or (tag == "a" and mark):
            self.close()
            self.stack.append((tag, mark))
        elif tag == "br":
            self.text += " "
        elif tag in self.APART:
            self.label = tag in {"b", "strong"} and not self.text.strip()
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent -= 1
        if self.label and tag in {"b", "strong"}:
            self.close("label")
            self.label = False
        if self.stack and self.stack[-1][0] == tag:
            self.close()
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text += data

    def close(self, kind: str = "") -> None:
        text = " ".join(self.text.split())
        if text:
            tag, mark = self.stack[-1] if self.stack else ("p", "")
            self.found.append((kind or tag, mark, text))
        self.text = ""


def of_page(html: str, name: str) -> list[Passage]:
    """Return the passages of a built page's article; the line is the block's number."""
    reader = _Blocks()
    reader.feed(html)
    reader.close()
    kinds = {"h1": "heading", "h2": "heading", "h3": "title", "p": "paragraph", "li": "item"}
    return [
        Passage(name, number, text, "title" if "eyebrow" in mark else kinds.get(tag, "value"), mark)
        for number, (tag, mark, text) in enumerate(reader.found, 1)
    ]
