"""Check every built page: its links and anchors lead somewhere, and nothing is foreign."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urljoin, urlsplit

OWN = frozenset({"http", "https"})
ALLOWED = frozenset({"http", "https", "mailto", "tel"})
LOADED = frozenset({"script", "img", "iframe", "source", "video", "audio", "embed", "object"})
ABSOLUTE = "404.html"


@dataclass
class _Page(HTMLParser):
    """What one page links to, and what can be linked in it."""

    links: list[tuple[str, str]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.ids.add(values["id"])
        for name in ("href", "src"):
            if name in values and not (tag == "link" and values.get("rel") == "canonical"):
                self.links.append((tag, values[name]))


def problems(site: Path) -> tuple[str, ...]:
    """Return every broken or foreign link of a site, as page and reason."""
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {name: _read(site / name) for name in sorted(files) if name.endswith(".html")}
    return tuple(
        f"{name}: {wrong}"
        for name, page in pages.items()
        if name != ABSOLUTE
        for tag, link in page.links
        for wrong in _wrong(name, tag, link, files, pages)
    )


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def _wrong(
    name: str, tag: str, link: str, files: set[str], pages: Mapping[str, _Page]
) -> Iterator[str]:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        if parts.scheme not in ALLOWED:
            yield f"the link '{link}' is of a kind that is not allowed"
        elif tag in LOADED or (tag == "link" and parts.scheme in OWN):
            yield f"'{link}' is loaded from elsewhere"
        return
    if link.startswith("/"):
        yield f"the link '{link}' is absolute"
        return
    path = normpath(unquote(urljoin(f"/{name}", parts.path)).lstrip("/") or ".")
    target = name if not parts.path else path
    if target not in files:
        target = "index.html" if target == "." else f"{target}/index.html"
    if target not in files:
        yield f"the link '{link}' leads nowhere"
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        yield f"the link '{link}' names a part that is not there"
