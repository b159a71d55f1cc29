"""Tell the service worker which files there are, so that a phone keeps one whole version."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from generator.project.assets import WORKER
from generator.project.share import SHARE
from generator.site.engine import EngineError
from generator.site.pdf import FOLDER

EMPTY = '{version:"",files:{}}'
NOT_KEPT = frozenset({WORKER, "CNAME", ".nojekyll", "robots.txt", "404.html", SHARE})
"""What no page shows, and what some hosts answer as an error."""

DIGITS = 16


def _kept(name: str) -> bool:
    """Say whether a phone keeps a file; papers are too large for that."""
    return name not in NOT_KEPT and not name.startswith(f"{FOLDER}/")


def keep_offline(site: Path, without: Collection[str] = ()) -> None:
    """Write every file's hash, and a version made of them all, into the site's worker.

    Files named in `without` are not kept either. Hashes are the first 64 bits of SHA-256, in
    hexadecimal. EngineError when the theme's worker has no place for them.
    """
    worker = site / WORKER
    if not worker.is_file():
        return
    files = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]
        for path in sorted(site.rglob("*"))
        if path.is_file()
        and _kept(name := path.relative_to(site).as_posix())
        and name not in without
    }
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:DIGITS]
    before = worker.read_text("utf-8")
    if before.count(EMPTY) != 1:
        msg = f"{WORKER}: the theme's worker must hold {EMPTY} once, for the list of files."
        raise EngineError(msg)
    listed = json.dumps({"version": version, "files": files}, separators=(",", ":"))
    worker.write_text(before.replace(EMPTY, listed), "utf-8")
