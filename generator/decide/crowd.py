"""The audience as atoms: every group, age band and level of activity, with its weight."""

from collections.abc import Mapping, Sequence

import numpy as np

from generator.decide.frailty import Vector, nodes, spread, using
from generator.model.library import Library
from generator.model.results import Audience, End

Users = dict[tuple[str, End], Vector]


class Crowd:
    """All customers of a client; what depends on them alone is worked out once."""

    def __init__(
        self,
        audiences: Sequence[Audience],
        library: Library,
        learnt: Mapping[str, float] | None = None,
        users: Users | None = None,
    ) -> None:
        """Cut the audiences into atoms; their weights add up to 1.

        `learnt` multiplies a channel's part in the choice by what the client's results taught;
        `users` is shared between crowds that differ only in how they buy.
        """
        self._users = {} if users is None else users
        self.audiences = tuple(audiences)
        self.library = library
        self.learnt = learnt or {}
        self.cells = [
            (a, band, spread(a.activity[band], band)) for a in audiences for band in a.bands
        ]
        self.sizes = [len(nodes(v)[0]) for _, _, v in self.cells]
        self._weights: Vector = np.concatenate(
            [a.weight * a.bands[band] * nodes(v)[1] for a, band, v in self.cells]
        )
        self._present: dict[tuple[str, End], Vector] = {}

    @property
    def weights(self) -> Vector:
        """Return the atoms' shares of all customers, adding up to 1."""
        return self._weights

    def present(self, channel: str, end: End = "mid") -> Vector:
        """Return, atom by atom, the share that is there at a useful moment."""
        if (channel, end) not in self._present:
            self._present[channel, end] = self._moments(channel) * self.users(channel, end)
        return self._present[channel, end]

    def by_group(self, values: Vector) -> Vector:
        """Return values by group of customers (the last axis) atom by atom."""
        first = np.array([audience.index for audience, _, _ in self.cells])
        spread_out: Vector = np.repeat(values[..., first], self.sizes, axis=-1)
        return spread_out

    def doubts(self, channel: str, judged: float, measured: float, step: float) -> list[float]:
        """Return, group by group, how doubtful a channel's part in the choice is.

        That of a judgement, or that of one with a finding behind it; one step of the table at
        least.
        """
        cells = (self.library.moment(channel, audience) for audience in self.audiences)
        return [
            max(measured if cell.findings else judged, step / max(cell.value, step))
            for cell in cells
        ]

    def users(self, channel: str, end: End) -> Vector:
        """Return, atom by atom, the chance of using the channel."""
        if (channel, end) not in self._users:
            theta = overlap(channel, self.library)
            self._users[channel, end] = np.concatenate(
                [
                    using(getattr(a.reaches[channel].bands[band], end), theta, v)
                    for a, band, v in self.cells
                ]
            )
        return self._users[channel, end]

    def _moments(self, channel: str) -> Vector:
        values = [self.library.moment(channel, audience).value for audience, _, _ in self.cells]
        learnt = np.minimum(np.array(values) * self.learnt.get(channel, 1.0), 1.0)
        return np.repeat(learnt, self.sizes)


def overlap(channel: str, library: Library) -> float:
    """Return θ, how far the channel's use follows general online activity, 0 to 1."""
    name = str(library.rules.words["sources"]["overlap"])
    measured = library.finding(name).theta.get(channel)
    if measured is not None:
        return measured
    return library.channels[channel].facts.reach.overlap or 0.0
