"""One branch of one repository: whose versions it holds, and what the next one would change."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator import __version__
from generator.publish.git import Entry, Store, is_checked_out
from generator.publish.site import MARK, START, RefusedError, Site, read_mark

TRAILER = re.compile(r"^Playbook-([A-Z][a-z]+): (\S+)$", re.MULTILINE)
SHARED = b'{"playbook": 1, "site": "several", "locked": false}\n'
NO_JEKYLL, NAME = ".nojekyll", "CNAME"
FRESH = "Name another branch, or delete this one at its host if nobody needs it."


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


@dataclass(frozen=True, order=True)
class Change:
    """A file that would differ: its path, and its bytes before and after; 0 where there is none."""

    path: str
    kind: str
    before: int
    after: int


@dataclass(frozen=True)
class Plan:
    """The next version of a branch: the commit it follows, its tree and message, what changes.

    `page` is the start page; `was_locked` is None where the client has no version yet.
    """

    target: Target
    before: str | None
    tree: str
    message: str
    changes: tuple[Change, ...]
    size: int
    page: bytes
    locked: bool
    was_locked: bool | None

    @property
    def is_first(self) -> bool:
        """Return whether the client has no version there yet."""
        return self.was_locked is None


@dataclass(frozen=True)
class _Standing:
    """A branch as it stands: its last commit and files."""

    tip: str | None
    entries: Mapping[str, Entry]


def plan(store: Store, target: Target, site: Site, *, unlock: bool = False) -> Plan:
    """Return what publishing would do; RefusedError when the branch is not this client's.

    `unlock` allows an open site where a locked one stood.
    """
    standing = _standing(store, target)
    new = {f"{target.before}{path}": data for path, data in site.files.items()}
    new |= _frame(target, site, standing)
    written = store.write(new)
    kept = {p: e for p, e in standing.entries.items() if not _own(p, target)}
    entries = {**kept, **written}
    own = {p: e for p, e in standing.entries.items() if _own(p, target) or p in written}
    locked_before = _check(store, target, site.mark, standing)
    _keep_locked(locked_before, site.locked, unlock=unlock)
    tree = store.tree(entries)
    return Plan(
        target,
        before=standing.tip,
        tree=tree,
        message=_message(site.mark, tree),
        changes=tuple(sorted(_changes(own, written))),
        size=sum(len(data) for data in new.values()),
        page=site.files[START],
        locked=site.locked,
        was_locked=locked_before,
    )


def undo(store: Store, target: Target, mark: str) -> Plan:
    """Return the version that puts the one before in place again, by a new commit on top."""
    standing = _standing(store, target, whole=True)
    if standing.tip is None:
        msg = "Nothing is published there, so there is nothing to take back."
        raise RefusedError(msg)
    locked = _check(store, target, mark, standing)
    own = [c for c in store.history(standing.tip) if _trailers(store, c).get("Site") == mark]
    shown = _meant(store, own[0]) if own else ""
    later = own[own.index(shown) + 1 :] if shown in own else []
    if not later:
        msg = "There is no version before this one."
        raise RefusedError(msg)
    earlier = _meant(store, later[0])
    back = {p: e for p, e in store.entries(earlier).items() if _own(p, target)}
    was_locked = _locked(store, target, back)
    _keep_locked(locked, bool(was_locked), unlock=False)
    now = {p: e for p, e in standing.entries.items() if _own(p, target)}
    kept = {p: e for p, e in standing.entries.items() if not _own(p, target)}
    tree = store.tree({**kept, **back})
    return Plan(
        target,
        before=standing.tip,
        tree=tree,
        message=_message(mark, tree, restores=earlier),
        changes=tuple(sorted(_changes(now, back))),
        size=sum(entry.size for entry in back.values()),
        page=store.read(back[f"{target.before}{START}"]),
        locked=bool(was_locked),
        was_locked=locked,
    )


def push(store: Store, made: Plan) -> str:
    """Put a version on its branch and return its commit; GitError when that failed."""
    commit = store.commit(made.tree, made.before, made.message)
    store.push(made.target.repository, made.target.branch, commit, made.before)
    return commit


def _standing(store: Store, target: Target, *, whole: bool = False) -> _Standing:
    if is_checked_out(target.repository, target.branch):
        msg = f"The branch {target.branch} is checked out there. {FRESH}"
        raise RefusedError(msg)
    remote = store.look(target.repository, target.branch)
    if remote.tip is None:
        return _Standing(None, {})
    if whole or not store.holds(remote.tip):
        store.fetch(target.repository, target.branch, remote.tip, whole=whole)
    fault = _foreign(store, remote.tip)
    if fault:
        default = " It is the default branch." if remote.default == target.branch else ""
        msg = f"The branch {target.branch} {fault}.{default} {FRESH}"
        raise RefusedError(msg)
    return _Standing(remote.tip, store.entries(remote.tip))


def _foreign(store: Store, commit: str) -> str:
    """Return why a branch's last commit is not one of ours; empty when it is."""
    trailers = _trailers(store, commit)
    if not trailers:
        return "holds commits that were not made here"
    if trailers.get("Tree") != store.tree_of(commit):
        return "was changed by hand after it was published"
    if _number(trailers.get("Release", "0")) > _number(__version__):
        newer = trailers["Release"]
        return f"was published by playbook {newer}, newer than this {__version__}: update first"
    return ""


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release)[:3])


