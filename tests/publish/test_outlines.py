"""The outlines of the map: small, whole, and honest about where they come from."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from cdmanual.problems import SetupError
from cdmanual.publish.outlines import read_outlines
from models import ROOT, manual

MAP = ROOT / "content" / "map.json"
OUTLINES = read_outlines(MAP)


def test_the_map_is_small_and_names_its_data_package_version_and_licence() -> None:
    assert MAP.stat().st_size <= 25_000
    head = json.loads(MAP.read_text(encoding="utf-8"))
    assert next(iter(head)) == "source"
    said = " ".join(head["source"].values())
    for word in ("scripts/map.py", "Natural Earth", "public domain", "world-atlas 2.0.2", "ISC"):
        assert word in said


def test_the_readme_and_the_about_page_name_where_the_map_comes_from() -> None:
    for path in ("README.md", "content/pages/about/index.md"):
        text = (ROOT / path).read_text(encoding="utf-8")
        for word in ("Natural Earth 4.1.0", "world-atlas 2.0.2", "ISC"):
            assert word in text, path


def test_every_state_with_a_record_has_an_outline_and_no_other() -> None:
    assert set(OUTLINES.states) == {state.iso for state in manual(home=ROOT).states}


def test_outlines_are_path_data_and_nothing_else() -> None:
    ring = r"M-?\d+ -?\d+l-?\d+(?:[ -]\d+)+"
    for iso, outline in OUTLINES.states.items():
        assert re.fullmatch(f"(?:{ring}z)+", outline.path), iso
    assert re.fullmatch(f"(?:{ring}z)+", OUTLINES.land)
    assert re.fullmatch(f"(?:{ring})+", OUTLINES.broken)


def test_middles_and_labels_stand_on_the_map_and_labels_leave_each_other_room_for_a_finger() -> None:
    for iso, outline in OUTLINES.states.items():
        for x, y in (outline.middle, outline.label):
            assert 20 <= x <= OUTLINES.width - 20 and 20 <= y <= OUTLINES.height - 20, iso
    for (one, a), (other, b) in combinations(OUTLINES.states.items(), 2):
        dx, dy = abs(a.label[0] - b.label[0]), abs(a.label[1] - b.label[1])
        assert dx >= 60 or dy >= 48, f"{one} covers {other}"  # 30 and 24 px on a phone


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("{", "not the map"),
        ("[]", "not the map"),
        ('{"width": 1, "height": 1, "land": "", "broken": ""}', "not the map"),
        ('{"states": {"RS": {"path": "", "middle": 1}}}', "not the map"),
    ],
)
def test_a_map_that_is_missing_or_broken_is_said_so(tmp_path: Path, text: str | None, said: str) -> None:
    path = tmp_path / "map.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=said) as caught:
        read_outlines(path)
    assert "scripts/map.py" in str(caught.value)
