"""Where a reason's ground stands: an answer, a finding or a judgement, each with an address."""

import re

from generator.model.results import Reason

ANSWERS, SOURCES, METHOD = "answers.md", "sources.md", "method.md"


def anchor(name: str) -> str:
    """Return a name as an address inside a page: customers[0].buy becomes customers-0-buy."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def ground(reason: Reason) -> tuple[str, str, str]:
    """Return the kind of a reason (measured, said or judged), its page and its anchor there.

    What was measured comes first: a reason that rests on a finding shows the finding.
    """
    if reason.measured:
        return "measured", SOURCES, anchor(reason.measured)
    if reason.said:
        return "said", ANSWERS, anchor(reason.said)
    return "judged", METHOD, anchor(f"judged-{reason.judged or 'rules'}")
