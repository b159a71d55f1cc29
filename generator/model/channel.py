"""What a channel is: its facts, its paces, its guide."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from generator.model.evidence import Judged
from generator.model.words import (
    DIGITS,
    Country,
    Day,
    Days,
    FindingId,
    Form,
    Frozen,
    Group,
    Id,
    Minutes,
    Money,
    Prose,
    Scope,
    Setting,
    Share,
    Text,
    TierName,
    Voice,
    Weekday,
    Whole,
    refuse,
)


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
    times: Annotated[float, Field(gt=0, le=50, allow_inf_nan=False), DIGITS]
    making: Minutes
    posting: Minutes
    answering: Minutes
    money_per_month: Money = 0.0
    effect: Share
    needs_customers: Whole = Field(
        0, description="Customers a year below which there is not this much to do."
    )
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


class Rule(Frozen):
    """Something the platform or the law says, which may change; where it was read and when."""

    says: Text
    by: Text
    url: Text
    checked: Day
    review_by: Day
    countries: tuple[Country, ...] = Field((), description="Where it holds; everywhere without.")
    case: Id | None = Field(None, description="The case of rules.yml in which it matters.")

    def is_due(self, today: date) -> bool:
        """Say whether somebody should look at it again."""
        return today > self.review_by


class Voices(Frozen):
    """The same words in each of the four voices."""

    warm: Prose
    dry: Prose
    formal: Prose
    playful: Prose

    def said(self, voice: Voice) -> str:
        """Return the words in one voice."""
        return str(getattr(self, voice))


ENDS_IN_MINUTES = re.compile(r"(.*?)\s*\((\d+) minutes?\)\Z", re.DOTALL)


class Step(Frozen):
    """One thing to do once, with its minutes."""

    text: str
    minutes: float

    @classmethod
    def of(cls, line: str) -> "Step | None":
        """Return the step of a line that ends in its minutes; None where it does not."""
        found = ENDS_IN_MINUTES.match(line)
        return cls(text=found[1], minutes=float(found[2])) if found else None


def _step(line: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever the file held
    found = Step.of(line) if isinstance(line, str) else line
    if found is None:
        refuse("does not end in its minutes", "Write such as `(5 minutes)` behind it.")
    return found


Steps = Annotated[tuple[Annotated[Step, BeforeValidator(_step)], ...], Field(min_length=2)]
"""Things to do, each a line that ends in its minutes."""


class ChannelFacts(Frozen):
    """The facts of one channel, as its file says them."""

    name: Text
    group: Group
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
    ideas: tuple[Form, ...] = Field(
        (), description="The kinds of the trade's ideas that feed it, best first."
    )
    traced: Literal["counted", "asked", "hard"] = Field(
        "asked", description="How anybody can know that a customer came through it."
    )
    steps_not_needed: Mapping[Id, tuple[Whole, ...]] = Field(
        default_factory=dict, description="Set-up steps, by number, that an asset makes needless."
    )
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    day_reason: Text
    expect: Expect
    measure: Text
    told_to: Prose
    not_now: Prose
    park: Steps = Field(description="Steps to leave it tidy.")
    close: Steps = Field(description="Steps to end it for good.")
    seller: Voices
    rules: tuple[Rule, ...] = ()
    keys: Prose


CASE_OPENS = re.compile(r"<!-- if (not )?([a-z]+) -->")
CASE_ENDS = "<!-- end if -->"
"""The marks around what a guide says in one case only."""

SECTIONS = ("week", "setup", "good", "answer", "cost", "expect", "stop", "know")
"""The parts of a guide, in the order they are read."""


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
