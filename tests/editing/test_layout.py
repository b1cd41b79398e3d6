"""``cdmanual fmt`` changes the form of records and nothing else, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import FICTITIOUS, ROOT
from cdmanual.editing.layout import Layout, record_paths
from cdmanual.editing.record_file import MovedOnError, open_record, rewritten, write
from cdmanual.records.yamlfile import read_yaml
from checking import schemas
from program import run, whole

SOURCES = "countries/xa/sources.yml"


def fmt(home: Path, *arguments: str | Path) -> tuple[int, list[str], str]:
    """Exit code, what stands on the output, and the tally."""
    said = run("fmt", *arguments, "--records", home)
    return said.exit_code, said.stdout.splitlines(), said.stderr.strip()


def values(home: Path) -> dict[str, object]:
    return {name: read_yaml(name, path.read_bytes()).value for path, name in record_paths(home)}


def test_the_records_of_this_repository_are_canonical() -> None:
    code, said, tally = fmt(ROOT, "--check")
    assert (code, said) == (0, [])
    assert tally.startswith("0 of ")


def test_laying_out_changes_no_value_and_a_second_time_nothing(copied: Path) -> None:
    before = values(copied)
    code, said, tally = fmt(copied)
    assert code == 0
    assert f"{SOURCES}: laid out anew" in said
    assert f"{len(said)} of {len(before)} files changed" == tally
    assert values(copied) == before
    assert fmt(copied, "--check") == (0, [], f"0 of {len(before)} files would change")
    assert fmt(copied)[1] == []


def test_check_writes_nothing_and_ends_with_1(copied: Path) -> None:
    text = (copied / SOURCES).read_text(encoding="utf-8")
    code, said, tally = fmt(copied, "--check", SOURCES)
    assert code == 1
    assert said == [f"{SOURCES}: not in its canonical form"]
    assert tally == "1 of 1 file would change; cdmanual fmt lays them out, and never changes what they say"
    assert (copied / SOURCES).read_text(encoding="utf-8") == text


def test_diff_shows_the_difference_and_writes_nothing(copied: Path) -> None:
    fmt(copied)
    path = copied / SOURCES
    text = path.read_text(encoding="utf-8").replace("country: XA\n", "country:   'XA'\n\n")
    path.write_text(text, encoding="utf-8")
    code, said, _ = fmt(copied, "--diff", path)
    assert code == 0
    assert "-country:   'XA'" in said
    assert "+country: XA" in said
    assert path.read_text(encoding="utf-8") == text
    assert fmt(copied, "--diff", "--check", path)[0] == 1


def test_a_folder_is_laid_out_with_all_below_it_and_nothing_beside_it(copied: Path) -> None:
    beside = (copied / "countries/xb/sources.yml").read_bytes()
    said = fmt(copied, "countries/xa")[1]
    assert said
    assert all(line.startswith("countries/xa/") for line in said)
    assert (copied / "countries/xb/sources.yml").read_bytes() == beside


def test_an_overlay_outside_the_project_is_laid_out_too(tmp_path: Path) -> None:
    path = tmp_path / "xa" / "officers.yml"
    path.parent.mkdir()
    path.write_text('country: "XA"\nofficers: []\n', encoding="utf-8")
    assert fmt(FICTITIOUS, tmp_path)[0] == 0
    assert path.read_text(encoding="utf-8") == "country: XA\nofficers: []\n"


def test_a_file_that_is_no_yaml_is_named_with_its_place_and_left_alone(copied: Path) -> None:
    path = copied / SOURCES
    path.write_text("country: XA\nsources: [\n", encoding="utf-8")
    code, said, _ = fmt(copied, SOURCES)
    assert code == 1
    assert said[0].startswith(f"{SOURCES}:3:1: error[yaml-syntax]")
    assert path.read_text(encoding="utf-8") == "country: XA\nsources: [\n"


def test_a_file_with_an_error_of_form_can_be_laid_out(copied: Path) -> None:
    path = copied / SOURCES
    path.write_text("sources: 7\nnonsense: {b: 1,   a: x}\ncountry: XA\n", encoding="utf-8")
    assert fmt(copied, SOURCES)[0] == 0
    assert path.read_text(encoding="utf-8") == "country: XA\nsources: 7\nnonsense:\n  b: 1\n  a: x\n"


def test_windows_line_ends_become_plain_ones(copied: Path) -> None:
    path = copied / SOURCES
    path.write_bytes(b"# note\r\ncountry: XA\r\nsources: []  # none\r\n")
    assert fmt(copied, SOURCES)[0] == 0
    assert path.read_bytes() == b"# note\ncountry: XA\nsources: []  # none\n"


@pytest.mark.parametrize(
    ("named", "words"),
    [("nowhere.yml", "no such file"), ("content/regional/guide/index.md", "no record by its name")],
)
def test_what_is_no_record_is_wrong_use(copied: Path, named: str, words: str) -> None:
    said = run("fmt", named, "--records", copied)
    assert said.exit_code == 2
    assert words in said.stderr


def test_a_folder_without_records_is_the_set_up_s_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, said = whole(capsys, monkeypatch, "--root", ROOT, "fmt", "--records", tmp_path)
    assert code == 3
    assert "no folder countries/" in said


# ---------------------------------------------------------------- writing


def test_a_file_that_changed_in_the_meantime_is_not_overwritten(copied: Path) -> None:
    path = copied / SOURCES
    record = open_record(path, SOURCES)
    rewrite = Layout(schemas()).canonical(record)
    path.write_text("country: XA\n", encoding="utf-8")
    with pytest.raises(MovedOnError, match="changed by somebody else"):
        write([rewrite])
    assert path.read_text(encoding="utf-8") == "country: XA\n"


def test_of_several_files_none_is_written_when_one_has_moved_on(copied: Path) -> None:
    layout = Layout(schemas())
    rewrites = [layout.canonical(open_record(path, name)) for path, name in record_paths(copied)]
    before = {path: path.read_bytes() for path, _ in record_paths(copied)}
    last = rewrites[-1].path
    last.write_bytes(before[last] + b"# more\n")
    with pytest.raises(MovedOnError):
        write(rewrites)
    assert all(path.read_bytes() == data for path, data in before.items() if path != last)
    assert [path.name for path in copied.rglob(".*")] == [], "nothing is left beside the records"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("# note\ncountry: XB\nsources: []\n", "does not say the same"),
        ("# note\ncountry: true\nsources: []\n", "does not say the same"),
        ("country: XA\nsources: []\n", "a comment would be lost"),
    ],
)
def test_a_text_that_says_something_else_or_lacks_a_comment_is_refused(
    copied: Path, monkeypatch: pytest.MonkeyPatch, made: str, words: str
) -> None:
    (copied / SOURCES).write_text("# note\nsources: []\ncountry: XA\n", encoding="utf-8")
    record = open_record(copied / SOURCES, SOURCES)
    monkeypatch.setattr("cdmanual.editing.record_file.as_yaml", lambda *_: made)
    with pytest.raises(ValueError, match=words):
        rewritten(record, record.value, Layout(schemas()).shape("sources"))


def test_a_written_file_keeps_its_permissions(copied: Path) -> None:
    path = copied / SOURCES
    path.chmod(0o600)
    fmt(copied, SOURCES)
    assert path.stat().st_mode & 0o777 == 0o600
