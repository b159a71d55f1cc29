"""Build what the pages say of the groups of customers, and the sums behind it."""

from generator.decide.crowd import overlap
from generator.decide.frailty import spread
from generator.decide.options import fit, means, people
from generator.model.library import Library
from generator.model.results import Audience, Chosen
from generator.pages import grounds
from generator.pages.anchors import anchor
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.view import Formula, ReachRow, SegmentView
from generator.pages.words import Words

FORMULA_ROWS = 6
VERDICTS = ("now", "later", "skip")


def segments(given: Given, words: Words) -> tuple[SegmentView, ...]:
    """Return every group of customers with what is known about where they are."""
    return tuple(_segment(audience, given, words) for audience in given.decision.audiences)


def _segment(audience: Audience, given: Given, words: Words) -> SegmentView:
    profile, library = given.client.profile, given.library
    segment = profile.customers[audience.index]
    first = given.decision.audiences[0]
    traits = [words.word("kinds", segment.kind)]
    if segment.ages is not None:
        traits.append(words.word("forms", "ages").format(ages=grounds.ages(segment)))
    traits.append(words.word("settings", segment.setting or profile.business.place.setting))
    rows = [_row(choice, audience, library, words) for choice in given.decision.choices]
    return SegmentView(
        index=audience.index,
        name=inert(segment.name),
        share=round(segment.share),
        kind=segment.kind,
        buy=words.word("buys", audience.buy),
        buy_means=library.moments.moments[audience.buy].means,  # type: ignore[index]
        traits=tuple(inert(trait) for trait in traits),
        asked=segment.asked.people if segment.asked else 0,
        like_the_first=audience.index > 0 and audience.reaches == first.reaches,
        rows=tuple(sorted(rows, key=lambda r: (VERDICTS.index(r.verdict), -r.mid, r.name))),
    )


def _row(choice: Chosen, audience: Audience, library: Library, words: Words) -> ReachRow:
    channel = choice.channel
    reach = audience.reaches[channel]
    return ReachRow(
        channel=channel,
        name=library.channels[channel].facts.name,
        page=f"channels/{channel}.md",
        verdict=choice.verdict,
        low=round(reach.share.low * 100),
        mid=round(reach.share.mid * 100),
        high=round(reach.share.high * 100),
        range=words.range(reach.share),
        basis=reach.basis,
        basis_words=words.word("bases", reach.basis),
        finding=anchor(reach.findings[0]) if reach.findings else None,
        refused=reach.refused is not None,
    )


def formulas(given: Given) -> tuple[Formula, ...]:
    """Return the method page's own numbers: the largest group, the best channels."""
    audience = max(given.decision.audiences, key=lambda a: a.weight)
    band = max(audience.bands, key=lambda b: audience.bands[b])
    return tuple(
        _formula(choice, audience, band, given) for choice in given.decision.choices[:FORMULA_ROWS]
    )


def _formula(choice: Chosen, audience: Audience, band: str, given: Given) -> Formula:
    profile, library = given.client.profile, given.library
    channel = library.channels[choice.channel]
    cell = library.moments.channels[choice.channel].moments[audience.buy]  # type: ignore[index]
    share = round(audience.reaches[choice.channel].share.mid, 2)
    job = round(fit(channel, profile, library), 2)
    able = round(means(channel, profile, people(profile)), 2)
    effect = channel.facts.tiers[choice.tier].effect
    return Formula(
        name=channel.facts.name,
        page=f"channels/{choice.channel}.md",
        group=inert(audience.name),
        p=f"{share:.2f}",
        m=f"{cell.value:.2f}",
        g=f"{job:.2f}",
        k=f"{able:.2f}",
        e=f"{effect:.2f}",
        v=f"{share * cell.value * job * able * effect:.2f}",
        theta=f"{overlap(choice.channel, library):.1f}",
        spread=f"{spread(audience.activity[band], band):.2f}",
    )
