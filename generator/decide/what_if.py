"""What the choice would be with other hours a week, one to twenty."""

from collections.abc import Callable, Sequence

from generator.decide.changed_hours import at_hours
from generator.decide.options import Option
from generator.decide.solver import Solver
from generator.decide.team import human_hours
from generator.model.profile import Profile
from generator.model.results import Pick, WhatIf

MOST_HOURS = 20
Ordered = Callable[[Sequence[Option]], tuple[Option, ...]]


def at_all_hours(profile: Profile) -> list[Profile]:
    """Return the profile with 1 to 20 hours a week, and as it is, fewest hours first."""
    own = profile.resources.hours_per_week
    hours = sorted({*map(float, range(1, MOST_HOURS + 1)), own})
    return [profile if h == own else at_hours(profile, h).profile for h in hours]


def what_if(solver: Solver, profile: Profile, in_order: Ordered) -> tuple[WhatIf, ...]:
    """Return the best choice at 1 to 20 hours a week, and at the client's own, best first."""
    profiles = at_all_hours(profile)
    return tuple(
        _row(one, found, solver, in_order)
        for one, found in zip(profiles, solver.sets(profiles), strict=True)
    )


def _row(
    profile: Profile, found: tuple[Option, ...] | None, solver: Solver, in_order: Ordered
) -> WhatIf:
    human = human_hours(profile, solver.library)
    ordered = in_order(found or ())
    return WhatIf(
        hours=profile.resources.hours_per_week,
        human=human,
        planned=human + sum(option.cost for option in ordered) / 60,
        reach=solver.field(profile).coverage(ordered),
        picks=None if found is None else tuple(Pick(o.channel, o.tier, o.minutes) for o in ordered),
    )
