"""What a contact may say: addresses that lead where they claim to, numbers that are those of the source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdmanual.phones import other_number
from checking import change, new_problems, place_of, said

FILE = "countries/xa/authorities.yml"
WEB = "http://example.com/xa/police"
MAIL = "mla-xa@example.org"


def with_address(home: Path, old: str, new: str) -> str:
    """Put another address in the place of one; where the address stands."""
    place = place_of(home, FILE, old)
    change(home, FILE, old, json.dumps(new, ensure_ascii=False))
    return place


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "https:///path",
        "www.rjt.gov.rs",
        "mailto:mla@example.org",
        "ftp://example.org",
        " https://example.org",
        "https://example.org/a b",
        "https://[x/a",
        "x",
        "",
    ],
)
def test_a_contact_on_the_web_is_a_full_address(copied: Path, typed: str) -> None:
    place = with_address(copied, WEB, typed)
    problems = new_problems(copied)
    assert said(problems) == [f"{place} bad-url"]
    assert problems[0].message == f'police-directorate › contacts › no. 2 › address: "{typed}" is not a web address'
    assert "https://" in problems[0].hint


@pytest.mark.parametrize("typed", ["https://example.org", "http://суд.срб/a?b=1&c=2#d", f"https://x.rs/{'a' * 300}"])
def test_a_full_address_on_the_web_passes(copied: Path, typed: str) -> None:
    with_address(copied, WEB, typed)
    assert new_problems(copied) == []


@pytest.mark.parametrize(
    "typed",
    [
        "kabinet.vrhovnojt.gov.rs",
        "javascript:alert(1)",
        "x@y.rs?bcc=z@w.rs",
        "x@y.rs&cc=z",
        "x%0a@y.rs",
        "a@b",
        "a@.rs",
        "a@b..rs",
        "a@b.rs.",
        "@b.rs",
        ".a@b.rs",
        "a@b@c.rs",
        "a@b.rs,c@d.rs",
        "a@b.rs;",
        "a@b.rs c@d.rs",
        "a@b.rs\n",
        "Desk (a@b.rs)",
        "[a@b.rs]",
        "<a@b.rs>",
        '"a"@b.rs',
        "„a“@b.rs",
        "mailto:a@b.rs",
        "https://a@b.rs",
        "",
    ],
)
def test_an_e_mail_address_is_plain(copied: Path, typed: str) -> None:
    place = with_address(copied, MAIL, typed)
    problems = new_problems(copied)
    assert said(problems) == [f"{place} bad-address"]
    assert problems[0].message.startswith("mla-department › contacts › no. 1 › address: ")
    assert "as office@example.org" in problems[0].hint


@pytest.mark.parametrize("typed", ["a.b-c_d+e@x-y.gov.rs", "kabinet@суд.срб", "1@2.rs", "x@a.b.c.d.rs"])
def test_a_plain_e_mail_address_passes(copied: Path, typed: str) -> None:
    with_address(copied, MAIL, typed)
    assert new_problems(copied) == []


@pytest.mark.parametrize(("typed", "codes"), [("siena:desk-xa", []), ("I-24/7", []), ("desk xa", ["bad-address"])])
def test_a_name_in_a_secured_system_is_neither_mail_nor_web(copied: Path, typed: str, codes: list[str]) -> None:
    change(copied, FILE, f"kind: email\n        address: {MAIL}", f"kind: secure\n        address: {json.dumps(typed)}")
    assert [problem.code for problem in new_problems(copied)] == codes


@pytest.mark.parametrize(("line", "code"), [("address: 7", "wrong-type"), ("label: Desk", "missing-key")])
def test_an_address_that_is_no_text_or_is_missing_is_said_once(copied: Path, line: str, code: str) -> None:
    change(copied, FILE, f"address: {MAIL}", line)
    assert [problem.code for problem in new_problems(copied)] == [code]


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ("+44 20 7946 9999", "+442079469999"),
        ("0044 20 7946 0302", ""),
        ("+44 (0)20 7946-0302", ""),
        ("+381 11 361 3705", "+381113613705"),
        ("+44 7946 0302", ""),
        ("+44 20 7946 9999 ext. 4", ""),
        ("+44 20 7946 0302 / 9999", ""),
        ("+44 20 7946 0302, +44 20 7946 9999", ""),
        ("switchboard", ""),
    ],
)
def test_a_printed_number_that_is_another_one_is_warned_of(copied: Path, printed: str, other: str) -> None:
    place = place_of(copied, FILE, '"+44 20 7946 0302"')
    change(copied, FILE, '"+44 20 7946 0302"', f'"{printed}"')
    problems = new_problems(copied)
    assert said(problems) == [f"{place} printed-differs"] * bool(other)
    assert all(other in problem.message and "+442079460302" in problem.message for problem in problems)
    assert {problem.severity for problem in problems} <= {"warning"}


def test_a_printed_number_is_read_by_the_plan_of_its_state() -> None:
    assert other_number("011/361 3705", "+381113613705", "rs") == ""
    assert other_number("011/361 3706", "+381113613705", "rs") == "+381113613706"
    assert other_number("011/361 3706", "+381113613705", "xa") == ""
    assert other_number("828-373", "+37322828373", "md") == "", "without its area code"
    assert other_number("+39 668852264", "+390668852264", "it") == "", "without a zero that belongs to it"
    assert other_number("+385 11 361 3705", "+381113613705", "rs") == "+385113613705"


def test_beside_an_extension_the_printed_form_is_not_judged(copied: Path) -> None:
    change(copied, FILE, '"(020) 7946 0301 / 12"', '"+44 20 7946 030112"')
    assert new_problems(copied) == []
