"""What can be wrong with a file and how it is said."""

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Format = Literal["text", "json", "github"]
LONGEST_WORD = 100
LONGEST_SHOWN = 1000
SECRET = re.compile(r"(://|[\w.-]:(?=[^\s/]))[^'\"\n]*@")
"""What stands before the last @ of an address: it may hold a password or a token."""

CLOSE = 0.6
"""How alike two words must be for the one to be offered for the other, from 0 to 1."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, order=True)
class Problem:
    """One thing an author can mend: where it is, what is wrong, what to do.

    A note is only worth knowing: there is nothing to mend, and nothing stops for it.
    """

    place: Place
    key: str
    wrong: str
    remedy: str
    is_note: bool = False

    def __str__(self) -> str:
        """Return the line a terminal shows."""
        where = f"{printable(self.place.path)}:{self.place.line}:{self.place.column}"
        key = f" {self.key}:" if self.key else ""
        return f"{where}:{key} {self.wrong} {self.remedy}"


class ProblemsError(Exception):
    """Carries problems out of a place that cannot return them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, sorted and each once."""
        self.problems = tidy(problems)
        super().__init__("\n".join(map(str, self.problems)))


def tidy(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by place, each once."""
    return tuple(sorted(set(problems)))


def printable(text: str) -> str:
    """Return a text with its hidden characters written out, so that a terminal shows them."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def short(value: object, limit: int = 60) -> str:
    """Return the value as a message shows it: short, safe on a terminal, and without a password."""
    text = printable(SECRET.sub(r"\1…@", str(value)[:LONGEST_SHOWN])[: limit + 1])
    return f"{text[: limit - 1]}…" if len(text) > limit else text


def quoted(value: object, limit: int = 60) -> str:
    """Return the value in quotes as a message shows it: short, and safe on a terminal."""
    return f"'{short(value, limit)}'"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, or None when nothing is close."""
    folded = {k.casefold().replace("_", "-"): k for k in known}
    start = word[:LONGEST_WORD].casefold().replace("_", "-")
    found = difflib.get_close_matches(start, folded, n=1, cutoff=CLOSE)
    if not found or (found[0] not in start and _likeness(start, found[0]) <= CLOSE):
        return None
    return folded[found[0]]


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def suggestion(word: str, known: Iterable[str], what: str) -> str:
    """Return the remedy for an unknown word: the nearest right one, or all of them."""
    names = sorted(known)
    close = nearest(word, names)
    if close:
        return f"Did you mean '{close}'?"
    if not names:
        return f"There are no {what} yet."
    if len(names) <= 30:  # noqa: PLR2004 - a list longer than a screen helps nobody
        return f"Use one of: {', '.join(names)}."
    return f"See the {what} in the library."


def render(problems: Sequence[Problem], style: Format) -> str:
    """Return all problems as text for people, JSON for machines, or GitHub annotations."""
    if style == "json":
        rows = [_row(p) for p in problems if not p.is_note]
        notes = [_row(p) for p in problems if p.is_note]
        found = {"problems": rows, "count": len(rows), "notes": notes}
        return json.dumps(found, ensure_ascii=False, indent=2)
    if style == "github":
        return "\n".join(_github(p) for p in problems)
    return "\n".join(map(str, problems))


def _row(problem: Problem) -> dict[str, str | int]:
    place = problem.place
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "key": problem.key,
        "wrong": problem.wrong,
        "remedy": problem.remedy,
    }


def _github(problem: Problem) -> str:
    place = problem.place
    title = problem.key or "playbook"
    message = f"{problem.wrong} {problem.remedy}"
    path = _data(printable(place.path))
    where = f"file={path},line={place.line},col={place.column},title={_data(title)}"
    return f"::{'notice' if problem.is_note else 'error'} {where}::{_message(message)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _data(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
