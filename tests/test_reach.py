"""Reach: published cells come back, combined traits stay close, and ranges are honest."""

import random
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from generator.load.profile import profile as read_profile
from generator.model.evidence import Finding
from generator.model.library import Library
from generator.model.profile import Asked, Client, Profile, Segment
from generator.model.results import Audience, Range, Reach
from generator.model.words import BANDS
from generator.reach import audiences
from generator.reach.audiences import age_range
from generator.reach.estimate import Group, estimate, population
from generator.reach.logodds import expit, guess, logit, shifted, total_share
from tests.conftest import SAMPLES, TODAY, WORKSPACE

TRAITS = ("age", "gender", "income", "education", "community")
GROUPS = {
    "age": BANDS,
    "gender": ("women", "men"),
    "income": ("under_30k", "30k_69k", "70k_99k", "100k_plus"),
    "education": ("hs_or_less", "some_college", "college_grad"),
    "community": ("urban", "suburban", "rural"),
}
TABLED = (
    "bluesky",
    "facebook",
    "google-business-profile",
    "instagram",
    "linkedin",
    "nextdoor",
    "pinterest",
    "podcast",
    "reddit",
    "reviews",
    "snapchat",
    "threads",
    "tiktok",
    "website-and-search",
    "x",
    "youtube",
)
BAKERY: Profile = read_profile(WORKSPACE / "profiles" / "harbor-lane-bakery.yml")[0].profile


def people(**answers: object) -> Segment:
    """Return a group of customers who are people, with these answers."""
    return Segment.model_validate({"name": "People", "kind": "consumers", "share": 100, **answers})


def firms(**answers: object) -> Segment:
    """Return a group of customers that are firms, with these answers."""
    return people(kind="businesses", **answers)


def business(
    *segments: Segment,
    country: str = "US",
    setting: str = "suburban",
    reach: str = "local",
    **resources: object,
) -> Profile:
    """Return the bakery with other customers, another place and other resources."""
    place = {"country": country, "setting": setting}
    shop = BAKERY.business.model_dump(mode="json") | {"place": place, "reach": reach}
    shop["customers"] = resources.pop("customers", 1000)
    means = BAKERY.resources.model_dump(mode="json") | resources
    if means.get("customer_list"):
        means["has"] = [*means["has"], "phone-list"]
    return BAKERY.model_copy(
        update={
            "business": type(BAKERY.business).model_validate(shop),
            "customers": segments,
            "resources": type(BAKERY.resources).model_validate(means),
        }
    )


def reached(profile: Profile, channel: str, library: Library, day: date = TODAY) -> Reach:
    """Return the reach of one channel among the first group of customers."""
    return audiences(profile, library, day)[0].reaches[channel]


def group_of(trait: str, group: str, library: Library) -> Group:
    """Return the segment that is exactly one published group of American adults."""
    bands = population(library, "pew-npors-2025")
    if trait == "age":
        return Group(people(), "US", {}, None, {group: 1.0}, ages_given=True)
    if trait == "gender":
        women = 1.0 if group == "women" else 0.0
        return Group(people(), "US", {}, women, bands, ages_given=False)
    return Group(people(), "US", {trait: group}, None, bands, ages_given=False)


def table_of(channel: str, library: Library) -> tuple[Finding, float]:
    """Return the American survey table behind a channel and what it is scaled by."""
    rule = library.channels[channel].facts.reach.consumers["US"]
    scale = library.finding(rule.times[0]).value if rule.times else 100
    assert isinstance(scale, float | int)
    return library.finding(rule.table or ""), scale / 100


def every_range(found: tuple[Audience, ...]) -> Iterator[Range]:
    """Yield every range of every channel, for whole groups and inside their age bands."""
    for audience in found:
        for reach in audience.reaches.values():
            yield reach.share
            yield from reach.bands.values()


def width(share: Range) -> float:
    """Return how wide a range is."""
    return share.high - share.low


