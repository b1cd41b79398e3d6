"""A number is read as it was typed, or not at all: no letter becomes a figure, and two numbers never become one."""

from __future__ import annotations

import pytest

from cdmanual.phones import read_number

BELGRADE = "+381113613705"


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("+381 11 361-3705", "rs", BELGRADE),
        ("+381 11 361‑37‑05", "rs", BELGRADE),
        ("+381 (0) 11 361 3705", "rs", BELGRADE),
        ("(+381 11) 361.3705", "rs", BELGRADE),
        ("011/361 3705", "rs", BELGRADE),
        ("011/361/37-05", "rs", BELGRADE),
        ("+381 11/361-3705", "de", BELGRADE),
        ("00381 11 3613705", "rs", BELGRADE),
        ("(0030) 210 7767529", "gr", "+302107767529"),
        ("06 1 354 5541", "hu", "+3613545541"),
        ("06.6885.2633", "it", "+390668852633"),
        ("+49 (0)611 55-12141", "de", "+496115512141"),
        ("02232/12345", "de", "+49223212345"),
    ],
)
def test_what_people_write_between_figures_is_left_out(typed: str, region: str, number: str) -> None:
    assert read_number(typed, region) == {"number": number, "printed": typed}


@pytest.mark.parametrize("mark", [" ext. ", " Ext: ", " x", "#", " # ", " доб. ", ";ext=", " int. ", " ~ "])
def test_an_extension_is_told_by_its_mark(mark: str) -> None:
    typed = f"+381 11 361 3705{mark}12"
    assert read_number(typed, "rs") == {"number": BELGRADE, "extension": "12", "printed": typed}


@pytest.mark.parametrize(
    "typed",
    [
        "+3811136l3705",
        "+38111361370S",
        "+3811136137O5",
        "+3811136137О5",
        "+381113613705 mob",
        "+381113613705 lokal 5",
        "+381113613705 mob ext. 5",
        "+381113613705 l ext. 5",
        "+3811136l3705 ext. 5",
        "tel +381113613705",
        "011 FLOWERS",
        "011²3613705",
    ],
)
def test_letters_are_neither_dropped_nor_read_as_figures(typed: str) -> None:
    assert read_number(typed, "rs") == {"number": typed}


@pytest.mark.parametrize(
    "typed",
    [
        "+381113613705 / 706",
        "+381113613705/06",
        "011 361 3705/706",
        "011/361 3705/706",
        "+381113613705/+381113613706",
        "+381113613705, 706",
        "+381113613705,,706",
        "+381113613705; 706",
        "+381113613705, +381113613706",
        "+381113613705/06 ext. 12",
    ],
)
def test_two_numbers_in_one_field_are_given_back(typed: str) -> None:
    assert read_number(typed, "rs") == {"number": typed}
