"""Build what the week pages show."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from generator.model.results import Plan, Task, Week
from generator.model.words import WEEKDAYS
from generator.pages.inert import inert
from generator.pages.shown import Block, ChannelView, Day, WeekView
from generator.pages.words import Words

PREFIX = {"people": "p", "answering": "a", "making": "m", "posting": "s", "setup": "u"}


def week_view(week: Week, channels: Mapping[str, ChannelView], words: Words) -> WeekView:
    """Return a week by day."""
    numbered = list(enumerate(week.tasks, 1))
    shown = {number: block(task, number, channels, words) for number, task in numbered}

    def pick(tasks: Iterable[tuple[int, Task]]) -> tuple[Block, ...]:
        return tuple(shown[number] for number, _ in tasks)

    days = tuple(
        Day(
            day,
            words.word("days", day),
            words.word("days_short", day),
            pick((n, t) for n, t in numbered if t.day == day and t.kind != "setup"),
        )
        for day in WEEKDAYS
    )
    return WeekView(
        number=week.number,
        starts=words.day(week.starts) if week.starts else "",
        total=words.hours(week.minutes / 60),
        everyday=pick((n, t) for n, t in numbered if t.day is None),
        days=tuple(day for day in days if day.blocks),
        setup=pick((n, t) for n, t in numbered if t.kind == "setup"),
    )


def block(task: Task, number: int, channels: Mapping[str, ChannelView], words: Words) -> Block:
    """Return one task as the week shows it; its id stays the same while the plan does."""
    channel = channels.get(task.channel or "")
    day = task.day or "any"
    return Block(
        id=Markup(f"{PREFIX[task.kind]}-{day}-{task.channel or 'people'}-{number}"),  # noqa: S704
        what=words.safe_sentence(task.what),
        person=inert(task.person),
        minutes=_minutes(task, words),
        number=task.minutes,
        kind=task.kind,
        channel=channel,
        why=_why(task, words),
        every_weeks=task.every_weeks,
    )


def _why(task: Task, words: Words) -> Markup:
    """Return the channel's reason for the day, unless it speaks of other days only.

    That somebody works on a day needs no saying.
    """
    reason = task.day_reason
    if not reason or reason.key != "day_channel" or not task.day:
        return Markup()
    text = words.safe_sentence(reason)
    named = {day for day in WEEKDAYS if words.word("days", day) in text}
    return Markup() if named and task.day not in named else text


def _minutes(task: Task, words: Words) -> str:
    minutes = words.minutes(task.minutes)
    if task.every_weeks == 1:
        return minutes
    form = words.word("forms", "rhythm" if task.kind == "people" else "rhythm_share")
    return form.format(minutes=minutes, weeks=task.every_weeks)


def three_things(week: WeekView, now: Sequence[ChannelView]) -> tuple[Block, ...]:
    """Return this week's three: the best channel's work, whom to meet most often, and an answer."""
    placed = [block for day in week.days for block in day.blocks]
    rank = {channel.id: channel.rank for channel in now}
    work = sorted(
        (b for b in placed if b.kind == "making" and b.channel),
        key=lambda b: rank.get(b.channel.id if b.channel else "", 99),
    )
    met = sorted((b for b in placed if b.kind == "people"), key=lambda b: b.every_weeks)
    answers = sorted(
        (b for b in week.everyday if b.channel),
        key=lambda b: rank.get(b.channel.id if b.channel else "", 99),
    )
    three = [*work[:1], *met[:1], *answers[:1]]
    rest = [b for b in (*work, *met, *answers) if b not in three]
    return tuple((*three, *rest)[:3])


def all_weeks(
    plan: Plan, channels: Mapping[str, ChannelView], words: Words
) -> tuple[WeekView, ...]:
    """Return the thirteen weeks."""
    return tuple(week_view(week, channels, words) for week in plan.weeks)
