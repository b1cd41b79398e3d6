"""Problems sort by place, count in words, and are written so that no record can steer a log."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cdmanual.problems import (
    Place,
    Problem,
    as_github,
    as_json,
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


def test_json_holds_the_same() -> None:
    assert json.loads(as_json([BAD])) == {
        "schema_version": 1,
        "problems": [
            {
                "file": "countries/xa/a.yml",
                "line": 3,
                "column": 7,
                "severity": "error",
                "code": "bad-id",
                "message": 'id: "A b" is not an id',
                "hint": "write a-b",
            }
        ],
    }
    assert json.loads(as_json([])) == {"schema_version": 1, "problems": []}


def test_github_annotations_are_escaped() -> None:
    odd = error(Place("a,b:c%.yml", 1, 2), "bad-id", "100 % sure: a, b", "do: this")
    assert as_github([odd, OLD]) == (
        "::error file=a%2Cb%3Ac%25.yml,line=1,col=2,title=bad-id::100 %25 sure: a, b%0Ado: this\n"
        "::warning file=countries/xa/a.yml,line=12,col=1,title=review-due::the review is due"
    )


@pytest.mark.parametrize("write", [as_text, as_github])
def test_what_a_record_says_cannot_begin_a_line_of_its_own(write: Callable[[list[Problem]], str]) -> None:
    evil = error(Place("a"), "bad-id", "x\n::set-output name=y::z\r\x1b[31m\u202e", "x\n::stop-commands::y")
    lines = write([evil]).splitlines()
    assert len([line for line in lines if line.startswith("::")]) == (write is as_github)
    assert "\x1b" not in "".join(lines)


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
