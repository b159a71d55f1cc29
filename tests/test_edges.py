"""Sensible at the edges: unusual businesses, and what a consultant would sign for each."""

from collections.abc import Mapping
from functools import lru_cache

import pytest

from generator.check.profile import profile_problems
from generator.decide import decide
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.partial import Partial
from generator.load.profile import Reading
from generator.load.tree import Node
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Decision
from generator.plan import plan
from generator.problems import Place
from tests.conftest import TODAY, WORKSPACE

Answers = dict[str, object]
SOCIAL = frozenset(
    {"facebook", "instagram", "tiktok", "youtube", "linkedin", "pinterest", "x", "threads"}
    | {"bluesky", "reddit", "nextdoor", "snapchat", "paid-social"}
)
YOUNG = frozenset({"tiktok", "snapchat", "threads", "bluesky", "reddit", "x"})
PAID = frozenset({"paid-search", "paid-social"})
KNOWN_BY_PEOPLE = frozenset({"referrals", "phone-and-visits", "partnerships", "events"})
FAR = ("KE", "AQ", "UZ")


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


def shop(  # noqa: PLR0913 - each names one part of a profile
    trade: str,
    customers: list[Answers],
    *,
    hours: float = 4.0,
    money: float = 60.0,
    has: tuple[str, ...] = ("smartphone", "website"),
    size: int | None = None,
    place: Mapping[str, str] | None = None,
    reach: str = "local",
    goals: Mapping[str, float] | None = None,
    served: int = 600,
    channels: Mapping[str, Answers] | None = None,
) -> Profile:
    """Return a small business that is like many, but for what is given."""
    return Profile.model_validate(
        {
            "business": {
                "name": "Mill Street",
                "trade": trade,
                "sells": "good things",
                "place": {"country": "US", "setting": "suburban", **(place or {})},
                "reach": reach,
                "customers": served,
            },
            "customers": customers,
            "goals": goals or {"new_customers": 3, "repeat": 2, "referrals": 1, "reputation": 1},
            "resources": {
                "hours_per_week": hours,
                "money_per_month": money,
                "has": has,
                "customer_list": size,
            },
            "channels": channels or {},
        }
    )


def everyone(**answers: object) -> list[Answers]:
    """Return one group of customers who are people."""
    return [{"name": "Everyone", "kind": "consumers", "share": 100, **answers}]


def firms(**answers: object) -> list[Answers]:
    """Return one group of customers that are firms."""
    return [{"name": "Firms", "kind": "businesses", "share": 100, **answers}]


def decided(profile: Profile) -> Decision:
    """Return the decision for a profile that passes every check and whose plan fits its hours."""
    read = Reading(None, Node({}, Place("edge.yml")), (), Partial(profile))
    assert not profile_problems(read, content())
    found = decide(profile, content(), TODAY)
    assert found.hours.planned <= found.hours.available + 1e-9
    assert found.money_planned <= found.money_available
    planned = plan(profile, content(), found)
    for week in (*planned.weeks, planned.normal, planned.bad):
        assert week.minutes <= round(profile.resources.hours_per_week * 60)
    return found


def now(found: Decision) -> list[str]:
    """Return what is in, best first."""
    return [choice.channel for choice in found.having("now")]


def shown(found: Decision) -> str:
    """Return a decision in a few lines, for whoever reads a failure."""
    rows = [
        f"{c.rank} {c.channel} {c.verdict} {c.tier} adds {c.adds.mid:.3f} reach {c.reach.mid:.2f}"
        for c in found.choices[:14]
    ]
    hours = found.hours
    return "\n".join([f"{hours.planned:.2f} of {hours.available} h, {found.reach.mid:.2f}", *rows])


HALF_HOUR = {
    "bakery": shop("bakery", everyone(), hours=0.5, has=("smartphone", "shopfront")),
    "plumber": shop("plumber", everyone(buy="urgent"), hours=0.5),
    "accountant": shop("accountant", firms(), hours=0.5),
}


@pytest.mark.parametrize("name", HALF_HOUR)
def test_half_an_hour_a_week_is_for_people_and_at_most_two_light_channels(name: str) -> None:
    found = decided(HALF_HOUR[name])
    chosen = found.having("now")
    assert len(chosen) <= 2, shown(found)
    assert all(choice.tier != "strong" for choice in chosen), shown(found)
    assert not {choice.channel for choice in chosen} & {"tiktok", "youtube", "podcast", "events"}
    assert found.hours.human > 0 or "referrals" in now(found), shown(found)


