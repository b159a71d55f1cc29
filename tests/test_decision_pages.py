"""What the decision's pages say is what was decided: how sure, what turns it, other hours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pytest

from generator.decide import chosen, decide
from generator.model.library import Library
from generator.model.profile import Client
from generator.model.results import Chosen, Decision, Hours, Learnt, Plan, Range, Reason
from generator.model.words import WEEKDAYS
from generator.pages.compose import filled, pages
from generator.pages.contrast import contrast
from generator.pages.given import Given
from generator.pages.hours import hours_view
from generator.pages.playbook import playbook
from generator.pages.prose import for_trade
from generator.pages.stop import following
from generator.pages.sure import FIXED, level, sure, tries
from generator.pages.words import Words
from generator.plan import plan
from tests.conftest import TODAY

KEPT: dict[str, "Made"] = {}
CHOICE = Chosen(
    channel="facebook", verdict="now", rank=1, tier="light", minutes_per_week=30, setup_minutes=0,
    money_per_month=0, reach=None, adds=None, reasons=(Reason("cadence", {}),), trigger=None,  # type: ignore[arg-type]
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One sample, decided and written."""

    given: Given
    words: Words
    texts: Mapping[str, str]

    @property
    def decision(self) -> Decision:
        """Return its decision."""
        return self.given.decision

    def text(self, page: str) -> str:
        """Return a page as a reader sees its words, without tags."""
        plain = re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), self.texts[f"{page}/index.md"])
        return " ".join(re.sub(r"<[^>]+>", " ", plain).replace("&middot;", "·").split())


@pytest.fixture
def made(sample: Client, library: Library) -> Made:
    """Return each sample, made once."""
    if sample.id not in KEPT:
        decision = decide(sample.profile, library, TODAY)
        KEPT[sample.id] = written(sample, library, decision)
    return KEPT[sample.id]


def written(client: Client, library: Library, decision: Decision, today: date = TODAY) -> Made:
    """Return a client's pages for a decision."""
    week: Plan = plan(client.profile, library, decision)
    given = Given(client, library, decision, week, today)
    texts = pages(given)
    return Made(given, Words.of(client.profile, library), texts)


def spaced(text: object) -> str:
    """Return composed text as a reader sees it."""
    return re.sub(r"&#(\d+);", lambda m: chr(int(m[1])), str(text))


@pytest.mark.parametrize(
    ("held", "found"),
    [(1.0, "firm"), (0.9, "firm"), (0.895, "likely"), (0.7, "likely"), (0.695, "close")],
)
def test_how_sure_follows_the_library_and_never_rounds_up(
    library: Library, held: float, found: str
) -> None:
    assert level(replace(CHOICE, holds_in=held), library) == found


def test_a_share_of_tries_is_never_told_higher_than_it_was() -> None:
    assert [tries(n / 200) for n in (200, 199, 180, 179, 58)] == [100, 99, 90, 89, 29]


@pytest.mark.parametrize("key", ["always", "never", "needs", "not_in_country", "no_figure"])
def test_what_no_figure_can_change_is_not_called_firm(library: Library, key: str) -> None:
    assert level(replace(CHOICE, reasons=(Reason(key, {}),)), library) == "set"


def test_a_close_call_without_a_turn_says_its_tries(made: Made) -> None:
    found = sure(replace(CHOICE, holds_in=0.5), (), made.words)
    assert found.text == "A close call: about as many of our sums say the other."


def test_every_choice_above_the_line_says_how_sure_it_is(made: Made) -> None:
    shown = playbook(made.given)
    text = made.text("decide")
    for view in shown.now:
        assert f"a week. {spaced(view.sure.text)}" in text
        assert view.sure.level != "firm" or view.sure.text == "Firm."
    assert "of 100 tries." not in text.partition("Stop here")[0]


