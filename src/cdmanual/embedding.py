"""Data as a script that sets one global: the only form in which a page opened from a folder can load it."""

from __future__ import annotations

import json
from typing import Any

# For JSON inside a JavaScript string in single quotes; the backslash first, so that it does not meet its own escapes.
_ESCAPES = {"\\": "\\\\", "'": "\\'", "<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def as_script(name: str, data: Any) -> str:
    """A classic script that sets ``window.<name>``; safe in any page, also where one inlines it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 end a line in older JavaScript; "<" could close the script element in a page that inlines it.
    for char, escaped in _ESCAPES.items():
        text = text.replace(char, escaped)
    # Browsers read a long JSON text in half the time that the same takes as JavaScript.
    return f"\"use strict\";window.{name}=JSON.parse('{text}');\n"
