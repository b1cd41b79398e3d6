"""What is printed beside the book: cards, forms to fill in by hand, the brief of a route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pdfua
import pikepdf
import pytest
from click.testing import CliRunner

from cdmanual.cli import app
from cdmanual.editions import PUBLIC, RESTRICTED, Edition
from cdmanual.manual.asking import ask
from cdmanual.publish.printing.book import Press, print_edition
from cdmanual.publish.printing.cards import card
from cdmanual.publish.printing.values import Values
from models import DAY, FICTITIOUS, ROOT, edition, labels
from printed import body, labels_of, margins, squeezed

MM = 72 / 25.4


def printed(folder: Path, shown: Edition, home: Path = FICTITIOUS) -> Path:
    press = Press(ROOT / "content" / "print", home / "content" / "regional" / "guide", folder / "shelf")
    print_edition(shown, labels(), press, folder)
    return folder


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(tmp_path_factory.mktemp("public"), edition())


@pytest.fixture(scope="module")
def restricted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(tmp_path_factory.mktemp("restricted"), edition(RESTRICTED, "a"))


@pytest.fixture(scope="module")
def real_cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed(tmp_path_factory.mktemp("real"), edition(home=ROOT), ROOT) / "cards"


def papers(folder: Path) -> Iterator[Path]:
    yield from (path for name in ("cards", "ask") for path in sorted((folder / name).glob("*.pdf")))


def test_every_paper_is_accessible(public: Path, restricted: Path) -> None:
    found = [*papers(public), *papers(restricted)]
    assert len(found) == 10
    for path in found:
        assert pdfua.validate(str(path)).findings == (), path.name


# ---------------------------------------------------------------- cards


def test_the_card_of_every_state_is_one_sheet_of_a5(real_cards: Path) -> None:
    cards = sorted(path for path in real_cards.glob("*.pdf") if path.stem != "all")
    assert len(cards) == len(edition(home=ROOT).manual.states)
    for path in cards:
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == 1, path.name
            assert [round(float(side) / MM) for side in pdf.pages[0].mediabox[2:]] == [148, 210]


def test_all_cards_stand_four_on_a_page(real_cards: Path) -> None:
    with pikepdf.open(real_cards / "all.pdf") as pdf:
        states = edition(home=ROOT).manual.states
        assert len(pdf.pages) == -(-len(states) // 4)
        text = body(pdf)
        assert [state.iso for state in states if squeezed(state.name["en"]) not in text] == []


def test_a_card_answers_the_questions_of_the_quick_card(public: Path) -> None:
    with pikepdf.open(public / "cards" / "xa.pdf") as pdf:
        text = body(pdf)
        for cell in edition().manual.questionnaire.card:
            assert squeezed(cell.label).upper() in text.upper()
        assert squeezed("verified 2026-11-21").upper() in text.upper()
        assert "2026.1" in text


def test_phones_of_posts_stand_first_on_the_card_of_the_restricted_edition_alone(
    public: Path, restricted: Path
) -> None:
    state = edition(RESTRICTED, "a").manual.state("XA")
    shown = Values.of(edition(RESTRICTED, "a"), labels()).state(state)
    phones = [squeezed(c["shown"]) for post in shown["officers"] for c in post["contacts"] if c["link"]]
    with pikepdf.open(restricted / "cards" / "xa.pdf") as pdf:
        text = body(pdf)
        assert phones
        first = text.upper().index(squeezed(edition().manual.questionnaire.card[0].label).upper())
        assert all(text.index(phone) < first for phone in phones)
    with pikepdf.open(public / "cards" / "xa.pdf") as pdf:
        assert not any(phone in body(pdf) for phone in phones)


def code_of(shown: Edition, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What the code of a card holds, and what the card says of it."""
    held: list[str] = []
    monkeypatch.setattr("cdmanual.publish.printing.cards._drawn", lambda text: held.append(text) or "<svg/>")
    face = card(Values.of(shown, labels()), shown.manual.state("XA")).content["cards"][0]
    return held[0], face["code_says"]


def test_the_code_leads_to_the_living_page_where_the_edition_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = replace(edition(), address="https://manual.example/")
    assert code_of(shown, monkeypatch) == (
        "https://manual.example/countries/xa/index.html",
        "Scan for the living page",
    )


def test_without_an_address_the_code_holds_the_card_as_text_that_a_phone_can_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, says = code_of(edition(), monkeypatch)
    assert says == "Scan for the first lines of this card as text"
    assert text.startswith("Examplia, controlled delivery. Edition 2026.1, 2026-11-21\nSend the request to: ")
    assert len(text.encode()) <= 367


def test_a_number_to_call_is_in_the_code_of_the_restricted_edition_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(r"tel:\+\d+", code_of(edition(RESTRICTED, "a"), monkeypatch)[0])
    assert "tel:" not in code_of(edition(PUBLIC, "a"), monkeypatch)[0]


# ---------------------------------------------------------------- forms


def test_the_form_asks_what_is_open_with_a_box_for_each_choice_and_a_line_for_each_blank(public: Path) -> None:
    shown = edition()
    asking = ask(shown.manual, shown.manual.state("XB"), shown.id, DAY)
    with pikepdf.open(public / "ask" / "xb.pdf") as pdf:
        text = body(pdf)
        assert asking.questions
        for asked in asking.questions:
            assert squeezed(asked.question.text) in text
            assert all(squeezed(box.label) in text for box in asked.boxes)
        blanks = sum(len(asked.blanks) for asked in asking.questions) + len(asking.signed)
        assert text.count(":") >= blanks
        assert labels_of(pdf)[0] == "Questions XB-1"
        assert all("TLP:CLEAR" in margin for margin in margins(pdf))


# ---------------------------------------------------------------- the brief of a route


def route(tmp_path: Path, *more: str) -> tuple[int, str, Path]:
    target = tmp_path / "route.pdf"
    command = ["--root", str(ROOT), "route", "XA", "XB", "--records", str(FICTITIOUS), "--format", "pdf"]
    done = CliRunner().invoke(app, [*command, "--output", str(target), *more])
    return done.exit_code, done.output, target


def test_the_brief_on_paper_says_what_the_brief_as_text_says(tmp_path: Path) -> None:
    code, said, target = route(tmp_path, "--goods", "drugs", "--departure", "2026-11-22T05:00")
    assert (code, str(target) in said) == (0, True)
    command = ["--root", str(ROOT), "route", "XA", "XB", "--records", str(FICTITIOUS), "--goods", "drugs"]
    text = CliRunner().invoke(app, command).stdout
    with pikepdf.open(target) as pdf:
        printed_text = body(pdf)
        for line in text.split("\n\n")[1].splitlines()[1:]:
            assert squeezed(line.removeprefix("! ")) in printed_text, "a warning"
        for line in re.findall(r"^    (.+?)(?: \[.*)?$", text, re.MULTILINE):
            if not line.endswith("…"):
                assert squeezed(line) in printed_text, line
        assert squeezed("departure 05:00 on 2026-11-22") in printed_text
    assert pdfua.validate(str(target)).findings == ()


def test_a_pdf_needs_a_file_to_go_to(tmp_path: Path) -> None:
    command = ["--root", str(ROOT), "route", "XA", "XB", "--records", str(FICTITIOUS), "--format", "pdf"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2
    assert "--output" in done.output
