"""Phone numbers that are new in an entry, made into what a record holds."""

from __future__ import annotations

from typing import Any

from cdmanual.phones import read_number


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
