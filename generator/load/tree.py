"""Read a YAML text into a tree that remembers where everything stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.problems import Place, Problem, ProblemsError, quoted

LARGEST_BYTES = 1_000_000
DEEPEST = 32
MOST_NODES = 60_000
NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def decode(data: bytes, path: str) -> str:
    """Return the file as text; UTF-8 only, a byte order mark is fine."""
    if len(data) > LARGEST_BYTES:
        wrong = f"The file is {len(data):,} bytes long, more than {LARGEST_BYTES:,}."
        raise ProblemsError([Problem(Place(path), "", wrong, "Keep only what describes it.")])
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        wrong = "The file is UTF-16, not UTF-8: byte 1 starts a UTF-16 mark."
        raise ProblemsError([Problem(Place(path), "", wrong, "Save it again as UTF-8.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        wrong = f"Byte {error.start + 1} (0x{data[error.start]:02x}) is not UTF-8 text."
        place = Place(path, line, column)
        raise ProblemsError([Problem(place, "", wrong, "Save the file as UTF-8.")]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(data: bytes, path: str) -> Node:
    """Return the tree of one YAML document.

    Raises ProblemsError with every duplicate key, alias, tag and second document, or with the
    one syntax error that ends the reading.
    """
    text = decode(data, path)
    for number, line in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if character != "\t" and (ord(character) < 32 or character == "\x7f"):  # noqa: PLR2004
                wrong = f"The hidden character U+{ord(character):04X} stands here."
                place = Place(path, number, column)
                raise ProblemsError([Problem(place, "", wrong, "Delete it.")])
    builder = _Builder(path, yaml.parse(text, Loader=Loader))
    try:
        node = builder.document()
    except yaml.MarkedYAMLError as error:
        raise ProblemsError([_syntax(error, path, text)]) from None
    except yaml.YAMLError as error:
        wrong = f"This is not YAML: {quoted(error)}."
        raise ProblemsError([Problem(Place(path), "", wrong, "Correct the file.")]) from None
    if builder.problems:
        raise ProblemsError(builder.problems)
    return node


class _Builder:
    """Turn YAML events into nodes; aliases, tags, merges and twins become problems."""

    def __init__(self, path: str, events: Iterator[Any]) -> None:
        self.path = path
        self.events = events
        self.problems: list[Problem] = []
        self.nodes = 0

    def document(self) -> Node:
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and node is not None:
                self._add(event, "", "A second document starts here.", "Keep one per file.")
                break
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
        self.problems.append(Problem(self._place(event), key, wrong, remedy))

    def _stop(self, event: Any, wrong: str) -> None:  # noqa: ANN401
        self._add(event, "", wrong, "Make the file simpler.")
        raise ProblemsError(self.problems)

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._stop(event, f"The file holds more than {MOST_NODES:,} values.")
        if depth > DEEPEST:
            self._stop(event, f"Values stand in each other more than {DEEPEST} deep.")
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent):
            self._add(event, "", f"The alias *{event.anchor} stands here.", "Write it out.")
            return Node(None, place)
        if event.anchor:
            self._add(event, "", f"The anchor &{event.anchor} stands here.", "Leave it out.")
        if event.tag and event.tag != "!":
            self._add(event, "", f"The tag {quoted(event.tag)} stands here.", "Leave it out.")
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(list(self._items(depth)), place)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        unquoted = event.implicit[0] and event.style is None
        return Node(None if unquoted and event.value in NULLS else event.value, place)

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
            if not isinstance(key, str):
                self._add(event, "", "A key must be a word.", "Write `word: value`.")
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


def _syntax(error: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = str(error.problem or error.context or "it cannot be read")
    lines = text.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    if "\t" in shown[: max(column, len(shown) - len(shown.lstrip()))]:
        column = shown.index("\t") + 1
        wrong, remedy = "A tab stands where spaces belong.", "Indent with spaces."
    elif "mapping values are not allowed" in said:
        wrong = "A colon stands in the middle of a value, or the line above has no value."
        remedy = "Put the text in quotes, or mend the line above."
    elif "could not find expected ':'" in said:
        wrong = "A colon is missing after a key."
        remedy = "Write `key: value`; put long text in quotes."
        line, column = _before(error, line, column)
    elif "found unexpected end of stream" in said:
        wrong, remedy = "A quote is opened and never closed.", "Close it."
        line, column = _context(error, line, column)
    elif "block end" in said or "block collection" in said or "expected key" in said:
        wrong = "This line is not indented like the ones it belongs to."
        remedy = "Give the keys of one list or mapping the same indent."
    elif "flow" in str(error.context) or "','" in said:
        wrong = "A bracket is opened and not closed, or a comma is missing."
        remedy = "Close it, or separate the values with commas."
        line, column = _context(error, line, column)
    elif "cannot start any token" in said or "alphabetic or numeric" in said:
        wrong = f"The value starts with {quoted(shown[column - 1 : column])}."
        remedy = "Put the value in quotes."
    else:
        wrong, remedy = f"This is not YAML: {said}.", "Correct the line."
    return Problem(Place(path, line, column), "", wrong, remedy)


def _context(error: yaml.MarkedYAMLError, line: int, column: int) -> tuple[int, int]:
    mark = error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (line, column)


def _before(error: yaml.MarkedYAMLError, line: int, column: int) -> tuple[int, int]:
    mark = error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (line, column)
