"""Ask a published address whether it shows what was published."""

import http.client
import time
import urllib.request
from typing import Literal

from generator import __version__

Answer = Literal["new", "old", "none"]
PATIENCE = 10
"""Seconds to wait for more, and for all of it."""

MOST, PART = 4_000_000, 65_536


def answer(address: str, page: bytes) -> Answer:
    """Return whether an address shows a page, another one, or nothing."""
    request = urllib.request.Request(  # noqa: S310 - the profile's address, https or http
        address, headers={"User-Agent": f"playbook/{__version__}", "Cache-Control": "no-cache"}
    )
    until, shown = time.monotonic() + PATIENCE, b""
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as found:  # noqa: S310 - as above
            while time.monotonic() < until and len(shown) < MOST and (part := found.read1(PART)):
                shown += part
    except (OSError, ValueError, http.client.HTTPException):
        return "none"
    return "new" if shown == page else "old"
