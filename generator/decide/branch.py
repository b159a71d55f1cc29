"""Branch and bound over channels, for many lanes and many sets at once.

Customers met are submodular: what a channel adds shrinks as the set grows. So a row whose gain
now is below its price never pays later, and the gains now, packed into the minutes left, bound
what any completion adds. A second bound is a plane: with met = 1 − exp(−Σ ln 1/(1 − met of one)),
customers met are concave in the channels taken, so the tangent at any set bounds every set.

Both packings are bounded by charging λ a minute, Σ max(0, gain − λ · minutes) + λ · minutes left,
for any λ ≥ 0, the least over a grid. Money and people are left out, so neither is too small.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from generator.decide.frailty import Vector
from generator.decide.lanes import Array, Flags, Lanes, Whole, at, part

TINY = 1e-9
FEW = 3
"""So many channels that must be in are settled first; more of them take their turn."""
CHARGES = np.array([0.0, *(0.0002 * 1.35**step for step in range(16))])
"""The grid of λ, in shares of customers for a minute a week."""
NEAR = 3
"""How many charges around its parent's cheapest a set is tried with."""
WIDTH = 3
"""How many sets a dive follows in each lane."""
TOGETHER = 512
"""How many sets are looked at together, which bounds the memory."""


@dataclass(frozen=True)
class Front:
    """Sets on their way, N of them, each in the lane where it may still lead to the best one.

    `rows` (N×depth) are what each set has, `open` (N×C) the channels it may still take. `missed`
    holds the atoms not yet met, `used` what the set takes of each limit, `spent` its price,
    `flat` its height on the plane, `cheap` where its charges begin and `bound` the most that it
    may become worth.
    """

    lanes: Whole
    rows: Whole
    open: Flags
    missed: Vector
    used: Vector
    spent: Vector
    flat: Vector
    cheap: Whole
    bound: Vector

    def some(self, chosen: Whole | slice) -> "Front":
        """Return some of the sets."""
        return Front(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def parts(self) -> list["Front"]:
        """Return the sets in parts that are looked at together; none of none."""
        count = len(self.lanes)
        return [self.some(slice(n, n + TOGETHER)) for n in range(0, count, TOGETHER)]


@dataclass
class Hunt:
    """What is being searched, with the best set found so far in each lane."""

    table: Lanes
    price: Vector
    value: Vector
    found: list[tuple[int, ...] | None]
    plane: Vector = field(default_factory=lambda: np.zeros((0, 0)))

    def keep(self, lane: int, rows: tuple[int, ...], value: float) -> None:
        """Take a set as a lane's best so far if it is better."""
        if value > self.value[lane] + TINY:
            self.value[lane], self.found[lane] = value, rows

    def beats(self, lanes: Whole, bound: Vector) -> Flags:
        """Say which sets (by row, too) may still be better than the best of their lane."""
        best = self.value[lanes] + TINY
        beats: Flags = bound > (best if bound.ndim == 1 else best[:, None])
        return beats


def grow(hunt: Hunt, root: Front, most: float = np.inf) -> bool:
    """Look at every set that may be better than the best so far.

    Past so many sets it dives for a better one to beat instead, and says that it is not done.
    """
    stack, looked = root.some(np.flatnonzero(root.open.any(axis=1))).parts(), 0
    while stack:
        front = stack.pop()
        looked += len(front.lanes)
        if looked > most:
            dive(hunt, front)
            return False
        stack += step(hunt, front).parts()
    return True


def step(hunt: Hunt, front: Front) -> Front:
    """Return the sets, one channel larger, that may still be better than the best so far."""
    return _Step(hunt, front).grown()


def dive(hunt: Hunt, root: Front) -> None:
    """Follow in each lane only the few most promising sets, for a better set to beat."""
    front = root
    while len(front.lanes):
        grown = step(hunt, front)
        order = np.lexsort((-grown.bound, grown.lanes))
        lanes = grown.lanes[order]
        place = np.arange(len(lanes)) - np.searchsorted(lanes, lanes)
        front = grown.some(order[place < WIDTH])


class _View:
    """The part of the table that some sets may still take, narrow enough to be quick."""

    def __init__(self, hunt: Hunt, front: Front) -> None:
        table = hunt.table
        self.channels = np.flatnonzero(front.open.any(axis=0))
        starts, ends = table.first[self.channels], table.first[self.channels + 1]
        self.first = np.cumsum(ends - starts) - (ends - starts)
        self.own = np.repeat(np.arange(len(self.channels)), ends - starts)
        self.rows = np.arange(len(self.own)) + (starts - self.first)[self.own]
        self.rivals = np.maximum(
            np.arange(len(self.own))[:, None] - [1, 2], self.first[self.own][:, None]
        )
        lanes = front.lanes
        self.open = front.open[:, self.channels]
        self.must = _cut(table.must, lanes, self.channels) & self.open
        self.effect = _cut(table.effect, lanes, self.rows)
        self.price = _cut(hunt.price, lanes, self.rows)
        self.cost = _cut(table.cost, lanes, self.rows)
        self.has = _cut(table.has, lanes, self.rows)
        self.spares = _cut(table.spares, lanes, self.rows)
        self.plane = hunt.plane[lanes[:, None], self.rows]
        if len(table.present) == 1:
            self.there = front.missed @ table.present[0, self.channels].T
        else:
            present = table.present[lanes[:, None], self.channels]
            self.there = (present @ front.missed[:, :, None])[:, :, 0]


def _cut(array: Array, lanes: Whole, columns: Whole) -> Array:
    """Return an array's part for some lanes and columns; one lane where all share it."""
    return array[:, columns] if len(array) == 1 else array[lanes[:, None], columns]


class _Packed(NamedTuple):
    """Bounds on what a set may become: the best charge's place, by channel, and by row."""

    cheapest: Whole
    each: Vector
    by_row: "_ByRow"


class _ByRow(NamedTuple):
    height: Vector
    charged: Vector
    each: Vector


class _Step:
    """Grows some sets by one channel each, in every way that may still pay."""

    def __init__(self, hunt: Hunt, front: Front) -> None:
        view = _View(hunt, front)
        self.hunt, self.front, self.view, self.own = hunt, front, view, view.own
        self.value = 1 - front.missed.sum(axis=1) - front.spent
        gain = view.effect * view.there[:, self.own] - view.price
        room = part(hunt.table.limit, front.lanes) - front.used
        fits = (view.cost <= room[:, None] + TINY).all(axis=2) & view.has
        fits &= view.open[:, self.own] & ((gain > 0) | view.must[:, self.own])
        self.fits = fits
        self.gain = np.where(fits, gain, -np.inf)
        self.plane = np.where(fits, view.plane, -np.inf)
        self.charges = self._charges()
        self.room = self.charges * room[:, :1]

    def _charges(self) -> Vector:
        if not self.front.rows.shape[1]:
            return np.repeat(CHARGES[None], len(self.front.lanes), axis=0)
        window: Vector = CHARGES[self.front.cheap[:, None] + np.arange(NEAR)]
        return window

    def grown(self) -> Front:
        near, far = self._packed(self.value, self.gain), self._packed(self.front.flat, self.plane)
        rank = self._rank(near)
        bound = np.minimum(self._by_row(near, rank), self._by_row(far, rank))
        first_must = np.where(self.view.must, rank, rank.shape[1]).min(axis=1)
        allowed: Flags = self.fits & (rank[:, self.own] <= first_must[:, None])
        allowed = allowed & self._first_twin(rank)
        self._keep(allowed)
        allowed = allowed & ~self._dominated() & self.hunt.beats(self.front.lanes, bound)
        return self._children(allowed, rank, bound, np.minimum(near.cheapest, far.cheapest))

    def _packed(self, height: Vector, gain: Vector) -> _Packed:
        charged = gain[:, None] - self.charges[:, :, None] * self.view.cost[:, None, :, 0]
        each = np.maximum.reduceat(charged, self.view.first, axis=2)
        each = np.where(self.view.must[:, None], each, np.maximum(each, 0.0))
        cheapest = (each.sum(axis=2) + self.room).argmin(axis=1)
        return _Packed(cheapest, each, _ByRow(height, charged, each))

    def _rank(self, near: _Packed) -> Whole:
        """Return each channel's place: a few that must be in, then by what they promise."""
        promise = np.take_along_axis(near.each, near.cheapest[:, None, None], axis=1)[:, 0]
        few = self.view.must.sum(axis=1, keepdims=True) <= FEW
        promise = np.where(self.view.must & few, np.inf, promise)
        order = np.argsort(-np.where(self.view.open, promise, -1.0), axis=1, kind="stable")
        rank = np.empty_like(order)
        np.put_along_axis(rank, order, np.arange(order.shape[1])[None], axis=1)
        self.order = order
        return rank

    def _by_row(self, packed: _Packed, rank: Whole) -> Vector:
        """Return the bound over sets that take a row next, and then channels placed after it."""
        height, charged, each = packed.by_row
        sorted_ = np.take_along_axis(each, self.order[:, None, ::-1], axis=2)
        after = np.cumsum(sorted_, axis=2)[:, :, ::-1]
        rest = np.concatenate([after, np.zeros_like(after[:, :, :1])], axis=2)
        rest += (self.room + height[:, None])[:, :, None]
        bound = np.take_along_axis(rest, rank[:, None, self.own] + 1, axis=2)
        least: Vector = (bound + charged).min(axis=1)
        return least

    def _dominated(self) -> Flags:
        """Say which rows a lighter one of their channel spares: it brings no less now."""
        rival = self.gain[:, self.view.rivals]
        spares = self.view.spares & (rival >= self.gain[:, :, None])
        return spares[:, :, 0] | spares[:, :, 1]

    def _first_twin(self, rank: Whole) -> Flags:
        """Say which rows are not of a channel whose open twin comes before it."""
        channels = self.view.channels
        twin = self.hunt.table.twin[channels]
        place = np.minimum(np.searchsorted(channels, twin), len(channels) - 1)
        here = (twin >= 0) & (channels[place] == twin)
        before: Flags = here & self.view.open[:, place] & (rank[:, place] < rank)
        return ~before[:, self.own]

    def _keep(self, allowed: Flags) -> None:
        """Take the best sets among those one row larger that have all that must be in."""
        left = self.view.must.sum(axis=1)[:, None] - self.view.must[:, self.own]
        values = np.where(allowed & (left == 0), self.value[:, None] + self.gain, -np.inf)
        picks = values.argmax(axis=1)
        best = values[np.arange(len(picks)), picks]
        better = np.flatnonzero(self.hunt.beats(self.front.lanes, best))
        for one in better[np.argsort(-best[better], kind="stable")]:
            rows = (*self.front.rows[one].tolist(), int(self.view.rows[picks[one]]))
            self.hunt.keep(int(self.front.lanes[one]), rows, float(best[one]))

    def _children(self, allowed: Flags, rank: Whole, bound: Vector, cheapest: Whole) -> Front:
        front, view = self.front, self.view
        useful = np.logical_or.reduceat(self.fits, view.first, axis=1) | view.must
        node, row = np.nonzero(allowed)
        left = view.open[node] & useful[node] & (rank[node] > rank[node, self.own[row]][:, None])
        alive = left.any(axis=1)
        node, row, left = node[alive], row[alive], left[alive]
        lane, whole = front.lanes[node], view.rows[row]
        open_ = np.zeros((len(node), front.open.shape[1]), dtype=bool)
        open_[:, view.channels] = left
        hunt, channel = self.hunt, view.channels[self.own[row]]
        met = at(hunt.table.effect, lane, whole)[:, None] * at(hunt.table.present, lane, channel)
        start = np.clip(front.cheap[node] + cheapest[node] - 1, 0, len(CHARGES) - NEAR)
        return Front(
            lanes=lane,
            rows=np.column_stack([front.rows[node], whole]),
            open=open_,
            missed=front.missed[node] * (1 - met),
            used=front.used[node] + at(hunt.table.cost, lane, whole),
            spent=front.spent[node] + at(hunt.price, lane, whole),
            flat=front.flat[node] + hunt.plane[lane, whole],
            cheap=start,
            bound=bound[node, row],
        )
