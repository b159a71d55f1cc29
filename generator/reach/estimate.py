"""One segment, one channel: a share with its range, or a refusal."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.model.channel import Channel, Estimate
from generator.model.evidence import Finding
from generator.model.library import Library
from generator.model.profile import Profile, Segment
from generator.model.results import Range, Reach
from generator.model.words import Scope, Setting
from generator.reach.logodds import expit, guess, logit, shifted
from generator.reach.ranges import OF_MEAN_MISS, around, ends, product, ranged, with_answers

ALL = "all"
LISTS = frozenset({"customer-list", "phone-list"})
"""What a business has when it may write to people it knows."""


@dataclass(frozen=True)
class Group:
    """A segment as survey tables see it: country, traits, women's share, age bands."""

    segment: Segment
    country: str
    traits: Mapping[str, str]
    women: float | None
    bands: Mapping[str, float]
    ages_given: bool


def estimate(
    channel: Channel, group: Group, profile: Profile, library: Library, today: date
) -> Reach:
    """Return how much of the segment uses the channel, before `felt` scales it.

    Shares and ranges are 0 to 1. Without any figure for the country and kind of customer the
    share is zero and `refused` holds the sentence's key.
    """
    rule = channel.facts.reach
    rows = rule.consumers if group.segment.kind == "consumers" else rule.businesses
    found = rows.get(group.country) or rows.get("any")
    reach = (
        _refused(group)
        if found is None
        else _Worker(channel.id, group, profile, library, today).by_basis(found, rows)
    )
    asked = group.segment.asked
    if asked and channel.id in asked.use and reach.basis != "list":
        reach = _answered(reach, group, channel.id, library)
    return reach


def felt(reach: Reach, channel: Channel, setting: Setting, scope: Scope) -> Reach:
    """Return what is left of a reach where customers live so, and so far away."""
    rule = channel.facts.reach
    return _scaled(reach, rule.scope.get(scope, 1.0) * rule.setting.get(setting, 1.0))


