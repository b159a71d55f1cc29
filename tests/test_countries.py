"""Reach outside the United States: a country's own figures, borrowed ages, or an honest refusal."""

from collections.abc import Iterator

import pytest

from generator.decide import decide
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.model.channel import Estimate
from generator.model.library import Library
from generator.model.profile import Asked, Segment
from generator.model.results import Reach
from generator.reach import audiences
from generator.reach.estimate import Group, estimate, population
from generator.reach.logodds import total_share
from tests.conftest import TODAY, WORKSPACE
from tests.test_reach import business, firms, people, reached, width

CONTENT: Library = read_library(roots(WORKSPACE))
HOME, ANY = "US", "any"
NOWHERE = ("PT", "KE", "FR", "NZ")
"""Countries without a figure for any platform."""

FULL = 0.85
"""A total from which an app counts as used by nearly everybody, so that ages tell nothing."""

UNUSED = {
    ("AU", "linkedin"): "registered members, and a figure of 2017 among users of social media",
    ("AU", "snapchat"): "of 2017, among users of social media",
    ("AU", "x"): "of 2017, among users of social media",
    ("DE", "nextdoor"): "all neighborhood networks together",
    ("DE", "snapchat"): "weekly, where the other platforms are counted over a year",
    ("GB", "bluesky"): "of everybody, children too",
    ("GB", "x"): "of everybody, children too",
    ("IT", "local-press"): "radio and print, not a story in them",
}
"""Totals that lie in the evidence and feed no row, and why."""


def platforms() -> Iterator[str]:
    """Yield the channels that are one app or network, whose use only a survey can tell."""
    for name, channel in CONTENT.channels.items():
        if ANY not in channel.facts.reach.consumers:
            yield name


def abroad() -> Iterator[tuple[str, str, str, Estimate]]:
    """Yield every reach row of another country: channel, kind of customer, country, row."""
    for name, channel in CONTENT.channels.items():
        rule = channel.facts.reach
        for kind, rows in (("consumers", rule.consumers), ("businesses", rule.businesses)):
            for country, row in rows.items():
                if country not in (HOME, ANY):
                    yield name, kind, country, row


ROWS = tuple(abroad())
COUNTRIES = sorted({country for _, _, country, _ in ROWS})
TABLES = [(c, k, row.table) for c, kind, k, row in ROWS if kind == "consumers" and row.table]
OWN = [(c, k, name) for c, k, name in TABLES if CONTENT.finding(name).by]
FLAT = [(c, k, name) for c, k, name in TABLES if not CONTENT.finding(name).by]
TOTALS = [(c, k, row.total) for c, kind, k, row in ROWS if kind == "consumers" and row.total]


def among(channel: str, country: str, *, bands: dict[str, float] | None = None) -> Reach:
    """Return a channel's reach among a country's adults, or those of certain ages."""
    ages = bands or population(CONTENT, "pew-npors-2025")
    group = Group(people(), country, {}, None, ages, ages_given=bands is not None)
    return estimate(CONTENT.channels[channel], group, business(people()), CONTENT, TODAY)


def all_reaches(country: str, segment: Segment) -> dict[str, Reach]:
    """Return every channel's reach among the customers of a business in a country."""
    return dict(audiences(business(segment, country=country), CONTENT, TODAY)[0].reaches)


def origin(finding: str) -> str:
    """Return the country a finding describes."""
    return CONTENT.source_of(finding).country


def test_every_country_with_a_sound_figure_has_a_row_for_it() -> None:
    have = {(country, channel) for channel, _, country, _ in ROWS}
    found = {
        (origin(name), channel)
        for name in CONTENT.finding_source
        if CONTENT.finding(name).kind == "use" and CONTENT.finding(name).value is not None
        for channel in CONTENT.finding(name).channels
        if origin(name) not in (HOME, "GLOBAL")
    }
    assert found - have == UNUSED.keys()


@pytest.mark.parametrize(("channel", "country", "name"), OWN)
def test_a_countrys_own_ages_come_back(channel: str, country: str, name: str) -> None:
    assert origin(name) == country
    for band, percent in CONTENT.finding(name).by["age"].items():
        found = among(channel, country, bands={band: 1.0})
        assert found.share.mid == pytest.approx(percent / 100, abs=0.005)
        assert (found.basis, found.findings) == ("survey", (name,))


def test_own_ages_are_there_where_a_whole_row_of_ages_was_published() -> None:
    assert {country for _, country, _ in OWN} == {"BR", "JP", "SE"}
    assert len(OWN) > 14


@pytest.mark.parametrize(("channel", "country", "name"), TOTALS)
def test_borrowed_ages_average_to_the_total_and_name_both_sources(
    channel: str, country: str, name: str
) -> None:
    found = among(channel, country, bands=population(CONTENT, "pew-npors-2025"))
    assert found.share.mid == pytest.approx(total_share(CONTENT.finding(name)), abs=0.005)
    assert found.basis == "borrowed"
    assert found.findings[0] == name
    assert [origin(finding) for finding in found.findings] == [country, HOME]


@pytest.mark.parametrize(("channel", "country", "name"), TOTALS)
def test_ages_are_not_borrowed_for_an_app_that_nearly_everybody_uses(
    channel: str, country: str, name: str
) -> None:
    assert channel != "whatsapp", country
    assert total_share(CONTENT.finding(name)) < FULL