def test_half_an_hour_with_everything_set_up_still_holds_one_channel_that_matters() -> None:
    states: dict[str, Answers] = {"google-business-profile": {"account": "active"}}
    found = decided(shop("plumber", everyone(buy="urgent"), hours=0.5, channels=states))
    assert set(now(found)) <= {"google-business-profile", "reviews", "referrals"}, shown(found)


FULL_TIME = {
    "bakery": shop("bakery", everyone(), hours=40, money=300),
    "software": shop("software", firms(), hours=40, money=2000, reach="national"),
    "museum": shop("museum", everyone(buy="cause"), hours=40, money=500, reach="regional"),
}


@pytest.mark.parametrize("name", FULL_TIME)
def test_forty_hours_are_not_filled_for_their_own_sake(name: str) -> None:
    found = decided(FULL_TIME[name])
    assert 3 <= len(now(found)) <= 14, shown(found)
    assert found.hours.planned < 0.75 * found.hours.available, shown(found)


def test_forty_hours_meet_more_than_four_and_by_less_each_hour() -> None:
    four, forty = (decided(shop("bakery", everyone(), hours=hours)) for hours in (4.0, 40.0))
    assert forty.reach.mid >= four.reach.mid
    gain = forty.reach.mid - four.reach.mid
    assert gain / (forty.hours.planned - four.hours.planned + 0.01) < four.reach.mid / 4


@pytest.mark.parametrize("trade", ["bakery", "plumber", "gym", "accountant", "museum"])
def test_without_money_nothing_that_costs_money_is_told(trade: str) -> None:
    found = decided(shop(trade, everyone(), money=0, hours=8))
    assert found.money_planned == 0
    assert not PAID & set(now(found)), shown(found)
    assert "direct-mail" not in now(found), shown(found)
    assert len(now(found)) >= 3, shown(found)


@pytest.mark.parametrize("trade", ["hair-salon", "landscaper", "charity", "physiotherapist"])
def test_people_over_65_are_not_looked_for_where_the_young_are(trade: str) -> None:
    has = ("smartphone", "website", "customer-list", "phone-list")
    found = decided(shop(trade, everyone(ages="65+"), hours=6, has=has, size=300))
    assert not YOUNG & set(now(found)), shown(found)


@pytest.mark.parametrize("trade", ["hair-salon", "landscaper", "charity", "physiotherapist"])
def test_people_over_65_are_met_through_people_search_mail_or_the_paper(trade: str) -> None:
    has = ("smartphone", "website", "customer-list", "phone-list")
    found = decided(shop(trade, everyone(ages="65+"), hours=6, has=has, size=300))
    calm = {"referrals", "website-and-search", "email", "reviews", "local-press"}
    calm |= {"phone-and-visits", "direct-mail", "google-business-profile", "partnerships"}
    assert len(calm & set(now(found))) >= 3, shown(found)
    assert now(found)[0] in calm, shown(found)
    assert "referrals" in now(found), shown(found)


@pytest.mark.parametrize("trade", ["accountant", "machine-shop", "wholesaler", "it-support"])
def test_firms_are_met_through_people_and_search_and_not_through_pastimes(trade: str) -> None:
    found = decided(shop(trade, firms(), hours=4, reach="regional", served=40))
    assert not {"tiktok", "snapchat", "pinterest", "nextdoor"} & set(now(found)), shown(found)
    assert KNOWN_BY_PEOPLE & set(now(found)[:3]), shown(found)
    assert "website-and-search" in now(found), shown(found)


@pytest.mark.parametrize("trade", ["bakery", "electrician", "hair-salon", "restaurant"])
def test_in_a_village_neighbors_talk_and_look_on_the_map(trade: str) -> None:
    place = {"city": "Dunmore", "setting": "rural"}
    found = decided(shop(trade, everyone(), hours=4, place=place, served=250))
    assert "referrals" in now(found), shown(found)
    local = {"google-business-profile", "nextdoor", "facebook", "reviews", "local-press", "events"}
    assert local & set(now(found)), shown(found)
    assert not {"x", "bluesky", "threads", "reddit", "snapchat", "podcast"} & set(now(found))


