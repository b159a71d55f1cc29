"""Where the lines of the pictures go; the templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.model.results import Decision, Week
from generator.model.words import WEEKDAYS

WIDTH, HEIGHT = 324.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 26.0, 314.0, 30.0, 164.0
WEEK_TOP, WEEK_BOTTOM = 12.0, 128.0
LEAST_HEADROOM = 0.05


@dataclass(frozen=True)
class Curve:
    """The flattening curve in a box of 324 by 200 units."""

    chosen: str
    rest: str
    x: float
    y: float
    top: float
    met: int
    most: int
    hours: float
    most_hours: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Bar:
    """One person's time on one day, as a box."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    minutes: int


@dataclass(frozen=True)
class WeekPicture:
    """The week as blocks in a box of 324 by 160 units."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    base: float


def curve(decision: Decision) -> Curve:
    """Return the curve of customers met against hours of channel work."""
    steps = decision.curve
    most_hours = max(steps[-1].hours, 0.1)
    most = max(*(step.reach for step in steps), LEAST_HEADROOM)

    def point(hours: float, reach: float) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * hours / most_hours
        return round(x, 1), round(BOTTOM - (BOTTOM - TOP) * reach / most, 1)

    points = [point(step.hours, step.reach) for step in steps]
    last = max(i for i, step in enumerate(steps) if step.chosen)
    x, y = points[last]
    to_the_left = x > (LEFT + RIGHT) / 2
    return Curve(
        chosen=_path(points[: last + 1]),
        rest=_path(points[last:]),
        x=x,
        y=y,
        top=points[-1][1],
        met=round(steps[last].reach * 100),
        most=round(steps[-1].reach * 100),
        hours=steps[last].hours,
        most_hours=most_hours,
        label_x=round(x - 10 if to_the_left else x + 10, 1),
        label_y=round(min(y + 26, BOTTOM - 26), 1),
        anchor="end" if to_the_left else "start",
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    start, *others = points
    return f"M{start[0]:g} {start[1]:g}" + "".join(f"L{x:g} {y:g}" for x, y in others)


def week_picture(week: Week) -> WeekPicture:
    """Return each day's minutes as a stack: people first, then channels; daily work on top."""
    days: dict[str, list[tuple[str, float]]] = {day: [] for day in WEEKDAYS}
    daily = sum(task.minutes for task in week.tasks if task.day is None) / 5
    for task in sorted(week.tasks, key=lambda t: t.kind != "people"):
        if task.day:
            kind = "people" if task.kind == "people" else "channel"
            days[task.day].append((kind, task.minutes))
    for day in WEEKDAYS[:5]:
        if daily:
            days[day].append(("daily", daily))
    fullest = max((sum(m for _, m in parts) for parts in days.values()), default=0) or 1
    step = (RIGHT - LEFT) / len(WEEKDAYS)
    bars, labels = [], []
    for index, (name, parts) in enumerate(days.items()):
        x, y = LEFT + index * step, WEEK_BOTTOM
        labels.append((round(x + step / 2 - 2, 1), name))
        for kind, minutes in parts:
            height = (WEEK_BOTTOM - WEEK_TOP) * minutes / fullest
            y -= height
            bars.append(
                Bar(
                    round(x, 1),
                    round(y, 1),
                    round(step - 5, 1),
                    round(max(height - 1.5, 1), 1),
                    kind,
                    round(minutes),
                )
            )
    return WeekPicture(tuple(bars), tuple(labels), WEEK_BOTTOM)
