"""No authority is part of itself, however long the way round."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking import change, new_problems, place_of, said

FILE = "countries/xa/authorities.yml"


def under(home: Path, name: str, parent: str) -> None:
    """Put an authority that has no parent below another one."""
    change(home, FILE, f"  - id: {name}\n", f"  - id: {name}\n    parent: {parent}\n")


@pytest.mark.parametrize(
    ("parents", "first", "way"),
    [
        ({"county-court": "county-court"}, "parent: county-court", "county-court → county-court"),
        (
            {"justice-ministry": "mla-department"},
            "parent: mla-department",
            "justice-ministry → mla-department → justice-ministry",
        ),
        (
            {"county-court": "coordination-board", "coordination-board": "postal-inspectorate",
             "postal-inspectorate": "county-court"},
            "parent: coordination-board",
            "county-court → coordination-board → postal-inspectorate → county-court",
        ),
    ],
)  # fmt: skip
def test_a_ring_is_said_once_with_its_way(copied: Path, parents: dict[str, str], first: str, way: str) -> None:
    for name, parent in parents.items():
        under(copied, name, parent)
    line, _, column = place_of(copied, FILE, first).rpartition(":")
    problems = new_problems(copied)
    assert said(problems) == [f"{line}:{int(column) + len('parent: ')} part-of-itself"]
    assert problems[0].message.endswith(f"the authority is part of itself: {way}")


def test_two_rings_are_two_problems_and_those_below_a_ring_are_in_none(copied: Path) -> None:
    under(copied, "police-directorate", "drugs-unit")
    under(copied, "county-court", "county-court")
    assert [problem.code for problem in new_problems(copied)] == ["part-of-itself", "part-of-itself"]


def test_a_ring_is_said_at_its_first_entry_and_not_at_one_below_it(copied: Path) -> None:
    under(copied, "county-court", "ncb")
    under(copied, "police-directorate", "ncb")
    problems = new_problems(copied)
    assert [problem.message for problem in problems] == [
        "police-directorate: the authority is part of itself: police-directorate → ncb → police-directorate"
    ]


def test_a_long_way_up_is_no_ring(copied: Path) -> None:
    under(copied, "justice-ministry", "prosecutor-general")
    under(copied, "prosecutor-general", "coordination-board")
    assert new_problems(copied) == []


def test_a_parent_that_does_not_exist_is_no_ring(copied: Path) -> None:
    under(copied, "county-court", "nobody")
    assert [problem.code for problem in new_problems(copied)] == ["unknown-authority"]
