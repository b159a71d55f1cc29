"""What would go out: a built site's files, and every reason why they must not."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from generator.model.profile import Client, Profile
from generator.problems import quoted

MARK = ".playbook"
"""The file by which a published site is known again. It names nobody."""

LOCK = "lock.json"
START, LOST = "index.html", "404.html"
SHORTEST = 12
"""Letters and digits that a private sentence has at least, to be looked for in the pages."""

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
BLANK = re.compile(r"[\W_]+")
SENTENCE = re.compile(r"[\n.;!?]+")


class RefusedError(Exception):
    """Why something is not published: each reason a sentence, and what to do."""

    def __init__(self, *reasons: str) -> None:
        """Keep the reasons."""
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Site:
    """One client's site as it goes out: its files by path, with the mark it is known by.

    `beside` is what a branch that several clients share shows outside of their folders.
    """

    client: Client
    files: Mapping[str, bytes]
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def locked(self) -> bool:
        """Return whether it opens with a passphrase only."""
        return LOCK in self.files

    @property
    def mark(self) -> str:
        """Return what tells this client's sites from others'."""
        return mark_of(self.client)


def mark_of(client: Client) -> str:
    """Return a hash of a client's id and name, 16 hexadecimal digits."""
    known = f"{client.id}\n{client.profile.business.name.casefold()}"
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def mark_file(client: Client, *, locked: bool) -> bytes:
    """Return the file by which a client's published site is known again."""
    facts = {"playbook": 1, "site": mark_of(client), "locked": locked}
    return (json.dumps(facts) + "\n").encode()


def read_mark(data: bytes) -> tuple[str, bool]:
    """Return the mark of a published site and whether it is locked; empty when it is none."""
    try:
        facts = json.loads(data)
        return str(facts["site"]), bool(facts["locked"])
    except (ValueError, TypeError, KeyError):
        return "", False


def outgoing(folder: Path, client: Client) -> Site:
    """Return a built site as it would go out; RefusedError with every reason against it."""
    odd = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not (path.is_file() or path.is_dir())
    )
    if odd:
        msg = f"{quoted(odd[0])} is a link or no plain file. Build the site again."
        raise RefusedError(msg)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    reasons = tuple(_reasons(files, client.profile))
    if reasons:
        raise RefusedError(*reasons)
    files[MARK] = mark_file(client, locked=LOCK in files)
    return Site(client, dict(sorted(files.items())))


def _reasons(files: Mapping[str, bytes], profile: Profile) -> Iterator[str]:
    if not files.get(START, b"").strip():
        yield "There is no site to publish: it has no start page. Build it first."
    if MARK in files:
        yield f"The site holds a file {MARK}, which is not the builder's. Build it again."
    lock = LOCK in files
    readable = [name for name in files if name.endswith(".html") and name not in {START, LOST}]
    if profile.publish.lock and (not lock or readable):
        yield "The profile says `lock: true`, and this site can be read. Build it again."
    if lock and not profile.publish.lock:
        yield "The site is locked, and its profile does not say so. Build it again."
    for name, words in leaks(files, profile):
        yield (
            f"{quoted(name)} holds words that stand under `private`: {quoted(words)}. Take them "
            "out of one of the two, and build again."
        )


def leaks(files: Mapping[str, bytes], profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield each file that holds a sentence of the private notes, with that sentence.

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
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        bare = _bare(unescape(ESCAPE.sub(lambda m: chr(int(m[1], 16)), f"{name} {text}")))
        yield from ((name, piece) for words, piece in wanted.items() if words in bare)


def _bare(text: str) -> str:
    return BLANK.sub("", text.casefold())
