"""The calendar holds the very plan: standard in form, nobody over their hours, dates that agree."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from hypothesis import HealthCheck, Phase, reject, settings
from hypothesis import given as holds_for

from generator.decide import decide
from generator.decide.team import people
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile as read_profile
from generator.model.library import Library
from generator.model.profile import Client, Profile
from generator.model.results import Week
from generator.model.words import WEEKDAYS
from generator.pages.calendar import EVERYBODY, calendars, own_calendar
from generator.pages.given import Given
from generator.pages.spelling import written_for
from generator.pages.words import Words
from generator.plan import plan
from generator.plan.year import year
from generator.problems import ProblemsError
from tests import generated
from tests.conftest import SAMPLES, TODAY, WORKSPACE

Answers = dict[str, Any]
HOSTILE = 'O\'Reilly "Best"; \\n, BEGIN:VEVENT'
SMALL = "brandt-okafor-cpas"
"""A sample that is quickly decided: two people who share their days, an office in Michigan."""


@dataclass(frozen=True)
class Turn:
    """Something timed, on one day of one person."""

    kind: str
    what: str
    person: str
    begins: datetime
    minutes: int


@dataclass(frozen=True)
class Made:
    """A client with its plan and its calendar."""

    given: Given
    texts: Mapping[str, str]

    @property
    def text(self) -> str:
        """Return everybody's calendar."""
        return self.texts[EVERYBODY]

    @property
    def profile(self) -> Profile:
        """Return its profile."""
        return self.given.client.profile

    @property
    def starts(self) -> date:
        """Return the plan's first day, or the Monday a plan without one repeats from."""
        return self.profile.start or date(2026, 1, 5)

    @cached_property
    def read(self) -> icalendar.Calendar:
        """Return the calendar as another program reads it."""
        return icalendar.Calendar.from_ical(self.text)

    @property
    def events(self) -> list[Any]:
        """Return its entries, each once."""
        return list(self.read.walk("VEVENT"))

    @property
    def uids(self) -> list[str]:
        """Return the identities of all entries."""
        return [str(event["UID"]) for event in self.events]

    def days(self, kind: str) -> dict[str, date]:
        """Return the whole days of a kind by what they say."""
        whole = [e for e in self.events if e["CATEGORIES"].cats == [kind]]
        return {str(event["SUMMARY"]): event["DTSTART"].dt for event in whole}

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Return all that is timed in the year, as a second program unrolls it."""
        last = self.starts + timedelta(weeks=52)
        found = recurring_ical_events.of(self.read).between(self.starts, last)
        return tuple(self._turn(e) for e in found if isinstance(e["DTSTART"].dt, datetime))

    def _turn(self, event: Any) -> Turn:  # noqa: ANN401 - an occurrence is what the library makes it
        what, begins = str(event["SUMMARY"]), event["DTSTART"].dt
        team = [person.name for person in people(self.profile)]
        named = [name for name in team if what.startswith(f"{name}: ")]
        minutes = int((event["DTEND"].dt - begins).total_seconds() // 60)
        return Turn(event["CATEGORIES"].cats[0], what, (named or team)[0], begins, minutes)

    def week(self, number: int) -> list[Turn]:
        """Return what is timed in a week of the year, from 1."""
        first = self.starts + timedelta(weeks=number - 1)
        return [t for t in self.turns if 0 <= (t.begins.date() - first).days < 7]

    def tasks(self, number: int) -> Counter[tuple[str, date]]:
        """Return a week's tasks with their dates."""
        return Counter((turn.what, turn.begins.date()) for turn in self.week(number))


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


def answers(name: str) -> Answers:
    """Return a sample's profile as data that a test may change."""
    client = read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0]
    return client.profile.model_dump(mode="json", by_alias=True, exclude_none=True)


