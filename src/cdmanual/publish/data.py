"""The records as data: one JSON per state, one for all, a table of all answers (CSV), and what to ask each state."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cdmanual import addresses
from cdmanual.editions import Edition
from cdmanual.embedding import as_script
from cdmanual.manual.asking import ask
from cdmanual.manual.desk import desk_facts
from cdmanual.manual.exported import SCHEMA_VERSION
from cdmanual.manual.model import State
from cdmanual.manual.reading import read_answer
from cdmanual.publish.letters import as_markdown

# A spreadsheet takes a cell that begins with one of these, after blanks or not, for a formula (OWASP, CSV Injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
_FORMULA_BLANKS = ("\t", "\r", "\n")
COLUMNS = (
    "country", "state", "group", "question", "question_title", "status", "when", "value", "value_in_words", "text",
    "legal_basis", "sources", "as_of", "verified_on", "verified_by", "url",
)  # fmt: skip


def write_data(edition: Edition, folder: Path, epoch: int) -> None:
    """Write ``<iso>.json``, ``all.json``, ``answers.csv`` and ``ask-<iso>.md``; ``epoch`` is the build's time."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "schema_version": SCHEMA_VERSION,
        "generated_at": datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z"),
        "edition": {"id": edition.id, "kind": edition.kind, "version": edition.version, "marking": edition.label},
    }
    states = {state.iso: _state(state) for state in edition.manual.states}
    for iso, data in states.items():
        _write_json(folder / f"{iso.lower()}.json", {**head, "state": data})
    manual = edition.manual
    whole = {
        **head,
        "questionnaire": [asdict(group) for group in manual.questionnaire.groups],
        "states": list(states.values()),
        "instruments": [asdict(treaty) for treaty in manual.treaties],
        "channels": [asdict(channel) for channel in manual.channels],
        "terms": [asdict(term) for term in manual.terms],
        "terms_bibliography": [asdict(source) for source in manual.terms_bibliography],
    }
    _write_json(folder / "all.json", whole)
    _write_answers(edition, folder / "answers.csv")
    for state in manual.states:
        form = as_markdown(ask(manual, state, edition.id, edition.day))
        path = folder / addresses.ask_file_name(state)
        path.write_text(f"{form}\n{edition.label}\n", encoding="utf-8", newline="\n")


def write_desk(edition: Edition, folder: Path) -> None:
    """Write ``facts.js``: what the pages of route and comparison reckon with."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {**desk_facts(edition.manual, edition.day), "edition": edition.line}
    (folder / "facts.js").write_text(as_script("cdmanualFacts", facts), encoding="utf-8", newline="\n")


def _state(state: State) -> dict[str, Any]:
    data = asdict(state)
    data["answers"] = {
        answer.question: {
            "status": answer.status,
            "text": answer.text,
            "sources": list(answer.sources),
            "parts": [{**asdict(part), "when": dict(part.when)} for part in answer.parts],
        }
        for answer in state.answers
    }
    return data


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _write_answers(edition: Edition, path: Path) -> None:
    rows = [list(COLUMNS), *(row for state in edition.manual.states for row in _answers(edition, state))]
    path.write_text(as_csv(rows), encoding="utf-8-sig", newline="")


def as_csv(rows: Iterable[list[str]]) -> str:
    """Rows as CSV (RFC 4180), every cell harmless for a spreadsheet."""
    stream = io.StringIO()
    table = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerows([without_formula(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _answers(edition: Edition, state: State) -> list[list[str]]:
    manual = edition.manual
    review = state.reviews["procedure"].verified
    rows = []
    for question in manual.questionnaire.questions:
        answer, reading = state.answer(question.id), read_answer(manual, state, question)
        for part, words in zip(answer.parts, reading.parts, strict=True):
            value = part.value if isinstance(part.value, str | tuple) else asdict(part.value) if part.value else ""
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            rows.append([
                state.iso, state.name["en"], question.group, question.id, question.title, answer.status, words.when,
                shown, words.headline, part.text, "; ".join(part.basis), "; ".join(part.sources), part.as_of,
                review.on, review.by, addresses.answer_place(state, question.id),
            ])  # fmt: skip
    return rows


def without_formula(cell: str) -> str:
    """The cell, made harmless for a spreadsheet: a leading formula sign gets an apostrophe before it."""
    is_formula = cell.startswith(_FORMULA_BLANKS) or cell.lstrip().startswith(_FORMULA_SIGNS)
    return f"'{cell}" if is_formula else cell
