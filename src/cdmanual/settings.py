"""The settings of the edition in ``content/edition.yml``: its id and day, and where its site and its records stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cdmanual.problems import SetupError, as_text, did_you_mean
from cdmanual.records.yamlfile import read_yaml

_WEB = re.compile(r"https://[^\s<>\"'\\{}]+\Z")
_FIELDS = ("{path}", "{line}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``edition.yml`` says.

    ``as_of`` is the day that the edition speaks of where neither a commit nor SOURCE_DATE_EPOCH says so. ``site`` is
    where the public site stands, with a slash at its end; ``edit`` where a record is edited, with ``{path}`` and
    ``{line}`` to be filled in. Both are empty where nothing is known of them.
    """

    id: str
    as_of: date
    site: str = ""
    edit: str = ""


def read_settings(root: Path) -> Settings:
    """The settings of the project in this folder; SetupError when the file is missing or holds something else."""
    path = root / "content" / "edition.yml"
    try:
        file = read_yaml(path.name, path.read_bytes())
    except FileNotFoundError as exc:
        raise SetupError(f"{path}: there is no such file; name the project's folder with --root") from exc
    if file.problems:
        raise SetupError(f"{path}: {as_text(file.problems[:1]).splitlines()[0]}")
    said = _known(path, file.value, ("id", "as_of", "site", "repository"))
    repository = _known(path, said.get("repository", {}), ("edit",))
    try:
        as_of = date.fromisoformat(str(said.get("as_of")))
    except ValueError as exc:
        raise SetupError(f'{path}: write the edition as id: "2026.1" and as_of: 2026-11-21') from exc
    if "id" not in said:
        raise SetupError(f'{path}: the edition has no id, as "2026.1"')
    site, edit = str(said.get("site", "")), str(repository.get("edit", ""))
    if site and not _WEB.match(site):
        raise SetupError(f"{path}: site is the full address of the public site, as https://manual.example.org/")
    if edit and not (all(edit.count(field) == 1 for field in _FIELDS) and _WEB.match(_filled(edit))):
        example = "https://code.example.org/manual/edit/main/{path}#L{line}"
        raise SetupError(f"{path}: repository: edit: is a full address with {{path}} and {{line}}, as {example}")
    return Settings(str(said["id"]), as_of, site and f"{site.rstrip('/')}/", edit)


def _filled(edit: str) -> str:
    for field in _FIELDS:
        edit = edit.replace(field, "x")
    return edit


def _known(path: Path, value: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SetupError(f"{path}: here belong the keys {', '.join(keys)}")
    for key in value:
        if key not in keys:
            hint = did_you_mean(key, keys) or f"known are {', '.join(keys)}"
            raise SetupError(f"{path}: unknown key {key}; {hint}")
    return value
