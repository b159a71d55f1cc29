"""How one share came about, step by step, with numbers to check by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isclose
from typing import Any

from markupsafe import Markup

from generator.model.results import Audience
from generator.pages.anchors import anchor
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.sums import digits, plain
from generator.pages.words import Words
from generator.reach import audiences
from generator.reach.estimate import population
from generator.reach.logodds import (
    JOINTS,
    TRUSTED,
    expit,
    factors,
    guess,
    logit,
    shifted,
    total_share,
)

NEAR = 0.002
TABLES = {"community": "settings", "income": "incomes", "education": "educations"}
Term = tuple[str, str, Decimal]
TRACED = ("survey", "borrowed")


@dataclass(frozen=True)
class Step:
    """One summand: what it is, the survey's figure, and what it adds for each of the columns."""

    label: str
    figure: str
    adds: tuple[str, ...]


@dataclass(frozen=True)
class BandShare:
    """One age band's part of the group, and its share of users."""

    band: str
    part: str
    share: str


@dataclass(frozen=True)
class Worked:
    """One share by hand: the steps of one band, the columns mixed, then the bands averaged."""

    group: Markup
    name: str
    page: str
    finding: Markup
    band: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...]
    sums: tuple[str, ...]
    shares: tuple[str, ...]
    women: str
    mixed: str
    start: str
    step: str
    share: str
    bands: tuple[BandShare, ...]
    mean: str
    low: str
    high: str


@dataclass(frozen=True)
class Weighed:
    """A national figure weighed against the client's own answers."""

    group: Markup
    name: str
    worth: str
    national: str
    users: int
    people: int
    share: str


@dataclass(frozen=True)
class Listed:
    """A share that the list's size gives."""

    group: Markup
    name: str
    size: str
    customers: str
    share: str


def worked(given: Given, channels: Sequence[str], words: Words) -> Worked | None:
    """Return the first share that survey tables alone give, the largest group first."""
    audiences_ = sorted(given.decision.audiences, key=lambda a: -a.weight)
    everything = [choice.channel for choice in given.decision.choices]
    for basis in TRACED:
        for names in (channels, everything):
            for audience in audiences_:
                for name in names:
                    if audience.reaches[name].basis == basis and audience.kind == "consumers":
                        found = _Cell(given, audience, name, words).worked()
                        if found:
                            return found
    return None


class _Cell:
    """One channel in one group, taken apart as `generator.reach` puts it together."""

    def __init__(self, given: Given, audience: Audience, name: str, words: Words) -> None:
        self.given, self.audience, self.name, self.words = given, audience, name, words
        self.library = given.library
        self.segment = given.client.profile.customers[audience.index]
        self.reach = audience.reaches[name]
        self.finding_id = self.reach.findings[-1]
        self.finding = self.library.finding(self.finding_id)
        self.band = max(audience.bands, key=lambda b: audience.bands[b])
        women = self.segment.women
        self.mixes = women is not None and "gender" in self.finding.by

    def worked(self) -> Worked | None:
        """Return the steps; None where something else than tables had a part in it."""
        if self.segment.ages is None or self.band not in self.finding.by.get("age", {}):
            return None
        columns = ("women", "men") if self.mixes else ("",)
        terms = [list(self.terms(column)) for column in columns]
        sums = [sum((row[2] for row in own), Decimal(0)) for own in terms]
        shares = [digits(expit(float(total))) for total in sums]
        women = Decimal(str(self.segment.women or 0)) / 100
        mixed = digits(women * shares[0] + (1 - women) * shares[-1])
        step = self.step()
        share = mixed if step is None else digits(expit(logit(float(mixed)) + float(step)))
        if not isclose(float(share), self.reach.bands[self.band].mid, abs_tol=NEAR):
            return None
        return Worked(
            **self.names(),
            columns=columns,
            steps=_aligned(terms),
            sums=tuple(f"{total:f}" for total in sums),
            shares=tuple(f"{one:f}" for one in shares),
            women=plain(women) if self.mixes else "",
            mixed=f"{mixed:f}",
            start=f"{digits(logit(float(mixed))):f}",
            step="" if step is None else f"{step:+f}",
            share=f"{share:f}",
            **self.whole(),
        )

    def names(self) -> dict[str, Any]:
        """Return whom and what the steps are about."""
        return {
            "group": inert(self.audience.name),
            "name": self.library.channels[self.name].facts.name,
            "page": f"channels/{self.name}.md",
            "finding": anchor(self.finding_id),
            "band": self.band,
        }

    def whole(self) -> dict[str, Any]:
        """Return the bands, their mean and its range."""
        share, bands = self.reach.share, self.reach.bands
        return {
            "bands": tuple(
                BandShare(band, plain(digits(part)), f"{digits(bands[band].mid):f}")
                for band, part in self.audience.bands.items()
            ),
            "mean": f"{digits(share.mid):f}",
            "low": f"{digits(share.low):f}",
            "high": f"{digits(share.high):f}",
        }

    def step(self) -> Decimal | None:
        """Return how far borrowed ages are moved, in log-odds; None where they are not borrowed."""
        if self.reach.basis != "borrowed":
            return None
        goal = total_share(self.library.finding(self.reach.findings[0]))
        weights = population(self.library, self.library.finding_source[self.finding_id][0])
        ages = {band: guess(self.finding, {}, band) for band in weights}
        moved = shifted(ages, weights, goal)
        return digits(logit(moved[self.band]) - logit(ages[self.band]))

    def traits(self, column: str) -> Mapping[str, str]:
        """Return the traits that the finding has a table for."""
        place = self.given.client.profile.business.place
        given = {
            "community": self.segment.setting or place.setting,
            "income": self.segment.income,
            "education": self.segment.education,
            "gender": column or None,
        }
        return {t: g for t, g in given.items() if g and g in self.finding.by.get(t, {})}

    def terms(self, column: str) -> Iterator[Term]:
        """Yield the summands of one column: the total, each trait, age, and each correction."""
        traits, weights = self.traits(column), factors(self.traits(column))
        total = logit(total_share(self.finding))
        word = self.words.word
        yield word("traits", "total"), _percent(total_share(self.finding) * 100), digits(total)
        for trait, group in traits.items():
            percent = self.finding.by[trait][group]
            label = word(TABLES[trait], group) if trait in TABLES else word("traits", trait)
            figure = "" if trait == "gender" else _percent(percent)
            if weights[trait] != 1:
                figure += word("forms", "weighed").format(weight=f"{weights[trait]:g}")
            yield label, figure, digits(weights[trait] * (logit(percent / 100) - total))
        percent = self.finding.by["age"][self.band]
        label = word("forms", "ages").format(ages=self.band)
        yield label, _percent(percent), digits(logit(percent / 100) - total)
        for trait, group in traits.items():
            cell = self.finding.joint.get(JOINTS[trait], {}).get(self.band, {}).get(group)
            if cell is not None and TRUSTED[0] <= cell <= TRUSTED[1]:
                single = logit(percent / 100) + logit(self.finding.by[trait][group] / 100) - total
                name = word(TABLES[trait], group) if trait in TABLES else word("traits", trait)
                label = word("forms", "both_traits").format(trait=name)
                figure = "" if trait == "gender" else _percent(cell)
                yield label, figure, digits(weights[trait] * (logit(cell / 100) - single))


