"""What was published: sources with their findings."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from generator.model.words import (
    Country,
    Day,
    Flag,
    Frozen,
    Grade,
    Id,
    Number,
    Prose,
    Share,
    Text,
    Whole,
)


class Judged(Frozen):
    """Who judged and when."""

    by: Text
    on: Day


FindingKind = Literal[
    "use",
    "daily",
    "ceiling",
    "opt-in",
    "trust",
    "preference",
    "stated",
    "observed",
    "cadence",
    "timing",
    "effort",
    "price",
    "benchmark",
    "expectation",
    "proxy",
    "ratio",
    "count",
    "opinion",
    "ad-reach",
]


Table = Mapping[str, Mapping[str, Number]]


class Finding(Frozen):
    """One published figure."""

    says: Prose
    kind: FindingKind
    grade: Grade
    channels: tuple[Id, ...] = ()
    value: Annotated[Number | Text | None, Field(union_mode="left_to_right")] = None
    unit: Text | None = None
    low: Number | None = None
    high: Number | None = None
    year: Whole | None = None
    note: Prose | None = None
    review_by: Day | None = None
    by: Table = Field(default_factory=dict)
    n: Mapping[str, Number | Mapping[str, Number]] = Field(default_factory=dict)
    n_eff: Mapping[str, Number | Mapping[str, Number]] = Field(default_factory=dict)
    moe: Mapping[str, Number | Mapping[str, Number]] = Field(default_factory=dict)
    joint: Mapping[str, Mapping[str, Mapping[str, Number]]] = Field(default_factory=dict)
    theta: Mapping[str, Share] = Field(default_factory=dict)
    unions: Mapping[str, Mapping[str, Number | Mapping[str, Number]]] = Field(default_factory=dict)
    among: Prose | None = None
    ratio: Number | None = None
    ratio_low: Number | None = None
    ratio_high: Number | None = None


class Source(Frozen):
    """One publication with its findings."""

    publisher: Text
    title: Prose
    url: Text | None = None
    url_is: Literal["publisher", "copy"] | None = None
    read_in: tuple[Text, ...] = ()
    date: Text
    year: Whole
    fielded: Text | None = None
    sample: Prose | None = None
    base: Prose
    question: Prose | None = None
    country: Country | Literal["GLOBAL"]
    sells: Flag = False
    method: Literal["published", "computed"] = "published"
    caveat: Prose | None = None
    review_by: Day
    findings: Mapping[Id, Finding]
