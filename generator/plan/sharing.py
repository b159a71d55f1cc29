"""Share work out among people so that nobody has more than their minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """Minutes of one kind of work and who may do it, the best suited first.

    Whoever has a part of the work it comes `after` is better suited than anybody else.
    """

    key: tuple[str, str]
    minutes: int
    who: tuple[str, ...]
    after: tuple[str, str] | None = None


Shares = dict[tuple[str, str], dict[str, int]]


def share(works: Sequence[Work], capacity: Mapping[str, int]) -> Shares | None:
    """Return who does how many minutes of each work, or None when it cannot be done.

    Works with the fewest possible people come first and stay with one person where they fit;
    what is left over finds its place by passing minutes on along a chain of people (augmenting
    paths), so a sharing is found whenever there is one.
    """
    left = dict(capacity)
    shares: Shares = {work.key: {} for work in works}
    allowed = {work.key: work.who for work in works}
    for work in sorted(works, key=lambda w: (w.after is not None, len(w.who), -w.minutes, w.key)):
        rest = work.minutes
        before = shares.get(work.after, {}) if work.after else {}
        who = sorted(work.who, key=lambda name: name not in before)
        whole = [name for name in who if left[name] >= rest]
        for name in [*whole[:1], *who]:
            rest -= _give(shares, left, work.key, name, rest)
        while rest > 0:
            moved = _pass_on(shares, left, allowed, work.key, rest)
            if moved == 0:
                return None
            rest -= moved
    return shares


def _give(
    shares: Shares, left: dict[str, int], key: tuple[str, str], name: str, minutes: int
) -> int:
    given = min(left[name], minutes)
    if given > 0:
        shares[key][name] = shares[key].get(name, 0) + given
        left[name] -= given
    return given


def _pass_on(
    shares: Shares,
    left: dict[str, int],
    allowed: Mapping[tuple[str, str], Sequence[str]],
    key: tuple[str, str],
    wanted: int,
) -> int:
    """Free minutes of somebody who may do this work by moving their other work on."""
    paths = [[(name, key)] for name in allowed[key]]
    seen = set(allowed[key])
    while paths:
        path = paths.pop(0)
        person = path[-1][0]
        if left[person] > 0:
            return _shift(shares, left, path, wanted)
        for other, parts in shares.items():
            if parts.get(person, 0) > 0:
                for name in allowed[other]:
                    if name not in seen:
                        seen.add(name)
                        paths.append([*path, (name, other)])
    return 0


def _shift(
    shares: Shares, left: dict[str, int], path: list[tuple[str, tuple[str, str]]], wanted: int
) -> int:
    last = path[-1][0]
    amount = min(
        [wanted, left[last], *(shares[key][path[i][0]] for i, (_, key) in enumerate(path[1:]))]
    )
    for step, (name, key) in enumerate(path):
        shares[key][name] = shares[key].get(name, 0) + amount
        if step:
            before = path[step - 1][0]
            shares[key][before] -= amount
            if not shares[key][before]:
                del shares[key][before]
    left[last] -= amount
    return amount
