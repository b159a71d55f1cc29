"""The plan: nobody over their hours, set-up before posts, people every week, a bad week in hand."""

import math
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pytest

from generator.decide import decide
from generator.decide.team import human_minutes, people
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile as read_profile
from generator.model.library import Library
from generator.model.profile import Person, Profile
from generator.model.results import Chosen, Decision, Plan, Task, Week
from generator.model.words import BUYS, WEEKDAYS
from generator.plan import plan
from generator.plan.sharing import Work, share
from tests import brute
from tests.conftest import SAMPLES, TODAY, WORKSPACE

RANDOM = tuple(range(60))
EVERY = (*SAMPLES, *RANDOM)
REGULAR = {"making", "posting", "answering"}
LEAST = 5


@dataclass(frozen=True)
class Case:
    """A client with its decision and its plan."""

    profile: Profile
    decision: Decision
    plan: Plan


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


@lru_cache(maxsize=128)
def case(name: str | int) -> Case:
    """Return a sample by its name, or a random client by its number."""
    if isinstance(name, int):
        return planned(random_profile(random.Random(name)))
    return planned(read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0].profile)


def planned(profile: Profile) -> Case:
    """Return a client with what comes of its profile."""
    decision = decide(profile, content(), TODAY)
    return Case(profile, decision, plan(profile, content(), decision))


def random_profile(rng: random.Random) -> Profile:
    """Return a client with any hours, people, accounts and contacts."""
    hours = rng.choice([0.5, 0.75, 1, 1.3, 2, 2.7, 10 / 3, 4.05, 5, 6.5, 8])
    team = random_team(rng, hours)
    human: dict[str, object] = {"people": random_contacts(rng, [str(p["name"]) for p in team])}
    if rng.random() < 0.6:
        human["hours_per_week"] = rng.choice([0.0, 0.25, 0.4, 0.5]) * hours
    accounts = rng.sample(sorted(content().channels), 14)
    assets = sorted(content().means.assets)
    return Profile.model_validate(
        {
            "business": {
                "name": "Corner Shop",
                "trade": rng.choice(sorted(content().trades)),
                "sells": "good things",
                "place": {
                    "country": rng.choice(["US", "US", "CA", "GB"]),
                    "setting": rng.choice(["urban", "suburban", "rural"]),
                },
                "reach": rng.choice(["local", "regional", "national", "online"]),
            },
            "customers": random_customers(rng),
            "goals": {"new_customers": rng.randint(1, 5), "repeat": rng.randint(0, 5)},
            "resources": {
                "hours_per_week": hours,
                "money_per_month": rng.choice([0, 40, 300]),
                "people": team,
                "has": [*rng.sample(assets, rng.randint(2, len(assets))), "customer-list"],
                "customer_list": rng.choice([None, 300]),
            },
            "human_touch": human,
            "channels": {name: {"account": rng.choice(["idle", "active"])} for name in accounts},
            "start": rng.choice([None, "2027-01-04"]),
        }
    )


def random_team(rng: random.Random, hours: float) -> list[dict[str, object]]:
    """Return nobody or up to three people who share the hours, each in whole minutes."""
    names = ("Ana", "Ben", "Cy")[: rng.randint(0, 3)]
    parts = [rng.uniform(0.2, 1) for _ in names]
    return [
        {
            "name": name,
            "hours_per_week": math.floor(hours * part / sum(parts) * 60) / 60,
            "skills": rng.sample(sorted(content().means.skills), 2),
            "days": rng.sample(WEEKDAYS, rng.randint(0, 4)),
        }
        for name, part in zip(names, parts, strict=True)
    ]


def random_contacts(rng: random.Random, names: list[str]) -> list[dict[str, object]]:
    """Return up to five people to keep in touch with."""
    return [
        {
            "who": f"Friend {number}",
            "how": rng.choice(["call", "visit", "lunch", "note", "message"]),
            "every": rng.choice(["week", "month", "quarter", "year"]),
            **({"by": rng.choice(names)} if names and rng.random() < 0.7 else {}),
        }
        for number in range(rng.randint(0, 5))
    ]


