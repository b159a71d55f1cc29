"""What a client's own results teach: the formula by hand, patience, and questions."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from generator.decide import decide
from generator.decide.learn import factors, learnt
from generator.decide.options import Field
from generator.decide.solver import Solver
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile as read_profile
from generator.model.library import Library
from generator.model.profile import Profile, Result
from generator.model.results import Decision, Learnt
from tests.conftest import WORKSPACE

LATE = date(2028, 6, 1)
"""Long after the first month of every result below."""
MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")
Counts = Mapping[str, tuple[float, int]]


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


@lru_cache(maxsize=1)
def bakery() -> Profile:
    """Return the bakery without results or decisions."""
    profile = read_profile(WORKSPACE / "profiles" / "harbor-lane-bakery.yml")[0].profile
    return profile.model_copy(update={"results": (), "channels": {}})


@lru_cache(maxsize=1)
def menu() -> Field:
    """Return everything the bakery could choose."""
    return Solver(content(), LATE).field(bakery())


def reported(counts: Counts, months: tuple[str, ...] = MONTHS) -> Profile:
    """Return the bakery with the same hours and customers for each channel in every month."""
    results = tuple(
        Result(month=month, channel=channel, hours=hours, customers=customers)
        for month in months
        for channel, (hours, customers) in counts.items()
    )
    return bakery().model_copy(update={"results": results})


def taught(profile: Profile, today: date = LATE) -> dict[str, Learnt]:
    """Return what the results say, by channel."""
    return {one.channel: one for one in learnt(profile, content(), menu(), today)}


def decided(profile: Profile) -> Decision:
    """Return the whole decision."""
    return decide(profile, content(), LATE)


def now(decision: Decision) -> set[str]:
    """Return the channels that are in."""
    return {choice.channel for choice in decision.having("now")}


def promised(channel: str, hours: float) -> float:
    """Return what the model says so many hours a month meet, read off between the paces."""
    paces = {o.minutes: menu().coverage([o]) for o in menu().options[channel]}
    minutes = [0.0, *sorted(paces)]
    met = [0.0, *(paces[one] for one in minutes[1:])]
    return float(np.interp(hours * 60 * 12 / 52, minutes, met))


def test_expected_customers_are_all_that_were_counted_shared_by_what_the_model_promises() -> None:
    found = taught(reported({"reviews": (2, 6), "referrals": (3, 2)}))
    share = promised("reviews", 2) / (promised("reviews", 2) + promised("referrals", 3))
    assert found["reviews"].expected == pytest.approx(32 * share)
    assert found["reviews"].expected + found["referrals"].expected == pytest.approx(32)


def test_the_rate_after_is_the_gamma_poisson_mean_worked_out_by_hand() -> None:
    one = taught(reported({"reviews": (2, 6), "referrals": (3, 2)}))["reviews"]
    before = one.expected / 8
    month = 8 / 4
    assert one.before == pytest.approx(before)
    assert one.after == pytest.approx((before * month + 24) / (month + 8))
    assert one.factor == pytest.approx(one.after / one.before)


def test_a_month_weighs_as_much_as_the_expectation_and_a_year_far_more() -> None:
    counts = {"reviews": (4, 20), "referrals": (4, 4)}
    month = taught(reported(counts, MONTHS[:1]))["reviews"]
    year = taught(reported(counts, tuple(f"2026-{n:02d}" for n in range(1, 13))))["reviews"]
    ratio = 20 / month.expected
    assert month.after / month.before == pytest.approx((1 + ratio) / 2)
    assert year.after / year.before == pytest.approx((1 + 12 * ratio) / 13)


def test_results_as_expected_change_nothing() -> None:
    rate = promised("reviews", 4) / promised("referrals", 4)
    found = taught(reported({"reviews": (4, round(1000 * rate)), "referrals": (4, 1000)}))
    assert found["reviews"].factor == pytest.approx(1, abs=0.01)


def test_before_the_day_to_judge_it_is_too_early_and_nothing_moves() -> None:
    profile = reported({"reviews": (2, 20), "referrals": (3, 3)})
    found = taught(profile, date(2026, 8, 20))
    assert all(one.early and one.factor == 1 for one in found.values())
    assert all(one.judge_on > date(2026, 8, 20) for one in found.values())
    assert not factors(tuple(found.values()))


def test_with_fewer_customers_due_than_chance_brings_it_is_too_early() -> None:
    found = taught(reported({"reviews": (1, 1), "referrals": (1, 0)}, MONTHS[:1]))
    assert all(one.early for one in found.values())


def test_one_channel_alone_has_nothing_to_be_compared_with() -> None:
    found = taught(reported({"reviews": (2, 30)}))["reviews"]
    assert found.early
    assert found.factor == 1


def test_hours_not_written_down_are_not_taken_for_none() -> None:
    found = taught(reported({"reviews": (0, 12), "referrals": (3, 12)}))
    assert all(one.early for one in found.values())


def test_results_never_move_a_figure_further_than_the_rule_says() -> None:
    most = content().constant("results_most")
    found = taught(reported({"reviews": (10, 0), "referrals": (1, 400)}))
    assert found["reviews"].factor == pytest.approx(1 / most)
    assert 1 < found["referrals"].factor <= most


def test_a_channel_that_can_hardly_be_traced_is_never_marked_down() -> None:
    hard = [n for n, c in content().channels.items() if c.facts.traced == "hard"]
    channel = max(hard, key=lambda name: promised(name, 1) if menu().options.get(name) else 0)
    found = taught(reported({channel: (10, 0), "referrals": (5, 100)}))
    assert not found[channel].early
    assert found[channel].factor == 1


def test_good_results_bring_a_channel_in_or_up() -> None:
    before = decided(bakery())
    waiting = next(c for c in before.choices if c.verdict == "later")
    profile = reported({waiting.channel: (3, 60), "reviews": (3, 6)})
    after = next(c for c in decided(profile).choices if c.channel == waiting.channel)
    assert after.learnt
    assert after.learnt.factor > 1
    assert after.adds.mid > waiting.adds.mid
    assert after.verdict == "now"


def test_a_channel_that_its_results_would_drop_stays_as_a_question() -> None:
    weak = decided(bakery()).having("now")[-1]
    hard = content().channels[weak.channel].facts.traced == "hard"
    channel = next(
        c.channel
        for c in reversed(decided(bakery()).having("now"))
        if content().channels[c.channel].facts.traced != "hard"
    )
    assert weak.channel == channel or hard
    decision = decided(reported({channel: (20, 0), "referrals": (2, 60)}))
    asked = [one for one in decision.learnt if one.question]
    assert [one.channel for one in asked] == [channel]
    assert channel in now(decision)
    assert decision.hours.planned <= decision.hours.available


def test_what_the_results_say_is_told_for_every_channel_that_has_any() -> None:
    decision = decided(reported({"reviews": (2, 6), "pinterest": (1, 0)}))
    assert [one.channel for one in decision.learnt] == ["pinterest", "reviews"]
    told = {c.channel for c in decision.choices if c.learnt}
    assert told == {"pinterest", "reviews"}


def test_without_results_nothing_is_learnt() -> None:
    assert not decided(bakery()).learnt