def random_segment(rng: random.Random) -> Segment:
    """Return a group of customers with any mix of answers."""
    answers: dict[str, object] = {
        "ages": rng.choice([None, "18-29", "16-40", "30-64", "50+", {"18-29": 30, "65+": 70}]),
        "women": rng.choice([None, 0, 35, 100]),
        "income": rng.choice([None, *GROUPS["income"]]),
        "education": rng.choice([None, *GROUPS["education"]]),
        "setting": rng.choice([None, *GROUPS["community"]]),
        "kind": rng.choice(["consumers", "consumers", "businesses"]),
    }
    if rng.random() < 0.5:
        use = {name: rng.randint(0, 40) for name in rng.sample(TABLED, 4)}
        answers["asked"] = {"people": 40, "use": use}
    return people(**answers)


def test_all_channels_with_survey_tables_are_the_ones_tested_here(library: Library) -> None:
    rules = {name: c.facts.reach.consumers.get("US") for name, c in library.channels.items()}
    tabled = {n for n, r in rules.items() if r and r.table and library.finding(r.table).by}
    assert tabled == set(TABLED)


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("channel", TABLED)
def test_a_segment_that_is_one_published_group_gets_the_published_cell(
    channel: str, trait: str, library: Library
) -> None:
    table, scale = table_of(channel, library)
    profile = business(people())
    for group in GROUPS[trait]:
        if group not in table.by.get(trait, {}):
            continue
        cell = table.by[trait][group] / 100 * scale
        one = group_of(trait, group, library)
        found = estimate(library.channels[channel], one, profile, library, TODAY)
        assert found.share.mid == pytest.approx(cell, abs=0.005), group


@pytest.mark.parametrize("setting", GROUPS["community"])
@pytest.mark.parametrize("channel", ["facebook", "nextdoor", "linkedin", "instagram"])
def test_a_profile_that_gives_only_a_setting_gets_the_published_cell(
    channel: str, setting: str, library: Library
) -> None:
    table, _ = table_of(channel, library)
    found = reached(business(people(), setting=setting), channel, library)
    assert found.share.mid * 100 == pytest.approx(table.by["community"][setting], abs=0.5)


def test_a_guess_without_traits_is_the_total(library: Library) -> None:
    assert guess(library.finding("pew-npors-2025-facebook"), {}, None) == pytest.approx(0.71)


def test_a_trait_without_a_table_changes_nothing(library: Library) -> None:
    table = library.finding("pew-podcasts-2025-podcast")
    assert guess(table, {"income": "under_30k"}, "65+") == guess(table, {}, "65+")


@pytest.mark.parametrize("community", GROUPS["community"])
@pytest.mark.parametrize("channel", TABLED)
def test_a_segment_of_one_age_and_setting_gets_the_joint_cell(
    channel: str, community: str, library: Library
) -> None:
    table, _ = table_of(channel, library)
    for band, row in table.joint.get("age_x_community", {}).items():
        if 5 <= row[community] <= 95:
            profile = business(people(ages={band: 100}), setting=community)
            found = reached(profile, channel, library)
            assert found.share.mid * 100 == pytest.approx(row[community], abs=1), band


@pytest.mark.parametrize("trait", ["gender", "income", "education"])
def test_a_pair_of_age_and_one_trait_is_guessed_as_the_joint_cell(
    trait: str, library: Library
) -> None:
    for channel in ("facebook", "instagram", "linkedin", "youtube"):
        table, _ = table_of(channel, library)
        for band, row in table.joint[f"age_x_{trait}"].items():
            for group, cell in row.items():
                if 5 <= cell <= 95:
                    assert guess(table, {trait: group}, band) * 100 == pytest.approx(cell, abs=1)


def test_three_traits_combine_on_the_log_odds_scale_not_by_averaging(library: Library) -> None:
    table = library.finding("pew-npors-2025-snapchat")
    traits = {"gender": "women", "community": "urban"}
    averaged = (table.by["gender"]["women"] + table.by["community"]["urban"]) / 2
    averaged = (averaged + table.by["age"]["18-29"]) / 200
    assert guess(table, traits, "18-29") > averaged + 0.1


