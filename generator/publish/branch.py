"""One client's versions on a branch: what the next one would change, and the way back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator import __version__
from generator.publish.git import Entry, Store
from generator.publish.guards import (
    NAME,
    Target,
    locked_there,
    may_follow,
    no_open_site,
    standing,
    trailers,
)
from generator.publish.site import MARK, START, RefusedError, Site

SHARED = b'{"playbook": 1, "site": "several", "locked": false}\n'
NO_JEKYLL = ".nojekyll"


@dataclass(frozen=True)
class Known:
    """What a workspace knows of a client: the marks its sites had, and the versions taken back."""

    marks: frozenset[str]
    undone: frozenset[str] = field(default=frozenset())


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

    `own` is the tree of the client's files alone, `was` that of the ones that are there; `page` is
    the start page; `was_locked` is None where the client has no version yet; `elsewhere` are
    folders with earlier sites of the client.
    """

    target: Target
    before: str | None
    tree: str
    own: str
    was: str
    message: str
    changes: tuple[Change, ...]
    size: int
    page: bytes
    locked: bool
    was_locked: bool | None
    elsewhere: tuple[str, ...] = ()

    @property
    def is_first(self) -> bool:
        """Return whether the client has no version there yet."""
        return self.was_locked is None


def plan(store: Store, target: Target, site: Site, known: Known, *, unlock: bool = False) -> Plan:
    """Return what publishing would do; RefusedError when the branch is not this client's.

    `unlock` allows an open site where a locked one stood.
    """
    there = standing(store, target, known.marks)
    may_follow(there.locked, site.locked, unlock=unlock)
    if site.locked and there.locked is None:
        no_open_site(store, target, there.entries, known.marks)
    files = {f"{target.before}{path}": data for path, data in site.files.items()}
    written, frame = store.write(files), store.write(_frame(target, site, there.entries))
    kept = {p: e for p, e in there.entries.items() if not p.startswith(target.before)}
    now = {p: e for p, e in there.entries.items() if p.startswith(target.before) or p in frame}
    own, tree = store.tree(written), store.tree({**kept, **frame, **written})
    if own in known.undone:
        msg = "This very version was taken back. Change something, build it and publish then."
        raise RefusedError(msg)
    return Plan(
        target,
        before=there.tip,
        tree=tree,
        own=own,
        was=_tree_of(store, target, there.entries),
        message=_message(site.mark, tree),
        changes=tuple(sorted(_changes(now, {**frame, **written}))),
        size=sum(entry.size for entry in written.values()),
        page=site.files[START],
        locked=site.locked,
        was_locked=there.locked,
        elsewhere=there.elsewhere,
    )


def undo(store: Store, target: Target, mark: str, known: Known) -> Plan:
    """Return the version that puts the one before in place again, by a new commit on top."""
    there = standing(store, target, known.marks, whole=True)
    if there.tip is None:
        msg = "Nothing is published there, so there is nothing to take back."
        raise RefusedError(msg)
    ours = [c for c in store.history(there.tip) if trailers(store, c).get("Site") in known.marks]
    shown = _meant(store, ours[0]) if ours else ""
    later = ours[ours.index(shown) + 1 :] if shown in ours else []
    if not later:
        msg = "There is no version before this one."
        raise RefusedError(msg)
    earlier = _meant(store, later[0])
    back = {p: e for p, e in store.entries(earlier).items() if p.startswith(target.before)}
    if f"{target.before}{START}" not in back:
        msg = "The version before lies in another folder. Name that folder in the profile first."
        raise RefusedError(msg)
    was_locked = locked_there(store, target, back)
    may_follow(there.locked or None, bool(was_locked), unlock=False)
    now = {p: e for p, e in there.entries.items() if p.startswith(target.before)}
    kept = {p: e for p, e in there.entries.items() if not p.startswith(target.before)}
    tree = store.tree({**kept, **back})
    return Plan(
        target,
        before=there.tip,
        tree=tree,
        own=store.tree(back),
        was=_tree_of(store, target, there.entries),
        message=_message(mark, tree, restores=earlier),
        changes=tuple(sorted(_changes(now, back))),
        size=sum(entry.size for entry in back.values()),
        page=store.read(back[f"{target.before}{START}"]),
        locked=bool(was_locked),
        was_locked=there.locked,
        elsewhere=there.elsewhere,
    )


def push(store: Store, made: Plan) -> str:
    """Put a version on its branch and return its commit; GitError when that failed."""
    commit = store.commit(made.tree, made.before, made.message)
    store.push(made.target.repository, made.target.branch, commit, made.before)
    return commit


def _frame(target: Target, site: Site, entries: Mapping[str, Entry]) -> dict[str, bytes]:
    """Return what a shared branch holds beside the clients' folders."""
    if not target.folder:
        return {}
    frame = {**site.beside, MARK: SHARED, NO_JEKYLL: b""}
    if target.domain and (not entries or NAME in entries):
        frame[NAME] = f"{target.domain}\n".encode()
    return frame


def _tree_of(store: Store, target: Target, entries: Mapping[str, Entry]) -> str:
    """Return the tree of a client's files among some."""
    return store.tree({p: e for p, e in entries.items() if p.startswith(target.before)})


def _message(mark: str, tree: str, restores: str = "") -> str:
    """Return a commit's message; its trailers are how the next run knows it again."""
    what = "Put the version before back" if restores else "Publish the playbook"
    rows = {"Site": mark, "Tree": tree, "Release": __version__, "Restores": restores}
    said = "\n".join(f"Playbook-{key}: {value}" for key, value in rows.items() if value)
    return f"{what}\n\n{said}\n"


def _meant(store: Store, commit: str) -> str:
    """Return the commit whose version a commit shows: itself, or the one it put back."""
    return trailers(store, commit).get("Restores", commit)


def _changes(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> Iterator[Change]:
    for path in old.keys() | new.keys():
        before, after = old.get(path), new.get(path)
        if before and after and (before.oid, before.mode) == (after.oid, after.mode):
            continue
        kind = "changed" if before and after else "added" if after else "removed"
        yield Change(path, kind, before.size if before else 0, after.size if after else 0)
