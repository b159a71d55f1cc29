"""Each folder of cases/ is one mistake a consultant makes, with all that `check` prints for it."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli.main import main

FOLDER = Path(__file__).parent / "cases"
CASES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_dir()))
FINE = tuple(name for name in CASES if name.endswith(("-is-fine", "-are-fine")))
MISTAKES = tuple(name for name in CASES if name not in FINE)
FEWEST = 40
LINE = re.compile(
    r"(?P<path>[^:]+):(?P<line>[1-9]\d*):(?P<column>[1-9]\d*):"
    r"( (?P<key>\S+):)? (?P<wrong>\S.*[.]) (?P<remedy>\S.*[.?])"
)
COUNT = re.compile(r"(1 problem|[2-9]\d* problems)\. Nothing was written\.")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one folder that all cases use in turn, so the library is read only once."""
    return tmp_path_factory.mktemp("desk") / "clients"


def checked(case: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """Return what `playbook check FILE` does in a copy of the case's folder."""
    shutil.rmtree(desk, ignore_errors=True)
    shutil.copytree(FOLDER / case, desk)
    linked(desk)
    monkeypatch.chdir(desk)
    return CliRunner().invoke(main, ["check", profile_of(case).name])


def linked(desk: Path) -> None:
    """Make the link that `links.txt` names, to a sound picture: git may not keep links."""
    if (desk / "links.txt").exists():
        name, target = (desk / "links.txt").read_text(encoding="utf-8").split()
        (desk / target).write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
        (desk / name).symlink_to(target)


def profile_of(case: str) -> Path:
    """Return the one client's profile of a case."""
    found = [p for p in (FOLDER / case).iterdir() if p.suffix in {".yml", ".yaml"}]
    (profile,) = [path for path in found if not path.name.startswith("_")]
    return profile


def expected(case: str) -> str:
    """Return what the case says that `check` prints."""
    return (FOLDER / case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_check_prints_what_the_case_expects(
    case: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked(case, desk, monkeypatch).stdout == expected(case)


@pytest.mark.parametrize("case", FINE)
def test_an_odd_but_valid_profile_is_accepted(
    case: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked(case, desk, monkeypatch).exit_code == 0


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_ends_with_status_1_and_no_traceback(
    case: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = checked(case, desk, monkeypatch)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)


@pytest.mark.parametrize("case", MISTAKES)
def test_each_problem_says_where_it_is_what_is_wrong_and_what_to_do(case: str) -> None:
    *problems, count = expected(case).splitlines()
    assert all(LINE.fullmatch(line) for line in problems)
    assert COUNT.fullmatch(count)
    assert int(count.split()[0]) == len(problems)


@pytest.mark.parametrize("case", MISTAKES)
def test_each_problem_stands_inside_a_file_of_its_case(case: str) -> None:
    for line in expected(case).splitlines()[:-1]:
        found = LINE.fullmatch(line)
        assert found
        text = (FOLDER / case / found["path"]).read_bytes()
        assert int(found["line"]) <= text.count(b"\n") + 1


@pytest.mark.parametrize("case", MISTAKES)
def test_problems_are_sorted_by_place(case: str) -> None:
    found = [LINE.fullmatch(line) for line in expected(case).splitlines()[:-1]]
    places = [(m["path"], int(m["line"]), int(m["column"])) for m in found if m]
    assert places == sorted(places)


def test_there_are_enough_mistakes() -> None:
    assert len(MISTAKES) >= FEWEST
