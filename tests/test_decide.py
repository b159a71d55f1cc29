"""The decision: overlap as measured, the optimum as by brute force, and verdicts that hold."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import pytest

from generator.decide import decide
from generator.decide import search as search_module
from generator.decide.decision import solver_for
from generator.decide.frailty import Vector, nodes, spread, union, using
from generator.decide.lanes import Places
from generator.decide.options import Field, Option
from generator.decide.search import Prices, best, solve
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile as read_profile
from generator.model.library import Library
from generator.model.profile import ChannelState, Person, Profile
from generator.model.results import Chosen, Decision, End
from generator.model.words import BANDS, TIERS
from generator.problems import ProblemsError
from tests import brute
from tests.conftest import SAMPLES, TODAY, WORKSPACE

CASES = 2400
PEOPLE = ("Ana", "Ben", "Cy")
CHANNELS = ("email", "events", "facebook", "reviews", "sms", "x")
FREE = Prices(0.0, 0.0)
USUAL = Prices(0.02, 0.001)


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


@lru_cache(maxsize=16)
def client(name: str) -> Profile:
    """Return a sample profile."""
    return read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0].profile


@lru_cache(maxsize=16)
def decision(name: str) -> Decision:
    """Return the decision of a sample profile, worked out once."""
    return decide(client(name), content(), TODAY)


@lru_cache(maxsize=16)
def menu(name: str) -> Field:
    """Return everything a sample client could choose."""
    profile = client(name)
    return solver_for(profile, content(), TODAY).field(profile)


def bakery(**changes: object) -> Profile:
    """Return the bakery's profile with some parts replaced."""
    return client("harbor-lane-bakery").model_copy(update=changes)


def stated(channel: str, word: str) -> Profile:
    """Return the bakery's profile with one channel decided by the consultant."""
    state = ChannelState.model_validate({"decision": word, "because": "we said so"})
    return bakery(channels={**client("harbor-lane-bakery").channels, channel: state})


def prices() -> Prices:
    """Return the prices that the library sets."""
    return Prices(content().constant("price_of_hour"), content().constant("price_of_place"))


def option_of(choice: Chosen, options: Field) -> Option:
    """Return the option behind a choice."""
    return next(
        option
        for option in options.options[choice.channel]
        if (option.tier, option.makers) == (choice.tier, choice.makers)
    )


def chosen_options(name: str) -> list[Option]:
    """Return a sample client's chosen options in their order."""
    return [option_of(choice, menu(name)) for choice in decision(name).having("now")]


def of(choices: Sequence[Chosen], channel: str) -> Chosen:
    """Return one channel's choice."""
    return next(choice for choice in choices if choice.channel == channel)


@dataclass(frozen=True)
class Kinds:
    """Kinds of people with their weights, and who of them is there on each channel."""

    weights: Vector
    there: Mapping[str, Vector] = field(default_factory=dict)

    def present(self, channel: str, end: End = "mid") -> Vector:
        """Return the shares of a channel, the same at either end of the range."""
        assert end in {"low", "mid", "high"}
        return self.there.get(channel, np.ones_like(self.weights))


def random_option(rng: random.Random, channel: str, number: int, team: Sequence[str]) -> Option:
    """Return a channel at a cadence with a random effect."""
    making = rng.choice([0.0, 10.0, 20.0, 40.0, rng.uniform(1, 60)])
    return Option(
        channel=channel,
        tier=TIERS[number],
        minutes=making + rng.choice([0.0, 5.0, 15.0, rng.uniform(0, 30)]),
        setup=rng.choice([0.0, 0.0, 90 / 13, rng.uniform(0, 10)]),
        money=rng.choice([0.0, 0.0, 20.0, 75.0]),
        makers=frozenset(rng.sample(team, rng.randint(1, len(team)))),
        making=making,
        effect=rng.choice([0.0, rng.uniform(0.05, 0.8), rng.uniform(0.2, 1.0), 1.0]),
    )


def work(channel: str, minutes: float, missed: float) -> Option:
    """Return a channel that Ana makes and that misses so many of one kind of people."""
    return Option(
        channel=channel,
        tier="light",
        minutes=minutes,
        setup=0.0,
        money=0.0,
        makers=frozenset({"Ana"}),
        making=minutes,
        effect=1 - missed,
    )


