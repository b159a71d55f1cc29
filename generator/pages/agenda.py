"""What the calendar holds: the year's tasks day by day, and the dates to look, judge and tell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import pairwise
from math import gcd

from generator.decide.team import people
from generator.model.profile import Person
from generator.model.results import Chosen, Task, Week
from generator.model.words import WEEKDAYS, Weekday
from generator.pages.given import Given
from generator.pages.words import Words
from generator.plan.year import WEEKS, year

ANY_WEEK = date(2026, 1, 5)
"""The Monday from which a plan without a first day repeats its normal week."""

MORNING = time(9)
"""When the day's tasks begin for somebody whose profile does not say."""

ORDER = ("making", "posting", "people", "setup")
"""What is the same every week comes first in a day, so that its time stays the same too."""

LONGEST_GAP = 4
"""The most turns that a rhythm leaves out before it counts as another one."""

BEFORE = timedelta(weeks=2)
"""How long before a season people are told, as on the page of the year."""

SETTLED = timedelta(days=75)
"""How long after the start the first review is, at least."""

QUARTERS = (1, 4, 7, 10)
DAY = 24 * 60


@dataclass(frozen=True, kw_only=True)
class _Said:
    """Something to do or to look at: its identity, its words, its page, and whose it is.

    Nobody's `person` is everybody's.
    """

    key: str
    kind: str
    what: str
    more: str
    page: str
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry(_Said):
    """Something on the calendar, once or in a rhythm of weeks.

    `at` is None for a whole day; `every` counts weeks, 0 for once; `last` is None where it goes on.
    """

    first: date
    at: time | None = None
    minutes: int = 0
    every: int = 0
    last: date | None = None
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Item(_Said):
    """What somebody does on one day, before its time is known."""

    minutes: int
    day: Weekday


def agenda(given: Given) -> tuple[Entry, ...]:
    """Return every entry; one that cannot be told apart by its key has its number behind it."""
    found = (*_tasks(given), *_dates(given))
    seen: dict[str, int] = {}
    numbered = []
    for entry in sorted(found, key=lambda e: (e.first, e.at or time(), e.key)):
        seen[entry.key] = seen.get(entry.key, 0) + 1
        own = entry.key if seen[entry.key] == 1 else f"{entry.key}\n{seen[entry.key]}"
        numbered.append(replace(entry, key=own))
    return tuple(numbered)


def _tasks(given: Given) -> Iterator[Entry]:
    profile = given.client.profile
    if not profile.start:
        for _, item, at in _clocked(given, [given.plan.normal]):
            yield _entry(item, at, [_on(ANY_WEEK, item.day)], endless=True)
        return
    when: dict[tuple[_Item, time], list[date]] = {}
    weeks = year(profile, given.library, given.plan)
    for week, item, at in _clocked(given, weeks):
        when.setdefault((item, at), []).append(_on(week.starts or profile.start, item.day))
    for (item, at), days in when.items():
        for run in _runs(days):
            yield _entry(item, at, run)


def _runs(days: Sequence[date]) -> list[list[date]]:
    """Return dates cut where a rhythm breaks off for long."""
    gaps = [later - earlier for earlier, later in pairwise(days)]
    limit = LONGEST_GAP * min(gaps, default=timedelta())
    runs = [[days[0]]]
    for day, gap in zip(days[1:], gaps, strict=True):
        if gap > limit:
            runs.append([])
        runs[-1].append(day)
    return runs


