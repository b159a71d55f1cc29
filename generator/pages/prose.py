"""The library's Markdown made ready for a client's site: citations and links point inside it."""

import re
from collections.abc import Callable

from generator.load.guides import CITATION

TIER = re.compile(r"^### (Light|Steady|Strong)\b.*$", re.MULTILINE)
EXAMPLE = re.compile(r"^- \*\*([^*]+)\*\*", re.MULTILINE)
GUIDE = re.compile(r"\]\(\.\./([a-z0-9-]+)/guide\.md(#[^)]*)?\)")


def linked(text: str, to: Callable[[str], str]) -> str:
    """Return Markdown with links to evidence and to other guides turned to this site's pages."""
    text = CITATION.sub(lambda m: f"]({to('sources.md')}#{m[1]}-{m[2]})", text)
    return GUIDE.sub(lambda m: f"]({to(f'channels/{m[1]}.md')})", text)


def for_trade(text: str, trade: str, others: str, most: int = 2) -> str:
    """Return a part with this trade's own example; without one a few of others, introduced."""
    starts = list(EXAMPLE.finditer(text))
    if not starts:
        return text
    ends = [*(match.start() for match in starts[1:]), len(text)]
    items = [(m[1], text[m.start() : end]) for m, end in zip(starts, ends, strict=True)]
    last, blank, after = items[-1][1].partition("\n\n")
    items[-1] = (items[-1][0], f"{last}\n")
    own = [item for label, item in items if _is(label, trade)]
    kept = own or [f"{others}\n\n", *(item for _, item in items[:most])]
    return text[: starts[0].start()] + "".join(kept) + blank + after


def _is(label: str, trade: str) -> bool:
    return label.casefold().rstrip(":") == trade.casefold()


def for_tier(text: str, tier: str) -> str:
    """Return a guide's weekly part with only the pace that was chosen."""
    starts = list(TIER.finditer(text))
    if not starts:
        return text
    ends = [*(match.start() for match in starts[1:]), len(text)]
    kept = [
        text[match.end() : end].strip()
        for match, end in zip(starts, ends, strict=True)
        if match[1].lower() == tier
    ]
    return "\n\n".join([text[: starts[0].start()].strip(), *kept])
