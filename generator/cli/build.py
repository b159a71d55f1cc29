"""The commands that write: build, project, init."""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterable
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path

import click

from generator.cli.lock import held
from generator.cli.main import (
    PROBLEMS,
    checked_library,
    counted,
    date_option,
    day,
    found,
    main,
    profiles_argument,
    say,
    workspace_of,
)
from generator.cli.phrase import with_phrases
from generator.load.library import package_root
from generator.load.schema import schema_text
from generator.problems import quoted, render
from generator.project import project_files, put_in_place, write_tree
from generator.project.swap import aside
from generator.publish.workflow import PLACE
from generator.site.engine import Engine, versions
from generator.site.inputs import Job, checked, composed
from generator.site.many import Report, build_all, executor
from generator.site.pdf import needed_browser

STARTER = {"gitignore.txt": ".gitignore", "workflow.yml": PLACE}


@main.command()
@profiles_argument
@click.option("--out", default="dist", show_default=True, help="Where the sites go.")
@click.option("--jobs", type=click.IntRange(1), help="How many to build at once.")
@click.option("--force", is_flag=True, help="Build even what has not changed.")
@click.option(
    "--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True,
    help="What turns the project into pages.",
)  # fmt: skip
@click.option("--pdf", is_flag=True, help="Print week, decision and playbook too; needs Chromium.")
@click.option("--json", "as_json", is_flag=True, help="Print the report for machines.")
@date_option
@click.pass_context
def build(  # noqa: PLR0913, PLR0917 - one parameter an option
    ctx: click.Context,
    profiles: tuple[str, ...],
    out: str,
    jobs: int | None,
    force: bool,  # noqa: FBT001 - click hands options over by name
    engine: Engine,
    pdf: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
    today: datetime | None,
) -> None:
    """Build the sites of the named clients, or of all.

    A locked site's passphrase comes from PLAYBOOK_PASSPHRASE_<ID>, the keyring or the terminal.
    """
    paths = once(found(profiles))
    if pdf:
        needed_browser()
    for workspace in dict.fromkeys(map(workspace_of, paths)):
        checked_library(workspace)
    projects = Path(out).resolve().parent / "build"
    if Path(out).resolve() == projects:
        msg = f"{quoted(out)} is where the projects go. Name another folder."
        raise click.UsageError(msg)
    if Path(out).exists() and not Path(out).is_dir():
        msg = f"{quoted(out)} is not a folder."
        raise click.UsageError(msg)
    waiting = with_phrases(
        Job(path, workspace_of(path), Path(out), projects, day(today), engine, force, pdf)
        for path in paths
    )
    Path(out).mkdir(parents=True, exist_ok=True)
    projects.mkdir(parents=True, exist_ok=True)
    with held(Path(out)), held(projects):
        reports = _run(waiting, min(jobs or os.cpu_count() or 1, len(waiting)))
    told = _json(reports, engine) if as_json else _text(reports, Path(out))
    click.echo(told)
    for report in reports:
        _complain(report)
    ctx.exit(PROBLEMS if any(report.status == "failed" for report in reports) else 0)


def once(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return each profile once; wrong use when two of them would be the same client."""
    files = {path.resolve(): path for path in reversed(paths)}
    kept: dict[str, Path] = {}
    for path in reversed(files.values()):
        if path.stem in kept:
            msg = f"{kept[path.stem]} and {path} would be the same client."
            raise click.UsageError(msg)
        kept[path.stem] = path
    return tuple(kept.values())


def _run(waiting: list[Job], jobs: int) -> list[Report]:
    began = time.monotonic()
    with executor(jobs) as pool:
        try:
            reports = _followed(waiting, pool)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if sys.stderr.isatty():
        say(f"{time.monotonic() - began:.1f} s")
    return sorted(reports, key=lambda report: report.id)


def _followed(waiting: list[Job], pool: Executor) -> list[Report]:
    with click.progressbar(
        build_all(waiting, pool),
        length=len(waiting),
        label=f"Building {counted(len(waiting), 'site')}",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as done:
        return list(done)


def _json(reports: Iterable[Report], engine: Engine) -> str:
    rows = list(reports)
    unchanged = sum(report.status == "unchanged" for report in rows)
    failed = sum(report.status == "failed" for report in rows)
    return json.dumps(
        {
            "built": len(rows) - failed,
            "unchanged": unchanged,
            "failed": failed,
            "engine": versions(engine),
            "clients": [
                {
                    "id": report.id,
                    "status": report.status,
                    "pages": report.pages,
                    "bytes": report.bytes,
                    "locked": report.locked,
                    "seconds": report.seconds,
                    "problems": [str(problem) for problem in report.problems],
                    "log": list(report.log),
                }
                for report in rows
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _text(reports: Iterable[Report], out: Path) -> str:
    lines = []
    for report in reports:
        size = f"{report.pages} pages, {report.bytes // 1024} KB" if report.pages else ""
        who = ", locked" if report.locked else ""
        lines.append(f"{report.status:<9}  {out / report.id}  {size}{who}".rstrip())
    return "\n".join(lines)


def _complain(report: Report) -> None:
    if report.status == "failed":
        say(render(report.problems, "text") if report.problems else "\n".join(report.log))
        number = len(report.problems) or len(report.log)
        say(f"{report.id}: {counted(number, 'problem')}. Nothing was written.")


def empty(name: str) -> Path:
    """Return a folder to make, or an empty one to fill; wrong use when there is anything in it."""
    target = Path(name).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        msg = f"{quoted(name)} exists and is not an empty folder."
        raise click.UsageError(msg)
    return target


@main.command()
@click.argument("profile")
@click.option("--out", required=True, help="The folder to make.")
@date_option
def project(profile: str, out: str, today: datetime | None) -> None:
    """Write a client's self-contained MkDocs project, to hand over."""
    path = found((profile,))[0]
    target = empty(out)
    library = checked_library(workspace_of(path))
    client = checked(path, library).opened()
    files = project_files(client, library, composed(client, path, library, day(today)))
    write_tree(files, aside(target))
    put_in_place(aside(target), target)
    click.echo(f"{out}: build it with `mkdocs build --strict` or `zensical build`")


@main.command(short_help="Start a workspace, with a sample to copy.")
@click.argument("directory")
def init(directory: str) -> None:
    """Start a workspace: consultant's file, sample profile, README, GitHub workflow."""
    target = empty(directory)
    source = package_root() / "playbook" / "starter"
    made = aside(target)
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(source, made)
    for name, real in STARTER.items():
        (made / real).parent.mkdir(parents=True, exist_ok=True)
        (made / name).rename(made / real)
    (made / "profiles" / "profile.schema.json").write_text(schema_text(), "utf-8")
    put_in_place(made, target)
    click.echo(f"{directory} is ready. Next: cd {directory} && playbook build")
