"""What a site is made from, and whether the one that is there was made from just that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from generator import __version__
from generator.check import profile_problems
from generator.load import library as content
from generator.load.profile import placing, reading
from generator.model.library import Library
from generator.model.profile import Client
from generator.pages import compose
from generator.problems import ProblemsError
from generator.project import project_files
from generator.project.shell import shell
from generator.site import lock
from generator.site.engine import Engine, versions
from generator.site.state import STATE, kept, seal

Standing = Literal["fresh", "stale", "changed", "missing"]
"""A site is as its profile makes it now; older; changed by hand since; or not there."""


@dataclass(frozen=True)
class Job:
    """One client to build: where its profile lies and where project and site go."""

    profile: Path
    workspace: Path
    out: Path
    projects: Path
    today: date
    engine: Engine = "mkdocs"
    force: bool = False
    pdf: bool = False
    readable: bool = False
    """Whether the site stays readable, whatever the profile says: what an owner gets to keep."""

    passphrase: str | None = field(default=None, repr=False)
    refused: str = lock.NONE
    """Why there is no passphrase, for a site that needs one."""


@dataclass(frozen=True)
class Found:
    """A client and what its site would be made from; `whole` when nothing of the last is amiss.

    `mark` stands for the lock, and is empty for an open site; `asked` is a hash of it all.
    """

    client: Client
    library: Library
    kept: Mapping[str, object]
    whole: bool
    mark: str
    asked: str


def checked(path: Path, library: Library) -> Client:
    """Return a client whose profile has no problems; ProblemsError with all there are."""
    found = reading(path)
    problems = profile_problems(found, library)
    if problems or found.client is None:
        raise ProblemsError(problems)
    return found.client


def composed(
    client: Client, path: Path, library: Library, today: date, *, papers: bool = False
) -> dict[str, str]:
    """Return a client's pages; problems that only the decision finds name the profile."""
    with placing(path):
        return compose(client, library, today, papers=papers)


@lru_cache(maxsize=2)
def library_of(workspace: Path, digest: str) -> Library:  # noqa: ARG001 - the digest is the key
    """Return a workspace's library, read once while its content stays the same."""
    return content.library(content.roots(workspace))


def current_library(workspace: Path) -> Library:
    """Return a workspace's library as it is on the disk now."""
    return library_of(workspace, content.digest(content.roots(workspace)))


def named(job: Job) -> tuple[Client, Library]:
    """Return a job's client, as it will be shown, and the library."""
    library = current_library(job.workspace)
    client = checked(job.profile, library)
    return (client.opened() if job.readable else client), library


def found(client: Client, library: Library, job: Job, mark: str) -> Found:
    """Return what a site would be made from now, beside the state of the one that is there."""
    before = kept(job.out / STATE / f"{client.id}.json")
    if job.force or not (job.projects / client.id).is_dir():
        before = {}
    marks = kept(job.projects / STATE / f"{client.id}.json")
    sealed = seal(job.out / client.id)
    whole = marks.get("inputs") == before.get("inputs") and sealed.items() <= before.items()
    return Found(client, library, before, whole, mark, question(client, mark, job))


def wanted(now: Found, job: Job) -> tuple[dict[str, bytes], str]:
    """Return the project as it would be made now, with its fingerprint."""
    pages = composed(now.client, job.profile, now.library, job.today, papers=job.pdf)
    files = project_files(now.client, now.library, pages)
    builder = f"{job.engine} {versions(job.engine)} {job.pdf}"
    return files, fingerprint(files, f"{builder} {now.mark}" if now.mark else builder)


def standing(job: Job) -> tuple[Client, Standing]:
    """Return a client and how its built site stands to its profile, whoever built it and how.

    No passphrase is needed: a locked site's state holds what stands for it. ProblemsError when the
    profile has problems.
    """
    before = kept(job.out / STATE / f"{job.profile.stem}.json")
    engine: Engine = "zensical" if before.get("engine") == "zensical" else "mkdocs"
    job = replace(job, engine=engine, pdf=bool(before.get("pdf")), force=False)
    client, library = named(job)
    locked = client.profile.publish.lock
    mark = lock.mark_of(str(before.get("key", "")), shell(library)) if locked else ""
    now = found(client, library, job, mark)
    if not (job.out / client.id).is_dir() or not before:
        return client, "missing"
    if not seal(job.out / client.id).items() <= before.items():
        return client, "changed"
    same = now.kept.get("asked") == now.asked or now.kept.get("inputs") == wanted(now, job)[1]
    return client, "fresh" if now.whole and same else "stale"


def question(client: Client, mark: str, job: Job) -> str:
    """Return a hash of all that a site depends on, before any of it is worked out."""
    library = content.digest(content.roots(job.workspace))
    known = f"{code()} {library} {mark} {job.today} {versions(job.engine)} {job.pdf}"
    state = hashlib.sha256(known.encode())
    state.update(client.model_dump_json(exclude={"logo"}).encode())
    state.update(client.logo or b"")
    return state.hexdigest()


@lru_cache(maxsize=1)
def code() -> str:
    """Return a hash of this package's own code."""
    state = hashlib.sha256(__version__.encode())
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        state.update(path.read_bytes())
    return state.hexdigest()


def fingerprint(files: Mapping[str, bytes], builder: str) -> str:
    """Return a hash of everything a site is made from: the whole project and who builds it."""
    state = hashlib.sha256(f"{__version__} {builder}".encode())
    for name, data in files.items():
        state.update(f"\0{name}\0{len(data)}\0".encode())
        state.update(data)
    return state.hexdigest()
