"""The chapters of the guide as blocks: their order, what a link leads to, and every word of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cdmanual.publish.printing.chapters import Chapter, read_chapters
from models import ROOT

GUIDE = ROOT / "content" / "regional" / "guide"


EVERY_FORM = """# T

One **two** *three* `four`.

## H

- a
- b

3. c

| x | y |
|---|---|
| 1 | |

> q

```
code
```
"""


def chapter(folder: Path, text: str) -> Chapter:
    (folder / "one.md").write_text(text, encoding="utf-8")
    (found,) = read_chapters(folder)
    return found


def texts(block: Any) -> Iterator[str]:
    """Every piece of text in a block, in order."""
    if isinstance(block, dict):
        if "text" in block:
            yield block["text"]
        for value in block.values():
            yield from texts(value)
    elif isinstance(block, list):
        for value in block:
            yield from texts(value)


def test_chapters_stand_in_the_order_of_the_list_in_the_index() -> None:
    listed = re.findall(r"^\d\. \[.+?\]\((.+?)\.md\):", (GUIDE / "index.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) >= 9
    assert [found.name for found in read_chapters(GUIDE)] == listed


def test_a_chapter_that_the_index_forgot_comes_last(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("# Guide\n\n1. [Second](b.md): x\n2. [First](a.md): y\n", encoding="utf-8")
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(f"# Chapter {name}\n", encoding="utf-8")
    assert [(found.name, found.title) for found in read_chapters(tmp_path)] == [
        ("b", "Chapter b"),
        ("a", "Chapter a"),
        ("c", "Chapter c"),
    ]


def test_a_folder_without_chapters_gives_none(tmp_path: Path) -> None:
    assert read_chapters(tmp_path) == ()
    assert read_chapters(tmp_path / "missing") == ()


def test_every_form_of_block_is_read(tmp_path: Path) -> None:
    found = chapter(tmp_path, EVERY_FORM)
    assert found.title == "T"
    assert [block["form"] for block in found.blocks] == [
        "paragraph", "heading", "list", "list", "table", "quote", "code",
    ]  # fmt: skip
    spans = [span for span in found.blocks[0]["spans"] if span["text"].strip(" .")]
    assert [(s["text"].strip(), s["strong"], s["emphasis"], s["code"]) for s in spans] == [
        ("One", False, False, False),
        ("two", True, False, False),
        ("three", False, True, False),
        ("four", False, False, True),
    ]
    assert [block["first"] for block in found.blocks[2:4]] == [None, 3]
    assert found.blocks[4]["rows"][0][1] == [], "an empty cell stays a cell"


def test_a_link_leads_to_the_place_in_the_book_or_to_the_web_or_nowhere(tmp_path: Path) -> None:
    led = {
        "request.md": "cdm:guide/request",
        "../instruments/untoc.md": "cdm:treaty/untoc",
        "../channels/selec.md#hours": "cdm:channel/selec",
        "../questions/languages.md": "cdm:question/languages",
        "../countries/index.md": "cdm:states",
        "https://example.org/a": "https://example.org/a",
        "../downloads/index.md": "",
        "javascript:alert(1)": "",
    }
    for address, wanted in led.items():
        (block,) = chapter(tmp_path, f"# T\n\n[word]({address})\n").blocks
        assert block["spans"][0]["to"] == wanted, address


def test_every_word_of_the_guide_is_kept() -> None:
    for found in read_chapters(GUIDE):
        source = (GUIDE / f"{found.name}.md").read_text(encoding="utf-8")
        said = "".join("".join(texts(found.blocks)).split())
        for word in re.findall(r"\w{4,}", re.sub(r"\]\([^)]*\)|^# .*$", "", source, flags=re.MULTILINE)):
            assert word in said, f"{found.name}: {word}"
