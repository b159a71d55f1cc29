"""Whose a branch is: everything that must hold of it before a client's site may go there."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator import __version__
from generator.publish.git import Entry, Store, is_checked_out
from generator.publish.site import MARK, RefusedError, number, read_mark

TRAILER = re.compile(r"^Playbook-([A-Z][a-z]+): (\S+)$", re.MULTILINE)
SEVERAL = "several"
"""The mark of a branch that clients share, each in a folder."""

NAME = "CNAME"
WORK = frozenset({"main", "master", "trunk"})
FRESH = "Name another branch, or delete this one at its host if nobody needs it."
MOST = 30
"""Branches beside its own that are looked through before a locked site goes to a repository."""


@dataclass(frozen=True)
class Target:
    """Where a site goes: the repository, its branch, and a folder of it where several share."""

    repository: str
    branch: str
    folder: str | None
    address: str | None
    domain: str | None

    @property
    def before(self) -> str:
        """Return what stands before every path of the site."""
        return f"{self.folder}/" if self.folder else ""


@dataclass(frozen=True)
class Branch:
    """A branch as it stands: its last commit and files, and whether the client's are locked.

    `locked` is None where the client has none; `elsewhere` are folders that hold it too.
    """

    tip: str | None
    entries: Mapping[str, Entry]
    locked: bool | None = None
    elsewhere: tuple[str, ...] = ()


def standing(
    store: Store, target: Target, marks: Collection[str], *, whole: bool = False
) -> Branch:
    """Return a branch, all of its history where `whole`; RefusedError when it is not for us."""
    if is_checked_out(target.repository, target.branch):
        msg = f"The branch {target.branch} is checked out there. {FRESH}"
        raise RefusedError(msg)
    if store.pushes_elsewhere(target.repository):
        msg = "Git is set here to push to another repository than it reads (`pushInsteadOf`)."
        raise RefusedError(msg)
    remote = store.look(target.repository, target.branch)
    if remote.tip is None and target.branch in WORK:
        msg = f"{target.branch} is for a repository's own work. Name a branch such as gh-pages."
        raise RefusedError(msg)
    if remote.tip is None:
        return Branch(None, {})
    if whole or not store.holds(remote.tip):
        store.fetch(target.repository, target.branch, remote.tip, whole=whole)
    fault = _foreign(store, remote.tip)
    if fault:
        default = " It is the default branch." if remote.default == target.branch else ""
        msg = f"The branch {target.branch} {fault}.{default} {FRESH}"
        raise RefusedError(msg)
    entries = store.entries(remote.tip)
    _shares(store, target, entries)
    locked = _own(store, target, entries, marks)
    elsewhere = tuple(
        folder
        for folder, mark, _ in _sites(store, entries)
        if folder and mark in marks and folder != target.folder
    )
    return Branch(remote.tip, entries, locked, elsewhere)


def _foreign(store: Store, commit: str) -> str:
    """Return why a branch's last commit is not one of ours; empty when it is."""
    said = trailers(store, commit)
    if not said:
        return "holds commits that were not made here"
    if said.get("Tree") != store.tree_of(commit):
        return "was changed by hand after it was published"
    if number(said.get("Release", "0")) > number(__version__):
        newer = said["Release"]
        return f"was published by playbook {newer}, newer than this {__version__}: update first"
    return ""


def trailers(store: Store, commit: str) -> dict[str, str]:
    """Return what a commit says of itself; nothing when it is not one of ours."""
    return dict(TRAILER.findall(store.message(commit)))


def _shares(store: Store, target: Target, entries: Mapping[str, Entry]) -> None:
    """Refuse a branch for one client where a folder is asked for, and the other way round."""
    shared = MARK in entries and read_mark(store.read(entries[MARK]))[0] == SEVERAL
    if shared != bool(target.folder):
        holds = "several clients, each in a folder" if shared else "one client's site"
        remedy = "Give this one a `publish.folder`." if shared else FRESH
        msg = f"The branch {target.branch} holds {holds}. {remedy}"
        raise RefusedError(msg)
    domain = store.read(entries[NAME]).decode().strip() if NAME in entries else None
    if shared and domain != target.domain:
        msg = (
            f"The clients of this branch have {_told(domain)}, and this profile has "
            f"{_told(target.domain)}. Give all the same `publish.domain`; to change it, delete the "
            "branch at its host and publish all of them anew."
        )
        raise RefusedError(msg)


def _told(domain: str | None) -> str:
    return f"the domain {domain}" if domain else "no domain"


def _own(
    store: Store, target: Target, entries: Mapping[str, Entry], marks: Collection[str]
) -> bool | None:
    """Return whether the client's version there is locked, None without one.

    RefusedError when the place is another client's.
    """
    if not any(path.startswith(target.before) for path in entries):
        return None
    entry = entries.get(f"{target.before}{MARK}")
    found = read_mark(store.read(entry))[0] if entry else ""
    if found not in marks:
        remedy = "Name another folder." if target.folder else FRESH
        msg = (
            "The site there is another client's, or this one's under another name that is not in "
            f"`published/`. {remedy}"
        )
        raise RefusedError(msg)
    return locked_there(store, target, entries)


def locked_there(store: Store, target: Target, entries: Mapping[str, Entry]) -> bool | None:
    """Return whether a client's site among some files is locked, None without one."""
    entry = entries.get(f"{target.before}{MARK}")
    return read_mark(store.read(entry))[1] if entry else None


def _sites(store: Store, entries: Mapping[str, Entry]) -> Iterator[tuple[str, str, bool]]:
    """Yield each site among some files: its folder, empty for the top, its mark, and its lock."""
    for path, entry in entries.items():
        folder, _, name = path.rpartition("/")
        if name == MARK and "/" not in folder:
            yield folder, *read_mark(store.read(entry))


def no_open_site(
    store: Store, target: Target, entries: Mapping[str, Entry], marks: Collection[str]
) -> None:
    """Refuse a locked site's first version where an open one of the client stands beside it.

    That is another folder of the branch, or another branch of the repository.
    """
    _no_open(_sites(store, entries), f"The branch {target.branch}", marks)
    branches = store.branches(target.repository)
    branches.pop(target.branch, None)
    for name, tip in list(branches.items())[:MOST]:
        if not store.holds(tip):
            store.fetch(target.repository, name, tip)
        _no_open(_sites(store, store.entries(tip)), f"The branch {name}", marks)


def _no_open(sites: Iterable[tuple[str, str, bool]], where: str, marks: Collection[str]) -> None:
    for folder, mark, locked in sites:
        if mark in marks and not locked:
            place = f", in {folder}/," if folder else ""
            msg = (
                f"{where} of this repository{place} holds the site unlocked. Make a new repository "
                "for the locked one, and delete the old one; docs/privacy.md tells how."
            )
            raise RefusedError(msg)


def may_follow(before: bool | None, after: bool, *, unlock: bool) -> None:  # noqa: FBT001
    """Refuse a locked site after one that can be read, and an open one after a locked one.

    `before` is None where there is none, or where it does not matter.
    """
    if before is False and after:
        msg = (
            "The branch's history holds versions that anybody can read. Make a new repository for "
            "the locked site, and delete the old repository; docs/privacy.md tells how."
        )
        raise RefusedError(msg)
    if before and not after and not unlock:
        msg = (
            "The site there is locked, and this one is not: anybody could read it. If you mean "
            "it, say --unlock."
        )
        raise RefusedError(msg)
