"""The answers of a state in its chapter: the quick card, and question by question."""

from __future__ import annotations

from collections.abc import Iterator

from cdmanual.publish.word.pieces import Block, Cells, Element, joined, paragraph, run, table
from cdmanual.publish.word.telling import SILENT, Row, Telling, as_of


def card(tell: Telling) -> Element:
    """The quick card: the answers that are needed first, each in few words."""
    return table(
        f"{tell.state['name']}: quick card",
        "The answers that are needed first: what is asked and under which number it stands, the answer, its legal "
        "basis, its status.",
        (36, 70, 36, 28),
        ("Question", "Answer", "Legal basis", "Status"),
        [
            _card_row(tell, cell["label"], answer, len(cell["answers"]) > 1)
            for cell in tell.state["card"]
            for answer in cell["answers"]
        ],
    )


def _card_row(tell: Telling, label: str, answer: Row, is_one_of_several: bool) -> Cells:
    asked: list[Block] = [paragraph("TableText", run(label, "Strong"))]
    asked += [paragraph("TableSmall", answer["title"])] if is_one_of_several else []
    asked.append(paragraph("TableSmall", tell.jump(answer["number"], tell.numbered(answer["number"]))))
    said: list[Block] = [
        paragraph("TableText", f"{case}: " if case else "", run(headline, "Strong"))
        for headline, case in _cases(answer).items()
    ]
    said += [paragraph("TableSmall", answer["brief"])] if answer["brief"] else []
    basis = dict.fromkeys(cited["label"] for part in answer["parts"] for cited in part["basis"])
    return [
        asked,
        said or [tell.title(answer["status"])],
        [paragraph("TableSmall", label) for label in basis],
        [paragraph("TableText", tell.mark(answer["status"]))],
    ]


def _cases(answer: Row) -> dict[str, str]:
    """The values of an answer, each with the cases in which it holds; none where there is no answer."""
    cases: dict[str, list[str]] = {}
    for part in answer["parts"]:
        if part["headline"] and answer["status"] not in SILENT:
            cases.setdefault(part["headline"], []).append(part["when"])
    return {headline: "; ".join(when for when in whens if when) for headline, whens in cases.items()}


def answer(tell: Telling, answer: Row) -> Iterator[Element]:
    """A question and what the state answers: its status, then each case or position with its evidence."""
    number = answer["number"]
    yield paragraph("Heading3", *tell.place(number, f"{tell.numbered(number)} {answer['title']}"))
    yield paragraph("Question", answer["question"])
    yield paragraph("Status", "Status: ", tell.mark(answer["status"]))
    if answer["text"]:
        yield paragraph("BodyText", answer["text"])
    if answer["sources"]:
        yield paragraph("Evidence", *tell.rests_on(answer["sources"]))
    for index, part in enumerate(answer["parts"], 1):
        yield from _part(tell, answer["status"], part, index)


def _part(tell: Telling, status: str, part: Row, index: int) -> Iterator[Element]:
    case = f"Position {index}" if status == "disputed" else part["when"]
    if case:
        yield paragraph("Case", case)
    if part["headline"] and status not in SILENT:
        yield paragraph("Value", part["headline"])
    if part["text"]:
        yield paragraph("BodyText", part["text"])
    basis = joined((tell.jump(cited["anchor"], cited["label"]) for cited in part["basis"]), "; ")
    checked = "Checked: " if status in SILENT else "Legal basis: "
    evidence = joined([[checked, *basis] if basis else "", tell.rests_on(part["sources"]), as_of(part["as_of"])])
    if evidence:
        yield paragraph("Evidence", *evidence)
