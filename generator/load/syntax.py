"""Say in plain words why a text is not YAML, and where the mistake was made.

The parser tells where it gave up; the mistake often stands before that.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml

from generator.problems import Place, Problem, quoted

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Spot = tuple[int, int]
Finding = tuple[Spot, str, str]

NO_BREAK = "\u00a0\u2007\u202f"
DASHES = re.compile(r" *(?:- +)*")
KEY_LINE = re.compile(r"( *)(?:- +)?[\[{]?[\w-]+:(?:\s|\Z)")
BARE_KEY = re.compile(r" *(?:- +)?[\w-]+ *\Z")
DASH_WITHOUT_SPACE = re.compile(r" *(-)[A-Za-z].*:")
COLON_WITHOUT_SPACE = re.compile(r" *(?:- +)?([A-Za-z_][\w-]*):(?!//)\S")
UNCLOSED = ("A quote is opened and never closed.", "Close it.")
INDENT = (
    "This line is not indented like the ones it belongs to.",
    "Give the keys of one list or mapping the same indent.",
)
NO_COLON = ("A colon is missing after a key.", "Write `key: value`; put long text in quotes.")


def syntax_problem(error: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    """Return the one problem that ended the reading."""
    failure = _Failure(error, text)
    found = next((found for rule in RULES if (found := rule(failure))), None)
    wrong, remedy = "This line cannot be read.", "Check its indent, quotes and brackets."
    spot, wrong, remedy = found or (failure.spot, wrong, remedy)
    return Problem(Place(path, *spot), "", wrong, remedy)


def runs_over(lines: Sequence[str], start: Spot, last: int) -> bool:
    """Tell whether a quoted text swallows lines that are keys: its quote was never closed."""
    line, column = start
    if last <= line:
        return False
    found = DASHES.match(lines[line - 1])
    base = found.end() if found else 0
    most = base - 1 if base == column - 1 else base
    keys = map(KEY_LINE.match, lines[line:last])
    return any(key and len(key[1]) <= most for key in keys)


def unclosed(path: str, start: Spot) -> Problem:
    """Return the problem of a quote that is opened here and never closed."""
    return Problem(Place(path, *start), "", *UNCLOSED)


def odd_space(text: str) -> Finding | None:
    """Return the finding for a text that starts with a space that is none to YAML."""
    indent = len(text) - len(text.lstrip())
    column = next((i for i, c in enumerate(text[:indent]) if c not in " \t"), None)
    if column is None:
        return None
    what = "A no-break space" if text[column] in NO_BREAK else "An unusual space"
    return (1, column + 1), f"{what} stands where spaces belong.", "Indent with spaces."


@dataclass(frozen=True)
class _Failure:
    """What the parser said, and the text it said it about; lines and columns count from 1."""

    error: yaml.MarkedYAMLError
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def said(self) -> str:
        return f"{self.error.context or ''}: {self.error.problem or ''}"

    @cached_property
    def spot(self) -> Spot:
        return _spot(self.error.problem_mark or self.error.context_mark)

    @cached_property
    def opened(self) -> Spot:
        return _spot(self.error.context_mark or self.error.problem_mark)

    @property
    def shown(self) -> str:
        return self.line(self.spot[0])

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def at(self, spot: Spot) -> str:
        return self.line(spot[0])[spot[1] - 1 : spot[1]]

    def says(self, *parts: str) -> bool:
        return any(part in self.said for part in parts)

    @cached_property
    def tokens(self) -> tuple[Any, Any]:
        """Return the first quoted text that runs over keys, and the last token of all."""
        last = None
        try:
            for token in yaml.scan(self.text, Loader=Loader):
                start = _spot(token.start_mark)
                if start >= self.spot:
                    break
                if _is_quoted(token) and runs_over(self.lines, start, _spot(token.end_mark)[0]):
                    return token, token
                if token.end_mark.index > token.start_mark.index:
                    last = token
        except yaml.YAMLError:
            pass
        return None, last


def _spot(mark: Any) -> Spot:  # noqa: ANN401 - PyYAML's marks carry no types
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _is_quoted(token: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(token, yaml.ScalarToken) and token.style in {"'", '"'}


def _run_over(failure: _Failure) -> Finding | None:
    token = failure.tokens[0]
    return (_spot(token.start_mark), *UNCLOSED) if token else None


def _spaces(failure: _Failure) -> Finding | None:
    line = failure.spot[0]
    for number in range(line, max(0, line - 3), -1):
        found = odd_space(failure.line(number))
        if found:
            return (number, found[0][1]), *found[1:]
    return None


def _tab(failure: _Failure) -> Finding | None:
    found = re.match(r"[ -]*\t", failure.shown)
    if not found and not failure.says("a tab character"):
        return None
    column = failure.shown.find("\t") + 1 or failure.spot[1]
    return (failure.spot[0], column), "A tab stands where spaces belong.", "Indent with spaces."


def _start(failure: _Failure) -> Finding | None:
    last = failure.tokens[1]
    marks = (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)
    if failure.says("an alias", "an anchor", "a tag", "a directive"):
        spot = failure.opened
    elif failure.says("cannot start any token"):
        spot = failure.spot
    elif isinstance(last, marks) and _spot(last.end_mark)[0] == failure.spot[0]:
        spot = _spot(last.start_mark)
    else:
        return None
    return spot, f"The value starts with {quoted(failure.at(spot))}.", "Put the value in quotes."


def _backslash(failure: _Failure) -> Finding | None:
    if not failure.says("escape character", "hexdecimal", "escape code"):
        return None
    line, column = failure.spot
    place = failure.shown.rfind("\\", 0, column) + 1 or column
    wrong = "A backslash means something else in double quotes."
    return (line, place), wrong, "Use single quotes, or write it twice."


def _after_the_end(failure: _Failure) -> Finding | None:
    last, (line, column) = failure.tokens[1], failure.spot
    follows = "]}:," if failure.says("a flow", "','") else "]}:"
    if last is None or failure.says("mapping values") or failure.at(failure.spot) in follows:
        return None
    end_line, end_column = _spot(last.end_mark)
    if end_line != line or (failure.says("','") and end_column != column):
        return None
    if _is_quoted(last):
        other = "double" if last.style == "'" else "single"
        wrong = "Text stands after the closing quote."
        return failure.spot, wrong, f"Put the whole value in {other} quotes."
    if isinstance(last, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
        wrong = "Text stands after the closing bracket."
        return failure.spot, wrong, "Put the whole value in quotes."
    return None


def _missing_space(failure: _Failure) -> Finding | None:
    if not failure.says("mapping values", "expected ':'"):
        return None
    number = failure.opened[0]
    before = next((n for n in range(number - 1, 0, -1) if failure.line(n).strip()), number)
    for line in (number, before):
        dash = DASH_WITHOUT_SPACE.match(failure.line(line))
        if dash:
            wrong = "A space is missing after the dash."
            return (line, dash.start(1) + 1), wrong, "Write `- ` before each item."
        colon = COLON_WITHOUT_SPACE.match(failure.line(line))
        if colon:
            wrong = "A space is missing after the colon."
            return (line, colon.start(1) + 1), wrong, "Write `key: value`."
    return None


def _colon(failure: _Failure) -> Finding | None:
    if failure.says("expected ':'"):
        return failure.opened, *NO_COLON
    if not failure.says("mapping values"):
        return None
    line, column = failure.spot
    last = failure.tokens[1]
    if not BARE_KEY.match(failure.shown[: column - 1]) or last is None:
        wrong = "A colon stands in the middle of a value, or the line above has no value."
        return failure.spot, wrong, "Put the text in quotes, or mend the line above."
    start = _spot(last.start_mark)
    if start[0] < line and not failure.line(start[0])[: start[1] - 1].strip(" -"):
        return start, *NO_COLON
    return (line, len(failure.shown) - len(failure.shown.lstrip()) + 1), *INDENT


def _brackets(failure: _Failure) -> Finding | None:
    if failure.at(failure.spot) in {"]", "}"} and not failure.says("a flow"):
        return failure.spot, "A bracket is closed that was never opened.", "Delete it."
    if not failure.says("a flow", "','"):
        return None
    wrong = "A bracket is opened and not closed, or a comma is missing."
    return failure.opened, wrong, "Close it, or separate the values with commas."


def _blocks(failure: _Failure) -> Finding | None:
    if failure.says("end of stream"):
        return failure.opened, *UNCLOSED
    if failure.says("comment or line break"):
        wrong = "Text stands after the sign that starts a longer text."
        return failure.opened, wrong, "Begin it on the next line, or put the value in quotes."
    if failure.says("sequence entries"):
        wrong = "A list starts in the middle of a line."
        return failure.spot, wrong, "Start it on the next line, or put the value in quotes."
    if failure.says("incompatible YAML"):
        return failure.spot, "A directive stands here.", "Leave it out."
    if failure.says("block end", "a block", "expected key", "'-' indicator", "document start"):
        return failure.spot, *INDENT
    return None


RULES: tuple[Callable[[_Failure], Finding | None], ...] = (
    _run_over, _spaces, _tab, _backslash, _start, _after_the_end, _missing_space, _colon,
    _brackets, _blocks,
)  # fmt: skip
