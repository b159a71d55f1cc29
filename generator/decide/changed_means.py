"""Changes of what a business has, and of what its people are good at."""

from collections.abc import Iterator

from generator.decide.changes import ONE_MEANS, Change
from generator.decide.team import people
from generator.model.library import Library
from generator.model.profile import Person, Profile
from generator.model.results import Reason


def gained_assets(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield changes to one more asset, of those that some channel asks for."""
    has = profile.resources.has
    for asset in sorted(_wanted(library).keys() - set(has)):
        yield _with_assets(profile, library, asset, (*has, asset), "flip_asset")


def lost_assets(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield changes to one asset less."""
    has = profile.resources.has
    for asset in sorted(_wanted(library).keys() & set(has)):
        left = tuple(name for name in has if name != asset)
        yield _with_assets(profile, library, asset, left, "flip_no_asset")


def _with_assets(
    profile: Profile, library: Library, asset: str, has: tuple[str, ...], key: str
) -> Change:
    name = library.means.assets[asset].name
    update: dict[str, object] = {"has": has}
    if "customer-list" not in has:
        update["customer_list"] = None
    emptied = profile.resources.customer_list is not None and "customer_list" in update
    return Change(
        change="resources.has",
        before=list(profile.resources.has),
        after=list(has),
        size=ONE_MEANS,
        reason=Reason(key, {"means": name, "id": asset}),
        profile=_resourced(profile, **update),
        kind="asset",
        more=asset in has,
        helps=_wanted(library)[asset],
        also={"resources.customer_list": None} if emptied else {},
    )


def _wanted(library: Library) -> dict[str, frozenset[str]]:
    """Return the channels that each asset bears on."""
    found: dict[str, set[str]] = {}
    for name, channel in library.channels.items():
        facts = channel.facts
        better = (lack.asset for lack in facts.better_with if lack.asset)
        for asset in (*facts.needs, *better, *facts.steps_not_needed):
            found.setdefault(asset, set()).add(name)
    return {asset: frozenset(names) for asset, names in found.items()}


def gained_skills(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield changes in which whoever has the most hours learns one thing; of equals, the first."""
    team = profile.resources.people or people(profile)
    has = {skill for person in team for skill in person.skills}
    able = min(team, key=lambda person: (-person.hours_per_week, person.name))
    for skill in sorted(_taught(library).keys() - has):
        yield _with_skills(profile, library, able, skill, (*able.skills, skill))


def lost_skills(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield changes in which one person has one skill less."""
    for person in profile.resources.people:
        for skill in sorted(_taught(library).keys() & set(person.skills)):
            left = tuple(name for name in person.skills if name != skill)
            yield _with_skills(profile, library, person, skill, left)


def _with_skills(
    profile: Profile, library: Library, person: Person, skill: str, skills: tuple[str, ...]
) -> Change:
    named = profile.resources.people
    other = person.model_copy(update={"skills": skills})
    team = tuple(other if one.name == person.name else one for one in named or (person,))
    values = {"means": library.means.skills[skill].name, "id": skill, "person": person.name}
    place = f"[{named.index(person)}].skills" if named else ""
    before: list[object] = [*person.skills] if named else []
    whole = other.model_dump(mode="json", exclude={"days"})
    after: list[object] = [*skills] if named else [whole]
    return Change(
        change=f"resources.people{place}",
        before=before,
        after=after,
        size=ONE_MEANS,
        reason=Reason("flip_skill" if skill in skills else "flip_no_skill", values),
        profile=_resourced(profile, people=team),
        kind="skill",
        more=skill in skills,
        helps=_taught(library)[skill],
    )


def _taught(library: Library) -> dict[str, frozenset[str]]:
    """Return the channels that each skill bears on."""
    found: dict[str, set[str]] = {}
    for name, channel in library.channels.items():
        for lack in channel.facts.better_with:
            if lack.skill:
                found.setdefault(lack.skill, set()).add(name)
    return {skill: frozenset(names) for skill, names in found.items()}


def _resourced(profile: Profile, **changes: object) -> Profile:
    resources = profile.resources.model_copy(update=changes)
    return profile.model_copy(update={"resources": resources})