def test_education_and_income_together_weigh_less_than_each_alone(library: Library) -> None:
    table = library.finding("pew-npors-2024-linkedin")
    total = logit(0.32)
    steps = [
        logit(table.by[t][g] / 100) - total
        for t, g in (("education", "college_grad"), ("income", "100k_plus"))
    ]
    both = guess(table, {"education": "college_grad", "income": "100k_plus"}, None)
    assert both == pytest.approx(expit(total + 0.7 * sum(steps)))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_range_of_a_sample_is_in_order_and_a_share(name: str, library: Library) -> None:
    client: Client = read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0]
    for share in every_range(audiences(client.profile, library, TODAY)):
        assert 0 <= share.low <= share.mid <= share.high <= 1


def test_every_range_of_random_segments_is_in_order_and_a_share(library: Library) -> None:
    rng = random.Random(5)
    for _ in range(60):
        scope = rng.choice(["local", "regional", "national", "online"])
        country = rng.choice(["US", "US", "CA", "GB", "DE", "PT"])
        size = rng.choice([None, 0, 40, 5000])
        profile = business(random_segment(rng), country=country, reach=scope, customer_list=size)
        for share in every_range(audiences(profile, library, TODAY)):
            assert 0 <= share.low <= share.mid <= share.high <= 1


def test_the_bands_average_to_the_segments_share(library: Library) -> None:
    rng = random.Random(6)
    for _ in range(40):
        audience = audiences(business(random_segment(rng)), library, TODAY)[0]
        for name, reach in audience.reaches.items():
            mean = sum(audience.bands[b] * r.mid for b, r in reach.bands.items())
            assert mean == pytest.approx(reach.share.mid, abs=1e-6), name


def test_weights_and_bands_add_up_to_one(sample: Client, library: Library) -> None:
    found = audiences(sample.profile, library, TODAY)
    assert sum(a.weight for a in found) == pytest.approx(1)
    assert [sum(a.bands.values()) for a in found] == pytest.approx([1] * len(found))


def answered(count: int, users: int, library: Library) -> tuple[float, float, float]:
    """Return Facebook's national share, their own share, and what comes of both."""
    asked = Asked(people=count, use={"facebook": users})
    national = reached(business(people()), "facebook", library).share.mid
    both = reached(business(people(asked=asked)), "facebook", library).share.mid
    return national, users / count, both


def test_sixty_answers_outweigh_the_national_figure(library: Library) -> None:
    national, own, both = answered(60, 12, library)
    assert abs(both - own) < abs(both - national)


def test_three_answers_do_not_outweigh_the_national_figure(library: Library) -> None:
    national, own, both = answered(3, 0, library)
    assert abs(both - national) < abs(both - own)


