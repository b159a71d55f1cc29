"""What a client's own results say: before and after as bars, the months, and what they changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from generator.decide import chosen
from generator.model.library import Library
from generator.model.results import Learnt
from generator.pages.given import Given
from generator.pages.words import Words

LONGEST = 196.0
"""The longest bar, in a picture 324 units wide."""
TALLEST, STEP, MOST_MONTHS = 64.0, 40.0, 7
LEAST = 2.0


@dataclass(frozen=True)
class Month:
    """One month's customers as a column, its height in units."""

    label: str
    customers: int
    height: float


@dataclass(frozen=True)
class Score:
    """One channel's results; `status` says what they mean for the decision.

    early: its day has not come; few: too few expected; alone: nothing to compare it with;
    untraced: much of what it does leaves no trace, so it is compared with nothing; question, up,
    down and same: what they did. `after_width` is 0 where the count is not weighed in. `day` is
    the judging day counted from the start, None without a start.
    """

    name: str
    page: str
    months: int
    hours: str
    enquiries: int
    customers: int
    expected: str
    before: str
    after: str
    before_width: float
    after_width: float
    factor: str
    status: str
    judge_on: str
    day: int | None
    due: bool
    columns: tuple[Month, ...]


@dataclass(frozen=True)
class Scores:
    """All results, and what they moved in the sums, brought in and put out."""

    rows: tuple[Score, ...]
    up: str
    down: str
    entered: str
    left: str
    asked: str
    several: bool
    least: str
    most: str
    customers: int

    @property
    def compared(self) -> tuple[Score, ...]:
        """Return the rows with a rate to compare, the best first; none while all must wait."""
        found = tuple(row for row in self.rows if row.before_width)
        return found if any(row.after_width for row in found) else ()


def scores(given: Given, words: Words) -> Scores:
    """Return what the results say and what they changed."""
    library, taught = given.library, given.decision.learnt
    fastest = max((max(one.before, 0.0 if one.early else one.after) for one in taught), default=0.0)
    rows = tuple(_score(one, fastest, given, words) for one in _best_first(taught))
    now = {choice.channel for choice in given.decision.having("now")}
    before = _without(given) if any(one.factor != 1 for one in taught) else now
    asked = [row.name for row in rows if row.status == "question"]
    return Scores(
        rows=rows,
        up=words.listed([row.name for row in rows if row.status == "up"]),
        down=words.listed([row.name for row in rows if row.status == "down"]),
        entered=_listed(now - before, library, words),
        left=_listed(before - now, library, words),
        asked=words.listed(asked),
        several=len(asked) > 1,
        least=f"{library.constant('results_least'):g}",
        most=f"{library.constant('results_most'):g}",
        customers=sum(one.customers for one in taught),
    )


def _listed(channels: Collection[str], library: Library, words: Words) -> str:
    return words.listed(sorted(library.channels[name].facts.name for name in channels))


def _best_first(taught: Sequence[Learnt]) -> list[Learnt]:
    return sorted(taught, key=lambda one: (-one.customers, one.channel))


def _without(given: Given) -> set[str]:
    """Return the channels that would be in had nobody written anything down."""
    bare = given.client.profile.model_copy(update={"results": ()})
    return set(chosen(bare, given.library, given.today))


def _score(one: Learnt, fastest: float, given: Given, words: Words) -> Score:
    width = LONGEST / fastest if fastest else 0.0
    day, start = one.judge_on, given.client.profile.start
    status = _status(one, given)
    weighed = one.before and not one.early and status != "untraced"
    return Score(
        name=given.library.channels[one.channel].facts.name,
        page=f"channels/{one.channel}.md",
        months=one.months,
        hours=words.hours(one.hours),
        enquiries=one.enquiries,
        customers=one.customers,
        expected=f"{one.expected:.0f}",
        before=_rate(one.before),
        after=_rate(one.after),
        before_width=0.0 if status == "untraced" else _wide(one.before, width),
        after_width=_wide(one.after, width) if weighed else 0.0,
        factor=f"{one.factor:.2f}",
        status=status,
        judge_on=f"{words.day(day)}, {day.year}",
        day=(day - start).days if start else None,
        due=given.today >= day,
        columns=_columns(one.channel, given, words),
    )


def _wide(rate: float, width: float) -> float:
    return round(max(rate * width, LEAST), 1) if rate else 0.0


def _rate(value: float) -> str:
    """Return customers an hour with two digits that count."""
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _status(one: Learnt, given: Given) -> str:
    if one.question:
        return "question"
    if not one.traced:
        return "untraced"
    if one.early:
        if not one.before:
            return "alone"
        return "early" if given.today < one.judge_on else "few"
    return "same" if one.factor == 1 else "up" if one.factor > 1 else "down"


def _columns(channel: str, given: Given, words: Words) -> tuple[Month, ...]:
    """Return the last months' customers; the tallest column of all channels is the measure."""
    counts: dict[str, dict[str, int]] = {}
    for row in given.client.profile.results:
        own = counts.setdefault(row.channel, {})
        own[row.month] = own.get(row.month, 0) + row.customers
    most = max((n for own in counts.values() for n in own.values()), default=0) or 1
    last = sorted(counts[channel])[-MOST_MONTHS:]
    return tuple(
        Month(
            label=words.word("months", month[-2:])[:3],
            customers=counts[channel][month],
            height=round(max(TALLEST * counts[channel][month] / most, 1), 1),
        )
        for month in last
    )
