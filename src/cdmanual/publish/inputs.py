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

from cdmanual.editions import PUBLIC, RESTRICTED
from cdmanual.problems import SetupError
from cdmanual.settings import read_settings

MANIFEST = "manifest.json"
_INPUTS = ("content", "countries", "schemas", "src", "mkdocs.yml", "requirements.txt")


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: from which project and records, which edition, into which folder."""

    root: Path
    records: Path
    target: Path
    kind: str = PUBLIC
    overlay: Path | None = None


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
    day = read_settings(order.root).as_of
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()), version


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
