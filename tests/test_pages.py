"""What pages say: a client's text stays text, nobody else's and nothing private is in them."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.site import links
from tests.built import SAMPLE, Workspace, pages, rewrite, samples, workspace
from tests.conftest import SAMPLES, WORKSPACE

PAYLOADS = (
    "<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "--8<-- 'a'",
    "[x](javascript:alert(1))", "`code`", "*bold*", "# h", "| a | b |", "&amp;",
    "O'Reilly \u0022Best\u0022", "](", "{: .x }", "a\u200fb", "\U0001f35e", "<!-- c -->",
    "1. x", "{{ config }}", "$(id)", "\\*",
)  # fmt: skip
ROUNDS = 3
LEAST_PAGES = 35
LIMITS = {"name": 40, "role": 40, "by": 40, "who": 60, "sells": 160, "because": 200}
SHORTEST = 6
ID = "client"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built."""
    return samples(tmp_path_factory)


class Skeleton(HTMLParser):
    """The tags of a page with the names of their attributes, and apart from them its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.values: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join([tag, *sorted(name for name, _ in attrs)]))
        self.values += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - as in the base
        self.tags.append("!--")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        """Return the page's words with single spaces."""
        return " ".join("".join(self.texts).split())


def hostile(number: int, shift: int, limit: int) -> str:
    """Return as many payloads as fit, filled up; each field and round starts at another one."""
    text = ""
    for step in range(len(PAYLOADS)):
        more = PAYLOADS[(number * 3 + shift + step) % len(PAYLOADS)]
        if len(text) + len(more) + 1 <= limit:
            text = f"{text} {more}".strip()
    return text.ljust(limit, ".")


def with_texts(values: dict[str, Any], shift: int | None) -> list[str]:
    """Give every text field hostile text, or plain of the same length without a shift."""
    numbers, typed = count(1), []

    def text(row: dict[str, Any], key: str) -> None:
        number = next(numbers)
        limit = LIMITS.get(key, 60) - 4
        plain = f"Word{number}".ljust(limit, "x")
        said = plain if shift is None else hostile(number, shift, limit)
        row[key] = said
        typed.append(said)

    business = values["business"]
    for row, keys in (
        (business, ("name", "sells")),
        (business["place"], ("city", "region")),
        (values["channels"]["tiktok"], ("because",)),
    ):
        for key in keys:
            text(row, key)
    for row in values["customers"]:
        text(row, "name")
        row["spare_time"] = [hostile(9, shift or 0, 50)]
    for row in values["seasons"]:
        text(row, "name")
    team = {}
    for row in values["resources"]["people"]:
        before = row["name"]
        text(row, "name")
        text(row, "role")
        team[before] = row["name"]
    for row in values["human_touch"]["people"]:
        text(row, "who")
        row["by"] = team[row["by"]]
    values["consultant"] = {"phone": "+1 503 555 0190"}
    text(values["consultant"], "name")
    values["publish"]["repository"] = "/srv/-o$(touch x) `y` & <b>.git"
    values["private"] = {"notes": "Unspoken. " + hostile(5, shift or 0, 150)[::-1]}
    return typed


@lru_cache
def made(folder: Path, shift: int | None) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return the pages and the search index of a client with such texts, and the texts."""
    place = workspace(folder / f"text-{shift}")
    target = place.profile(ID)
    target.write_text((WORKSPACE / "profiles" / f"{SAMPLE}.yml").read_text("utf-8"), "utf-8")
    typed: list[str] = []
    rewrite(target, lambda values: typed.extend(with_texts(values, shift)))
    report = place.build(ID)
    assert report.status == "built", [*map(str, report.problems), *report.log]
    index = json.loads((place.dist / ID / "search" / "search_index.json").read_text("utf-8"))
    indexed = {
        row["location"].partition("#")[0] + str(number): f"{row['title']} {row['text']}"
        for number, row in enumerate(index["docs"])
    }
    return pages(place.dist / ID), indexed, typed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one folder for all hostile sites of this module."""
    return tmp_path_factory.mktemp("hostile")


def test_the_rounds_give_every_payload_to_many_fields() -> None:
    given = [hostile(n, shift * 7, 36) for n in range(1, 20) for shift in range(ROUNDS)]
    assert min(sum(payload in text for text in given) for payload in PAYLOADS) >= 5


@pytest.mark.parametrize("shift", [n * 7 for n in range(ROUNDS)])
def test_hostile_text_adds_no_tag_to_any_page(folder: Path, shift: int) -> None:
    plain, _, _ = made(folder, None)
    found, _, _ = made(folder, shift)
    assert found.keys() == plain.keys()
    other = {name: _differences(plain[name], found[name]) for name in plain}
    assert not any(other.values()), {k: v for k, v in other.items() if v}


def _differences(plain: str, found: str) -> list[tuple[str, str]]:
    one, two = Skeleton(plain).tags, Skeleton(found).tags
    rest = [pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]]
    return rest[:3] or ([("tags", f"{len(one)} and {len(two)}")] if len(one) != len(two) else [])


@pytest.mark.parametrize("shift", [n * 7 for n in range(ROUNDS)])
def test_hostile_text_adds_no_tag_to_the_search_index(folder: Path, shift: int) -> None:
    _, plain, _ = made(folder, None)
    _, found, _ = made(folder, shift)
    one, two = [[Skeleton(text).tags for text in index.values()] for index in (plain, found)]
    assert one == two


