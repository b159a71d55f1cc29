"""What holds for every profile, looked for in made-up ones and in the samples."""

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, reject, settings

from generator.check.profile import profile_problems
from generator.decide import chosen, decide
from generator.decide.changed_hours import at_hours
from generator.decide.decision import solver_for
from generator.decide.doubt import doubt
from generator.decide.frailty import Vector
from generator.decide.options import Field, Option
from generator.decide.search import best
from generator.decide.solver import Solver
from generator.decide.team import people
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile as read_profile
from generator.load.profile import reading
from generator.model.library import Library
from generator.model.profile import ChannelState, Client, Profile
from generator.model.results import Decision, End, Flip, Range, Reason
from generator.pages.explain import decision_json
from generator.problems import ProblemsError
from tests import brute, generated
from tests.conftest import SAMPLES, TODAY, WORKSPACE

LIBRARY = read_library(roots(WORKSPACE))
PROFILES = generated.profiles(LIBRARY)
Data = dict[str, Any]
PLACE = re.compile(r"channels\.([a-z0-9-]+)\.(decision)|([a-z_]+)|\[(\d+)\]")
SLACK = 1e-9
COMMAND = "from generator.cli import main; main()"


def tried(times: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the settings of a property that is tried so many times, always on the same ones.

    No smaller failing profile is looked for: that takes minutes, and few answers matter at once.
    """
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(
        max_examples=times,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=slow,
    )


def decided(profile: Profile) -> Decision:
    """Return the decision; leave aside a profile that asks for more than there is."""
    try:
        return decide(profile, LIBRARY, TODAY)
    except ProblemsError:
        reject()


def told(profile: Profile, library: Library = LIBRARY) -> str:
    """Return the decision as the text of `decision.json`."""
    try:
        found = decide(profile, library, TODAY)
    except ProblemsError:
        reject()
    return decision_json(Client(id="client", profile=profile), library, found)


def with_resources(profile: Profile, **changes: object) -> Profile:
    """Return the profile with other resources."""
    resources = profile.resources.model_copy(update=changes)
    return profile.model_copy(update={"resources": resources})


def alone(profile: Profile) -> Profile:
    """Return the profile with nobody named, nothing always in, and no results yet."""
    states = {
        name: state.model_copy(update={"decision": None}) if state.decision == "always" else state
        for name, state in profile.channels.items()
    }
    plain = profile.model_copy(update={"channels": states, "results": ()})
    return with_resources(plain, people=())


def solver_of(profile: Profile) -> Solver:
    """Return a solver that knows what the client's results taught."""
    return solver_for(profile, LIBRARY, TODAY)


def options_of(decision: Decision, field: Field) -> list[Option]:
    """Return the options behind what is in now, in its order."""
    return [
        next(
            option
            for option in field.options[choice.channel]
            if (option.tier, option.makers) == (choice.tier, choice.makers)
        )
        for choice in decision.having("now")
    ]


def ranges(value: object) -> Iterator[Range]:
    """Yield every range anywhere in a value."""
    if isinstance(value, Range):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from ranges(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for own in value.values():
            yield from ranges(own)
    elif isinstance(value, tuple):
        for own in value:
            yield from ranges(own)


# How much is met


@tried(12)
@given(profile=PROFILES)
def test_more_hours_never_lower_the_optimum(profile: Profile) -> None:
    plain = alone(profile)
    hours = plain.resources.hours_per_week
    human = plain.human_touch.model_copy(update={"hours_per_week": hours / 4})
    plain, last = plain.model_copy(update={"human_touch": human}), -1.0
    for factor in (1.0, 1.2, 1.5, 2.0, 4.0):
        solver = Solver(LIBRARY, TODAY)
        more = with_resources(plain, hours_per_week=hours * factor)
        (found,) = solver.sets([more])
        assert found is not None
        value = brute.value(solver.field(more), found, solver.prices)
        assert value >= last - SLACK
        last = value


@tried(8)
@given(profile=PROFILES)
def test_in_the_hours_table_more_hours_never_meet_fewer(profile: Profile) -> None:
    plain = alone(profile)
    rows = decided(plain).what_if
    price = LIBRARY.constant("price_of_place")
    assert [row.hours for row in rows] == sorted(row.hours for row in rows)
    for row in rows:
        for more in rows[rows.index(row) + 1 :]:
            fewer = len(row.picks or ()) - len(more.picks or ())
            assert more.reach >= row.reach - max(fewer, 0) * price - SLACK, (row, more)


@tried(8)
@given(profile=PROFILES)
def test_every_range_is_a_share_and_in_order(profile: Profile) -> None:
    found = list(ranges(decided(profile)))
    assert len(found) > 3 + 2 * len(LIBRARY.channels)
    for one in found:
        assert 0 <= one.low <= one.mid <= one.high <= 1, one


@tried(8)
@given(profile=PROFILES)
def test_without_its_last_channel_a_set_meets_fewer_by_what_that_adds(profile: Profile) -> None:
    decision = decided(profile)
    field = solver_of(profile).field(profile)
    options = options_of(decision, field)
    assert decision.reach.mid == pytest.approx(field.coverage(options), abs=SLACK)
    for count, choice in enumerate(decision.having("now"), 1):
        gone = field.coverage(options[:count]) - field.coverage(options[: count - 1])
        assert choice.adds.mid == pytest.approx(gone, abs=SLACK)


@tried(8)
@given(profile=PROFILES)
def test_the_plan_stays_inside_the_hours_and_the_money(profile: Profile) -> None:
    decision = decided(profile)
    hours = decision.hours
    assert 0 <= hours.human <= hours.planned + SLACK
    assert hours.planned <= hours.available + SLACK
    assert decision.money_planned <= decision.money_available
    for row in decision.what_if:
        assert row.picks is None or row.planned <= row.hours + SLACK, row


@tried(8)
@given(profile=PROFILES)
def test_what_is_decided_as_never_is_in_nothing_and_what_is_always_is_in(profile: Profile) -> None:
    names = sorted(LIBRARY.channels)
    free = next(n for n in names if n not in profile.channels)
    best_one = (chosen(profile, LIBRARY, TODAY) or (free,))[0]
    states = {**profile.channels, best_one: _never()}
    decision = decided(profile.model_copy(update={"channels": states}))
    never = {name for name, state in states.items() if state.decision == "never"}
    kept = {name for name, state in states.items() if state.decision == "always"}
    now = {choice.channel for choice in decision.having("now")}
    assert kept <= now
    assert not never & now
    assert not never & {p.channel for row in decision.what_if for p in row.picks or ()}
    for choice in decision.choices:
        if choice.channel in never:
            assert (choice.verdict, choice.holds_in, choice.trigger) == ("skip", 1.0, None)


def _never() -> Any:  # noqa: ANN401 - a state as a profile holds it
    profile = read_profile(WORKSPACE / "profiles" / "harbor-lane-bakery.yml")[0].profile
    return profile.channels["tiktok"]


# The order in which things are written


@tried(4)
@given(profile=PROFILES)
def test_the_order_of_keys_changes_nothing(profile: Profile) -> None:
    other = Profile.model_validate(_reversed(_data(profile)))
    assert told(other) == told(profile)


@tried(3)
@given(profile=PROFILES)
def test_the_order_of_channels_in_the_library_changes_nothing(profile: Profile) -> None:
    channels = dict(reversed(tuple(LIBRARY.channels.items())))
    other = LIBRARY.model_copy(update={"channels": channels})
    assert json.loads(told(profile, other)) == json.loads(told(profile))


@tried(4)
@given(profile=PROFILES)
def test_the_order_of_assets_changes_nothing(profile: Profile) -> None:
    has = profile.resources.has
    other = with_resources(profile, has=(*has[1::2], *reversed(has[::2])))
    assert _settled(other) == _settled(profile)


@tried(4)
@given(profile=PROFILES)
def test_the_order_of_people_changes_nothing(profile: Profile) -> None:
    other = with_resources(profile, people=profile.resources.people[::-1])
    assert _settled(other) == _settled(profile)


@tried(5)
@given(profile=PROFILES)
def test_customers_in_other_units_change_nothing(profile: Profile) -> None:
    for factor in (0.5, 3):
        customers = tuple(
            s.model_copy(update={"share": s.share * factor}) for s in profile.customers
        )
        other = profile.model_copy(update={"customers": customers})
        assert told(other) == told(profile)


def _reversed(value: Any) -> Any:  # noqa: ANN401 - plain values, as a file holds them
    """Return a value with the keys of each mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: _reversed(own) for key, own in reversed(value.items())}
    return [_reversed(own) for own in value] if isinstance(value, list) else value


def _settled(profile: Profile) -> object:
    """Return the decision with people by name and lists sorted: a flip names places in lists."""
    names = [person.name for person in profile.resources.people]

    def settled(value: Any) -> Any:  # noqa: ANN401 - as above
        if isinstance(value, dict):
            return {
                settled(key): sorted(own, key=str)
                if key in {"from", "to"} and _words(own)
                else settled(own)
                for key, own in value.items()
            }
        if isinstance(value, str):
            return re.sub(r"people\[(\d)\]", lambda found: names[int(found[1])], value)
        return [settled(own) for own in value] if isinstance(value, list) else value

    return settled(json.loads(told(profile)))


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(own, str) for own in value)


# What would turn a verdict, and what lets a channel in


@tried(6)
@given(profile=PROFILES)
def test_every_flip_comes_true(profile: Profile) -> None:
    decision = decided(profile)
    for changes, promised in by_change(decision).values():
        changed = Profile.model_validate(applied(_data(profile), changes))
        assert broken(changed, promised) == []


@tried(6)
@given(profile=PROFILES)
def test_everything_that_waits_comes_in_when_its_trigger_comes_true(profile: Profile) -> None:
    asked: dict[str, tuple[Profile, set[str]]] = {}
    for choice in decided(profile).having("later"):
        assert choice.trigger is not None
        then = after(choice.trigger, profile)
        asked.setdefault(then.model_dump_json(), (then, set()))[1].add(choice.channel)
    for then, names in asked.values():
        assert names <= set(chosen(then, LIBRARY, TODAY))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_flip_of_a_sample_comes_true_in_its_file(name: str, tmp_path: Path) -> None:
    original = WORKSPACE / "profiles"
    for file in (*original.glob("_*.yml"), *original.glob("*.svg")):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    data = yaml.safe_load((original / f"{name}.yml").read_text(encoding="utf-8"))
    path, found = tmp_path / f"{name}.yml", by_change(sample(name))
    assert found
    for changes, promised in found.values():
        text = yaml.safe_dump(applied(data, changes), allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        read = reading(path)
        assert not profile_problems(read, LIBRARY), changes
        assert read.client is not None
        assert broken(read.client.profile, promised) == [], changes


@pytest.mark.parametrize("name", SAMPLES)
def test_everything_that_waits_in_a_sample_comes_in_when_its_trigger_comes_true(name: str) -> None:
    profile = read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0].profile
    for choice in sample(name).having("later"):
        assert choice.trigger is not None
        assert choice.channel in chosen(after(choice.trigger, profile), LIBRARY, TODAY)


@lru_cache(maxsize=len(SAMPLES))
def sample(name: str) -> Decision:
    """Return a sample's decision."""
    profile = read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0].profile
    return decide(profile, LIBRARY, TODAY)


def by_change(decision: Decision) -> dict[str, tuple[dict[str, Any], list[tuple[str, Flip]]]]:
    """Return each change that flips name, with the channels it is to turn."""
    found: dict[str, tuple[dict[str, Any], list[tuple[str, Flip]]]] = {}
    for choice in decision.choices:
        for flip in choice.flips:
            assert flip.verdict != choice.verdict
            changes = {flip.change: flip.after, **flip.also}
            key = json.dumps(changes, sort_keys=True)
            found.setdefault(key, (changes, []))[1].append((choice.channel, flip))
    return found


def broken(profile: Profile, promised: list[tuple[str, Flip]]) -> list[str]:
    """Return each promise that the changed profile does not keep."""
    now = {*chosen(profile, LIBRARY, TODAY)}
    verdicts = dict.fromkeys(now, "now")
    if any(flip.verdict != "now" for _, flip in promised):
        verdicts = {c.channel: c.verdict for c in decide(profile, LIBRARY, TODAY).choices}
    return [
        f"{name} is {verdicts.get(name)}, not {flip.verdict}: {flip.change} {flip.after}"
        for name, flip in promised
        if verdicts.get(name) != flip.verdict
    ]


def _data(profile: Profile) -> Data:
    return profile.model_dump(mode="json", by_alias=True, exclude_none=True)


def applied(data: Data, changes: Mapping[str, Any]) -> Data:
    """Return a profile's answers with some, named by their places, given anew."""
    found = copy.deepcopy(data)
    for place, value in changes.items():
        *above, last = steps(place)
        here: Any = found
        for step in above:
            here = here[step] if isinstance(step, int) else here.setdefault(step, {})
        if value is None:
            here.pop(last, None)
        else:
            here[last] = value
    return found


def steps(place: str) -> list[str | int]:
    """Return the keys and numbers that lead to a place such as `customers[0].buy`."""
    found: list[str | int] = []
    for channel, decision, key, number in PLACE.findall(place):
        found += ["channels", channel, decision] if channel else [key or int(number)]
    return found


def begun(profile: Profile) -> Profile:
    """Return the profile a quarter later, with every chosen channel set up."""
    states = dict(profile.channels)
    for name in chosen(profile, LIBRARY, TODAY):
        states[name] = states.get(name, ChannelState()).model_copy(update={"account": "active"})
    return profile.model_copy(update={"channels": states})


def after(trigger: Reason, profile: Profile) -> Profile:
    """Return the profile in which a trigger has come true."""
    values = trigger.values
    if trigger.key == "trigger_quarter":
        return begun(profile)
    if trigger.key == "trigger_hours":
        return at_hours(profile, float(str(values["total"]))).profile
    word = str(values["id"])
    if trigger.key == "trigger_asset":
        return with_resources(profile, has=(*profile.resources.has, word))
    team = profile.resources.people or people(profile)
    able = min(team, key=lambda person: (-person.hours_per_week, person.name))
    other = able.model_copy(update={"skills": (*able.skills, word)})
    return with_resources(profile, people=tuple(other if one is able else one for one in team))


# The tables beside the decision


@tried(8)
@given(profile=PROFILES)
def test_the_row_of_the_clients_own_hours_is_the_decision(profile: Profile) -> None:
    decision = decided(profile)
    (row,) = (r for r in decision.what_if if r.hours == decision.hours.available)
    assert row.picks is not None
    picks = [(pick.channel, pick.tier, pick.minutes) for pick in row.picks]
    assert picks == [(c.channel, c.tier, c.minutes_per_week) for c in decision.having("now")]
    assert row.reach == pytest.approx(decision.reach.mid, abs=SLACK)
    assert row.human == pytest.approx(decision.hours.human, abs=SLACK)
    assert row.planned == pytest.approx(decision.hours.planned, abs=SLACK)


@tried(3)
@given(profile=PROFILES)
def test_each_row_of_the_hours_table_is_the_decision_at_those_hours(profile: Profile) -> None:
    plain = profile.model_copy(update={"results": ()})
    for row in decided(plain).what_if[::4]:
        try:
            found = chosen(at_hours(plain, row.hours).profile, LIBRARY, TODAY)
        except ProblemsError:
            assert row.picks is None
        else:
            assert row.picks is None or sorted(p.channel for p in row.picks) == sorted(found)


@tried(8)
@given(profile=PROFILES)
def test_how_firm_a_verdict_is_counts_draws(profile: Profile) -> None:
    decision = decided(profile)
    for choice in decision.choices:
        draws = choice.holds_in * decision.draws
        assert draws == pytest.approx(round(draws), abs=1e-6)
        assert 0 <= choice.holds_in <= 1


@pytest.mark.parametrize("name", ["harbor-lane-bakery", "kettle-ridge-machine"])
def test_a_verdict_holds_in_as_many_draws_as_when_each_is_decided_alone(name: str) -> None:
    decision = sample(name)
    profile = read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0].profile
    solver = solver_of(profile)
    field, counts = solver.field(profile), dict.fromkeys(LIBRARY.channels, 0)
    for drawn in redrawn(field, solver, profile):
        for option in best(drawn, solver.prices) or ():
            counts[option.channel] += 1
    for choice in decision.choices:
        share = counts[choice.channel] / decision.draws
        expected = share if choice.verdict == "now" else 1 - share
        assert choice.holds_in == pytest.approx(expected, abs=1e-9), choice.channel


