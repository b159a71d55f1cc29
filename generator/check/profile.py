"""What a profile must agree with: itself, and the library."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from urllib.parse import urlsplit

from generator.load.partial import Partial
from generator.load.profile import Reading
from generator.load.tree import Node, place_of
from generator.load.typed import MOST_PROBLEMS, Path, key_path
from generator.load.zones import known_zones
from generator.model.library import Library
from generator.model.links import mail_link, phone_link, web_link
from generator.model.profile import Segment
from generator.model.remotes import github_address
from generator.problems import Problem, nearest, quoted, suggestion

WHOLE = 100.0
ROUNDING = 0.5
OLDEST = 99
OTHER = "other"
EACH = "*"
HOURS: Path = ("resources", "hours_per_week")
KEPT: Path = ("channels",)
LOCK: Path = ("publish", "lock")
PEOPLE: Path = ("resources", "people")
NOBODY = "Name them under `resources.people`, or leave `by` out."


def profile_problems(reading: Reading, library: Library) -> tuple[Problem, ...]:
    """Return all that is wrong with a profile: its own file's, and every disagreement.

    What does not fit its type is left out of the checks, and so is all that would rest on it.
    """
    if reading.partial is None:
        return reading.problems
    checks = _Checker(reading.partial, reading.node, library).all()
    found = list(islice(checks, MOST_PROBLEMS))
    if next(checks, None):
        wrong = f"There are more disagreements than the {MOST_PROBLEMS} listed."
        place = found[-1].place
        found.append(Problem(place, "", wrong, "Mend these first, then check again."))
    return (*reading.problems, *found)


class _Checker:
    def __init__(self, partial: Partial, node: Node, library: Library) -> None:
        self.profile = partial.profile
        self.unsure = partial.unsure
        self.node = node
        self.library = library

    def all(self) -> Iterator[Problem]:
        yield from self.business()
        yield from self.customers()
        yield from self.resources()
        yield from self.human_touch()
        yield from self.channels()
        yield from self.addresses()
        yield from self.lock()

    def problem(self, path: Path, wrong: str, remedy: str, *rests_on: Path) -> Iterator[Problem]:
        """Yield the problem unless something it rests on is not what the file says."""
        if not any(_touch(each, known) for each in self.unsure for known in (rests_on or (path,))):
            yield Problem(place_of(self.node, path), key_path(path), wrong, remedy)

    def unknown(self, path: Path, word: str, known: Iterable[str], what: str) -> Iterator[Problem]:
        names = list(known)
        if word not in names:
            wrong = f"There is no {what} {quoted(word)}."
            yield from self.problem(path, wrong, suggestion(word, names, f"{what}s"))

    def business(self) -> Iterator[Problem]:
        business = self.profile.business
        trades = [*self.library.trades, OTHER]
        if business.trade not in trades:
            close = nearest(business.trade, trades)
            remedy = "Write `other`, or see the trades in the library."
            remedy = f"Did you mean '{close}'?" if close else remedy
            wrong = f"There is no trade {quoted(business.trade)}."
            yield from self.problem(("business", "trade"), wrong, remedy)
        country = business.place.country
        if country not in self.library.countries:
            wrong = f"{quoted(country)} is not a country code."
            remedy = "For the United Kingdom write GB." if country == "UK" else "See ISO 3166."
            yield from self.problem(("business", "place", "country"), wrong, remedy)
        zone = business.place.time_zone
        if zone is not None:
            yield from self.zone(("business", "place", "time_zone"), zone)
        if business.trade == OTHER:
            for index, segment in enumerate(self.profile.customers):
                if segment.buy is None:
                    wrong = "The trade is `other`, so this group must say how it buys."
                    remedy = f"Add `buy:` ({', '.join(self.library.moments.moments)})."
                    own = ("customers", index, "buy")
                    trade = ("business", "trade")
                    yield from self.problem(("customers", index), wrong, remedy, own, trade)

    def zone(self, path: Path, name: str) -> Iterator[Problem]:
        if name not in known_zones():
            close = nearest(name, known_zones())
            remedy = f"Did you mean '{close}'?" if close else "Write one such as Europe/London."
            yield from self.problem(path, f"There is no time zone {quoted(name)}.", remedy)

    def customers(self) -> Iterator[Problem]:
        segments = self.profile.customers
        total = sum(segment.share for segment in segments)
        if abs(total - WHOLE) > 0.01:  # noqa: PLR2004 - thirds written with two decimals pass
            wrong = f"The shares add up to {total:g}, not to 100."
            remedy, share = f"{_difference(total)} in all.", ("customers", EACH, "share")
            yield from self.problem(("customers",), wrong, remedy, share)
        yield from self.twice(("customers",), [segment.name for segment in segments], "group")
        for index, segment in enumerate(segments):
            yield from self.ages(("customers", index, "ages"), segment)
            yield from self.asked(("customers", index, "asked"), segment)

    def ages(self, path: Path, segment: Segment) -> Iterator[Problem]:
        ages = segment.ages
        if isinstance(ages, Mapping):
            total = sum(ages.values())
            if abs(total - WHOLE) > ROUNDING:
                wrong = f"The ages add up to {total:g}, not to 100."
                yield from self.problem(path, wrong, f"{_difference(total)} in all.")
        elif ages and not ages.isascii():
            wrong = f"{quoted(ages)} is not in the form needed."
            yield from self.problem(path, wrong, 'Write ages as "30-64" or "65+".')
        elif ages and not ages.endswith("+"):
            first, last = map(int, ages.split("-"))
            if first >= last or last > OLDEST:
                wrong = f"{quoted(ages)} is not a range of ages."
                yield from self.problem(path, wrong, 'Write the younger age first, as "30-64".')

    def asked(self, path: Path, segment: Segment) -> Iterator[Problem]:
        if segment.asked is None:
            return
        for channel, count in segment.asked.use.items():
            here = (*path, "use", channel)
            yield from self.unknown(here, channel, self.library.channels, "channel")
            if count > segment.asked.people:
                wrong = f"{count} use it, but only {segment.asked.people} were asked."
                remedy, people = "Correct one of the two counts.", (*path, "people")
                yield from self.problem(here, wrong, remedy, here, people)

    def resources(self) -> Iterator[Problem]:
        goals, resources = self.profile.goals, self.profile.resources
        if not any(goals.model_dump().values()):
            wrong = "No goal has a weight above 0."
            yield from self.problem(("goals",), wrong, "Give at least one a weight of 1 to 5.")
        hours = sum(person.hours_per_week for person in resources.people)
        if hours > resources.hours_per_week + 1e-6:
            wrong = (
                f"The people have {hours:g} hours, the business only {resources.hours_per_week:g}."
            )
            remedy, each = "Lower theirs, or raise the total.", (*PEOPLE, EACH, "hours_per_week")
            yield from self.problem(PEOPLE, wrong, remedy, each, HOURS)
        yield from self.twice(PEOPLE, [p.name for p in resources.people], "person")
        for index, person in enumerate(resources.people):
            for number, skill in enumerate(person.skills):
                here = ("resources", "people", index, "skills", number)
                yield from self.unknown(here, skill, self.library.means.skills, "skill")
        for index, asset in enumerate(resources.has):
            path = ("resources", "has", index)
            yield from self.unknown(path, asset, self.library.means.assets, "asset")
        if resources.customer_list and "customer-list" not in resources.has:
            wrong = "There is a list, but `has` does not name it."
            own, has = ("resources", "customer_list"), ("resources", "has")
            yield from self.problem(own, wrong, "Add `customer-list` to `has`.", own, has)

    def human_touch(self) -> Iterator[Problem]:
        human, resources = self.profile.human_touch, self.profile.resources
        hours = human.hours_per_week
        if hours is not None and hours > resources.hours_per_week:
            most = f"{resources.hours_per_week:g}"
            wrong = f"{hours:g} hours for people are more than the {most} there are."
            own = ("human_touch", "hours_per_week")
            yield from self.problem(own, wrong, "Lower them.", own, HOURS)
        team = [person.name for person in resources.people]
        for index, contact in enumerate(human.people):
            if contact.by and contact.by not in team:
                path = ("human_touch", "people", index, "by")
                wrong = f"{quoted(contact.by)} is not one of the people."
                remedy = suggestion(contact.by, team, "people") if team else NOBODY
                yield from self.problem(path, wrong, remedy, path, (*PEOPLE, EACH, "name"))

    def channels(self) -> Iterator[Problem]:
        for name in self.profile.channels:
            yield from self.unknown(("channels", name), name, self.library.channels, "channel")
        for index, result in enumerate(self.profile.results):
            path = ("results", index, "channel")
            yield from self.unknown(path, result.channel, self.library.channels, "channel")
        yield from self.always()

    def always(self) -> Iterator[Problem]:
        """Yield what the channels decided as `always` need beyond what there is."""
        known = self.library.channels
        kept = [
            n for n, s in self.profile.channels.items() if s.decision == "always" and n in known
        ]
        lightest = [min(known[n].facts.tiers.values(), key=lambda t: t.minutes) for n in kept]
        resources, human = self.profile.resources, self.profile.human_touch.hours_per_week or 0.0
        hours = sum(tier.minutes for tier in lightest) / 60
        if lightest and hours > resources.hours_per_week - human:
            wrong = f"The channels decided as `always` take at least {hours:.1f} hours a week."
            left = f"{max(0.0, resources.hours_per_week - human):g}"
            remedy = f"There are {left}; decide on fewer."
            human_hours = ("human_touch", "hours_per_week")
            yield from self.problem(KEPT, wrong, remedy, KEPT, HOURS, human_hours)
        money = sum(tier.money_per_month for tier in lightest)
        if money > resources.money_per_month:
            wrong = f"The channels decided as `always` cost at least {money:g} a month."
            left = f"{resources.money_per_month:g}"
            remedy = f"There are {left}; decide on fewer."
            yield from self.problem(KEPT, wrong, remedy, KEPT, ("resources", "money_per_month"))

    def addresses(self) -> Iterator[Problem]:
        profile = self.profile
        consultant = profile.consultant
        rows: list[tuple[Path, str | None, str]] = [
            (("business", "website"), profile.business.website, "web"),
            (("business", "phone"), profile.business.phone, "phone"),
            (("business", "email"), profile.business.email, "mail"),
            (("publish", "url"), profile.publish.url, "web"),
        ]
        if consultant:
            rows += [
                (("consultant", "website"), consultant.website, "web"),
                (("consultant", "phone"), consultant.phone, "phone"),
                (("consultant", "email"), consultant.email, "mail"),
            ]
        for path, value, kind in rows:
            if value and not LINKS[kind](value):
                yield from self.problem(path, f"{quoted(value)} cannot be a link.", REMEDIES[kind])

        yield from self.published()

    def published(self) -> Iterator[Problem]:
        publish = self.profile.publish
        own = github_address(publish.repository, publish.folder) if publish.repository else None
        link = f"{(publish.url or '').rstrip('/')}/".casefold()
        on_github = (urlsplit(link).hostname or "").endswith(".github.io")
        if own and on_github and link != own.casefold() and not publish.domain:
            wrong = f"GitHub will show this repository at {own}"
            remedy = "Write that address, or leave the key out."
            here, repository = ("publish", "url"), ("publish", "repository")
            yield from self.problem(here, f"{wrong}.", remedy, here, repository)
        if publish.folder and link != "/" and not link.endswith(f"/{publish.folder}/"):
            wrong = f"The address does not end in the folder {quoted(publish.folder)}."
            here, folder = ("publish", "url"), ("publish", "folder")
            yield from self.problem(here, wrong, f"Add {publish.folder}/ to it.", here, folder)

    def lock(self) -> Iterator[Problem]:
        publish = self.profile.publish
        if publish.lock and publish.search_engines:
            wrong = "A locked site shows search engines nothing to find."
            here = ("publish", "search_engines")
            yield from self.problem(here, wrong, "Take out this or `lock`.", here, LOCK)

    def twice(self, path: Path, names: Sequence[str], what: str) -> Iterator[Problem]:
        first: dict[str, int] = {}
        counts = Counter(names)
        for index, name in enumerate(names):
            if first.setdefault(name, index) != index and counts[name]:
                wrong = f"The {what} {quoted(name)} stands here {counts[name]} times."
                own, other = (*path, index, "name"), (*path, first[name], "name")
                counts[name] = 0
                yield from self.problem(own, wrong, "Give each its own name.", own, other)


LINKS = {"web": web_link, "phone": phone_link, "mail": mail_link}
REMEDIES = {
    "web": "Write an address such as https://example.com.",
    "phone": 'Write a number such as "+1 503 555 0142", in quotes.',
    "mail": "Write one mailbox such as name@example.com.",
}


def _difference(total: float) -> str:
    gap = round(WHOLE - total, 2)
    return f"Add {gap:g}" if gap > 0 else f"Take away {-gap:g}"


def _touch(unsure: Path, known: Path) -> bool:
    """Tell whether one path lies in the other; EACH stands for any place in a list."""
    return all(b in (a, EACH) for a, b in zip(unsure, known, strict=False))
