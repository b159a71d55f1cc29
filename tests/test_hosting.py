"""The pages about hosts: what they lead to is there, and what they say to type can be typed."""

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from generator.cli import main
from tests.conftest import WORKSPACE

DOCS = WORKSPACE / "docs"
PAGES = sorted(DOCS.glob("hosting*.md"))
DRAWINGS = sorted((DOCS / "hosting").glob("*.svg"))
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")
BLOCK = re.compile(r"^ *```\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(playbook [^\s`]+ [^`]+)`")
NOTE = re.compile(r"\[(\d)\]")
SVG = "{http://www.w3.org/2000/svg}"
LEAST_PAGES, LEAST_DRAWINGS = 4, 2


@pytest.fixture(params=PAGES, ids=lambda path: path.name)
def page(request: pytest.FixtureRequest) -> Path:
    """Return each page in turn."""
    found: Path = request.param
    return found


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def commands() -> list[tuple[str, ...]]:
    """Return every call of the tool that the pages tell of, as words."""
    lines = []
    for path in PAGES:
        text = path.read_text("utf-8")
        lines += [line for block in BLOCK.findall(text) for line in block.splitlines()]
        lines += INLINE.findall(text)
    called = {tuple(shlex.split(line)) for line in lines if line.strip().startswith("playbook ")}
    return sorted(words[1:] for words in called)


def test_there_is_a_page_for_every_host_and_a_drawing_for_every_way() -> None:
    assert (len(PAGES), len(DRAWINGS)) == (LEAST_PAGES, LEAST_DRAWINGS)


def test_what_a_page_leads_to_is_there(page: Path) -> None:
    found = LINK.findall(page.read_text("utf-8"))
    assert found
    for name, anchor in found:
        target = page.parent / name
        assert target.is_file(), name
        assert not anchor or anchor[1:] in anchors(target), anchor


def test_every_note_has_its_source_and_every_source_its_note(page: Path) -> None:
    body, sources = page.read_text("utf-8").split("## Sources")
    listed = set(re.findall(r"^(\d)\. ", sources, re.MULTILINE))
    assert set(NOTE.findall(body)) | ({"5"} if "As 1" in sources else set()) == listed


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_a_page_says_commands_that_can_be_typed(words: tuple[str, ...]) -> None:
    main.commands[words[0]].make_context(words[0], list(words[1:]))


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_says_what_it_shows_and_reads_by_day_and_by_night(drawing: Path) -> None:
    text = drawing.read_text("utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert "prefers-color-scheme:dark" in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|<image", text)
