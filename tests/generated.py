"""Whole profiles made up at random: any trade, country, customers, people, means and history."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from generator.model.profile import Profile
from generator.model.words import BANDS, BUYS, GOALS, SCOPES, SETTINGS, WEEKDAYS

if TYPE_CHECKING:
    import random

    from hypothesis.strategies import SearchStrategy

    from generator.model.library import Library

Answers = dict[str, object]
COUNTRIES = ("US", "US", "US", "CA", "GB", "DE", "FR", "NL", "BR", "JP", "KR", "IN", "KE", "AQ")
INCOMES = ("under_30k", "30k_69k", "70k_99k", "100k_plus")
EDUCATIONS = ("hs_or_less", "some_college", "college_grad")
HOURS = (0.5, 1, 1.5, 2, 2.75, 3, 4, 5, 6.5, 8, 10, 14, 20, 40)
NAMES = ("Ana", "Ben", "Cy", "Dee")
MOST_GROUPS = 6
TIGHT = 4


def profiles(library: Library) -> SearchStrategy[Profile]:
    """Return a strategy for whole profiles, for tests that look for the smallest failing one."""
    from hypothesis import strategies

    return strategies.randoms(use_true_random=False).map(lambda rng: profile(rng, library))


def profile(rng: random.Random, library: Library) -> Profile:
    """Return a made-up profile that passes every check."""
    return Profile.model_validate(answers(rng, library))


def answers(rng: random.Random, library: Library) -> Answers:
    """Return a made-up profile as its file would hold it."""
    hours, trade = rng.choice(HOURS), rng.choice([*sorted(library.trades), "other"])
    human = _human(rng, hours)
    return {
        "business": _business(rng, trade),
        "customers": _customers(rng, library, told=trade == "other"),
        "goals": {"new_customers": rng.randint(1, 5), **{g: rng.randint(0, 5) for g in GOALS[1:]}},
        "resources": {
            "hours_per_week": hours,
            "money_per_month": rng.choice([0, 0, 40, 100, 300, 1500]),
            "people": _people(rng, library, hours),
            **_means(rng, library),
        },
        "human_touch": human,
        "channels": _channels(rng, library, kept=hours >= TIGHT),
        "results": _results(rng, library),
        **rng.choice([{}, {"start": "2027-01-04"}]),
    }


def _business(rng: random.Random, trade: str) -> Answers:
    place = {"country": rng.choice(COUNTRIES), "setting": rng.choice(SETTINGS)}
    served = rng.choice([{}, {"customers": rng.choice([8, 60, 400, 2400, 90000])}])
    return {
        "name": "Corner House",
        "trade": trade,
        "sells": "good things",
        "place": place,
        "reach": rng.choice(SCOPES),
        **served,
    }


def _customers(rng: random.Random, library: Library, *, told: bool) -> list[Answers]:
    count = rng.randint(1, MOST_GROUPS)
    cuts = [0, *sorted(rng.sample(range(1, 100), count - 1)), 100]
    shares = [last - first for first, last in pairwise(cuts)]
    return [_segment(rng, library, n, share, told=told) for n, share in enumerate(shares)]


def _segment(
    rng: random.Random, library: Library, number: int, share: int, *, told: bool
) -> Answers:
    maybe: dict[str, object] = {
        "ages": _ages(rng),
        "women": rng.choice([0, 20, 55, 100]),
        "income": rng.choice(INCOMES),
        "education": rng.choice(EDUCATIONS),
        "setting": rng.choice(SETTINGS),
        "on_list": rng.choice([0, 10, 80]),
        "asked": _asked(rng, library),
    }
    given = {key: value for key, value in maybe.items() if rng.random() < 1 / 2}
    if told or rng.random() < 1 / 2:
        given["buy"] = rng.choice(BUYS)
    kind = rng.choice(["consumers", "consumers", "businesses"])
    return {"name": f"Group {number}", "kind": kind, "share": share, **given}


def _ages(rng: random.Random) -> object:
    first = rng.randint(0, 50)
    parts = {"18-29": first, "65+": 50 - first, "30-49": 20, "50-64": 30}
    return rng.choice(["18-29", "13-19", "30-64", "50+", "65+", parts, {rng.choice(BANDS): 100}])


def _asked(rng: random.Random, library: Library) -> Answers:
    people = rng.choice([3, 25, 60, 400])
    named = rng.sample(sorted(library.channels), rng.randint(1, 5))
    return {"people": people, "use": {name: rng.randint(0, people) for name in named}}


def _people(rng: random.Random, library: Library, hours: float) -> list[Answers]:
    team = rng.sample(NAMES, rng.randint(0, len(NAMES)))
    parts = [rng.randint(1, 5) for _ in team]
    whole = sum(parts) + rng.choice([0, 0, 2])
    return [
        {
            "name": name,
            "hours_per_week": hours * part / whole,
            "skills": rng.sample(sorted(library.means.skills), rng.randint(0, 3)),
            "days": rng.sample(WEEKDAYS, rng.randint(0, 4)),
        }
        for name, part in zip(team, parts, strict=True)
    ]


def _means(rng: random.Random, library: Library) -> Answers:
    assets = sorted(library.means.assets)
    has = rng.sample(assets, rng.randint(0, len(assets)))
    size = rng.choice([30, 420, 5000]) if "customer-list" in has else None
    return {"has": has, **({"customer_list": size} if size and rng.random() < 1 / 2 else {})}


def _human(rng: random.Random, hours: float) -> Answers:
    given = rng.choice([{}, {"hours_per_week": hours * rng.choice([0, 0.2, 0.5])}])
    return {**given, "people": [{"who": "The neighbor", "how": rng.choice(["call", "visit"])}]}


def _channels(rng: random.Random, library: Library, *, kept: bool) -> dict[str, Answers]:
    names = rng.sample(sorted(library.channels), rng.randint(0, 10))
    states: dict[str, Answers] = {
        name: {"account": rng.choice(["none", "idle", "active"])} for name in names
    }
    for name in names[: rng.choice([0, 0, 1, 3])]:
        states[name] |= {"decision": "never", "because": "we said so"}
    free = [n for n in names if "decision" not in states[n] and _light(library, n)]
    for name in free[: rng.choice([0, 0, 0, 1]) if kept else 0]:
        states[name] |= {"decision": "always", "because": "we said so"}
    return states


def _light(library: Library, name: str) -> bool:
    """Say whether a channel has a pace that costs no money and little time."""
    tiers = library.channels[name].facts.tiers.values()
    return any(tier.money_per_month == 0 and tier.minutes <= 60 for tier in tiers)


def _results(rng: random.Random, library: Library) -> list[Answers]:
    names = rng.sample(sorted(library.channels), rng.choice([0, 0, 2, 4]))
    return [
        {
            "month": f"2026-{month:02}",
            "channel": name,
            "hours": rng.choice([1, 4, 9]),
            "enquiries": rng.randint(0, 30),
            "customers": rng.randint(0, 20),
        }
        for name in names
        for month in range(12 - rng.randint(3, 8), 11)
    ]
