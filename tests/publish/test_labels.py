"""Every vocabulary of the schemas has words, and no renderer needs a list of its own."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cdmanual.manual.questionnaire import choices_of
from cdmanual.publish.labels import Labels
from models import ROOT, labels, manual, schemas

SCHEMAS = schemas().by_kind


def _forms(form: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every group of keys of a schema, and where it stands."""
    if isinstance(form, dict):
        yield path, form
        for key, inner in form.items():
            yield from _forms(inner, f"{path}/{key}")
    elif isinstance(form, list):
        for number, inner in enumerate(form):
            yield from _forms(inner, f"{path}/{number}")


VOCABULARIES = [
    pytest.param(form, id=path) for kind in SCHEMAS for path, form in _forms(SCHEMAS[kind], kind) if "oneOf" in form
]


@pytest.mark.parametrize("form", VOCABULARIES)
def test_every_value_of_every_vocabulary_has_a_label_and_a_meaning(form: dict[str, Any]) -> None:
    choices = choices_of(form)
    assert len(choices) == len({choice.id for choice in choices}) == len({choice.title for choice in choices})
    for choice in choices:
        assert choice.title == choice.title.strip()
        assert choice.title[0].isupper() or choice.title[0].isdigit(), choice.title
        assert choice.description.endswith("."), f"{choice.id}: {choice.description}"


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_a_list_of_bare_values_stands_only_in_conditions(kind: str) -> None:
    """Readers see values by their titles; an ``enum`` has none, so it may only steer ``if``."""
    bare = [path for path, form in _forms(SCHEMAS[kind], kind) if "enum" in form and "/if/" not in path]
    assert bare == []


def _used() -> Iterator[tuple[str, str]]:
    for home in (ROOT / "tests" / "data" / "fictitious", ROOT):
        made = manual(home=home)
        for state in made.states:
            for law in state.legislation:
                yield "law-kind", law.kind
                yield "law-status", law.status
                yield from (("link-kind", link.kind) for link in law.links)
            for authority in state.authorities:
                yield "authority-kind", authority.kind
                yield "level", authority.level
                yield from (("role", role) for role in authority.roles)
                yield from (("contact-kind", contact.kind) for contact in authority.contacts)
            for officer in state.officers:
                yield from (("function", function) for function in officer.functions)
                yield from (("contact-kind", contact.kind) for contact in officer.contacts)
            yield from (("source-kind", source.kind) for source in state.sources)
            for review in state.reviews.values():
                yield "verified-by", review.verified.by
                yield "verified-method", review.verified.method
        for treaty in made.treaties:
            yield "treaty-kind", treaty.kind
            yield "bearing", treaty.bearing
            for party in treaty.parties:
                yield "party", party.status
                if party.by:
                    yield "party-by", party.by
        for channel in made.channels:
            yield "channel-kind", channel.kind
            yield "hours", channel.hours
            yield from (("member", member.status) for member in channel.members)


def test_every_value_that_a_record_uses_has_a_label() -> None:
    used = set(_used())
    assert len({vocabulary for vocabulary, _ in used}) >= 15
    for vocabulary, value in sorted(used):
        label = labels()(vocabulary, value)
        assert label
        assert label != value, "an id is no label"


def test_the_row_that_no_table_has_is_labelled_too() -> None:
    assert labels()("party", "not-established")
    assert labels()("member", "not-established")


def test_what_is_no_value_and_what_is_no_vocabulary_is_refused() -> None:
    with pytest.raises(KeyError):
        labels()("role", "no-such-role")
    with pytest.raises(KeyError):
        labels()("no-such-vocabulary", "authorises")


def test_a_schema_without_a_vocabulary_that_pages_need_is_refused() -> None:
    changed = json.loads(json.dumps(SCHEMAS))
    del changed["authorities"]["properties"]["authorities"]["items"]["properties"]["kind"]
    with pytest.raises(KeyError):
        Labels(changed)


def test_the_field_reference_describes_every_kind_of_record() -> None:
    kinds = labels().field_reference()
    assert {kind.id for kind in kinds} == set(SCHEMAS) - {"common"}
    assert all(kind.title and kind.text and kind.fields for kind in kinds)


def test_every_question_can_be_linked_in_the_field_reference_by_its_id() -> None:
    """``cdmanual check`` sends the reader to /editors/fields/#<question>."""
    fields = {field.anchor: field for kind in labels().field_reference() for field in kind.fields}
    for question in manual().questionnaire.questions:
        field = fields[question.id]
        assert (field.title, field.text) == (question.title, question.text)
        assert field.choices == question.choices or question.kind == "urgent"


def test_anchors_of_the_field_reference_are_unique_and_can_stand_in_an_address() -> None:
    anchors = [field.anchor for kind in labels().field_reference() for field in kind.fields]
    anchors += [kind.id for kind in labels().field_reference()]
    assert len(anchors) == len(set(anchors))
    assert all(re.fullmatch(r"[a-z0-9_.-]+", anchor) for anchor in anchors)


def test_every_key_that_a_state_s_record_may_have_is_in_the_field_reference_with_a_title() -> None:
    for kind in labels().field_reference():
        top = {field.name: field for field in kind.fields if field.depth == 0}
        assert set(top) == set(SCHEMAS[kind.id]["properties"])
        assert {name for name, field in top.items() if field.required} == set(SCHEMAS[kind.id]["required"])
        for field in kind.fields:
            assert field.title, f"{field.anchor} has no title"


def test_labels_are_shared_and_frozen() -> None:
    field = labels().field_reference()[0].fields[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        field.title = "other"
