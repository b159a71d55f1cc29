"""Turn a profile's segments into audiences with a reach for every channel."""

from collections.abc import Mapping
from datetime import date

from generator.model.library import Library
from generator.model.profile import Profile, Segment
from generator.model.results import Audience, Reach
from generator.reach.estimate import ALL, LISTS, Group, estimate, felt, population

EDGES = {"18-29": (18, 29), "30-49": (30, 49), "50-64": (50, 64), "65+": (65, 89)}
OLDEST = 89
YOUNGEST = "18-29"


VISUAL = "photogenic-product"
"""What a business has whose work is looked at, whatever its trade."""
Known = dict[tuple[object, ...], Reach]


def audiences(
    profile: Profile, library: Library, today: date, known: Known | None = None
) -> tuple[Audience, ...]:
    """Return one audience per segment; weights and band shares each add up to 1.

    `known` keeps reaches between profiles of one client that differ in single answers.
    """
    total = sum(segment.share for segment in profile.customers)
    kept = {} if known is None else known
    return tuple(
        _audience(index, segment.share / total, (profile, library, today), kept)
        for index, segment in enumerate(profile.customers)
    )


def _audience(
    index: int, weight: float, given: tuple[Profile, Library, date], known: Known
) -> Audience:
    profile, library, _ = given
    segment, place = profile.customers[index], profile.business.place
    group = _group(segment, profile, library)
    setting = segment.setting or place.setting
    lists = (LISTS.intersection(profile.resources.has), profile.resources.customer_list)
    reaches = {}
    for name, channel in library.channels.items():
        key = (index, name, setting, *(lists if channel.facts.group == "list" else ()))
        if key not in known:
            known[key] = estimate(channel, group, *given)
        reaches[name] = felt(known[key], channel, setting, profile.business.reach)
    trade = library.trades.get(profile.business.trade)
    buy = segment.buy or (trade.buy if trade else "considered")
    pace = reaches.get("youtube")
    activity = {
        band: pace.bands[band].mid if pace and pace.basis != "refused" else 0.0
        for band in group.bands
    }
    return Audience(
        index=index,
        name=segment.name,
        kind=segment.kind,
        weight=weight,
        buy=buy,
        visual=bool(trade and trade.visual) or VISUAL in profile.resources.has,
        bands=group.bands,
        activity=activity,
        reaches=reaches,
    )


def _group(segment: Segment, profile: Profile, library: Library) -> Group:
    traits: dict[str, str] = {"community": segment.setting or profile.business.place.setting}
    if segment.income:
        traits["income"] = segment.income
    if segment.education:
        traits["education"] = segment.education
    women = None if segment.women is None else segment.women / 100
    country = profile.business.place.country
    if segment.kind == "businesses":
        return Group(segment, country, {}, None, {ALL: 1.0}, ages_given=False)
    people = population(library, str(library.rules.words["sources"]["population"]))
    if segment.ages is None:
        return Group(segment, country, traits, women, people, ages_given=False)
    if isinstance(segment.ages, str):
        bands = age_range(segment.ages, people)
    else:
        total = sum(segment.ages.values())
        bands = {str(band): share / total for band, share in segment.ages.items() if share > 0}
    return Group(segment, country, traits, women, bands, ages_given=True)


def age_range(text: str, people: Mapping[str, float]) -> dict[str, float]:
    """Return the band shares of people in an age range, from the ages of all adults.

    Ages under 18 count with the youngest band; ages are even inside a band.
    """
    first, last = _bounds(text)
    first = min(first, OLDEST)
    shares = {}
    for band, (start, end) in EDGES.items():
        lowest = min(first, start) if band == YOUNGEST else start
        years = min(last, end) - max(first, lowest) + 1
        if years > 0:
            shares[band] = people[band] * years / (end - start + 1)
    total = sum(shares.values())
    return {band: share / total for band, share in shares.items()}


def _bounds(text: str) -> tuple[int, int]:
    if text.endswith("+"):
        return int(text[:-1]), OLDEST
    first, last = text.split("-")
    return int(first), max(int(first), int(last))
