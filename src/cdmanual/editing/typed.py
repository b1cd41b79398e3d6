"""What a person typed, made into a value of the kind that the schema wants at that place."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from cdmanual.records.shape import Shape

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")


def typed(text: str, shape: Shape) -> Any:
    """The value: a list from words between commas, ``null`` where nothing may stand, a number, or the text itself.

    Spaces around it are dropped, letters are joined with their accents (Unicode form NFC). What fits no kind stays
    text, for the check to say what is wrong with it.
    """
    words = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if "array" in shape.types:
        return [typed(part, shape.at(0)) for part in words.split(",") if part.strip()]
    if words == "null" and shape.may_be_nothing:
        return None
    if "boolean" in shape.types and words in ("true", "false"):
        return words == "true"
    if "integer" in shape.types and _INTEGER.match(words):
        return int(words)
    return words
