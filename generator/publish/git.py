"""Git, by its plumbing alone: a bare repository of our own, and one branch of one remote.

No work tree, no index of anybody's, no hook and no force: what is pushed is a child of the very
commit that was looked at, or the first of a branch that was not there.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.model.remotes import place_of
from generator.problems import SECRET, printable
from generator.publish.words import explained, has_moved

SETTINGS = {
    "core.hooksPath": os.devnull, "core.autocrlf": "false", "core.fsync": "all", "gc.auto": "0",
    "push.gpgSign": "false", "push.followTags": "false", "push.recurseSubmodules": "no",
    "fetch.fsckObjects": "true", "protocol.ext.allow": "never", "advice.detachedHead": "false",
    "http.lowSpeedLimit": "100", "http.lowSpeedTime": "60", "fetch.writeCommitGraph": "false",
    "maintenance.auto": "false", "init.defaultBranch": "none", "color.ui": "false",
}  # fmt: skip
KEPT = ("GIT_SSH", "GIT_ASKPASS", "GIT_SSL_", "GIT_EXEC_PATH", "GIT_CONFIG_")
"""What of Git's own variables counts: how to reach a host, never which repository or index."""

SECRETS = "PLAYBOOK_PASSPHRASE_"
"""What Git, and what Git starts, need not see."""

WHO = {"NAME": "playbook", "EMAIL": "playbook@localhost"}
FILE = "100644"
PATIENCE = 900
"""Seconds after which a command that still runs is ended."""

GRACE = 10
"""Seconds it is given to end."""


class GitError(Exception):
    """What Git could not do, in words; `moved` when somebody else changed the branch meanwhile."""

    def __init__(self, said: str, *, moved: bool = False) -> None:
        """Keep the words and the reason."""
        super().__init__(said)
        self.moved = moved


@dataclass(frozen=True)
class Remote:
    """What a remote says of itself: its default branch, and where ours stands, if it is there."""

    default: str | None
    tip: str | None


@dataclass(frozen=True)
class Entry:
    """A file of a commit: its mode, its object, and its size in bytes."""

    mode: str
    oid: str
    size: int


def redacted(text: str) -> str:
    """Return a message without names and passwords in addresses, and safe on a terminal."""
    return "\n".join(printable(line) for line in SECRET.sub(r"\1…@", text).splitlines())


