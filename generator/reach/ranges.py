"""Ranges of shares: from findings, around a middle, and with the client's own answers."""

import math
from collections.abc import Mapping

from generator.model.evidence import Finding
from generator.model.profile import Asked
from generator.model.results import Range, Reach
from generator.reach.logodds import shifted, total_share

Z95 = 1.96
OF_MEAN_MISS = Z95 * math.sqrt(math.pi / 2)
"""What half a 95 % range is of the mean miss, where misses are normal."""


def ranged(finding: Finding) -> Range:
    """Return a finding's percent as a share; without printed bounds the value stands alone."""
    mid = total_share(finding)
    low = mid if finding.low is None else finding.low / 100
    high = mid if finding.high is None else finding.high / 100
    return Range(low, mid, high)


def product(left: Range, right: Range) -> Range:
    """Return two ranges multiplied, end by end."""
    return Range(left.low * right.low, left.mid * right.mid, left.high * right.high)


def around(share: float, half: float) -> Range:
    """Return a share with so much below and above it, kept inside 0 to 1."""
    return Range(max(0.0, share - half), share, min(1.0, share + half))


def ends(share: Range) -> tuple[float, float, float]:
    """Return low, mid and high."""
    return share.low, share.mid, share.high


def with_answers(
    reach: Reach, weights: Mapping[str, float], asked: Asked, users: int, prior: float
) -> Reach:
    """Weigh the national figure, as so many people, against what customers answered.

    `weights` are the bands' shares, `users` those of `asked.people` who use the channel, `prior`
    how many answers the figure is worth: a beta prior, Beta(prior · p, prior · (1 − p)).
    """
    worth = 0.0 if reach.refused else prior
    count = asked.people
    mean = (worth * reach.share.mid + users) / (worth + count)
    national = worth / (worth + count)
    own = _wilson(mean, count + worth)
    below, above = mean - own.low, own.high - mean
    below += national * (reach.share.mid - reach.share.low - below)
    above += national * (reach.share.high - reach.share.mid - above)
    mids = {band: r.mid if r.mid > 0 else mean for band, r in reach.bands.items()}
    moved = shifted(mids, weights, mean)
    bands = {band: _between(share, below, above) for band, share in moved.items()}
    share = _between(sum(weights[b] * p for b, p in moved.items()), below, above)
    return Reach(share, bands, "asked", reach.findings, reach.traits)


def _wilson(share: float, count: float) -> Range:
    """Return the Wilson interval of a share of so many answers, 95 %."""
    spread = Z95 * math.sqrt(share * (1 - share) / count + (Z95 / (2 * count)) ** 2)
    middle, scale = share + Z95**2 / (2 * count), 1 + Z95**2 / count
    return Range((middle - spread) / scale, share, (middle + spread) / scale)


def _between(share: float, below: float, above: float) -> Range:
    return Range(max(0.0, share - max(0.0, below)), share, min(1.0, share + max(0.0, above)))
