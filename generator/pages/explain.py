"""The decision as data: `decision.json`, and the rows of `explain`."""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from generator.decide.crowd import Crowd
from generator.decide.options import Field, Menu, Option, fit, means
from generator.decide.team import people
from generator.model.channel import Lack
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import (
    Audience,
    Chosen,
    Decision,
    Flip,
    Learnt,
    Range,
    Reason,
    WhatIf,
)
from generator.pages.sure import level
from generator.pages.words import Words


def decision_json(client: Client, library: Library, decision: Decision) -> str:
    """Return the decision as JSON, the form that `explain --json` prints."""
    return json.dumps(facts(client, library, decision), ensure_ascii=False, indent=2) + "\n"


def facts(client: Client, library: Library, decision: Decision) -> dict[str, Any]:
    """Return the decision as plain values; shares 0 to 1, hours a week, money a month."""
    given = _Given(client, library, decision)
    words = given.words
    return {
        "profile": client.id,
        "name": client.profile.business.name,
        "hours": {
            "available": _hours(decision.hours.available),
            "human": _hours(decision.hours.human),
            "planned": _hours(decision.hours.planned),
        },
        "money": {
            "available": decision.money_available,
            "planned": decision.money_planned,
            "currency": decision.currency,
        },
        "reach": _range(decision.reach),
        "bounds": _range(decision.bounds),
        "everywhere": {
            "channels": decision.everywhere.channels,
            "hours": _hours(decision.everywhere.hours),
            "reach": _range(decision.everywhere.reach),
        },
        **_rules(library),
        "choices": [_choice(choice, given) for choice in decision.choices],
        "what_if": [_what_if(row, decision) for row in decision.what_if],
        "curve": [
            {"channel": p.channel, "hours": _hours(p.hours), "reach": round(p.reach, 4)}
            for p in decision.curve[1:]
        ],
        "draws": decision.draws,
        "goals": {goal: round(share, 4) for goal, share in decision.goals.items()},
        "segments": [_segment(audience, words) for audience in decision.audiences],
        "assumed": [_reason(reason, words) for reason in decision.assumed],
        "findings": {name: _finding(name, library) for name in sorted(given.findings())},
    }


def _rules(library: Library) -> dict[str, Any]:
    """Return what an hour and a channel must add, and from which tries a verdict has a name."""
    return {
        "prices": {
            "hour": library.constant("price_of_hour"),
            "channel": library.constant("price_of_place"),
        },
        "sure": {
            "firm": library.constant("firm_from"),
            "likely": library.constant("likely_from"),
        },
    }


class _Given:
    """What the rows are worked out from: the client, the library, the decision."""

    def __init__(self, client: Client, library: Library, decision: Decision) -> None:
        self.profile, self.library, self.decision = client.profile, library, decision
        self.words = Words.of(client.profile, library)
        self.team = people(client.profile)

    @cached_property
    def options(self) -> Mapping[tuple[object, ...], Option]:
        """Return every option there is by channel, pace and makers."""
        menu, audiences = Menu(self.library), self.decision.audiences
        field: Field = menu.field(self.profile, Crowd(audiences, self.library), audiences)
        found = [
            *menu.everywhere(self.profile),
            *(o for own in field.options.values() for o in own),
        ]
        return {(option.channel, option.tier, option.makers): option for option in found}

    def able(self, choice: Chosen) -> float:
        """Return what is left of a channel's effect with the makers and things there are."""
        channel = self.library.channels[choice.channel]
        whole = fit(channel, self.profile, self.library) * channel.facts.tiers[choice.tier].effect
        option = self.options.get((choice.channel, choice.tier, choice.makers))
        if option and whole:
            return option.effect / whole
        return means(channel, self.profile, self.team)

    def findings(self) -> set[str]:
        """Return every finding that the rows name."""
        reasons = [r for choice in self.decision.choices for r in choice.reasons]
        found = {r.measured for r in reasons if r.measured}
        for audience in self.decision.audiences:
            found.update(name for reach in audience.reaches.values() for name in reach.findings)
        return found


def _finding(name: str, library: Library) -> dict[str, Any]:
    finding, source = library.finding(name), library.source_of(name)
    row: dict[str, Any] = {
        "publisher": source.publisher,
        "title": source.title,
        "year": library.year(name),
        "grade": finding.grade,
        "kind": finding.kind,
        "says": finding.says,
        "base": source.base,
        "review_by": (finding.review_by or source.review_by).isoformat(),
    }
    return {**row, "url": source.url} if source.url else row


def _segment(audience: Audience, words: Words) -> dict[str, Any]:
    return {
        "name": audience.name,
        "share": round(audience.weight, 4),
        "buy": audience.buy,
        "buys": words.word("buys", audience.buy),
        "reach": {
            name: {
                **_range(reach.share),
                "basis": reach.basis,
                "known_from": words.word("bases", reach.basis),
                "findings": list(reach.findings),
            }
            for name, reach in audience.reaches.items()
        },
    }


