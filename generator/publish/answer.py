"""Ask a published address whether it shows what was published."""

import urllib.error
import urllib.request
from typing import Literal

from generator import __version__

Answer = Literal["new", "old", "none"]
PATIENCE = 10
"""Seconds for the whole answer."""

MOST = 4_000_000


def answer(address: str, page: bytes) -> Answer:
    """Return whether an address shows a page, another one, or nothing."""
    request = urllib.request.Request(  # noqa: S310 - the profile's address, https or http
        address, headers={"User-Agent": f"playbook/{__version__}", "Cache-Control": "no-cache"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as found:  # noqa: S310 - as above
            return "new" if found.read(MOST) == page else "old"
    except urllib.error.HTTPError:
        return "none"
    except (OSError, ValueError):
        return "none"
