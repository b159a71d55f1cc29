"""Where customers are, the method and the results: what is printed comes out by hand."""

import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise

import pytest

from generator.decide import chosen, decide
from generator.decide.crowd import Crowd
from generator.decide.learn import factors
from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import profile as read_profile
from generator.model.library import Library
from generator.model.profile import Asked, Client
from generator.model.results import Decision, Reach
from generator.pages.asked import COUNTS, PEOPLE, survey
from generator.pages.charts import Scores, scores
from generator.pages.compose import filled
from generator.pages.given import Given
from generator.pages.groups import ages
from generator.pages.heat import ESTIMATED, KINDS, MOST_COLUMNS, Heat, heat, kind_of
from generator.pages.playbook import playbook
from generator.pages.sums import Sums
from generator.pages.view import Playbook
from generator.pages.words import Words
from generator.plan import plan
from tests.conftest import SAMPLES, TODAY, WORKSPACE

WITH_RESULTS, TOO_EARLY = "harbor-lane-bakery", "prairie-line-plumbing"
WITHOUT_RESULTS, ABROAD = "hazel-yard-gym", "maya-osei-weddings"
FINE, THOUSANDTH, TENTH, CENT = (Decimal(step) for step in ("0.0001", "0.001", "0.1", "0.01"))
NUMBER = r"[+-]?\d+(?:\.\d+)?"
each = pytest.mark.parametrize("name", SAMPLES)


@dataclass(frozen=True)
class Made:
    """One sample with its decision, what its pages may show, and the pages."""

    given: Given
    shown: Playbook
    pages: dict[str, str]

    @property
    def decision(self) -> Decision:
        """Return the decision."""
        return self.given.decision

    def page(self, name: str) -> str:
        """Return a page as a reader's characters."""
        return html.unescape(self.pages[f"{name}/index.md"])


@lru_cache(maxsize=1)
def content() -> Library:
    """Return the library, read once."""
    return read_library(roots(WORKSPACE))


@lru_cache
def client(name: str) -> Client:
    """Return a sample."""
    return read_profile(WORKSPACE / "profiles" / f"{name}.yml")[0]


@lru_cache
def made(name: str) -> Made:
    """Return a sample worked out and filled in, once."""
    one, library = client(name), content()
    decision = decide(one.profile, library, TODAY)
    given = Given(one, library, decision, plan(one.profile, library, decision), TODAY)
    shown = playbook(given)
    return Made(given, shown, filled(one, library, decision, shown))


def cut(text: str, start: str, end: str) -> Iterator[str]:
    """Yield each part of a text between two marks."""
    for part in text.split(start)[1:]:
        yield part.partition(end)[0]


