"""Passphrases of locked sites: where they come from, and the command that makes one.

One phrase opens one client's site. It comes from the environment, from the system's keyring, or
from the terminal; no file and no message ever holds it.
"""

import os
import secrets
import sys
from collections.abc import Iterable
from dataclasses import replace
from getpass import getpass
from pathlib import Path

import click

from generator.cli.main import checked_library, found, main, say, workspace_of
from generator.load.profile import locked
from generator.model.profile import Client
from generator.problems import quoted
from generator.site.inputs import Job, checked
from generator.site.lock import NEEDED, LockError, fits, keys, settled

SERVICE = "playbook"
VARIABLE = "PLAYBOOK_PASSPHRASE_"
ANOTHER = "this passphrase is not the one the site is locked with; every phone will ask for it."
WORDS, LIST = 6, "eff-long"
SHORTEST, LONGEST = 3, 9
"""Letters of the words in that list."""


def with_phrases(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs; those of locked sites with a passphrase, or with why they have none."""
    return [_with_phrase(job) for job in jobs]


def _with_phrase(job: Job) -> Job:
    """Return a job with its passphrase; a program that this one starts does not inherit it."""
    client = locked(job.profile)
    if client is None:
        return job
    phrase = os.environ.pop(variable(client.id), None) or stored(client.id)
    if phrase:
        if fits(phrase, client, job.out / client.id) is False:
            say(f"{client.id}: {ANOTHER}")
        return replace(job, passphrase=phrase)
    try:
        return replace(job, passphrase=_asked(client, job.out / client.id))
    except LockError as error:
        return replace(job, refused=str(error))


def variable(name: str) -> str:
    """Return the environment variable that holds a client's passphrase."""
    return VARIABLE + name.upper().replace("-", "_")


def stored(name: str) -> str | None:
    """Return a client's passphrase from the system's keyring; None without one of either."""
    try:
        import keyring  # noqa: PLC0415 - only for those who lock
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError:
        return None


def _asked(client: Client, site: Path) -> str:
    """Return what is typed: twice, if it is not what the site is locked with already."""
    typed = _typed(f"Passphrase of {client.id}: ") if sys.stdin.isatty() else ""
    if not settled(typed):
        msg = (
            f"The site is to be locked, but there is no passphrase. Set {variable(client.id)}, or "
            f"make and keep one with: playbook passphrase {client.id} --store"
        )
        raise LockError(msg)
    known = fits(typed, client, site)
    if known:
        return typed
    keys(typed, client)  # a weak one is refused before it is typed again
    if known is False:
        say(f"{client.id}: {ANOTHER} Type it once more if it is meant to.")
    if settled(_typed("The same again: ")) != settled(typed):
        msg = "The two passphrases were not the same. Build again."
        raise LockError(msg)
    return typed


def _typed(question: str) -> str:
    try:
        return getpass(question, sys.stderr)
    except EOFError:
        return ""


@main.command(short_help="Print a new passphrase, or the one of a client.")
@click.argument("profile", required=False)
@click.option("--store", is_flag=True, help="Keep it in this system's keyring, for PROFILE.")
@click.option("--replace", "again", is_flag=True, help="Put it in the place of one kept there.")
def passphrase(
    profile: str | None,
    store: bool,  # noqa: FBT001 - click hands options over by name
    again: bool,  # noqa: FBT001
) -> None:
    """Print a new passphrase: six words, picked at random. With PROFILE, the one that is kept.

    A locked site (publish: lock: true) opens with it. With --store a new one is kept in the
    keyring, and builds find it by themselves.
    """
    if not profile and (store or again):
        msg = "Name a profile to store a passphrase for: playbook passphrase PROFILE --store"
        raise click.UsageError(msg)
    if again and not store:
        msg = "--replace belongs to --store."
        raise click.UsageError(msg)
    if not profile:
        click.echo(made_up())
        return
    path = found((profile,))[0]
    client = checked(path, checked_library(workspace_of(path)))
    click.echo(_stored_new(client.id, again=again) if store else _kept(client.id))


def _stored_new(name: str, *, again: bool) -> str:
    """Return a new passphrase that the keyring holds from now on, or that it would not take."""
    phrase = made_up()
    try:
        _store(name, phrase, again=again)
    except LockError:
        click.echo(phrase)
        raise
    say(f"It is in the keyring, as {SERVICE} and {name}. Give it to the client by voice.")
    return phrase


def _kept(name: str) -> str:
    phrase = stored(name)
    if phrase is None:
        msg = f"None is kept for {name}. Make one: playbook passphrase {name} --store"
        raise LockError(msg)
    return phrase


def made_up() -> str:
    """Return six words of the EFF's long list: 77 bits, since each is one of 7,776.

    https://www.eff.org/dice
    """
    try:
        from xkcdpass.xkcd_password import (  # noqa: PLC0415 - only for those who lock
            generate_wordlist,
            locate_wordfile,
        )
    except ImportError:
        raise LockError(NEEDED) from None
    words = generate_wordlist(locate_wordfile(LIST), min_length=SHORTEST, max_length=LONGEST)
    return " ".join(secrets.choice(words) for _ in range(WORDS))


def _store(name: str, phrase: str, *, again: bool) -> None:
    try:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise LockError(NEEDED) from None
    try:
        if not again and keyring.get_password(SERVICE, name):
            msg = (
                f"The keyring has a passphrase for {quoted(name)} already. With --replace a new "
                "one takes its place, and after the next build every phone asks for it."
            )
            raise click.UsageError(msg)
        keyring.set_password(SERVICE, name, phrase)
    except KeyringError:
        msg = (
            "This system has no keyring that takes it. Keep the one above yourself, and give it to "
            f"a build so that no history holds it:\n  read -rs {variable(name)} && export "
            f"{variable(name)}"
        )
        raise LockError(msg) from None
