"""What the library must hold, and that two clients of one trade do not get the same words."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment, nodes
from pydantic import ValidationError

from generator.load.profile import profile
from generator.load.tree import parse
from generator.load.typed import typed
from generator.model.channel import Channel, ChannelFacts, Voices
from generator.model.library import Library, Trade
from generator.model.profile import Client, Season
from generator.model.words import VOICES, Form
from generator.pages.compose import compose
from generator.pages.doing import IDEAS
from generator.pages.inert import inert
from generator.pages.prose import CASE, fitted, for_tier, for_voice, in_currency, where
from generator.pages.scripts import scripts, voice
from generator.pages.spelling import written_for
from generator.pages.team import seasons
from generator.pages.words import Words
from generator.problems import ProblemsError
from tests.conftest import TODAY, WORKSPACE
from tests.prose.pages import html_of
from tests.prose.passages import of_page, sentences

FOLDER = Path(__file__).parent / "pairs"
PAIRS = [
    ("bakery-alone-in-the-hills", "bakery-with-a-team-in-leeds"),
    ("plumber-on-call-alone", "plumber-for-landlords"),
]
FEWEST_TRADES, FEWEST_IDEAS, FEWEST_EXAMPLES, FEWEST_REPLIES = 60, 20, 6, 3
OWN_SENTENCES, MOST_SHARED = 15, 0.65
TAILORED = (
    "index", "week", "people", "decide", "everyone", "expect", "first-90-days",
    "not-now",
)  # fmt: skip
LONGEST_GAP = timedelta(days=100)
SITUATIONS = {
    "thank-you-call", "check-in", "ask-review", "ask-referral", "lunch", "partner-visit",
    "good-review", "bad-review", "price", "comment", "complaint", "missed-call", "thank-you-note",
}  # fmt: skip
EXAMPLE = re.compile(r"^- \*\*([^*]+):\*\*", re.MULTILINE)
SPOKEN = re.compile(
    r'(?s:<div class="script[^>]*>.*?</div>|<blockquote class="script">.*?</blockquote>)'
    r"|^> .*$|^.*<p class=.hello.>.*$|^Your voice is .*$|^.*Ticks stay on.*$",
    re.MULTILINE,
)
MADE: dict[str, Mapping[str, str]] = {}


def client(name: str) -> Client:
    """Return a test client."""
    found, _ = profile(FOLDER / f"{name}.yml")
    return found


def texts(name: str, library: Library) -> Mapping[str, str]:
    """Return a test client's pages, made once."""
    if name not in MADE:
        MADE[name] = compose(client(name), library, TODAY)
    return MADE[name]


def told(page: str) -> set[str]:
    """Return the sentences of a page, as they are compared: a number makes another sentence."""
    whole = (s for p in of_page(html_of(page), "") for s in sentences(p.text) if len(s.split()) > 3)
    return {" ".join(re.findall(r"\w+", s.lower())) for s in whole}


def chosen(pages: Mapping[str, str]) -> set[str]:
    """Return the channels with a full guide."""
    choices = json.loads(pages["decision.json"])["choices"]
    return {choice["channel"] for choice in choices if choice["verdict"] == "now"}


@pytest.fixture(scope="session")
def trades(library: Library) -> Mapping[str, Trade]:
    """Return all trades."""
    return library.trades


def test_there_are_sixty_trades_and_more(trades: Mapping[str, Trade]) -> None:
    assert len(trades) >= FEWEST_TRADES


def test_every_trade_has_twenty_ideas_of_every_form(trades: Mapping[str, Trade]) -> None:
    few = [
        n
        for n, t in trades.items()
        if len(t.all_ideas) < FEWEST_IDEAS or {*t.ideas} != {*get_args(Form)}
    ]
    assert not few


