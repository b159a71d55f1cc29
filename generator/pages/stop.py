"""Why the plan stops where it does: the next channel that would pay, and what is short for it."""

from dataclasses import dataclass
from math import inf
from typing import Literal

from generator.model.results import Chosen, Decision
from generator.pages.sure import FIXED
from generator.pages.words import Words

Limit = Literal["hours", "money", "days"]
WEEK_HOURS = 60.0
NO_TIME = 1 / 24
"""Hours that print as none: less than half of five minutes."""


@dataclass(frozen=True)
class Following:
    """The next channel that pays for its time, what it needs, what is left, and the true limit.

    The limit is `days` where hours and money are left, but not with those who could do it.
    """

    id: str
    name: str
    page: str
    adds: str
    limit: Limit
    needs: str
    left: str
    full: bool


def following(decision: Decision, words: Words) -> Following | None:
    """Return the channel that would come next, one that waits for later before any other.

    None where no channel that is left out is worth its time.
    """
    paying = [choice for choice in decision.choices if _pays(choice, words)]
    if not paying:
        return None
    choice = min(paying, key=lambda c: (c.verdict != "later", _lacks(c), c.rank))
    left = max(0.0, decision.hours.available - decision.hours.planned)
    limit = _limit(choice, decision, words)
    money = limit == "money"
    spare = decision.money_available - decision.money_planned
    return Following(
        id=choice.channel,
        name=words.library.channels[choice.channel].facts.name,
        page=f"channels/{choice.channel}.md",
        adds=words.share(choice.adds.mid),
        limit=limit,
        needs=words.money(choice.money_per_month) if money else words.hours(_hours(choice, words)),
        left=words.money(spare) if money else words.hours(left),
        full=spare <= 0 if money else left < NO_TIME,
    )


def _pays(choice: Chosen, words: Words) -> bool:
    """Say whether a channel that is left out would add more than its price."""
    free = choice.verdict != "now" and choice.reasons[0].key not in FIXED
    hour, place = (words.library.constant(f"price_of_{what}") for what in ("hour", "place"))
    return free and choice.adds.mid > _hours(choice, words) * hour + place


def _hours(choice: Chosen, words: Words) -> float:
    """Return a channel's hours a week with its set-up, as the sums count them."""
    setup = choice.setup_minutes / words.library.constant("setup_weeks")
    return (choice.minutes_per_week + setup) / WEEK_HOURS


def _lacks(choice: Chosen) -> float:
    """Return the fewest more hours a week that let a channel in."""
    told = [choice.trigger, *(flip.reason for flip in choice.flips)]
    more = [r.values["hours"] for r in told if r and r.key in {"trigger_hours", "flip_more_hours"}]
    return min((float(str(hours)) for hours in more), default=inf)


def _limit(choice: Chosen, decision: Decision, words: Words) -> Limit:
    if _hours(choice, words) > decision.hours.available - decision.hours.planned:
        return "hours"
    if choice.money_per_month > decision.money_available - decision.money_planned:
        return "money"
    return "days"
