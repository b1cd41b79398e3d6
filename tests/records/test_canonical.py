"""A record has one form; writing it changes nothing that it says, and loses no comment."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from builds import ROOT
from cdmanual.records.canonical import WIDTH, as_yaml
from cdmanual.records.comments import Comments, read_comments, rehomed
from cdmanual.records.load import kind_and_key
from cdmanual.records.shape import Shape, shape_of
from cdmanual.records.yamlfile import read_yaml
from checking import schemas

RECORDS = [
    path
    for folder in (ROOT / "countries", ROOT / "content" / "regional", ROOT / "tests" / "data")
    for path in sorted(folder.rglob("*.yml"))
    if kind_and_key(path)
]
repeatably = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def shape(kind: str) -> Shape:
    return shape_of(schemas().by_kind, kind)


def said(text: str) -> Any:
    file = read_yaml("record.yml", text.encode())
    assert file.problems == [], text
    return file.value


def written(value: Any, kind: str = "procedure", comments: Comments | None = None) -> str:
    return as_yaml(value, shape(kind), comments or Comments())


def laid_out(text: str, kind: str = "procedure") -> str:
    """The text in its canonical form."""
    return written(said(text), kind, read_comments(text))


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("Belgrade", "Belgrade"),
        ("2026-11-21", "2026-11-21"),
        ("2017-08", "2017-08"),
        ("cpc#294-c.5", "cpc#294-c.5"),
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&d"),
        ("P3M", "P3M"),
        ("art. 294/c", "art. 294/c"),
        (2017, "2017"),
        (None, "null"),
        (True, "true"),
        (0.00001, "0.00001"),
        ("11000", '"11000"'),
        ("0112", '"0112"'),
        ("72/2011", '"72/2011"'),
        ("22:30", '"22:30"'),
        ("+381113613702", '"+381113613702"'),
        ("1.0", '"1.0"'),
        ("1e3", '"1e3"'),
        ("0x1F", '"0x1F"'),
        ("NO", '"NO"'),
        ("off", '"off"'),
        ("null", '"null"'),
        ("", '""'),
        (" x", '" x"'),
        ("- x", '"- x"'),
        ("key: value", '"key: value"'),
        ("ends with:", '"ends with:"'),
        ("x # y", '"x # y"'),
        ("x #y", '"x #y"'),
        ('said "so"', 'said "so"'),
        ('"so" said', "'\"so\" said'"),
        ('it\'s: so "said"', "'it''s: so \"said\"'"),
        ("back\\slash: x", "'back\\slash: x'"),
        ("tab\there", '"tab\\there"'),
        ("[x]", '"[x]"'),
        ("{x}", '"{x}"'),
        ("@team", '"@team"'),
        ("*", '"*"'),
        ("%x", '"%x"'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_stands_behind_its_key_with_quotes_only_where_it_needs_them(value: Any, form: str) -> None:
    assert written({"x": value}) == f"x: {form}\n"
    assert said(f"x: {form}\n") == {"x": value}


def test_keys_stand_in_the_order_of_the_schema_and_unknown_ones_after_them() -> None:
    value = {
        "zzz": 1,
        "review": {"every": "P3M", "verified": {"method": "web", "by": "secretariat", "on": "2026-11-21"}},
    }
    assert written({**value, "aaa": 2, "country": "XA"}) == (
        "country: XA\n"
        "review:\n  verified:\n    on: 2026-11-21\n    by: secretariat\n    method: web\n  every: P3M\n"
        "zzz: 1\naaa: 2\n"
    )


def test_a_text_too_long_for_its_line_is_folded_below_its_key() -> None:
    words = ["word"] * 60
    text = written({"note": " ".join(words)})
    first, *rows = text.splitlines()
    assert first == "note: >-"
    assert all(row.startswith("  word") and WIDTH - 5 < len(row) <= WIDTH for row in rows[:-1])
    assert said(text) == {"note": " ".join(words)}


def test_a_text_that_just_fits_stays_on_its_line() -> None:
    fits = "x y " + "z" * (WIDTH - len("note: x y "))
    assert written({"note": fits}) == f"note: {fits}\n"
    assert written({"note": f"{fits}z"}) == f"note: >-\n  {fits}z\n"


def test_a_word_without_a_space_is_never_broken() -> None:
    address = "https://example.org/" + "x" * 200
    assert written({"url": address}) == f"url: {address}\n"


def test_short_lines_of_a_text_stay_as_they_are_and_long_ones_become_paragraphs() -> None:
    assert written({"text": "=1+1\n- two\n\n# three"}) == "text: |-\n  =1+1\n  - two\n\n  # three\n"
    long = f"{'first ' * 30}end\n\nsecond # {'word ' * 30}end"
    text = written({"text": long})
    assert text.startswith("text: >-\n  first")
    assert max(map(len, text.splitlines())) <= WIDTH
    assert said(text) == {"text": long}


@pytest.mark.parametrize("text", ["two  spaces " * 20, "a\n b", "a \nb", "\na", "a\n", "a\t" * 60 + "\nb", "x\n\n"])
def test_spaces_and_line_ends_that_folding_would_change_are_kept(text: str) -> None:
    assert said(written({"text": text})) == {"text": text}


def test_a_list_of_words_stands_in_brackets_while_it_fits() -> None:
    assert written({"sources": ["s1", "s2"]}) == "sources: [s1, s2]\n"
    assert written({"lines": ["1 Main Street", "Floor 2"]}) == "lines:\n  - 1 Main Street\n  - Floor 2\n"
    assert written({"ids": ["1", "a,b", "c:d"]}) == 'ids: ["1", "a,b", "c:d"]\n'
    many = [f"source-{number}" for number in range(20)]
    assert written({"sources": many}) == "sources:\n" + "".join(f"  - {name}\n" for name in many)


def test_the_words_for_searching_run_on_like_text() -> None:
    text = written({"articles": ["article of the law"] * 9}, "search")
    first, *rows = text.splitlines()
    assert first.startswith('articles: ["article of the law", "article')
    assert len(first) <= WIDTH
    assert all(row.startswith('  "') for row in rows)
    assert said(text) == {"articles": ["article of the law"] * 9}


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_record_says_the_same_in_its_canonical_form_and_has_only_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    kind = kind_and_key(path)[0]  # type: ignore[index]
    first = laid_out(text, kind)
    assert said(first) == said(text)
    assert read_comments(first).words() == read_comments(text).words()
    assert laid_out(first, kind) == first
    assert first.splitlines()[0] == text.splitlines()[0], "the line that names the schema stays first"


# ---------------------------------------------------------------- comments

HOME = """\
# yaml-language-server: $schema=x
# about the file
country: XA
# about the answers
answers:
  # about one
  permitted:  # beside a group
    value: statute  # beside a value
    text: >-  # beside a text
      Words that # look like a comment, and more of them, so many that all of them do not fit on the line of
      the key, and go on below it.
    basis: [a#1, b#2]  # beside a list
    # at the end of one
  # at the end of the answers
# about the review
review:
  every: P3M
# at the end
"""


def test_comments_in_a_canonical_file_stay_where_they_are() -> None:
    assert laid_out(HOME) == HOME


def test_a_comment_moves_with_the_key_that_it_stands_above_or_beside() -> None:
    text = "# y\n# x\nreview: {}\n# about the state\ncountry: XA  # its code\n"
    assert laid_out(text) == "# y\n# x\n# about the state\ncountry: XA  # its code\nreview: {}\n"


def test_a_list_whose_items_have_comments_has_one_item_a_line() -> None:
    text = "sources: [s1,  # the law\n  s2]  # all\n"
    assert laid_out(text) == "sources:  # all\n  - s1  # the law\n  - s2\n"


def test_comments_of_an_item_stand_above_its_dash() -> None:
    text = "authorities:\n  # first\n  -\n    # inside\n    kind: court\n    # of the id\n    id: x\n"
    text += "  - {id: z}  # short\n"
    once = "authorities:\n  # first\n  # inside\n  # of the id\n  - id: x\n    kind: court\n  # short\n  - id: z\n"
    assert laid_out(text, "authorities") == once
    assert laid_out(once, "authorities") == once


def test_comments_around_a_document_without_entries_are_kept() -> None:
    assert laid_out("# a\n--- # b\n# c\n[]  # d\n# e\n") == "# a\n[]\n# b\n# c\n# d\n# e\n"


names = st.text("abcxyz-", min_size=1, max_size=6).filter(lambda name: name[0] != "-" and name[-1] != "-")


letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029")
texts = st.one_of(
    st.text(letters, max_size=30),
    st.text("ab \n#:-'\"\\[]{},>|&*!%@`?=~\t0123456789.+/", max_size=40),
    st.lists(st.text("abcdefghij#:-", min_size=1, max_size=12), min_size=15, max_size=40).map(" ".join),
).map(lambda text: unicodedata.normalize("NFC", text))
leaves = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | texts.filter(bool), inner, max_size=4),
    max_leaves=25,
)


@given(values)
@settings(repeatably, max_examples=600)
def test_whatever_a_record_says_it_says_after_writing(value: Any) -> None:
    text = written(value)
    file = read_yaml("x", text.encode())
    assume(not {problem.code for problem in file.problems} & {"forbidden-character", "not-nfc", "empty-file"})
    assert file.problems == []
    assert file.value == value
    assert written(file.value) == text
    assert "\r" not in text
    assert text.endswith("\n")


def comments_by_another_reader(text: str) -> list[str]:
    """All comments as ruamel.yaml finds them, sorted; it overlooks those behind the sign of a folded text."""
    tokens: dict[int, str] = {}

    def take(part: Any) -> None:
        if isinstance(part, list | tuple):
            for one in part:
                take(one)
        elif hasattr(part, "start_mark"):
            tokens[id(part)] = part.value

    def walk(node: Any) -> None:
        if hasattr(node, "ca"):
            take([node.ca.comment, list(node.ca.items.values()), node.ca.end])
            for below in node.values() if isinstance(node, dict) else node:
                walk(below)

    data = YAML().load(text)
    walk(data)  # tokens are told apart by their identity: data keeps them alive
    rows = [row.strip() for value in tokens.values() for row in value.splitlines()]
    return sorted(row for row in rows if row.startswith("#"))


plain = st.recursive(
    st.text("abc# ", min_size=1, max_size=9).filter(lambda text: text == text.strip() and text[0] != "#"),
    # Of a list in a list the other reader loses a comment now and then; no record has one.
    lambda inner: (
        st.lists(inner.filter(lambda item: not isinstance(item, list)), min_size=1, max_size=3)
        | st.dictionaries(names, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(names, plain, min_size=1, max_size=4), st.data())
@settings(repeatably, max_examples=400)
def test_no_comment_is_lost_wherever_it_stands(value: dict[str, Any], data: st.DataObject) -> None:
    rows = written(value).splitlines()
    for number in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(rows) - 1))
        if data.draw(st.booleans()):
            rows.insert(at, " " * data.draw(st.integers(0, 8)) + f"# c{number}")
        elif "#" not in rows[at]:
            rows[at] += f"  # c{number}"
    text = "\n".join(rows) + "\n"
    file = read_yaml("x", text.encode())
    assume(not file.problems and file.value == value)
    found = read_comments(text)
    assert found.words() == comments_by_another_reader(text)
    once = written(value, comments=found)
    assert said(once) == value
    assert read_comments(once).words() == found.words()
    assert comments_by_another_reader(once) == found.words()
    assert laid_out(once) == once


# ---------------------------------------------------------------- comments of a value that changed


def changed(text: str, new: Any) -> str:
    old = said(text)
    return written(new, "sources", rehomed(read_comments(text), old, new))


def test_comments_follow_entries_by_their_id_wherever_these_move() -> None:
    text = "sources:\n  # one\n  - id: s1\n  # two\n  - id: s2  # beside\n"
    assert changed(text, {"sources": [{"id": "s0"}, {"id": "s2"}, {"id": "s1"}]}) == (
        "sources:\n  - id: s0\n  # two\n  - id: s2  # beside\n  # one\n  - id: s1\n"
    )


def test_comments_of_what_is_gone_stand_above_what_it_was_part_of() -> None:
    text = "sources:\n  # one\n  - id: s1\n    note: x  # why\n  # last\n"
    assert changed(text, {"sources": [{"id": "s1"}]}) == "sources:\n  # one\n  # why\n  - id: s1\n  # last\n"
    assert changed(text, {"x": 1}) == "x: 1\n# one\n# last\n# why\n"


@given(st.dictionaries(names, plain, min_size=1, max_size=4), st.dictionaries(names, plain, min_size=1, max_size=4))
@settings(repeatably, max_examples=200)
def test_no_comment_is_lost_whatever_a_record_becomes(old: dict[str, Any], new: dict[str, Any]) -> None:
    rows = [f"{row}  # c{number}" for number, row in enumerate(written(old).splitlines()) if "#" not in row]
    text = "\n".join(rows) + "\n"
    assume(not read_yaml("x", text.encode()).problems)
    old = said(text)
    once = written(new, comments=rehomed(read_comments(text), old, new))
    assert said(once) == new
    assert read_comments(once).words() == read_comments(text).words()
