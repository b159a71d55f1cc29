"""Time zones of the tz database, from the package tzdata: the same on every machine.

What the system brings along may be years old.
"""

from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

PACKAGE = "tzdata"


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the names of all zones."""
    return frozenset(resources.files(PACKAGE).joinpath("zones").read_text("utf-8").split())


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """Return a time zone; KeyError when the database has none of this name."""
    if name not in known_zones():
        raise KeyError(name)
    path = resources.files(PACKAGE).joinpath("zoneinfo", *name.split("/"))
    with path.open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)
