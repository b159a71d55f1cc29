"""What the plan would be with other hours a week, as the slider and the list show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.model.results import Decision, Pick, WhatIf
from generator.model.words import TIERS
from generator.pages.words import Words

NO_TIME = 1 / 24
"""Hours that print as none: less than half of five minutes."""


@dataclass(frozen=True)
class PickView:
    """A channel at a pace, and whether it differs from the client's own plan.

    `kind` is same, new, more or less.
    """

    name: str
    page: str
    pace: str
    minutes: str
    kind: str


@dataclass(frozen=True)
class Step:
    """One answer and the hours it holds for; `first` and `last` are its places on the slider.

    `possible` is False where the hours are too few for what is decided already; `setup` is what
    setting up takes a week in the first quarter, empty where it takes nothing.
    """

    first: int
    last: int
    hours: str
    own: bool
    possible: bool
    met: str
    people: str
    channels: str
    setup: str
    picks: tuple[PickView, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class HoursView:
    """All answers, the words for each place on the slider, and from where on nothing changes.

    `enough` is empty where the answer still changes at the most hours tried; `own` is the place
    of the client's own hours.
    """

    steps: tuple[Step, ...]
    places: tuple[str, ...]
    own: int
    enough: str
    most: str
    has_enough: bool


def hours_view(decision: Decision, words: Words) -> HoursView:
    """Return the what-if of a decision, equal answers side by side told once."""
    rows = decision.what_if
    own = next(i for i, row in enumerate(rows) if row.hours == decision.hours.available)
    steps = tuple(_steps(rows, own, words))
    last = steps[-1]
    flat = last.first < last.last
    return HoursView(
        steps=steps,
        places=tuple(words.hours(row.hours) for row in rows),
        own=own + 1,
        enough=words.hours(rows[last.first - 1].hours) if flat else "",
        most=words.hours(rows[-1].hours),
        has_enough=flat and own + 1 >= last.first,
    )


def _steps(rows: Sequence[WhatIf], own: int, words: Words) -> Iterator[Step]:
    numbered = enumerate(rows, 1)
    for _, same in groupby(numbered, key=lambda pair: _answer(pair[1])):
        group = list(same)
        yield _step(group, rows[own], words)


def _answer(row: WhatIf) -> frozenset[Pick] | None:
    return None if row.picks is None else frozenset(row.picks)


def _step(group: Sequence[tuple[int, WhatIf]], own: WhatIf, words: Words) -> Step:
    (first, start), (last, end) = group[0], group[-1]
    picks, before = start.picks or (), {pick.channel: pick for pick in own.picks or ()}
    taken = {pick.channel for pick in picks}
    minutes = sum(pick.minutes for pick in picks)
    setup = start.planned - start.human - minutes / 60
    return Step(
        first=first,
        last=last,
        hours=_span(start.hours, end.hours, words),
        own=any(row is own for _, row in group),
        possible=start.picks is not None,
        met=words.share(max(start.reach, 0.0)),
        people=_span(start.human, end.human, words),
        channels=words.minutes(minutes),
        setup=words.hours(setup) if setup > NO_TIME else "",
        picks=tuple(_pick(pick, before.get(pick.channel), words) for pick in picks),
        gone=tuple(_name(channel, words) for channel in before if channel not in taken),
    )


def _pick(pick: Pick, before: Pick | None, words: Words) -> PickView:
    return PickView(
        name=_name(pick.channel, words),
        page=f"channels/{pick.channel}.md",
        pace=words.word("tiers", pick.tier),
        minutes=words.minutes(pick.minutes),
        kind=_kind(pick, before),
    )


def _kind(pick: Pick, before: Pick | None) -> str:
    if before is None:
        return "new"
    step = TIERS.index(pick.tier) - TIERS.index(before.tier)
    return "more" if step > 0 else "less" if step < 0 else "same"


def _name(channel: str, words: Words) -> str:
    return words.library.channels[channel].facts.name


def _span(low: float, high: float, words: Words) -> str:
    one, other = words.hours(low), words.hours(high)
    return one if one == other else words.word("forms", "range").format(low=one, high=other)
