"""All a page may show: the playbook as plain values, every client's word already inert."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.model.library import Trade, Visit
from generator.pages.asked import Survey
from generator.pages.charts import Scores
from generator.pages.heat import Heat
from generator.pages.hours import HoursView
from generator.pages.method import Method
from generator.pages.pictures import Curve, WeekPicture
from generator.pages.scripts import ScriptView, VoiceView
from generator.pages.shown import Because, Block, ChannelView, WeekView
from generator.pages.stop import Following


@dataclass(frozen=True)
class SegmentView:
    """One group of customers and what is known about where they are."""

    index: int
    name: Markup
    share: int
    kind: str
    buy: str
    buy_means: str
    traits: tuple[Markup, ...]
    asked: int


@dataclass(frozen=True)
class ResultView:
    """What one channel brought in over the months that were written down."""

    name: str
    page: str
    months: int
    hours: str
    enquiries: int
    customers: int


@dataclass(frozen=True)
class Contact:
    """Somebody to keep in touch with; `inside` is their name inside a sentence."""

    who: Markup
    inside: Markup
    how: str
    every: str
    by: Markup
    kind: str


@dataclass(frozen=True)
class RoleView:
    """One person, the file of their calendar, and the ten minutes that suit their role."""

    name: Markup
    role: Markup
    hours: str
    calendar: str
    ten_minutes: tuple[str, ...]
    listens_for: str
    tasks: tuple[Block, ...]


@dataclass(frozen=True)
class SourceView:
    """One source with those of its findings that this site rests on."""

    id: Markup
    publisher: str
    title: str
    url: Markup | None
    host: str
    year: int
    base: str
    sample: str
    caveat: str
    sells: bool
    expired: bool
    review_by: str
    findings: "tuple[FindingView, ...]"


@dataclass(frozen=True)
class FindingView:
    """One finding as the sources page prints it."""

    id: Markup
    says: str
    figure: str
    grade: str
    year: int
    note: str


@dataclass(frozen=True)
class Judgement:
    """One number that is ours: what it is, and why."""

    id: Markup
    text: str
    value: str
    by: str
    on: str
    because: str


@dataclass(frozen=True)
class Answer:
    """One thing the client said, at its own address."""

    id: Markup
    label: str
    value: Markup


@dataclass(frozen=True)
class Contrast:
    """What the same answers would choose in a very different trade, and what explains most."""

    trade: Trade
    there: tuple[ChannelView, ...]
    both: tuple[ChannelView, ...]
    only_here: tuple[ChannelView, ...]
    only_there: tuple[ChannelView, ...]
    mine: str
    buy: str
    why: Because | None


@dataclass(frozen=True)
class SeasonView:
    """A time of the year and what to do in it."""

    name: Markup
    starts: str
    ends: str
    do: str
    own: bool
    begins: str


@dataclass(frozen=True, kw_only=True)
class Who:
    """Whose playbook this is, and who made it.

    `days` holds the words for the first day and each one after it; none without a start.
    """

    id: str
    name: Markup
    initials: Markup
    sells: Markup
    place: Markup
    city: Markup
    country: str
    emergency: str
    setting: str
    phone: Markup | None
    phone_href: Markup | None
    website_href: Markup | None
    trade: Trade | None
    trade_name: str
    consultant: Mapping[str, Markup | None]
    coin: str
    coins: Mapping[str, str]
    nearest: tuple[str, ...]
    cases: frozenset[str]
    list_size: int
    days: tuple[str, ...]
    voice: VoiceView
    scripts: Mapping[str, ScriptView]
    start: str


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What the decision comes to."""

    hours: Mapping[str, str]
    money: Mapping[str, str]
    spends: bool
    reach: Mapping[str, str]
    everywhere: Mapping[str, str]
    now: tuple[ChannelView, ...]
    later: tuple[ChannelView, ...]
    skip: tuple[ChannelView, ...]
    following: Following | None
    count: Mapping[str, str]
    curve: Curve
    whisker: tuple[float, float]
    what_if: HoursView
    draws: int

    @property
    def channels(self) -> tuple[ChannelView, ...]:
        """Return all channels, best first."""
        return (*self.now, *self.later, *self.skip)


@dataclass(frozen=True)
class Clock:
    """The calendar's time zone as people say it, and whether it is sure.

    `given` says whether anybody's hour was; `review` is the month of the first quarter's review,
    empty without a start.
    """

    place: Markup
    sure: bool
    given: bool
    review: str


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to be done, by whom and when."""

    normal: WeekView
    bad: WeekView
    weeks: tuple[WeekView, ...]
    three: tuple[Block, ...]
    contacts: tuple[Contact, ...]
    team: tuple[RoleView, ...]
    alone: bool
    visits: tuple[Visit, ...]
    keeper: Markup
    results: tuple[ResultView, ...]
    scores: Scores
    seasons: tuple[SeasonView, ...]
    week_picture: WeekPicture
    calendars: Mapping[str, str]
    clock: Clock
    papers: bool
    locked: bool


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What it all rests on."""

    segments: tuple[SegmentView, ...]
    heat: Heat
    method: Method
    survey: Survey
    assumed: tuple[Because, ...]
    goals: tuple[tuple[str, int], ...]
    contrast: Contrast | None
    sources: tuple[SourceView, ...]
    judgements: tuple[Judgement, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Playbook(Who, Sums, Work, Grounds):
    """One client's playbook: all that its pages may show."""
