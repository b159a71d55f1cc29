"""Put one client's playbook together from decision, plan and library."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from generator.decide import decide
from generator.decide.crowd import overlap
from generator.decide.frailty import spread
from generator.decide.options import fit, means, people
from generator.model.library import Library, Role, Trade
from generator.model.links import mail_link, phone_link, web_link
from generator.model.profile import Client, HumanTouch, Profile
from generator.model.results import Decision, Plan
from generator.pages import grounds, weeks
from generator.pages.channels import because, blocks, channel_views
from generator.pages.inert import inert
from generator.pages.pictures import curve, heat, week_picture
from generator.pages.view import (
    ChannelView,
    Contact,
    Contrast,
    Formula,
    Playbook,
    ReachRow,
    RoleView,
    SeasonView,
    SegmentView,
    WeekView,
)
from generator.pages.words import Words

HEAT_ROWS = 12
FORMULA_ROWS = 6


@dataclass(frozen=True)
class Given:
    """All that a playbook is made from."""

    client: Client
    library: Library
    decision: Decision
    plan: Plan
    today: date


def playbook(given: Given) -> Playbook:
    """Return everything this client's pages may show."""
    profile, library, decision = given.client.profile, given.library, given.decision
    words = Words(library, profile.business.place.country, profile.resources.currency)
    trade = library.trades.get(profile.business.trade)
    views = channel_views(decision, given.plan, profile, trade, words)
    channels = blocks(views)
    normal = weeks.week_view(given.plan.normal, channels, words)
    by_verdict = {v: tuple(c for c in views if c.verdict == v) for v in ("now", "later", "skip")}
    place = profile.business.place
    country = library.countries.get(place.country)
    where = [part for part in (place.city, place.region) if part]
    left_out = len(by_verdict["later"]) + len(by_verdict["skip"])
    shown = [c.id for c in views if c.reach_high > 0][:HEAT_ROWS]
    return Playbook(
        id=given.client.id,
        name=inert(profile.business.name),
        initials=inert(initials(profile.business.name)),
        sells=inert(profile.business.sells),
        place=inert(", ".join(where) if where else country.name if country else place.country),
        city=inert(place.city or words.word("forms", "your_town")),
        country=country.name if country else place.country,
        setting=place.setting,
        phone=inert(profile.business.phone) if profile.business.phone else None,
        phone_href=_href(phone_link(profile.business.phone or "")),
        website_href=_href(web_link(profile.business.website or "")),
        trade=trade,
        trade_name=trade.name if trade else words.word("forms", "this_business"),
        consultant=_consultant(profile),
        hours={
            "available": words.hours(decision.hours.available),
            "human": words.hours(decision.hours.human),
            "planned": words.hours(decision.hours.planned),
            "channels": words.hours(decision.hours.planned - decision.hours.human),
        },
        money={
            "available": words.money(decision.money_available),
            "planned": words.money(decision.money_planned),
        },
        spends=decision.money_planned > 0,
        reach={
            "range": words.range(decision.reach),
            "mid": words.share(decision.reach.mid),
            "bounds": words.range(decision.bounds),
        },
        everywhere={
            "hours": words.hours(decision.everywhere.hours),
            "mid": words.share(decision.everywhere.reach.mid),
            "more": words.share(max(0.0, decision.everywhere.reach.mid - decision.reach.mid)),
        },
        everywhere_more=decision.everywhere.reach.mid - decision.reach.mid > 0.005,
        now=by_verdict["now"],
        later=by_verdict["later"],
        skip=by_verdict["skip"],
        count={
            "now": words.count(len(by_verdict["now"])),
            "left": words.count(left_out),
            "all": words.count(len(views)),
        },
        segments=tuple(_segments(given, words)),
        assumed=tuple(because(reason, words) for reason in decision.assumed),
        goals=tuple(
            (words.word("goals", goal), round(weight * 100))
            for goal, weight in decision.goals.items()
            if weight > 0
        ),
        normal=normal,
        bad=weeks.week_view(given.plan.bad, channels, words),
        weeks=weeks.all_weeks(given.plan, channels, words),
        three=weeks.three_things(normal, by_verdict["now"]),
        contacts=_contacts(profile, words),
        team=_team(given, normal, words),
        alone=len(people(profile)) == 1,
        seasons=tuple(_seasons(profile, trade, library, words)),
        start=words.day(profile.start) if profile.start else "",
        curve=curve(decision),
        week_picture=week_picture(given.plan.normal),
        heat=heat(decision, shown),
        contrast=_contrast(given, trade, views, words),
        sources=grounds.sources(
            grounds.used_findings(decision, library), library, words, given.today
        ),
        judgements=grounds.judgements(decision, library, words),
        answers=grounds.answers(profile, library, words),
        formulas=_formulas(given, words),
        voice=profile.brand.voice or ("plain",),
    )


