"""Locked sites: nothing readable leaves, and what is encrypted comes back with the passphrase.

The reader in here is a second hand: it knows only docs/privacy.md, not the code that encrypts.
"""

import hashlib
import hmac
import html
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import keyring
import pytest
from click.testing import CliRunner, Result
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from keyring.backend import KeyringBackend

from generator.cli import main
from generator.cli.phrase import variable, with_phrases
from generator.load.profile import profile
from generator.model.library import Library
from generator.model.profile import Client
from generator.project.shell import shell
from generator.site import build_client, links, lock
from generator.site.lock import OPEN, Lock, LockError, keys, lock_site, made, refuse_weak, settled
from tests.built import (
    COMMAND,
    SAMPLE,
    Workspace,
    digest,
    environment,
    pages,
    playbook,
    rewrite,
    samples,
    workspace,
)
from tests.conftest import TODAY, WORKSPACE

OTHER = "slow-kiln-pottery"
PHRASE, NEW = (
    "orbit velvet kayak thimble walnut prairie",
    "saddle mango pebble copper lantern quilt",
)
VARIABLE = "PLAYBOOK_PASSPHRASE_HARBOR_LANE_BAKERY"
DAY = ("--date", TODAY.isoformat())
STRINGS, SHORTEST, KILLS, SEED = 200, 12, 12, 20261122
PUBLIC = {
    "index.html", "404.html", "sw.js", "lock.json", "manifest.webmanifest", "robots.txt",
    ".nojekyll", "assets/icon-180.png", "assets/icon-192.png", "assets/icon-512.png",
    "assets/icon-mask-512.png",
}  # fmt: skip
BUILD_ONE = """
import sys
from dataclasses import replace
from pathlib import Path
from generator.site import build_client
from tests.built import Workspace
job = Workspace(Path(sys.argv[1])).job(sys.argv[2])
print("ready", flush=True)
print(build_client(replace(job, passphrase=sys.stdin.readline().strip())).status, flush=True)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built; nobody changes it."""
    return samples(tmp_path_factory)


@pytest.fixture(scope="module")
def client() -> Client:
    """Return the client whose site is locked."""
    return profile(WORKSPACE / "profiles" / f"{SAMPLE}.yml")[0]


def lock_up(made: Workspace, name: str = SAMPLE) -> Workspace:
    """Make a client's profile ask for a locked site."""
    rewrite(made.profile(name), lambda values: values.setdefault("publish", {}).update(lock=True))
    return made


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return a workspace of one client whose site is to be locked, and work in it."""
    made = lock_up(workspace(tmp_path / "work", SAMPLE))
    monkeypatch.chdir(made.folder)
    monkeypatch.delenv(VARIABLE, raising=False)
    return made


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with one client's locked site, papers and all; nobody changes it."""
    made = lock_up(workspace(tmp_path_factory.mktemp("locked") / "work", SAMPLE))
    report = build_client(replace(made.job(SAMPLE), passphrase=PHRASE, pdf=True))
    assert (report.status, report.pages) == ("built", 53), report
    return made


def called(*arguments: str) -> Result:
    """Return what a command did, in this process."""
    return CliRunner().invoke(main, arguments, prog_name="playbook")


# The second hand


def expanded(master: bytes, use: str) -> bytes:
    """Return 32 bytes for one use: HKDF with SHA-256, as RFC 5869 has it for one block."""
    fresh = hmac.digest(bytes(32), master, "sha256")
    return hmac.digest(fresh, f"playbook lock 1 {use}".encode() + b"\1", "sha256")


def opened(sealed: bytes, key: bytes, name: str) -> bytes:
    """Return what an encrypted file holds."""
    return zlib.decompress(AESGCM(key).decrypt(sealed[:12], sealed[12:], name.encode()))


