"""The amendment service: bars beside what changed, and a sheet that says which leaves to exchange and why."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pdfua
import pikepdf
import pytest
from click.testing import CliRunner

from cdmanual.cli import app
from cdmanual.publish.printing.amendment import changed_leaves, fresh_pages
from cdmanual.publish.printing.bars import with_bars
from cdmanual.publish.printing.sections import Section, ranges
from models import FICTITIOUS, OVERLAYS, ROOT
from printed import body, labels_of, margins, read, squeezed

MM = 72 / 25.4


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose records changed since the tag ``v1``: one phone number, and one answer by a few words."""
    home = tmp_path_factory.mktemp("project")
    shutil.copytree(FICTITIOUS, home, dirs_exist_ok=True)
    shutil.copytree(ROOT / "schemas", home / "schemas")
    for name in ("print", "edition.yml"):
        source = ROOT / "content" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, home / "content" / name)
    git(home, "init", "-q")
    git(home, "add", "-A")
    git(home, "commit", "-q", "-m", "First")
    git(home, "tag", "v1")
    record = home / "countries" / "xb" / "authorities.yml"
    text = record.read_text(encoding="utf-8")
    number = next(line for line in text.splitlines() if "number:" in line).split('"')[1]
    record.write_text(text.replace(number, number[:-1] + ("1" if number[-1] != "1" else "2")), encoding="utf-8")
    record = home / "countries" / "xa" / "procedure.yml"
    text = record.read_text(encoding="utf-8")
    assert "      Three months.\n" in text
    record.write_text(text.replace("      Three months.\n", "      Three months, and no day more.\n"), encoding="utf-8")
    done = CliRunner().invoke(app, ["--root", str(home), "print", "--since", "v1", "--target", str(home / "out")])
    assert done.exit_code == 0, done.output
    return home / "out"


def test_the_pack_holds_the_changed_leaves_and_what_tells_of_the_whole_book(binder: Path) -> None:
    with pikepdf.open(binder / "amendment.pdf") as pdf:
        pages = labels_of(pdf)
        codes = list(dict.fromkeys(label.rpartition("-")[0] for label in pages))
        assert codes[0] == "Amendment"
        assert {"III.XA", "III.XB", "III", "IV.4", "IV.5"} <= set(codes)
        assert not {"I.1", "II.2", "IV.1", "IV.2", "IV.3"} & set(codes), "nothing of it changed"
        with pikepdf.open(binder / "manual.pdf") as whole:
            count = sum(label.startswith("III.XB-") for label in labels_of(whole))
        leaves = [int(label.rpartition("-")[2]) for label in pages if label.startswith("III.XB-")]
        assert 2 <= len(leaves) < count, "single leaves, not the whole chapter"
        assert len(leaves) % 2 == 0
        assert all(first % 2 == 1 for first in leaves[::2]), "a leaf begins with an odd page"


def test_the_sheet_says_what_to_take_out_what_to_put_in_and_why(binder: Path) -> None:
    with pikepdf.open(binder / "amendment.pdf") as pdf:
        text = body(pdf)
        pages = [int(label.rpartition("-")[2]) for label in labels_of(pdf) if label.startswith("III.XB-")]
        said = squeezed(ranges(pages))
        assert f"III.XBFictonia{said}{said}" in text
        assert "→" in text, "the change in words"
        assert squeezed("From v1 to edition 2026.1") in text


def test_the_list_of_effective_pages_tells_the_new_leaves_from_those_that_stay(binder: Path) -> None:
    with pikepdf.open(binder / "amendment.pdf") as pdf:
        pages = labels_of(pdf)
        fresh = ranges([int(label.rpartition("-")[2]) for label in pages if label.startswith("III.XB-")])
        listed = squeezed(
            "".join(
                run.text
                for label, page in zip(pages, read(pdf), strict=True)
                if label.startswith("IV.5-")
                for run in page
                if not run.is_margin
            )
        )
    assert f"III.XBFictonia{squeezed(fresh)}" in listed
    assert "asintheearlierlist" in listed


def bars_on(page: pikepdf.Page) -> list[float]:
    """How far from the left each bar in a margin stands, in millimetres: a black upright rectangle of 1.1 mm."""
    found, shift, saved = [], 0.0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                saved.append(shift)
            case "Q":
                shift = saved.pop()
            case "cm":
                shift += float(operands[4])
            case "l" if abs(float(operands[0]) / MM - 1.1) < 0.02:
                found.append(shift / MM)
    return sorted(set(found))


def test_bars_stand_in_the_outer_margin_of_changed_pages_alone(binder: Path) -> None:
    with pikepdf.open(binder / "manual.pdf") as pdf:
        barred = {}
        for label, page in zip(labels_of(pdf), pdf.pages, strict=True):
            places = bars_on(page)
            if places:
                barred[label] = places
        assert {label.rpartition("-")[0] for label in barred} == {"II.3", "III.XA", "III.XB"}
        for label, places in barred.items():
            is_right = int(label.rpartition("-")[2]) % 2 == 1
            assert all(place > 190 if is_right else place < 20 for place in places), label


