"""Find and read files without ever leaving the folder they must lie in."""

import os
import stat
from pathlib import Path

from generator.problems import Place, Problem, ProblemsError

LARGEST_FILE = 10_000_000
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How files are opened: a pipe that nobody writes to must not stop the reading."""


def shown(path: Path) -> str:
    """Return a path as messages show it: short, and with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def content(path: Path) -> bytes:
    """Return a regular file's bytes; ProblemsError when it cannot be read."""
    place = Place(shown(path))
    try:
        with os.fdopen(os.open(path, READ), "rb") as stream:
            kind = os.fstat(stream.fileno())
            if not stat.S_ISREG(kind.st_mode):
                raise ProblemsError([Problem(place, "", "This is not a file.", "Name a file.")])
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        wrong, remedy = "There is no such file.", "Check the name."
        raise ProblemsError([Problem(place, "", wrong, remedy)]) from None
    except OSError as error:
        wrong = f"The file cannot be read: {error.strerror or error}."
        raise ProblemsError([Problem(place, "", wrong, "Check it and its rights.")]) from None
    if len(data) > LARGEST_FILE:
        wrong = f"The file is larger than {LARGEST_FILE:,} bytes."
        raise ProblemsError([Problem(place, "", wrong, "Use a smaller one.")])
    return data


def beside(folder: Path, name: str) -> Path | None:
    """Return the file of this name in the folder, or None when it would lie elsewhere.

    The name is a plain one: no folders, no `..`, no link that leads out.
    """
    if not _is_plain(name):
        return None
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file():
            return None
        return path if path.resolve().parent == folder.resolve() else None
    except OSError:
        return None


def is_link(folder: Path, name: str) -> bool:
    """Tell whether a plain name in the folder is a link, wherever it leads."""
    try:
        return _is_plain(name) and (folder / name).is_symlink()
    except OSError:
        return False


def _is_plain(name: str) -> bool:
    return name not in {"", ".", ".."} and name == Path(name).name and not set(name) & {"\\", ":"}
