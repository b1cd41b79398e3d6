"""The chapter of a state as a Word document: the sections of the printed manual, their numbers the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
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

    They are ``state`` and ``statuses`` as `printing.values` has them, the ``number`` of the chapter and the titles of
    its ``annexes`` as in the printed manual, and the ``edition``: id, kind, day and marking.
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
    annexes = zip(tell.annexes, _annexes(tell), strict=True)
    for number, (title, (record, blocks)) in enumerate(annexes, len(state["groups"]) + 1):
        yield from _section(tell, number, title, record)
        yield from blocks


def _annexes(tell: Telling) -> Iterator[tuple[str, Iterable[Element]]]:
    """The sections after the questionnaire, in their order: the record that each rests on, and what it holds."""
    state = tell.state
    yield "legislation", chain.from_iterable(law(tell, each) for each in state["legislation"])
    yield "authorities", chain.from_iterable(authority(tell, each) for each in state["authorities"])
    yield "officers", officers(tell)
    points = [paragraph("ListBullet", point) for point in state["open_points"]]
    yield "country", points or [paragraph("BodyText", "None is recorded.")]
    yield "sources", [bibliography(tell)]


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
