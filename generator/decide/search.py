"""The exact choice: the set that meets the most customers for its hours.

Value of a set = customers met (0 to 1) − price of an hour · hours − price of a channel · channels.
An hour must bring in at least the stop line's worth of customers, so nothing past the stop line
is ever chosen; of sets that no reader could tell apart, the one with fewer channels wins.

Branch and bound, for many fields at once; `branch` holds the bounds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.decide.branch import TINY, Front, Hunt, grow
from generator.decide.climb import climb
from generator.decide.frailty import Vector
from generator.decide.lanes import Flags, Lanes, Memo, Places, Whole, at, lanes, part
from generator.decide.options import Field, Option

UNITS = (5.0, 60.0)
"""Minutes added to a cost where gain per minute ranks: the fewer, the more the small ones win."""
PATIENCE = (45.0, 120.0, np.inf)
"""Sets a lane to look at before a better one to beat is worth the time."""
SHARED = 12
"""How many sets, those that most lanes end up with, are tried in all lanes."""

CLOSE = 0.999
"""The most of an atom that one row may meet where logarithms are taken."""


@dataclass(frozen=True)
class Prices:
    """What an hour a week and one more channel must at least bring in, in shares of customers."""

    hour: float
    channel: float

    def of(self, options: Sequence[Option]) -> float:
        """Return the price of a set."""
        hours = sum(option.cost for option in options) / 60
        return self.hour * hours + self.channel * len(options)


def best(field: Field, prices: Prices) -> tuple[Option, ...] | None:
    """Return the set of options with the highest value; None when `always` cannot be kept."""
    return solve([field], prices)[0]


def solve(
    fields: Sequence[Field],
    prices: Prices,
    start: Sequence[Places] = (),
    memo: Memo | None = None,
) -> list[tuple[Option, ...] | None]:
    """Return the best set of each field, or None where `always` cannot be kept.

    A good `start`, sets as channels and places among their options, and a `memo` kept from call to
    call save time; they change nothing but which of two equals is found.
    """
    if not fields:
        return []
    table = lanes(fields, memo)
    tries = [rows for rows in map(table.at, start) if rows is not None]
    found = search(table, prices, tries)
    kept = [f.always <= {*filter(f.options.get, f.options)} for f in fields]
    return [
        table.picked(lane, rows) if rows is not None and kept[lane] else None
        for lane, rows in enumerate(found)
    ]


def search(
    table: Lanes, prices: Prices, start: Sequence[Sequence[int]] = ()
) -> list[tuple[int, ...] | None]:
    """Return the rows of each lane's best set; None where none keeps what must be in.

    The sets in `start` are tried first, where they fit; of equals, the first found stays.
    """
    price = prices.hour / 60 * table.cost[:, :, 0] + prices.channel
    hunt = Hunt(table, price, np.full(table.count, -np.inf), [None] * table.count)
    count = table.count
    root = Front(
        lanes=np.arange(count),
        rows=np.zeros((count, 0), dtype=np.intp),
        open=np.ones((count, len(table.channels)), dtype=bool),
        missed=np.repeat(table.weights, count // len(table.weights), axis=0),
        used=np.zeros((count, table.limit.shape[1])),
        spent=np.zeros(count),
        flat=np.zeros(count),
        cheap=np.zeros(count, dtype=np.intp),
        bound=np.full(count, np.inf),
    )
    for lane in np.flatnonzero(~np.broadcast_to(table.must.any(axis=1), (count,))):
        hunt.keep(int(lane), (), 0.0)
    for rows in start:
        _try(hunt, root, rows)
    if not table.channels:
        return hunt.found
    root = replace(root, open=_worth(hunt, root))
    for unit in UNITS if len(table.present) == 1 or not start else ():
        _greedy(hunt, root, unit)
    climb(hunt)
    common = Counter(rows for rows in hunt.found if rows).most_common(SHARED)
    for rows, _ in common if count > 1 else ():
        _try(hunt, root, rows)
    climb(hunt)
    for most in PATIENCE:
        if grow(hunt, replace(root, flat=_tangent(hunt, root)), most * count):
            break
        climb(hunt)
    return hunt.found


def _worth(hunt: Hunt, root: Front) -> Flags:
    """Say which channels may be in at all: alone they pay and fit, or they have to be in."""
    table = hunt.table
    there = (table.present @ root.missed[: len(table.present), :, None])[:, :, 0]
    pays = table.effect * there[:, table.channel_of] > hunt.price
    fits = table.has & (table.cost <= table.limit[:, None] + TINY).all(axis=2)
    worth = np.logical_or.reduceat(pays & fits, table.first[:-1], axis=1) | table.must
    return np.broadcast_to(worth, root.open.shape)


def _try(hunt: Hunt, root: Front, rows: Sequence[int]) -> None:
    """Take a set as the one to beat, in every lane where it fits."""
    table, lanes = hunt.table, root.lanes
    missed, used, price = root.missed, root.used, root.spent
    fits = np.ones(len(lanes), dtype=bool)
    for row in rows:
        missed = missed * (1 - table.met(lanes, row))
        price = price + hunt.price[:, row]
        used = used + table.cost[:, row]
        fits &= table.has[:, row]
    open_ = np.ones(len(table.channels), dtype=bool)
    open_[table.channel_of[list(rows)]] = False
    fits &= ~(table.must & open_).any(axis=1) & (used <= table.limit + TINY).all(axis=1)
    value = 1 - missed.sum(axis=1) - price
    for lane in np.flatnonzero(fits):
        hunt.keep(int(lane), tuple(rows), float(value[lane]))


def _greedy(hunt: Hunt, root: Front, unit: float) -> None:
    """Take what brings most for its minutes, one after the other, as the set to beat.

    What must be in goes first.
    """
    table, channel_of = hunt.table, hunt.table.channel_of
    missed, used, price = root.missed.copy(), root.used.copy(), root.spent.copy()
    open_ = root.open.copy()
    rows: list[list[int]] = [[] for _ in root.lanes]
    for _ in table.channels:
        there = (table.present @ missed[:, :, None])[:, :, 0]
        gain = table.effect * there[:, channel_of] - hunt.price
        due = (table.must & open_)[:, channel_of]
        fits = (used[:, None] + table.cost <= table.limit[:, None] + TINY).all(axis=2)
        fits &= table.has & open_[:, channel_of] & ((gain > 0) | due)
        score = np.where(fits, gain / (table.cost[:, :, 0] + unit) + due, -np.inf)
        lanes = np.flatnonzero(np.isfinite(score.max(axis=1)))
        if not len(lanes):
            break
        picked = score.argmax(axis=1)[lanes]
        channel = channel_of[picked]
        met = at(table.effect, lanes, picked)[:, None] * at(table.present, lanes, channel)
        missed[lanes] *= 1 - met
        used[lanes] += at(table.cost, lanes, picked)
        price[lanes] += at(hunt.price, lanes, picked)
        open_[lanes, channel] = False
        for lane, row in zip(lanes.tolist(), picked.tolist(), strict=True):
            rows[lane].append(row)
    value = 1 - missed.sum(axis=1) - price
    ready = ~(table.must & open_).any(axis=1)
    for one in np.flatnonzero(ready).tolist():
        hunt.keep(one, tuple(rows[one]), float(value[one]))


def _slopes(table: Lanes, missed: Vector, channels: Whole) -> list[Vector]:
    """Return Σ missed · x, x²/2 and x³/(3 (1 − u)) by row, x the share present; 0 elsewhere."""
    present = table.present[:, channels]
    most = np.maximum.reduceat(table.effect, table.first[:-1], axis=1)[:, channels, None]
    near = np.minimum(most * present, CLOSE)
    found = []
    for power in (present, present**2 / 2, present * present * present / (3 * (1 - near))):
        by_channel = np.zeros((len(missed), len(table.channels)))
        by_channel[:, channels] = (power @ missed[:, :, None])[:, :, 0]
        found.append(by_channel[:, table.channel_of])
    return found


def _tangent(hunt: Hunt, root: Front) -> Vector:
    """Lay the plane at each lane's set to beat; return its height at the empty set.

    A row's slope is Σ missed · −ln(1 − met) less its price; off the set it is bounded from above
    by −ln(1 − u) ≤ u + u²/2 + u³/(3 (1 − u)), which needs no logarithm for each row.
    """
    table, missed = hunt.table, root.missed.copy()
    sets: dict[tuple[int, ...], list[int]] = {}
    for lane, rows in enumerate(hunt.found):
        sets.setdefault(rows or (), []).append(lane)
    for rows, own in sets.items():
        for row in rows:
            missed[own] *= 1 - table.met(root.lanes[own], row)
    first, second, third = _slopes(table, missed, np.flatnonzero(root.open.any(axis=0)))
    effect = table.effect
    plane = effect * (first + effect * (second + effect * third)) - hunt.price
    base = 1 - missed.sum(axis=1)
    for rows, own in sets.items():
        index = root.lanes[own]
        for row in rows:
            met = np.minimum(table.met(index, row), CLOSE)
            slope = (-np.log1p(-met) * missed[own]).sum(axis=1)
            plane[own, row] = slope - part(hunt.price, index)[:, row]
            base[own] -= slope
    hunt.plane = plane
    height: Vector = base
    return height
