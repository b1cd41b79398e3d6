"""What each tool answers, worked out from the records for the home page: nothing is said that the tool does not say.

The states of the examples are named here; in a manual that lacks one of them its own first states take their place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from cdmanual.manual.brief import line_words
from cdmanual.manual.changelog import Entry
from cdmanual.manual.compare import compare
from cdmanual.manual.coverage import coverage_of
from cdmanual.manual.desk import desk_facts
from cdmanual.manual.legal_basis import legal_basis
from cdmanual.manual.model import Manual, State
from cdmanual.manual.reading import read_answer
from cdmanual.manual.route import plan_route

_LOOKED_UP, _COMPARED, _GOODS, _ON = "authorised-by", "languages", "drugs", "2019-05-03"
_OUTCOMES = ("mla-required", "duration-maximum")
_LONGEST = 120  # characters of an answer: what a card has room for


@dataclass(frozen=True, slots=True)
class Example:
    """A question put to a tool and its answer, both in words; the states and what else was chosen lead to it."""

    states: tuple[State, ...]
    chosen: str
    asked: str
    answer: str


def worked_examples(manual: Manual, day: date, log: Sequence[Entry] = ()) -> dict[str, Example]:
    """An example by the name of each tool: ``look-up``, ``route``, ``compare``, ``legal-basis``, ``ask``, ``changes``.

    ``log`` is the record of changes, the newest first; where it is empty, ``changes`` is missing. A manual of fewer
    than two states has no examples.
    """
    if len(manual.states) < 2:
        return {}
    found = {
        "look-up": _look_up(manual, *_states(manual, "HR")),
        "route": _route(manual, _states(manual, "TR", "BG", "RS", "HU", "AT"), day),
        "compare": _compare(manual, _states(manual, "RS", "HR"), day),
        "legal-basis": _legal_basis(manual, _states(manual, "RS", "TR"), day),
        "ask": _ask(*_states(manual, "RS")),
    }
    if log:
        states = tuple(state for state in manual.states if state.iso == log[0].state)
        found["changes"] = _example(states, "", " · ".join([log[0].on, *_names(states)]), log[0].text)
    return found


def _states(manual: Manual, *wanted: str) -> tuple[State, ...]:
    by_code = {state.iso: state for state in manual.states}
    known = tuple(by_code[iso] for iso in wanted if iso in by_code)
    return known if len(known) == len(wanted) else manual.states[: len(wanted)]


def _names(states: Sequence[State]) -> list[str]:
    return [state.name["en"] for state in states]


def _example(states: tuple[State, ...], chosen: str, asked: str, answer: str) -> Example:
    return Example(states, chosen, asked, shorten(answer, _LONGEST, placeholder=" …"))


def _look_up(manual: Manual, state: State) -> Example:
    question = manual.questionnaire.question(_LOOKED_UP)
    reading = read_answer(manual, state, question)
    said = "; ".join(f"{part.when}: {part.headline}" if part.when else part.headline for part in reading.parts)
    asked = f"{state.name['en']} · {question.title}"
    return _example((state,), question.id, asked, said if reading.is_answered else reading.status_label)


def _route(manual: Manual, states: tuple[State, ...], day: date) -> Example:
    codes = [state.iso for state in states]
    facts = desk_facts(manual, day, codes)
    plan = plan_route(facts, codes, _GOODS)
    said = [
        f"{outcome['words']}: {', '.join(one['label'] for one in outcome['set'])}"
        for outcome in plan["chain"]
        if outcome["question"] in _OUTCOMES and outcome["set"]
    ]
    if plan["ask"]:
        said.append(f"{facts['says']['ask']}: {', '.join(one['state'] for one in plan['ask'])}")
    goods = next(label for name, label in facts["goods"] if name == _GOODS)
    return _example(states, _GOODS, f"{' → '.join(codes)} · {goods}", "; ".join(said))


def _compare(manual: Manual, states: tuple[State, ...], day: date) -> Example:
    codes = [state.iso for state in states]
    facts = desk_facts(manual, day, codes)
    row: dict[str, Any] = compare(facts, codes, [_COMPARED])["groups"][0]["rows"][0]
    said = [
        f"{cell['state']} " + (", ".join(map(line_words, cell["lines"])) or facts["statuses"][cell["status"]])
        for cell in row["cells"]
    ]
    return _example(states, _COMPARED, f"{', '.join(_names(states))} · {row['title']}", "; ".join(said))


def _legal_basis(manual: Manual, states: tuple[State, ...], day: date) -> Example:
    found = legal_basis(manual, [state.iso for state in states], _ON, day.isoformat())
    binding = [shared.treaty.short for shared in found.shared if shared.standing == "in-force"]
    said = f"{len(binding)} in force" + (f": {', '.join(binding)}" if binding else "")
    return _example(states, _ON, f"{', '.join(_names(states))} · {_ON}", said)


def _ask(state: State) -> Example:
    count = coverage_of(state).open
    said = f"{count} open question{'' if count == 1 else 's'}, as a form to send" if count else "Nothing is open"
    return _example((state,), "", state.name["en"], said)
