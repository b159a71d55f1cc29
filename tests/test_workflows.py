"""The workflows: whole, pinned, tight-fisted, and what they run works in a new workspace."""

import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import main
from generator.publish.workflow import PLACE, workflow_files
from tests.conftest import WORKSPACE

STARTER = WORKSPACE / "playbook" / "starter" / "workflow.yml"
REQUIREMENTS = WORKSPACE / "playbook" / "starter" / "requirements.txt"
WORKFLOWS = (*sorted((WORKSPACE / ".github" / "workflows").glob("*.yml")), STARTER)
PINNED = re.compile(r"\s*(?:- )?uses: ([\w.-]+/[\w./-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
OWN = re.compile(r"\s*(?:- )?uses: \./\.github/workflows/[\w-]+\.yml\b")
IMAGE = re.compile(r"\s*image: \S+@sha256:[0-9a-f]{64}$")
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
SECOND_ENGINE = {"zensical"}
"""What a workspace's workflow does without."""

ONLY_TO_DEPLOY = {"pages": "write", "id-token": "write"}


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def path(request: pytest.FixtureRequest) -> Path:
    """Return each workflow in turn."""
    found: Path = request.param
    return found


@lru_cache
def read(path: Path) -> Mapping[str, Any]:
    """Return a workflow's values; YAML 1.1 takes the key `on` for true."""
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every step of a workflow's jobs."""
    for job in read(path)["jobs"].values():
        yield from job.get("steps", ())


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    """Return what a tool of this environment said."""
    scripts = Path(sysconfig.get_path("scripts"))
    words = (str(scripts / command[0]), *command[1:])
    return subprocess.run(words, capture_output=True, text=True, check=False)


# Their form


def test_a_workflow_has_the_form_that_github_reads(path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))
    assert done.returncode == 0, done.stdout


def test_a_workflow_has_no_weakness_that_is_known(path: Path) -> None:
    done = tool("zizmor", "--offline", "--no-progress", "--persona", "auditor", str(path))
    assert done.returncode == 0, done.stdout


def test_a_weakness_would_be_found(tmp_path: Path) -> None:
    weak = tmp_path / "weak.yml"
    weak.write_text(STARTER.read_text("utf-8").replace('"$PLAYBOOK"', "${{ github.head_ref }}"))
    done = tool("zizmor", "--offline", "--no-progress", str(weak))
    assert "template-injection" in done.stdout
    assert done.returncode != 0


def test_every_action_is_pinned_to_a_commit_with_its_version(path: Path) -> None:
    used = [line for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.match(line) and not OWN.match(line)] == []


def test_every_image_is_pinned_to_its_content(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if "image:" in line and not IMAGE.match(line)] == []


def test_one_version_of_each_action_is_used_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for line in path.read_text("utf-8").splitlines():
            if found := PINNED.match(line):
                pins.setdefault(found[1], set()).add(line.split("uses: ")[1])
    assert len(pins) > 4
    assert [name for name, ways in pins.items() if len(ways) > 1] == []


def test_nothing_is_written_into_a_command_by_github(path: Path) -> None:
    commands = [step["run"] for step in steps(path) if "run" in step]
    assert [command for command in commands if EXPRESSION.search(command)] == []


def test_a_workflow_may_do_nothing_and_its_jobs_only_what_they_need(path: Path) -> None:
    assert read(path)["permissions"] == {}
    jobs = read(path)["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        name: ONLY_TO_DEPLOY if name == "deploy" else {"contents": "read"} for name in jobs
    }


def test_a_workflow_waits_for_itself_and_ends(path: Path) -> None:
    assert read(path)["concurrency"]["group"]
    own = [job for job in read(path)["jobs"].values() if "uses" not in job]
    assert all(job["timeout-minutes"] <= 60 for job in own)


def test_no_checkout_leaves_a_token_behind(path: Path) -> None:
    taken = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in taken)


@pytest.mark.parametrize("name", ["demo.yml", "workflow.yml"])
def test_only_main_is_deployed(name: str) -> None:
    path = next(path for path in WORKFLOWS if path.name == name)
    assert "github.ref == 'refs/heads/main'" in read(path)["jobs"]["deploy"]["if"]


def commands() -> Iterator[tuple[str, ...]]:
    """Yield every call of the tool in a workflow, as words."""
    for path in WORKFLOWS:
        for step in steps(path):
            for line in step.get("run", "").splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0].rpartition("/")[2] == "playbook":
                    yield tuple(words[1:])


@pytest.mark.parametrize("words", sorted(set(commands())), ids=" ".join)
def test_a_workflow_calls_the_tool_as_it_can_be_called(words: tuple[str, ...]) -> None:
    main.commands[words[0]].make_context(words[0], list(words[1:]))


# What a new workspace's workflow runs


