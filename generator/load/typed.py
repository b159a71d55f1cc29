"""From a tree to a typed value, or to every problem in it with its place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from generator.load.tree import Node, place_of, plain
from generator.problems import Problem, ProblemsError, nearest, quoted

Model = TypeVar("Model", bound=BaseModel)

TAGS = frozenset({"shares", "range", "[key]"})
"""Steps that pydantic adds to a path and that no file holds."""


def typed(model: type[Model], node: Node) -> Model:
    """Return the tree as a value of the model; ProblemsError names all that does not fit."""
    try:
        return model.model_validate(plain(node), by_alias=True)
    except ValidationError as error:
        raise ProblemsError(_problems(model, node, error)) from None


def key_path(path: Sequence[str | int]) -> str:
    """Return a path as authors write it: customers[0].buy."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _problems(model: type[BaseModel], node: Node, error: ValidationError) -> Iterator[Problem]:
    for row in error.errors(include_url=False):
        path = _path(node, row["loc"])
        place = place_of(node, path)
        wrong, remedy = _sentence(model, path, row)
        yield Problem(place, key_path(path), wrong, remedy)


def _path(node: Node, loc: Sequence[str | int]) -> tuple[str | int, ...]:
    """Return the steps of the error that the file has; its last, a missing key, stays too."""
    steps = [step for step in loc if step not in TAGS and "[" not in str(step)[:9]]
    kept: list[str | int] = []
    for step in steps:
        value = node.value
        kept.append(step)
        if isinstance(value, dict) and step in value:
            node = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            node = value[step]
        else:
            break
    return tuple(kept)


SHAPES = {
    "dict_type": ("a mapping", "Write `key: value` lines."),
    "model_type": ("a mapping", "Write `key: value` lines."),
    "model_attributes_type": ("a mapping", "Write `key: value` lines."),
    "mapping_type": ("a mapping", "Write `key: value` lines."),
    "list_type": ("a list", "Write `- ` before each item."),
    "tuple_type": ("a list", "Write `- ` before each item."),
    "string_type": ("text", "Write a word or a sentence."),
}
LIMITS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}
NUMBERS = frozenset({"int_parsing", "float_parsing", "int_type", "float_type", "int_from_float"})


def _sentence(model: type[BaseModel], path: Sequence[str | int], row: Any) -> tuple[str, str]:  # noqa: ANN401
    kind, given, context = row["type"], row["input"], row.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "missing":
        return "This key is required and missing.", f"Add `{path[-1]}:`."
    if kind == "literal_error":
        return _unknown_word(given, _quoted_words(str(context["expected"])))
    if kind in SHAPES:
        shape, remedy = SHAPES[kind]
        return f"{_named(given)} stands where {shape} belongs.", remedy
    if kind in LIMITS:
        word, key = LIMITS[kind]
        return f"{quoted(given)} is out of range.", f"Use a number {word} {context[key]:g}."
    return _value(kind, given, context, row["msg"])


def _value(kind: str, given: object, context: Mapping[str, Any], said: str) -> tuple[str, str]:
    if kind in NUMBERS:
        whole = " whole" if kind.startswith("int") else ""
        return f"{_named(given)} is not a{whole} number.", "Write it in digits, such as 5."
    if kind in {"string_too_long", "too_long"}:
        most = context["max_length"]
        if isinstance(given, str):
            return f"The text is {len(given)} characters long.", f"Keep it to {most}."
        return f"There are {context['actual_length']} of these.", f"Keep it to {most}."
    if kind in {"string_too_short", "too_short"}:
        return "Nothing stands here.", "Fill it in, or leave the key out."
    if kind == "string_pattern_mismatch":
        return f"{quoted(given)} is not in the form needed.", _pattern(context["pattern"])
    message = said.removeprefix("Value error, ").rstrip(".")
    subject = quoted(given) if isinstance(given, str) else "This"
    return f"{subject} {message}.", "Correct the value."


def _pattern(pattern: str) -> str:
    return {
        "^[A-Z]{2}$": "Use the two capital letters of the country, such as US.",
        "^[A-Z]{3}$": "Use the three capital letters of the currency, such as USD.",
        "^#[0-9a-fA-F]{6}$": 'Write a color as "#0b6e4f", in quotes.',
        "^[a-z0-9]+(-[a-z0-9]+)*$": "Use lower case letters, digits and single hyphens.",
        r"^(\d{1,2}-\d{1,2}|\d{1,2}\+)$": 'Write ages as "30-64" or "65+".',
        r"^\d\d-\d\d$": "Write a day of the year as 05-15.",
        r"^\d{4}-\d\d$": "Write a month as 2026-09.",
    }.get(pattern, f"It must match {pattern}.")


def _named(given: object) -> str:
    if given is None:
        return "Nothing"
    if isinstance(given, Mapping):
        return "A mapping"
    return "A list" if isinstance(given, list) else quoted(given)


def _quoted_words(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _unknown_word(given: object, words: list[str]) -> tuple[str, str]:
    close = nearest(given, words) if isinstance(given, str) else None
    remedy = f"Did you mean '{close}'?" if close else f"Use one of: {', '.join(words)}."
    return f"{_named(given)} is not a word this key knows.", remedy


def _unknown_key(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, str]:
    known = _keys_at(model, path[:-1])
    close = nearest(str(path[-1]), known)
    if close:
        return "There is no such key.", f"Did you mean '{close}'?"
    listed = f"The keys here are: {', '.join(sorted(known))}." if known else "Leave it out."
    return "There is no such key.", listed


def _keys_at(model: object, path: Sequence[str | int]) -> list[str]:
    """Return the keys that the model allows at a path."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        fields = {f.alias or name: f.annotation for name, f in model.model_fields.items()}
        if not path:
            return list(fields)
        return _keys_at(fields.get(str(path[0])), path[1:])
    if get_origin(model) is not None:
        step = path[1:] if get_origin(model) in {dict, tuple, list, Mapping} else path
        found = (_keys_at(argument, step) for argument in get_args(model))
        return next((keys for keys in found if keys), [])
    return []
