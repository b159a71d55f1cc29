"""What the library holds: channels, trades, findings, moments, words."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from generator.model.channel import Channel
from generator.model.evidence import Finding, Judged, Source
from generator.model.results import Audience
from generator.model.scripts import Script, Spellings, VoiceTable
from generator.model.words import (
    Buy,
    Day,
    FindingId,
    Flag,
    Form,
    Frozen,
    Goal,
    Group,
    Id,
    Minutes,
    MonthDay,
    Number,
    Prose,
    Share,
    Text,
)


class TradeSeason(Frozen):
    """A time of the trade's year with one thing to do."""

    name: Text
    starts: MonthDay = Field(alias="from")
    ends: MonthDay = Field(alias="to")
    do: Text
    south: Literal["same", "shift"] = "same"


class Visit(Frozen):
    """Somebody worth a visit, and why."""

    who: Text
    why: Text


Ideas = Annotated[tuple[Text, ...], Field(min_length=4)]


class Trade(Frozen):
    """How one kind of business sells.

    The five phrases from `after` to `bring` fill the slots of the scripts.
    """

    name: Text
    plural: Text
    group: Id
    buy: Buy
    visual: Flag
    customer: tuple[Text, Text] | None = Field(
        None, description="What it calls a customer, one and many, such as [client, clients]."
    )
    private: Flag = Field(default=False, description="Whether it may not say whom it serves.")
    after: Text = Field(description="Fits: How was {after}?")
    price_of: Text = Field(description="Fits: You asked what {price_of} costs.")
    sorry_for: Text = Field(description="Fits: I am sorry about {sorry_for}.")
    pride: Text = Field(description="Fits: We take the most care over {pride}.")
    bring: Text = Field(description="Fits: I brought you {bring}.")
    customers_ask: Annotated[tuple[Text, ...], Field(min_length=5)]
    ideas: Mapping[Form, Ideas]
    first_photo: Text
    seasons: Annotated[tuple[TradeSeason, ...], Field(min_length=3)]
    visit: Annotated[tuple[Visit, ...], Field(min_length=3)]
    ask_for: Text
    words: tuple[Text, ...]
    proof: Text
    contrast: Id

    @property
    def all_ideas(self) -> tuple[str, ...]:
        """Return the ideas of every form."""
        return tuple(idea for form in self.ideas.values() for idea in form)


class Cell(Frozen):
    """One number of the moments or jobs table, with its reason."""

    value: Share
    because: Text
    findings: tuple[FindingId, ...] = ()


class Meaning(Frozen):
    """What a word of the tables means."""

    means: Text


class Buying(Meaning):
    """A way of buying, and what it asks of a post, of a letter to the list, and of a talk."""

    audience: Text
    list: Text
    people: Text

    def asks(self, group: Group) -> str:
        """Return what it asks of a channel of this group."""
        return str(getattr(self, group))


class ChannelCells(Frozen):
    """A channel's row in both tables.

    Where firms buy another way than people do, or trades whose work is looked at sell another
    way than the rest, `businesses` and `visual` stand in for cells of `moments`.
    """

    moments: Mapping[Buy, Cell]
    jobs: Mapping[Goal, Cell]
    businesses: Mapping[Buy, Cell] = Field(default_factory=dict)
    visual: Mapping[Buy, Cell] = Field(default_factory=dict)


class Moments(Frozen):
    """When each channel matters and what it is for."""

    judged: Judged
    moments: Mapping[Buy, Buying]
    jobs: Mapping[Goal, Meaning]
    channels: Mapping[Id, ChannelCells]


class Skill(Frozen):
    """Something a person can do, and how to learn enough of it."""

    name: Text
    fix: Text


class Asset(Frozen):
    """Something a business has, and how to get it."""

    name: Text
    fix: Text
    minutes: Minutes | None = None


class Role(Frozen):
    """What somebody in this role can do in ten minutes a week."""

    name: Text
    ten_minutes: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    listens_for: Text


