"""Pages on paper: the whole playbook, the week for the wall, the decision for a meeting.

Chromium prints them from the site's own pages and print styles. It is asked from a server on this
machine, since a page's own policy lets nothing in from files.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from generator.site.engine import EngineError
from generator.site.whole import WHOLE, document, reading_order

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = (
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)  # fmt: skip
FOLDER = "print"
PAPERS = {"playbook": None, "week": "week/index.html", "decision": "decide/index.html"}
"""Each paper's name with its page; the first has all of them."""

DATES = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
NODES = re.compile(rb"node\d{8}")
EPOCH = b"20260101000000"
"""What stands for the day of printing, so that the same pages give the same bytes."""

PATIENCE = 180


def browser() -> str | None:
    """Return the browser that prints: $CHROME_PATH, or one that is installed; None without."""
    named = os.environ.get("CHROME_PATH")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def needed_browser() -> str:
    """Return the browser that prints; EngineError when there is none."""
    program = browser()
    if program is None:
        msg = "There is no Chromium or Chrome to print with. Install one, or set CHROME_PATH."
        raise EngineError(msg)
    return program


def print_pages(site: Path, out: Path, address: str | None) -> tuple[str, ...]:
    """Print a built site's papers into a folder and return their files' names.

    `address` is where the site is published, for links that leave the paper. Raises EngineError
    when there is no browser, or when it could not print.
    """
    program = needed_browser()
    out.mkdir(parents=True, exist_ok=True)
    papers = {
        f"{name}.html": document(site, (page,) if page else reading_order(site), kind, address)
        for name, page in PAPERS.items()
        for kind in (name if page else WHOLE,)
    }
    with tempfile.TemporaryDirectory(prefix="playbook-") as folder, _served(site, papers) as host:
        for name in PAPERS:
            _print(program, f"{host}{name}.html", out / f"{name}.pdf", Path(folder))
    return tuple(f"{name}.pdf" for name in PAPERS)


def _print(program: str, address: str, target: Path, profile: Path) -> None:
    own = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [
        program, *OPTIONS, *own, f"--user-data-dir={profile}", f"--print-to-pdf={target}", address,
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a browser by its name, and an address of our own
            command, capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        msg = f"{program} could not print: {error}"
        raise EngineError(msg) from error
    if done.returncode or not target.is_file():
        msg = f"{program} could not print {target.name}: {done.stderr.strip()[-500:]}"
        raise EngineError(msg)
    target.write_bytes(steady(target.read_bytes()))


def steady(pdf: bytes) -> bytes:
    """Return a PDF without what differs from one printing to the next, every byte in its place."""
    numbers = {
        name: b"node%08d" % rank for rank, name in enumerate(sorted(set(NODES.findall(pdf))))
    }
    named = NODES.sub(lambda m: numbers[m[0]], pdf)
    return DATES.sub(lambda m: b"/%s (D:%s" % (m[1], EPOCH), named)


class _Pages(SimpleHTTPRequestHandler):
    """A site's files, and the documents made of its pages."""

    papers: Mapping[str, str]

    def do_GET(self) -> None:
        paper = self.papers.get(self.path.lstrip("/"))
        data = paper.encode() if paper else None
        if data is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Say nothing."""


@contextmanager
def _served(site: Path, papers: Mapping[str, str]) -> Iterator[str]:
    handler = type("Pages", (_Pages,), {"papers": papers})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
