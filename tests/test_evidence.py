"""The figures behind the arithmetic: published cells come back, and quoted errors hold."""

import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from statistics import fmean

import numpy as np
import pytest

from generator.decide.frailty import nodes, spread, union, using
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.model.channel import Channel, Estimate
from generator.model.evidence import Finding
from generator.model.library import Library
from generator.model.words import BANDS
from generator.reach.audiences import age_range
from generator.reach.estimate import Group, estimate, population
from generator.reach.logodds import JOINTS, TRUSTED, guess, total_share
from generator.reach.ranges import OF_MEAN_MISS
from tests.conftest import TODAY, WORKSPACE
from tests.test_reach import business, firms, people

ROUNDING = 0.005
PEW = "pew-npors-2025"
WAVES = (PEW, "pew-npors-2024")
LARGEST_MISS = 6.0
KNOWN_MISS = "linkedin+reddit+x"
OFFLINE = {"radio": 0.0}
ELSEWHERE = {"any": "KE"}
Reach = Callable[[Sequence[float], Sequence[float], float], float]


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


def quoted(constant: str) -> list[float]:
    """Return the numbers in points that a constant's reason prints."""
    because = content().rules.constants[constant].because
    match = re.search(r"by (\d+\.\d)(?: to (\d+\.\d))? points", because)
    assert match, because
    return [float(number) for number in match.groups() if number]


# --- Published cells -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One published share of one group, and the channel whose reach it is."""

    channel: str
    country: str
    finding: str
    trait: str
    group: str
    band: str | None
    percent: float
    listed: bool

    def __str__(self) -> str:
        """Return the finding and the cell, to be read where a test fails."""
        where = f" in {self.band}" if self.band else ""
        return f"{self.channel}-{self.country}: {self.finding}: {self.trait}={self.group}{where}"


def rows() -> Iterator[tuple[str, str, Estimate]]:
    """Yield every channel's reach rows for people: channel, country, row."""
    for name, channel in content().channels.items():
        for country, row in channel.facts.reach.consumers.items():
            yield name, country, row


def scale(row: Estimate) -> float:
    """Return what a row's table is scaled by."""
    return total_share(content().finding(row.times[0])) if row.times else 1.0


def cells() -> Iterator[Cell]:
    """Yield every cell of every table that a reach row reads: groups, and pairs with an age."""
    for channel, country, row in rows():
        name = row.table or row.listed
        if name is None or BANDS[0] not in content().finding(name).by.get("age", {}):
            continue
        finding, times, listed = content().finding(name), scale(row), row.listed is not None
        place = ELSEWHERE.get(country, country)
        for trait, groups in finding.by.items():
            for group, percent in groups.items():
                yield Cell(channel, place, name, trait, group, None, percent * times, listed)
        for trait, table in JOINTS.items():
            for band, groups in finding.joint.get(table, {}).items():
                for group, percent in groups.items():
                    if TRUSTED[0] <= percent <= TRUSTED[1]:
                        cell = (trait, group, band, percent * times, listed)
                        yield Cell(channel, place, name, *cell)


def group_of(cell: Cell) -> Group:
    """Return the segment that is exactly a cell's people."""
    everybody = population(content(), PEW)
    bands = {cell.band: 1.0} if cell.band else everybody
    segment = people(on_list=100) if cell.listed else people()
    if cell.trait == "age":
        return Group(segment, cell.country, {}, None, {cell.group: 1.0}, ages_given=True)
    aged = cell.band is not None
    if cell.trait == "gender":
        women = 1.0 if cell.group == "women" else 0.0
        return Group(segment, cell.country, {}, women, bands, ages_given=aged)
    return Group(segment, cell.country, {cell.trait: cell.group}, None, bands, ages_given=aged)


def reached(channel: Channel, group: Group, library: Library | None = None) -> float:
    """Return the middle of the share of a group that a channel can reach."""
    profile = business(group.segment, country=group.country, customer_list=1000)
    return estimate(channel, group, profile, library or content(), TODAY).share.mid


CELLS = tuple(cells())


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_published_cell_comes_back_for_exactly_its_people(cell: Cell) -> None:
    found = reached(content().channels[cell.channel], group_of(cell))
    assert found == pytest.approx(cell.percent / 100, abs=ROUNDING)


