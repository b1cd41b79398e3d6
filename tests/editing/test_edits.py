"""An edit is made where what it changes is as it was, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdmanual.editing.edits import ABSENT, DoesNotFitError, Edit, Id, edits_between, found_at, make, merge

words = st.text("abc", min_size=1, max_size=3)
leaves = st.none() | st.booleans() | st.integers(0, 3) | words
entries = st.dictionaries(words, leaves, max_size=3)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    ids = draw(st.lists(words, max_size=5, unique=True))
    return [{"id": name, **draw(entries), **{"id": name}} for name in ids]


values = st.recursive(
    leaves | rows(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


def made(value: Any, edits: list[Edit]) -> Any:
    for edit in edits:
        value = make(value, edit)
    return value


@given(values, values)
@settings(deadline=None, derandomize=True, database=None, max_examples=500, suppress_health_check=list(HealthCheck))
def test_the_edits_between_two_values_lead_from_one_to_the_other(old: Any, new: Any) -> None:
    edits = list(edits_between(old, new))
    assert made(old, edits) == new
    assert (edits == []) == (repr(old) == repr(new) or (old == new and list(edits_between(new, old)) == []))


@given(values, values)
@settings(deadline=None, derandomize=True, database=None, max_examples=300, suppress_health_check=list(HealthCheck))
def test_edits_that_were_made_already_change_nothing(old: Any, new: Any) -> None:
    edits = list(edits_between(old, new))
    try:
        assert made(new, edits) == new
    except DoesNotFitError:  # an entry that came and one that left may share what they hold
        assert edits


@given(values, values)
@settings(deadline=None, derandomize=True, database=None, max_examples=300, suppress_health_check=list(HealthCheck))
def test_a_merge_with_nobody_else_is_mine_and_with_nothing_of_mine_is_theirs(was: Any, other: Any) -> None:
    mine = merge(was, other, was)
    assert (mine.value, mine.others, mine.clashes) == (other, (), ())
    theirs = merge(was, was, other)
    assert (theirs.value, theirs.clashes) == (other, ())


WAS = {"authorities": [{"id": "a", "note": "one", "contacts": [1]}, {"id": "b", "note": "two"}], "review": "x"}


def test_edits_name_their_entry_by_its_id() -> None:
    new = {"authorities": [{"id": "c"}, {"id": "a", "note": "uno", "contacts": [1, 2]}], "review": "x"}
    found = list(edits_between(WAS, new))
    assert [(edit.words, edit.old, edit.new, edit.after) for edit in found] == [
        ("authorities › b", {"id": "b", "note": "two"}, ABSENT, ""),
        ("authorities › c", ABSENT, {"id": "c"}, ""),
        ("authorities › a › note", "one", "uno", ""),
        ("authorities › a › contacts", [1], [1, 2], ""),
    ]


def test_an_edit_finds_its_entry_where_that_has_moved() -> None:
    edit = Edit(("authorities", Id("id", "a"), "note"), "one", "uno")
    moved = {"authorities": [{"id": "z"}, *WAS["authorities"]]}
    assert make(moved, edit)["authorities"][1]["note"] == "uno"
    assert moved["authorities"][1]["note"] == "one", "the value that was given stays as it is"


@pytest.mark.parametrize(
    "edit",
    [
        Edit(("authorities", Id("id", "a"), "note"), "other", "uno"),
        Edit(("authorities", Id("id", "gone"), "note"), "one", "uno"),
        Edit(("authorities", Id("id", "a"), "note"), ABSENT, "uno"),
        Edit(("authorities", Id("id", "a"), "contacts"), [True], [2]),
        Edit(("authorities", Id("id", "a")), ABSENT, {"id": "a", "note": "mine"}),
        Edit(("nowhere", "x"), ABSENT, 1),
        Edit(("review", "x"), ABSENT, 1),
        Edit((), {"other": 1}, {}),
        Edit((), ABSENT, {}),
        Edit((), WAS, ABSENT),
    ],
)
def test_an_edit_of_what_is_no_longer_so_does_not_fit(edit: Edit) -> None:
    with pytest.raises(DoesNotFitError):
        make(WAS, edit)


def test_two_who_changed_different_things_both_have_their_way() -> None:
    mine = {"authorities": [{"id": "a", "note": "mine", "contacts": [1]}, {"id": "b", "note": "two"}], "review": "x"}
    theirs = {"authorities": [{"id": "a", "note": "one", "contacts": [1, 9]}], "review": "y"}
    merged = merge(WAS, mine, theirs)
    assert merged.value == {"authorities": [{"id": "a", "note": "mine", "contacts": [1, 9]}], "review": "y"}
    assert merged.clashes == ()
    assert len(merged.others) == 3


def test_where_two_changed_the_same_both_are_told() -> None:
    merged = merge({"text": "was"}, {"text": "mine"}, {"text": "theirs"})
    assert merged.value == {"text": "mine"}
    assert [edit.words for edit in merged.clashes] == ["text"]
    assert merged.others[0].new == "theirs"


def test_what_others_took_away_does_not_come_back_by_a_change_in_it() -> None:
    merged = merge(WAS, {**WAS, "authorities": [{"id": "b", "note": "mine"}]}, {"review": "x"})
    assert merged.value == {"review": "x"}
    assert merged.clashes


def test_what_stands_where_an_edit_belongs_is_found() -> None:
    assert found_at(WAS, Edit(("authorities", Id("id", "b"), "note"), 1, 2)) == "two"
    assert found_at(WAS, Edit(("authorities", Id("id", "z"), "note"), 1, 2)) is ABSENT
