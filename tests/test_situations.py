"""What practitioners say of real cases, in their own published words, holds for such clients."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from generator.check.profile import profile_problems
from generator.decide import decide
from generator.load.profile import reading
from generator.load.tree import parse
from generator.model.library import Library
from generator.model.results import Chosen, Decision
from tests.conftest import TODAY

FOLDER = Path(__file__).parent / "situations"
FILES = tuple(sorted(FOLDER.glob("*.yml")))
SLUGS = tuple(path.stem for path in FILES)
KINDS = {"now", "not_now", "before"}
FEWEST_FILES, FEWEST_TRADES, FEWEST_BUSINESS, FEWEST_CAUSES = 60, 25, 4, 3
FEWEST_HOLDING, LEAST_AGREEMENT = 45, 0.7
Situation = Mapping[str, Any]


@lru_cache(maxsize=len(FILES) + 1)
def situation(slug: str) -> Situation:
    """Return one file, read strictly: duplicate keys and tabs are refused as in a profile."""
    text = (FOLDER / f"{slug}.yml").read_text(encoding="utf-8")
    parse(text.encode(), f"{slug}.yml")
    found: Situation = yaml.safe_load(text)
    return found


def differs(slug: str) -> str:
    """Return why the decision differs from the advice; empty where it does not."""
    return str(situation(slug).get("differs", "")).strip()


def by_channel(decision: Decision) -> Mapping[str, Chosen]:
    """Return the choices by channel."""
    return {choice.channel: choice for choice in decision.choices}


def decided(slug: str, folder: Path, library: Library) -> Decision:
    """Return the decision for the profile, which has to pass every check a client's passes."""
    path = folder / f"{slug}.yml"
    told = yaml.safe_dump(situation(slug)["profile"], allow_unicode=True, sort_keys=False)
    path.write_text(told, encoding="utf-8")
    read = reading(path)
    problems = profile_problems(read, library)
    assert read.client is not None, problems
    assert not problems
    return decide(read.client.profile, library, TODAY)


def unmet(expect: Situation, choices: Mapping[str, Chosen]) -> list[str]:
    """Return each expectation that the decision does not meet, in words."""
    return [
        *(f"{name} is not chosen" for name in expect.get("now", ()) if not chosen(choices[name])),
        *(f"{name} is chosen" for name in expect.get("not_now", ()) if chosen(choices[name])),
        *(
            f"{first} does not come before {second}"
            for first, second in expect.get("before", ())
            if choices[first].rank >= choices[second].rank
        ),
    ]


def chosen(choice: Chosen) -> bool:
    """Tell whether the channel is in the set the owner is to do now."""
    return choice.verdict == "now"


def account(slug: str, decision: Decision) -> str:
    """Return the case and what was decided, for whoever reads the failure."""
    case = situation(slug)
    source = case["source"]
    ranked = sorted(decision.choices, key=lambda choice: choice.rank)
    return "\n".join(
        [
            f"{source['publisher']}, {source['title']} ({source['who']}): {source['url']}",
            f"says: {case['says'].strip()}",
            f"expects: {case['expect']}",
            "decided: "
            + ", ".join(f"{choice.channel} {choice.tier}" for choice in ranked if chosen(choice)),
            "then: "
            + ", ".join(
                f"{choice.rank} {choice.channel} {choice.verdict}"
                for choice in ranked
                if not chosen(choice)
            ),
        ]
    )


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if not differs(slug)])
def test_the_decision_agrees_with_the_practitioner(
    slug: str, tmp_path: Path, library: Library
) -> None:
    decision = decided(slug, tmp_path, library)
    wrong = unmet(situation(slug)["expect"], by_channel(decision))
    assert not wrong, "\n".join([*wrong, account(slug, decision)])


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if differs(slug)])
def test_where_we_differ_from_a_practitioner_we_still_do_and_say_why(
    slug: str, tmp_path: Path, library: Library
) -> None:
    decision = decided(slug, tmp_path, library)
    assert unmet(situation(slug)["expect"], by_channel(decision)), "holds now: drop `differs`"
    assert len(differs(slug)) > len("because")


def test_most_practitioners_are_agreed_with() -> None:
    holding = sum(not differs(slug) for slug in SLUGS)
    assert holding >= FEWEST_HOLDING
    assert holding / len(SLUGS) > LEAST_AGREEMENT


@pytest.mark.parametrize("slug", SLUGS)
def test_every_situation_says_who_advises_and_expects_something(
    slug: str, library: Library
) -> None:
    case = situation(slug)
    address = urlsplit(case["source"]["url"])
    assert address.scheme in {"https", "http"}
    assert address.netloc
    assert all(case["source"].get(key) for key in ("publisher", "title", "who"))
    assert case["says"].strip()
    expect = case["expect"]
    assert set(expect) <= KINDS
    assert any(expect.values())
    pairs = [name for pair in expect.get("before", ()) for name in pair]
    named = {*expect.get("now", ()), *expect.get("not_now", ()), *pairs}
    assert named <= set(library.channels)
    assert not {"results", "private"} & set(case["profile"])
    assert not any("decision" in state for state in case["profile"].get("channels", {}).values())
    assert not any("asked" in segment for segment in case["profile"]["customers"])


def test_the_situations_cover_many_trades(library: Library) -> None:
    trades = [situation(slug)["profile"]["business"]["trade"] for slug in SLUGS]
    assert len(SLUGS) >= FEWEST_FILES
    assert len(set(trades)) >= FEWEST_TRADES
    assert sum(sells_to("relationship", slug, library) for slug in SLUGS) >= FEWEST_BUSINESS
    assert sum(sells_to("cause", slug, library) for slug in SLUGS) >= FEWEST_CAUSES


def sells_to(buy: str, slug: str, library: Library) -> bool:
    """Tell whether most of the customers buy this way, or support a cause."""
    profile = situation(slug)["profile"]
    trade = library.trades.get(profile["business"]["trade"])
    usual = trade.buy if trade else None
    shares = [float(s["share"]) for s in profile["customers"] if s.get("buy", usual) == buy]
    return sum(shares) >= 50
