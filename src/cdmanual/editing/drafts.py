"""What was typed and not yet saved, kept on disk: a closed tab or a killed server loses none of it.

Drafts lie outside the records, where the system keeps the state of programs, readable by their writer alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
_LARGEST = 4 * 1024 * 1024
Typed = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed on a page (``/rs/procedure/deadline``) in one tab, and when (ISO 8601)."""

    name: str
    page: str
    when: str
    typed: Typed


def state_folder(environment: Mapping[str, str]) -> Path:
    """Where drafts are kept on this machine (XDG Base Directory Specification)."""
    given = environment.get("XDG_STATE_HOME", "")
    base = Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "state"
    return base / "cdmanual"


class Drafts:
    """The drafts for the records of one folder."""

    def __init__(self, state: Path, home: Path) -> None:
        """``state`` is the folder of :func:`state_folder`; nothing is made before something is kept."""
        digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
        self.folder = state / "drafts" / digest

    def keep(self, draft: Draft) -> None:
        """Write a draft in place of the one of its name; ValueError where the name is none of ours."""
        path = self._path(draft.name)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {"page": draft.page, "when": draft.when, "typed": draft.typed}
        handle, temporary = tempfile.mkstemp(prefix=".", dir=self.folder)  # 0600, as mkstemp makes all files
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as stream:
            json.dump(kept, stream)
        Path(temporary).replace(path)

    def find(self, name: str) -> Draft | None:
        """The draft of this name, if it is there and whole."""
        return _read(self._path(name)) if _NAME.match(name) else None

    def drop(self, name: str) -> None:
        """Throw a draft away; one that is not there is none."""
        if _NAME.match(name):
            self._path(name).unlink(missing_ok=True)

    def all(self) -> list[Draft]:
        """Every draft, the newest first."""
        if not self.folder.is_dir():
            return []
        found = [_read(path) for path in sorted(self.folder.glob("*.json"))]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.when, reverse=True)

    def of(self, page: str) -> list[Draft]:
        """The drafts of one page, the newest first."""
        return [draft for draft in self.all() if draft.page == page]

    def _path(self, name: str) -> Path:
        if not _NAME.match(name):
            raise ValueError("no name of a draft")
        return self.folder / f"{name}.json"


def _read(path: Path) -> Draft | None:
    try:
        with path.open("rb") as stream:
            kept: Any = json.loads(stream.read(_LARGEST))
        typed = {str(key): [str(value) for value in values] for key, values in kept["typed"].items()}
        return Draft(path.stem, str(kept["page"]), str(kept["when"]), typed)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # half a draft is none
