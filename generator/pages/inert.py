"""The one border: what a profile says becomes characters that no later reader can act on.

Every ASCII punctuation character becomes an HTML entity, so neither Markdown, HTML, Jinja nor an
attribute list finds anything to read; a browser shows the characters as typed.
"""

import re
import string
from typing import Any

from markupsafe import Markup

BREAKS = re.compile(r"\s+")
ENTITIES = {ord(character): f"&#{ord(character)};" for character in string.punctuation}


class Inert(Markup):
    """Text that shows as typed and does nothing."""

    __slots__ = ()

    @classmethod
    def escape(cls, s: Any, /) -> "Inert":  # noqa: ANN401 - as in Markup
        """Return anything as inert text; what is inert or composed already stays as it is."""
        return cls(s if isinstance(s, Markup) else encoded(str(s)))


def encoded(text: str) -> str:
    """Return the text with every punctuation character as an entity, on one line.

    A line break would let the text start a Markdown block of its own.
    """
    return BREAKS.sub(" ", text.translate(ENTITIES))


def inert(value: object) -> Markup:
    """Return a value ready for a page: composed text as it is, all else encoded."""
    if isinstance(value, Markup):
        return value
    return Inert(encoded("" if value is None else str(value)))
