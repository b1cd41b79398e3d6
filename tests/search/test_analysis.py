"""Folding makes a word and what a reader types for it meet, in every script of the manual."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdmanual.search.analysis import FOLDS, fold, tokens
from models import ROOT, manual

ANY = settings(deadline=None, max_examples=300)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        # Turkish: dotted and dotless i, in both cases
        ("Türkiye", "turkiye"), ("İSTANBUL", "istanbul"), ("Iğdır", "igdir"), ("gümrük", "GUMRUK"), ("şube", "sube"),
        # Croatian, Serbian and Montenegrin in Latin letters
        ("čćžšđ", "cczsd"), ("ČĆŽŠĐ", "cczsd"), ("Đakovo", "dakovo"), ("ǆ", "dž"), ("Ǉubav", "ljubav"),
        # Serbian Cyrillic meets Serbian Latin
        ("Фиктонија", "Fiktonija"), ("надзирана испорука", "nadzirana isporuka"), ("Ђорђе", "Đorđe"),
        ("Ћуприја", "Ćuprija"), ("Џеп", "džep"), ("Љубав", "ljubav"), ("Његош", "Njegoš"), ("чекић", "čekić"),
        # Macedonian
        ("Ѓаково", "gakovo"), ("Куќиште", "kukiste"), ("ѕвезда", "dzvezda"), ("контролирана", "kontrolirana"),
        # Bulgarian and Ukrainian
        ("Щъркелово", "starkelovo"), ("България", "balgarija"), ("Їжак", "izak"), ("ґава", "gava"), ("єнот", "enot"),
        ("Львів", "lviv"),
        # Greek, with tonos, dialytika and final sigma
        ("Ελεγχόμενη παράδοση", "elegchomeni paradosi"), ("ΑΣΤΥΝΟΜΙΑΣ", "αστυνομίας"), ("Ήπειρος", "ipeiros"),
        ("ΐΰ", "iy"), ("Αθήνα", "athina"),
        # Georgian
        ("საქართველო", "sakartvelo"), ("თბილისი", "tbilisi"), ("ჭ ჯ ჰ", "c j h"), ("ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", "საქართველო"),
        # Romanian: comma below and the older cedilla
        ("Brașov", "brasov"), ("Braşov", "Brașov"), ("Țărm", "tarm"), ("împărăție", "imparatie"),
        # Hungarian, Albanian, German
        ("Fűzfő", "fuzfo"), ("Shqipërisë", "shqiperise"), ("Çështje", "ceshtje"), ("Straße", "strasse"),
    ],
)  # fmt: skip
def test_what_is_written_and_what_is_typed_meet(written: str, typed: str) -> None:
    assert tokens(written) == tokens(typed)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    for written in ("Čudnograd", "Ήπειρος", "Їжак", "İstanbul", "Ѓаково"):
        assert fold(unicodedata.normalize("NFD", written)) == fold(unicodedata.normalize("NFC", written))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("art. 294/c", ["art", "294", "c"]),
        ("§ 332 st. 1 t. 8", ["332", "st", "1", "t", "8"]),
        ("čl. 42.ah", ["cl", "42", "ah"]),
        ("EU-MLA 2000", ["eu", "mla", "2000"]),
        ("XA–XB police treaty", ["xa", "xb", "police", "treaty"]),
        ("State Attorney’s Office", ["state", "attorney", "s", "office"]),
        ("+385 1 2345", ["385", "1", "2345"]),
        ("", []),
        (" \t\n…!?", []),
    ],
)
def test_words_and_numbers_come_out_in_order(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_a_mark_that_joins_nothing_does_not_cut_a_word() -> None:
    """The browser drops every mark (``\\p{M}``); a variation selector or an enclosing circle is one too."""
    assert tokens("spo\ufe0fken") == ["spoken"]
    assert tokens("a\u20ddb") == ["ab"]


@ANY
@given(st.text())
@example("İ")
@example("ΑΣ")
@example("ﬃ\u0345")
@example("\ud800")
def test_any_text_folds_without_an_exception_and_twice_is_as_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert tokens(once) == tokens(text)


@ANY
@given(st.text())
def test_tokens_are_plain_small_letters_and_digits(text: str) -> None:
    assert all(re.fullmatch(r"[a-z0-9]+", word) for word in tokens(text))


@ANY
@given(st.text())
def test_case_makes_no_difference(text: str) -> None:
    lower_to_one = [char for char in text if char.upper().lower() == char.lower()]
    plain = "".join(lower_to_one)
    assert tokens(plain.upper()) == tokens(plain)


def test_the_table_is_one_letter_to_plain_letters() -> None:
    for letter, plain in FOLDS.items():
        assert len(letter) == 1
        assert letter == letter.lower() == unicodedata.normalize("NFD", letter), f"{letter} is never asked for"
        assert re.fullmatch("[a-z]*", plain)


@pytest.mark.parametrize("home", [ROOT / "tests" / "data" / "fictitious", ROOT], ids=["fictitious", "real"])
def test_every_letter_of_every_record_can_be_typed_on_a_plain_keyboard(home) -> None:
    letters = {char for state in manual(home=home).states for char in repr(state) if char.isalpha()}
    letters |= {char for term in manual(home=home).terms for char in repr(term) if char.isalpha()}
    left = {char for char in letters if not fold(char).isascii()}
    assert not left, f"no fold for {sorted(left)}"
