"""What was published, kept beside the profiles, so that the next version can be held against it."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "published"
MOST = 10
"""How many versions a record goes back."""

KEPT = ("channel", "name", "verdict", "rank", "tier", "hours_per_week", "money_per_month")
REASONS = 3
MINUTE = 1 / 60


@dataclass(frozen=True)
class Published:
    """One version: its commit, the tree of its files, the client's mark, and the advice it gave.

    `undone` are the trees that were taken back before it, so that they do not go out again.
    """

    commit: str
    tree: str
    mark: str
    address: str
    day: str
    advice: Mapping[str, Any]
    undone: Sequence[str] = ()


def advice(decision: bytes) -> dict[str, Any]:
    """Return what a decision says to do, without the figures it rests on."""
    facts = json.loads(decision)
    return {
        "hours": facts["hours"],
        "money": facts["money"],
        "choices": [
            {key: choice[key] for key in KEPT}
            | {"because": [reason["text"] for reason in choice["because"][:REASONS]]}
            for choice in facts["choices"]
        ],
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the advice differs, a channel a line with its reason; nothing without both."""
    if not before or not after:
        return
    old = {choice["channel"]: choice for choice in before["choices"]}
    for choice in after["choices"]:
        was = old.pop(choice["channel"], None)
        said = _moved(was, choice)
        if said:
            fresh = [r for r in choice["because"] if was is None or r not in was["because"]]
            yield f"{choice['name']}: {said}.{f' {fresh[0]}' if fresh else ''}"
    yield from (f"{choice['name']}: is not in the library any more." for choice in old.values())
    planned, now = before["hours"]["planned"], after["hours"]["planned"]
    if abs(planned - now) > MINUTE:
        yield f"All in all: {now:g} h a week instead of {planned:g}."


def _moved(was: Mapping[str, Any] | None, now: Mapping[str, Any]) -> str:
    if was is None:
        return f"new, {now['verdict']}"
    if was["verdict"] != now["verdict"]:
        return f"{was['verdict']} became {now['verdict']}"
    if now["verdict"] != "now":
        return ""
    if was["tier"] != now["tier"]:
        return f"{was['tier']} became {now['tier']}"
    if abs(was["hours_per_week"] - now["hours_per_week"]) > MINUTE:
        return f"{now['hours_per_week']:g} h a week instead of {was['hours_per_week']:g}"
    return ""


def read(workspace: Path, name: str) -> tuple[Published, ...]:
    """Return what is known of a client's versions, the last one first; nothing without a record."""
    try:
        rows = json.loads((workspace / FOLDER / f"{name}.json").read_text("utf-8"))
        found = tuple(Published(**row) for row in rows)
    except (OSError, ValueError, TypeError):
        return ()
    return tuple(version for version in found if _sound(version.advice))


def _sound(advice: Mapping[str, Any]) -> bool:
    """Say whether an advice is one that this module wrote; empty where it is not known."""
    try:
        return not advice or (
            {"planned"} <= advice["hours"].keys()
            and all({*KEPT, "because"} <= choice.keys() for choice in advice["choices"])
        )
    except (LookupError, TypeError, AttributeError):
        return False


def keep(workspace: Path, name: str, version: Published) -> None:
    """Put a version on top of a client's record; the file is replaced whole."""
    rows = [version, *(old for old in read(workspace, name) if old.commit != version.commit)]
    target = workspace / FOLDER / f"{name}.json"
    target.parent.mkdir(exist_ok=True)
    new = target.with_name(f".{target.name}.new")
    with new.open("w", encoding="utf-8") as stream:
        json.dump([vars(row) for row in rows[:MOST]], stream, ensure_ascii=False, indent=1)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(target)


def of_tree(versions: tuple[Published, ...], tree: str) -> Published | None:
    """Return the version that had a tree, if the record knows it."""
    return next((version for version in versions if version.tree == tree), None)
