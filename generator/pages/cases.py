"""What is true of a business that changes how a guide is done."""

from collections.abc import Iterator

from generator.decide.team import people
from generator.model.library import Trade
from generator.model.profile import Profile

ROOMS = frozenset({"shopfront", "venue"})
FIRMS_LEAST = 25
"""Percent of the customers from which firms have a say in how a guide is done."""

FAR = frozenset({"national", "online"})


def cases(profile: Profile, trade: Trade | None) -> frozenset[str]:
    """Return the names of the cases that hold; `rules.yml` has their words in a guide."""
    return frozenset(_cases(profile)) | ({"private"} if trade and trade.private else set())


def _cases(profile: Profile) -> Iterator[str]:
    has = frozenset(profile.resources.has)
    yield "alone" if len(people(profile)) == 1 else "shared"
    if sum(s.share for s in profile.customers if s.kind == "businesses") >= FIRMS_LEAST:
        yield "firms"
    if has & ROOMS:
        yield "come"
    if "vehicle" in has and not has & ROOMS:
        yield "go"
    if profile.business.reach in FAR:
        yield "far"
