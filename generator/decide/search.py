"""The exact choice: the set that meets the most customers for its hours.

Value of a set = customers met (0 to 1) − price of an hour · hours − price of a channel · channels.
An hour must bring in at least the stop line's worth of customers, so nothing past the stop line
is ever chosen; of sets that no reader could tell apart, the one with fewer channels wins.

Branch and bound. Customers met are submodular: what a channel adds shrinks as the set grows. So a
channel whose gain now is below its price can never pay later, and the gains now, packed into the
minutes left as a fractional knapsack, bound what any completion can add. Where hours are few, a
second bound is tighter: for every atom of the audience a knapsack of its own over the channels
still to come. Both leave out money and people, so neither is ever too small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from generator.decide.frailty import Vector
from generator.decide.options import Field, Option

UNIT = 5.0
TINY = 1e-9
FEW = 3
"""So many channels that must be in are settled first; more of them take their turn."""
LARGEST_TABLES = 3_000_000
"""Cells above which the second bound costs more than it saves."""


@dataclass(frozen=True)
class Prices:
    """What an hour a week and one more channel must at least bring in, in shares of customers."""

    hour: float
    channel: float

    def of(self, options: Sequence[Option]) -> float:
        """Return the price of a set."""
        hours = sum(option.cost for option in options) / 60
        return self.hour * hours + self.channel * len(options)


@dataclass(frozen=True)
class Limits:
    """Minutes a week by group of people, and money a month."""

    minutes: float
    money: float
    groups: tuple[tuple[frozenset[str], float], ...]

    def hold(self, options: Sequence[Option]) -> bool:
        """Say whether the set fits the hours, the money and every group of people."""
        if sum(option.cost for option in options) > self.minutes + TINY:
            return False
        if sum(option.money for option in options) > self.money + TINY:
            return False
        return all(
            sum(option.making for option in options if option.makers <= group) <= most + TINY
            for group, most in self.groups
        )


def limits(field: Field, minutes: float | None = None) -> Limits:
    """Return the limits of a field.

    Work can be shared out exactly when, for every group of people, what only they can do fits
    into their hours (Hall's condition); only unions of the sets that may make something matter.
    With other `minutes` everybody's hours grow alike.
    """
    total = field.minutes
    wanted = total if minutes is None else minutes
    factor = wanted / total if total else 0.0
    makers = {option.makers for options in field.options.values() for option in options}
    narrow = sorted((m for m in makers if len(m) < len(field.capacity)), key=sorted)
    unions = {
        frozenset().union(*chosen)
        for size in range(1, len(narrow) + 1)
        for chosen in combinations(narrow, size)
    }
    groups = tuple(
        (group, factor * sum(field.capacity[name] for name in group))
        for group in sorted(unions, key=sorted)
    )
    return Limits(wanted, field.money, groups)


def best(field: Field, bounds: Limits, prices: Prices) -> tuple[Option, ...] | None:
    """Return the set of options with the highest value; None when `always` cannot be kept."""
    return _Search(field, bounds, prices).run()


class _Search:
    """Branch and bound over the channels, those with the most to add for a minute first."""

    def __init__(self, field: Field, bounds: Limits, prices: Prices) -> None:
        self.field = field
        self.limits = bounds
        self.prices = prices
        fitting = {
            name: tuple(o for o in options if bounds.hold([o]))
            for name, options in field.options.items()
        }
        first = field.always if len(field.always) <= FEW else frozenset[str]()
        self.order = sorted(
            (name for name, options in fitting.items() if options),
            key=lambda name: (name not in first, -self._worth(fitting[name]), name),
        )
        self.options = [fitting[name] for name in self.order]
        self.must = np.array([name in field.always for name in self.order], dtype=bool)
        self.lighter = [
            [_lighter(options, index) for index in range(len(options))] for options in self.options
        ]
        rows = [option for options in self.options for option in options]
        self.met = np.array([1 - o.misses["mid"] for o in rows]).reshape(
            len(rows), len(field.weights)
        )
        self.price = np.array([prices.of([option]) for option in rows])
        self.first = np.cumsum([0, *(len(options) for options in self.options)])
        self.least = np.array([min(o.cost for o in options) for options in self.options])
        self.units = int(bounds.minutes / UNIT + TINY)
        self.price_of_units = np.arange(self.units + 1) * (prices.hour * UNIT / 60)
        size = len(self.order) * (self.units + 1) * len(field.weights)
        self.left = self._tables() if size <= LARGEST_TABLES else None
        self.value = float("-inf")
        self.found: tuple[Option, ...] | None = None

    def run(self) -> tuple[Option, ...] | None:
        if not self.field.always <= {*self.order, *self.field.blocks}:
            return None
        empty = _Load((), 0.0, 0.0, (0.0,) * len(self.limits.groups))
        self._visit(0, empty, self.field.weights.copy())
        return self.found

    def _worth(self, options: Sequence[Option]) -> float:
        gains = ((1 - float(self.field.weights @ o.misses["mid"]), o.cost) for o in options)
        return max(gain / (cost + UNIT) for gain, cost in gains)

    def _visit(self, depth: int, load: "_Load", missed: Vector) -> None:
        value = 1 - float(missed.sum()) - self._spent(load)
        if depth == len(self.order):
            if value > self.value + TINY:
                self.value, self.found = value, load.chosen
            return
        gains = self.met[self.first[depth] :] @ missed - self.price[self.first[depth] :]
        if value + self._bound(depth, gains, load.minutes) <= self.value + TINY:
            return
        if self._most(depth, missed, load) <= self.value + TINY:
            return
        must = bool(self.must[depth])
        for row in np.argsort(-gains[: len(self.options[depth])], kind="stable"):
            pays = must or gains[row] > 0
            if not pays or any(gains[i] >= gains[row] for i in self.lighter[depth][row]):
                continue
            grown = load.plus(self.options[depth][row], self.limits)
            if grown:
                self._visit(depth + 1, grown, missed * self.options[depth][row].misses["mid"])
        if not must:
            self._visit(depth + 1, load, missed)

    def _tables(self) -> list[Vector]:
        """Return, per depth, the least chance of missing each atom with so many units left."""
        table = np.ones((self.units + 1, len(self.field.weights)))
        tables = [table]
        for options in reversed(self.options):
            table = table.copy()
            after = tables[-1]
            for option in options:
                used = int(option.cost / UNIT + TINY)
                if used <= self.units:
                    better = after[: self.units + 1 - used] * option.misses["mid"]
                    np.minimum(table[used:], better, out=table[used:])
            tables.append(table)
        return tables[::-1]

    def _most(self, depth: int, missed: Vector, load: "_Load") -> float:
        """Return what a set could be worth if each atom had a knapsack of its own."""
        if self.left is None:
            return float("inf")
        units = int((self.limits.minutes - load.minutes) / UNIT + TINY)
        rest = self.left[depth][: units + 1] @ missed
        return 1 - float((rest + self.price_of_units[: units + 1]).min()) - self._spent(load)

    def _spent(self, load: "_Load") -> float:
        return self.prices.hour * load.minutes / 60 + self.prices.channel * len(load.chosen)

    def _bound(self, depth: int, gains: Vector, used: float) -> float:
        """Return the most that the channels still to come can add to the value of a set.

        A channel adds the less, the more there are before it, so what each adds now is the most
        it can add; a fractional knapsack of these gains over the minutes left bounds their sum.
        """
        best = np.maximum.reduceat(gains, self.first[depth:-1] - self.first[depth])
        must, least = self.must[depth:], self.least[depth:]
        room = self.limits.minutes - used - float(least[must].sum())
        if room < -TINY:
            return float("-inf")
        sure = float(best[must].sum())
        keep = (best > 0) & ~must
        gain, cost = best[keep], least[keep]
        order = np.argsort(-gain / (cost + TINY), kind="stable")
        gain, cost = gain[order], cost[order]
        before = np.cumsum(cost) - cost
        parts = np.clip((room - before) / (cost + TINY), 0.0, 1.0)
        return sure + float(gain @ parts)


def _lighter(options: Sequence[Option], index: int) -> list[int]:
    """Return which options spare another; of two that spare each other, only the first does."""
    heavy = options[index]
    return [
        other
        for other, light in enumerate(options)
        if _spares(light, heavy) and (other < index or not _spares(heavy, light))
    ]


def _spares(light: Option, heavy: Option) -> bool:
    """Say whether one option asks for less than another of its channel, and misses no fewer.

    What the heavier one adds beyond the lighter shrinks as a set grows; once it is not worth its
    price, it never is again.
    """
    return (
        light is not heavy
        and light.cost <= heavy.cost
        and light.money <= heavy.money
        and light.making <= heavy.making
        and light.makers >= heavy.makers
        and bool((light.misses["mid"] >= heavy.misses["mid"]).all())
    )


@dataclass(frozen=True)
class _Load:
    """A set on its way, with what it takes of each limit."""

    chosen: tuple[Option, ...]
    minutes: float
    money: float
    making: tuple[float, ...]

    def plus(self, option: Option, limits: Limits) -> "_Load | None":
        """Return the set with one more option, or None when a limit does not hold."""
        minutes, money = self.minutes + option.cost, self.money + option.money
        if minutes > limits.minutes + TINY or money > limits.money + TINY:
            return None
        making = tuple(
            done + option.making if option.makers <= group else done
            for done, (group, _) in zip(self.making, limits.groups, strict=True)
        )
        if any(m > most + TINY for m, (_, most) in zip(making, limits.groups, strict=True)):
            return None
        return _Load((*self.chosen, option), minutes, money, making)