def test_cells_are_read_from_every_survey_table_with_ages() -> None:
    tables = {row.table for _, _, row in rows() if row.table and content().finding(row.table).by}
    assert tables <= {cell.finding for cell in CELLS}
    assert {cell.trait for cell in CELLS if cell.band} == set(JOINTS)
    assert len(CELLS) > 800


TOTALS = [
    (channel, country, name, listed)
    for channel, country, row in rows()
    for name, listed in ((row.table or row.total, False), (row.listed, True))
    if name
]


@pytest.mark.parametrize(("channel", "country", "name", "listed"), TOTALS)
def test_a_published_total_comes_back_for_all_adults(
    channel: str, country: str, name: str, *, listed: bool
) -> None:
    segment = people(on_list=100) if listed else people()
    place = ELSEWHERE.get(country, country)
    everybody = Group(segment, place, {}, None, population(content(), PEW), ages_given=False)
    times = scale(content().channels[channel].facts.reach.consumers[country])
    total = total_share(content().finding(name)) * times
    found = reached(content().channels[channel], everybody)
    assert found == pytest.approx(total, abs=ROUNDING)


# --- Combining two traits ------------------------------------------------------------------------


def misses(trait: str, sources: Sequence[str], how: str) -> list[float]:
    """Return by how many points a method misses each observed cell of an age and a trait."""
    found = []
    for name, (source, _) in content().finding_source.items():
        finding = content().finding(name)
        if source not in sources:
            continue
        plain = finding.model_copy(update={"joint": {}})
        for band, groups in finding.joint.get(f"observed_{JOINTS[trait]}", {}).items():
            for group, observed in groups.items():
                rates = {
                    "log-odds": 100 * guess(plain, {trait: group}, band),
                    "corrected": 100 * guess(finding, {trait: group}, band),
                    "averaged": (finding.by["age"][band] + finding.by[trait][group]) / 2,
                }
                found.append(abs(rates[how] - observed))
    return found


def test_observed_cells_are_there_for_every_platform_with_a_joint_table() -> None:
    for name in content().finding_source:
        joint = content().finding(name).joint
        for table in JOINTS.values():
            best, observed = joint.get(table, {}), joint.get(f"observed_{table}", {})
            assert {b: set(row) for b, row in best.items()} == {
                b: set(row) for b, row in observed.items()
            }, name


@pytest.mark.parametrize("trait", JOINTS)
def test_a_joint_cell_lies_between_the_observed_cell_and_the_plain_guess(trait: str) -> None:
    for name in content().finding_source:
        finding = content().finding(name)
        plain = finding.model_copy(update={"joint": {}})
        for band, groups in finding.joint.get(JOINTS[trait], {}).items():
            for group, best in groups.items():
                observed = finding.joint[f"observed_{JOINTS[trait]}"][band][group]
                guessed = 100 * guess(plain, {trait: group}, band)
                low, high = min(observed, guessed), max(observed, guessed)
                assert low - 1.5 <= best <= high + 1.5, (name, band, group)


WHOLE = [
    name
    for name, (source, _) in content().finding_source.items()
    if source in WAVES and content().finding(name).kind in ("use", "ceiling")
]


@pytest.mark.parametrize("name", WHOLE)
def test_the_groups_of_each_trait_average_to_the_total(name: str) -> None:
    finding, (source, _) = content().finding(name), content().finding_source[name]
    everybody = content().finding(f"{source}-population").by
    for trait, groups in finding.by.items():
        shares = everybody[trait]
        average = sum(shares[g] * rate for g, rate in groups.items()) / sum(shares.values())
        assert average == pytest.approx(100 * total_share(finding), abs=1.5), trait


def test_two_traits_on_the_log_odds_scale_miss_by_what_the_site_prints() -> None:
    means = [fmean(misses(trait, [PEW], "log-odds")) for trait in JOINTS]
    assert [round(min(means), 1), round(max(means), 1)] == quoted("error_two_traits")
    everything = [miss for trait in JOINTS for miss in misses(trait, [PEW], "log-odds")]
    assert content().constant("error_two_traits") * 100 == pytest.approx(fmean(everything), abs=0.1)


