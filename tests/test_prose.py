"""The words hold to words.md: in the library's files, and on every page that a client gets."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from generator.load.profile import names, profile
from generator.model.library import Library
from generator.model.profile import Client
from generator.project.shell import shell
from tests.conftest import SAMPLES, WORKSPACE
from tests.prose import library as files
from tests.prose import pages, rules
from tests.prose.passages import Passage, of_page, sentences
from tests.prose.rules import Fault

PAIRS = tuple(path.stem for path in names(Path(__file__).parent / "pairs"))
LONG = "We went to the old mill by the river and then we saw that the door was shut and so we " * 2


def said(text: str, kind: str = "paragraph", part: str = "", path: str = "a.md") -> Passage:
    """Return a passage."""
    return Passage(path, 3, text, kind, part, text)


def listed(faults: Sequence[Fault]) -> str:
    """Return faults as the check prints them."""
    return "\n".join(map(str, faults))


def test_the_library_has_nothing_to_mend() -> None:
    found = files.faults()
    assert not found, listed(found)


def test_no_page_of_a_sample_has_anything_to_mend(sample: Client, library: Library) -> None:
    found = pages.faults(sample, library)
    assert not found, listed(found)


def test_every_word_on_a_sample_s_pages_is_in_the_dictionary(
    sample: Client, library: Library
) -> None:
    found = pages.misspelt(sample, library)
    assert not found, listed(found)


def test_the_pages_of_a_locked_site_have_nothing_to_mend(library: Library) -> None:
    client, _ = profile(WORKSPACE / "profiles" / f"{SAMPLES[0]}.yml")
    publish = client.profile.publish.model_copy(update={"lock": True})
    changed = client.profile.model_copy(update={"publish": publish})
    locked = client.model_copy(update={"profile": changed})
    found = [*pages.faults(locked, library), *pages.misspelt(locked, library)]
    assert not found, listed(found)


def test_the_page_that_asks_for_the_passphrase_has_nothing_to_mend(library: Library) -> None:
    page = shell(library)["index.html"].decode()
    body = re.sub(r"<script>.*?</script>", "", page.partition("<body>")[2], flags=re.DOTALL)
    told = of_page(body, "page.html")
    told += [said(text) for text in re.findall(r' data-\w+="([^"]+ [^"]+)"', body)]
    assert len(told) > 10
    found = [fault for passage in told for fault in rules.single(passage)]
    found += rules.misspelt(told, "en_US", files.known())
    assert not found, listed(found)


@pytest.mark.parametrize("name", PAIRS)
def test_a_test_client_reads_well_in_its_own_country(name: str, library: Library) -> None:
    client, _ = profile(Path(__file__).parent / "pairs" / f"{name}.yml")
    found = [*pages.faults(client, library), *pages.misspelt(client, library)]
    assert not found, listed(found)


@pytest.mark.parametrize(
    ("passage", "wrong"),
    [
        (said("This will unlock your town."), "banned: 'unlock'"),
        (said("Come in today!"), "an exclamation mark"),
        (said(f"{LONG.strip()}."), "a sentence of 42 words"),
        (said("It is so. " * 21), "a paragraph of 63 words"),
        (said("Posting frequency", "heading"), "a heading too short to be an answer"),
        (said("How to answer people", "heading"), "a heading that names a topic"),
        (said("The best time of day", "heading"), "a heading without a verb"),
    ],
)
def test_a_fault_of_one_passage_is_named(passage: Passage, wrong: str) -> None:
    (found,) = {f.wrong.partition(" (")[0] for f in rules.single(passage)}
    assert found == wrong


@pytest.mark.parametrize(
    "text",
    [
        "About 40 percent of owners post daily.",
        "Most people look here first.",
        "It sells three times as much.",
        "Nine in ten read it.",
    ],
)
def test_a_figure_about_the_world_needs_a_finding(text: str) -> None:
    assert list(rules.figures(said(text)))
    assert not list(rules.figures(said(text, part="good")))
    assert not list(rules.figures(said(f"{text} That is our judgement.")))


def test_a_figure_inside_a_link_to_its_finding_is_fine() -> None:
    text = "[71 in 100 adults use it (Pew, 2025)](../../evidence/pew-npors-2025.yml#facebook)."
    assert not list(rules.figures(said(text)))


def test_a_link_says_where_it_leads_and_leads_there() -> None:
    passage = said("[here](../nowhere/guide.md)", path="playbook/channels/facebook/guide.md")
    assert [f.wrong for f in rules.links(passage)] == [
        "a link that says nothing",
        "a link to nothing: ../nowhere/guide.md",
    ]


def test_no_sentence_stands_under_two_owners() -> None:
    one = said("Call the farm shop before ten.", path="playbook/trades/a.yml")
    two = said("Wash up. Call the farm shop, before ten.", path="playbook/trades/b.yml")
    (found,) = rules.repeated([one, two])
    assert found.path == two.path
    assert "playbook/trades/a.yml:3" in found.wrong


def ideas(path: str, *texts: str) -> Iterator[Passage]:
    """Yield ideas of a trade."""
    return (said(text, part="ideas.photo", path=path) for text in texts)


def test_two_trades_may_share_two_ideas_and_no_third() -> None:
    shared = ("Show the oven door.", "Weigh the flour twice.", "Name the miller's horse.")
    two = [*ideas("a.yml", *shared[:2]), *ideas("b.yml", *shared)]
    assert not list(rules.alike(two))
    three = [*ideas("a.yml", *shared), *ideas("b.yml", *shared)]
    assert [f.path for f in rules.alike(three)] == ["b.yml"] * 3


def test_a_hard_text_is_told_with_its_hardest_sentence() -> None:
    hard = "Organizational considerations necessitate comprehensive deliberation regarding"
    text = [said("The dog ran."), *(said(f"{hard} alternatives."),) * 12]
    (found, *_) = rules.tangled(text)
    assert found.wrong.startswith("reading grade")
    assert found.sentence == f"{hard} alternatives."


def test_both_dictionaries_are_asked() -> None:
    text = [said("The colour of my neighbor.")]
    assert [f.wrong for f in rules.misspelt(text, "en_US", ())] == ["not in en_US: 'colour'"]
    assert [f.wrong for f in rules.misspelt(text, "en_GB", ())] == ["not in en_GB: 'neighbor'"]
    assert not rules.misspelt(text, "en_GB", ["Neighbor"])


def test_an_abbreviation_ends_no_sentence() -> None:
    assert sentences("Mrs. Niemi came at 9 a.m. to eat. She left.") == [
        "Mrs. Niemi came at 9 a.m. to eat.",
        "She left.",
    ]
