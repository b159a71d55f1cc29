"""What would let a channel in: more hours, or one thing or skill that is missing."""

import math
from collections.abc import Iterator
from datetime import date

from generator.decide import options as menu
from generator.decide.crowd import Crowd
from generator.decide.options import Field
from generator.decide.reasons import trigger_hours, trigger_means
from generator.decide.search import Prices, best, limits
from generator.model.library import Library
from generator.model.profile import Profile, Resources
from generator.model.results import Reason
from generator.reach import audiences

LISTS = frozenset({"customer-list", "phone-list"})
HOPELESS = frozenset({"never", "not_in_country", "no_figure", "nobody"})
MOST_STEPS = 8


class Triggers:
    """Tries changes of a profile and sees which channels they let in."""

    def __init__(self, profile: Profile, library: Library, today: date, crowd: Crowd) -> None:
        """Know the client as it is."""
        self.profile = profile
        self.library = library
        self.today = today
        self.crowd = crowd
        self.prices = Prices(library.constant("price_of_hour"), library.constant("price_of_place"))
        self.field = menu.field(profile, library, crowd)

    def all(self, taken: frozenset[str]) -> dict[str, Reason]:
        """Return, for each channel that a change lets in, that change.

        What is missing is tried first, then hours, then what would only make it better.
        """
        found: dict[str, Reason] = {}
        for reason, entering in self._tries():
            for name in entering - taken - found.keys():
                found[name] = reason
        blocks = self.field.blocks
        hopeless = {name for name, block in blocks.items() if block.key in HOPELESS}
        return {name: reason for name, reason in found.items() if name not in hopeless}

    def _tries(self) -> Iterator[tuple[Reason, frozenset[str]]]:
        blocked = {asset for block in self.field.blocks.values() for asset in block.names}
        for asset in sorted(blocked):
            yield trigger_means("asset", asset, self.library), self._with_asset(asset)
        for hours in self._hours():
            yield trigger_hours(hours, self.profile), self._with_hours(hours)
        for asset in sorted(self._missing_assets() - blocked):
            yield trigger_means("asset", asset, self.library), self._with_asset(asset)
        for skill in sorted(self._missing_skills()):
            yield trigger_means("skill", skill, self.library), self._with_skill(skill)

    def _missing_assets(self) -> set[str]:
        lacks = (x for c in self.library.channels.values() for x in c.facts.better_with)
        return {x.asset for x in lacks if x.asset} - set(self.profile.resources.has)

    def _missing_skills(self) -> set[str]:
        has = {s for person in self.profile.resources.people for s in person.skills}
        lacks = (x for c in self.library.channels.values() for x in c.facts.better_with)
        return {x.skill for x in lacks if x.skill} - has

    def _hours(self) -> list[float]:
        """Return the half hours to add, up to half as many hours again."""
        halves = int(self.profile.resources.hours_per_week)
        stride = math.ceil(halves / MOST_STEPS) or 1
        return [step / 2 for step in (*range(stride, halves, stride), halves) if step]

    def _with_asset(self, asset: str) -> frozenset[str]:
        resources = self.profile.resources
        changed = self._changed(resources.model_copy(update={"has": (*resources.has, asset)}))
        if asset not in LISTS:
            return self._chosen(menu.field(changed, self.library, self.crowd))
        crowd = Crowd(audiences(changed, self.library, self.today), self.library)
        return self._chosen(menu.field(changed, self.library, crowd))

    def _with_skill(self, skill: str) -> frozenset[str]:
        """Let whoever has the most hours learn it; of equals, the first by name."""
        team = sorted(menu.people(self.profile), key=lambda p: (-p.hours_per_week, p.name))
        able = team[0].model_copy(update={"skills": (*team[0].skills, skill)})
        people = {"people": (able, *team[1:])}
        changed = self._changed(self.profile.resources.model_copy(update=people))
        return self._chosen(menu.field(changed, self.library, self.crowd))

    def _with_hours(self, hours: float) -> frozenset[str]:
        return self._chosen(self.field, self.field.minutes + hours * 60)

    def _changed(self, resources: Resources) -> Profile:
        return self.profile.model_copy(update={"resources": resources})

    def _chosen(self, field: Field, minutes: float | None = None) -> frozenset[str]:
        found = best(field, limits(field, minutes), self.prices)
        return frozenset(option.channel for option in found or ())
