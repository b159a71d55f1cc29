"""What takes how long, beside a fixed piece of arithmetic: `make bench`. Not a test."""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import numpy as np

from generator.decide import decide
from generator.load.profile import names
from generator.load.profile import profile as read_profile
from generator.model.library import Library
from generator.model.profile import Profile
from generator.pages import compose
from generator.problems import ProblemsError
from generator.site.inputs import Job, checked, current_library
from generator.site.many import build_client
from tests import generated

WORKSPACE = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
PROFILES = 200
OWN_CHANNELS = 12
AGAIN = 5


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def yardstick() -> float:
    """Return the seconds of a fixed piece of arithmetic, the least of a few runs."""
    rng = np.random.default_rng(1)
    table = rng.random((300, 28, 90))

    def work() -> None:
        missed = np.ones((300, 90))
        for channel in range(28):
            missed = missed * (1 - 0.3 * table[:, channel])
            (table @ missed[:, :, None]).sum()

    return min(timed(work) for _ in range(AGAIN))


def full(library: Library) -> Profile:
    """Return a client with 40 hours and six groups of customers."""
    rng = random.Random(40)
    found = generated.answers(rng, library)
    customers = [
        {"name": f"Group {n}", "kind": kind, "share": share, "ages": ages, "buy": buy}
        for n, (kind, share, ages, buy) in enumerate(
            [
                ("consumers", 30, "18-29", "impulse"),
                ("consumers", 25, "30-49", "habitual"),
                ("consumers", 15, "50-64", "considered"),
                ("consumers", 10, "65+", "cause"),
                ("businesses", 10, "30-64", "relationship"),
                ("consumers", 10, "25-45", "occasion"),
            ]
        )
    ]
    means = {
        "hours_per_week": 40,
        "money_per_month": 1500,
        "people": [],
        "has": sorted(library.means.assets),
        "customer_list": 2000,
    }
    open_ = {"customers": customers, "resources": means, "channels": {}, "results": []}
    business = {
        "name": "Corner House",
        "trade": "bakery",
        "sells": "good things",
        "place": {"country": "US", "setting": "suburban"},
        "reach": "regional",
        "customers": 9000,
    }
    human = {"hours_per_week": 4}
    return Profile.model_validate(found | open_ | {"business": business, "human_touch": human})


def widened(library: Library) -> Library:
    """Return the library with some channels once more, under ids of their own."""
    channels, rows = dict(library.channels), dict(library.moments.channels)
    for name in sorted(library.channels)[:: len(library.channels) // OWN_CHANNELS][:OWN_CHANNELS]:
        own = f"own-{name}"
        channels[own] = channels[name].model_copy(update={"id": own})
        rows[own] = rows[name]
    moments = library.moments.model_copy(update={"channels": rows})
    return library.model_copy(update={"channels": channels, "moments": moments})


def row(name: str, seconds: Sequence[float], unit: float) -> None:
    """Print the spread of some times, in seconds and as multiples of the yardstick."""
    tenths = quantiles(seconds, n=10, method="inclusive") if len(seconds) > 1 else [*seconds] * 9
    parts = (min(seconds), median(seconds), tenths[-1], max(seconds))
    told = "".join(f"{part:>8.3f} s{part / unit:>8.1f}" for part in parts)
    print(f"{name:<26}{told}")


def decisions(library: Library) -> None:
    """Print how long whole decisions take: made-up clients, the samples, and a wide one."""
    unit = yardstick()
    print(f"yardstick: {unit * 1000:.2f} ms; each time in seconds, then in yardsticks")
    heads = "".join(f"{head:>18}" for head in ("least", "median", "90th", "most"))
    print(f"{'a whole decision':<26}{heads}")
    seconds, left = [], 0
    for seed in range(PROFILES):
        profile = generated.profile(random.Random(seed), library)
        try:
            seconds.append(timed(partial(decide, profile, library, TODAY)))
        except ProblemsError:
            left += 1
    row(f"{len(seconds)} made-up clients", seconds, unit)
    if left:
        print(f"{left} more ask for more than they have")
    for path in names(WORKSPACE / "profiles"):
        sample = read_profile(path)[0].profile
        row(path.stem, [timed(partial(decide, sample, library, TODAY)) for _ in range(2)], unit)
    for name, wide in (
        ("40 h, 6 groups, 28", library),
        ("the same, 40 channels", widened(library)),
    ):
        row(name, [timed(partial(decide, full(library), wide, TODAY)) for _ in range(2)], unit)


def builds(library: Library) -> None:
    """Print, for each sample client, the parts of a build beside the whole."""
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


def main() -> None:
    """Print the times of builds, and of decisions."""
    library = current_library(WORKSPACE)
    builds(library)
    print()
    decisions(library)


if __name__ == "__main__":
    main()
