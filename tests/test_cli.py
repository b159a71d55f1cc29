"""The commands: exit statuses, where the words go, and no traceback whatever happens."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from generator.cli import main
from tests.built import COMMAND, SAMPLE, Workspace, environment, playbook, rewrite, workspace
from tests.conftest import SAMPLES, TODAY, WORKSPACE

FINE, PROBLEMS, WRONG_USE, STOPPED = 0, 1, 2, 130
DAY = ("--date", TODAY.isoformat())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return a workspace of one client, and work in it."""
    made = workspace(tmp_path / "work", SAMPLE)
    monkeypatch.chdir(made.folder)
    return made


def called(*arguments: str) -> Result:
    """Return what a command did, in this process."""
    return CliRunner().invoke(main, arguments, prog_name="playbook")


def broken(place: Workspace) -> None:
    """Put one wrong key into the client's profile."""
    path = place.profile(SAMPLE)
    path.write_text(path.read_text("utf-8").replace("goals:", "gaols:"), "utf-8")


# check


@pytest.mark.usefixtures("place")
def test_check_of_good_files_is_fine_and_says_so() -> None:
    done = called("check")
    assert (done.exit_code, done.stdout) == (FINE, "1 profile and the library: no problems.\n")


def test_check_names_file_line_column_key_and_remedy(place: Workspace) -> None:
    broken(place)
    done = called("check")
    assert done.exit_code == PROBLEMS
    assert f"profiles/{SAMPLE}.yml:" in done.stdout
    assert "gaols: There is no such key. Did you mean 'goals'?" in done.stdout
    assert "Nothing was written." in done.stdout


def test_check_says_the_same_to_machines(place: Workspace) -> None:
    broken(place)
    told = json.loads(called("check", "--format", "json").stdout)
    assert told["count"] == len(told["problems"]) > 0
    assert told["problems"][0].keys() == {"path", "line", "column", "key", "wrong", "remedy"}


def test_check_annotates_for_github(place: Workspace) -> None:
    broken(place)
    done = called("check", "--format", "github")
    assert all(line.startswith("::error file=") for line in done.stdout.splitlines())
    assert done.exit_code == PROBLEMS


# explain


@pytest.fixture(scope="module")
def explained() -> dict[str, Any]:
    """Return the decision about one sample as `explain --json` prints it."""
    done = playbook("explain", SAMPLE, "--json", *DAY, cwd=WORKSPACE)
    assert (done.returncode, done.stderr) == (FINE, "")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def shape(value: object) -> object:
    """Return a value's keys and kinds: a number is a number, a list is its first item."""
    if isinstance(value, dict):
        return {key: shape(child) for key, child in value.items()}
    return "number" if isinstance(value, int | float) else type(value).__name__


RANGE = {"low": "number", "mid": "number", "high": "number"}


def test_explain_holds_what_the_contract_promises(explained: dict[str, Any]) -> None:
    promised = ("profile", "hours", "money", "reach", "everywhere")
    top = {key: shape(explained[key]) for key in promised}
    assert top == {
        "profile": "str",
        "hours": {"available": "number", "human": "number", "planned": "number"},
        "money": {"available": "number", "planned": "number", "currency": "str"},
        "reach": RANGE,
        "everywhere": {"channels": "number", "hours": "number", "reach": RANGE},
    }


def test_explain_ranks_every_channel(explained: dict[str, Any]) -> None:
    choices = explained["choices"]
    folders = {p.name for p in (WORKSPACE / "playbook" / "channels").iterdir() if p.is_dir()}
    assert {choice["channel"] for choice in choices} == folders
    assert [choice["rank"] for choice in choices] == list(range(1, len(choices) + 1))
    assert {choice["verdict"] for choice in choices} <= {"now", "later", "skip"}
    assert {choice["tier"] for choice in choices} <= {"light", "steady", "strong"}


def test_explain_gives_each_choice_its_numbers_and_reasons(explained: dict[str, Any]) -> None:
    for choice in explained["choices"]:
        assert shape(choice["reach"]) == shape(choice["adds"]) == RANGE
        assert shape(choice["hours_per_week"]) == shape(choice["money_per_month"]) == "number"
        assert choice["because"], choice["channel"]
        for reason in choice["because"]:
            assert reason["text"]
            assert {"said", "measured", "judged"} & reason.keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_no_plan_is_longer_than_the_hours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORKSPACE)
    facts = json.loads(called("explain", name, "--json", *DAY).stdout)
    assert 0 < facts["hours"]["human"] <= facts["hours"]["planned"] <= facts["hours"]["available"]
    assert facts["money"]["planned"] <= facts["money"]["available"]


