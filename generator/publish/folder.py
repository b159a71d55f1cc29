"""Finished sites as plain folders, for any static host."""

from collections.abc import Mapping
from pathlib import Path

from generator.problems import quoted
from generator.project import put_in_place, write_tree
from generator.project.swap import aside
from generator.publish.site import MARK, RefusedError, Site, read_mark


def place(site: Site, target: Path) -> None:
    """Put a site into a folder, whole or not at all; RefusedError when another thing lies there."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        msg = f"{quoted(target)} is not a folder."
        raise RefusedError(msg)
    if target.is_dir() and any(target.iterdir()):
        mark = target / MARK
        found, _ = read_mark(mark.read_bytes()) if mark.is_file() else ("", False)
        if found != site.mark:
            msg = f"{quoted(target)} holds something else than this client's site. Empty it first."
            raise RefusedError(msg)
    write(site.files, target)


def refresh(files: Mapping[str, bytes], target: Path) -> None:
    """Put files into a folder beside what is there, each whole or not at all."""
    for name, data in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(data)
        new.replace(path)


def lay(files: Mapping[str, bytes], target: Path) -> tuple[str, ...]:
    """Put files into a folder and return which; RefusedError when another one is in the way."""
    for name, data in files.items():
        path = target / name
        if path.exists() and path.read_bytes() != data:
            msg = f"{quoted(name)} is there already and differs. Move it away, then run this again."
            raise RefusedError(msg)
    fresh = {name: data for name, data in files.items() if not (target / name).exists()}
    refresh(fresh, target)
    return tuple(fresh)


def write(files: Mapping[str, bytes], target: Path) -> None:
    """Put files into a folder, whole or not at all."""
    write_tree(files, aside(target))
    put_in_place(aside(target), target)
