"""The command that puts finished sites where their readers are."""

import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import segno

from generator.check import shared_places
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
from generator.cli.told import ANSWERS, Outcome, as_json, plan_text, table
from generator.load.profile import reading, sharing
from generator.model.profile import Client
from generator.problems import ProblemsError, quoted
from generator.publish import record
from generator.publish.answer import answer
from generator.publish.branch import Plan, Target, plan, push, undo
from generator.publish.folder import place
from generator.publish.git import GitError, Store, stores
from generator.publish.site import RefusedError, Site, mark_of, outgoing
from generator.site.many import Job, standing

WORK = ".publish"
AT_ONCE = 8
NOT_FRESH = {
    "missing": "There is no site of it in {out}. Run: playbook build {id}",
    "stale": "The site in {out} is older than its profile or content. Run: playbook build {id}",
    "changed": "The site in {out} was changed by hand since it was built. Run: playbook build {id}",
}


@dataclass
class _Run:
    """How the command was called, and whether somebody has said yes already."""

    out: Path
    projects: Path
    today: datetime | None
    dry: bool
    back: bool
    unlock: bool
    quiet: bool
    sure: bool
    named: bool
    clients: int

    @property
    def question(self) -> str:
        """Return what is asked, once."""
        if self.clients == 1:
            return "Publish it?"
        return "Publish it, and whatever changed of the clients after it?"


@main.command()
@profiles_argument
@click.option("--dry-run", is_flag=True, help="Say exactly what would change; change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--undo", "back", is_flag=True, help="Put the version before in place again.")
@click.option("--unlock", is_flag=True, help="Let an open site replace a locked one.")
@click.option("--to", help="Write the sites into a folder instead, for any static host.")
@click.option("--out", default="dist", show_default=True, help="Where the built sites lie.")
@click.option("--json", "as_data", is_flag=True, help="Print what was done for machines.")
@date_option
@click.pass_context
def publish(  # noqa: PLR0913, PLR0917 - one parameter an option
    ctx: click.Context,
    profiles: tuple[str, ...],
    dry_run: bool,  # noqa: FBT001 - click hands options over by name
    yes: bool,  # noqa: FBT001
    back: bool,  # noqa: FBT001
    unlock: bool,  # noqa: FBT001
    to: str | None,
    out: str,
    as_data: bool,  # noqa: FBT001
    today: datetime | None,
) -> None:
    """Publish the sites of the named clients, or of all that changed, on their branches.

    Where a site goes stands in its profile: `publish.repository` and the keys beside it. Nothing
    is ever forced: a branch that holds anything else than this client's sites is refused.
    """
    paths, built = once(found(profiles)), Path(out)
    if not built.is_dir():
        msg = f"There is no folder {quoted(out)}. Build the sites first: playbook build"
        raise click.UsageError(msg)
    if not (yes or dry_run or to or sys.stdin.isatty()):
        msg = "There is nobody to ask here. Look with --dry-run, then say --yes."
        raise click.UsageError(msg)
    for workspace in dict.fromkeys(map(workspace_of, paths)):
        checked_library(workspace)
    projects = built.resolve().parent / "build"
    projects.mkdir(exist_ok=True)
    run = _Run(
        built, projects, today, dry_run, back, unlock, as_data, yes, bool(profiles), len(paths)
    )
    with held(built), held(projects):
        outcomes = _placed_all(paths, Path(to), run) if to else _published_all(paths, run)
    click.echo(as_json(outcomes) if as_data else table(outcomes))
    _complain(outcomes, quiet=as_data)
    ctx.exit(PROBLEMS if any(outcome.is_wrong for outcome in outcomes) else 0)


def _published_all(paths: Sequence[Path], run: _Run) -> list[Outcome]:
    with stores(run.projects / WORK) as store:
        outcomes = [_outcome(path, partial(_published, path, run, store)) for path in paths]
    return _answered(outcomes)


def _placed_all(paths: Sequence[Path], target: Path, run: _Run) -> list[Outcome]:
    return [_outcome(path, partial(_placed, path, target, run)) for path in paths]


def _outcome(path: Path, act: Callable[[], Outcome]) -> Outcome:
    """Return what became of one client; whatever goes wrong is in it, and the next one follows."""
    try:
        return act()
    except ProblemsError as error:
        return Outcome(path.stem, "refused", said=tuple(map(str, error.problems)))
    except RefusedError as error:
        return Outcome(path.stem, "refused", said=error.reasons)
    except (GitError, OSError) as error:
        return Outcome(path.stem, "failed", said=tuple(str(error).splitlines()))