def test_a_club_for_teenagers_does_not_open_with_email() -> None:
    young = everyone(ages="13-19", buy="habitual")
    has = ("smartphone", "website", "customer-list", "photogenic-product")
    found = decided(shop("gym", young, hours=5, has=has, size=150))
    assert now(found)[0] != "email", shown(found)
    assert not {"linkedin", "nextdoor", "local-press", "direct-mail"} & set(now(found))
    assert {"instagram", "tiktok", "youtube", "snapchat", "referrals"} & set(now(found))


def test_a_tutor_whose_buyers_are_parents_meets_the_parents() -> None:
    groups: list[Answers] = [
        {"name": "Parents", "kind": "consumers", "share": 80, "ages": "35-54", "women": 65},
        {"name": "Teenagers", "kind": "consumers", "share": 20, "ages": "14-18"},
    ]
    found = decided(shop("tutor", groups, hours=3))
    assert "referrals" in now(found), shown(found)
    assert not {"snapchat", "tiktok"} & set(now(found)), shown(found)


@pytest.mark.parametrize("country", FAR)
def test_a_country_without_figures_still_gets_few_channels_and_no_made_up_number(
    country: str,
) -> None:
    found = decided(shop("cafe", everyone(), hours=4, place={"country": country}))
    assert 1 <= len(now(found)) <= 8, shown(found)
    by_name = {choice.channel: choice for choice in found.choices}
    for name, reach in found.audiences[0].reaches.items():
        if reach.refused:
            assert reach.share.high == 0
            assert by_name[name].verdict == "skip", name
            assert by_name[name].reasons[0].key in {"no_figure", "not_in_country", "needs"}, name
    assert "referrals" in now(found), shown(found)


@pytest.mark.parametrize("trade", ["bookshop", "gym", "museum", "wholesaler", "boutique"])
def test_a_list_of_five_thousand_customers_is_written_to(trade: str) -> None:
    has = ("smartphone", "computer", "website", "customer-list")
    buyers = firms() if trade == "wholesaler" else everyone()
    found = decided(shop(trade, buyers, hours=4, has=has, size=5000, served=6000))
    assert "email" in now(found)[:4], shown(found)


def test_the_longer_the_list_the_more_email_adds() -> None:
    has = ("smartphone", "computer", "website", "customer-list")
    shares = []
    for size in (50, 500, 5000):
        found = decided(shop("bookshop", everyone(), has=has, size=size, served=6000))
        (email,) = (choice for choice in found.choices if choice.channel == "email")
        shares.append(email.reach.mid)
    assert shares[0] < shares[1] < shares[2]


@pytest.mark.parametrize("trade", ["bakery", "potter", "software", "gym", "wedding-photographer"])
def test_an_owner_who_refuses_all_social_media_is_told_enough_without_it(trade: str) -> None:
    because = "no social media, ever"
    never: dict[str, Answers] = {
        name: {"decision": "never", "because": because} for name in sorted(SOCIAL)
    }
    buyers = firms() if trade == "software" else everyone()
    found = decided(shop(trade, buyers, hours=4, channels=never))
    assert not SOCIAL & set(now(found))
    assert not SOCIAL & {p.channel for row in found.what_if for p in row.picks or ()}
    assert len(now(found)) >= 2, shown(found)
    for choice in found.choices:
        if choice.channel in SOCIAL:
            assert [reason.key for reason in choice.reasons] == ["never"]
    free = decided(shop(trade, buyers, hours=4))
    assert found.reach.mid >= 0.6 * free.reach.mid, shown(found)


def test_when_every_channel_is_refused_the_plan_is_people_alone() -> None:
    because = "leave us alone"
    never: dict[str, Answers] = {
        name: {"decision": "never", "because": because} for name in content().channels
    }
    found = decided(shop("cafe", everyone(), channels=never))
    assert now(found) == []
    assert found.hours.planned == found.hours.human > 0


def test_a_business_with_three_customers_is_not_told_to_collect_reviews() -> None:
    found = decided(shop("software", firms(), served=3))
    assert "reviews" not in now(found), shown(found)