def environment() -> dict[str, str]:
    """Return the environment of every command: no other repository's, and no prompt unseen."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("GIT_", SECRETS)) or k.startswith(KEPT)
    }
    who = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in WHO.items()}
    quiet = {} if os.isatty(0) else {"GIT_TERMINAL_PROMPT": "0"}
    return {**kept, **who, **quiet, "LC_ALL": "C", "LANGUAGE": "C"}


class Store:
    """A bare repository in a folder of its own; it is made anew for every run."""

    def __init__(self, folder: Path) -> None:
        """Make the repository."""
        self.folder = folder
        self.run(
            "init", "--quiet", "--bare", "--template=", "--object-format=sha1", "--", str(folder)
        )

    def run(self, *arguments: str, data: bytes = b"", more: Mapping[str, str] | None = None) -> str:
        """Return what a command printed; GitError with what it said when it failed."""
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        own = {"GIT_DIR": str(self.folder), **(more or {})}
        command = ["git", *options, *arguments]
        try:
            with subprocess.Popen(  # noqa: S603 - git, with settings and arguments of our own
                command, env={**environment(), **own}, cwd=self.folder.parent,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ) as running:  # fmt: skip
                try:
                    out, err = running.communicate(data, timeout=PATIENCE)
                except BaseException:
                    running.terminate()
                    with suppress(subprocess.TimeoutExpired):
                        running.wait(GRACE)
                    running.kill()
                    raise
        except FileNotFoundError as error:
            msg = "There is no git on this machine. Install it, then publish again."
            raise GitError(msg) from error
        except subprocess.TimeoutExpired as error:
            msg = f"git {arguments[0]} did not end within {PATIENCE // 60} minutes."
            raise GitError(msg) from error
        if running.returncode:
            said = redacted((out + b"\n" + err).decode("utf-8", "replace")).strip()
            raise GitError(explained(said), moved=has_moved(said))
        return out.decode("utf-8", "surrogateescape")

    def pushes_elsewhere(self, url: str) -> bool:
        """Say whether the user's Git is set to push to another repository than it reads."""
        self.run("config", "--replace-all", "remote.target.url", url)
        reads = self.run("remote", "get-url", "target").strip()
        pushes = self.run("remote", "get-url", "--push", "target").strip()
        return place_of(reads) != place_of(pushes)

    def look(self, url: str, branch: str) -> Remote:
        """Return what the remote says now."""
        said = self.run("ls-remote", "--symref", "--", url, "HEAD", _ref(branch))
        default = tip = None
        for line in said.splitlines():
            what, _, name = line.partition("\t")
            if name == "HEAD" and what.startswith("ref: refs/heads/"):
                default = what.removeprefix("ref: refs/heads/")
            elif name == _ref(branch):
                tip = what
        return Remote(default, tip)

    def branches(self, url: str) -> dict[str, str]:
        """Return the last commit of every branch of a remote."""
        said = self.run("ls-remote", "--heads", "--", url)
        rows = (line.split("\t") for line in said.splitlines())
        return {name.removeprefix("refs/heads/"): tip for tip, name in rows}

    def fetch(self, url: str, branch: str, tip: str, *, whole: bool = False) -> None:
        """Bring a branch's last commit here, or all of its history; GitError when it has moved."""
        here = _ref(branch)
        depth = () if whole else ("--depth=1",)
        common = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance")
        self.run("fetch", *common, *depth, "--", url, f"+{here}:{here}")
        found = self.run("rev-parse", "--verify", here).strip()
        if found != tip:
            msg = "The branch changed while it was read."
            raise GitError(msg, moved=True)

    def holds(self, commit: str) -> bool:
        """Say whether a commit is here already."""
        try:
            self.run("cat-file", "-e", f"{commit}^{{tree}}")
        except GitError:
            return False
        return True

    def entries(self, commit: str) -> dict[str, Entry]:
        """Return every file of a commit by its path."""
        found = {}
        for row in self.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split("\0"):
            if row:
                facts, _, path = row.partition("\t")
                mode, _, oid, size = facts.split()
                found[path] = Entry(mode, oid, int(size) if size.isdigit() else 0)
        return found

    def read(self, entry: Entry) -> bytes:
        """Return a file's bytes."""
        return self.run("cat-file", "blob", entry.oid).encode("utf-8", "surrogateescape")

    def write(self, files: Mapping[str, bytes]) -> dict[str, Entry]:
        """Put files into the repository and return their entries by path."""
        stream = b"".join(
            b"blob\nmark :%d\ndata %d\n%s\n" % (number, len(data), data)
            for number, data in enumerate(files.values(), 1)
        )
        marks = self.folder / "marks"
        self.run("fast-import", "--quiet", "--done", f"--export-marks={marks}",
                 data=stream + b"done\n")  # fmt: skip
        oids = dict(line.split() for line in marks.read_text("ascii").splitlines())
        return {
            path: Entry(FILE, oids[f":{number}"], len(data))
            for number, (path, data) in enumerate(files.items(), 1)
        }

    def tree(self, entries: Mapping[str, Entry]) -> str:
        """Return the tree of some entries."""
        index = {"GIT_INDEX_FILE": str(self.folder / "index.made")}
        (self.folder / "index.made").unlink(missing_ok=True)
        rows = "".join(f"{e.mode} {e.oid}\t{path}\0" for path, e in entries.items())
        self.run("update-index", "-z", "--index-info",
                 data=rows.encode("utf-8", "surrogateescape"), more=index)  # fmt: skip
        made = self.run("write-tree", more=index).strip()
        if self.entries(made).keys() != entries.keys():
            msg = "Git leaves out files of this site: their names are not allowed there."
            raise GitError(msg)
        return made

    def commit(self, tree: str, parent: str | None, message: str) -> str:
        """Return a new commit of a tree."""
        on = () if parent is None else ("-p", parent)
        return self.run("commit-tree", tree, *on, data=message.encode()).strip()

    def message(self, commit: str) -> str:
        """Return a commit's message."""
        return self.run("cat-file", "commit", commit).partition("\n\n")[2]

    def tree_of(self, commit: str) -> str:
        """Return a commit's tree."""
        return self.run("rev-parse", "--verify", f"{commit}^{{tree}}").strip()

    def history(self, commit: str) -> Sequence[str]:
        """Return a commit and those before it, first parents only, newest first."""
        return self.run("rev-list", "--first-parent", commit).split()

    def push(self, url: str, branch: str, commit: str, before: str | None) -> None:
        """Move a remote's branch from `before` (None: from nothing) to its child, or fail.

        The lease names the one value the branch may have: the server compares and swaps. Since the
        commit is a child of that value, nothing is ever rewritten. When the answer was lost, the
        remote is asked what became of it.
        """
        lease = f"--force-with-lease={_ref(branch)}:{before or ''}"
        target = f"{commit}:{_ref(branch)}"
        try:
            self.run("push", "--porcelain", "--no-verify", lease, "--", url, target)
        except GitError:
            try:
                arrived = self.look(url, branch).tip == commit
            except GitError:
                arrived = False
            if not arrived:
                raise


@contextmanager
def stores(folder: Path) -> Iterator[Callable[[str], Store]]:
    """Yield a store for each remote, made when first asked for; nothing of them stays.

    What a run before left when it was killed goes first.
    """
    if folder.is_symlink():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    made: dict[str, Store] = {}

    def store(url: str) -> Store:
        if url not in made:
            folder.mkdir(parents=True, exist_ok=True)
            made[url] = Store(folder / f"{len(made)}.git")
        return made[url]

    try:
        yield store
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ref(branch: str) -> str:
    return f"refs/heads/{branch}"


def is_checked_out(url: str, branch: str) -> bool:
    """Say whether a repository on this machine has the branch in a work tree."""
    path = Path(unquote(urlsplit(url).path) if url.startswith("file:") else url)
    if not url.startswith(("/", "file:///")) or not path.is_dir():
        return False
    command = ["git", "-C", str(path), "worktree", "list", "--porcelain"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603
    trees = [part.splitlines() for part in done.stdout.split("\n\n")]
    return any(f"branch {_ref(branch)}" in tree and "bare" not in tree for tree in trees)
