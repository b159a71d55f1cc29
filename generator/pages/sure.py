"""How sure each verdict is, in words, and how far the whole figure may be off."""

from math import floor

from generator.decide.reasons import BLOCKED
from generator.model.library import Library
from generator.model.results import Chosen, Decision, Reason
from generator.pages.pictures import BOTTOM, LEAST_HEADROOM, TOP
from generator.pages.shown import Because, Level, Sure
from generator.pages.words import Words

FIXED = BLOCKED | {"always"}
"""First reasons of verdicts that no other figures could change."""
QUESTION = "question"
ROUNDING = 1e-9
HIGHEST = 4.0


def tries(holds_in: float) -> int:
    """Return in how many of 100 tries a verdict holds, rounded down: never more than was found."""
    return floor(holds_in * 100 + ROUNDING)


def level(choice: Chosen, library: Library) -> Level:
    """Return how sure a verdict is; `set` where figures have no say in it."""
    if _fixed(choice):
        return "set"
    share = tries(choice.holds_in) / 100
    if share >= library.constant("firm_from"):
        return "firm"
    return "likely" if share >= library.constant("likely_from") else "close"


def _fixed(choice: Chosen) -> str:
    """Return what settles a verdict without any figure; empty where figures do."""
    if choice.learnt and choice.learnt.question:
        return QUESTION
    first = choice.reasons[0].key if choice.reasons else ""
    return first if first in FIXED else ""


def sure(choice: Chosen, turns: tuple[Because, ...], words: Words) -> Sure:
    """Return how sure a verdict is, with the smallest change that turns it unless it is firm."""
    found, held = level(choice, words.library), tries(choice.holds_in)
    if found == "set":
        return Sure(found, held, words.safe_sentence(Reason(f"sure_{_fixed(choice)}", {})))
    if found == "firm" or not turns:
        return Sure(found, held, words.safe_sentence(Reason(f"sure_{found}", {"tries": held})))
    text = turns[0].text
    values = {"tries": held, "how": text[:1].lower() + text[1:]}
    return Sure(found, held, words.safe_sentence(Reason(f"sure_{found}_turn", values)))


def whisker(decision: Decision) -> tuple[float, float]:
    """Return how high the range of customers met reaches in the curve's picture, and how low."""
    most = max(*(step.reach for step in decision.curve), LEAST_HEADROOM)
    high, low = (
        max(HIGHEST, round(BOTTOM - (BOTTOM - TOP) * reach / most, 1))
        for reach in (decision.reach.high, decision.reach.low)
    )
    return high, low