@pytest.mark.usefixtures("place")
def test_explain_shows_where_to_stop() -> None:
    done = called("explain", SAMPLE, *DAY)
    assert (done.exit_code, done.stderr) == (FINE, "")
    assert " stop here " in done.stdout


# build and project


def test_build_tells_machines_what_came_of_each_client(place: Workspace) -> None:
    done = playbook("build", "--json", *DAY, cwd=place.folder)
    told = json.loads(done.stdout)
    assert done.returncode == FINE
    assert (told["built"], told["unchanged"], told["failed"]) == (1, 0, 0)
    assert told["clients"][0]["id"] == SAMPLE
    assert told["clients"][0]["pages"] > 0
    assert (place.dist / SAMPLE / "index.html").is_file()


def test_explain_prints_what_a_build_keeps(place: Workspace) -> None:
    called("project", SAMPLE, "--out", "handed", *DAY)
    kept = (place.folder / "handed" / "decision.json").read_text("utf-8")
    assert called("explain", SAMPLE, "--json", *DAY).stdout == kept


def test_a_build_with_problems_writes_nothing(place: Workspace) -> None:
    broken(place)
    done = called("build", *DAY)
    assert done.exit_code == PROBLEMS
    assert "gaols" in done.stderr
    assert list(place.dist.glob("*/*")) == []


def test_project_writes_what_an_engine_needs(place: Workspace) -> None:
    done = called("project", SAMPLE, "--out", "handed", *DAY)
    assert done.exit_code == FINE
    found = {path.name for path in (place.folder / "handed").iterdir()}
    assert {"mkdocs.yml", "docs", "theme", "decision.json"} <= found


def test_project_leaves_a_full_folder_alone(place: Workspace) -> None:
    (place.folder / "mine").mkdir()
    (place.folder / "mine" / "letter.txt").write_text("dear", "utf-8")
    done = called("project", SAMPLE, "--out", "mine", *DAY)
    assert done.exit_code == WRONG_USE
    assert [path.name for path in (place.folder / "mine").iterdir()] == ["letter.txt"]


# init


def test_a_new_workspace_builds_at_once(tmp_path: Path) -> None:
    assert playbook("init", "demo", cwd=tmp_path).returncode == FINE
    done = playbook("build", *DAY, cwd=tmp_path / "demo")
    assert done.returncode == FINE, done.stderr
    assert (tmp_path / "demo" / "dist" / "corner-cafe" / "index.html").is_file()


def test_a_new_workspace_has_no_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert called("init", "demo").exit_code == FINE
    monkeypatch.chdir(tmp_path / "demo")
    assert called("check").exit_code == FINE
    assert (tmp_path / "demo" / ".gitignore").is_file()


def test_init_leaves_a_full_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    done = called("init", str(tmp_path))
    assert (done.exit_code, done.stdout) == (WRONG_USE, "")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_init_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    assert called("init", str(tmp_path / "demo")).exit_code == FINE
    assert (tmp_path / "demo" / "profiles" / "_consultant.yml").is_file()


def test_init_here_fills_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path / "demo")
    assert called("init", ".").exit_code == FINE
    assert (tmp_path / "demo" / "profiles" / "_consultant.yml").is_file()


def test_init_where_a_file_lies_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file", "utf-8")
    done = called("init", str(tmp_path / "demo"))
    assert done.exit_code == WRONG_USE
    assert (tmp_path / "demo").read_text("utf-8") == "a file"


# schema


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: numbers, true and false are values; ON, no and dates are text."""


EditorLoader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in rows if tag.endswith((":int", ":float", ":null"))]
    for letter, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"\A(?:true|false)\Z"), list("tf")
)


def profile_values(name: str) -> object:
    """Return a profile as an editor's schema check sees it."""
    text = (WORKSPACE / "profiles" / f"{name}.yml").read_text("utf-8")
    return yaml.load(text, EditorLoader)  # noqa: S506 - safe, with fewer kinds


