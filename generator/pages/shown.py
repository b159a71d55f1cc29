"""What pages show of channels and weeks, every client's word already inert."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from generator.model.channel import ChannelFacts, Guide, Section, Tier
from generator.model.results import Chosen

Level = Literal["firm", "likely", "close", "set"]


@dataclass(frozen=True)
class Because:
    """One reason: its sentence, whether it was said, measured or judged, and where that stands."""

    text: Markup
    key: str
    kind: str
    page: str
    anchor: Markup


@dataclass(frozen=True)
class Sure:
    """How sure a verdict is: in how many of 100 tries it holds, and the sentence about it."""

    level: Level
    tries: int
    text: Markup


@dataclass(frozen=True)
class RuleView:
    """A rule of a platform or the law that may change: who made it, where and when it was read."""

    says: Markup
    by: Markup
    href: Markup
    checked: str
    review_by: str
    due: bool


@dataclass(frozen=True)
class GroupView:
    """Customers who can be met on a channel: how they choose, and what that asks of the channel."""

    name: Markup
    buy: str
    because: Markup
    advice: Markup
    spare_time: Markup


@dataclass(frozen=True)
class Slot:
    """A channel's part in the normal week: when, who, how long, what."""

    day: str
    person: Markup
    minutes: str
    what: Markup


Steps = tuple[tuple[Markup, str], ...]
"""Things to do once, each with its minutes."""


@dataclass(frozen=True)
class Doing:
    """What is to be done on a channel, for whom, and how to end it."""

    ideas: tuple[str, ...]
    slots: tuple[Slot, ...]
    groups: tuple[GroupView, ...]
    steps: Steps
    park: Steps
    close: Steps
    rules: tuple[RuleView, ...]


@dataclass(frozen=True)
class ChannelView:
    """One channel as its page and the lists show it."""

    choice: Chosen
    name: str
    page: str
    facts: ChannelFacts
    guide: Guide
    tier: Tier
    minutes: str
    setup: str
    money: str
    people: Markup
    adds: str
    reach: str
    width: int
    reasons: tuple[Because, ...]
    trigger: Because | None
    sure: Sure
    turns: tuple[Because, ...]
    question: bool
    do: Doing
    account: str
    followers: int | None
    begins: int

    @property
    def id(self) -> str:
        """Return the channel's id."""
        return self.choice.channel

    @property
    def verdict(self) -> str:
        """Return now, later or skip."""
        return self.choice.verdict

    @property
    def rank(self) -> int:
        """Return its place among all channels, from 1."""
        return self.choice.rank

    @property
    def tier_name(self) -> str:
        """Return the pace that was chosen."""
        return self.choice.tier

    @property
    def minutes_number(self) -> int:
        """Return the whole minutes a week."""
        return round(self.choice.minutes_per_week)

    @property
    def has_cost(self) -> bool:
        """Say whether it costs money."""
        return self.choice.money_per_month > 0

    @property
    def adds_number(self) -> int:
        """Return the customers in 100 that it adds."""
        return round(self.choice.adds.mid * 100)

    @property
    def by_consultant(self) -> bool:
        """Say whether the verdict was the consultant's."""
        return self.choice.decided_by_consultant

    def section(self, name: str) -> Section:
        """Return one part of the guide."""
        return self.guide.sections[name]


@dataclass(frozen=True)
class Block:
    """One task as the week shows it."""

    id: str
    what: Markup
    person: Markup
    minutes: str
    number: int
    kind: str
    channel: ChannelView | None
    why: Markup
    every_weeks: int


@dataclass(frozen=True)
class Day:
    """One day of the week with its tasks."""

    id: str
    name: str
    short: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class WeekView:
    """A week by day, with what is done a little every day."""

    number: int
    starts: str
    total: str
    everyday: tuple[Block, ...]
    days: tuple[Day, ...]
    setup: tuple[Block, ...]
