"""The examples of the home page say what the tools say, and stay true in any manual."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cdmanual.manual.asking import ask
from cdmanual.manual.changelog import read_changelog
from cdmanual.manual.compare import compare
from cdmanual.manual.desk import desk_facts
from cdmanual.manual.examples import worked_examples
from cdmanual.manual.legal_basis import legal_basis
from cdmanual.manual.model import Manual
from cdmanual.manual.route import plan_route
from cdmanual.records.load import read_records
from models import DAY, FICTITIOUS, ROOT, manual, schemas

HOMES = pytest.mark.parametrize("home", [FICTITIOUS, ROOT], ids=["fictitious", "real"])


@HOMES
def test_every_tool_has_an_example_of_states_that_the_manual_holds(home: Path) -> None:
    log = read_changelog(read_records(home, schemas()))
    found = worked_examples(manual(home=home), DAY, log)
    assert list(found) == ["look-up", "route", "compare", "legal-basis", "ask", "changes"]
    for example in found.values():
        assert all(state in manual(home=home).states for state in example.states)
        assert example.asked
        assert example.answer
        assert len(example.answer) <= 120
    assert found["changes"].answer.removesuffix(" …") in log[0].text


@HOMES
def test_the_examples_say_what_the_tools_say(home: Path) -> None:
    made = manual(home=home)
    found = worked_examples(made, DAY)
    codes = {name: [state.iso for state in example.states] for name, example in found.items()}
    plan = plan_route(desk_facts(made, DAY), codes["route"], found["route"].chosen)
    for outcome in plan["chain"]:
        if outcome["question"] == "mla-required" and outcome["set"]:
            assert f"{outcome['words']}: {outcome['set'][0]['label']}" in found["route"].answer
    assert found["route"].answer.endswith(", ".join(one["state"] for one in plan["ask"]))
    row = compare(desk_facts(made, DAY), codes["compare"], [found["compare"].chosen])["groups"][0]["rows"][0]
    assert row["title"] in found["compare"].asked
    assert row["cells"][0]["lines"][0]["head"].split(" · ")[0] in found["compare"].answer
    basis = legal_basis(made, codes["legal-basis"], found["legal-basis"].chosen, DAY.isoformat())
    binding = [shared for shared in basis.shared if shared.standing == "in-force"]
    assert found["legal-basis"].answer.startswith(f"{len(binding)} in force")
    form = ask(made, found["ask"].states[0], "2026.1", DAY)
    assert found["ask"].answer.startswith(f"{len(form.questions)} open question")


def test_a_manual_without_changes_or_without_a_second_state_has_fewer_examples() -> None:
    made = manual()
    assert "changes" not in worked_examples(made, DAY)
    alone: Manual = replace(made, states=made.states[:1])
    assert worked_examples(alone, DAY) == {}
