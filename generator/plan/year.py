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
    habits = _habits(plan)
    work = tuple(task for task in plan.normal.tasks if task.kind != "people")
    start = plan.weeks[0].starts
    later = (
        Week(
            number,
            start + timedelta(weeks=number - 1) if start else None,
            (*_met(human_tasks(profile, library, kept, number), habits), *work),
        )
        for number in range(len(plan.weeks) + 1, WEEKS + 1)
    )
    return (*plan.weeks, *later)


def _habits(plan: Plan) -> Mapping[tuple[str, str], Weekday]:
    """Return the day on which each person meets each other one, the latest in the plan first."""
    found: dict[tuple[str, str], Weekday] = {}
    for week in (plan.normal, *reversed(plan.weeks)):
        for task in week.tasks:
            if task.kind == "people" and task.day:
                for whom in (_whom(task), ""):
                    found.setdefault((task.person, whom), task.day)
    return found


def _whom(task: Task) -> str:
    return str(task.what.values.get("who", task.what.key))


def _met(tasks: tuple[Task, ...], habits: Mapping[tuple[str, str], Weekday]) -> Iterator[Task]:
    """Yield calls and visits on the days they have in the plan, new ones on the person's own."""
    for task in tasks:
        own = habits.get((task.person, ""), WEEKDAYS[0])
        yield replace(task, day=habits.get((task.person, _whom(task)), own))