def made(profile: Profile | Answers, client: str = "client", today: date = TODAY) -> Made:
    """Return a client with its calendar."""
    own = Client(id=client, profile=Profile.model_validate(profile))
    library = written_for(content(), own)
    decision = decide(own.profile, library, today)
    given = Given(own, library, decision, plan(own.profile, library, decision), today)
    return Made(given, calendars(given))


@lru_cache(maxsize=16)
def sampled(name: str) -> Made:
    """Return a sample with its calendar, made once."""
    return made(answers(name), name)


def planned(found: Made, week: Week) -> Counter[tuple[str, date]]:
    """Return a week's tasks with their dates, as the calendar should name them."""
    words = Words.of(found.profile, found.given.library)
    form = "{what}" if len(people(found.profile)) == 1 else "{who}: {what}"
    first = week.starts or found.starts
    dates = {WEEKDAYS[d.weekday()]: d for d in (first + timedelta(days=n) for n in range(7))}
    return Counter(
        (form.format(who=task.person, what=words.sentence(task.what)), dates[task.day])
        for task in week.tasks
        if task.kind != "answering" and task.day
    )


def weeks_of(found: Made) -> tuple[Week, ...]:
    """Return the year's weeks; the first thirteen are those of the plan."""
    weeks = year(found.profile, found.given.library, found.given.plan)
    assert weeks[:13] == found.given.plan.weeks
    return weeks


