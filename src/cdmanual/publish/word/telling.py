"""What every section of a state's chapter says in the same way: numbers, marks, names, legal bases, sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cdmanual.publish.word.blank import style_id
from cdmanual.publish.word.pieces import Element, Inline, joined, jump, paragraph, run, table
from cdmanual.publish.word.sheet import Sheet

UNKNOWN = "not established"
# Statuses under which there is no answer to show.
SILENT = ("unknown", "not-regulated")

Row = dict[str, Any]


class Telling:
    """The data of one state, and the sheet that they are told on."""

    def __init__(self, sheet: Sheet, facts: dict[str, Any]) -> None:
        """``facts`` as write_chapter() takes them."""
        self.sheet = sheet
        self.state: Row = facts["state"]
        self.edition: Row = facts["edition"]
        self.statuses: list[Row] = facts["statuses"]
        self.number: str = facts["number"]
        self.annexes: list[str] = facts["annexes"]
        self._titles: dict[str, str] = {status["id"]: status["title"] for status in self.statuses}
        self._places = _name_places(self.state)

    def numbered(self, number: str) -> str:
        """The number of a question in the manual: ``5.2`` is III.RS.5.2."""
        return f"{self.number}.{number}"

    def title(self, status: str) -> str:
        """A status in words."""
        return self._titles[status]

    def mark(self, status: str) -> Element:
        """A status in its frame, which no-break spaces widen."""
        return run(f"\u00a0{self._titles[status]}\u00a0", style_id(f"Mark {status}"))

    def own(self, names: list[Row]) -> list[Inline]:
        """Names in other languages, each said to be in its own, as it is written in this state."""
        return joined(run(name["text"], lang=f"{name['tag']}-{self.state['iso']}") for name in names)

    def place(self, anchor: str, text: Inline) -> list[Inline]:
        """Text that can be jumped to."""
        start, end = self.sheet.bookmark(self._places[anchor])
        return [start, text, end]

    def jump(self, anchor: str, text: str) -> Inline:
        """A jump to what stands in this chapter; the text alone where it stands elsewhere."""
        place = self._places.get(anchor)
        return jump(place, text) if place else text

    def questions(self, numbers: Iterable[str]) -> list[Inline]:
        """Jumps to questions by their numbers."""
        return joined((self.jump(number, number) for number in numbers), ", ")

    def sources(self, ids: list[str]) -> list[Inline]:
        """The numbers of sources, as jumps to the list at the end."""
        return joined((self.jump(f"{self.state['iso']}#{name}", name.upper()) for name in ids), ", ")

    def rests_on(self, ids: list[str]) -> list[Inline]:
        """The same for a line of evidence: that they are sources is said."""
        return [_counted(ids), *self.sources(ids)] if ids else []

    def facts(self, name: str, rows: Iterable[tuple[str, list[Inline]]]) -> Element:
        """A table of what is established of a thing; a row without a value is left out."""
        return table(
            name,
            f"What is established of {name}.",
            (38, 132),
            ("Item", "As established"),
            [[[label], [paragraph("TableText", *value)]] for label, value in rows if value not in ([], [""])],
            whole=True,
        )


def _name_places(state: Row) -> dict[str, str]:
    """What can be jumped to, under names that Word allows: letters, digits and underscores, 40 at most."""
    iso, laws = state["iso"], list(enumerate(state["legislation"], 1))
    answers = [answer for group in state["groups"] for answer in group["answers"]]
    return {
        **{answer["number"]: f"question_{answer['number'].replace('.', '_')}" for answer in answers},
        **{f"{iso}/{law['id']}": f"law_{at}" for at, law in laws},
        **{
            f"{iso}/{law['id']}/{row['id']}": f"law_{at}_{place}"
            for at, law in laws
            for place, row in enumerate(law["provisions"], 1)
        },
        **{f"{iso}#{row['id']}": f"source_{at}" for at, row in enumerate(state["bibliography"], 1)},
    }


def as_of(day: str | None) -> str:
    """How old what is said is, where it is known."""
    return f"as of {day}" if day else ""


def sources(ids: list[str]) -> str:
    """The numbers of sources in words."""
    return f"{_counted(ids)}{', '.join(ids).upper()}" if ids else ""


def _counted(ids: list[str]) -> str:
    return "Source " if len(ids) == 1 else "Sources "


def listed(words: Iterable[str]) -> str:
    """The words in one line; what holds nothing is left out."""
    return " · ".join(word for word in words if word)
