"""A preview that follows the files: one page's change is one page's work."""

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from generator.decide import decide
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import Decision
from generator.pages.compose import filled
from generator.pages.given import Given
from generator.pages.playbook import playbook
from generator.pages.spelling import written_for
from generator.pages.view import Playbook
from generator.plan import plan
from generator.project import project_files
from generator.site.engine import run
from generator.site.finish import finish
from generator.site.inputs import checked, composed, current_library

EVENTS, SCRIPT = "/__events", "__reload.js"
RELOAD = """(() => {
  const events = new EventSource("/__events");
  events.onmessage = () => location.reload();
  addEventListener("pagehide", () => events.close());
})();
"""
PATIENCE = 20.0


@dataclass
class Preview:
    """One client's site in a folder of its own, kept up to date."""

    profile: Path
    workspace: Path
    today: date
    folder: Path
    written: dict[str, bytes] = field(default_factory=dict)
    asked: tuple[Client, Library] | None = None
    made: tuple[Decision, Playbook] = field(init=False)
    version: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def site(self) -> Path:
        """Return where the pages lie."""
        return self.folder / "site"

    def update(self) -> tuple[str, ...]:
        """Bring the site up to date and return the files that changed.

        Raises ProblemsError or EngineError and leaves the pages as they were.
        """
        library = current_library(self.workspace)
        client = checked(self.profile, library)
        library = written_for(library, client)
        files = project_files(client, library, self._pages(client, library), live=True)
        files["mkdocs.yml"] += f"extra_javascript:\n  - {SCRIPT}\n".encode()
        files[f"docs/{SCRIPT}"] = RELOAD.encode()
        fresh = sorted(n for n in files.keys() | self.written.keys() if self._differs(n, files))
        if not fresh:
            return ()
        self._write(fresh, files)
        self._build(fresh)
        if not self.version:
            finish(self.site, client.profile)
        self.written = files
        with self.changed:
            self.version += 1
            self.changed.notify_all()
        return tuple(fresh)

    def _pages(self, client: Client, library: Library) -> dict[str, str]:
        """Return the pages; what was decided stays while neither answers nor facts have changed."""
        asked = (client, library.model_copy(update={"templates": {}, "theme": {}}))
        if self.asked != asked:
            composed(client, self.profile, library, self.today)
            decision = decide(client.profile, library, self.today)
            self.asked = asked
            made = plan(client.profile, library, decision)
            given = Given(client, library, decision, made, self.today)
            self.made = (decision, playbook(given))
        return filled(client, library, *self.made)

    def wait(self, seen: int) -> int:
        """Return the version once it is newer than the one seen, or after a while the same."""
        with self.changed:
            self.changed.wait_for(lambda: self.version > seen, PATIENCE)
            return self.version

    def _differs(self, name: str, files: Mapping[str, bytes]) -> bool:
        return files.get(name) != self.written.get(name)

    def _write(self, names: list[str], files: Mapping[str, bytes]) -> None:
        for name in names:
            path = self.folder / "project" / name
            if name in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files[name])
            else:
                path.unlink(missing_ok=True)

    def _build(self, fresh: list[str]) -> None:
        """Build only what changed: copy assets, redo pages alone, or everything."""
        pages = [n for n in fresh if n.startswith("docs/") and n.endswith(".md")]
        assets = [n for n in fresh if n.startswith(("theme/assets/", "docs/assets/"))]
        rest = set(fresh) - {*pages, *assets, "decision.json"}
        gone = any(not (self.folder / "project" / n).exists() for n in pages)
        if not self.version or rest or gone:
            run("mkdocs", self.folder / "project", self.site)
            return
        for name in assets:
            target = self.site / name.split("/", 1)[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / "project" / name, target)
        if pages:
            run("mkdocs", self.folder / "project", self.site, dirty=True)


class _Handler(SimpleHTTPRequestHandler):
    preview: ClassVar[Preview]

    def do_GET(self) -> None:
        if self.path == EVENTS:
            self._events()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Say nothing: the terminal belongs to problems."""

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        seen = self.preview.version
        try:
            while True:
                now = self.preview.wait(seen)
                self.wfile.write(b"data: new\n\n" if now > seen else b": waiting\n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            return


def server(preview: Preview, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server of the preview's pages that tells open pages to load again."""
    handler = type("Handler", (_Handler,), {"preview": preview})
    made = ThreadingHTTPServer((host, port), partial(handler, directory=str(preview.site)))
    made.daemon_threads = True
    return made
