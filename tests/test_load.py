"""Reading a profile: hostile and broken files end quickly, in plain words, and change nothing."""

import os
import time
from pathlib import Path

import pytest

from generator.check import profile_problems
from generator.load.partial import partial
from generator.load.profile import reading
from generator.load.tree import Node, parse, plain
from generator.model.library import Library
from generator.problems import Place, Problem, ProblemsError, nearest, quoted

CASES = Path(__file__).parent / "cases"
SOUND = (CASES / "optional-keys-left-empty-are-fine" / "corner-cafe.yml").read_text("utf-8")
SECONDS = 10

BOMB = "a: &a0 {x: 1}\n" + "".join(
    f"b{n}: &a{n}\n" + f"  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
)
BOUNDS = {
    "ten megabytes": "a: " + "x" * 9_999_990,
    "more than ten megabytes": "a: " + "x" * 10_000_000,
    "deep lists in flow style": "a: " + "[" * 200_000,
    "deep mappings in flow style": "{a: " * 200_000,
    "deep lists that are closed": "[" * 200_000 + "]" * 200_000,
    "deep lists in block style": "- " * 200_000 + "a",
    "deep keys in block style": "? " * 200_000 + "a",
    "deep after a mistake": "a: b: c\n" + "[" * 200_000,
    "fifty thousand keys": "".join(f"key{n}: value\n" for n in range(50_000)),
    "a merge bomb": BOMB,
    "many aliases": "\n".join(f"- *a{n}" for n in range(29_000)),
    "nothing but null bytes": "\0" * 900_000,
    "nothing but tabs": "\t" * 900_000,
}
INVALID = (
    "a: b: c", "a: [1, 2", "a: {b: c", "a: [1, 2]]", "a: ]", "a: }", "a: [b}", "a: {b: [}",
    'a: "b', "a: 'b", 'a: "b" c', "a: 'b' c", "a: [b] c", 'a: "\\q"', 'a: "\\x4"', 'a: "\\ud800"',
    "a: @b", "a: `b`", "a: %b", "%b\na: c", "%YAML 3.0\n---\na: b", "%TAG ! x\n---\na: b",
    "a: & b", "a: * b", "a: *b c", "a: &b &c d", "a: !<x b", "a: !!int 5", "a: !b c", "<<: {a: b}",
    "a: b\na: c", "a: b\n c: d", "a:\n  b: c\n d: e", "a:\n  - b\n c: d", "- a\nb: c", "a: b\n- c",
    "a\nb: c", "a b\nc: d", "a: b\nc", "a:b\nc: d", "a: - b", "\ta: b", "a:\n\tb: c",
    "a: b\n\tc: d",
    "a: |x\n  b", "a: |\n\tb", "a: >\n  b\n c", "a: b\n---\nc: d", "a: b\n...\nc", "? [a]\n: b",
    ": a", "[a]: b", "a: {b: c d: e}", "a: [b, 'c' d]", "-a: b\nc: d\n  e: f",
    'a: "b\nc: d\ne: "f"',
    "\u00a0a: b", "a: b\n\u00a0\u00a0c: d", "a: \ufffe", "a: \x01", "a: \u0085", "", "# nothing",
)  # fmt: skip


def many_channels(number: int) -> str:
    """Return the sound profile with channels that nobody knows."""
    rows = "".join(f"  channel{n}: {{}}\n" for n in range(number))
    return SOUND.replace("channels:\n", f"channels:\n{rows}", 1)


def problems_of(tmp_path: Path, text: str | bytes) -> tuple[Problem, ...]:
    """Return what reading a profile with this text finds."""
    path = tmp_path / "corner-cafe.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return reading(path).problems


def changed(old: str, new: str) -> str:
    """Return the sound profile with one place changed."""
    assert old in SOUND
    return SOUND.replace(old, new, 1)


def said(tmp_path: Path, text: str, library: Library) -> list[str]:
    """Return key and wrong of all that is wrong with a profile, cross-checks too."""
    path = tmp_path / "corner-cafe.yml"
    path.write_text(text, encoding="utf-8")
    return [f"{p.key}: {p.wrong}" for p in profile_problems(reading(path), library)]


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_hostile_file_ends_soon_with_one_message(bound: str, tmp_path: Path) -> None:
    began = time.monotonic()
    found = problems_of(tmp_path, BOUNDS[bound])
    assert len(found) == 1
    assert time.monotonic() - began < SECONDS


def test_thousands_of_unknown_keys_are_counted_rather_than_listed(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "".join(f"key{n}: value\n" for n in range(20_000)))
    assert len(found) == 101
    assert [p.wrong for p in found if "more problems" in p.wrong]


def test_thousands_of_unknown_channels_end_soon(tmp_path: Path, library: Library) -> None:
    began = time.monotonic()
    found = said(tmp_path, many_channels(15_000), library)
    assert len(found) == 101
    assert ": There are more disagreements than the 100 listed." in found
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_document_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        parse(text.encode(), "x.yml")
    for problem in raised.value.problems:
        assert 1 <= problem.place.line <= text.count("\n") + 2
        assert str(problem).isprintable()
        assert problem.wrong.endswith(".")
        assert problem.remedy.endswith((".", "?"))


