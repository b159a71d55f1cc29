"""What the library holds: channels, trades, findings, moments, words."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from generator.model.words import (
    Buy,
    Country,
    Day,
    Flag,
    Frozen,
    Goal,
    Grade,
    Id,
    MonthDay,
    Number,
    Prose,
    Scope,
    Setting,
    Text,
    TierName,
    Weekday,
    Whole,
)

Share = Annotated[Number, Field(ge=0, le=1)]
Minutes = Annotated[Number, Field(ge=0, le=2400)]
Money = Annotated[Number, Field(ge=0)]
Days = Annotated[Whole, Field(ge=0, le=1000)]
FindingId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Judged(Frozen):
    """Who judged and when."""

    by: Text
    on: Day


FindingKind = Literal[
    "use",
    "daily",
    "ceiling",
    "opt-in",
    "trust",
    "preference",
    "stated",
    "observed",
    "cadence",
    "timing",
    "effort",
    "price",
    "benchmark",
    "expectation",
    "proxy",
    "ratio",
    "count",
    "opinion",
    "ad-reach",
]

Table = Mapping[str, Mapping[str, Number]]


class Finding(Frozen):
    """One published figure."""

    says: Prose
    kind: FindingKind
    grade: Grade
    channels: tuple[Id, ...] = ()
    value: Annotated[Number | Text | None, Field(union_mode="left_to_right")] = None
    unit: Text | None = None
    low: Number | None = None
    high: Number | None = None
    year: Whole | None = None
    note: Prose | None = None
    review_by: Day | None = None
    by: Table = Field(default_factory=dict)
    n: Mapping[str, Number | Mapping[str, Number]] = Field(default_factory=dict)
    n_eff: Mapping[str, Number | Mapping[str, Number]] = Field(default_factory=dict)
    moe: Mapping[str, Number | Mapping[str, Number]] = Field(default_factory=dict)
    joint: Mapping[str, Mapping[str, Mapping[str, Number]]] = Field(default_factory=dict)
    theta: Mapping[str, Share] = Field(default_factory=dict)
    unions: Mapping[str, Mapping[str, Number | Mapping[str, Number]]] = Field(default_factory=dict)
    among: Prose | None = None
    ratio: Number | None = None
    ratio_low: Number | None = None
    ratio_high: Number | None = None


class Source(Frozen):
    """One publication with its findings."""

    publisher: Text
    title: Prose
    url: Text | None = None
    url_is: Literal["publisher", "copy"] | None = None
    read_in: tuple[Text, ...] = ()
    date: Text
    year: Whole
    fielded: Text | None = None
    sample: Prose | None = None
    base: Prose
    question: Prose | None = None
    country: Country | Literal["GLOBAL"]
    sells: Flag = False
    method: Literal["published", "computed"] = "published"
    caveat: Prose | None = None
    review_by: Day
    findings: Mapping[Id, Finding]


class Estimate(Frozen):
    """How many people of one kind in one country a channel can reach; exactly one basis."""

    table: FindingId | None = Field(None, description="A finding with shares by trait.")
    total: FindingId | None = Field(None, description="A country's total; ages borrowed.")
    times: tuple[FindingId, ...] = Field(
        (), description="Shares that scale `table`; the first is the middle, all span the range."
    )
    ratio: FindingId | None = Field(None, description="Scales `total` to business buyers.")
    listed: FindingId | None = Field(None, description="Opt-in ceiling of a contact list.")
    low: Share | None = None
    mid: Share | None = None
    high: Share | None = None
    because: Prose | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> "Estimate":
        judged = self.mid is not None
        if [self.table is not None, self.total is not None, self.listed is not None, judged].count(
            True
        ) != 1:
            msg = "names not exactly one of table, total, listed, or low, mid and high"
            raise ValueError(msg)
        if judged and (
            self.low is None
            or self.high is None
            or self.mid is None
            or self.because is None
            or not self.low <= self.mid <= self.high
        ):
            msg = "is a judgement without low, mid and high in order and a because"
            raise ValueError(msg)
        return self


class ReachRule(Frozen):
    """Where a channel's reach comes from, by kind of customer and country (`any` for others)."""

    consumers: Mapping[Country | Literal["any"], Estimate]
    businesses: Mapping[Country | Literal["any"], Estimate]
    scope: Mapping[Scope, Share] = Field(default_factory=dict)
    setting: Mapping[Setting, Share] = Field(default_factory=dict)
    because: Prose | None = None
    overlap: Share | None = Field(
        None, description="How far use follows general online activity, where none was measured."
    )


