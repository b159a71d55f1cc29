"""What takes how long, as shares of one run: `make bench`. Not a test; machines differ."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from generator.decide import decide
from generator.load.profile import names
from generator.pages import compose
from generator.site.many import Job, build_client, checked, current_library

WORKSPACE = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Print, for each sample client, the parts of a build beside the whole."""
    library = current_library(WORKSPACE)
    print(f"{'client':<24}{'build':>8}{'decide':>9}{'compose':>9}{'unchanged':>11}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for path in names(WORKSPACE / "profiles"):
            client = checked(path, library)
            job = Job(path, WORKSPACE, out / "dist", out / "build", TODAY)
            whole = timed(partial(build_client, replace(job, force=True)))
            parts = (
                timed(partial(decide, client.profile, library, TODAY)),
                timed(partial(compose, client, library, TODAY)),
                timed(partial(build_client, job)),
            )
            shares = "".join(
                f"{part / whole:>{width}.0%}" for part, width in zip(parts, (9, 9, 11), strict=True)
            )
            print(f"{path.stem:<24}{whole:>6.1f} s{shares}")


if __name__ == "__main__":
    main()
