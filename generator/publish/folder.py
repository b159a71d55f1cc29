"""Finished sites as plain folders, for any static host."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import __version__
from generator.problems import quoted
from generator.project import put_in_place, write_tree
from generator.publish.site import MARK, RefusedError, Site, number, read_mark, total
from generator.site.state import contents

HOSTS = frozenset({"_headers", "_redirects", "netlify.toml", "wrangler.toml"})
"""Files that tell a host what to do: somebody else's, and kept."""

FRONT = ".playbook-front"
"""The file that says which files of a folder are its front page's, each with a hash."""

WORK = ".{}.new"
"""Where sites are made before they go to their place: beside the folder, never in it."""


def may_place(site: Site, target: Path, *, unlock: bool) -> None:
    """Refuse a folder that holds anything else than this client's site as it was put there."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        msg = f"{quoted(target)} is not a folder."
        raise RefusedError(msg)
    if not target.is_dir() or not any(target.iterdir()):
        return
    mark = target / MARK
    data = mark.read_bytes() if mark.is_file() else b""
    found, locked = read_mark(data)
    if found != site.mark:
        msg = f"{quoted(target)} holds something else than this client's site. Empty it first."
        raise RefusedError(msg)
    facts = json.loads(data)
    files = {name: data for name, data in contents(target).items() if name not in HOSTS}
    if facts.get("sum") != total(files):
        msg = f"{quoted(target)} was changed since it was put there. Empty it first."
        raise RefusedError(msg)
    if number(str(facts.get("release"))) > number(__version__):
        msg = f"{quoted(target)} was made by playbook {facts['release']}, newer than {__version__}."
        raise RefusedError(msg)
    if locked and not site.locked and not unlock:
        msg = (
            f"The site in {quoted(target)} is locked, and this one is not: anybody could read it. "
            "If you mean it, say --unlock."
        )
        raise RefusedError(msg)


def place(site: Site, target: Path) -> None:
    """Put a site into its folder, whole or not at all; a host's own files there stay."""
    made = work(target.parent) / target.name
    hosts = {n: (target / n).read_bytes() for n in sorted(HOSTS) if (target / n).is_file()}
    write_tree({**site.files, **hosts}, made)
    put_in_place(made, target)


def work(folder: Path) -> Path:
    """Return where the sites of a folder are made."""
    return folder.parent / WORK.format(folder.name)


def clear(folder: Path) -> None:
    """Remove what this run or one before left of its making."""
    shutil.rmtree(work(folder), ignore_errors=True)


def strays(folder: Path, names: frozenset[str]) -> Iterator[str]:
    """Yield the sites of a folder that are none of these clients'."""
    for mark in sorted(folder.glob(f"*/{MARK}")):
        if mark.parent.name not in names:
            yield mark.parent.name


def front(files: Mapping[str, bytes], folder: Path) -> None:
    """Put a front page into a folder of sites; RefusedError when other files are in its way."""
    known = _front(folder)
    for name in files:
        path = folder / name
        odd = path.is_symlink() or path.parent.is_symlink() or path.is_dir()
        there = path.read_bytes() if path.is_file() and not odd else None
        if odd or (there is not None and known.get(name) != _hash(there)):
            msg = f"{quoted(path)} is not the front page's. Move it away, or leave --index out."
            raise RefusedError(msg)
    for name in known.keys() - files.keys():
        if _hash((folder / name).read_bytes() if (folder / name).is_file() else b"") == known[name]:
            (folder / name).unlink()
    marks = json.dumps({name: _hash(data) for name, data in files.items()}) + "\n"
    _write({**files, FRONT: marks.encode()}, folder)


def _front(folder: Path) -> dict[str, str]:
    """Return the files that a front page put into a folder, each with its hash."""
    try:
        found = json.loads((folder / FRONT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    plain = isinstance(found, dict)
    return {n: str(h) for n, h in found.items() if ".." not in n and n[:1] != "/"} if plain else {}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def lay(files: Mapping[str, bytes], folder: Path, *, dry: bool = False) -> tuple[str, ...]:
    """Put files into a folder and return which; RefusedError when another one is in the way."""
    for name, data in files.items():
        path = folder / name
        if path.exists() and (not path.is_file() or path.read_bytes() != data):
            msg = f"{quoted(name)} is there already and differs. Move it away, then run this again."
            raise RefusedError(msg)
    fresh = {name: data for name, data in files.items() if not (folder / name).exists()}
    if not dry:
        _write(fresh, folder)
    return tuple(fresh)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(data)
        new.replace(path)
