"""Say in plain words why a value does not fit where it stands."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generator.problems import nearest, quoted

DIGITS = "Write it in digits, such as 5."
MAPPING = ("a mapping", "Write `key: value` lines.")
LIST = ("a list", "Write `- ` before each item.")
SHAPES = {
    "dict_type": MAPPING,
    "model_type": MAPPING,
    "model_attributes_type": MAPPING,
    "mapping_type": MAPPING,
    "list_type": LIST,
    "tuple_type": LIST,
    "string_type": ("text", "Write a word or a sentence."),
}
LIMITS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}
NUMBERS = frozenset({"int_parsing", "float_parsing", "int_type", "float_type", "int_from_float"})
SPELLING = "^[a-z0-9]+(-[a-z0-9]+)*$"
PATTERNS = {
    "^[A-Z]{2}$": "Use the two capital letters of the country, such as US.",
    "^[A-Z]{3}$": "Use the three capital letters of the currency, such as USD.",
    "^#[0-9a-fA-F]{6}$": 'Write a color as "#0b6e4f", in quotes.',
    SPELLING: "Use lower case letters, digits and single hyphens.",
    r"^(\d{1,2}-\d{1,2}|\d{1,2}\+)$": 'Write ages as "30-64" or "65+".',
    r"^([a-z0-9-]+\.)+[a-z]{2,}$": "Write a domain such as playbook.example.com.",
    "^[A-Za-z0-9][A-Za-z0-9._/-]*$": "Write a branch such as gh-pages.",
}
KINDS = {
    "date_type": ("is not a date", "Write year, month and day, such as 2027-01-31."),
    "bool_type": ("is neither true nor false", "Write true or false."),
}
ITEMS = re.compile(r"[\w+@ -]+(?:, *[\w+@ -]+)*\Z")
LONGEST_LIST = 60


def sentence(row: Mapping[str, Any], when_empty: str) -> tuple[str, str]:
    """Return what is wrong with a value and what to do, from one row of pydantic's report."""
    kind, given, context = row["type"], row["input"], row.get("ctx", {})
    if given is None or given in ("", []) or kind in {"string_too_short", "too_short"}:
        return "Nothing stands here.", _filled(kind, context, when_empty)
    if kind == "literal_error":
        return f"{_named(given)} is not a word this key knows.", _word(given, context)
    if kind in SHAPES:
        shape, remedy = SHAPES[kind]
        if SHAPES[kind] is LIST and isinstance(given, str) and _is_short_list(given):
            remedy = f"Write `[{given}]`."
        return f"{_named(given)} stands where {shape} belongs.", remedy
    if kind in LIMITS:
        word, key = LIMITS[kind]
        return f"{quoted(given)} is out of range.", f"Use a number {word} {context[key]:g}."
    return _value(kind, given, context, row["msg"])


def unknown_key(key: str, known: Sequence[str]) -> tuple[str, str]:
    """Return what to do about a key that nobody knows: the nearest one, or all of them."""
    close = nearest(key, known)
    if close:
        return "There is no such key.", f"Did you mean '{close}'?"
    listed = f"The keys here are: {', '.join(sorted(known))}." if known else "Leave it out."
    return "There is no such key.", listed


def _filled(kind: str, context: Mapping[str, Any], when_empty: str) -> str:
    if kind == "literal_error":
        return f"Use one of: {', '.join(_words(context))}."
    return DIGITS if kind in NUMBERS else str(context.get("remedy", when_empty))


def _value(kind: str, given: object, context: Mapping[str, Any], said: str) -> tuple[str, str]:
    if kind in NUMBERS:
        whole = " whole" if kind.startswith("int") and isinstance(given, str) else ""
        return f"{_named(given)} is not a{whole} number.", DIGITS
    if kind in {"string_too_long", "too_long"}:
        remedy = f"Keep it to {context['max_length']}."
        is_text = isinstance(given, str)
        many = len(str(given)) if is_text else context["actual_length"]
        what = (
            f"The text is {many:,} characters long." if is_text else f"There are {many:,} of these."
        )
        return what, remedy
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        remedy = PATTERNS.get(pattern, f"It must match {pattern}.")
        return f"{quoted(given)} is not in the form needed.", remedy
    if kind in KINDS or kind == "remedied":
        wrong, remedy = KINDS.get(kind) or (context["said"], context["remedy"])
        return f"{_named(given)} {wrong}.", remedy
    message = said.removeprefix("Value error, ").rstrip(".")
    return f"{quoted(given) if isinstance(given, str) else 'This'} {message}.", "Correct the value."


def _named(given: object) -> str:
    if given is None:
        return "Nothing"
    if isinstance(given, Mapping):
        return "A mapping"
    return "A list" if isinstance(given, list) else quoted(given)


def _is_short_list(given: str) -> bool:
    return len(given) <= LONGEST_LIST and given.isprintable() and bool(ITEMS.match(given))


def _words(context: Mapping[str, Any]) -> list[str]:
    return str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")


def _word(given: object, context: Mapping[str, Any]) -> str:
    words = _words(context)
    close = nearest(given, words) if isinstance(given, str) else None
    return f"Did you mean '{close}'?" if close else f"Use one of: {', '.join(words)}."
