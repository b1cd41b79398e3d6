"""Rules on contacts: numbers that can be dialled, and none in this repository that belongs in an overlay."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cdmanual.phones import other_number
from cdmanual.problems import Problem, error, warning
from cdmanual.records.rules.context import Context
from cdmanual.records.rules.identity import is_fictitious
from cdmanual.records.schemas import subject


def phones_are_possible(context: Context) -> Iterator[Problem]:
    """Every number fits the numbering plan of its country."""
    for record in context.all():
        for path, value in context.walk(record):
            if path[-1:] != ("number",) or not isinstance(value, str) or "contacts" not in path:
                continue
            hint = _phone_fault(value)
            if hint:
                yield error(
                    record.file.place(path),
                    "impossible-number",
                    f"{subject(record.file, path)}: {value} fits no numbering plan",
                    hint,
                )


def printed_forms_agree(context: Context) -> Iterator[Problem]:
    """A number as the source prints it is the number that is dialled; with an extension it cannot be told."""
    for record in context.all():
        for path, value in context.walk(record):
            if path[-2:-1] != ("contacts",) or not isinstance(value, dict) or "extension" in value:
                continue
            printed, number = value.get("printed"), value.get("number")
            if not isinstance(printed, str) or not isinstance(number, str) or _phone_fault(number):
                continue
            other = _other_number(printed, number, record.key)
            if other:
                yield warning(
                    record.file.place((*path, "printed")),
                    "printed-differs",
                    f'{subject(record.file, path)}: "{printed}" is {other}, but number says {number}',
                    "look up in the source which of the two is right, and correct the other one",
                )


def contacts_are_public(context: Context) -> Iterator[Problem]:
    """In this repository a real state shows no contact of a post and no mobile phone; those belong in an overlay."""
    for record in context.records.of_kind("officers"):
        for index, post in enumerate((record.sound or {}).get("officers", ())):
            if post and post.get("contacts") and not is_fictitious(record.key):
                yield error(
                    record.file.key_place(("officers", index, "contacts")),
                    "private-contact",
                    f"{subject(record.file, ('officers', index))}: contacts of a post do not belong in this repository",
                    "keep them in an overlay folder of the agency",
                )
    for record in context.records.of_kind("authorities"):
        for path, value in context.walk(record):
            if path[-1:] == ("kind",) and "contacts" in path and value == "mobile":
                yield error(
                    record.file.place(path),
                    "private-contact",
                    f"{subject(record.file, path[:2])}: a mobile phone is not a public contact of an institution",
                    "keep it in an overlay folder of the agency",
                )


_other_number = cache(other_number)


@cache
def _phone_fault(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "no country has this code; write +, country code, number without the leading 0"
    if phonenumbers.is_valid_number(parsed):
        return ""
    national = str(parsed.national_number)
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    example = phonenumbers.example_number(region)
    shown = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164) if example else ""
    return f"a number of {region} looks like {shown}; this one has {len(national)} digits after +{parsed.country_code}"
