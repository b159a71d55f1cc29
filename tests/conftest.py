"""What many tests share: the workspace, its library, and a fixed day."""

from datetime import date
from pathlib import Path

import pytest

from generator.load.library import library as read_library
from generator.load.library import roots
from generator.load.profile import names, profile
from generator.model.library import Library
from generator.model.profile import Client

WORKSPACE = Path(__file__).parent.parent
TODAY = date(2026, 11, 22)
SAMPLES = tuple(path.stem for path in names(WORKSPACE / "profiles"))


@pytest.fixture(scope="session")
def workspace() -> Path:
    """Return this repository, which is a workspace itself."""
    return WORKSPACE


@pytest.fixture(scope="session")
def library(workspace: Path) -> Library:
    """Return the library as it stands in this repository."""
    return read_library(roots(workspace))


@pytest.fixture
def today() -> date:
    """Return the day on which all tests take place."""
    return TODAY


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest, workspace: Path) -> Client:
    """Return each sample client in turn."""
    return profile(workspace / "profiles" / f"{request.param}.yml")[0]
