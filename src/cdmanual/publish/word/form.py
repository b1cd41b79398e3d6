"""The open questions of a state as a Word document to fill in: boxes that are ticked by a click, places to write in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cdmanual.publish.word.pieces import Cells, Element, blank_line, joined, paragraph, run, table, tick_box
from cdmanual.publish.word.sheet import Imprint, Sheet
from cdmanual.publish.word.telling import Row, as_of

_WRITE_HERE = "Click and write"


def write_form(facts: dict[str, Any], target: Path) -> None:
    """Write the form of a state; ``facts`` are plain values, and the same facts give the same bytes.

    They are ``asking``, the form that ask() gives, the ``number`` of the state's chapter, and the ``edition`` by its
    id, kind, day and marking.
    """
    sheet, asking = Sheet(), facts["asking"]
    imprint = Imprint(
        title=f"{asking['title']}: Controlled-Delivery Manual",
        subject="Open questions on controlled deliveries, for the state's national contact",
        head=asking["title"],
        edition=facts["edition"],
    )
    sheet.write(_form(sheet, facts["number"], asking), imprint, target)


def _form(sheet: Sheet, chapter: str, asking: Row) -> Iterator[Element]:
    yield paragraph("Heading1", asking["title"])
    yield from (paragraph("BodyText", words) for words in asking["head"])
    for group in asking["groups"]:
        section = group["questions"][0]["number"].split(".")[0]
        yield paragraph("Heading2", f"{chapter}.{section} {group['title']}")
        for asked in group["questions"]:
            yield from _question(sheet, asked, chapter)
    if asking["points"]:
        yield paragraph("Heading2", "Open points")
        yield from (paragraph("ListBullet", point) for point in asking["points"])
    if asking["consent"]:
        yield paragraph("Heading2", "Consent")
        yield from _answered(sheet, "Consent", "consent", asking["consent"], asking["signed"])


def _question(sheet: Sheet, asked: Row, chapter: str) -> Iterator[Element]:
    question, title = asked["question"], f"{chapter}.{asked['number']} {asked['question']['title']}"
    yield paragraph("Heading3", title)
    yield paragraph("Asked", run(question["text"], "Strong"), f" {asked['how']}")
    for said in asked["said"]:
        yield from _said(sheet, said)
    yield from _answered(sheet, title, question["id"], asked["boxes"], asked["blanks"])


def _said(sheet: Sheet, said: Row) -> Iterator[Element]:
    """What the manual has so far, with where it has it from."""
    yield paragraph("Case", said["label"])
    if said["answer"]:
        yield paragraph("Value", said["answer"])
    if said["text"]:
        yield paragraph("BodyText", said["text"])
    basis = f"Legal basis: {said['basis']}" if said["basis"] else ""
    if evidence := joined([basis, as_of(said["as_of"])]):
        yield paragraph("Evidence", *evidence)
    for source in said["sources"]:
        words = f"{source['id'].upper()}: {source['title']}, {source['publisher']}, {source['date'] or 'undated'}"
        yield paragraph("Evidence", *joined([words, sheet.link(source["url"]) if source["url"] else ""], ", "))


def _answered(sheet: Sheet, title: str, name: str, boxes: list[Row], blanks: list[str]) -> Iterator[Element]:
    """The boxes and the places to write in; ``name`` and a number tell a program which is which."""
    yield table(
        f"{title}: boxes to tick",
        "One box a row: click it to tick it. Beside it what ticking it says, and what that means.",
        (12, 58, 100),
        ("Tick", "Answer", "Meaning"),
        [_box(sheet, box, f"{name}/box/{index}") for index, box in enumerate(boxes, 1)],
        whole=True,
    )
    yield paragraph("Gap")
    yield table(
        f"{title}: places to write in",
        "One line a row: what is asked for, and the place to write it.",
        (58, 112),
        ("Please write", "Your words"),
        [_blank(sheet, words, f"{name}/blank/{index}") for index, words in enumerate(blanks, 1)],
        whole=True,
    )


def _box(sheet: Sheet, box: Row, tag: str) -> Cells:
    return [[paragraph("TableText", tick_box(sheet.number(), box["label"], tag))], [box["label"]], [box["text"]]]


def _blank(sheet: Sheet, words: str, tag: str) -> Cells:
    return [[words], [paragraph("TableText", blank_line(sheet.number(), words, tag, _WRITE_HERE))]]