def test_what_is_not_firm_says_in_the_same_breath_what_turns_it(made: Made) -> None:
    doubtful = [c for c in playbook(made.given).channels if c.sure.level in ("likely", "close")]
    for view in (view for view in doubtful if view.choice.flips):
        turn = spaced(made.words.safe_sentence(view.choice.flips[0].reason))
        assert spaced(view.sure.text).endswith(turn[:1].lower() + turn[1:])
        told = view.trigger.text if view.trigger else view.sure.text
        assert spaced(told) in made.text("decide")


def test_every_flip_stands_on_the_channels_page(made: Made) -> None:
    for choice in made.decision.choices:
        text = made.text(f"channels/{choice.channel}")
        told = choice.trigger.values if choice.trigger else {}
        for flip in choice.flips:
            if any(told.get(k) == v for k, v in flip.reason.values.items() if k in ("total", "id")):
                continue
            assert spaced(made.words.safe_sentence(flip.reason)) in text


def test_a_channel_that_nothing_brings_in_says_so(made: Made) -> None:
    left = [c for c in made.decision.having("skip") if not c.flips]
    hopeless = {"never", "not_in_country", "no_figure"}
    plain = [c for c in left if c.reasons[0].key not in hopeless]
    assert plain
    for choice in plain:
        assert "No single change we tried brings it in" in made.text(f"channels/{choice.channel}")


def test_a_channel_that_something_brings_in_never_says_that_nothing_does(made: Made) -> None:
    for choice in made.decision.choices:
        if choice.flips:
            assert "No single change" not in made.text(f"channels/{choice.channel}")


def test_a_question_of_the_results_stands_on_the_page(made: Made) -> None:
    first, *rest = made.decision.choices
    asked = Learnt(first.channel, 6, 20.0, 1, 0, 8.0, 0.4, 0.1, 0.25, False, TODAY, question=True)  # noqa: FBT003
    doubted = replace(made.decision, choices=(replace(first, learnt=asked), *rest))
    shown = playbook(replace(made.given, decision=doubted))
    texts = filled(made.given.client, made.given.library, doubted, shown)
    pair = (made.texts, texts)
    said = [
        "is this still worth its hours?" in t[f"channels/{first.channel}/index.md"] for t in pair
    ]
    assert said == [bool(first.learnt and first.learnt.question), True]


def test_each_number_of_hours_has_one_answer_and_it_is_the_computed_one(made: Made) -> None:
    view = hours_view(made.decision, made.words)
    for place, row in enumerate(made.decision.what_if, 1):
        (step,) = (s for s in view.steps if s.first <= place <= s.last)
        assert step.possible == (row.picks is not None)
        shown = {(pick.page, pick.minutes) for pick in step.picks}
        picks = row.picks or ()
        assert shown == {
            (f"channels/{pick.channel}.md", made.words.minutes(pick.minutes)) for pick in picks
        }


def test_answers_side_by_side_differ(made: Made) -> None:
    steps = hours_view(made.decision, made.words).steps
    answers = [(s.possible, sorted((p.name, p.minutes) for p in s.picks)) for s in steps]
    assert all(one != other for one, other in pairwise(answers))


def test_what_joins_and_leaves_adds_up_to_the_clients_own_plan(made: Made) -> None:
    view = hours_view(made.decision, made.words)
    own = {c.channel for c in made.decision.having("now")}
    names = {c: made.words.library.channels[c].facts.name for c in made.words.library.channels}
    mine = {names[c] for c in own}
    for step in (step for step in view.steps if step.possible):
        joins = {pick.name for pick in step.picks if pick.kind == "new"}
        assert {pick.name for pick in step.picks} == (mine | joins) - set(step.gone)
        assert not joins & mine


def test_the_own_hours_show_the_own_plan(made: Made) -> None:
    view = hours_view(made.decision, made.words)
    (own,) = (step for step in view.steps if step.own)
    assert own.first <= view.own <= own.last
    assert {pick.kind for pick in own.picks} <= {"same"}
    assert own.gone == ()
    assert own.met == made.words.share(made.decision.reach.mid)


