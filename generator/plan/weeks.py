"""Thirteen weeks: set-up first, then the cadence; and a normal and a bad week."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from generator.decide.options import human_minutes, minutes_of, people
from generator.model.channel import Channel, Step
from generator.model.library import Library
from generator.model.profile import Person, Profile
from generator.model.results import Chosen, Decision, Plan, Reason, Task, Week
from generator.model.words import WEEKDAYS, Weekday
from generator.plan.people import human_tasks
from generator.plan.sharing import Work, share

WEEKS = 13
LEAST_PART = 10
KINDS = ("making", "posting", "answering")
KEEP_FIRST = ("people", "answering", "posting", "making")


def plan(profile: Profile, library: Library, decision: Decision) -> Plan:
    """Return the plan; nobody's minutes exceed their hours in any week."""
    return _Planner(profile, library, decision).run()


@dataclass
class _Setup:
    """One channel's set-up on its way: steps not yet done, minutes of the first one left."""

    channel: str
    steps: list[Step]
    left: int


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
        normal = next((w for w in weeks if w.number >= max(begins.values(), default=1)), weeks[-1])
        regular = (*self._human(normal.number), *self._regular([c.channel for c in self.now]))
        normal = replace(normal, tasks=self._placed(regular))
        return Plan(weeks, normal, self._bad(normal), self.capacity, begins)

    def _shares(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        works = [
            Work((choice.channel, kind), minutes, self._who(choice, kind))
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
        names = [p.name for p in self.team]
        if kind == "making":
            return tuple(name for name in names if name in choice.makers)
        roomy = sorted(names, key=lambda name: (-self.free[name], names.index(name)))
        return tuple(roomy)

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
            done = list(self._set_up(setups, free, LEAST_PART))
            tasks += done or self._set_up(setups, free, 1)
            left = {setup.channel for setup in setups}
            for choice in self.now:
                if choice.channel in waiting - left - begins.keys():
                    begins[choice.channel] = number + 1
            weeks.append(Week(number, self._starts(number), self._placed(tasks)))
        return tuple(weeks), begins

    def _steps(self, choice: Chosen) -> tuple[Step, ...]:
        """Return the set-up steps, shortened alike where an idle account needs half of them."""
        guide = self.library.channels[choice.channel].guide
        total = sum(step.minutes for step in guide.steps)
        if not choice.setup_minutes or not total:
            return ()
        factor = choice.setup_minutes / total
        return tuple(
            step.model_copy(update={"minutes": max(1, math.floor(step.minutes * factor))})
            for step in guide.steps
        )

    def _human(self, number: int) -> tuple[Task, ...]:
        return human_tasks(self.profile, self.library, self.human, number)

    def _regular(self, channels: Sequence[str]) -> Iterator[Task]:
        for (channel, kind), parts in self.shares.items():
            if channel in channels:
                words = self.library.channels[channel].facts.tasks
                for person, minutes in parts.items():
                    what = Reason("task", {"text": getattr(words, kind)})
                    yield Task(what, person, minutes, kind, channel)

    def _room(self, tasks: Sequence[Task]) -> dict[str, int]:
        room = dict(self.capacity)
        for task in tasks:
            room[task.person] -= task.minutes
        return room

    def _set_up(self, setups: list[_Setup], room: dict[str, int], least: int) -> Iterator[Task]:
        """Yield set-up steps that fit this week, in the order of the channels' rank."""
        while setups:
            setup = setups[0]
            person = max(room, key=lambda name: (room[name], name))
            minutes = min(room[person], setup.left)
            if minutes < min(least, setup.left):
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
        """Return the tasks with days: the channel's days that suit the person, least full first."""
        load: dict[tuple[str, Weekday], int] = {}
        placed = []
        for task in tasks:
            if task.kind == "answering":
                placed.append(task)
                continue
            day, reason = self._day(task, load)
            load[task.person, day] = load.get((task.person, day), 0) + task.minutes
            placed.append(replace(task, day=day, day_reason=reason))
        order = {day: index for index, day in enumerate(WEEKDAYS)}
        placed.sort(key=lambda t: order[t.day] if t.day else -1)
        return tuple(placed)

    def _day(self, task: Task, load: Mapping[tuple[str, Weekday], int]) -> tuple[Weekday, Reason]:
        person = next(p for p in self.team if p.name == task.person)
        own = person.days or WEEKDAYS[:5]
        channel = self.library.channels[task.channel] if task.channel else None
        wanted = self._wanted(channel, task.kind, own)
        pool = [day for day in wanted if day in own] or list(own)
        day = min(pool, key=lambda d: (load.get((task.person, d), 0), pool.index(d)))
        if channel and task.kind != "setup" and day in channel.facts.days:
            return day, Reason("day_channel", {"why": channel.facts.day_reason})
        return day, _own_day(person)

    def _wanted(
        self, channel: Channel | None, kind: str, own: Sequence[Weekday]
    ) -> Sequence[Weekday]:
        return channel.facts.days if channel and kind != "setup" else own

    def _bad(self, normal: Week) -> Week:
        """Return the week that keeps at most half the minutes: people, then answers, then posts."""
        room = math.floor(normal.minutes * self.library.constant("bad_week_share"))
        rank = {c.channel: c.rank for c in self.now}
        order = sorted(
            enumerate(normal.tasks),
            key=lambda pair: (
                KEEP_FIRST.index(pair[1].kind),
                rank.get(pair[1].channel or "", 0),
                pair[1].minutes,
            ),
        )
        kept: dict[int, Task] = {}
        for index, task in order:
            cut = not kept and task.minutes > room
            if task.minutes <= room or cut:
                kept[index] = replace(task, minutes=room) if cut else task
                room -= kept[index].minutes
        return replace(normal, tasks=tuple(kept[index] for index in sorted(kept)))


def _own_day(person: Person) -> Reason:
    key = "day_person" if person.days else "day_any"
    return Reason(key, {"who": person.name}, said="resources.people" if person.days else None)