@pytest.mark.parametrize("country", ["US", "AU"])
def test_a_trade_s_seasons_fill_the_year_in_both_hemispheres(
    country: str, library: Library
) -> None:
    one = client(PAIRS[0][0])
    place = one.profile.business.place.model_copy(update={"country": country})
    business = one.profile.business.model_copy(update={"place": place})
    moved = one.profile.model_copy(update={"business": business, "seasons": ()})
    words = Words.of(moved, library)
    for name, trade in library.trades.items():
        starts = [row.begins for row in seasons(moved, trade, library, words)]
        days = [date(2027, int(s[:2]), int(s[3:])) for s in starts]
        gaps = [b - a for a, b in zip(days, [*days[1:], days[0].replace(year=2028)], strict=True)]
        assert max(gaps) <= LONGEST_GAP, f"{name}: {max(gaps).days} days without a season"


def test_a_guide_has_worked_examples_for_six_trades_we_know(library: Library) -> None:
    known = {trade.name for trade in library.trades.values()} | {"software company"}
    for channel in library.channels.values():
        labels = [label.lower() for label in EXAMPLE.findall(channel.guide.sections["good"].body)]
        assert len(set(labels)) >= FEWEST_EXAMPLES, channel.id
        assert not set(labels) - known, f"{channel.id}: {set(labels) - known}"


def test_a_guide_answers_in_all_four_voices(library: Library) -> None:
    for channel in library.channels.values():
        body = channel.guide.sections["answer"].body
        counts = {voice: body.count(f"**{voice.title()}:**") for voice in VOICES}
        assert len(set(counts.values())) == 1, f"{channel.id}: {counts}"
        assert counts["warm"] >= FEWEST_REPLIES, channel.id


def test_a_guide_fits_itself_to_every_case(library: Library) -> None:
    labels = [words for case, words in library.rules.words["cases"].items() if case != "private"]
    for channel in library.channels.values():
        lines = CASE.findall(channel.guide.sections["week"].body)
        assert [label for label, _ in lines] == labels, channel.id


def test_a_page_shows_only_the_lines_that_fit() -> None:
    body = "1. Do it.\n\n### Light\n\nOnce.\n\n### Fit it to you\n\n"
    body += "- **If you work alone:** Sit down.\n- **If firms buy from you:** Stand up."
    assert fitted(body, {"If firms buy from you"}) == "- Stand up."
    assert for_tier(body, "light") == "1. Do it.\n\nOnce."


def test_an_own_voice_is_all_that_is_left_of_four() -> None:
    body = 'Praise:\n\n- **Warm:** "Ah."\n- **Dry:** "Good."\n\nThen stop.'
    assert for_voice(body, "dry") == 'Praise:\n\n> "Good."\n\nThen stop.'


def test_a_channel_of_others_says_which_of_their_rules_may_change(library: Library) -> None:
    own = {"website-and-search", "podcast", "local-press", "marketplaces"}
    for channel in library.channels.values():
        if channel.facts.group == "audience" and channel.id not in own:
            assert channel.facts.rules, channel.id
        for rule in channel.facts.rules:
            age = (rule.review_by - rule.checked).days
            assert 0 < age <= 366, f"{channel.id}: {rule.says}"


def test_a_rule_past_its_date_is_said_to_be_due(library: Library) -> None:
    rules = library.channels["reviews"].facts.rules
    last = max(rule.review_by for rule in rules)
    for day, due in ((last, False), (last + timedelta(days=1), True)):
        page = compose(client(PAIRS[1][0]), library, day)["channels/reviews/index.md"]
        shown = [line for line in page.splitlines() if "The rule</a>" in line]
        assert shown
        assert ("was due for another look" in shown[-1]) is due


def test_nobody_is_greeted_as_the_owner(library: Library) -> None:
    one = client(PAIRS[1][0])
    resources = one.profile.resources.model_copy(update={"people": ()})
    nameless = one.profile.model_copy(update={"resources": resources})
    greeting = str(voice(nameless, library).greetings["start"])
    assert one.profile.business.name in greeting
    assert "the owner" not in greeting


def test_every_situation_has_its_words_in_four_voices(library: Library) -> None:
    assert library.scripts.keys() >= SITUATIONS
    for name, script in library.scripts.items():
        assert len({script.said(voice) for voice in VOICES}) == len(VOICES), name


