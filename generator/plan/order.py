"""In which order tasks are given their days, and in which they are read."""

from generator.model.results import Task, Week
from generator.model.words import WEEKDAYS

PLACE_FIRST = ("people", "answering", "making", "posting", "setup")
ORDER = {day: index for index, day in enumerate(WEEKDAYS)}


def placing_order(task: Task) -> tuple[int, int]:
    """Return a key that gives the most frequent people their day first, so that it stays theirs."""
    return PLACE_FIRST.index(task.kind), task.every_weeks if task.kind == "people" else 0


def rare(week: Week) -> int:
    """Return how many of a week's calls and visits do not come round every week."""
    return sum(task.kind == "people" and task.every_weeks > 1 for task in week.tasks)


def reading_order(task: Task) -> tuple[bool, int]:
    """Return a key that puts daily work first, then day by day; set-up stays as it was given."""
    setup = task.kind == "setup"
    return setup, ORDER[task.day] if task.day and not setup else -1
