"""A route of a consignment through several states: what each says, what each border offers, and the strictest of all.

Reckons with the facts of the desk (manual/desk.py) alone, step for step as content/theme/assets/desk.js does in the
browser; a test holds both equal. Nothing is decided for the reader: a case that a route cannot decide stays a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from cdmanual.manual.desk import Facts, line_of

_ASK = ("unknown", "not-regulated")
_DIRECTION = {"origin": "export", "transit": "transit", "destination": "import"}


def plan_route(facts: Facts, states: Sequence[str], goods: str = "") -> dict[str, Any]:
    """The route as ``{"states", "goods", "stops", "borders", "chain", "ask", "warnings"}``.

    ``states`` are at least two ISO codes of the manual in the order of travel, ``goods`` an object of the questionnaire
    or "". Ids are labelled by the facts; ``stops`` hold cells, ``chain`` one outcome for each rule, ``ask`` what to ask
    each state first.
    """
    stops = [_stop(facts, states, at, goods) for at in range(len(states))]
    borders = [_border(facts, one, other) for one, other in pairwise(states)]
    for border, stop in zip(borders, stops[1:], strict=True):
        border["before"] = _before(stop)
    chain = [_outcome(rule, facts, states, goods) for rule in facts["rules"]]
    return {
        "states": list(states),
        "goods": goods,
        "stops": stops,
        "borders": borders,
        "chain": chain,
        "ask": _ask(facts, stops, chain),
        "warnings": [warning for stop in stops for warning in _warnings(facts, stop, goods)],
    }


def local_times(plan: dict[str, Any], departure: datetime) -> list[dict[str, str]]:
    """The departure, given in the first state's time, in the time of every state on the way."""
    start = departure.replace(tzinfo=ZoneInfo(plan["stops"][0]["zone"]))
    return [
        {"state": stop["state"], "time": start.astimezone(ZoneInfo(stop["zone"])).isoformat(timespec="minutes")}
        for stop in plan["stops"]
    ]


def role_of(at: int, length: int) -> str:
    """``origin``, ``transit`` or ``destination``."""
    return "origin" if at == 0 else "destination" if at == length - 1 else "transit"


def _parts(facts: Facts, states: Sequence[str], at: int, question: str, goods: str) -> list[dict[str, Any]]:
    """The parts of an answer that may hold on this route."""
    state = states[at]
    others = [iso for iso in states if iso != state]
    return [
        part
        for part in facts["states"][state]["answers"][question]["parts"]
        if _may_hold(facts, part.get("when", {}), state, others, role_of(at, len(states)), goods)
    ]


def _may_hold(facts: Facts, when: dict[str, Any], state: str, others: list[str], role: str, goods: str) -> bool:
    if "partner" in when and not set(when["partner"]) & set(others):
        return False
    if "direction" in when and when["direction"] != _DIRECTION[role]:
        return False
    if goods and "object" in when and when["object"] != goods:
        return False
    both = facts["states"][state]["eio"] and any(facts["states"][iso]["eio"] for iso in others)
    return when.get("regime") != "eio" or both


def _stop(facts: Facts, states: Sequence[str], at: int, goods: str) -> dict[str, Any]:
    state = states[at]
    known = facts["states"][state]
    titles = {question: title for question, title, _ in facts["questions"]}
    return {
        "state": state,
        "name": known["name"],
        "role": role_of(at, len(states)),
        "zone": known["zone"],
        "review": known["review"],
        "cells": [_cell(facts, states, at, question, titles[question], goods) for question in facts["essentials"]],
        "contacts": known["contacts"],
    }


def _cell(facts: Facts, states: Sequence[str], at: int, question: str, title: str, goods: str) -> dict[str, Any]:
    answer = facts["states"][states[at]]["answers"][question]
    parts = _parts(facts, states, at, question, goods)
    return {
        "question": question,
        "title": title,
        "status": answer["status"],
        # Asked first: what is open, and what is answered for other routes only.
        "ask": answer["status"] in _ASK or not parts,
        "note": answer["note"] or answer["text"],
        "lines": [line_of(part) for part in parts],
    }


def _border(facts: Facts, one: str, other: str) -> dict[str, Any]:
    shared, doubtful = [], []
    for treaty in facts["treaties"]:
        sides = [iso in treaty["bound"] for iso in (one, other)]
        if all(sides):
            shared.append({key: treaty[key] for key in ("id", "short", "article", "bilateral")})
        elif any(sides) and any(iso in treaty["open"] for iso in (one, other)):
            doubtful.append(treaty["short"])
    channels = [
        {"id": channel["id"], "short": channel["short"]}
        for channel in facts["channels"]
        if one in channel["members"] and other in channel["members"]
    ]
    return {"from": one, "to": other, "treaties": shared, "doubtful": doubtful, "channels": channels}


