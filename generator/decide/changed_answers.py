"""Changes of the other answers: money, goals, how and where customers buy, what is decided."""

from collections.abc import Iterator

from generator.decide.changes import ONE_PLACE, ONE_WAY, Change
from generator.model.library import Library
from generator.model.profile import ChannelState, Goals, Profile
from generator.model.results import Reason
from generator.model.words import BUYS, GOALS, SCOPES, SETTINGS

BIGGEST_WEIGHT = 5.0
USUAL_MONEY = 100.0
CAUSE = "cause"
LISTS = (0.1, 0.25, 0.5, 2.0, 4.0, 10.0)
"""What a contact list is multiplied by."""


def other_money(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield changes of the money: none, and enough for each priced cadence."""
    resources = profile.resources
    now = resources.money_per_month
    tiers = (t for c in library.channels.values() for t in c.facts.tiers.values())
    costs = {tier.money_per_month for tier in tiers}
    for after in sorted({0.0, *costs, *(now + cost for cost in costs)} - {now}):
        key = "flip_more_money" if after > now else "flip_less_money"
        changed = resources.model_copy(update={"money_per_month": after})
        yield Change(
            change="resources.money_per_month",
            before=now,
            after=after,
            size=abs(after - now) / max(now, USUAL_MONEY),
            reason=Reason(key, {"money": after}),
            more=after > now,
            profile=profile.model_copy(update={"resources": changed}),
        )


def other_goals(profile: Profile) -> Iterator[Change]:
    """Yield changes of one goal to nothing or to the most."""
    goals = profile.goals
    for goal in GOALS:
        now = getattr(goals, goal)
        highest = now == max(goals.weights)
        for after in {0.0, now if highest else BIGGEST_WEIGHT} - {now}:
            changed = goals.model_copy(update={goal: after})
            if any(getattr(changed, name) > 0 for name in GOALS):
                yield _goal(profile, goal, after, changed)


def _goal(profile: Profile, goal: str, after: float, changed: Goals) -> Change:
    now = getattr(profile.goals, goal)
    return Change(
        change=f"goals.{goal}",
        before=now,
        after=after,
        size=abs(after - now) / BIGGEST_WEIGHT,
        reason=Reason("flip_goal" if after > now else "flip_no_goal", {"goal": goal}),
        profile=profile.model_copy(update={"goals": changed}),
    )


def other_ways(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield changes of how one group of customers buys."""
    trade = library.trades.get(profile.business.trade)
    for index, segment in enumerate(profile.customers):
        now = segment.buy or (trade.buy if trade else None)
        for after in BUYS:
            if after == now or (after == CAUSE and (trade is None or trade.buy != CAUSE)):
                continue
            changed = segment.model_copy(update={"buy": after})
            customers = tuple(changed if s is segment else s for s in profile.customers)
            yield Change(
                change=f"customers[{index}].buy",
                before=segment.buy,
                after=after,
                size=ONE_WAY,
                reason=Reason("flip_buy", {"segment": segment.name, "buy": after}),
                profile=profile.model_copy(update={"customers": customers}),
            )


def other_lists(profile: Profile) -> Iterator[Change]:
    """Yield changes of how many addresses with permission there are."""
    resources = profile.resources
    now = resources.customer_list or 0
    for factor in LISTS if now else ():
        after = round(now * factor)
        changed = resources.model_copy(update={"customer_list": after})
        yield Change(
            change="resources.customer_list",
            before=now,
            after=after,
            size=abs(after - now) / max(after, now),
            reason=Reason("flip_list", {"size": after}),
            profile=profile.model_copy(update={"resources": changed}),
            more=factor > 1,
        )


def other_places(profile: Profile) -> Iterator[Change]:
    """Yield changes of the surroundings, and of how far customers live."""
    business = profile.business
    for setting in SETTINGS:
        if setting != business.place.setting:
            place = business.place.model_copy(update={"setting": setting})
            yield _placed(profile, "place.setting", setting, {"place": place})
    here = SCOPES.index(business.reach)
    for number, scope in enumerate(SCOPES):
        if abs(number - here) == 1:
            yield _placed(profile, "reach", scope, {"reach": scope})


def _placed(profile: Profile, where: str, after: str, update: dict[str, object]) -> Change:
    business = profile.business
    setting = where == "place.setting"
    return Change(
        change=f"business.{where}",
        before=business.place.setting if setting else business.reach,
        after=after,
        size=ONE_PLACE,
        reason=Reason("flip_setting" if setting else "flip_scope", {"where": after}),
        profile=profile.model_copy(update={"business": business.model_copy(update=update)}),
    )


def set_up(profile: Profile, taken: frozenset[str]) -> Iterator[Change]:
    """Yield the change that a quarter brings: what was begun is set up."""
    states = profile.channels
    begun = sorted(n for n in taken if n not in states or states[n].account != "active")
    if begun:
        known = {name: states.get(name, ChannelState()) for name in begun}
        active = {n: s.model_copy(update={"account": "active"}) for n, s in known.items()}
        yield Change(
            change="channels",
            before=begun,
            after=begun,
            size=0.0,
            reason=Reason("trigger_quarter", {}),
            profile=profile.model_copy(update={"channels": {**states, **active}}),
            kind="quarter",
            more=True,
        )


def undecided(profile: Profile) -> Iterator[Change]:
    """Yield changes in which one of the consultant's decisions is not made."""
    for name, state in profile.channels.items():
        if state.decision:
            channels = {**profile.channels, name: state.model_copy(update={"decision": None})}
            yield Change(
                change=f"channels.{name}.decision",
                before=state.decision,
                after=None,
                size=0.0,
                reason=Reason("flip_decision", {}),
                profile=profile.model_copy(update={"channels": channels}),
                helps=frozenset({name}),
            )
