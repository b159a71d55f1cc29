"""Read one client's profile, with the consultant's file under it."""

from pathlib import Path

from generator.load.files import beside, content, shown
from generator.load.pictures import picture_problem
from generator.load.tree import Node, merged, parse, place_of
from generator.load.typed import typed
from generator.model.profile import Client, Profile
from generator.model.words import ID
from generator.problems import Place, Problem, ProblemsError, quoted

CONSULTANT = "_consultant.yml"
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "library"}
    | {f"com{digit}" for digit in range(10)}
    | {f"lpt{digit}" for digit in range(10)}
)
LONGEST_ID = 63


def names(folder: Path) -> tuple[Path, ...]:
    """Return the client profiles of a folder, sorted by name."""
    found = {*folder.glob("*.yml"), *folder.glob("*.yaml")}
    return tuple(sorted(path for path in found if not path.name.startswith("_")))


def profile(path: Path) -> tuple[Client, Node]:
    """Return the client and the tree it was read from; ProblemsError with all problems."""
    problems = list(_name_problems(path))
    node = tree(path)
    try:
        value = typed(Profile, node)
    except ProblemsError as error:
        raise ProblemsError([*problems, *error.problems]) from None
    logo, logo_problems = _logo(path, node, value.brand.logo)
    problems += logo_problems
    if problems:
        raise ProblemsError(problems)
    return Client(id=path.stem, profile=value, logo=logo), node


def tree(path: Path) -> Node:
    """Return the profile's tree, merged over the consultant's file if there is one."""
    node = parse(content(path), shown(path))
    if not isinstance(node.value, dict):
        wrong = "The file is not a mapping of keys to values."
        raise ProblemsError([Problem(node.place, "", wrong, "Start with `business:`.")])
    shared = path.parent / CONSULTANT
    if not shared.exists():
        return node
    under = parse(content(shared), shown(shared))
    if not isinstance(under.value, dict):
        wrong = "The file is not a mapping of keys to values."
        raise ProblemsError([Problem(under.place, "", wrong, "Start with `consultant:`.")])
    return merged(under, node)


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
    found = beside(path.parent, name)
    if found is None:
        wrong = f"There is no file {quoted(name)} beside the profile."
        remedy = "Put the picture into the profile's own folder and write its plain name."
        return None, [Problem(place, "brand.logo", wrong, remedy)]
    data = content(found)
    refused = picture_problem(name, data)
    if refused:
        remedy = "Use a plain .svg, .png, .jpg or .webp under 500 KB."
        return None, [Problem(place, "brand.logo", refused, remedy)]
    return data, []