@pytest.mark.parametrize("trait", JOINTS)
def test_averaging_the_two_groups_misses_more_than_twice_as_much(trait: str) -> None:
    averaged, combined = (fmean(misses(trait, WAVES, how)) for how in ("averaged", "log-odds"))
    assert averaged > 2 * combined


@pytest.mark.parametrize("trait", JOINTS)
def test_the_joint_tables_bring_the_guess_nearer_to_what_was_observed(trait: str) -> None:
    corrected, plain = (fmean(misses(trait, WAVES, how)) for how in ("corrected", "log-odds"))
    assert corrected < 0.7 * plain


# --- Professionals -------------------------------------------------------------------------------


PROFESSIONALS = sorted(n for n in content().finding_source if "-professionals-" in n)
PRINTED = {
    "pew-npors-2024-professionals-linkedin": (66, 2.07),
    "pew-npors-2025-professionals-reddit": (49, 1.85),
    "pew-npors-2025-professionals-bluesky": (7, 1.71),
    "pew-npors-2025-professionals-whatsapp": (46, 1.44),
    "pew-npors-2025-professionals-instagram": (66, 1.32),
    "pew-npors-2025-professionals-x": (25, 1.20),
    "pew-npors-2024-professionals-pinterest": (41, 1.16),
    "pew-npors-2025-professionals-youtube": (94, 1.11),
    "pew-npors-2025-professionals-facebook": (75, 1.05),
    "pew-npors-2025-professionals-threads": (8, 1.01),
    "pew-npors-2025-professionals-radio": (70, 1.00),
    "pew-npors-2025-professionals-snapchat": (23, 0.90),
    "pew-npors-2025-professionals-truth-social": (3, 0.90),
    "pew-npors-2025-professionals-tiktok": (29, 0.79),
}


def everybody_of(name: str) -> Finding:
    """Return the table of all adults beside a finding of professionals."""
    return content().finding(name.replace("professionals-", ""))


@pytest.mark.parametrize("name", PRINTED)
def test_professionals_stand_as_the_survey_gave_them(name: str) -> None:
    finding = content().finding(name)
    assert (finding.value, finding.ratio) == PRINTED[name]


@pytest.mark.parametrize("name", PROFESSIONALS)
def test_a_ratio_of_professionals_is_that_of_the_two_printed_shares(name: str) -> None:
    finding = content().finding(name)
    share, total = 100 * total_share(finding), 100 * total_share(everybody_of(name))
    assert finding.ratio is not None
    assert finding.ratio_low is not None
    assert finding.ratio_high is not None
    assert (share - 0.5) / (total + 0.5) <= finding.ratio <= (share + 0.5) / (total - 0.5)
    assert finding.ratio_low <= finding.ratio <= finding.ratio_high
    printed = re.search(r"Ratio to all adults (\S+) \((\S+) to (\S+)\)", finding.note or "")
    assert printed
    numbers = [float(number) for number in printed.groups()]
    assert numbers == [finding.ratio, finding.ratio_low, finding.ratio_high]


BUYERS = [
    (name, country)
    for name, channel in content().channels.items()
    for country, row in channel.facts.reach.businesses.items()
    if "-professionals-" in (row.ratio or row.table or "")
]


@pytest.mark.parametrize(("name", "country"), BUYERS)
def test_buyers_are_the_professionals_share_or_the_countrys_total_times_their_ratio(
    name: str, country: str
) -> None:
    row = content().channels[name].facts.reach.businesses[country]
    share = total_share(content().finding(row.total or row.table or ""))
    if row.ratio:
        most = content().constant("buyers_most")
        share = min(most, share * (content().finding(row.ratio).ratio or 0))
    group = Group(firms(), country, {}, None, {"all": 1.0}, ages_given=False)
    assert reached(content().channels[name], group) == pytest.approx(share, abs=1e-9)


