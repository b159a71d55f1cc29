"""Build one client, or many through an executor; whole or not at all, and only what changed."""

import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from typing import Literal

from generator.model.library import Library
from generator.model.profile import Client
from generator.problems import Problem, ProblemsError
from generator.project import put_in_place, write_tree
from generator.project.shell import shell
from generator.project.swap import aside
from generator.site import links, lock
from generator.site.engine import EngineError, run
from generator.site.finish import finish
from generator.site.inputs import Job, found, named, wanted
from generator.site.leaks import leaks
from generator.site.lock import Lock, LockError
from generator.site.pdf import FOLDER, print_pages
from generator.site.state import STATE, contents, keep, seal

Status = Literal["built", "unchanged", "failed"]


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


def _build(job: Job) -> Report:
    client, library = named(job)
    locked = _lock(client, library, job)
    now = found(client, library, job, locked.mark if locked else "")
    if now.whole and now.kept.get("asked") == now.asked:
        return _report(client.id, "unchanged", job)
    files, inputs = wanted(now, job)
    unchanged = now.whole and now.kept.get("inputs") == inputs
    if not unchanged:
        _make(client, files, job, locked)
    keep(job.projects / STATE / f"{client.id}.json", {"inputs": inputs})
    made = {"asked": now.asked, "inputs": inputs, "engine": job.engine, "pdf": job.pdf}
    key = {"key": locked.keys.mark} if locked else {}
    keep(job.out / STATE / f"{client.id}.json", {**made, **key, **seal(job.out / client.id)})
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
        wrong = [*links.problems(made), *leaks(contents(made), client.profile)]
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
