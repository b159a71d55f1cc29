"""What would go out: a built site's files, and every reason why they must not."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import __version__
from generator.model.profile import Client, Profile
from generator.problems import quoted
from generator.site.leaks import leaks
from generator.site.state import contents

MARK = ".playbook"
"""The file by which a published site is known again. It names nobody."""

LOCK = "lock.json"
PLACEHOLDER = "Your Name"
"""What a new workspace's file of the consultant says until somebody fills it in."""

START, LOST = "index.html", "404.html"

NUMBER = re.compile(r"\d+")


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


def mark_file(client: Client, files: Mapping[str, bytes]) -> bytes:
    """Return the file by which a client's published site is known again."""
    facts = {
        "playbook": 1,
        "site": mark_of(client),
        "locked": LOCK in files,
        "sum": total(files),
        "release": __version__,
    }
    return (json.dumps(facts) + "\n").encode()


def total(files: Mapping[str, bytes]) -> str:
    """Return a hash of files with their names, 32 hexadecimal digits; the mark does not count."""
    state = hashlib.sha256()
    for name, data in sorted(files.items()):
        if name != MARK:
            state.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return state.hexdigest()[:32]


def number(release: str) -> tuple[int, ...]:
    """Return a release as numbers that can be compared."""
    return tuple(int(part) for part in NUMBER.findall(release)[:3])


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
    files = contents(folder)
    reasons = tuple(_reasons(files, client.profile))
    if reasons:
        raise RefusedError(*reasons)
    files[MARK] = mark_file(client, files)
    return Site(client, dict(sorted(files.items())))


def _reasons(files: Mapping[str, bytes], profile: Profile) -> Iterator[str]:
    if not files.get(START, b"").strip():
        yield "There is no site to publish: it has no start page. Build it first."
    if MARK in files:
        yield f"The site holds a file {MARK}, which is not the builder's. Build it again."
    if profile.consultant and profile.consultant.name == PLACEHOLDER:
        yield f"`profiles/_consultant.yml` still says {PLACEHOLDER}, and so does every page."
    lock = LOCK in files
    readable = [name for name in files if name.endswith(".html") and name not in {START, LOST}]
    if profile.publish.lock and (not lock or readable):
        yield "The profile says `lock: true`, and this site can be read. Build it again."
    if lock and not profile.publish.lock:
        yield "The site is locked, and its profile does not say so. Build it again."
    yield from leaks(files, profile)
