"""What a site's frame is made of: colors, manifest, names of files, and the worker's list."""

import gzip
import json
import random
import re
import shutil
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from coloraide import Color

from generator.cli import main
from generator.load.profile import profile
from generator.model.colors import Scheme, schemes
from generator.model.library import Library
from generator.model.profile import Brand
from generator.project.assets import assets
from generator.site.offline import EMPTY
from tests.built import SAMPLE, Workspace, copied_with, digest, pages, rewrite, samples, workspace
from tests.conftest import SAMPLES, WORKSPACE
from tests.test_logos import client

ENOUGH, PERCENT = 4.5, 0.01
SEED = 20261122
YELLOW, GREY, NEON, PASTEL = "#ffff00", "#808080", ("#39ff14", "#ff00ff"), ("#ffd1dc", "#c1e1c1")
MADE_UP = (f"#{random.Random(SEED + n).randrange(1 << 24):06x}" for n in range(30))
COLORS = (YELLOW, GREY, "#0b6e4f", *NEON, *PASTEL, *MADE_UP)
EXTREMES = ("#ffffff", "#000000")
JUST_ENOUGH = (("#2159fe", 0), ("#ba13ba", 0), ("#bd2798", 0), ("#f302e3", 1), ("#e81bf2", 1))
"""Colors with a contrast between 4.5 and 4.55, each with the scheme it has that in."""

TEXTS, GROUNDS = ("ink", "soft", "brand", "accent"), ("paper", "card", "tint")
NOT_KEPT = {"sw.js", ".nojekyll", "CNAME", "robots.txt", "404.html", "assets/share.png"}
FULL_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0"/></svg>'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built; nobody changes it."""
    return samples(tmp_path_factory)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return a workspace of one client, and work in it."""
    made = workspace(tmp_path / "work", SAMPLE)
    monkeypatch.chdir(made.folder)
    return made


def checked(*arguments: str) -> Result:
    """Return what `check` did, in this process."""
    return CliRunner().invoke(main, ("check", *arguments), prog_name="playbook")


# Colors


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def least(color: str, scheme: Scheme) -> float:
    """Return a color's contrast with the ground on which it is hardest to read."""
    return min(contrast(color, scheme.properties[ground]) for ground in GROUNDS)


@lru_cache
def grid(side: int) -> tuple[tuple[str, str, Scheme], ...]:
    """Return brand, accent and the light (0) or dark (1) scheme made of them, for all colors."""
    pairs = zip(COLORS, (*COLORS[7:], *COLORS[:7]), strict=True)
    return tuple((one, two, schemes(Brand(color=one, accent=two))[side]) for one, two in pairs)


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_reads_on_every_ground(side: int, text: str) -> None:
    found = [(one, two) for one, two, s in grid(side) if least(s.properties[text], s) < ENOUGH]
    assert found == []


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("color", EXTREMES)
def test_white_and_black_read_on_every_ground_too(side: int, color: str) -> None:
    scheme = schemes(Brand(color=color))[side]
    assert least(scheme.properties["brand"], scheme) >= ENOUGH


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_text_reads_on_the_brand_color(side: int) -> None:
    every = [*grid(side), *((c, c, schemes(Brand(color=c))[side]) for c in EXTREMES)]
    grounds = [scheme.properties for _, _, scheme in every]
    assert [p for p in grounds if contrast(p["on-brand"], p["brand"]) < ENOUGH] == []


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_a_color_that_reads_well_is_left_as_it_was_given(side: int) -> None:
    read = [(one, s) for one, _, s in grid(side) if least(one, s) >= ENOUGH + 0.05]
    assert len(read) > 5
    assert [one for one, s in read if s.properties["brand"] != one or "brand" in s.changed] == []


@pytest.mark.parametrize(("color", "side"), JUST_ENOUGH)
def test_a_color_that_only_just_reads_is_left_as_it_was_given(color: str, side: int) -> None:
    scheme = schemes(Brand(color=color))[side]
    assert least(color, scheme) >= ENOUGH
    assert scheme.properties["brand"] == color


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_a_color_is_moved_no_further_than_it_must(side: int) -> None:
    back = -PERCENT if side else PERCENT
    moved = [s for _, _, s in grid(side) if "brand" in s.changed]
    assert len(moved) > 5
    found = [s.changed["brand"] for s in moved if least(_lighter(s, back), s) >= ENOUGH]
    assert found == []


