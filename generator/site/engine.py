"""Run an engine over a project: MkDocs in this process, Zensical as a command."""

import logging
import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

Engine = Literal["mkdocs", "zensical"]
EPOCH = "1767225600"
"""2026-01-01: the date engines write into files, so that the same inputs give the same bytes."""


class EngineError(Exception):
    """The engine could not build the project, or warned about it."""


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def versions(engine: Engine) -> str:
    """Return the engine and theme with their versions."""
    names = ("zensical",) if engine == "zensical" else ("mkdocs", "mkdocs-material", "markdown")
    return " ".join(f"{name}={_version(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def run(engine: Engine, project: Path, out: Path, *, dirty: bool = False) -> None:
    """Build the project into `out`; EngineError on any warning.

    A dirty build redoes only the pages that changed, and lets warnings pass.
    """
    if engine == "zensical":
        _zensical(project, out)
    else:
        _mkdocs(project, out, dirty=dirty)


def _mkdocs(project: Path, out: Path, *, dirty: bool) -> None:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    from mkdocs.commands.build import build  # noqa: PLC0415 - a third of a second, only here
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    log = logging.getLogger("mkdocs")
    collector = _Collector()
    log.addHandler(collector)
    log.setLevel(logging.ERROR if dirty else logging.WARNING)
    log.propagate = False
    try:
        config = load_config(
            config_file=str(project / "mkdocs.yml"), site_dir=str(out), strict=not dirty
        )
        config.plugins.on_startup(command="build", dirty=dirty)
        build(config, dirty=dirty)
    except (MkDocsException, SystemExit) as error:
        raise EngineError("\n".join([*collector.messages, str(error)])) from error
    finally:
        log.removeHandler(collector)
    if collector.messages:
        raise EngineError("\n".join(collector.messages))


def _zensical(project: Path, out: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    done = subprocess.run(  # noqa: S603 - a fixed command in a folder of our own
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise EngineError((done.stdout + done.stderr).strip())
    shutil.rmtree(project / ".cache", ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    (project / "site").rename(out)