def random_field(rng: random.Random) -> Field:
    """Return a small choice: three to six channels, one to three cadences, one to three people."""
    team = rng.sample(PEOPLE, rng.randint(1, 3))
    names = rng.sample(CHANNELS, rng.randint(3, 6))
    kinds = rng.randint(1, 6)
    weights = np.array([rng.uniform(0.1, 1) for _ in range(kinds)])
    there = {
        name: np.array([rng.choice([0.0, 1.0, *[rng.random()] * 6]) for _ in range(kinds)])
        for name in names
    }
    capacity = {name: rng.choice([0.0, 30.0, 60.0, rng.uniform(5, 120)]) for name in team}
    factor = rng.choice([1.0, 1.0, 0.5, 1.5])
    return Field(
        atoms=Kinds(weights / weights.sum(), there),
        options={
            name: tuple(random_option(rng, name, n, team) for n in range(rng.randint(1, 3)))
            for name in names
        },
        blocks={},
        always=frozenset(rng.sample(names, rng.choice([0, 0, 0, 1, 2]))),
        capacity={name: minutes * factor for name, minutes in capacity.items()},
        money=rng.choice([0.0, 50.0, 200.0]),
    )


def with_minutes(given: Field, minutes: float) -> Field:
    """Return the choice with everybody's minutes grown or shrunk alike to a total."""
    factor = minutes / given.minutes if given.minutes else 0.0
    return replace(given, capacity={n: m * factor for n, m in given.capacity.items()})


def random_start(rng: random.Random, given: Field) -> Places:
    """Return channels at places among their options, whether they are there, fit, or pay."""
    names = rng.sample(CHANNELS, rng.randint(1, len(CHANNELS)))
    return [(n, rng.randrange(len(given.options.get(n, ((), ()))))) for n in names]


def worth(given: Field, found: tuple[Option, ...] | None, price: Prices) -> float | None:
    """Return what an answer is worth, None where there is none."""
    return None if found is None else brute.value(given, found, price)


def random_prices(rng: random.Random) -> Prices:
    """Return no prices, the usual ones, or dear ones."""
    return rng.choice([FREE, USUAL, Prices(rng.uniform(0, 0.2), rng.uniform(0, 0.05))])


def by_quadrature(shares: Sequence[float], thetas: Sequence[float], v: float) -> float:
    """Return the share that uses at least one channel, by adding up over levels of activity."""
    levels, weights = nodes(v)
    away = np.ones_like(levels)
    for share, theta in zip(shares, thetas, strict=True):
        away = away * (1 - using(share, theta, v))
    return 1 - float(weights @ away)


def worst_quadrature(seed: int, busy: tuple[float, float], highest: float) -> float:
    """Return the largest gap to the closed form on 300 random sets, as a share."""
    rng, worst = random.Random(seed), 0.0
    for _ in range(300):
        size = rng.randint(1, 6)
        v = spread(rng.uniform(*busy), rng.choice([*BANDS, "all"]))
        shares = [rng.uniform(0.02, highest) for _ in range(size)]
        thetas = [rng.choice([0.0, 0.5, 0.6, 0.7, 0.8, 1.0]) for _ in range(size)]
        gap = abs(by_quadrature(shares, thetas, v) - union(shares, thetas, v))
        worst = max(worst, gap)
    return worst


def union_errors() -> Iterator[float]:
    """Yield how many points the rule misses each observed union by, inside each age band."""
    overlap = content().finding("pew-npors-2025-overlap")
    tables = {c: content().finding(f"pew-npors-2025-{c}").by["age"] for c in overlap_channels()}
    for members, row in overlap.unions.items():
        observed = row["age"]
        assert isinstance(observed, Mapping)
        channels = members.split("+")
        for band, percent in observed.items():
            v = spread(tables["youtube"][band] / 100, band)
            shares = [tables[c][band] / 100 for c in channels]
            yield 100 * union(shares, [overlap.theta[c] for c in channels], v) - percent


def overlap_channels() -> set[str]:
    """Return every channel in an observed union."""
    unions = content().finding("pew-npors-2025-overlap").unions
    return {"youtube", *(channel for members in unions for channel in members.split("+"))}


def test_adding_up_over_activity_equals_the_closed_form() -> None:
    assert worst_quadrature(1, (0.5, 0.985), 0.97) < 0.001


