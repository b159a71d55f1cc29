"""What the stages hand on: reach, choices, decision, plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from generator.model.words import Buy, Goal, Kind, TierName, Verdict, Weekday

End = Literal["low", "mid", "high"]


@dataclass(frozen=True)
class Range:
    """A share with its bounds, each 0 to 1 and in order."""

    low: float
    mid: float
    high: float

    def times(self, factor: float) -> "Range":
        """Return the range scaled by a factor of 0 to 1."""
        return Range(self.low * factor, self.mid * factor, self.high * factor)


@dataclass(frozen=True)
class Reach:
    """The share of one segment that one channel can reach, and what it rests on.

    `bands` holds the same share inside each age band, as the overlap rule needs it; its weighted
    mean is `share`. `basis` names the way it was worked out, `refused` says why there is none.
    """

    share: Range
    bands: Mapping[str, Range]
    basis: str
    findings: tuple[str, ...]
    traits: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True)
class Audience:
    """One segment as the arithmetic sees it: weight, age bands, and how buyers decide."""

    index: int
    name: str
    kind: Kind
    weight: float
    buy: Buy
    visual: bool
    bands: Mapping[str, float]
    activity: Mapping[str, float]
    reaches: Mapping[str, Reach]


@dataclass(frozen=True)
class Reason:
    """Why something is so: a sentence's key with its values, and the answer or finding behind."""

    key: str
    values: Mapping[str, object]
    said: str | None = None
    measured: str | None = None
    judged: str | None = None


@dataclass(frozen=True)
class Flip:
    """The smallest single change of one answer that turns a channel's verdict into another.

    `change` is the answer's place in the profile, with its value `before` and `after`; `also`
    holds what has to move with it, by place. `size` puts changes in order, the smallest first.
    """

    change: str
    before: object
    after: object
    verdict: Verdict
    size: float
    reason: Reason
    also: Mapping[str, object]


@dataclass(frozen=True)
class Learnt:
    """What a client's own results say of one channel, before and after they are weighed in.

    Rates are customers an hour; `factor` is what the channel's part in the choice is multiplied
    by. While it is `early`, or where it is not `traced`, the factor is 1. `question` marks a
    channel that the results would drop: it stays, as a question for the quarter's review.
    """

    channel: str
    months: int
    hours: float
    enquiries: int
    customers: int
    expected: float
    before: float
    after: float
    factor: float
    early: bool
    judge_on: date
    traced: bool = True
    question: bool = False


@dataclass(frozen=True)
class Chosen:
    """One channel's place in the decision.

    `holds_in` is the share of redrawn decisions, 0 to 1, in which it stays in, or stays out.
    """

    channel: str
    verdict: Verdict
    rank: int
    tier: TierName
    minutes_per_week: float
    setup_minutes: float
    money_per_month: float
    reach: Range
    adds: Range
    reasons: tuple[Reason, ...]
    trigger: Reason | None
    makers: frozenset[str] = frozenset()
    decided_by_consultant: bool = False
    holds_in: float = 1.0
    flips: tuple[Flip, ...] = ()
    learnt: Learnt | None = None


@dataclass(frozen=True)
class Point:
    """A point of the flattening curve: hours spent so far and customers met so far."""

    channel: str
    hours: float
    reach: float
    chosen: bool


@dataclass(frozen=True)
class Hours:
    """Hours a week: what there is, what is kept for people, what the plan takes."""

    available: float
    human: float
    planned: float


@dataclass(frozen=True)
class Everywhere:
    """All channels, those not chosen at their lowest cadence, for the contrast."""

    channels: int
    hours: float
    reach: Range


@dataclass(frozen=True)
class Pick:
    """A channel at a pace."""

    channel: str
    tier: TierName
    minutes: float


@dataclass(frozen=True)
class WhatIf:
    """What would be chosen with other hours a week; `picks` is None where it cannot be done.

    `reach` is the share of customers met, `planned` the hours that the choice takes.
    """

    hours: float
    human: float
    planned: float
    reach: float
    picks: tuple[Pick, ...] | None


@dataclass(frozen=True)
class Decision:
    """Which channels, at what cadence, and why: everything `explain` prints."""

    hours: Hours
    money_available: float
    money_planned: float
    currency: str
    reach: Range
    bounds: Range
    everywhere: Everywhere
    choices: tuple[Chosen, ...]
    curve: tuple[Point, ...]
    audiences: tuple[Audience, ...]
    goals: Mapping[Goal, float]
    assumed: tuple[Reason, ...]
    what_if: tuple[WhatIf, ...] = ()
    draws: int = 0
    learnt: tuple[Learnt, ...] = ()

    def having(self, verdict: Verdict) -> tuple[Chosen, ...]:
        """Return the choices with this verdict, best first."""
        return tuple(c for c in self.choices if c.verdict == verdict)


@dataclass(frozen=True)
class Task:
    """Something one person does in a week of the plan; `day` is None for a little every day.

    `minutes` are those of a week; what comes round only every so many weeks takes a share of each.
    """

    what: Reason
    person: str
    minutes: int
    kind: str
    channel: str | None = None
    day: Weekday | None = None
    day_reason: Reason | None = None
    every_weeks: int = 1


@dataclass(frozen=True)
class Week:
    """One week of the plan, numbered from 1."""

    number: int
    starts: date | None
    tasks: tuple[Task, ...]

    @property
    def minutes(self) -> int:
        """Return all minutes of the week."""
        return sum(task.minutes for task in self.tasks)

    def minutes_of(self, person: str) -> int:
        """Return one person's minutes of the week."""
        return sum(task.minutes for task in self.tasks if task.person == person)


@dataclass(frozen=True)
class Plan:
    """Thirteen weeks that never exceed anybody's hours, and a normal and a bad week.

    `capacity` holds each person's minutes a week; `begins` the week in which a channel's regular
    work begins, after its set-up.
    """

    weeks: tuple[Week, ...]
    normal: Week
    bad: Week
    capacity: Mapping[str, int]
    begins: Mapping[str, int]
