"""Data as a script that sets one global: the only form in which a page opened from a folder can load it."""

from __future__ import annotations

import json
from typing import Any


def as_script(name: str, data: Any) -> str:
    """A classic script that sets ``window.<name>``; safe in any page, also where one inlines it."""
    # U+2028 and U+2029 end a line in older JavaScript; "<" could close the script element in a page that inlines it.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f'"use strict";window.{name}={text};\n'
