"""What stands in a record comes back from its fields as it was; what is typed becomes what it means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builds import FICTITIOUS, ROOT
from cdmanual.editing.edits import ABSENT
from cdmanual.editing.form.fields import Choice, Field, Fields
from cdmanual.editing.phones import tidy_contacts
from cdmanual.editing.record_file import is_same
from cdmanual.records.load import COUNTRY_KINDS
from cdmanual.records.shape import Shape, shape_of
from cdmanual.records.yamlfile import read_yaml
from checking import schemas

FILES = [path for home in (ROOT, FICTITIOUS) for path in sorted(home.glob("countries/*/*.yml"))]
AUTHORITIES = {"authority-id": (Choice("police", "Police"), Choice("court", "Court"))}


def shape(kind: str, *path: str | int) -> Shape:
    found = shape_of(schemas().by_kind, kind)
    for step in path:
        found = found.at(step)
    return found


def of(kind: str, *path: str | int) -> Fields:
    return Fields(shape(kind, *path), AUTHORITIES)


def answer(question: str) -> Fields:
    return of("procedure", "answers", question)


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_record_that_nobody_touched_comes_back_as_it_was(path: Path) -> None:
    value = read_yaml(path.name, path.read_bytes()).value
    fields = of(path.stem)
    assert is_same(fields.to_value(fields.from_value(value), value), value)


@pytest.mark.parametrize("kind", COUNTRY_KINDS)
def test_every_key_of_the_schema_has_a_field_with_a_label(kind: str) -> None:
    def walk(listed: tuple[Field, ...]) -> None:
        for field in listed:
            assert field.label
            walk(field.fields)

    fields = of(kind).show(of(kind).from_value({}))
    assert {field.name for field in fields} == set(shape(kind).keys)
    walk(fields)


def test_fields_are_of_the_kind_that_the_schema_asks_for() -> None:
    kinds = {field.name: field.kind for field in answer("substitution").show({})}
    assert kinds == {
        **{"value": "choice", "text": "text", "status": "choice", "as_of": "line"},
        **{"variants": "list", "positions": "list", "basis": "words", "sources": "words"},
    }
    assert {field.name: field.kind for field in answer("forms").show({})}["value"] == "choices"
    assert {field.name: field.kind for field in answer("authorised-by").show({})}["value"] == "choices"
    authority = {field.name: field.kind for field in of("authorities", "authorities", 0).show({})}
    assert authority["name"] == "names"
    assert authority["parent"] == "choice"
    assert authority["address"] == "group"
    country = {field.name: field.kind for field in of("country").show({})}
    assert (country["open_points"], country["other_names"]) == ("list", "rows")


def test_a_value_that_a_question_does_not_have_is_not_asked_for() -> None:
    names = {field.name for field in answer("practical-notes").show({})}
    assert "value" not in names or not answer("practical-notes").shape.at("value").is_forbidden


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ({"sources": [" s1 ,s2,, "]}, {"sources": ["s1", "s2"]}),
        ({"as_of": ["2017"]}, {"as_of": 2017}),
        ({"as_of": ["2017-08"]}, {"as_of": "2017-08"}),
        ({"text": ["  words\r\nmore  "]}, {"text": "words\nmore"}),
        ({"text": ["e\u0301t\u00e9"]}, {"text": "été"}),
        ({"text": ["   "]}, {}),
        ({"status": ["nonsense"]}, {"status": "nonsense"}),
        ({"variants/#": ["2"], "variants/0/text": ["one"], "variants/1/text": [""]}, {"variants": [{"text": "one"}]}),
        ({"variants/#": ["99999999"]}, {}),
        ({"variants/#": ["-1"]}, {}),
        ({"nonsense": ["x"], "variants/7/text": ["x"]}, {}),
    ],
)
def test_what_is_typed_becomes_a_value(typed: dict[str, list[str]], value: dict[str, Any]) -> None:
    assert answer("substitution").to_value(typed, ABSENT) == value


def test_chosen_values_keep_the_order_in_which_they_stood() -> None:
    fields, base = answer("forms"), {"value": ["export", "import"], "status": "confirmed"}
    typed = fields.from_value(base)
    typed["value"] = ["import", "transit", "export"]
    assert fields.to_value(typed, base)["value"] == ["export", "import", "transit"]
    del typed["value"]
    assert "value" not in fields.to_value(typed, base), "no box is ticked"


def test_names_by_language_are_rows_and_none_that_was_typed_is_lost() -> None:
    fields = of("country")
    typed = {"name/#": ["3"]}
    for number, (tag, words) in enumerate([("en", "Serbia"), ("en", "Srbija"), ("", "Србија")]):
        typed |= {f"name/{number}/tag": [tag], f"name/{number}/words": [words]}
    assert fields.to_value(typed, ABSENT)["name"] == {"en": "Serbia", "en again": "Srbija", "": "Србија"}


def test_a_date_that_no_source_gives_is_left_empty_and_stays_null() -> None:
    fields = of("legislation", "instruments", 0)
    base = {"id": "cpc", "adopted": None, "in_force": "2013-10-01", "number": None}
    typed = fields.from_value(base)
    assert fields.to_value(typed, base) == base
    typed["in_force"] = [""]
    assert fields.to_value(typed, base)["in_force"] is None
    typed["adopted"] = ["2011-09-26"]
    assert fields.to_value(typed, base)["adopted"] == "2011-09-26"


def test_an_entry_taken_out_of_a_list_takes_nothing_of_the_others_along() -> None:
    fields = of("legislation", "instruments", 0)
    base = {"provisions": [{"id": "1", "odd": "kept"}, {"id": "2", "odd": "kept too"}]}
    typed = {"provisions/#": ["1"], "provisions/0/id": ["2"]}
    assert fields.to_value(typed, base)["provisions"] == [{"odd": "kept too", "id": "2"}]


def test_a_key_that_the_schema_does_not_know_is_kept() -> None:
    fields = answer("deadline")
    base = {"status": "unknown", "nonsense": {"x": 1}}
    assert fields.to_value(fields.from_value(base), base) == base


def test_the_field_of_a_place_in_a_record_is_found() -> None:
    fields = of("authorities", "authorities", 0)
    typed = {"name/#": ["2"], "name/0/tag": ["en"], "name/1/tag": ["hr"]}
    assert fields.name_at(("name", "hr"), typed) == "name/1/words"
    assert fields.name_at(("name", "de"), typed) == "name"
    assert fields.name_at(("sources", 3), typed) == "sources"
    assert fields.name_at(("roles", 0), typed) == "roles"
    assert fields.name_at(("contacts", 1, "number"), typed) == "contacts/1/number"
    assert fields.name_at((), typed) == ""


def test_only_new_numbers_are_written_in_e_164() -> None:
    was = {"contacts": [{"kind": "phone", "number": "+381 11", "printed": "old"}, {"kind": "fax", "number": "+3811"}]}
    entry = {
        "contacts": [
            {"kind": "phone", "number": "011 361 37 02", "printed": "old"},
            {"kind": "fax", "number": "+3811"},
            {"kind": "phone", "number": "+381113613703", "printed": "(011) 361-37-03", "extension": "9"},
            {"kind": "web", "address": "https://example.org"},
        ]
    }
    tidy_contacts(entry, was, "rs")
    phone, fax, other, _ = entry["contacts"]
    assert phone == {"kind": "phone", "number": "+381113613702", "printed": "011 361 37 02"}
    assert fax == {"kind": "fax", "number": "+3811"}
    assert (other["printed"], other["extension"]) == ("(011) 361-37-03", "9")
    for nothing in (None, {}, {"contacts": 7}, {"contacts": ["x"]}):
        tidy_contacts(nothing, nothing, "rs")
