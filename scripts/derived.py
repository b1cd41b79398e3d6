"""Make anew the tracked files that follow from others: the schemas for editors. `make derived`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cdmanual.records.projection import editor_schemas
from cdmanual.records.schemas import Schemas

ROOT = Path(__file__).resolve().parent.parent


def derived(root: Path) -> Iterator[tuple[Path, str]]:
    """Each derived file of a project, and what belongs in it."""
    for name, text in editor_schemas(Schemas(root / "schemas").by_kind):
        yield Path("schemas", "editor", name), text


if __name__ == "__main__":
    for path, text in derived(ROOT):
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
