"""The library's words as the client's country spells them.

The library is written in American English. `spelling.yml` lists what is spelt, or called, another
way elsewhere. What a client typed is never touched, nor is the title of a source.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, get_args

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from generator.model.channel import Guide, Section, Step
from generator.model.evidence import Source
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.words import Prose, Text

PARTS = ("channels", "trades", "moments", "means", "rules", "scripts", "voices", "nav", "sources")
PLAIN_PROSE = (Guide, Section, Step)
"""Models whose bare strings are all prose."""

AS_PUBLISHED = frozenset({"by", "url", "publisher", "title"})
"""Fields that name somebody or something outside: never spelt anew, save a script's title."""

MARKS = re.compile(r"<[a-zA-Z/!][^<>]*>|[^<]+|<")
LINK = re.compile(r"(\]\([^)]*\))")
VALIDATORS = {
    mark.func
    for kind in (Text, Prose)
    for mark in get_args(kind)
    if isinstance(mark, AfterValidator)
}
VOWELS = frozenset("aeiou")
Respell = Callable[[str], str]


def written_for(library: Library, client: Client) -> Library:
    """Return the library in the spelling of the client's country."""
    country = library.countries.get(client.profile.business.place.country)
    table = (
        library.spellings.spellings.get(country.spelling) if country and country.spelling else None
    )
    return _held(_Same(library), country.spelling) if country and table else library


def respeller(table: Mapping[str, str]) -> Respell:
    """Return what turns the words of a table into their other spelling, capitals kept."""
    longest = sorted(table, key=len, reverse=True)
    names = "|".join(map(re.escape, longest))
    word = re.compile(rf"\b(?:(an?)(\s+))?({names})\b", re.IGNORECASE)

    def one(found: re.Match[str]) -> str:
        article, gap, name = found[1], found[2], found[3]
        other = table[name.lower()]
        if other.lower() == name.lower():
            return found[0]
        other = other[:1].upper() + other[1:] if name[:1].isupper() else other
        if article and (name[:1].lower() in VOWELS) != (other[:1].lower() in VOWELS):
            article = article[0] + ("n" if other[:1].lower() in VOWELS else "")
        return f"{article}{gap}{other}" if article else other

    return lambda text: word.sub(one, text)


class _Same:
    """A library as a key: the same one, not an equal one."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __hash__(self) -> int:
        return id(self.library)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.library is self.library


@lru_cache(maxsize=4)
def _held(same: _Same, spelling: str) -> Library:
    library = same.library
    publishers = {source.publisher.lower(): source.publisher for source in library.sources.values()}
    respell = respeller({**library.spellings.spellings[spelling], **publishers})
    parts = {name: _again(getattr(library, name), respell) for name in PARTS}
    parts["templates"] = {
        name: _outside_marks(text, respell) for name, text in library.templates.items()
    }
    return library.model_copy(update=parts)


def _outside_marks(text: str, respell: Respell) -> str:
    """Return a template with its text respelt and its HTML marks left alone."""
    found = MARKS.findall(text)
    return "".join(part if part[:1] == "<" and len(part) > 1 else respell(part) for part in found)


def _outside_links(text: str, respell: Respell) -> str:
    """Return Markdown with all but the addresses of its links respelt."""
    return "".join(part if part[:2] == "](" else respell(part) for part in LINK.split(text))


def _again(value: Any, respell: Respell) -> Any:  # noqa: ANN401 - any part of the library
    if isinstance(value, BaseModel):
        return _model(value, respell)
    if isinstance(value, Mapping):
        return {key: _again(child, respell) for key, child in value.items()}
    if isinstance(value, tuple):
        return tuple(_again(child, respell) for child in value)
    return _outside_links(value, respell) if isinstance(value, str) else value


def _model(value: BaseModel, respell: Respell) -> BaseModel:
    changed = {}
    for name, field in type(value).model_fields.items():
        if _is_prose(value, name, field):
            changed[name] = _again(getattr(value, name), respell)
    return value.model_copy(update=changed)


def _is_prose(value: BaseModel, name: str, field: FieldInfo) -> bool:
    if name in AS_PUBLISHED and (isinstance(value, Source) or name != "title"):
        return False
    if isinstance(value, PLAIN_PROSE):
        return True
    return any(_means_prose(mark) for mark in (*field.metadata, field.annotation))


def _means_prose(mark: object) -> bool:
    """Say whether an annotation is one of the library's own texts, or holds one."""
    if isinstance(mark, AfterValidator):
        return mark.func in VALIDATORS
    if isinstance(mark, type) and issubclass(mark, BaseModel):
        return True
    return any(_means_prose(part) for part in get_args(mark))