def _what_if(row: WhatIf, decision: Decision) -> dict[str, Any]:
    now = {choice.channel for choice in decision.having("now")}
    there = [pick.channel for pick in row.picks or ()]
    return {
        "hours": row.hours,
        "human": _hours(row.human),
        "planned": _hours(row.planned),
        "possible": row.picks is not None,
        "reach": round(row.reach, 4),
        "choices": [{"channel": p.channel, "tier": p.tier} for p in row.picks or ()],
        "joins": [name for name in there if name not in now],
        "leaves": sorted(now - {*there}),
    }


def _flip(flip: Flip, words: Words) -> dict[str, Any]:
    row = {
        "change": flip.change,
        "from": _plain(flip.before),
        "to": _plain(flip.after),
        "verdict": flip.verdict,
        "size": round(flip.size, 4),
        "text": words.sentence(flip.reason),
    }
    also = {place: _plain(value) for place, value in flip.also.items()}
    return {**row, "also": also} if also else row


def _plain(value: object) -> object:
    return round(value, 4) if isinstance(value, float) else value


def _learnt(learnt: Learnt) -> dict[str, Any]:
    return {
        "months": learnt.months,
        "hours": learnt.hours,
        "enquiries": learnt.enquiries,
        "customers": learnt.customers,
        "expected": round(learnt.expected, 2),
        "per_hour": {"before": round(learnt.before, 4), "after": round(learnt.after, 4)},
        "factor": round(learnt.factor, 4),
        "too_early": learnt.early,
        "judge_on": learnt.judge_on.isoformat(),
        "question": learnt.question,
    }


def _choice(choice: Chosen, given: _Given) -> dict[str, Any]:
    words, library = given.words, given.library
    facts = library.channels[choice.channel].facts
    row: dict[str, Any] = {
        "channel": choice.channel,
        "name": facts.name,
        "verdict": choice.verdict,
        "rank": choice.rank,
        "tier": choice.tier,
        "hours_per_week": _hours(choice.minutes_per_week / 60),
        "setup_hours": _hours(choice.setup_minutes / 60),
        "money_per_month": choice.money_per_month,
        "makers": sorted(choice.makers),
        "reach": _range(choice.reach),
        "adds": _range(choice.adds),
        "price": round(_price(choice, library), 4),
        "holds_in": round(choice.holds_in, 4),
        "sure": level(choice, library),
        "because": [_reason(reason, words) for reason in choice.reasons],
        "flips": [_flip(flip, words) for flip in choice.flips],
        "segments": list(_sums(choice, given)),
        "needs": [_need(name, given) for name in facts.needs],
        "better_with": [_lack(lack, given) for lack in facts.better_with],
    }
    if choice.trigger:
        row["trigger"] = _reason(choice.trigger, words)
    if choice.learnt:
        row["results"] = _learnt(choice.learnt)
    if choice.decided_by_consultant:
        row["decided_by"] = "consultant"
    return row


def _price(choice: Chosen, library: Library) -> float:
    """Return what a channel must add to pay for its hours, set-up with them, and its place."""
    minutes = choice.minutes_per_week + choice.setup_minutes / library.constant("setup_weeks")
    return minutes / 60 * library.constant("price_of_hour") + library.constant("price_of_place")


def _sums(choice: Chosen, given: _Given) -> Iterator[dict[str, Any]]:
    """Yield v = p·m·g·k·e for each group; `judged` is m before the client's own results."""
    name, library = choice.channel, given.library
    channel = library.channels[name]
    job, able = fit(channel, given.profile, library), given.able(choice)
    effect = channel.facts.tiers[choice.tier].effect
    factor = choice.learnt.factor if choice.learnt else 1.0
    for audience in given.decision.audiences:
        reach = audience.reaches[name].share
        cell = library.moment(name, audience)
        part = min(cell.value * factor, 1.0)
        yield {
            "name": audience.name,
            "share": round(audience.weight, 4),
            "p": _range(reach),
            "m": round(part, 4),
            "judged": cell.value,
            "g": round(job, 4),
            "k": round(able, 4),
            "e": effect,
            "v": round(reach.mid * part * job * able * effect, 4),
        }


def _need(name: str, given: _Given) -> dict[str, Any]:
    there = name in given.profile.resources.has
    return {"asset": name, "name": given.library.means.assets[name].name, "there": there}


def _lack(lack: Lack, given: _Given) -> dict[str, Any]:
    library = given.library
    if lack.skill:
        there = any(lack.skill in person.skills for person in given.team)
        row = {"skill": lack.skill, "name": library.means.skills[lack.skill].name, "there": there}
    else:
        row = _need(str(lack.asset), given)
    return {**row, "without": lack.without}


def _reason(reason: Reason, words: Words) -> Mapping[str, str]:
    text = words.sentence(reason)
    row = {"text": text, "kind": reason.key, "ground": words.ground(reason.key) or text}
    for key in ("said", "measured", "judged"):
        value = getattr(reason, key)
        if value:
            row[key] = value
    return row


def _range(value: Range) -> dict[str, float]:
    return {"low": round(value.low, 4), "mid": round(value.mid, 4), "high": round(value.high, 4)}


def _hours(value: float) -> float:
    return round(value, 2)