@dataclass(frozen=True)
class Runner:
    """A new workspace, and an environment such as a runner's to work in it."""

    folder: Path
    scripts: Path

    def run(self, step: Mapping[str, Any], variables: Mapping[str, str]) -> tuple[int, str]:
        """Return the status and the words of a step, run as GitHub runs it."""
        job = read(self.folder / PLACE)["jobs"]["build"]
        given = {**job.get("env", {}), **step.get("env", {})}
        own = {
            name: EXPRESSION.sub(lambda found: variables[found[1]], value)
            for name, value in given.items()
        }
        # The one change: no network. What pip would fetch is there, and builds with what is there.
        offline = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
        ground = {"PATH": f"{self.scripts}:/usr/bin:/bin", "HOME": str(self.folder.parent)}
        done = subprocess.run(
            ("bash", "--noprofile", "--norc", "-e", "-c", step["run"]),
            cwd=self.folder,
            env={**ground, "GITHUB_ACTIONS": "true", **offline, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """Return a workspace as `init` makes it, signed, and an environment with all but the tool."""
    place = tmp_path_factory.mktemp("runner")
    venv.create(place / "venv", with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place / "venv")}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    code = "from generator.cli import main; main(['init', 'clients'])"
    subprocess.run((sys.executable, "-c", code), cwd=place, capture_output=True, check=True)
    consultant = place / "clients" / "profiles" / "_consultant.yml"
    text = consultant.read_text("utf-8")
    consultant.write_text(text.replace("Your Name", "Robin Vale"), "utf-8")
    return Runner(place / "clients", place / "venv" / "bin")


RUN = [step["name"] for step in steps(STARTER) if "run" in step]


@pytest.fixture(scope="module")
def said(runner: Runner) -> Mapping[str, tuple[int, str]]:
    """Return what every step of the workflow said, run one after the other."""
    found = {}
    for step in steps(runner.folder / PLACE):
        if "run" in step:
            found[step["name"]] = runner.run(step, {"vars.PLAYBOOK": str(WORKSPACE)})
    return found


@pytest.mark.parametrize("name", RUN)
def test_a_step_works_in_a_new_workspace(said: Mapping[str, tuple[int, str]], name: str) -> None:
    status, words = said[name]
    assert status == 0, words


@pytest.mark.usefixtures("said")
def test_the_site_that_is_handed_over_is_whole(runner: Runner) -> None:
    (step,) = (s for s in steps(STARTER) if "upload-pages-artifact" in s.get("uses", ""))
    site = runner.folder / step["with"]["path"]
    built = runner.folder / "dist" / "corner-cafe"
    files = {path.relative_to(built) for path in built.rglob("*.html")}
    assert files == {path.relative_to(site / "corner-cafe") for path in site.rglob("*.html")}


def test_without_the_tool_s_address_the_workflow_says_what_is_missing(runner: Runner) -> None:
    (step,) = (step for step in steps(STARTER) if step.get("name") == "Install the tool")
    status, words = runner.run(step, {"vars.PLAYBOOK": ""})
    assert status == 1
    assert words.startswith("::error title=PLAYBOOK is not set::")


def test_a_new_workspace_has_the_workflow_and_what_it_installs(runner: Runner) -> None:
    assert (runner.folder / PLACE).read_bytes() == workflow_files()[PLACE] == STARTER.read_bytes()
    assert (runner.folder / "requirements.txt").read_bytes() == REQUIREMENTS.read_bytes()
    assert not (runner.folder / STARTER.name).exists()


# The two locks


def locked(name: Path) -> dict[str, str]:
    """Return the version of every package of a lock, whatever the case it is for."""
    rows = re.findall(r"^([\w.-]+)==(\S+)", name.read_text("utf-8"), re.MULTILINE)
    assert rows
    return dict(rows)


def names(needs: Iterable[str]) -> set[str]:
    """Return the names of the packages that requirements ask for."""
    return {re.split(r"[^\w.-]", need)[0].lower() for need in needs}


def test_a_workspace_gets_the_versions_that_were_tested() -> None:
    ours, theirs = locked(WORKSPACE / "requirements-dev.txt"), locked(REQUIREMENTS)
    assert {name: theirs[name] for name in theirs if theirs[name] != ours.get(name)} == {}


def test_a_workspace_gets_all_that_the_tool_needs_and_no_more() -> None:
    project = tomllib.loads((WORKSPACE / "pyproject.toml").read_text("utf-8"))
    own, development = project["project"], project["dependency-groups"]["dev"]
    extras = [need for name in own["optional-dependencies"] if name not in SECOND_ENGINE
              for need in own["optional-dependencies"][name]]  # fmt: skip
    needed, there = names([*own["dependencies"], *extras]), set(locked(REQUIREMENTS))
    assert needed - there == set()
    assert there & {"pytest", "ruff", "playwright", "zizmor"} == set()
    assert {"pytest", "zizmor"} < names(development)


def test_every_line_of_the_workspace_s_lock_has_a_hash() -> None:
    rows = REQUIREMENTS.read_text("utf-8").split("\n\n")
    blocks = re.split(r"\n(?=\S)", "\n".join(rows).strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
