"""The plan as a calendar that phones subscribe to (RFC 5545).

Every entry keeps its identity while what it stands for stays the same, so that a calendar
published anew changes entries instead of doubling them. Local times bear the time zone of the
place: nine o'clock stays nine o'clock when the clocks change.
"""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from generator import __version__
from generator.decide.team import people
from generator.load.zones import zone
from generator.pages.agenda import ANY_WEEK, Entry, agenda
from generator.pages.given import Given
from generator.pages.words import Words

SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://playbook.invalid/calendar")
LATER, FAR = timedelta(days=366), timedelta(days=12 * 366)
DAILY = timedelta(days=1)
EVERYBODY = "calendar.ics"


def calendars(given: Given) -> dict[str, str]:
    """Return the calendars by their files: everybody's, and each person's where there are several.

    Where the site has an address, entries link to its pages.
    """
    entries = agenda(given)
    team = [person.name for person in people(given.client.profile)]
    made = {EVERYBODY: _calendar(given, entries)}
    if len(team) > 1:
        for name in team:
            own = tuple(entry for entry in entries if entry.person in {"", name})
            made[own_calendar(name)] = _calendar(given, own, name)
    return made


def own_calendar(person: str) -> str:
    """Return the file of a person's own calendar: it stays theirs whoever joins or leaves."""
    return f"calendar-{hashlib.sha256(person.encode()).hexdigest()[:8]}.ics"


def _calendar(given: Given, entries: Sequence[Entry], person: str = "") -> str:
    profile = given.client.profile
    words = Words.of(profile, given.library)
    place = zone(time_zone(given)[0])
    form = words.word("calendar", "name_of" if person else "name")
    made = _frame(form.format(name=profile.business.name, person=person), place)
    made.add_component(_zone(place, entries))
    stamp = datetime.combine(profile.start or ANY_WEEK, time(), UTC)
    for entry in entries:
        event = _event(entry, place, stamp)
        event.add("uid", str(uuid.uuid5(SPACE, f"{given.client.id}/{entry.key}")))
        more = [entry.more]
        if profile.publish.address:
            href = f"{profile.publish.address}{_address(entry.page)}"
            more.append(words.word("calendar", "page").format(href=href))
            event.add("url", href)
        event.add("description", "\n".join(more))
        made.add_component(event)
    return bytes(made.to_ical()).decode()


def _frame(name: str, place: ZoneInfo) -> icalendar.Calendar:
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", f"-//playbook//{__version__}//EN")
    for key in ("name", "x-wr-calname"):
        made.add(key, name)
    made.add("x-wr-timezone", place.key)
    made.add("refresh-interval", DAILY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "P1D")
    return made


def time_zone(given: Given) -> tuple[str, bool]:
    """Return the place's time zone, and whether it is sure or was guessed from the country."""
    place = given.client.profile.business.place
    if place.time_zone:
        return place.time_zone, True
    return given.library.time_zones[place.country].of(place.region)


def _zone(place: ZoneInfo, entries: Sequence[Entry]) -> icalendar.Timezone:
    days = [entry.first for entry in entries] or [ANY_WEEK]
    endless = any(entry.every and not entry.last for entry in entries)
    last = max(days) + (FAR if endless else LATER)
    made = icalendar.Timezone.from_tzinfo(
        place, place.key, first_date=min(days) - DAILY, last_date=last
    )
    for part in made.subcomponents:
        _correct(part, place)
    return made


def _correct(part: Any, place: ZoneInfo) -> None:  # noqa: ANN401 - its values are of any kind
    """Move the moments of a change of clocks to the time that was shown just before it.

    So RFC 5545, 3.6.5 counts them; the library counts those of spring by the time shown after.
    """
    before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
    dates = part.get("RDATE")
    moments = [part["DTSTART"].dt, *([each.dt for each in dates.dts] if dates else [])]
    right = [_onset(moment, before, after, place) for moment in moments]
    for name in ("DTSTART", "RDATE"):
        part.pop(name, None)
    part.add("dtstart", right[0])
    if right[1:]:
        part.add("rdate", right[1:])


def _onset(moment: datetime, before: timedelta, after: timedelta, place: ZoneInfo) -> datetime:
    for shown in (moment, moment + before - after):
        instant = (shown - before).replace(tzinfo=UTC)
        earlier = instant - timedelta(minutes=1)
        offsets = tuple(each.astimezone(place).utcoffset() for each in (earlier, instant))
        if offsets == (before, after):
            return shown
    return moment


def _event(entry: Entry, place: ZoneInfo, stamp: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("dtstamp", stamp)
    event.add("summary", entry.what)
    event.add("categories", [entry.kind])
    event.add("transp", "TRANSPARENT")
    if entry.at is None:
        event.add("dtstart", entry.first)
        return event
    begins = datetime.combine(entry.first, entry.at, place)
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=entry.minutes))
    if entry.every:
        rule: dict[str, object] = {"freq": "WEEKLY", "interval": entry.every}
        if entry.last:
            rule["until"] = datetime.combine(entry.last, entry.at, place).astimezone(UTC)
        event.add("rrule", rule)
    for day in entry.skipped:
        event.add("exdate", datetime.combine(day, entry.at, place))
    return event


def _address(page: str) -> str:
    """Return a page's address below the site's own."""
    stem = page.removesuffix(".md")
    return "" if stem == "index" else f"{stem}/"
