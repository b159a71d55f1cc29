"""The calendar's days and hours: what falls when, on whose clock, also when the clocks change."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from generator.check import profile_problems
from generator.decide.team import people
from generator.load.profile import reading
from generator.load.zones import zone
from generator.model.profile import Profile
from generator.model.words import WEEKDAYS
from generator.pages.calendar import EVERYBODY, calendars, time_zone
from generator.pages.compose import filled
from generator.pages.given import Given
from generator.pages.playbook import playbook
from generator.pages.words import Words
from tests.conftest import SAMPLES, WORKSPACE
from tests.test_calendar import (
    SMALL,
    Answers,
    Made,
    answers,
    content,
    made,
    over_hours,
    planned,
    sampled,
    weeks_of,
)

ROW = re.compile(r'<tr><th scope="row"><a[^>]*>(.*?)</a></th><td>(.*?)</td><td>(.*?)</td></tr>')
SOUND = WORKSPACE / "tests" / "cases" / "optional-keys-left-empty-are-fine" / "corner-cafe.yml"
CHANGES = {
    "America/Los_Angeles": [date(2027, 3, 14), date(2027, 11, 7)],
    "Europe/London": [date(2027, 3, 28), date(2027, 10, 31)],
    "Australia/Sydney": [date(2027, 4, 4), date(2027, 10, 3)],
    "Asia/Kolkata": [],
}
"""Sundays of 2027 on which the clocks change."""
PLACES = [
    ({"country": "US", "region": "OR", "time_zone": "Asia/Tokyo"}, "Asia/Tokyo", True),
    ({"country": "US", "region": "OR"}, "America/Los_Angeles", True),
    ({"country": "US", "region": "oregon"}, "America/Los_Angeles", True),
    ({"country": "US", "region": "Oregon"}, "America/Los_Angeles", True),
    ({"country": "GB"}, "Europe/London", True),
    ({"country": "US"}, "America/New_York", False),
    ({"country": "US", "region": "Cascadia"}, "America/New_York", False),
]


def page(given: Given, name: str) -> str:
    """Return one page as composed, without the channels' own pages."""
    parts = {n: text for n, text in given.library.templates.items() if n.startswith("_")}
    blank = dict.fromkeys(("_now.md", "_later.md", "_skip.md"), "")
    templates = parts | blank | {f"{name}.md": given.library.templates[f"{name}.md"]}
    library = given.library.model_copy(update={"templates": templates})
    texts = filled(given.client, library, given.decision, playbook(given))
    return re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), texts[f"{name}/index.md"])


@lru_cache(maxsize=8)
def elsewhere(zone_name: str, *, start: str | None, at: str = "08:30") -> Made:
    """Return the small sample on another clock, its first person beginning at an hour."""
    changed = answers(SMALL)
    changed["business"]["place"]["time_zone"] = zone_name
    changed["resources"]["people"][0]["at"] = at
    changed["start"] = start
    return made(changed)


def placed(place: Answers) -> Given:
    """Return the small sample in another place, with the decision it has at home."""
    given, changed = sampled(SMALL).given, answers(SMALL)
    changed["business"]["place"] = {"setting": "urban", **place}
    client = given.client.model_copy(update={"profile": Profile.model_validate(changed)})
    return replace(given, client=client)


def alone_from_file(found: Made) -> icalendar.Timezone:
    """Return the only time zone that stands in the file."""
    (own,) = found.read.walk("VTIMEZONE")
    assert isinstance(own, icalendar.Timezone)
    return own


@pytest.mark.parametrize("name", SAMPLES)
def test_a_channel_is_looked_at_and_judged_on_the_days_its_page_shows(name: str) -> None:
    found = sampled(name)
    words = Words.of(found.profile, found.given.library)
    signs, judged = found.days("sign"), found.days("judge")
    rows = ROW.findall(page(found.given, "expect"))
    shown = {f"{channel}: look for a first sign": sign for channel, sign, _ in rows}
    assert {what: words.day(day) for what, day in signs.items()} == shown
    shown = {f"{channel}: judge it from today": day for channel, _, day in rows}
    assert {what: words.day(day) for what, day in judged.items()} == shown
    due = [c for c in found.given.decision.having("now") if not c.learnt]
    assert len(judged) >= len(due) > 0


@pytest.mark.parametrize("name", [SMALL, "kettle-ridge-machine"])
def test_a_review_is_on_a_quarters_first_monday_from_the_month_a_page_names(name: str) -> None:
    found = sampled(name)
    days = [e["DTSTART"].dt for e in found.events if e["CATEGORIES"].cats == ["review"]]
    assert all(day.weekday() == 0 and day.day <= 7 for day in days)
    apart = [(later.month - day.month) % 12 for day, later in pairwise(days)]
    assert len(apart) >= 2
    assert set(apart) == {3}
    assert days[0] >= found.starts + timedelta(days=75)
    assert f"Your first one is in {days[0]:%B}." in page(found.given, "new-thing")