def test_three_traits_miss_the_professionals_by_no_more_than_the_site_prints() -> None:
    off = []
    for name in PROFESSIONALS:
        ages = age_range("25-64", population(content(), content().finding_source[name][0]))
        traits = {"education": "college_grad", "income": "100k_plus"}
        table = everybody_of(name)
        found = sum(share * guess(table, traits, band) for band, share in ages.items())
        off.append(100 * abs(found - total_share(content().finding(name))))
    assert len(off) >= 24
    assert fmean(off) < quoted("error_three_traits")[0]
    assert content().constant("error_three_traits") * 100 == quoted("error_three_traits")[0]
    assert content().constant("error_more_traits") * 100 == quoted("error_more_traits")[0]


# --- Overlap -------------------------------------------------------------------------------------


def added_up(shares: Sequence[float], thetas: Sequence[float], v: float) -> float:
    """Return the share that uses at least one channel, by adding up over levels of activity."""
    return thinned(shares, thetas, v, [1.0] * len(shares))


def thinned(
    shares: Sequence[float], thetas: Sequence[float], v: float, parts: Sequence[float]
) -> float:
    """Return the share met by at least one channel where each meets a part of its users."""
    levels, weights = nodes(v)
    away = np.ones_like(levels)
    for share, theta, part in zip(shares, thetas, parts, strict=True):
        away = away * (1 - part * using(share, theta, v))
    return 1 - float(weights @ away)


def independent(shares: Sequence[float], thetas: Sequence[float], v: float) -> float:
    """Return the share that uses at least one channel if use of one says nothing of others."""
    assert thetas
    assert v > 0
    return 1 - math.prod(1 - share for share in shares)


METHODS: Mapping[str, Reach] = {"closed form": union, "added up over activity": added_up}


@dataclass(frozen=True)
class Miss:
    """How far a method is off for one observed set: over all ages, and inside each band."""

    members: str
    whole: float
    bands: Mapping[str, float]


def thetas_of(channels: Sequence[str]) -> list[float]:
    """Return how far each channel follows general activity."""
    measured = {**content().finding(f"{PEW}-overlap").theta, **OFFLINE}
    return [measured[channel] for channel in channels]


def off(wave: str, method: Reach, key: str = "overlap") -> list[Miss]:
    """Return a method's miss in points for every observed set of a survey."""
    ages, found = population(content(), wave), []
    tables = {c: content().finding(f"{wave}-{c}").by["age"] for c in channels_of(wave, key)}
    for members, row in content().finding(f"{wave}-{key}").unions.items():
        observed, everyone, names = row["age"], row["all"], members.split("+")
        assert isinstance(observed, Mapping)
        assert isinstance(everyone, float)
        guesses: dict[str, float] = {}
        for band in BANDS:
            v = spread(tables["youtube"][band] / 100, band)
            shares = [tables[name][band] / 100 for name in names]
            guesses[band] = 100 * method(shares, thetas_of(names), v)
        bands = {band: share - observed[band] for band, share in guesses.items()}
        whole = sum(ages[band] * share for band, share in guesses.items()) - everyone
        found.append(Miss(members, whole, bands))
    return found


def channels_of(wave: str, key: str) -> set[str]:
    """Return every channel in a survey's observed sets, and YouTube."""
    unions = content().finding(f"{wave}-{key}").unions
    return {"youtube", *(name for members in unions for name in members.split("+"))}


def mean(found: Sequence[Miss]) -> float:
    """Return the mean miss over all ages."""
    return fmean(abs(miss.whole) for miss in found)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_overlap_rule_misses_observed_sets_by_no_more_than_the_site_prints(
    method: Reach,
) -> None:
    printed = content().constant("overlap_error") * 100
    assert quoted("overlap_error") == [pytest.approx(printed)]
    found = [miss for wave in WAVES for miss in off(wave, method)]
    assert len(found) == 27
    assert mean(found) <= printed
    assert mean(off(PEW, method)) <= printed
    usual = [miss for miss in off(WAVES[1], method) if miss.members != KNOWN_MISS]
    assert mean(usual) <= printed


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("wave", WAVES)
def test_no_observed_set_is_off_by_more_than_the_largest_miss_that_was_measured(
    wave: str, method: Reach
) -> None:
    for miss in off(wave, method):
        worst = max(abs(points) for points in miss.bands.values())
        assert worst <= (LARGEST_MISS if miss.members == KNOWN_MISS else LARGEST_MISS - 2), miss