class Reader:
    """Somebody who has a locked site and a passphrase."""

    def __init__(self, site: Path, phrase: str) -> None:
        self.site = site
        told = json.loads((site / "lock.json").read_text("utf-8"))
        salt, rounds = bytes.fromhex(told["salt"]), told["rounds"]
        master = hashlib.pbkdf2_hmac("sha256", phrase.encode(), salt, rounds)
        self.content, self.names = expanded(master, "content"), expanded(master, "names")
        self.rounds = rounds
        opened(bytes.fromhex(told["check"]), self.content, "lock.json")

    def place(self, name: str) -> Path:
        """Return where a file lies."""
        digits = hmac.digest(self.names, name.encode(), "sha256").hex()[:32]
        return self.site / "data" / digits

    def read(self, name: str) -> bytes:
        """Return what a file holds."""
        return opened(self.place(name).read_bytes(), self.content, name)


def copy_locked(site: Path, out: Path, client: Client, library: Library, phrase: str) -> Path:
    """Return a built site locked into a folder."""
    lock_site(site, out, Lock(made(phrase, client), shell(library)))
    return out


def test_every_file_comes_back_with_the_passphrase(
    built: Workspace, client: Client, library: Library, tmp_path: Path
) -> None:
    site = built.dist / SAMPLE
    reader = Reader(copy_locked(site, tmp_path / "out", client, library, PHRASE), PHRASE)
    secret = [name for name in digest(site) if name not in {*OPEN, "sw.js"}]
    assert len(secret) > 55
    assert [name for name in secret if reader.read(name) != (site / name).read_bytes()] == []
    assert len(list((tmp_path / "out" / "data").iterdir())) == len(secret)
    assert reader.rounds >= 600_000


def test_a_wrong_passphrase_opens_nothing(locked: Workspace) -> None:
    with pytest.raises(InvalidTag):
        Reader(locked.dist / SAMPLE, NEW)


def test_a_file_does_not_open_in_the_place_of_another(locked: Workspace) -> None:
    reader = Reader(locked.dist / SAMPLE, PHRASE)
    sealed = reader.place("week/index.html").read_bytes()
    with pytest.raises(InvalidTag):
        opened(sealed, reader.content, "money/index.html")


def test_another_passphrase_changes_every_name_and_every_byte(
    built: Workspace, client: Client, library: Library, tmp_path: Path
) -> None:
    site = built.dist / SAMPLE
    one = digest(copy_locked(site, tmp_path / "one", client, library, PHRASE) / "data")
    two = digest(copy_locked(site, tmp_path / "two", client, library, NEW) / "data")
    assert not one.keys() & two.keys()
    assert not set(one.values()) & set(two.values())


def test_two_clients_with_one_passphrase_share_no_key(
    built: Workspace, client: Client, library: Library, tmp_path: Path
) -> None:
    site = built.dist / SAMPLE
    one = digest(copy_locked(site, tmp_path / "one", client, library, PHRASE) / "data")
    other = client.model_copy(update={"id": "another"})
    two = digest(copy_locked(site, tmp_path / "two", other, library, PHRASE) / "data")
    assert not one.keys() & two.keys()
    assert not set(one.values()) & set(two.values())


def test_no_nonce_is_used_twice(locked: Workspace) -> None:
    sealed = [path.read_bytes()[:12] for path in (locked.dist / SAMPLE / "data").iterdir()]
    assert len(set(sealed)) == len(sealed) > 60


def test_the_same_site_and_passphrase_give_the_same_bytes(place: Workspace) -> None:
    job = replace(place.job(SAMPLE), passphrase=PHRASE)
    assert build_client(job).status == "built"
    first = digest(place.dist / SAMPLE)
    assert build_client(job).status == "unchanged"
    spaced = replace(job, passphrase=f" {PHRASE.replace(' ', '  ')}\n", force=True)
    assert build_client(spaced).status == "built"
    assert digest(place.dist / SAMPLE) == first
    assert build_client(replace(job, passphrase=NEW)).status == "built"
    assert not digest(place.dist / SAMPLE / "data").keys() & {name[5:] for name in first}