def test_a_profile_s_words_choose_the_voice(library: Library) -> None:
    chosen_by = library.voices.of
    assert [chosen_by(w) for w in ((), ("plain",), ("plain", "brief"), ("formal", "dry"))] == [
        "warm", "warm", "dry", "formal",
    ]  # fmt: skip


def test_ten_ideas_on_a_channel_s_page_are_of_the_client_s_trade(
    sample: Client, library: Library
) -> None:
    trade = library.trades[sample.profile.business.trade]
    pages = compose(sample, library, TODAY)
    for name in chosen(pages):
        if library.channels[name].facts.ideas:
            page = pages[f"channels/{name}/index.md"]
            found = [idea for idea in trade.all_ideas if f"1. {inert(idea)}" in page]
            assert len(found) >= IDEAS, name


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_clients_of_one_trade_get_other_channels(
    one: str, other: str, library: Library
) -> None:
    assert chosen(texts(one, library)) != chosen(texts(other, library))


@pytest.mark.parametrize("page", TAILORED)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_clients_of_one_trade_share_few_sentences(
    one: str, other: str, page: str, library: Library
) -> None:
    path = "index.md" if page == "index" else f"{page}/index.md"
    here, there = (told(texts(name, library)[path]) for name in (one, other))
    shared = here & there
    assert len(shared) <= MOST_SHARED * min(len(here), len(there)), "\n".join(sorted(shared))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_channel_both_do_differs_in_pace_ideas_or_words(
    one: str, other: str, library: Library
) -> None:
    pages = texts(one, library), texts(other, library)
    for name in chosen(pages[0]) & chosen(pages[1]):
        here, there = (told(p[f"channels/{name}/index.md"]) for p in pages)
        assert min(len(here - there), len(there - here)) >= OWN_SENTENCES, name


def test_the_voice_changes_words_and_no_fact(sample: Client, library: Library) -> None:
    brand = sample.profile.brand.model_copy(update={"voice": ("formal",)})
    formal = sample.model_copy(
        update={"profile": sample.profile.model_copy(update={"brand": brand})}
    )
    before, after = (unspoken(compose(c, library, TODAY)) for c in (sample, formal))
    assert before == after


def unspoken(pages: Mapping[str, str]) -> Mapping[str, str]:
    """Return pages without what is said aloud or sent, without greetings and the voice's name."""
    return {path: SPOKEN.sub("", text) for path, text in pages.items()}


def abroad(name: str, library: Library) -> Library:
    """Return the library as a test client's country spells it."""
    return written_for(library, client(name))


def test_a_british_client_reads_british_words_and_its_own_as_typed(library: Library) -> None:
    one = client("bakery-with-a-team-in-leeds")
    business = one.profile.business.model_copy(update={"name": "Color & Neighbor"})
    named = one.model_copy(
        update={"profile": one.profile.model_copy(update={"business": business})}
    )
    pages = compose(named, library, TODAY)
    assert "Color &#38; Neighbor" in pages["index.md"]
    assert "let colour alone" in pages["accessible/index.md"]
    assert "call 999" in compose(client(PAIRS[0][1]), library, TODAY)["crisis/index.md"]
    assert abroad("plumber-for-landlords", library) is library


def test_an_accountant_has_clients_and_a_finding_keeps_its_customers(library: Library) -> None:
    one, _ = profile(WORKSPACE / "profiles" / "brandt-okafor-cpas.yml")
    pages = compose(one, library, TODAY)
    shown = " ".join(told(pages["people/index.md"]) | told(pages["scoreboard/index.md"]))
    assert "client" in shown
    assert "customer" not in shown
    assert "customers of a German bank" in pages["sources/index.md"]


