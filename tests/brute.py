"""The best set by trying every one: slow, plain, and without any of the search's tricks."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from generator.decide.options import Field, Option
from generator.decide.search import Prices

Flags = NDArray[np.bool_]
SLACK = 1e-9


def value(field: Field, options: Sequence[Option], prices: Prices) -> float:
    """Return what a set is worth: customers met less the price of its hours and places."""
    missed = field.atoms.weights.copy()
    for option in options:
        missed = missed * _misses(field, option)
    hours = sum(option.cost for option in options) / 60
    return 1 - float(missed.sum()) - prices.hour * hours - prices.channel * len(options)


def best(field: Field, prices: Prices) -> tuple[float, set[frozenset[str]]] | None:
    """Return the highest value and every set of channels that has it; None when none is left."""
    if not field.always <= field.options.keys():
        return None
    names = sorted(field.options)
    menus: list[list[Option | None]] = [
        [*([] if name in field.always else [None]), *field.options[name]] for name in names
    ]
    sets = np.array(list(product(*(range(len(menu)) for menu in menus))), dtype=np.int64)
    fits = _allowed(field, menus, sets)
    if not fits.any():
        return None
    sets = sets[fits]
    met = 1 - _missed(field, menus, sets)
    hours = _sums(menus, sets, [[o.cost if o else 0.0 for o in menu] for menu in menus]) / 60
    places = _sums(menus, sets, [[1.0 if o else 0.0 for o in menu] for menu in menus])
    values = met - prices.hour * hours - prices.channel * places
    top = float(values.max())
    ties = sets[values >= top - 1.1 * SLACK]
    return top, {_channels(menus, row) for row in ties}


def fits_people(works: Sequence[tuple[float, frozenset[str]]], hours: Mapping[str, float]) -> bool:
    """Say whether work that only some people can do fits, by looking at every group of people."""
    return all(
        sum(minutes for minutes, who in works if who <= group)
        <= sum(hours[n] for n in group) + SLACK
        for group in groups(hours)
    )


def groups(names: Mapping[str, float]) -> Iterator[frozenset[str]]:
    """Yield every group of at least one person."""
    for size in range(1, len(names) + 1):
        yield from (frozenset(group) for group in combinations(sorted(names), size))


def _misses(field: Field, option: Option) -> NDArray[np.float64]:
    """Return, atom by atom, the share that an option misses."""
    misses: NDArray[np.float64] = 1 - option.effect * field.atoms.present(option.channel)
    return misses


def _allowed(field: Field, menus: list[list[Option | None]], sets: NDArray[np.int64]) -> Flags:
    costs = _sums(menus, sets, [[o.cost if o else 0.0 for o in menu] for menu in menus])
    money = _sums(menus, sets, [[o.money if o else 0.0 for o in menu] for menu in menus])
    allowed: Flags = (costs <= field.minutes + SLACK) & (money <= field.money + SLACK)
    for group in groups(field.capacity):
        inside = [[o.making if o and o.makers <= group else 0.0 for o in menu] for menu in menus]
        room = sum(field.capacity[name] for name in group)
        allowed &= _sums(menus, sets, inside) <= room + SLACK
    return allowed


def _sums(
    menus: list[list[Option | None]], sets: NDArray[np.int64], parts: list[list[float]]
) -> NDArray[np.float64]:
    total = np.zeros(len(sets))
    for column in range(len(menus)):
        total += np.array(parts[column])[sets[:, column]]
    return total


def _missed(
    field: Field, menus: list[list[Option | None]], sets: NDArray[np.int64]
) -> NDArray[np.float64]:
    weights = field.atoms.weights
    missed = np.tile(weights, (len(sets), 1))
    for column, menu in enumerate(menus):
        rows = [_misses(field, o) if o else np.ones_like(weights) for o in menu]
        missed *= np.array(rows)[sets[:, column]]
    total: NDArray[np.float64] = missed.sum(axis=1)
    return total


def _channels(menus: list[list[Option | None]], row: NDArray[np.int64]) -> frozenset[str]:
    picked = (menu[index] for menu, index in zip(menus, row, strict=True))
    return frozenset(option.channel for option in picked if option)