def test_more_answers_make_the_range_narrower(library: Library) -> None:
    answers = [Asked(people=count, use={"facebook": count // 2}) for count in (40, 400)]
    few, many = (reached(business(people(asked=asked)), "facebook", library) for asked in answers)
    assert width(many.share) < width(few.share)


def test_own_answers_stand_alone_where_no_national_figure_exists(library: Library) -> None:
    asked = Asked(people=60, use={"facebook": 30})
    found = reached(business(people(asked=asked), country="PT"), "facebook", library)
    assert found.share.mid == pytest.approx(0.5, abs=0.03)


def test_ages_as_a_range_and_as_shares_agree(library: Library) -> None:
    bands = population(library, "pew-npors-2025")
    both = bands["30-49"] + bands["50-64"]
    shares = {band: 100 * bands[band] / both for band in ("30-49", "50-64")}
    ranged, shared = (
        audiences(business(people(ages=ages)), library, TODAY)[0] for ages in ("30-64", shares)
    )
    for name, reach in ranged.reaches.items():
        assert reach.share.mid == pytest.approx(shared.reaches[name].share.mid, abs=1e-9), name


def test_one_band_as_a_range_and_as_a_share_agree(library: Library) -> None:
    ranged = reached(business(people(ages="65+")), "facebook", library)
    shared = reached(business(people(ages={"65+": 100})), "facebook", library)
    assert ranged == shared


@pytest.mark.parametrize("ages", ["13-17", "10-16", "13-24"])
def test_people_under_18_count_with_the_youngest(ages: str, library: Library) -> None:
    assert age_range(ages, population(library, "pew-npors-2025")) == {"18-29": 1.0}


def test_a_range_that_starts_under_18_keeps_the_older_too(library: Library) -> None:
    shares = age_range("16-49", population(library, "pew-npors-2025"))
    assert shares.keys() == {"18-29", "30-49"}


@pytest.mark.parametrize("ages", ["90+", "85-95", "91-95"])
def test_the_very_old_count_with_the_oldest(ages: str, library: Library) -> None:
    assert age_range(ages, population(library, "pew-npors-2025")) == {"65+": 1.0}


def test_all_adults_as_a_range_are_all_adults(library: Library) -> None:
    people_by_age = population(library, "pew-npors-2025")
    assert age_range("18+", people_by_age) == pytest.approx(people_by_age)


@pytest.mark.parametrize("country", ["CA", "GB", "DE", "AU", "IE"])
def test_a_borrowed_age_curve_averages_to_the_countrys_total(
    country: str, library: Library
) -> None:
    everybody = Group(
        people(), country, {}, None, population(library, "pew-npors-2025"), ages_given=True
    )
    for name, channel in library.channels.items():
        rule = channel.facts.reach.consumers.get(country)
        if rule and rule.total:
            found = estimate(channel, everybody, business(people()), library, TODAY)
            total = total_share(library.finding(rule.total)) * 100
            assert found.share.mid * 100 == pytest.approx(total, abs=0.5), name


def test_a_borrowed_age_curve_falls_and_rises_as_the_american_one(library: Library) -> None:
    young, old = (
        reached(business(people(ages={b: 100}), country="CA"), "tiktok", library).share.mid
        for b in ("18-29", "65+")
    )
    assert young > old + 0.3


def test_a_borrowed_age_curve_says_so_and_is_wider(library: Library) -> None:
    home, abroad = (
        reached(business(people(), country=c), "facebook", library) for c in ("US", "CA")
    )
    assert abroad.basis == "borrowed"
    assert width(abroad.share) > width(home.share)


@pytest.mark.parametrize("channel", ["tiktok", "whatsapp", "nextdoor", "linkedin"])
def test_a_country_without_a_figure_is_refused(channel: str, library: Library) -> None:
    found = reached(business(people(), country="PT"), channel, library)
    assert (found.refused, found.basis) == ("no_figure", "refused")
    assert found.share == Range(0.0, 0.0, 0.0)


def test_a_number_for_one_country_never_stands_in_for_another(library: Library) -> None:
    found = reached(business(people(), country="GB"), "instagram", library)
    assert found.refused == "no_figure"


LISTS: Mapping[str, str] = {"email": "ntia-2019-email", "sms": "simpletexting-2025-opted-in"}


@pytest.mark.parametrize("channel", LISTS)
def test_a_list_of_everybody_is_capped_by_the_share_that_opts_in(
    channel: str, library: Library
) -> None:
    profile = business(people(), customers=400, customer_list=5000)
    ceiling = library.finding(LISTS[channel]).value
    assert isinstance(ceiling, float)
    found = reached(profile, channel, library).share
    assert found.mid == pytest.approx(ceiling / 100, abs=0.02)


def test_a_short_list_reaches_the_part_of_customers_on_it(library: Library) -> None:
    profile = business(people(), customers=1000, customer_list=300)
    assert reached(profile, "email", library).share.mid == pytest.approx(0.3)


def test_no_list_reaches_nobody(library: Library) -> None:
    profile = business(people(), customer_list=0, has=["smartphone"])
    assert reached(profile, "email", library).share == Range(0.0, 0.0, 0.0)


def test_people_who_say_they_use_email_are_still_not_on_the_list(library: Library) -> None:
    segment = people(asked=Asked(people=60, use={"email": 60}))
    profile = business(segment, customers=1000, customer_list=100)
    assert reached(profile, "email", library).share.mid == pytest.approx(0.1, abs=0.02)


def test_an_older_figure_has_a_wider_range(library: Library) -> None:
    first, second = (
        reached(business(people()), "facebook", library, date(year, 6, 1)).share
        for year in (2025, 2027)
    )
    assert width(second) - width(first) == pytest.approx(0.04)
    assert first.mid == second.mid


def test_an_expired_figure_widens_more_than_a_year_does(library: Library) -> None:
    days = date(2026, 12, 31), date(2027, 12, 31), date(2028, 1, 1)
    before, last, after = (
        width(reached(business(people()), "facebook", library, day).share) for day in days
    )
    assert after - last > last - before > 0


def test_an_expired_opt_in_share_widens_the_reach_of_a_list(library: Library) -> None:
    profile = business(people(), customers=400, customer_list=5000)
    last, after = (
        reached(profile, "sms", library, day).share
        for day in (date(2028, 12, 31), date(2029, 1, 1))
    )
    assert width(after) > width(last)


def test_an_expired_factor_widens_what_it_scales(library: Library) -> None:
    days = date(2029, 12, 31), date(2030, 1, 1), date(2030, 12, 31), date(2031, 1, 1)
    lows = [
        reached(business(people()), "google-business-profile", library, day).share.low
        for day in days
    ]
    assert lows[0] - lows[1] > lows[2] - lows[3] + 0.001


def test_business_buyers_are_taken_from_the_professionals(library: Library) -> None:
    found = reached(business(firms()), "linkedin", library)
    assert found.findings == ("pew-npors-2024-professionals-linkedin",)
    assert found.basis == "proxy"
    assert found.share.mid == pytest.approx(0.66)


@pytest.mark.parametrize(
    "channel", ["bluesky", "facebook", "instagram", "pinterest", "reddit", "tiktok", "x", "youtube"]
)
def test_every_platforms_business_figure_is_the_professionals(
    channel: str, library: Library
) -> None:
    found = reached(business(firms(ages="35-64", women=50)), channel, library)
    assert [name for name in found.findings if "-professionals-" in name]
    assert found.basis == "proxy"


def test_business_buyers_abroad_are_the_total_times_the_professionals_ratio(
    library: Library,
) -> None:
    total = library.finding("ca-tmu-2025-tiktok").value
    assert isinstance(total, float)
    found = reached(business(firms(), country="CA"), "tiktok", library)
    assert found.share.mid == pytest.approx(total / 100 * 0.79, abs=0.005)


def test_business_buyers_abroad_never_pass_the_highest_share(library: Library) -> None:
    rules = library.channels["youtube"].facts.reach.businesses
    for country in rules.keys() - {"US"}:
        found = reached(business(firms(), country=country), "youtube", library)
        assert found.share.mid <= library.constant("buyers_most")


def test_a_firm_that_sells_far_away_meets_nobody_next_door(library: Library) -> None:
    assert reached(business(people(), reach="online"), "nextdoor", library).share.high == 0


def test_moving_bands_in_log_odds_reaches_the_mean() -> None:
    bands, weights = {"a": 0.2, "b": 0.7}, {"a": 0.4, "b": 0.6}
    moved = shifted(bands, weights, 0.35)
    assert 0.4 * moved["a"] + 0.6 * moved["b"] == pytest.approx(0.35)
    steps = [logit(moved[band]) - logit(bands[band]) for band in bands]
    assert steps[0] == pytest.approx(steps[1])
