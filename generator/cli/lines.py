"""Lines for a terminal: as wide as it is, in characters it has, in plain words."""

import locale
import math
import os
import shutil
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import click

from generator.problems import Problem

Facts = Mapping[str, Any]

WIDEST, NARROWEST = 100, 40
SPELT = {
    "£": "GBP ", "€": "EUR ", "¥": "JPY ", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'",
    "“": '"', "”": '"', "…": "...", "×": "x", "·": "*", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae",
    "Æ": "AE", "œ": "oe", "ł": "l", "Ł": "L", "đ": "d", "ð": "d", "þ": "th",
}  # fmt: skip

SURE = {"close": "close call", "set": "decided"}
"""The words for how sure a verdict is, where they differ from the data's own."""
FIXED = {"not_in_country": "not open there", "no_figure": "no figure", "nobody": "nobody there"}
"""The words for what nobody decided and no figure could change."""
LISTS = frozenset({"customer-list", "phone-list"})
MOST_NOTED = 8
"""Notes that fit a screen."""


def noted(notes: Sequence[Problem]) -> str:
    """Return what is worth knowing; of more than fit a screen, how many there are."""
    if len(notes) > MOST_NOTED:
        return f"{len(notes)} notes on brand colors. Name a profile to see its own."
    return "\n".join(map(str, notes))


def columns() -> int:
    """Return how wide the lines may be."""
    return max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))


def colored() -> bool | None:
    """Return False where color is not wanted; None leaves it to whether this is a terminal."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def unicode_shown() -> bool:
    """Return whether the output shows more than ASCII: the locale and Python were told UTF-8."""
    told = os.environ.get("PYTHONIOENCODING", "").partition(":")[0] or locale.getencoding()
    return told.lower().replace("-", "").replace("_", "") in {"utf8", "utf8sig"}


def spelt(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value with every text in ASCII."""
    if isinstance(value, str):
        known = "".join(SPELT.get(character, character) for character in value)
        bare = "".join(
            character
            for character in unicodedata.normalize("NFKD", known)
            if not unicodedata.combining(character)
        )
        return bare.encode("ascii", "backslashreplace").decode("ascii")
    if isinstance(value, list):
        return [spelt(child) for child in value]
    if isinstance(value, dict):
        return {key: spelt(child) for key, child in value.items()}
    return value


def title(text: str) -> str:
    """Return a heading: bold on a terminal."""
    return click.style(text, bold=True)


def wrapped(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Return a text as lines that fit; `first` and `rest` go before them."""
    after = first if rest is None else rest
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=after, break_on_hyphens=False
    )


def clock(minutes: float) -> str:
    """Return minutes as hours and minutes."""
    hours, rest = divmod(round(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def span(value: Mapping[str, float]) -> str:
    """Return a range as whole customers in 100."""
    low, high = round(value["low"] * 100), round(value["high"] * 100)
    return str(low) if low == high else f"{low} to {high}"


def sure(choice: Facts) -> str:
    """Return how sure a verdict is, in words."""
    word: str = choice["sure"]
    if word != "set":
        return SURE.get(word, word)
    missing = [need for need in choice["needs"] if not need["there"]]
    if choice["because"][0]["kind"] == "needs" and missing:
        lists = any(need["asset"] in LISTS for need in missing)
        return "needs a list" if lists else f"needs {missing[0]['name']}"
    return FIXED.get(choice["because"][0]["kind"], SURE[word])


def tries(choice: Facts) -> int:
    """Return in how many of 100 tries a verdict holds, never rounded up."""
    share: float = choice["holds_in"]
    return math.floor(share * 100 + 1e-9)


def listed(items: Sequence[str]) -> str:
    """Return items as a phrase: a, b and c."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
