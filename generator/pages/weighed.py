"""Shares that rest on a client's own numbers: answers weighed in, and the size of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isclose

from markupsafe import Markup

from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.sums import digits
from generator.pages.worked import FINE, NEAR
from generator.reach import audiences


@dataclass(frozen=True)
class Weighed:
    """A national figure weighed against the client's own answers."""

    group: Markup
    name: str
    worth: str
    national: str
    users: int
    people: int
    share: str


@dataclass(frozen=True)
class Listed:
    """A share that the list's size gives."""

    group: Markup
    name: str
    size: str
    customers: str
    share: str


def weighed(given: Given, channels: Sequence[str]) -> Weighed | None:
    """Return the first share that mixes a national figure with own answers."""
    profile, library = given.client.profile, given.library
    bare = tuple(s.model_copy(update={"asked": None}) for s in profile.customers)
    nation = audiences(profile.model_copy(update={"customers": bare}), library, given.today)
    worth = library.constant("prior_people")
    for audience, before in zip(given.decision.audiences, nation, strict=True):
        asked = profile.customers[audience.index].asked
        for name in channels:
            if asked is None or audience.reaches[name].basis != "asked":
                continue
            national = digits(before.reaches[name].share.mid, FINE)
            users = asked.use[name]
            share = (Decimal(str(worth)) * national + users) / (Decimal(str(worth)) + asked.people)
            if digits(share) == digits(audience.reaches[name].share.mid):
                return Weighed(
                    group=inert(audience.name),
                    name=library.channels[name].facts.name,
                    worth=f"{worth:g}",
                    national=f"{national:f}",
                    users=users,
                    people=asked.people,
                    share=f"{digits(share):f}",
                )
    return None


def listed(given: Given, channels: Sequence[str]) -> Listed | None:
    """Return the first share that is the list's size over all customers."""
    profile, library = given.client.profile, given.library
    size, customers = profile.resources.customer_list, profile.business.customers
    for audience in given.decision.audiences:
        for name in channels:
            reach = audience.reaches[name]
            if reach.basis != "list" or not size or not customers:
                continue
            share = digits(min(1.0, size / customers))
            if isclose(float(share), reach.share.mid, abs_tol=NEAR):
                return Listed(
                    group=inert(audience.name),
                    name=library.channels[name].facts.name,
                    size=f"{size:,}",
                    customers=f"{customers:,}",
                    share=f"{share:f}",
                )
    return None