def _published(path: Path, run: _Run, store: Callable[[str], Store]) -> Outcome:
    """Publish one client's site as it stands, on its branch."""
    client, state = standing(_job(path, run))
    target = _target(path, client)
    if target is None and not run.named:
        return Outcome(client.id, "skipped")
    if target is None:
        msg = "Its profile names no `publish.repository`. Add it, or use --to FOLDER."
        raise RefusedError(msg)
    own = store(target.repository)
    if run.back:
        return _carried_out(path, client, undo(own, target, mark_of(client)), own, run)
    site = _fresh(client, state, run)
    return _carried_out(path, client, plan(own, target, site, unlock=run.unlock), own, run)


def _carried_out(path: Path, client: Client, made: Plan, own: Store, run: _Run) -> Outcome:
    workspace = workspace_of(path)
    versions = record.read(workspace, client.id)
    now = _advice(client, made, versions, run)
    before = versions[0].advice if versions else {}
    advice = tuple(record.differences(before, now))
    done = Outcome(client.id, "unchanged", made.target.address or "", made, advice=advice)
    if not made.changes:
        return done
    if not run.quiet:
        click.echo(plan_text(client, made, advice if before and now else None, every=run.dry))
    if run.dry:
        return replace(done, status="would be")
    run.sure = run.sure or click.confirm(run.question, err=True)
    if not run.sure:
        return replace(done, status="declined")
    commit = push(own, made)
    on = day(run.today).isoformat()
    record.keep(workspace, client.id, record.Published(commit, made.tree, done.address, on, now))
    return replace(done, status="published")


def _advice(
    client: Client, made: Plan, versions: tuple[record.Published, ...], run: _Run
) -> Mapping[str, Any]:
    """Return the advice of the version that goes out; nothing when an old one is not known."""
    if not run.back:
        return record.advice((run.projects / client.id / "decision.json").read_bytes())
    known = record.of_tree(versions, made.tree)
    return known.advice if known else {}


def _job(path: Path, run: _Run) -> Job:
    return Job(path, workspace_of(path), run.out, run.projects, day(run.today))


def _fresh(client: Client, state: str, run: _Run) -> Site:
    if state != "fresh":
        raise RefusedError(NOT_FRESH[state].format(out=run.out, id=client.id))
    return outgoing(run.out / client.id, client)


def _target(path: Path, client: Client) -> Target | None:
    """Return where a client goes, None where its profile says nothing.

    ProblemsError when another client of the same folder goes there too.
    """
    publishing = client.profile.publish
    if publishing.repository is None:
        return None
    words = {
        publishing.repository.removesuffix(".git"), publishing.domain or "",
        (publishing.url or "").rstrip("/"),
    }  # fmt: skip
    others = [(other, reading(other)) for other in sharing(path, words)]
    theirs = set(shared_places(others))
    problems = [p for p in shared_places([*others, (path, reading(path))]) if p not in theirs]
    if problems:
        raise ProblemsError(problems)
    return Target(
        publishing.repository, publishing.branch, publishing.folder, publishing.address,
        publishing.domain,
    )  # fmt: skip


def _placed(path: Path, target: Path, run: _Run) -> Outcome:
    """Write one client's site into a folder."""
    client, state = standing(_job(path, run))
    site, own = _fresh(client, state, run), target / client.id
    if run.dry:
        return Outcome(client.id, "would be", str(own))
    place(site, own)
    return Outcome(client.id, "published", str(own))


def _answered(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes with what the addresses show now."""

    def asked(outcome: Outcome) -> Outcome:
        if outcome.status != "published" or not outcome.address or not outcome.plan:
            return outcome
        return replace(outcome, answer=answer(outcome.address, outcome.plan.page))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(asked, outcomes))


def _complain(outcomes: Sequence[Outcome], *, quiet: bool) -> None:
    for outcome in outcomes:
        for line in outcome.said:
            say(f"{outcome.id}: {line}")
    done = [outcome for outcome in outcomes if outcome.status == "published" and outcome.address]
    if len(done) == 1 and not quiet and done[0].answer:
        click.echo(f"\n{done[0].address}\n{ANSWERS[done[0].answer]}")
        if sys.stdout.isatty():
            segno.make(done[0].address).terminal(compact=True)
