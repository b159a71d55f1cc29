"""Remotes to publish to, and small sites to publish: what the tests of publishing share.

Run as a program it publishes one version, to be killed in the middle of it.
"""

import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.load.profile import profile
from generator.model.profile import Client
from generator.publish.branch import Known, Plan, plan, push
from generator.publish.git import stores
from generator.publish.guards import Target
from generator.publish.site import LOCK, MARK, Site, mark_file, mark_of
from tests.conftest import WORKSPACE

BRANCH = "gh-pages"
BACKEND = "http-backend"
ONE, TWO = "harbor-lane-bakery", "prairie-line-plumbing"
SENDS = "git-receive-pack"


def client(name: str = ONE) -> Client:
    """Return a sample client."""
    return profile(WORKSPACE / "profiles" / f"{name}.yml")[0]


def small(version: str, name: str = ONE, *, locked: bool = False, many: int = 3) -> Site:
    """Return a site of a few files that say which version they are."""
    files = {"index.html": f"<h1>{version}</h1>".encode(), ".nojekyll": b""}
    files |= {f"page-{n}/index.html": f"{version} {n} {'x' * n}".encode() for n in range(many)}
    if locked:
        files = {"index.html": b"locked", LOCK: version.encode()}
    own = client(name)
    return Site(own, files | {MARK: mark_file(own, files)})


def known(name: str = ONE) -> Known:
    """Return what a workspace knows of a client that it never published."""
    return Known(frozenset({mark_of(client(name))}))


def target(url: str, folder: str | None = None, branch: str = BRANCH) -> Target:
    """Return where a site goes."""
    return Target(url, branch, folder, None, None)


def bare(folder: Path) -> Path:
    """Return a new bare repository that takes pushes over every way there is."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    for key, value in (("http.receivepack", "true"), ("receive.denyNonFastForwards", "true")):
        subprocess.run(["git", "-C", str(folder), "config", key, value], check=True)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Return what git prints in a repository."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(
        ["git", *who, "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def foreign(remote: Path, work: Path, branch: str = BRANCH) -> str:
    """Put a commit of somebody else's on a branch and return it."""
    if not work.exists():
        subprocess.run(["git", "clone", "--quiet", str(remote), str(work)], check=True,
                       capture_output=True)  # fmt: skip
    if branch in git(remote, "branch", "--format=%(refname:short)").split():
        git(work, "fetch", "--quiet", "origin", branch)
        git(work, "checkout", "--quiet", "-B", branch, "FETCH_HEAD")
    else:
        git(work, "checkout", "--quiet", "--orphan", branch)
    (work / "own.txt").write_text("somebody's own", "utf-8")
    git(work, "add", "own.txt")
    git(work, "commit", "--quiet", "--message", "My own work")
    git(work, "push", "--quiet", "origin", branch)
    return git(work, "rev-parse", "HEAD")


def published(folder: Path, url: str, site: Site, place: str | None = None) -> str:
    """Publish a site and return its commit."""
    with stores(folder) as store:
        own = store(url)
        return push(own, plan(own, target(url, place), site, known(site.client.id)))


def planned(folder: Path, url: str, site: Site, place: str | None = None) -> Plan:
    """Return what publishing a site would do."""
    with stores(folder) as store:
        return plan(store(url), target(url, place), site, known(site.client.id))


def held(remote: Path, branch: str = BRANCH) -> Mapping[str, bytes]:
    """Return every file of a branch by its path."""
    names = git(remote, "ls-tree", "-r", "--name-only", branch).splitlines()
    return {
        name: subprocess.run(
            ["git", "-C", str(remote), "cat-file", "blob", f"{branch}:{name}"],
            check=True, capture_output=True,
        ).stdout
        for name in names
    }  # fmt: skip


def sound(remote: Path) -> bool:
    """Say whether a repository has no fault."""
    done = subprocess.run(
        ["git", "-C", str(remote), "fsck", "--strict", "--no-dangling"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode == 0 and "error" not in done.stderr


@dataclass
class Service:
    """A git server on this machine; `denied` refuses pushes, `cut` breaks one off.

    `cut` is `before`: half of what is sent arrives; or `after`: all arrives, the answer is lost.
    """

    address: str = ""
    denied: bool = False
    cut: str = ""
    asked: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service
    root: Path

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self._body())

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        self.service.asked.append(self.path)
        sends = SENDS in self.path
        if self.service.denied and sends:
            self._answer(HTTPStatus.FORBIDDEN, {}, b"no")
            return
        posted = self.command == "POST" and sends
        if self.service.cut == "before" and posted:
            self._break()
            return
        status, headers, data = self._backend(parts.path, parts.query, body)
        if self.service.cut == "after" and posted:
            self._break()
            return
        self._answer(status, headers, data)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _backend(self, path: str, query: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        variables = {
            "GIT_PROJECT_ROOT": str(self.root), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": unquote(path), "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": "127.0.0.1",
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        done = subprocess.run(
            ["git", BACKEND], input=body, capture_output=True, check=False,
            env={**os.environ, **variables},
        )  # fmt: skip
        head, _, data = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode("ascii").splitlines())
        return int(headers.pop("Status", "200").split()[0]), headers, data

    def _answer(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _break(self) -> None:
        gone = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, gone)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base
        """Say nothing."""


@contextmanager
def serving(root: Path) -> Iterator[Service]:
    """Serve the repositories of a folder with git's own http-backend; yield the server."""
    made = Service()
    handler = type("Handler", (_Handler,), {"service": made, "root": root})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.address = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def started(folder: Path, url: str, version: str) -> subprocess.Popen[bytes]:
    """Start publishing a version in a process of its own."""
    command = (sys.executable, "-m", "tests.publishing", str(folder), url, version)
    return subprocess.Popen(
        command, cwd=WORKSPACE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def main(folder: str, url: str, version: str) -> None:
    """Publish one version of a site of three hundred files."""
    published(Path(folder), url, small(version, many=300))


if __name__ == "__main__":
    main(*sys.argv[1:])
