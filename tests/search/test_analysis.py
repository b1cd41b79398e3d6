"""Folding makes a word and what a reader types for it meet, in every script of the manual."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdmanual.search.analysis import FOLDS, MERGES, fold, index_tokens, tokens
from models import ROOT, manual

ANY = settings(deadline=None, max_examples=300)
# Letters that folding knows something about, beside any others: what st.text() alone would seldom draw in a row.
KNOWN = st.text(st.sampled_from("".join(FOLDS) + "acdeghjkosuyzß.-/ 12") | st.characters())

VECTORS_FILE = ROOT / "tests" / "data" / "folding.tsv"
HEADER, *ROWS = [line.split("\t") for line in VECTORS_FILE.read_text(encoding="utf-8").splitlines()]

# The letters of each language, small; Turkish has its capital İ beside, German its capital ẞ.
ALPHABETS = {
    "Albanian": "abcçdeëfghijklmnopqrstuvxyz",
    "Bosnian": "abcčćdđefghijklmnoprsštuvzž",
    "Bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "Croatian": "abcčćdđefghijklmnoprsštuvzž",
    "English": "abcdefghijklmnopqrstuvwxyz",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "German": "aäbcdefghijklmnoöpqrsßẞtuüvwxyz",
    "Greek": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
    "Hungarian": "aábcdeéfghiíjklmnoóöőpqrstuúüűvwxyz",
    "Italian": "aàbcdeèéfghiìíîjklmnoòópqrstuùúvwxyz",
    "Macedonian": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "Montenegrin": "abcčćdđefghijklmnoprsšśtuvzžź",
    "Romanian": "aăâbcdefghiîjklmnopqrsșştțţuvwxyz",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџшabcčćdđefghijklmnoprsštuvzž",
    "Slovene": "abcčdefghijklmnoprsštuvzž",
    "Turkish": "abcçdefgğhıiİjklmnoöprsştuüvyzâîû",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}


@pytest.mark.parametrize(("written", "typed"), [row[:2] for row in ROWS], ids=[row[2] for row in ROWS])
def test_what_is_written_and_what_is_typed_meet(written: str, typed: str) -> None:
    assert tokens(written) == tokens(typed) != []


def test_every_vector_says_something_of_its_own() -> None:
    assert HEADER == ["written", "typed", "why"]
    assert all(len(row) == 3 and all(cell.strip() == cell != "" for cell in row) for row in ROWS)
    assert all(written != typed for written, typed, _ in ROWS)
    assert len({why for _, _, why in ROWS}) == len({(written, typed) for written, typed, _ in ROWS}) == len(ROWS)


def test_vectors_of_decomposed_letters_are_still_decomposed() -> None:
    """An editor that composes letters on saving would empty these vectors of what they are for."""
    decomposed = [(written, typed) for written, typed, why in ROWS if why.endswith("decomposed")]
    assert len(decomposed) >= 15
    for written, typed in decomposed:
        assert written == unicodedata.normalize("NFD", typed) != unicodedata.normalize("NFC", typed) == typed


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_of_a_language_stands_in_its_vectors(language: str) -> None:
    letters = set(ALPHABETS[language])
    letters |= {letter.upper() for letter in letters if len(letter.upper()) == 1}
    written = {char for row in ROWS if row[2].startswith(f"{language}:") for char in row[0]}
    assert letters <= written, f"not in the vectors of {language}: {sorted(letters - written)}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Србија", "Словенија"), ("Srbija", "Sirija"), ("Moldova", "Maldivi"), ("sud", "súdit"), ("съд", "сад се"),
        ("294/c", "294/b"), ("294c", "294"), ("12", "122"), ("11", "1"), ("2000", "20"), ("შ", "ს ჰ"), ("ж", "д"),
    ],
)  # fmt: skip
def test_what_differs_does_not_meet(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # An article's number and its letter are one, however they are joined
        ("294/c", ["294c"]), ("294c", ["294c"]), ("294-c", ["294c"]), ("294.c", ["294c"]),
        ("art. 294/ç", ["art", "294c"]),
        ("42.ah", ["42ah"]), ("čl. 42.ah", ["cl", "42ah"]), ("64/Б", ["64b"]), ("34ж", ["34z"]), ("34zh", ["34z"]),
        ("§ 99", ["99"]), ("§ 99a", ["99a"]), ("§§ 99a–99c", ["99a", "99c"]), ("34b-34g", ["34b", "34g"]),
        ("142-b and 142b", ["142b", "and", "142b"]), ("art. 294/a, 294/b", ["art", "294a", "294b"]),
        ("95-ВР", ["95vr"]), ("72A", ["72a"]),
        # What is no letter of an article stays apart
        ("čl. 332 st. 1 t. 8", ["cl", "332", "st", "1", "t", "8"]), ("294 c", ["294", "c"]), ("294 / c", ["294", "c"]),
        ("157(2)(4)", ["157", "2", "4"]), ("1(ç)", ["1", "c"]), ("7/2004", ["7", "2004"]), ("4.5", ["4", "5"]),
        ("2004/EUROPOL", ["2004", "europol"]), ("24-hour", ["24", "hour"]), ("c/294", ["c", "294"]),
        ("EU-MLA 2000", ["eu", "mla", "2000"]), ("ETS-182", ["ets", "182"]), ("138^2", ["138", "2"]),
        # Doubled letters are one, doubled figures are not
        ("1122 aabb", ["1122", "ab"]), ("+385 1 2345", ["385", "1", "2345"]),
        # Words
        ("XA–XB police treaty", ["xa", "xb", "police", "treati"]), ("State Attorney’s", ["state", "atornei", "s"]),
        ("", []), (" \t\n…!?", []),
    ],
)  # fmt: skip
def test_words_and_numbers_come_out_in_order(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("294/c", ["294c", "294"]), ("art. 294c CPC", ["art", "294c", "294", "cpc"]),
        ("čl. 42.ah", ["cl", "42ah", "42"]),
        ("64/Б", ["64b", "64"]), ("§ 99", ["99"]), ("čl. 332 st. 1 t. 8", ["cl", "332", "st", "1", "t", "8"]),
        ("72A, 72B", ["72a", "72", "72b", "72"]), ("12 abcd b2 2x4 5abcd", ["12", "abcd", "b2", "2x4", "5abcd"]),
        ("", []),
    ],
)  # fmt: skip
def test_the_number_of_an_article_alone_is_indexed_beside_it(text: str, words: list[str]) -> None:
    assert index_tokens(text) == words


@ANY
@given(KNOWN)
@example("294/c i 42.ah")
def test_what_is_typed_is_among_what_is_indexed(text: str) -> None:
    indexed = index_tokens(text)
    added = iter(indexed)
    assert all(token in added for token in tokens(text)), "in the same order"
    assert all(token.isdecimal() for token in set(indexed) - set(tokens(text))), "only numbers are added"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("spo\ufe0fken", ["spoken"]),  # a variation selector
        ("a\u20ddb", ["ab"]),  # an enclosing circle
        ("z\u030cu\u0301z", ["zuz"]),
        ("i\u0307", ["i"]),
        ("α\u0345", ["a"]),
        ("c\u0327\u0301", ["c"]),
        ("\u0301", []),
        ("294\u0301/c\u0327", ["294c"]),
        ("d\u0301j", ["d"]),  # a mark between two letters that are one sound
    ],
)
def test_a_mark_falls_and_does_not_cut_a_word(text: str, words: list[str]) -> None:
    """The browser drops every mark (``\\p{M}``), whether it combines or not."""
    assert tokens(text) == words


@ANY
@given(st.text() | KNOWN)
@example("İ")
@example("ΑΣ")
@example("ﬃ\u0345")
@example("\ud800")
@example("дјj")
@example("kkhh")
@example("tskhh")
@example("aee ooee uuee")
@example("υ\u0301ο\u0301υ")
@example("1/c/d.e")
def test_any_text_folds_without_an_exception_and_twice_is_as_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert tokens(once) == tokens(text)
    assert tokens(" ".join(tokens(text))) == tokens(text)


@ANY
@given(st.text() | KNOWN)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@ANY
@given(st.text() | KNOWN)
def test_tokens_are_plain_small_letters_and_digits(text: str) -> None:
    assert all(re.fullmatch(r"[a-z0-9]+", word) for word in index_tokens(text))


@ANY
@given(st.text() | KNOWN)
def test_case_makes_no_difference(text: str) -> None:
    lower_to_one = [char for char in text if char.upper().lower() == char.lower()]
    plain = "".join(lower_to_one)
    assert tokens(plain.upper()) == tokens(plain)


def test_the_table_is_one_letter_or_pair_to_plain_letters() -> None:
    for letters, plain in FOLDS.items():
        assert len(letters) in (1, 2)
        assert letters == letters.lower() == unicodedata.normalize("NFD", letters), f"{letters} is never asked for"
        assert not letters.isascii(), f"{letters} is plain already"
        assert all(letter in FOLDS for letter in letters), f"{letters} holds a letter that alone has no fold"
        assert re.fullmatch("[a-z]*", plain)


@pytest.mark.parametrize("pair", [letters for letters in FOLDS if len(letters) == 2])
def test_a_pair_goes_before_its_letters(pair: str) -> None:
    assert fold(pair) == fold(FOLDS[pair])
    assert fold(pair) != fold(FOLDS[pair[0]] + FOLDS[pair[1]]), "the pair is not needed"


def test_the_merges_make_spellings_shorter_or_plainer_and_never_longer() -> None:
    spellings = [spelling for spelling, _ in MERGES]
    assert len(set(spellings)) == len(spellings)
    for spelling, one in MERGES:
        assert re.fullmatch("[a-z]{1,2}", spelling)
        assert re.fullmatch("[a-z]", one)
        assert one not in spellings, f"{spelling} does not end at {one}"
        assert fold(spelling) == fold(one) == one


@pytest.mark.parametrize("home", [ROOT / "tests" / "data" / "fictitious", ROOT], ids=["fictitious", "real"])
def test_every_letter_of_every_record_can_be_typed_on_a_plain_keyboard(home) -> None:
    letters = {char for state in manual(home=home).states for char in repr(state) if char.isalpha()}
    letters |= {char for term in manual(home=home).terms for char in repr(term) if char.isalpha()}
    left = {char for char in letters if not fold(char).isascii()}
    assert not left, f"no fold for {sorted(left)}"