def test_adding_up_over_activity_holds_where_few_use_youtube() -> None:
    assert worst_quadrature(2, (0.2, 0.5), 0.9) < 0.001


@pytest.mark.parametrize("band", BANDS)
def test_adding_up_over_activity_holds_where_activity_is_not_known(band: str) -> None:
    v = spread(0.0, band)
    shares, thetas = [0.71, 0.5, 0.37, 0.9], [0.6, 1.0, 0.8, 0.0]
    assert by_quadrature(shares, thetas, v) == pytest.approx(union(shares, thetas, v), abs=0.001)


def test_observed_unions_are_reproduced_within_a_point() -> None:
    errors = [abs(error) for error in union_errors()]
    assert len(errors) >= 60
    assert sum(errors) / len(errors) < 1


def test_multiplying_the_misses_would_be_far_worse() -> None:
    overlap = content().finding("pew-npors-2025-overlap")
    both = overlap.unions["facebook+instagram"]["all"]
    independent = 100 * (1 - (1 - 0.71) * (1 - 0.5))
    assert isinstance(both, float)
    assert independent - both > 5


def test_a_union_is_never_less_than_its_largest_member() -> None:
    rng = random.Random(3)
    for _ in range(200):
        shares = [rng.uniform(0, 0.95) for _ in range(3)]
        thetas = [rng.choice([0.0, 0.6, 1.0]) for _ in range(3)]
        together = union(shares, thetas, rng.uniform(0.5, 4))
        assert max(shares) - 1e-9 <= together <= min(1, sum(shares)) + 1e-9


def test_the_search_finds_what_brute_force_finds() -> None:
    rng, feasible = random.Random(11), 0
    for case in range(CASES):
        given, price = random_field(rng), random_prices(rng)
        found, truth = best(given, price), brute.best(given, price)
        assert (found is None) == (truth is None), case
        if found is not None and truth is not None:
            feasible += 1
            assert brute.value(given, found, price) == pytest.approx(truth[0], abs=1.1e-9), case
            assert frozenset(o.channel for o in found) in truth[1], case
    assert feasible > CASES * 0.8


