"""One build at a time on one output; a dead build's lock does not block."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

NAME = ".lock"


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the output folder; say so and wait when another build holds it.

    The system frees the lock with the process, however that ends.
    """
    how = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
    with _locked(os.open(out / NAME, how, 0o644), out):
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder without a file in it, as where a host takes all that is there."""
    with _locked(os.open(folder, os.O_RDONLY), folder):
        yield


@contextmanager
def _locked(number: int, folder: Path) -> Iterator[None]:
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo(f"Another build is writing to {folder}; waiting for it.", err=True)
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)
