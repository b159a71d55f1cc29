"""What `explain` tells: the table, one channel's story, and all of it as JSON."""

import copy
import json
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from generator.cli.lines import LISTS, SURE, spelt, sure
from generator.cli.show import table
from generator.cli.story import SCREEN, SET, story
from generator.decide.reasons import BLOCKED
from generator.model.library import Library
from tests.built import SAMPLE, playbook, rewrite, workspace
from tests.conftest import SAMPLES, TODAY, WORKSPACE

DAY = ("--date", TODAY.isoformat())
WIDTHS = (100, 80, 60, 40)
NUMBER: float = 0.0
RANGE = {"low": NUMBER, "mid": NUMBER, "high": NUMBER}
CHOICE = {
    "channel": "", "verdict": "", "rank": 0, "tier": "", "hours_per_week": NUMBER,
    "money_per_month": NUMBER, "reach": RANGE, "adds": RANGE, "holds_in": NUMBER,
    "because": [{"text": ""}], "flips": [{"change": "", "from": None, "to": None, "verdict": ""}],
}  # fmt: skip
CONTRACT = {
    "profile": "",
    "hours": {"available": NUMBER, "human": NUMBER, "planned": NUMBER},
    "money": {"available": NUMBER, "planned": NUMBER, "currency": ""},
    "reach": RANGE,
    "everywhere": {"channels": 0, "hours": NUMBER, "reach": RANGE},
    "choices": [CHOICE],
}


def explain(name: str, *arguments: str, color: bool = False) -> Result:
    """Return what `explain` did about a sample, in this process."""
    path = str(WORKSPACE / "profiles" / f"{name}.yml")
    return CliRunner().invoke(main, ("explain", path, *DAY, *arguments), color=color)


@lru_cache
def facts(name: str) -> Any:  # noqa: ANN401 - JSON
    """Return the whole decision about a sample."""
    done = explain(name, "--json")
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return json.loads(done.stdout)


@lru_cache
def shown(name: str) -> str:
    """Return the table of a sample as the command prints it."""
    done = explain(name)
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return done.stdout


def lines(text: str) -> list[str]:
    """Return the lines of a text as they look."""
    return click.unstyle(text).splitlines()


def too_wide(text: str, width: int) -> list[str]:
    """Return the lines that do not fit, or end in nothing."""
    return [line for line in lines(text) if len(line) > width or line != line.rstrip()]


def lacking(promised: Any, found: Any, where: str = "") -> list[str]:  # noqa: ANN401 - JSON
    """Return what is promised and not there, or is of another kind."""
    if isinstance(promised, dict):
        missing = [f"{where}.{key}" for key in promised if key not in found]
        there = [(key, child) for key, child in promised.items() if key in found]
        return [*missing, *(m for k, c in there for m in lacking(c, found[k], f"{where}.{k}"))]
    if isinstance(promised, list):
        return [
            m for i, row in enumerate(found) for m in lacking(promised[0], row, f"{where}[{i}]")
        ]
    kind = int | float if isinstance(promised, float) else type(promised)
    return [] if promised is None or isinstance(found, kind) else [f"{where} is {found!r}"]


# the data


@pytest.mark.parametrize("name", SAMPLES)
def test_the_data_holds_every_key_of_the_contract(name: str) -> None:
    assert not lacking(CONTRACT, facts(name))


def test_a_key_that_is_gone_would_be_noticed() -> None:
    less = copy.deepcopy(facts(SAMPLE))
    del less["choices"][3]["adds"]["low"]
    less["choices"][4]["rank"] = "5"
    assert lacking(CONTRACT, less) == [".choices[3].adds.low", ".choices[4].rank is '5'"]


@pytest.mark.parametrize("name", SAMPLES)
def test_v_is_the_product_of_its_numbers(name: str) -> None:
    for choice in facts(name)["choices"]:
        assert [row["name"] for row in choice["segments"]] == [
            segment["name"] for segment in facts(name)["segments"]
        ]
        for row in choice["segments"]:
            product = row["p"]["mid"] * row["m"] * row["g"] * row["k"] * row["e"]
            assert row["v"] == pytest.approx(product, abs=3e-4), (choice["channel"], row)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_first_channel_adds_what_its_sums_say(name: str) -> None:
    first, *others = facts(name)["choices"]
    alone = sum(row["share"] * row["v"] for row in first["segments"])
    assert first["adds"]["mid"] == pytest.approx(alone, abs=5e-4)
    for choice in others:
        most = sum(row["share"] * row["v"] for row in choice["segments"])
        assert choice["adds"]["mid"] <= most + 5e-4, choice["channel"]


