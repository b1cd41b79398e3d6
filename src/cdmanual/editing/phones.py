"""Phone numbers as people write them, made into what a record holds."""

from __future__ import annotations

import re

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
