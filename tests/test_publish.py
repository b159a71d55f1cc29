"""Publishing over real git remotes: one whole version of the right client, or a reason."""

import os
import random
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from generator.problems import quoted
from generator.publish import git as layer
from generator.publish.branch import plan, push, undo
from generator.publish.git import GitError, redacted, stores
from generator.publish.site import MARK, RefusedError
from tests.publishing import (
    BRANCH,
    TWO,
    Service,
    bare,
    foreign,
    git,
    held,
    known,
    planned,
    published,
    serving,
    small,
    sound,
    started,
    target,
)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """Return an empty bare repository."""
    return bare(tmp_path / "remotes" / "site.git")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Return where the stores of a run lie."""
    return tmp_path / "work"


@pytest.fixture(params=["file", "http"])
def url(request: pytest.FixtureRequest, remote: Path) -> object:
    """Return the repository's address, over files and over git's own server."""
    if request.param == "file":
        yield str(remote)
        return
    with serving(remote.parent) as service:
        yield f"{service.address}{remote.name}"


@pytest.fixture
def service(remote: Path) -> object:
    """Return a git server with the repository."""
    with serving(remote.parent) as made:
        yield made


def commits(remote: Path, branch: str = BRANCH) -> int:
    return int(git(remote, "rev-list", "--count", branch))


def refs(remote: Path) -> str:
    return git(remote, "for-each-ref")


def test_the_first_version_is_exactly_the_site(remote: Path, work: Path, url: str) -> None:
    published(work, url, small("one"))
    assert held(remote) == small("one").files
    assert git(remote, "for-each-ref", "--format=%(refname)") == f"refs/heads/{BRANCH}"
    assert sound(remote)


def test_an_update_adds_changes_and_removes(remote: Path, work: Path, url: str) -> None:
    published(work, url, small("one", many=5))
    made = planned(work, url, small("two", many=3))
    kinds = {change.path: change.kind for change in made.changes}
    assert kinds.pop("page-4/index.html") == kinds.pop("page-3/index.html") == "removed"
    assert set(kinds.values()) == {"changed"}
    published(work, url, small("two", many=3))
    assert held(remote) == small("two", many=3).files
    assert (commits(remote), sound(remote)) == (2, True)


def test_the_same_site_again_changes_nothing(remote: Path, work: Path, url: str) -> None:
    published(work, url, small("one"))
    assert planned(work, url, small("one")).changes == ()
    assert commits(remote) == 1


def test_nothing_stays_behind(work: Path, url: str) -> None:
    published(work, url, small("one"))
    assert not work.exists()


def test_the_commit_names_nobody_and_no_place(remote: Path, work: Path) -> None:
    published(work, str(remote), small("one"))
    said = git(remote, "cat-file", "commit", BRANCH)
    assert "playbook <playbook@localhost>" in said
    for name in (os.environ.get("USER", "root@"), "Harbor", "harbor", str(work)):
        assert name not in said


def test_a_branch_of_somebody_elses_commits_is_refused(
    remote: Path, work: Path, tmp_path: Path
) -> None:
    own = foreign(remote, tmp_path / "clone")
    with pytest.raises(RefusedError, match="not made here"):
        published(work, str(remote), small("one"))
    assert git(remote, "rev-parse", BRANCH) == own


def test_a_commit_on_top_of_ours_is_refused(remote: Path, work: Path, tmp_path: Path) -> None:
    published(work, str(remote), small("one"))
    own = foreign(remote, tmp_path / "clone")
    with pytest.raises(RefusedError, match="not made here"):
        published(work, str(remote), small("two"))
    assert git(remote, "rev-parse", BRANCH) == own


def test_a_commit_changed_by_hand_under_our_message_is_refused(
    remote: Path, work: Path, tmp_path: Path
) -> None:
    published(work, str(remote), small("one"))
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "-b", BRANCH, str(remote), str(clone)], check=True)
    (clone / "index.html").write_text("mended by hand", "utf-8")
    git(clone, "commit", "--quiet", "--all", "--reuse-message=HEAD")
    git(clone, "push", "--quiet", "origin", BRANCH)
    with pytest.raises(RefusedError, match="changed by hand"):
        published(work, str(remote), small("two"))


def test_another_clients_site_is_refused(remote: Path, work: Path) -> None:
    published(work, str(remote), small("one"))
    with pytest.raises(RefusedError, match="another client's"):
        published(work, str(remote), small("one", TWO))
    assert held(remote) == small("one").files


def test_the_default_branch_with_work_on_it_is_refused(
    remote: Path, work: Path, tmp_path: Path
) -> None:
    git(remote, "symbolic-ref", "HEAD", "refs/heads/main")
    foreign(remote, tmp_path / "clone", "main")
    with stores(work) as store, pytest.raises(RefusedError, match="default branch"):
        plan(store(str(remote)), target(str(remote), branch="main"), small("one"), known())


def test_a_branch_checked_out_on_this_machine_is_refused(work: Path, tmp_path: Path) -> None:
    repository = tmp_path / "their work"
    subprocess.run(["git", "init", "-q", "-b", BRANCH, str(repository)], check=True)
    git(repository, "config", "receive.denyCurrentBranch", "updateInstead")
    (repository / "draft.txt").write_text("mine", "utf-8")
    for place in (str(repository), repository.as_uri()):
        with pytest.raises(RefusedError, match="checked out"):
            published(work, place, small("one"))
    assert [path.name for path in repository.iterdir() if path.name != ".git"] == ["draft.txt"]


def test_other_branches_and_tags_stay_as_they_are(remote: Path, work: Path, tmp_path: Path) -> None:
    foreign(remote, tmp_path / "clone", "main")
    git(remote, "tag", "v1", "main")
    before = refs(remote)
    published(work, str(remote), small("one"))
    published(work, str(remote), small("two"))
    after = [line for line in refs(remote).splitlines() if BRANCH not in line]
    assert "\n".join(after) == before


def test_a_branch_that_moved_between_look_and_push_is_refused(
    remote: Path, work: Path, url: str
) -> None:
    published(work, url, small("one"))
    with stores(work) as store:
        own = store(url)
        made = plan(own, target(url), small("two"), known())
        published(work.with_name("other"), url, small("three"))
        with pytest.raises(GitError, match="changed meanwhile") as caught:
            push(own, made)
    assert caught.value.moved
    assert held(remote) == small("three").files


def test_a_branch_that_moved_back_is_refused_too(remote: Path, work: Path, url: str) -> None:
    first = published(work, url, small("one"))
    published(work, url, small("two"))
    with stores(work) as store:
        own = store(url)
        made = plan(own, target(url), small("three"), known())
        git(remote, "update-ref", f"refs/heads/{BRANCH}", first)
        with pytest.raises(GitError, match="changed meanwhile"):
            push(own, made)
    assert git(remote, "rev-parse", BRANCH) == first


def test_a_branch_made_meanwhile_is_not_overwritten(remote: Path, work: Path, url: str) -> None:
    with stores(work) as store:
        own = store(url)
        made = plan(own, target(url), small("one"), known())
        published(work.with_name("other"), url, small("two"))
        with pytest.raises(GitError, match="changed meanwhile"):
            push(own, made)
    assert held(remote) == small("two").files


def test_without_permission_it_says_so(remote: Path, work: Path, service: Service) -> None:
    service.denied = True
    with pytest.raises(GitError, match="may not write"):
        published(work, f"{service.address}{remote.name}", small("one"))
    assert refs(remote) == ""


def test_a_repository_that_is_not_there_is_named_as_such(work: Path, service: Service) -> None:
    with pytest.raises(GitError, match=r"no such repository"):
        published(work, f"{service.address}nowhere.git", small("one"))


def test_a_host_that_is_not_there_is_named_as_such(work: Path) -> None:
    with pytest.raises(GitError, match="cannot be reached"):
        published(work, "http://127.0.0.1:9/site.git", small("one"))


def test_a_connection_cut_in_the_middle_leaves_the_old_version(
    remote: Path, work: Path, service: Service
) -> None:
    url = f"{service.address}{remote.name}"
    published(work, url, small("one"))
    service.cut = "before"
    with pytest.raises(GitError, match=r"[Pp]ublish again"):
        published(work, url, small("two"))
    service.cut = ""
    assert held(remote) == small("one").files
    published(work, url, small("two"))
    assert held(remote) == small("two").files
    assert sound(remote)


def test_an_answer_that_is_lost_is_asked_for_again(
    remote: Path, work: Path, service: Service
) -> None:
    service.cut = "after"
    published(work, f"{service.address}{remote.name}", small("one"))
    assert held(remote) == small("one").files


def test_a_token_in_an_address_is_in_no_message(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        layer.SETTINGS, "url.http://me:s3cret@127.0.0.1:9/.insteadOf", "http://127.0.0.1:9/"
    )
    with pytest.raises(GitError) as caught:
        published(work, "http://127.0.0.1:9/site.git", small("one"))
    assert "s3cret" not in str(caught.value)
    assert redacted("to https://x:y@h.example/a\x1b[2J") == "to https://…@h.example/a\\u001b[2J"


def test_no_hook_of_the_user_runs(
    remote: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-push").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (hooks / "pre-push").chmod(0o755)
    settings = tmp_path / "config"
    settings.write_text(f"[core]\n hooksPath = {hooks}\n[commit]\n gpgSign = true\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    published(work, str(remote), small("one"))
    assert held(remote) == small("one").files


def test_the_repository_one_stands_in_is_not_touched(
    remote: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    subprocess.run(["git", "init", "-q", str(mine)], check=True)
    (mine / "a").write_text("staged", "utf-8")
    git(mine, "add", "a")
    (mine / "b").write_text("not staged", "utf-8")
    before = (mine / ".git" / "index").read_bytes(), git(mine, "status", "--porcelain")
    monkeypatch.chdir(mine)
    for name, value in (("GIT_DIR", ".git"), ("GIT_WORK_TREE", "."), ("GIT_INDEX_FILE", "x")):
        monkeypatch.setenv(name, str(mine / value))
    published(work, str(remote), small("one"))
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    after = (mine / ".git" / "index").read_bytes(), git(mine, "status", "--porcelain")
    assert after == before
    assert git(mine, "for-each-ref") == ""


@pytest.mark.parametrize("name", ["--upload-pack=touch x", "a b", "x'y\"z\\n", "émile", "-d"])
def test_odd_file_names_are_only_names(remote: Path, work: Path, name: str) -> None:
    site = small("one")
    odd = type(site)(site.client, {**site.files, f"{name}/index.html": b"odd"})
    published(work, str(remote), odd)
    listed = git(remote, "-c", "core.quotePath=false", "ls-tree", "-r", "-z", "--name-only", BRANCH)
    assert f"{name}/index.html" in listed.split("\0")


def test_twenty_kills_leave_one_whole_version_each_time(remote: Path, work: Path) -> None:
    url, chance = str(remote), random.Random(6)
    began = time.monotonic()
    assert started(work, url, "0").wait() == 0
    takes = time.monotonic() - began
    killed = 0
    for number in range(1, 21):
        running = started(work, url, str(number))
        time.sleep(chance.uniform(0.2, 0.9) * takes)
        killed += running.poll() is None
        with suppress(ProcessLookupError):  # it was faster
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        whole = [small(str(n), many=300).files for n in range(number + 1)]
        assert held(remote) in whole
        assert sound(remote)
    assert killed >= 10
    assert started(work, url, "last").wait() == 0
    assert held(remote) == small("last", many=300).files
    assert not work.exists()


def test_two_at_once_leave_one_whole_version(remote: Path, work: Path, url: str) -> None:
    published(work, url, small("one"))
    for number in range(3):
        places = [work.with_name(f"{side}-{number}") for side in ("left", "right")]
        running = [started(place, url, place.name) for place in places]
        ends = sorted(process.wait() for process in running)
        assert ends[0] == 0
        assert held(remote) in [small(place.name, many=300).files for place in places]
        assert sound(remote)


def test_undo_puts_the_version_before_back_by_a_new_commit(
    remote: Path, work: Path, url: str
) -> None:
    for version in ("one", "two", "three"):
        published(work, url, small(version))
    for number, shown in enumerate(("two", "one"), 4):
        with stores(work) as store:
            push(store(url), undo(store(url), target(url), small("x").mark, known()))
        assert (held(remote), commits(remote)) == (small(shown).files, number)
    with stores(work) as store, pytest.raises(RefusedError, match="no version before"):
        undo(store(url), target(url), small("x").mark, known())


def test_undo_after_an_undo_and_a_new_version_shows_what_was_shown(
    remote: Path, work: Path
) -> None:
    url = str(remote)

    def back() -> None:
        with stores(work) as store:
            push(store(url), undo(store(url), target(url), small("x").mark, known()))

    for version in ("one", "two", "three"):
        published(work, url, small(version))
    back()
    published(work, url, small("four"))
    back()
    assert held(remote) == small("two").files
    back()
    assert held(remote) == small("one").files


def test_undo_of_nothing_is_refused(remote: Path, work: Path) -> None:
    with stores(work) as store, pytest.raises(RefusedError, match="Nothing is published"):
        undo(store(str(remote)), target(str(remote)), small("x").mark, known())


def test_clients_in_folders_of_one_branch_keep_apart(remote: Path, work: Path, url: str) -> None:
    published(work, url, small("one"), "bakery")
    published(work, url, small("two", TWO), "plumber")
    published(work, url, small("three"), "bakery")
    found = held(remote)
    for folder, site in (("bakery", small("three")), ("plumber", small("two", TWO))):
        own = {k.removeprefix(f"{folder}/"): v for k, v in found.items() if k.startswith(folder)}
        assert own == site.files
    assert {name for name in found if "/" not in name} == {MARK, ".nojekyll"}


def test_undo_in_a_folder_leaves_the_other_clients(remote: Path, work: Path) -> None:
    url = str(remote)
    published(work, url, small("one"), "bakery")
    published(work, url, small("two"), "bakery")
    published(work, url, small("other", TWO), "plumber")
    with stores(work) as store:
        push(store(url), undo(store(url), target(url, "bakery"), small("x").mark, known()))
    found = held(remote)
    assert found["bakery/index.html"] == small("one").files["index.html"]
    assert found["plumber/index.html"] == small("other", TWO).files["index.html"]


def test_another_clients_folder_is_refused(remote: Path, work: Path) -> None:
    published(work, str(remote), small("one"), "shop")
    with pytest.raises(RefusedError, match="another client's"):
        published(work, str(remote), small("one", TWO), "shop")


@pytest.mark.parametrize(("first", "second"), [(None, "shop"), ("shop", None)])
def test_a_branch_is_for_one_client_or_for_folders(
    remote: Path, work: Path, first: str | None, second: str | None
) -> None:
    published(work, str(remote), small("one"), first)
    with pytest.raises(RefusedError, match="holds"):
        published(work, str(remote), small("one"), second)


def test_a_locked_site_never_stands_on_readable_history(remote: Path, work: Path) -> None:
    published(work, str(remote), small("one"))
    with pytest.raises(RefusedError, match="anybody can read"):
        published(work, str(remote), small("two", locked=True))


def test_a_locked_site_is_not_opened_by_accident(remote: Path, work: Path) -> None:
    url = str(remote)
    published(work, url, small("one", locked=True))
    with pytest.raises(RefusedError, match="say --unlock"):
        published(work, url, small("two"))
    with stores(work) as store:
        made = plan(store(url), target(url), small("two"), known(), unlock=True)
    assert (made.was_locked, made.locked) == (True, False)


def test_a_newer_release_is_not_overwritten(
    remote: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.publish.branch.__version__", "99.1.0")
    published(work, str(remote), small("one"))
    monkeypatch.undo()
    with pytest.raises(RefusedError, match=r"99\.1\.0, newer than"):
        published(work, str(remote), small("two"))


@pytest.mark.parametrize("branch", ["main", "master"])
def test_the_branch_of_a_repositorys_own_work_is_refused(
    remote: Path, work: Path, branch: str
) -> None:
    with stores(work) as store, pytest.raises(RefusedError, match="own work"):
        plan(store(str(remote)), target(str(remote), branch=branch), small("one"), known())


def test_a_branch_in_the_way_is_named_as_such(remote: Path, work: Path) -> None:
    published(work, str(remote), small("one"))
    with stores(work) as store:
        own = store(str(remote))
        made = plan(own, target(str(remote), branch=f"{BRANCH}/new"), small("two"), known())
        with pytest.raises(GitError, match="stands in the way") as caught:
            push(own, made)
    assert not caught.value.moved


def test_a_push_that_would_go_elsewhere_is_refused(
    remote: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bare(tmp_path / "remotes" / "other.git")
    settings = tmp_path / "config"
    settings.write_text(f'[url "{other}"]\n pushInsteadOf = {remote}\n', "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    with pytest.raises(RefusedError, match="pushInsteadOf"):
        published(work, str(remote), small("one"))
    assert refs(remote) == refs(other) == ""


def test_a_name_git_would_leave_out_is_an_error(work: Path, remote: Path) -> None:
    with pytest.raises(GitError, match="leaves out"):
        published(work, str(remote), small("one"), "..")


def test_an_open_version_by_mistake_can_be_taken_back(remote: Path, work: Path) -> None:
    url = str(remote)
    published(work, url, small("one", locked=True))
    with stores(work) as store:
        push(store(url), plan(store(url), target(url), small("two"), known(), unlock=True))
    with stores(work) as store:
        push(store(url), undo(store(url), target(url), small("x").mark, known()))
    assert held(remote) == small("one", locked=True).files


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://user:p/w@github.com/o/n", "https://…@github.com/o/n"),
        ("https://user:p w@github.com/o/n", "https://…@github.com/o/n"),
        ("https://user:p@w@github.com/o/n", "https://…@github.com/o/n"),
        ("me:s3cret@github.com:o/n.git", "me:…@github.com:o/n.git"),
        ("git@github.com:o/n.git", "git@github.com:o/n.git"),
    ],
)
def test_no_part_of_a_password_is_shown(text: str, shown: str) -> None:
    assert redacted(text) == shown
    assert quoted(text) == f"'{shown}'"


def test_a_host_that_refuses_the_branch_is_named_as_such(remote: Path, work: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    with pytest.raises(GitError, match="does not let this branch"):
        published(work, str(remote), small("one"))


def test_ctrl_c_ends_git_and_clears_up(work: Path, remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nsleep 30\n", "utf-8")
    hook.chmod(0o755)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            published(work, str(remote), small("one"))
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
    assert not work.exists()
    assert refs(remote) == ""