class Tier(Frozen):
    """A cadence: minutes a week, money a month, and the share of the full effect it gets."""

    does: Text
    times: Annotated[Number, Field(gt=0, le=50)]
    making: Minutes
    posting: Minutes
    answering: Minutes
    money_per_month: Money = 0.0
    effect: Share
    because: Text
    findings: tuple[FindingId, ...] = ()

    @property
    def minutes(self) -> float:
        """Return all minutes of a week."""
        return self.making + self.posting + self.answering


class Lack(Frozen):
    """What a channel loses when a skill or an asset is missing."""

    skill: Id | None = None
    asset: Id | None = None
    without: Share

    @model_validator(mode="after")
    def _one_of_two(self) -> "Lack":
        if (self.skill is None) == (self.asset is None):
            msg = "names not exactly one of skill and asset"
            raise ValueError(msg)
        return self


class TaskWords(Frozen):
    """How each kind of minutes reads in a week plan."""

    making: Text
    posting: Text
    answering: Text


class Expect(Frozen):
    """When to look and what to look for."""

    first_sign_days: Days
    do_not_judge_before_days: Days
    first_sign: Text
    findings: tuple[FindingId, ...] = ()


class ChannelFacts(Frozen):
    """The facts of one channel, as its file says them."""

    name: Text
    group: Literal["audience", "list", "people"]
    what: Text
    verb: Text
    who_is_there: Text | None = None
    judged: Judged
    reach: ReachRule
    tiers: Annotated[Mapping[TierName, Tier], Field(min_length=2, max_length=3)]
    setup_minutes: Minutes
    needs: tuple[Id, ...] = ()
    better_with: tuple[Lack, ...] = ()
    countries: tuple[Country, ...] = ()
    tasks: TaskWords
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    day_reason: Text
    expect: Expect
    measure: Text
    told_to: Prose
    not_now: Prose
    park: Prose
    seller: Prose
    keys: Prose


SECTIONS = ("week", "setup", "good", "answer", "cost", "expect", "stop", "know")
"""The parts of a guide, in the order they are read."""


class Step(Frozen):
    """One thing to do once, with its minutes."""

    text: str
    minutes: float


class Section(Frozen):
    """One part of a guide: its heading and its Markdown."""

    title: str
    body: str


class Guide(Frozen):
    """A channel's prose, cut at its markers."""

    title: str
    lead: str
    sections: Mapping[str, Section]
    steps: tuple[Step, ...]
    cites: tuple[str, ...]


class Channel(Frozen):
    """One channel: its folder's name, facts and guide."""

    id: str
    facts: ChannelFacts
    guide: Guide


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


class Trade(Frozen):
    """How one kind of business sells."""

    name: Text
    plural: Text
    group: Id
    buy: Buy
    visual: Flag
    customers_ask: Annotated[tuple[Text, ...], Field(min_length=5)]
    ideas: Annotated[tuple[Text, ...], Field(min_length=10)]
    first_photo: Text
    seasons: Annotated[tuple[TradeSeason, ...], Field(min_length=3)]
    visit: Annotated[tuple[Visit, ...], Field(min_length=3)]
    ask_for: Text
    words: tuple[Text, ...]
    proof: Text
    contrast: Id


class Cell(Frozen):
    """One number of the moments or jobs table, with its reason."""

    value: Share
    because: Text
    findings: tuple[FindingId, ...] = ()


class Meaning(Frozen):
    """What a word of the tables means."""

    means: Text


class ChannelCells(Frozen):
    """A channel's row in both tables."""

    moments: Mapping[Buy, Cell]
    jobs: Mapping[Goal, Cell]


class Moments(Frozen):
    """When each channel matters and what it is for."""

    judged: Judged
    moments: Mapping[Buy, Meaning]
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
    templates: Mapping[str, str] = Field(repr=False)
    theme: Mapping[str, bytes] = Field(repr=False)
    base_config: bytes = Field(repr=False)
    finding_source: Mapping[str, tuple[str, str]] = Field(repr=False)

    def finding(self, name: str) -> Finding:
        """Return the finding with this full id; KeyError when there is none."""
        source, key = self.finding_source[name]
        return self.sources[source].findings[key]

    def source_of(self, name: str) -> Source:
        """Return the source that holds this finding; KeyError when there is none."""
        return self.sources[self.finding_source[name][0]]

    def year(self, name: str) -> int:
        """Return the year a finding describes."""
        return self.finding(name).year or self.source_of(name).year

    def constant(self, name: str) -> float:
        """Return a constant of the arithmetic."""
        return self.rules.constants[name].value
