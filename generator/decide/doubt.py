"""How sure: the decision redrawn many times inside what is not known.

Each draw moves every reach inside its range (normal, the range holding 95 in 100; half of the
move is a channel's own, half that of the channel in one group of customers), and multiplies
every judged part (how often a channel has a part in the choice; what it is for, the means and
the pace) by a log-normal factor, narrower where a finding stands behind the judgement. Half of
each factor's move is common to all channels, since one hand judged them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from generator.decide.crowd import Crowd
from generator.decide.frailty import Vector
from generator.decide.lanes import Lanes, lanes
from generator.decide.options import Field, Option
from generator.decide.search import Prices, search
from generator.model.library import Library
from generator.model.results import Range

DRAWS = 200
SEED = 20261122
Z95 = 1.96
FARTHEST = 1.5
"""Half ranges beyond which no draw goes."""
EDGES = (2.5, 97.5)


@dataclass(frozen=True)
class Doubt:
    """Redrawn customers and effects: D draws of C channels and A atoms, and of R rows."""

    table: Lanes
    present: Vector
    effect: Vector
    factor: Vector

    def of(self, option: Option) -> Vector:
        """Return draw by draw the share of each atom that an option meets; the usual pace."""
        place = self.table.channels.index(option.channel)
        effect = np.minimum(option.effect * self.factor[:, place], 1.0)
        met: Vector = effect[:, None] * self.present[:, place]
        return met

    def covered(self, options: Sequence[Option]) -> Vector:
        """Return draw by draw the share of customers that a set meets."""
        missed = self.missed(options)
        covered: Vector = 1 - missed.sum(axis=1)
        return covered

    def missed(self, options: Sequence[Option]) -> Vector:
        """Return draw by draw the weight of each atom that a set misses."""
        missed = np.repeat(self.table.weights, len(self.present), axis=0)
        for option in options:
            missed = missed * (1 - self.of(option))
        return missed

    def added(self, missed: Vector, option: Option) -> Vector:
        """Return draw by draw what an option adds to a set that misses so much."""
        added: Vector = (missed * self.of(option)).sum(axis=1)
        return added


def doubt(field: Field, crowd: Crowd, library: Library, draws: int = DRAWS) -> Doubt:
    """Return a client's customers and effects redrawn with a fixed seed."""
    table = lanes([field])
    judged, measured = library.constant("doubt_judged"), library.constant("doubt_measured")
    groups = len(crowd.audiences)
    drawn = np.stack([_normal(name, draws, 2 + 2 * groups) for name in table.channels], axis=1)
    own, whole = drawn[:, :, :1], drawn[:, :, 1]
    each, parts = drawn[:, :, 2 : 2 + groups], drawn[:, :, 2 + groups :]
    step = library.constant("doubt_step")
    spread = np.array([crowd.doubts(name, judged, measured, step) for name in table.channels])
    moves = np.clip((own + each) / np.sqrt(2) / Z95, -FARTHEST, FARTHEST)
    common = _normal("", draws, 2)
    parts = (common[:, 0, None, None] + parts) / np.sqrt(2)
    whole = (common[:, 1, None] + whole) / np.sqrt(2)
    factors = np.exp(parts * np.log1p(spread) / Z95)
    present = _moved(table, crowd, moves) * crowd.by_group(factors)
    factor = np.exp(whole * np.log1p(judged) / Z95)
    effect = table.effect * factor[:, table.channel_of]
    return Doubt(table, np.minimum(present, 1.0), np.minimum(effect, 1.0), factor)


def _normal(channel: str, draws: int, count: int) -> Vector:
    """Return normal values, draw by draw, that no other channel changes."""
    rng = np.random.Generator(np.random.PCG64([SEED, crc32(channel.encode())]))
    return rng.standard_normal((draws, count))


def _moved(table: Lanes, crowd: Crowd, moves: Vector) -> Vector:
    low, mid, high = (
        np.array([crowd.present(name, end) for name in table.channels])
        for end in ("low", "mid", "high")
    )
    step = crowd.by_group(moves)
    moved: Vector = mid + np.where(step > 0, step * (high - mid), step * (mid - low))
    return np.clip(moved, 0.0, 1.0)


def kept(
    given: Doubt, prices: Prices, chosen: Sequence[Option], blocked: Collection[str]
) -> dict[str, float]:
    """Return the share of draws in which each channel is in the best set, 0 where it is blocked."""
    table = given.table
    rows = table.rows(0, chosen) or ()
    open_ = np.array([name not in blocked for name in table.channels])[table.channel_of]
    draws = replace(table.redrawn(given.present, given.effect), has=table.has & open_)
    found = search(draws, prices, [rows])
    counts = dict.fromkeys(table.channels, 0)
    for one in found:
        for row in one or ():
            counts[table.channels[int(table.channel_of[row])]] += 1
    return {name: count / len(found) for name, count in counts.items()}


def ranged(values: Vector, mid: float) -> Range:
    """Return the middle with the range that holds 95 of 100 draws."""
    low, high = np.percentile(values, EDGES)
    return Range(min(float(low), mid), mid, max(float(high), mid))
