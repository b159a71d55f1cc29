"""The library's Markdown made ready for a client's site: citations and links point inside it."""

import re
from collections.abc import Callable

CITATION = re.compile(r"\]\((?:\.\./)+evidence/([a-z0-9-]+)\.yml#([a-z0-9-]+)\)")
GUIDE = re.compile(r"\]\(\.\./([a-z0-9-]+)/guide\.md(#[^)]*)?\)")


def linked(text: str, to: Callable[[str], str]) -> str:
    """Return Markdown with links to evidence and to other guides turned to this site's pages."""
    text = CITATION.sub(lambda m: f"]({to('sources.md')}#{m[1]}-{m[2]})", text)
    return GUIDE.sub(lambda m: f"]({to(f'channels/{m[1]}.md')})", text)
