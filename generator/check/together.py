"""What clients must not share: a published address, or a place in a repository."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.load.files import shown
from generator.load.profile import Reading
from generator.load.tree import place_of
from generator.model.publish import Publish
from generator.problems import Problem, quoted

OTHER = "Give each its own."


def shared_places(clients: Sequence[tuple[Path, Reading]]) -> Iterator[Problem]:
    """Yield a problem for each client that would go where one before it goes."""
    addresses: dict[str, Path] = {}
    places: dict[tuple[str, str, str], Path] = {}
    for path, found in clients:
        if found.partial is None:
            continue
        publish = found.partial.profile.publish
        address = (publish.address or "").casefold()
        first = addresses.setdefault(address, path)
        if address and first != path:
            wrong = f"{quoted(address)} is the address of {shown(first)} too."
            key = "domain" if publish.domain else "url" if publish.url else "repository"
            yield Problem(place_of(found.node, ("publish", key)), f"publish.{key}", wrong, OTHER)
        place = _place(publish)
        taken = places.setdefault(place, path)
        if place[0] and taken != path:
            wrong = f"{shown(taken)} goes to this branch and folder too."
            node = place_of(found.node, ("publish", "repository"))
            yield Problem(node, "publish.repository", wrong, OTHER)


def _place(publish: Publish) -> tuple[str, str, str]:
    return (publish.repository or "").removesuffix(".git"), publish.branch, publish.folder or ""
