"""The decision as data: `decision.json`, and the rows of `explain`."""

import json
from collections.abc import Mapping
from typing import Any

from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import Audience, Chosen, Decision, Range, Reason
from generator.pages.words import Words


def decision_json(client: Client, library: Library, decision: Decision) -> str:
    """Return the decision as JSON, the form that `explain --json` prints."""
    return json.dumps(facts(client, library, decision), ensure_ascii=False, indent=2) + "\n"


def facts(client: Client, library: Library, decision: Decision) -> dict[str, Any]:
    """Return the decision as plain values; shares 0 to 1, hours a week, money a month."""
    profile = client.profile
    words = Words.of(profile, library)
    return {
        "profile": client.id,
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
        "choices": [_choice(choice, words, library) for choice in decision.choices],
        "segments": [_segment(audience) for audience in decision.audiences],
        "assumed": [_reason(reason, words) for reason in decision.assumed],
    }


def _segment(audience: Audience) -> dict[str, Any]:
    return {
        "name": audience.name,
        "share": round(audience.weight, 4),
        "buy": audience.buy,
        "reach": {
            name: {**_range(reach.share), "basis": reach.basis, "findings": list(reach.findings)}
            for name, reach in audience.reaches.items()
        },
    }


def _choice(choice: Chosen, words: Words, library: Library) -> dict[str, Any]:
    row: dict[str, Any] = {
        "channel": choice.channel,
        "name": library.channels[choice.channel].facts.name,
        "verdict": choice.verdict,
        "rank": choice.rank,
        "tier": choice.tier,
        "hours_per_week": _hours(choice.minutes_per_week / 60),
        "setup_hours": _hours(choice.setup_minutes / 60),
        "money_per_month": choice.money_per_month,
        "reach": _range(choice.reach),
        "adds": _range(choice.adds),
        "because": [_reason(reason, words) for reason in choice.reasons],
    }
    if choice.trigger:
        row["trigger"] = _reason(choice.trigger, words)
    if choice.decided_by_consultant:
        row["decided_by"] = "consultant"
    return row


def _reason(reason: Reason, words: Words) -> Mapping[str, str]:
    row = {"text": words.sentence(reason)}
    for key in ("said", "measured", "judged"):
        value = getattr(reason, key)
        if value:
            row[key] = value
    return row


def _range(value: Range) -> dict[str, float]:
    return {"low": round(value.low, 4), "mid": round(value.mid, 4), "high": round(value.high, 4)}


def _hours(value: float) -> float:
    return round(value, 2)
