"""A route or a comparison as plain text, for a terminal or a message; desk.js writes the same route brief.

ASCII where it can be: a message may pass through systems that know no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cdmanual.manual.desk import Facts


def route_text(plan: dict[str, Any], facts: Facts, edition: str) -> str:
    """The brief of a planned route; ``edition`` is the line that says of which edition it is."""
    return "\n".join([*_route(plan, facts), "", edition])


def _route(plan: dict[str, Any], facts: Facts) -> Iterator[str]:
    titles = {question: title for question, title, _ in facts["questions"]}
    says = facts["says"]
    yield "ROUTE  " + " > ".join(stop["name"] for stop in plan["stops"])
    if plan["goods"]:
        yield "Goods: " + next(title for name, title in facts["goods"] if name == plan["goods"])
    if "departure" in plan:
        times = (f"{one['time'][:16].replace('T', ' ')} {one['state']}" for one in plan["departure"])
        yield "Departure: " + " = ".join(times)
    if plan["warnings"]:
        yield from ("", "WARNINGS")
        for warning in plan["warnings"]:
            name, question = facts["states"][warning["state"]]["name"], titles.get(warning["question"], "")
            yield "! " + says[warning["kind"]].replace("{state}", name).replace("{question}", question)
    yield from ("", "THE WHOLE CHAIN (the strictest of all that answer)")
    for outcome in plan["chain"]:
        yield f"- {outcome['words']}: {_outcome(outcome, says)}"
    if plan["ask"]:
        yield from ("", says["ask"].upper())
        for one in plan["ask"]:
            yield f"- {one['state']}: {', '.join(titles[question] for question in one['questions'])}"
    for at, stop in enumerate(plan["stops"]):
        if at:
            yield from _border(plan["borders"][at - 1], says)
        yield from _stop(stop, facts)


def _outcome(outcome: dict[str, Any], says: dict[str, str]) -> str:
    said = ", ".join(f"{one['label']} ({' '.join(one['states'])})" for one in outcome["set"])
    asked = f"{says['ask']}: {' '.join(outcome['ask'])}" if outcome["ask"] else ""
    return (
        "; ".join(part for part in (said, asked) if part) or says["all-named" if outcome["how"] == "silent" else "none"]
    )


def _border(border: dict[str, Any], says: dict[str, str]) -> Iterator[str]:
    yield from ("", f"BORDER {border['from']} > {border['to']}")
    treaties = [f"{treaty['short']} {treaty['article']}".strip() for treaty in border["treaties"]]
    yield "- Treaties: " + (", ".join(treaties) or says["ask"])
    if border["doubtful"]:
        yield f"- {says['doubtful']}: " + ", ".join(border["doubtful"])
    yield "- Channels: " + (", ".join(channel["short"] for channel in border["channels"]) or says["ask"])
    for item in border["before"]:
        yield f"- Before the border, {item['title']}: {item['head'] or says['ask']}"


def _stop(stop: dict[str, Any], facts: Facts) -> Iterator[str]:
    yield from ("", f"{stop['state']}  {stop['name']} ({stop['role']}), {stop['zone']}, record of {stop['review'][1]}")
    for contact in stop["contacts"]:
        yield f"- {contact['name']}: {', '.join(contact['lines'])}"
    if not stop["contacts"]:
        yield f"- {facts['says']['no-contact']}"
    for cell in stop["cells"]:
        yield f"- {cell['title']}: {_asked(cell, facts) if cell['ask'] else ''}".rstrip()
        if cell["note"]:
            yield f"    {cell['note']}"
        for line in cell["lines"]:
            said = line["head"] or line["text"]
            basis = f" [{', '.join(line['basis'])}]" if line["basis"] else ""
            yield f"    {line['case'] + ': ' if line['case'] else ''}{said}{basis}"


def _asked(cell: dict[str, Any], facts: Facts) -> str:
    """``Ask first``; that the law is silent is said too."""
    silent = cell["status"] == "not-regulated"
    return str(facts["says"]["ask"]) + (f" ({facts['statuses']['not-regulated']})" if silent else "")


def compare_text(table: dict[str, Any], facts: Facts) -> str:
    """The comparison, question by question; where all say the same, once."""
    lines = []
    for group in table["groups"]:
        lines += ["", str(group["title"]).upper()]
        for row in group["rows"]:
            lines.append(f"- {row['title']}" + (" (same everywhere)" if row["same"] else ""))
            for cell in row["cells"][: 1 if row["same"] else None]:
                who = "all" if row["same"] else cell["state"] + (" (differs)" if cell["differs"] else "")
                said = "; ".join(line_words(line) for line in cell["lines"]) or facts["statuses"][cell["status"]]
                lines.append(f"    {who}: {said}")
    return "\n".join(lines).strip("\n")


def compare_rows(table: dict[str, Any], facts: Facts) -> list[list[str]]:
    """The comparison as a table: a head, then a row for each question, as the page saves it."""
    rows = [["Group", "Question", "Same everywhere", *(facts["states"][iso]["name"] for iso in table["states"])]]
    for group in table["groups"]:
        for row in group["rows"]:
            said = [
                "; ".join(line_words(line) for line in cell["lines"]) or facts["statuses"][cell["status"]]
                for cell in row["cells"]
            ]
            rows.append([group["title"], row["title"], "yes" if row["same"] else "no", *said])
    return rows


def line_words(line: dict[str, Any]) -> str:
    """A line of a cell in words: its case, and its values or else its sentence."""
    case = f"{line['case']}: " if line["case"] else ""
    return f"{case}{line['head'] or line['text']}"
