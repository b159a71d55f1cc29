"""The command that puts finished sites where their readers are."""

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
import segno

from generator.cli.build import once
from generator.cli.lock import held
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
from generator.cli.sending import Run, placed_all, published_all
from generator.cli.told import ANSWERS, Outcome, as_json, table
from generator.load.profile import profile
from generator.problems import quoted
from generator.publish.folder import lay, refresh
from generator.publish.showcase import decisions, showcase
from generator.publish.site import RefusedError
from generator.publish.workflow import workflow_files
from generator.site.inputs import current_library


@main.command()
@profiles_argument
@click.option("--dry-run", is_flag=True, help="Say exactly what would change; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--undo", is_flag=True, help="Put the version before in place again.")
@click.option("--unlock", is_flag=True, help="Let an open site replace a locked one.")
@click.option("--to", help="Write the sites into a folder instead, for any static host.")
@click.option("--index", is_flag=True, help="With --to: add a front page that lists the sites.")
@click.option("--workflow", is_flag=True, help="Write GitHub's workflow into this workspace.")
@click.option("--out", default="dist", show_default=True, help="Where the built sites lie.")
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
    if flags["workflow"]:
        ctx.exit(_workflow(workspace_of(paths[0])))
    _called_well(built, to, flags)
    for workspace in dict.fromkeys(map(workspace_of, paths)):
        checked_library(workspace)
    run = Run(
        built, built.resolve().parent / "build", day(today), len(paths), bool(profiles),
        dry_run=flags["dry_run"], back=flags["undo"], unlock=flags["unlock"],
        quiet=flags["as_data"], sure=flags["yes"],
    )  # fmt: skip
    run.projects.mkdir(exist_ok=True)
    with held(built), held(run.projects):
        outcomes = placed_all(paths, Path(to), run) if to else published_all(paths, run)
        if to and flags["index"] and not run.dry_run:
            _front_page(paths, Path(to), run, outcomes)
    click.echo(as_json(outcomes) if run.quiet else table(outcomes))
    _complain(outcomes, quiet=run.quiet)
    ctx.exit(PROBLEMS if any(outcome.is_wrong for outcome in outcomes) else 0)


def _called_well(built: Path, to: str | None, flags: Mapping[str, bool]) -> None:
    """Refuse options that do not go together, and what nobody could answer."""
    if flags["index"] and not to:
        msg = "--index belongs to --to FOLDER."
        raise click.UsageError(msg)
    if to and flags["undo"]:
        msg = "--undo belongs to a branch. In a folder, build the older version again."
        raise click.UsageError(msg)
    if not built.is_dir():
        msg = f"There is no folder {quoted(built)}. Build the sites first: playbook build"
        raise click.UsageError(msg)
    if not (flags["yes"] or flags["dry_run"] or to or sys.stdin.isatty()):
        msg = "There is nobody to ask here. Look with --dry-run, then say --yes."
        raise click.UsageError(msg)


def _workflow(workspace: Path) -> int:
    """Write the workflow into a workspace; what differs there already stays."""
    try:
        written = lay(workflow_files(), workspace)
    except RefusedError as error:
        say(str(error))
        return PROBLEMS
    click.echo("\n".join(written) or "The workflow is there already.")
    return 0


def _front_page(paths: Sequence[Path], target: Path, run: Run, outcomes: Sequence[Outcome]) -> None:
    """Write a page that lists the open sites of a folder; none for those that did not get there."""
    there = {outcome.id for outcome in outcomes if not outcome.is_wrong}
    clients = [profile(path)[0] for path in paths if path.stem in there]
    shown = [client for client in clients if not client.profile.publish.lock]
    if shown:
        library = current_library(workspace_of(paths[0]))
        refresh(showcase(shown, library, decisions(shown, run.projects)), target)


def _complain(outcomes: Sequence[Outcome], *, quiet: bool) -> None:
    for outcome in outcomes:
        for line in outcome.said:
            say(f"{outcome.id}: {line}")
    done = [outcome for outcome in outcomes if outcome.status == "published" and outcome.address]
    if len(done) == 1 and not quiet and done[0].answer:
        click.echo(f"\n{done[0].address}\n{ANSWERS[done[0].answer]}")
        if sys.stdout.isatty():
            segno.make(done[0].address).terminal(compact=True)