@pytest.mark.parametrize("shift", [n * 7 for n in range(ROUNDS)])
def test_hostile_text_is_shown_as_typed(folder: Path, shift: int) -> None:
    found, _, typed = made(folder, shift)
    shown = "\n".join(Skeleton(text).text for text in found.values())
    assert [text for text in typed if " ".join(text.split()) not in shown] == []


@pytest.mark.parametrize("shift", [n * 7 for n in range(ROUNDS)])
def test_hostile_text_is_never_evaluated_or_a_link(folder: Path, shift: int) -> None:
    found, _, _ = made(folder, shift)
    values = [value for text in found.values() for value in Skeleton(text).values]
    shown = "\n".join(Skeleton(text).text for text in found.values())
    assert not [value for value in values if "javascript:" in value.partition("?")[0][:20]]
    assert "{{ 7*7 }}" in shown
    assert "{{ 49 }}" not in shown


def private_words() -> Mapping[str, set[str]]:
    """Return the words of each client's notes that stand in no other text of this repository."""
    others = [p for p in (WORKSPACE / "playbook").rglob("*") if p.suffix in {".md", ".yml"}]
    public = "\n".join(path.read_text("utf-8") for path in others)
    notes = {}
    for name in SAMPLES:
        values = yaml.safe_load((WORKSPACE / "profiles" / f"{name}.yml").read_text("utf-8"))
        notes[name] = values.pop("private")["notes"]
        public += json.dumps(values, default=str)
    said = set(re.findall(r"\w+", public.casefold()))
    return {
        name: {w for w in re.findall(r"\w+", text.casefold()) if len(w) >= SHORTEST} - said
        for name, text in notes.items()
    }


def test_every_sample_has_a_private_word_to_look_for() -> None:
    assert all(private_words().values())


@pytest.fixture(scope="module")
def texts(built: Workspace) -> dict[Path, str]:
    """Return every file of all projects and sites as small letters, typed and escaped."""
    return {
        path.relative_to(built.folder): _letters(path.read_bytes().decode("utf-8", "ignore"))
        for folder in (built.dist, built.projects)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _letters(text: str) -> str:
    return f"{text}\n{html.unescape(text) if '&' in text else ''}".casefold()


def _in(text: str, words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            yield word


def test_private_notes_are_in_no_byte_of_projects_and_sites(texts: dict[Path, str]) -> None:
    words = {word for found in private_words().values() for word in found}
    leaks = [f"{path}: {word}" for path, text in texts.items() for word in _in(text, words)]
    assert leaks == []


def test_no_site_or_project_names_another_client(built: Workspace, texts: dict[Path, str]) -> None:
    names = {
        name: yaml.safe_load(built.profile(name).read_text("utf-8"))["business"]["name"]
        for name in SAMPLES
    }
    leaks = [
        f"{path}: {word}"
        for path, text in texts.items()
        for name, other in names.items()
        if name not in {*path.parts, path.stem}
        for word in _in(text, {other.casefold(), name})
    ]
    assert leaks == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_template_mark_is_left_over(built: Workspace, name: str) -> None:
    marks = ("{{", "{%", "{#")
    left = [f"{p}: {m}" for p, t in pages(built.dist / name).items() for m in marks if m in t]
    assert left == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_attribute_for_markdown_is_left_over(built: Workspace, name: str) -> None:
    left = [page for page, text in pages(built.dist / name).items() if " markdown=" in text]
    assert left == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_markdown_is_left_over_in_the_text(built: Workspace, name: str) -> None:
    mark = re.compile(r"\]\(|\*\*|\{:|^#+ |<!--", re.MULTILINE)
    left = [
        f"{page}: {text.strip()[:80]}"
        for page, source in pages(built.dist / name).items()
        for text in Skeleton(source).texts
        if mark.search(text) and "__config" not in text
    ]
    assert left == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_site_has_its_pages(built: Workspace, name: str) -> None:
    assert len(pages(built.dist / name)) >= LEAST_PAGES


@pytest.mark.parametrize("name", SAMPLES)
def test_every_page_has_language_title_and_viewport(built: Workspace, name: str) -> None:
    bare = [
        f"{page}: {mark}"
        for page, text in pages(built.dist / name).items()
        for mark in (r'<html lang="en"', r"<title>[^<]*\w[^<]*</title>", r'<meta name="viewport"')
        if not re.search(mark, text)
    ]
    assert bare == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_two_pages_have_one_title(built: Workspace, name: str) -> None:
    titles = [
        re.findall(r"<title>(.*?)</title>", text, re.DOTALL)[0]
        for page, text in pages(built.dist / name).items()
        if page != "404.html"
    ]
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_link_leads_somewhere(built: Workspace, name: str) -> None:
    assert links.problems(built.dist / name) == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_channel_says_why_with_a_link(built: Workspace, name: str) -> None:
    ground = re.compile(r"\.\./\.\./(?:sources|method|answers)/#[a-z0-9-]+")
    bare = [
        page
        for page, text in pages(built.dist / name).items()
        if re.fullmatch(r"channels/[^/]+/index\.html", page)
        and not any(ground.fullmatch(value) for value in Skeleton(text).values)
    ]
    assert bare == []
