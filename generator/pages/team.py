"""Build what the pages say of people and of the year."""

from generator.decide.options import people
from generator.model.library import Library, Role, Trade
from generator.model.profile import Profile
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.shown import WeekView
from generator.pages.view import Contact, RoleView, SeasonView
from generator.pages.words import Words


def contacts(profile: Profile, words: Words) -> tuple[Contact, ...]:
    """Return the people to keep in touch with."""
    return tuple(
        Contact(
            who=inert(contact.who),
            how=words.word("hows", contact.how),
            every=words.word("rhythms", contact.every),
            by=inert(contact.by or ""),
            kind=words.word("contact_kinds", contact.kind),
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
    rows = [(s.starts, s.ends, inert(s.name), "", True) for s in profile.seasons]
    for season in trade.seasons if trade else ():
        move = south and season.south == "shift"
        starts, ends = (
            (_half_year(season.starts), _half_year(season.ends))
            if move
            else (
                season.starts,
                season.ends,
            )
        )
        rows.append((starts, ends, inert(season.name), season.do, False))
    return [
        SeasonView(name, words.month_day(starts), words.month_day(ends), do, own, starts)
        for starts, ends, name, do, own in sorted(rows, key=lambda row: row[0])
    ]


def _half_year(day: str) -> str:
    month, rest = day.split("-")
    return f"{(int(month) + 5) % 12 + 1:02d}-{min(int(rest), 28):02d}"
