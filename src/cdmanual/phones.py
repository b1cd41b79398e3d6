"""Phone numbers as people write them, read into what a record holds."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_BETWEEN = r"\s().\-/‐-―−"  # what may stand between figures, narrow hyphens and dashes included
_FIGURES = re.compile(rf"\(?\+?[\d{_BETWEEN}]+")
_EXTENSION = re.compile(r"(.*\d)(\D+)\d+[\s.#]*")
_E164 = re.compile(r"\+[0-9]+")
_LONGEST_AREA_CODE = 5


def read_number(text: str, region: str) -> dict[str, str]:
    """``number`` in E.164 (ITU-T), ``extension`` where one is written, ``printed`` where it was written differently.

    ``region`` is the state whose numbering plan a number without country code follows. What is no number, or more than
    one, is given back as it was typed, for the check to say what is wrong with it.
    """
    import phonenumbers

    written = " ".join(text.split())
    try:
        parsed = phonenumbers.parse(written, region.upper())
    except phonenumbers.NumberParseException:
        is_plain = _FIGURES.fullmatch(written) is not None
        return {"number": re.sub(f"[{_BETWEEN}]+", "", written) if is_plain else written}
    if not _is_written(parsed, _before_extension(written) if parsed.extension else written, region):
        return {"number": written}
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    found = {"number": number}
    if parsed.extension:
        found["extension"] = parsed.extension
    if written != number:
        found["printed"] = written
    return found


def other_number(printed: str, number: str, region: str) -> str:
    """The number that a printed form says, where it is another one; nothing where it is the same or cannot be told.

    A source may leave out the country code, the area code or a zero; what remains are the last figures of the number.
    """
    import phonenumbers

    found = read_number(printed, region)
    if "extension" in found or not _E164.fullmatch(found["number"]):
        return ""
    try:
        said, meant = phonenumbers.parse(found["number"]), phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    is_part = said.country_code == meant.country_code and number.endswith(str(said.national_number))
    return "" if is_part else found["number"]


def _before_extension(written: str) -> str:
    """What stands before the extension; nothing where its mark is more than one word, or only parts two numbers."""
    match = _EXTENSION.fullmatch(written)
    if match is None or not re.search(rf"[^,;{_BETWEEN}]", match[2]) or len(re.findall(r"[^\W\d_]+", match[2])) > 1:
        return ""
    return match[1]


def _is_written(parsed: PhoneNumber, written: str, region: str) -> bool:
    """Whether the figures of a number are those that were typed: phonenumbers drops letters, or reads them as keys."""
    import phonenumbers

    if not _FIGURES.fullmatch(written):
        return False
    typed, national = _digits(written), phonenumbers.national_significant_number(parsed)
    trunks = {"", "0", phonenumbers.ndd_prefix_for_region(region.upper(), True) or ""}
    before = {code + trunk for code in ("", f"{parsed.country_code}", f"00{parsed.country_code}") for trunk in trunks}
    if not typed.endswith(national) or typed.removesuffix(national) not in before:
        return False
    head, slash, _ = written.rpartition("/")  # a slash may follow the area code; later it parts two numbers
    behind_prefix = len(_digits(head)) - len(typed.removesuffix(national))
    return not slash or behind_prefix <= _LONGEST_AREA_CODE


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