@pytest.mark.parametrize("name", SAMPLES)
def test_k_is_less_for_what_is_lacking(name: str) -> None:
    for choice in facts(name)["choices"]:
        lacks = [row["without"] for row in choice["better_with"] if not row["there"]]
        for row in choice["segments"]:
            assert row["k"] <= math.prod(lacks) + 1e-3, choice["channel"]
        if not choice["better_with"]:
            assert {row["k"] for row in choice["segments"]} == {1.0}


def test_what_a_channel_would_meet_alone_is_the_sum_of_its_groups() -> None:
    found = 0
    for name in SAMPLES:
        for choice in facts(name)["choices"]:
            text = " ".join(r["text"] for r in choice["because"] if r["kind"] == "already_met")
            alone = 100 * sum(row["share"] * row["v"] for row in choice["segments"])
            for said in re.findall(r"Alone it would meet about (\d+)", text):
                assert abs(alone - int(said)) <= 0.52, (name, choice["channel"])
                found += 1
    assert found


@pytest.mark.parametrize("name", SAMPLES)
def test_m_is_what_was_judged_times_what_was_learnt(name: str) -> None:
    for choice in facts(name)["choices"]:
        factor = choice.get("results", {}).get("factor", 1.0)
        for row in choice["segments"]:
            assert row["m"] == pytest.approx(min(row["judged"] * factor, 1), abs=1e-3)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_price_is_that_of_the_hours_and_of_one_channel(name: str, library: Library) -> None:
    prices, weeks = facts(name)["prices"], library.constant("setup_weeks")
    for choice in facts(name)["choices"]:
        hours = choice["hours_per_week"] + choice["setup_hours"] / weeks
        price = hours * prices["hour"] + prices["channel"]
        assert choice["price"] == pytest.approx(price, abs=5e-4)


@pytest.mark.parametrize("name", SAMPLES)
def test_how_sure_follows_from_the_tries(name: str) -> None:
    least = facts(name)["sure"]
    assert least["firm"] > least["likely"]
    for choice in facts(name)["choices"]:
        words = [word for word in least if choice["holds_in"] >= least[word]]
        fixed = choice["because"][0]["kind"] in {*BLOCKED, "always"}
        assert choice["sure"] == ("set" if fixed else words[0] if words else "close")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_finding_that_is_named_is_told(name: str) -> None:
    data = facts(name)
    named = {r["measured"] for c in data["choices"] for r in c["because"] if "measured" in r}
    for segment in data["segments"]:
        named |= {name for reach in segment["reach"].values() for name in reach["findings"]}
    assert named == data["findings"].keys()
    for finding in data["findings"].values():
        assert {"publisher", "title", "year", "grade", "review_by"} <= finding.keys()


def test_one_channel_as_data_is_that_choice() -> None:
    done = explain(SAMPLE, "--channel", "facebook", "--json")
    whole = {choice["channel"]: choice for choice in facts(SAMPLE)["choices"]}
    assert json.loads(done.stdout) == whole["facebook"]


# the table


@pytest.mark.parametrize("name", SAMPLES)
def test_the_table_tells_all_channels_in_order(name: str) -> None:
    data = facts(name)
    above, below = shown(name).split(" stop here ")
    ranks = re.findall(r"(?m)^(\d+)  ", above)
    now = [choice for choice in data["choices"] if choice["verdict"] == "now"]
    later = [choice for choice in data["choices"] if choice["verdict"] == "later"]
    assert ranks == [str(choice["rank"]) for choice in now]
    assert re.findall(r"(?m)^(\d+)  ", below) == [str(choice["rank"]) for choice in later]
    flat = " ".join(below.split())
    assert all(choice["name"] in above for choice in now)
    assert all(choice["name"] in flat for choice in data["choices"] if choice not in now)
    assert all(" ".join(choice["trigger"]["text"].split()) in flat for choice in later)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_head_says_what_is_met_and_what_it_takes(name: str) -> None:
    text = " ".join(shown(name).partition("\n\n")[0].split())
    data = facts(name)
    for value in (data["reach"], data["everywhere"]["reach"]):
        low, high = round(value["low"] * 100), round(value["high"] * 100)
        assert f"{low} to {high}" in text
    money = data["money"]
    assert f"{money['planned']:g} of {money['available']:g} {money['currency']}" in text
    assert "for people first" in text
    assert "How sure: " in text


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_table_fits_and_no_line_ends_in_spaces(name: str, width: int) -> None:
    assert not too_wide(table(facts(name), width), width)


