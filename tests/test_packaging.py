"""The wheel: what it carries, and that it works where there is no checkout."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import WORKSPACE


@dataclass(frozen=True)
class Packages:
    """The wheel and the source archive."""

    wheel: Path
    source: Path


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Build the source archive, and the wheel from it."""
    out = tmp_path_factory.mktemp("packages")
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out))
    done = _run((*command, str(WORKSPACE)), out)
    assert done.returncode == 0, done.stdout + done.stderr
    return Packages(next(out.glob("*.whl")), next(out.glob("*.tar.gz")))


@pytest.fixture(scope="module")
def installed(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scripts of an environment with the wheel; its dependencies are this one's."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install")
    done = _run((*pip, "--no-deps", "--no-index", str(packages.wheel)), place)
    assert done.returncode == 0, done.stderr
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return place / "bin"


def _run(command: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    variables = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


def wheel_names(packages: Packages) -> set[str]:
    """Return the files of the wheel."""
    with zipfile.ZipFile(packages.wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_all_content(packages: Packages) -> None:
    files = (p for p in (WORKSPACE / "playbook").rglob("*") if p.is_file())
    wanted = {f"generator/content/{p.relative_to(WORKSPACE).as_posix()}" for p in files}
    assert wanted - wheel_names(packages) == set()
    assert "generator/content/mkdocs.yml" in wheel_names(packages)


def test_the_wheel_carries_the_type_mark_and_no_clients(packages: Packages) -> None:
    names = wheel_names(packages)
    assert "generator/py.typed" in names
    assert [n for n in names if not n.startswith(("generator/", "playbook-"))] == []


def test_the_source_archive_can_run_its_tests(packages: Packages) -> None:
    with tarfile.open(packages.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "profiles/_consultant.yml", "mkdocs.yml", "LICENSE"} <= names
    assert [n for n in names if n.startswith((".venv", "dist/", "build/"))] == []


def test_an_installed_wheel_is_used_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import generator; print(generator.__file__, generator.__version__)"
    done = _run((str(installed / "python"), "-c", code), tmp_path)
    assert done.stdout.startswith(str(installed.parent)), done.stdout + done.stderr


def test_an_installed_wheel_starts_a_workspace_and_builds_it(
    installed: Path, tmp_path: Path
) -> None:
    started = _run((str(installed / "playbook"), "init", "demo"), tmp_path)
    assert started.returncode == 0, started.stderr
    done = _run((str(installed / "playbook"), "build", "--date", "2026-11-22"), tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    site = tmp_path / "demo" / "dist" / "corner-cafe"
    assert (site / "week" / "index.html").is_file()
    assert str(tmp_path) not in (site / "index.html").read_text("utf-8")
