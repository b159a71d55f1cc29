"""What could be chosen: every channel at every cadence, with its cost and its effect."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from generator.decide.frailty import Vector
from generator.decide.setup import setup_minutes
from generator.decide.team import capacity, people
from generator.model.channel import Channel
from generator.model.library import Library
from generator.model.profile import Person, Profile
from generator.model.results import Audience, End, Range
from generator.model.words import GOALS, TIERS, TierName

ENDS: tuple[End, ...] = ("low", "mid", "high")

Key = tuple[object, ...]


@dataclass(frozen=True)
class Block:
    """Why a channel cannot be chosen at all: a reason's key and what it names."""

    key: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One channel at one cadence, made by some of the people.

    Minutes are per week, with set-up spread over the first quarter; `effect` is the share, 0 to
    1, of those who are there at a useful moment that it meets.
    """

    channel: str
    tier: TierName
    minutes: float
    setup: float
    money: float
    makers: frozenset[str]
    making: float
    effect: float

    @property
    def cost(self) -> float:
        """Return the minutes a week that the choice counts."""
        return self.minutes + self.setup


class Atoms(Protocol):
    """Customers cut into atoms, and how many of each are there on a channel."""

    @property
    def weights(self) -> Vector:
        """Return the atoms' shares of all customers, adding up to 1."""

    def present(self, channel: str, end: End = "mid") -> Vector:
        """Return, atom by atom, the share that is there at a useful moment."""


@dataclass(frozen=True)
class Field:
    """All that a search needs: customers, options by channel, blocks, minutes, money."""

    atoms: Atoms
    options: Mapping[str, tuple[Option, ...]]
    blocks: Mapping[str, Block]
    always: frozenset[str]
    capacity: Mapping[str, float]
    money: float

    @property
    def minutes(self) -> float:
        """Return all minutes a week there are for channels."""
        return sum(self.capacity.values())

    def coverage(self, options: Sequence[Option], end: End = "mid") -> float:
        """Return the share of customers met at least once at a useful moment, 0 to 1."""
        missed = self.atoms.weights
        for option in options:
            missed = missed * (1 - option.effect * self.atoms.present(option.channel, end))
        return max(0.0, 1 - float(missed.sum()))

    def ranged(self, options: Sequence[Option]) -> Range:
        """Return the coverage at low, mid and high reach."""
        low, mid, high = (self.coverage(options, end) for end in ENDS)
        return Range(min(low, mid), mid, max(mid, high))


class Menu:
    """Makes fields for one library; what two profiles have in common is made once."""

    def __init__(self, library: Library) -> None:
        """Know the channels, and what each one asks of people and things."""
        self.library = library
        self.skills = {name: _skills(c) for name, c in library.channels.items()}
        self.assets = {name: _assets(c) for name, c in library.channels.items()}
        self._made: dict[Key, tuple[Option, ...]] = {}
        self._menus: dict[Key, Mapping[str, tuple[Option, ...]]] = {}
        self._capacities: dict[Key, Mapping[str, float]] = {}
        self._blocks: dict[Key, tuple[Mapping[str, Block], Sequence[Audience]]] = {}

    def field(self, profile: Profile, atoms: Atoms, audiences: Sequence[Audience]) -> Field:
        """Return every option of every channel for this client."""
        menus, states = self._all(profile), profile.channels
        blocks = {**self._blocked(profile, audiences)}
        for name, own in menus.items():
            if not own:
                blocks.setdefault(name, Block("few_customers"))
        return Field(
            atoms=atoms,
            options={n: own for n, own in menus.items() if n not in blocks},
            blocks=blocks,
            always=frozenset(n for n, s in states.items() if s.decision == "always"),
            capacity=self._capacity(profile),
            money=profile.resources.money_per_month,
        )

    def _capacity(self, profile: Profile) -> Mapping[str, float]:
        resources, human = profile.resources, profile.human_touch
        team = tuple((p.name, p.hours_per_week, "talking" in p.skills) for p in resources.people)
        key = (resources.hours_per_week, human.hours_per_week, team)
        if key not in self._capacities:
            self._capacities[key] = capacity(profile, self.library)
        return self._capacities[key]

    def _blocked(self, profile: Profile, audiences: Sequence[Audience]) -> Mapping[str, Block]:
        decided = tuple((name, state.decision) for name, state in profile.channels.items())
        place = profile.business.place.country
        key = (decided, frozenset(profile.resources.has), place, tuple(map(id, audiences)))
        if key not in self._blocks:
            channels = self.library.channels.values()
            found = {c.id: _block(c, profile, audiences) for c in channels}
            known = {name: block for name, block in found.items() if block}
            self._blocks[key] = (known, audiences)
        return self._blocks[key][0]

    def _all(self, profile: Profile) -> Mapping[str, tuple[Option, ...]]:
        team, has = people(profile), frozenset(profile.resources.has)
        states = profile.channels
        key = (
            profile.goals.weights,
            profile.business.customers,
            tuple((name, state.account) for name, state in states.items()),
            has,
            tuple((person.name, person.skills) for person in team),
        )
        if key not in self._menus:
            names = self.library.channels
            self._menus[key] = {n: self._options(n, profile, team, has) for n in names}
        return self._menus[key]

    def everywhere(self, profile: Profile) -> list[Option]:
        """Return every channel of the library at its lowest cadence, blocked or not."""
        given = (profile, self.library, people(profile))
        return [_Builder(c, *given).lightest() for c in self.library.channels.values()]

    def _options(
        self, name: str, profile: Profile, team: tuple[Person, ...], has: frozenset[str]
    ) -> tuple[Option, ...]:
        """Return a channel's options, lightest first."""
        skills, state = self.skills[name], profile.channels.get(name)
        key = (
            name,
            profile.goals.weights,
            profile.business.customers,
            state.account if state else "none",
            self.assets[name] & has,
            tuple([(p.name, skills.intersection(p.skills) if skills else None) for p in team]),
        )
        if key not in self._made:
            channel = self.library.channels[name]
            self._made[key] = tuple(_Builder(channel, profile, self.library, team).options())
        return self._made[key]


