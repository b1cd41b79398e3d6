"""The strict loader keeps what was written, says where everything stands, and refuses what would surprise."""

from __future__ import annotations

import pytest

from cdmanual.problems import Place
from cdmanual.records.yamlfile import DEEPEST, LARGEST_FILE
from checking import read, said


def value_of(text: str) -> object:
    file = read(f"key: {text}\n")
    assert file.problems == []
    return file.value["key"]


@pytest.mark.parametrize(
    "text",
    [
        *("NO", "no", "yes", "on", "off", "y", "True", "TRUE", "False", "Null", "NULL"),
        *("2026-11-21", "2026-11-21T10:00:00Z", "2017-08", "22:30", "1:30:00"),
        *("+355", "+38112345678", "0112", "007", "0o17", "0x1F", "0b1", "1_000", "1e5", "1.", ".5", ".inf", ".nan"),
        *("=", "24/7", "art. 294/c", "1.2.3", "P3M", "9" * 19),
    ],
)
def test_what_other_loaders_would_convert_stays_the_text_that_was_written(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("0", 0), ("12", 12), ("-3", -3), ("1.5", 1.5), ("-0.25", -0.25)],
)
def test_true_false_and_decimal_numbers_are_the_only_typed_values(text: str, value: object) -> None:
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_none(text: str) -> None:
    assert value_of(text) is None


@pytest.mark.parametrize("text", ["true", "12", "null", "~", ""])
def test_quotes_keep_text(text: str) -> None:
    assert value_of(f'"{text}"') == text
    assert value_of(f"'{text}'") == text


def test_folded_and_literal_text_is_read_as_yaml_says() -> None:
    assert value_of(">-\n  one\n  two\n\n  three") == "one two\nthree"
    assert value_of("|-\n  one\n  two") == "one\ntwo"


@pytest.mark.parametrize("text", ["é", "ж", "ა", "🚢"])
def test_columns_count_characters_and_not_bytes(text: str) -> None:
    file = read(f"{{ {text}: 1, after: [2, three] }}\n")
    assert file.place(("after", 1)) == Place("record.yml", 1, len(f"{{ {text}: 1, after: [2, ") + 1)
    assert file.key_place(("after",)) == Place("record.yml", 1, len(f"{{ {text}: 1, ") + 1)


def test_every_value_and_every_key_has_its_place() -> None:
    file = read("a:\n  - b: c\n    d:\n      e\n")
    assert file.place(("a", 0, "b")) == Place("record.yml", 2, 8)
    assert file.place(("a", 0, "d")) == Place("record.yml", 4, 7)
    assert file.key_place(("a", 0, "d")) == Place("record.yml", 3, 5)
    assert file.key_place(("a", 0)) == Place("record.yml", 2, 5)


def test_the_place_of_what_is_missing_is_that_of_what_is_around_it() -> None:
    file = read("a:\n  - b: c\n")
    assert file.place(("a", 0, "x", "y")) == Place("record.yml", 2, 5)
    assert file.key_place(("x",)) == Place("record.yml", 1, 1)


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_both_line_ends_are_read_alike(newline: str) -> None:
    file = read(newline.join(["a: one", "b: |", "  two", "  three", "c: four", ""]))
    assert file.problems == []
    assert file.value == {"a": "one", "b": "two\nthree\n", "c": "four"}
    assert file.place(("c",)) == Place("record.yml", 5, 4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1 duplicate-key"),
        ("x:\n  - a: 1\n    a: 2\n", "3:5 duplicate-key"),
        ("a: 1\n'a': 2\n", "2:1 duplicate-key"),
        ("a: &x 1\n", "1:4 anchor-or-alias"),
        ("a: &x [1]\n", "1:4 anchor-or-alias"),
        ("&x a: 1\n", "1:1 anchor-or-alias"),
        ("a: *x\n", "1:4 anchor-or-alias"),
        ("a: !!int 3\n", "1:4 yaml-tag"),
        ("a: !x {b: c}\n", "1:4 yaml-tag"),
        ("a: !!python/object/apply:os.system [ls]\n", "1:4 yaml-tag"),
        ("!x a: 1\n", "1:1 yaml-tag"),
        ("a: 1\n---\nb: 2\n", "2:1 several-documents"),
        ("[a]: b\n", "1:1 key-not-text"),
        ("{a: b}: c\n", "1:1 key-not-text"),
        ("<<: {a: b}\n", "1:1 key-not-text"),
        ("a:\n\tb: 1\n", "2:1 yaml-syntax"),
        ("a: b: c\n", "1:5 yaml-syntax"),
        ("a: [1, 2\n", "2:1 yaml-syntax"),
        ('a: "open\n', "2:1 yaml-syntax"),
        ("a: @x\n", "1:4 yaml-syntax"),
        ("a: 1\n b: 2\n", "2:3 yaml-syntax"),
        ('a: "\\q"\n', "1:5 yaml-syntax"),
        ("", "1:1 empty-file"),
        ("# nothing\n", "1:1 empty-file"),
        ("---\n", "1:1 empty-file"),
        ("~\n", "1:1 empty-file"),
    ],
)
def test_what_a_record_may_not_hold_is_reported_where_it_stands(text: str, found: str) -> None:
    assert said(read(text).problems) == [f"record.yml:{found}"]