def test_a_passphrase_counts_however_it_was_typed() -> None:
    composed, apart = (unicodedata.normalize(form, "Café Ångström") for form in ("NFC", "NFD"))
    assert composed != apart
    assert settled(composed) == settled(apart) == settled("\tCafé\N{NO-BREAK SPACE} Ångström\r\n")
    assert settled("Café") != settled("café")


# Nothing readable


def content_strings(site: Path) -> list[str]:
    """Return 200 pieces of text from a readable site, the same in every run."""
    texts = {
        html.unescape(text).strip()
        for page in pages(site).values()
        for text in re.findall(r">([^<>]{12,})<", page.partition("<body")[2])
    }
    found = sorted(text for text in texts if len(text) >= SHORTEST)
    return random.Random(SEED).sample(found, STRINGS)


def page_names(site: Path) -> set[str]:
    """Return every page's address, as it stands in links and lists."""
    return {name.removesuffix("index.html") for name in pages(site)} - {"", "404.html"}


def found_in(folder: Path, words: set[str]) -> set[tuple[str, str]]:
    """Return which of the words stand in a byte or in a name under a folder, and where."""
    wanted = {word: word.encode() for word in words}
    found = set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        data = f"{name}\n".encode() + (path.read_bytes() if path.is_file() else b"")
        found |= {(name, word) for word, sought in wanted.items() if sought in data}
    return found


def secrets_of(built: Workspace) -> set[str]:
    """Return what must not be read: text, addresses, names of people, the client, its files."""
    site = built.dist / SAMPLE
    known = {"Harbor Lane Bakery", "Harbor Lane", "Astoria", "sourdough", "BEGIN:VCALENDAR"}
    known |= {"google-business-profile", "search_index", "calendar.ics", "harbor-lane", "week.pdf"}
    return {*content_strings(site), *page_names(site), *known}


def test_two_hundred_strings_and_every_page_name_are_nowhere_in_a_locked_site(
    built: Workspace, locked: Workspace
) -> None:
    words = secrets_of(built)
    open_to_all = {word for _, word in found_in(built.dist / SAMPLE, words)}
    assert len(words) > STRINGS + 50
    assert len(open_to_all) > STRINGS
    assert found_in(locked.dist / SAMPLE, words) == set()


def test_a_locked_site_is_ciphertext_and_eleven_neutral_files(
    locked: Workspace, place: Workspace
) -> None:
    files = digest(locked.dist / SAMPLE)
    assert {name for name in files if not re.fullmatch(r"data/[0-9a-f]{32}", name)} == PUBLIC
    lock_up(workspace(place.folder / "more", OTHER), OTHER)
    other = Workspace(place.folder / "more")
    assert build_client(replace(other.job(OTHER), passphrase=NEW)).status == "built"
    same = {name: sha for name, sha in digest(other.dist / OTHER).items() if name in PUBLIC}
    differ = {name for name, sha in same.items() if files[name] != sha}
    assert differ == {"sw.js", "lock.json"}


def test_a_domain_is_the_one_name_that_a_host_has_to_know(place: Workspace) -> None:
    def name(values: dict[str, Any]) -> None:
        values["publish"]["domain"] = "plan.example.com"

    rewrite(place.profile(SAMPLE), name)
    assert build_client(replace(place.job(SAMPLE), passphrase=PHRASE)).status == "built"
    found = found_in(place.dist, {"plan.example.com"})
    assert found == {(f"{SAMPLE}/CNAME", "plan.example.com")}


def test_pages_show_the_lock_and_offer_no_subscription(locked: Workspace) -> None:
    page = Reader(locked.dist / SAMPLE, PHRASE).read("phone/index.html").decode()
    assert "data-lock" in page
    assert "calendar.ics" in page
    assert "data-calendar" not in page