def random_customers(rng: random.Random) -> list[dict[str, object]]:
    """Return one or two groups of customers."""
    shares = rng.choice([[100], [70, 30]])
    return [
        {
            "name": f"Group {number}",
            "kind": rng.choice(["consumers", "consumers", "businesses"]),
            "share": part,
            "ages": rng.choice([None, "18-29", "30-64", "50+"]),
            "buy": rng.choice(BUYS),
        }
        for number, part in enumerate(shares)
    ]


def small(
    *team: Mapping[str, object], human: float = 0.0, hours: float | None = None, **channels: str
) -> Profile:
    """Return a small bakery with these people; channels are kept always, their account as given."""
    profile = random_profile(random.Random(0)).model_dump(mode="json", by_alias=True)
    total = hours or sum(float(str(person["hours_per_week"])) for person in team)
    profile["business"] |= {"trade": "bakery", "reach": "local"}
    profile["business"]["place"]["country"] = "US"
    profile["customers"] = [{"name": "All", "kind": "consumers", "share": 100, "buy": "habitual"}]
    profile["resources"] |= {"hours_per_week": total, "people": list(team), "has": ["smartphone"]}
    profile["human_touch"] = {"hours_per_week": human, "people": []}
    profile["channels"] = {
        name: {"account": account, "decision": "always"} for name, account in channels.items()
    }
    return Profile.model_validate(profile)


def of(week: Week, kind: str) -> list[Task]:
    """Return a week's tasks of one kind."""
    return [task for task in week.tasks if task.kind == kind]


def setup_total(choice: Chosen) -> int:
    """Return the minutes of a chosen channel's set-up."""
    return round(choice.setup_minutes)


def setup_done(found: Case, channel: str, before: int = 14) -> int:
    """Return how many minutes of a channel's set-up come before a week."""
    weeks = [week for week in found.plan.weeks if week.number < before]
    tasks = [task for week in weeks for task in of(week, "setup")]
    return sum(task.minutes for task in tasks if task.channel == channel)


def regular_minutes(week: Week) -> Counter[str]:
    """Return each channel's minutes of making, posting and answering in a week."""
    found: Counter[str] = Counter()
    for task in week.tasks:
        if task.kind in REGULAR:
            found[task.channel or ""] += task.minutes
    return found


@pytest.mark.parametrize("name", EVERY)
def test_nobody_exceeds_their_hours_in_any_week(name: str | int) -> None:
    found = case(name)
    for person in people(found.profile):
        most = person.hours_per_week * 60 + 1e-6
        for week in (*found.plan.weeks, found.plan.normal, found.plan.bad):
            assert week.minutes_of(person.name) <= most, (week.number, person.name)


@pytest.mark.parametrize("name", EVERY)
def test_every_week_stays_inside_the_hours_of_the_business(name: str | int) -> None:
    found = case(name)
    assert [week.number for week in found.plan.weeks] == list(range(1, 14))
    for week in found.plan.weeks:
        team = {person.name for person in people(found.profile)}
        assert week.minutes == sum(week.minutes_of(person) for person in team)
        assert week.minutes <= found.profile.resources.hours_per_week * 60 + 1e-6


@pytest.mark.parametrize("name", EVERY)
def test_no_task_is_without_minutes(name: str | int) -> None:
    found = case(name).plan
    weeks = (*found.weeks, found.normal, found.bad)
    assert all(task.minutes > 0 for week in weeks for task in week.tasks)


@pytest.mark.parametrize("name", EVERY)
def test_no_channel_runs_before_its_set_up_is_complete(name: str | int) -> None:
    found = case(name)
    for choice in found.decision.having("now"):
        for week in found.plan.weeks:
            if regular_minutes(week)[choice.channel]:
                assert week.number >= found.plan.begins[choice.channel]
                assert setup_done(found, choice.channel, week.number) == setup_total(choice)


