"""Sites: whole or not at all, the same bytes everywhere, and more by adding files only."""

import html
import json
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.project import put_in_place, swap, write_tree
from generator.site import links
from tests.built import (
    COMMAND,
    SAMPLE,
    Change,
    Workspace,
    digest,
    environment,
    pages,
    playbook,
    rewrite,
    run,
    samples,
    workspace,
)
from tests.conftest import TODAY, WORKSPACE

OTHER = "slow-kiln-pottery"
DAY = ("--date", TODAY.isoformat())
FINDING = "market-club-2026-hears-it"
KILLS = 12
SEED = 20261122
BUILD_ONE = """
import sys
from tests.built import Workspace
from pathlib import Path
place, name = Workspace(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
print(place.build(name).status, flush=True)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built; nobody changes it."""
    return samples(tmp_path_factory)


@pytest.fixture
def copy(built: Workspace, tmp_path: Path) -> Workspace:
    """Return a workspace of one client, built already."""
    made = workspace(tmp_path / "work", SAMPLE)
    for folder in ("dist", "build"):
        shutil.copytree(built.folder / folder / SAMPLE, made.folder / folder / SAMPLE)
    for place, other in ((made.dist, built.dist), (made.projects, built.projects)):
        (place / ".state").mkdir(parents=True)
        name = Path(".state", f"{SAMPLE}.json")
        shutil.copyfile(other / name, place / name)
    return made


def sell(words: str) -> Change:
    """Return a change of what the client sells."""

    def change(values: dict[str, Any]) -> None:
        values["business"]["sells"] = words

    return change


# What a site holds


def test_a_site_keeps_github_from_processing_it(built: Workspace) -> None:
    assert (built.dist / SAMPLE / ".nojekyll").is_file()


def test_a_site_asks_search_engines_to_stay_away(built: Workspace) -> None:
    site = built.dist / SAMPLE
    asked = '<meta name="robots" content="noindex'
    assert "Disallow: /\n" in (site / "robots.txt").read_text("utf-8")
    assert [page for page, text in pages(site).items() if asked not in text] == []


def test_a_client_may_welcome_search_engines(copy: Workspace) -> None:
    def welcome(values: dict[str, Any]) -> None:
        values["publish"]["search_engines"] = True

    rewrite(copy.profile(SAMPLE), welcome)
    assert copy.build(SAMPLE).status == "built"
    site = copy.dist / SAMPLE
    assert "Disallow" not in (site / "robots.txt").read_text("utf-8")
    assert not [page for page, text in pages(site).items() if "noindex" in text]


def test_no_byte_tells_where_or_by_whom_a_site_was_made(built: Workspace) -> None:
    user = Path.home().name
    marks = [str(built.folder), str(WORKSPACE), str(Path.home()) + "/", sys.prefix]
    marks += [f"/home/{user}", f"/Users/{user}", os.uname().nodename]
    found = [
        f"{path}: {mark}"
        for folder in (built.dist / SAMPLE, built.projects / SAMPLE)
        for path in folder.rglob("*")
        if path.is_file()
        for mark in marks
        if re.search(rb"(?<![\w-])" + re.escape(mark.encode()), path.read_bytes())
    ]
    assert found == []


def test_no_page_loads_anything_from_elsewhere(built: Workspace) -> None:
    loads = re.compile(
        r"""\ssrc(?:set)?=["'](?:\w+:)?//|url\(["']?(?:\w+:)?//|@import"""
        r"""|<link [^>]*rel="(?:stylesheet|icon|preload|manifest)"[^>]*href="(?:\w+:)?//"""
    )
    foreign = [
        f"{path.name}: {found}"
        for path in (built.dist / SAMPLE).rglob("*")
        if path.suffix in {".html", ".css"}
        for found in loads.findall(path.read_text("utf-8"))
    ]
    assert foreign == []


def test_every_page_is_in_the_reading_order(built: Workspace) -> None:
    project = built.projects / SAMPLE
    nav = yaml.safe_load((project / "mkdocs.yml").read_text("utf-8"))["nav"]
    docs = {p.relative_to(project / "docs").as_posix() for p in project.glob("docs/**/*.md")}
    assert sorted(_leaves(nav)) == sorted(docs)


