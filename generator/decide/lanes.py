"""Many choices side by side, as arrays: one lane for each field.

Rows are options (a channel, a cadence, who makes it), the same rows for every lane; a row that a
lane does not have never fits. An array whose first axis is 1 long holds for all lanes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from generator.decide.frailty import Vector
from generator.decide.options import Field, Option

Flags = NDArray[np.bool_]
Whole = NDArray[np.intp]
Group = tuple[frozenset[str], float]
Places = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Lanes:
    """Fields as arrays, with L lanes, C channels, R rows, A atoms and K limits.

    `weights` (L×A) and `present` (L×C×A) are the customers; `effect` (L×R) is the share of those
    present that a row meets. `cost` (L×R×K) and `limit` (L×K) are minutes a week, money a month,
    and then the minutes of groups of people; `has` (L×R) says which rows a lane has, `must`
    (L×C) which channels have to be in. `first` holds the first row of each channel, and R at its
    end; `spares` (L×R×2) whether the rows one and two before it in its channel ask for no more.
    """

    channels: tuple[str, ...]
    first: Whole
    weights: Vector
    present: Vector
    effect: Vector
    cost: Vector
    limit: Vector
    has: Flags
    must: Flags
    spares: Flags
    options: tuple[Mapping[str, tuple[Option, ...]], ...]

    @property
    def count(self) -> int:
        """Return how many lanes there are."""
        return len(self.options)

    @cached_property
    def twin(self) -> Whole:
        """Return for each channel one before it that is the same in all lanes, or −1."""
        seen: dict[tuple[bytes, ...], int] = {}
        twins = []
        for number in range(len(self.channels)):
            rows = slice(self.first[number], self.first[number + 1])
            own = (self.effect[:, rows], self.cost[:, rows], self.has[:, rows])
            key = (self.must[:, number].tobytes(), *(part.tobytes() for part in own))
            key = (*key, self.present[:, number].tobytes())
            twins.append(seen.get(key, -1))
            seen[key] = number
        return np.array(twins, dtype=np.intp)

    def picked(self, lane: int, rows: Sequence[int]) -> tuple[Option, ...]:
        """Return a lane's options behind some rows."""
        found = []
        for row in rows:
            channel = int(np.searchsorted(self.first, row, side="right")) - 1
            found.append(self.options[lane][self.channels[channel]][row - self.first[channel]])
        return tuple(found)

    @cached_property
    def channel_of(self) -> Whole:
        """Return the channel of each row."""
        return np.repeat(np.arange(len(self.channels)), np.diff(self.first))

    def met(self, index: Whole, row: int) -> Vector:
        """Return the share of each atom that a row meets, in some lanes."""
        channel = int(np.searchsorted(self.first, row, side="right")) - 1
        effect = self.effect[index if len(self.effect) > 1 else [0], row]
        present = self.present[index if len(self.present) > 1 else [0], channel]
        met: Vector = effect[:, None] * present
        return met

    def at(self, places: Places) -> tuple[int, ...] | None:
        """Return the rows of channels' places; None when no lane has got one of them."""
        found = []
        for channel, place in places:
            if channel not in self.channels:
                return None
            number = self.channels.index(channel)
            if place >= self.first[number + 1] - self.first[number]:
                return None
            found.append(int(self.first[number]) + place)
        return tuple(found)

    def rows(self, lane: int, options: Sequence[Option]) -> tuple[int, ...] | None:
        """Return the rows of some options; None when the lane has not got them all."""
        found = []
        for option in options:
            own = self.options[lane].get(option.channel, ())
            if option not in own:
                return None
            place = self.channels.index(option.channel)
            found.append(int(self.first[place]) + own.index(option))
        return tuple(found)

    def redrawn(self, present: Vector, effect: Vector) -> "Lanes":
        """Return one lane many times over, each with customers and effects of its own."""
        options = self.options * len(present)
        return replace(self, present=present, effect=effect, options=options)


Array = TypeVar("Array", Vector, Flags)


def part(array: Array, index: Whole) -> Array:
    """Return an array's part for some lanes, or all of it where all lanes share it."""
    return array if len(array) == 1 else array[index]


def at(array: Vector, lanes: Whole, columns: Whole) -> Vector:
    """Return one column for each of some lanes."""
    found: Vector = array[lanes if len(array) > 1 else 0, columns]
    return found