@pytest.mark.parametrize("width", WIDTHS)
def test_long_names_fit_too(width: int) -> None:
    data = copy.deepcopy(facts(SAMPLE))
    data["name"] = "The Old Harbor Lane Bread and Celebration Cake Company of Astoria " * 2
    data["choices"][0]["name"] = "the notice boards of all the clubs of the lower river and the bay"
    for row in data["choices"][0]["segments"]:
        row["name"] = "Families who order a cake for a day that comes once a year or less"
    channel = data["choices"][0]["channel"]
    assert not too_wide(table(data, width), width)
    assert not too_wide(story(data, channel, width), width)


def test_a_narrow_table_tells_the_same() -> None:
    wide, narrow = (" ".join(lines(table(facts(SAMPLE), width))) for width in (100, 60))
    for choice in facts(SAMPLE)["choices"]:
        assert choice["name"] in " ".join(wide.split())
        assert choice["name"] in " ".join(narrow.split())
    assert "/month" in wide
    assert "/month" not in narrow


def test_the_hours_are_all_told_once() -> None:
    part = shown(SAMPLE).partition("With other hours a week")[2].partition("\n\n")[0]
    told = [
        (float(a), float(b or a)) for a, b in re.findall(r"(?m)^ +([\d.]+)(?:-([\d.]+))? h", part)
    ]
    hours = [row["hours"] for row in facts(SAMPLE)["what_if"]]
    assert [h for first, last in told for h in hours if first <= h <= last] == hours
    assert len(told) < len(hours)
    assert part.count("(yours)") == 1


def test_hours_that_cannot_be_are_said_to_be_so() -> None:
    data = copy.deepcopy(facts(SAMPLE))
    data["what_if"][0] |= {"possible": False, "choices": [], "reach": 0.0}
    assert "cannot be done" in table(data, 80)
    assert "cannot be done:" not in table(facts(SAMPLE), 80)


def test_the_stop_line_says_whether_more_would_pay() -> None:
    data = copy.deepcopy(facts(SAMPLE))
    for choice in data["choices"]:
        choice["price"] = 1.0
    assert "fewer than 2 customers in 100" in " ".join(table(data, 100).split())
    for choice in data["choices"]:
        choice["price"] = 0.0
    assert "used up" in table(data, 100)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_waits_for_a_list_is_not_called_decided(name: str) -> None:
    for choice in facts(name)["choices"]:
        kind = choice["because"][0]["kind"]
        needed = {need["asset"] for need in choice["needs"] if not need["there"]}
        if choice["sure"] == "set" and kind == "needs":
            assert sure(choice).startswith("needs ")
            assert (sure(choice) == "needs a list") == bool(needed & LISTS)
        assert (sure(choice) == "decided") == (kind in {"always", "never"})


def test_what_would_change_it_begins_with_the_smallest() -> None:
    flips = [flip for choice in facts(SAMPLE)["choices"] for flip in choice["flips"]]
    smallest = min(flips, key=lambda flip: flip["size"])
    part = " ".join(shown(SAMPLE).partition("What would change it")[2].split())
    assert 0 <= part.find(smallest["text"]) < part.find(" - ", 40)


# one channel's story


