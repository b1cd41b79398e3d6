"""Data in a script comes out of it as it went in, whatever it holds, and cannot end the script early."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdmanual.embedding import as_script
from embedded import read_script

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--",
    "it's",
    'a "quote"',
    "back\\slash",
    "\\u003c",
    "\u2028\u2029",
    "');",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str, tmp_path: Path) -> None:
    (tmp_path / "data.js").write_text(as_script("data", {"text": text}), encoding="utf-8")
    assert read_script(tmp_path / "data.js") == {"text": text}


@given(text=st.text())
def test_no_text_ends_the_script_or_its_string(text: str) -> None:
    script = as_script("data", [text])
    assert not set("<\u2028\u2029") & set(script)
    inner = script.removeprefix('"use strict";window.data=JSON.parse(\'').removesuffix("');\n")
    assert "'" not in inner.replace("\\\\", "").replace("\\'", "")
    assert "\n" not in inner
