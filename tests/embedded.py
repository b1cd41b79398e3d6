"""Reads back the data that a script of the site sets, as a browser would."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_SCRIPT = re.compile(r"\A\"use strict\";window\.\w+=JSON\.parse\('(.*)'\);\n\Z", re.DOTALL)


def read_script(path: Path) -> Any:
    """The data of a script that cdmanual.embedding wrote."""
    found = _SCRIPT.match(path.read_text(encoding="utf-8"))
    assert found, f"{path.name} is not such a script"
    text = re.sub(r"\\(u[0-9a-f]{4}|.)", lambda e: chr(int(e[1][1:], 16)) if len(e[1]) > 1 else e[1], found[1])
    return json.loads(text)
