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


def write(files: Mapping[str, bytes], target: Path) -> None:
    """Put files into a folder, whole or not at all."""
    write_tree(files, aside(target))
    put_in_place(aside(target), target)
