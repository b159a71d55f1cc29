"""The human touch as tasks: named people in their rhythm, then a customer to call."""

import math
from collections.abc import Iterator, Mapping

from generator.model.library import Library
from generator.model.profile import Contact, Profile
from generator.model.results import Reason, Task

WEEKS = {"week": 1, "month": 4, "quarter": 13, "year": 52}
LEAST = 5


def human_tasks(
    profile: Profile, library: Library, minutes: Mapping[str, int], number: int
) -> tuple[Task, ...]:
    """Return one week's calls and visits, by whom, inside the minutes kept for them."""
    left = dict(minutes)
    tasks = []
    for contact in _due(profile, number):
        length = round(library.constant(f"minutes_{contact.how}"))
        person = _who(contact, left, length)
        if person:
            left[person] -= length
            what = Reason(f"human_{contact.how}", {"who": contact.who}, said="human_touch.people")
            tasks.append(Task(what, person, length, "people"))
    call = round(library.constant("minutes_call"))
    for person, rest in left.items():
        if rest >= LEAST:
            count = max(1, rest // call)
            what = Reason("human_open", {"count": count}, said="human_touch.hours_per_week")
            tasks.append(Task(what, person, rest, "people"))
    return tuple(tasks)


def whole_minutes(shares: Mapping[str, float]) -> dict[str, int]:
    """Return minutes rounded down, so that rounding never adds work."""
    return {name: math.floor(minutes + 1e-6) for name, minutes in shares.items()}


def _due(profile: Profile, number: int) -> Iterator[Contact]:
    """Yield whom the rhythm brings up in a week; contacts of one rhythm take turns."""
    for index, contact in enumerate(profile.human_touch.people):
        rhythm = WEEKS[contact.every]
        if (number - 1) % rhythm == index % rhythm:
            yield contact


def _who(contact: Contact, left: Mapping[str, int], length: int) -> str | None:
    if contact.by and left.get(contact.by, -1) >= length:
        return contact.by
    able = [name for name, minutes in left.items() if minutes >= length]
    return able[0] if able else None
