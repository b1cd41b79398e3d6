"""The open questions of a state as a form on paper, to be filled in by hand."""

from __future__ import annotations

from dataclasses import asdict

from cdmanual.manual import model
from cdmanual.manual.asking import ask
from cdmanual.publish.printing.sections import Section
from cdmanual.publish.printing.values import Values


def form(values: Values, state: model.State) -> Section:
    """The form of a state."""
    edition = values.edition
    asking = asdict(ask(edition.manual, state, edition.id, edition.day))
    content = {"asking": asking, "name": state.name["en"]}
    day = edition.day.isoformat()
    return Section(f"Questions {state.iso}", 0, asking["title"], f"ask/{state.iso}", "form.typ", content, day)
