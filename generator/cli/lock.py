"""One build at a time on one output; a dead build's lock does not block."""

import fcntl
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
    with (out / NAME).open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo(f"Another build is writing to {out}; waiting for it.", err=True)
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield
