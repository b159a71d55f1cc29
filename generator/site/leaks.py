"""Look for a client's private notes in its own site, where no word of them may stand."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from generator.model.profile import Profile
from generator.problems import quoted

SHORTEST = 12
"""Letters and digits that a private sentence has at least, to be looked for in the pages."""

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W_]+")
SENTENCE = re.compile(r"[\n.;!?]+")


def leaks(files: Mapping[str, bytes], profile: Profile) -> Iterator[str]:
    """Yield what to say of each file that holds a sentence of the private notes.

    Compared are letters and digits alone, whatever stands between them and however it is written.
    """
    if profile.private is None or not profile.private.notes:
        return
    pieces = {_bare(piece): piece.strip() for piece in SENTENCE.split(profile.private.notes)}
    wanted = {bare: piece for bare, piece in pieces.items() if len(bare) >= SHORTEST}
    if not wanted:
        return
    for name, data in files.items():
        try:
            text = f"{name} {data.decode('utf-8')}"
        except UnicodeDecodeError:
            continue
        shown = _bare(unescape(TAG.sub("", ESCAPE.sub(lambda m: chr(int(m[1], 16)), text))))
        yield from (
            f"{quoted(name)} holds words that stand under `private`: {quoted(piece)}. Take them "
            "out of one of the two, and build again."
            for words, piece in wanted.items()
            if words in shown or words in _bare(unescape(text))
        )


def _bare(text: str) -> str:
    return "".join(WORD.findall(text.casefold()))
