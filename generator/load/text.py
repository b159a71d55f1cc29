"""From bytes to text: UTF-8 only, one kind of line end, no hidden control characters."""

import re
from itertools import islice

from generator.problems import Place, Problem, ProblemsError

LARGEST_BYTES = 1_000_000
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]+")
MOST_HIDDEN = 10
"""How many runs of hidden characters are listed: a binary file holds thousands."""

BREAKS = "\u2028\u2029"
"""Characters that old YAML takes for line ends and no editor does."""


def decode(data: bytes, path: str) -> str:
    """Return the file as text; a byte order mark and Windows line ends are fine."""
    if len(data) > LARGEST_BYTES:
        wrong = f"The file is {len(data):,} bytes long, more than {LARGEST_BYTES:,}."
        raise ProblemsError([Problem(Place(path), "", wrong, "Keep only what describes it.")])
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        wrong = "The file is UTF-16, not UTF-8: byte 1 starts a UTF-16 mark."
        raise ProblemsError([Problem(Place(path), "", wrong, "Save it again as UTF-8.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemsError([_foreign(data, error, path)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = [_hidden(text, found, path) for found in islice(HIDDEN.finditer(text), MOST_HIDDEN)]
    if hidden:
        raise ProblemsError(hidden)
    return text


def shielded(text: str) -> tuple[str, dict[int, str]]:
    """Return the text with stand-ins for BREAKS, and the table that puts them back."""
    swap = {}
    free = (chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text)
    for mark in BREAKS:
        if mark in text:
            swap[mark] = next(free, " ")
            text = text.replace(mark, swap[mark])
    return text, {ord(stand_in): mark for mark, stand_in in swap.items() if stand_in != " "}


def _foreign(data: bytes, error: UnicodeDecodeError, path: str) -> Problem:
    start = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    before = data[:start]
    place = Place(path, before.count(b"\n") + 1, start - before.rfind(b"\n"))
    wrong = f"Byte {start + 1} (0x{data[start]:02x}) is not UTF-8 text."
    return Problem(place, "", wrong, "Save the file as UTF-8.")


def _hidden(text: str, found: re.Match[str], path: str) -> Problem:
    start = found.start()
    place = Place(path, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    return Problem(
        place, "", f"The hidden character U+{ord(found[0][0]):04X} stands here.", "Delete it."
    )
