"""The command that previews one client's site."""

import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import segno
from watchfiles import Change, DefaultFilter, watch

from generator.cli.main import checked_library, date_option, day, found, main, say, workspace_of
from generator.load.library import roots
from generator.problems import ProblemsError, render
from generator.site.engine import EngineError
from generator.site.preview import Preview, server

PATIENCE_MS = 60
STEP_MS = 20
FIRST_LOOK_MS = 1000


@main.command(short_help="Preview a client's site, following your changes.")
@click.argument("profile")
@click.option("--port", default=8000, show_default=True, help="The port; 0 takes a free one.")
@click.option("--local", is_flag=True, help="For this machine alone, not for phones near by.")
@date_option
def serve(profile: str, port: int, local: bool, today: datetime | None) -> None:  # noqa: FBT001
    """Preview a client's site; it follows every change of profile, content and theme."""
    path = found((profile,))[0]
    workspace = workspace_of(path)
    checked_library(workspace)
    with tempfile.TemporaryDirectory(prefix="playbook-") as folder:
        preview = Preview(path, workspace, day(today), Path(folder))
        preview.update()
        listening = server(preview, "127.0.0.1" if local else "0.0.0.0", port)  # noqa: S104
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        _tell(listening.server_address[1], local=local)
        try:
            _follow(preview)
        except KeyboardInterrupt:
            say("Stopped.")
        finally:
            listening.shutdown()


def _tell(port: int, *, local: bool) -> None:
    click.echo(f"http://127.0.0.1:{port}/")
    if local:
        return
    address = f"http://{_address()}:{port}/"
    click.echo(f"{address}  (phones on the same network)")
    segno.make(address).terminal(compact=True)


def _address() -> str:
    """Return this machine's address on the network it would use; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _follow(preview: Preview) -> None:
    for _ in _changes(preview):
        began = time.monotonic()
        try:
            fresh = preview.update()
        except ProblemsError as error:
            say(render(error.problems, "text"))
        except EngineError as error:
            say(str(error))
        else:
            if fresh:
                say(f"{len(fresh)} files, {time.monotonic() - began:.2f} s")


def _changes(preview: Preview) -> Iterator[None]:
    """Yield at each change; once at the start too, for what changed before anybody watched."""
    found = watch(
        *_watched(preview),
        debounce=PATIENCE_MS,
        step=STEP_MS,
        rust_timeout=FIRST_LOOK_MS,
        yield_on_timeout=True,
        watch_filter=_Sources(preview),
    )
    for number, changes in enumerate(found):
        if changes or not number:
            yield


def _watched(preview: Preview) -> tuple[Path, ...]:
    """Return the folders to watch: the workspace, where overrides may appear, and the content."""
    found = roots(preview.workspace)
    return (preview.workspace, found.folders[0], found.config)


class _Sources(DefaultFilter):
    """Lets through what a site is made from, and nothing that a build writes."""

    def __init__(self, preview: Preview) -> None:
        """Know where profiles, overrides and content lie."""
        super().__init__()
        found = roots(preview.workspace)
        over = preview.workspace.resolve() / "overrides"
        inputs = (preview.profile.resolve().parent, over, *found.folders, found.config)
        self.inputs = tuple(str(path.resolve()) for path in inputs)

    def __call__(self, change: Change, path: str) -> bool:
        """Say whether a change of this path may change the site."""
        return super().__call__(change, path) and path.startswith(self.inputs)
