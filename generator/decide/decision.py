"""The decision of one client: chosen set, order, what waits and what is left out."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from generator.decide import options as menu
from generator.decide.crowd import ENDS, Crowd
from generator.decide.options import Option
from generator.decide.reasons import (
    Worth,
    assumptions,
    for_block,
    for_now,
    for_skip,
    trigger_hours,
    trigger_means,
)
from generator.decide.search import Prices, best, limits
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

LISTS = frozenset({"customer-list", "phone-list"})
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
        self.everything = menu.everywhere(profile, library, self.crowd)

    def run(self) -> Decision:
        chosen = best(self.field, limits(self.field), self.prices)
        if chosen is None:
            wrong = "The channels decided as `always` need more than the hours or money there are."
            problem = Problem(Place(""), "channels", wrong, "Free hours, or decide on fewer.")
            raise ProblemsError([problem])
        ordered = self.in_order(chosen)
        triggers = self.triggers(frozenset(option.channel for option in chosen))
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

    def triggers(self, taken: frozenset[str]) -> dict[str, Reason]:
        """Return, for each channel that would enter, the smallest change that lets it in."""
        found: dict[str, Reason] = {}
        for asset in self._assets():
            for name in self._with(asset=asset) - taken:
                found.setdefault(name, trigger_means("asset", asset, self.library))
        for skill in self._skills():
            for name in self._with(skill=skill) - taken:
                found.setdefault(name, trigger_means("skill", skill, self.library))
        for hours in self._hours():
            for name in self._more(hours) - taken - found.keys():
                found[name] = trigger_hours(hours, self.profile)
        for name, block in self.field.blocks.items():
            if block.key in {"never", "not_in_country", "no_figure", "nobody"}:
                found.pop(name, None)
        return found

    def _assets(self) -> list[str]:
        """Return the assets that some open channel misses."""
        has = self.profile.resources.has
        wanted = {
            asset
            for channel in self.library.channels.values()
            for asset in (*channel.facts.needs, *(x.asset for x in channel.facts.better_with))
            if asset and asset not in has
        }
        return sorted(wanted)

    def _skills(self) -> list[str]:
        has = {s for person in self.profile.resources.people for s in person.skills}
        wanted = {
            lack.skill
            for channel in self.library.channels.values()
            for lack in channel.facts.better_with
            if lack.skill and lack.skill not in has
        }
        return sorted(wanted)

    def _hours(self) -> list[float]:
        """Return the half hours to add, up to half as many hours again, in eight steps at most."""
        halves = int(self.profile.resources.hours_per_week)
        stride = math.ceil(halves / 8) or 1
        return [step / 2 for step in (*range(stride, halves, stride), halves) if step]

    def _with(self, asset: str | None = None, skill: str | None = None) -> frozenset[str]:
        resources = self.profile.resources
        if asset:
            resources = resources.model_copy(update={"has": (*resources.has, asset)})
        if skill:
            team = menu.people(self.profile)
            busiest = max(team, key=lambda p: (p.hours_per_week, _reversed(p.name)))
            able = busiest.model_copy(update={"skills": (*busiest.skills, skill)})
            others = tuple(person for person in team if person is not busiest)
            resources = resources.model_copy(update={"people": (able, *others)})
        profile = self.profile.model_copy(update={"resources": resources})
        crowd = self.crowd
        if asset in LISTS:
            crowd = Crowd(all_audiences(profile, self.library, self.today), self.library)
        field = menu.field(profile, self.library, crowd)
        chosen = best(field, limits(field), self.prices)
        return frozenset(option.channel for option in chosen or ())

    def _more(self, hours: float) -> frozenset[str]:
        bounds = limits(self.field, self.field.minutes + hours * 60)
        chosen = best(self.field, bounds, self.prices)
        return frozenset(option.channel for option in chosen or ())

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
            currency=resources.currency,
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
        """Return the plain bounds: all overlap (the largest alone) and none (the sum)."""
        alone = [menu.coverage(self.field.weights, [option]) for option in ordered]
        middle = menu.coverage(self.field.weights, ordered)
        return Range(max(alone, default=0.0), middle, min(1.0, sum(alone)))

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
