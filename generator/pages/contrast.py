"""The same answers in another trade: what would be chosen if customers bought that way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.decide import chosen
from generator.model.library import Library, Trade
from generator.model.results import Audience, Reason
from generator.pages.channels import because
from generator.pages.given import Given
from generator.pages.shown import Because, ChannelView
from generator.pages.view import Contrast
from generator.pages.words import Words


@dataclass(frozen=True)
class _Sides:
    """The channels chosen here and in another trade."""

    here: tuple[str, ...]
    there: tuple[str, ...]
    other: Trade

    def moved(self) -> Iterator[tuple[str, int]]:
        """Yield each channel that only one side has: 1 where it is ours, else -1."""
        yield from ((c, 1) for c in self.here if c not in self.there)
        yield from ((c, -1) for c in self.there if c not in self.here)


def contrast(
    given: Given, trade: Trade | None, views: tuple[ChannelView, ...], words: Words
) -> Contrast | None:
    """Return another trade, and what the same answers would choose there.

    Every answer stays as it is, except how the customers buy. The trade's own contrast is taken
    where that chooses differently at all, else the trade most like ours among those that do.
    """
    if trade is None:
        return None
    here = tuple(view.id for view in views if view.verdict == "now")
    found = {name: _elsewhere(name, given) for name in _others(trade, given.library)}
    if not found:
        return None
    apart = {name: len(set(here) ^ set(there)) for name, there in found.items()}
    trades = given.library.trades
    other = max(
        found,
        key=lambda name: (
            apart[name] > 0,
            name == trade.contrast,
            *_alike(trade, trades[name]),
            apart[name],
        ),
    )
    by_id = {view.id: view for view in views}
    sides = _Sides(here, found[other], given.library.trades[other])
    there = sides.there
    return Contrast(
        trade=sides.other,
        there=tuple(by_id[c] for c in there),
        both=tuple(by_id[c] for c in here if c in there),
        only_here=tuple(by_id[c] for c in here if c not in there),
        only_there=tuple(by_id[c] for c in there if c not in here),
        mine=words.listed(_buys(given, words)),
        buy=words.word("buys", sides.other.buy),
        why=_why(given, sides, words),
    )


def _buys(given: Given, words: Words) -> list[str]:
    """Return each way in which this client's customers buy, the largest group first."""
    groups = sorted(given.decision.audiences, key=lambda a: -a.weight)
    return list(dict.fromkeys(words.word("buys", a.buy) for a in groups))


def _others(trade: Trade, library: Library) -> list[str]:
    """Return a trade for each other way of buying, the trade's own contrast among them."""
    chosen_contrast = library.trades.get(trade.contrast)
    wanted = {chosen_contrast.buy: trade.contrast} if chosen_contrast else {}
    near = sorted(
        library.trades, key=lambda name: _alike(trade, library.trades[name]), reverse=True
    )
    for name in near:
        if library.trades[name].buy != trade.buy:
            wanted.setdefault(library.trades[name].buy, name)
    return list(wanted.values())


def _alike(one: Trade, other: Trade) -> tuple[bool, bool, bool]:
    """Return in what two trades are alike: their group, whether they are looked at, or private."""
    return one.group == other.group, one.private == other.private, one.visual == other.visual


def _elsewhere(trade: str, given: Given) -> tuple[str, ...]:
    profile = given.client.profile
    segments = tuple(s.model_copy(update={"buy": None}) for s in profile.customers)
    business = profile.business.model_copy(update={"trade": trade})
    human = profile.human_touch.model_copy(update={"hours_per_week": given.decision.hours.human})
    update = {"business": business, "customers": segments, "human_touch": human}
    return chosen(profile.model_copy(update=update), given.library, given.today)


def _why(given: Given, sides: _Sides, words: Words) -> Because | None:
    """Return the difference in how people buy that moves most customers, where one does."""
    moved = [
        (size, channel, audience)
        for channel, sign in sides.moved()
        for audience in given.decision.audiences
        if (size := sign * _gap(channel, audience, sides.other, given.library)) > 0
    ]
    if not moved:
        return None
    _, channel, audience = max(moved, key=lambda found: (found[0], found[1]))
    library, there = given.library, replace(audience, buy=sides.other.buy)
    values = {
        "segment": audience.name,
        "mine": words.word("buys", audience.buy),
        "theirs": words.word("buys", sides.other.buy),
        "channel": library.channels[channel].facts.name,
        "here": words.share(library.moment(channel, audience).value),
        "there": words.share(library.moment(channel, there).value),
    }
    judged = library.moment_id(channel, audience)
    return because(Reason("contrast", values, judged=judged), words)


def _gap(channel: str, audience: Audience, other: Trade, library: Library) -> float:
    """Return how many more of a group a channel meets at a useful moment than elsewhere."""
    there = library.moment(channel, replace(audience, buy=other.buy)).value
    more = library.moment(channel, audience).value - there
    return audience.weight * audience.reaches[channel].share.mid * more
