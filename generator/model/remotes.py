"""Where a site is published: the repository, and the address that GitHub gives it."""

import re
from urllib.parse import urlsplit

HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
SHORT = re.compile(rf"(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?({HOST}):(?![/\\-])([^\s@:]+)\Z")
"""The form of ssh that has no scheme: git@github.com:owner/name.git."""

GITHUB = re.compile(r"/?([A-Za-z0-9-]+)/([A-Za-z0-9._-]+?)(?:\.git)?/?\Z")
LOOPBACK = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])\Z")
FORMS = "Write it as git@github.com:owner/name.git or https://github.com/owner/name.git."
NO_KEYS = "Leave it out: Git asks for it, or takes it from where you keep such things."


def repository_fault(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a repository's address and what to do, or None.

    Git reads some addresses as commands or options, and prints those that hold a password.
    """
    odd = text.startswith("-") or "::" in text or "\\" in text or not text.isprintable()
    if not odd and text.startswith("/"):
        return None
    if not odd and "://" in text:
        return _url_fault(text)
    short = None if odd else SHORT.match(text)
    if short and ("@" in text or "." in short[1]):
        return None
    return "is not the address of a repository", FORMS


def _url_fault(text: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return "is not the address of a repository", FORMS
    host, scheme = parts.hostname or "", parts.scheme
    near = bool(LOOPBACK.match(host))
    named = (not host) if scheme == "file" else bool(near or re.fullmatch(HOST, host))
    more = parts.query or parts.fragment or not parts.path.strip("/")
    if scheme not in {"https", "http", "ssh", "file"} or not named or more:
        return "is not the address of a repository", FORMS
    if parts.password is not None or (parts.username is not None and scheme != "ssh"):
        return "holds a name or a password", NO_KEYS
    if scheme == "http" and not near:
        return "is not encrypted on its way", "Write https instead of http."
    return None


def branch_fault(text: str) -> bool:
    """Say whether Git would refuse a branch's name that has the right characters.

    https://git-scm.com/docs/git-check-ref-format
    """
    parts = text.split("/")
    return (
        text.endswith("HEAD")
        or parts[0] == "refs"
        or any(
            not part or part.startswith(".") or part.endswith((".", ".lock")) or ".." in part
            for part in parts
        )
    )


def place_of(url: str) -> tuple[str, str]:
    """Return the host and the path of a repository, however its address is written."""
    short = SHORT.match(url) if "://" not in url and not url.startswith("/") else None
    if short:
        host, path = short.groups()
    else:
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path
    return host.lower(), path.strip("/").removesuffix(".git")


def github_repository(address: str) -> str:
    """Return the owner and name of the repository whose site GitHub shows there; empty if none."""
    parts = urlsplit(address)
    owner, _, host = (parts.hostname or "").partition(".")
    first = parts.path.strip("/").split("/")[0]
    return f"{owner}/{first or parts.hostname}" if host == "github.io" else ""


def github_address(repository: str, folder: str | None) -> str | None:
    """Return the address GitHub Pages gives a repository's site; None for another host.

    https://docs.github.com/en/pages/getting-started-with-github-pages/what-is-github-pages
    """
    short = SHORT.match(repository)
    if short:
        host, path = short.groups()
    else:
        parts = urlsplit(repository)
        host, path = parts.hostname or "", parts.path
    named = GITHUB.match(path)
    if host.lower() not in {"github.com", "ssh.github.com"} or not named:
        return None
    owner, name = named.groups()
    home = f"{owner.lower()}.github.io"
    own = "" if name.lower() == home else f"{name}/"
    return f"https://{home}/{own}{f'{folder}/' if folder else ''}"