def test_papers_are_locked_and_not_kept_on_a_phone(locked: Workspace) -> None:
    site = locked.dist / SAMPLE
    reader = Reader(site, PHRASE)
    assert reader.read("print/week.pdf").startswith(b"%PDF")
    name = f"data/{reader.place('print/week.pdf').name}"
    worker = (site / "sw.js").read_text("utf-8")
    assert worker.count(name) == 1
    assert name in json.loads(re.findall(r'\{"check":.*?\]\}', worker)[0])["more"]


def test_no_file_and_no_message_holds_the_passphrase(place: Workspace) -> None:
    told = [
        playbook("build", *arguments, *DAY, cwd=place.folder, variables={VARIABLE: phrase})
        for arguments in (("--json",), (), ("--jobs", "2", "--force"))
        for phrase in (PHRASE, "harbor lane 12")
    ]
    assert [done.returncode for done in told] == [0, 1, 0, 1, 0, 1]
    assert json.loads(told[0].stdout)["clients"][0]["locked"] is True
    assert told[2].stdout.endswith(" KB, locked\n")
    said = "".join(done.stdout + done.stderr for done in told)
    assert not [word for word in (*PHRASE.split(), "lane 12") if word in said]
    assert found_in(place.folder, {PHRASE, "velvet kayak", "harbor lane 12"}) == set()
    assert PHRASE not in repr(replace(place.job(SAMPLE), passphrase=PHRASE))
    assert PHRASE not in repr(made(PHRASE, profile(place.profile(SAMPLE))[0]))


# What goes wrong


def readable(folder: Path) -> set[tuple[str, str]]:
    """Return what can be read under a folder of this client's site."""
    return found_in(folder, {"Harbor Lane", "sourdough", "week/", "BEGIN:VCALENDAR", "Facebook"})


def test_a_kill_at_any_moment_leaves_nothing_to_read(built: Workspace, tmp_path: Path) -> None:
    made = lock_up(workspace(tmp_path / "work", SAMPLE))
    began = time.monotonic()
    assert build_client(replace(made.job(SAMPLE), passphrase=PHRASE)).status == "built"
    duration, whole = time.monotonic() - began, digest(made.dist / SAMPLE)
    moments = random.Random(SEED)
    for number in range(KILLS):
        if number % 2:
            shutil.rmtree(made.dist / SAMPLE, ignore_errors=True)
            shutil.copytree(built.dist / SAMPLE, made.dist / SAMPLE)
            (made.dist / ".state" / f"{SAMPLE}.json").unlink(missing_ok=True)
        before = digest(made.dist / SAMPLE)
        _build_and_kill(made, duration * moments.uniform(0.1, 1.1))
        left = digest(made.dist / SAMPLE)
        assert left in ({}, before, whole)
        assert left == before or not readable(made.dist / SAMPLE)
        assert not [path for path in made.dist.glob(f".{SAMPLE}.*") if readable(path)]
    assert build_client(replace(made.job(SAMPLE), passphrase=PHRASE)).status != "failed"
    assert digest(made.dist / SAMPLE) == whole
    assert {path.name for path in made.dist.iterdir()} <= {SAMPLE, ".state", ".lock"}
    assert not (made.projects / f".{SAMPLE}.plain").exists()


def _build_and_kill(made: Workspace, seconds: float) -> None:
    """Kill a build so many seconds after it has read its modules."""
    command = (sys.executable, "-c", BUILD_ONE, str(made.folder), SAMPLE)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe) as build:
        assert build.stdout is not None
        assert build.stdin is not None
        assert build.stdout.readline() == b"ready\n"
        build.stdin.write(f"{PHRASE}\n".encode())
        build.stdin.flush()
        try:
            build.wait(seconds)
        except subprocess.TimeoutExpired:
            build.send_signal(signal.SIGKILL)


def test_a_build_that_fails_leaves_nothing_to_read(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "problems", lambda _: ("week/index.html: a broken link",))
    report = build_client(replace(place.job(SAMPLE), passphrase=PHRASE))
    assert (report.status, report.log) == ("failed", ("week/index.html: a broken link",))
    assert list(place.dist.glob("**/*.html")) == []
    assert not (place.projects / f".{SAMPLE}.plain").exists()


