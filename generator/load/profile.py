"""Read one client's profile, with the consultant's file under it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from generator.load.files import beside, content, is_link, shown
from generator.load.partial import Partial, partial
from generator.load.pictures import picture_problem
from generator.load.tree import Node, merged, parse, place_of
from generator.load.typed import typed
from generator.model.profile import Client, Profile
from generator.model.words import CHECKED_LATER, ID, LONGEST_ID
from generator.problems import Place, Problem, ProblemsError, quoted

CONSULTANT = "_consultant.yml"
WORD = b"lock"
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "library"}
    | {f"com{digit}" for digit in range(10)}
    | {f"lpt{digit}" for digit in range(10)}
)


def names(folder: Path) -> tuple[Path, ...]:
    """Return the client profiles of a folder, sorted by name."""
    found = {*folder.glob("*.yml"), *folder.glob("*.yaml")}
    return tuple(sorted(path for path in found if not path.name.startswith("_")))


def sharing(path: Path, words: Collection[str]) -> tuple[Path, ...]:
    """Return the other profiles beside one that name any of some words, themselves or by default.

    Files are looked through as they are, so that a thousand of them take no time.
    """
    others = tuple(other for other in names(path.parent) if other != path)
    wanted = [word.casefold() for word in words if word]

    def named(file: Path) -> bool:
        return file.is_file() and any(
            word in _text(file, file.stat().st_mtime_ns) for word in wanted
        )

    if named(path.parent / CONSULTANT):
        return others
    return tuple(other for other in others if named(other))


@lru_cache(maxsize=4096)
def _text(file: Path, changed: int) -> str:  # noqa: ARG001 - when it changed is part of the key
    return content(file).decode("utf-8", "replace").casefold()


class Reading(NamedTuple):
    """What came of reading a profile: the client, or the problems and what fits all the same."""

    client: Client | None
    node: Node
    problems: tuple[Problem, ...]
    partial: Partial | None = None


def profile(path: Path) -> tuple[Client, Node]:
    """Return the client and the tree it was read from; ProblemsError with all problems."""
    found = reading(path)
    if found.client is None:
        raise ProblemsError(found.problems)
    return found.client, found.node


def reading(path: Path) -> Reading:
    """Return a profile with every problem that its own files have."""
    problems = list(_name_problems(path))
    try:
        node = tree(path)
    except ProblemsError as error:
        return Reading(None, Node({}, Place(shown(path))), (*problems, *error.problems))
    try:
        fitting: Partial | None = Partial(typed(Profile, node, CHECKED_LATER))
    except ProblemsError as error:
        problems += error.problems
        fitting = partial(node)
    logo = None
    if fitting:
        logo, logo_problems = _logo(path, node, fitting.profile.brand.logo)
        problems += logo_problems
    if problems or fitting is None:
        return Reading(None, node, tuple(problems), fitting)
    client = Client(id=path.stem, profile=fitting.profile, logo=logo)
    return Reading(client, node, (), fitting)


def locked(path: Path) -> Client | None:
    """Return the client of a profile that asks for a locked site; None for all others.

    Whether a file says the word at all is found out first, since it is seldom there.
    """
    shared = path.parent / CONSULTANT
    try:
        told = content(path) + (content(shared) if shared.is_file() else b"")
    except ProblemsError:
        return None
    client = reading(path).client if WORD in told else None
    return client if client and client.profile.publish.lock else None


@contextmanager
def placing(path: Path) -> Iterator[None]:
    """Give problems that only the decision finds their place in the profile."""
    try:
        yield
    except ProblemsError as error:
        whole = tree(path)
        raise ProblemsError(
            p if p.place.path else replace(p, place=place_of(whole, (p.key,)))
            for p in error.problems
        ) from error


def tree(path: Path) -> Node:
    """Return the profile's tree, merged over the consultant's file if there is one."""
    shared = path.parent / CONSULTANT
    trees: list[Node] = []
    problems: list[Problem] = []
    for file, first in ((shared, "consultant"), (path, "business")):
        if file is path or file.exists():
            try:
                trees.append(_mapping(file, first))
            except ProblemsError as error:
                problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return merged(trees[0], trees[-1])


def _mapping(path: Path, first: str) -> Node:
    node = parse(content(path), shown(path))
    if isinstance(node.value, dict):
        return node
    wrong = "The file is not a mapping of keys to values."
    raise ProblemsError([Problem(node.place, "", wrong, f"Start with `{first}:`.")])


def _name_problems(path: Path) -> list[Problem]:
    place = Place(shown(path))
    if path.suffix != ".yml":
        remedy = f"Rename it to {path.stem}.yml."
        return [Problem(place, "", f"The file ends in {quoted(path.suffix)}.", remedy)]
    if not ID.match(path.stem) or len(path.stem) > LONGEST_ID:
        wrong = f"The file name {quoted(path.stem)} cannot be part of an address."
        remedy = "Use lower case letters, digits and single hyphens, at most 63."
        return [Problem(place, "", wrong, remedy)]
    if path.stem in RESERVED:
        wrong = f"The name {quoted(path.stem)} is reserved."
        return [Problem(place, "", wrong, "Choose another name.")]
    return []


def _logo(path: Path, node: Node, name: str | None) -> tuple[bytes | None, list[Problem]]:
    if name is None:
        return None, []
    place = place_of(node, ("brand", "logo"))
    remedy = "Put the picture into the profile's own folder and write its plain name."
    if is_link(path.parent, name):
        wrong = f"The file {quoted(name)} is a link."
        return None, [Problem(place, "brand.logo", wrong, remedy)]
    found = beside(path.parent, name)
    if found is None:
        wrong = f"There is no file {quoted(name)} beside the profile."
        return None, [Problem(place, "brand.logo", wrong, remedy)]
    try:
        data = content(found)
    except ProblemsError as error:
        return None, list(error.problems)
    refused = picture_problem(name, data)
    if refused:
        remedy = "Use a plain .svg, .png, .jpg or .webp under 500 KB."
        return None, [Problem(place, "brand.logo", refused, remedy)]
    return data, []