def _leaves(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    entries = nav.values() if isinstance(nav, dict) else nav
    assert not isinstance(entries, str)
    return [leaf for entry in entries for leaf in _leaves(entry)]  # type: ignore[attr-defined]


def test_every_template_has_become_a_page(built: Workspace) -> None:
    folder = WORKSPACE / "playbook" / "pages"
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*.md")}
    wanted = {name for name in names if not name.split("/")[-1].startswith("_")}
    addresses = {n.removesuffix(".md").removesuffix("index").rstrip("/") for n in wanted}
    files = {f"{address}/index.html".lstrip("/") for address in addresses}
    assert files - pages(built.dist / SAMPLE).keys() == set()


# The same bytes


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "77", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "20", "HOME": "/nowhere"},
    ],
    ids="-".join,
)
def test_the_environment_changes_no_byte(
    built: Workspace, tmp_path: Path, variables: dict[str, str]
) -> None:
    made = workspace(tmp_path / "work", SAMPLE)
    done = playbook("build", *DAY, cwd=made.folder, variables=variables)
    assert done.returncode == 0, done.stderr
    assert digest(made.dist / SAMPLE) == digest(built.dist / SAMPLE)
    assert digest(made.projects / SAMPLE) == digest(built.projects / SAMPLE)


def test_folder_rights_and_number_of_jobs_change_no_byte(built: Workspace, tmp_path: Path) -> None:
    made = workspace(tmp_path / "a folder" / "ünder", SAMPLE, OTHER)
    command = " ".join(f"'{part}'" for part in (*COMMAND[:2],)) + ' "$0" "$@"'
    shell = ("sh", "-c", f"umask 077; exec {command}", COMMAND[2])
    paths = [str(made.profile(name)) for name in (OTHER, SAMPLE)]
    out = ("--out", str(made.dist), "--jobs", "2")
    done = run((*shell, "build", *paths, *out, *DAY), tmp_path)
    assert done.returncode == 0, done.stderr
    for name in (SAMPLE, OTHER):
        assert digest(made.dist / name) == digest(built.dist / name)


def test_a_few_days_later_nothing_has_changed(copy: Workspace) -> None:
    before = digest(copy.dist / SAMPLE)
    done = playbook("build", "--json", "--date", "2026-11-26", cwd=copy.folder)
    assert json.loads(done.stdout)["clients"][0]["status"] == "unchanged"
    assert digest(copy.dist / SAMPLE) == before


def test_a_second_build_from_nothing_gives_the_same_bytes(copy: Workspace) -> None:
    before = digest(copy.dist / SAMPLE)
    shutil.rmtree(copy.dist)
    shutil.rmtree(copy.projects)
    assert copy.build(SAMPLE).status == "built"
    assert digest(copy.dist / SAMPLE) == before


# Only what changed


def test_an_unchanged_client_is_left_alone(copy: Workspace) -> None:
    before = [path.stat().st_mtime_ns for path in sorted(copy.dist.rglob("*"))]
    assert copy.build(SAMPLE).status == "unchanged"
    assert [path.stat().st_mtime_ns for path in sorted(copy.dist.rglob("*"))] == before


def test_a_changed_profile_is_built_again(copy: Workspace) -> None:
    rewrite(copy.profile(SAMPLE), sell("rye bread and nothing else"))
    assert copy.build(SAMPLE).status == "built"
    assert "rye bread and nothing else" in "".join(pages(copy.dist / SAMPLE).values())


def test_a_lost_file_is_built_again(copy: Workspace) -> None:
    lost = copy.dist / SAMPLE / "week" / "index.html"
    before = lost.read_bytes()
    lost.unlink()
    assert copy.build(SAMPLE).status == "built"
    assert lost.read_bytes() == before


def test_a_page_edited_by_hand_is_noticed(copy: Workspace) -> None:
    page = copy.dist / SAMPLE / "week" / "index.html"
    text = page.read_text("utf-8")
    page.write_text(text.replace("week", "weak"), "utf-8")
    assert copy.build(SAMPLE).status == "built"


def test_a_private_note_alone_builds_nothing(copy: Workspace) -> None:
    def note(values: dict[str, Any]) -> None:
        values["private"]["notes"] = "Another note entirely."

    rewrite(copy.profile(SAMPLE), note)
    assert copy.build(SAMPLE).status == "unchanged"


# What goes wrong


def test_a_broken_profile_fails_alone(tmp_path: Path) -> None:
    made = workspace(tmp_path / "work", SAMPLE, OTHER)
    broken = made.profile(OTHER)
    broken.write_text(broken.read_text("utf-8").replace("goals:", "gaols:"), "utf-8")
    done = playbook("build", "--jobs", "2", *DAY, cwd=made.folder)
    assert done.returncode == 1
    assert f"profiles/{OTHER}.yml:" in done.stderr
    assert (made.dist / SAMPLE / "index.html").is_file()
    assert [p.name for p in made.dist.iterdir() if OTHER in p.name] == []


def test_a_profile_that_breaks_leaves_its_old_site_alone(copy: Workspace) -> None:
    before = digest(copy.dist)
    copy.profile(SAMPLE).write_text("business: {name: x}\n", "utf-8")
    assert copy.build(SAMPLE).status == "failed"
    assert digest(copy.dist) == before


