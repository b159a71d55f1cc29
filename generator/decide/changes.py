"""A single change of one of a profile's answers, and all those that are tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model.profile import Profile
from generator.model.results import Reason

Kind = Literal["asset", "hours", "other", "quarter", "skill"]
ONE_MEANS, ONE_WAY, ONE_PLACE = 0.5, 1.0, 1.1
"""Sizes of gaining or losing an asset or skill, and of another way of buying or another place."""


@dataclass(frozen=True)
class Change:
    """One answer changed: its place in the profile, both values, and the whole changed profile.

    `more` says whether there is more to work with or less, None where it is neither; `helps`
    names the channels that an asset or skill bears on, None where any may be touched; `size` puts
    changes in order, the smallest first; `also` holds by place what moves with it.
    """

    change: str
    before: object
    after: object
    size: float
    reason: Reason
    profile: Profile
    kind: Kind = "other"
    helps: frozenset[str] | None = None
    more: bool | None = None
    also: Mapping[str, object] = field(default_factory=dict)

    def bears_on(self, channel: str) -> bool:
        """Say whether the change may be the reason for what happens to a channel."""
        return self.helps is None or channel in self.helps

    def explains(self, channel: str, *, entering: bool) -> bool:
        """Say whether the change is a reason that an owner would see for what happens.

        More to work with brings channels in, less puts them out; the other way round it is only a
        shuffle of what fits.
        """
        return self.bears_on(channel) and self.more in {None, entering}
