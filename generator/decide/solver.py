"""Decides changed profiles: what is known of one is kept for the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from generator.decide.crowd import Crowd, Users
from generator.decide.lanes import Places
from generator.decide.options import Field, Menu, Option
from generator.decide.search import Prices, solve
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Audience
from generator.reach import LISTS, Known, audiences

Signature = tuple[object, ...]


class Solver:
    """Finds the best set of one client's profile and of its changes, each only once."""

    def __init__(
        self,
        library: Library,
        today: date,
        learnt: Mapping[str, float],
        kept: frozenset[str] = frozenset(),
    ) -> None:
        """Know the library, the day, and what the client's own results taught.

        Channels that are `kept` are in wherever they fit.
        """
        self.library = library
        self.today = today
        self.learnt = learnt
        self.kept = kept
        self.menu = Menu(library)
        self.prices = Prices(library.constant("price_of_hour"), library.constant("price_of_place"))
        self._known: Known = {}
        self._audiences: dict[Signature, tuple[Audience, ...]] = {}
        self._users: dict[Signature, Users] = {}
        self._crowds: dict[Signature, Crowd] = {}
        self._found: dict[Signature, tuple[Option, ...] | None] = {}
        self._start: list[Places] = []

    def audiences(self, profile: Profile) -> tuple[Audience, ...]:
        """Return a profile's audiences."""
        key = _customers(profile)
        if key not in self._audiences:
            self._audiences[key] = audiences(profile, self.library, self.today, self._known)
        return self._audiences[key]

    def crowd(self, profile: Profile) -> Crowd:
        """Return a profile's customers as atoms."""
        key = _customers(profile)
        if key not in self._crowds:
            users = self._users.setdefault(key[:-1], {})
            self._crowds[key] = Crowd(self.audiences(profile), self.library, self.learnt, users)
        return self._crowds[key]

    def field(self, profile: Profile) -> Field:
        """Return everything that could be chosen."""
        return self.menu.field(profile, self.crowd(profile), self.audiences(profile))

    def sets(self, profiles: Sequence[Profile]) -> list[tuple[Option, ...] | None]:
        """Return each profile's best set; None where what is decided as always cannot be kept."""
        keys = [_signature(profile) for profile in profiles]
        new = {key: p for key, p in zip(keys, profiles, strict=True) if key not in self._found}
        for some in _alike(new.items(), self):
            fields = [self.field(profile) for _, profile in some]
            answers = self._solved(fields)
            self._start = self._start or _places(fields[0], answers[0])
            self._found |= {key: found for (key, _), found in zip(some, answers, strict=True)}
        return [self._found[key] for key in keys]

    def _solved(self, fields: Sequence[Field]) -> list[tuple[Option, ...] | None]:
        keeping = [replace(f, always=f.always | self.kept & f.options.keys()) for f in fields]
        answers = solve(keeping, self.prices, self._start)
        again = [n for n, found in enumerate(answers) if found is None] if self.kept else []
        free = solve([fields[n] for n in again], self.prices, self._start)
        for n, found in zip(again, free, strict=True):
            answers[n] = found
        return answers

    def channels(self, profiles: Sequence[Profile]) -> list[frozenset[str]]:
        """Return the channels of each profile's best set, none where there is no such set."""
        return [frozenset(o.channel for o in found or ()) for found in self.sets(profiles)]


def _alike(
    new: Iterable[tuple[Signature, Profile]], solver: Solver
) -> list[list[tuple[Signature, Profile]]]:
    """Return profiles in two lots: those with the first one's customers, and all others."""
    lots: dict[bool, list[tuple[Signature, Profile]]] = {}
    first: Crowd | None = None
    for key, profile in new:
        crowd = solver.crowd(profile)
        first = first or crowd
        lots.setdefault(crowd is first, []).append((key, profile))
    return list(lots.values())


def _places(field: Field, found: tuple[Option, ...] | None) -> list[Places]:
    """Return a set by its options' places in the field, as one start; none without a set."""
    if not found:
        return []
    return [[(o.channel, field.options[o.channel].index(o)) for o in found]]


def _customers(profile: Profile) -> Signature:
    """Return what a change may touch of where customers are, and, last, how they buy."""
    resources, business = profile.resources, profile.business
    lists = LISTS.intersection(resources.has)
    buys = tuple(segment.buy for segment in profile.customers)
    return (business.place.setting, business.reach, lists, resources.customer_list, buys)


def _signature(profile: Profile) -> Signature:
    """Return all that a change may touch."""
    resources = profile.resources
    return (
        *_customers(profile),
        frozenset(resources.has),
        resources.hours_per_week,
        profile.human_touch.hours_per_week,
        resources.money_per_month,
        tuple((p.name, p.hours_per_week, frozenset(p.skills)) for p in resources.people),
        profile.goals.weights,
        tuple((name, state.decision) for name, state in profile.channels.items()),
    )
