"""What several groups of tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builds import FICTITIOUS, ROOT, Built, build_once


@pytest.fixture(scope="session")
def fictitious(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The public edition of the fictitious states."""
    return build_once(tmp_path_factory, FICTITIOUS)


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The public edition of the records of this repository."""
    return build_once(tmp_path_factory, ROOT)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the fictitious records, to be broken."""
    return Path(shutil.copytree(FICTITIOUS, tmp_path / "copied"))