class Drawn:
    """Customers as one draw has them."""

    def __init__(self, weights: Vector, there: Mapping[str, Vector]) -> None:
        """Know the weights, and who is there on each channel."""
        self._weights, self._there = weights, there

    @property
    def weights(self) -> Vector:
        """Return the atoms' shares of all customers."""
        return self._weights

    def present(self, channel: str, end: End = "mid") -> Vector:
        """Return the shares of a channel in this draw, the same at either end of the range."""
        assert end in {"low", "mid", "high"}
        return self._there[channel]


def redrawn(field: Field, solver: Solver, profile: Profile) -> Iterator[Field]:
    """Yield the choice as each draw has it."""
    draws = doubt(field, solver.crowd(profile), LIBRARY)
    names = draws.table.channels
    for present, factor in zip(draws.present, draws.factor, strict=True):
        there = {name: present[place] for place, name in enumerate(names)}
        by_name = dict(zip(names, factor, strict=True))
        options = {
            name: tuple(
                replace(o, effect=float(np.minimum(o.effect * by_name[name], 1.0))) for o in own
            )
            for name, own in field.options.items()
        }
        yield replace(field, atoms=Drawn(field.atoms.weights, there), options=options)


def test_a_decision_is_the_same_whatever_the_hash_seed() -> None:
    command = [sys.executable, "-c", COMMAND, "explain", "--json"]
    profile = str(WORKSPACE / "profiles" / "harbor-lane-bakery.yml")
    found = {
        subprocess.run(
            [*command, "--date", TODAY.isoformat(), profile],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=WORKSPACE,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(found) == 1
    assert json.loads(found.pop())["draws"] == 200
