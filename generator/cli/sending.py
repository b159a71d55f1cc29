"""Publish clients one by one; whatever becomes of one, the next one follows."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from generator.check import shared_places
from generator.cli.main import workspace_of
from generator.cli.told import Outcome, plan_text
from generator.load.profile import reading, sharing
from generator.model.profile import Client
from generator.model.remotes import github_repository, place_of
from generator.problems import ProblemsError
from generator.publish import record
from generator.publish.answer import answer
from generator.publish.branch import Known, Plan, plan, push, undo
from generator.publish.folder import clear, may_place, place
from generator.publish.git import GitError, Store, stores
from generator.publish.guards import Target
from generator.publish.showcase import lost
from generator.publish.site import LOST, RefusedError, Site, mark_of, outgoing
from generator.site.inputs import Job, current_library, standing

WORK = ".publish"
AT_ONCE = 8
NOT_FRESH = {
    "missing": "There is no site of it in {out}. Run: playbook build {id}",
    "stale": "The site in {out} is older than its profile or content. Run: playbook build {id}",
    "changed": "The site in {out} was changed by hand since it was built. Run: playbook build {id}",
}


@dataclass
class Run:
    """How the command was called, and whether somebody has said yes already."""

    out: Path
    projects: Path
    today: date
    clients: int
    named: bool
    dry_run: bool = False
    back: bool = False
    unlock: bool = False
    quiet: bool = False
    sure: bool | None = None

    def agreed(self) -> bool:
        """Return whether to go on: asked once, for this client and all that follow."""
        if self.sure is None:
            what = "Take this version back?" if self.back else "Publish it?"
            if self.clients > 1:
                what = f"{what[:-1]}, and then what changed of the others, without asking again?"
            self.sure = click.confirm(what, err=True)
        return self.sure


def published_all(paths: Sequence[Path], run: Run) -> list[Outcome]:
    """Put every client's site on its branch."""
    with stores(run.projects / WORK) as store:
        return [_outcome(path, partial(_published, path, run, store)) for path in paths]


def placed_all(paths: Sequence[Path], target: Path, run: Run) -> list[Outcome]:
    """Write every client's site into a folder of that name."""
    try:
        return [_outcome(path, partial(_placed, path, target, run)) for path in paths]
    finally:
        clear(target)


def _outcome(path: Path, act: Callable[[], Outcome]) -> Outcome:
    """Return what became of one client; whatever goes wrong is in it, and the next one follows."""
    try:
        return act()
    except ProblemsError as error:
        return Outcome(path.stem, "refused", said=tuple(map(str, error.problems)))
    except RefusedError as error:
        return Outcome(path.stem, "refused", said=error.reasons)
    except (GitError, OSError, UnicodeError) as error:
        return Outcome(path.stem, "failed", said=tuple(str(error).splitlines()))


def _published(path: Path, run: Run, store: Callable[[str], Store]) -> Outcome:
    """Publish one client's site as it stands, on its branch."""
    client, state = standing(_job(path, run))
    target = _target(path, client)
    if target is None and not run.named:
        return Outcome(client.id, "skipped", note="its profile names no publish.repository")
    if target is None:
        msg = "Its profile names no `publish.repository`. Add it, or use --to FOLDER."
        raise RefusedError(msg)
    own, versions = store(target.repository), record.read(workspace_of(path), client.id)
    marks = {mark_of(client), *(version.mark for version in versions)}
    known = Known(frozenset(marks), frozenset(versions[0].undone if versions else ()))
    if run.back:
        made = undo(own, target, mark_of(client), known)
        return _carried_out(path, client, made, own, run)
    site = _fresh(client, state, run)
    if target.folder:
        site = replace(site, beside={LOST: lost(current_library(workspace_of(path)))})
    return _carried_out(path, client, plan(own, target, site, known, unlock=run.unlock), own, run)


def _carried_out(path: Path, client: Client, made: Plan, own: Store, run: Run) -> Outcome:
    workspace = workspace_of(path)
    versions = record.read(workspace, client.id)
    now, there = _advice(client, made, versions, run), record.of_tree(versions, made.was)
    before = there.advice if there else {}
    advice = tuple(record.differences(before, now))
    done = Outcome(client.id, "unchanged", made.target.address or "", made, advice=advice)
    version = record.Published(
        made.before or "", made.own, mark_of(client), done.address, run.today.isoformat(), now,
        (*(versions[0].undone if versions else ()), made.was) if run.back else (),
    )  # fmt: skip
    if not made.changes:
        if not run.dry_run and (not versions or versions[0].tree != made.own):
            record.keep(workspace, client.id, version)  # a run before could not write it
        return done
    if not run.quiet:
        click.echo(plan_text(client, made, advice if before and now else None, every=run.dry_run))
    if run.dry_run:
        return replace(done, status="would be")
    if not run.agreed():
        return replace(done, status="declined")
    record.keep(workspace, client.id, replace(version, commit=push(own, made)))
    return replace(done, status="published")


def _advice(
    client: Client, made: Plan, versions: tuple[record.Published, ...], run: Run
) -> Mapping[str, Any]:
    """Return the advice of the version that goes out; nothing when an old one is not known."""
    if not run.back:
        return record.advice((run.projects / client.id / "decision.json").read_bytes())
    known = record.of_tree(versions, made.own)
    return known.advice if known else {}


def _job(path: Path, run: Run) -> Job:
    return Job(path, workspace_of(path), run.out, run.projects, run.today)


def _fresh(client: Client, state: str, run: Run) -> Site:
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
        publishing.repository.removesuffix(".git"), place_of(publishing.repository)[1],
        publishing.domain or "", (publishing.address or "").split("://")[-1].rstrip("/"),
        github_repository(publishing.address or ""),
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


def _placed(path: Path, target: Path, run: Run) -> Outcome:
    """Write one client's site into a folder."""
    client, state = standing(_job(path, run))
    site, own = _fresh(client, state, run), target / client.id
    may_place(site, own, unlock=run.unlock)
    if run.dry_run:
        return Outcome(client.id, "would be", str(own))
    place(site, own)
    return Outcome(client.id, "written", str(own))


def answered(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes with what the addresses show now."""

    def asked(outcome: Outcome) -> Outcome:
        if outcome.status != "published" or not outcome.address or not outcome.plan:
            return outcome
        return replace(outcome, answer=answer(outcome.address, outcome.plan.page))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(asked, outcomes))