def test_the_search_alone_finds_the_best_of_channels_that_are_equal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without good sets to begin with, so that only the bounds decide."""
    monkeypatch.setattr(search_module, "climb", lambda _: None)
    monkeypatch.setattr(search_module, "_greedy", lambda *_: None)
    rng = random.Random(17)
    for case in range(400):
        given, price = with_twins(random_field(rng), rng), random_prices(rng)
        found, truth = best(given, price), brute.best(given, price)
        assert (found is None) == (truth is None), case
        if found is not None and truth is not None:
            assert brute.value(given, found, price) == pytest.approx(truth[0], abs=1.1e-9), case


def with_twins(given: Field, rng: random.Random) -> Field:
    """Return a choice in which two more channels are the same as one there is."""
    name, kinds = rng.choice(sorted(given.options)), 61
    weights = np.array([rng.uniform(0.1, 1) for _ in range(kinds)])
    options = {name: given.options[name]}
    for twin in ("another", "zebra"):
        options[twin] = tuple(replace(option, channel=twin) for option in options[name])
    options |= {n: given.options[n] for n in sorted(given.options.keys() - {name})[:3]}
    there = {n: np.array([rng.random() for _ in range(kinds)]) for n in options}
    there |= {"another": there[name], "zebra": there[name]}
    always = given.always & options.keys()
    return replace(
        given, atoms=Kinds(weights / weights.sum(), there), options=options, always=always
    )


@pytest.mark.parametrize("seed", range(5))
def test_many_choices_at_once_are_each_what_they_are_alone(seed: int) -> None:
    rng = random.Random(100 + seed)
    fields, price = [random_field(rng) for _ in range(40)], random_prices(rng)
    together = solve(fields, price)
    for number, (given, found) in enumerate(zip(fields, together, strict=True)):
        alone = worth(given, best(given, price), price)
        assert worth(given, found, price) == pytest.approx(alone, abs=1.1e-9), number
        assert found is None or fits(given, found), number


@pytest.mark.parametrize("seed", range(5))
def test_many_choices_for_the_same_customers_are_each_what_they_are_alone(seed: int) -> None:
    rng = random.Random(200 + seed)
    first, price = random_field(rng), random_prices(rng)
    others = [random_field(rng) for _ in range(39)]
    fields = [first, *(replace(other, atoms=first.atoms) for other in others)]
    for number, (given, found) in enumerate(zip(fields, solve(fields, price), strict=True)):
        alone = worth(given, best(given, price), price)
        assert worth(given, found, price) == pytest.approx(alone, abs=1.1e-9), number
        assert found is None or fits(given, found), number


def test_a_bad_start_changes_no_value() -> None:
    rng = random.Random(15)
    for case in range(60):
        fields, price = [random_field(rng) for _ in range(rng.choice([1, 8]))], random_prices(rng)
        starts = [random_start(rng, rng.choice(fields)) for _ in range(rng.randint(1, 4))]
        for given, found, plain in zip(
            fields, solve(fields, price, starts), solve(fields, price), strict=True
        ):
            expected = worth(given, plain, price)
            assert worth(given, found, price) == pytest.approx(expected, abs=1.1e-9), case
            assert found is None or fits(given, found), case


@pytest.mark.parametrize("empty", ["a", "c", "z"])
def test_a_channel_without_any_option_is_as_good_as_absent(empty: str) -> None:
    one, two = work("b", 10, 0.5), work("d", 10, 0.6)
    options = {"b": (one,), "d": (two,), empty: ()}
    given = Field(Kinds(np.array([1.0])), options, {}, frozenset(), {"Ana": 20.0}, 0.0)
    found = best(given, USUAL)
    assert found is not None
    assert {o.channel for o in found} == {"b", "d"}
    assert best(replace(given, always=frozenset({empty})), USUAL) is None


@pytest.mark.parametrize("options", [{}, {"a": ()}])
def test_where_nothing_can_be_chosen_the_best_set_is_empty(
    options: Mapping[str, tuple[Option, ...]],
) -> None:
    given = Field(Kinds(np.array([1.0])), options, {}, frozenset(), {"Ana": 20.0}, 0.0)
    assert best(given, USUAL) == ()


def test_nothing_to_solve_is_no_answer_at_all() -> None:
    assert solve([], USUAL) == []


def fits(given: Field, found: Sequence[Option]) -> bool:
    """Say whether a set keeps the hours, the money, each person's minutes, and what must be in."""
    return (
        sum(o.cost for o in found) <= given.minutes + 1e-6
        and sum(o.money for o in found) <= given.money + 1e-6
        and brute.fits_people([(o.making, o.makers) for o in found], given.capacity)
        and len({o.channel for o in found}) == len(found)
        and given.always <= {o.channel for o in found}
    )


def test_what_the_search_finds_fits_the_hours_the_money_and_the_people() -> None:
    rng = random.Random(12)
    for case in range(300):
        given = random_field(rng)
        found = best(given, FREE)
        assert found is None or fits(given, found), case


def test_more_hours_never_lower_the_value_of_a_random_choice() -> None:
    rng = random.Random(13)
    for _ in range(150):
        given, last = random_field(rng), -2.0
        for minutes in (10, 30, 60, 90, 150, 300):
            more = with_minutes(given, minutes)
            found = worth(more, best(more, USUAL), USUAL)
            assert found is None or found >= last - 1e-9
            last = last if found is None else found


@pytest.mark.parametrize("name", SAMPLES)
def test_more_hours_never_lower_a_samples_value(name: str) -> None:
    given, last = menu(name), -2.0
    for factor in (1.0, 1.1, 1.3, 1.5):
        more = with_minutes(given, given.minutes * factor)
        found = worth(more, best(more, prices()), prices())
        assert found is not None
        assert found >= last - 1e-9
        last = found


def test_of_two_equal_sets_the_one_with_fewer_channels_wins() -> None:
    one = work("a", 10, 0.5)
    two = [work(name, 5, 0.5**0.5) for name in ("b", "c")]
    options = {o.channel: (o,) for o in (one, *two)}
    given = Field(Kinds(np.array([1.0])), options, {}, frozenset(), {"Ana": 10.0}, 0.0)
    assert best(given, USUAL) == (one,)


def test_channels_kept_by_the_consultant_stay_however_little_they_bring() -> None:
    options = {name: (work(name, 2000, 0.99),) for name in ("a", "b")}
    given = Field(Kinds(np.array([1.0])), options, {}, frozenset(options), {"Ana": 4000.0}, 0.0)
    found = best(given, USUAL)
    assert found is not None
    assert {o.channel for o in found} == {"a", "b"}