def test_every_story_fits_a_screen() -> None:
    for choice in facts(SAMPLE)["choices"]:
        told = story(facts(SAMPLE), choice["channel"], 80)
        assert len(lines(told)) <= SCREEN, told
        for width in WIDTHS:
            assert not too_wide(story(facts(SAMPLE), choice["channel"], width), width)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_story_holds_verdict_numbers_reason_and_what_would_turn_it(name: str) -> None:
    for choice in facts(name)["choices"]:
        flat = " ".join(" ".join(lines(story(facts(name), choice["channel"], 80))).split())
        assert flat.startswith(f"{choice['name']}: {choice['verdict']}, ")
        assert f"rank {choice['rank']} of " in flat
        tries = math.floor(choice["holds_in"] * 100 + 1e-9)
        held = f"{SURE.get(choice['sure'], choice['sure'])}; in {tries} of 100 tries"
        fixed = SET if sure(choice) == "decided" else f"{sure(choice)}; no figure could"
        assert f"How sure: {fixed if choice['sure'] == 'set' else held}" in flat
        assert " ".join(choice["because"][0]["text"].split()) in flat
        for row in choice["segments"]:
            numbers = [row["p"]["mid"], *(row[key] for key in "mgkev")]
            assert " ".join(f"{number:.2f}" for number in numbers) in flat
        turns = [choice["trigger"]] if "trigger" in choice else choice["flips"]
        assert (turns[0]["text"] if turns else "No single change we tried") in flat
        assert all(need["name"] in flat for need in choice["needs"] if not need["there"])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_reason_that_was_measured_names_source_year_and_grade(name: str) -> None:
    data = facts(name)
    for choice in data["choices"]:
        reason = choice["because"][0]
        if "measured" in reason:
            found = data["findings"][reason["measured"]]
            told = " ".join(" ".join(lines(story(data, choice["channel"], 80))).split())
            source = f"{found['publisher']} {found['year']}, grade {found['grade']}"
            assert f"measured: {source}" in told


def test_results_are_told_where_there_are_any() -> None:
    for choice in facts(SAMPLE)["choices"]:
        told = story(facts(SAMPLE), choice["channel"], 80)
        assert ("Results: " in told) == ("results" in choice)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"too_early": True, "judge_on": "2027-02-01"},
            "Too early or too few to weigh in; its day to judge is 2027-02-01.",
        ),
        ({"too_early": False, "question": True}, "is it still worth its hours?"),
        ({"too_early": False, "question": False, "factor": 1.25}, "Its m counts 1.25 times"),
        ({"too_early": False, "question": False, "factor": 1.0}, "They do not move its m."),
    ],
)
def test_results_say_what_follows(changed: dict[str, object], said: str) -> None:
    data = copy.deepcopy(facts(SAMPLE))
    choice = next(choice for choice in data["choices"] if "results" in choice)
    choice["results"] |= changed
    assert said in " ".join(story(data, choice["channel"], 80).split())


def test_the_command_tells_the_story() -> None:
    done = explain(SAMPLE, "--channel", "facebook")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == lines(story(facts(SAMPLE), "facebook", 80))


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_an_unknown_channel_is_wrong_use_with_the_nearest_name(more: tuple[str, ...]) -> None:
    done = explain(SAMPLE, "--channel", "facebok", *more)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "There is no channel 'facebok'. Did you mean 'facebook'?" in done.stderr


# the terminal


def test_headings_are_bold_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1m" in explain(SAMPLE, color=True).stdout
    assert "\x1b" not in shown(SAMPLE)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in explain(SAMPLE, color=True).stdout


def test_the_width_is_that_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, width in (("60", 60), ("90", 90), ("300", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        assert max(map(len, explain(SAMPLE).stdout.splitlines())) == width


@pytest.mark.parametrize(
    ("variables", "arguments", "said"),
    [
        ({"LC_ALL": "C"}, (), "Cafe Lodz - \\u65e5"),
        ({"LC_ALL": "C.UTF-8"}, (), "Café Łódź – 日"),
        ({"PYTHONIOENCODING": "ascii"}, ("--channel", "facebook"), "Gaste"),
    ],
)
def test_what_is_not_utf8_gets_ascii(
    tmp_path: Path, variables: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    made = workspace(tmp_path / "work", SAMPLE)

    def accents(values: dict[str, Any]) -> None:
        values["business"]["name"] = "Café Łódź – 日"
        values["customers"][0]["name"] = "Gäste"

    rewrite(made.profile(SAMPLE), accents)
    done = playbook("explain", SAMPLE, *arguments, *DAY, cwd=made.folder, variables=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii() == said.isascii()
    assert said in done.stdout


def test_texts_are_spelt_and_numbers_left() -> None:
    value = {"a": ["£5 “now”", 1.5, None], "b": {"c": "naïve × 2"}}
    assert spelt(value) == {"a": ['GBP 5 "now"', 1.5, None], "b": {"c": "naive x 2"}}