@pytest.mark.parametrize(
    "phrase",
    [None, "harbor lane 12", "Correct horse battery staple"],
    ids=["none", "weak", "famous"],
)
def test_an_open_copy_does_not_stay_when_the_site_cannot_be_locked(
    built: Workspace, place: Workspace, phrase: str | None
) -> None:
    for name in (SAMPLE, f".{SAMPLE}.new", f".{SAMPLE}.old"):
        shutil.copytree(built.dist / SAMPLE, place.dist / name)
    assert readable(place.dist)
    assert build_client(replace(place.job(SAMPLE), passphrase=phrase)).status == "failed"
    assert readable(place.dist) == set()


def test_a_locked_site_stays_when_its_passphrase_is_missing(place: Workspace) -> None:
    job = replace(place.job(SAMPLE), passphrase=PHRASE)
    assert build_client(job).status == "built"
    before = digest(place.dist / SAMPLE)
    assert build_client(replace(job, passphrase=None)).status == "failed"
    assert digest(place.dist / SAMPLE) == before


def test_without_a_passphrase_one_client_fails_and_the_others_are_built(tmp_path: Path) -> None:
    made = lock_up(workspace(tmp_path / "work", SAMPLE, OTHER))
    done = playbook("build", *DAY, cwd=made.folder)
    assert done.returncode == 1
    assert f"Set {VARIABLE}, or make and keep one with" in done.stderr
    assert f"{SAMPLE}: 1 problem. Nothing was written." in done.stderr
    assert (made.dist / OTHER / "week" / "index.html").is_file()
    assert not (made.dist / SAMPLE).exists()


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        " ",
        "password",
        "letmein letmein letmein",
        "Harbor Lane Bakery Astoria",
        "aaaa" * 30,
    ],
)
def test_a_passphrase_that_is_soon_guessed_is_refused(client: Client, phrase: str) -> None:
    with pytest.raises(LockError, match=r"too weak.*playbook passphrase") as refused:
        keys(phrase, client)
    assert not phrase.strip() or phrase not in str(refused.value)


def test_bytes_that_are_no_text_are_one_message(place: Workspace) -> None:
    command, variables = (*COMMAND, "build", *DAY), {VARIABLE: "orbit \udcff kayak thimble walnut"}
    done = subprocess.run(
        command, cwd=place.folder, env=environment(variables), capture_output=True, check=False
    )
    said = done.stderr.decode()
    assert done.returncode == 1
    assert "The passphrase is not text in UTF-8." in said
    assert "thimble" not in said