def _entry(item: _Item, at: time, days: Sequence[date], *, endless: bool = False) -> Entry:
    """Return one entry for all days of a task, with the weeks left out where it does not fall."""
    weeks = [(day - days[0]).days // 7 for day in days]
    every = 1 if endless else gcd(*weeks)
    rhythm = range(0, weeks[-1] + 1, every or 1)
    skipped = tuple(days[0] + timedelta(weeks=w) for w in rhythm if w not in set(weeks))
    last = None if endless or not every else days[-1]
    return Entry(
        key=item.key,
        kind=item.kind,
        what=item.what,
        more=item.more,
        page=item.page,
        person=item.person,
        first=days[0],
        at=at,
        minutes=item.minutes,
        every=every,
        last=last,
        skipped=skipped,
    )


def _on(starts: date, day: Weekday) -> date:
    """Return a weekday's date in the week that starts on a day, whatever day that is."""
    return starts + timedelta(days=(WEEKDAYS.index(day) - starts.weekday()) % 7)


def _clocked(given: Given, weeks: Sequence[Week]) -> Iterator[tuple[Week, _Item, time]]:
    """Yield all weeks' items with their times: each person's day is one thing after the other.

    A day that in any week would run past midnight begins as much earlier in all.
    """
    begins = {person.name: _morning(person) for person in people(given.client.profile)}
    found = [(week, sorted(_items(given, week), key=_order)) for week in weeks]
    longest: dict[tuple[str, Weekday], int] = {}
    for _, items in found:
        for own, minutes in _totals(items).items():
            longest[own] = max(longest.get(own, 0), minutes)
    for week, items in found:
        clock = {own: min(begins[own[0]], max(0, DAY - 1 - longest[own])) for own in longest}
        for item in items:
            at = clock[item.person, item.day]
            clock[item.person, item.day] = at + item.minutes
            yield week, item, time(*divmod(min(at, DAY - 1), 60))


def _totals(items: Sequence[_Item]) -> dict[tuple[str, Weekday], int]:
    total: dict[tuple[str, Weekday], int] = {}
    for item in items:
        total[item.person, item.day] = total.get((item.person, item.day), 0) + item.minutes
    return total


def _order(item: _Item) -> int:
    return ORDER.index(item.kind)


def _morning(person: Person) -> int:
    """Return the minute of the day at which somebody's tasks begin."""
    at = time.fromisoformat(person.at) if person.at else MORNING
    return at.hour * 60 + at.minute


def _items(given: Given, week: Week) -> Iterator[_Item]:
    """Yield what has a day; answers are a little on every day, and no calendar wants them."""
    words = Words.of(given.client.profile, given.library)
    for task in week.tasks:
        if task.day and task.kind != "answering":
            yield _item(given, task, task.day, words)


def _item(given: Given, task: Task, day: Weekday, words: Words) -> _Item:
    said, minutes = words.sentence(task.what), words.minutes(task.minutes)
    channel = given.library.channels[task.channel].facts.name if task.channel else ""
    form = words.word("calendar", "about" if channel else "people")
    who = str(task.what.values.get("who", "")) or task.what.key
    key = "/".join((task.kind, task.channel or who, task.person))
    return _Item(
        key=f"{key}/{said}" if task.kind == "setup" else key,
        kind=task.kind,
        what=_named(given, task.person, said, words),
        more=form.format(minutes=minutes, channel=channel),
        page=_page(task),
        person=task.person,
        minutes=task.minutes,
        day=day,
    )


def _page(task: Task) -> str:
    if task.kind == "setup":
        return "first-90-days.md"
    return f"channels/{task.channel}.md" if task.channel else "people.md"


def _named(given: Given, person: str, what: str, words: Words) -> str:
    """Return what is to be done, with who does it where there are several."""
    alone = len(people(given.client.profile)) == 1
    form = words.word("calendar", "task" if alone else "named")
    return form.format(person=person, what=what)


def _dates(given: Given) -> Iterator[Entry]:
    """Yield the whole days: first signs, days to judge, the quarter's review, own seasons."""
    profile = given.client.profile
    words = Words.of(profile, given.library)
    if not profile.start:
        return
    for choice in given.decision.having("now"):
        yield from _looks(given, choice, profile.start, words)
    for quarter, day in enumerate(reviews(profile.start), 1):
        yield _day("review", f"review/{quarter}", day, "expect.md", words, {})
    for season in profile.seasons:
        values = {
            "name": season.name,
            "first": words.month_day(season.starts),
            "last": words.month_day(season.ends),
        }
        day = _next(season.starts, profile.start + BEFORE) - BEFORE
        yield _day("season", f"season/{season.name}", day, "year.md", words, values)


def _looks(given: Given, choice: Chosen, start: date, words: Words) -> Iterator[Entry]:
    """Yield the day to look for a channel's first sign, and the one before which nobody judges."""
    facts = given.library.channels[choice.channel].facts
    begins = start + timedelta(weeks=given.plan.begins[choice.channel] - 1)
    judge = begins + timedelta(days=round(facts.expect.do_not_judge_before_days))
    judge = choice.learnt.judge_on if choice.learnt else judge
    if judge <= start:
        return
    sign = min(begins + timedelta(days=round(facts.expect.first_sign_days)), judge)
    name, page = facts.name[:1].upper() + facts.name[1:], f"channels/{choice.channel}.md"
    values = {"channel": name, "sign": facts.expect.first_sign, "measure": facts.measure}
    yield _day("sign", f"sign/{choice.channel}", sign, page, words, values)
    yield _day("judge", f"judge/{choice.channel}", judge, page, words, values)


def _day(  # noqa: PLR0913, PLR0917 - a whole day's entry in one line each
    kind: str, key: str, day: date, page: str, words: Words, values: Mapping[str, str]
) -> Entry:
    what = words.word("calendar", kind).format(**values)
    more = words.word("calendar", f"{kind}_more").format(**values)
    return Entry(key=key, kind=kind, what=what, more=more, page=page, first=day)


def reviews(start: date) -> list[date]:
    """Return the first Mondays of the quarters of a plan's year, from when it has settled."""
    years = (start.year, start.year + 1)
    firsts = [date(year, month, 1) for year in years for month in QUARTERS]
    mondays = (day + timedelta(days=-day.weekday() % 7) for day in firsts if day >= start + SETTLED)
    return [day for day in mondays if day < start + timedelta(weeks=WEEKS)]


def _next(month_day: str, after: date) -> date:
    """Return the next date with this month and day, on or after another; MM-DD."""
    month, day = (int(part) for part in month_day.split("-"))
    years = (after.year, after.year + 1)
    found = [date(y, month, min(day, 28) if month == 2 else day) for y in years]  # noqa: PLR2004
    return next(each for each in found if each >= after)