@pytest.mark.parametrize("name", EVERY)
def test_all_set_up_is_done_within_the_plan(name: str | int) -> None:
    found = case(name)
    for choice in found.decision.having("now"):
        assert setup_done(found, choice.channel) == setup_total(choice), choice.channel


@pytest.mark.parametrize("name", EVERY)
def test_every_chosen_channel_begins_within_the_plan(name: str | int) -> None:
    found = case(name)
    chosen = {choice.channel for choice in found.decision.having("now")}
    assert found.plan.begins.keys() == chosen
    assert all(1 <= week <= 13 for week in found.plan.begins.values())


@pytest.mark.parametrize("name", EVERY)
def test_a_channel_that_runs_gets_its_whole_cadence_every_week(name: str | int) -> None:
    found = case(name)
    for choice in found.decision.having("now"):
        for week in found.plan.weeks:
            runs = week.number >= found.plan.begins.get(choice.channel, 14)
            wanted = choice.minutes_per_week if runs else 0
            assert regular_minutes(week)[choice.channel] == pytest.approx(wanted, abs=1.5)


@pytest.mark.parametrize("name", EVERY)
def test_a_normal_week_holds_every_chosen_channel_and_no_set_up(name: str | int) -> None:
    found = case(name)
    normal = regular_minutes(found.plan.normal)
    assert normal.keys() == {choice.channel for choice in found.decision.having("now")}
    assert not of(found.plan.normal, "setup")


@pytest.mark.parametrize("name", EVERY)
def test_making_is_done_by_those_who_can(name: str | int) -> None:
    found = case(name)
    makers = {choice.channel: choice.makers for choice in found.decision.having("now")}
    for week in found.plan.weeks:
        assert all(task.person in makers[task.channel or ""] for task in of(week, "making"))


@pytest.mark.parametrize("name", EVERY)
def test_time_for_people_is_there_every_week(name: str | int) -> None:
    found = case(name)
    kept = human_minutes(found.profile, content())
    for week in (*found.plan.weeks, found.plan.normal):
        for person, minutes in kept.items():
            given = sum(task.minutes for task in of(week, "people") if task.person == person)
            assert minutes - LEAST <= given <= minutes + 1e-6, (week.number, person)


@pytest.mark.parametrize("name", EVERY)
def test_a_bad_week_takes_at_most_half_the_minutes(name: str | int) -> None:
    found = case(name).plan
    assert found.bad.minutes <= found.normal.minutes / 2


@pytest.mark.parametrize("name", EVERY)
def test_a_bad_week_keeps_the_human_touch(name: str | int) -> None:
    found = case(name).plan
    assert bool(of(found.bad, "people")) == bool(of(found.normal, "people"))


@pytest.mark.parametrize("name", EVERY)
def test_a_bad_week_adds_nothing_new(name: str | int) -> None:
    found = case(name).plan
    normal, bad = (
        Counter((task.what.key, task.person, task.kind, task.channel) for task in week.tasks)
        for week in (found.normal, found.bad)
    )
    assert bad <= normal


@pytest.mark.parametrize("name", EVERY)
def test_nobody_works_on_a_day_that_is_not_theirs(name: str | int) -> None:
    found = case(name)
    days = {p.name: p.days or WEEKDAYS[:5] for p in people(found.profile)}
    for week in (*found.plan.weeks, found.plan.normal, found.plan.bad):
        for task in week.tasks:
            assert task.day is None or task.day in days[task.person]


@pytest.mark.parametrize("name", EVERY)
def test_every_day_has_a_reason_and_only_answers_have_no_day(name: str | int) -> None:
    for week in case(name).plan.weeks:
        for task in week.tasks:
            assert (task.day is None) == (task.kind == "answering") == (task.day_reason is None)


