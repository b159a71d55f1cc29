"""Who works on this, and whose minutes are kept for people."""

import math
from collections.abc import Mapping

from generator.model.library import Library
from generator.model.profile import Person, Profile

OWNER = "the owner"
SOMEBODY, UNNAMED = "somebody", "not named yet"
ROUNDING = 1e-6
LEAST_CONTACT = 10
"""Minutes below which no call or visit is worth making."""


def people(profile: Profile) -> tuple[Person, ...]:
    """Return who works on this.

    One owner has all hours when nobody is named; hours that no name stands on are somebody's.
    """
    resources = profile.resources
    if not resources.people:
        return (Person(name=OWNER, role="owner", hours_per_week=resources.hours_per_week),)
    free = resources.hours_per_week - sum(p.hours_per_week for p in resources.people)
    if free * 60 + ROUNDING < 1:
        return resources.people
    named = {person.name.casefold() for person in resources.people}
    name = f"{SOMEBODY} else" if SOMEBODY in named else SOMEBODY
    return (*resources.people, Person(name=name, role=UNNAMED, hours_per_week=free))


def human_hours(profile: Profile, library: Library) -> float:
    """Return the hours a week kept for people before anything else."""
    given = profile.human_touch.hours_per_week
    if given is not None:
        return given
    hours = profile.resources.hours_per_week
    part = hours * library.constant("human_share")
    return min(hours, max(part, library.constant("human_least_hours")))


def minutes_of(person: Person) -> int:
    """Return somebody's whole minutes a week."""
    return math.floor(person.hours_per_week * 60 + ROUNDING)


def human_minutes(profile: Profile, library: Library) -> dict[str, int]:
    """Return who spends how many whole minutes a week on people.

    Who is named for a contact gets time for it; the rest goes to those who are good at talking,
    or to all, by their hours. The order of people changes nothing.
    """
    team = sorted(people(profile), key=lambda person: person.name)
    room = {person.name: minutes_of(person) for person in team}
    left = min(round(human_hours(profile, library) * 60), sum(room.values()))
    wanted = {name: min(room[name], _named_minutes(name, profile, library)) for name in room}
    least = {name: min(minutes, LEAST_CONTACT) for name, minutes in wanted.items()}
    shares = dict.fromkeys(room, 0)
    for weights in (least, {name: wanted[name] - least[name] for name in room}):
        more = shared(min(left - sum(shares.values()), sum(weights.values())), weights)
        shares = {name: shares[name] + more[name] for name in room}
    talkers = {p.name for p in team if "talking" in p.skills} or set(room)
    for group in (talkers, set(room)):
        rest = {n: room[n] - shares[n] if n in group else 0 for n in room}
        more = shared(min(left - sum(shares.values()), sum(rest.values())), rest)
        shares = {name: shares[name] + more[name] for name in room}
    return shares


def _named_minutes(name: str, profile: Profile, library: Library) -> int:
    own = [contact.how for contact in profile.human_touch.people if contact.by == name]
    return round(max((library.constant(f"minutes_{how}") for how in own), default=0))


def shared(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Return a total cut in proportion to weights, in whole parts (largest remainder)."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {name: total * weight / whole for name, weight in weights.items()}
    parts = {name: math.floor(value) for name, value in exact.items()}
    order = sorted(exact, key=lambda name: (parts[name] - exact[name], name))
    for name in order[: total - sum(parts.values())]:
        parts[name] += 1
    return parts


def capacity(profile: Profile, library: Library) -> dict[str, float]:
    """Return everybody's minutes a week for channels, after the human minutes."""
    reserved = human_minutes(profile, library)
    return {p.name: float(minutes_of(p) - reserved[p.name]) for p in people(profile)}
