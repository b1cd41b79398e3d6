"""A form to a state as text to send: Markdown for an editor, plain text for a message; and as data, for a program.

Record text is escaped for Markdown, so that it stands there as it was typed and steers nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from cdmanual.manual.asking import Asking, Box, OpenQuestion, Said
from cdmanual.manual.model import Source

BOX, BLANK = "☐", "…" * 24
# Signs that act inside a line (CommonMark 0.31, and the extensions for strikes, attributes and formulas).
_INSIDE = re.compile(r"[\\`*_\[\]{}]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "$": "&#36;", "|": "&#124;"})
# Signs that act at the beginning of a line: headings, lists, numbers.
_BEGINNING = re.compile(r"^(\d{1,9})?([#+\-=:.)])")


@dataclass(frozen=True, slots=True)
class _Form:
    """How one form of text is written."""

    escape: Callable[[str], str]
    heading: Callable[[int, str], str]
    strong: Callable[[str], str]
    address: Callable[[str], str]


def escape_text(text: str) -> str:
    """The text on one line, each sign that Markdown could act on escaped; readable as it is, too."""
    line = " ".join(text.split()).translate(_ENTITIES)
    line = _INSIDE.sub(lambda found: f"\\{found.group()}", line)
    return _BEGINNING.sub(lambda found: f"{found.group(1) or ''}\\{found.group(2)}", line)


def _link(url: str) -> str:
    return f"<{url.replace('<', '%3C').replace('>', '%3E').replace(' ', '%20')}>"


def _underlined(level: int, text: str) -> str:
    return f"{text}\n{'=-'[level - 1] * len(text)}" if level < 3 else text


_MARKDOWN = _Form(escape_text, lambda level, text: f"{'#' * level} {text}", lambda text: f"**{text}**", _link)
_PLAIN = _Form(lambda text: " ".join(text.split()), _underlined, str, str)


def as_markdown(asking: Asking) -> str:
    """The form as Markdown, ending with a line end."""
    return "\n\n".join(_blocks(asking, _MARKDOWN)) + "\n"


def as_text(asking: Asking) -> str:
    """The form as plain text, ending with a line end."""
    return "\n\n".join(_blocks(asking, _PLAIN)) + "\n"


def as_json(asking: Asking) -> str:
    """All of the form under the names of manual/asking.py, ending with a line end."""
    return json.dumps({"schema_version": 1, **asdict(asking)}, ensure_ascii=False, indent=1) + "\n"


WRITERS = {"text": as_text, "markdown": as_markdown, "json": as_json}


def _blocks(asking: Asking, form: _Form) -> Iterator[str]:
    yield form.heading(1, form.escape(asking.title))
    yield from map(form.escape, asking.head)
    for group in asking.groups:
        yield form.heading(2, form.escape(group.title))
        for question in group.questions:
            yield from _question(question, form)
    if asking.points:
        yield form.heading(2, "Open points")
        yield "\n".join(f"- {form.escape(point)}" for point in asking.points)
    if asking.consent:
        yield form.heading(2, "Consent")
        yield _lines(asking.consent, asking.signed, form)


def _question(asked: OpenQuestion, form: _Form) -> Iterator[str]:
    yield form.heading(3, f"{asked.number} {form.escape(asked.question.title)}")
    yield f"{form.strong(form.escape(asked.question.text))} {form.escape(asked.how)}"
    for said in asked.said:
        yield _said(said, form)
    yield _lines(asked.boxes, asked.blanks, form)


def _said(said: Said, form: _Form) -> str:
    parts = [said.answer, said.text, f"Legal basis: {said.basis}." if said.basis else ""]
    parts += [f"As of {said.as_of}." if said.as_of else ""]
    words = " ".join(form.escape(part if part.endswith(".") else f"{part}.") for part in parts if part)
    listed = "; ".join(_source(source, form) for source in said.sources)
    return f"{form.escape(said.label)}: {words}" + (f"\n\nSources: {listed}" if listed else "")


def _source(source: Source, form: _Form) -> str:
    words = f"{source.id.upper()}, {source.title}, {source.publisher}, {source.date or 'undated'}"
    return form.escape(words) + (f", {form.address(source.url)}" if source.url else "")


def _lines(boxes: tuple[Box, ...], blanks: tuple[str, ...], form: _Form) -> str:
    ticks = [f"- {BOX} {form.escape(box.label)}" + (f": {form.escape(box.text)}" if box.text else "") for box in boxes]
    return "\n".join([*ticks, *(f"- {form.escape(blank)}: {BLANK}" for blank in blanks)])