def _before(stop: dict[str, Any]) -> list[dict[str, str]]:
    """What must be ready before the border of a stop: the cells that have to be settled, in the order of use."""
    wanted = ("authorised-by", "mla-required", "advance-notice", "languages")
    cells = {cell["question"]: cell for cell in stop["cells"]}
    return [
        {"title": cells[question]["title"], "head": "" if cells[question]["ask"] else _heads(cells[question])}
        for question in wanted
    ]


def _heads(cell: dict[str, Any]) -> str:
    return "; ".join(dict.fromkeys(line["head"] or line["text"] for line in cell["lines"]))


def _outcome(rule: list[Any], facts: Facts, states: Sequence[str], goods: str) -> dict[str, Any]:
    """What the answers of all states come to: the values, who sets them, and who must be asked first."""
    question, how, words, order = rule
    values: dict[str, list[tuple[str, str, int]]] = {}
    ask = []
    for at, state in enumerate(states):
        found = [
            (value, label, part.get("size", 0))
            for part in _parts(facts, states, at, question, goods)
            for value, label in zip(part["value"], part["labels"], strict=False)
        ]
        if found:
            values[state] = found
        elif state not in ask:
            ask.append(state)
    outcome = _silent(facts, values) if how == "silent" else _set(how, order, values)
    return {"question": question, "words": words, "how": how, "set": outcome, "ask": ask}


def _silent(facts: Facts, values: dict[str, list[tuple[str, str, int]]]) -> list[dict[str, Any]]:
    """Of all goods, those that some of the states that answer do not name, with these states."""
    found = []
    for goods, label in facts["goods"]:
        states = [state for state, named in values.items() if not _covers({value for value, _, _ in named}, goods)]
        if states:
            found.append({"label": label, "states": states})
    return found


def _covers(named: set[str], goods: str) -> bool:
    """Whether rules that name some goods hold for others too."""
    return bool(named & {goods, "other-goods"})


def _set(how: str, order: list[str], values: dict[str, list[tuple[str, str, int]]]) -> list[dict[str, Any]]:
    """The outcome: each label with the states that set it; empty where nothing is known or nothing is common."""
    if not values:
        return []
    by_label: dict[str, list[str]] = {}
    for state, found in values.items():
        for _, label, _ in found:
            if state not in by_label.setdefault(label, []):
                by_label[label].append(state)
    if how == "all":
        return [{"label": label, "states": states} for label, states in by_label.items()]
    if how == "common":
        return [{"label": label, "states": s} for label, s in by_label.items() if len(s) == len(values)]
    ranks = [
        order.index(value) if how == "first" else -size if how == "longest" else size
        for found in values.values()
        for value, _, size in found
    ]
    best = min(ranks)
    labels = [label for found in values.values() for _, label, _ in found]
    chosen = list(dict.fromkeys(label for label, rank in zip(labels, ranks, strict=True) if rank == best))
    return [{"label": label, "states": by_label[label]} for label in chosen]


def _ask(facts: Facts, stops: list[dict[str, Any]], chain: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions to ask each state first, in the order of the way and of the questionnaire."""
    asked = {(stop["state"], cell["question"]) for stop in stops for cell in stop["cells"] if cell["ask"]}
    asked |= {(state, outcome["question"]) for outcome in chain for state in outcome["ask"]}
    states = dict.fromkeys(stop["state"] for stop in stops)
    found = [(state, [q for q, _, _ in facts["questions"] if (state, q) in asked]) for state in states]
    return [{"state": state, "questions": questions} for state, questions in found if questions]


def _warnings(facts: Facts, stop: dict[str, Any], goods: str) -> list[dict[str, str]]:
    """What speaks against the route at a stop: ``kind`` is said in words by whoever shows it."""
    answers = facts["states"][stop["state"]]["answers"]
    found = []
    if any("not-permitted" in part["value"] for part in answers["permitted"]["parts"]):
        found.append("not-permitted")
    forms = {value for part in answers["forms"]["parts"] for value in part["value"]}
    if forms and _DIRECTION[stop["role"]] not in forms:
        found.append("direction-not-named")
    objects = {value for part in answers["objects"]["parts"] for value in part["value"]}
    if goods and objects and not _covers(objects, goods):
        found.append("goods-not-named")
    if stop["review"][0] == "overdue":
        found.append("overdue")
    warnings = [{"state": stop["state"], "kind": kind, "question": ""} for kind in found]
    disputed = [cell for cell in stop["cells"] if cell["status"] == "disputed"]
    return warnings + [{"state": stop["state"], "kind": "disputed", "question": cell["question"]} for cell in disputed]
