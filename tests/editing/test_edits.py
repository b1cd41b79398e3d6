"""An edit is made where what it changes is as it was, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdmanual.editing.edits import ABSENT, DoesNotFitError, Edit, Id, edits_between, found_at, make
from cdmanual.editing.merging import Difference, Entry, differences, merge

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
    assert [(clash.place, clash.was, clash.mine, clash.theirs) for clash in merged.clashes] == [
        (("text",), "was", "mine", "theirs")
    ]
    assert merged.others[0].new == "theirs"


def test_what_others_took_away_does_not_come_back_by_a_change_in_it() -> None:
    merged = merge(WAS, {**WAS, "authorities": [{"id": "b", "note": "mine"}]}, {"review": "x"})
    assert merged.value == {"review": "x"}
    assert merged.clashes


def test_what_stands_where_an_edit_belongs_is_found() -> None:
    assert found_at(WAS, Edit(("authorities", Id("id", "b"), "note"), 1, 2)) == "two"
    assert found_at(WAS, Edit(("authorities", Id("id", "z"), "note"), 1, 2)) is ABSENT


A, B, C = ({"kind": "phone", "number": f"+4420794601{n}"} for n in range(3))
A2, B2, A9 = {**A, "label": "Desk"}, {**B, "label": "Registry"}, {**A, "number": "+442079460199"}


@pytest.mark.parametrize(
    ("was", "mine", "now", "merged"),
    [
        ([A, B], [A, B2], [A9, B], [A9, B2]),
        ([A, B], [A2, B], [A9, B], [{**A9, "label": "Desk"}, B]),
        ([A, B], [A2, B], [A, B, C], [A2, B, C]),
        ([A, B], [A9, B], [A, B, C], [A9, B, C]),
        ([A, B, C], [A, B2, C], [B, C], [B2, C]),
        ([A, B], [A2, B], [B, A], [B, A2]),
        ([A], [A, B], [A, C], [A, B, C]),
        ([A], [A, B], [A, B], [A, B]),
        ([A, B], [B], [A, B2], [B2]),
        ([A, B], [B, A], [A, B, C], [B, C, A]),
    ],
)
def test_two_who_changed_different_entries_without_an_id_both_have_their_way(
    was: Any, mine: Any, now: Any, merged: Any
) -> None:
    found = merge({"contacts": was}, {"contacts": mine}, {"contacts": now})
    assert (found.value, found.clashes) == ({"contacts": merged}, ())


@pytest.mark.parametrize("now", [[{**A, "number": "+442079460188"}, B], [{**A, "number": "+442079460188"}, B, C]])
def test_only_the_field_that_both_changed_clashes(now: Any) -> None:
    found = merge({"contacts": [A, B]}, {"contacts": [A9, B2]}, {"contacts": now})
    assert found.value == {"contacts": [A9, B2, *now[2:]]}
    (clash,) = found.clashes
    assert (clash.place[-1], clash.mine, clash.theirs) == ("number", A9["number"], "+442079460188")


def test_an_entry_that_others_took_away_and_another_in_its_place_are_not_mixed() -> None:
    found = merge([A, B], [A2, B], [B, C])
    assert found.value == [B, C]
    assert [clash.mine for clash in found.clashes] == [A2]


def test_what_others_changed_in_a_list_is_told_by_the_field() -> None:
    (found,) = differences({"contacts": [A, B]}, {"contacts": [A2, B]})
    assert found == Difference(
        ("contacts", Entry("phone +44207946010", "no. 1 (+44207946010)"), "label"), ABSENT, "Desk"
    )
