"""Phone numbers as people write them, made into what a record holds."""

from __future__ import annotations

import re
from typing import Any

_SIGNS = re.compile(r"[\s().\-/‑–]+")  # what may stand between figures, a narrow hyphen and a dash included


def read_number(text: str, region: str) -> dict[str, str]:
    """``number`` in E.164 (ITU-T), ``extension`` where one is written, ``printed`` where it was written differently.

    ``region`` is the state whose numbering plan a number without country code follows. What is no number is given back
    without its spaces, for the check to say what is wrong with it.
    """
    import phonenumbers

    written = " ".join(text.split())
    try:
        parsed = phonenumbers.parse(written, region.upper())
    except phonenumbers.NumberParseException:
        return {"number": _SIGNS.sub("", written)}
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    found = {"number": number}
    if parsed.extension:
        found["extension"] = parsed.extension
    if written != number:
        found["printed"] = written
    return found


def tidy_contacts(entry: Any, was: Any, region: str) -> None:
    """Write the numbers that are new in an entry's contacts in E.164, in place; those that stood there stay.

    What was printed for an old number does not stay with a new one.
    """
    before = [contact for contact in contacts_of(was) if "number" in contact]
    kept = {contact["number"] for contact in before}
    stale = {contact.get("printed") for contact in before}
    for contact in contacts_of(entry):
        number = contact.get("number")
        if isinstance(number, str) and number not in kept:
            printed = contact.pop("printed", None)
            found = read_number(number, region)
            if printed is not None and printed not in stale:
                found["printed"] = printed
            contact.update({**found, **({"extension": contact["extension"]} if "extension" in contact else {})})


def contacts_of(entry: Any) -> list[dict[str, Any]]:
    """The contacts of an authority or a post, whatever else stands among them."""
    listed = entry.get("contacts") if isinstance(entry, dict) else None
    return [contact for contact in listed if isinstance(contact, dict)] if isinstance(listed, list) else []
