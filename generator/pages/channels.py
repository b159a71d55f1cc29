"""Build what channel pages and lists show."""

from collections.abc import Sequence

from markupsafe import Markup

from generator.model.library import Trade
from generator.model.profile import ChannelState
from generator.model.results import Chosen, Plan, Reason
from generator.pages.anchors import ground
from generator.pages.doing import doing, ideas
from generator.pages.given import Given
from generator.pages.inert import inert
from generator.pages.shown import Because, ChannelView
from generator.pages.sure import sure
from generator.pages.words import Words


def because(reason: Reason, words: Words) -> Because:
    """Return a reason as a page shows it."""
    kind, page, anchor = ground(reason)
    return Because(words.safe_sentence(reason), reason.key, kind, page, anchor)


def channel_views(given: Given, trade: Trade | None, words: Words) -> tuple[ChannelView, ...]:
    """Return every channel, best first."""
    decision, profile = given.decision, given.client.profile
    most = max((c.adds.mid for c in decision.choices), default=0.0) or 1.0
    posts = ideas(decision, profile, trade, words) if trade else {}
    return tuple(
        _channel(choice, given, posts.get(choice.channel, ()), words, most)
        for choice in decision.choices
    )


def _channel(
    choice: Chosen,
    given: Given,
    posts: tuple[str, ...],
    words: Words,
    most: float,
) -> ChannelView:
    plan, profile = given.plan, given.client.profile
    channel = words.library.channels[choice.channel]
    tier = channel.facts.tiers[choice.tier]
    state = profile.channels.get(choice.channel, ChannelState())
    turns = tuple(because(flip.reason, words) for flip in choice.flips)
    return ChannelView(
        choice=choice,
        name=channel.facts.name,
        page=f"channels/{choice.channel}.md",
        facts=channel.facts,
        guide=channel.guide,
        tier=tier,
        minutes=words.minutes(choice.minutes_per_week),
        setup=words.minutes(choice.setup_minutes),
        money=words.money(choice.money_per_month),
        people=_people(choice, plan, words),
        adds=words.share(choice.adds.mid),
        reach=words.range(choice.reach),
        width=max(2, round(choice.adds.mid / most * 100)),
        reasons=tuple(because(reason, words) for reason in choice.reasons),
        trigger=because(choice.trigger, words) if choice.trigger else None,
        sure=sure(choice, turns, words),
        turns=_besides_the_trigger(choice, turns),
        question=bool(choice.learnt and choice.learnt.question),
        account=state.account,
        followers=state.followers,
        do=doing(choice, given, posts, words),
        begins=plan.begins.get(choice.channel, 1),
    )


def _besides_the_trigger(choice: Chosen, turns: tuple[Because, ...]) -> tuple[Because, ...]:
    """Return what would turn a verdict, without the change that it waits for anyway."""
    waits = choice.trigger.values if choice.trigger else {}
    told = {(key, waits[key]) for key in ("total", "id") if key in waits}
    quarter = choice.trigger.key if choice.trigger else ""
    pairs = zip(turns, choice.flips, strict=True)
    return tuple(
        turn
        for turn, flip in pairs
        if turn.key != quarter and told.isdisjoint(flip.reason.values.items())
    )


def _people(choice: Chosen, plan: Plan, words: Words) -> Markup:
    names = dict.fromkeys(t.person for t in plan.normal.tasks if t.channel == choice.channel)
    return inert(words.listed(list(names)))


def blocks(views: Sequence[ChannelView]) -> dict[str, ChannelView]:
    """Return channel views by id."""
    return {view.id: view for view in views}
