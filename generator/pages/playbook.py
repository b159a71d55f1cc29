"""Put one client's playbook together from decision, plan and library."""

from datetime import timedelta

from markupsafe import Markup

from generator.decide.team import people
from generator.model.library import Library, Trade
from generator.model.links import mail_link, phone_link, web_link
from generator.model.profile import Profile
from generator.model.results import Decision
from generator.pages import grounds, groups, team, weeks
from generator.pages.agenda import reviews
from generator.pages.asked import survey
from generator.pages.calendar import calendars, time_zone
from generator.pages.cases import cases
from generator.pages.channels import because, blocks, channel_views
from generator.pages.charts import scores
from generator.pages.contrast import contrast
from generator.pages.given import Given
from generator.pages.heat import heat
from generator.pages.hours import hours_view
from generator.pages.inert import inert
from generator.pages.method import method
from generator.pages.pictures import curve, week_picture
from generator.pages.scripts import scripts, voice
from generator.pages.shown import ChannelView
from generator.pages.stop import following
from generator.pages.sure import whisker
from generator.pages.view import Clock, Grounds, Playbook, Sums, Who, Work
from generator.pages.words import Words

SHOWN = 800
"""Days after the start that a page may name: more than two years."""

SILENT = frozenset({"assumed_currency", "assumed_start"})
"""What was assumed without moving a number of the decision."""


def playbook(given: Given) -> Playbook:
    """Return everything this client's pages may show."""
    profile, library = given.client.profile, given.library
    words = Words.of(profile, library)
    trade = library.trades.get(profile.business.trade)
    views = channel_views(given, trade, words)
    parts = (
        _who(given, trade, words),
        _sums(given, views, words),
        _work(given, views, trade, words),
        _grounds(given, views, trade, words),
    )
    return Playbook(**{name: value for part in parts for name, value in vars(part).items()})


def _who(given: Given, trade: Trade | None, words: Words) -> Who:
    profile = given.client.profile
    business, place = profile.business, profile.business.place
    country = given.library.countries.get(place.country)
    sound = voice(profile, given.library)
    where = [part for part in (place.city, place.region) if part]
    return Who(
        id=given.client.id,
        name=inert(business.name),
        initials=inert(initials(business.name)),
        sells=inert(business.sells),
        place=inert(", ".join(where) if where else country.name if country else place.country),
        city=inert(place.city or words.word("forms", "your_town")),
        country=country.name if country else place.country,
        emergency=(country.emergency if country else None) or "",
        setting=place.setting,
        phone=inert(business.phone) if business.phone else None,
        phone_href=_href(phone_link(business.phone or "")),
        website_href=_href(web_link(business.website or "")),
        trade=trade,
        trade_name=trade.name if trade else words.word("forms", "this_business"),
        consultant=_consultant(profile),
        coin=words.coin,
        coins=given.library.rules.words.get(f"coins_{words.currency}", {}),
        nearest=nearest(trade, given.library),
        cases=cases(profile, trade),
        list_size=profile.resources.customer_list or 0,
        voice=sound,
        scripts=scripts(profile, given.library, trade, sound.key),
        start=words.day(profile.start) if profile.start else "",
        days=_days(profile, words),
    )


def _sums(given: Given, views: tuple[ChannelView, ...], words: Words) -> Sums:
    decision = given.decision
    hours, everything = decision.hours, decision.curve[-1]
    weekly = given.plan.normal.minutes
    kept = sum(task.minutes for task in given.plan.normal.tasks if task.kind == "people")
    now, later, skip = (tuple(c for c in views if c.verdict == v) for v in ("now", "later", "skip"))
    return Sums(
        hours={
            "available": words.hours(hours.available),
            "human": words.hours(hours.human),
            "planned": words.hours(weekly / 60),
            "channels": words.hours((weekly - kept) / 60),
            "first": words.hours(hours.planned),
        },
        money={
            "available": words.money(decision.money_available),
            "planned": words.money(decision.money_planned),
        },
        spends=decision.money_planned > 0,
        reach=_met(decision, words),
        everywhere={
            "hours": words.hours(hours.human + everything.hours),
            "mid": words.share(everything.reach),
            "range": words.range(decision.everywhere.reach),
            "more": str(round(everything.reach * 100) - round(decision.reach.mid * 100)),
        },
        now=now,
        later=later,
        skip=skip,
        following=following(decision, words),
        count={
            "now": words.count(len(now)),
            "left": words.count(len(later) + len(skip)),
            "all": words.count(len(views)),
        },
        curve=curve(decision),
        whisker=whisker(decision),
        what_if=hours_view(decision, words),
        draws=decision.draws,
    )


