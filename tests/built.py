"""Build sites for tests: the samples once for a whole run, and workspaces of a test's own."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.project.assets import WORKER
from generator.site import Job, Report, build_all, build_client
from generator.site.offline import EMPTY, keep_offline
from tests.conftest import SAMPLES, TODAY, WORKSPACE

COMMAND = (sys.executable, "-c", "from generator.cli import main; main(prog_name='playbook')")
SAMPLE = "harbor-lane-bakery"
DONE = "done"
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Workspace:
    """A folder with profiles of its own, and where its projects and sites go."""

    folder: Path

    @property
    def dist(self) -> Path:
        """Return where the sites lie."""
        return self.folder / "dist"

    @property
    def projects(self) -> Path:
        """Return where the projects lie."""
        return self.folder / "build"

    def profile(self, name: str) -> Path:
        """Return the file of a client."""
        return self.folder / "profiles" / f"{name}.yml"

    def job(self, name: str) -> Job:
        """Return the job of a client."""
        return Job(self.profile(name), self.folder, self.dist, self.projects, TODAY)

    def build(self, name: str) -> Report:
        """Build one client in this process."""
        return build_client(self.job(name))


def workspace(folder: Path, *names: str) -> Workspace:
    """Return a new workspace with the consultant's file and the named samples."""
    profiles = folder / "profiles"
    profiles.mkdir(parents=True)
    source = WORKSPACE / "profiles"
    for path in (source / "_consultant.yml", *source.glob("*.svg")):
        shutil.copyfile(path, profiles / path.name)
    for name in names:
        shutil.copyfile(source / f"{name}.yml", profiles / f"{name}.yml")
    return Workspace(folder)


def samples(factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built, made once for all workers of a run."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = Workspace(shared / "samples")
    with (shared / "samples.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made.folder / DONE).exists():
            _build_all(workspace(made.folder, *SAMPLES))
            (made.folder / DONE).touch()
    return made


def _build_all(made: Workspace) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        reports = list(build_all([made.job(name) for name in SAMPLES], pool))
    failed = {r.id: r.log or r.problems for r in reports if r.status != "built"}
    assert not failed, failed


def playbook(
    *arguments: str, cwd: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return run((*COMMAND, *arguments), cwd, variables)


def run(
    command: Sequence[str], cwd: Path, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run any command with this repository on Python's path."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(variables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def copied_with(site: Path, folder: Path, changed: Mapping[str, bytes]) -> Path:
    """Return a copy of a site with some files changed, as if it had been built so."""
    shutil.copytree(site, folder)
    for name, data in changed.items():
        (folder / name).write_bytes(data)
    worker = folder / WORKER
    worker.write_text(re.sub(r'\{"version":.*?\}\}', EMPTY, worker.read_text("utf-8")), "utf-8")
    keep_offline(folder)
    return folder


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a command under test."""
    quiet = {"PYTHONPATH": str(WORKSPACE), "NO_MKDOCS_2_WARNING": "1"}
    return {**os.environ, **quiet, **(variables or {})}


def rewrite(path: Path, change: Change) -> None:
    """Change a profile's values and write it back."""
    values = yaml.safe_load(path.read_text("utf-8"))
    change(values)
    path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), "utf-8")


def digest(folder: Path) -> dict[str, str]:
    """Return a hash of every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pages(site: Path) -> dict[str, str]:
    """Return the HTML of every page of a site by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_text("utf-8")
        for path in sorted(site.rglob("*.html"))
    }