@pytest.mark.parametrize("name", ["bakery-with-a-team-in-leeds", "accountant"])
def test_other_words_change_no_name_in_a_template(name: str, library: Library) -> None:
    def used(text: str) -> list[str]:
        tree = Environment(autoescape=True).parse(text)
        found = [n.name for n in tree.find_all(nodes.Name)]
        return found + [n.attr for n in tree.find_all(nodes.Getattr)]

    one = client(PAIRS[0][1])
    if name in library.trades:
        business = one.profile.business.model_copy(update={"trade": name})
        one = one.model_copy(
            update={"profile": one.profile.model_copy(update={"business": business})}
        )
    other = written_for(library, one)
    assert other.templates != library.templates
    for page, text in library.templates.items():
        assert used(other.templates[page]) == used(text), page


def test_spelling_anew_changes_no_id_and_no_address(library: Library) -> None:
    british = abroad("bakery-with-a-team-in-leeds", library)

    def kept(channel: Channel) -> object:
        facts = channel.facts
        urls = [rule.url for rule in facts.rules]
        bases = [row.table or row.total for row in facts.reach.consumers.values()]
        return channel.guide.cites, bases, facts.needs, facts.better_with, urls

    assert [*british.trades] == [*library.trades]
    assert [t.contrast for t in british.trades.values()] == [
        t.contrast for t in library.trades.values()
    ]
    for name, channel in library.channels.items():
        assert kept(british.channels[name]) == kept(channel), name
    for name, source in library.sources.items():
        assert british.sources[name].title == source.title
        assert british.sources[name].url == source.url


def test_a_guide_says_what_holds_in_a_case_and_nothing_else() -> None:
    text = "A.\n\n<!-- if private -->\nB.\n<!-- end if -->\n"
    text += "<!-- if not private -->\nC.\n<!-- end if -->\n"
    assert where(text, {"private"}) == "A.\n\nB.\n"
    assert where(text, set()) == "A.\n\nC.\n"


def test_a_trade_that_may_not_name_anyone_gets_the_private_words(library: Library) -> None:
    for trade, open_words in (("accountant", False), ("bakery", True)):
        one = client(PAIRS[0][0]).profile
        found = scripts(one, library, library.trades[trade], "warm")["good-review"].form
        assert (found == library.scripts["good-review"].warm) is open_words, trade


def test_a_made_up_price_is_in_the_client_s_money() -> None:
    coins = {"dollars": "pounds"}
    assert in_currency("It is $7, or ten dollars.", "£", coins) == "It is £7, or ten pounds."


def test_a_rule_of_one_country_is_not_shown_in_another(library: Library) -> None:
    british = texts("bakery-with-a-team-in-leeds", library)
    american = texts("plumber-for-landlords", library)
    assert "Federal Trade Commission" in american["channels/reviews/index.md"]
    assert "Federal Trade Commission" not in british["channels/reviews/index.md"]


def test_a_season_of_one_s_own_stands_in_for_the_trade_s_of_the_same_name(
    library: Library,
) -> None:
    one = client(PAIRS[0][0]).profile
    own = Season.model_validate({"name": "Pie orders", "from": "11-08", "to": "11-25"})
    twin = Season.model_validate({"name": "Holiday orders", "from": "12-01", "to": "12-10"})
    words = Words.of(one, library)
    for mine, kept in ((own, True), (twin, False)):
        moved = one.model_copy(update={"seasons": (mine,)})
        rows = seasons(moved, library.trades["bakery"], library, words)
        assert any(not row.own and row.name == "Holiday orders" for row in rows) is kept


def test_a_step_without_its_minutes_is_refused_where_it_stands() -> None:
    path = WORKSPACE / "playbook" / "channels" / "facebook" / "channel.yml"
    text = path.read_text("utf-8")
    line = text.splitlines().index("park:") + 2
    broken = re.sub(r"(^park:\n.*?) \(\d+ minutes\)", r"\1", text, count=1, flags=re.MULTILINE)
    with pytest.raises(ProblemsError) as refused:
        typed(ChannelFacts, parse(broken.encode(), "channel.yml"))
    (problem,) = refused.value.problems
    assert problem.place.line == line
    assert "does not end in its minutes" in problem.wrong


def test_words_without_one_of_the_voices_are_refused() -> None:
    with pytest.raises(ValidationError, match="playful"):
        Voices.model_validate({"warm": "a", "dry": "b", "formal": "c"})
