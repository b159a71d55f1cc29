"""What can still be told about a profile of which a part does not fit.

Each part that does not fit is left out, or gives way to a stand-in where it is required, so that
the rest can be checked too. The paths that were touched are kept: nothing may be concluded from
what stands there now.
"""

from copy import deepcopy
from typing import Any, NamedTuple

from pydantic import ValidationError

from generator.load.tree import Node, plain
from generator.load.typed import MOST_PROBLEMS, Path, file_path, keys_at
from generator.model.profile import Profile
from generator.model.words import CHECKED_LATER

ROUNDS = 4
STAND_IN: dict[str, Any] = {
    "business": {
        "name": "-",
        "trade": "other",
        "sells": "-",
        "place": {"country": "US", "setting": "urban"},
        "reach": "local",
    },
    "customers": [
        {"name": "-", "kind": "consumers", "share": "100", "asked": {"people": "1", "use": {}}}
    ],
    "goals": {"repeat": "1"},
    "resources": {"hours_per_week": "1", "people": [{"name": "-", "hours_per_week": "1"}]},
    "human_touch": {"people": [{"who": "-"}]},
    "results": [{"month": "2026-01", "channel": "-"}],
    "seasons": [{"name": "-", "from": "01-01", "to": "01-01"}],
    "consultant": {"name": "-"},
}
"""A value for everything that is required; the first item of a list stands for each."""


class Partial(NamedTuple):
    """A profile as far as it fits, and the paths where something else stands in the file."""

    profile: Profile
    unsure: frozenset[Path] = frozenset()


def partial(node: Node) -> Partial | None:
    """Return what fits of a profile's tree; None when too little does."""
    data = plain(node)
    unsure: set[Path] = set()
    seen: set[Path] = set()
    for _ in range(ROUNDS):
        try:
            value = Profile.model_validate(data, by_alias=True, context=CHECKED_LATER)
        except ValidationError as error:
            rows = error.errors(include_url=False)
            if len(rows) > MOST_PROBLEMS:
                return None
            paths = [file_path(data, row) for row in rows]
            for row, path in zip(rows, paths, strict=True):
                if row["type"] == "extra_forbidden":
                    unsure |= _meant(data, path)
            for path in paths:
                touched = path[:-1] if path in seen else path
                seen.add(path)
                unsure.add(touched)
                _replace(data, touched)
        else:
            return Partial(value, frozenset(unsure))
    return None


def _meant(data: object, path: Path) -> set[Path]:
    """Return the keys that an unknown one may have been meant for: those that are missing."""
    around = path[:-1]
    there = _at(data, around)
    missing = set(keys_at(Profile, around)) - set(there if isinstance(there, dict) else ())
    return {(*around, key) for key in missing}


def _replace(data: object, path: Path) -> None:
    around = _at(data, path[:-1])
    stand_in = deepcopy(_stand_in(path))
    if not path:
        return
    last = path[-1]
    if isinstance(around, list) and isinstance(last, int) and last < len(around):
        around[last] = "-" if stand_in is None else stand_in
    elif isinstance(around, dict) and stand_in is None:
        around.pop(last, None)
    elif isinstance(around, dict):
        around[last] = stand_in


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401 - plain data of any shape
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _stand_in(path: Path) -> object:
    return _at(STAND_IN, tuple(0 if isinstance(step, int) else step for step in path))