def test_without_the_packages_for_it_the_message_says_which(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_weak.cache_clear()
    monkeypatch.setitem(sys.modules, "zxcvbn", None)
    report = build_client(replace(place.job(SAMPLE), passphrase=PHRASE))
    assert report.status == "failed"
    assert "pip install '.[lock]'" in report.log[0]


def test_a_worker_without_room_for_the_lock_fails_the_build(
    place: Workspace,
) -> None:
    worker = place.folder / "overrides" / "theme" / "locked" / "worker.js"
    worker.parent.mkdir(parents=True)
    worker.write_text("addEventListener('fetch', go)\n", "utf-8")
    report = build_client(replace(place.job(SAMPLE), passphrase=PHRASE))
    assert report.status == "failed"
    assert "sw.js: the theme's worker must hold" in report.log[0]
    assert readable(place.dist) == set()


# Where the passphrase comes from


class Memory(KeyringBackend):
    """A keyring that forgets with the test."""

    priority: ClassVar[float] = 1
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Drop it."""
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[dict[tuple[str, str], str]]:
    """Return what a keyring of the test's own keeps."""
    before = keyring.get_keyring()
    keyring.set_keyring(Memory())  # type: ignore[no-untyped-call]
    Memory.kept.clear()
    yield Memory.kept
    keyring.set_keyring(before)


class Terminal(io.StringIO):
    """An input that is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def answered(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Answer at a terminal; return the list of questions, to be filled."""
    asked: list[str] = []
    waiting = iter(answers)

    def answer(question: str, _: object) -> str:
        asked.append(question)
        return next(waiting)

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("generator.cli.phrase.getpass", answer)
    return asked


def test_the_environment_comes_before_the_keyring(
    place: Workspace, ring: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert variable(SAMPLE) == VARIABLE
    ring["playbook", SAMPLE] = NEW
    assert [job.passphrase for job in with_phrases([place.job(SAMPLE)])] == [NEW]
    monkeypatch.setenv(VARIABLE, PHRASE)
    assert [job.passphrase for job in with_phrases([place.job(SAMPLE)])] == [PHRASE]


@pytest.mark.usefixtures("ring")
def test_programs_that_a_build_starts_do_not_inherit_the_passphrase(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PHRASE)
    with_phrases([place.job(SAMPLE)])
    assert PHRASE not in os.environ.values()


@pytest.mark.usefixtures("ring")
def test_a_passphrase_that_was_never_used_is_typed_twice(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answered(monkeypatch, PHRASE, f" {PHRASE}")
    assert [job.passphrase for job in with_phrases([place.job(SAMPLE)])] == [PHRASE]
    assert len(asked) == 2
    answered(monkeypatch, PHRASE, NEW)
    (job,) = with_phrases([place.job(SAMPLE)])
    assert (job.passphrase, job.refused) == (
        None,
        "The two passphrases were not the same. Build again.",
    )


@pytest.mark.usefixtures("ring")
def test_a_passphrase_that_the_site_is_locked_with_is_typed_once(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build_client(replace(place.job(SAMPLE), passphrase=PHRASE)).status == "built"
    asked = answered(monkeypatch, PHRASE)
    assert [job.passphrase for job in with_phrases([place.job(SAMPLE)])] == [PHRASE]
    assert len(asked) == 1
    asked = answered(monkeypatch, NEW, NEW)
    assert [job.passphrase for job in with_phrases([place.job(SAMPLE)])] == [NEW]
    assert len(asked) == 2


@pytest.mark.usefixtures("ring")
def test_another_passphrase_than_before_is_told(
    place: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build_client(replace(place.job(SAMPLE), passphrase=PHRASE)).status == "built"
    for phrase, told in ((PHRASE, False), (NEW, True)):
        monkeypatch.setenv(VARIABLE, phrase)
        assert [job.passphrase for job in with_phrases([place.job(SAMPLE)])] == [phrase]
        said = capsys.readouterr().err
        assert ("every phone will ask for it" in said) == told
        assert phrase not in said


@pytest.mark.usefixtures("ring")
def test_a_weak_passphrase_is_refused_before_it_is_typed_again(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answered(monkeypatch, "harbor lane 12")
    (job,) = with_phrases([place.job(SAMPLE)])
    assert (job.passphrase, "too weak" in job.refused, len(asked)) == (None, True, 1)


@pytest.mark.usefixtures("ring", "place")
def test_a_passphrase_that_nobody_kept_cannot_be_shown() -> None:
    done = called("passphrase", SAMPLE)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "None is kept" in done.stderr


@pytest.mark.usefixtures("ring")
def test_an_open_site_asks_for_no_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace(tmp_path / "work", SAMPLE)
    text = made.profile(SAMPLE).read_text("utf-8")
    made.profile(SAMPLE).write_text(f"# to lock it: lock: true\n{text}", "utf-8")
    asked = answered(monkeypatch)
    assert [job.passphrase for job in with_phrases([made.job(SAMPLE)])] == [None]
    assert asked == []


@pytest.mark.usefixtures("ring")
def test_the_consultants_file_can_lock_every_site(place: Workspace) -> None:
    rewrite(place.profile(SAMPLE), lambda values: values["publish"].pop("lock"))
    shared = place.folder / "profiles" / "_consultant.yml"
    rewrite(shared, lambda values: values.setdefault("publish", {}).update(lock=True))
    done = called("build", *DAY)
    assert done.exit_code == 1
    assert f"Set {VARIABLE}" in done.stderr


def test_a_made_up_passphrase_is_six_words_and_strong(client: Client) -> None:
    made_up = {called("passphrase").stdout for _ in range(20)}
    assert len(made_up) == 20
    for phrase in made_up:
        assert re.fullmatch(r"([a-z-]+ ){5}[a-z-]+\n", phrase)
        refuse_weak(settled(phrase), (client.profile.business.name,))


@pytest.mark.usefixtures("place")
def test_a_stored_passphrase_is_found_by_the_next_build(ring: dict[tuple[str, str], str]) -> None:
    done = called("passphrase", SAMPLE, "--store")
    assert (done.exit_code, done.stdout.strip()) == (0, ring["playbook", SAMPLE])
    again = called("passphrase", SAMPLE, "--store")
    assert again.exit_code == 2
    assert "With --replace" in again.stderr
    assert done.stdout.strip() == ring["playbook", SAMPLE]
    assert called("passphrase", SAMPLE).stdout == done.stdout
    assert called("passphrase", SAMPLE, "--store", "--replace").exit_code == 0
    assert done.stdout.strip() != ring["playbook", SAMPLE]


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    "arguments", [(SAMPLE, "--replace"), ("--store",), ("--replace",)], ids=" ".join
)
def test_passphrase_used_wrongly_stores_nothing(
    arguments: tuple[str, ...], ring: dict[tuple[str, str], str]
) -> None:
    assert called("passphrase", *arguments).exit_code == 2
    assert ring == {}


# What is written about it


def test_the_page_on_privacy_has_the_numbers_of_the_code() -> None:
    text = " ".join((WORKSPACE / "docs" / "privacy.md").read_text("utf-8").split())
    for said in (
        f"{lock.KEY} bytes after {lock.ROUNDS:,} rounds",
        f"the first {lock.SALT} bytes of SHA-256",
        f"the first {lock.SEED} bytes of HMAC-SHA-256",
        f"the first {lock.DIGITS} hexadecimal digits",
        f"{lock.LEAST // 10**12} trillion guesses",
        f"the word `{lock.KNOWN.decode()}` encrypted",
    ):
        assert said in text, said


def test_the_page_on_privacy_names_every_file_that_can_be_read(locked: Workspace) -> None:
    text = (WORKSPACE / "docs" / "privacy.md").read_text("utf-8")
    rows = text.partition("| File | Says |")[2].partition("\n\n")[0]
    names = digest(locked.dist / SAMPLE)
    shown = {re.sub(r"icon-.*", "icon-….png", n) for n in names if not n.startswith("data/")}
    assert [name for name in shown if f"`{name}`" not in rows] == []


# What stays readable


def test_a_project_to_hand_over_is_readable(place: Workspace) -> None:
    assert called("project", SAMPLE, "--out", "handed", *DAY).exit_code == 0
    assert readable(place.folder / "handed")
    (page,) = (place.folder / "handed" / "docs").glob("phone*/index.md")
    assert "data-calendar" in page.read_text("utf-8")


def test_a_bundle_is_readable_and_says_so(place: Workspace) -> None:
    command = (*COMMAND, "bundle", SAMPLE, "--out", "all.zip", *DAY)
    done = subprocess.run(command, cwd=place.folder, env=environment(), check=False)
    assert done.returncode == 0
    with zipfile.ZipFile(place.folder / "all.zip") as packed:
        names = packed.namelist()
        assert "This copy is not locked" in packed.read("README.md").decode()
        assert "lock: true" in packed.read(f"profiles/{SAMPLE}.yml").decode()
    assert "site/week/index.html" in names
    assert "site/lock.json" not in names
