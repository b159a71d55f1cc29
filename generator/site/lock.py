"""Encrypt a built site, so that only a passphrase opens it; docs/privacy.md tells how and why.

Nothing is random and nothing is kept: the same site under the same passphrase has the same bytes.
"""

import hashlib
import hmac
import json
import re
import shutil
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator.model.profile import Client
from generator.project import write_tree
from generator.project.assets import MANIFEST, WORKER
from generator.project.icons import ICONS
from generator.project.swap import aside, old
from generator.site.engine import EngineError
from generator.site.offline import keep_offline
from generator.site.pdf import FOLDER

LABEL = "playbook lock 1 "
ROUNDS = 600_000
SALT, KEY, SEED = 16, 32, 12
HEADER = "lock.json"
HIDDEN = "data/"
DIGITS = 32
KNOWN = b"playbook"
"""What a key is tried on."""

OPEN = frozenset(
    {MANIFEST, "robots.txt", "CNAME", ".nojekyll", *(f"assets/{icon.name}" for icon in ICONS)}
)
"""Files that stay as they are; the project has made them neutral."""

EMPTY = '{check:"",more:[]}'
LEAST = 100_000_000_000_000
"""Guesses a passphrase must hold against; a graphics card makes some ten thousand a second."""

FAMOUS = "correct horse battery staple"
"""The example of https://xkcd.com/936, which everybody tries."""

LOOKED_AT = 72
"""Characters of a passphrase that its strength is judged by; more make the judging slow."""

NONE = "The site is to be locked, but there is no passphrase."
NOT_TEXT = "The passphrase is not text in UTF-8."
NEEDED = (
    "To lock sites, install the tool with its extra `lock`: in its folder, pip install '.[lock]'"
)


class LockError(EngineError):
    """A site that is to be locked and cannot be."""


@dataclass(frozen=True, repr=False)
class Keys:
    """What comes of a passphrase: 32 bytes for each use, and the salt they were made with."""

    salt: bytes
    content: bytes
    names: bytes
    seeds: bytes
    mark: str

    def hidden(self, name: str) -> str:
        """Return the name that a file has on the host."""
        return HIDDEN + hmac.digest(self.names, name.encode(), "sha256").hex()[:DIGITS]

    def sealed(self, name: str, data: bytes) -> bytes:
        """Return a file encrypted: nonce, ciphertext, tag.

        It is packed first, since nothing encrypted can be packed on its way. The nonce comes from
        the packed bytes themselves: the same nonce never goes with other bytes.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see keys

        packed = zlib.compress(data, 9)
        seed = hmac.digest(self.seeds, name.encode() + b"\0" + packed, "sha256")[:SEED]
        return seed + AESGCM(self.content).encrypt(seed, packed, name.encode())

    def header(self) -> bytes:
        """Return what a reader makes the keys from, and what it tries them on."""
        values = {
            "kdf": "PBKDF2",
            "hash": "SHA-256",
            "rounds": ROUNDS,
            "salt": self.salt.hex(),
            "check": self.check(),
        }
        return (json.dumps(values, indent=1) + "\n").encode()

    def check(self) -> str:
        """Return the known words encrypted, in hexadecimal."""
        return self.sealed(HEADER, KNOWN).hex()


@dataclass(frozen=True)
class Lock:
    """How one site is locked: the keys, and what anybody may see of it."""

    keys: Keys
    shell: Mapping[str, bytes]

    @property
    def mark(self) -> str:
        """Return what changes with the passphrase and the shell, as hard to guess as the former."""
        return mark_of(self.keys.mark, self.shell)


def mark_of(key: str, shell: Mapping[str, bytes]) -> str:
    """Return the mark of a lock from the mark of its keys, for those who have no passphrase."""
    state = hashlib.sha256(key.encode())
    for name, data in shell.items():
        state.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return state.hexdigest()


def settled(passphrase: str) -> str:
    """Return a passphrase as it counts: blanks at its ends do not, and several are one.

    LockError when it is not text.
    """
    try:
        passphrase.encode()
    except UnicodeEncodeError:
        raise LockError(NOT_TEXT) from None
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFKC", passphrase)).strip(" ")


def keys(passphrase: str, client: Client) -> Keys:
    """Return the keys that a passphrase gives for a client's site; LockError for a weak one."""
    business = client.profile.business
    told = (business.name, business.place.city or "", client.id, FAMOUS)
    refuse_weak(settled(passphrase), told)
    return made(passphrase, client)


