"""The decision of one client: chosen set, order, what waits and what is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from generator.decide.doubt import Doubt, doubt, kept, ranged
from generator.decide.options import ENDS, Field, Option
from generator.decide.reasons import Worth, assumptions, for_block, for_now, for_skip
from generator.decide.setup import setup_minutes
from generator.decide.solver import Learning, Solver
from generator.decide.team import human_hours
from generator.decide.verdicts import all_changes, flips, triggers
from generator.decide.what_if import at_all_hours, what_if
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import (
    Audience,
    Chosen,
    Decision,
    Everywhere,
    Flip,
    Hours,
    Learnt,
    Point,
    Range,
    Reason,
)
from generator.model.words import GOALS, Verdict
from generator.problems import Place, Problem, ProblemsError

ORDER: dict[Verdict, int] = {"now": 0, "later": 1, "skip": 2}


def decide(profile: Profile, library: Library, today: date) -> Decision:
    """Return the whole decision; ProblemsError when `decision: always` asks for too much."""
    solver = solver_for(profile, library, today)
    (found,) = solver.sets([profile])
    if found is None:
        wrong = "The channels decided as `always` need more than the hours or money there are."
        problem = Problem(Place(""), "channels", wrong, "Free hours, or decide on fewer.")
        raise ProblemsError([problem])
    taught = solver.taught(profile) if isinstance(solver, Learning) else ()
    return _Decider(profile, solver, taught, found).decision()


def chosen(profile: Profile, library: Library, today: date) -> tuple[str, ...]:
    """Return the channels that would be in, best first; the short form of `decide`."""
    solver = solver_for(profile, library, today)
    (found,) = solver.sets([profile])
    return tuple(option.channel for option in in_order(solver.field(profile), found or ()))


def solver_for(profile: Profile, library: Library, today: date) -> Solver:
    """Return what decides a client: with its results, where it has any."""
    return Learning(library, today) if profile.results else Solver(library, today)


def in_order(field: Field, options: Sequence[Option]) -> tuple[Option, ...]:
    """Return a set with the one that adds most to those before it always next."""
    left, done = sorted(options, key=lambda o: o.channel), list[Option]()
    missed = field.atoms.weights
    while left:
        gains = [o.effect * float(field.atoms.present(o.channel) @ missed) for o in left]
        pick = left.pop(int(np.argmax(gains)))
        missed = missed * (1 - pick.effect * field.atoms.present(pick.channel))
        done.append(pick)
    return tuple(done)


@dataclass(frozen=True)
class _Judged:
    """What the tries of a decision say of each channel."""

    holds: Mapping[str, float]
    triggers: Mapping[str, Reason]
    flips: Mapping[str, tuple[Flip, ...]]


class _Decider:
    """Puts a decision together around the best set."""

    def __init__(
        self,
        profile: Profile,
        solver: Solver,
        taught: tuple[Learnt, ...],
        found: tuple[Option, ...],
    ) -> None:
        self.profile, self.solver, self.library = profile, solver, solver.library
        self.audiences = solver.audiences(profile)
        self.field = solver.field(profile)
        self.taught = {one.channel: one for one in taught}
        self.ordered = in_order(self.field, found)
        self.everything = solver.menu.everywhere(profile)
        taken = {option.channel for option in self.ordered}
        rest = (option for option in self.everything if option.channel not in taken)
        self.whole = [*self.ordered, *rest]
        self.doubt = self._doubt()

    def _doubt(self) -> Doubt:
        """Return the draws, over every channel whether it is blocked or not."""
        rest = {option.channel: (option,) for option in self.everything}
        own = {name: options for name, options in self.field.options.items() if options}
        whole = replace(self.field, options={**rest, **own})
        return doubt(whole, self.solver.crowd(self.profile), self.library)

    def decision(self) -> Decision:
        resources, ordered = self.profile.resources, self.ordered
        human = human_hours(self.profile, self.library)
        spent = sum(option.cost for option in ordered) / 60
        choices = self.ranked([*self.now(), *self.others()])
        return Decision(
            hours=Hours(resources.hours_per_week, human, human + spent),
            money_available=resources.money_per_month,
            money_planned=sum(option.money for option in ordered),
            currency=self.library.currency(resources.currency, self.profile.business.place.country),
            reach=self.met(ordered),
            bounds=self.bounds(),
            everywhere=Everywhere(
                channels=len(self.everything),
                hours=human + sum(option.cost for option in self.whole) / 60,
                reach=self.met(self.whole),
            ),
            choices=choices,
            curve=self.curve(),
            audiences=self.audiences,
            goals={goal: self.profile.goals.weight(goal) for goal in GOALS},
            assumed=assumptions(self.profile, self.library),
            what_if=what_if(self.solver, self.profile, lambda o: in_order(self.field, o)),
            draws=len(self.doubt.present),
            learnt=tuple(self.taught.values()),
        )

    def now(self) -> list[Chosen]:
        return [
            self.choice(option, "now", self.added(self.ordered[:index], option))
            for index, option in enumerate(self.ordered)
        ]

    def others(self) -> list[Chosen]:
        taken = {option.channel for option in self.ordered}
        lightest = {option.channel: option for option in self.everything}
        missed = self.doubt.missed(self.ordered)
        found = []
        for name in sorted(lightest.keys() - taken):
            option = next(iter(self.field.options.get(name, ())), lightest[name])
            values = self.doubt.added(missed, option)
            adds = ranged(values, self.gain(self.ordered, option))
            verdict: Verdict = "later" if name in self.judged.triggers else "skip"
            found.append(self.choice(option, verdict, adds))
        return found

    @cached_property
    def judged(self) -> _Judged:
        """Return how firm each verdict is, what waits for what, and what would turn it."""
        taken = frozenset(option.channel for option in self.ordered)
        solver, profile = self.solver, self.profile
        blocked = {*self.field.blocks}
        inside = kept(self.doubt, solver.prices, self.ordered, blocked)
        holds = {n: inside[n] if n in taken else 1 - inside[n] for n in self.library.channels}
        changed = [change.profile for change in all_changes(profile, self.library)]
        solver.sets([*changed, *at_all_hours(profile)])
        turned = flips(solver, profile, taken)
        return _Judged(holds, triggers(solver, profile, taken), turned)

    def gain(self, before: Sequence[Option], option: Option) -> float:
        """Return what an option adds to a set, in shares of customers."""
        return self.field.coverage([*before, option]) - self.field.coverage(before)

    def added(self, before: Sequence[Option], option: Option) -> Range:
        """Return what a channel adds to the customers met by those before it."""
        values = self.doubt.added(self.doubt.missed(before), option)
        return ranged(values, self.gain(before, option))

    def choice(self, option: Option, verdict: Verdict, adds: Range) -> Chosen:
        name = option.channel
        state = self.profile.channels.get(name)
        return Chosen(
            channel=name,
            verdict=verdict,
            rank=0,
            tier=option.tier,
            minutes_per_week=option.minutes,
            setup_minutes=setup_minutes(self.library.channels[name], self.profile),
            money_per_month=option.money,
            reach=mean_reach(name, self.audiences),
            adds=adds,
            reasons=self.reasons(option, verdict, adds),
            trigger=self.judged.triggers.get(name) if verdict == "later" else None,
            makers=option.makers,
            decided_by_consultant=bool(state and state.decision),
            holds_in=self.judged.holds[name],
            flips=self.judged.flips[name],
            learnt=self.taught.get(name),
        )

    def reasons(self, option: Option, verdict: Verdict, adds: Range) -> tuple[Reason, ...]:
        given = (self.profile, self.library, self.audiences)
        name = option.channel
        block = self.field.blocks.get(name)
        if verdict == "now":
            return for_now(option, *given)
        if block:
            return (for_block(name, block, self.profile, self.library),)
        worth = Worth(self.field.coverage([option]), adds.mid, option)
        return for_skip(worth, *given)

    def ranked(self, choices: Sequence[Chosen]) -> tuple[Chosen, ...]:
        """Return the choices from best to worst: chosen in order, then by what they would add."""
        place = {choice.channel: index for index, choice in enumerate(choices)}
        ordered = sorted(
            choices,
            key=lambda c: (
                ORDER[c.verdict],
                place[c.channel] if c.verdict == "now" else -round(c.adds.mid, 9),
                c.channel,
            ),
        )
        return tuple(replace(c, rank=rank) for rank, c in enumerate(ordered, 1))

    def met(self, options: Sequence[Option]) -> Range:
        """Return the share of customers met, with the overlap rule's own error in its range."""
        found = ranged(self.doubt.covered(options), self.field.coverage(options))
        error = self.library.constant("overlap_error")
        return Range(max(0.0, found.low - error), found.mid, min(1.0, found.high + error))

    def bounds(self) -> Range:
        """Return the plain bounds at the best guesses: if all overlapped, and if none did."""
        alone = [self.field.coverage([option]) for option in self.ordered]
        middle = self.field.coverage(self.ordered)
        most = min(1.0, max(sum(alone), middle))
        return Range(min(max(alone, default=0.0), middle), middle, most)

    def curve(self) -> tuple[Point, ...]:
        """Return customers met against hours: the chosen in order, then all others by worth."""
        taken = {option.channel for option in self.ordered}
        rest = [option for option in self.everything if option.channel not in taken]
        missed, hours = self.field.atoms.weights, 0.0
        points = [Point("", 0.0, 0.0, chosen=True)]
        for option in (*self.ordered, *self._by_worth(rest)):
            missed = missed * (1 - option.effect * self.field.atoms.present(option.channel))
            hours += option.cost / 60
            met = 1 - float(missed.sum())
            points.append(Point(option.channel, hours, met, chosen=option.channel in taken))
        return tuple(points)

    def _by_worth(self, rest: Sequence[Option]) -> Iterator[Option]:
        """Yield what is left, the one that adds most for its minutes always next."""
        left, atoms = sorted(rest, key=lambda o: o.channel), self.field.atoms
        missed = atoms.weights
        for option in self.ordered:
            missed = missed * (1 - option.effect * atoms.present(option.channel))
        while left:
            gains = [o.effect * float(atoms.present(o.channel) @ missed) for o in left]
            worth = [gain / (o.cost + 1) for gain, o in zip(gains, left, strict=True)]
            pick = left.pop(int(np.argmax(worth)))
            missed = missed * (1 - pick.effect * atoms.present(pick.channel))
            yield pick


def mean_reach(name: str, audiences: Sequence[Audience]) -> Range:
    """Return a channel's reach over all customers."""
    low, mid, high = (
        min(1.0, sum(a.weight * getattr(a.reaches[name].share, end) for a in audiences))
        for end in ENDS
    )
    return Range(low, mid, high)
