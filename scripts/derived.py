"""Make anew the tracked files that follow from others: `make derived`.

The schemas that editors read follow from ours, CODEOWNERS from the owners of the states, and the templates of GitLab
from those of GitHub, which it can neither read there nor follow a link to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cdmanual.records.load import read_records
from cdmanual.records.owners import code_owners
from cdmanual.records.projection import editor_schemas
from cdmanual.records.schemas import Schemas

ROOT = Path(__file__).resolve().parent.parent


def derived(root: Path) -> Iterator[tuple[Path, str]]:
    """Each derived file of a project, and what belongs in it."""
    schemas = Schemas(root / "schemas")
    for name, text in editor_schemas(schemas.by_kind):
        yield Path("schemas", "editor", name), text
    yield Path("CODEOWNERS"), code_owners(read_records(root, schemas))
    hub, lab = root / ".github", Path(".gitlab", "merge_request_templates")
    yield lab / "Default.md", _for_gitlab((hub / "pull_request_template.md").read_text(encoding="utf-8"))
    for path in sorted((hub / "PULL_REQUEST_TEMPLATE").glob("*.md")):
        yield lab / path.name, path.read_text(encoding="utf-8")


def _for_gitlab(text: str) -> str:
    """The default template without its words on how to choose another one: GitLab lists them."""
    return text.partition("-->\n")[2].lstrip() or text


if __name__ == "__main__":
    for path, text in derived(ROOT):
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