def initials(name: str) -> str:
    """Return one or two letters that stand for a name."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    picked = letters[:2] if letters else [name[0]]
    return "".join(picked).upper()


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


def _segments(given: Given, words: Words) -> list[SegmentView]:
    profile, library, decision = given.client.profile, given.library, given.decision
    shown = []
    for audience in decision.audiences:
        segment = profile.customers[audience.index]
        traits = [words.word("kinds", segment.kind)]
        if segment.ages is not None:
            traits.append(words.word("forms", "ages").format(ages=grounds.ages(segment)))
        setting = segment.setting or profile.business.place.setting
        traits.append(words.word("settings", setting))
        rows = [
            ReachRow(
                channel=choice.channel,
                name=library.channels[choice.channel].facts.name,
                page=f"channels/{choice.channel}.md",
                low=round(reach.share.low * 100),
                mid=round(reach.share.mid * 100),
                high=round(reach.share.high * 100),
                range=words.range(reach.share),
                basis=reach.basis,
                basis_words=words.word("bases", reach.basis),
                finding=reach.findings[0] if reach.findings else None,
                refused=reach.refused is not None,
            )
            for choice in decision.choices
            for reach in [audience.reaches[choice.channel]]
        ]
        shown.append(
            SegmentView(
                index=audience.index,
                name=inert(segment.name),
                share=round(segment.share),
                kind=segment.kind,
                buy=words.word("buys", audience.buy),
                buy_means=library.moments.moments[audience.buy].means,  # type: ignore[index]
                traits=tuple(inert(trait) for trait in traits),
                asked=segment.asked.people if segment.asked else 0,
                rows=tuple(sorted(rows, key=lambda r: (-r.mid, r.name))),
            )
        )
    return shown


def _contacts(profile: Profile, words: Words) -> tuple[Contact, ...]:
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


def _team(given: Given, normal: WeekView, words: Words) -> tuple[RoleView, ...]:
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


def _seasons(
    profile: Profile, trade: Trade | None, library: Library, words: Words
) -> list[SeasonView]:
    country = library.countries.get(profile.business.place.country)
    south = bool(country and country.south)
    rows = [
        (s.starts, s.ends, inert(s.name), "", True)
        for s in profile.seasons
    ]
    for season in trade.seasons if trade else ():
        move = south and season.south == "shift"
        starts, ends = (_half_year(season.starts), _half_year(season.ends)) if move else (
            season.starts,
            season.ends,
        )
        rows.append((starts, ends, inert(season.name), season.do, False))
    return [
        SeasonView(name, words.month_day(starts), words.month_day(ends), do, own, starts)
        for starts, ends, name, do, own in sorted(rows, key=lambda row: row[0])
    ]


def _half_year(day: str) -> str:
    month, rest = day.split("-")
    return f"{(int(month) + 5) % 12 + 1:02d}-{min(int(rest), 28):02d}"


def _contrast(
    given: Given, trade: Trade | None, views: tuple[ChannelView, ...], words: Words
) -> Contrast | None:
    """Work out what the same hours and people would do in a very different trade."""
    library, profile = given.library, given.client.profile
    if trade is None or trade.contrast not in library.trades:
        return None
    other = library.trades[trade.contrast]
    segments = tuple(s.model_copy(update={"buy": None, "asked": None}) for s in profile.customers)
    business = profile.business.model_copy(update={"trade": trade.contrast})
    changed = profile.model_copy(
        update={
            "business": business,
            "customers": segments,
            "channels": {},
            "human_touch": HumanTouch(hours_per_week=given.decision.hours.human),
        }
    )
    there = [c.channel for c in decide(changed, library, given.today).having("now")]
    names = {view.id: view.name for view in views}
    here = [view.id for view in views if view.verdict == "now"]
    return Contrast(
        trade=other,
        names=tuple(names[c] for c in there),
        only_here=tuple(names[c] for c in here if c not in there),
        only_there=tuple(names[c] for c in there if c not in here),
        buy=words.word("buys", other.buy),
    )


def _formulas(given: Given, words: Words) -> tuple[Formula, ...]:
    """Return this client's own numbers for the method page: the largest group, the best channels."""
    profile, library, decision = given.client.profile, given.library, given.decision
    audience = max(decision.audiences, key=lambda a: a.weight)
    band = max(audience.bands, key=lambda b: audience.bands[b])
    shown = []
    for choice in decision.choices[:FORMULA_ROWS]:
        channel = library.channels[choice.channel]
        cell = library.moments.channels[choice.channel].moments[audience.buy]  # type: ignore[index]
        share = audience.reaches[choice.channel].share.mid
        job, able = fit(channel, profile, library), means(channel, profile, people(profile))
        effect = channel.facts.tiers[choice.tier].effect
        shown.append(
            Formula(
                name=channel.facts.name,
                page=f"channels/{choice.channel}.md",
                group=inert(audience.name),
                p=f"{share:.2f}",
                m=f"{cell.value:.2f}",
                g=f"{job:.2f}",
                k=f"{able:.2f}",
                e=f"{effect:.2f}",
                v=f"{share * cell.value * job * able * effect:.2f}",
                theta=f"{overlap(choice.channel, library):.1f}",
                spread=f"{spread(audience.activity[band], band):.2f}",
            )
        )
    return tuple(shown)
