"""How much two channels overlap, worked out by the closed form for one pair."""

from dataclasses import dataclass
from decimal import Decimal
from math import prod

from markupsafe import Markup

from generator.decide.crowd import overlap
from generator.decide.frailty import spread, union
from generator.pages.inert import inert
from generator.pages.sums import Sums, digits, plain


@dataclass(frozen=True)
class Band:
    """One age band of one group: its share, its YouTube share and its spread."""

    group: Markup
    band: str
    share: str
    youtube: str
    spread: str


@dataclass(frozen=True)
class Pair:
    """Two channels in one band, worked out by the closed form."""

    group: Markup
    band: str
    names: tuple[str, str]
    p: tuple[str, str]
    theta: tuple[str, str]
    t: tuple[str, str]
    spread: str
    union: str
    alone: str
    both: str
    met: str
    multiplied: str


def bands(sums: Sums) -> tuple[Band, ...]:
    """Return every group's bands with their spread."""
    return tuple(
        Band(
            group=inert(audience.name),
            band=band,
            share=plain(digits(share)),
            youtube=f"{digits(audience.activity[band]):f}",
            spread=f"{digits(spread(audience.activity[band], band)):f}",
        )
        for audience in sums.decision.audiences
        for band, share in audience.bands.items()
    )


def pair(sums: Sums) -> Pair | None:
    """Return two channels that overlap, in the largest band of the largest group."""
    audience = max(sums.decision.audiences, key=lambda a: a.weight)
    band = max(audience.bands, key=lambda b: audience.bands[b])
    ready = [
        (audience.reaches[c.channel].bands[band].mid, overlap(c.channel, sums.library), c)
        for c in sums.shown
    ]
    able = sorted((row for row in ready if row[0] > 0), key=lambda row: row[1] == 0)[:2]
    if len(able) < len(("one", "two")):
        return None
    p = [digits(row[0]) for row in able]
    theta = [row[1] for row in able]
    v = digits(spread(audience.activity[band], band))
    lines = [sums.line(row[2], audience) for row in able]
    t = [digits(prod(Decimal(x) for x in (n.m, n.g, n.k, n.e))) for n in lines]
    either = digits(union([float(x) for x in p], theta, float(v)))
    both = p[0] + p[1] - either
    own = [one * part for one, part in zip(p, t, strict=True)]
    return Pair(
        group=inert(audience.name),
        band=band,
        names=(lines[0].name, lines[1].name),
        p=(f"{p[0]:f}", f"{p[1]:f}"),
        theta=(f"{theta[0]:g}", f"{theta[1]:g}"),
        t=(f"{t[0]:f}", f"{t[1]:f}"),
        spread=f"{v:f}",
        union=f"{either:f}",
        alone=f"{digits(1 - (1 - p[0]) * (1 - p[1])):f}",
        both=f"{both:f}",
        met=f"{digits(sum(own) - t[0] * t[1] * both):f}",
        multiplied=f"{digits(1 - (1 - own[0]) * (1 - own[1])):f}",
    )
