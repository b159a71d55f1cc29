"""The human touch as tasks: named people in their rhythm, then a customer to call."""

from collections.abc import Mapping

from generator.model.library import Library
from generator.model.profile import Contact, Profile
from generator.model.results import Reason, Task

WEEKS = {"week": 1, "month": 4, "quarter": 13, "year": 52}
LEAST = 5
LEAST_CONTACT = 10


def human_tasks(
    profile: Profile, library: Library, minutes: Mapping[str, int], number: int
) -> tuple[Task, ...]:
    """Return one week's calls and visits, by whom, inside the minutes kept for them."""
    left = dict(minutes)
    tasks = []
    for contact in due(profile, number):
        wanted = round(library.constant(f"minutes_{contact.how}"))
        person = _who(contact, left)
        length = min(wanted, left[person])
        if length >= min(wanted, LEAST_CONTACT):
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


def due(profile: Profile, number: int) -> list[Contact]:
    """Return whom the rhythm brings up in a week, the rarest first; the like take turns.

    Contacts of one rhythm are spread over its weeks, each person's own ones apart, so that a
    weekly visit never crowds out a monthly one.
    """
    turns: dict[tuple[str, str | None], int] = {}
    found = []
    for contact in profile.human_touch.people:
        rhythm = WEEKS[contact.every]
        turn = turns.get((contact.every, contact.by), 0)
        turns[contact.every, contact.by] = turn + 1
        if (number - 1) % rhythm == turn % rhythm:
            found.append(contact)
    return sorted(found, key=lambda contact: -WEEKS[contact.every])


def _who(contact: Contact, left: Mapping[str, int]) -> str:
    if contact.by and left.get(contact.by, 0) >= LEAST_CONTACT:
        return contact.by
    return max(sorted(left), key=lambda name: left[name])