def _lighter(scheme: Scheme, by: float) -> str:
    """Return the scheme's brand color with another lightness, in OKLCH."""
    color = Color(scheme.properties["brand"]).convert("oklch")
    color["lightness"] += by
    return str(color.fit("srgb", method="oklch-chroma").convert("srgb").to_string(hex=True))


@pytest.mark.usefixtures("place")
def test_check_tells_of_each_changed_color_with_its_place() -> None:
    text = (WORKSPACE / "profiles" / f"{SAMPLE}.yml").read_text("utf-8").splitlines()
    line = next(number for number, row in enumerate(text, 1) if row.startswith("brand: {color"))
    done = checked(SAMPLE)
    assert (done.exit_code, done.stdout) == (0, "1 profile and the library: no problems.\n")
    color, accent = done.stderr.splitlines()
    assert color == (
        f"profiles/{SAMPLE}.yml:{line}:9: brand.color: On a dark ground text in #0b6e4f has a "
        "contrast of 2.61 to 1, and 4.5 is needed. The site uses #429775 there."
    )
    assert accent.startswith(f"profiles/{SAMPLE}.yml:{line}:27: brand.accent: On a light ground ")


@pytest.mark.usefixtures("place")
def test_check_tells_machines_of_changed_colors_as_notes() -> None:
    done = checked(SAMPLE, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["count"], told["problems"]) == (0, 0, [])
    assert [note["key"] for note in told["notes"]] == ["brand.color", "brand.accent"]


def test_a_profile_without_colors_gets_no_note(place: Workspace) -> None:
    rewrite(place.profile(SAMPLE), lambda values: values.pop("brand"))
    assert (checked(SAMPLE).exit_code, checked(SAMPLE).stderr) == (0, "")


def test_more_notes_than_fit_a_screen_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace(tmp_path / "work", *SAMPLES).folder)
    count = len(json.loads(checked("--format", "json").stdout)["notes"])
    assert count > 8
    assert checked().stderr == f"{count} notes on brand colors. Name a profile to see its own.\n"


# The manifest


def test_a_manifest_works_at_any_address(built: Workspace) -> None:
    found = json.loads((built.dist / SAMPLE / "manifest.webmanifest").read_text("utf-8"))
    icons = [picture["src"] for picture in found["icons"]]
    leads = [found["start_url"], found["scope"], *icons]
    assert [lead for lead in leads if ":" in lead or lead.startswith("/")] == []
    assert [name for name in icons if not (built.dist / SAMPLE / name).is_file()] == []


def test_a_manifest_has_the_color_of_the_page(built: Workspace) -> None:
    site = built.dist / SAMPLE
    found = json.loads((site / "manifest.webmanifest").read_text("utf-8"))
    paper = re.findall(r'scheme: light\)" content="(#\w+)"', pages(site)["index.html"])
    assert paper == [found["background_color"]] == [found["theme_color"]]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ada", "Ada"), ("Harbor Lane!", "Harbor Lane!"), ("Harbor Lane Bakery", "Harbor Lane"),
        ("Bäckereifachgeschäft", "Bäckereifach"), ("The Elephant Room", "The Elephant"),
    ],
)  # fmt: skip
def test_a_long_name_is_shortened_for_the_home_screen(
    library: Library, name: str, short: str
) -> None:
    made = assets(client(name=name), library).files["docs/manifest.webmanifest"]
    assert json.loads(made)["short_name"] == short


@pytest.mark.parametrize("name", ['The "Q" & Sons', "<b>Bold</b>", "Bread 🍞 'n' Butter", "a\\b"])
def test_a_manifest_holds_a_name_as_it_was_typed(library: Library, name: str) -> None:
    made = assets(client(name=name), library).files["docs/manifest.webmanifest"]
    assert json.loads(made)["name"] == name


# Names of files


def test_another_color_renames_the_style_sheet_alone(library: Library) -> None:
    green, red = (assets(client(logo=FULL_SVG, color=c), library) for c in ("#00693e", "#a01010"))
    differ = {what for what, name in green.named.items() if red.named[what] != name}
    assert differ == {"style", "version"}


