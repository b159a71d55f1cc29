"""A good set to beat, lane by lane: the best single swap, again and again.

A set that is nearly the best makes the bounds of the search tight; it never changes its answer.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np

from generator.decide.branch import TINY, Hunt
from generator.decide.frailty import Vector
from generator.decide.lanes import Array, Flags, Whole, part

ROUNDS = 12


def climb(hunt: Hunt) -> None:
    """Better each lane's set by adding, dropping or swapping one row while that pays."""
    lanes = np.array([n for n, rows in enumerate(hunt.found) if rows is not None], dtype=np.intp)
    for _ in range(ROUNDS):
        if not len(lanes):
            return
        lanes = _better(hunt, lanes)


def _better(hunt: Hunt, lanes: Whole) -> Whole:
    """Take each lane's best swap; return the lanes where one paid."""
    swaps = _Swaps(hunt, lanes)
    values = swaps.values()
    best = values.reshape(len(lanes), -1).argmax(axis=1)
    slots, picks = np.unravel_index(best, values.shape[1:])
    found = values.reshape(len(lanes), -1)[np.arange(len(lanes)), best]
    pays = np.flatnonzero(hunt.beats(lanes, found))
    for one in pays.tolist():
        hunt.keep(int(lanes[one]), swaps.after(one, int(slots[one]), int(picks[one])), found[one])
    return lanes[pays]


@dataclass(frozen=True)
class _Taken:
    """The rows that each lane has: N lanes with at most D slots; `on` where a slot is in use."""

    rows: Whole
    on: Flags
    channel: Whole
    cost: Vector
    price: Vector
    met: Vector


class _Swaps:
    """What each lane's set is worth with one slot taken by another row, or by none.

    The last slot is the free one, the last row stands for none.
    """

    def __init__(self, hunt: Hunt, lanes: Whole) -> None:
        self.hunt, self.table, self.lanes = hunt, hunt.table, lanes
        self.taken = self._taken()

    def _taken(self) -> _Taken:
        table, lanes = self.table, self.lanes
        sets = [self.hunt.found[lane] or () for lane in lanes.tolist()]
        rows = np.full((len(sets), max(len(rows) for rows in sets) + 1), -1)
        for number, own in enumerate(sets):
            rows[number, : len(own)] = own
        on, column = rows >= 0, np.maximum(rows, 0)
        channel = table.channel_of[column]
        effect = _picked(table.effect, lanes, column) * on
        return _Taken(
            rows=rows,
            on=on,
            channel=np.where(on, channel, -1),
            cost=_picked(table.cost, lanes, column) * on[:, :, None],
            price=_picked(self.hunt.price, lanes, column) * on,
            met=effect[:, :, None] * _picked(table.present, lanes, channel),
        )

    def values(self) -> Vector:
        """Return the value of every set that is one swap away; −∞ where it does not fit."""
        table, taken, lanes = self.table, self.taken, self.lanes
        kept = np.maximum(1 - taken.met, TINY)
        whole = part(table.weights, lanes) * kept.prod(axis=1)
        missed = whole[:, None] / kept
        there = missed @ part(table.present, lanes).swapaxes(1, 2)
        effect, price = (part(array, lanes)[:, None] for array in (table.effect, self.hunt.price))
        gain = effect * there[:, :, table.channel_of] - price
        spent = taken.price.sum(axis=1, keepdims=True) - taken.price
        base = 1 - missed.sum(axis=2) - spent
        values = np.where(self._fits(), base[:, :, None] + gain, -np.inf)
        drops = np.where(taken.on & ~self._bound(), base, -np.inf)
        return np.concatenate([values, drops[:, :, None]], axis=2)

    def _fits(self) -> Flags:
        table, taken, lanes = self.table, self.taken, self.lanes
        used = taken.cost.sum(axis=1, keepdims=True) - taken.cost
        room = part(table.limit, lanes)[:, None] - used
        cost = part(table.cost, lanes)
        fits = np.ones((len(lanes), taken.rows.shape[1], cost.shape[1]), dtype=bool)
        for kind in range(cost.shape[2]):
            fits &= cost[:, None, :, kind] <= room[:, :, None, kind] + TINY
        free = np.ones((len(lanes), len(table.channels) + 1), dtype=bool)
        np.put_along_axis(free, taken.channel, values=False, axis=1)
        own = table.channel_of
        same = taken.channel[:, :, None] == own
        open_ = same | (free[:, None, own] & ~self._bound()[:, :, None])
        fits &= open_ & part(table.has, lanes)[:, None] & self._usable()[:, :, None]
        return fits

    def _usable(self) -> Flags:
        """Say which slots are in use, or the first free one."""
        on = self.taken.on
        first = np.arange(on.shape[1]) == on.sum(axis=1)[:, None]
        usable: Flags = on | first
        return usable

    def _bound(self) -> Flags:
        """Say which slots hold a channel that has to be in."""
        must = part(self.table.must, self.lanes)
        held = _picked(must, np.arange(len(self.lanes)), np.maximum(self.taken.channel, 0))
        bound: Flags = held & self.taken.on
        return bound

    def after(self, lane: int, slot: int, row: int) -> tuple[int, ...]:
        """Return a lane's rows after a swap."""
        rows = self.taken.rows[lane].copy()
        rows[slot] = -1 if row == self.table.first[-1] else row
        return tuple(int(one) for one in rows if one >= 0)


def _picked(array: Array, lanes: Whole, columns: Whole) -> Array:
    """Return some columns for each lane, N×D of them."""
    return cast("Array", array[lanes[:, None] if len(array) > 1 else 0, columns])