def test_the_pack_is_accessible_and_marked(binder: Path) -> None:
    assert pdfua.validate(str(binder / "amendment.pdf")).findings == ()
    with pikepdf.open(binder / "amendment.pdf") as pdf:
        assert [number for number, margin in enumerate(margins(pdf)) if "TLP:CLEAR" not in margin and number != 2] == []


def test_without_a_change_only_what_tells_of_the_whole_book_is_exchanged(binder: Path, tmp_path: Path) -> None:
    home = binder.parent
    git(home, "add", "-A", "countries")
    git(home, "commit", "-q", "-m", "Second")
    try:
        command = ["--root", str(home), "print", "--since", "HEAD", "--target", str(tmp_path / "out")]
        assert CliRunner().invoke(app, command).exit_code == 0
    finally:
        git(home, "reset", "-q", "--soft", "HEAD~1")
    with pikepdf.open(tmp_path / "out" / "amendment.pdf") as pdf:
        codes = list(dict.fromkeys(label.rpartition("-")[0] for label in labels_of(pdf)))
    assert codes == ["Amendment", "", "III", "IV.4", "IV.5"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "no-such-tag"], "no-such-tag"),
        (["--copy", "7; rm"], "--copy '7; rm'"),
        (["--copy", ""], "--copy ''"),
    ],
)
def test_wrong_use_is_said_in_words(binder: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    command = ["--root", str(binder.parent), "print", "--target", str(tmp_path / "out"), *arguments]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "out" / "manual.pdf").exists()


# ---------------------------------------------------------------- the rules


@pytest.mark.parametrize(
    ("old", "new", "out", "into"),
    [
        ("abcd", "abcd", (), ()),
        ("abcd", "abxd", (3, 4), (3, 4)),
        ("abcd", "xbcd", (1, 2), (1, 2)),
        ("ab", "abcd", (1, 2), (1, 2, 3, 4)),
        ("abcdef", "abxdey", (3, 4, 5, 6), (3, 4, 5, 6)),
    ],
)
def test_whole_leaves_are_exchanged(old: str, new: str, out: tuple[int, ...], into: tuple[int, ...]) -> None:
    assert changed_leaves(old, new) == (out, into)


def test_pages_are_fresh_where_others_of_their_section_stay() -> None:
    looks = {"III.XA": (tuple("abcd"), tuple("abxd")), "III.XB": (tuple("ab"), tuple("abcd"))}
    assert fresh_pages(looks) == {"III.XA": (3, 4)}


def test_pages_are_said_as_ranges() -> None:
    assert ranges((1, 2, 3, 4, 7, 8, 11)) == "1–4, 7–8, 11"
    assert ranges(()) == ""


def section(content: dict[str, object]) -> Section:
    return Section("III.XA", 3, "Examplia", "XA", "state.typ", content, "2026-11-21")


def test_only_the_innermost_row_that_differs_is_marked() -> None:
    def law(summary: str) -> dict[str, object]:
        provisions = [{"id": "1", "summary": "same"}, {"id": "2", "summary": summary}]
        return {"laws": [{"id": "cpc", "name": "Code", "provisions": provisions}]}

    marked = with_bars(section(law("new")), section(law("old"))).barred
    assert marked is not None
    (found,) = marked["laws"]
    assert "changed" not in found
    assert [row.get("changed", False) for row in found["provisions"]] == [False, True]


def test_a_row_that_says_something_else_itself_is_marked_and_a_new_one_too() -> None:
    new = section({"rows": [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}, {"id": "c", "text": "z"}]})
    old = section({"rows": [{"id": "a", "text": "x"}, {"id": "b", "text": "other"}]})
    marked = with_bars(new, old).barred
    assert marked is not None
    assert [row.get("changed", False) for row in marked["rows"]] == [False, True, True]


def test_a_section_that_says_the_same_has_no_bars() -> None:
    same = section({"rows": [{"id": "a"}]})
    assert with_bars(same, same).barred is None
    assert with_bars(same, None).barred is None


def test_a_restricted_binder_is_amended_from_the_overlay_that_it_was_printed_from(binder: Path, tmp_path: Path) -> None:
    home, overlay = binder.parent, OVERLAYS["a"]
    given = ["--root", str(home), "print", "--since", "v1", "--edition", "restricted", "--overlay", str(overlay)]

    def sheet(name: str, *more: str) -> str:
        done = CliRunner().invoke(app, [*given, *more, "--target", str(tmp_path / name)])
        assert done.exit_code == 0, done.output
        with pikepdf.open(tmp_path / name / "amendment.pdf") as pdf:
            first = labels_of(pdf).index("Front-1") if "Front-1" in labels_of(pdf) else 2
            return "".join(run.text for page in list(read(pdf))[:first] for run in page if not run.is_margin)

    assert "post added" in sheet("without")
    assert "post" not in sheet("with", "--since-overlay", str(overlay))