@pytest.mark.parametrize("name", EVERY)
def test_weeks_start_seven_days_apart_from_the_first_day(name: str | int) -> None:
    found = case(name)
    starts = [week.starts for week in found.plan.weeks]
    assert starts[0] == found.profile.start
    gaps = [(b - a).days for a, b in pairwise(starts) if a and b]
    assert gaps == ([7] * 12 if found.profile.start else [])


def test_the_same_profile_gives_the_same_plan() -> None:
    profile = case(SAMPLES[0]).profile
    assert planned(profile).plan == case(SAMPLES[0]).plan


def test_hours_that_are_not_whole_minutes_still_give_a_plan() -> None:
    team = [
        {"name": "Ana", "hours_per_week": 17.9 / 60},
        {"name": "Ben", "hours_per_week": 18.1 / 60},
    ]
    found = planned(small(*team, facebook="active"))
    assert regular_minutes(found.plan.normal)["facebook"] == 35


def test_many_people_with_little_time_each_still_set_a_channel_up() -> None:
    names = ("Ana", "Ben", "Cy", "Dee", "Eve", "Fay")
    team = [{"name": name, "hours_per_week": 0.15} for name in names]
    found = planned(small(*team, facebook="idle"))
    for choice in found.decision.having("now"):
        assert setup_done(found, choice.channel) == setup_total(choice), choice.channel


def test_a_bad_week_keeps_a_call_when_people_take_most_of_the_week() -> None:
    team = {"name": "Ana", "hours_per_week": 2}
    found = planned(small(team, human=1.25, facebook="active"))
    assert of(found.plan.bad, "people")
    assert found.plan.bad.minutes <= found.plan.normal.minutes / 2


def test_a_bad_week_counts_two_calls_alike_as_two() -> None:
    profile = small({"name": "Ana", "hours_per_week": 0.5, "days": ["mon"]}, human=0.5)
    twice = [{"who": "A member", "how": "call", "every": "week"}] * 2
    human = {"hours_per_week": 0.5, "people": twice}
    dump = profile.model_dump(mode="json", by_alias=True) | {"human_touch": human}
    found = planned(Profile.model_validate(dump)).plan
    assert found.bad.minutes <= found.normal.minutes / 2


@pytest.mark.parametrize("name", SAMPLES)
def test_everybody_to_keep_in_touch_with_comes_up_where_there_is_time(name: str) -> None:
    found = case(name)
    most = max(human_minutes(found.profile, content()).values())
    met = {task.what.values.get("who") for week in found.plan.weeks for task in of(week, "people")}
    for contact in found.profile.human_touch.people:
        if contact.every != "year" and content().constant(f"minutes_{contact.how}") <= most:
            assert contact.who in met


@pytest.mark.parametrize("name", SAMPLES)
def test_whoever_is_named_for_a_contact_keeps_in_touch(name: str) -> None:
    found = case(name)
    named = {contact.who: contact.by for contact in found.profile.human_touch.people}
    for week in found.plan.weeks:
        for task in of(week, "people"):
            by = named.get(str(task.what.values.get("who")))
            assert by is None or task.person == by, task.what.values


def random_works(rng: random.Random, team: tuple[str, ...]) -> list[Work]:
    """Return some work that each only some of the team can do."""
    return [
        Work(
            (f"channel-{number}", "making"),
            rng.choice([5, 10, 20, rng.randint(1, 60)]),
            tuple(rng.sample(team, rng.randint(1, len(team)))),
        )
        for number in range(rng.randint(1, 8))
    ]