def bare(text: str) -> str:
    """Return text without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """Return a number to a step, halves away from zero."""
    return value.quantize(step, ROUND_HALF_UP)


def numbers(text: str) -> list[Decimal]:
    """Return the numbers of a text."""
    return [Decimal(one) for one in re.findall(NUMBER, text)]


def worth_of(text: str) -> Decimal:
    """Return what a printed sum of products comes to: (a × b + c × d) / e."""
    whole = text.replace(",", "")
    body, _, below = whole.partition(" / ")
    total = Decimal(0)
    for product in body.strip("() ").split(" + "):
        left, _, right = product.partition(" × ")
        total += Decimal(left) * Decimal(right or 1)
    return total / (Decimal(below.strip("() ")) if below else 1)


# --- Products ------------------------------------------------------------------------------------


def products(name: str) -> list[tuple[Decimal, ...]]:
    """Return the rows of the product tables: p, m, g, k, e and v."""
    rows = cut(made(name).page("method"), '<tr class="v">', "</tr>")
    return [tuple(numbers(bare(row))) for row in rows]


@each
def test_every_printed_product_comes_out_by_hand(name: str) -> None:
    one = made(name)
    rows = products(name)
    assert len(rows) == len(one.decision.audiences) * (len(one.decision.having("now")) + 1)
    wrong = [
        row for row in rows if rounded(math.prod(row[:5], start=Decimal(1)), THOUSANDTH) != row[5]
    ]
    assert wrong == []


@each
def test_every_printed_product_is_what_the_decision_used(name: str) -> None:
    one = made(name)
    sums = Sums(one.given, Words.of(one.given.client.profile, content()))
    crowd = Crowd(one.decision.audiences, content(), factors(one.decision.learnt))
    printed = iter(products(name))
    for audience in one.decision.audiences:
        own = crowd.by_group(_only(audience.index, len(one.decision.audiences)))
        for choice in sums.shown:
            option = sums.option(choice)
            met = own * crowd.weights * option.effect * crowd.present(choice.channel)
            assert float(next(printed)[5]) == pytest.approx(met.sum() / audience.weight, abs=0.004)


def _only(index: int, count: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - numpy's own
    import numpy as np

    return np.eye(count)[index]


@each
def test_g_is_the_goals_weights_times_the_jobs_values(name: str) -> None:
    found = re.findall(r": (\(.*?\) / [\d.]+) = <b>([\d.]+)</b>", made(name).page("method"))
    parts = [pair for pair in found if "+" in pair[0] or "×" in pair[0]]
    assert len(parts) >= len(made(name).decision.having("now")) + 1
    for written, printed in parts:
        assert rounded(worth_of(written), THOUSANDTH) == Decimal(printed)


@each
def test_what_a_channel_meets_alone_is_the_sum_of_its_groups(name: str) -> None:
    one = made(name)
    (part,) = cut(one.page("method"), '<ul class="hand alone">', "</ul>")
    found = re.findall(r"</a>: (.*?) = <b>([\d.]+)</b> in 100", part)
    sums = Sums(one.given, Words.of(one.given.client.profile, content()))
    assert len(found) == len(sums.shown)
    columns = [row[5] for row in products(name)]
    for number, (choice, (written, printed)) in enumerate(zip(sums.shown, found, strict=True)):
        assert rounded(worth_of(written) * 100, TENTH) == Decimal(printed)
        assert list(numbers(written)[1::2]) == columns[number :: len(sums.shown)]
        real = sums.field.coverage([sums.option(choice)]) * 100
        assert float(printed) == pytest.approx(real, abs=0.25)


@each
def test_the_options_behind_the_products_are_those_of_the_decision(name: str) -> None:
    one = made(name)
    sums = Sums(one.given, Words.of(one.given.client.profile, content()))
    options = [sums.option(choice) for choice in one.decision.having("now")]
    assert sums.field.coverage(options) == pytest.approx(one.decision.reach.mid, abs=1e-9)
    hours = one.decision.hours
    assert sum(o.cost for o in options) / 60 == pytest.approx(hours.planned - hours.human)


@each
def test_customers_met_less_the_prices_comes_out_by_hand(name: str) -> None:
    one = made(name)
    page = one.page("method")
    (table,) = cut(page, '<table class="cards hand adds-up">', "</table>")
    rows = [numbers(bare(row)) for row in cut(table, '<td data-label="Adds">', "</tr>")]
    (text,) = cut(page, '<p class="hand net">', "</p>")
    met, hours, hour, spent, places, place, kept, net = numbers(bare(text).replace("less ", ""))
    for adds, own, again, per_hour, per_place, price in rows:
        assert own == again
        assert rounded(own * per_hour + per_place, CENT) == price
        assert adds > 0
    inside = rows[:-1]
    assert len(inside) == places == len(one.decision.having("now"))
    assert sum(row[0] for row in inside) == met
    assert sum(row[1] for row in inside) == hours
    assert (hours * hour, places * place, met - spent - kept) == (spent, kept, net)
    assert float(met) == pytest.approx(one.decision.reach.mid * 100, abs=0.051)


# --- One share and one pair by hand ---------------------------------------------------------------


def test_most_samples_have_a_share_worked_out_by_hand() -> None:
    assert sum(made(name).shown.method.worked is not None for name in SAMPLES) >= len(SAMPLES) - 1


@each
def test_a_share_worked_out_by_hand_is_the_engines(name: str) -> None:
    found = made(name).shown.method.worked
    if found is None:
        assert all(audience.kind == "businesses" for audience in made(name).decision.audiences)
        return
    for n, total in enumerate(found.sums):
        assert sum(Decimal(step.adds[n]) for step in found.steps) == Decimal(total)
        share = 1 / (1 + math.exp(-float(total)))
        assert float(found.shares[n]) == pytest.approx(share, abs=0.00006)
    women = Decimal(found.women or 1)
    mixed = women * Decimal(found.shares[0]) + (1 - women) * Decimal(found.shares[-1])
    assert Decimal(found.mixed) == rounded(mixed, FINE)
    if found.step:
        moved = 1 / (1 + math.exp(-float(Decimal(found.start) + Decimal(found.step))))
        assert float(found.share) == pytest.approx(moved, abs=0.00006)
    bands = {band.band: band for band in found.bands}
    assert bands[found.band].share == found.share
    mean = sum((Decimal(b.part) * Decimal(b.share) for b in found.bands), Decimal(0))
    assert Decimal(found.mean) == rounded(mean, FINE)
    assert rounded(Decimal(found.mean), THOUSANDTH) == Decimal(found.p)
    audience = next(
        a for a in made(name).decision.audiences if a.name == html.unescape(found.group)
    )
    reach = audience.reaches[found.page.removeprefix("channels/").removesuffix(".md")]
    assert Decimal(found.p) == rounded(Decimal(str(reach.share.mid)), THOUSANDTH)
    (hidden,) = cut(made(name).page("method"), "<summary>This figure by hand", "</details>")
    assert all(step.adds[0] in hidden for step in found.steps)


@each
def test_the_error_of_the_example_is_that_of_its_traits(name: str) -> None:
    found = made(name).shown.method.worked
    if found is None or found.step or found.traits < len(("one", "two")):
        return
    key = {2: "error_two_traits", 3: "error_three_traits"}.get(found.traits, "error_more_traits")
    assert found.miss == f"{content().constant(key) * 100:.1f}"
    assert f"missed by {found.miss} points" in made(name).page("method")


@each
def test_the_method_begins_with_five_plain_lines(name: str) -> None:
    start = made(name).page("method").partition("## 1. ")[0]
    said = ("They use it", "They look there", "It fits your aim", "You can do it", "You do it")
    places = [start.index(f"**{line}") for line in said]
    assert places == sorted(places)
    first = made(name).shown.method.groups[0].lines[0]
    assert f"× {first.e} = <b>{first.v}</b>" in start


@each
def test_one_true_limit_keeps_a_paying_channel_out(name: str) -> None:
    one = made(name)
    sums = Sums(one.given, Words.of(one.given.client.profile, content()))
    option, hours = sums.option(sums.shown[-1]), one.decision.hours
    spare = one.decision.money_available - one.decision.money_planned
    text = str(one.shown.method.limit)
    assert ("money" in text) == (option.money > spare) or "cannot be done" in text
    if "hours that are left" in text:
        assert option.cost / 60 > hours.available - hours.planned


def test_borrowed_ages_are_worked_out_where_there_are_no_others() -> None:
    found = made(ABROAD).shown.method.worked
    assert found is not None
    assert found.step
    assert "come from the United States" in made(ABROAD).page("method")


def test_own_answers_are_weighed_as_printed() -> None:
    found = made(WITH_RESULTS).shown.method.weighed
    assert found is not None
    worth, national = Decimal(found.worth), Decimal(found.national)
    share = (worth * national + found.users) / (worth + found.people)
    assert rounded(share, THOUSANDTH) == Decimal(found.share)
    assert f"= <b>{found.share}</b>" in made(WITH_RESULTS).page("method")


@each
def test_the_pair_comes_out_by_the_closed_form(name: str) -> None:
    (part,) = cut(made(name).page("method"), '<ul class="hand pair">', "</ul>")
    lines = [bare(line) for line in cut(part, "<li>", "</li>")]
    p1, p2, t1, t2, s = map(float, re.findall(r"\d+(?:\.\d+)?", lines[0]))
    q1, q2 = 1 - p1, 1 - p2
    common = q1 ** (-s * t1) + q2 ** (-s * t2) - 1
    union = 1 - q1 ** (1 - t1) * q2 ** (1 - t2) * common ** (-1 / s)
    either = float(re.findall(r"= (\d\.\d+) use one", lines[1])[0])
    assert either == pytest.approx(union, abs=0.0006)
    alone = float(re.findall(r"would say (\d\.\d+)", lines[1])[0])
    assert alone == pytest.approx(1 - q1 * q2, abs=0.0006)
    both = float(re.findall(r"= (\d\.\d+)", lines[2])[0])
    assert both == pytest.approx(p1 + p2 - either, abs=1e-9)
    a, b = map(float, re.findall(r": (\d\.\d+) and (\d\.\d+)", lines[3])[0])
    met, multiplied = map(float, re.findall(r"(?:= |say )(\d\.\d+)", lines[4]))
    assert met == pytest.approx(a * p1 + b * p2 - a * b * both, abs=0.0006)
    assert multiplied == pytest.approx(1 - (1 - a * p1) * (1 - b * p2), abs=0.0006)
    assert met <= multiplied


@each
def test_overlap_is_compared_like_for_like(name: str) -> None:
    page, note = made(name).page("method"), content().finding("pew-npors-2025-overlap").note or ""
    quoted = re.findall(r"errs by \[(\d\.\d) to (\d\.\d) points\]", page)
    assert quoted
    assert f"by age band, against {quoted[0][0]} to {quoted[0][1]} points" in note


@each
def test_the_tries_and_what_turns_each_verdict_are_printed(name: str) -> None:
    one = made(name)
    (part,) = cut(one.page("method"), '<ul class="tries">', "</ul>")
    lines = [bare(line) for line in cut(part, "<li>", "</li>")]
    kept = [c for c in one.decision.choices if c.verdict == "now"]
    for choice, line in zip(kept, lines[:-1], strict=True):
        held = round(choice.holds_in * one.decision.draws)
        assert f"stays in {held} of {one.decision.draws} times." in line
        assert line.count(".") >= 1 + len(choice.flips)


# --- The map -------------------------------------------------------------------------------------


def cells(one: Made) -> Iterator[tuple[str, str, str, Reach]]:
    """Yield the kind, channel, column and reach of every figure there is."""
    for column in one.shown.heat.columns:
        for channel, reach in column.audience.reaches.items():
            yield kind_of(channel, reach, content()), channel, column.letter, reach


@each
def test_every_figure_stands_once_on_the_map_among_its_own_kind(name: str) -> None:
    one = made(name)
    drawn = {
        (block.kind, row.channel, column.letter): cell
        for block in one.shown.heat.blocks
        for row in block.rows
        for column, cell in zip(one.shown.heat.columns, row.cells, strict=True)
        if cell
    }
    wanted = {(k, c, letter): r for k, c, letter, r in cells(one) if k != "refused"}
    assert drawn.keys() == wanted.keys()
    for key, cell in drawn.items():
        share = wanted[key].share
        assert (cell.mid, cell.level) == (round(share.mid * 100), min(4, int(share.mid * 5)))
        assert cell.estimated == (wanted[key].basis in ESTIMATED)


def test_use_what_people_say_lists_and_judgements_are_kept_apart() -> None:
    wanted = {
        "use": {"youtube", "facebook", "tiktok"},
        "say": {"reviews", "referrals", "website-and-search", "google-business-profile"},
        "list": {"email", "sms", "whatsapp"},
        "judged": {"events", "direct-mail", "phone-and-visits"},
    }
    blocks = {b.kind: b for b in made(WITH_RESULTS).shown.heat.blocks}
    found = {kind: {row.channel for row in blocks[kind].rows} for kind in wanted}
    assert all(wanted[kind] <= found[kind] for kind in wanted), found
    assert sum(map(len, found.values())) == len(frozenset().union(*found.values()))


@each
def test_channels_are_ranked_inside_a_kind_only(name: str) -> None:
    blocks = made(name).shown.heat.blocks
    assert [block.kind for block in blocks] == [k for k in KINDS if k in {b.kind for b in blocks}]
    for block in blocks:
        means = [round(row.mean, 6) for row in block.rows]
        assert means == sorted(means, reverse=True)


@each
def test_every_field_holds_its_number_and_its_range(name: str) -> None:
    one = made(name)
    tables = list(cut(one.page("customers"), '<table class="heat">', "</table>"))
    assert tables
    for table in tables:
        heads = table.partition("</tr>")[0].count("<th ")
        assert heads <= MOST_COLUMNS + 1
        for field in cut(table, "<td class=", "</td>"):
            if '"none"' not in field:
                assert re.search(
                    r"<b class=\"num\">.*?\d+.*?</b><small>\d+(?: to \d+)?</small>", field
                )


@each
def test_estimates_are_marked_and_use_is_called_the_most_there_can_be(name: str) -> None:
    page, drawn = made(name).page("customers"), made(name).shown.heat
    marks = sum(
        cell.estimated for b in drawn.blocks for row in b.rows for cell in row.cells if cell
    )
    assert page.count('<span class="unseen">about </span>') == marks
    assert "the most you could meet" in page or "real figures are lower" in page
    assert "upper bound" not in page


def test_a_list_that_is_not_there_is_said_to_be_none() -> None:
    page = made(WITH_RESULTS).page("customers")
    texts = page.partition("Text messages</a>")[2].partition("</tr>")[0]
    assert texts.count("no list yet") == len(made(WITH_RESULTS).shown.heat.columns)
    emails = page.partition("Email</a>")[2].partition("</tr>")[0]
    assert "no list yet" not in emails


def test_why_a_channel_stands_in_two_lists_is_said_once() -> None:
    for name in SAMPLES:
        split = made(name).shown.heat.split
        assert made(name).page("customers").count("stand in two lists") == (1 if split else 0)
    assert made(TOO_EARLY).shown.heat.split


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"18-29": 10, "30-49": 40, "50-64": 30, "65+": 20}, "mostly 30 to 64"),
        ({"30-49": 65, "50-64": 20, "18-29": 15}, "mostly 30 to 49"),
        ({"50-64": 5, "65+": 95}, "mostly 65 and over"),
        ({"18-29": 25, "30-49": 25, "50-64": 25, "65+": 25}, "mostly 18 to 64"),
        ("35-64", "35 to 64 years old"),
        ("55+", "55 years and over"),
    ],
)
def test_ages_are_told_in_a_few_words(given: object, said: str) -> None:
    profile = client(WITH_RESULTS).profile
    segment = profile.customers[0].model_copy(update={"ages": given})
    assert ages(segment, Words.of(profile, content())) == said


@each
def test_only_assumptions_that_move_a_number_are_shown(name: str) -> None:
    assert not {row.key for row in made(name).shown.assumed} & {"assumed_currency", "assumed_start"}
    assert "currency" not in made(name).page("customers")


@each
def test_what_has_no_sound_figure_is_named_with_what_to_do(name: str) -> None:
    one = made(name)
    missing = {c for k, c, _, _ in cells(one) if k == "refused"}
    assert {row.page for row in one.shown.heat.refused} == {f"channels/{c}.md" for c in missing}
    if missing:
        part = one.page("customers").partition("## We found no sound figure")[2]
        assert "ask your own customers" in part.partition("\n## ")[0]


def test_groups_that_no_figure_tells_apart_share_a_column() -> None:
    drawn = made("kettle-ridge-machine").shown.heat
    assert [len(column.names) for column in drawn.columns] == [3]
    assert sum(column.share for column in drawn.columns) == 100


def test_many_groups_are_cut_into_parts_that_fit_a_phone() -> None:
    one = made(WITH_RESULTS)
    first = one.decision.audiences[0]
    own = first.reaches["facebook"]
    many = []
    for number in range(9):
        share = replace(own, share=own.share.times(0.9 - number / 100))
        reaches = {**first.reaches, "facebook": share}
        many.append(replace(first, index=number, weight=1 / 9, reaches=reaches))
    found: Heat = heat(
        replace(one.decision, audiences=tuple(many)),
        content(),
        Words.of(one.given.client.profile, content()),
    )
    assert [len(part) for part in found.parts] == [3, 3, 3]
    assert [n for part in found.parts for n in part] == list(range(9))


# --- Judgements ----------------------------------------------------------------------------------


@each
def test_only_the_judgements_this_client_rests_on_are_printed(name: str) -> None:
    one = made(name)
    profile = one.given.client.profile
    printed = {str(row.id): row.because for row in one.shown.judgements}
    kinds = {audience.kind for audience in one.decision.audiences}
    for channel in content().channels.values():
        rule = channel.facts.reach
        text = printed.get(f"judged-{channel.id}-reach", "")
        used = {
            (rows.get(profile.business.place.country) or rows.get("any"))
            for kind, rows in (("consumers", rule.consumers), ("businesses", rule.businesses))
            if kind in kinds
        }
        reasons = {row.because for row in used if row and row.because}
        others = {
            row.because
            for row in (*rule.consumers.values(), *rule.businesses.values())
            if row.because and row.because not in reasons
        }
        assert all(reason in text for reason in reasons), channel.id
        assert not any(reason in text for reason in others), channel.id


def test_every_constant_has_a_word_of_its_own() -> None:
    words = content().rules.words["constants"]
    assert content().rules.constants.keys() <= words.keys()


# --- Results -------------------------------------------------------------------------------------


def test_results_of_several_channels_and_months_show_before_and_after() -> None:
    page, found = made(WITH_RESULTS).page("scoreboard"), made(WITH_RESULTS).shown.scores
    assert len(found.compared) >= 3
    assert any(row.after_width for row in found.compared)
    assert max(len(row.columns) for row in found.rows) >= 6
    for row in found.compared:
        assert f"{row.before} by our sums" in page
        assert (f"{row.after} counted in" in page) == bool(row.after_width)
    assert {"up", "untraced", "early"} <= {row.status for row in found.rows}


def test_what_leaves_no_trace_is_compared_with_nothing() -> None:
    one = made(WITH_RESULTS)
    (row,) = [row for row in one.shown.scores.rows if row.status == "untraced"]
    assert row.page == "channels/facebook.md"
    assert row not in one.shown.scores.compared
    (part,) = cut(one.page("scoreboard"), ">Facebook</a></h3>", "<svg")
    assert "leaves no trace" in part
    assert "Shared out" not in part


@pytest.mark.parametrize("name", [WITH_RESULTS, TOO_EARLY])
def test_a_channel_with_results_has_one_judging_day(name: str) -> None:
    page = made(name).page("scoreboard")
    (table,) = cut(page, "## Before these days", "</table>")
    inside = {choice.channel for choice in made(name).decision.having("now")}
    rows = [r for r in made(name).shown.scores.rows if r.page[len("channels/") : -3] in inside]
    assert rows
    for row in rows:
        title = row.name[:1].upper() + row.name[1:]
        (own,) = cut(table, f">{title}</a></th>", "</tr>")
        assert own.endswith(f"{row.judge_on}</td>")
        assert ("its day has come" in own) == row.due
        assert "counted from week" not in own


@pytest.mark.parametrize("name", [WITH_RESULTS, TOO_EARLY])
def test_what_can_be_judged_from_the_first_day_waits_for_no_date(name: str) -> None:
    page, one = made(name).page("expect"), made(name)
    ready = [row for row in one.shown.scores.rows if row.day is not None and row.day <= 0]
    inside = [row for row in ready if row.page in {channel.page for channel in one.shown.now}]
    (table,) = cut(page, "## Nobody looks before", "</table>")
    first = page.partition("## On day 1")[2].partition("\n## ")[0]
    assert inside
    for row in inside:
        assert row.name in first
        assert row.name not in table


def test_the_channel_that_brought_most_says_when_its_count_is_in() -> None:
    first = made(TOO_EARLY).shown.scores.rows[0]
    page = made(TOO_EARLY).page("scoreboard")
    assert f"It brought {first.customers} of your {made(TOO_EARLY).shown.scores.customers}" in page
    assert "Your count is not in yet" in page


def test_bars_are_as_long_as_their_rates() -> None:
    taught = {one.channel: one for one in made(WITH_RESULTS).decision.learnt}
    rows = made(WITH_RESULTS).shown.scores.compared
    one = taught[rows[0].page.removeprefix("channels/").removesuffix(".md")]
    scale = rows[0].before_width / one.before
    for row in rows:
        learnt = taught[row.page.removeprefix("channels/").removesuffix(".md")]
        assert row.before_width == pytest.approx(learnt.before * scale, abs=0.2)
        moved = 0 if learnt.early else learnt.after * scale
        assert row.after_width == pytest.approx(moved, abs=0.2)
    assert not all(row.after_width for row in rows)


def test_no_bar_is_drawn_while_every_count_must_wait() -> None:
    assert made(TOO_EARLY).shown.scores.rows
    assert made(TOO_EARLY).shown.scores.compared == ()


def test_what_is_too_early_says_until_when_and_changes_nothing() -> None:
    page, found = made(TOO_EARLY).page("scoreboard"), made(TOO_EARLY).shown.scores
    assert {row.status for row in found.rows} == {"early"}
    for one in made(TOO_EARLY).decision.learnt:
        assert one.judge_on > TODAY
        assert (
            f"Too early to say until {one.judge_on:%B} {one.judge_on.day}, {one.judge_on.year}"
            in page
        )
    assert "Your results are too young to change the plan" in page


def test_without_results_the_page_says_what_to_write_down() -> None:
    page = made(WITHOUT_RESULTS).page("scoreboard")
    assert "the hours it took, how many asked" in page
    assert "<svg" not in page


def told(one: Made, **changes: object) -> Scores:
    """Return the scores of a sample whose first lesson is another one."""
    first, *rest = one.decision.learnt
    learnt = (replace(first, **changes), *rest)  # type: ignore[arg-type]
    given = replace(one.given, decision=replace(one.decision, learnt=learnt))
    return scores(given, Words.of(one.given.client.profile, content()))


def test_every_outcome_of_results_has_a_status_of_its_own() -> None:
    one = made(WITH_RESULTS)
    past, coming = date(2026, 10, 1), date(2027, 1, 1)
    cases: dict[str, dict[str, object]] = {
        "question": {"question": True},
        "untraced": {"traced": False},
        "early": {"early": True, "judge_on": coming, "before": 1.0},
        "few": {"early": True, "judge_on": past, "before": 1.0},
        "alone": {"early": True, "judge_on": past, "before": 0.0},
        "up": {"factor": 1.5, "early": False},
        "down": {"factor": 0.5, "early": False},
        "same": {"factor": 1.0, "early": False, "before": 1.0, "after": 1.0},
    }
    for status, changes in cases.items():
        rows = {row.page: row.status for row in told(one, **{"traced": True, **changes}).rows}
        assert rows[f"channels/{one.decision.learnt[0].channel}.md"] == status


def test_what_the_results_changed_is_told_from_the_plan_without_them() -> None:
    one = made(WITH_RESULTS)
    profile = one.given.client.profile
    bare_set = set(chosen(profile.model_copy(update={"results": ()}), content(), TODAY))
    now = {choice.channel for choice in one.decision.having("now")}
    found = one.shown.scores
    assert bool(found.entered) == bool(now - bare_set)
    assert bool(found.left) == bool(bare_set - now)


# --- Asking --------------------------------------------------------------------------------------


def test_the_weight_of_sixty_answers_comes_from_the_constant() -> None:
    one = made(WITH_RESULTS)
    worth = content().constant("prior_people")
    assert f"{PEOPLE} answers count {PEOPLE / worth:g} times as much" in one.page("ask")
    rules = content().rules
    half = rules.constants["prior_people"].model_copy(update={"value": worth / 2})
    constants = {**rules.constants, "prior_people": half}
    changed = content().model_copy(
        update={"rules": rules.model_copy(update={"constants": constants})}
    )
    assert survey(replace(one.given, library=changed)).times == f"{2 * PEOPLE / worth:g}"


@pytest.mark.parametrize("name", ["kettle-ridge-machine", "cannon-mill-museum"])
def test_what_answers_change_is_what_the_decision_would_do(name: str) -> None:
    one = made(name)
    profile, found = one.given.client.profile, one.shown.survey
    assert {row.turn for row in found.tries} >= {"stays", "out"}
    wanted = {"stays": [True] * 4, "out": [False] * 4, "turns": [False, False, True, True]}
    for row in found.tries:
        least = row.least or COUNTS[-1]
        inside = []
        for count in (COUNTS[0], row.fewer, least, COUNTS[-1]):
            asked = Asked(people=PEOPLE, use={row.channel: count})
            segments = list(profile.customers)
            segments[found.index] = segments[found.index].model_copy(update={"asked": asked})
            changed = profile.model_copy(update={"customers": tuple(segments)})
            inside.append(row.channel in chosen(changed, content(), TODAY))
        assert inside == wanted[row.turn], row.channel


@each
def test_the_sheet_leads_with_question_one_where_no_other_answer_moves_a_channel(name: str) -> None:
    found, page = made(name).shown.survey.tries, made(name).page("ask")
    moves = any(row.turn == "turns" for row in found)
    lead = page.partition('<p class="lead">')[2].partition("</p>")[0]
    assert ("Question 1 counts most" in lead) == (bool(found) and not moves)
    assert "write down no names" not in page


@each
def test_one_group_is_asked_next_the_one_with_the_fewest_answers(name: str) -> None:
    customers = client(name).profile.customers
    asked = [segment.asked.people if segment.asked else 0 for segment in customers]
    found = made(name).shown.survey
    assert asked[found.index] == min(asked)
    for row in found.tries:
        assert row.turn in {"stays", "out", "turns"}
        if row.turn == "turns":
            assert all(low < high for low, high in pairwise((row.fewer, row.least)))
