"""A route says of each state what may hold on it, of each border what binds both, and of the chain the strictest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from cdmanual.manual.brief import route_text
from cdmanual.manual.desk import ESSENTIALS, RULES, desk_facts
from cdmanual.manual.model import Answer, Manual, Part
from cdmanual.manual.route import local_times, plan_route, role_of
from models import DAY, ROOT, manual


@cache
def facts(home: Any = ROOT) -> dict[str, Any]:
    return desk_facts(manual(home=home), DAY)


def cell(plan: dict[str, Any], state: str, question: str) -> dict[str, Any]:
    stop = next(stop for stop in plan["stops"] if stop["state"] == state)
    return next(found for found in stop["cells"] if found["question"] == question)


def outcome(plan: dict[str, Any], question: str) -> tuple[dict[str, list[str]], list[str]]:
    """What the chain comes to: states by label, and who must be asked."""
    found = next(found for found in plan["chain"] if found["question"] == question)
    return {one["label"]: one["states"] for one in found["set"]}, found["ask"]


def edited(*answers: tuple[str, str, Part | None]) -> dict[str, Any]:
    """Facts of the fictitious manual with other answers: (state, question, the one part, or None for unknown)."""
    made = manual()
    states = list(made.states)
    for iso, question, part in answers:
        at = next(number for number, state in enumerate(states) if state.iso == iso)
        new = Answer(question, "desk-research" if part else "unknown", (part or Part(),))
        kept = tuple(new if answer.question == question else answer for answer in states[at].answers)
        states[at] = replace(states[at], answers=kept)
    changed: Manual = replace(made, states=tuple(states))
    return desk_facts(changed, DAY)


def test_every_value_of_a_compared_question_has_its_rank() -> None:
    questionnaire = manual().questionnaire
    for rule in RULES:
        question = questionnaire.question(rule.question)
        if rule.how == "first":
            assert sorted(rule.order) == sorted(choice.id for choice in question.choices), rule.question
        else:
            assert question.kind == ("duration" if rule.how in ("shortest", "longest") else question.kind)
    assert set(ESSENTIALS) <= {question.id for question in questionnaire.questions}


def test_the_roles_of_a_route() -> None:
    assert [role_of(at, 4) for at in range(4)] == ["origin", "transit", "transit", "destination"]
    assert [role_of(at, 2) for at in range(2)] == ["origin", "destination"]


@pytest.mark.parametrize(
    ("one", "other", "shortest"),
    [("P3M", "P1M", "1 month"), ("PT48H", "P1D", "1 day"), ("P1Y", "P6M", "6 months"), ("P30D", "P5W", "30 days")],
)
def test_the_shortest_duration_sets_the_chain(one: str, other: str, shortest: str) -> None:
    made = edited(("XA", "duration-maximum", Part(one)), ("XB", "duration-maximum", Part(other)))
    said, ask = outcome(plan_route(made, ["XA", "XB"]), "duration-maximum")
    assert list(said) == [shortest]
    assert ask == []


def test_the_longest_notice_sets_the_chain_and_who_is_silent_is_asked() -> None:
    made = edited(("XA", "advance-notice", Part("PT48H")), ("XB", "advance-notice", None))
    assert outcome(plan_route(made, ["XA", "XB"]), "advance-notice") == ({"48 hours": ["XA"]}, ["XB"])
    made = edited(("XA", "advance-notice", Part("PT48H")), ("XB", "advance-notice", Part("P3D")))
    assert outcome(plan_route(made, ["XA", "XB"]), "advance-notice") == ({"3 days": ["XB"]}, [])


def test_the_strictest_of_a_vocabulary_sets_the_chain() -> None:
    made = edited(("XA", "foreign-weapons", Part("allowed")), ("XB", "foreign-weapons", Part("self-defence-only")))
    said, _ = outcome(plan_route(made, ["XA", "XB"]), "foreign-weapons")
    assert list(said.values()) == [["XB"]]


def test_only_languages_that_all_accept_are_common() -> None:
    made = edited(("XA", "languages", Part(("hr", "en"))), ("XB", "languages", Part(("en", "fr"))))
    assert outcome(plan_route(made, ["XA", "XB"]), "languages") == ({"English": ["XA", "XB"]}, [])
    made = edited(("XA", "languages", Part(("hr",))), ("XB", "languages", Part(("fr",))))
    assert outcome(plan_route(made, ["XA", "XB"]), "languages") == ({}, [])


def test_a_guarantee_that_one_demands_is_on_the_list_with_who_demands_it() -> None:
    made = edited(
        ("XA", "guarantees", Part(("prosecution",))), ("XB", "guarantees", Part(("prosecution", "reporting")))
    )
    said, _ = outcome(plan_route(made, ["XA", "XB"]), "guarantees")
    assert list(said.values()) == [["XA", "XB"], ["XB"]]


def test_goods_that_some_do_not_name_are_told_with_who_does_not() -> None:
    made = edited(("XA", "objects", Part(("drugs", "weapons"))), ("XB", "objects", Part(("drugs", "other-goods"))))
    said, ask = outcome(plan_route(made, ["XA", "XB"]), "objects")
    assert ask == []
    assert "Drugs" not in said
    assert "Weapons" not in said, "what is named by one is covered by the other's goods in general"
    assert said["Money"] == ["XA"]
    made = edited(("XA", "objects", Part(("drugs", "other-goods"))), ("XB", "objects", None))
    assert outcome(plan_route(made, ["XA", "XB"]), "objects") == ({}, ["XB"]), "who is silent is asked, not counted"
    assert "Goods that some do not name: Ask first: XB" in route_text(plan_route(made, ["XA", "XB"]), made, "")


def test_where_all_goods_are_named_it_says_so() -> None:
    made = edited(("XA", "objects", Part(("other-goods",))), ("XB", "objects", Part(("other-goods",))))
    plan = plan_route(made, ["XA", "XB"])
    assert "Goods that some do not name: none among those that answer" in route_text(plan, made, "")


def test_what_to_ask_first_is_listed_by_state_once_in_the_order_of_the_questionnaire() -> None:
    plan = plan_route(facts(), ["RS", "HU", "RS"])
    assert [one["state"] for one in plan["ask"]] == ["RS", "HU"]
    order = [question.id for question in manual().questionnaire.questions]
    for one in plan["ask"]:
        asked = {
            c["question"] for stop in plan["stops"] if stop["state"] == one["state"] for c in stop["cells"] if c["ask"]
        }
        asked |= {found["question"] for found in plan["chain"] if one["state"] in found["ask"]}
        assert set(one["questions"]) == asked != set()
        assert one["questions"] == sorted(one["questions"], key=order.index)


@pytest.mark.parametrize(
    ("when", "states", "goods", "holds"),
    [
        ((("partner", ("XB",)),), ["XA", "XB"], "", True),
        ((("partner", ("HR",)),), ["XA", "XB"], "", False),
        ((("direction", "export"),), ["XA", "XB"], "", True),
        ((("direction", "export"),), ["XB", "XA"], "", False),
        ((("direction", "import"),), ["XB", "XA"], "", True),
        ((("direction", "transit"),), ["XB", "XA", "XB"], "", True),
        ((("object", "drugs"),), ["XA", "XB"], "drugs", True),
        ((("object", "drugs"),), ["XA", "XB"], "weapons", False),
        ((("object", "drugs"),), ["XA", "XB"], "", True),
        ((("other", "In a case that no program can judge"),), ["XA", "XB"], "weapons", True),
    ],
)
def test_a_case_is_left_out_only_where_the_route_decides_it(when, states, goods: str, holds: bool) -> None:
    made = edited(("XA", "substitution", Part("partial", when=when)))
    found = cell(plan_route(made, states, goods), "XA", "substitution")
    assert bool(found["lines"]) is holds
    assert found["ask"] is not holds, "what is answered for other routes only must be asked"


def test_what_speaks_against_a_route_is_said() -> None:
    made = edited(
        ("XA", "permitted", Part("not-permitted")),
        ("XA", "forms", Part(("import",))),
        ("XA", "objects", Part(("drugs",))),
    )
    kinds = [w["kind"] for w in plan_route(made, ["XA", "XB"], "weapons")["warnings"] if w["state"] == "XA"]
    assert kinds[:3] == ["not-permitted", "direction-not-named", "goods-not-named"]
    kinds = [w["kind"] for w in plan_route(made, ["XB", "XA"], "drugs")["warnings"] if w["state"] == "XA"]
    assert kinds[:1] == ["not-permitted"]
    assert "direction-not-named" not in kinds
    assert "goods-not-named" not in kinds


def test_an_overdue_record_and_a_disputed_answer_are_warned_of() -> None:
    from models import FICTITIOUS

    plan = plan_route(facts(FICTITIOUS), ["XA", "XB"])
    assert {"state": "XB", "kind": "overdue", "question": ""} in plan["warnings"]
    disputed = {
        (stop["state"], c["question"]) for stop in plan["stops"] for c in stop["cells"] if c["status"] == "disputed"
    }
    assert {(w["state"], w["question"]) for w in plan["warnings"] if w["kind"] == "disputed"} == disputed


def test_departure_is_told_in_the_time_of_every_state() -> None:
    plan = plan_route(facts(), ["TR", "BG", "AT"])
    times = local_times(plan, datetime(2026, 11, 22, 5, 0))
    assert [one["time"][:16] for one in times] == ["2026-11-22T05:00", "2026-11-22T04:00", "2026-11-22T03:00"]
    summer = local_times(plan, datetime(2026, 7, 1, 0, 30))
    assert [one["time"][:16] for one in summer] == ["2026-07-01T00:30", "2026-07-01T00:30", "2026-06-30T23:30"]


# Worked out by hand from the records: route, goods, question, what the chain comes to, who must be asked.
BY_HAND = [
    (("TR", "BG", "RS", "HU", "AT"), "drugs", "duration-maximum", {"60 days": ["BG"]}, ["TR", "RS", "HU", "AT"]),
    (("TR", "BG", "RS", "HU", "AT"), "drugs", "foreign-weapons", {"Not allowed": ["TR", "HU"]}, ["BG", "RS", "AT"]),
    (("TR", "GR", "IT"), "drugs", "duration-maximum", {}, ["TR", "GR", "IT"]),
    (("HR", "SI", "IT"), "drugs", "duration-initial", {"3 months": ["HR"]}, ["SI", "IT"]),
    (("HR", "HU"), "drugs", "mla-required", {"Before": ["HR", "HU"]}, []),
    (("AL", "ME", "HR"), "drugs", "languages", {"Albanian": ["AL"], "English": ["AL"]}, ["ME", "HR"]),
    (("RO", "MD", "UA"), "", "languages", {"English": ["RO", "UA"], "French": ["RO", "UA"]}, ["MD"]),
    (("GE", "TR"), "", "mla-required", {"Not required": ["GE"]}, ["TR"]),
    (("UA", "MD"), "", "duration-maximum", {"18 months": ["UA"]}, ["MD"]),
    (("CY", "GR"), "", "guarantees", {"Prosecution": ["CY"], "Extraditable offence": ["GR"]}, []),
    (("DE", "AT"), "weapons", "foreign-weapons", {}, ["DE", "AT"]),
    (("RO", "BG"), "", "urgent-channel", {}, ["RO", "BG"]),
]


@pytest.mark.parametrize(("states", "goods", "question", "said", "ask"), BY_HAND)
def test_routes_worked_out_by_hand(states, goods: str, question: str, said, ask) -> None:
    assert outcome(plan_route(facts(), list(states), goods), question) == (said, ask)


@pytest.mark.parametrize(
    ("one", "other", "treaty", "article"),
    [
        ("BG", "RS", "pcc-see", "art. 15"), ("HR", "SI", "naples-ii", "art. 22"), ("AL", "MK", "selec-2009", "art. 3"),
        ("AT", "DE", "eio", "art. 28"), ("TR", "BG", "un-1988", "art. 11"), ("UA", "MD", "coe-182", "art. 18"),
    ],
)  # fmt: skip
def test_a_border_names_what_binds_both_with_its_article(one: str, other: str, treaty: str, article: str) -> None:
    for pair in ((one, other), (other, one)):
        border = plan_route(facts(), list(pair))["borders"][0]
        assert (treaty, article) in {(found["id"], found["article"]) for found in border["treaties"]}


@pytest.mark.parametrize(("one", "other", "treaty"), [("GR", "TR", "gr-tr-2001"), ("HU", "RS", "hu-rs-2009")])
def test_a_treaty_that_surely_binds_one_side_only_is_to_be_checked(one: str, other: str, treaty: str) -> None:
    short = next(found.short for found in manual(home=ROOT).treaties if found.id == treaty)
    border = plan_route(facts(), [one, other])["borders"][0]
    assert short in border["doubtful"]
    assert treaty not in {found["id"] for found in border["treaties"]}


def test_a_border_names_only_channels_to_which_both_belong() -> None:
    by_id = {channel.id: channel for channel in manual(home=ROOT).channels}
    border = plan_route(facts(), ["TR", "BG"])["borders"][0]
    for channel in border["channels"]:
        assert {by_id[channel["id"]].member(iso).status for iso in ("TR", "BG")} <= {"member", "partner"}
    assert "selec" in {channel["id"] for channel in border["channels"]}


def test_the_brief_is_plain_text_with_everything_in_it() -> None:
    plan = plan_route(facts(), ["TR", "BG", "AT"], "drugs")
    plan["departure"] = local_times(plan, datetime(2026, 11, 22, 5, 0))
    text = route_text(plan, facts(), "the edition's line")
    assert text.startswith("ROUTE  Türkiye > Bulgaria > Austria\nGoods: Drugs\nDeparture: 2026-11-22 05:00 TR = ")
    assert text.index("ASK FIRST") < text.index("TR  Türkiye (origin)")
    for words in ("BORDER TR > BG", "BORDER BG > AT", "BG  Bulgaria (transit)", "Ask first", "art. 11"):
        assert words in text
    assert text.endswith("\nthe edition's line")


def test_a_contact_is_told_as_it_is_dialled_from_abroad_with_what_it_is_and_how_old() -> None:
    by_state = {iso: facts()["states"][iso]["contacts"] for iso in ("AL", "TR", "UA")}
    lines = {iso: [line for contact in found for line in contact["lines"]] for iso, found in by_state.items()}
    assert "+35542259390 ext. 71114 (source of 2017-03-22)" in lines["AL"]
    assert "+903122194523 (fax; undated source)" in lines["TR"]
    assert any(line.endswith("(Line for requests for public information, not for legal assistance; undated source)")
               for line in lines["UA"])  # fmt: skip
    for found in by_state.values():
        for contact in found:
            assert len(contact["lines"]) == len(contact["links"])
    fax = by_state["TR"][0]["lines"].index("+903122194523 (fax; undated source)")
    assert by_state["TR"][0]["links"][fax] == "", "nobody calls a fax"
    assert "tel:+903124148051" in by_state["TR"][0]["links"]


def test_a_state_without_a_contact_says_so_in_the_brief() -> None:
    made = manual()
    states = tuple(
        replace(state, officers=(), authorities=tuple(replace(a, contacts=()) for a in state.authorities))
        for state in made.states
    )
    without = desk_facts(replace(made, states=states), DAY)
    assert route_text(plan_route(without, ["XA", "XB"]), without, "").count("- No contact is known.") == 2


def test_where_the_law_is_silent_the_brief_says_so_beside_ask_first() -> None:
    text = route_text(plan_route(facts(), ["RS", "HU"]), facts(), "")
    assert "- Urgent decision: Ask first (Not regulated)\n" in text
    assert "- Reachable at night: Ask first\n" in text


def test_the_same_state_twice_on_a_route_is_reckoned_with_each_time() -> None:
    plan = plan_route(facts(), ["RS", "HU", "RS"])
    assert [stop["role"] for stop in plan["stops"]] == ["origin", "transit", "destination"]
    _, ask = outcome(plan, "deadline")
    assert len(ask) == len(set(ask))
