"""Thirteen weeks: set-up first, then the cadence; and a normal and a bad week."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from generator.decide.setup import setup_steps
from generator.decide.team import human_minutes, minutes_of, people
from generator.model.channel import Step
from generator.model.library import Library
from generator.model.profile import Person, Profile
from generator.model.results import Chosen, Decision, Plan, Reason, Task, Week
from generator.model.words import WEEKDAYS, Weekday
from generator.plan.order import ORDER, placing_order, rare, reading_order
from generator.plan.people import human_tasks
from generator.plan.sharing import Work, share

WEEKS = 13
LEAST_PART = 10
WHOLE = 10_000
CUT_FROM = 9
KINDS = ("making", "posting", "answering")
MADE = frozenset({"making", "posting"})
KEEP_FIRST = ("people", "answering", "making")
BAD_WEEK = (1, 0, 2)
"""The same kinds in the order of a bad week, once one person is met: answers do not wait."""


def plan(profile: Profile, library: Library, decision: Decision) -> Plan:
    """Return the plan; nobody's minutes exceed their hours in any week."""
    return _Planner(profile, library, decision).run()


@dataclass
class _Setup:
    """One channel's set-up on its way: steps not yet done, minutes of the first one left."""

    channel: str
    steps: list[Step]
    left: int
    person: str = ""


