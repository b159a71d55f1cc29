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
from generator.project.swap import aside
from generator.site import links
from generator.site.engine import Engine, EngineError, run, versions
from generator.site.finish import finish
from generator.site.pdf import FOLDER, print_pages

Status = Literal["built", "unchanged", "failed"]
Standing = Literal["fresh", "stale", "changed", "missing"]
"""A site is as its profile makes it now; older; changed by hand since; or not there."""

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
    found = _look(job)
    client, target = found.client, job.out / found.client.id
    if found.whole and found.kept.get("asked") == found.asked:
        return _report(client.id, "unchanged", target)
    files, mark = _wanted(found, job)
    unchanged = found.whole and found.kept.get("inputs") == mark
    if not unchanged:
        _make(client, files, job)
    _keep(job.projects / STATE / f"{client.id}.json", {"inputs": mark})
    made = {"asked": found.asked, "inputs": mark, "engine": job.engine, "pdf": job.pdf}
    _keep(job.out / STATE / f"{client.id}.json", {**made, **seal(target)})
    return _report(client.id, "unchanged" if unchanged else "built", target)


@dataclass(frozen=True)
class _Found:
    """A client, the library, the site's state as it was kept, and what it would be built from."""

    client: Client
    library: Library
    kept: Mapping[str, object]
    whole: bool
    asked: str


def _look(job: Job) -> _Found:
    digest = content.digest(content.roots(job.workspace))
    library = library_of(job.workspace, digest)
    client = checked(job.profile, library)
    kept = _state(job.out / STATE / f"{client.id}.json")
    if job.force or not (job.projects / client.id).is_dir():
        kept = {}
    marks = _state(job.projects / STATE / f"{client.id}.json")
    sealed = seal(job.out / client.id)
    whole = marks.get("inputs") == kept.get("inputs") and sealed.items() <= kept.items()
    return _Found(client, library, kept, whole, question(client, digest, job))


def _wanted(found: _Found, job: Job) -> tuple[dict[str, bytes], str]:
    """Return the project as it would be made now, with its fingerprint."""
    pages = composed(found.client, job.profile, found.library, job.today, papers=job.pdf)
    files = project_files(found.client, found.library, pages)
    return files, fingerprint(files, f"{job.engine} {versions(job.engine)} {job.pdf}")


def standing(job: Job) -> tuple[Client, Standing]:
    """Return a client and how its built site stands to its profile, whoever built it and how.

    ProblemsError when the profile has problems.
    """
    kept = _state(job.out / STATE / f"{job.profile.stem}.json")
    engine: Engine = "zensical" if kept.get("engine") == "zensical" else "mkdocs"
    as_built = replace(job, engine=engine, pdf=bool(kept.get("pdf")), force=False)
    found = _look(as_built)
    if not (job.out / found.client.id).is_dir() or not kept:
        return found.client, "missing"
    if not seal(job.out / found.client.id).items() <= kept.items():
        return found.client, "changed"
    fresh = found.whole and (
        found.kept.get("asked") == found.asked
        or found.kept.get("inputs") == _wanted(found, as_built)[1]
    )
    return found.client, "fresh" if fresh else "stale"


def _make(client: Client, files: Mapping[str, bytes], job: Job) -> None:
    """Write project and site aside, look at the site, and put both in place."""
    target, project = job.out / client.id, job.projects / client.id
    made = aside(target)
    shutil.rmtree(made, ignore_errors=True)
    made.parent.mkdir(parents=True, exist_ok=True)
    write_tree(files, aside(project))
    try:
        run(job.engine, aside(project).resolve(), made.resolve())
        if job.pdf:
            print_pages(made, made / FOLDER, client.profile.publish.address)
        finish(made, client.profile)
        wrong = links.problems(made)
        if wrong:
            raise EngineError("\n".join(wrong))
        put_in_place(aside(project), project)
        put_in_place(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)
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


def _report(name: str, status: Status, site: Path) -> Report:
    pages = sum(1 for _ in site.rglob("*.html"))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    return Report(name, status, pages=pages, bytes=size)


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