def validator() -> Draft202012Validator:
    """Return what checks a profile by the printed schema."""
    schema = json.loads(called("schema").stdout)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_schema_in_the_repository_is_fresh() -> None:
    kept = (WORKSPACE / "profiles" / "profile.schema.json").read_text("utf-8")
    assert called("schema").stdout == kept


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_fits_the_schema(name: str) -> None:
    assert [error.message for error in validator().iter_errors(profile_values(name))] == []


@pytest.mark.parametrize("keys", [(), ("business",), ("customers", 0), ("resources",), ("brand",)])
def test_the_schema_refuses_a_key_it_does_not_know(keys: tuple[str | int, ...]) -> None:
    values: Any = profile_values(SAMPLE)
    part = values
    for key in keys:
        part = part[key]
    part["colour"] = "green"
    assert ["colour" in error.message for error in validator().iter_errors(values)] == [True]


@pytest.mark.parametrize("change", [{"share": 120}, {"kind": "aliens"}, {"women": -1}])
def test_the_schema_refuses_a_value_out_of_bounds(change: dict[str, object]) -> None:
    values: Any = profile_values(SAMPLE)
    values["customers"][0] |= change
    assert list(validator().iter_errors(values))


# wrong use, and no traceback


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "harbour-lane"), ("build", "no-such"), ("check", "profiles/none.yml"),
        ("project", SAMPLE), ("build", "--jobs", "0"), ("build", "--date", "soon"),
        ("build", "--engine", "hugo"), ("bild",), ("explain",), ("serve", "nobody"),
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.usefixtures("place")
def test_wrong_use_is_status_two_and_a_message(arguments: tuple[str, ...]) -> None:
    done = called(*arguments)
    assert (done.exit_code, done.stdout) == (WRONG_USE, "")
    assert done.stderr.strip()


@pytest.mark.usefixtures("place")
def test_a_name_nearly_right_is_suggested() -> None:
    assert f"Did you mean '{SAMPLE}'?" in called("explain", "harbor-lane-bakry").stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_an_empty_folder_says_how_to_start(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = called(command)
    assert done.exit_code == WRONG_USE
    assert "playbook init" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["check", "explain", "build"])
@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff\xfe", b"- a\n", b"a: &a [*a]\n", b"\t: x\n"])
def test_a_file_that_is_no_profile_is_problems(place: Workspace, command: str, data: bytes) -> None:
    place.profile(SAMPLE).write_bytes(data)
    done = called(command, SAMPLE)
    assert done.exit_code == PROBLEMS
    assert f"{SAMPLE}.yml:" in done.stdout + done.stderr
    assert isinstance(done.exception, SystemExit)


def test_a_folder_named_like_a_profile_is_problems(place: Workspace) -> None:
    place.profile("folder").mkdir()
    done = called("check")
    assert done.exit_code == PROBLEMS
    assert isinstance(done.exception, SystemExit)


def test_results_go_to_output_and_messages_to_error(place: Workspace) -> None:
    shutil.copyfile(place.profile(SAMPLE), place.profile("second"))
    rewrite(place.profile("second"), lambda values: values.pop("goals"))
    done = playbook("build", *DAY, cwd=place.folder)
    assert done.returncode == PROBLEMS
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["built", "failed"]
    assert "goals" in done.stderr
    assert "goals" not in done.stdout


@pytest.mark.parametrize("arguments", [("explain", SAMPLE, "--json"), ("schema",), ("check",)])
def test_a_closed_output_is_no_traceback(place: Workspace, arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        (*COMMAND, *arguments), cwd=place.folder, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as command:  # fmt: skip
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        said = command.stderr.read()
    assert "Traceback" not in said
    assert "Exception" not in said


def test_help_and_version_are_results() -> None:
    for argument in ("--help", "--version"):
        done = called(argument)
        assert (done.exit_code, done.stderr) == (FINE, "")
        assert done.stdout.startswith(("Usage: playbook", "playbook "))


def test_ctrl_c_stops_a_build_with_status_130_and_nothing_half_written(place: Workspace) -> None:
    done = subprocess.Popen(
        [*COMMAND, "build"],
        cwd=place.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while not (place.folder / "dist" / ".lock").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(done.pid, signal.SIGINT)
    _, said = done.communicate(timeout=60)
    assert done.returncode == STOPPED
    assert "Traceback" not in said
    assert not [path.name for path in (place.folder / "dist").glob(".*.new")]
