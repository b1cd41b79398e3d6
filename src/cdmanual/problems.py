"""What is wrong with a record, where, and what to do about it.

Knows nothing of records or schemas: it is the leaf that every stage may report with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]
# The forms in which a check writes what it found; the first is as_text, reports.py holds the writers of the others.
FORMATS = ("text", "json", "github", "gitlab", "sarif", "markdown")


class SetupError(Exception):
    """The project cannot be worked with (missing folder, broken schema, missing program); shown without traceback."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: path relative to the project, line and column from 1, columns counted in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: what is wrong (``message``) and what to do (``hint``)."""

    place: Place
    severity: Severity
    code: str
    message: str
    hint: str = ""


def error(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """A finding that stops a publication."""
    return Problem(place, "error", code, visible(message), visible(hint))


def warning(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """A finding that a reader should know and that stops nothing."""
    return Problem(place, "warning", code, visible(message), visible(hint))


def visible(text: str) -> str:
    """The text with line breaks, control and invisible characters written as escapes: a record never steers a log."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """``did you mean "…"?`` for the nearest of the choices, or an empty string where none is near."""
    near = get_close_matches(str(word), [str(choice) for choice in choices], n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems stops a publication."""
    return any(problem.severity == "error" for problem in problems)


def count_words(problems: Iterable[Problem]) -> str:
    """The tally in words, as ``2 errors, 1 warning``."""
    listed = list(problems)
    tally = {kind: sum(problem.severity == kind for problem in listed) for kind in ("error", "warning")}
    return ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for kind, n in tally.items())


def as_text(problems: Iterable[Problem]) -> str:
    """One finding in two lines: ``file:line:column: severity[code]: message`` and, indented, what to do."""
    lines = []
    for problem in problems:
        lines.append(f"{problem.place}: {problem.severity}[{problem.code}]: {problem.message}")
        if problem.hint:
            lines.append(f"   {problem.hint}")
    return "\n".join(lines)
