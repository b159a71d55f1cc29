"""Build what a channel's page says is to be done: ideas, days, people, steps, rules."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from generator.decide.setup import setup_steps
from generator.decide.team import people
from generator.model.channel import Rule, Step
from generator.model.library import Trade
from generator.model.profile import Profile
from generator.model.results import Audience, Chosen, Decision, Plan
from generator.model.words import Form
from generator.pages.cases import cases
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.shown import Doing, GroupView, RuleView, Slot, Steps
from generator.pages.words import Words

IDEAS = 10
SHARES = {1: (10,), 2: (6, 4), 3: (5, 3, 2)}
"""How many ideas of each form, best form first."""

NEEDED: Mapping[Form, str] = {"photo": "photos", "film": "video", "words": "writing"}
"""The skill each form of an idea asks for."""
Ideas = Mapping[str, tuple[str, ...]]


def ideas(decision: Decision, profile: Profile, trade: Trade, words: Words) -> Ideas:
    """Return ten ideas of the trade for each chosen channel that posts, by channel.

    A channel's own form comes first, then the forms that somebody here is good at. What a channel
    before it has taken comes last in its form, so that two channels seldom start alike.
    """
    able = {skill for person in people(profile) for skill in person.skills}
    taken: Counter[str] = Counter()
    found: dict[str, tuple[str, ...]] = {}
    for choice in decision.having("now"):
        first, *others = words.library.channels[choice.channel].facts.ideas or (None,)
        if first is None:
            continue
        forms = (first, *sorted(others, key=lambda form: NEEDED[form] not in able))
        pools = [sorted(trade.ideas.get(form, ()), key=lambda idea: taken[idea]) for form in forms]
        found[choice.channel] = _dealt(pools)
        taken.update(found[choice.channel])
    return found


def _dealt(pools: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return ten ideas: from each form its share, then whatever is left, in order."""
    shares = SHARES[len(pools)]
    dealt = [idea for pool, share in zip(pools, shares, strict=True) for idea in pool[:share]]
    left = [idea for pool in pools for idea in pool if idea not in dealt]
    return (*dealt, *left)[:IDEAS]


def doing(choice: Chosen, given: Given, posts: tuple[str, ...], words: Words) -> Doing:
    """Return what is to be done on a channel, and how to end it."""
    channel, now = words.library.channels[choice.channel], choice.verdict == "now"
    profile = given.client.profile
    held = cases(profile, words.library.trades.get(profile.business.trade))
    return Doing(
        ideas=posts,
        slots=_slots(choice, given.plan, words),
        groups=_groups(choice, given, words) if now else (),
        steps=_steps(setup_steps(channel, profile) if now else (), words),
        park=_steps(channel.facts.park, words),
        close=_steps(channel.facts.close, words),
        rules=tuple(
            _rule(rule, given.today, words)
            for rule in channel.facts.rules
            if _holds(rule, words.country, held)
        ),
    )


def _slots(choice: Chosen, plan: Plan, words: Words) -> tuple[Slot, ...]:
    return tuple(
        Slot(
            day=words.word("days", task.day) if task.day else "",
            person=inert(task.person),
            minutes=words.minutes(task.minutes),
            what=words.safe_sentence(task.what),
        )
        for task in plan.normal.tasks
        if task.channel == choice.channel and task.kind != "setup"
    )


def _groups(choice: Chosen, given: Given, words: Words) -> tuple[GroupView, ...]:
    """Return the groups that can be met there, those it meets most first; like ones together."""
    library = words.library

    def met(audience: Audience) -> float:
        moment = library.moment(choice.channel, audience).value
        return audience.weight * audience.reaches[choice.channel].share.mid * moment

    alike: dict[tuple[str, str], list[Audience]] = {}
    for audience in sorted(given.decision.audiences, key=met, reverse=True):
        if met(audience) > 0:
            reason = library.moment(choice.channel, audience).because
            alike.setdefault((audience.buy, reason), []).append(audience)
    return tuple(_group(choice, same, given.client.profile, words) for same in alike.values())


def _group(choice: Chosen, alike: Sequence[Audience], profile: Profile, words: Words) -> GroupView:
    """Return groups that choose alike as one."""
    first, library = alike[0], words.library
    group = library.channels[choice.channel].facts.group
    segments = [profile.customers[audience.index] for audience in alike]
    places = dict.fromkeys(place for segment in segments for place in segment.spare_time)
    return GroupView(
        name=inert(words.listed([segment.name for segment in segments])),
        buy=words.word("buys", first.buy),
        because=inert(library.moment(choice.channel, first).because),
        advice=inert(library.moments.moments[first.buy].asks(group)),
        spare_time=inert(words.listed(list(places))),
    )


def _steps(steps: Iterable[Step], words: Words) -> Steps:
    return tuple((inert(step.text), words.minutes(step.minutes)) for step in steps)


def _holds(rule: Rule, country: str, held: frozenset[str]) -> bool:
    """Say whether a rule holds in a country and matters in the cases that hold."""
    here = not rule.countries or country in rule.countries
    return here and (rule.case is None or rule.case in held)


def _rule(rule: Rule, today: date, words: Words) -> RuleView:
    return RuleView(
        says=inert(rule.says),
        by=inert(rule.by),
        href=inert(rule.url),
        checked=words.dated(rule.checked),
        review_by=words.dated(rule.review_by),
        due=rule.is_due(today),
    )