def test_pages_load_only_files_that_exist(built: Workspace) -> None:
    site = built.dist / SAMPLE
    loads = re.compile(r'<(?:link|img|script)\b[^>]*?(?:href|src)="(?!\w+:)([^"]*\.\w+)"')
    found = {page: loads.findall(text) for page, text in pages(site).items() if page != "404.html"}
    assert all(len(names) > 4 for names in found.values())
    assert [n for p in found for n in found[p] if not ((site / p).parent / n).exists()] == []


def test_a_name_bears_the_hash_of_its_content(built: Workspace) -> None:
    files = digest(built.dist / SAMPLE / "assets")
    hashed = {name: name.split(".")[1] for name in files if re.match(r"\w+\.[0-9a-f]{8}\.", name)}
    assert {name.split(".")[0] for name in hashed} == {"playbook", "logo"}
    assert [name for name, own in hashed.items() if not files[name].startswith(own)] == []


def test_a_preview_has_plain_names_and_leaves_nothing_on_a_phone(library: Library) -> None:
    made = assets(client(logo=FULL_SVG), library, live=True)
    names = {made.named[what] for what in ("style", "script", "logo")}
    assert names == {"assets/playbook.css", "assets/playbook.js", "assets/logo.svg"}
    assert [name for name in made.files if "manifest" in name or "sw.js" in name] == []


# The worker


def kept(site: Path) -> tuple[str, dict[str, str]]:
    """Return the version and the files with their hashes, as the site's worker has them."""
    (listed,) = re.findall(r'\{"version":.*?\}\}', (site / "sw.js").read_text("utf-8"))
    found = json.loads(listed)
    assert found.keys() == {"version", "files"}
    return found["version"], found["files"]


def test_the_worker_knows_every_file_and_its_hash(built: Workspace) -> None:
    site = built.dist / SAMPLE
    wanted = {name: sha[:16] for name, sha in digest(site).items() if name not in NOT_KEPT}
    assert kept(site)[1] == wanted


def test_a_phone_does_not_keep_papers(built: Workspace, tmp_path: Path) -> None:
    site = copied_with(built.dist / SAMPLE, tmp_path / "one", {})
    shutil.copytree(site / "week", site / "print")
    assert kept(copied_with(site, tmp_path / "two", {})) == kept(built.dist / SAMPLE)


@pytest.mark.parametrize("name", ["index.html", "manifest.webmanifest", "assets/icon-180.png"])
def test_any_changed_byte_is_another_version(built: Workspace, tmp_path: Path, name: str) -> None:
    site = built.dist / SAMPLE
    other = copied_with(site, tmp_path / "site", {name: (site / name).read_bytes() + b" "})
    assert kept(other)[0] != kept(site)[0]


def test_what_no_page_shows_is_not_another_version(built: Workspace, tmp_path: Path) -> None:
    site = copied_with(built.dist / SAMPLE, tmp_path / "site", {"robots.txt": b"Allow: /\n"})
    assert kept(site) == kept(built.dist / SAMPLE)


def test_two_processes_draw_the_same_bytes(built: Workspace, library: Library) -> None:
    one, _ = profile(WORKSPACE / "profiles" / f"{SAMPLE}.yml")
    made = assets(one, library).files
    project = built.projects / SAMPLE
    assert [name for name, data in made.items() if (project / name).read_bytes() != data] == []


def test_the_scripts_are_small(library: Library) -> None:
    made = assets(client(), library)
    worker = made.files["theme/sw.js"]
    scripts = [worker, made.files[f"theme/{made.named['script']}"]]
    assert sum(len(gzip.compress(script)) for script in scripts) < 10 * 1024


def test_a_worker_without_room_for_the_list_fails_the_build(place: Workspace) -> None:
    worker = place.folder / "overrides" / "theme" / "sw.js"
    worker.parent.mkdir(parents=True)
    worker.write_text("addEventListener('fetch', go)\n", "utf-8")
    report = place.build(SAMPLE)
    said = f"sw.js: the theme's worker must hold {EMPTY} once, for the list of files."
    assert (report.status, report.log) == ("failed", (said,))
    assert not (place.dist / SAMPLE).exists()