def _trailers(store: Store, commit: str) -> dict[str, str]:
    return dict(TRAILER.findall(store.message(commit)))


def _check(store: Store, target: Target, mark: str, standing: _Standing) -> bool | None:
    """Return whether the client's version there is locked, None without one.

    RefusedError when the place is another client's.
    """
    entries = standing.entries
    shared = MARK in entries and store.read(entries[MARK]) == SHARED
    if standing.tip and shared != bool(target.folder):
        holds = "several clients, each in a folder" if shared else "one client's site"
        remedy = "Give this one a `publish.folder`." if shared else FRESH
        msg = f"The branch {target.branch} holds {holds}. {remedy}"
        raise RefusedError(msg)
    domain = store.read(entries[NAME]).decode().strip() if NAME in entries else None
    if shared and domain != target.domain:
        msg = f"The branch has the domain {domain}, the profile {target.domain}. Make them one."
        raise RefusedError(msg)
    own = {p: e for p, e in entries.items() if _own(p, target)}
    if not own:
        return None
    entry = own.get(f"{target.before}{MARK}")
    found, locked = read_mark(store.read(entry)) if entry else ("", False)
    if found != mark:
        msg = f"The site there is another client's, or this one's under another name. {FRESH}"
        raise RefusedError(msg)
    return locked


def _locked(store: Store, target: Target, entries: Mapping[str, Entry]) -> bool | None:
    entry = entries.get(f"{target.before}{MARK}")
    return read_mark(store.read(entry))[1] if entry else None


def _keep_locked(before: bool | None, after: bool, *, unlock: bool) -> None:  # noqa: FBT001
    if before is False and after:
        msg = (
            "The branch's history holds versions that anybody can read, and stays readable. "
            "Delete the branch at its host, or name a new one, then publish."
        )
        raise RefusedError(msg)
    if before and not after and not unlock:
        msg = (
            "The site there is locked, and this one is not: anybody could read it. If you mean "
            "it, say --unlock."
        )
        raise RefusedError(msg)


def _own(path: str, target: Target) -> bool:
    return path.startswith(target.before)


def _frame(target: Target, site: Site, standing: _Standing) -> dict[str, bytes]:
    """Return what a shared branch holds beside the clients' folders."""
    if not target.folder:
        return {}
    frame = {**site.beside, MARK: SHARED, NO_JEKYLL: b""}
    if target.domain and (standing.tip is None or NAME in standing.entries):
        frame[NAME] = f"{target.domain}\n".encode()
    return frame


def _message(mark: str, tree: str, restores: str = "") -> str:
    """Return a commit's message; its trailers are how the next run knows it again."""
    what = "Put the version before back" if restores else "Publish the playbook"
    rows = {"Site": mark, "Tree": tree, "Release": __version__, "Restores": restores}
    trailers = "\n".join(f"Playbook-{key}: {value}" for key, value in rows.items() if value)
    return f"{what}\n\n{trailers}\n"


def _meant(store: Store, commit: str) -> str:
    """Return the commit whose version a commit shows: itself, or the one it put back."""
    return _trailers(store, commit).get("Restores", commit)


def _changes(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> Iterator[Change]:
    for path in old.keys() | new.keys():
        before, after = old.get(path), new.get(path)
        if before and after and (before.oid, before.mode) == (after.oid, after.mode):
            continue
        kind = "changed" if before and after else "added" if after else "removed"
        yield Change(path, kind, before.size if before else 0, after.size if after else 0)
