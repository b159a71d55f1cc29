"""All that the method page shows, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.sums import Alone, GroupSum, Net, Part, Sums
from generator.pages.together import Band, Pair, bands, pair
from generator.pages.weighed import Listed, Weighed, listed, weighed
from generator.pages.words import Words
from generator.pages.worked import Worked, worked

BARS = frozenset({"never", "never_bare", "needs", "not_in_country", "no_figure", "nobody"})
ERRORS = ("error_two_traits", "error_three_traits", "error_more_traits", "error_proxy")


@dataclass(frozen=True)
class Tried:
    """How often one channel's verdict held when everything was drawn again, and what turns it."""

    name: str
    page: str
    chosen: bool
    held: int
    turns: tuple[Markup, ...]


@dataclass(frozen=True)
class Method:
    """All that the method page multiplies, adds up and tries out."""

    groups: tuple[GroupSum, ...]
    parts: tuple[Part, ...]
    alone: tuple[Alone, ...]
    net: Net
    bands: tuple[Band, ...]
    pair: Pair | None
    worked: Worked | None
    weighed: Weighed | None
    listed: Listed | None
    draws: int
    tries: tuple[Tried, ...]
    limit: Markup
    constants: Mapping[str, str]


def method(given: Given, words: Words) -> Method:
    """Return every number of the method page."""
    sums = Sums(given, words)
    names = [choice.channel for choice in sums.shown]
    draws = given.decision.draws
    return Method(
        groups=sums.groups(),
        parts=sums.parts(),
        alone=sums.alone(),
        net=sums.net(),
        bands=bands(sums),
        pair=pair(sums),
        worked=worked(given, names, words),
        weighed=weighed(given, names),
        listed=listed(given, names),
        draws=draws,
        tries=tuple(
            Tried(
                name=given.library.channels[choice.channel].facts.name,
                page=f"channels/{choice.channel}.md",
                chosen=choice.verdict == "now",
                held=round(choice.holds_in * draws),
                turns=tuple(words.safe_sentence(flip.reason) for flip in choice.flips),
            )
            for choice in sums.shown
        ),
        limit=_limit(sums),
        constants=_constants(given, words),
    )


def _limit(sums: Sums) -> Markup:
    """Return the one thing that keeps the first channel out which is not in the plan."""
    words, decision = sums.words, sums.decision
    left = [choice for choice in sums.shown if choice.verdict != "now"]
    if not left:
        return inert("")
    choice, option = left[0], sums.option(left[0])
    barred = next((reason for reason in choice.reasons if reason.key in BARS), None)
    if barred:
        return words.safe_sentence(barred)
    hours, money = decision.hours, decision.money_available - decision.money_planned
    if option.money > money:
        name = "money"
    elif option.cost / 60 > hours.available - hours.planned:
        name = "hours"
    else:
        name = "people"
    return inert(words.word("forms", f"limit_{name}"))


def _constants(given: Given, words: Words) -> dict[str, str]:
    """Return the constants that sentences of the page name, as percent or as they are."""
    constant = given.library.constant
    shares = ("doubt_judged", "doubt_measured", "drift_per_year")
    found = {name: words.share(constant(name)) for name in shares}
    return found | {
        "overlap_error": f"{constant('overlap_error') * 100:.1f}",
        **{name: f"{constant(name) * 100:.1f}" for name in ERRORS},
        "doubt_step": f"{constant('doubt_step'):g}",
        "prior_people": f"{constant('prior_people'):g}",
        "setup_weeks": f"{constant('setup_weeks'):g}",
    }