def _skills(channel: Channel) -> frozenset[str]:
    return frozenset(lack.skill for lack in channel.facts.better_with if lack.skill)


def _assets(channel: Channel) -> frozenset[str]:
    better = {lack.asset for lack in channel.facts.better_with if lack.asset}
    return frozenset({*better, *channel.facts.steps_not_needed})


def _block(channel: Channel, profile: Profile, audiences: Sequence[Audience]) -> Block | None:
    state = profile.channels.get(channel.id)
    if state and state.decision:
        return Block("never") if state.decision == "never" else None
    countries = channel.facts.countries
    if countries and profile.business.place.country not in countries:
        return Block("not_in_country")
    missing = tuple(a for a in channel.facts.needs if a not in profile.resources.has)
    if missing:
        return Block("needs", missing)
    reaches = [audience.reaches[channel.id] for audience in audiences]
    if any(reach.share.high > 0 for reach in reaches):
        return None
    return Block("no_figure" if all(reach.refused for reach in reaches) else "nobody")


class _Builder:
    """Makes one channel's options for one client."""

    def __init__(
        self, channel: Channel, profile: Profile, library: Library, team: tuple[Person, ...]
    ) -> None:
        self.channel, self.profile, self.team = channel, profile, team
        self.everyone = frozenset(person.name for person in team)
        self.skilled = self._skilled()
        self.setup = setup_minutes(channel, profile) / library.constant("setup_weeks")
        useful = fit(channel, profile, library)
        self.with_skill = useful * means(channel, profile, team if self.skilled else ())
        self.without = useful * means(channel, profile, ())

    def options(self) -> Iterator[Option]:
        """Yield the channel's tiers, made by the skilled, and by anybody when that differs."""
        for name in TIERS:
            if self._busy_enough(name):
                yield self._option(name, self.skilled or self.everyone, self.with_skill)
                if self.skilled and self.skilled != self.everyone:
                    yield self._option(name, self.everyone, self.without)

    def lightest(self) -> Option:
        """Return the lowest cadence that there is work for, or the lowest of all."""
        first = next(tier for tier in TIERS if tier in self.channel.facts.tiers)
        lowest = self._option(first, self.everyone, self.with_skill)
        return next(self.options(), lowest)

    def _busy_enough(self, name: TierName) -> bool:
        tier, customers = self.channel.facts.tiers.get(name), self.profile.business.customers
        return tier is not None and (customers is None or customers >= tier.needs_customers)

    def _skilled(self) -> frozenset[str]:
        wanted = _skills(self.channel)
        if not wanted:
            return self.everyone
        most = max(len(wanted & set(person.skills)) for person in self.team)
        able = {p.name for p in self.team if len(wanted & set(p.skills)) == most}
        return frozenset(able) if most else frozenset()

    def _option(self, name: TierName, makers: frozenset[str], useful: float) -> Option:
        tier = self.channel.facts.tiers[name]
        return Option(
            channel=self.channel.id,
            tier=name,
            minutes=tier.minutes,
            setup=self.setup,
            money=tier.money_per_month,
            makers=makers,
            making=tier.making,
            effect=useful * tier.effect,
        )


def fit(channel: Channel, profile: Profile, library: Library) -> float:
    """Return how well the channel does the jobs asked of it, 0 to 1, by the goals' weights."""
    jobs = library.moments.channels[channel.id].jobs
    return sum(profile.goals.weight(goal) * jobs[goal].value for goal in GOALS)


def means(channel: Channel, profile: Profile, team: Sequence[Person]) -> float:
    """Return what is left of the effect with the skills and assets there are, 0 to 1."""
    skills = {skill for person in team for skill in person.skills}
    factor = 1.0
    for lack in channel.facts.better_with:
        if (lack.skill and lack.skill not in skills) or (
            lack.asset and lack.asset not in profile.resources.has
        ):
            factor *= lack.without
    return factor
