"""Problems sort by place, count in words, and are written so that no record can steer a terminal."""

from __future__ import annotations

import pytest

from cdmanual.problems import (
    Place,
    Problem,
    as_text,
    count_words,
    did_you_mean,
    error,
    has_errors,
    warning,
)

BAD = error(Place("countries/xa/a.yml", 3, 7), "bad-id", 'id: "A b" is not an id', "write a-b")
OLD = warning(Place("countries/xa/a.yml", 12, 1), "review-due", "the review is due")


def test_problems_sort_by_file_line_and_column() -> None:
    places = [Place("b"), Place("a", 10, 1), Place("a", 9, 20), Place("a", 9, 3)]
    assert sorted(error(place, "x", "") for place in places) == [error(place, "x", "") for place in reversed(places)]


def test_text_says_where_what_and_what_to_do() -> None:
    assert as_text([BAD, OLD]) == (
        'countries/xa/a.yml:3:7: error[bad-id]: id: "A b" is not an id\n'
        "   write a-b\n"
        "countries/xa/a.yml:12:1: warning[review-due]: the review is due"
    )


def test_what_a_record_says_cannot_begin_a_line_of_its_own() -> None:
    evil = error(Place("a"), "bad-id", "x\n::set-output name=y::z\r\x1b[31m\u202e", "x\n::stop-commands::y")
    text = as_text([evil])
    assert not [line for line in text.splitlines() if line.startswith("::")]
    assert "\x1b" not in text


def test_line_breaks_and_control_characters_are_shown_as_escapes() -> None:
    assert error(Place("a"), "x", "č\n\x1b\u200b").message == "č\\n\\x1b\\u200b"


@pytest.mark.parametrize(
    ("problems", "words"),
    [
        ([], "0 errors, 0 warnings"),
        ([BAD], "1 error, 0 warnings"),
        ([BAD, BAD, OLD], "2 errors, 1 warning"),
    ],
)
def test_the_tally_in_words(problems: list[Problem], words: str) -> None:
    assert count_words(iter(problems)) == words


def test_only_errors_stop_a_publication() -> None:
    assert has_errors([OLD, BAD])
    assert not has_errors([OLD])


def test_the_nearest_word_is_proposed_and_a_far_one_is_not() -> None:
    assert did_you_mean("partialy", ["none", "partial", "full"]) == 'did you mean "partial"?'
    assert did_you_mean("xyz", ["none", "partial", "full"]) == ""
    assert did_you_mean("x", []) == ""
