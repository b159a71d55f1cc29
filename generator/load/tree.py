"""Read a YAML text into a tree that remembers where everything stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.load.syntax import Loader, odd_space, runs_over, syntax_problem, unclosed
from generator.load.text import decode, shielded
from generator.problems import Place, Problem, ProblemsError, quoted, short

DEEPEST = 32
MOST_NODES = 60_000
MOST_PROBLEMS = 50
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
QUOTES = frozenset({"'", '"'})
TAG = re.compile(r"(?:&\S+\s+)?(!\S*)")


@dataclass(frozen=True)
class Node:
    """A value with its place: text, nothing, a list of nodes, or a mapping of nodes."""

    value: "str | list[Node] | dict[str, Node] | None"
    place: Place
    keys: Mapping[str, Place] = field(default_factory=dict)


def plain(node: Node) -> Any:  # noqa: ANN401 - what a YAML file can hold is not known yet
    """Return the tree as dicts, lists, texts and None."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def merged(under: Node, over: Node) -> Node:
    """Return `over` with the keys it lacks taken from `under`, mapping by mapping."""
    if not isinstance(under.value, dict) or not isinstance(over.value, dict):
        return over
    value = dict(under.value)
    for key, child in over.value.items():
        value[key] = merged(value[key], child) if key in value else child
    return Node(value, over.place, {**under.keys, **over.keys})


def place_of(node: Node, path: Sequence[str | int]) -> Place:
    """Return where the thing at this path stands: its key, or the nearest thing around it."""
    place = node.place
    for step in path:
        if isinstance(node.value, dict) and step in node.value:
            place = node.keys[str(step)]
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            place = node.place
        else:
            break
    return place


def parse(data: bytes, path: str) -> Node:
    """Return the tree of one YAML document.

    Raises ProblemsError with every duplicate key, alias, tag and second document, or with the
    one syntax error that ends the reading.
    """
    text, breaks = shielded(decode(data, path))
    builder = _Builder(path, text, breaks)
    try:
        node = builder.document()
    except yaml.MarkedYAMLError as error:
        raise ProblemsError([syntax_problem(error, path, text)]) from None
    except yaml.YAMLError as error:
        wrong = f"This is not YAML: {quoted(error)}."
        raise ProblemsError([Problem(Place(path), "", wrong, "Correct the file.")]) from None
    if builder.problems:
        raise ProblemsError(builder.problems)
    return node


class _Builder:
    """Turn YAML events into nodes; aliases, tags, merges and twins become problems."""

    def __init__(self, path: str, text: str, breaks: Mapping[int, str]) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.breaks = breaks
        self.events: Iterator[Any] = yaml.parse(text, Loader=Loader)
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self) -> Node:
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self._add(event, "", "A second document starts here.", "Keep one per file.")
                    break
                if event.version or event.tags:
                    self._add(event, "", "A directive stands here.", "Leave it out.")
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event, 0)
        if node is None:
            self.problems.append(
                Problem(Place(self.path), "", "The file is empty.", "Start with `business:`.")
            )
            return Node({}, Place(self.path))
        return node

    def _place(self, event: Any) -> Place:  # noqa: ANN401 - PyYAML's events carry no types
        return Place(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def _add(self, event: Any, key: str, wrong: str, remedy: str) -> None:  # noqa: ANN401
        self.problems.append(Problem(self._place(event), short(key), wrong, remedy))
        if len(self.problems) > MOST_PROBLEMS:
            self._stop(event, f"The file holds more than {MOST_PROBLEMS} such mistakes.")

    def _stop(self, event: Any, wrong: str) -> None:  # noqa: ANN401
        raise ProblemsError([Problem(self._place(event), "", wrong, "Make the file simpler.")])

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._stop(event, f"The file holds more than {MOST_NODES:,} values.")
        if depth > DEEPEST:
            self._stop(event, f"Values stand in each other more than {DEEPEST} deep.")
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._add(event, "", f"The alias *{short(event.anchor)} stands here.", "Write it out.")
            return Node(None, place)
        if event.anchor:
            wrong = f"The anchor &{short(event.anchor)} stands here."
            self._add(event, "", wrong, "Leave it out.")
        if event.tag:
            self._tag(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(list(self._items(depth)), place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        return Node(self._scalar(event), place)

    def _tag(self, event: Any) -> None:  # noqa: ANN401
        place = self._place(event)
        found = TAG.match(self.lines[place.line - 1], place.column - 1)
        written = found[1] if found else event.tag
        if written.startswith("!!"):
            self._add(event, "", f"The tag {quoted(written)} stands here.", "Leave it out.")
        else:
            self._add(event, "", "The value starts with '!'.", "Put the value in quotes.")

    def _scalar(self, event: Any) -> str | None:  # noqa: ANN401
        if not event.style:
            empty = event.implicit[0] and event.value in NULLS
            return None if empty else event.value.translate(self.breaks)
        place, last = self._place(event), event.end_mark.line + 1
        if event.style in QUOTES and runs_over(self.lines, (place.line, place.column), last):
            raise ProblemsError([unclosed(self.path, (place.line, place.column))])
        return str(event.value.translate(self.breaks))

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _mapping(self, place: Place, depth: int) -> Node:
        value: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            name = self._node(event, depth + 1)
            child = self._node(next(self.events), depth + 1)
            key = name.value
            odd = odd_space(key) if isinstance(key, str) else None
            if not isinstance(key, str):
                self._add(event, "", "A key must be a word.", "Write `word: value`.")
            elif odd:
                self._add(event, "", *odd[1:])
            elif key == "<<":
                self._add(event, key, "Merge keys are not read.", "Write the keys out.")
            elif key in value:
                first = keys[key]
                wrong = f"This key stands here a second time (first in line {first.line})."
                self._add(event, key, wrong, "Keep one of them.")
            else:
                value[key] = child
                keys[key] = name.place
        return Node(value, place, keys)