class Memo:
    """What was worked out for options, so long as they are kept; one for each client."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.spared: dict[int, Flags] = {}
        self.columns: dict[tuple[object, ...], tuple[Vector, Vector]] = {}
        self.kept: list[tuple[Option, ...]] = []


def lanes(fields: Sequence[Field], memo: Memo | None = None) -> Lanes:
    """Return fields side by side; they may differ in everything but the library."""
    return _Maker(fields, memo or Memo()).lanes()


class _Maker:
    def __init__(self, fields: Sequence[Field], memo: Memo) -> None:
        self.fields = fields
        self.memo = memo
        names = sorted({n for field in fields for n, own in field.options.items() if own})
        self.sizes = {n: max(len(f.options.get(n, ())) for f in fields) for n in names}
        self.first = np.cumsum([0, *self.sizes.values()])

    def lanes(self) -> Lanes:
        alike = len({id(field.atoms) for field in self.fields}) == 1
        different = self.fields[:1] if alike else self.fields
        longest = max(len(field.atoms.weights) for field in different)
        weights = np.zeros((len(different), longest))
        present = np.zeros((len(different), len(self.sizes), longest))
        for lane, field in enumerate(different):
            size = len(field.atoms.weights)
            weights[lane, :size] = field.atoms.weights
            for number, name in enumerate(self.sizes):
                present[lane, number, :size] = field.atoms.present(name)
        groups = [_groups(field) for field in self.fields]
        cost, effect, has = self._rows(groups)
        limit = np.full((len(self.fields), cost.shape[2]), np.inf)
        for lane, field in enumerate(self.fields):
            limit[lane, :2] = field.minutes, field.money
            limit[lane, 2 : 2 + len(groups[lane])] = [most for _, most in groups[lane]]
        return Lanes(
            channels=tuple(self.sizes),
            first=self.first,
            weights=weights,
            present=present,
            effect=effect,
            cost=cost,
            limit=limit,
            has=has,
            must=np.array([[n in field.always for n in self.sizes] for field in self.fields]),
            spares=np.array([self._spared(field) for field in self.fields]),
            options=tuple(field.options for field in self.fields),
        )

    def _rows(self, groups: Sequence[Sequence[Group]]) -> tuple[Vector, Vector, Flags]:
        count, rows = len(self.fields), int(self.first[-1])
        cost = np.zeros((count, rows, 2 + max(len(found) for found in groups)))
        effect, has = np.zeros((count, rows)), np.zeros((count, rows), dtype=bool)
        for lane, field in enumerate(self.fields):
            whose = tuple(group for group, _ in groups[lane])
            for start, name in zip(self.first, self.sizes, strict=False):
                own = field.options.get(name)
                if own:
                    rows_of = slice(start, start + len(own))
                    effects, costs = self._columns(own, whose)
                    has[lane, rows_of], effect[lane, rows_of] = True, effects
                    cost[lane, rows_of, : costs.shape[1]] = costs
        return cost, effect, has

    def _columns(
        self, options: tuple[Option, ...], whose: tuple[frozenset[str], ...]
    ) -> tuple[Vector, Vector]:
        key = (id(options), whose)
        if key not in self.memo.columns:
            costs = [
                (o.cost, o.money, *(o.making if o.makers <= group else 0.0 for group in whose))
                for o in options
            ]
            self.memo.columns[key] = np.array([o.effect for o in options]), np.array(costs)
        return self.memo.columns[key]

    def _spared(self, field: Field) -> Flags:
        flags = np.zeros((int(self.first[-1]), 2), dtype=bool)
        for start, name in zip(self.first, self.sizes, strict=False):
            options = field.options.get(name, ())
            if options:
                flags[start : start + len(options)] = self._spares(options)
        return flags

    def _spares(self, options: tuple[Option, ...]) -> Flags:
        if id(options) not in self.memo.spared:
            pairs = [
                [_spares(options[max(n - back, 0)], heavy) for back in (1, 2)]
                for n, heavy in enumerate(options)
            ]
            self.memo.spared[id(options)] = np.array(pairs)
            self.memo.kept.append(options)
        return self.memo.spared[id(options)]


def _groups(field: Field) -> list[Group]:
    """Return the groups of people whose minutes may run short, with their minutes.

    Work can be shared out exactly when, for every group of people, what only they can do fits
    into their hours (Hall's condition); only unions of the sets that may make something matter,
    and everybody's hours are the field's minutes already.
    """
    makers = {option.makers for options in field.options.values() for option in options}
    narrow = sorted((m for m in makers if len(m) < len(field.capacity)), key=sorted)
    unions = {
        frozenset().union(*some)
        for size in range(1, len(narrow) + 1)
        for some in combinations(narrow, size)
    }
    some = sorted((group for group in unions if len(group) < len(field.capacity)), key=sorted)
    return [(group, sum(field.capacity[name] for name in group)) for group in some]


def _spares(light: Option, heavy: Option) -> bool:
    """Say whether one option asks for no more than another of its channel, of anything."""
    return (
        light is not heavy
        and light.cost <= heavy.cost
        and light.money <= heavy.money
        and light.making <= heavy.making
        and light.makers >= heavy.makers
        and light.effect <= heavy.effect
    )