class _Planner:
    def __init__(self, profile: Profile, library: Library, decision: Decision) -> None:
        self.profile = profile
        self.library = library
        self.now = decision.having("now")
        self.team = people(profile)
        self.capacity = {person.name: minutes_of(person) for person in self.team}
        self.human = human_minutes(profile, library)
        self.free = {name: self.capacity[name] - self.human[name] for name in self.capacity}
        self.shares = self._shares()

    def run(self) -> Plan:
        weeks, begins = self._weeks()
        settled = [w for w in weeks if w.number >= max(begins.values(), default=1)] or weeks[-1:]
        normal = min(settled, key=rare)
        regular = (*self._human(normal.number), *self._regular([c.channel for c in self.now]))
        normal = replace(normal, tasks=self._placed(regular))
        return Plan(weeks, normal, self._bad(normal), self.capacity, begins)

    def _shares(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        works = [
            Work(
                (choice.channel, kind),
                minutes,
                self._who(choice, kind),
                (choice.channel, "making") if kind == "posting" else None,
            )
            for choice in self.now
            for kind, minutes in self._minutes(choice).items()
            if minutes
        ]
        found = share(works, self.free)
        if found is None:
            msg = "the chosen channels do not fit the people's hours"
            raise AssertionError(msg)
        return found

    def _minutes(self, choice: Chosen) -> dict[str, int]:
        tier = self.library.channels[choice.channel].facts.tiers[choice.tier]
        return {kind: round(getattr(tier, kind)) for kind in KINDS}

    def _who(self, choice: Chosen, kind: str) -> tuple[str, ...]:
        """Return who may do this work, the best suited first.

        Whoever makes a thing also posts it, and whoever is in on most days answers.
        """
        names = [p.name for p in self.team]
        makers = [name for name in names if name in choice.makers]
        if kind == "making":
            return tuple(makers)
        days = {p.name: len(p.days or WEEKDAYS[:5]) for p in self.team}

        def suited(name: str) -> tuple[int, int, int]:
            first = -days[name] if kind == "answering" else name not in makers
            return first, -self.free[name], names.index(name)

        return tuple(sorted(names, key=suited))

    def _weeks(self) -> tuple[tuple[Week, ...], dict[str, int]]:
        setups = [
            _Setup(c.channel, list(steps), round(steps[0].minutes))
            for c in self.now
            if (steps := self._steps(c))
        ]
        waiting = {setup.channel for setup in setups}
        begins = {c.channel: 1 for c in self.now if c.channel not in waiting}
        weeks = []
        for number in range(1, WEEKS + 1):
            running = [c.channel for c in self.now if begins.get(c.channel, WEEKS + 1) <= number]
            tasks = [*self._human(number), *self._regular(running)]
            free = self._room(tasks)
            tasks += self._set_up_in(number, setups, free)
            left = {setup.channel for setup in setups}
            for choice in self.now:
                if choice.channel in waiting - left - begins.keys():
                    begins[choice.channel] = number + 1
            weeks.append(Week(number, self._starts(number), self._placed(tasks)))
        return tuple(weeks), begins

    def _steps(self, choice: Chosen) -> tuple[Step, ...]:
        return setup_steps(self.library.channels[choice.channel], self.profile)

    def _human(self, number: int) -> tuple[Task, ...]:
        return human_tasks(self.profile, self.library, self.human, number)

    def _regular(self, channels: Sequence[str]) -> Iterator[Task]:
        for (channel, kind), parts in self.shares.items():
            if channel in channels:
                words = self.library.channels[channel].facts.tasks
                what = Reason("task", {"text": getattr(words, kind)})
                every = 1 if kind == "answering" else self._every(channel)
                for person, minutes in parts.items():
                    yield Task(what, person, minutes, kind, channel, every_weeks=every)

    def _every(self, channel: str) -> int:
        """Return the weeks from one piece of the channel's work to the next."""
        tier = next(choice.tier for choice in self.now if choice.channel == channel)
        times = self.library.channels[channel].facts.tiers[tier].times
        return max(1, round(1 / times))

    def _room(self, tasks: Sequence[Task]) -> dict[str, int]:
        room = dict(self.capacity)
        for task in tasks:
            room[task.person] -= task.minutes
        return room

    def _set_up_in(self, number: int, setups: list[_Setup], room: dict[str, int]) -> list[Task]:
        """Return a week's set-up: whole steps; cut ones when nothing fits or time runs out."""
        done = list(self._set_up(setups, room, WHOLE))
        if not done or number >= CUT_FROM:
            done += self._set_up(setups, room, LEAST_PART)
        return done or list(self._set_up(setups, room, 1))

    def _set_up(self, setups: list[_Setup], room: dict[str, int], least: int) -> Iterator[Task]:
        """Yield set-up steps that fit this week, in the order of the channels' rank.

        A step is cut into parts of at least so many minutes; a channel stays with one person.
        """
        while setups:
            setup = setups[0]
            needed = min(least, setup.left)
            person = setup.person if room.get(setup.person, 0) >= needed else _roomiest(room)
            setup.person = person
            minutes = min(room[person], setup.left)
            if minutes < needed:
                return
            room[person] -= minutes
            setup.left -= minutes
            what = Reason("task", {"text": setup.steps[0].text})
            yield Task(what, person, minutes, "setup", setup.channel)
            if not setup.left:
                setup.steps.pop(0)
                if setup.steps:
                    setup.left = round(setup.steps[0].minutes)
                else:
                    setups.pop(0)

    def _starts(self, number: int) -> date | None:
        start = self.profile.start
        return start + timedelta(weeks=number - 1) if start else None

    def _placed(self, tasks: Sequence[Task]) -> tuple[Task, ...]:
        """Return the tasks with days; nothing is posted before the day it is made."""
        load: dict[tuple[str, Weekday], int] = {}
        made: dict[tuple[str, str], int] = {}
        placed = []
        for task in sorted(tasks, key=placing_order):
            if task.kind == "answering":
                placed.append(task)
                continue
            if task.kind == "setup":
                placed.append(self._in_turn(task, [t for t in tasks if t.kind == "setup"]))
                continue
            day, reason = self._day(task, load, made)
            load[task.person, day] = load.get((task.person, day), 0) + task.minutes
            if task.kind == "making":
                made[task.channel or "", task.person] = ORDER[day]
            placed.append(replace(task, day=day, day_reason=reason))
        placed.sort(key=reading_order)
        return tuple(placed)

    def _day(
        self,
        task: Task,
        load: Mapping[tuple[str, Weekday], int],
        made: Mapping[tuple[str, str], int],
    ) -> tuple[Weekday, Reason]:
        """Return a task's day: what somebody made is posted by them that day, else soon after."""
        posting = task.kind == "posting"
        ready = [day for (channel, _), day in made.items() if posting and channel == task.channel]
        earliest, same = max(ready, default=0), made.get((task.channel or "", task.person))
        person = next(p for p in self.team if p.name == task.person)
        own = sorted(person.days or WEEKDAYS[:5], key=ORDER.__getitem__)
        channel = self.library.channels[task.channel] if task.channel else None
        pool = [day for day in (channel.facts.days if channel else own) if day in own] or own
        if task.kind == "making":
            pool = self._leaving_room(task, pool, own)
        later = [day for day in pool if ORDER[day] >= earliest]
        later = later or [day for day in own if ORDER[day] >= earliest] or own[-1:]
        day = min(later, key=lambda d: (load.get((task.person, d), 0), later.index(d)))
        if posting and same == earliest:
            day = next(d for d in WEEKDAYS if ORDER[d] == same)
        if channel and day in channel.facts.days:
            return day, Reason("day_channel", {"why": channel.facts.day_reason})
        return day, _own_day(person)

    def _in_turn(self, task: Task, setup: Sequence[Task]) -> Task:
        """Return a set-up task with a day: a person's steps run through their days in order."""
        person = next(p for p in self.team if p.name == task.person)
        own = sorted(person.days or WEEKDAYS[:5], key=ORDER.__getitem__)
        mine = [other for other in setup if other.person == task.person]
        before = sum(other.minutes for other in mine[: mine.index(task)])
        whole = sum(other.minutes for other in mine)
        return replace(task, day=own[len(own) * before // whole], day_reason=_own_day(person))

    def _leaving_room(
        self, task: Task, pool: Sequence[Weekday], own: Sequence[Weekday]
    ) -> list[Weekday]:
        """Return the days after which those who post can still do so; else the first of all."""
        posters = self.shares.get((task.channel or "", "posting"), {})
        lasts = [
            max(ORDER[day] for day in (person.days or WEEKDAYS[:5]))
            for person in self.team
            if person.name in posters
        ]
        limit = min(lasts, default=len(WEEKDAYS))
        return [day for day in pool if ORDER[day] <= limit] or [own[0]]

    def _bad(self, normal: Week) -> Week:
        """Return the week that keeps at most half the minutes.

        One person comes first, then answers, then the other people, then whole channels. What
        comes round only every few weeks waits.
        """
        room = math.floor(normal.minutes * self.library.constant("bad_week_share"))
        rank = {c.channel: c.rank for c in self.now}
        units: dict[tuple[int, int, str], list[int]] = {}
        for index, task in enumerate(normal.tasks):
            kind = KEEP_FIRST.index("making" if task.kind == "posting" else task.kind)
            if task.kind in MADE and task.every_weeks > 1:
                continue
            name = task.channel or f"people-{task.minutes:04}-{index}"
            units.setdefault((kind, rank.get(name, 0), name), []).append(index)
        kept: dict[int, Task] = {}
        first = min(units, default=None)
        order = sorted(units, key=lambda unit: (unit != first, BAD_WEEK[unit[0]], unit))
        for indexes in (units[unit] for unit in order):
            minutes = sum(normal.tasks[index].minutes for index in indexes)
            if minutes <= room:
                kept |= {index: normal.tasks[index] for index in indexes}
                room -= minutes
            elif not kept:
                kept[indexes[0]] = replace(normal.tasks[indexes[0]], minutes=room)
                room = 0
        return replace(normal, tasks=tuple(kept[index] for index in sorted(kept)))


def _roomiest(room: Mapping[str, int]) -> str:
    return max(sorted(room), key=lambda name: room[name])


def _own_day(person: Person) -> Reason:
    key = "day_person" if person.days else "day_any"
    return Reason(key, {"who": person.name}, said="resources.people" if person.days else None)
