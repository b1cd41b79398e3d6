"""The cards: one sheet for each state with its quick card in large type, and all of them on sheets to be cut."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import Any

import segno

from cdmanual import addresses
from cdmanual.manual import model, reading
from cdmanual.publish.printing.sections import Section, latest
from cdmanual.publish.printing.values import Values

# What a code holds that a phone still reads from a card of the smaller size (ISO/IEC 18004, version 12, level L).
_MOST_BYTES = 367
_LINES, _LINE = 4, 70
# Cards that are set in type at once: of many, Typst would keep all layouts in memory.
_TOGETHER = 24


def card(values: Values, state: model.State) -> Section:
    """The card of a state."""
    name, day = state.name["en"], max(review.verified.on for review in state.reviews.values())
    return Section(
        f"Card {state.iso}", 0, name, f"card/{state.iso}", "card.typ", {"cards": [_face(values, state)]}, day
    )


def all_cards(values: Values, cards: Sequence[Section]) -> Iterator[Section]:
    """All cards, four on a page, with marks to cut along; some pages are a section, to be bound with the others."""
    for at, start in enumerate(range(0, len(cards), _TOGETHER), 1):
        faces = [face for each in cards[start : start + _TOGETHER] for face in each.content["cards"]]
        code = f"Cards {at}" if len(cards) > _TOGETHER else "Cards"
        yield Section(code, 0, "Cards of all states", "cards", "cards.typ", {"cards": faces}, latest(values))


def _face(values: Values, state: model.State) -> dict[str, Any]:
    whole = values.state(state)
    face = {key: whole[key] for key in ("iso", "name", "own", "measure", "card", "answered", "total", "time_zone")}
    officers = [row for row in whole["officers"] if row["contacts"]]
    receiving = [row for row in whole["authorities"] if row["contacts"] and _receives(state, row["id"])]
    code, says = _code(values, state)
    return {
        **face,
        "verified": whole["verified"]["procedure"],
        "officers": [
            {"name": row["name"], "note": row["availability"], "contacts": row["contacts"]} for row in officers
        ],
        "offices": [{"name": row["name"], "contacts": row["contacts"]} for row in receiving],
        "code": code,
        "code_says": says,
    }


def _receives(state: model.State, authority: str) -> bool:
    return "receives-requests" in state.authority(authority).roles


def _code(values: Values, state: model.State) -> tuple[str, str]:
    """A code to scan, as SVG, and what it holds: a number to call (restricted only), the living page, else the text."""
    edition = values.edition
    numbers = [contact.number for officer in state.officers for contact in officer.contacts if contact.number]
    if edition.is_restricted and numbers:
        return _drawn(f"tel:{numbers[0]}"), "Scan to call the first number"
    if edition.address:
        return _drawn(edition.address + addresses.state_page(state)), "Scan for the living page"
    return _drawn(_told(values, state)), "Scan for the first lines of this card as text"


def _told(values: Values, state: model.State) -> str:
    """The first cells of the card in plain lines, as many as the code has room for."""
    edition = values.edition
    text = f"{state.name['en']}, controlled delivery. Edition {edition.id}, {edition.day}"
    for cell in reading.read_card(edition.manual, state)[:_LINES]:
        said = shorten(" / ".join(read.headline for read in cell.readings), _LINE, placeholder=" …")
        line = f"\n{cell.label}: {said}"
        if len((text + line).encode()) > _MOST_BYTES:
            break
        text += line
    return text


def _drawn(text: str) -> str:
    drawing = io.BytesIO()
    segno.make_qr(text, error="L", boost_error=False).save(drawing, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()
