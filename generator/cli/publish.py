"""The command that puts finished sites where their readers are."""

import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
import segno

from generator.cli.build import once
from generator.cli.lock import alone, held
from generator.cli.main import (
    PROBLEMS,
    checked_library,
    date_option,
    day,
    found,
    main,
    profiles_argument,
    say,
    workspace_of,
)
from generator.cli.sending import Run, answered, placed_all, published_all
from generator.cli.told import ANSWERS, Outcome, as_json, table
from generator.load.profile import profile
from generator.problems import quoted
from generator.publish.folder import clear, front, lay, strays
from generator.publish.showcase import decisions, showcase
from generator.publish.site import RefusedError
from generator.publish.workflow import workflow_files
from generator.site.inputs import current_library

TERMINATED = 128 + signal.SIGTERM
OWN = ("profiles", "overrides", "published")
"""Folders of a workspace that nothing is written into from outside."""


@main.command(short_help="Put the sites that changed online, or into a folder.")
@profiles_argument
@click.option("--dry-run", is_flag=True, help="Say exactly what would change; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--undo", is_flag=True, help="Put back the version before the last.")
@click.option("--unlock", is_flag=True, help="Let an open site replace a locked one.")
@click.option(
    "--to", metavar="FOLDER", help="Write the sites into a folder instead, for any static host."
)
@click.option("--index", is_flag=True, help="With --to: add a front page that lists the sites.")
@click.option("--workflow", is_flag=True, help="Write the workflow for GitHub, and no more.")
@click.option(
    "--out", metavar="FOLDER", default="dist", show_default=True, help="Where the sites are."
)
@click.option("--json", "as_data", is_flag=True, help="Print what was done for machines.")
@date_option
@click.pass_context
def publish(
    ctx: click.Context,
    /,
    profiles: tuple[str, ...],
    to: str | None,
    out: str,
    today: datetime | None,
    **flags: bool,
) -> None:
    """Publish the sites of the named clients, or of all that changed, on their branches.

    Where a site goes stands in its profile: `publish.repository` and the keys beside it. Nothing
    is ever forced: a branch that holds anything else than this client's sites is refused.
    """
    paths, built = once(found(profiles)), Path(out)
    workspace = workspace_of(paths[0])
    if flags["workflow"]:
        ctx.exit(_workflow(workspace, dry=flags["dry_run"]))
    projects = built.resolve().parent / "build"
    _called_well(profiles, built, to, flags)
    _apart(to, workspace, built, projects)
    for each in dict.fromkeys(map(workspace_of, paths)):
        checked_library(each)
    run = Run(
        built, projects, day(today), len(paths), bool(profiles),
        dry_run=flags["dry_run"], back=flags["undo"], unlock=flags["unlock"],
        quiet=flags["as_data"], sure=flags["yes"] or None,
    )  # fmt: skip
    projects.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, _end)
    with held(built), held(projects):
        outcomes = _folders(paths, Path(to), run, flags) if to else published_all(paths, run)
    outcomes = answered(outcomes)
    click.echo(as_json(outcomes) if run.quiet else table(outcomes))
    _complain(outcomes, quiet=run.quiet)
    if run.dry_run and not run.quiet:
        say("Nothing was changed.")
    ctx.exit(PROBLEMS if any(outcome.is_wrong for outcome in outcomes) else 0)


def _end(*_: object) -> None:
    """End as at Ctrl-C, so that nothing stays behind."""
    sys.exit(TERMINATED)


def _called_well(
    profiles: tuple[str, ...], built: Path, to: str | None, flags: Mapping[str, bool]
) -> None:
    """Refuse options that do not go together, and what nobody could answer."""
    wrong = {
        "--index belongs to --to FOLDER.": flags["index"] and not to,
        "--index lists all clients: name none.": flags["index"] and bool(profiles),
        "--undo belongs to a branch. In a folder, build the older version again.": (
            bool(to) and flags["undo"]
        ),
        "Name the clients to take back: playbook publish PROFILE --undo": (
            flags["undo"] and not profiles
        ),
        f"There is no folder {quoted(built)}. Build the sites first: playbook build": (
            not built.is_dir()
        ),
        "There is nobody to ask here. Look with --dry-run, then say --yes.": (
            not (flags["yes"] or flags["dry_run"] or to)
            and (flags["as_data"] or not sys.stdin.isatty())
        ),
    }
    for words, is_so in wrong.items():
        if is_so:
            raise click.UsageError(words)


def _apart(to: str | None, workspace: Path, built: Path, projects: Path) -> None:
    """Refuse folders that would hold each other."""
    if built.resolve() == projects:
        msg = f"{quoted(built)} is where the projects go. Name the folder of the sites."
        raise click.UsageError(msg)
    if to is None:
        return
    target = Path(to).resolve()
    inside = (built.resolve(), projects, *(workspace / name for name in OWN))
    around = (workspace, built.resolve(), projects, Path.cwd())
    if any(target.is_relative_to(own) for own in inside) or any(
        own.is_relative_to(target) for own in around
    ):
        msg = f"{quoted(to)} holds other things, or lies among them. Name a folder of its own."
        raise click.UsageError(msg)


def _workflow(workspace: Path, *, dry: bool) -> int:
    """Write the workflow into a workspace; what differs there already stays."""
    try:
        written = lay(workflow_files(), workspace, dry=dry)
    except RefusedError as error:
        say(str(error))
        return PROBLEMS
    click.echo("\n".join(written) or "The workflow is there already.")
    return 0


def _folders(
    paths: Sequence[Path], target: Path, run: Run, flags: Mapping[str, bool]
) -> list[Outcome]:
    """Write all sites into a folder, and its front page; nobody else writes there meanwhile."""
    if run.dry_run:
        return placed_all(paths, target, run)
    target.mkdir(parents=True, exist_ok=True)
    with alone(target):
        clear(target)
        outcomes = placed_all(paths, target, run)
        if flags["index"]:
            outcomes.append(_front_page(paths, target, run, outcomes))
    with suppress(OSError):
        target.rmdir()  # when nothing got there
    if not run.named:
        for name in strays(target, frozenset(path.stem for path in paths)):
            say(f"{target / name} is there too, and no profile is. Remove it if it should go.")
    return outcomes


def _front_page(
    paths: Sequence[Path], target: Path, run: Run, outcomes: Sequence[Outcome]
) -> Outcome:
    """Write a page that lists the open sites of a folder."""
    there = {outcome.id for outcome in outcomes if not outcome.is_wrong}
    clients = [profile(path)[0] for path in paths if path.stem in there]
    shown = [client for client in clients if not client.profile.publish.lock]
    for client in clients:
        if client.profile.publish.lock:
            say(f"{client.id} is locked, so the front page does not name it.")
    library = current_library(workspace_of(paths[0]))
    try:
        front(showcase(shown, library, decisions(shown, run.projects)), target)
    except RefusedError as error:
        return Outcome("index", "refused", said=error.reasons)
    except OSError as error:
        return Outcome("index", "failed", said=(str(error),))
    return Outcome("index", "written", str(target / "index.html"))


def _complain(outcomes: Sequence[Outcome], *, quiet: bool) -> None:
    for outcome in outcomes:
        for line in outcome.said:
            say(f"{outcome.id}: {line}")
    done = [outcome for outcome in outcomes if outcome.status == "published" and outcome.address]
    if len(done) == 1 and not quiet and done[0].answer:
        click.echo(f"\n{done[0].address}\n{ANSWERS[done[0].answer]}")
        if sys.stdout.isatty():
            segno.make(done[0].address).terminal(compact=True)
