"""The chapter of a state as a Word document: the sections of the printed manual, their numbers the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cdmanual.publish.word.annexes import authority, bibliography, law, officers
from cdmanual.publish.word.answers import answer, card
from cdmanual.publish.word.pieces import Element, joined, paragraph, table
from cdmanual.publish.word.sheet import Imprint, Sheet, edition_name
from cdmanual.publish.word.telling import UNKNOWN, Telling

_UNION = {"member": "Member of the European Union", "not-member": "Not a member of the European Union"}


def write_chapter(facts: dict[str, Any], target: Path) -> None:
    """Write the chapter of a state; ``facts`` are plain values, and the same facts give the same bytes.

    They are ``state`` and ``statuses`` as `printing.values` has them, and the ``edition``: id, kind, day and marking.
    """
    sheet, state = Sheet(), facts["state"]
    imprint = Imprint(
        title=f"{state['name']}: Controlled-Delivery Manual",
        subject=f"Controlled deliveries in {state['name']}: law, procedure, authorities",
        head=f"{state['name']} · {state['verified']['procedure']}",
        edition=facts["edition"],
    )
    sheet.write(_chapter(Telling(sheet, facts)), imprint, target)


def _chapter(tell: Telling) -> Iterator[Element]:
    state = tell.state
    yield from _opening(tell)
    yield paragraph("Heading2", "Quick card")
    yield card(tell)
    yield from _marks(tell)
    for number, group in enumerate(state["groups"], 1):
        yield from _section(tell, number, group["title"], "procedure")
        for each in group["answers"]:
            yield from answer(tell, each)
    number = len(state["groups"]) + 1
    yield from _section(tell, number, "Legislation", "legislation")
    for each in state["legislation"]:
        yield from law(tell, each)
    yield from _section(tell, number + 1, "Authorities", "authorities")
    for each in state["authorities"]:
        yield from authority(tell, each)
    yield from _section(tell, number + 2, "Authorised officers", "officers")
    yield from officers(tell)
    yield from _section(tell, number + 3, "Open points", "country")
    for point in state["open_points"]:
        yield paragraph("ListBullet", point)
    if not state["open_points"]:
        yield paragraph("BodyText", "None is recorded.")
    yield from _section(tell, number + 4, "Sources", "sources")
    yield bibliography(tell)


def _section(tell: Telling, number: int, title: str, record: str) -> Iterator[Element]:
    """The heading of a section, and when the record that it rests on was verified, where the edition says so."""
    yield paragraph("Heading2", f"{tell.number}.{number} {title}")
    verified = tell.state["verified"].get(record, "")
    if verified:
        yield paragraph("Verified", verified[:1].upper() + verified[1:])


def _opening(tell: Telling) -> Iterator[Element]:
    state, measure = tell.state, tell.state["measure"]
    yield paragraph("Heading1", f"{tell.number} {state['name']}")
    if state["own"]:
        yield paragraph("OwnName", *tell.own(state["own"]))
    yield paragraph(
        "Notice",
        f"Chapter {tell.number} of the Controlled-Delivery Manual. {edition_name(tell.edition)}. Not an official "
        "publication of any state or organisation.",
    )
    counts = [f"{tell.title(name)} {count}" for name, count in state["by_status"].items() if count]
    yield tell.facts(
        state["name"],
        [
            ("The measure", joined([measure["name"], tell.own(measure["own"])])),
            ("Official languages", [", ".join(state["languages"])]),
            ("Time zone", [state["time_zone"]]),
            ("European Union", [_UNION.get(state["european_union"], UNKNOWN)]),
            ("Answered", [f"{state['answered']} of {state['total']} questions ({', '.join(counts)})"]),
            ("Sources", tell.sources(state["country_sources"])),
        ],
    )


def _marks(tell: Telling) -> Iterator[Element]:
    yield paragraph("Heading2", "What the marks mean")
    yield table(
        "Marks of status",
        "Each mark that an answer may bear, and what it means.",
        (32, 138),
        ("Mark", "Meaning"),
        [[[paragraph("TableText", tell.mark(each["id"]))], [each["description"]]] for each in tell.statuses],
    )
