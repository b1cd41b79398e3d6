"""The catalogue of problem codes: why each matters in the field, what to do, and a good and a bad example.

Editors read it with ``cdmanual explain`` and on their pages; the tests hold the checker against the same examples.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from textwrap import dedent, fill, indent
from typing import Any

from cdmanual.problems import SetupError, as_text
from cdmanual.records.yamlfile import read_yaml

MARK = "▶"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one code means.

    ``good`` is an excerpt of ``file`` among the fictitious records; ``bad`` is what, in its place, provokes the code at
    the mark ▶. Where no excerpt can do that, ``shown`` is False and both are words or lines for the reader only.
    """

    title: str
    severity: str
    why: str
    fix: str
    file: str
    good: str
    bad: str
    shown: bool = True

    @property
    def good_text(self) -> str:
        """The good example, indented no more than it must be."""
        return dedent(self.good)

    @property
    def bad_parts(self) -> tuple[str, str, str]:
        """The bad example in the same way: what stands before the mark, the rest of its line, and what follows."""
        before, _, after = dedent(self.bad).partition(MARK)
        line, end, rest = after.partition("\n")
        return before, line, end + rest

    @property
    def bad_text(self) -> str:
        """The bad example as it would stand in the file, without the mark."""
        return "".join(self.bad_parts)

    def as_text(self, code: str) -> str:
        """The explanation for a terminal."""
        examples = "\n\n".join(
            f"{label}, in {self.file}:\n\n{indent(excerpt, '    ')}"
            for label, excerpt in (("Good", self.good_text), ("Bad", self.bad_text))
        )
        words = fill(self.why, 88), fill(f"What to do: {self.fix}", 88), examples
        return f"{self.severity}[{code}]: {self.title}\n\n" + "\n\n".join(words)


def problem_page(code: str) -> str:
    """Where the site explains a code, as a path from its root."""
    return f"editors/problems/{code}.html"


def read_explanations(path: Path) -> dict[str, Explanation]:
    """The catalogue by code, in its own order; SetupError when the file is missing or wrong."""
    try:
        file = read_yaml(path.name, path.read_bytes())
    except OSError as exc:
        raise SetupError(f"{path}: the catalogue of problems cannot be read: {exc.strerror}") from exc
    if file.problems:
        raise SetupError(f"{path}: {as_text(file.problems[:1])}")
    if not isinstance(file.value, dict):
        raise SetupError(f"{path}: the catalogue of problems is not a list of codes with their explanations")
    return {code: _explanation(path, code, entry) for code, entry in file.value.items()}


def _explanation(path: Path, code: str, entry: Any) -> Explanation:
    known = [field.name for field in fields(Explanation)]
    if not isinstance(entry, dict):
        raise SetupError(f"{path}: {code} has no {', '.join(known)}")
    if odd := sorted(set(entry) - set(known)):
        raise SetupError(f"{path}: {code} has an unknown key {odd[0]}")
    for name in known:
        if name != "shown" and not isinstance(entry.get(name), str):
            raise SetupError(f"{path}: {code} lacks {name}, or it is not text")
    if not isinstance(entry.get("shown", True), bool):
        raise SetupError(f"{path}: {code}: shown is neither true nor false")
    if entry["severity"] not in ("error", "warning"):
        raise SetupError(f"{path}: the severity of {code} is neither error nor warning")
    return Explanation(**entry)