def test_where_more_hours_stop_helping_is_the_first_of_the_last_equal_answers(made: Made) -> None:
    view, rows = hours_view(made.decision, made.words), made.decision.what_if
    same = [frozenset(r.picks or ()) == frozenset(rows[-1].picks or ()) for r in rows]
    first = len(same) - same[::-1].index(False) if False in same else 0
    flat = len(rows) - first > 1
    assert view.enough == (made.words.hours(rows[first].hours) if flat else "")
    assert (f"From {view.enough} " in made.text("decide")) == (
        flat and not (view.has_enough and view.places[view.own - 1] == view.enough)
    )


def test_hours_that_always_change_something_promise_no_end(made: Made) -> None:
    rows = made.decision.what_if
    still = replace(made.decision, what_if=(*rows[:-1], replace(rows[-1], picks=())))
    view = hours_view(still, made.words)
    assert (view.enough, view.has_enough) == ("", False)


def test_the_page_holds_every_answer_without_a_script(made: Made) -> None:
    source, view = made.texts["decide/index.md"], hours_view(made.decision, made.words)
    found = re.findall(r'class="card answer" data-first="(\d+)" data-last="(\d+)">', source)
    assert [(int(a), int(b)) for a, b in found] == [(s.first, s.last) for s in view.steps]
    assert source.count("<output") == 1
    assert re.search(r'<div class="dial[^"]*" hidden>', source)
    assert f'data-places="{",".join(view.places)}"' in spaced(source)


def test_the_line_names_the_next_channel_and_what_is_short(made: Made) -> None:
    found, decision, library = playbook(made.given).following, made.decision, made.given.library
    hour, place = (library.constant(f"price_of_{what}") for what in ("hour", "place"))
    weeks = library.constant("setup_weeks")
    hours = {
        c.channel: (c.minutes_per_week + c.setup_minutes / weeks) / 60 for c in decision.choices
    }
    out = [c for c in decision.choices if c.verdict != "now" and c.reasons[0].key not in FIXED]
    paying = {c.channel: c for c in out if c.adds.mid > hours[c.channel] * hour + place}
    lead = made.text("decide").partition("Stop after")[2].partition("in 100 with all")[0]
    if found is None:
        assert not paying
        assert "too little for its time" in lead
        return
    choice = paying[found.id]
    assert choice.verdict == "later" or "later" not in {c.verdict for c in paying.values()}
    left = decision.hours.available - decision.hours.planned
    spare = decision.money_available - decision.money_planned
    short = (hours[found.id] > left, choice.money_per_month > spare)
    assert short == (found.limit == "hours", found.limit == "money") or all(short)
    assert found.name in lead
    assert found.needs in lead


@pytest.mark.parametrize(
    ("hours", "money", "limit"), [(0.0, 100.0, "hours"), (9.0, 0.0, "money"), (9.0, 100.0, "days")]
)
def test_the_limit_is_the_true_one(made: Made, hours: float, money: float, limit: str) -> None:
    first, *_ = made.decision.having("now")
    out = replace(
        first, verdict="skip", adds=Range(0.9, 0.9, 0.9), money_per_month=50.0, trigger=None,
        reasons=(Reason("costs", {}),),
    )  # fmt: skip
    changed = replace(
        made.decision,
        choices=(out,),
        hours=Hours(9.0, 1.0, 9.0 - hours),
        money_available=100.0,
        money_planned=100.0 - money,
    )
    found = following(changed, made.words)
    assert found is not None
    assert found.limit == limit
    assert found.full == (limit != "days")


def test_a_wide_share_is_called_unsure_and_not_small(made: Made) -> None:
    values = {"segment": "Neighbors", "mid": 0.1}
    wide = Reason("few_there_survey", {**values, "low": 0.01, "high": 0.29})
    narrow = Reason("few_there_survey", {**values, "low": 0.01, "high": 0.1})
    assert "too unsure to count on" in made.words.sentence(wide)
    assert "only 1 to 10 in 100" in made.words.sentence(narrow)