@pytest.mark.parametrize(("channel", "country", "name"), FLAT)
def test_a_total_for_every_age_is_the_same_for_all_and_wide(
    channel: str, country: str, name: str
) -> None:
    young, old = (among(channel, country, bands={band: 1.0}) for band in ("18-29", "65+"))
    assert young.share == old.share
    assert young.basis == "total"
    assert young.findings == (name,)
    assert width(young.share) >= 0.15


@pytest.mark.parametrize("country", [*COUNTRIES, *NOWHERE])
@pytest.mark.parametrize("segment", [people(), people(ages="18-34", women=60), firms()])
def test_no_figure_of_another_country_is_used_unless_the_basis_says_so(
    country: str, segment: Segment
) -> None:
    for channel, found in all_reaches(country, segment).items():
        strangers = {origin(name) for name in found.findings} - {country, "GLOBAL"}
        if found.basis in ("borrowed", "proxy"):
            assert strangers == {HOME}, channel
            assert origin(found.findings[0]) == country, channel
        else:
            assert not strangers, channel


def test_figures_of_different_kinds_are_never_mixed() -> None:
    for channel, _, country, row in ROWS:
        name = row.table or row.total or row.listed or ""
        allowed = {"use", "daily"} if row.listed else {"use"}
        assert CONTENT.finding(name).kind in allowed, (channel, country)
        assert "registered" not in CONTENT.finding(name).says, (channel, country)
        assert origin(name) == country, (channel, country)


@pytest.mark.parametrize("segment", [people(), firms()])
def test_registered_members_are_never_reach(segment: Segment) -> None:
    assert all_reaches("AU", segment)["linkedin"].refused == "no_figure"


def test_buyers_abroad_are_the_countrys_total_times_the_ratio_and_at_most_the_highest() -> None:
    highest = CONTENT.constant("buyers_most")
    for channel, kind, country, row in ROWS:
        if kind == "consumers" or not row.total:
            continue
        ratio = CONTENT.finding(row.ratio or "").ratio or 0
        found = all_reaches(country, firms())[channel]
        wanted = min(highest, total_share(CONTENT.finding(row.total)) * ratio)
        assert found.share.mid == pytest.approx(wanted)
        assert width(found.share) > 0.05


def test_a_platform_has_rows_for_buyers_wherever_it_has_them_for_people() -> None:
    for channel in platforms():
        rule = CONTENT.channels[channel].facts.reach
        if ANY not in rule.businesses and channel != "nextdoor":
            assert rule.businesses.keys() == rule.consumers.keys(), channel


@pytest.mark.parametrize("country", [*COUNTRIES, *NOWHERE])
def test_what_no_figure_covers_is_refused_and_only_that(country: str) -> None:
    found = all_reaches(country, people())
    refused = {name for name, reach in found.items() if reach.refused}
    covered = {channel for channel, kind, k, _ in ROWS if (kind, k) == ("consumers", country)}
    assert refused == set(platforms()) - covered


def test_a_refusal_says_what_is_missing_and_to_ask_the_customers() -> None:
    assert "{place}" in CONTENT.rules.reasons["no_figure"]
    page = (WORKSPACE / "playbook" / "pages" / "_skip.md").read_text(encoding="utf-8")
    advice = page.partition("key == 'no_figure'")[2].partition("{% elif")[0]
    assert "ask.md" in advice


@pytest.mark.parametrize("country", NOWHERE)
@pytest.mark.parametrize("segment", [people(), firms(buy="relationship")])
def test_a_country_without_figures_still_gets_a_plan(country: str, segment: Segment) -> None:
    found = decide(business(segment, country=country), CONTENT, TODAY)
    reaches = found.audiences[0].reaches
    chosen = [choice.channel for choice in found.having("now")]
    assert len(chosen) > 1
    assert not [name for name in chosen if reaches[name].refused]
    assert {"referrals", "website-and-search"} & set(chosen)
    blocks = {"no_figure", "never", "needs", "not_in_country"}
    for choice in found.choices:
        if reaches[choice.channel].refused:
            assert blocks & {reason.key for reason in choice.reasons}, choice.channel
    assert "no_figure" in {reason.key for choice in found.choices for reason in choice.reasons}


@pytest.mark.parametrize("country", ["PT", "AU"])
def test_their_own_answers_stand_in_where_no_figure_was_published(country: str) -> None:
    segment = people(asked=Asked(people=60, use={"tiktok": 30}))
    found = reached(business(segment, country=country), "tiktok", CONTENT)
    assert (found.basis, found.refused) == ("asked", None)
    assert found.share.mid == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_how_many_a_list_can_reach_abroad_is_our_judgement_not_an_american_count(
    channel: str,
) -> None:
    found = reached(business(people(), country="KE", customer_list=5000), channel, CONTENT)
    (name,) = found.findings
    assert (origin(name), CONTENT.finding(name).grade) == ("GLOBAL", "D")
    assert found.basis == "list"


def test_judged_shares_are_wider_abroad_than_at_home() -> None:
    for channel in ("google-business-profile", "reviews", "website-and-search", "paid-social"):
        home, away = (
            reached(business(people(), country=c), channel, CONTENT) for c in ("US", "PT")
        )
        assert width(away.share) > width(home.share), channel


def test_every_country_has_a_name_of_its_own() -> None:
    names = [facts.name for facts in CONTENT.countries.values()]
    assert len(set(names)) == len(names)
    assert {"NO", *COUNTRIES, *NOWHERE} <= CONTENT.countries.keys()