def test_a_sharing_is_found_exactly_when_there_is_one() -> None:
    rng, outcomes = random.Random(31), Counter[bool]()
    for number in range(3000):
        team = ("Ana", "Ben", "Cy", "Dee")[: rng.randint(1, 4)]
        works = random_works(rng, team)
        total = sum(work.minutes for work in works)
        capacity = {name: rng.randint(0, 2 * total // len(team)) for name in team}
        exists = brute.fits_people(
            [(float(w.minutes), frozenset(w.who)) for w in works],
            {name: float(minutes) for name, minutes in capacity.items()},
        )
        outcomes[exists] += 1
        assert (share(works, capacity) is not None) == exists, number
    assert min(outcomes[True], outcomes[False]) > 300


def test_a_sharing_gives_all_work_to_those_who_can_and_nobody_too_much() -> None:
    rng = random.Random(32)
    for _ in range(1000):
        team = ("Ana", "Ben", "Cy")
        works = random_works(rng, team)
        capacity = {name: rng.randint(20, 150) for name in team}
        found = share(works, capacity) or {}
        used: Counter[str] = Counter()
        for work in works if found else ():
            assert sum(found[work.key].values()) == work.minutes
            assert found[work.key].keys() <= set(work.who)
            assert min(found[work.key].values()) > 0
            used.update(found[work.key])
        assert all(used[name] <= capacity[name] for name in team)


def test_work_that_fits_one_person_stays_with_one_person() -> None:
    works = [Work(("email", "making"), 30, ("Ana", "Ben"))]
    assert share(works, {"Ana": 20, "Ben": 40}) == {("email", "making"): {"Ben": 30}}


def test_sharing_passes_work_on_along_a_chain_of_people() -> None:
    works = [
        Work(("a", "making"), 30, ("Ana", "Ben")),
        Work(("b", "making"), 30, ("Ben", "Cy")),
        Work(("c", "making"), 20, ("Ana", "Ben")),
    ]
    found = share(works, {"Ana": 30, "Ben": 30, "Cy": 20})
    assert found is not None
    assert sum(sum(parts.values()) for parts in found.values()) == 80


def shown(tasks: tuple[Task, ...], kind: str) -> dict[str, set[tuple[str, str | None]]]:
    """Return who does one kind of work on which day, by channel."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for task in tasks:
        if task.kind == kind and task.channel:
            found.setdefault(task.channel, set()).add((task.person, task.day))
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_what_one_person_makes_and_posts_is_posted_the_same_day(name: str) -> None:
    tasks = case(name).plan.normal.tasks
    made, posted = shown(tasks, "making"), shown(tasks, "posting")
    for channel in made.keys() & posted.keys():
        makers, posters = ({who for who, _ in part[channel]} for part in (made, posted))
        if len(made[channel]) == 1 and makers == posters:
            assert posted[channel] == made[channel], channel


def test_work_that_follows_another_goes_to_whoever_did_that() -> None:
    first = Work(("facebook", "making"), 20, ("Ana", "Ben"))
    second = Work(("facebook", "posting"), 5, ("Ben", "Ana"), after=first.key)
    found = share([second, first], {"Ana": 60, "Ben": 60})
    assert found == {first.key: {"Ana": 20}, second.key: {"Ana": 5}}


def test_whoever_is_in_on_most_days_answers() -> None:
    profile = case("harbor-lane-bakery").profile
    team = [
        {"name": "Ana", "hours_per_week": 3, "skills": ["photos", "talking"], "days": ["sun"]},
        {"name": "Ben", "hours_per_week": 2, "days": ["mon", "tue", "wed", "thu"]},
    ]
    human = profile.human_touch.model_copy(update={"people": ()})
    resources = profile.resources.model_copy(
        update={"people": tuple(map(Person.model_validate, team))}
    )
    moved = profile.model_copy(update={"resources": resources, "human_touch": human})
    tasks = planned(moved).plan.normal.tasks
    answering = Counter(dict.fromkeys(("Ana", "Ben"), 0))
    for task in tasks:
        if task.kind == "answering":
            answering[task.person] += task.minutes
    assert answering["Ben"] > answering["Ana"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_bad_week_answers_before_it_makes_and_leaves_the_rare_things(name: str) -> None:
    plan = case(name).plan
    bad = plan.bad.tasks
    assert not [t for t in bad if t.kind in {"making", "posting"} and t.every_weeks > 1]
    if any(task.kind == "making" for task in bad):
        asked = {t.channel for t in plan.normal.tasks if t.kind == "answering"}
        assert {t.channel for t in bad if t.kind == "answering"} == asked