def over_hours(found: Made) -> list[tuple[int, str, int]]:
    """Return in which weeks of the year somebody's minutes exceed their hours."""
    spent: Counter[tuple[int, str]] = Counter()
    for turn in found.turns:
        spent[(turn.begins.date() - found.starts).days // 7 + 1, turn.person] += turn.minutes
    most = {person.name: person.hours_per_week * 60 + 1e-6 for person in people(found.profile)}
    return [(week, who, n) for (week, who), n in spent.items() if n > most[who]]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_calendar_holds_what_the_standard_asks_for_and_no_identity_twice(name: str) -> None:
    for text in sampled(name).texts.values():
        read, lines = icalendar.Calendar.from_ical(text), text.split("\r\n")
        assert [len(text.split(f"\r\n{key}:")) for key in ("VERSION", "PRODID")] == [2, 2]
        assert len({str(e["UID"]) for e in read.walk("VEVENT")}) == len(read.walk("VEVENT")) > 9
        assert {"VERSION:2.0", "X-PUBLISHED-TTL:P1D"} <= {*lines}
        assert not [part.errors for part in read.walk() if part.errors]
        for event in read.walk("VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= event.keys()
            assert event["DTSTAMP"].to_ical()[-1:] == b"Z"
        assert all(re.search(r"UNTIL=\w+Z", line) for line in lines if "UNTIL=" in line)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_line_is_short_and_ends_as_the_standard_says(name: str) -> None:
    for text in sampled(name).texts.values():
        lines = text.encode().split(b"\r\n")
        assert lines.pop() == b""
        assert max(map(len, lines)) <= 75
        assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_person_has_their_own_tasks_and_everybodys_days_in_a_calendar(name: str) -> None:
    found = sampled(name)
    team = [person.name for person in people(found.profile)]
    assert len(found.texts) == (1 + len(team) if len(team) > 1 else 1)
    for person in team if len(team) > 1 else ():
        own = icalendar.Calendar.from_ical(found.texts[own_calendar(person)])
        assert own["X-WR-CALNAME"] == f"{person}: marketing of {found.profile.business.name}"
        others = tuple(f"{other}: " for other in team if other != person)
        wanted = {e.to_ical() for e in found.events if not str(e["SUMMARY"]).startswith(others)}
        assert {event.to_ical() for event in own.walk("VEVENT")} == wanted


@pytest.mark.parametrize("name", SAMPLES)
def test_a_week_of_the_year_holds_the_tasks_of_its_plan(name: str) -> None:
    found = sampled(name)
    for week in weeks_of(found):
        assert found.tasks(week.number) == planned(found, week)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_week_takes_no_more_minutes_than_its_plan_or_anybodys_hours(name: str) -> None:
    found = sampled(name)
    for week in weeks_of(found):
        assert 0 < sum(turn.minutes for turn in found.week(week.number)) <= week.minutes
    assert not over_hours(found)


def test_a_calendar_is_the_same_to_the_byte_a_week_later() -> None:
    for name in (SMALL, "harbor-lane-bakery"):
        later = made(answers(name), name, TODAY + timedelta(weeks=1))
        assert later.text == sampled(name).text


def test_another_hour_or_start_or_other_words_keep_every_identity() -> None:
    hour, later, words = (answers(SMALL) for _ in range(3))
    hour["resources"]["people"][0]["at"] = "13:15"
    later["start"] = "2027-01-11"
    words["business"]["sells"] = "tax returns for farms and orchards"
    for changed in (hour, words):
        assert set(made(changed, SMALL).uids) == set(sampled(SMALL).uids)
    reviews = {e["UID"] for e in sampled(SMALL).events if e["CATEGORIES"].cats == ["review"]}
    assert set(sampled(SMALL).uids) - set(made(later, SMALL).uids) <= reviews


def test_a_channel_taken_away_leaves_the_people_their_identities() -> None:
    before, changed = sampled(SMALL), answers(SMALL)
    gone = min(before.given.plan.begins)
    changed["channels"] = {**changed.get("channels", {}), gone: {"decision": "never"}}
    after = made(changed, SMALL)
    assert gone not in after.given.plan.begins
    met = [event for event in before.events if event["CATEGORIES"].cats == ["people"]]
    met.sort(key=lambda event: event["DTSTART"].dt, reverse=True)
    first = {str(event["SUMMARY"]): str(event["UID"]) for event in met}
    named = [uid for what, uid in first.items() if "pen call" not in what]
    assert len(named) > 2
    assert set(named) <= set(after.uids)


def test_another_client_shares_no_identity() -> None:
    assert not {*made(answers(SMALL), "twin").uids} & {*sampled(SMALL).uids}


def test_hostile_text_comes_back_character_by_character_and_adds_nothing() -> None:
    changed, person = answers(SMALL), f"{HOSTILE} 🥐"
    changed["business"]["name"] = f"{HOSTILE} مخبز القمر"
    changed["resources"]["people"][0]["name"] = person
    contact = {"who": f"{HOSTILE} مخبز", "how": "call", "every": "week", "by": person}
    changed["human_touch"]["people"] = [contact]
    changed["seasons"] = [{"name": f"{HOSTILE} 🎄é", "from": "06-01", "to": "06-09"}]
    found = made(changed)
    assert found.read["X-WR-CALNAME"] == f"{HOSTILE} مخبز القمر: marketing"
    assert f"Tell people now: {HOSTILE} 🎄é begins in two weeks" in found.days("season")
    assert f"{person}: Call {HOSTILE} مخبز" in {turn.what for turn in found.turns}
    assert {part.name for part in found.read.subcomponents} == {"VTIMEZONE", "VEVENT"}
    assert found.text.count("\r\nBEGIN:VEVENT\r\n") == len(found.events)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_link_of_the_calendar_leads_to_a_page_there_is(name: str) -> None:
    found = sampled(name)
    address, given = found.profile.publish.address, found.given
    pages = {name.removesuffix(".md") for name in given.library.templates}
    pages |= {f"channels/{choice.channel}" for choice in given.decision.choices}
    links = [str(event["URL"]) for event in found.events if "URL" in event]
    assert len(links) == (len(found.events) if address else 0)
    assert {link.removeprefix(address or "").rstrip("/") for link in links} <= pages


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@holds_for(profile=generated.profiles(content()))
def test_any_client_has_a_calendar_that_reads_and_fits_their_hours(profile: Profile) -> None:
    try:
        found = made(profile)
    except ProblemsError:
        reject()
    assert len(set(found.uids)) == len(found.uids)
    assert not [part.errors for part in found.read.walk() if part.errors]
    assert not over_hours(found)
