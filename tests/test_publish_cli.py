"""The publish command: what it asks, refuses, shows, keeps, and leaves alone."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator.cli import main
from generator.publish.site import total
from generator.site import build_client
from tests.browser.host import hosted
from tests.built import COMMAND, Workspace, environment, rewrite, samples
from tests.conftest import TODAY
from tests.publishing import BRANCH, ONE, TWO, bare, foreign, git, held, sound

PHRASE = "gravel-lantern-orchid-tundra-mosaic-falcon"
DAY = ("--date", TODAY.isoformat())
FINE, PROBLEMS, WRONG_USE, STOPPED, TERMINATED = 0, 1, 2, 130, 143
NEAR = "127.0.0.10"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the samples, built."""
    return samples(tmp_path_factory)


@pytest.fixture
def remotes(tmp_path: Path) -> dict[str, Path]:
    """Return an empty repository for each of two clients."""
    return {name: bare(tmp_path / "remotes" / f"{name}.git") for name in (ONE, TWO)}


@pytest.fixture
def place(
    tmp_path: Path, built: Workspace, remotes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """Return a workspace of two built clients, each with a repository of its own; work in it."""
    made = Workspace(tmp_path / "work")
    (made.folder / "profiles").mkdir(parents=True)
    for path in (built.folder / "profiles").iterdir():
        if path.stem in {ONE, TWO, "_consultant"} or path.suffix != ".yml":
            shutil.copy(path, made.folder / "profiles")
    for kind in ("dist", "build"):
        for name in (ONE, TWO):
            shutil.copytree(built.folder / kind / name, made.folder / kind / name)
            (made.folder / kind / ".state").mkdir(exist_ok=True)
            shutil.copy(
                built.folder / kind / ".state" / f"{name}.json", made.folder / kind / ".state"
            )
    for name, remote in remotes.items():
        publishing(made, name, repository=str(remote))
        assert made.build(name).status == "unchanged"
    monkeypatch.chdir(made.folder)
    return made


def publishing(place: Workspace, name: str, **values: object) -> None:
    """Say more of where a client goes."""

    def change(profile: dict[str, dict[str, object]]) -> None:
        profile.setdefault("publish", {}).update(values)

    rewrite(place.profile(name), change)


def publish(*arguments: str) -> tuple[int, str, str]:
    """Return the status, the output and the messages of the command."""
    done = CliRunner().invoke(main, ["publish", *arguments, *DAY], prog_name="playbook")
    return done.exit_code, done.stdout, done.stderr


def test_publishing_puts_the_built_site_on_its_branch(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    status, out, _ = publish(ONE, "--yes")
    assert status == FINE
    assert f"published  {ONE}" in out
    site = place.dist / ONE
    built = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    found = dict(held(remotes[ONE]))
    mark = json.loads(found.pop(".playbook"))
    assert found == built
    assert mark.keys() == {"playbook", "site", "locked", "sum", "release"}
    assert mark["sum"] == total(found)
    assert sound(remotes[ONE])


def test_a_dry_run_shows_every_file_and_changes_nothing(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    status, out, _ = publish(ONE, "--dry-run")
    assert status == FINE
    for said in (str(remotes[ONE]), f"branch {BRANCH}", "anybody who has the address", "added"):
        assert said in out
    assert "+ week/index.html" in out
    assert f"would be   {ONE}" in out
    assert git(remotes[ONE], "for-each-ref") == ""
    assert not (place.folder / "published").exists()


@pytest.mark.usefixtures("place")
def test_without_anybody_to_ask_it_is_wrong_use() -> None:
    status, _, said = publish(ONE)
    assert status == WRONG_USE
    assert "--yes" in said


@pytest.mark.usefixtures("place")
def test_all_changed_clients_are_published_and_the_same_again_makes_no_commit(
    remotes: dict[str, Path],
) -> None:
    assert publish("--yes")[0] == FINE
    status, out, _ = publish("--yes")
    assert status == FINE
    assert out.split() == [
        "unchanged",
        ONE,
        "https://harborlane.example/playbook/",
        "unchanged",
        TWO,
    ]
    assert [git(r, "rev-list", "--count", BRANCH) for r in remotes.values()] == ["1", "1"]


@pytest.mark.usefixtures("place")
def test_one_that_fails_does_not_stop_the_others(remotes: dict[str, Path], tmp_path: Path) -> None:
    foreign(remotes[ONE], tmp_path / "clone")
    status, out, said = publish("--yes")
    assert status == PROBLEMS
    assert f"refused    {ONE}" in out
    assert f"published  {TWO}" in out
    assert "holds commits that were not made here" in said


def test_a_site_older_than_its_profile_is_refused(place: Workspace) -> None:
    rewrite(place.profile(ONE), lambda profile: profile["business"].update(name="Other Bakery"))
    status, _, said = publish(ONE, "--yes")
    assert status == PROBLEMS
    assert f"older than its profile or content. Run: playbook build {ONE}" in said


def test_a_site_changed_by_hand_is_refused(place: Workspace) -> None:
    (place.dist / ONE / "index.html").write_text("mended", "utf-8")
    assert "changed by hand" in publish(ONE, "--yes")[2]


def test_a_site_that_was_not_built_is_refused(place: Workspace) -> None:
    shutil.rmtree(place.dist / ONE)
    assert "There is no site of it" in publish(ONE, "--yes")[2]


def test_private_words_are_never_published(place: Workspace) -> None:
    notes = "Nobody knows: sourdough, morning pastries & celebration cakes."
    rewrite(
        place.profile(ONE),
        lambda profile: profile.update(
            private={"notes": f"{notes} Dana is tired."},
            business={**profile["business"], "sells": "Nobody knows: sourdough, morning pastries"},
        ),
    )
    place.build(ONE)
    status, _, said = publish(ONE, "--yes")
    assert status == FINE, said
    rewrite(
        place.profile(ONE),
        lambda profile: profile.update(
            private={"notes": "Nobody knows: sourdough, MORNING pastries"}
        ),
    )
    place.build(ONE)
    status, _, said = publish(ONE, "--yes")
    assert status == PROBLEMS
    assert "stand under `private`" in said


def test_a_link_in_the_site_is_refused(place: Workspace) -> None:
    (place.dist / ONE / "passwd").symlink_to("/etc/passwd")
    assert publish(ONE, "--yes")[0] == PROBLEMS


def test_what_must_be_locked_does_not_go_out_open(place: Workspace) -> None:
    publishing(place, ONE, lock=True)
    status, _, said = publish(ONE, "--yes")
    assert status == PROBLEMS
    assert f"older than its profile or content. Run: playbook build {ONE}" in said


def test_a_locked_site_is_published_without_its_passphrase(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    publishing(place, ONE, lock=True)
    job = replace(place.job(ONE), passphrase=PHRASE)
    assert build_client(job).status == "built"
    status, out, said = publish(ONE, "--yes")
    assert status == FINE, said
    assert "whoever has the passphrase" in out
    names = held(remotes[ONE]).keys()
    assert {name for name in names if name.endswith(".html")} == {"index.html", "404.html"}
    assert "unchanged" in publish(ONE, "--yes")[1]
    publishing(place, ONE, lock=False)
    place.build(ONE)
    assert "say --unlock" in publish(ONE, "--yes")[2]
    status, out, _ = publish(ONE, "--yes", "--unlock")
    assert (status, "from now on it can be read" in out) == (FINE, True)
    publishing(place, ONE, lock=True)
    assert build_client(job).status == "built"
    assert "history holds versions that anybody can read" in publish(ONE, "--yes")[2]


def test_two_clients_never_go_to_one_place(place: Workspace, remotes: dict[str, Path]) -> None:
    publishing(place, TWO, repository=str(remotes[ONE]))
    status, out, said = publish(ONE, "--yes")
    assert (status, out.split()) == (PROBLEMS, ["refused", ONE])
    assert f"profiles/{TWO}.yml goes to this branch and folder too. Give each its own." in said
    assert CliRunner().invoke(main, ["check"]).exit_code == PROBLEMS


def test_a_repository_for_all_from_the_consultants_file_is_seen(place: Workspace) -> None:
    shared = place.folder / "profiles" / "_consultant.yml"
    values = yaml.safe_load(shared.read_text("utf-8"))
    values["publish"] = {"repository": "git@github.com:one/all.git"}
    shared.write_text(yaml.safe_dump(values), "utf-8")
    for name in (ONE, TWO):
        rewrite(place.profile(name), lambda profile: profile.pop("publish"))
    _, _, said = publish(ONE, "--dry-run")
    assert "goes to this branch and folder too" in said


def test_a_client_without_a_repository_is_skipped_or_told(place: Workspace) -> None:
    rewrite(place.profile(ONE), lambda profile: profile.pop("publish"))
    place.build(ONE)
    status, out, _ = publish("--dry-run")
    assert status == FINE
    assert f"skipped    {ONE}" in out
    assert "names no `publish.repository`" in publish(ONE, "--dry-run")[2]


def test_what_changed_in_the_advice_is_shown_and_kept(place: Workspace) -> None:
    publish(ONE, "--yes")
    kept = json.loads((place.folder / "published" / f"{ONE}.json").read_text("utf-8"))
    assert kept[0]["day"] == TODAY.isoformat()
    assert "Pemberton" not in json.dumps(kept)
    rewrite(
        place.profile(ONE),
        lambda profile: profile.setdefault("channels", {}).update(
            {"google-business-profile": {"decision": "never", "because": "no"}}
        ),
    )
    place.build(ONE)
    _, out, _ = publish(ONE, "--dry-run")
    assert "Google Business Profile: now became skip." in out


def test_undo_brings_the_version_before_back_and_it_stays(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    publish(ONE, "--yes")
    before = held(remotes[ONE])
    rewrite(place.profile(ONE), lambda profile: profile["business"].update(name="Other Bakery"))
    place.build(ONE)
    status, _, said = publish(ONE, "--yes")
    assert status == FINE, said
    assert held(remotes[ONE]) != before
    status, out, _ = publish(ONE, "--undo", "--yes")
    assert (status, held(remotes[ONE])) == (FINE, before)
    assert f"published  {ONE}" in out
    status, out, said = publish("--yes")
    assert "This very version was taken back" in said
    assert held(remotes[ONE]) == before


@pytest.mark.usefixtures("place")
def test_undo_asks_for_the_clients_by_name() -> None:
    status, _, said = publish("--undo", "--yes")
    assert status == WRONG_USE
    assert "Name the clients to take back" in said


def test_a_business_that_took_another_name_is_known_by_the_record(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    publish(ONE, "--yes")
    rewrite(place.profile(ONE), lambda profile: profile["business"].update(name="Other Bakery"))
    place.build(ONE)
    kept = place.folder / "published" / f"{ONE}.json"
    kept.rename(kept.with_suffix(".away"))
    assert "under another name that is not in `published/`" in publish(ONE, "--yes")[2]
    kept.with_suffix(".away").rename(kept)
    assert publish(ONE, "--yes")[0] == FINE
    assert git(remotes[ONE], "rev-list", "--count", BRANCH) == "2"


def test_the_advice_is_held_against_what_is_really_there(place: Workspace) -> None:
    publish(ONE, "--yes")
    kept = place.folder / "published" / f"{ONE}.json"
    rows = json.loads(kept.read_text("utf-8"))
    rows[0]["tree"] = "0" * 40
    kept.write_text(json.dumps(rows), "utf-8")
    rewrite(place.profile(ONE), lambda profile: profile["business"].update(sells="cake"))
    place.build(ONE)
    assert "what was advised before is not known on this machine" in publish(ONE, "--dry-run")[1]


def test_a_record_that_could_not_be_written_is_written_later(place: Workspace) -> None:
    publish(ONE, "--yes")
    shutil.rmtree(place.folder / "published")
    assert "unchanged" in publish(ONE, "--yes")[1]
    assert (place.folder / "published" / f"{ONE}.json").is_file()


def test_a_record_somebody_spoilt_stops_nobody(place: Workspace) -> None:
    publish("--yes")
    for name in (ONE, TWO):
        path = place.folder / "published" / f"{name}.json"
        rows = json.loads(path.read_text("utf-8"))
        rows[0]["advice"] = {"choices": []}
        path.write_text(json.dumps(rows), "utf-8")
    assert publish("--yes")[0] == FINE


@pytest.mark.usefixtures("place")
def test_a_report_for_machines_asks_nobody() -> None:
    assert publish(ONE, "--json")[0] == WRONG_USE


def test_a_site_that_moved_to_another_folder_is_told(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    publishing(place, ONE, folder="bakery", url="https://harborlane.example/bakery/")
    place.build(ONE)
    publish(ONE, "--yes")
    publishing(place, ONE, folder="cakes", url="https://harborlane.example/cakes/")
    place.build(ONE)
    assert "stays online in bakery" in publish(ONE, "--yes")[1]
    assert {name.split("/")[0] for name in held(remotes[ONE])} >= {"bakery", "cakes"}
    status, _, said = publish(ONE, "--undo", "--yes")
    assert status == PROBLEMS
    assert "lies in another folder" in said
    publishing(place, ONE, folder="secret", url="https://harborlane.example/secret/", lock=True)
    assert build_client(replace(place.job(ONE), passphrase=PHRASE)).status == "built"
    assert "holds the site unlocked" in publish(ONE, "--yes")[2]


def test_a_locked_site_never_goes_beside_its_open_branch(place: Workspace) -> None:
    publish(ONE, "--yes")
    publishing(place, ONE, lock=True, branch="other")
    assert build_client(replace(place.job(ONE), passphrase=PHRASE)).status == "built"
    assert (
        f"The branch {BRANCH} of this repository holds the site unlocked"
        in publish(ONE, "--yes")[2]
    )


def test_another_passphrase_is_told_before_it_goes_out(place: Workspace) -> None:
    publishing(place, ONE, lock=True)
    for phrase in (PHRASE, f"{PHRASE}-walnut"):
        assert build_client(replace(place.job(ONE), passphrase=phrase)).status == "built"
        _, out, _ = publish(ONE, "--yes")
        assert ("every phone will ask for it" in out) == (phrase != PHRASE)


def test_a_passphrase_is_not_handed_to_git(
    place: Workspace, remotes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = remotes[ONE] / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nenv > {place.folder}/seen\n", "utf-8")
    hook.chmod(0o755)
    monkeypatch.setenv("PLAYBOOK_PASSPHRASE_HARBOR_LANE_BAKERY", PHRASE)
    publish(ONE, "--yes")
    assert PHRASE not in (place.folder / "seen").read_text("utf-8")


def test_a_placeholder_for_the_consultant_is_not_published(place: Workspace) -> None:
    shared = place.folder / "profiles" / "_consultant.yml"
    shared.write_text("consultant: {name: Your Name}\n", "utf-8")
    place.build(ONE)
    assert "still says Your Name" in publish(ONE, "--yes")[2]


@pytest.mark.parametrize("to", [".", "..", "/", "dist", "dist/site", "build/x", "profiles"])
def test_sites_are_not_written_among_other_things(place: Workspace, to: str) -> None:
    before = sorted(place.folder.rglob("*"))
    assert publish("--to", to)[0] == WRONG_USE
    assert sorted(place.folder.rglob("*")) == before


def test_a_folder_keeps_what_somebody_else_put_there(place: Workspace) -> None:
    publish("--to", "site")
    own = place.folder / "site" / ONE / "index.html"
    own.write_text("mended by hand", "utf-8")
    assert "was changed since it was put there" in publish(ONE, "--to", "site", "--dry-run")[2]
    assert publish(ONE, "--to", "site")[0] == PROBLEMS
    assert own.read_text("utf-8") == "mended by hand"


def test_a_folder_keeps_what_tells_its_host_what_to_do(place: Workspace) -> None:
    publish("--to", "site")
    headers = place.folder / "site" / ONE / "_headers"
    headers.write_text("/sw.js\n  Cache-Control: no-cache\n", "utf-8")
    rewrite(place.profile(ONE), lambda profile: profile["business"].update(sells="cake"))
    place.build(ONE)
    assert publish(ONE, "--to", "site")[0] == FINE
    assert "no-cache" in headers.read_text("utf-8")


def test_a_folder_does_not_open_a_locked_site_by_accident(place: Workspace) -> None:
    publishing(place, ONE, lock=True)
    assert build_client(replace(place.job(ONE), passphrase=PHRASE)).status == "built"
    assert publish(ONE, "--to", "site")[0] == FINE
    publishing(place, ONE, lock=False)
    place.build(ONE)
    assert "say --unlock" in publish(ONE, "--to", "site")[2]
    assert publish(ONE, "--to", "site", "--unlock")[0] == FINE


def test_a_front_page_overwrites_nobodys_files(place: Workspace) -> None:
    site = place.folder / "site"
    site.mkdir()
    (site / "index.html").write_text("mine", "utf-8")
    status, out, said = publish("--to", "site", "--index")
    assert (status, (site / "index.html").read_text("utf-8")) == (PROBLEMS, "mine")
    assert "is not the front page's" in said
    assert f"written    {ONE}" in out
    (site / "index.html").unlink()
    assert publish("--to", "site", "--index")[0] == FINE
    assert "Prairie Line" in (site / "index.html").read_text("utf-8")
    publishing(place, TWO, lock=True)
    assert build_client(replace(place.job(TWO), passphrase=PHRASE)).status == "built"
    status, _, said = publish("--to", "site", "--index")
    assert status == FINE, said
    assert "Prairie" not in (site / "index.html").read_text("utf-8")
    assert len(list((site / "assets").glob("*.css"))) == 1


def test_a_site_without_a_profile_is_told(place: Workspace) -> None:
    publish("--to", "site")
    place.profile(TWO).unlink()
    said = publish("--to", "site")[2]
    assert f"site/{TWO} is there too, and no profile is" in said


def test_a_run_that_was_killed_leaves_nothing_in_a_public_folder(place: Workspace) -> None:
    left = place.folder / ".site.new" / "half"
    left.mkdir(parents=True)
    publish("--to", "site")
    assert not left.exists()
    assert {path.name for path in (place.folder / "site").iterdir()} == {ONE, TWO}


def test_the_workflow_can_be_looked_at_first(place: Workspace) -> None:
    status, out, _ = publish("--workflow", "--dry-run")
    assert (status, out.split()) == (FINE, [".github/workflows/playbook.yml", "requirements.txt"])
    assert not (place.folder / ".github").exists()
    publish("--workflow")
    assert (place.folder / ".github" / "workflows" / "playbook.yml").is_file()
    assert "is there already" in publish("--workflow")[1]


@pytest.mark.parametrize("url", ["https://Harbor.github.io/one/", "https://harbor.github.io/ONE/"])
def test_one_address_written_in_two_ways_is_one_address(place: Workspace, url: str) -> None:
    publishing(place, ONE, repository="git@github.com:harbor/one.git", url=None)
    rewrite(place.profile(ONE), lambda profile: profile["publish"].pop("url"))
    publishing(place, TWO, url=url)
    for name in (ONE, TWO):
        assert "Give each its own" in publish(name, "--dry-run")[2]


@pytest.mark.usefixtures("place")
def test_the_report_for_machines_says_the_same() -> None:
    report = json.loads(publish(ONE, "--yes", "--json")[1])["clients"][0]
    assert (report["id"], report["status"], report["locked"]) == (ONE, "published", False)
    assert {"path": ".nojekyll", "kind": "added", "before": 0, "after": 0} in report["changes"]


def test_a_page_that_answers_is_said_to(place: Workspace, tmp_path: Path) -> None:
    with hosted({"shop": tmp_path / "shop"}, NEAR) as host:
        publishing(place, ONE, url=f"{host.address}shop/")
        place.build(ONE)
        shutil.copytree(place.dist / ONE, tmp_path / "shop")
        assert "It answers with what was published." in publish(ONE, "--yes")[1]
        rewrite(place.profile(ONE), lambda profile: profile["business"].update(sells="cake"))
        place.build(ONE)
        (tmp_path / "shop" / "index.html").write_text("the one before", "utf-8")
        assert "It still shows what was there before" in publish(ONE, "--yes")[1]


def test_a_folder_for_any_host_gets_the_same_guards(place: Workspace) -> None:
    status, out, _ = publish("--to", "site")
    assert (status, out.split()) == (
        FINE, ["written", ONE, f"site/{ONE}", "written", TWO, f"site/{TWO}"]
    )  # fmt: skip
    assert (place.folder / "site" / ONE / "index.html").is_file()
    shutil.rmtree(place.folder / "site" / ONE)
    shutil.copytree(place.folder / "site" / TWO, place.folder / "site" / ONE)
    status, _, said = publish(ONE, "--to", "site")
    assert status == PROBLEMS
    assert "holds something else than this client's site" in said
    (place.dist / ONE / "index.html").write_text("mended", "utf-8")
    assert publish(ONE, "--to", "other")[0] == PROBLEMS
    assert not (place.folder / "other").exists()


def at_a_terminal(place: Workspace, typed: str, *arguments: str) -> tuple[int, str, str]:
    """Return what the command did for somebody who typed that."""
    ours, theirs = os.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run(
        (*COMMAND, "publish", *arguments, *DAY), cwd=place.folder, env=environment(), stdin=theirs,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    return done.returncode, done.stdout, done.stderr


def test_it_asks_once_for_all(place: Workspace, remotes: dict[str, Path]) -> None:
    status, out, said = at_a_terminal(place, "n\n")
    assert (status, said.count("[y/N]"), out.count("declined")) == (FINE, 1, 2)
    assert [git(remote, "for-each-ref") for remote in remotes.values()] == ["", ""]
    status, out, said = at_a_terminal(place, "y\n")
    assert (status, said.count("[y/N]"), out.count("published  ")) == (FINE, 1, 2)
    assert "then what changed of the others, without asking again?" in said
    assert out.index("harbor-lane-bakery\n") < out.index("anybody who has the address")


def test_ctrl_c_at_the_question_publishes_nothing(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    status, _, said = at_a_terminal(place, "\x04", ONE)
    assert status == STOPPED
    assert "Stopped." in said
    assert git(remotes[ONE], "for-each-ref") == ""


def test_a_run_that_is_ended_leaves_nothing_behind(
    place: Workspace, remotes: dict[str, Path]
) -> None:
    hook = remotes[ONE] / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {place.folder}/here\nsleep 20\n", "utf-8")
    hook.chmod(0o755)
    with subprocess.Popen(
        (*COMMAND, "publish", ONE, "--yes", *DAY), cwd=place.folder, env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        until = time.monotonic() + 60
        while not (place.folder / "here").exists() and time.monotonic() < until:
            time.sleep(0.05)
        running.terminate()
        assert running.wait() == TERMINATED
    assert not (place.projects / ".publish").exists()
    hook.unlink()
    assert publish(ONE, "--yes")[0] == FINE
    assert sound(remotes[ONE])


@pytest.mark.usefixtures("place")
def test_folders_that_would_hold_each_other_are_wrong_use(place: Workspace) -> None:
    assert publish("--out", "build", "--dry-run")[0] == WRONG_USE
    (place.folder / "precious").write_text("mine", "utf-8")
    (place.dist / ".lock").unlink(missing_ok=True)
    (place.dist / ".lock").symlink_to(place.folder / "precious")
    publish("--dry-run")
    assert (place.folder / "precious").read_text("utf-8") == "mine"
