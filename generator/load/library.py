"""Read the content: the package's own, with a workspace's `overrides/` laid over it."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from pydantic import BaseModel, Field

from generator.load.files import content, shown
from generator.load.guides import guide
from generator.load.text import decode
from generator.load.tree import Node, merged, parse, place_of
from generator.load.typed import typed
from generator.model.channel import Channel, ChannelFacts, Guide
from generator.model.evidence import Source
from generator.model.library import (
    Cell,
    ChannelCells,
    CountryFacts,
    CountryZones,
    Library,
    Means,
    Moments,
    Nav,
    Rules,
    Trade,
)
from generator.model.scripts import Script, Spellings, VoiceTable
from generator.model.words import ID, Frozen
from generator.problems import Place, Problem, ProblemsError, quoted

CELLS = ("moments", "jobs", "businesses", "visual")
VOICES = "scripts/voices.yml"
TABLES = frozenset(
    {
        "rules.yml",
        "means.yml",
        "moments.yml",
        "countries.yml",
        "time_zones.yml",
        "spelling.yml",
        VOICES,
    }
)
"""Files whose keys an override lays over ours one by one, rather than taking their place."""
Model = TypeVar("Model", bound=BaseModel)


class OwnCells(Frozen):
    """The rows a channel brings along when the shared tables do not have it."""

    moments: Mapping[str, Cell]
    jobs: Mapping[str, Cell]
    businesses: Mapping[str, Cell] = Field(default_factory=dict)
    visual: Mapping[str, Cell] = Field(default_factory=dict)


class CountryList(Frozen):
    """The file of countries."""

    countries: Mapping[str, CountryFacts]


class ZoneList(Frozen):
    """The file of time zones."""

    countries: Mapping[str, CountryZones]


class Roots(NamedTuple):
    """Where content lies: the base config and the folders, each laid over the one before."""

    config: Path
    folders: tuple[Path, ...]


def package_root() -> Path:
    """Return the folder that holds `playbook/` and `mkdocs.yml`: installed, or a checkout."""
    inside = Path(__file__).parent.parent / "content"
    return inside if inside.is_dir() else Path(__file__).parent.parent.parent


def roots(workspace: Path) -> Roots:
    """Return the package's content with the workspace's own laid over it."""
    own = package_root() / "playbook"
    over = workspace / "overrides"
    folders = (own, over) if over.is_dir() else (own,)
    return Roots(package_root() / "mkdocs.yml", folders)


def listing(found: Roots) -> dict[str, Path]:
    """Return every content file by its path inside `playbook/`; later folders win."""
    files: dict[str, Path] = {}
    for folder in found.folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not any(p.startswith((".", "__")) for p in name.split("/")):
                files[name] = path
    return dict(sorted(files.items()))


def digest(found: Roots) -> str:
    """Return a hash of all content, to tell whether any of it has changed."""
    state = hashlib.sha256(content(found.config))
    for name, path in listing(found).items():
        state.update(f"\0{name}\0".encode())
        state.update(hashlib.sha256(content(path)).digest())
    return state.hexdigest()


def library(found: Roots) -> Library:
    """Return all content as one typed value; ProblemsError with every problem in it."""
    reader = _Reader(listing(found), found)
    rules, means = reader.one("rules.yml", Rules), reader.one("means.yml", Means)
    nav, countries = reader.one("pages/nav.yml", Nav), reader.one("countries.yml", CountryList)
    channels = dict(reader.channels())
    moments = reader.moments()
    trades = dict(reader.each("trades/", Trade))
    sources = dict(reader.each("evidence/", Source))
    scripts, voices = dict(reader.each("scripts/", Script)), reader.one(VOICES, VoiceTable)
    spellings = reader.one("spelling.yml", Spellings)
    zones = reader.one("time_zones.yml", ZoneList)
    if reader.problems or not (
        rules and means and moments and nav and countries and voices and spellings and zones
    ):
        raise ProblemsError(reader.problems)
    return Library(
        channels=channels,
        trades=trades,
        sources=sources,
        moments=moments,
        means=means,
        rules=rules,
        nav=nav,
        countries=countries.countries,
        time_zones=zones.countries,
        scripts=scripts,
        voices=voices,
        spellings=spellings,
        templates=reader.texts("pages/", ".md"),
        theme=reader.bytes_of("theme/"),
        showcase=reader.texts("showcase/", ""),
        fonts=tuple(str(path) for name, path in reader.files.items() if name.endswith(".ttf")),
        base_config=content(found.config),
        finding_source=reader.finding_sources(sources),
    )


@lru_cache(maxsize=8192)
def _typed_file(model: type[Model], data: bytes, path: str) -> Model:
    return typed(model, parse(data, path))


def locate(found: Roots, name: str, path: Sequence[str | int]) -> Place:
    """Return where a key stands in a content file; its first line where it has no such key."""
    file = listing(found).get(name, found.folders[0] / name)
    if not name.endswith(".yml") or not file.exists():
        return Place(shown(file))
    return place_of(parse(content(file), shown(file)), path)


@lru_cache(maxsize=1024)
def _channel_file(data: bytes, path: str) -> ChannelFacts:
    return typed(ChannelFacts, _without(parse(data, path), *CELLS))


@lru_cache(maxsize=1024)
def _own_cells(data: bytes, path: str) -> ChannelCells | None:
    own = _only(parse(data, path), *CELLS)
    return typed(ChannelCells, own) if own.value else None


@lru_cache(maxsize=1024)
def _guide_file(data: bytes, path: str) -> Guide:
    return guide(data, path)


class _Reader:
    """Read the listed files one by one and keep every problem."""

    def __init__(self, files: Mapping[str, Path], found: Roots) -> None:
        self.files = files
        self.roots = found
        self.problems: list[Problem] = []

    def one(self, name: str, model: type[Model]) -> Model | None:
        """Return one file as a value; None, and a problem kept, when it is not one."""
        if name not in self.files:
            where = Place(shown(self.roots.folders[0] / name))
            self.problems.append(Problem(where, "", "The file is missing.", "Put it back."))
            return None
        found = [folder / name for folder in self.roots.folders if (folder / name).is_file()]
        try:
            if len(found) > 1 and name in TABLES:
                nodes = [parse(content(path), shown(path)) for path in found]
                return typed(model, reduce(merged, nodes))
            return cast("Model", _typed_file(model, content(found[-1]), shown(found[-1])))
        except ProblemsError as error:
            self.problems += error.problems
            return None

    def each(self, folder: str, model: type[Model]) -> Iterator[tuple[str, Model]]:
        """Yield every YAML file of a folder by its stem."""
        for name, path in self.files.items():
            if name.startswith(folder) and name.endswith(".yml") and name != VOICES:
                value = self.one(name, model)
                if not ID.match(path.stem):
                    wrong = f"The file name {quoted(path.stem)} cannot be an id."
                    remedy = "Use lower case letters, digits and single hyphens."
                    self.problems.append(Problem(Place(shown(path)), "", wrong, remedy))
                elif value is not None:
                    yield path.stem, value

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Yield every channel by its folder's name."""
        for name in self.files:
            folder, _, leaf = name.removeprefix("channels/").partition("/")
            if not name.startswith("channels/") or leaf != "channel.yml":
                continue
            facts = self._facts(name)
            prose = f"channels/{folder}/guide.md"
            if prose not in self.files:
                wrong = "The channel has no guide.md."
                self.problems.append(
                    Problem(Place(shown(self.files[name])), "", wrong, "Write one beside it.")
                )
                continue
            try:
                words = _guide_file(content(self.files[prose]), shown(self.files[prose]))
            except ProblemsError as error:
                self.problems += error.problems
                continue
            if facts is not None:
                yield folder, Channel(id=folder, facts=facts, guide=words)

    def _facts(self, name: str) -> ChannelFacts | None:
        path = self.files[name]
        try:
            return _channel_file(content(path), shown(path))
        except ProblemsError as error:
            self.problems += error.problems
            return None

    def moments(self) -> Moments | None:
        """Return the shared tables with the rows that channels bring along themselves."""
        shared = self.one("moments.yml", Moments)
        if shared is None:
            return None
        rows = dict(shared.channels)
        for name, path in self.files.items():
            if name.startswith("channels/") and name.endswith("/channel.yml"):
                try:
                    cells = _own_cells(content(path), shown(path))
                except ProblemsError as error:
                    self.problems += error.problems
                    continue
                if cells:
                    rows[name.split("/")[1]] = cells
        return shared.model_copy(update={"channels": rows})

    def texts(self, folder: str, suffix: str) -> dict[str, str]:
        """Return the text files of a folder by their path inside it."""
        return {
            name.removeprefix(folder): decode(content(path), shown(path))
            for name, path in self.files.items()
            if name.startswith(folder) and name.endswith(suffix)
        }

    def bytes_of(self, folder: str) -> dict[str, bytes]:
        """Return the files of a folder by their path inside it."""
        return {
            name.removeprefix(folder): content(path)
            for name, path in self.files.items()
            if name.startswith(folder)
        }

    def finding_sources(self, sources: Mapping[str, Source]) -> dict[str, tuple[str, str]]:
        """Return where each finding lives; twins are a problem."""
        found: dict[str, tuple[str, str]] = {}
        for source, value in sources.items():
            for key in value.findings:
                found[f"{source}-{key}"] = (source, key)
        return found


def _without(node: Node, *keys: str) -> Node:
    if not isinstance(node.value, dict):
        return node
    kept = {key: child for key, child in node.value.items() if key not in keys}
    return Node(kept, node.place, node.keys)


def _only(node: Node, *keys: str) -> Node:
    if not isinstance(node.value, dict):
        return Node({}, node.place)
    kept = {key: child for key, child in node.value.items() if key in keys}
    return Node(kept, node.place, node.keys)
