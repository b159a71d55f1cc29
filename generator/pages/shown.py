"""What pages show of channels and weeks, every client's word already inert."""

from dataclasses import dataclass

from markupsafe import Markup

from generator.model.channel import ChannelFacts, Guide, Section, Tier


@dataclass(frozen=True)
class Because:
    """One reason: its sentence, whether it was said, measured or judged, and where that stands."""

    text: Markup
    key: str
    kind: str
    page: str
    anchor: Markup


@dataclass(frozen=True)
class ChannelView:
    """One channel as its page and the lists show it."""

    id: str
    name: str
    verdict: str
    rank: int
    page: str
    facts: ChannelFacts
    guide: Guide
    tier: Tier
    tier_name: str
    minutes: str
    minutes_number: int
    setup: str
    money: str
    has_cost: bool
    people: Markup
    adds: str
    adds_number: int
    reach: str
    reach_low: int
    reach_high: int
    width: int
    reasons: tuple[Because, ...]
    trigger: Because | None
    ideas: tuple[str, ...]
    steps: tuple[tuple[Markup, str], ...]
    by_consultant: bool
    account: str
    followers: int | None
    begins: int

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
    total_number: int
    everyday: tuple[Block, ...]
    days: tuple[Day, ...]
    setup: tuple[Block, ...]
