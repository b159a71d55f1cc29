"""What the calendar must bear: names alike, late hours, leap days, the minute of a change."""

from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any

import pytest

from generator.load.zones import zone
from generator.pages.words import Words
from tests.test_calendar import SMALL, answers, made, sampled
from tests.test_calendar_clock import ROW, alone_from_file, elsewhere, page


def test_two_people_whose_names_differ_by_a_number_share_no_identity() -> None:
    changed = answers("prairie-line-plumbing")
    for row in (*changed["resources"]["people"], *changed["human_touch"]["people"]):
        for key in ("name", "by"):
            row.update({key: "Denise 2"} if row.get(key) == "Ray" else {})
    found = made(changed)
    assert len(set(found.uids)) == len(found.uids)


def test_seasons_numbered_like_each_other_share_no_identity() -> None:
    names = [("Sale", "03-01"), ("Sale", "06-01"), ("Sale 2", "09-01")]
    rows = [{"name": name, "from": first, "to": "12-01"} for name, first in names]
    found = made({**answers(SMALL), "seasons": rows})
    assert len(set(found.uids)) == len(found.uids)


def test_who_begins_late_still_does_one_thing_after_the_other() -> None:
    changed = answers(SMALL)
    changed["resources"]["people"][0]["at"] = "23:30"
    own = [turn for turn in made(changed).turns if turn.person == "Helen"]
    assert len(own) > 1
    for turn, later in pairwise(sorted(own, key=lambda turn: turn.begins)):
        assert later.begins >= turn.begins + timedelta(minutes=turn.minutes)


def test_twenty_hours_on_one_day_follow_each_other() -> None:
    changed = answers(SMALL)
    ana = {"name": "Ana", "hours_per_week": 20, "days": ["mon"], "skills": ["writing", "talking"]}
    changed["resources"] |= {"hours_per_week": 20, "people": [ana]}
    changed["human_touch"]["hours_per_week"] = 5
    for contact in changed["human_touch"]["people"]:
        del contact["by"]
    for turn, later in pairwise(sorted(made(changed).turns, key=lambda turn: turn.begins)):
        assert later.begins >= turn.begins + timedelta(minutes=turn.minutes)


def test_a_late_hour_keeps_every_identity() -> None:
    changed = answers(SMALL)
    changed["resources"]["people"][0]["at"] = "23:30"
    assert set(made(changed, SMALL).uids) == set(sampled(SMALL).uids)


@pytest.mark.parametrize("start", ["2027-12-06", "2028-01-03"])
def test_page_and_calendar_agree_across_a_leap_day(start: str) -> None:
    found = made({**answers(SMALL), "start": start})
    words = Words.of(found.profile, found.given.library)
    rows = ROW.findall(page(found.given, "expect"))
    shown = {f"{channel}: judge it from today": day for channel, _, day in rows}
    assert {what: words.day(day) for what, day in found.days("judge").items()} == shown


def test_a_year_of_the_calendar_ends_with_the_year() -> None:
    found = sampled("slow-kiln-pottery")
    days = [e["DTSTART"].dt for e in found.events if e["CATEGORIES"].cats == ["review"]]
    assert max(days) <= found.starts + timedelta(weeks=52)


@pytest.mark.parametrize("name", ["America/Los_Angeles", "Europe/London", "Australia/Sydney"])
def test_the_clocks_change_in_the_file_at_the_very_minute(name: str) -> None:
    found, place = elsewhere(name, start="2027-01-04"), zone(name)
    changes = 0
    parts: list[Any] = alone_from_file(found).subcomponents
    for part in parts:
        offsets = (part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        onset = part["DTSTART"].dt.replace(tzinfo=UTC) - offsets[0]
        moments = (onset - timedelta(minutes=1), onset)
        if offsets[0] != offsets[1]:
            changes += 1
            assert tuple(m.astimezone(place).utcoffset() for m in moments) == offsets
    assert changes > 1