class Means(Frozen):
    """The words for skills, assets and roles."""

    judged: Judged
    skills: Mapping[Id, Skill]
    assets: Mapping[Id, Asset]
    roles: Mapping[Id, Role]


class Judgement(Frozen):
    """A number of the arithmetic that nobody has published: its value, author and reason."""

    value: Number
    unit: Text
    by: Text
    on: Day
    because: Prose
    findings: tuple[FindingId, ...] = ()


class Rules(Frozen):
    """The constants of the arithmetic and the sentences for its reasons."""

    constants: Mapping[str, Judgement]
    reasons: Mapping[str, Prose]
    words: Mapping[str, Mapping[str, Prose]]


class NavSection(Frozen):
    """One part of the reading order."""

    title: Text
    pages: tuple[str, ...]


class Nav(Frozen):
    """The reading order, and the places of the bottom bar."""

    sections: tuple[NavSection, ...]
    bar: tuple[Mapping[str, Text], ...]


class CountryFacts(Frozen):
    """What differs by country."""

    name: Text
    currency: Text
    south: Flag = False
    spelling: Id | None = Field(None, description="A table of spelling.yml; American without.")
    emergency: Text | None = Field(None, description="The number to call when life is in danger.")


class CountryZones(Frozen):
    """The time zone of a country, and those of its regions where they differ."""

    zone: Text
    unsure: Flag = Field(default=False, description="Its zones keep different clocks.")
    regions: Mapping[str, Text] = Field(default_factory=dict)

    def of(self, region: str | None) -> tuple[str, bool]:
        """Return a region's zone, and whether that is sure."""
        named = {name.casefold(): zone for name, zone in self.regions.items()}
        found = named.get((region or "").strip().casefold())
        return found or self.zone, bool(found) or not self.unsure


class Library(Frozen):
    """All content, read and typed."""

    channels: Mapping[str, Channel]
    trades: Mapping[str, Trade]
    sources: Mapping[str, Source]
    moments: Moments
    means: Means
    rules: Rules
    nav: Nav
    countries: Mapping[str, CountryFacts]
    time_zones: Mapping[str, CountryZones]
    scripts: Mapping[str, Script]
    voices: VoiceTable
    spellings: Spellings
    templates: Mapping[str, str] = Field(repr=False)
    theme: Mapping[str, bytes] = Field(repr=False)
    showcase: Mapping[str, str] = Field(repr=False)
    fonts: tuple[str, ...] = Field((), repr=False)
    base_config: bytes = Field(repr=False)
    finding_source: Mapping[str, tuple[str, str]] = Field(repr=False)

    def finding(self, name: str) -> Finding:
        """Return the finding with this full id; KeyError when there is none."""
        source, key = self.finding_source[name]
        return self.sources[source].findings[key]

    def moment(self, channel: str, audience: Audience) -> Cell:
        """Return how often a channel has a part in this audience's choice."""
        return self._moment(channel, audience)[1]

    def moment_id(self, channel: str, audience: Audience) -> str:
        """Return the name of that judgement."""
        return self._moment(channel, audience)[0]

    def _moment(self, channel: str, audience: Audience) -> tuple[str, Cell]:
        rows, buy = self.moments.channels[channel], audience.buy
        kind = audience.kind == "businesses"
        for name, own, fits in (
            ("businesses", rows.businesses, kind),
            ("visual", rows.visual, audience.visual and not kind),
        ):
            if fits and buy in own:
                return f"{channel}.{buy}.{name}", own[buy]
        return f"{channel}.{buy}", rows.moments[buy]

    def source_of(self, name: str) -> Source:
        """Return the source that holds this finding; KeyError when there is none."""
        return self.sources[self.finding_source[name][0]]

    def year(self, name: str) -> int:
        """Return the year a finding describes."""
        return self.finding(name).year or self.source_of(name).year

    def currency(self, given: str | None, country: str) -> str:
        """Return the currency given, or else the country's own."""
        facts = self.countries.get(country)
        return given or (facts.currency if facts else "USD")

    def constant(self, name: str) -> float:
        """Return a constant of the arithmetic."""
        return self.rules.constants[name].value
