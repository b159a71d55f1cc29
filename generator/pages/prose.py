"""The library's Markdown made ready for a client's site: citations and links point inside it."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from generator.load.guides import CITATION
from generator.model.channel import CASE_ENDS, CASE_OPENS

TIER = re.compile(r"^### (Light|Steady|Strong)\b.*$", re.MULTILINE)
IF = re.compile(rf"{CASE_OPENS.pattern}\n?(.*?){CASE_ENDS}\n?", re.DOTALL)
FIT = re.compile(r"^### Fit it to you\s*$", re.MULTILINE)
CASE = re.compile(r"^- \*\*(If [^*:]+):\*\* (.+(?:\n {2,}.+)*)", re.MULTILINE)
EXAMPLE = re.compile(r"^- \*\*([^*]+)\*\*", re.MULTILINE)
GUIDE = re.compile(r"\]\(\.\./([a-z0-9-]+)/guide\.md(#[^)]*)?\)")


def linked(text: str, to: Callable[[str], str]) -> str:
    """Return Markdown with links to evidence and to other guides turned to this site's pages."""
    text = CITATION.sub(lambda m: f"]({to('sources.md')}#{m[1]}-{m[2]})", text)
    return GUIDE.sub(lambda m: f"]({to(f'channels/{m[1]}.md')})", text)


def where(text: str, cases: Collection[str]) -> str:
    """Return a guide's text without what stands between marks for cases that do not hold."""

    def kept(found: re.Match[str]) -> str:
        return found[3] if (found[2] in cases) != bool(found[1]) else ""

    return IF.sub(kept, text)


def for_trade(text: str, nearest: Sequence[str], intro: Mapping[str, str], most: int = 2) -> str:
    """Return a part with this trade's own example; without one the nearest trades', introduced.

    `nearest` holds the names of all trades, the client's own first, then the most alike; `intro`
    the line before the own example, and before others'.
    """
    starts = list(EXAMPLE.finditer(text))
    if not starts:
        return text
    ends = [*(match.start() for match in starts[1:]), len(text)]
    items = [(m[1], text[m.start() : end]) for m, end in zip(starts, ends, strict=True)]
    last, blank, after = items[-1][1].partition("\n\n")
    items[-1] = (items[-1][0], f"{last}\n")
    order = {name.casefold(): place for place, name in enumerate(nearest)}
    ranked = sorted((order.get(_plain(label), len(order)), item) for label, item in items)
    own = [item for place, item in ranked if place == 0]
    rest = [item for _, item in ranked[:most]]
    kept = [f"{intro['own_trade' if own else 'other_trades']}\n\n", *(own or rest)]
    return text[: starts[0].start()] + "".join(kept) + blank + after


def _plain(label: str) -> str:
    return label.casefold().rstrip(":")


def for_tier(text: str, tier: str) -> str:
    """Return a guide's weekly part with only the pace that was chosen."""
    text = FIT.split(text)[0]
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


def fitted(text: str, cases: Collection[str]) -> str:
    """Return the lines of a guide's weekly part that fit the business, without their labels."""
    *_, lines = FIT.split(text)
    return "\n".join(f"- {m[2].strip()}" for m in CASE.finditer(lines) if m[1] in cases)


VOICED = re.compile(r"^- \*\*(Warm|Dry|Formal|Playful):\*\* (.+(?:\n {2,}.+)*)\n?", re.MULTILINE)


def for_voice(text: str, voice: str) -> str:
    """Return a part with only the words of one voice, each as a quotation."""

    def said(match: re.Match[str]) -> str:
        return f"> {' '.join(match[2].split())}\n" if match[1].lower() == voice else ""

    return VOICED.sub(said, text)


DOLLARS = re.compile(r"\$(?=\d)")


COINS = re.compile(r"\b(dollar|dollars|cents)\b")


def in_currency(text: str, sign: str, coins: Mapping[str, str]) -> str:
    """Return a text with its made-up prices in the client's money: its sign, and its words."""
    return COINS.sub(lambda m: coins.get(m[1], m[1]), DOLLARS.sub(lambda _: sign, text))