def test_a_reason_that_leads_a_page_is_not_told_twice(made: Made) -> None:
    for choice in made.decision.having("skip"):
        text = made.text(f"channels/{choice.channel}")
        assert text.count(spaced(made.words.safe_sentence(choice.reasons[0]))) == 1


def test_a_days_reason_never_names_another_day(made: Made) -> None:
    week = playbook(made.given).normal
    names = {day: made.words.word("days", day) for day in WEEKDAYS}
    for day in week.days:
        for block in day.blocks:
            named = {d for d, name in names.items() if name in block.why}
            assert not named or day.id in named


def test_the_three_things_meet_somebody_as_often_as_can_be(made: Made) -> None:
    shown = playbook(made.given)
    met = [b for day in shown.normal.days for b in day.blocks if b.kind == "people"]
    first = [b for b in shown.three if b.kind == "people"]
    assert not met or first[0].every_weeks == min(b.every_weeks for b in met)


GUIDE = """One line.

- **Bakery:** "Bread."
- **Plumber:** "Pipes."
- **Gym:** "Weights."

The end.
"""


@pytest.mark.parametrize(
    ("trade", "shown", "hidden"),
    [
        ("plumber", ("Own:\n\n- **Plumber", "The end."), ("Bread.", "Weights.", "Others:")),
        ("florist", ("Others:\n\n- **Gym", "Bread.", "The end."), ("Pipes.",)),
    ],
)
def test_examples_are_of_the_own_trade_or_of_the_nearest_ones(
    trade: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    nearest = tuple(dict.fromkeys((trade, "gym", "bakery", "plumber")))
    text = for_trade(GUIDE, nearest, {"own_trade": "Own:", "other_trades": "Others:"})
    assert all(part in text for part in shown)
    assert not any(part in text for part in hidden)


def test_the_bounds_on_the_page_are_those_of_the_decision(made: Made) -> None:
    low, high = (made.words.share(v) for v in (made.decision.bounds.low, made.decision.bounds.high))
    text = made.text("decide")
    assert f"met the same people, it would be {low}." in text
    assert f"no two met the same person, it would be {high}." in text


def test_the_other_trade_differs_in_nothing_but_how_its_customers_buy(made: Made) -> None:
    given, profile = made.given, made.given.client.profile
    trade = given.library.trades[profile.business.trade]
    found = contrast(given, trade, playbook(given).channels, made.words)
    assert found is not None
    name = next(n for n, t in given.library.trades.items() if t == found.trade)
    customers = tuple(s.model_copy(update={"buy": found.trade.buy}) for s in profile.customers)
    human = profile.human_touch.model_copy(update={"hours_per_week": made.decision.hours.human})
    changed = profile.model_copy(update={"customers": customers, "human_touch": human})
    assert name != profile.business.trade
    assert tuple(c.id for c in found.there) == chosen(changed, given.library, TODAY)


def test_the_reason_beside_another_trade_points_the_way_the_channel_went(made: Made) -> None:
    given = made.given
    trade = given.library.trades[given.client.profile.business.trade]
    found = contrast(given, trade, playbook(given).channels, made.words)
    assert found is not None
    if found.why is None:
        return
    here, there = map(int, re.findall(r"(\d+)(?: turn in part|\.$)", spaced(found.why.text)))
    only = found.only_here if here > there else found.only_there
    assert any(channel.name in spaced(found.why.text) for channel in only)


def test_the_start_page_says_how_sure_the_plan_is(made: Made) -> None:
    levels = [view.sure.level for view in playbook(made.given).now]
    text = made.texts["index.md"]
    assert ("are firm" in text) == (set(levels) == {"firm"})
    assert ("close call" in text) == ("close" in levels)