def test_a_client_without_a_first_day_repeats_the_normal_week_without_end() -> None:
    changed = answers(SMALL)
    del changed["start"]
    found = made(changed)
    assert not any(found.days(kind) for kind in ("sign", "judge", "review", "season"))
    assert all(dict(e["RRULE"]) == {"FREQ": ["WEEKLY"], "INTERVAL": [1]} for e in found.events)
    normal = planned(found, found.given.plan.normal)
    for number in (1, 2, 40, 52):
        moved = timedelta(weeks=number - 1)
        assert found.tasks(number) == Counter(
            {(w, day + moved): n for (w, day), n in normal.items()}
        )
    assert not over_hours(found)


def test_a_start_on_a_wednesday_keeps_everybody_to_their_weekdays() -> None:
    found = made({**answers(SMALL), "start": "2027-01-06"})
    assert min(turn.begins.date() for turn in found.turns) == date(2027, 1, 6)
    for week in weeks_of(found):
        assert found.tasks(week.number) == planned(found, week)
    own = {person.name: set(person.days) for person in people(found.profile)}
    assert all(WEEKDAYS[t.begins.weekday()] in own[t.person] for t in found.turns)


def test_a_season_is_told_two_weeks_before_it_begins() -> None:
    seasons = [("Orchard audits", "04-20"), ("Leap day", "02-29"), ("New year", "01-10")]
    rows = [{"name": name, "from": first, "to": "12-01"} for name, first in seasons]
    found = made({**answers(SMALL), "start": "2027-01-04", "seasons": rows})
    assert found.days("season") == {
        "Tell people now: Orchard audits begins in two weeks": date(2027, 4, 6),
        "Tell people now: Leap day begins in two weeks": date(2027, 2, 14),
        "Tell people now: New year begins in two weeks": date(2027, 12, 27),
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_contact_comes_up_in_one_rhythm_all_year(name: str) -> None:
    found, words = sampled(name), Words.of(sampled(name).profile, content())
    rhythms = {"week": 1, "month": 4, "quarter": 13, "year": 52}
    for contact in found.profile.human_touch.people:
        who = words.inside(contact.who)
        days = [t.begins.date() for t in found.turns if t.kind == "people" and who in t.what]
        weeks = {(day - found.starts).days // 7 for day in days}
        assert len({week % rhythms[contact.every] for week in weeks}) == bool(weeks)
        assert max(weeks, default=52) > 26 or contact.every == "year"


@pytest.mark.parametrize("name", SAMPLES)
def test_a_year_has_nothing_before_its_start_and_nothing_after_its_end(name: str) -> None:
    found = sampled(name)
    everything = recurring_ical_events.of(found.read).between((2025, 1, 1), (2035, 1, 1))
    timed = [e["DTSTART"].dt for e in everything if isinstance(e["DTSTART"].dt, datetime)]
    assert len(timed) == len(found.turns)
    assert min(timed).date() >= found.starts


def test_a_day_is_one_thing_after_the_other_from_the_hour_somebody_begins() -> None:
    changed = answers(SMALL)
    changed["resources"]["people"][1]["at"] = "06:05"
    for found in (*map(sampled, SAMPLES), made(changed)):
        begins = {person.name: person.at or "09:00" for person in people(found.profile)}
        days = defaultdict(list)
        for turn in found.turns:
            days[turn.person, turn.begins.date()].append(turn)
        for (person, _), turns in days.items():
            turns.sort(key=lambda turn: turn.begins)
            assert f"{turns[0].begins:%H:%M}" == begins[person]
            for turn, later in pairwise(turns):
                assert later.begins == turn.begins + timedelta(minutes=turn.minutes)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_time_zone_stands_in_the_file_for_every_one_used(name: str) -> None:
    found = sampled(name)
    used = set(re.findall(r"TZID=([^:;]+):", found.text.replace("\r\n ", "")))
    assert used == {str(alone_from_file(found)["TZID"])} == {found.read["X-WR-TIMEZONE"]}
    assert used == {time_zone(found.given)[0]}


@pytest.mark.parametrize("name", CHANGES)
def test_a_weekly_task_keeps_its_hour_when_the_clocks_change(name: str) -> None:
    place, found = zone(name), elsewhere(name, start=None)
    unrolled = recurring_ical_events.of(found.read)
    for change in CHANGES[name] or [date(2027, 3, 14)]:
        monday = change - timedelta(days=6)
        weeks = [(monday + timedelta(weeks=n), monday + timedelta(weeks=n + 1)) for n in (0, 1)]
        before, after = ([e["DTSTART"].dt for e in unrolled.between(*week)] for week in weeks)
        local = [sorted(t.replace(tzinfo=None) for t in times) for times in (before, after)]
        assert [moment + timedelta(weeks=1) for moment in local[0]] == local[1] != []
        offsets = [{moment.utcoffset() for moment in times} for times in (before, after)]
        assert offsets == [{t.replace(tzinfo=place).utcoffset() for t in times} for times in local]
        assert (offsets[0] != offsets[1]) == bool(CHANGES[name])


@pytest.mark.parametrize("name", CHANGES)
def test_a_year_begins_at_the_same_hour_on_every_day(name: str) -> None:
    place, found = zone(name), elsewhere(name, start="2027-01-04")
    first = people(found.profile)[0].name
    own = sorted((t.begins for t in found.turns if t.person == first), reverse=True)
    days = {moment.date(): moment.time() for moment in own}
    assert len(days) > 52
    assert set(days.values()) == {time(8, 30)}
    for turn in found.turns:
        assert turn.begins.utcoffset() == turn.begins.replace(tzinfo=place).utcoffset()
    assert len({turn.begins.utcoffset() for turn in found.turns}) == 1 + bool(CHANGES[name])


@pytest.mark.parametrize("start", ["2027-01-04", None])
@pytest.mark.parametrize("name", CHANGES)
def test_the_time_zone_in_the_file_alone_is_that_of_the_database(
    name: str, start: str | None
) -> None:
    place, found = zone(name), elsewhere(name, start=start)
    own = alone_from_file(found).to_tz(lookup_tzid=False)
    for year, month in product([2027] if start else range(2026, 2038), range(2, 13)):
        noon = datetime(year, month, 1, 12)  # noqa: DTZ001 - a clock on the wall
        assert noon.replace(tzinfo=own).utcoffset() == noon.replace(tzinfo=place).utcoffset()


@pytest.mark.parametrize(("place", "name", "sure"), PLACES)
def test_a_time_zone_is_the_profiles_or_the_regions_or_the_countrys(
    place: Answers, name: str, *, sure: bool
) -> None:
    given = placed(place)
    assert time_zone(given) == (name, sure)
    assert f"\r\nX-WR-TIMEZONE:{name}\r\n" in calendars(given)[EVERYBODY]


@pytest.mark.parametrize(("place", "name", "sure"), PLACES[-3:])
def test_a_time_zone_that_is_not_sure_says_so_on_the_page(
    place: Answers, name: str, *, sure: bool
) -> None:
    text, city = page(placed(place), "phone"), name.rpartition("/")[2].replace("_", " ")
    assert f"Times are those of {city}. " in text
    assert ("We guessed that from your country." in text) != sure


def test_a_page_says_whether_anybodys_hour_was_given() -> None:
    assert "each day begins at nine" in page(sampled(SMALL).given, "phone")
    told = page(elsewhere("Europe/London", start="2027-01-04").given, "phone")
    assert "each day begins at nine" not in told


def test_a_page_offers_each_person_the_calendar_that_is_theirs() -> None:
    changed = answers(SMALL)
    changed["resources"]["hours_per_week"] += 1
    for found in (sampled("harbor-lane-bakery"), made(changed)):
        text = page(found.given, "phone")
        links = re.findall(r'href="[^"]*/(calendar-\w+\.ics)">(.+?)\'s dates as a file<', text)
        assert {file for file, _ in links} == found.texts.keys() - {EVERYBODY}
        for file, name in links:
            assert f"CALNAME:{name}: marketing of ".casefold() in found.texts[file].casefold()


def said(tmp_path: Path, old: str, new: str) -> list[str]:
    """Return what is wrong with a sound profile after one change."""
    path, text = tmp_path / "corner-cafe.yml", SOUND.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = profile_problems(reading(path), content())
    return [f"{problem.key}: {problem.wrong} {problem.remedy}" for problem in problems]


def test_a_time_zone_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (told,) = said(tmp_path, "country: US,", "country: US, time_zone: America/Los_Angelos,")
    assert told.startswith("business.place.time_zone: ")
    assert told.endswith("Did you mean 'America/Los_Angeles'?")
    assert not said(tmp_path, "country: US,", "country: US, time_zone: America/Los_Angeles,")


@pytest.mark.parametrize("hour", ["25:00", "08:60", "8:30", "nine", '"24:00"'])
def test_an_hour_that_no_clock_shows_is_refused(tmp_path: Path, hour: str) -> None:
    (told,) = said(tmp_path, "days: [mon, wed]", f"days: [mon, wed], at: {hour}")
    assert told.startswith("resources.people[0].at: ")


@pytest.mark.parametrize("hour", ['"08:30"', "08:30", "00:00", "'23:59'"])
def test_an_hour_is_read_with_and_without_quotes(tmp_path: Path, hour: str) -> None:
    assert not said(tmp_path, "days: [mon, wed]", f"days: [mon, wed], at: {hour}")
    client = reading(tmp_path / "corner-cafe.yml").client
    assert client is not None
    assert client.profile.resources.people[0].at == hour.strip("\"'")