@pytest.mark.parametrize("wave", WAVES)
def test_ignoring_overlap_promises_several_times_too_much(wave: str) -> None:
    alone = off(wave, independent)
    assert mean(alone) > 4 * mean(off(wave, union))
    assert all(miss.whole > 0 for miss in alone)


def test_the_rule_misses_no_more_one_way_than_the_other() -> None:
    found = [points for miss in off(PEW, union) for points in miss.bands.values()]
    assert abs(fmean(found)) < 0.3


def test_radio_follows_platforms_so_little_that_theta_is_zero() -> None:
    found = [abs(points) for miss in off(PEW, union, "radio") for points in miss.bands.values()]
    assert len(found) == 8
    assert fmean(found) < 1.6
    assert max(found) < 3.5


@dataclass(frozen=True)
class Check:
    """A worked example of the rule, as printed with it."""

    shares: tuple[float, ...]
    thetas: tuple[float, ...]
    youtube: float
    band: str
    reach: float


CHECKS = (
    Check((0.71, 0.5), (0.6, 1.0), 0.84, "all", 0.7726),
    Check((0.68, 0.8, 0.63), (0.6, 1.0, 0.8), 0.95, "18-29", 0.9304),
    Check((0.6, 0.2, 0.13, 0.17), (0.6, 1.0, 0.8, 0.5), 0.65, "65+", 0.6779),
    Check((0.71, 0.7), (0.6, 0.0), 0.84, "all", 0.913),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.reach))
def test_the_worked_examples_of_the_rule_come_out(check: Check) -> None:
    v = spread(check.youtube, check.band)
    assert union(check.shares, check.thetas, v) == pytest.approx(check.reach, abs=0.0001)
    assert added_up(check.shares, check.thetas, v) == pytest.approx(check.reach, abs=0.001)


def test_the_pages_print_the_overlap_error_that_the_rule_has() -> None:
    printed = content().constant("overlap_error") * 100
    texts = [(WORKSPACE / path).read_text() for path in ("README.md", "playbook/pages/method.md")]
    found = [float(n) for text in texts for n in re.findall(r"miss\w+ by (\d\.\d) points", text)]
    assert set(found) == {round(printed, 1)}


# --- Part of the users see it --------------------------------------------------------------------


@dataclass(frozen=True)
class Mix:
    """Channels of a random audience, each with the part of its users that it meets."""

    shares: tuple[float, ...]
    thetas: tuple[float, ...]
    parts: tuple[float, ...]
    v: float


def random_mix(rng: random.Random, size: int) -> Mix:
    """Return a random set of so many channels."""
    return Mix(
        tuple(rng.uniform(0.02, 0.95) for _ in range(size)),
        tuple(rng.choice([0.0, 0.5, 0.6, 0.7, 0.8, 1.0]) for _ in range(size)),
        tuple(rng.uniform(0, 1) for _ in range(size)),
        spread(rng.uniform(0.5, 0.985), rng.choice([*BANDS, "all"])),
    )


def over_subsets(mix: Mix, method: Reach) -> float:
    """Return the share met, by adding up over which channels would meet a person who uses them."""
    members, missed = range(len(mix.shares)), 0.0
    for size in range(len(mix.shares) + 1):
        for chosen in combinations(members, size):
            chance = math.prod(mix.parts[i] if i in chosen else 1 - mix.parts[i] for i in members)
            shares, thetas = [mix.shares[i] for i in chosen], [mix.thetas[i] for i in chosen]
            missed += chance * (1 - (method(shares, thetas, mix.v) if chosen else 0.0))
    return 1 - missed


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_meeting_a_part_of_users_equals_adding_up_over_all_subsets(size: int) -> None:
    rng = random.Random(size)
    for _ in range(60):
        mix = random_mix(rng, size)
        found = thinned(mix.shares, mix.thetas, mix.v, mix.parts)
        assert found == pytest.approx(over_subsets(mix, added_up), abs=1e-9), mix
        assert found == pytest.approx(over_subsets(mix, union), abs=0.001), mix


def test_scaling_the_shares_down_instead_would_overstate_the_overlap() -> None:
    rng = random.Random(9)
    for _ in range(60):
        mix = random_mix(rng, 3)
        scaled = [share * part for share, part in zip(mix.shares, mix.parts, strict=True)]
        assert union(scaled, mix.thetas, mix.v) <= over_subsets(mix, union) + 1e-9, mix


