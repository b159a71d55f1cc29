"""A year of weeks: the thirteen of the plan, then normal ones with whoever's turn it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from generator.decide.team import human_minutes
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Plan, Task, Week
from generator.model.words import WEEKDAYS, Weekday
from generator.plan.people import human_tasks

WEEKS = 52


def year(profile: Profile, library: Library, plan: Plan) -> tuple[Week, ...]:
    """Return the weeks of a year; nobody's minutes exceed their hours in any of them."""
    kept = human_minutes(profile, library)
    days = _days(plan)
    work = tuple(task for task in plan.normal.tasks if task.kind != "people")
    start = plan.weeks[0].starts
    later = (
        Week(
            number,
            start + timedelta(weeks=number - 1) if start else None,
            (*_met(human_tasks(profile, library, kept, number), days), *work),
        )
        for number in range(len(plan.weeks) + 1, WEEKS + 1)
    )
    return (*plan.weeks, *later)


def _days(plan: Plan) -> Mapping[str, tuple[Weekday, ...]]:
    """Return the days on which each person meets people in the plan, in order."""
    found: dict[str, set[Weekday]] = {}
    for week in plan.weeks:
        for task in week.tasks:
            if task.kind == "people" and task.day:
                found.setdefault(task.person, set()).add(task.day)
    return {name: tuple(d for d in WEEKDAYS if d in days) for name, days in found.items()}


def _met(tasks: tuple[Task, ...], days: Mapping[str, tuple[Weekday, ...]]) -> Iterator[Task]:
    """Yield calls and visits with days: a person's own turn through the days they have."""
    turns: dict[str, int] = {}
    for task in tasks:
        own = days.get(task.person, WEEKDAYS[:5])
        turn = turns.get(task.person, 0)
        turns[task.person] = turn + 1
        yield replace(task, day=own[turn % len(own)])