def test_an_alias_without_anchor_is_no_crash_and_both_ends_are_reported() -> None:
    assert said(read("a: &x 1\nb: *x\n").problems) == [
        "record.yml:1:4 anchor-or-alias",
        "record.yml:2:4 anchor-or-alias",
    ]


def test_the_first_of_two_equal_keys_is_kept_and_the_rest_is_still_read() -> None:
    file = read("a: 1\na: {b: &x 2}\nc: 3\n")
    assert file.value == {"a": 1, "c": 3}
    assert said(file.problems) == ["record.yml:2:1 duplicate-key", "record.yml:2:8 anchor-or-alias"]


def test_many_equal_anchors_do_not_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{k}: &{k} [*{p}, *{p}]\n" for p, k in zip("abcdefgh", "bcdefghi", strict=True))
    assert {problem.code for problem in read(bomb).problems} == {"anchor-or-alias"}


def test_a_record_may_be_nested_to_the_limit_and_not_beyond() -> None:
    assert read("[" * DEEPEST + "]" * DEEPEST).problems == []
    assert said(read("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)).problems) == [f"record.yml:1:{DEEPEST + 1} too-deep"]
    assert said(read("{a: " * 5000).problems) == [f"record.yml:1:{4 * DEEPEST + 1} too-deep"]


def test_a_file_may_be_as_large_as_the_limit_and_not_larger() -> None:
    text = "a: b\n#"
    assert read(text + "x" * (LARGEST_FILE - len(text))).problems == []
    assert said(read(text + "x" * (LARGEST_FILE - len(text) + 1)).problems) == ["record.yml:1:1 file-too-large"]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("a: Čudnograd".encode("cp1250"), "1:4"),
        ("č: 1\nž: ".encode() + b"\xe8", "2:4"),
        ("a: b".encode("utf-16"), "1:1"),
        ("a: b".encode("utf-16-le"), "1:2"),
        (b"a: \xed\xa0\x80", "1:4"),
        (b"a: b\0", "1:5"),
        (b"a: \xff", "1:4"),
    ],
)
def test_another_encoding_is_reported_once_at_its_first_letter(data: bytes, place: str) -> None:
    assert said(read(data).problems) == [f"record.yml:{place} not-utf8"]


INVISIBLE = "\u200b\u200d\u202e\u2066\u2028\ufeff\xad\x85\x1b\x7f\r\u2060\u061c\ufe0f\u3164\ufffe\U000e0041"


@pytest.mark.parametrize("char", INVISIBLE)
def test_a_character_that_nobody_sees_is_reported_where_it_stands(char: str) -> None:
    file = read(f"a: 1\nb: č{char}x\n")
    assert said(file.problems) == ["record.yml:2:5 forbidden-character"]
    assert file.problems[0].message.startswith(f"invisible character U+{ord(char):04X} ")


@pytest.mark.parametrize("escape", [r"\u200b", r"\x00", r"\e", r"\r", r"\uFEFF", r"\U000E0041", r"\N", r"\L"])
def test_an_escape_cannot_bring_it_in(escape: str) -> None:
    assert said(read(f'a: "x{escape}"\n').problems) == ["record.yml:1:4 forbidden-character"]
    assert said(read(f'"x{escape}": a\n').problems) == ["record.yml:1:1 forbidden-character"]


def test_line_breaks_tabs_and_blanks_in_text_are_no_invisible_characters() -> None:
    assert read('a: "one\\n\\ttwo"\nb: one\ttwo\nc: one two\r\n').problems == []


def test_a_byte_order_mark_is_reported_at_the_beginning() -> None:
    assert said(read("\ufeffa: 1\n").problems) == ["record.yml:1:1 forbidden-character"]


def test_a_letter_of_two_characters_is_reported_where_it_begins() -> None:
    assert said(read("a: 1\nb: Če\u0301x\n").problems) == ["record.yml:2:5 not-nfc"]
    assert said(read('a: "e\\u0301"\n').problems) == ["record.yml:1:4 not-nfc"]
    assert read("a: é\nb: й\nc: ΐ\n").problems == []


def test_a_long_line_of_such_letters_is_judged_in_no_time() -> None:
    assert len(read("a: " + "x" * 500_000 + "e\u0301\n").problems) == 1
