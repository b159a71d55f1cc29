"""The library's words as the client's country spells them and as its trade calls its customers.

The library is written in American English and says "customer". `spelling.yml` lists what is spelt,
or called, another way elsewhere; a trade may say "client", "patient" or "guest". What a client
typed is never touched, nor is the title of a source.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from generator.model.channel import Guide, Section, Step
from generator.model.evidence import Source
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.words import Prose, Text

PARTS = ("channels", "trades", "moments", "means", "rules", "scripts", "voices", "nav")
PLAIN_PROSE = (Guide, Section, Step)
"""Models whose bare strings are all prose."""

AS_PUBLISHED = frozenset({"by", "url", "publisher", "title"})
"""Fields that name somebody or something outside: never spelt anew, save a script's title."""

MARKS = re.compile(r"(\{[{%#].*?[}%#]\}|<[a-zA-Z/!][^<>]*>)", re.DOTALL)
"""The code and the HTML marks of a template: only a quoted phrase inside code is prose."""

QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
ADDRESS = re.compile(r"(\]\([^)]*\))")
CITED = re.compile(r"(\[[^\]]*\]\((?:\.\./)+evidence/[^)]*\)|\]\([^)]*\))")
VALIDATORS = {
    mark.func
    for kind in (Text, Prose)
    for mark in get_args(kind)
    if isinstance(mark, AfterValidator)
}
VOWELS = frozenset("aeiou")
Respell = Callable[[str], str]


def written_for(library: Library, client: Client) -> Library:
    """Return the library in the spelling of the client's country and the words of its trade."""
    business = client.profile.business
    country = library.countries.get(business.place.country)
    trade = library.trades.get(business.trade)
    spelling = country.spelling if country else None
    called = trade.customer if trade else None
    if not called and spelling not in library.spellings.spellings:
        return library
    return _held(_Same(library), spelling, called)


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


@lru_cache(maxsize=32)
def _held(same: _Same, spelling: str | None, called: tuple[str, str] | None) -> Library:
    library = same.library
    if called:
        respell = respeller({"customer": called[0], "customers": called[1]})
        library = _rewritten(library, _Pass(respell, CITED), PARTS)
    table = library.spellings.spellings.get(spelling or "")
    if table:
        names = {source.publisher.lower(): source.publisher for source in library.sources.values()}
        spelt = _Pass(respeller({**table, **names}), ADDRESS)
        library = _rewritten(library, spelt, (*PARTS, "sources"))
    return library


@dataclass(frozen=True)
class _Pass:
    """One way to write the library anew, and what it leaves alone in Markdown."""

    respell: Respell
    kept: re.Pattern[str]

    def markdown(self, text: str) -> str:
        """Return Markdown with all but what is kept written anew."""
        parts = self.kept.split(text)
        return "".join(self.respell(p) if n % 2 == 0 else p for n, p in enumerate(parts))

    def template(self, text: str) -> str:
        """Return a template with its text, and the phrases in its code, written anew."""
        parts = MARKS.split(text)
        return "".join(self.respell(p) if n % 2 == 0 else self.code(p) for n, p in enumerate(parts))

    def code(self, text: str) -> str:
        """Return code with its phrases written anew; HTML marks stay."""
        if not text.startswith("{"):
            return text
        return QUOTED.sub(lambda m: self.respell(m[0]) if " " in m[0].strip() else m[0], text)


def _rewritten(library: Library, how: _Pass, names: Iterable[str]) -> Library:
    parts = {name: _again(getattr(library, name), how) for name in names}
    parts["templates"] = {name: how.template(text) for name, text in library.templates.items()}
    return library.model_copy(update=parts)


def _again(value: Any, how: _Pass) -> Any:  # noqa: ANN401 - any part of the library
    if isinstance(value, BaseModel):
        return _model(value, how)
    if isinstance(value, Mapping):
        return {key: _again(child, how) for key, child in value.items()}
    if isinstance(value, tuple):
        return tuple(_again(child, how) for child in value)
    return how.markdown(value) if isinstance(value, str) else value


def _model(value: BaseModel, how: _Pass) -> BaseModel:
    changed = {}
    for name, field in type(value).model_fields.items():
        if _is_prose(value, name, field):
            changed[name] = _again(getattr(value, name), how)
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
