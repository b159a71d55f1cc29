"""From a tree to a typed value, or to every problem in it with its place."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from generator.load.tree import Node, place_of, plain
from generator.load.wording import PATTERNS, SHAPES, SPELLING, sentence, unknown_key
from generator.problems import Problem, ProblemsError, short

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]

MOST_PROBLEMS = 100
"""How many problems of one file are listed; the rest are counted."""


def typed(model: type[Model], node: Node, context: object = None) -> Model:
    """Return the tree as a value of the model; ProblemsError names all that does not fit."""
    data = plain(node)
    try:
        return model.model_validate(data, by_alias=True, context=context)
    except ValidationError as error:
        rows = error.errors(include_url=False)
        problems = [_problem(model, node, data, row) for row in islice(rows, MOST_PROBLEMS)]
        if len(rows) > MOST_PROBLEMS:
            problems.append(more(problems[-1], len(rows) - MOST_PROBLEMS))
        raise ProblemsError(problems) from None


def more(last: Problem, number: int) -> Problem:
    """Return the line that counts what is not listed any more."""
    wrong = f"There are {number:,} more problems like the ones listed."
    return Problem(last.place, "", wrong, "Mend these first, then check again.")


def key_path(path: Sequence[str | int]) -> str:
    """Return a path as authors write it: customers[0].buy."""
    text = ""
    for step in path:
        name = short(step)
        text += f"[{name}]" if isinstance(step, int) else f".{name}" if text else name
    return text


def file_path(data: object, row: Mapping[str, Any]) -> Path:
    """Return the steps of an error that the file has; its last, a missing key, stays too."""
    kept: list[str | int] = []
    for step in row["loc"]:
        if (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        ):
            data = data[step]
        else:
            continue
        kept.append(step)
    if row["type"] == "missing":
        kept.append(row["loc"][-1])
    return tuple(kept)


def keys_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the keys that the model allows at a path."""
    return tuple(_fields_at(model, path))


def _problem(model: type[BaseModel], node: Node, data: object, row: Any) -> Problem:  # noqa: ANN401
    path = file_path(data, row)
    if row["type"] == "extra_forbidden" and path:
        wrong, remedy = unknown_key(str(path[-1]), keys_at(model, path[:-1]))
    elif row["type"] == "missing":
        wrong, remedy = "This key is required and missing.", f"Add `{path[-1]}:`."
    else:
        wrong, remedy = sentence(row, _when_empty(model, path, row["type"]))
    return Problem(place_of(node, path), key_path(path), wrong, remedy)


def _when_empty(model: type[BaseModel], path: Path, kind: str) -> str:
    """Return what to do about a key that stands there without a value."""
    field = _fields_at(model, path[:-1]).get(str(path[-1])) if path else None
    for rule in field.metadata if field else ():
        pattern = getattr(rule, "pattern", None)
        if (
            pattern in PATTERNS
            and pattern != SPELLING
            and kind not in SHAPES.keys() - {"string_type"}
        ):
            return PATTERNS[pattern]
    return "Fill it in." if field and field.is_required() else "Fill it in, or leave the key out."


def _fields_at(model: object, path: Path) -> dict[str, FieldInfo]:
    """Return the fields that the model has at a path, by the names that files use."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if not path:
            return fields
        field = fields.get(str(path[0]))
        return _fields_at(field.annotation, path[1:]) if field else {}
    if get_origin(model) is not None:
        step = path[1:] if get_origin(model) in {dict, tuple, list, Mapping} else path
        return next(_found(get_args(model), step), {})
    return {}


def _found(models: Sequence[object], path: Path) -> Iterator[dict[str, FieldInfo]]:
    return (fields for model in models if (fields := _fields_at(model, path)))
