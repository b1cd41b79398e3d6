"""The Word documents of an edition: from which facts each is made, and where it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cdmanual.editions import Edition
from cdmanual.manual.asking import ask
from cdmanual.manual.model import State
from cdmanual.publish.printing.sections import ANNEXES, STATES
from cdmanual.publish.printing.values import Values
from cdmanual.publish.word.chapter import write_chapter
from cdmanual.publish.word.form import write_form

Facts = dict[str, Any]


def write_documents(values: Values, folder: Path) -> None:
    """Write ``countries/<code>.docx`` and ``ask/<code>.docx`` of every state; one edition gives the same bytes."""
    for name in ("countries", "ask"):
        (folder / name).mkdir(exist_ok=True)
    for iso, facts in chapter_facts(values).items():
        write_chapter(facts, folder / "countries" / f"{iso.lower()}.docx")
    for state in values.edition.manual.states:
        write_form(form_facts(values.edition, state), folder / "ask" / f"{state.key}.docx")


def chapter_facts(values: Values) -> dict[str, Facts]:
    """What the chapter of each state is made from, by its code, as plain values."""
    edition = values.edition
    shared = {"edition": _named(edition), "annexes": ANNEXES, "statuses": values.common()["statuses"]}
    return {
        state.iso: {**shared, "number": _number(state), "state": values.state(state)} for state in edition.manual.states
    }


def form_facts(edition: Edition, state: State) -> Facts:
    """What the form of a state is made from, as plain values."""
    asking = ask(edition.manual, state, edition.id, edition.day)
    return {"edition": _named(edition), "number": _number(state), "asking": asdict(asking)}


def _number(state: State) -> str:
    """The number of a state's chapter in the printed manual: III.RS."""
    return f"{STATES}.{state.iso}"


def _named(edition: Edition) -> dict[str, str]:
    """The edition without its version: a state in which nothing changed gives the same file at the next commit."""
    return {"id": edition.id, "kind": edition.kind, "day": edition.day.isoformat(), "marking": edition.label}
