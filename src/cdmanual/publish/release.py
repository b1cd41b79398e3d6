"""The finish of a build: a policy for the pages, a manifest with checksums, and the swap into place."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import shutil
from pathlib import Path
from typing import Any

from cdmanual.editions import Edition
from cdmanual.problems import SetupError
from cdmanual.publish.inputs import MANIFEST

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def add_policy(site: Path) -> None:
    """Give every page a Content-Security-Policy that allows the site's own files and its inline scripts by hash.

    Form of the policy: W3C Content Security Policy Level 3. ``file:`` lets the pages work from a folder.
    """
    hashes: dict[str, str] = {}
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        found = dict.fromkeys(_INLINE_SCRIPT.findall(text))
        allowed = " ".join(hashes.setdefault(code, _hash(code)) for code in found)
        policy = (
            f"default-src 'none'; script-src 'self' file: {allowed}; style-src 'self' file: 'unsafe-inline'; "
            "img-src 'self' file: data:; font-src 'self' file:; connect-src 'none'; form-action 'self' file:; "
            "base-uri 'none'"
        )
        meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">'
        page.write_text(
            text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{meta}', 1), encoding="utf-8", newline="\n"
        )


def offer_downloads(folder: Path) -> None:
    """Put what is printed, the Word documents and the data beside the downloads page.

    So its links hold in a copy of the site.
    """
    place = folder / "site" / "downloads"
    shutil.copyfile(folder / "manual.pdf", place / "manual.pdf")
    for papers in ("countries", "cards", "ask"):
        shutil.copytree(folder / papers, place / papers)
    shutil.copytree(folder / "data", place / "records")


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def head_of(edition: Edition) -> dict[str, Any]:
    """What a manifest says of the edition."""
    return {
        "schema_version": 1,
        "edition": edition.id,
        "kind": edition.kind,
        "version": edition.version,
        "day": edition.day.isoformat(),
        "marking": edition.label,
    }


def write_manifest(folder: Path, head: dict[str, Any]) -> None:
    """Write manifest.json: the head, then every file of the build with its size and SHA-256, in order of the paths."""
    files = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    text = json.dumps({**head, "files": files}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def refuse_strangers(build: Path, keep: frozenset[str]) -> None:
    """SetupError where a build would replace files that no build made, as in a folder named by mistake."""
    if not build.exists():
        return
    if not build.is_dir():
        raise SetupError(f"{build}: this is a file; name a folder for the build")
    made = any((build / place / MANIFEST).is_file() for place in (".", ".next", ".old"))
    strangers = sorted(entry.name for entry in build.iterdir() if entry.name not in keep | {".next", ".old"})
    if strangers and not made:
        raise SetupError(f"{build}: holds {strangers[0]}, which no build made; name an empty folder, or empty this one")


def swap(finished: Path, build: Path, keep: frozenset[str]) -> None:
    """Put a finished build in the place of the last one, which stays whole until then.

    What stands in ``build`` under the names of ``keep`` is left alone; leftovers of an older build go.
    """
    old = build / ".old"
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir()
    for entry in sorted(build.iterdir()):
        if entry not in (finished, old) and entry.name not in keep:
            entry.rename(old / entry.name)
    for entry in sorted(finished.iterdir()):
        entry.rename(build / entry.name)
    finished.rmdir()
    shutil.rmtree(old, ignore_errors=True)
