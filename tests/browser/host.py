"""Serve folders as GitHub Pages does, so that a test meets what a phone meets.

Gzip for text, `Cache-Control: max-age=600` on everything, an entity tag with 304 for what has not
changed, a redirect to the slash of a folder, and the site's own `404.html` under its sub-path.
https://docs.github.com/pages does not promise these; they are what its servers answer.
"""

import gzip
import hashlib
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

FRESH = "max-age=600"
KINDS = {
    ".ics": "text/calendar",
    ".js": "application/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
}
PACKED = (
    "text/",
    "application/javascript",
    "application/json",
    "application/xml",
    "application/manifest",
    "image/svg",
)
LEAST = 256
UNKNOWN = "application/octet-stream"
NOWHERE = b"<!doctype html><title>404</title><p>There isn't a GitHub Pages site here.</p>"


@dataclass
class Host:
    """A server of sites, each under a path of its own; what it serves can be exchanged.

    `asked` holds every path in the order it was asked for. While `lost` names a path, it breaks
    off in the middle of that file, as a network does. While it is `down`, nobody answers.
    """

    sites: dict[str, Path]
    asked: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    down: bool = False
    address: str = ""

    def find(self, path: str) -> tuple[str, Path] | None:
        """Return the site a path belongs to, by its sub-path, and its folder."""
        fits = [name for name in self.sites if f"{path}/".startswith(f"/{name}/" if name else "/")]
        name = max(fits, key=len, default=None)
        return None if name is None else (name, self.sites[name])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: Host

    def do_GET(self) -> None:
        if self.host.down:
            self.close_connection = True
            return
        path = unquote(urlsplit(self.path).path)
        self.host.asked.append(path)
        found = self.host.find(path)
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, NOWHERE, "text/html")
            return
        name, folder = found
        target = folder / path.removeprefix(f"/{name}").lstrip("/")
        if target.is_dir() and not path.endswith("/"):
            self._send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/html", {"Location": f"{path}/"})
        elif (file := target / "index.html" if target.is_dir() else target).is_file():
            self._send(HTTPStatus.OK, file.read_bytes(), kind(file), breaks=path in self.host.lost)
        else:
            own = folder / "404.html"
            body = own.read_bytes() if own.is_file() else NOWHERE
            self._send(HTTPStatus.NOT_FOUND, body, "text/html")

    do_HEAD = do_GET  # noqa: N815 - as in the base

    def _send(
        self,
        status: HTTPStatus,
        body: bytes,
        what: str,
        more: Mapping[str, str] | None = None,
        *,
        breaks: bool = False,
    ) -> None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        headers = {"Cache-Control": FRESH, "ETag": tag, "Vary": "Accept-Encoding", **(more or {})}
        if status is HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
            status, body = HTTPStatus.NOT_MODIFIED, b""
        elif self._packs(body, what):
            body = packed(body)
            headers["Content-Encoding"] = "gzip"
        text = what.startswith("text/")
        headers["Content-Type"] = f"{what}; charset=utf-8" if text else what
        headers["Content-Length"] = str(len(body))
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: len(body) // 2] if breaks else body)
        self.close_connection = self.close_connection or breaks

    def _packs(self, body: bytes, what: str) -> bool:
        takes = "gzip" in self.headers.get("Accept-Encoding", "")
        return takes and len(body) >= LEAST and what.startswith(PACKED)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """A server that does not mind readers who leave in the middle."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a connection that was broken off."""


@lru_cache(maxsize=1024)
def packed(body: bytes) -> bytes:
    """Return a body as it travels."""
    return gzip.compress(body, 6, mtime=0)


def kind(file: Path) -> str:
    """Return the type of a file as the host names it."""
    return (
        KINDS.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    )


@contextmanager
def hosted(sites: Mapping[str, Path], name: str = "127.0.0.1") -> Iterator[Host]:
    """Serve sites by their sub-paths on this machine; yield the server."""
    made = Host(dict(sites))
    handler = type("Handler", (_Handler,), {"host": made})
    server = _Server((name, 0), handler)
    made.address = f"http://{name}:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
