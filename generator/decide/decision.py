"""The decision of one client: chosen set, order, what waits and what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from generator.decide import options as menu
from generator.decide.crowd import ENDS, Crowd
from generator.decide.options import Option
from generator.decide.reasons import (
    Worth,
    assumptions,
    for_block,
    for_now,
    for_skip,
)
from generator.decide.search import Prices, best, limits
from generator.decide.triggers import Triggers
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import (
    Audience,
    Chosen,
    Decision,
    Everywhere,
    Hours,
    Range,
    Reason,
    Step,
)
from generator.model.words import GOALS, Verdict
from generator.problems import Place, Problem, ProblemsError
from generator.reach import audiences as all_audiences

ORDER: dict[Verdict, int] = {"now": 0, "later": 1, "skip": 2}


def decide(profile: Profile, library: Library, today: date) -> Decision:
    """Return the whole decision; ProblemsError when `decision: always` asks for too much."""
    return _Decider(profile, library, today).run()


def chosen(profile: Profile, library: Library, today: date) -> tuple[str, ...]:
    """Return the channels that would be in, best first; the short form of `decide`."""
    decider = _Decider(profile, library, today)
    found = best(decider.field, limits(decider.field), decider.prices) or ()
    return tuple(option.channel for option in decider.in_order(found))


class _Decider:
    def __init__(self, profile: Profile, library: Library, today: date) -> None:
        self.profile = profile
        self.library = library
        self.today = today
        self.prices = Prices(library.constant("price_of_hour"), library.constant("price_of_place"))
        self.audiences = all_audiences(profile, library, today)
        self.crowd = Crowd(self.audiences, library)
        self.field = menu.field(profile, library, self.crowd)

    @cached_property
    def everything(self) -> list[Option]:
        """Return every channel at its lightest pace; a search alone never asks for it."""
        return menu.everywhere(self.profile, self.library, self.crowd)

    def run(self) -> Decision:
        chosen = best(self.field, limits(self.field), self.prices)
        if chosen is None:
            wrong = "The channels decided as `always` need more than the hours or money there are."
            problem = Problem(Place(""), "channels", wrong, "Free hours, or decide on fewer.")
            raise ProblemsError([problem])
        ordered = self.in_order(chosen)
        taken = frozenset(option.channel for option in chosen)
        triggers = Triggers(self.profile, self.library, self.today, self.crowd).all(taken)
        choices = self.ranked([*self.now(ordered), *self.others(ordered, triggers)])
        return self.decision(ordered, choices)

    def in_order(self, chosen: Sequence[Option]) -> tuple[Option, ...]:
        """Return the set with the one that adds most to those before it always next."""
        left, done = list(chosen), list[Option]()
        while left:
            pick = max(
                left,
                key=lambda o: (menu.coverage(self.field.weights, [*done, o]), _reversed(o.channel)),
            )
            left.remove(pick)
            done.append(pick)
        return tuple(done)

    def now(self, ordered: Sequence[Option]) -> list[Chosen]:
        return [
            self.choice(option, "now", self.added(ordered[:index], option), None)
            for index, option in enumerate(ordered)
        ]

    def others(self, ordered: Sequence[Option], triggers: Mapping[str, Reason]) -> list[Chosen]:
        taken = {option.channel for option in ordered}
        found = []
        fallback = {o.channel: o for o in self.everything}
        for name in self.library.channels:
            if name in taken:
                continue
            option = self._lightest(name) or fallback[name]
            adds = self.added(ordered, option)
            trigger = triggers.get(name)
            found.append(self.choice(option, "later" if trigger else "skip", adds, trigger))
        return found

    def _lightest(self, name: str) -> Option | None:
        return next(iter(self.field.options.get(name, ())), None)

    def added(self, before: Sequence[Option], option: Option) -> Range:
        """Return what a channel adds to the customers met by those before it."""
        without = menu.ranged(self.field.weights, before)
        with_it = menu.ranged(self.field.weights, [*before, option])
        low, mid, high = sorted(
            max(0.0, getattr(with_it, end) - getattr(without, end)) for end in ENDS
        )
        middle = max(0.0, with_it.mid - without.mid)
        return Range(min(low, middle), min(max(mid, middle), middle), max(high, middle))

    def choice(
        self, option: Option, verdict: Verdict, adds: Range, trigger: Reason | None
    ) -> Chosen:
        name = option.channel
        state = self.profile.channels.get(name)
        given = (self.profile, self.library, self.audiences)
        block = self.field.blocks.get(name)
        if verdict == "now":
            reasons = for_now(option, *given)
        elif block:
            reasons = (for_block(name, block, self.profile, self.library),)
        else:
            alone = menu.coverage(self.field.weights, [option])
            reasons = for_skip(Worth(alone, adds.mid, option), *given)
        return Chosen(
            channel=name,
            verdict=verdict,
            rank=0,
            tier=option.tier,
            minutes_per_week=option.minutes,
            setup_minutes=menu.setup_minutes(self.library.channels[name], self.profile),
            money_per_month=option.money,
            reach=mean_reach(name, self.audiences),
            adds=adds,
            reasons=reasons,
            trigger=trigger,
            makers=option.makers,
            decided_by_consultant=bool(state and state.decision),
        )

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

    def decision(self, ordered: Sequence[Option], choices: tuple[Chosen, ...]) -> Decision:
        resources = self.profile.resources
        human = menu.human_hours(self.profile, self.library)
        spent = sum(option.cost for option in ordered) / 60
        everything = self.everything
        reach = menu.ranged(self.field.weights, ordered)
        return Decision(
            hours=Hours(resources.hours_per_week, human, human + spent),
            money_available=resources.money_per_month,
            money_planned=sum(option.money for option in ordered),
            currency=self.library.currency(resources.currency, self.profile.business.place.country),
            reach=self.widened(reach),
            bounds=self.bounds(ordered),
            everywhere=Everywhere(
                channels=len(everything),
                hours=human + sum(option.cost for option in everything) / 60,
                reach=self.widened(menu.ranged(self.field.weights, everything)),
            ),
            choices=choices,
            curve=self.curve(ordered, everything),
            audiences=self.audiences,
            goals={goal: self.profile.goals.weight(goal) for goal in GOALS},
            assumed=assumptions(self.profile, self.library),
        )

    def widened(self, reach: Range) -> Range:
        """Return the range with the overlap rule's own error added."""
        error = self.library.constant("overlap_error")
        return Range(max(0.0, reach.low - error), reach.mid, min(1.0, reach.high + error))

    def bounds(self, ordered: Sequence[Option]) -> Range:
        """Return the plain bounds: all overlap at low reach, and none at high reach."""
        alone = [menu.ranged(self.field.weights, [option]) for option in ordered]
        most = max((share.low for share in alone), default=0.0)
        middle = menu.coverage(self.field.weights, ordered)
        return Range(most, middle, min(1.0, sum(share.high for share in alone)))

    def curve(self, ordered: Sequence[Option], everything: Sequence[Option]) -> tuple[Step, ...]:
        """Return customers met against hours: the chosen in order, then all others by worth."""
        taken = {option.channel for option in ordered}
        path, steps, hours = list[Option](), [Step("", 0.0, 0.0, chosen=True)], 0.0
        rest = [option for option in everything if option.channel not in taken]
        for option in ordered:
            path.append(option)
            hours += option.cost / 60
            met = menu.coverage(self.field.weights, path)
            steps.append(Step(option.channel, hours, met, chosen=True))
        while rest:
            pick = max(rest, key=lambda o: (self._gain(path, o), _reversed(o.channel)))
            rest.remove(pick)
            path.append(pick)
            hours += pick.cost / 60
            met = menu.coverage(self.field.weights, path)
            steps.append(Step(pick.channel, hours, met, chosen=False))
        return tuple(steps)

    def _gain(self, path: Sequence[Option], option: Option) -> float:
        gain = menu.coverage(self.field.weights, [*path, option]) - menu.coverage(
            self.field.weights, path
        )
        return gain / (option.cost + 1)


def mean_reach(name: str, audiences: Sequence[Audience]) -> Range:
    """Return a channel's reach over all customers."""
    low, mid, high = (
        sum(a.weight * getattr(a.reaches[name].share, end) for a in audiences) for end in ENDS
    )
    return Range(low, mid, high)


def _reversed(name: str) -> tuple[int, ...]:
    """Return a key that puts names in alphabetical order under max()."""
    return tuple(-ord(character) for character in name)
