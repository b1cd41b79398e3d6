"""Any states beside each other, any questions below each other: who differs, and where all say the same.

Reckons with the facts of the desk (manual/desk.py), as content/theme/assets/desk.js does; a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdmanual.manual.desk import Facts, line_of


def compare(facts: Facts, states: Sequence[str], questions: Sequence[str] = ()) -> dict[str, Any]:
    """``{"states", "groups": [{"id", "title", "rows"}]}``: a row has ``question``, ``title``, ``same`` and ``cells``.

    A cell has ``state``, ``status``, ``note``, ``lines`` (case, head, text, basis) and ``differs``. Without questions
    all are shown. ``same`` is true where every state gives the same values in the same cases, or all of them none; a
    cell differs where it says something else than the answer that more states give than any other.
    """
    wanted = set(questions) or {question for question, _, _ in facts["questions"]}
    groups = []
    for group, title in facts["groups"]:
        rows = [
            _row(facts, states, question, words)
            for question, words, of in facts["questions"]
            if of == group and question in wanted
        ]
        if rows:
            groups.append({"id": group, "title": title, "rows": rows})
    return {"states": list(states), "groups": groups}


def _row(facts: Facts, states: Sequence[str], question: str, title: str) -> dict[str, Any]:
    answers = [facts["states"][state]["answers"][question] for state in states]
    said = [
        [answer["status"] if not answer["parts"] else "", [[p.get("case", ""), p["labels"]] for p in answer["parts"]]]
        for answer in answers
    ]
    # Two answers in sentences only are never called the same: whether they are, a reader must judge.
    in_words = any(not part["labels"] for answer in answers for part in answer["parts"])
    usual = _usual(said)
    return {
        "question": question,
        "title": title,
        "same": not in_words and all(one == said[0] for one in said),
        "cells": [
            {
                "state": state,
                "status": answer["status"],
                "note": answer["note"] or answer["text"],
                "lines": [line_of(part) for part in answer["parts"]],
                "differs": usual is not None and mine != usual,
            }
            for state, answer, mine in zip(states, answers, said, strict=True)
        ],
    }


def _usual(said: list[Any]) -> Any:
    """What more states say than say anything else; None where no answer leads."""
    counts = [said.count(one) for one in said]
    most = max(counts)
    leading = [one for one, count in zip(said, counts, strict=True) if count == most]
    return leading[0] if most > 1 and all(one == leading[0] for one in leading) else None
