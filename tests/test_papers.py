"""What a client may keep: papers that Chromium prints, and one zip with everything."""

import html
import re
import shutil
import sys
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject

from generator.load.profile import profile, reading
from generator.model.library import Library
from generator.site import links, pdf
from generator.site.bundle import profile_text
from generator.site.inputs import composed
from generator.site.whole import document, reading_order
from tests.built import SAMPLE, Workspace, copied_with, pages, playbook, run, samples, workspace
from tests.conftest import SAMPLES, TODAY, WORKSPACE

DAY = ("--date", TODAY.isoformat())
NOTE, COMMENT = "Marker-7719-A-Private-Note", "Marker-7720-A-Comment"
NOWHERE = {"PATH": "", "CHROME_PATH": ""}
ASKED = "There is no Chromium or Chrome to print with. Install one, or set CHROME_PATH.\n"
SHEETS = {"week": "week/index.html", "decision": "decide/index.html"}
PAPERS = ("decision.pdf", "playbook.pdf", "week.pdf")
NAME = "Harbor Lane Bakery"
BOX = '<input type="checkbox" data-tick'
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
Sheets = dict[tuple[str, str], PdfReader]
Words = list[tuple[str, float]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with every sample built, without papers; nobody changes it."""
    return samples(tmp_path_factory)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace whose one client has papers, and a note and a comment of its own."""
    made = workspace(tmp_path_factory.mktemp("printed") / "work", SAMPLE)
    text = re.sub(r"(?m)^  notes: .*$", f"  notes: {NOTE}", made.profile(SAMPLE).read_text("utf-8"))
    made.profile(SAMPLE).write_text(f"# {COMMENT}\n{text}", "utf-8")
    done = playbook("build", "--pdf", *DAY, cwd=made.folder)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def whole(printed: Workspace) -> PdfReader:
    """Return the whole playbook on paper."""
    return PdfReader(printed.dist / SAMPLE / "print" / "playbook.pdf")


@pytest.fixture(scope="module")
def words(whole: PdfReader) -> Words:
    """Return all that stands on paper, each with the share of the width at which it begins."""
    found: Words = []
    width = float(whole.pages[0].mediabox.width)

    def look(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        found.append((text, (tm[4] * cm[0] + tm[5] * cm[2] + cm[4]) / width))

    for page in whole.pages:
        page.extract_text(visitor_text=look)
    return found


@pytest.fixture(scope="module")
def text(words: Words) -> str:
    """Return the characters of the whole playbook on paper, without blanks."""
    return tight("".join(row[0] for row in words))


@pytest.fixture(scope="module")
def sheets(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    """Return the week and the decision of every sample, as they are printed alone."""
    folder = tmp_path_factory.mktemp("sheets")
    with pytest.MonkeyPatch.context() as only, ThreadPoolExecutor(2) as pool:
        only.setattr(pdf, "PAPERS", SHEETS)
        list(pool.map(lambda n: pdf.print_pages(built.dist / n, folder / n, None), SAMPLES))
    return {(n, s): PdfReader(folder / n / f"{s}.pdf") for n in SAMPLES for s in SHEETS}


@pytest.fixture(scope="module")
def bundles(printed: Workspace) -> tuple[Path, Path]:
    """Return two bundles of one client, packed at different places of the world."""
    far = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    for out, variables in (("one.zip", {}), ("two.zip", far)):
        command = ("bundle", SAMPLE, "--out", out, *DAY)
        done = playbook(*command, cwd=printed.folder, variables=variables)
        assert done.returncode == 0, done.stderr
    return printed.folder / "one.zip", printed.folder / "two.zip"


@pytest.fixture(scope="module")
def unpacked(bundles: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what was in a bundle."""
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(bundles[0]) as packed:
        packed.extractall(folder)
    return folder


def tight(text: str) -> str:
    """Return the characters of a text without blanks and ligatures, as lines break anywhere."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def said(markup: str) -> str:
    """Return the characters that HTML shows, without blanks."""
    return tight(html.unescape(re.sub(r"<[^>]+>", "", markup)))


def headings(site: Path) -> set[str]:
    """Return the headings of all pages that are read in order, without blanks."""
    found = [HEADING.search((site / name).read_text("utf-8")) for name in reading_order(site)]
    return {said(match[1]) for match in found if match}


def annotations(paper: PdfReader) -> list[DictionaryObject]:
    """Return every link of a paper."""
    found = [link.get_object() for page in paper.pages for link in page.get("/Annots", ())]
    return [link for link in found if isinstance(link, DictionaryObject)]


# What a build prints


def test_a_build_with_papers_prints_three(printed: Workspace) -> None:
    folder = printed.dist / SAMPLE / "print"
    assert tuple(sorted(path.name for path in folder.iterdir())) == PAPERS
    assert all(path.read_bytes().startswith(b"%PDF-") for path in folder.iterdir())


def test_the_page_for_phones_leads_to_the_papers(printed: Workspace) -> None:
    page = (printed.dist / SAMPLE / "phone" / "index.html").read_text("utf-8")
    assert sorted(re.findall(r'href="\.\./print/([^"]*)"', page)) == list(PAPERS)


def test_a_build_without_papers_has_neither_papers_nor_links(built: Workspace) -> None:
    assert not (built.dist / SAMPLE / "print").exists()
    assert [p for p, text in pages(built.dist / SAMPLE).items() if "print/" in text] == []


@pytest.mark.parametrize("command", [("build", "--pdf"), ("bundle", SAMPLE)], ids=" ".join)
def test_without_a_browser_one_sentence_says_what_to_install(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    made = workspace(tmp_path / "work", SAMPLE)
    done = playbook(*command, *DAY, cwd=made.folder, variables=NOWHERE)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{ASKED}Nothing was written.\n"
    assert [path.name for path in made.folder.iterdir()] == ["profiles"]


# One sheet each


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("sheet", SHEETS)
def test_it_is_one_sheet(sheets: Sheets, name: str, sheet: str) -> None:
    assert len(sheets[name, sheet].pages) == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_the_week_for_the_wall_has_every_task(built: Workspace, sheets: Sheets, name: str) -> None:
    normal = pages(built.dist / name)["week/index.html"].split('id="a-bad-week"')[0]
    tasks = re.findall(rf"{BOX}=[^>]*><span>(.*?)</span>", normal)
    assert len(tasks) > 5
    shown = tight(sheets[name, "week"].pages[0].extract_text())
    assert [task for task in tasks if said(task) not in shown] == []


def test_a_box_that_was_ticked_is_empty_on_paper(built: Workspace, tmp_path: Path) -> None:
    page = (built.dist / SAMPLE / "week" / "index.html").read_text("utf-8")
    ticked = page.replace(BOX, BOX.replace("input", "input checked")).encode()
    other = copied_with(built.dist / SAMPLE, tmp_path / "site", {"week/index.html": ticked})
    with pytest.MonkeyPatch.context() as only:
        only.setattr(pdf, "PAPERS", {"week": SHEETS["week"]})
        pdf.print_pages(built.dist / SAMPLE, tmp_path / "plain", None)
        pdf.print_pages(other, tmp_path / "ticked", None)
    assert ticked != page.encode()
    assert drawn(tmp_path / "plain" / "week.pdf") == drawn(tmp_path / "ticked" / "week.pdf")


def drawn(paper: Path) -> list[bytes]:
    """Return what a sheet draws and writes, without the colors."""
    contents = PdfReader(paper).pages[0].get_contents()
    assert contents is not None
    return [
        row
        for row in contents.get_data().splitlines()
        if not row.endswith((b" rg", b" RG", b" gs"))
    ]


# The whole playbook


def test_the_whole_playbook_has_every_page(printed: Workspace, text: str) -> None:
    found = headings(printed.dist / SAMPLE)
    assert len(found) > 40
    assert [heading for heading in found if heading not in text] == []


def test_paper_has_no_words_that_only_work_on_a_screen(text: str) -> None:
    words = ("All pages", "Share this page", "Skip to content", "This week Channels Decide People")
    assert [word for word in words if tight(word) in text] == []


def test_the_outline_has_every_page(printed: Workspace, whole: PdfReader) -> None:
    entries = [entry for entry in whole.outline if isinstance(entry, Destination)]
    assert headings(printed.dist / SAMPLE) <= {tight(str(entry.title)) for entry in entries}


def test_links_inside_lead_to_places_that_exist(whole: PdfReader) -> None:
    inside = [str(link["/Dest"]) for link in annotations(whole) if "/Dest" in link]
    assert len(inside) > 100
    assert [place for place in inside if place not in whole.named_destinations] == []


def test_links_outside_lead_to_the_web(whole: PdfReader) -> None:
    actions = [link["/A"].get_object() for link in annotations(whole) if "/A" in link]
    found = [str(action["/URI"]) for action in actions if isinstance(action, DictionaryObject)]
    assert len(found) == len(actions) > 20
    assert [a for a in found if not re.match(r"(https?://(?!127)|tel:|mailto:)", a)] == []


def test_paper_does_not_tell_which_machine_printed_it(printed: Workspace, text: str) -> None:
    folder = printed.dist / SAMPLE / "print"
    shown = [text.encode(), *((folder / name).read_bytes() for name in PAPERS)]
    marks = (b"127.0.0.1", b"localhost", str(printed.folder).encode())
    assert [mark for mark in marks for data in shown if mark in data] == []


def test_no_text_begins_outside_the_margins(words: Words) -> None:
    assert len(words) > 1000
    assert [row for row in words if row[0].strip() and not 0.04 < row[1] < 0.96] == []


def test_the_contents_name_pages_without_the_client(built: Workspace, tmp_path: Path) -> None:
    found = pages(built.dist / SAMPLE)
    other = {page: text.replace(NAME, "Smith - Sons").encode() for page, text in found.items()}
    site = copied_with(built.dist / SAMPLE, tmp_path / "site", other)
    made = document(site, reading_order(site), "whole", None)
    assert "Smith" not in made.split('<nav class="contents">')[1].split("</nav>")[0]


# The bundle


def test_a_bundle_has_all_a_client_needs(unpacked: Path) -> None:
    papers = [f"site/print/{name}" for name in PAPERS]
    profiles = [f"profiles/{SAMPLE}.yml", "profiles/harbor-lane.svg"]
    needed = [*papers, *profiles, "README.md", "site/index.html", "project/mkdocs.yml"]
    assert [name for name in needed if not (unpacked / name).is_file()] == []
    assert {path.name for path in unpacked.iterdir()} == {name.split("/")[0] for name in needed}


def test_a_bundle_tells_neither_private_notes_nor_comments(
    printed: Workspace, bundles: tuple[Path, Path], unpacked: Path
) -> None:
    marks = (NOTE.encode(), COMMENT.encode(), b"estimate from the till")
    assert all(mark in printed.profile(SAMPLE).read_bytes() for mark in marks)
    files = [bundles[0], *(path for path in unpacked.rglob("*") if path.is_file())]
    assert [path for path in files for mark in marks if mark in path.read_bytes()] == []


def test_two_bundles_are_the_same_bytes(bundles: tuple[Path, Path]) -> None:
    assert bundles[0].read_bytes() == bundles[1].read_bytes()


def test_printing_twice_gives_the_same_bytes(printed: Workspace, unpacked: Path) -> None:
    one, two = printed.dist / SAMPLE / "print", unpacked / "site" / "print"
    assert [n for n in PAPERS if (one / n).read_bytes() != (two / n).read_bytes()] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_packed_profile_says_all_the_client_said(tmp_path: Path, name: str) -> None:
    client, _ = profile(WORKSPACE / "profiles" / f"{name}.yml")
    alone = workspace(tmp_path / "work").profile(name)
    alone.with_name("_consultant.yml").unlink()
    alone.write_text(profile_text(client), "utf-8")
    bare = client.profile.model_copy(update={"private": None})
    assert reading(alone).client == client.model_copy(update={"profile": bare})


def test_a_packed_profile_checks_clean(unpacked: Path) -> None:
    done = playbook("check", cwd=unpacked)
    assert (done.returncode, done.stdout) == (0, "1 profile and the library: no problems.\n")


def test_a_packed_profile_makes_the_same_pages(unpacked: Path, library: Library) -> None:
    path = unpacked / "profiles" / f"{SAMPLE}.yml"
    made = composed(profile(path)[0], path, library, TODAY)
    docs = {name: unpacked / "project" / "docs" / name for name in made if name.endswith(".md")}
    assert [name for name, page in docs.items() if page.read_text("utf-8") != made[name]] == []


@pytest.fixture(scope="module")
def rebuilt(unpacked: Path) -> Path:
    """Return the site that plain MkDocs makes of a packed project."""
    project = unpacked / "project"
    done = run((sys.executable, "-m", "mkdocs", "build", "--strict"), project, {"PYTHONPATH": ""})
    assert done.returncode == 0, done.stderr[-2000:]
    return project / "site"


def test_plain_mkdocs_makes_the_same_pages_but_for_the_links_to_papers(
    unpacked: Path, rebuilt: Path
) -> None:
    one, two = pages(rebuilt), pages(unpacked / "site")
    assert [name for name in one | two if one.get(name) != two.get(name)] == ["phone/index.html"]


def test_a_packed_project_builds_without_a_broken_link(rebuilt: Path) -> None:
    assert links.problems(rebuilt) == ()


def test_a_bundle_into_a_missing_folder_is_wrong_use(printed: Workspace) -> None:
    done = playbook("bundle", SAMPLE, "--out", "no/such/a.zip", *DAY, cwd=printed.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no folder" in done.stderr
    assert not (printed.folder / "no").exists()


def test_a_failed_bundle_leaves_the_old_one_whole(tmp_path: Path) -> None:
    made = workspace(tmp_path / "work", SAMPLE)
    (made.folder / "a.zip").write_bytes(b"the old one")
    broken = {"CHROME_PATH": shutil.which("false") or "/bin/false"}
    done = playbook("bundle", SAMPLE, "--out", "a.zip", *DAY, cwd=made.folder, variables=broken)
    assert done.returncode == 1
    assert (made.folder / "a.zip").read_bytes() == b"the old one"
    assert {path.name for path in made.folder.iterdir()} == {"a.zip", "profiles"}