# --- Borrowed ages -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """A cell of another country: its age band as a range, its share and its country's total."""

    finding: str
    channel: str
    country: str
    ages: str
    percent: float


def known() -> Iterator[Known]:
    """Yield the age cells of other countries on platforms, from sources above grade C."""
    for name, (source, _) in content().finding_source.items():
        finding, country = content().finding(name), content().sources[source].country
        if country in ("US", "GLOBAL") or finding.grade == "C" or finding.value is None:
            continue
        for channel in finding.channels:
            home = content().channels[channel].facts.reach.consumers.get("US")
            if home is None or not (home.table or "").startswith(WAVES) or home.times:
                continue
            for label, percent in finding.by.get("age", {}).items():
                ages = re.sub(r"^(\d)0s$", r"\g<1>0-\g<1>9", label)
                yield Known(name, channel, country, ages, percent)


def borrowed(cell: Known) -> float:
    """Return the share at these ages by the country's total and the American age curve."""
    channel = content().channels[cell.channel]
    home = channel.facts.reach.consumers["US"]
    consumers = {"US": home, cell.country: Estimate(total=cell.finding)}
    rule = channel.facts.reach.model_copy(update={"consumers": consumers})
    facts = channel.facts.model_copy(update={"reach": rule})
    bands = age_range(cell.ages, population(content(), PEW))
    group = Group(people(), cell.country, {}, None, bands, ages_given=True)
    return reached(channel.model_copy(update={"facts": facts}), group, without_ages(cell.finding))


@lru_cache(maxsize=64)
def without_ages(name: str) -> Library:
    """Return the library as if a finding had no ages of its own."""
    source, key = content().finding_source[name]
    bare = content().finding(name).model_copy(update={"by": {}})
    findings = {**content().sources[source].findings, key: bare}
    other = content().sources[source].model_copy(update={"findings": findings})
    return content().model_copy(update={"sources": {**content().sources, source: other}})


def test_borrowed_ages_miss_known_cells_by_no_more_than_the_site_prints() -> None:
    errors = [abs(100 * borrowed(cell) - cell.percent) for cell in known()]
    because = content().rules.constants["error_borrowed"].because
    assert f"missed {len(errors)} known cells" in because
    assert fmean(errors) == pytest.approx(quoted("error_borrowed")[0], abs=0.05)
    assert max(errors) < 22


def test_a_countrys_own_cell_stands_and_the_rest_make_up_its_total() -> None:
    weights, partial = population(content(), PEW), 0
    for cell in known():
        finding = content().finding(cell.finding)
        alike = content().rules.words["bands"]
        own = {alike.get(b, b): p / 100 for b, p in finding.by["age"].items()}
        own = {b: p for b, p in own.items() if b in weights}
        rule = content().channels[cell.channel].facts.reach.consumers.get(cell.country)
        if not own or len(own) == len(weights) or rule is None or rule.total != cell.finding:
            continue
        partial += 1
        group = Group(people(), cell.country, {}, None, weights, ages_given=True)
        profile = business(group.segment, country=cell.country)
        reach = estimate(content().channels[cell.channel], group, profile, content(), TODAY)
        assert {b: reach.bands[b].mid for b in own} == pytest.approx(own, abs=ROUNDING)
        assert reach.share.mid == pytest.approx(total_share(finding), abs=ROUNDING)
    assert partial > 0


def test_the_countrys_total_for_every_age_would_miss_more_than_twice_as_much() -> None:
    cells = list(known())
    flat = fmean(abs(100 * total_share(content().finding(c.finding)) - c.percent) for c in cells)
    assert flat > 2 * fmean(abs(100 * borrowed(c) - c.percent) for c in cells)


def test_the_range_of_borrowed_ages_holds_nine_of_ten_known_cells() -> None:
    half = 100 * OF_MEAN_MISS * content().constant("error_borrowed")
    inside = [abs(100 * borrowed(cell) - cell.percent) <= half for cell in known()]
    assert sum(inside) / len(inside) >= 0.9
