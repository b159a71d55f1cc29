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
FINE = Decimal("0.0001")
"""One digit more than a share is printed with, so that its last digit comes out by hand."""
MISSES = {2: "error_two_traits", 3: "error_three_traits"}
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
    p: str
    low: str
    high: str
    traits: int
    miss: str


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
        shares = [digits(expit(float(total)), FINE) for total in sums]
        women = Decimal(str(self.segment.women or 0)) / 100
        mixed = digits(women * shares[0] + (1 - women) * shares[-1], FINE)
        step, start = self.step(), digits(logit(float(mixed)), FINE)
        share = mixed if step is None else digits(expit(float(start + step)), FINE)
        bands = tuple(self.bands(share))
        mean = sum((Decimal(b.part) * Decimal(b.share) for b in bands), Decimal(0))
        near = isclose(float(share), self.reach.bands[self.band].mid, abs_tol=NEAR)
        if not near or digits(digits(mean, FINE)) != digits(self.reach.share.mid):
            return None
        return Worked(
            **self.names(),
            columns=columns,
            steps=_aligned(terms),
            sums=tuple(f"{total:f}" for total in sums),
            shares=tuple(f"{one:f}" for one in shares),
            women=plain(women) if self.mixes else "",
            mixed=f"{mixed:f}",
            start=f"{start:f}",
            step="" if step is None else f"{step:+f}",
            share=f"{share:f}",
            bands=bands,
            mean=f"{digits(mean, FINE):f}",
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

    def bands(self, worked: Decimal) -> Iterator[BandShare]:
        """Yield the bands, the one that is worked out with what came out."""
        for band, part in self.audience.bands.items():
            share = worked if band == self.band else digits(self.reach.bands[band].mid, FINE)
            yield BandShare(band, plain(digits(part, FINE)), f"{share:f}")

    def whole(self) -> dict[str, Any]:
        """Return the share as it is used, its range, and how far the method misses."""
        share, traits = self.reach.share, len(self.reach.traits)
        borrowed = self.reach.basis == "borrowed"
        name = "error_borrowed" if borrowed else MISSES.get(traits, "error_more_traits")
        misses = borrowed or traits > 1
        return {
            "p": f"{digits(share.mid):f}",
            "low": f"{digits(share.low):f}",
            "high": f"{digits(share.high):f}",
            "traits": traits,
            "miss": f"{self.library.constant(name) * 100:.1f}" if misses else "",
        }

    def step(self) -> Decimal | None:
        """Return how far borrowed ages are moved, in log-odds; None where they are not borrowed."""
        if self.reach.basis != "borrowed":
            return None
        goal = total_share(self.library.finding(self.reach.findings[0]))
        weights = population(self.library, self.library.finding_source[self.finding_id][0])
        ages = {band: guess(self.finding, {}, band) for band in weights}
        moved = shifted(ages, weights, goal)
        return digits(logit(moved[self.band]) - logit(ages[self.band]), FINE)

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
        everybody, word = total_share(self.finding), self.words.word
        total = logit(everybody)
        yield word("traits", "total"), _percent(everybody * 100), digits(total, FINE)
        for trait, group in traits.items():
            percent = self.finding.by[trait][group]
            label = word(TABLES[trait], group) if trait in TABLES else word("traits", trait)
            figure = "" if trait == "gender" else _percent(percent)
            if weights[trait] != 1:
                figure += word("forms", "weighed").format(weight=f"{weights[trait]:g}")
            yield label, figure, digits(weights[trait] * (logit(percent / 100) - total), FINE)
        percent = self.finding.by["age"][self.band]
        label = word("forms", "ages").format(ages=self.band)
        yield label, _percent(percent), digits(logit(percent / 100) - total, FINE)
        for trait, group in traits.items():
            cell = self.finding.joint.get(JOINTS[trait], {}).get(self.band, {}).get(group)
            if cell is not None and TRUSTED[0] <= cell <= TRUSTED[1]:
                single = logit(percent / 100) + logit(self.finding.by[trait][group] / 100) - total
                name = word(TABLES[trait], group) if trait in TABLES else word("traits", trait)
                label = word("forms", "both_traits").format(trait=name)
                figure = "" if trait == "gender" else _percent(cell)
                yield label, figure, digits(weights[trait] * (logit(cell / 100) - single), FINE)


def _aligned(columns: Sequence[Sequence[Term]]) -> tuple[Step, ...]:
    """Return summands side by side; what a column does not have adds nothing."""
    keys = dict.fromkeys((label, figure) for own in columns for label, figure, _ in own)
    values = [{(label, figure): value for label, figure, value in own} for own in columns]
    return tuple(
        Step(*key, tuple(f"{own.get(key, Decimal(0)):+.4f}" for own in values)) for key in keys
    )


def _percent(value: float) -> str:
    return f"{value:g}"
