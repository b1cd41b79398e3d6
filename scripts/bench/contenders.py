"""The programs that are held against each other: what each is called with, so that all do the same work."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from pathlib import Path

from plain import write_plain
from timing import Reading, run

Command = list[str | Path]
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = Path(sys.executable)
CDMANUAL: Command = [PYTHON, "-c", "from cdmanual.cli import main; main()"]
CHECK_JSONSCHEMA: Command = [PYTHON, "-m", "check_jsonschema"]


@dataclass(frozen=True, slots=True)
class Records:
    """A project's records under a name, and a folder for what is made of them."""

    name: str
    folder: Path
    work: Path

    @property
    def files(self) -> list[Path]:
        """Every record."""
        return sorted([*self.folder.glob("countries/*/*.yml"), *self.folder.glob("content/regional/**/*.yml")])

    @property
    def size(self) -> int:
        """The length of all records in bytes."""
        return sum(path.stat().st_size for path in self.files)

    @property
    def states(self) -> int:
        """How many states there are."""
        return len({path.parent for path in self.folder.glob("countries/*/*.yml")})

    def by_kind(self) -> dict[str, list[Path]]:
        """The records by the name of their schema."""
        found: dict[str, list[Path]] = {}
        for path in self.files:
            is_listed = path.parent.name in ("instruments", "channels")
            found.setdefault(path.parent.name if is_listed else path.stem, []).append(path)
        return found

    # -------------------------------------------------------------- check

    def check(self) -> Reading:
        """`cdmanual check`: schemas, references, dates, languages, numbers, with line and column."""
        return run([*CDMANUAL, "check", "--records", self.folder], ROOT)

    def check_jsonschema(self) -> Reading:
        """check-jsonschema on the same files and schemas: a call for each kind of record, since it takes one schema."""
        schemas = ROOT / "schemas"
        command = [*CHECK_JSONSCHEMA, "--base-uri", f"{schemas.as_uri()}/", "--schemafile"]
        calls = [
            run([*command, schemas / f"{kind}.schema.json", *files], ROOT) for kind, files in self.by_kind().items()
        ]
        return reduce(add, calls)

    # -------------------------------------------------------------- build

    @property
    def target(self) -> Path:
        """Where the build of these records lies."""
        return self.work / "build"

    def build(self) -> Reading:
        """`cdmanual build` from nothing: check, pages, site, search, PDF, data, checksums."""
        shutil.rmtree(self.target / ".cache", ignore_errors=True)
        return self.rebuild()

    def rebuild(self) -> Reading:
        """The same when no chapter changed: what is set in type already is not set again."""
        return run([*CDMANUAL, "build", "--force", "--records", self.folder, "--target", self.target], ROOT)

    def mkdocs(self) -> Reading:
        """`mkdocs build` alone, on the pages of the last build."""
        config = self.work / "mkdocs.yml"
        inherited = {
            "INHERIT": str(ROOT / "mkdocs.yml"),
            "docs_dir": str(self.target / "pages"),
            "theme": {"custom_dir": str(ROOT / "content" / "theme")},  # a path in it counts from the file's own folder
        }
        config.write_text(json.dumps(inherited), encoding="utf-8")
        return run([PYTHON, "-m", "mkdocs", "build", "--quiet", "-f", config, "-d", self.work / "bare"], ROOT)

    # -------------------------------------------------------------- PDF

    def typst(self) -> Reading:
        """The printed manual by Typst."""
        return _printing(["typst", str(ROOT), str(self.folder), str(self.work / "typst.pdf")])

    def card(self) -> Reading:
        """One card by Typst, in a process that is there."""
        return _printing(["card", str(ROOT), str(self.folder), str(self.work / "card.pdf")])

    def weasyprint(self) -> Reading:
        """The same content by WeasyPrint, from the pages of the last build."""
        document = self.work / "plain.html"
        if not document.exists():
            write_plain(self.target / "site", document)
        return _printing(["weasyprint", str(document), str(self.work / "weasyprint.pdf")])


def check_jsonschema_start() -> Reading:
    """check-jsonschema doing nothing: what each call costs before it reads a file."""
    return run([*CHECK_JSONSCHEMA, "--version"], ROOT)


def _printing(arguments: list[str]) -> Reading:
    whole = run([PYTHON, HERE / "pdf.py", *arguments], ROOT)
    said = json.loads(whole.said.splitlines()[-1])
    return replace(whole, seconds=said["seconds"], said=json.dumps(said))
