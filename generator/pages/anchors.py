"""Where a reason's ground stands: an answer, a finding or a judgement, each with an address."""

import re

from markupsafe import Markup

from generator.model.results import Reason

DECIDED = frozenset({"always", "never"})
ANSWERS, SOURCES, METHOD = "answers.md", "sources.md", "method.md"


def anchor(name: str) -> Markup:
    """Return a name as an address inside a page: customers[0].buy becomes customers-0-buy.

    What is left of it is letters, digits and hyphens, so it may stand in an attribute as it is.
    """
    return Markup(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"))  # noqa: S704


def ground(reason: Reason) -> tuple[str, str, Markup]:
    """Return how a reason is known, its page and its anchor there.

    What was measured comes first: a reason that rests on a finding shows the finding.
    """
    if reason.key.startswith("assumed"):
        return "assumed", ANSWERS, anchor(reason.said or "")
    if reason.key in DECIDED:
        return "decided", ANSWERS, anchor(reason.said or "")
    if reason.measured:
        return "measured", SOURCES, anchor(reason.measured)
    if reason.said:
        return "said", ANSWERS, anchor(reason.said)
    return "judged", METHOD, anchor(f"judged-{reason.judged or 'rules'}")
