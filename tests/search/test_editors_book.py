"""An editor who asks the search how something is done is led to the chapter that says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cdmanual.search.index import Index
from cdmanual.search.ranking import search
from cdmanual.search.sections import read_sections
from models import ROOT
from searching import make_index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with make_index(tmp_path_factory.mktemp("book"), home=ROOT) as made:
        yield made


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("how do I change a phone number", "first-correction.html#change-a-phone-number-in-the-form"),
        ("add a state", "new-state.html"),
        ("who may confirm", "reviewing.html#who-may-confirm"),
        ("amend a binder", "editions.html"),
    ],
)
def test_the_chapter_stands_among_the_first_three(index: Index, query: str, wanted: str) -> None:
    shown = [result["url"] for result in search(index, query, limit=3)["results"]]
    assert f"editors/{wanted}" in shown


def test_what_says_how_large_a_picture_is_comes_into_no_result(index: Index) -> None:
    found = search(index, "the form opens in your browser", limit=5)["results"]
    assert found
    assert not [result["text"] for result in found if "width=" in result["text"]]


def test_a_comment_in_an_example_is_no_heading(tmp_path: Path) -> None:
    example = "# Book\n\n```sh\n# one line\nrun\n```\n\n## Second\n\nText.\n"
    (tmp_path / "book.md").write_text(example, encoding="utf-8")
    sections = [(section.title, section.place) for section in read_sections(tmp_path, "")]
    assert sections == [("Book", "book.html"), ("Book · Second", "book.html#second")]
