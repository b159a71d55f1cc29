"""What sixty answers of a client's customers would change, tried out beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.decide.crowd import Crowd, Users
from generator.decide.learn import factors
from generator.decide.options import ENDS, Field, Menu
from generator.decide.search import Prices, solve
from generator.model.profile import Asked, Profile
from generator.model.results import Chosen
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.reach import Known, audiences

PEOPLE = 60
COUNTS = (0, 15, 30, 45, 60)
ENDPOINTS = (COUNTS[0], COUNTS[-1])
MOST_ROWS = 9


@dataclass(frozen=True)
class Try:
    """One channel on the sheet, and what its count would do.

    `low` and `high` of the people are counted on now. `turn`: stays and out say that no count
    changes the verdict; otherwise it is in from `least` on and not with `fewer`.
    """

    channel: str
    name: str
    page: str
    verdict: str
    low: int
    high: int
    refused: bool
    turn: str
    least: int
    fewer: int


@dataclass(frozen=True)
class Survey:
    """The group to ask next, and what its answers would do."""

    group: Markup
    index: int
    people: int
    worth: str
    times: str
    tries: tuple[Try, ...]


def survey(given: Given) -> Survey:
    """Return what the answers of the group with the fewest would change."""
    profile, library = given.client.profile, given.library
    index = min(
        range(len(profile.customers)),
        key=lambda n: (_asked(profile, n), -profile.customers[n].share),
    )
    worth = library.constant("prior_people")
    rows = [c for c in given.decision.choices if _on_sheet(c, given)][:MOST_ROWS]
    return Survey(
        group=inert(profile.customers[index].name),
        index=index,
        people=PEOPLE,
        worth=f"{worth:g}",
        times=f"{PEOPLE / worth:g}",
        tries=_tries(rows, index, given),
    )


def _asked(profile: Profile, index: int) -> int:
    asked = profile.customers[index].asked
    return asked.people if asked else 0


def _on_sheet(choice: Chosen, given: Given) -> bool:
    """Say whether the sheet asks for a channel: what is chosen, and where people spend time."""
    facts = given.library.channels[choice.channel].facts
    if facts.group == "list" or choice.decided_by_consultant:
        return False
    reaches = (audience.reaches[choice.channel] for audience in given.decision.audiences)
    place = bool(facts.ideas) and any(reach.basis != "judgement" for reach in reaches)
    return choice.verdict == "now" or (place and facts.group == "audience")


def _tries(rows: Sequence[Chosen], index: int, given: Given) -> tuple[Try, ...]:
    """Return what each channel's count does; the counts between only where the ends differ."""
    tables = _Tables(given, index)
    names = [row.channel for row in rows]
    ends = tables.inside([(name, count) for name in names for count in ENDPOINTS])
    turning = [name for name in names if len({ends[name, count] for count in ENDPOINTS}) > 1]
    between = tables.inside([(name, count) for name in turning for count in COUNTS[1:-1]])
    found = ends | between
    return tuple(
        _try(row, [found.get((row.channel, n), ends[row.channel, 0]) for n in COUNTS], index, given)
        for row in rows
    )


def _try(row: Chosen, inside: Sequence[bool], index: int, given: Given) -> Try:
    reach = given.decision.audiences[index].reaches[row.channel]
    first = inside.index(True) if any(inside) else len(inside)
    turn = "stays" if all(inside) else "turns" if any(inside) else "out"
    return Try(
        channel=row.channel,
        name=given.library.channels[row.channel].facts.name,
        page=f"channels/{row.channel}.md",
        verdict=row.verdict,
        low=round(reach.share.low * PEOPLE),
        high=round(reach.share.high * PEOPLE),
        refused=reach.refused is not None,
        turn=turn,
        least=COUNTS[first] if turn == "turns" else 0,
        fewer=COUNTS[first - 1] if turn == "turns" else 0,
    )


class _Tables:
    """Makes the field of each try; what no answer touches is worked out once."""

    def __init__(self, given: Given, index: int) -> None:
        self.given, self.index = given, index
        self.menu, self.known = Menu(given.library), Known()
        self.taught = factors(given.decision.learnt)
        profile = given.client.profile
        found = audiences(profile, given.library, given.today, self.known)
        self.activity = [audience.activity for audience in found]
        crowd = Crowd(found, given.library, self.taught)
        self.users: Users = {
            (name, end): crowd.users(name, end) for name in given.library.channels for end in ENDS
        }

    def inside(self, tries: Sequence[tuple[str, int]]) -> dict[tuple[str, int], bool]:
        """Return whether a channel is in the best set if so many of the people used it."""
        prices = (self.given.library.constant(f"price_of_{what}") for what in ("hour", "place"))
        found = solve([self.field(*one) for one in tries], Prices(*prices))
        return {
            one: any(option.channel == one[0] for option in own or ())
            for one, own in zip(tries, found, strict=True)
        }

    def field(self, channel: str, count: int) -> Field:
        """Return the field if so many of the people used a channel."""
        profile, library = self.given.client.profile, self.given.library
        answers = Asked(people=PEOPLE, use={channel: count})
        segments = tuple(
            segment.model_copy(update={"asked": answers}) if n == self.index else segment
            for n, segment in enumerate(profile.customers)
        )
        changed = profile.model_copy(update={"customers": segments})
        known = {k: r for k, r in self.known.items() if k[:2] != (self.index, channel)}
        found = audiences(changed, library, self.given.today, known)
        alike = self.activity == [audience.activity for audience in found]
        users = {key: own for key, own in self.users.items() if alike and key[0] != channel}
        return self.menu.field(changed, Crowd(found, library, self.taught, users), found)
