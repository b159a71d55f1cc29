"""Build what the pages say of people and of the year."""

import re

from markupsafe import Markup

from generator.decide.team import people
from generator.model.library import Library, Role, Trade, Visit
from generator.model.profile import Profile, Season
from generator.pages.calendar import own_calendar
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.shown import WeekView
from generator.pages.view import Contact, ResultView, RoleView, SeasonView
from generator.pages.words import Words

LONG = 5


def contacts(profile: Profile, words: Words) -> tuple[Contact, ...]:
    """Return the people to keep in touch with."""
    return tuple(
        Contact(
            who=inert(contact.who),
            inside=inert(words.inside(contact.who)),
            how=words.word("hows", contact.how),
            every=words.word("rhythms", contact.every),
            by=inert(contact.by or ""),
            kind=contact.kind,
        )
        for contact in profile.human_touch.people
    )


def team(given: Given, normal: WeekView, words: Words) -> tuple[RoleView, ...]:
    """Return everybody who works on this, with what suits their role."""
    library = given.library
    everyone = people(given.client.profile)
    shown = []
    for person in everyone:
        role = _role(person.role, library)
        own = [b for day in normal.days for b in day.blocks] + list(normal.everyday)
        shown.append(
            RoleView(
                name=inert(person.name),
                role=inert(person.role),
                hours=words.hours(person.hours_per_week),
                calendar=own_calendar(person.name),
                ten_minutes=role.ten_minutes,
                listens_for=role.listens_for,
                tasks=tuple(block for block in own if block.person == inert(person.name)),
            )
        )
    return tuple(shown)


def _role(name: str, library: Library) -> Role:
    key = name.casefold().replace(" ", "-")
    roles = library.means.roles
    return roles.get(key) or roles["other"]


def seasons(
    profile: Profile, trade: Trade | None, library: Library, words: Words
) -> list[SeasonView]:
    """Return the times of this client's year, the trade's and its own, by date."""
    country = library.countries.get(profile.business.place.country)
    south = bool(country and country.south)
    own = [(s.starts, s.ends, inert(s.name), _advice(s, trade), True) for s in profile.seasons]
    rows = list(own)
    for season in trade.seasons if trade else ():
        if any(_same(season.name, mine.name) for mine in profile.seasons):
            continue
        move = south and season.south == "shift"
        starts = _half_year(season.starts) if move else season.starts
        ends = _half_year(season.ends) if move else season.ends
        rows.append((starts, ends, inert(season.name), season.do, False))
    return [
        SeasonView(name, words.month_day(starts), words.month_day(ends), do, own, starts)
        for starts, ends, name, do, own in sorted(rows, key=lambda row: row[0])
    ]


def _advice(own: Season, trade: Trade | None) -> str:
    """Return what the trade advises for a season of the same name, if it has one."""
    like = [s.do for s in (trade.seasons if trade else ()) if _same(s.name, own.name)]
    return like[0] if like else ""


def _same(one: str, other: str) -> bool:
    """Say whether two seasons are one: all words that tell the shorter name stand in the other."""
    here, there = (
        frozenset(word.rstrip("s") for word in re.findall(r"[a-z]+", name.casefold()))
        for name in (one, other)
    )
    return here <= there or there <= here


def _half_year(day: str) -> str:
    month, rest = day.split("-")
    return f"{(int(month) + 5) % 12 + 1:02d}-{min(int(rest), 28):02d}"


def visits(profile: Profile, trade: Trade | None) -> tuple[Visit, ...]:
    """Return whom this trade should visit, without those who are on the list already."""
    known = {word for contact in profile.human_touch.people for word in _telling(contact.who)}
    found = trade.visit if trade else ()
    return tuple(visit for visit in found if not known & _telling(visit.who))


def _telling(text: str) -> frozenset[str]:
    """Return the words of a text that tell one thing from another, without their endings."""
    words = re.findall(r"[a-z]+", text.casefold())
    return frozenset(word.rstrip("s") for word in words if len(word) >= LONG)


def keeper(profile: Profile) -> Markup:
    """Return who writes the numbers down: whoever is good at them, else the first named."""
    everyone = people(profile)
    able = [person for person in everyone if "numbers" in person.skills]
    return inert((able or list(everyone))[0].name)


def results(profile: Profile, library: Library) -> tuple[ResultView, ...]:
    """Return what each channel brought in, over all months that were written down."""
    names = dict.fromkeys(result.channel for result in profile.results)
    return tuple(_result(name, profile, library) for name in names)


def _result(name: str, profile: Profile, library: Library) -> ResultView:
    own = [result for result in profile.results if result.channel == name]
    return ResultView(
        name=library.channels[name].facts.name,
        page=f"channels/{name}.md",
        months=len({result.month for result in own}),
        hours=f"{sum(result.hours for result in own):g} h",
        enquiries=sum(result.enquiries for result in own),
        customers=sum(result.customers for result in own),
    )
