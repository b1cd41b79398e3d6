"""What a build is made from: the order, its time and version, and a digest of every input.

Kept light, so that a build with nothing to do ends at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from cdmanual.editions import PUBLIC, RESTRICTED
from cdmanual.problems import SetupError

MANIFEST = "manifest.json"
# A code to scan that holds more is too fine for paper.
_LONGEST_ADDRESS = 200
_INPUTS = ("content", "countries", "schemas", "src", "mkdocs.yml", "requirements.txt")


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: from which project and records, which edition, into which folder."""

    root: Path
    records: Path
    target: Path
    kind: str = PUBLIC
    overlay: Path | None = None


def edition_file(root: Path) -> dict[str, str]:
    """``id`` and ``as_of`` of the edition, ``address`` where it has one; SetupError when the file holds otherwise."""
    path = root / "content" / "edition.yml"
    try:
        named = {key: str(value) for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items()}
        datetime.fromisoformat(named["as_of"])
    except FileNotFoundError as exc:
        raise SetupError(f"{path}: there is no such file; name the project's folder with --root") from exc
    except (yaml.YAMLError, AttributeError, KeyError, ValueError) as exc:
        raise SetupError(f'{path}: write the edition as id: "2026.1" and as_of: 2026-11-21') from exc
    if "id" not in named:
        raise SetupError(f'{path}: the edition has no id, as "2026.1"')
    address = named.get("address", "")
    if address and not (address.startswith("https://") and address.endswith("/") and len(address) < _LONGEST_ADDRESS):
        raise SetupError(f'{path}: the address must begin with https:// and end with /, as "https://manual.example/"')
    return named


def time_and_version(order: Order) -> tuple[int, str]:
    """The time that the build speaks of, in seconds, and what it was made from.

    SOURCE_DATE_EPOCH when set (reproducible-builds.org), else the time of the commit, else the date in edition.yml:
    never the clock, so that two builds of the same input are the same.
    """
    commit = _git(order.root, "log", "-1", "--format=%ct %H")
    seconds, _, short = commit.partition(" ")
    version = short[:10] or "without version control"
    if short and _git(order.root, "status", "--porcelain", "--", *_INPUTS):
        version += " with changes"
    given = os.environ.get("SOURCE_DATE_EPOCH", seconds)
    if given:
        if not given.isdigit():
            raise SetupError(f"SOURCE_DATE_EPOCH is {given!r}; it must be a number of seconds")
        return int(given), version
    return int(datetime.fromisoformat(edition_file(order.root)["as_of"]).replace(tzinfo=UTC).timestamp()), version


def _git(root: Path, *arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run([git, "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def hash_inputs(order: Order) -> str:
    """A digest of everything that the build is made from; a public edition is not made from an overlay."""
    digest = hashlib.sha256(f"{order.kind}\n{time_and_version(order)}\n".encode())
    homes = [(order.root, name) for name in _INPUTS]
    if order.records != order.root:
        homes += [(order.records, "countries"), (order.records, "content")]
    if order.overlay and order.kind == RESTRICTED:
        homes.append((order.overlay, ""))
    for base, name in homes:
        home = base / name
        for path in [home] if home.is_file() else sorted(home.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(base).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(order: Order) -> bool:
    """Whether the last build in the order's folder was made from the same inputs."""
    try:
        last = json.loads((order.target / MANIFEST).read_text(encoding="utf-8"))["inputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(last == hash_inputs(order))
