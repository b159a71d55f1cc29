"""Write a folder aside and put it in its place in one step.

A kill at any moment leaves the old folder or the new one, whole: files and folders reach the
disk before the exchange, and the exchange is one system call. Where the system has none, the old
folder steps aside first and `recover` puts it back on the next run.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

EXCHANGE = 2
HERE = -100
OLD = ".old"
NEW = ".new"
CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.EOPNOTSUPP}
"""What a system answers that cannot exchange two folders; anything else is a fault."""


def write_tree(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files by their relative paths into a new, empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def aside(target: Path) -> Path:
    """Return the folder beside a target in which its successor is made."""
    return target.parent / f".{target.name}{NEW}"


def put_in_place(made: Path, target: Path) -> None:
    """Exchange a finished folder with its target; the old one is removed afterwards."""
    recover(target)
    _to_disk(made)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        made.rename(target)
    elif not _exchanged(made, target):
        _stepped(made, target)
    else:
        shutil.rmtree(made, ignore_errors=True)
    _flush(target.parent)


def _stepped(made: Path, target: Path) -> None:
    """Put a folder in place by two renames; the old one comes back when the second fails."""
    before = old(target)
    shutil.rmtree(before, ignore_errors=True)
    target.rename(before)
    try:
        made.rename(target)
    except OSError:
        before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)


def recover(target: Path) -> None:
    """Put back what a kill between two renames left aside."""
    before = old(target)
    if before.exists() and not target.exists():
        before.rename(target)


def old(target: Path) -> Path:
    """Return the folder beside a target to which it steps aside where nothing can be exchanged."""
    return target.parent / f".{target.name}{OLD}"


def _exchanged(made: Path, target: Path) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is None or not sys.platform.startswith("linux"):
        return False
    arguments = (HERE, os.fsencode(made), HERE, os.fsencode(target), EXCHANGE)
    if rename(*arguments) == 0:
        return True
    fault = ctypes.get_errno()
    if fault not in CANNOT:
        raise OSError(fault, os.strerror(fault), str(target))
    return False


def _to_disk(folder: Path) -> None:
    for path, _, names in os.walk(folder):
        for name in names:
            _flush(Path(path) / name)
        _flush(Path(path))


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
