"""Decides changed profiles: what is known of one is kept for the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from generator.decide.crowd import Crowd, Users
from generator.decide.lanes import Memo, Places
from generator.decide.learn import factors, learnt
from generator.decide.options import Field, Menu, Option
from generator.decide.search import Prices, solve
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Audience, Learnt
from generator.reach import LISTS, VISUAL, Known, audiences

Signature = tuple[object, ...]


@dataclass
class Shared:
    """What is worked out once for a client, whatever its results taught."""

    menu: Menu
    known: Known = field(default_factory=dict)
    audiences: dict[Signature, tuple[Audience, ...]] = field(default_factory=dict)
    users: dict[Signature, Users] = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo)


class Solver:
    """Finds the best set of one client's profile and of its changes, each only once."""

    def __init__(self, library: Library, today: date, shared: "Shared | None" = None) -> None:
        """Know the library and the day, and what another solver of this client worked out."""
        self.library = library
        self.today = today
        self.shared = shared or Shared(Menu(library))
        self.menu = self.shared.menu
        self.prices = Prices(library.constant("price_of_hour"), library.constant("price_of_place"))
        self._crowds: dict[Signature, Crowd] = {}
        self._found: dict[Signature, tuple[Option, ...] | None] = {}
        self._start: list[Places] = []

    def audiences(self, profile: Profile) -> tuple[Audience, ...]:
        """Return a profile's audiences."""
        key = _customers(profile)
        if key not in self.shared.audiences:
            self.shared.audiences[key] = audiences(
                profile, self.library, self.today, self.shared.known
            )
        return self.shared.audiences[key]

    def crowd(self, profile: Profile) -> Crowd:
        """Return a profile's customers as atoms."""
        reached, moved = _customers(profile), self.moved(profile)
        key = (reached, *sorted(moved.items()))
        if key not in self._crowds:
            users = self.shared.users.setdefault(reached[:-1], {})
            self._crowds[key] = Crowd(self.audiences(profile), self.library, moved, users)
        return self._crowds[key]

    def moved(self, profile: Profile) -> Mapping[str, float]:  # noqa: ARG002 - results move it
        """Return what each channel's part in the choice is multiplied by; nothing here."""
        return {}

    def field(self, profile: Profile) -> Field:
        """Return everything that could be chosen."""
        return self.menu.field(profile, self.crowd(profile), self.audiences(profile))

    def sets(self, profiles: Sequence[Profile]) -> list[tuple[Option, ...] | None]:
        """Return each profile's best set; None where what is decided as always cannot be kept."""
        keys = [_signature(profile) for profile in profiles]
        new = {key: p for key, p in zip(keys, profiles, strict=True) if key not in self._found}
        for some in _alike(new.items(), self):
            fields = [self.field(profile) for _, profile in some]
            answers = self.solved(fields, [profile for _, profile in some])
            self._start = self._start or _places(fields[0], answers[0])
            self._found |= {key: found for (key, _), found in zip(some, answers, strict=True)}
        return [self._found[key] for key in keys]

    def solved(
        self,
        fields: Sequence[Field],
        profiles: Sequence[Profile],  # noqa: ARG002 - results ask
    ) -> list[tuple[Option, ...] | None]:
        """Return the best set of each field."""
        return solve(fields, self.prices, self._start, self.shared.memo)

    def channels(self, profiles: Sequence[Profile]) -> list[frozenset[str]]:
        """Return the channels of each profile's best set, none where there is no such set."""
        return [_channels(found) for found in self.sets(profiles)]


class Learning(Solver):
    """A solver that weighs in what the client's own results taught.

    A channel that the results alone would drop stays, as a question.
    """

    def __init__(self, library: Library, today: date) -> None:
        """Know the library and the day."""
        self.plain = Solver(library, today)
        super().__init__(library, today, self.plain.shared)
        self.questions: dict[Signature, frozenset[str]] = {}
        self._taught: dict[Signature, tuple[Learnt, ...]] = {}

    def taught(self, profile: Profile) -> tuple[Learnt, ...]:
        """Return what the results say of each channel that has any, questions marked."""
        asked = self.questions.get(_signature(profile), frozenset())
        return tuple(replace(one, question=one.channel in asked) for one in self._learnt(profile))

    def _learnt(self, profile: Profile) -> tuple[Learnt, ...]:
        key = _signature(profile)
        if key not in self._taught:
            field = self.plain.field(profile)
            self._taught[key] = learnt(profile, self.library, field, self.today)
        return self._taught[key]

    def moved(self, profile: Profile) -> Mapping[str, float]:
        """Return what each channel's part in the choice is multiplied by, where that is not 1."""
        return factors(self._learnt(profile))

    def solved(
        self, fields: Sequence[Field], profiles: Sequence[Profile]
    ) -> list[tuple[Option, ...] | None]:
        """Return the best set of each field, with what its results alone would drop."""
        answers = super().solved(fields, profiles)
        lowered = [frozenset(n for n, f in self.moved(p).items() if f < 1) for p in profiles]
        doubtful = [n for n, names in enumerate(lowered) if names - _channels(answers[n])]
        before = self.plain.channels([profiles[n] for n in doubtful])
        stays = {n: was & lowered[n] for n, was in zip(doubtful, before, strict=True)}
        asked = dict.fromkeys(stays, frozenset[str]())
        while again := [n for n in stays if stays[n] - asked[n] - _channels(answers[n])]:
            asked |= {n: asked[n] | (stays[n] - _channels(answers[n])) for n in again}
            keeping = [replace(fields[n], always=fields[n].always | asked[n]) for n in again]
            for n, kept in zip(again, super().solved(keeping, profiles), strict=True):
                answers[n] = kept
        self.questions |= {_signature(profiles[n]): names for n, names in asked.items()}
        return answers


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


def _channels(found: tuple[Option, ...] | None) -> frozenset[str]:
    return frozenset(option.channel for option in found or ())


def _places(field: Field, found: tuple[Option, ...] | None) -> list[Places]:
    """Return a set by its options' places in the field, as one start; none without a set."""
    if not found:
        return []
    return [[(o.channel, field.options[o.channel].index(o)) for o in found]]


def _customers(profile: Profile) -> Signature:
    """Return what a change may touch of where customers are, and, last, how they buy."""
    resources, business = profile.resources, profile.business
    lists = (LISTS | {VISUAL}).intersection(resources.has)
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
        tuple((name, s.decision, s.account) for name, s in sorted(profile.channels.items())),
    )