def _aligned(columns: Sequence[Sequence[Term]]) -> tuple[Step, ...]:
    """Return summands side by side; what a column does not have adds nothing."""
    keys = dict.fromkeys((label, figure) for own in columns for label, figure, _ in own)
    values = [{(label, figure): value for label, figure, value in own} for own in columns]
    return tuple(
        Step(*key, tuple(f"{own.get(key, Decimal(0)):+.3f}" for own in values)) for key in keys
    )


def _percent(value: float) -> str:
    return f"{value:g}"


def weighed(given: Given, channels: Sequence[str]) -> Weighed | None:
    """Return the first share that mixes a national figure with own answers."""
    profile, library = given.client.profile, given.library
    bare = tuple(s.model_copy(update={"asked": None}) for s in profile.customers)
    nation = audiences(profile.model_copy(update={"customers": bare}), library, given.today)
    worth = library.constant("prior_people")
    for audience, before in zip(given.decision.audiences, nation, strict=True):
        asked = profile.customers[audience.index].asked
        for name in channels:
            if asked is None or audience.reaches[name].basis != "asked":
                continue
            national = digits(before.reaches[name].share.mid)
            users = asked.use[name]
            share = (Decimal(str(worth)) * national + users) / (Decimal(str(worth)) + asked.people)
            if isclose(float(share), audience.reaches[name].share.mid, abs_tol=NEAR):
                return Weighed(
                    group=inert(audience.name),
                    name=library.channels[name].facts.name,
                    worth=f"{worth:g}",
                    national=f"{national:f}",
                    users=users,
                    people=asked.people,
                    share=f"{digits(share):f}",
                )
    return None


def listed(given: Given, channels: Sequence[str]) -> Listed | None:
    """Return the first share that is the list's size over all customers."""
    profile, library = given.client.profile, given.library
    size, customers = profile.resources.customer_list, profile.business.customers
    for audience in given.decision.audiences:
        for name in channels:
            reach = audience.reaches[name]
            if reach.basis != "list" or not size or not customers:
                continue
            share = digits(min(1.0, size / customers))
            if isclose(float(share), reach.share.mid, abs_tol=NEAR):
                return Listed(
                    group=inert(audience.name),
                    name=library.channels[name].facts.name,
                    size=f"{size:,}",
                    customers=f"{customers:,}",
                    share=f"{share:f}",
                )
    return None
