"""Build what the pages say of the groups of customers."""

from generator.model.results import Audience
from generator.pages import grounds
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.view import SegmentView
from generator.pages.words import Words


def segments(given: Given, words: Words) -> tuple[SegmentView, ...]:
    """Return every group of customers with how they buy."""
    return tuple(_segment(audience, given, words) for audience in given.decision.audiences)


def _segment(audience: Audience, given: Given, words: Words) -> SegmentView:
    profile, library = given.client.profile, given.library
    segment = profile.customers[audience.index]
    traits = [words.word("kinds", segment.kind)]
    if segment.ages is not None:
        traits.append(words.word("forms", "ages").format(ages=grounds.ages(segment)))
    traits.append(words.word("settings", segment.setting or profile.business.place.setting))
    return SegmentView(
        index=audience.index,
        name=inert(segment.name),
        share=round(segment.share),
        kind=segment.kind,
        buy=words.word("buys", audience.buy),
        buy_means=library.moments.moments[audience.buy].means,  # type: ignore[index]
        traits=tuple(inert(trait) for trait in traits),
        asked=segment.asked.people if segment.asked else 0,
    )
