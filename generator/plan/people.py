"""The human touch as tasks: named people in their rhythm, then a customer to call."""

from collections.abc import Mapping, Sequence

from generator.decide.team import LEAST_CONTACT
from generator.model.library import Library
from generator.model.profile import Contact, Profile
from generator.model.results import Reason, Task

WEEKS = {"week": 1, "month": 4, "quarter": 13, "year": 52}
LEAST = 5
LONGEST = 45


def human_tasks(
    profile: Profile, library: Library, minutes: Mapping[str, int], number: int
) -> tuple[Task, ...]:
    """Return one week's calls and visits, by whom, inside the minutes kept for them."""
    left = dict(minutes)
    tasks = []
    for person, contacts in _by_person(profile, number, library, left).items():
        for contact, length in _lengths(contacts, left[person], library):
            left[person] -= length
            what = Reason(f"human_{contact.how}", {"who": contact.who}, said="human_touch.people")
            every = WEEKS[contact.every]
            tasks.append(Task(what, person, length, "people", every_weeks=every))
    for person, rest in left.items():
        tasks += [Task(_open(part, library), person, part, "people") for part in _parts(rest)]
    return tuple(tasks)


def _parts(minutes: int) -> list[int]:
    """Return minutes cut into even parts that are short enough to do in one go."""
    count = -(-minutes // LONGEST) if minutes >= LEAST else 0
    return [minutes // count + (number < minutes % count) for number in range(count)]


def _open(minutes: int, library: Library) -> Reason:
    """Return what fits open minutes: a message, a call, or a visit."""
    if minutes < library.constant("minutes_call"):
        key = "open_message"
    elif minutes < library.constant("minutes_visit"):
        key = "open_call"
    else:
        key = "open_visit"
    return Reason(key, {}, said="human_touch.hours_per_week")


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


def _by_person(
    profile: Profile, number: int, library: Library, minutes: Mapping[str, int]
) -> dict[str, list[Contact]]:
    """Return who keeps in touch with whom in a week; nobody's own contact goes to another."""
    left = dict(minutes)
    found: dict[str, list[Contact]] = {}
    for contact in due(profile, number):
        person = contact.by or max(sorted(left), key=lambda name: left[name])
        found.setdefault(person, []).append(contact)
        left[person] -= _wanted(contact, library)
    return found


def _lengths(
    contacts: Sequence[Contact], minutes: int, library: Library
) -> list[tuple[Contact, int]]:
    """Return each contact's minutes: what it takes, or alike shortened when there is too little."""
    wanted = [_wanted(contact, library) for contact in contacts]
    while wanted and sum(min(length, LEAST_CONTACT) for length in wanted) > minutes:
        wanted.pop()
    spare = minutes - sum(min(length, LEAST_CONTACT) for length in wanted)
    over = sum(max(0, length - LEAST_CONTACT) for length in wanted)
    part = min(1.0, spare / over) if over else 0.0
    return [
        (contact, _fives(min(length, LEAST_CONTACT) + max(0, length - LEAST_CONTACT) * part))
        for contact, length in zip(contacts, wanted, strict=False)
    ]


def _fives(minutes: float) -> int:
    """Return minutes rounded down to a multiple of five."""
    return int(minutes // LEAST * LEAST)


def _wanted(contact: Contact, library: Library) -> int:
    return round(library.constant(f"minutes_{contact.how}"))
