"""Build what the pages say of the groups of customers."""

from collections.abc import Mapping

from generator.model.profile import Segment
from generator.model.results import Audience
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.view import SegmentView
from generator.pages.words import Words

MOSTLY = 60
"""How many in 100 of a group make up its usual ages."""


def segments(given: Given, words: Words) -> tuple[SegmentView, ...]:
    """Return every group of customers with how they buy."""
    return tuple(_segment(audience, given, words) for audience in given.decision.audiences)


def _segment(audience: Audience, given: Given, words: Words) -> SegmentView:
    profile, library = given.client.profile, given.library
    segment = profile.customers[audience.index]
    traits = [words.word("kinds", segment.kind)]
    if segment.ages is not None:
        traits.append(ages(segment, words))
    traits.append(words.word("settings", segment.setting or profile.business.place.setting))
    return SegmentView(
        index=audience.index,
        name=inert(segment.name),
        share=round(segment.share),
        kind=segment.kind,
        buy=words.word("buys", audience.buy),
        buy_means=library.moments.moments[audience.buy].means,
        traits=tuple(inert(trait) for trait in traits),
        asked=segment.asked.people if segment.asked else 0,
    )


def ages(segment: Segment, words: Words) -> str:
    """Return a group's ages in a few words: the fewest bands side by side that hold most of it."""
    if isinstance(segment.ages, Mapping):
        first, last, form = *_most({str(b): n for b, n in segment.ages.items()}), "mostly"
    else:
        first, _, last = str(segment.ages).rstrip("+").partition("-")
        form = "from_to"
    name = form if last else f"{form}_over"
    return words.word("forms", name).format(first=first, last=last)


def _most(shares: Mapping[str, float]) -> tuple[str, str]:
    """Return the first and the last year of the usual ages; no last one where there is none."""
    bands, total = sorted(shares), sum(shares.values())
    runs = [bands[a : b + 1] for a in range(len(bands)) for b in range(a, len(bands))]
    held = [(len(run), -sum(shares[band] for band in run), run) for run in runs]
    _, _, run = min(row for row in held if -row[1] * 100 >= MOSTLY * total)
    return run[0].partition("-")[0].rstrip("+"), run[-1].partition("-")[2]
