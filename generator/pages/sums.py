"""The method page's products: every factor as printed, and what they come to by hand.

Everything here is worked out from the printed digits, so that whoever multiplies them gets the
printed result; tests hold it against what the decision really used.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isclose, prod

from markupsafe import Markup

from generator.decide.crowd import Crowd, overlap
from generator.decide.learn import factors
from generator.decide.options import Field, Menu, Option, fit, means
from generator.decide.team import people
from generator.model.profile import Person
from generator.model.results import Audience, Chosen
from generator.model.words import GOALS
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.words import Words

DIGITS = Decimal("0.001")
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
LEAST = 0.0005
"""Customers that print as more than none."""


@dataclass(frozen=True)
class Line:
    """One channel in one group: v = p · m · g · k · e, as printed."""

    channel: str
    name: str
    page: str
    range: str
    p: str
    m: str
    g: str
    k: str
    e: str
    v: str
    learnt: str


@dataclass(frozen=True)
class GroupSum:
    """One group's products."""

    name: Markup
    weight: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """One channel's g, k and e written out, and θ."""

    name: str
    page: str
    g: str
    g_sum: str
    k: str
    lacks: tuple[str, ...]
    e: str
    pace: str
    theta: str


@dataclass(frozen=True)
class Alone:
    """What a channel meets alone, and what it adds and costs where it is chosen."""

    name: str
    page: str
    written: str
    alone: str
    adds: str
    hours: str
    price: str
    chosen: bool


@dataclass(frozen=True)
class Net:
    """Customers met less the prices, in customers of 100."""

    met: str
    hours: str
    hour: str
    hours_price: str
    places: int
    place: str
    places_price: str
    net: str


