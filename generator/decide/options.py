"""What could be chosen: every channel at every cadence, with its cost and its effect."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.decide.crowd import ENDS, Crowd, End
from generator.decide.frailty import Vector
from generator.model.channel import Channel, Step, Tier
from generator.model.library import Library
from generator.model.profile import Person, Profile
from generator.model.results import Audience, Range
from generator.model.words import GOALS, TIERS, TierName

OWNER = "the owner"
ROUNDING = 1e-6
LEAST_CONTACT = 10
"""Minutes below which no call or visit is worth making."""


@dataclass(frozen=True)
class Block:
    """Why a channel cannot be chosen at all: a reason's key and what it names."""

    key: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One channel at one cadence.

    Minutes are per week, with set-up spread over the first quarter; `misses` holds for low, mid
    and high reach the chance of not meeting each atom of the audience.
    """

    channel: str
    tier: TierName
    minutes: float
    setup: float
    money: float
    makers: frozenset[str]
    making: float
    misses: Mapping[End, Vector]

    @property
    def cost(self) -> float:
        """Return the minutes a week that the choice counts."""
        return self.minutes + self.setup


@dataclass(frozen=True)
class Field:
    """All that a search needs: atoms' weights, options by channel, blocks, limits."""

    weights: Vector
    options: Mapping[str, tuple[Option, ...]]
    blocks: Mapping[str, Block]
    always: frozenset[str]
    capacity: Mapping[str, float]
    money: float

    @property
    def minutes(self) -> float:
        """Return all minutes a week there are for channels."""
        return sum(self.capacity.values())


def people(profile: Profile) -> tuple[Person, ...]:
    """Return who works on this; one owner with all hours when nobody is named."""
    resources = profile.resources
    if resources.people:
        return resources.people
    return (Person(name=OWNER, role="owner", hours_per_week=resources.hours_per_week),)


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


def field(profile: Profile, library: Library, crowd: Crowd) -> Field:
    """Return every option of every channel for this client."""
    reserved = human_minutes(profile, library)
    team = people(profile)
    blocks = {name: _block(c, profile, crowd.audiences) for name, c in library.channels.items()}
    builder = _Builder(profile, library, crowd, team)
    return Field(
        weights=crowd.weights,
        options={
            n: tuple(builder.options(library.channels[n])) for n, b in blocks.items() if not b
        },
        blocks={name: block for name, block in blocks.items() if block},
        always=frozenset(n for n, s in profile.channels.items() if s.decision == "always"),
        capacity={p.name: float(minutes_of(p) - reserved[p.name]) for p in team},
        money=profile.resources.money_per_month,
    )


def everywhere(profile: Profile, library: Library, crowd: Crowd) -> list[Option]:
    """Return every channel of the library at its lowest cadence, blocked or not."""
    builder = _Builder(profile, library, crowd, people(profile))
    return [next(builder.options(c), builder.lightest(c)) for c in library.channels.values()]


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
    if all(reach.refused for reach in reaches):
        return Block("no_figure")
    if all(reach.share.high <= 0 for reach in reaches):
        return Block("nobody")
    return None


@dataclass(frozen=True)
class _Builder:
    profile: Profile
    library: Library
    crowd: Crowd
    team: tuple[Person, ...]

    def options(self, channel: Channel) -> Iterator[Option]:
        """Yield the channel's tiers, made by the skilled, and by anybody when that differs."""
        everyone = frozenset(person.name for person in self.team)
        skilled = self._skilled(channel)
        for tier in TIERS:
            if tier in channel.facts.tiers and self._busy_enough(channel.facts.tiers[tier]):
                yield self._option(channel, tier, skilled or everyone, has_skill=bool(skilled))
                if skilled and skilled != everyone:
                    yield self._option(channel, tier, everyone, has_skill=False)

    def lightest(self, channel: Channel) -> Option:
        """Return the lowest cadence, made by anybody, whatever stands against it."""
        tier = next(tier for tier in TIERS if tier in channel.facts.tiers)
        everyone = frozenset(person.name for person in self.team)
        return self._option(channel, tier, everyone, has_skill=bool(self._skilled(channel)))

    def _busy_enough(self, tier: Tier) -> bool:
        customers = self.profile.business.customers
        return customers is None or customers >= tier.needs_customers

    def _skilled(self, channel: Channel) -> frozenset[str]:
        wanted = {lack.skill for lack in channel.facts.better_with if lack.skill}
        if not wanted:
            return frozenset(person.name for person in self.team)
        most = max(len(wanted & set(person.skills)) for person in self.team)
        if most == 0:
            return frozenset()
        return frozenset(p.name for p in self.team if len(wanted & set(p.skills)) == most)

    def _option(
        self, channel: Channel, name: TierName, makers: frozenset[str], *, has_skill: bool
    ) -> Option:
        tier = channel.facts.tiers[name]
        weeks = self.library.constant("setup_weeks")
        return Option(
            channel=channel.id,
            tier=name,
            minutes=tier.minutes,
            setup=setup_minutes(channel, self.profile) / weeks,
            money=tier.money_per_month,
            makers=makers,
            making=tier.making,
            misses=self._misses(channel, tier, has_skill=has_skill),
        )

    def _misses(self, channel: Channel, tier: Tier, *, has_skill: bool) -> dict[End, Vector]:
        useful = fit(channel, self.profile, self.library) * means(
            channel, self.profile, self.team if has_skill else ()
        )
        met = useful * tier.effect * self.crowd.moments(channel.id)
        return {end: 1 - met * self.crowd.users(channel.id, end) for end in ENDS}


def setup_steps(channel: Channel, profile: Profile) -> tuple[Step, ...]:
    """Return what is to be set up: nothing for an account in use, half the time for an idle one.

    Steps that something the business has makes needless are left out.
    """
    state = profile.channels.get(channel.id)
    account = state.account if state else "none"
    if account == "active":
        return ()
    needless = {
        number
        for asset, numbers in channel.facts.steps_not_needed.items()
        if asset in profile.resources.has
        for number in numbers
    }
    steps = [s for n, s in enumerate(channel.guide.steps, 1) if n not in needless]
    if account == "none":
        return tuple(steps)
    return tuple(s.model_copy(update={"minutes": _half(s.minutes)}) for s in steps)


def _half(minutes: float) -> float:
    """Return half of some minutes, in fives, and at least five."""
    return max(5.0, 5.0 * (minutes // 10))


def setup_minutes(channel: Channel, profile: Profile) -> float:
    """Return the minutes of setting up."""
    return sum(step.minutes for step in setup_steps(channel, profile))


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


def coverage(weights: Vector, options: Sequence[Option], end: End = "mid") -> float:
    """Return the share of customers met at least once at a useful moment, 0 to 1."""
    product = np.ones_like(weights)
    for option in options:
        product = product * option.misses[end]
    return 1 - float(weights @ product)


def ranged(weights: Vector, options: Sequence[Option]) -> Range:
    """Return the coverage at low, mid and high reach."""
    low, mid, high = (coverage(weights, options, end) for end in ENDS)
    return Range(min(low, mid), mid, max(mid, high))
