"""What publishing says: the plan before, the table after."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from generator.model.profile import Client
from generator.problems import short
from generator.publish.answer import Answer
from generator.publish.branch import Change, Plan
from generator.publish.site import LOCK

Status = Literal[
    "published", "written", "unchanged", "would be", "declined", "refused", "failed", "skipped"
]
FEW = 12
KB = 1024
SIGNS = {"added": "+", "changed": "~", "removed": "-"}
ANSWERS = {
    "new": "It answers with what was published.",
    "old": "It still shows what was there before; a host needs a minute or two.",
    "none": "It does not answer yet. GitHub needs a few minutes the first time, and the settings "
    "in docs/hosting.md.",
}


@dataclass(frozen=True)
class Outcome:
    """What became of one client: where it went, what changed, or why it did not go."""

    id: str
    status: Status
    address: str = ""
    plan: Plan | None = None
    said: tuple[str, ...] = field(default=())
    advice: tuple[str, ...] = field(default=())
    answer: Answer | None = None
    note: str = ""

    @property
    def is_wrong(self) -> bool:
        """Return whether the command has to end with status 1 for it."""
        return self.status in {"refused", "failed"}


def plan_text(client: Client, plan: Plan, advice: Sequence[str] | None, *, every: bool) -> str:
    """Return what publishing would do, for people; every file when that is wanted.

    `advice` is how it differs, None when the advice before is not known.
    """
    target = plan.target
    place = f"{short(target.repository, 200)}, branch {target.branch}"
    rows = {
        "to": f"{place}, folder {target.folder}" if target.folder else place,
        "address": target.address or "not in the profile (publish.url)",
        "read by": _readers(client, plan),
        "files": _files(plan),
        "advice": _advice(plan, advice),
    }
    if plan.elsewhere:
        folders = ", ".join(plan.elsewhere)
        rows["also"] = f"an earlier site of it stays online in {folders}; remove it by hand"
    lines = []
    for name, text in rows.items():
        first, *more = text.splitlines()
        lines += [f"  {name:<8} {first}", *(f"  {'':<8} {line}" for line in more)]
    return "\n".join([client.id, *_listed(plan.changes, every=every), *lines])


def _readers(client: Client, plan: Plan) -> str:
    if plan.locked:
        changed = {c.path.rpartition("/")[2] for c in plan.changes if c.kind == "changed"}
        anew = "\nThe passphrase is another one than before: every phone will ask for it."
        told = "whoever has the passphrase; that there is a site, and how large, shows to anybody"
        return f"{told}{anew if LOCK in changed else ''}"
    found = "search engines are asked in" if client.profile.publish.search_engines else (
        "search engines are asked to stay away"
    )  # fmt: skip
    before = "\nIt was locked until now: from now on it can be read." if plan.was_locked else ""
    return f"anybody who has the address; {found}{before}"


def _files(plan: Plan) -> str:
    counts = {kind: sum(c.kind == kind for c in plan.changes) for kind in SIGNS}
    told = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "the same"
    more = round(sum(change.after - change.before for change in plan.changes) / KB)
    return f"{told}; {more:+,} KB, {plan.size / KB:,.0f} KB in all"


def _advice(plan: Plan, advice: Sequence[str] | None) -> str:
    if plan.is_first:
        return "the first version"
    if advice is None:
        return "what was advised before is not known on this machine"
    return "\n".join(advice) or "the same as before"


def _listed(changes: Sequence[Change], *, every: bool) -> Iterator[str]:
    shown = changes if every else changes[:FEW]
    for change in shown:
        size = change.after if change.kind != "removed" else change.before
        yield f"    {SIGNS[change.kind]} {short(change.path, 90)}  {size:,} bytes"
    if len(shown) < len(changes):
        yield f"    and {len(changes) - len(shown)} more; --dry-run lists all"


def table(outcomes: Sequence[Outcome]) -> str:
    """Return what became of every client, a line each."""
    wide = max((len(outcome.id) for outcome in outcomes), default=0)
    return "\n".join(
        f"{outcome.status:<9}  {outcome.id:<{wide}}  {outcome.address or outcome.note}".rstrip()
        for outcome in outcomes
    )


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Return the same for machines."""
    rows = [
        {
            "id": outcome.id,
            "status": outcome.status,
            "address": outcome.address,
            "problems": list(outcome.said),
            "advice": list(outcome.advice),
            "answers": outcome.answer,
            "changes": [vars(change) for change in outcome.plan.changes] if outcome.plan else [],
            "bytes": outcome.plan.size if outcome.plan else 0,
            "locked": outcome.plan.locked if outcome.plan else None,
        }
        for outcome in outcomes
    ]
    return json.dumps({"clients": rows}, ensure_ascii=False, indent=2)
