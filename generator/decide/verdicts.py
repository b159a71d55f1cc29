"""What would let a channel in later, and the smallest change that turns each verdict."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.decide.changed_answers import (
    other_goals,
    other_lists,
    other_money,
    other_places,
    other_ways,
    set_up,
    undecided,
)
from generator.decide.changed_hours import more_hours, other_hours
from generator.decide.changed_means import (
    gained_assets,
    gained_skills,
    lost_assets,
    lost_skills,
)
from generator.decide.changes import Change
from generator.decide.options import Block
from generator.decide.reasons import BLOCKED, trigger
from generator.decide.solver import Solver
from generator.model.library import Library
from generator.model.profile import Profile
from generator.model.results import Flip, Reason
from generator.model.words import Verdict

HOPELESS = BLOCKED - {"needs"}
MOST_FLIPS = 2


def tries(
    profile: Profile, library: Library, blocks: Mapping[str, Block], taken: frozenset[str]
) -> Iterator[Change]:
    """Yield the changes that may let a channel in later, in the order they are told.

    What is missing altogether comes first, then hours, then what would only make it better.
    """
    yield from set_up(profile, taken)
    missing = {name for block in blocks.values() for name in block.names}
    assets = list(gained_assets(profile, library))
    yield from (c for c in assets if c.reason.values["id"] in missing)
    yield from more_hours(profile)
    yield from (c for c in assets if c.reason.values["id"] not in missing)
    yield from gained_skills(profile, library)


def triggers(solver: Solver, profile: Profile, taken: frozenset[str]) -> dict[str, Reason]:
    """Return, for each channel that a change lets in, that change as a reason."""
    blocks = solver.field(profile).blocks
    hopeless = {name for name, block in blocks.items() if block.key in HOPELESS}
    changes = list(tries(profile, solver.library, blocks, taken))
    found: dict[str, Reason] = {}
    for change, entering in zip(changes, _channels(solver, changes), strict=True):
        for name in sorted(entering - taken - hopeless - found.keys()):
            if change.bears_on(name):
                found[name] = trigger(change.reason, solver.library)
    return found


def flips(solver: Solver, profile: Profile, taken: frozenset[str]) -> dict[str, tuple[Flip, ...]]:
    """Return for each channel the smallest changes of one answer that turn its verdict."""
    turns = _turns(solver, profile, taken)
    asked = {
        (name, change.change): (name, change)
        for name, own in turns.items()
        if name in taken
        for change in own
    }
    waits = _waiting(solver, list(asked.values()))
    return {
        name: tuple(_flip(c, name, waits, entering=name not in taken) for c in own)
        for name, own in turns.items()
    }


def _channels(solver: Solver, changes: Sequence[Change]) -> list[frozenset[str]]:
    return solver.channels([change.profile for change in changes])


def _turns(solver: Solver, profile: Profile, taken: frozenset[str]) -> dict[str, list[Change]]:
    """Return for each channel the smallest changes that bring it in or put it out."""
    library = solver.library
    decided = {name for name, state in profile.channels.items() if state.decision}
    changes = sorted(all_changes(profile, library), key=lambda c: (c.size, c.change, str(c.after)))
    found: dict[str, list[Change]] = {name: [] for name in library.channels}
    sets = solver.sets([change.profile for change in changes])
    possible = [(c, s) for c, s in zip(changes, sets, strict=True) if s is not None]
    for change, then in possible:
        for name in taken ^ {option.channel for option in then}:
            own = found[name]
            known = {other.change for other in own}
            other = change.change == f"channels.{name}.decision" or name not in decided
            reason = change.explains(name, entering=name not in taken)
            if other and reason and len(own) < MOST_FLIPS:
                own += [change] if change.change not in known else []
    return found


def all_changes(profile: Profile, library: Library) -> Iterator[Change]:
    """Yield every single change that is tried."""
    yield from other_hours(profile)
    yield from gained_assets(profile, library)
    yield from lost_assets(profile, library)
    yield from gained_skills(profile, library)
    yield from lost_skills(profile, library)
    yield from other_money(profile, library)
    yield from other_goals(profile)
    yield from other_ways(profile, library)
    yield from other_lists(profile)
    yield from other_places(profile)
    yield from undecided(profile)


def _waiting(solver: Solver, asked: Sequence[tuple[str, Change]]) -> set[tuple[str, str]]:
    """Return which channels, put out by a change, would then wait for later.

    The likeliest way back, the most hours that count, is tried for all before any other.
    """
    ways = [
        [(name, change.change, then) for then in _ways_back(solver, name, change)]
        for name, change in asked
    ]
    found = _true([own[0] for own in ways if own], solver)
    rest = [one for own in ways for one in own[1:] if one[:2] not in found]
    return found | _true(rest, solver)


def _ways_back(solver: Solver, name: str, change: Change) -> list[Change]:
    blocks = solver.field(change.profile).blocks
    if name in blocks and blocks[name].key in HOPELESS:
        return []
    (taken,) = solver.channels([change.profile])
    after = tries(change.profile, solver.library, blocks, taken)
    return sorted(
        (then for then in after if then.bears_on(name)), key=lambda t: (t.kind != "hours", -t.size)
    )


def _true(asked: Sequence[tuple[str, str, Change]], solver: Solver) -> set[tuple[str, str]]:
    answers = _channels(solver, [then for _, _, then in asked])
    pairs = zip(asked, answers, strict=True)
    return {(name, key) for (name, key, _), channels in pairs if name in channels}


def _flip(change: Change, name: str, waits: set[tuple[str, str]], *, entering: bool) -> Flip:
    verdict = _after(waiting=(name, change.change) in waits, entering=entering)
    values = {**change.reason.values, "turn": verdict}
    return Flip(
        change=change.change,
        before=change.before,
        after=change.after,
        verdict=verdict,
        size=change.size,
        reason=replace(change.reason, values=values, said=change.change),
        also=change.also,
    )


def _after(*, waiting: bool, entering: bool) -> Verdict:
    if entering:
        return "now"
    return "later" if waiting else "skip"
