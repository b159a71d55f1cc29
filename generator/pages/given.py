"""All that a playbook is made from."""

from dataclasses import dataclass
from datetime import date

from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import Decision, Plan


@dataclass(frozen=True)
class Given:
    """One client with everything worked out for it, and the day it is worked out on.

    `papers` says whether the site holds its pages as PDF too.
    """

    client: Client
    library: Library
    decision: Decision
    plan: Plan
    today: date
    papers: bool = False
