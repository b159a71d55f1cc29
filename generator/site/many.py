"""Build one client, or many through an executor; whole or not at all, and only what changed."""

import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from typing import Literal

from generator import __version__
from generator.check import profile_problems
from generator.load import library as content
from generator.load.profile import placing, reading
from generator.model.library import Library
from generator.model.profile import Client
from generator.pages import compose
from generator.problems import Problem, ProblemsError
from generator.project import project_files, put_in_place, write_tree
from generator.project.shell import shell
from generator.project.swap import aside
from generator.site import links, lock
from generator.site.engine import Engine, EngineError, run, versions
from generator.site.finish import finish
from generator.site.lock import Lock, LockError
from generator.site.pdf import FOLDER, print_pages

Status = Literal["built", "unchanged", "failed"]
STATE = ".state"


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
class Report:
    """What came of a job; `log` holds what an engine or the link check said."""

    id: str
    status: Status
    pages: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    log: tuple[str, ...] = field(default=())
    locked: bool = False


def executor(jobs: int) -> Executor:
    """Return where jobs run: this process for one at a time, fresh processes for more."""
    if jobs == 1:
        return ThreadPoolExecutor(1)
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))


def build_all(jobs: Sequence[Job], pool: Executor) -> Iterator[Report]:
    """Yield a report for every job as it is done; one that fails does not stop the others."""
    with _deaf_children():
        waiting = {pool.submit(build_client, job): job for job in jobs}
    for done in as_completed(waiting):
        fault = done.exception()
        if fault is None:
            yield done.result()
        else:
            said = f"a fault in the program: {type(fault).__name__}: {fault}"
            yield Report(waiting[done].profile.stem, "failed", log=(said,))


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: they inherit what this one holds back.

    Ctrl-C then ends the waiting jobs, and those under way finish, so nothing is half-written. One
    that comes while they start is not lost: it arrives when they have.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would let the signal through while it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def build_client(job: Job) -> Report:
    """Build one client from profile to site; all that can go wrong is in the report."""
    began = time.monotonic()
    try:
        report = _build(job)
    except ProblemsError as error:
        report = Report(job.profile.stem, "failed", problems=error.problems)
    except (EngineError, OSError) as error:
        report = Report(job.profile.stem, "failed", log=tuple(str(error).splitlines()))
    return replace(report, seconds=round(time.monotonic() - began, 3))


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


def _build(job: Job) -> Report:
    digest = content.digest(content.roots(job.workspace))
    library = library_of(job.workspace, digest)
    client = checked(job.profile, library)
    if job.readable:
        client = client.opened()
    target, project = job.out / client.id, job.projects / client.id
    locked = _lock(client, library, job)
    state = job.out / STATE / f"{client.id}.json"
    marks = job.projects / STATE / f"{client.id}.json"
    kept = {} if job.force or not project.is_dir() else _state(state)
    whole = _state(marks).get("inputs") == kept.get("inputs")
    whole = whole and all(kept.get(name) == value for name, value in seal(target).items())
    asked = question(client, f"{digest} {locked.mark if locked else ''}", job)
    if whole and kept.get("asked") == asked:
        return _report(client.id, "unchanged", job)
    pages = composed(client, job.profile, library, job.today, papers=job.pdf)
    files = project_files(client, library, pages)
    builder = f"{job.engine} {versions(job.engine)} {job.pdf}"
    mark = fingerprint(files, f"{builder} {locked.mark}" if locked else builder)
    unchanged = whole and kept.get("inputs") == mark
    if not unchanged:
        _make(client, files, job, locked)
    _keep(marks, {"inputs": mark})
    _keep(state, {"asked": asked, "inputs": mark, **seal(target)})
    return _report(client.id, "unchanged" if unchanged else "built", job)


def _lock(client: Client, library: Library, job: Job) -> Lock | None:
    """Return how a site is locked, None for an open one.

    From here on nothing readable lies where the site goes, whatever becomes of this build.
    """
    if not client.profile.publish.lock:
        return None
    lock.seclude(job.out / client.id, _plain(client.id, job))
    if job.passphrase is None:
        raise LockError(job.refused)
    return Lock(lock.keys(job.passphrase, client), shell(library))


def _plain(name: str, job: Job) -> Path:
    """Return where a site is made that is to be locked: never where sites go."""
    return job.projects / f".{name}.plain"


def _make(client: Client, files: Mapping[str, bytes], job: Job, locked: Lock | None = None) -> None:
    """Write project and site aside, look at the site, lock it if need be, put both in place."""
    target, project = job.out / client.id, job.projects / client.id
    made = _plain(client.id, job) if locked else aside(target)
    shutil.rmtree(made, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_tree(files, aside(project))
    try:
        run(job.engine, aside(project).resolve(), made.resolve())
        if job.pdf:
            print_pages(made, made / FOLDER, client.profile.publish.address)
        finish(made, client.profile)
        wrong = links.problems(made)
        if wrong:
            raise EngineError("\n".join(wrong))
        if locked:
            lock.lock_site(made, aside(target), locked)
        put_in_place(aside(project), project)
        put_in_place(aside(target), target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(aside(target), ignore_errors=True)
        shutil.rmtree(aside(project), ignore_errors=True)


def question(client: Client, library: str, job: Job) -> str:
    """Return a hash of all that a site depends on, before any of it is worked out."""
    known = f"{code()} {library} {job.today} {versions(job.engine)} {job.pdf}"
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


def seal(site: Path) -> dict[str, object]:
    """Return what a site holds: how many bytes, and a hash of all files with their names."""
    state, total = hashlib.sha256(), 0
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        data = path.read_bytes()
        state.update(f"\0{path.relative_to(site).as_posix()}\0{len(data)}\0".encode())
        state.update(data)
        total += len(data)
    return {"bytes": total, "site": state.hexdigest()}


def _report(name: str, status: Status, job: Job) -> Report:
    """Return what was made; a locked site does not show its pages, but its project does."""
    site = job.out / name
    locked = (site / lock.HEADER).is_file()
    if locked:
        pages = 1 + sum(1 for _ in (job.projects / name / "docs").rglob("*.md"))
    else:
        pages = sum(1 for _ in site.rglob("*.html"))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    return Report(name, status, pages=pages, bytes=size, locked=locked)


def _state(path: Path) -> Mapping[str, object]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(path: Path, state: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as stream:
        json.dump(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
