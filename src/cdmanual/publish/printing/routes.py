"""The brief of a route on paper: what `manual/route.py` plans, as the page and the command say it."""

from __future__ import annotations

from typing import Any

from cdmanual.manual.desk import Facts
from cdmanual.publish.printing.sections import Section
from cdmanual.publish.printing.values import Values


def brief(values: Values, plan: dict[str, Any], facts: Facts) -> Section:
    """The brief of a plan; ``facts`` are those that it was planned with."""
    titles = {question: title for question, title, _ in facts["questions"]}
    says = facts["says"]
    warnings = [
        says[warning["kind"]]
        .replace("{state}", facts["states"][warning["state"]]["name"])
        .replace("{question}", titles.get(warning["question"], ""))
        for warning in plan["warnings"]
    ]
    content = {
        "plan": plan,
        "warnings": warnings,
        "names": {iso: state["name"] for iso, state in facts["states"].items()},
        "goods": dict(facts["goods"]).get(plan["goods"], ""),
        "says": says,
        "line": values.edition.line,
    }
    way = " → ".join(stop["state"] for stop in plan["stops"])
    title = " – ".join(stop["name"] for stop in plan["stops"])
    return Section(f"Route {way}", 0, title, "route", "route.typ", content, values.edition.day.isoformat())