def test_two_builds_at_once_both_succeed(copy: Workspace, built: Workspace) -> None:
    shutil.rmtree(copy.dist)
    command = (*COMMAND, "build", "--force", *DAY)
    both = [
        subprocess.Popen(command, cwd=copy.folder, env=environment(), stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [build.wait() for build in both] == [0, 0]
    assert digest(copy.dist / SAMPLE) == digest(built.dist / SAMPLE)
    assert [p.name for p in copy.dist.iterdir() if p.name.endswith((".new", ".old"))] == []


def test_a_kill_at_any_moment_leaves_the_old_site_or_the_new(copy: Workspace) -> None:
    old = digest(copy.dist / SAMPLE)
    rewrite(copy.profile(SAMPLE), sell("rye bread"))
    other = workspace(copy.folder / "other")
    shutil.copyfile(copy.profile(SAMPLE), other.profile(SAMPLE))
    began = time.monotonic()
    assert other.build(SAMPLE).status == "built"
    duration = time.monotonic() - began
    new = digest(other.dist / SAMPLE)
    assert new != old
    moments = random.Random(SEED)
    for _ in range(KILLS):
        _build_and_kill(copy, duration * moments.uniform(0, 1.1))
        assert digest(copy.dist / SAMPLE) in (old, new)
    assert copy.build(SAMPLE).status in ("built", "unchanged")
    assert digest(copy.dist / SAMPLE) == new
    assert digest(copy.projects / SAMPLE) == digest(other.projects / SAMPLE)
    assert {p.name for p in copy.dist.iterdir()} <= {SAMPLE, ".state", ".lock"}


def _build_and_kill(made: Workspace, seconds: float) -> None:
    """Kill a build so many seconds after it has read its modules."""
    command = (sys.executable, "-c", BUILD_ONE, str(made.folder), SAMPLE)
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == b"ready\n"
        try:
            build.wait(seconds)
        except subprocess.TimeoutExpired:
            build.send_signal(signal.SIGKILL)


def _tree(folder: Path, word: str) -> Path:
    write_tree({"index.html": word.encode(), "a/b.html": word.encode()}, folder)
    return folder


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    target, made = _tree(tmp_path / "site", "old"), _tree(tmp_path / ".site.new", "new")
    put_in_place(made, target)
    assert (target / "a" / "b.html").read_text("utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_system_without_exchange_swaps_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    target, made = _tree(tmp_path / "site", "old"), _tree(tmp_path / ".site.new", "new")
    put_in_place(made, target)
    assert (target / "a" / "b.html").read_text("utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_kill_between_two_renames_left_aside_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    target, made = _tree(tmp_path / "site", "old"), _tree(tmp_path / ".site.new", "new")
    rename = Path.rename

    def second_one_dies(path: Path, to: Path) -> Path:
        if path == made:
            raise KeyboardInterrupt
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", second_one_dies)
    with pytest.raises(KeyboardInterrupt):
        put_in_place(made, target)
    assert not target.exists()
    swap.recover(target)
    assert (target / "a" / "b.html").read_text("utf-8") == "old"


def test_the_next_build_after_such_a_kill_needs_no_cleaning(copy: Workspace) -> None:
    whole = digest(copy.dist / SAMPLE)
    (copy.dist / SAMPLE).rename(copy.dist / f".{SAMPLE}.old")
    assert copy.build(SAMPLE).status in ("built", "unchanged")
    assert digest(copy.dist / SAMPLE) == whole
    assert not (copy.dist / f".{SAMPLE}.old").exists()


def test_an_output_that_is_a_file_is_one_message(copy: Workspace) -> None:
    rewrite(copy.profile(SAMPLE), sell("rye bread"))
    shutil.rmtree(copy.dist)
    copy.dist.write_text("not a folder", "utf-8")
    done = playbook("build", *DAY, cwd=copy.folder)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


# The project without the generator


ENGINES = ("mkdocs", "zensical")


def handed_over(built: Workspace, folder: Path, engine: str, *strict: str) -> Path:
    """Return the site that an engine makes of a project elsewhere, unhelped."""
    project = folder / "handed over"
    shutil.copytree(built.projects / SAMPLE, project)
    variables = {"NO_COLOR": "1", "PYTHONPATH": ""}
    done = run((sys.executable, "-m", engine, "build", *strict), project, variables)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "arning" in line]
    assert done.returncode == 0, "\n".join(said) or done.stderr[-2000:]
    return project / "site"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_project_builds_elsewhere_without_a_broken_link(
    built: Workspace, tmp_path: Path, engine: str
) -> None:
    assert links.problems(handed_over(built, tmp_path, engine, "--strict")) == ()


def test_both_engines_make_the_same_pages_with_the_same_words(
    built: Workspace, tmp_path: Path
) -> None:
    one, two = (pages(handed_over(built, tmp_path / engine, engine)) for engine in ENGINES)
    assert one.keys() == two.keys()
    assert [page for page in one if _words(one[page]) != _words(two[page])] == []


def _words(text: str) -> str:
    article = re.search(r"<article.*?</article>", text, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", article[0])).split()) if article else ""


# More by adding files only


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace whose overrides bring a channel, a trade, a source and a page."""
    made = workspace(tmp_path_factory.mktemp("extended") / "work", SAMPLE)
    over, source = made.folder / "overrides", WORKSPACE / "playbook"
    _add_source(over)
    _add_channel(over, source)
    _add_trade(over, source)
    _add_page(over)

    def use(values: dict[str, Any]) -> None:
        values["business"]["trade"] = "cheese-shop"
        values["channels"]["market-radio"] = {"decision": "always", "because": "they asked us"}

    rewrite(made.profile(SAMPLE), use)
    done = playbook("build", *DAY, cwd=made.folder)
    assert done.returncode == 0, done.stderr
    return made


def _add_source(over: Path) -> None:
    source = {
        "publisher": "Market Research Club", "title": "Who hears the market radio",
        "url": "https://club.example/radio", "url_is": "publisher",
        "read_in": ["https://club.example/radio"], "date": "2026-03-01", "year": 2026,
        "base": "visitors of one market", "country": "US", "sells": False,
        "method": "published", "review_by": "2028-12-31",
        "findings": {
            "hears-it": {
                "says": "of market visitors hear the radio", "kind": "use", "grade": "B",
                "channels": ["market-radio"], "value": 61.5, "unit": "percent",
            }
        },
    }  # fmt: skip
    (over / "evidence").mkdir(parents=True)
    (over / "evidence" / "market-club-2026.yml").write_text(yaml.safe_dump(source), "utf-8")


def _add_channel(over: Path, source: Path) -> None:
    shutil.copytree(source / "channels" / "bluesky", over / "channels" / "market-radio")
    facts = over / "channels" / "market-radio" / "channel.yml"
    cells = yaml.safe_load((source / "moments.yml").read_text("utf-8"))["channels"]["facebook"]
    text = re.sub(r"^name: .*$", "name: Market radio", facts.read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^    findings: .*$", f"    findings: [{FINDING}]", text, flags=re.MULTILINE)
    facts.write_text(text + yaml.safe_dump(cells), "utf-8")


def _add_trade(over: Path, source: Path) -> None:
    text = (source / "trades" / "bakery.yml").read_text("utf-8")
    (over / "trades").mkdir()
    named = re.sub(r"^name: .*$", "name: cheese shop", text, count=1, flags=re.MULTILINE)
    (over / "trades" / "cheese-shop.yml").write_text(named, "utf-8")


def _add_page(over: Path) -> None:
    (over / "pages").mkdir()
    (over / "pages" / "parking.md").write_text(
        "---\ntitle: Where to park\ndescription: For visitors.\nplace: week\n---\n"
        "# Where to park\n\nNear {{ p.name }}.\n",
        "utf-8",
    )


def test_an_added_channel_is_decided_and_has_a_page(extended: Workspace) -> None:
    decision = json.loads((extended.projects / SAMPLE / "decision.json").read_text("utf-8"))
    verdicts = {row["channel"]: row["verdict"] for row in decision["choices"]}
    assert verdicts["market-radio"] == "now"
    assert "Market radio" in pages(extended.dist / SAMPLE)["channels/market-radio/index.html"]
    assert 'href="market-radio/"' in pages(extended.dist / SAMPLE)["channels/index.html"]


def test_an_added_trade_is_the_clients_trade(extended: Workspace) -> None:
    assert "cheese shop" in pages(extended.dist / SAMPLE)["answers/index.html"]


def test_an_added_finding_is_among_the_sources(extended: Workspace) -> None:
    shown = html.unescape(pages(extended.dist / SAMPLE)["sources/index.html"])
    assert f'id="{FINDING}"' in shown
    assert "61.5 percent" in shown


def test_an_added_page_is_built_and_in_the_menu(extended: Workspace) -> None:
    found = pages(extended.dist / SAMPLE)
    assert "Near Harbor Lane Bakery" in found["parking/index.html"]
    assert 'href="parking/"' in found["index.html"]


def test_sites_are_files_that_any_server_may_read(built: Workspace) -> None:
    kinds = {stat.S_IFMT(path.lstat().st_mode) for path in (built.dist / SAMPLE).rglob("*")}
    assert kinds == {stat.S_IFREG, stat.S_IFDIR}