@pytest.mark.parametrize("channel", ["email", "podcast", "youtube", "local-press"])
def test_a_channel_decided_as_always_is_in(channel: str) -> None:
    found = of(decide(stated(channel, "always"), content(), TODAY).choices, channel)
    assert (found.verdict, found.decided_by_consultant) == ("now", True)
    assert found.reasons[0].key == "always"


@pytest.mark.parametrize("channel", ["referrals", "reviews", "google-business-profile", "x"])
def test_a_channel_decided_as_never_is_left_out_for_that_reason(channel: str) -> None:
    found = of(decide(stated(channel, "never"), content(), TODAY).choices, channel)
    assert (found.verdict, found.decided_by_consultant) == ("skip", True)
    assert [reason.key for reason in found.reasons] == ["never"]
    assert found.trigger is None


def test_too_much_decided_as_always_is_a_problem_and_not_a_plan() -> None:
    state = ChannelState.model_validate({"decision": "always", "because": "we said so"})
    wanted = dict.fromkeys(content().channels, state)
    with pytest.raises(ProblemsError):
        decide(bakery(channels=wanted), content(), TODAY)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_samples_coverage_is_a_share_inside_its_bounds(name: str) -> None:
    found = decision(name)
    for share in (found.reach, found.bounds, found.everywhere.reach):
        assert 0 <= share.low <= share.mid <= share.high <= 1


def test_a_random_sets_coverage_is_a_share_and_grows_with_each_channel() -> None:
    rng = random.Random(14)
    for _ in range(200):
        given, path = random_field(rng), list[Option]()
        last = given.coverage(path)
        assert last == pytest.approx(0)
        for options in given.options.values():
            path.append(options[0])
            met = given.coverage(path)
            assert last - 1e-12 <= met <= 1
            last = met


@pytest.mark.parametrize("name", SAMPLES)
def test_removing_the_last_channel_lowers_coverage_by_what_it_adds(name: str) -> None:
    options, given = chosen_options(name), menu(name)
    last = decision(name).having("now")[-1]
    gone = given.coverage(options) - given.coverage(options[:-1])
    assert last.adds.mid == pytest.approx(gone, abs=1e-12)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_channels_add_is_what_they_meet_together(name: str) -> None:
    found = decision(name)
    added = sum(choice.adds.mid for choice in found.having("now"))
    assert added == pytest.approx(found.reach.mid, abs=1e-9)


@pytest.mark.parametrize("name", SAMPLES)
def test_channels_stand_in_the_order_of_what_each_adds(name: str) -> None:
    options, given = chosen_options(name), menu(name)
    for place, option in enumerate(options):
        met = given.coverage([*options[:place], option])
        for later in options[place + 1 :]:
            assert met >= given.coverage([*options[:place], later]) - 1e-12


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_stays_inside_its_hours_and_money(name: str) -> None:
    found = decision(name)
    assert found.hours.human <= found.hours.planned <= found.hours.available + 1e-9
    assert found.money_planned <= found.money_available


@pytest.mark.parametrize("name", SAMPLES)
def test_a_samples_planned_hours_are_set_up_and_cadence_and_people(name: str) -> None:
    found = decision(name)
    minutes = sum(c.minutes_per_week + c.setup_minutes / 13 for c in found.having("now"))
    assert found.hours.planned == pytest.approx(found.hours.human + minutes / 60)


@pytest.mark.parametrize("name", SAMPLES)
def test_all_channels_are_ranked_once(name: str) -> None:
    found = decision(name).choices
    assert [choice.rank for choice in found] == list(range(1, len(content().channels) + 1))
    assert {choice.channel for choice in found} == content().channels.keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_now_comes_before_later_and_later_before_skip(name: str) -> None:
    order = ["now", "later", "skip"]
    places = [order.index(choice.verdict) for choice in decision(name).choices]
    assert places == sorted(places)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_chosen_channel_is_worth_its_price(name: str) -> None:
    options, given = chosen_options(name), menu(name)
    value = brute.value(given, options, prices())
    for option in options:
        if option.channel not in given.always:
            without = [other for other in options if other is not option]
            assert value >= brute.value(given, without, prices()) - 1e-9, option.channel


