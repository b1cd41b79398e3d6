"""The index: words in every script, sorted as a reader looks for them, each with its pages."""

from __future__ import annotations

import pytest

from cdmanual.publish.printing.index import index_of, script_of, sort_key
from cdmanual.publish.printing.values import Values
from models import edition, labels


@pytest.mark.parametrize(
    ("title", "script"),
    [("Hrvatska", "Latin"), ("Ελλάδα", "Greek"), ("Србија", "Cyrillic"), ("საქართველო", "Georgian"), ("§ 64", "Latin")],
)
def test_a_word_stands_under_its_own_script(title: str, script: str) -> None:
    assert script_of(title) == script


def test_marks_on_letters_and_case_do_not_set_words_apart() -> None:
    words = ["Zagreb", "Đakovo", "dan", "Čakovec", "Cetinje", "čas", "İzmir", "irmak"]
    assert sorted(words, key=sort_key) == ["Čakovec", "čas", "Cetinje", "Đakovo", "dan", "irmak", "İzmir", "Zagreb"]


def test_a_word_has_each_of_its_pages_once_in_the_order_of_its_places() -> None:
    values = Values.of(edition(), labels())
    state = values.edition.manual.state("XA")
    authority = next(each for each in state.authorities if any(each.id in str(a.parts) for a in state.answers))
    named = [f"XA:{answer.question}.{at}" for answer in state.answers for at, _ in enumerate(answer.parts, 1)]
    places = {f"XA@{authority.id}": "III.XA-9", **dict.fromkeys(named, "III.XA-3")}
    rows = [
        row
        for script in index_of(values, places)
        for letter in script["letters"]
        for row in letter["rows"]
        if row["title"] == authority.name["en"] and row["note"] == "(XA)"
    ]
    assert [[page["label"] for page in row["pages"]] for row in rows] == [["III.XA-9", "III.XA-3"]]


def test_what_stands_nowhere_in_the_book_is_not_in_its_index() -> None:
    assert index_of(Values.of(edition(), labels()), {}) == []
