"""What is true of a business that changes how a guide is done."""

from collections.abc import Iterator

from generator.decide.team import people
from generator.model.profile import Profile

ROOMS = frozenset({"shopfront", "venue"})
FAR = frozenset({"national", "online"})


def cases(profile: Profile) -> frozenset[str]:
    """Return the names of the cases that hold; `rules.yml` has their words in a guide."""
    return frozenset(_cases(profile))


def _cases(profile: Profile) -> Iterator[str]:
    has = frozenset(profile.resources.has)
    yield "alone" if len(people(profile)) == 1 else "shared"
    if any(segment.kind == "businesses" for segment in profile.customers):
        yield "firms"
    if has & ROOMS:
        yield "come"
    if "vehicle" in has and not has & ROOMS:
        yield "go"
    if profile.business.reach in FAR:
        yield "far"
