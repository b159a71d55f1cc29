"""Changes of the hours a week."""

import math
from collections.abc import Iterator

from generator.decide.changes import Change
from generator.model.profile import Profile
from generator.model.results import Reason

MOST_STEPS = 8
"""Steps in which half as many hours again are tried."""
FEWEST_HOURS = 0.5


def more_hours(profile: Profile) -> Iterator[Change]:
    """Yield changes to up to half as many hours again, in half hours."""
    hours = profile.resources.hours_per_week
    for step in _steps(hours):
        if step <= int(hours):
            yield at_hours(profile, hours + step / 2)


def other_hours(profile: Profile) -> Iterator[Change]:
    """Yield changes from half an hour to twice the hours."""
    hours = profile.resources.hours_per_week
    yield from (at_hours(profile, hours + step / 2) for step in _steps(hours))
    less = (hours - step / 2 for step in _steps(hours))
    yield from (at_hours(profile, most) for most in less if most >= FEWEST_HOURS)


def _steps(hours: float) -> list[int]:
    """Return half hours, up to as many hours again, in steps that grow with the hours."""
    halves = int(hours)
    stride = math.ceil(halves / MOST_STEPS) or 1
    within = [*range(stride, halves, stride), halves] if halves else []
    return [*within, *range(halves + stride, 2 * halves + 1, stride)] or [1, 2]


def at_hours(profile: Profile, hours: float) -> Change:
    """Return the change to other hours a week, with everybody's hours in proportion.

    Human hours that were given stay, as far as there are hours.
    """
    resources, human = profile.resources, profile.human_touch
    now, also = resources.hours_per_week, dict[str, object]()
    team = tuple(
        p.model_copy(update={"hours_per_week": p.hours_per_week * hours / now})
        for p in resources.people
    )
    for index, person in enumerate(team):
        also[f"resources.people[{index}].hours_per_week"] = person.hours_per_week
    if human.hours_per_week is not None and human.hours_per_week > hours:
        human = human.model_copy(update={"hours_per_week": hours})
        also["human_touch.hours_per_week"] = hours
    changed = resources.model_copy(update={"hours_per_week": hours, "people": team})
    key = "flip_more_hours" if hours > now else "flip_less_hours"
    return Change(
        change="resources.hours_per_week",
        before=now,
        after=hours,
        size=abs(hours - now) / now,
        reason=Reason(key, {"hours": abs(hours - now), "total": hours}, said=None),
        profile=profile.model_copy(update={"resources": changed, "human_touch": human}),
        kind="hours",
        more=hours > now,
        also=also,
    )
