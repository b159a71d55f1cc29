"""The audience as atoms: every group, age band and level of activity, with its weight."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from generator.decide.frailty import Vector, nodes, spread, using
from generator.model.library import Library
from generator.model.results import Audience

End = Literal["low", "mid", "high"]
ENDS: tuple[End, ...] = ("low", "mid", "high")


class Crowd:
    """All customers of a client; what depends on them alone is worked out once."""

    def __init__(self, audiences: Sequence[Audience], library: Library) -> None:
        """Cut the audiences into atoms; their weights add up to 1."""
        self.audiences = tuple(audiences)
        self.library = library
        self.cells = [
            (a, band, spread(a.activity[band], band)) for a in audiences for band in a.bands
        ]
        self.weights: Vector = np.concatenate(
            [a.weight * a.bands[band] * nodes(v)[1] for a, band, v in self.cells]
        )
        self._users: dict[tuple[str, End], Vector] = {}
        self._moments: dict[str, Vector] = {}

    def users(self, channel: str, end: End) -> Vector:
        """Return, atom by atom, the chance of using the channel at low, mid or high reach."""
        if (channel, end) not in self._users:
            theta = overlap(channel, self.library)
            self._users[channel, end] = np.concatenate(
                [
                    using(getattr(a.reaches[channel].bands[band], end), theta, v)
                    for a, band, v in self.cells
                ]
            )
        return self._users[channel, end]

    def moments(self, channel: str) -> Vector:
        """Return, atom by atom, how often the channel has a part in the choice."""
        if channel not in self._moments:
            rows = self.library.moments.channels[channel].moments
            self._moments[channel] = np.concatenate(
                [
                    np.full(len(nodes(v)[0]), rows[audience.buy].value)  # type: ignore[index]
                    for audience, _, v in self.cells
                ]
            )
        return self._moments[channel]


def overlap(channel: str, library: Library) -> float:
    """Return θ, how far the channel's use follows general online activity, 0 to 1."""
    name = str(library.rules.words["sources"]["overlap"])
    measured = library.finding(name).theta.get(channel)
    if measured is not None:
        return measured
    return library.channels[channel].facts.reach.overlap or 0.0