@pytest.mark.parametrize("name", SAMPLES)
def test_no_single_swap_betters_a_samples_choice(name: str) -> None:
    options, given = chosen_options(name), menu(name)
    value = brute.value(given, options, prices())
    for gone in options:
        kept = [other for other in options if other is not gone]
        for other in (o for rows in given.options.values() for o in rows):
            swapped = [*kept, other]
            if fits(given, swapped):
                assert brute.value(given, swapped, prices()) <= value + 2e-9


@pytest.mark.parametrize("name", SAMPLES)
def test_every_verdict_has_a_reason_and_later_says_when(name: str) -> None:
    for choice in decision(name).choices:
        assert choice.reasons
        assert (choice.trigger is not None) == (choice.verdict == "later")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_an_asset_or_hours_would_change_comes_true(name: str) -> None:
    profile = client(name)
    for choice in decision(name).having("later"):
        trigger = choice.trigger
        assert trigger is not None
        if trigger.key == "trigger_asset":
            has = (*profile.resources.has, trigger.values["id"])
            resources = profile.resources.model_copy(update={"has": has})
            changed = profile.model_copy(update={"resources": resources})
            found = decide(changed, content(), TODAY)
            assert of(found.choices, choice.channel).verdict == "now"


def shuffled(profile: Profile, rng: random.Random) -> Profile:
    """Return the profile with its channels, people, contacts, skills and means in another order."""
    people = [_shuffled_person(person, rng) for person in reversed(profile.resources.people)]
    has = tuple(rng.sample(profile.resources.has, len(profile.resources.has)))
    resources = profile.resources.model_copy(update={"people": tuple(people), "has": has})
    channels = {key: profile.channels[key] for key in reversed(profile.channels)}
    contacts = rng.sample(profile.human_touch.people, len(profile.human_touch.people))
    human = profile.human_touch.model_copy(update={"people": tuple(contacts)})
    changes = {"resources": resources, "channels": channels, "human_touch": human}
    return profile.model_copy(update=changes)


def _shuffled_person(person: Person, rng: random.Random) -> Person:
    skills = tuple(rng.sample(person.skills, len(person.skills)))
    return person.model_copy(update={"skills": skills})


def verdicts(found: Decision) -> list[tuple[str, str, str, int, str | None, float]]:
    """Return what the client is told of each channel."""
    return [
        (
            c.channel,
            c.verdict,
            c.tier,
            c.rank,
            c.trigger.key if c.trigger else None,
            round(c.adds.mid, 9),
        )
        for c in found.choices
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_order_in_which_things_are_written_changes_nothing(name: str) -> None:
    other = decide(shuffled(client(name), random.Random(21)), content(), TODAY)
    assert verdicts(other) == verdicts(decision(name))


def test_two_people_alike_in_all_but_hours_may_be_named_in_either_order() -> None:
    team = [
        Person(name="Ana", hours_per_week=1, skills=("photos", "talking")),
        Person(name="Ben", hours_per_week=2, skills=("talking",)),
        Person(name="Cy", hours_per_week=1.5, skills=("talking", "writing")),
    ]
    kept = client("harbor-lane-bakery")
    human = kept.human_touch.model_copy(update={"people": ()})
    found = [
        decide(
            kept.model_copy(
                update={
                    "human_touch": human,
                    "resources": kept.resources.model_copy(update={"people": tuple(people)}),
                }
            ),
            content(),
            TODAY,
        )
        for people in (team, team[::-1])
    ]
    assert verdicts(found[0]) == verdicts(found[1])


@pytest.mark.parametrize("name", ["prairie-line-plumbing", "brandt-okafor-cpas"])
def test_the_plumber_and_the_accountant_are_not_told_tiktok(name: str) -> None:
    assert of(decision(name).choices, "tiktok").verdict == "skip"


def test_no_two_samples_are_told_the_same() -> None:
    plans = Counter(
        frozenset((choice.channel, choice.tier) for choice in decision(name).having("now"))
        for name in SAMPLES
    )
    assert max(plans.values()) == 1


def test_more_hours_per_week_never_meet_fewer_of_the_bakerys_customers() -> None:
    shares = []
    for hours in (5.0, 6.0, 7.0):
        resources = client("harbor-lane-bakery").resources.model_copy(
            update={"hours_per_week": hours, "people": ()}
        )
        shares.append(decide(bakery(resources=resources), content(), TODAY).reach.mid)
    assert shares == sorted(shares)