def made(passphrase: str, client: Client) -> Keys:
    """Return the keys of a passphrase, however weak."""
    return _keys(settled(passphrase), client.id, client.profile.publish.address or "")


@lru_cache(maxsize=8)
def _keys(passphrase: str, name: str, address: str) -> Keys:
    try:
        # Late: half a tenth of a second, and only for those who lock.
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC  # noqa: PLC0415
    except ImportError:
        raise LockError(NEEDED) from None
    salt = hashlib.sha256(f"{LABEL}\0{name}\0{address}".encode()).digest()[:SALT]
    master = PBKDF2HMAC(SHA256(), KEY, salt, ROUNDS).derive(passphrase.encode())
    content, names, seeds, mark = (
        HKDF(SHA256(), KEY, None, f"{LABEL}{use}".encode()).derive(master)
        for use in ("content", "names", "seeds", "mark")
    )
    return Keys(salt, content, names, seeds, mark.hex())


@lru_cache(maxsize=8)
def refuse_weak(passphrase: str, told: tuple[str, ...]) -> None:
    """Raise LockError when a passphrase is guessed too soon; `told` is what anybody would try.

    The number of guesses is zxcvbn's estimate: https://www.usenix.org/conference/usenixsecurity16
    """
    try:
        from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists take a tenth of a second
    except ImportError:
        raise LockError(NEEDED) from None
    guesses = zxcvbn(passphrase[:LOOKED_AT], user_inputs=list(told))["guesses"] if passphrase else 0
    if guesses < LEAST:
        about = int(float(f"{guesses:.0e}"))
        msg = (
            f"The passphrase is too weak: about {about:,} guesses open it, and {LEAST:,} are the "
            "least. Anybody can take a copy of the site and guess as long as they like. "
            "Make a passphrase with: playbook passphrase"
        )
        raise LockError(msg)


def fits(passphrase: str, client: Client, site: Path) -> bool | None:
    """Say whether a passphrase opens the site that is there; None when none is that could tell."""
    try:
        header = json.loads((site / HEADER).read_text("utf-8"))
        salt, check = header["salt"], header["check"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    tried = made(passphrase, client)
    return tried.check() == check if tried.salt.hex() == salt else None


def seclude(target: Path, plain: Path) -> None:
    """Remove what an open build, or one that was killed, left of a site that is locked now.

    It leaves its place in one step, so that a kill leaves no half of it there.
    """
    _remove(aside(target))
    _remove(plain)
    for path in (old(target), target):
        if path.is_dir() and not (path / HEADER).is_file():
            _remove(_moved(path, (plain, aside(target))))


def _moved(path: Path, places: Sequence[Path]) -> Path:
    """Return where a folder was moved to: the first place that is on the same disk."""
    for place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            return path.rename(place)
    return path


def _remove(path: Path) -> None:
    if path.exists():
        shutil.rmtree(path)


def lock_site(site: Path, out: Path, lock: Lock) -> None:
    """Write a built site encrypted into a folder: nothing in it tells what the site says."""
    names = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*"))}
    files = {name: path.read_bytes() for name, path in names.items() if path.is_file()}
    keys, kept = lock.keys, {name: data for name, data in files.items() if name in OPEN}
    secret = {name: data for name, data in files.items() if name not in {*OPEN, WORKER}}
    kept |= {keys.hidden(name): keys.sealed(name, data) for name, data in secret.items()}
    papers = sorted(keys.hidden(name) for name in secret if name.startswith(f"{FOLDER}/"))
    told = json.dumps({"check": keys.check(), "more": papers}, separators=(",", ":"))
    worker = lock.shell[WORKER].decode()
    if worker.count(EMPTY) != 1:
        msg = f"{WORKER}: the theme's worker must hold {EMPTY} once, for the passphrase's mark."
        raise EngineError(msg)
    shell = {**lock.shell, WORKER: worker.replace(EMPTY, told).encode()}
    write_tree({**kept, HEADER: keys.header(), **shell}, out)
    keep_offline(out, papers)
