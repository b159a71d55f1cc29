"""Where each group's customers are: a map of groups and channels, one kind of figure at a time.

Shares of different kinds are never ranked against each other: who uses a thing, who says so of a
way of choosing, who stands on the list, and what is only judged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.model.library import Library
from generator.model.results import Audience, Decision, Reach
from generator.pages.anchors import anchor
from generator.pages.inert import inert
from generator.pages.words import Words

KINDS = ("use", "say", "list", "judged")
USED = frozenset({"use", "daily", "proxy"})
ESTIMATED = frozenset({"borrowed", "proxy", "total"})
MOST_COLUMNS = 4
LEVELS = 5
REFUSED = "refused"


@dataclass(frozen=True)
class Column:
    """Groups that no figure tells apart, under one letter; `share` is of 100 customers."""

    letter: str
    names: tuple[Markup, ...]
    share: int
    weight: float
    audience: Audience


@dataclass(frozen=True)
class Cell:
    """One share: the middle, the range, what it rests on, and how dark it is, 0 to 4."""

    mid: int
    range: str
    basis: str
    estimated: bool
    level: int

    @property
    def nobody(self) -> bool:
        """Say whether it is about a list that is not there."""
        return self.basis == "list" and self.mid == 0


@dataclass(frozen=True)
class Row:
    """One channel; a cell is None where its figure is of another kind, or there is none."""

    channel: str
    name: str
    page: str
    verdict: str
    cells: tuple[Cell | None, ...]
    mean: float

    @property
    def estimated(self) -> bool:
        """Say whether no figure is one for these people themselves."""
        return all(cell.estimated for cell in self.cells if cell)


@dataclass(frozen=True)
class Basis:
    """What a figure rests on, and for which columns."""

    words: str
    letters: str
    finding: Markup | None


@dataclass(frozen=True)
class Known:
    """How one channel's figures are known."""

    name: str
    page: str
    bases: tuple[Basis, ...]
    nobody: bool


@dataclass(frozen=True)
class Block:
    """The channels with figures of one kind, the largest share first."""

    kind: str
    rows: tuple[Row, ...]
    known: tuple[Known, ...]


@dataclass(frozen=True)
class Refused:
    """A channel without a sound figure, and the columns that it is missing for."""

    name: str
    page: str
    letters: str


@dataclass(frozen=True)
class Heat:
    """The whole map; `parts` are the columns that fit side by side on a phone."""

    columns: tuple[Column, ...]
    parts: tuple[tuple[int, ...], ...]
    blocks: tuple[Block, ...]
    refused: tuple[Refused, ...]

    @property
    def split(self) -> tuple[str, ...]:
        """Return the channels whose figures are of two kinds, so that they stand in two blocks."""
        names = [row.name for block in self.blocks for row in block.rows]
        return tuple(name for name in dict.fromkeys(names) if names.count(name) > 1)

    @property
    def dashed(self) -> bool:
        """Say whether any field is empty."""
        return any(cell is None for b in self.blocks for row in b.rows for cell in row.cells)

    @property
    def top(self) -> Row | None:
        """Return the channel that most customers use, None where no use is known."""
        used = [block for block in self.blocks if block.kind == "use"]
        return used[0].rows[0] if used else None


def kind_of(channel: str, reach: Reach, library: Library) -> str:
    """Return what kind of figure a reach is, so that only alike ones are ranked."""
    if reach.basis == REFUSED:
        return REFUSED
    if reach.basis in {"list", "judgement"}:
        return "list" if reach.basis == "list" else "judged"
    if not reach.findings:
        return "use" if library.channels[channel].facts.group == "audience" else "say"
    return "use" if library.finding(reach.findings[0]).kind in USED else "say"


def heat(decision: Decision, library: Library, words: Words) -> Heat:
    """Return the map of a client's groups and all channels."""
    columns = tuple(_columns(decision.audiences))
    count = -(-len(columns) // MOST_COLUMNS)
    size = -(-len(columns) // count)
    numbers = range(len(columns))
    blocks = (_block(kind, columns, decision, library, words) for kind in KINDS)
    return Heat(
        columns=columns,
        parts=tuple(tuple(numbers[n : n + size]) for n in range(0, len(columns), size)),
        blocks=tuple(block for block in blocks if block.rows),
        refused=tuple(_refused(columns, decision, library)),
    )


def _columns(audiences: Sequence[Audience]) -> Iterator[Column]:
    alike: list[list[Audience]] = []
    for audience in audiences:
        same = next((own for own in alike if own[0].reaches == audience.reaches), None)
        if same:
            same.append(audience)
        else:
            alike.append([audience])
    for number, own in enumerate(alike):
        weight = sum(audience.weight for audience in own)
        names = tuple(inert(audience.name) for audience in own)
        yield Column(chr(ord("A") + number), names, round(weight * 100), weight, own[0])


def _block(
    kind: str, columns: Sequence[Column], decision: Decision, library: Library, words: Words
) -> Block:
    rows, known = [], {}
    for choice in decision.choices:
        name = choice.channel
        reaches = [column.audience.reaches[name] for column in columns]
        fits = [kind_of(name, reach, library) == kind for reach in reaches]
        if not any(fits):
            continue
        pairs = list(zip(reaches, fits, strict=True))
        weights = [c.weight if ok else 0.0 for c, ok in zip(columns, fits, strict=True)]
        total = sum(w * r.share.mid for w, r in zip(weights, reaches, strict=True))
        title, page = library.channels[name].facts.name, f"channels/{name}.md"
        cells = tuple(_cell(reach, words) if ok else None for reach, ok in pairs)
        rows.append(Row(name, title, page, choice.verdict, cells, total / sum(weights)))
        nobody = all(cell.nobody for cell in cells if cell)
        known[name] = Known(title, page, tuple(_bases(columns, pairs, words)), nobody)
    ordered = sorted(rows, key=lambda row: (-round(row.mean, 6), row.name.casefold()))
    return Block(kind, tuple(ordered), tuple(known[row.channel] for row in ordered))


def _cell(reach: Reach, words: Words) -> Cell:
    share = reach.share
    return Cell(
        mid=round(share.mid * 100),
        range=words.range(share),
        basis=reach.basis,
        estimated=reach.basis in ESTIMATED,
        level=min(LEVELS - 1, int(share.mid * LEVELS)),
    )


def _bases(
    columns: Sequence[Column], pairs: Sequence[tuple[Reach, bool]], words: Words
) -> Iterator[Basis]:
    """Yield each way that a channel's figures are known, with its columns' letters."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for column, (reach, ok) in zip(columns, pairs, strict=True):
        if ok:
            first = reach.findings[0] if reach.findings else None
            found.setdefault((reach.basis, first), []).append(column.letter)
    for (basis, finding), letters in found.items():
        every = len(letters) == len(columns)
        where = "" if every else ", ".join(letters)
        yield Basis(words.word("bases", basis), where, anchor(finding) if finding else None)


def _refused(columns: Sequence[Column], decision: Decision, library: Library) -> Iterator[Refused]:
    names = {
        choice.channel: library.channels[choice.channel].facts.name for choice in decision.choices
    }
    for name, title in sorted(names.items(), key=lambda pair: pair[1].casefold()):
        missing = [c.letter for c in columns if c.audience.reaches[name].basis == REFUSED]
        if missing:
            where = "" if len(missing) == len(columns) else ", ".join(missing)
            yield Refused(title, f"channels/{name}.md", where)