def test_a_file_cut_off_anywhere_never_ends_in_a_traceback(
    tmp_path: Path, library: Library
) -> None:
    for end in range(0, len(SOUND), 41):
        said(tmp_path, SOUND[:end], library)
        said(tmp_path, SOUND[:end] + "\n  ]x: {'\"", library)


def test_a_sign_left_out_anywhere_never_ends_in_a_traceback(
    tmp_path: Path, library: Library
) -> None:
    for index in (i for i, character in enumerate(SOUND) if character in ":-[]{},\"'#"):
        said(tmp_path, SOUND[:index] + SOUND[index + 1 :], library)


def test_a_line_separator_does_not_shift_the_lines_below_it() -> None:
    node = parse("a: one\u2028two\nb: 1\nb: 2".replace("b: 2", "c: 2").encode(), "x.yml")
    assert node.keys["c"] == Place("x.yml", 3, 1)
    assert plain(node) == {"a": "one\u2028two", "b": "1", "c": "2"}


def test_stand_ins_for_line_separators_leave_private_characters_alone() -> None:
    assert plain(parse("a: \ue000\u2028\ue001\u2029".encode(), "x.yml")) == {
        "a": "\ue000\u2028\ue001\u2029"
    }


def test_an_empty_value_is_none_and_an_empty_text_is_not() -> None:
    assert plain(parse(b'a:\nb: ""\nc: ~', "x.yml")) == {"a": None, "b": "", "c": None}


def test_a_quoted_text_may_hold_a_colon_on_an_indented_line() -> None:
    assert plain(parse(b'a:\n  b: "one\n    two: three"', "x.yml")) == {
        "a": {"b": "one two: three"}
    }


def test_stand_ins_cover_everything_a_profile_requires() -> None:
    found = partial(Node({}, Place("x.yml")))
    assert found
    assert ("goals",) in found.unsure


def test_a_wrong_word_does_not_hide_wrong_shares(tmp_path: Path, library: Library) -> None:
    text = changed("reach: local", "reach: town").replace("share: 55", "share: 50")
    assert said(tmp_path, text, library) == [
        "business.reach: 'town' is not a word this key knows.",
        "customers: The shares add up to 95, not to 100.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("share: 55", "share: half", "customers[0].share"),
        ("  people:\n    - {name: Jo", "  staff:\n    - {name: Jo", "resources.staff"),
        ("trade: cafe", "trade: [cafe]", "business.trade"),
        ("{name: Jo,", "{nmae: Jo,", "resources.people[0].name"),
        ("hours_per_week: 4", "hours_per_week: four", "resources.hours_per_week"),
        ("65+: 20", "65+: a fifth", "customers[0].ages.65+"),
        ("goals: {new_customers: 2, repeat: 4, referrals: 2, reputation: 1}",
         "goals: {new_customers: two}", "goals.new_customers"),
        ("people: 50,", "people: fifty,", "customers[0].asked.people"),
    ],
)  # fmt: skip
def test_nothing_is_concluded_from_what_was_left_out(
    old: str, new: str, key: str, tmp_path: Path, library: Library
) -> None:
    found = said(tmp_path, changed(old, new), library)
    around = key.rpartition(".")[0]
    assert found
    assert all(line.startswith((f"{key}:", f"{around}.")) for line in found), found


def test_a_bad_file_name_does_not_hide_a_syntax_error(tmp_path: Path) -> None:
    path = tmp_path / "Corner Cafe.yml"
    path.write_text("a: [", encoding="utf-8")
    assert len(reading(path).problems) == 2


def test_both_files_of_a_profile_are_read_whatever_is_wrong_with_one(tmp_path: Path) -> None:
    (tmp_path / "_consultant.yml").write_text("a: [", encoding="utf-8")
    assert {p.place.path.rpartition("/")[2] for p in problems_of(tmp_path, "a: b: c")} == {
        "_consultant.yml",
        "corner-cafe.yml",
    }


def test_a_pipe_in_the_place_of_a_profile_does_not_stop_the_reading(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "corner-cafe.yml")
    (problem,) = reading(tmp_path / "corner-cafe.yml").problems
    assert problem.wrong == "This is not a file."


def test_a_name_too_long_for_a_disk_is_no_picture(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, changed("brand: {", f"brand: {{logo: {'é' * 115}.svg, "))
    assert problem.key == "brand.logo"


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="x"?>', '<?xml version="9"?>', ""])
def test_a_picture_that_cannot_be_read_is_a_problem(head: str, tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text(f"{head}<svg", encoding="utf-8")
    (problem,) = problems_of(tmp_path, changed("brand: {", "brand: {logo: x.svg, "))
    assert problem.key == "brand.logo"


def test_a_problem_shows_no_escape_or_direction_character() -> None:
    problem = Problem(Place("a\x1b[31m\u202eb.yml"), "", "Wrong.", "Mend it.")
    assert str(problem).isprintable()
    assert quoted("\x1b\u202e") == "'\\u001b\\u202e'"


@pytest.mark.parametrize(
    ("word", "known", "close"),
    [("Dentist", ["dentist"], "dentist"), ("mon wed", ["mon", "wed"], "wed"),
     ("range", ["trade", "reach"], None), ("x" * 100_000, ["xy"], None)],
)  # fmt: skip
def test_the_nearest_name_is_near(word: str, known: list[str], close: str | None) -> None:
    assert nearest(word, known) == close