def digits(value: float | Decimal, step: Decimal = DIGITS) -> Decimal:
    """Return a number as printed: to the step, halves away from zero."""
    return Decimal(str(value)).quantize(step, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """Return a factor without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Sums:
    """Works the method page's numbers out for one client."""

    def __init__(self, given: Given, words: Words) -> None:
        """Rebuild what the decision used: the options behind the choices."""
        self.given, self.words, self.library = given, words, given.library
        self.profile, self.decision = given.client.profile, given.decision
        self.taught = factors(self.decision.learnt)
        self.crowd = Crowd(self.decision.audiences, self.library, self.taught)
        menu = Menu(self.library)
        self.field: Field = menu.field(self.profile, self.crowd, self.decision.audiences)
        self.lightest = {option.channel: option for option in menu.everywhere(self.profile)}
        now = self.decision.having("now")
        rest = [choice for choice in self.decision.choices if choice.verdict != "now"]
        self.now = now
        able = [choice for choice in rest if choice.adds.mid > LEAST] or rest
        self.shown: tuple[Chosen, ...] = (*now, *able[:1])

    def option(self, choice: Chosen) -> Option:
        """Return the option that a choice stands for."""
        own = self.field.options.get(choice.channel, ())
        same = (o for o in own if o.tier == choice.tier and o.makers == choice.makers)
        return next(same, self.lightest[choice.channel])

    def team(self, choice: Chosen) -> Sequence[Person]:
        """Return those whose skills count for a choice: the people, or nobody skilled."""
        channel, option = self.library.channels[choice.channel], self.option(choice)
        job = fit(channel, self.profile, self.library)
        full = job * channel.facts.tiers[option.tier].effect
        everyone = people(self.profile)
        able = means(channel, self.profile, everyone)
        return everyone if isclose(full * able, option.effect, abs_tol=1e-9) else ()

    def groups(self) -> tuple[GroupSum, ...]:
        """Return every group's products."""
        return tuple(
            GroupSum(
                name=inert(audience.name),
                weight=plain(digits(audience.weight)),
                lines=tuple(self.line(choice, audience) for choice in self.shown),
            )
            for audience in self.decision.audiences
        )

    def line(self, choice: Chosen, audience: Audience) -> Line:
        """Return one product."""
        name = choice.channel
        share = audience.reaches[name].share
        cell = self.library.moment(name, audience)
        moment = digits(min(1.0, cell.value * self.taught.get(name, 1.0)))
        job, able, effect = self.whole(choice)
        p = digits(share.mid)
        v = digits(prod((p, moment, job, able, effect)))
        taught = self.taught.get(name)
        return Line(
            channel=name,
            name=self.library.channels[name].facts.name,
            page=f"channels/{name}.md",
            range=self.words.range(share),
            p=f"{p:f}",
            m=plain(moment),
            g=f"{job:f}",
            k=plain(able),
            e=plain(effect),
            v=f"{v:f}",
            learnt=f"{cell.value:g} × {digits(taught):f}" if taught else "",
        )

    def whole(self, choice: Chosen) -> tuple[Decimal, Decimal, Decimal]:
        """Return g, k and e as printed; they are the same in every group."""
        channel = self.library.channels[choice.channel]
        effect = channel.facts.tiers[self.option(choice).tier].effect
        able = means(channel, self.profile, self.team(choice))
        return digits(self.job(choice)), digits(able), digits(effect)

    def job(self, choice: Chosen) -> Decimal:
        """Return g without the rounding of binary fractions, as it comes out by hand."""
        jobs = self.library.moments.channels[choice.channel].jobs
        weights = {goal: Decimal(str(getattr(self.profile.goals, goal))) for goal in GOALS}
        total = sum((w * Decimal(str(jobs[g].value)) for g, w in weights.items()), Decimal(0))
        return total / sum(weights.values())

    def parts(self) -> tuple[Part, ...]:
        """Return g, k and e of each channel written out."""
        return tuple(self.part(choice) for choice in self.shown)

    def part(self, choice: Chosen) -> Part:
        """Return one channel's g, k and e written out."""
        channel = self.library.channels[choice.channel]
        jobs = self.library.moments.channels[choice.channel].jobs
        weights = {goal: float(getattr(self.profile.goals, goal)) for goal in GOALS}
        products = [f"{w:g} × {jobs[goal].value:g}" for goal, w in weights.items() if w]
        job, able, effect = self.whole(choice)
        option = self.option(choice)
        return Part(
            name=channel.facts.name,
            page=f"channels/{choice.channel}.md",
            g=f"{job:f}",
            g_sum=f"({' + '.join(products)}) / {sum(weights.values()):g}",
            k=plain(able),
            lacks=tuple(self.lacks(choice)),
            e=plain(effect),
            pace=self.words.word("tiers", option.tier),
            theta=f"{overlap(choice.channel, self.library):g}",
        )

    def lacks(self, choice: Chosen) -> Iterator[str]:
        """Yield what is missing for a channel, each with what it leaves of the effect."""
        skills = {skill for person in self.team(choice) for skill in person.skills}
        table = self.library.means
        for lack in self.library.channels[choice.channel].facts.better_with:
            if lack.skill and lack.skill not in skills:
                form, word = "lack_skill", table.skills[lack.skill].name
            elif lack.asset and lack.asset not in self.profile.resources.has:
                form, word = "lack_asset", table.assets[lack.asset].name
            else:
                continue
            yield self.words.word("forms", form).format(means=word, left=f"{lack.without:g}")

    def alone(self) -> tuple[Alone, ...]:
        """Return what each channel meets alone, what it adds, and its price."""
        groups, before, found = self.groups(), Decimal(0), []
        total = 0.0
        hour, place = (self.library.constant(f"price_of_{what}") for what in ("hour", "place"))
        for number, choice in enumerate(self.shown):
            pairs = [(group.weight, group.lines[number].v) for group in groups]
            met = sum((Decimal(w) * Decimal(v) for w, v in pairs), Decimal(0))
            total += choice.adds.mid
            upto = digits(total * 100, TENTH)
            chosen = choice.verdict == "now"
            hours = digits(self.option(choice).cost / 60, CENT)
            adds = upto - before if chosen else digits(choice.adds.mid * 100, TENTH)
            price = digits(hours * digits(hour * 100) + digits(place * 100), CENT)
            before = upto if chosen else before
            found.append(
                Alone(
                    name=self.library.channels[choice.channel].facts.name,
                    page=f"channels/{choice.channel}.md",
                    written=" + ".join(f"{w} × {v}" for w, v in pairs),
                    alone=f"{digits(met * 100, TENTH):f}",
                    adds=f"{adds:f}",
                    hours=f"{hours:f}",
                    price=f"{price:f}",
                    chosen=chosen,
                )
            )
        return tuple(found)

    def net(self) -> Net:
        """Return customers met less what hours and places cost."""
        rows = [row for row in self.alone() if row.chosen]
        met = sum((Decimal(row.adds) for row in rows), Decimal(0))
        hours = sum((Decimal(row.hours) for row in rows), Decimal(0))
        hour, place = (
            digits(self.library.constant(f"price_of_{what}") * 100, TENTH)
            for what in ("hour", "place")
        )
        hours_price, places_price = digits(hours * hour, CENT), place * len(rows)
        return Net(
            met=f"{met:f}",
            hours=f"{hours:f}",
            hour=plain(hour),
            hours_price=f"{hours_price:f}",
            places=len(rows),
            place=plain(place),
            places_price=f"{places_price:f}",
            net=f"{met - hours_price - places_price:f}",
        )
