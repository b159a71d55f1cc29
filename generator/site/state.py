"""What is remembered of a built site, beside it, and how it is known to be as it was left."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

STATE = ".state"


def seal(site: Path) -> dict[str, object]:
    """Return what a site holds: how many bytes, and a hash of all files with their names."""
    state, total = hashlib.sha256(), 0
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        data = path.read_bytes()
        state.update(f"\0{path.relative_to(site).as_posix()}\0{len(data)}\0".encode())
        state.update(data)
        total += len(data)
    return {"bytes": total, "site": state.hexdigest()}


def contents(site: Path) -> dict[str, bytes]:
    """Return every file of a site by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def kept(path: Path) -> Mapping[str, object]:
    """Return what was kept; nothing when there is none, or none that can be read."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(path: Path, state: Mapping[str, object]) -> None:
    """Keep a state; the file is replaced whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as stream:
        json.dump(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
