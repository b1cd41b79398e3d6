"""The Word documents, made once in each process of a run."""

from __future__ import annotations

import pytest

from word_reader import HOMES, Read, asking_of, chapter, facts_of, form


@pytest.fixture(scope="session")
def chapters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """The chapter of every state, fictitious and real, as a Word document."""
    return {iso: chapter(tmp_path_factory.mktemp(iso), facts_of(iso)) for iso in HOMES}


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """The form of every state, fictitious and real, as a Word document."""
    return {iso: form(tmp_path_factory.mktemp(iso), asking_of(iso)) for iso in HOMES}


@pytest.fixture(params=["chapters", "forms"])
def every(request: pytest.FixtureRequest) -> dict[str, Read]:
    """All chapters, then all forms."""
    return request.getfixturevalue(request.param)
