"""Pages of a built site as one document for paper: one of them, or all in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urljoin, urlsplit

START = "index.html"
WHOLE = "whole"
NAMES = frozenset({"id", "for", "aria-labelledby", "aria-describedby"})
FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="icon" href="data:,">
{styles}</head><body class="{kind}">
{pages}
</body></html>
"""


@dataclass
class _Page(HTMLParser):
    """One page's head links, title and article, its ids and links told apart by the page.

    A link to a page outside the document leads to the site's `address`, or nowhere without one.
    """

    name: str
    pages: frozenset[str] = frozenset()
    address: str | None = None
    title: str = ""
    following: str | None = None
    styles: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "link" and values.get("rel") == "next":
            self.following = target(self.name, values["href"])
        elif tag == "link" and values.get("rel") == "stylesheet":
            self.styles.append(target(self.name, values["href"]))
        if tag in {"article", "title"} and not self.inside:
            self.inside = tag
        elif self.inside == "article":
            self.parts.append(f"<{tag}{''.join(self._attributes(attrs))}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""
        elif self.inside == "article":
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.inside == "article":
            self.parts.append(data)
        elif self.inside == "title":
            self.title += data

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _attributes(self, attrs: Sequence[tuple[str, str | None]]) -> Iterator[str]:
        for key, value in attrs:
            if value is None:
                yield f" {key}"
            elif key in NAMES:
                own = " ".join(f"{anchor(self.name)}--{part}" for part in value.split())
                yield f' {key}="{escape(own)}"'
            elif key == "src":
                yield f' src="{escape(target(self.name, value))}"'
            elif key == "href":
                leads = self._leads(value)
                yield f' href="{escape(leads)}"' if leads else ""
            else:
                yield f' {key}="{escape(value)}"'

    def _leads(self, link: str) -> str | None:
        """Return where a link leads from the document; None for nowhere."""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return link
        page = target(self.name, parts.path) if parts.path else self.name
        fragment = parts.fragment
        if page in self.pages:
            return f"#{anchor(page)}" + (f"--{fragment}" if fragment else "")
        if self.address is None:
            return None
        path = page.removesuffix(START)
        return f"{self.address}{path}" + (f"#{fragment}" if fragment else "")


def target(page: str, link: str) -> str:
    """Return the file that a page's relative link leads to."""
    path = urljoin(f"/{page}", unquote(link)).lstrip("/")
    found = normpath(path) if path else "."
    if found == ".":
        return START
    return found if "." in found.rsplit("/", maxsplit=1)[-1] else f"{found}/{START}"


def anchor(page: str) -> str:
    """Return the name of a page inside the one document."""
    stem = page.removesuffix(START).strip("/")
    return stem.replace("/", "-") or "start"


def reading_order(site: Path) -> tuple[str, ...]:
    """Return the pages' files, from the start by each page's link to the next."""
    found: list[str] = []
    name: str | None = START
    while name and name not in found:
        found.append(name)
        page = _Page(name)
        page.feed((site / name).read_text("utf-8"))
        name = page.following
    return tuple(found)


def document(site: Path, names: Sequence[str], kind: str, address: str | None) -> str:
    """Return one HTML document with the articles of some pages.

    `kind` is `whole`, or the name of the one sheet it is to fit.
    """
    body, own = (kind, "") if kind == WHOLE else ("one-sheet", f" {kind}")
    pages = []
    for name in names:
        page = _Page(name, frozenset(names), address)
        page.feed((site / name).read_text("utf-8"))
        pages.append(page)
    articles = [
        f'<article class="text md-typeset{own}" id="{anchor(page.name)}">'
        f"{''.join(page.parts)}</article>"
        for page in pages
    ]
    if len(pages) > 1:
        articles.insert(1, _contents(pages))
    first = pages[0]
    styles = "".join(f'<link rel="stylesheet" href="{escape(name)}">' for name in first.styles)
    title = first.title.strip()
    return FRAME.format(title=title, styles=styles, kind=body, pages="\n".join(articles))


def _contents(pages: Sequence[_Page]) -> str:
    """Return the list of all pages but the first, by their titles."""
    name = f" - {pages[0].title.strip().split(' - ', 1)[-1]}"
    rows = (
        f'<li><a href="#{anchor(page.name)}">{page.title.strip().removesuffix(name)}</a></li>'
        for page in pages[1:]
    )
    return f'<nav class="contents"><ol>{"".join(rows)}</ol></nav>'