@dataclass(frozen=True)
class _Worker:
    channel: str
    group: Group
    profile: Profile
    library: Library
    today: date

    def by_basis(self, rule: Estimate, rows: Mapping[str, Estimate]) -> Reach:
        if rule.mid is not None:
            return self._judged(rule)
        if rule.listed is not None:
            return self._listed(rule.listed)
        if rule.total is not None:
            if rule.ratio is not None:
                return self._buyers(rule.total, rule.ratio)
            return self._borrowed(rule.total, rows)
        return self._table(rule)

    def _judged(self, rule: Estimate) -> Reach:
        share = Range(rule.low or 0.0, rule.mid or 0.0, rule.high or 0.0)
        return Reach(share, dict.fromkeys(self.group.bands, share), "judgement", ())

    def _listed(self, ceiling: str) -> Reach:
        limit = self._ceiling(ceiling)
        asked = self.group.segment.asked
        if asked and self.channel in asked.use:
            flat = Reach(limit, dict.fromkeys(self.group.bands, limit), "list", ())
            limit = _answered(flat, self.group, self.channel, self.library).share
        size = self.profile.resources.customer_list or 0
        customers = self.profile.business.customers
        constant = self.library.constant
        own = self.group.segment.on_list
        if own is not None:
            known = around(own / 100, constant("list_spread") * own / 100)
        elif customers and size:
            part = min(1.0, size / customers)
            spread = constant("list_spread")
            known = Range(part * (1 - spread), part, min(1.0, part * (1 + spread)))
        else:
            known = Range(*(constant(f"list_share_{end}") for end in ("low", "mid", "high")))
        if not self._has_list():
            known = Range(0.0, 0.0, 0.0)
        share = Range(*(min(a, b) for a, b in zip(ends(known), ends(limit), strict=True)))
        return Reach(share, dict.fromkeys(self.group.bands, share), "list", (ceiling,))

    def _ceiling(self, name: str) -> Range:
        finding = self.library.finding(name)
        if "age" not in finding.by or self.group.bands.keys() - finding.by["age"].keys():
            return self._aged(ranged(finding), name)
        bands = self._bands(finding)
        return self._with_range(name, finding, bands, "survey").share

    def _has_list(self) -> bool:
        needs = self.library.channels[self.channel].facts.needs
        lists = LISTS.intersection(needs) or LISTS
        return not lists.isdisjoint(self.profile.resources.has)

    def _table(self, rule: Estimate) -> Reach:
        name = rule.table or ""
        finding = self.library.finding(name)
        if finding.kind == "proxy" or not finding.by:
            reach = self._flat(name, finding)
        else:
            bands = self._bands(finding)
            reach = self._with_range(name, finding, bands, "survey")
        if not rule.times:
            return reach
        factor = self._span(rule.times)
        scaled = {b: product(r, factor) for b, r in reach.bands.items()}
        return Reach(
            product(reach.share, factor),
            scaled,
            "scaled",
            (*reach.findings, *rule.times),
            reach.traits,
        )

    def _span(self, names: tuple[str, ...]) -> Range:
        """Return the first figure as the middle, with a range that spans them all."""
        ranges = [self._aged(ranged(self.library.finding(name)), name) for name in names]
        return Range(min(r.low for r in ranges), ranges[0].mid, max(r.high for r in ranges))

    def _flat(self, name: str, finding: Finding) -> Reach:
        share = self._aged(ranged(finding), name)
        basis = "proxy" if finding.kind == "proxy" else "total"
        if basis == "proxy" or self.group.ages_given:
            error = "error_proxy" if basis == "proxy" else "error_flat"
            half = OF_MEAN_MISS * self.library.constant(error)
            below, above = (
                math.hypot(half, end) for end in (share.mid - share.low, share.high - share.mid)
            )
            share = Range(max(0.0, share.mid - below), share.mid, min(1.0, share.mid + above))
        return Reach(share, dict.fromkeys(self.group.bands, share), basis, (name,))

    def _borrowed(self, total: str, rows: Mapping[str, Estimate]) -> Reach:
        """Shift the US age curve in log-odds until its mean is the country's total.

        Bands that the country has a figure of its own for stay as published; the rest make up
        what is left of the total.
        """
        finding = self.library.finding(total)
        curve_name = rows["US"].table if "US" in rows else None
        if curve_name is None:
            return self._flat(total, finding)
        curve = self.library.finding(curve_name)
        weights = self._population(curve_name)
        alike = self.library.rules.words["bands"]
        cells = ((str(alike.get(b, b)), p) for b, p in finding.by.get("age", {}).items())
        own = {band: percent / 100 for band, percent in cells if band in weights}
        ages = {band: guess(curve, {}, band) for band in weights}
        rest = {band: share for band, share in ages.items() if band not in own}
        spent = sum(weights[band] * share for band, share in own.items())
        left = sum(weights[band] for band in rest)
        moved = own | (shifted(rest, weights, (ranged(finding).mid - spent) / left) if rest else {})
        step = {band: logit(moved[band]) - logit(ages[band]) for band in weights}
        bands = self._bands(curve, step)
        reach = self._with_range(total, curve, bands, "borrowed", frozenset(own))
        return Reach(reach.share, reach.bands, "borrowed", (total, curve_name), reach.traits)

    def _buyers(self, total: str, ratio: str) -> Reach:
        """Scale a country's total by how much more professionals use the channel, 90 % at most."""
        everybody, buyers = self.library.finding(total), self.library.finding(ratio)
        share = min(
            self.library.constant("buyers_most"), ranged(everybody).mid * (buyers.ratio or 1)
        )
        wider = self._method_error(0, "borrowed") + self._years(total)
        found = around(share, wider)
        return Reach(found, dict.fromkeys(self.group.bands, found), "proxy", (total, ratio))

    def _bands(self, finding: Finding, step: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the share in each band of the segment's ages."""
        moves = step or {}
        bands = {
            band: expit(logit(self._mixed(finding, band)) + moves.get(band, 0.0))
            for band in self.group.bands
        }
        if not self.group.ages_given and not moves:
            bands = shifted(bands, self.group.bands, self._mixed(finding, None))
        return bands

    def _mixed(self, finding: Finding, band: str | None) -> float:
        women = self.group.women
        if women is None or "gender" not in finding.by:
            return guess(finding, self.group.traits, band)
        parts = {"women": women, "men": 1 - women}
        return sum(
            part * guess(finding, {**self.group.traits, "gender": gender}, band)
            for gender, part in parts.items()
        )

    def _with_range(
        self,
        name: str,
        finding: Finding,
        bands: Mapping[str, float],
        basis: str,
        published: frozenset[str] = frozenset(),
    ) -> Reach:
        """Return shares with their ranges; `published` bands carry no error of the method."""
        traits = [t for t, g in self.group.traits.items() if g in finding.by.get(t, {})]
        traits += ["gender"] if self.group.women is not None and "gender" in finding.by else []
        traits += ["age"] if self.group.ages_given and "age" in finding.by else []
        method = self._method_error(len(traits), basis)
        ranges = {}
        for band, share in bands.items():
            miss = 0.0 if band in published else method
            half = math.hypot(self._sampling(name, band, share), miss) + self._years(name)
            ranges[band] = around(share, half)
        half = sum(self.group.bands[b] * self._sampling(name, b, p) for b, p in bands.items())
        mean = sum(self.group.bands[b] * p for b, p in bands.items())
        whole = around(mean, math.hypot(half, method) + self._years(name))
        return Reach(whole, ranges, basis, (name,), tuple(sorted(traits)))

    def _method_error(self, traits: int, basis: str) -> float:
        """Return half the range of the method alone, from the mean miss that was measured."""
        names = {2: "error_two_traits", 3: "error_three_traits"}
        name = names.get(traits, "error_more_traits")
        if basis == "borrowed":
            name = "error_borrowed"
        elif traits <= 1:
            return 0.0
        return OF_MEAN_MISS * self.library.constant(name)

    def _sampling(self, name: str, band: str, share: float) -> float:
        source, _ = self.library.finding_source[name]
        people = self.library.finding_source.get(f"{source}-population")
        margin = self.library.constant("sampling_unknown")
        if people:
            table = self.library.finding(f"{source}-population").moe.get("age", {})
            if isinstance(table, Mapping) and band in table:
                margin = table[band] / 100
        return margin * 2 * math.sqrt(share * (1 - share))

    def _years(self, name: str) -> float:
        """Return the widening for a figure's age: so much a year, more once it has expired."""
        library = self.library
        years = max(0, self.today.year - library.year(name))
        expires = library.finding(name).review_by or library.source_of(name).review_by
        expired = library.constant("expired_widening") if self.today > expires else 0.0
        return years * library.constant("drift_per_year") + expired

    def _aged(self, share: Range, name: str) -> Range:
        wider = self._years(name)
        return Range(max(0.0, share.low - wider), share.mid, min(1.0, share.high + wider))

    def _population(self, name: str) -> dict[str, float]:
        return population(self.library, self.library.finding_source[name][0])


def population(library: Library, source: str) -> dict[str, float]:
    """Return each age band's share of the adults a survey speaks for, adding up to 1."""
    if f"{source}-population" not in library.finding_source:
        source = str(library.rules.words["sources"]["population"])
    ages = library.finding(f"{source}-population").by["age"]
    return {band: share / sum(ages.values()) for band, share in ages.items()}


def _answered(reach: Reach, group: Group, channel: str, library: Library) -> Reach:
    asked = group.segment.asked
    if asked is None:
        return reach
    prior = library.constant("prior_people")
    return with_answers(reach, group.bands, asked, asked.use[channel], prior)


def _refused(group: Group) -> Reach:
    nobody = Range(0.0, 0.0, 0.0)
    return Reach(nobody, dict.fromkeys(group.bands, nobody), "refused", (), refused="no_figure")


def _scaled(reach: Reach, factor: float) -> Reach:
    if factor == 1.0:
        return reach
    bands = {band: share.times(factor) for band, share in reach.bands.items()}
    return Reach(
        reach.share.times(factor), bands, reach.basis, reach.findings, reach.traits, reach.refused
    )