def _met(decision: Decision, words: Words) -> dict[str, str]:
    """Return the customers met, with their range and their plain bounds."""
    return {
        "range": words.range(decision.reach),
        "mid": words.share(decision.reach.mid),
        "bounds": words.range(decision.bounds),
        "low": words.share(decision.bounds.low),
        "high": words.share(decision.bounds.high),
    }


def _work(given: Given, views: tuple[ChannelView, ...], trade: Trade | None, words: Words) -> Work:
    channels = blocks(views)
    normal = weeks.week_view(given.plan.normal, channels, words)
    profile = given.client.profile
    return Work(
        normal=normal,
        bad=weeks.week_view(given.plan.bad, channels, words),
        weeks=weeks.all_weeks(given.plan, channels, words),
        three=weeks.three_things(normal, [c for c in views if c.verdict == "now"]),
        contacts=team.contacts(profile, words),
        team=team.team(given, normal, words),
        alone=len(people(profile)) == 1,
        visits=team.visits(profile, trade),
        keeper=team.keeper(profile),
        results=team.results(profile, given.library),
        scores=scores(given, words),
        seasons=tuple(team.seasons(profile, trade, given.library, words)),
        week_picture=week_picture(given.plan.normal),
        calendars=calendars(given),
        clock=_clock(given),
        papers=given.papers,
        locked=given.client.profile.publish.lock,
    )


def _days(profile: Profile, words: Words) -> tuple[str, ...]:
    start = profile.start
    return tuple(words.day(start + timedelta(days=n)) for n in range(SHOWN)) if start else ()


def _clock(given: Given) -> Clock:
    name, sure = time_zone(given)
    timed = any(person.at for person in given.client.profile.resources.people)
    start = given.client.profile.start
    months = [f"{day.month:02d}" for day in reviews(start)] if start else []
    review = (
        Words.of(given.client.profile, given.library).word("months", months[0]) if months else ""
    )
    place = inert(name.rsplit("/", maxsplit=1)[-1].replace("_", " "))
    return Clock(place, sure, timed, review)


def _grounds(
    given: Given, views: tuple[ChannelView, ...], trade: Trade | None, words: Words
) -> Grounds:
    library, decision = given.library, given.decision
    used = grounds.used_findings(decision, library)
    return Grounds(
        segments=groups.segments(given, words),
        heat=heat(decision, library, words),
        method=method(given, words),
        survey=survey(given),
        assumed=tuple(because(r, words) for r in decision.assumed if r.key not in SILENT),
        goals=tuple(
            (words.word("goals", goal), round(weight * 100))
            for goal, weight in decision.goals.items()
            if weight > 0
        ),
        contrast=contrast(given, trade, views, words),
        sources=grounds.sources(used, library, words, given.today),
        judgements=grounds.judgements(given.client.profile, decision, library, words),
        answers=grounds.answers(given.client.profile, library, words),
    )


def nearest(trade: Trade | None, library: Library) -> tuple[str, ...]:
    """Return the names of all trades, this one first, then those most alike in how they sell."""

    def apart(other: Trade) -> tuple[bool, bool, bool]:
        if trade is None:
            return (False, False, False)
        return (other.group != trade.group, other.buy != trade.buy, other.visual != trade.visual)

    own = (trade.name,) if trade else ("",)
    others = sorted((t for t in library.trades.values() if t is not trade), key=apart)
    return (*own, *(other.name for other in others))


def initials(name: str) -> str:
    """Return one or two letters that stand for a name."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    picked = letters[:2] if letters else [name[0]]
    return "".join(letter.upper()[:1] for letter in picked)


def _href(link: str | None) -> Markup | None:
    return inert(link) if link else None


def _consultant(profile: Profile) -> dict[str, Markup | None]:
    consultant = profile.consultant
    if consultant is None:
        return {"name": None, "business": None, "href": None, "first": None, "how": None}
    calls = phone_link(consultant.phone or "")
    mails = mail_link(consultant.email or "")
    return {
        "name": inert(consultant.name),
        "first": inert(consultant.name.split()[0]),
        "business": inert(consultant.business) if consultant.business else None,
        "href": _href(calls or mails or web_link(consultant.website or "")),
        "how": inert("call" if calls else "mail" if mails else "visit"),
    }
